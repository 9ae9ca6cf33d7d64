-- Messages about money (NO-1).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.told(account text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT event || ': ' || message
	FROM distribution_report.notifications WHERE account_id = t.id(account) ORDER BY notification_id
$$;
INSERT INTO distribution.partnership_setting (supplier_id, partnership_id, low_balance_below) VALUES (t.id('supplier'), t.id('kedai'), 100);
SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'deduction', 950) \g /dev/null
SELECT distribution.run_maintenance() \g /dev/null
SELECT is_empty($$SELECT t.told('kedai account')$$, 'NO-1: who has not subscribed is not told');
INSERT INTO distribution.notification_subscription (account_id, event)
SELECT t.id('kedai account'), event FROM unnest(ARRAY['balance_low', 'credit_due', 'statement_closed']) AS event;
INSERT INTO distribution.notification_subscription (account_id, event) VALUES (t.id('supplier'), 'credit_due');

SELECT distribution.run_maintenance() FROM generate_series(1, 2) \g /dev/null
SELECT results_eq($$SELECT t.told('kedai account')$$, $$VALUES ('balance_low: Your balance at supplier is MYR 50.00, below 100.00: pay, and ask for a top-up.')$$, 'NO-1: a low balance is told once');
SELECT is_empty($$SELECT t.told('supplier')$$, 'NO-1: to the side that wants to know');
INSERT INTO distribution.notification_subscription (account_id, event) VALUES (t.id('supplier'), 'balance_low');
INSERT INTO distribution.partnership_setting (supplier_id, partnership_id, side, low_balance_below) VALUES (t.id('supplier'), t.id('kedai'), 'supplier', 50);
SELECT distribution.run_maintenance() \g /dev/null
SELECT is_empty($$SELECT t.told('supplier')$$, 'NO-1: below its own threshold');
UPDATE distribution.partnership_setting SET low_balance_below = 60.5 WHERE side = 'supplier';
SELECT distribution.run_maintenance() FROM generate_series(1, 2) \g /dev/null
SELECT results_eq($$SELECT t.told('supplier')$$, $$VALUES ('balance_low: The balance of kedai account is MYR 50.00, below 60.50: ask for payment or change its credit.')$$, 'NO-1: each side once');
SELECT is((SELECT count(*) FROM t.told('kedai account')), 1::bigint, 'NO-1: which is nothing new to the other');
DELETE FROM distribution.notification_subscription WHERE account_id = t.id('supplier') AND event = 'balance_low';
SELECT distribution.mark_read(t.id('supplier'), ARRAY(SELECT notification_id FROM distribution.notification WHERE account_id = t.id('supplier'))) \g /dev/null
DELETE FROM distribution.notification WHERE account_id = t.id('supplier');
SELECT t.top_up('kedai', 50), distribution.run_maintenance() \g /dev/null
SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'deduction', 1), distribution.run_maintenance() \g /dev/null
SELECT is((SELECT count(*) FROM t.told('kedai account')), 2::bigint, 'NO-1: and again after it had recovered: at the threshold it is not low');

SELECT distribution.set_credit(t.id('supplier'), t.id('kedai'), NULL, 0) \g /dev/null
SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'deduction', 130, document_no => 'DN-7'), distribution.run_maintenance() \g /dev/null
SELECT is((SELECT count(*) FROM t.told('supplier')), 0::bigint, 'NO-1: what is due now is not overdue');
SET LOCAL session_replication_role = replica;
UPDATE distribution.ledger_entry SET due_at = due_at - interval '1 second' WHERE partnership_id = t.id('kedai') AND due_at IS NOT NULL;
SET LOCAL session_replication_role = origin;
SELECT t.forget_ageing() \g /dev/null
SELECT distribution.run_maintenance() FROM generate_series(1, 2) \g /dev/null
SELECT results_eq($$SELECT t.told('supplier')$$, $$VALUES ('credit_due: kedai account owes you MYR 31.00 that is due, the oldest for DN-7: ask for payment.')$$, 'NO-1: a charge that has fallen due is told once');
SELECT results_eq($$SELECT told FROM t.told('kedai account') AS told WHERE told LIKE 'credit_due: %'$$, $$VALUES ('credit_due: You owe supplier MYR 31.00 that is due, the oldest for DN-7: pay, and ask for a top-up.')$$, 'NO-1, NO-3: to both who want to know');
SELECT is((SELECT count(*) FROM distribution.money_notice), 3::bigint, 'NO-1: what lasts is kept');
SELECT t.top_up('kedai', 1000), distribution.run_maintenance() \g /dev/null
SELECT is_empty($$SELECT FROM distribution.money_notice$$, 'NO-1: and forgotten when it is over');

SELECT t.name_it('statement', distribution.close_statement(t.id('supplier'), t.id('kedai'), '2024-01-01')) \g /dev/null
SELECT ok(format('statement_closed: supplier closed the statement of 2024-01: confirm or dispute statement %s.', t.id('statement')) IN (SELECT t.told('kedai account')),
	'NO-1: a closed statement is told to the distributor');
SELECT * FROM finish();
ROLLBACK;
