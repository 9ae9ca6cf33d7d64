-- From the shelf to the buyer and back: stock is mirrored, one order is shipped, one is withdrawn too late, and goods and money return.
\pset null '-'

-- North is the supplier's own warehouse, Depot a third party's. Gold pays 90 %: a lamp 36.00, a kettle 53.91.
SELECT distribution.create_account('Sample Supply', 'V2') AS supplier \gset
SELECT distribution.activate_supplier(:supplier, 'MYR');
INSERT INTO distribution.warehouse (supplier_id, name) VALUES (:supplier, 'North') RETURNING warehouse_id AS north \gset
INSERT INTO distribution.warehouse (supplier_id, name, kind) VALUES (:supplier, 'Depot', 'third_party') RETURNING warehouse_id AS depot \gset
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (:supplier, 'LAMP', 'Desk lamp') RETURNING sku_id AS lamp \gset
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (:supplier, 'KETTLE', 'Kettle') RETURNING sku_id AS kettle \gset
SELECT distribution.add_products(:supplier, ARRAY[:lamp, :kettle], ARRAY[40.00, 59.90]);
INSERT INTO distribution.customer_level (supplier_id, level, name, percent, plus) VALUES (:supplier, 1, 'Gold', 90, 0);
INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES
	(:supplier, 'stock_out', 'package', 1.50),
	(:supplier, 'logistics', 'unit', 0.80),
	(:supplier, 'stock_in_return', 'unit', 1.25);
UPDATE distribution.supplier SET bigshop_name = 'Sample Shop' WHERE supplier_id = :supplier;
SELECT distribution.confirm_onboarding_step(:supplier, step) FROM unnest(ARRAY['stock_push_rule', 'bigshop']) AS step;
SELECT distribution.go_live(:supplier);
SELECT distribution.publish_products(:supplier);
SELECT distribution.receive_stock(:supplier, :north, :lamp, 10);
SELECT distribution.receive_stock(:supplier, :north, :kettle, 4);
SELECT distribution.receive_stock(:supplier, :depot, :lamp, 6);
SELECT distribution.create_account('Kedai Sampel') AS distributor \gset
SELECT distribution.create_invitation(:supplier) AS invitation \gset
SELECT distribution.apply_for_partnership(:'invitation', :distributor) AS kedai \gset
INSERT INTO distribution.customer (supplier_id, code, name) VALUES (:supplier, 'C-1', 'Kedai Sampel') RETURNING customer_id AS customer \gset
SELECT distribution.approve_application(:supplier, :kedai, :customer, 'MYR', 1, ARRAY[:north, :depot]);
SELECT distribution.claim_products(:supplier, :kedai, ARRAY[:lamp, :kettle]);
SELECT distribution.map_sku(:supplier, :kedai, :lamp, 'KS-LAMP');
SELECT distribution.post_entry(:supplier, :kedai, 'top_up', 500.00, document_no => 'RCPT-1') AS transaction_id;

-- From here on each side acts and reads as itself.
CREATE ROLE supply_desk LOGIN;
CREATE ROLE kedai_desk LOGIN;
SELECT distribution.grant_member(:supplier, 'supply_desk', '{supplier}'), distribution.grant_member(:distributor, 'kedai_desk', '{distributor}');
CREATE FUNCTION sync(supplier bigint, partnership bigint, order_no text, logistics text, packages text) RETURNS bigint LANGUAGE sql AS $$
	SELECT distribution.sync_order(supplier, partnership, json_build_object('platform', 'shopee', 'store', 'Kedai Sampel', 'order_no', order_no,
		'ordered_at', '2026-03-30T11:04:00Z', 'logistics', logistics,
		'recipient', json_build_object('name', 'Sample Recipient', 'phone', '000-0000001', 'address', '1 Sample Street'), 'packages', packages::json))
$$;

-- A mirror shows nothing before the first stock push (ST-6), then all that is available (ST-4).
SET ROLE kedai_desk;
SELECT warehouse, distributor_sku, quantity FROM distribution_report.supplier_warehouse_stock ORDER BY warehouse DESC, distributor_sku;
SET ROLE supply_desk;
SELECT distribution.push_inventory(:supplier) > 0 AS pushed;
SET ROLE kedai_desk;
SELECT warehouse, distributor_sku, quantity FROM distribution_report.supplier_warehouse_stock ORDER BY warehouse DESC, distributor_sku;

-- Three orders: SHP-1 by the supplier's carrier, SHP-2 by the marketplace's, SHP-3 in two parcels from Depot.
SELECT sync(:supplier, :kedai, 'SHP-1', 'self_arranged', '[{"package_no": "P1", "lines": [{"sku": "KS-LAMP", "quantity": 3}, {"sku": "KETTLE", "quantity": 1}]}]') AS first \gset
SELECT sync(:supplier, :kedai, 'SHP-2', 'platform', '[{"package_no": "P1", "lines": [{"sku": "KS-LAMP", "quantity": 2}]}]') AS second \gset
SELECT sync(:supplier, :kedai, 'SHP-3', 'self_arranged', format('[{"package_no": "P1", "warehouse_id": %1$s, "lines": [{"sku": "KS-LAMP", "quantity": 2}]},
	{"package_no": "P2", "warehouse_id": %1$s, "lines": [{"sku": "KS-LAMP", "quantity": 1}]}]', :depot)) AS third \gset
-- 161.91 + 1.50 + 4 x 0.80; 72.00 + 1.50, for the marketplace's carrier costs no logistics fee (FE-1); 72.00 + 1.50 + 1.60 and 36.00 + 1.50 + 0.80
SELECT state, amount, balance FROM distribution.push_orders(:supplier, ARRAY[:first, :second, :third]);
-- What was sold is gone from the mirror at once, though no stock was pushed since.
SELECT warehouse, distributor_sku, quantity FROM distribution_report.supplier_warehouse_stock ORDER BY warehouse DESC, distributor_sku;

-- The supplier sees the recipient only where it arranges the carrier (OR-7); the distributor always.
SELECT platform_order_no, push_state, state, recipient_name, recipient_phone, recipient_address
FROM distribution_report.distributor_orders ORDER BY platform_order_no;
SET ROLE supply_desk;
SELECT platform_order_no, logistics, state, recipient_name, recipient_phone, recipient_address
FROM distribution_report.supply_orders ORDER BY platform_order_no;
SELECT platform_order_no, goods_amount, stock_out_fee, logistics_fee, total_amount, currency
FROM distribution_report.supply_orders ORDER BY platform_order_no;

-- The supplier packs and ships SHP-1. The parcel of SHP-2 gets its number from the distributor (OR-11).
SELECT distribution.advance_order(:supplier, :first, 'in_process');
SELECT distribution.set_shipment(:supplier, :first, 'P1', 'Sample Express', 'SX-1001', 'label-1');
SELECT distribution.advance_order(:supplier, :first, state) FROM unnest(ARRAY['to_pickup', 'shipped', 'completed']) AS state;
\set VERBOSITY sqlstate
SELECT distribution.set_shipment(:supplier, :second, 'P1', 'Sample Express', 'SX-1002');
\set VERBOSITY default
SET ROLE kedai_desk;
SELECT distribution.set_shipment(:supplier, :second, 'P1', 'Sample Post', 'SP-2001');
SET ROLE supply_desk;
SELECT distribution.advance_order(:supplier, :second, state) FROM unnest(ARRAY['in_process', 'to_pickup', 'shipped']) AS state;
SELECT distribution.advance_order(:supplier, :third, 'in_process');
SET ROLE kedai_desk;
SELECT order_id = :first AS first, package_no, state, carrier, tracking_no, label
FROM distribution_report.packages WHERE order_id IN (:first, :second) ORDER BY order_id;

-- SHP-3 is withdrawn after the supplier began with it: Depot answers first, then the supplier (WD-3).
SELECT distribution.withdraw_order(:supplier, :third, 'the buyer changed his mind');
SET ROLE supply_desk;
\set VERBOSITY sqlstate
SELECT distribution.advance_order(:supplier, :third, 'to_pickup');
SELECT distribution.confirm_withdrawal(:supplier, :third);
\set VERBOSITY default
SELECT distribution.warehouse_cancelled(:supplier, :third, true, 'already on the truck');
SELECT push_state, state FROM distribution_report.supply_orders WHERE order_id = :third;
-- The goods are out: they are shipped instead of released, and 75.10 + 38.30 are refunded all the same.
SELECT distribution.confirm_withdrawal(:supplier, :third, goods_out => true);
SELECT push_state, state FROM distribution_report.supply_orders WHERE order_id = :third;
SELECT warehouse_id = :depot AS depot, sku_id = :lamp AS lamp, on_hand, allocated, defective, available
FROM distribution_report.product_stock ORDER BY warehouse_id, sku_id;

-- The truck brings all three lamps back to Depot: 3 x 1.25 for the stock-in, and nothing more to refund.
SET ROLE kedai_desk;
SELECT distribution.create_return(:supplier, :third, '{"kind": "return_refund", "reason": "withdrawn", "lines": [{"line_no": 1, "quantity": 2}, {"line_no": 2, "quantity": 1}]}') AS truck \gset
SELECT distribution.push_return(:supplier, :truck);
SET ROLE supply_desk;
SELECT distribution.receive_return(:supplier, :truck, '{"lines": [{"line_no": 1, "sellable": 2}, {"line_no": 2, "sellable": 1}]}');
SELECT distribution.refund_return(:supplier, :truck);

-- The buyer of SHP-1 sends two lamps back, one of them broken: 2 x 1.25 for the stock-in, 2 x 36.00 refunded.
SET ROLE kedai_desk;
SELECT distribution.create_return(:supplier, :first, '{"kind": "return_refund", "reason": "too bright", "lines": [{"line_no": 1, "quantity": 2}]}') AS lamps \gset
SELECT distribution.push_return(:supplier, :lamps);
SET ROLE supply_desk;
SELECT distribution.receive_return(:supplier, :lamps, '{"lines": [{"line_no": 1, "sellable": 1, "defective": 1}]}');
SELECT distribution.refund_return(:supplier, :lamps);

-- The buyer of SHP-2 keeps a scratched lamp and gets its 36.00 back: no goods, no stock-in charge.
SET ROLE kedai_desk;
SELECT distribution.create_return(:supplier, :second, '{"kind": "refund_only", "reason": "scratched", "lines": [{"line_no": 1, "quantity": 1}]}') AS scratch \gset
SELECT distribution.push_return(:supplier, :scratch);
SET ROLE supply_desk;
\set VERBOSITY sqlstate
SELECT distribution.receive_return(:supplier, :scratch, '{"lines": [{"line_no": 1, "sellable": 1}]}');
\set VERBOSITY default
SELECT distribution.refund_return(:supplier, :scratch);

-- What the supplier sees in the end: the broken lamp is on hand, and not for sale.
SELECT platform_order_no, kind, state, reason, claimed, sellable, defective, stock_in_fee, refund_amount
FROM distribution_report.returns ORDER BY return_id;
SELECT warehouse_id = :depot AS depot, sku_id = :lamp AS lamp, on_hand, allocated, defective, available
FROM distribution_report.product_stock ORDER BY warehouse_id, sku_id;
SELECT side, transaction_id, kind, document_no, package_no, settlement_amount, balance_after
FROM distribution_report.reconciliation ORDER BY transaction_id;
SELECT distribution.push_inventory(:supplier) > 0 AS pushed;

-- And the distributor: the same, with opposite signs, and what came back is in its mirror.
SET ROLE kedai_desk;
SELECT platform_order_no, kind, state, reason, claimed, sellable, defective, stock_in_fee, refund_amount
FROM distribution_report.returns ORDER BY return_id;
SELECT platform_order_no, push_state, state, charged, refunded FROM distribution_report.distributor_orders ORDER BY platform_order_no;
SELECT o.platform_order_no, t.event, t.note
FROM distribution_report.order_timeline t JOIN distribution_report.distributor_orders o USING (supplier_id, order_id)
ORDER BY o.platform_order_no, t.event_id;
SELECT warehouse, distributor_sku, quantity FROM distribution_report.supplier_warehouse_stock ORDER BY warehouse DESC, distributor_sku;
SELECT side, transaction_id, kind, document_no, package_no, settlement_amount, balance_after
FROM distribution_report.reconciliation ORDER BY transaction_id;
RESET ROLE;

SELECT * FROM distribution.verify();
