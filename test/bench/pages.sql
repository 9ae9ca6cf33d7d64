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
	PERFORM bench.make_orders(base, 1, orders);
	FOR at IN 1 .. orders BY 5000 LOOP -- few batches: in one transaction, what each leaves behind stays
		SELECT count(*) INTO pushed
		FROM distribution.push_orders(owner, ARRAY(SELECT base + n FROM generate_series(at, least(at + 4999, orders)) AS n)) AS p
		WHERE p.state <> 'pushed';
		IF pushed > 0 THEN
			RAISE EXCEPTION '% orders were not pushed', pushed;
		END IF;
	END LOOP;
	PERFORM distribution.advance_order(owner, base + n, 'in_process') FROM generate_series(orders / 2, orders / 2 + 9) AS n WHERE orders > 200;
	PERFORM distribution.push_return(owner, distribution.create_return(owner, base + n, '{"kind":"refund_only","lines":[{"line_no":1,"quantity":1}]}'))
	FROM (SELECT distribution.advance_order(owner, base + n, 'shipped'), n FROM generate_series(1, 200) AS n WHERE orders > 200) AS shipped;
END
$$;

CREATE TABLE bench.page (
	page_no int GENERATED ALWAYS AS IDENTITY,
	name text NOT NULL,
	reader text NOT NULL, -- the side
	main text NOT NULL, -- the table whose rows it shows
	query text NOT NULL -- %1$s: the supplier, %2$s: a partnership and its distributor, %3$s: an order
);
INSERT INTO bench.page (name, reader, main, query) VALUES
	('supply_orders, newest', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s ORDER BY order_id DESC LIMIT 50'),
	('supply_orders, after an id', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND order_id < %3$s ORDER BY order_id DESC LIMIT 50'),
	('supply_orders of a partnership', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND partnership_id = %2$s ORDER BY order_id DESC LIMIT 50'),
	('supply_orders by order number', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND platform_order_no = ''B%3$s'''),
	('supply_orders of a rare state', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND state = ''in_process'' ORDER BY order_id DESC LIMIT 50'),
	('supply_orders of a frequent state', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND state = ''new'' ORDER BY order_id DESC LIMIT 50'),
	('supply_orders of one order', 'supplier', 'supply_order', 'SELECT * FROM distribution_report.supply_orders WHERE supplier_id = %1$s AND order_id = %3$s'),
	('order_lines, newest', 'supplier', 'order_line', 'SELECT * FROM distribution_report.order_lines WHERE supplier_id = %1$s ORDER BY order_id DESC, line_no DESC LIMIT 50'),
	('order_lines of a product', 'supplier', 'order_line', 'SELECT * FROM distribution_report.order_lines WHERE supplier_id = %1$s AND sku_id = %1$s + 1002 ORDER BY order_id DESC LIMIT 50'),
	('packages, newest', 'supplier', 'order_package', 'SELECT * FROM distribution_report.packages WHERE supplier_id = %1$s ORDER BY order_id DESC, package_no DESC LIMIT 50'),
	('order_timeline of an order', 'supplier', 'order_event', 'SELECT * FROM distribution_report.order_timeline WHERE supplier_id = %1$s AND order_id = %3$s ORDER BY event_id'),
	('reconciliation, newest', 'supplier', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE account_id = %1$s ORDER BY posted_at DESC LIMIT 50'),
	('reconciliation of a partnership', 'supplier', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE supplier_id = %1$s AND partnership_id = %2$s AND side = ''supplier'' ORDER BY transaction_id DESC LIMIT 50'),
	('reconciliation of an order', 'supplier', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE account_id = %1$s AND order_id = %3$s'),
	('reconciliation by order number', 'supplier', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE account_id = %1$s AND platform_order_no = ''B%3$s'''),
	('reconciliation_summary of a partnership', 'supplier', 'ledger_month', 'SELECT * FROM distribution_report.reconciliation_summary WHERE supplier_id = %1$s AND partnership_id = %2$s'),
	('returns by state', 'supplier', 'return_order', 'SELECT * FROM distribution_report.returns WHERE supplier_id = %1$s AND state = ''pushed'' ORDER BY return_id DESC LIMIT 50'),
	('distributors, by id', 'supplier', 'partnership', 'SELECT * FROM distribution_report.distributors WHERE supplier_id = %1$s ORDER BY partnership_id LIMIT 50'),
	('claims of a partnership', 'supplier', 'claim', 'SELECT * FROM distribution_report.claims WHERE supplier_id = %1$s AND partnership_id = %2$s'),
	('push_records of a partnership', 'supplier', 'claim', 'SELECT * FROM distribution_report.push_records WHERE supplier_id = %1$s AND partnership_id = %2$s'),
	('distributor_orders, newest', 'distributor', 'supply_order', 'SELECT * FROM distribution_report.distributor_orders WHERE distributor_id = %2$s ORDER BY order_id DESC LIMIT 50'),
	('distributor_orders by order number', 'distributor', 'supply_order', 'SELECT * FROM distribution_report.distributor_orders WHERE distributor_id = %2$s AND platform_order_no = ''B%3$s'''),
	('distributor''s order_lines, newest', 'distributor', 'order_line', 'SELECT * FROM distribution_report.order_lines WHERE distributor_id = %2$s ORDER BY order_id DESC, line_no DESC LIMIT 50'),
	('distributor''s packages, newest', 'distributor', 'order_package', 'SELECT * FROM distribution_report.packages WHERE distributor_id = %2$s ORDER BY order_id DESC LIMIT 50'),
	('distributor''s reconciliation, newest', 'distributor', 'ledger_entry', 'SELECT * FROM distribution_report.reconciliation WHERE account_id = %2$s ORDER BY posted_at DESC LIMIT 50'),
	('suppliers', 'distributor', 'partnership', 'SELECT * FROM distribution_report.suppliers WHERE distributor_id = %2$s'),
	('offered_products', 'distributor', 'claim', 'SELECT * FROM distribution_report.offered_products WHERE supplier_id = %1$s AND partnership_id = %2$s');

-- The pages as they are asked for in a group of suppliers of load.sql; the order is one of the partnership's.
CREATE FUNCTION bench.pages_of(base bigint) RETURNS TABLE (name text, reader name, main text, query text) LANGUAGE sql STABLE AS $$
	SELECT p.name, format('%s_role', p.reader)::name, p.main, format(p.query, base + 1, base + 100003, o.order_id)
	FROM bench.page AS p
	CROSS JOIN (
		SELECT order_id FROM distribution.supply_order WHERE supplier_id = base + 1 AND partnership_id = base + 100003 ORDER BY order_id DESC OFFSET 9 LIMIT 1
	) AS o
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
	rows := (plan -> 0 -> 'Plan' ->> 'Actual Rows')::bigint;
	jit := plan -> 0 -> 'JIT' IS NOT NULL;
END
$$;

-- The same, the quickest of three.
CREATE FUNCTION bench.page_time(query text, OUT buffers bigint, OUT ms numeric, OUT rows bigint, OUT jit boolean) LANGUAGE sql AS $$
	SELECT c.buffers, c.ms, c.rows, c.jit FROM generate_series(1, 3) AS n CROSS JOIN LATERAL bench.page_cost(query || format(' -- %s', n)) AS c ORDER BY c.ms LIMIT 1
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
	EXECUTE format('CREATE TABLE bench.key_of_%1$s AS SELECT %2$s FROM distribution.%1$I WHERE supplier_id = %3$s ORDER BY md5(ROW(%2$s)::text) LIMIT 50',
		main, keys, base + 1);
	EXECUTE format('GRANT SELECT ON bench.key_of_%s TO PUBLIC', main);
	RETURN format('SELECT m.* FROM bench.key_of_%1$s AS k CROSS JOIN LATERAL (SELECT * FROM distribution.%1$I AS m WHERE (%2$s) = (%3$s) OFFSET 0) AS m',
		main, 'm.' || replace(keys, ', ', ', m.'), 'k.' || replace(keys, ', ', ', k.'));
END
$$;

-- Every page, and every list as a whole, beside what it is to be held to; as the side that reads it.
CREATE FUNCTION bench.measure_pages(base bigint)
RETURNS TABLE (page text, shown bigint, buffers bigint, ms numeric, lookups numeric, jit boolean) LANGUAGE plpgsql AS $$
DECLARE
	one record;
	reference record;
BEGIN
	FOR one IN
		SELECT p.name, p.reader, p.query, bench_lookup.query AS lookup
		FROM bench.pages_of(base) AS p
		JOIN (SELECT d.main, bench.lookup(d.main, base) AS query FROM (SELECT DISTINCT g.main FROM bench.page AS g) AS d) AS bench_lookup ON bench_lookup.main = p.main
		UNION ALL
		SELECT 'whole ' || v, 'supplier_role', 'SELECT * FROM distribution_report.' || v, 'SELECT * FROM distribution.partnership LIMIT 10000'
		FROM unnest(ARRAY['attention', 'credit_status', 'distributors', 'products', 'product_sales']) AS v
	LOOP
		PERFORM set_config('role', one.reader, true);
		SELECT * INTO reference FROM bench.page_time(one.lookup);
		SELECT * INTO buffers, ms, shown, jit FROM bench.page_time(one.query);
		PERFORM set_config('role', 'none', true);
		page := one.name;
		lookups := round(ms / greatest(reference.ms, 0.001), 1);
		RETURN NEXT;
	END LOOP;
END
$$;
