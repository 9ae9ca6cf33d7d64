-- Fees of a push (FE-1, FE-2).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- 'goods + stock_out + logistics' of each package, then the charge of the order
CREATE FUNCTION t.charge(partner text, order_no text, goods text, platform text, logistics text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome text;
BEGIN
	PERFORM t.sync(partner, order_no, goods, platform, logistics);
	outcome := t.pushed(order_no);
	RETURN (SELECT string_agg(format('%s + %s + %s', goods_amount, stock_out_fee, logistics_fee), ', ' ORDER BY package_no)
		FROM distribution.package_charge WHERE supplier_id = t.id('supplier') AND order_id = t.id(order_no)) || ': ' || outcome;
END
$$;

SELECT is(t.charge(partner, 'N-' || no, goods, platform, logistics), expected, rule || ': ' || name)
FROM (VALUES
	(1, 'FE-1', 'kedai', 'A 2, B 1', 'shopee', 'self_arranged', '40.00 + 1.50 + 2.40: pushed 43.90 MYR', 'stock-out per package, logistics per unit'),
	(2, 'FE-1', 'kedai', 'A 2, B 1', 'temu', 'self_arranged', '40.00 + 1.50 + 0.00: pushed 41.50 MYR', 'no logistics fee on Temu'),
	(3, 'FE-1', 'kedai', 'A 2, B 1', 'shopee', 'platform', '40.00 + 1.50 + 0.00: pushed 41.50 MYR', 'none where the platform ships'),
	(4, 'FE-1', 'kedai', 'A 2, B 1', 'lazada', 'third_party', '40.00 + 1.50 + 0.00: pushed 41.50 MYR', 'none where a third party does'),
	(5, 'FE-1', 'kedai', 'A 1; B 1, D 2', 'tiktok_shop', 'self_arranged', '10.00 + 1.50 + 0.80, 23.00 + 1.50 + 2.40: pushed 39.20 MYR', 'each package has its own'),
	(6, 'FE-2', 'toko', 'A 3', 'shopee', 'self_arranged', '94500.00 + 5250.00 + 8400.00: pushed 108150.00 IDR', 'converted to IDR at 3500'),
	(7, 'FE-2', 'saigon', 'A 3', 'shopee', 'self_arranged', '182520.00 + 8148.00 + 13037.00: pushed 203705.00 VND', 'to whole VND: 2.40 at 5432.1 is 13037.04, converted once'),
	(8, 'FE-2', 'raan', 'A 3', 'shopee', 'self_arranged', '233.64 + 11.68 + 18.69: pushed 264.01 THB', 'to THB, divided by 0.1284')
) AS c (no, rule, partner, goods, platform, logistics, expected, name)
ORDER BY no;

UPDATE distribution.fee SET basis = 'unit' WHERE supplier_id = t.id('supplier') AND fee = 'stock_out';
UPDATE distribution.fee SET basis = 'package' WHERE supplier_id = t.id('supplier') AND fee = 'logistics';
SELECT is(t.charge('kedai', 'N-11', 'A 2, B 1; A 1', 'shopee', 'self_arranged'),
	'40.00 + 4.50 + 0.80, 10.00 + 1.50 + 0.80: pushed 57.60 MYR', 'FE-1: stock-out per unit, logistics per package');
INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (t.id('supplier'), 'stock_in_return', 'package', 99);
SELECT is(t.charge('kedai', 'N-12', 'A 1', 'shopee', 'self_arranged'), '10.00 + 1.50 + 0.80: pushed 12.30 MYR',
	'FE-1: stock-in is not charged by a push');
SELECT t.sync('kedai', 'N-13', 'A 1') \g /dev/null
UPDATE distribution.fee SET amount = 3.00, basis = 'package' WHERE supplier_id = t.id('supplier') AND fee = 'stock_out';
UPDATE distribution.distribution_product SET base_price = 99 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A');
SELECT is(t.pushed('N-13'), 'pushed 13.80 MYR', 'FE-1: fees are those of the push, prices those of the sync');
UPDATE distribution.fee SET amount = 0 WHERE supplier_id = t.id('supplier');
SELECT is(t.charge('kedai', 'N-14', 'B 1', 'shopee', 'self_arranged'), '20.00 + 0.00 + 0.00: pushed 20.00 MYR', 'FE-1: a fee of 0 is 0');
DELETE FROM distribution.fee WHERE supplier_id = t.id('supplier');
SELECT is(t.charge('kedai', 'N-15', 'B 1', 'shopee', 'self_arranged'), '20.00 + 0.00 + 0.00: pushed 20.00 MYR', 'FE-1: no fee row: no charge');

SELECT results_eq($$
	SELECT platform_order_no, goods_amount, stock_out_fee, logistics_fee, total_amount, currency
	FROM distribution_report.supply_orders
	WHERE supplier_id = t.id('supplier') AND platform_order_no IN ('N-5', 'N-7') ORDER BY platform_order_no
$$, $$VALUES ('N-5', 33.00, 3.00, 3.20, 39.20, 'MYR'), ('N-7', 182520.00, 8148.00, 13037.00, 203705.00, 'VND')$$,
	'FE-2: the supply order shows the breakdown');
SELECT is_empty($$
	SELECT FROM distribution.package_charge c
	LEFT JOIN distribution.ledger_entry e ON e.supplier_id = c.supplier_id AND e.order_id = c.order_id
		AND e.package_no = c.package_no AND e.side = 'distributor' AND e.kind = 'push_charge' AND e.transaction_id = c.transaction_id
	WHERE e.settlement_amount IS DISTINCT FROM -(c.goods_amount + c.stock_out_fee + c.logistics_fee)
$$, 'FE-2: each package was charged its goods and fees');

SELECT is(t.state_of(format('INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (t.id(%L), %s)', 'supplier', fee)), '23514', 'FE-1: ' || name)
FROM (VALUES
	(1, $$'handling', 'unit', 1$$, 'there is no other fee'), (2, $$'stock_out', 'order', 1$$, 'no other basis'),
	(3, $$'stock_out', 'unit', -1$$, 'none is negative'), (4, $$'stock_out', 'unit', 'NaN'$$, 'or not a number'),
	(5, $$'stock_out', 'unit', 92233720368547758.08$$, 'or more than a push can read')
) AS c (no, fee, name)
ORDER BY no;

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
