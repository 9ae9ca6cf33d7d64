-- Balance and credit (CR-1, CR-3, CR-4).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- Pushes one more order of A 1 (12.30) for a new partner with this balance and limit.
CREATE FUNCTION t.try(balance numeric, credit_limit numeric) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	name text := format('N-%s', (SELECT count(*) FROM t.thing));
	difference numeric := balance - t.balance('kedai');
BEGIN
	PERFORM distribution.set_credit(t.id('supplier'), t.id('kedai'), credit_limit, NULL);
	IF difference <> 0 THEN
		PERFORM distribution.post_entry(t.id('supplier'), t.id('kedai'), 'correction', difference);
	END IF;
	PERFORM t.sync('kedai', name);
	RETURN t.pushed(name) || ' ' || t.balance('kedai');
END
$$;
SELECT is(t.try(balance, credit_limit), expected, 'CR-1: ' || name)
FROM (VALUES
	(1, 12.30, 0, 'pushed 12.30 MYR 0.00', 'a balance is spent to 0'),
	(2, 12.29, 0, 'push_failed insufficient_funds 12.29', 'not below, without credit'),
	(3, 0, 12.30, 'pushed 12.30 MYR -12.30', 'credit is spent to its limit'),
	(4, 0, 12.29, 'push_failed insufficient_funds 0.00', 'not below'),
	(5, 2.30, 10, 'pushed 12.30 MYR -10.00', 'balance and credit together'),
	(6, 2.29, 10, 'push_failed insufficient_funds 2.29', 'a hundredth less is not enough'),
	(7, -5, 17.30, 'pushed 12.30 MYR -17.30', 'a debt takes from the limit'),
	(8, -5, 17.29, 'push_failed insufficient_funds -5.00', 'and what is left is not exceeded'),
	(9, -1000000, NULL, 'pushed 12.30 MYR -1000012.30', 'null is unlimited'),
	(10, -100, 50, 'push_failed insufficient_funds -100.00', 'CR-3: lowering a limit below use blocks new charges')
) AS c (no, balance, credit_limit, expected, name)
ORDER BY no;

SELECT distribution.set_credit(t.id('supplier'), t.id('kedai'), 50, 30) \g /dev/null
SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), kind, amount)
FROM (VALUES ('top_up', 3), ('correction', 2), ('correction', -4), ('deduction', 1)) AS e (kind, amount) \g /dev/null
SELECT results_eq($$
	SELECT kind, settlement_amount, due_at - posted_at FROM distribution.ledger_entry
	WHERE partnership_id = t.id('kedai') AND side = 'distributor' ORDER BY transaction_id DESC LIMIT 4
$$, $$VALUES ('deduction', -1.00, interval '30 days'), ('correction', -4.00, '30 days'), ('correction', 2.00, NULL), ('top_up', 3.00, NULL)$$,
	'CR-2: what is owed is due after the credit period, what was paid is not');
SELECT distribution.set_credit(t.id('supplier'), t.id('kedai'), 50, NULL) \g /dev/null
SELECT t.sync('kedai', 'M-1') \g /dev/null
SELECT matches(detail, '62\.30', 'CR-1: the refusal says what is missing: 12.30 - (50 - 100)') FROM distribution.push_order(t.id('supplier'), t.id('M-1'));
SELECT is(t.state_of($$SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'deduction', 1000)$$), NULL, 'CR-1: only pushes are refused for funds');
SELECT results_eq($$SELECT balance, credit_limit, spendable FROM distribution_report.distributors WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai')$$,
	$$VALUES (-1100.00, 50.00, -1050.00)$$, 'CR-1: spendable = balance + credit limit');
SELECT is(spendable, NULL, 'CR-1: without limit there is no number for it') FROM distribution_report.distributors WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('raan');
SELECT is(credit_limit, 0.00, 'CR-1: 0 is the default') FROM distribution.settlement_account WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('toko');

-- CR-4
SELECT t.top_up('kedai', 10000) \g /dev/null
SELECT distribution.hold_partnership(t.id('supplier'), t.id('kedai'), 'card payment bounced') \g /dev/null
SELECT is(t.pushed('M-1'), 'push_failed on_hold', 'CR-4: on hold pushes are refused');
SELECT distribution.release_partnership(t.id('supplier'), t.id('kedai')) \g /dev/null
SELECT is(t.pushed('M-1'), 'pushed 12.30 MYR', 'CR-4: until released');

SELECT is(t.state_of(format('SELECT distribution.set_credit(%s)', arguments)), expected, name)
FROM (VALUES
	(1, $$t.id('supplier'), t.id('kedai'), -1, NULL$$, '22023', 'CR-1: a limit is not negative'),
	(2, $$t.id('supplier'), t.id('kedai'), 'NaN', NULL$$, '22003', 'CR-1: nor not a number'),
	(3, $$t.id('supplier'), t.id('kedai'), 'Infinity', NULL$$, '22003', 'CR-1: unlimited is null, not infinity'),
	(4, $$t.id('supplier'), t.id('kedai'), 999999999999999999.99, NULL$$, '22003', 'CR-1: a giant limit is refused'),
	(5, $$t.id('supplier'), t.id('kedai'), 0, -1$$, '22023', 'CR-2: a period is not negative'),
	(6, $$t.id('supplier'), 0, 0, NULL$$, 'SD005', 'CR-1: an unknown partnership is not found'),
	(7, $$t.id('supplier'), t.id('kedai at rival'), 0, NULL$$, 'SD005', 'ID-4: nor another supplier''s'),
	(8, $$t.id('supplier'), NULL, 0, NULL$$, '22004', 'CR-1: null is no partnership')
) AS c (no, arguments, expected, name)
ORDER BY no;

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
