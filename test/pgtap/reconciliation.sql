-- Summaries against entries, over random histories of many months, and the two sides of each event (LE-1, LE-6).
BEGIN;
\ir ../fixture/business.sql
\ir ../fixture/ledger.sql
SELECT no_plan();

SELECT t.make_account(name || ' account'), t.make_partner(name, name || ' account', 'MYR') FROM unnest(ARRAY['muar', 'batu']) AS name \g /dev/null
SELECT setseed(0.7) \g /dev/null
CREATE TABLE t.event AS
SELECT partner, n, '2024-06-01T00:00Z'::timestamptz + n * interval '83 hours 59 minutes 59.7 seconds' AS at,
	(ARRAY['top_up', 'deduction', 'correction', 'opening_balance'])[1 + floor(random() * 4)::int] AS kind, ceil(random() * 100000)::numeric / 100 AS amount
FROM unnest(ARRAY['muar', 'batu']) AS partner CROSS JOIN generate_series(1, 120) AS n;
UPDATE t.event SET amount = -amount WHERE kind = 'deduction' OR kind IN ('correction', 'opening_balance') AND n % 2 = 0;
SELECT t.post_at(partner, kind, amount, at) FROM (SELECT * FROM t.event ORDER BY partner, n) AS e \g /dev/null
SELECT t.sync(partner, format('%s-%s', partner, n), 'A 1; B 1, D 2') FROM unnest(ARRAY['kedai', 'toko', 'saigon', 'raan']) AS partner CROSS JOIN generate_series(1, 4) AS n \g /dev/null
SELECT t.pushed(format('%s-%s', partner, n)) FROM unnest(ARRAY['kedai', 'toko', 'saigon', 'raan']) AS partner CROSS JOIN generate_series(1, 4) AS n \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id(partner || '-2')) FROM unnest(ARRAY['kedai', 'toko', 'saigon', 'raan']) AS partner \g /dev/null
SELECT is(t.faults(), NULL, 'LE-3: the books are sound');

SELECT cmp_ok(count(*), '>=', 26::bigint, 'LE-6: many months of two partnerships') FROM distribution_report.reconciliation_summary WHERE partnership_id IN (t.id('muar'), t.id('batu'));
SELECT set_eq($$
	SELECT partnership_id, month, charges, refunds, return_charges, manual, entries, closing_balance, base_charges, base_refunds, base_manual, base_closing_balance
	FROM distribution_report.reconciliation_summary
$$, $$
	SELECT partnership_id, month, charges, refunds, return_charges, manual, entries, sum(total) OVER w AS closing, base_charges, base_refunds, base_manual, sum(base_total) OVER w AS base_closing
	FROM (SELECT partnership_id, date_trunc('month', posted_at AT TIME ZONE 'UTC')::date AS month,
			coalesce(sum(settlement_amount) FILTER (WHERE kind = 'push_charge'), 0) AS charges,
			coalesce(sum(settlement_amount) FILTER (WHERE kind LIKE '%refund'), 0) AS refunds,
			coalesce(sum(settlement_amount) FILTER (WHERE kind = 'return_charge'), 0) AS return_charges,
			coalesce(sum(settlement_amount) FILTER (WHERE kind !~ 'charge|refund'), 0) AS manual, count(*)::int AS entries, sum(settlement_amount) AS total,
			coalesce(sum(base_amount) FILTER (WHERE kind = 'push_charge'), 0) AS base_charges,
			coalesce(sum(base_amount) FILTER (WHERE kind LIKE '%refund'), 0) AS base_refunds,
			coalesce(sum(base_amount) FILTER (WHERE kind !~ 'charge|refund'), 0) AS base_manual, sum(base_amount) AS base_total
		FROM distribution.ledger_entry WHERE side = 'distributor' GROUP BY 1, 2) AS m
	WINDOW w AS (PARTITION BY partnership_id ORDER BY month)
$$, 'LE-6: the summary is a recomputation from the entries');
SELECT is_empty($$SELECT FROM distribution_report.reconciliation_summary
	WHERE opening_balance + charges + refunds + return_charges + manual <> closing_balance
		OR base_opening_balance + base_charges + base_refunds + base_return_charges + base_manual <> base_closing_balance$$, 'LE-6: opening balance plus movements is the closing balance');
SELECT is_empty($$SELECT FROM (SELECT opening_balance, base_opening_balance, lag(closing_balance, 1, 0.00) OVER w AS closed, lag(base_closing_balance, 1, 0.00) OVER w AS base_closed
	FROM distribution_report.reconciliation_summary WINDOW w AS (PARTITION BY supplier_id, partnership_id ORDER BY month)) AS s
	WHERE opening_balance <> closed OR base_opening_balance <> base_closed$$, 'LE-6: which opens the next month');
SELECT set_eq($$SELECT partnership_id, day, kind, amount, base_amount, entries FROM distribution_report.reconciliation_daily$$,
	$$SELECT partnership_id, (posted_at AT TIME ZONE 'UTC')::date, kind, sum(settlement_amount) AS amount, sum(base_amount) AS base, count(*)::int
	FROM distribution.ledger_entry WHERE side = 'distributor' GROUP BY 1, 2, 3$$, 'LE-6: and so are the days');

-- Both sides, whoever asks, in any currency
SELECT set_eq($$SELECT supplier_id, partnership_id, transaction_id, kind, order_id, package_no, document_no, -amount AS amount, currency, rate, rate_source, -settlement_amount AS settlement_amount,
		settlement_currency, -base_amount AS base_amount, base_currency, -balance_after AS balance_after, posted_at, due_at, actor, memo FROM distribution_report.reconciliation WHERE side = 'supplier'$$,
	$$SELECT supplier_id, partnership_id, transaction_id, kind, order_id, package_no, document_no, amount, currency, rate, rate_source, settlement_amount,
		settlement_currency, base_amount, base_currency, balance_after, posted_at, due_at, actor, memo FROM distribution_report.reconciliation WHERE side = 'distributor'$$,
	'LE-1: for every transaction both sides see the same numbers');
CREATE ROLE t_supplier;
CREATE ROLE t_distributor;
GRANT USAGE ON SCHEMA t TO t_supplier, t_distributor;
SELECT distribution.grant_member(t.id('supplier'), 't_supplier', '{report}'), distribution.grant_member(t.id(name || ' account'), 't_distributor', '{report}')
FROM unnest(ARRAY['kedai']) AS name \g /dev/null
CREATE TABLE t.seen AS SELECT ''::text AS who, transaction_id, settlement_amount, balance_after FROM distribution_report.reconciliation WHERE false;
GRANT INSERT ON t.seen TO t_supplier, t_distributor;
SELECT t.id('kedai') AS kedai \gset
SET LOCAL ROLE t_supplier;
INSERT INTO t.seen SELECT 'supplier', transaction_id, -settlement_amount, -balance_after FROM distribution_report.reconciliation WHERE partnership_id = :kedai;
SET LOCAL ROLE t_distributor;
INSERT INTO t.seen SELECT 'distributor', transaction_id, settlement_amount, balance_after FROM distribution_report.reconciliation WHERE partnership_id = :kedai;
SELECT count(*) AS days, sum(amount) AS total FROM distribution_report.reconciliation_daily WHERE partnership_id = :kedai \gset seen_
SELECT count(*) AS months FROM distribution_report.reconciliation_summary WHERE partnership_id = :kedai \gset seen_
RESET ROLE;
SELECT is(count(*), 2 * last_transaction_id, 'LE-1: each role sees one entry of each transaction')
FROM t.seen, distribution.settlement_account WHERE partnership_id = :kedai GROUP BY last_transaction_id;
SELECT set_eq($$SELECT transaction_id, settlement_amount, balance_after FROM t.seen WHERE who = 'supplier'$$,
	$$SELECT transaction_id, settlement_amount, balance_after FROM t.seen WHERE who = 'distributor'$$, 'LE-1: with the same numbers');
SELECT is(:seen_total::numeric, t.balance('kedai'), 'LE-6: a distributor sees its days');
SELECT is(:seen_months, 1, 'LE-6: and its months');
SELECT * FROM finish();
ROLLBACK;
