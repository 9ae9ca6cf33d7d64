-- Measures reading a ledger that test/bench/ledger_load.sql has made: each of the product's answers
-- beside the plain query over the entries that a reader would write instead. Pages are buffers touched,
-- from cache or disk; times are the best of three.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET jit = off;
SET work_mem = '64MB';

CREATE FUNCTION t.run(query text, OUT ms numeric, OUT pages bigint) LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	FOR round IN 1 .. 3 LOOP
		EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ' || query INTO plan;
		pages := (plan -> 0 -> 'Plan' ->> 'Shared Hit Blocks')::bigint + (plan -> 0 -> 'Plan' ->> 'Shared Read Blocks')::bigint;
		ms := least(ms, (plan -> 0 ->> 'Execution Time')::numeric);
	END LOOP;
END
$$;
CREATE FUNCTION t.measure(what text, product text, plain text, OUT question text, OUT pages bigint, OUT plain_pages bigint,
	OUT fewer_pages numeric, OUT ms numeric, OUT plain_ms numeric, OUT faster numeric) LANGUAGE plpgsql AS $$
BEGIN
	question := what;
	SELECT * INTO ms, pages FROM t.run(product);
	SELECT * INTO plain_ms, plain_pages FROM t.run(plain);
	fewer_pages := round(plain_pages::numeric / pages, 1);
	faster := round(plain_ms / ms, 1);
	ms := round(ms, 1);
	plain_ms := round(plain_ms, 1);
END
$$;

-- The middle supplier and its first partnership
SELECT supplier_id, min(partnership_id) AS partnership_id FROM distribution.settlement_account
GROUP BY supplier_id ORDER BY supplier_id OFFSET (SELECT count(*) / 2 FROM distribution.supplier) LIMIT 1 \gset
\set by_month 'SELECT partnership_id, date_trunc(''month'', posted_at AT TIME ZONE ''UTC'') AS month, sum(settlement_amount) FILTER (WHERE kind = ''push_charge'') AS charges, sum(settlement_amount) FILTER (WHERE kind IN (''top_up'', ''opening_balance'')) AS manual, max(transaction_id), sum(sum(settlement_amount)) OVER (PARTITION BY partnership_id ORDER BY min(transaction_id)) AS closing FROM distribution.ledger_entry WHERE side = ''distributor'' AND supplier_id = ' :supplier_id
\set ageing 'WITH net AS (SELECT e.partnership_id, e.transaction_id, e.due_at, -a.balance AS debt, -e.settlement_amount - coalesce(c.refunded, 0) AS net FROM distribution.settlement_account a JOIN distribution.ledger_entry e ON e.supplier_id = a.supplier_id AND e.partnership_id = a.partnership_id AND e.side = ''distributor'' AND e.settlement_amount < 0 LEFT JOIN distribution.package_charge c ON c.supplier_id = e.supplier_id AND c.order_id = e.order_id AND c.package_no = e.package_no WHERE a.balance < 0 AND a.supplier_id = ' :supplier_id '), open AS (SELECT partnership_id, due_at, least(net, greatest(0, debt + net - sum(net) OVER (PARTITION BY partnership_id ORDER BY transaction_id DESC))) AS open FROM net) SELECT partnership_id, sum(open) FILTER (WHERE due_at < now()), sum(open) FILTER (WHERE due_at >= now()), sum(open) FILTER (WHERE due_at < now() - interval ''90 days'') FROM open GROUP BY 1'
\set chains 'SELECT e.transaction_id FROM (SELECT *, sum(settlement_amount) OVER (PARTITION BY partnership_id, side ORDER BY transaction_id) AS running, lag(transaction_id) OVER (PARTITION BY partnership_id, side ORDER BY transaction_id) AS previous FROM distribution.ledger_entry WHERE supplier_id = ' :supplier_id ') AS e JOIN distribution.ledger_entry m ON (m.supplier_id, m.partnership_id, m.transaction_id) = (e.supplier_id, e.partnership_id, e.transaction_id) AND m.side <> e.side WHERE e.running <> e.balance_after OR e.previous <> e.transaction_id - 1 OR e.settlement_amount <> -m.settlement_amount'

SELECT count(*) || ' entries' AS "read on" FROM distribution.ledger_entry;
SELECT * FROM t.measure('one partnership, by month',
	format('SELECT * FROM distribution_report.reconciliation_summary WHERE supplier_id = %s AND partnership_id = %s', :supplier_id, :partnership_id),
	:'by_month' || format(' AND partnership_id = %s GROUP BY 1, 2', :partnership_id))
UNION ALL SELECT * FROM t.measure('one supplier, by partnership and month',
	format('SELECT * FROM distribution_report.reconciliation_summary WHERE supplier_id = %s', :supplier_id), :'by_month' || ' GROUP BY 1, 2')
UNION ALL SELECT * FROM t.measure('one supplier, in base currency by month',
	format('SELECT * FROM distribution_report.reconciliation_total WHERE supplier_id = %s', :supplier_id), :'by_month' || ' GROUP BY 1, 2')
UNION ALL SELECT * FROM t.measure('ageing of one partnership',
	format('SELECT * FROM distribution_report.credit_status WHERE supplier_id = %s AND partnership_id = %s', :supplier_id, :partnership_id),
	replace(:'ageing', 'a.balance < 0', format('a.balance < 0 AND a.partnership_id = %s', :partnership_id)))
UNION ALL SELECT * FROM t.measure('ageing of one supplier',
	format('SELECT * FROM distribution_report.credit_status WHERE supplier_id = %s', :supplier_id), :'ageing')
UNION ALL SELECT * FROM t.measure('verify one supplier (plain: chains and pairs, no hashes, sums or stock)',
	format('SELECT * FROM distribution.verify(%s)', :supplier_id), :'chains');
SELECT distribution.save_checkpoint(:supplier_id) AS "checkpoint of accounts";
SELECT * FROM t.measure('verify one supplier since a checkpoint', format('SELECT * FROM distribution.verify(%s, true)', :supplier_id), :'chains');
SELECT count(*) AS "faults found" FROM distribution.verify(:supplier_id);
DROP FUNCTION t.measure, t.run;
