-- Pages of the reports, as members read them, and what each costs. Loaded after load.sql; test/pgtap/pages.sql counts their
-- buffers in books of two sizes, test/bench/pages their milliseconds too.

-- One supplier's orders, all pushed, some on their way; and a supplier apart with one distributor and one order.
CREATE FUNCTION bench.make_pages(base bigint, partnerships int, products int, rules int, orders int) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	owner CONSTANT bigint := base + 1;
	pushed int;
BEGIN
	PERFORM bench.make_business(base, 1, partnerships, products, rules, 'V3');
	-- one of twenty is overdue at once
	UPDATE distribution.settlement_account SET credit_days = 0 WHERE supplier_id = owner AND partnership_id % 20 = 7;
	PERFORM bench.make_orders(base, 1, orders);
	FOR at IN 1 .. orders BY 5000 LOOP -- few batches: in one transaction, what each leaves behind stays
		SELECT count(*) INTO pushed
		FROM distribution.push_orders(owner, ARRAY(SELECT base + n FROM generate_series(at, least(at + 4999, orders)) AS n)) AS p
		WHERE p.state <> 'pushed';
		IF pushed > 0 THEN
			RAISE EXCEPTION '% orders were not pushed', pushed;
		END IF;
	END LOOP;
	IF orders > 200 THEN
		PERFORM bench.make_work(base, orders, partnerships);
	END IF;
END
$$;

-- What work leaves beside pushed orders: some on their way, some being withdrawn, returns, paper, messages and events.
CREATE FUNCTION bench.make_work(base bigint, orders int, partnerships int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	owner CONSTANT bigint := base + 1;
	reader CONSTANT bigint := base + 100003; -- partnership and distributor
BEGIN
	INSERT INTO distribution.notification_subscription (account_id, event)
	VALUES (owner, 'return_pushed'), (owner, 'top_up_asked'), (owner, 'withdrawal_requested');
	PERFORM distribution.advance_order(owner, base + n, 'in_process') FROM generate_series(orders / 2, orders / 2 + 9) AS n;
	PERFORM distribution.withdraw_order(owner, base + n, 'changed mind') FROM generate_series(orders / 2, orders / 2 + 4) AS n;
	PERFORM distribution.push_return(owner, distribution.create_return(owner, base + n, '{"kind":"refund_only","lines":[{"line_no":1,"quantity":1}]}'))
	FROM (SELECT distribution.advance_order(owner, base + n, 'shipped'), n FROM generate_series(1, 200) AS n) AS shipped;

	PERFORM
		distribution.close_statement(owner, base + 100000 + j, (now() - interval '1 month')::date),
		distribution.post_entry(owner, base + 100000 + j, 'top_up', 10, document_no => 'BANK-' || j),
		distribution.request_top_up(owner, base + 100000 + j, 20)
	FROM generate_series(0, least(partnerships, 60) - 1) AS j;
	-- old orders that failed, behind all that were pushed
	PERFORM distribution.push_order(owner, distribution.sync_order(owner, reader, format('{"platform": "shopee", "store": "S", "order_no": "F%s",
		"ordered_at": "2026-03-30T11:04:00Z", "logistics": "platform", "recipient": {"name": "", "phone": "", "address": ""},
		"packages": [{"package_no": "P1", "lines": [{"sku": "none", "quantity": 1}]}]}', n)))
	FROM generate_series(1, 60) AS n;
	PERFORM distribution.set_credit(owner, reader, 1000000000, 14), distribution.hold_partnership(owner, reader, 'tried'), distribution.release_partnership(owner, reader);

	UPDATE distribution.sku_price SET price = price + 1 WHERE supplier_id = owner;
	PERFORM distribution.disable_product(owner, owner + 1002), distribution.enable_product(owner, owner + 1002);
	PERFORM distribution.stop_claim(owner, reader, c.sku_id), distribution.resume_claim(owner, reader, c.sku_id)
	FROM distribution.claim AS c
	WHERE c.supplier_id = owner AND c.partnership_id = reader;
	PERFORM distribution.push_inventory(owner, 1000000);
	PERFORM distribution.read_events(owner);
END
$$;

CREATE TABLE bench.page (
	page_no int GENERATED ALWAYS AS IDENTITY,
	name text NOT NULL,
	reader text NOT NULL, -- the side
	main text NOT NULL, -- the table whose rows it shows, or one of as many that are looked up for it
	query text NOT NULL -- %1$s: the supplier, %2$s: a partnership and its distributor, %3$s: an order of it, %4$s: an order with a return, %5$s: its partnership, %6$s: a product claimed by the first
);
INSERT INTO bench.page (name, reader, main, query) VALUES
	('supply_orders, newest', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s ORDER BY order_id DESC LIMIT 50'),
	('supply_orders, after an id', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND order_id < %3$s ORDER BY order_id DESC LIMIT 50'),
	('supply_orders, newest pushed', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s ORDER BY pushed_at DESC, order_id DESC LIMIT 50'),
	('supply_orders, after a push', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND (pushed_at, pushed_order_id) < (now(), %3$s) ORDER BY pushed_at DESC, order_id DESC LIMIT 50'),
	('supply_orders of a partnership', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND partnership_id = %2$s ORDER BY order_id DESC LIMIT 50'),
	('supply_orders by order number', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND platform_order_no = ''B%3$s'''),
	('supply_orders of a rare state', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND state = ''in_process'' ORDER BY order_id DESC LIMIT 50'),
	('supply_orders of a frequent state', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND state = ''new'' ORDER BY order_id DESC LIMIT 50'),
	('supply_orders of a frequent state, after an id', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND state = ''new'' AND order_id < %3$s AND pushed_order_id < %3$s ORDER BY order_id DESC LIMIT 50'),
	('supply_orders of a rare push state', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND push_state = ''withdrawing'' ORDER BY order_id DESC LIMIT 50'),
	('supply_orders of a frequent push state', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND push_state = ''pushed'' ORDER BY order_id DESC LIMIT 50'),
	('supply_orders of one order', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND order_id = %3$s'),
	('order_counts', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.order_counts WHERE supplier_id = %1$s'),
	('order_lines, newest', 'supplier', 'order_line', 'SELECT * FROM distribution_report.order_lines WHERE supplier_id = %1$s ORDER BY order_id DESC, line_no DESC LIMIT 50'),
	('order_lines of a product', 'supplier', 'order_line', 'SELECT * FROM distribution_report.order_lines WHERE supplier_id = %1$s AND sku_id = %1$s + 1002 ORDER BY order_id DESC LIMIT 50'),
	('order_lines of an order', 'supplier', 'order_line', 'SELECT * FROM distribution_report.order_lines WHERE supplier_id = %1$s AND order_id = %3$s ORDER BY line_no'),
	('order_lines to pick', 'supplier', 'order_line', 'SELECT * FROM distribution_report.order_lines WHERE supplier_id = %1$s AND order_id = ANY (ARRAY(SELECT order_id FROM distribution.order_stage WHERE supplier_id = %1$s AND state = ''in_process'' ORDER BY order_id DESC LIMIT 16)) ORDER BY order_id DESC, line_no DESC'),
	('order_lines of a frequent state', 'supplier', 'order_line', 'SELECT * FROM distribution_report.order_lines WHERE supplier_id = %1$s AND order_id = ANY (ARRAY(SELECT order_id FROM distribution.order_stage WHERE supplier_id = %1$s AND state = ''new'' ORDER BY order_id DESC LIMIT 16)) ORDER BY order_id DESC, line_no DESC'),
	('packages, newest', 'supplier', 'order_package', 'SELECT * FROM distribution_report.packages WHERE supplier_id = %1$s ORDER BY order_id DESC, package_no DESC LIMIT 50'),
	('packages of an order', 'supplier', 'order_package', 'SELECT * FROM distribution_report.packages WHERE supplier_id = %1$s AND order_id = %3$s ORDER BY package_no'),
	('packages to print', 'supplier', 'order_package', 'SELECT * FROM distribution_report.packages WHERE supplier_id = %1$s AND order_id = ANY (ARRAY(SELECT order_id FROM distribution.order_stage WHERE supplier_id = %1$s AND state = ''in_process'' ORDER BY order_id DESC LIMIT 50)) AND printed_at IS NULL ORDER BY order_id DESC, package_no DESC LIMIT 50'),
	('order_timeline of an order', 'supplier', 'order_event', 'SELECT * FROM distribution_report.order_timeline WHERE supplier_id = %1$s AND order_id = %3$s ORDER BY event_id'),
	('reconciliation, newest', 'supplier', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE account_id = %1$s ORDER BY posted_at DESC LIMIT 50'),
	('reconciliation, after a time', 'supplier', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE account_id = %1$s AND posted_at <= now() ORDER BY posted_at DESC LIMIT 50'),
	('reconciliation of a partnership', 'supplier', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE supplier_id = %1$s AND partnership_id = %2$s AND side = ''supplier'' ORDER BY transaction_id DESC LIMIT 50'),
	('reconciliation of an order', 'supplier', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE account_id = %1$s AND order_id = %3$s'),
	('reconciliation by order number', 'supplier', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE account_id = %1$s AND platform_order_no = ''B%3$s'''),
	('reconciliation by document', 'supplier', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE account_id = %1$s AND order_id IS NULL AND document_no = ''BANK-3'''),
	('reconciliation_summary of a partnership', 'supplier', 'ledger_month', 'SELECT * FROM distribution_report.reconciliation_summary WHERE supplier_id = %1$s AND partnership_id = %2$s ORDER BY month DESC LIMIT 50'),
	('reconciliation_daily of a partnership', 'supplier', 'ledger_day', 'SELECT * FROM distribution_report.reconciliation_daily WHERE supplier_id = %1$s AND partnership_id = %2$s ORDER BY day DESC, kind LIMIT 50'),
	('returns by state', 'supplier', 'return_order', 'SELECT * FROM distribution_report.returns WHERE supplier_id = %1$s AND state = ''pushed'' ORDER BY return_id DESC LIMIT 50'),
	('returns, newest', 'supplier', 'return_order', 'SELECT * FROM distribution_report.returns WHERE supplier_id = %1$s ORDER BY return_id DESC LIMIT 50'),
	('returns of an order', 'supplier', 'return_order', 'SELECT * FROM distribution_report.returns WHERE supplier_id = %1$s AND order_id = %4$s ORDER BY return_id DESC'),
	('returns of a partnership', 'supplier', 'return_order', 'SELECT * FROM distribution_report.returns WHERE supplier_id = %1$s AND partnership_id = %5$s ORDER BY return_id DESC LIMIT 50'),
	('return_lines of an order', 'supplier', 'return_line', 'SELECT * FROM distribution_report.return_lines WHERE supplier_id = %1$s AND order_id = %4$s'),
	('distributors, by id', 'supplier', 'partnership', 'SELECT * FROM distribution_report.distributors WHERE supplier_id = %1$s ORDER BY partnership_id LIMIT 50'),
	('distributors of a state', 'supplier', 'partnership', 'SELECT * FROM distribution_report.distributors WHERE supplier_id = %1$s AND state = ''partnered'' ORDER BY partnership_id LIMIT 50'),
	('partnership_log of a partnership', 'supplier', 'partnership', 'SELECT * FROM distribution_report.partnership_log WHERE supplier_id = %1$s AND partnership_id = %2$s ORDER BY event_id DESC LIMIT 50'),
	('claims of a partnership', 'supplier', 'claim', 'SELECT * FROM distribution_report.claims WHERE supplier_id = %1$s AND partnership_id = %2$s'),
	('credit_status of a partnership', 'supplier', 'settlement_account', 'SELECT * FROM distribution_report.credit_status WHERE supplier_id = %1$s AND partnership_id = %2$s'),
	('credit_history of a partnership', 'supplier', 'settlement_account', 'SELECT * FROM distribution_report.credit_history WHERE supplier_id = %1$s AND partnership_id = %2$s ORDER BY change_id DESC LIMIT 50'),
	('statements, newest', 'supplier', 'statement', 'SELECT * FROM distribution_report.statements WHERE supplier_id = %1$s ORDER BY statement_id DESC LIMIT 50'),
	('statements of a state', 'supplier', 'statement', 'SELECT * FROM distribution_report.statements WHERE supplier_id = %1$s AND state = ''closed'' ORDER BY statement_id DESC LIMIT 50'),
	('statements of a partnership', 'supplier', 'statement', 'SELECT * FROM distribution_report.statements WHERE supplier_id = %1$s AND partnership_id = %2$s ORDER BY month DESC LIMIT 50'),
	('top_up_requests to answer', 'supplier', 'top_up_request', 'SELECT * FROM distribution_report.top_up_requests WHERE supplier_id = %1$s AND state = ''asked'' ORDER BY request_id DESC LIMIT 50'),
	('top_up_requests of a partnership', 'supplier', 'top_up_request', 'SELECT * FROM distribution_report.top_up_requests WHERE supplier_id = %1$s AND partnership_id = %2$s ORDER BY request_id DESC LIMIT 50'),
	('products, by id', 'supplier', 'distribution_product', 'SELECT * FROM distribution_report.products WHERE supplier_id = %1$s ORDER BY sku_id LIMIT 50'),
	('product_stock of a product', 'supplier', 'stock', 'SELECT * FROM distribution_report.product_stock WHERE supplier_id = %1$s AND sku_id = %1$s + 1002'),
	('product_log, newest', 'supplier', 'product_log', 'SELECT * FROM distribution_report.product_log WHERE supplier_id = %1$s ORDER BY log_id DESC LIMIT 50'),
	('product_log of a product', 'supplier', 'product_log', 'SELECT * FROM distribution_report.product_log WHERE supplier_id = %1$s AND sku_id = %1$s + 1002 ORDER BY log_id DESC LIMIT 50'),
	('price_history of a product', 'supplier', 'distribution_product', 'SELECT * FROM distribution_report.price_history WHERE supplier_id = %1$s AND sku_id = %1$s + 1010 ORDER BY history_id DESC LIMIT 50'),
	('price_list', 'supplier', 'distribution_product', 'SELECT * FROM distribution_report.price_list WHERE supplier_id = %1$s LIMIT 50'),
	('visibility_rules', 'supplier', 'visibility_rule', 'SELECT * FROM distribution_report.visibility_rules WHERE supplier_id = %1$s ORDER BY rule_no LIMIT 50'),
	('push_records of a partnership', 'supplier', 'claim', 'SELECT * FROM distribution_report.push_records WHERE supplier_id = %1$s AND partnership_id = %2$s'),
	('push_records of a product', 'supplier', 'claim', 'SELECT * FROM distribution_report.push_records WHERE supplier_id = %1$s AND sku_id = %1$s + 1002 AND partnership_id >= %2$s ORDER BY partnership_id LIMIT 50'),
	('push_record_history of a claim', 'supplier', 'claim', 'SELECT * FROM distribution_report.push_record_history WHERE supplier_id = %1$s AND partnership_id = %2$s AND sku_id = %6$s ORDER BY record_id DESC LIMIT 50'),
	('notifications, newest', 'supplier', 'notification', 'SELECT * FROM distribution_report.notifications WHERE account_id = %1$s ORDER BY notification_id DESC LIMIT 50'),
	('notifications, unread', 'supplier', 'notification', 'SELECT * FROM distribution_report.notifications WHERE account_id = %1$s AND read_at IS NULL ORDER BY notification_id DESC LIMIT 50'),
	('events, newest', 'supplier', 'event', 'SELECT * FROM distribution_report.events WHERE account_id = %1$s ORDER BY position DESC LIMIT 50'),
	('events, after a position', 'supplier', 'event', 'SELECT * FROM distribution_report.events WHERE account_id = %1$s AND position > 5 ORDER BY position LIMIT 50'),
	('quota_status', 'supplier', 'partnership', 'SELECT * FROM distribution_report.quota_status WHERE account_id = %1$s'),
	('onboarding', 'supplier', 'partnership', 'SELECT * FROM distribution_report.onboarding WHERE supplier_id = %1$s ORDER BY step_no'),
	('distributor_orders, newest', 'distributor', 'supply_order', 'SELECT * FROM distribution_report.distributor_orders WHERE distributor_id = %2$s ORDER BY order_id DESC LIMIT 50'),
	('distributor_order_counts', 'distributor', 'supply_order', 'SELECT * FROM distribution_report.distributor_order_counts WHERE distributor_id = %2$s'),
	('distributor_orders, after an id', 'distributor', 'supply_order', 'SELECT * FROM distribution_report.distributor_orders WHERE distributor_id = %2$s AND order_id < %3$s ORDER BY order_id DESC LIMIT 50'),
	('distributor_orders of a supplier', 'distributor', 'supply_order', 'SELECT * FROM distribution_report.distributor_orders WHERE distributor_id = %2$s AND supplier_id = %1$s ORDER BY order_id DESC LIMIT 50'),
	('distributor_orders by order number', 'distributor', 'supply_order', 'SELECT * FROM distribution_report.distributor_orders WHERE distributor_id = %2$s AND platform_order_no = ''B%3$s'''),
	('distributor_orders of a push state', 'distributor', 'supply_order', 'SELECT * FROM distribution_report.distributor_orders WHERE distributor_id = %2$s AND push_state = ''pushed'' ORDER BY order_id DESC LIMIT 50'),
	('distributor_orders that failed', 'distributor', 'supply_order', 'SELECT * FROM distribution_report.distributor_orders WHERE distributor_id = %2$s AND push_state = ''push_failed'' AND order_id = ANY (ARRAY(SELECT order_id FROM distribution.order_refusal WHERE distributor_id = %2$s ORDER BY order_id DESC LIMIT 50)) ORDER BY order_id DESC'),
	('distributor''s order_lines, newest', 'distributor', 'order_line', 'SELECT * FROM distribution_report.order_lines WHERE distributor_id = %2$s ORDER BY order_id DESC, line_no DESC LIMIT 50'),
	('distributor''s packages, newest', 'distributor', 'order_package', 'SELECT * FROM distribution_report.packages WHERE distributor_id = %2$s ORDER BY order_id DESC LIMIT 50'),
	('distributor''s reconciliation, newest', 'distributor', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE account_id = %2$s ORDER BY posted_at DESC LIMIT 50'),
	('distributor''s reconciliation by document', 'distributor', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE account_id = %2$s AND order_id IS NULL AND document_no = ''BANK-3'''),
	('distributor''s top_up_requests', 'distributor', 'top_up_request', 'SELECT * FROM distribution_report.top_up_requests WHERE distributor_id = %2$s ORDER BY request_id DESC LIMIT 50'),
	('distributor''s product_log', 'distributor', 'product_log', 'SELECT * FROM distribution_report.product_log WHERE distributor_id = %2$s ORDER BY log_id DESC LIMIT 50'),
	('suppliers', 'distributor', 'partnership', 'SELECT * FROM distribution_report.suppliers WHERE distributor_id = %2$s'),
	('offered_products', 'distributor', 'claim', 'SELECT * FROM distribution_report.offered_products WHERE supplier_id = %1$s AND partnership_id = %2$s LIMIT 50'),
	('offered_prices', 'distributor', 'claim', 'SELECT * FROM distribution_report.offered_prices WHERE supplier_id = %1$s AND partnership_id = %2$s LIMIT 50'),
	('supplier_warehouse_stock', 'distributor', 'claim', 'SELECT * FROM distribution_report.supplier_warehouse_stock WHERE supplier_id = %1$s AND partnership_id = %2$s LIMIT 50');

-- The pages as they are asked for in a group of suppliers of load.sql; the order is one of the partnership's.
CREATE FUNCTION bench.pages_of(base bigint) RETURNS TABLE (name text, reader name, main text, query text) LANGUAGE sql STABLE AS $$
	SELECT p.name, format('%s_role', p.reader)::name, p.main, format(p.query, base + 1, base + 100003, o.order_id, base + 1, r.partnership_id, c.sku_id)
	FROM bench.page AS p
	CROSS JOIN (
		SELECT order_id FROM distribution.supply_order WHERE supplier_id = base + 1 AND partnership_id = base + 100003 ORDER BY order_id DESC OFFSET 9 LIMIT 1
	) AS o
	CROSS JOIN (SELECT partnership_id FROM distribution.supply_order WHERE supplier_id = base + 1 AND order_id = base + 1) AS r
	CROSS JOIN (SELECT min(sku_id) AS sku_id FROM distribution.claim WHERE supplier_id = base + 1 AND partnership_id = base + 100003) AS c
	ORDER BY p.page_no
$$;

-- What a plan read, planning left out, which reads the catalog.
CREATE FUNCTION bench.page_cost(query text, OUT buffers bigint, OUT ms numeric, OUT rows bigint, OUT jit boolean) LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE query; -- warm: the second time counts
	EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ' || query INTO plan;
	buffers := (plan -> 0 -> 'Plan' ->> 'Shared Hit Blocks')::bigint + (plan -> 0 -> 'Plan' ->> 'Shared Read Blocks')::bigint;
	ms := (plan -> 0 ->> 'Execution Time')::numeric;
	rows := (plan -> 0 -> 'Plan' ->> 'Actual Rows')::numeric; -- from 18 on with decimals
	jit := plan -> 0 -> 'JIT' IS NOT NULL;
END
$$;

-- The same of two queries in turn, the quickest of each, for a while: what else the machine does meanwhile slows both.
CREATE FUNCTION bench.page_beside(query text, reference text, OUT buffers bigint, OUT ms numeric, OUT rows bigint, OUT jit boolean, OUT reference_ms numeric)
LANGUAGE plpgsql AS $$
DECLARE
	began CONSTANT timestamptz := clock_timestamp();
	one record;
	other record;
BEGIN
	FOR n IN 1 .. 200 LOOP
		EXIT WHEN n > 7 AND clock_timestamp() > began + interval '300 milliseconds';
		SELECT * INTO other FROM bench.page_cost(reference);
		SELECT * INTO one FROM bench.page_cost(query);
		buffers := least(buffers, one.buffers);
		ms := least(ms, one.ms);
		reference_ms := least(reference_ms, other.ms);
		rows := one.rows;
		jit := one.jit;
	END LOOP;
END
$$;

-- Keys of fifty rows of a table, and the query that looks each of them up.
CREATE FUNCTION bench.lookup(main text, base bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	keys CONSTANT text := (
		SELECT string_agg(format('%I', a.attname), ', ')
		FROM pg_index AS i
		JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
		WHERE i.indrelid = format('distribution.%I', main)::regclass AND i.indisprimary);
BEGIN
	EXECUTE format('CREATE TABLE bench.key_of_%1$s AS SELECT %2$s FROM distribution.%1$I WHERE %3$I = %4$s ORDER BY md5(ROW(%2$s)::text) LIMIT 50',
		main, keys, split_part(keys, ', ', 1), base + 1); -- the supplier, or the account
	EXECUTE format('GRANT SELECT ON bench.key_of_%s TO PUBLIC', main);
	RETURN format('SELECT m.* FROM bench.key_of_%1$s AS k CROSS JOIN LATERAL (SELECT * FROM distribution.%1$I AS m WHERE (%2$s) = (%3$s) OFFSET 0) AS m',
		main, 'm.' || replace(keys, ', ', ', m.'), 'k.' || replace(keys, ', ', ', k.'));
END
$$;

-- What a query reads, written out as for a client: a plan alone need not look at most columns.
CREATE FUNCTION bench.written_out(query text) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT sum(length(r::text)) FROM (%s) AS r', query)
$$;

-- Every page, and every list as a whole, beside what it is to be held to; as the side that reads it. A whole list and the
-- 10,000 partnerships that it is held to are both written out.
CREATE FUNCTION bench.measure_pages(base bigint)
RETURNS TABLE (page text, shown bigint, buffers bigint, ms numeric, lookups numeric, jit boolean) LANGUAGE plpgsql AS $$
DECLARE
	one record;
	cost record;
	written record;
BEGIN
	FOR one IN
		SELECT p.name, p.reader, p.query, bench_lookup.query AS reference
		FROM bench.pages_of(base) AS p
		JOIN (SELECT d.main, bench.lookup(d.main, base) AS query FROM (SELECT DISTINCT g.main FROM bench.page AS g) AS d) AS bench_lookup ON bench_lookup.main = p.main
		UNION ALL
		SELECT 'whole ' || v.name, 'supplier_role', 'SELECT * FROM ' || v.source, NULL
		FROM (VALUES ('10,000 partnerships', 'distribution.partnership LIMIT 10000'), ('attention', 'distribution_report.attention'),
			('credit_status', 'distribution_report.credit_status'), ('credit_status, overdue', 'distribution_report.credit_status WHERE overdue > 0'),
			('distributors', 'distribution_report.distributors'), ('distributors, by balance', 'distribution_report.distributors ORDER BY balance LIMIT 50'),
			('products', 'distribution_report.products'), ('product_sales', 'distribution_report.product_sales')
		) AS v (name, source)
	LOOP
		PERFORM set_config('role', one.reader, true);
		SELECT * INTO cost FROM bench.page_beside(one.query, coalesce(one.reference, one.query));
		written := cost;
		IF one.reference IS NULL THEN
			SELECT * INTO written FROM bench.page_beside(bench.written_out(one.query), bench.written_out('SELECT * FROM distribution.partnership LIMIT 10000'));
		END IF;
		PERFORM set_config('role', 'none', true);
		page := one.name;
		shown := cost.rows;
		buffers := cost.buffers;
		ms := cost.ms;
		lookups := round(written.ms / greatest(written.reference_ms, 0.001), 1);
		jit := cost.jit OR written.jit;
		RETURN NEXT;
	END LOOP;
END
$$;
