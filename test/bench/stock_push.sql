-- One supplier with 1,000 distributors, each with 200 claimed products in one warehouse: 200,000 push records a run.
CREATE SCHEMA IF NOT EXISTS bench;

CREATE FUNCTION bench.make_stock_push(distributors int, products int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	owner bigint := distribution.create_account('Stock', 'V5');
	warehouse bigint;
BEGIN
	PERFORM distribution.activate_supplier(owner, 'MYR');
	UPDATE distribution.supplier SET live_at = now(), sold_out_below = 1 WHERE supplier_id = owner;
	INSERT INTO distribution.warehouse (supplier_id, name) VALUES (owner, 'main') RETURNING warehouse_id INTO warehouse;
	INSERT INTO distribution.merchant_sku (supplier_id, sku_id, sku, name)
	SELECT owner, n, 'S-' || n, 'Goods ' || n FROM generate_series(1, products) AS n;
	INSERT INTO distribution.distribution_product (supplier_id, sku_id, base_price, state) SELECT owner, n, 10, 'enabled' FROM generate_series(1, products) AS n;
	INSERT INTO distribution.stock (supplier_id, warehouse_id, sku_id, on_hand) SELECT owner, warehouse, n, 1000 FROM generate_series(1, products) AS n;
	INSERT INTO distribution.customer (supplier_id, customer_id, code, name) SELECT owner, 1000000 + n, 'C-' || n, 'Customer' FROM generate_series(1, distributors) AS n;
	INSERT INTO distribution.account (account_id, name, plan, inventory_enabled) SELECT 1000000 + n, 'Distributor ' || n, 'V1', true FROM generate_series(1, distributors) AS n;
	INSERT INTO distribution.partnership (supplier_id, partnership_id, distributor_id, state, customer_id, distributor_name)
	SELECT owner, 1000000 + n, 1000000 + n, 'partnered', 1000000 + n, 'Distributor ' || n FROM generate_series(1, distributors) AS n;
	INSERT INTO distribution.partnership_warehouse (supplier_id, partnership_id, warehouse_id, distributor_id, position, mirrored, warehouse_name)
	SELECT owner, 1000000 + n, warehouse, 1000000 + n, 1, true, 'main' FROM generate_series(1, distributors) AS n;
	INSERT INTO distribution.claim (supplier_id, partnership_id, sku_id, distributor_id, distributor_sku, rounding, sku_code, sku_name)
	SELECT owner, 1000000 + n, p, 1000000 + n, 'S-' || p, 'cents', 'S-' || p, 'Goods ' || p FROM generate_series(1, distributors) AS n, generate_series(1, products) AS p;
	RETURN owner;
END
$$;

-- The reference: the same records by one statement, without a rule, into a table like the product's.
CREATE TABLE bench.push_record (LIKE distribution.push_record INCLUDING ALL);

CREATE PROCEDURE bench.bare_push(supplier bigint) LANGUAGE sql AS $$
	INSERT INTO bench.push_record (supplier_id, sku_id, partnership_id, warehouse_id, distributor_id, quantity, result, pushed_at)
	SELECT c.supplier_id, c.sku_id, c.partnership_id, w.warehouse_id, c.distributor_id, k.on_hand - k.allocated - k.defective, 'pushed', now()
	FROM distribution.claim AS c
	JOIN distribution.partnership_warehouse AS w ON w.supplier_id = c.supplier_id AND w.partnership_id = c.partnership_id
	JOIN distribution.stock AS k ON k.supplier_id = c.supplier_id AND k.warehouse_id = w.warehouse_id AND k.sku_id = c.sku_id
	WHERE c.supplier_id = supplier
	ORDER BY c.sku_id, c.partnership_id
$$;
