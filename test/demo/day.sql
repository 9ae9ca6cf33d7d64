-- A day like any other: terms for one distributor, an order that is short-shipped, shipped in parts and partly returned, money asked for.

SELECT supplier_id, partnership_id AS kedai, distributor_id AS kedai_account FROM demo.partner WHERE distributor = 'kedai' \gset
SELECT partnership_id AS toko FROM demo.partner WHERE distributor = 'toko' \gset
SELECT demo.order_id('TTS-0012') AS tts_0012 \gset

-- Prices for this partnership alone, before all others (PC-0), and pegs by the five (QR-1)
SET ROLE contoh;
INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, min_quantity, price)
SELECT m.supplier_id, :kedai, m.sku_id, b.min_quantity, b.price
FROM distribution.merchant_sku m
CROSS JOIN (VALUES (1, 17.00), (12, 15.00)) AS b (min_quantity, price)
WHERE m.supplier_id = :supplier_id AND m.sku = 'MUG-STEEL';
INSERT INTO distribution.quantity_rule (supplier_id, sku_id, minimum, multiple)
SELECT supplier_id, sku_id, 5, 5 FROM distribution.merchant_sku WHERE supplier_id = :supplier_id AND sku = 'PEG-10';

-- What orders would cost that nobody has stored (QT-1)
CREATE TABLE demo.quote (no int PRIMARY KEY, goods text NOT NULL, payload json NOT NULL);
INSERT INTO demo.quote
SELECT q.no, q.quantity || ' x ' || q.sku, json_build_object('platform', 'shopee', 'store', 'Kedai', 'order_no', 'ASKED-' || q.no,
	'ordered_at', '2025-06-03T04:00:00Z', 'logistics', 'self_arranged',
	'recipient', json_build_object('name', '', 'phone', '', 'address', ''),
	'packages', json_build_array(json_build_object('package_no', 'P1',
		'lines', json_build_array(json_build_object('sku', q.sku, 'quantity', q.quantity)))))
FROM (VALUES (1, 'MUG-STEEL', 12), (2, 'PEG-10', 4), (3, 'TENT-4P', 9)) AS q (no, sku, quantity);

-- TTS-0012, in two packages: one mug is chipped and refused (OR-12), then they go one by one (OR-13).
SELECT distribution.refuse_order(:supplier_id, :tts_0012, 'one is chipped', '[{"line_no": 3, "quantity": 1}]');
SELECT distribution.mark_printed(:supplier_id, ARRAY[:tts_0012]);
SELECT distribution.set_shipment(:supplier_id, :tts_0012, 'P1', 'Sample Express', 'SE-1201'),
	distribution.set_shipment(:supplier_id, :tts_0012, 'P2', 'Sample Express', 'SE-1202');
SELECT distribution.advance_order(:supplier_id, :tts_0012, 'shipped', 'P1');
SELECT distribution.advance_order(:supplier_id, :tts_0012, 'shipped', 'P2');

-- The cook set comes back, and is as new.
SET ROLE reseller;
SELECT distribution.create_return(:supplier_id, :tts_0012,
	'{"kind": "return_refund", "reason": "not wanted", "lines": [{"line_no": 2, "quantity": 1}]}') AS return_id \gset
SELECT distribution.push_return(:supplier_id, :return_id);
SET ROLE contoh;
SELECT distribution.receive_return(:supplier_id, :return_id, '{"lines": [{"line_no": 2, "sellable": 1}]}');
SELECT distribution.refund_return(:supplier_id, :return_id);

-- One distributor says that money is on its way, and it is found (TU-1).
SET ROLE reseller;
SELECT distribution.request_top_up(:supplier_id, :toko, 1500000, reference => 'TRF-0001') AS request_id \gset
SELECT distribution.request_top_up(:supplier_id, :kedai, 1000, reference => 'TRF-0002');
SET ROLE contoh;
SELECT distribution.approve_top_up(:supplier_id, :request_id, 1490000);
