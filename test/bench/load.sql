-- Fills the books for the benchmark, with plain SQL and whole sets: the API would take an hour.
-- Only what the functions would have written is written; verify() must stay empty.
--
-- A group is a number of suppliers with all they need. Its ids start at a base of its own, and the owner of
-- an order is computed from the order's number, so that a pgbench script needs no look-up to push it:
-- see mix() here and the first lines of each *.pgbench.

CREATE SCHEMA IF NOT EXISTS bench;

-- Spreads numbers evenly; *.pgbench compute the same. Neighbours go to suppliers that nobody could foresee.
CREATE OR REPLACE FUNCTION bench.mix(n bigint, step bigint, buckets bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN n * step % 2147483647 / 7919 % buckets;

-- Partnership j of a supplier has claimed 30 SKUs: one of six windows over the products.
CREATE OR REPLACE FUNCTION bench.sku_index(partnership_no bigint, claim_no bigint, products bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (partnership_no % 6 * 30 + claim_no) % products;

CREATE TABLE IF NOT EXISTS bench.business (
	base bigint PRIMARY KEY,
	suppliers int NOT NULL,
	partnerships int NOT NULL,
	products int NOT NULL
);

-- Suppliers that are live, their products, stock, prices, fees and rules.
CREATE OR REPLACE FUNCTION bench.make_suppliers(base bigint, suppliers int, products int, rules int, plan text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO distribution.account (account_id, name, plan, inventory_enabled)
	SELECT base + s, format('Supplier %s', base + s), plan, true
	FROM generate_series(1, suppliers) AS s;

	INSERT INTO distribution.supplier (supplier_id, base_currency, bigshop_name, stock_push_rule_confirmed_at,
		bigshop_confirmed_at, live_at)
	SELECT base + s, 'MYR', format('Shop %s', base + s), now(), now(), now()
	FROM generate_series(1, suppliers) AS s;

	INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate)
	SELECT base + s, 'MYR', 'SGD', 0.3012
	FROM generate_series(1, suppliers) AS s;

	INSERT INTO distribution.fee (supplier_id, fee, basis, amount)
	SELECT base + s, fee, basis, amount
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN (VALUES ('stock_out', 'package', 1.50), ('logistics', 'unit', 0.40)) AS f (fee, basis, amount);

	INSERT INTO distribution.customer_level (supplier_id, level, name, percent, plus)
	SELECT base + s, level, format('Level %s', level), 100 - 5 * level, 0.10
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(1, 3) AS level;

	INSERT INTO distribution.merchant_sku (supplier_id, sku_id, sku, name)
	SELECT base + s, base + s * 1000 + p, format('SKU-%s', p), format('Goods number %s', p)
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(0, products - 1) AS p;

	INSERT INTO distribution.distribution_product (supplier_id, sku_id, base_price, state)
	SELECT base + s, base + s * 1000 + p, 5 + p * 1.37, 'enabled'
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(0, products - 1) AS p;

	INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price)
	SELECT base + s, base + s * 1000 + p, p / 10 % 3, 4 + p * 1.21
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(0, products - 1, 10) AS p;

	INSERT INTO distribution.warehouse (supplier_id, warehouse_id, name)
	SELECT base + s, base + s * 10 + w, format('Warehouse %s', w)
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(0, 1) AS w;

	INSERT INTO distribution.stock (supplier_id, warehouse_id, sku_id, on_hand)
	SELECT base + s, base + s * 10 + w, base + s * 1000 + p, 1000000000
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(0, 1) AS w
	CROSS JOIN generate_series(0, products - 1) AS p;

	INSERT INTO distribution.stock_movement (supplier_id, warehouse_id, sku_id, kind, on_hand_change,
		defective_change, actor, moved_at)
	SELECT supplier_id, warehouse_id, sku_id, 'receipt', on_hand, 0, current_user, now()
	FROM distribution.stock
	WHERE supplier_id BETWEEN base + 1 AND base + suppliers;

	PERFORM bench.make_rules(base, suppliers, products, rules);
END
$$;

-- Odd rules show products to everybody; even ones hide from a sixth of the distributors what those never claim.
CREATE OR REPLACE FUNCTION bench.make_rules(base bigint, suppliers int, products int, rules int)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO distribution.visibility_rule (supplier_id, rule_id, rule_no, effect, distributor_scope, product_scope)
	SELECT base + s, base + s * 1000 + r, r,
		CASE WHEN r % 2 = 0 THEN 'hidden' ELSE 'visible_only' END,
		CASE WHEN r % 2 = 0 THEN 'selected' ELSE 'all' END,
		'selected'
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(1, rules) AS r;

	INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id)
	SELECT base + s, base + s * 1000 + r, base + s * 1000 + ((r + 3) % 6 * 30 + p) % products
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(1, rules) AS r
	CROSS JOIN generate_series(0, 4) AS p;
END
$$;

-- Partnerships that are partnered, each with its claims and its account. A plan with a quota has its usage row.
CREATE OR REPLACE FUNCTION bench.make_partnerships(base bigint, suppliers int, partnerships int, products int, plan text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO distribution.account (account_id, name, plan, inventory_enabled)
	SELECT base + s * 100000 + j, format('Distributor %s', base + s * 100000 + j), plan, true
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(0, partnerships - 1) AS j;

	INSERT INTO distribution.customer (supplier_id, customer_id, code, name)
	SELECT base + s, base + s * 100000 + j, format('C-%s', j), format('Customer %s', j)
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(0, partnerships - 1) AS j;

	INSERT INTO distribution.partnership (supplier_id, partnership_id, distributor_id, state, level, customer_id,
		approved_at, shop_name, distributor_name)
	SELECT base + s, base + s * 100000 + j, base + s * 100000 + j, 'partnered', nullif(j % 4, 0),
		base + s * 100000 + j, now(), format('Shop %s', base + s), format('Distributor %s', base + s * 100000 + j)
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(0, partnerships - 1) AS j;

	INSERT INTO distribution.settlement_account (supplier_id, partnership_id, distributor_id, currency, credit_limit,
		credit_days)
	SELECT base + s, base + s * 100000 + j, base + s * 100000 + j,
		CASE WHEN j % 4 = 3 THEN 'SGD' ELSE 'MYR' END,
		CASE WHEN j % 2 = 0 THEN 1000000000000 END, 30
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(0, partnerships - 1) AS j;

	INSERT INTO distribution.partnership_warehouse (supplier_id, partnership_id, warehouse_id, distributor_id,
		position, mirrored, warehouse_name)
	SELECT base + s, base + s * 100000 + j, base + s * 10 + w, base + s * 100000 + j, w + 1, true, format('Warehouse %s', w)
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(0, partnerships - 1) AS j
	CROSS JOIN generate_series(0, 1) AS w;

	INSERT INTO distribution.claim (supplier_id, partnership_id, sku_id, distributor_id, distributor_sku, rounding,
		sku_code, sku_name)
	SELECT base + s, base + s * 100000 + j, base + s * 1000 + p, base + s * 100000 + j, format('MY-%s', p), 'cents',
		format('SKU-%s', p), format('Goods number %s', p)
	FROM generate_series(1, suppliers) AS s
	CROSS JOIN generate_series(0, partnerships - 1) AS j
	CROSS JOIN generate_series(0, least(products, 30) - 1) AS k
	CROSS JOIN LATERAL bench.sku_index(j, k, products) AS p;

	INSERT INTO distribution.visibility_rule_distributor (supplier_id, rule_id, distributor_id)
	SELECT r.supplier_id, r.rule_id, base + (r.supplier_id - base) * 100000 + j
	FROM distribution.visibility_rule AS r
	JOIN generate_series(0, partnerships - 1) AS j ON j % 6 = r.rule_no % 6
	WHERE r.supplier_id BETWEEN base + 1 AND base + suppliers AND r.distributor_scope = 'selected';

	INSERT INTO distribution.quota_usage (account_id, month, used)
	SELECT a.account_id, date_trunc('month', now() AT TIME ZONE 'UTC')::date, 0
	FROM distribution.account AS a
	JOIN distribution.plan AS p USING (plan)
	WHERE a.account_id BETWEEN base AND base + 9999999 AND p.order_quota IS NOT NULL;
END
$$;

CREATE OR REPLACE FUNCTION bench.make_business(base bigint, suppliers int, partnerships int, products int, rules int,
	plan text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO bench.business VALUES (base, suppliers, partnerships, products);
	PERFORM bench.make_suppliers(base, suppliers, products, rules, plan);
	PERFORM bench.make_partnerships(base, suppliers, partnerships, products, plan);
END
$$;

-- The lines of orders number first to last: three SKUs each; every fourth order has its third line in a second
-- package. Orders n with the same n / block belong to one supplier.
CREATE OR REPLACE FUNCTION bench.plan_lines(the_base bigint, first bigint, last bigint, block int)
RETURNS TABLE (n bigint, supplier_id bigint, partnership_id bigint, line_no int, package int, sku_no int,
	sku_id bigint, quantity int)
LANGUAGE sql STABLE AS $$
	SELECT o.n, b.base + s.no, b.base + s.no * 100000 + j.no, l.no::int,
		CASE WHEN o.n % 4 = 0 AND l.no = 3 THEN 2 ELSE 1 END,
		p.no::int, b.base + s.no * 1000 + p.no, (1 + (o.n + l.no) % 3)::int
	FROM bench.business AS b
	CROSS JOIN generate_series(first, last) AS o (n)
	CROSS JOIN LATERAL (SELECT 1 + bench.mix(o.n / block, 48271, b.suppliers)) AS s (no)
	CROSS JOIN LATERAL (SELECT bench.mix(o.n, 69621, b.partnerships)) AS j (no)
	CROSS JOIN generate_series(1, 3) AS l (no)
	CROSS JOIN LATERAL bench.sku_index(j.no, (o.n * 13 + l.no * 7) % least(30, b.products), b.products) AS p (no)
	WHERE b.base = the_base;
$$;

-- Orders as sync_order leaves them: eligible, priced, not pushed.
CREATE OR REPLACE FUNCTION bench.make_orders(base bigint, first bigint, last bigint, block int DEFAULT 1)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMPORARY TABLE line ON COMMIT DROP AS
	SELECT l.*, a.distributor_id, a.currency, base + (l.supplier_id - base) * 10 + (l.package - 1) AS warehouse_id,
		CASE WHEN a.currency = 'SGD' THEN round(d.base_price * 0.3012, 2) ELSE d.base_price END AS unit_price
	FROM bench.plan_lines(base, first, last, block) AS l
	JOIN distribution.settlement_account AS a USING (supplier_id, partnership_id)
	JOIN distribution.distribution_product AS d USING (supplier_id, sku_id);

	INSERT INTO distribution.supply_order (supplier_id, order_id, partnership_id, distributor_id, platform, store,
		platform_order_no, logistics, currency, ordered_at, synced_at)
	SELECT supplier_id, base + n, partnership_id, distributor_id, 'shopee', 'My Shop', format('B%s', base + n),
		'self_arranged', currency, now(), now()
	FROM line
	WHERE line_no = 1
	ORDER BY n;

	INSERT INTO distribution.order_recipient (supplier_id, order_id, distributor_id, name, phone, address, content_hash, in_clear)
	SELECT supplier_id, base + n, distributor_id, 'Aminah binti Yusof', '+60 12-345 6789',
		'12 Jalan Bukit Bintang, 55100 Kuala Lumpur', sha256(n::text::bytea), true
	FROM line
	WHERE line_no = 1
	ORDER BY n;

	INSERT INTO distribution.order_package (supplier_id, order_id, package_no, distributor_id, position, warehouse_id)
	SELECT DISTINCT supplier_id, base + n, format('P%s', package), distributor_id, package, warehouse_id
	FROM line
	ORDER BY 2, 3;

	INSERT INTO distribution.order_line (supplier_id, order_id, line_no, distributor_id, package_no, warehouse_id,
		distributor_sku, sku_id, quantity, is_gift, unit_price, price_source, rounding, rate, rate_inverse, rate_source,
		rate_at)
	SELECT supplier_id, base + n, line_no, distributor_id, format('P%s', package), warehouse_id,
		format('MY-%s', sku_no), sku_id, quantity, false, unit_price, 'base_price', 'cents',
		CASE WHEN currency = 'SGD' THEN 0.3012 ELSE 1 END, false,
		CASE WHEN currency = 'SGD' THEN 'fixed' ELSE 'same' END, now()
	FROM line
	ORDER BY n, line_no;

	INSERT INTO distribution.order_event (supplier_id, order_id, distributor_id, event, actor, occurred_at)
	SELECT supplier_id, base + n, distributor_id, 'synced', current_user, now()
	FROM line
	WHERE line_no = 1
	ORDER BY n;

	DROP TABLE line;
END
$$;

-- Orders as a marketplace connector hands them to sync_order.
CREATE TABLE IF NOT EXISTS bench.payload (
	n bigint PRIMARY KEY,
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	payload json NOT NULL
);

CREATE OR REPLACE FUNCTION bench.make_payloads(base bigint, first bigint, last bigint)
RETURNS void LANGUAGE sql AS $$
	INSERT INTO bench.payload (n, supplier_id, partnership_id, payload)
	SELECT n, supplier_id, partnership_id, json_build_object('platform', 'shopee', 'store', 'My Shop',
		'order_no', format('S%s', n), 'ordered_at', '2026-03-30T11:04:00Z', 'logistics', 'self_arranged',
		'recipient', json_build_object('name', 'Aminah binti Yusof', 'phone', '+60 12-345 6789',
			'address', '12 Jalan Bukit Bintang, 55100 Kuala Lumpur'),
		'packages', json_agg(package ORDER BY package_no))
	FROM (
		SELECT n, supplier_id, partnership_id, package AS package_no,
			json_build_object('package_no', format('P%s', package),
				'warehouse_id', base + (supplier_id - base) * 10 + (package - 1),
				'lines', json_agg(json_build_object('sku', format('MY-%s', sku_no), 'quantity', quantity)
					ORDER BY line_no)) AS package
		FROM bench.plan_lines(base, first, last, 1)
		GROUP BY n, supplier_id, partnership_id, package
	) AS packages
	GROUP BY n, supplier_id, partnership_id
	ORDER BY n;
$$;

-- A plan that counts, high enough for never being reached.
INSERT INTO distribution.plan (plan, rank, may_supply, order_quota)
VALUES ('counted', 6, true, 1000000000)
ON CONFLICT DO NOTHING;
