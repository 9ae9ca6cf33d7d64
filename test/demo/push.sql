-- Orders are pushed: fees, stock, quota and money are decided here (principle 2, OR-4).

-- Two orders are cancelled by their distributors, and one distributor is put on hold for a moment (CR-4).
SET ROLE reseller;
SELECT distribution.cancel_order(:supplier_id, order_id) FROM demo.orders WHERE expect = 'order_state' ORDER BY no;
SET ROLE contoh;
SELECT distribution.hold_partnership(supplier_id, partnership_id, 'card payment bounced')
FROM demo.partner WHERE distributor = 'kedai';
SET ROLE reseller;
INSERT INTO demo.push
SELECT 'on hold', row_number() OVER (), r.*
FROM distribution.push_orders(:supplier_id,
	(SELECT array_agg(order_id ORDER BY no) FROM demo.orders WHERE expect = 'on_hold')) AS r;
SET ROLE contoh;
SELECT distribution.release_partnership(supplier_id, partnership_id) FROM demo.partner WHERE distributor = 'kedai';

-- A price that goes up now, and a product that is disabled, change nothing for what has come in before.
UPDATE distribution.distribution_product d
SET base_price = 85.00
FROM distribution.merchant_sku m
WHERE d.supplier_id = :supplier_id AND m.supplier_id = d.supplier_id AND m.sku_id = d.sku_id AND m.sku = 'CHAIR-LOW';
SELECT distribution.disable_product(supplier_id, sku_id)
FROM distribution.merchant_sku WHERE supplier_id = :supplier_id AND sku = 'POWER-10K';

-- All others in one batch, judged in the order of the file.
SET ROLE reseller;
INSERT INTO demo.push
SELECT 'all', row_number() OVER (), r.*
FROM distribution.push_orders(:supplier_id,
	(SELECT array_agg(order_id ORDER BY no) FROM demo.orders
	 WHERE expect NOT IN ('no_exchange_rate', 'on_hold', 'partnership_inactive'))) AS r;

-- Some causes are dealt with: goods arrive, money arrives. One partnership ends; what was priced before can still go.
SET ROLE contoh;
SELECT distribution.receive_stock(:supplier_id, :shah_alam, sku_id, 5, 'GRN-0002')
FROM distribution.merchant_sku WHERE supplier_id = :supplier_id AND sku = 'TENT-4P';
SELECT distribution.post_entry(supplier_id, partnership_id, 'top_up', 300.00, document_no => 'RCPT-0005')
FROM demo.partner WHERE distributor = 'sari';
SELECT distribution.terminate_partnership(supplier_id, partnership_id, 'season over')
FROM demo.partner WHERE distributor = 'sari';

SET ROLE reseller;
INSERT INTO demo.push
SELECT 'after the end', row_number() OVER (), r.*
FROM distribution.push_orders(:supplier_id,
	(SELECT array_agg(order_id ORDER BY no) FROM demo.orders WHERE expect = 'partnership_inactive')) AS r;
INSERT INTO demo.push
SELECT 'again', row_number() OVER (), r.*
FROM distribution.push_orders(:supplier_id,
	(SELECT array_agg(order_id ORDER BY no) FROM demo.orders WHERE retry IS NOT NULL)) AS r;
