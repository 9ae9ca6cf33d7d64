-- A first sale: a supplier and a distributor find each other, and one parcel goes out.
\pset null '-'

-- The supplier opens its shop (ON-1): currency, a product, the push rule, the shop's name, a price, a fee.
SELECT distribution.create_account('Sample Supply', 'V2') AS supplier \gset
SELECT distribution.activate_supplier(:supplier, 'MYR');
INSERT INTO distribution.warehouse (supplier_id, name) VALUES (:supplier, 'North') RETURNING warehouse_id AS north \gset
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (:supplier, 'MUG', 'Steel mug') RETURNING sku_id AS mug \gset
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (:supplier, 'TENT', 'Tent for two') RETURNING sku_id AS tent \gset
SELECT distribution.add_products(:supplier, ARRAY[:mug, :tent], ARRAY[18.90, 189.00]);
INSERT INTO distribution.customer_level (supplier_id, level, name, percent, plus) VALUES (:supplier, 1, 'Gold', 90, 0);
INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES
	(:supplier, 'stock_out', 'package', 1.50),
	(:supplier, 'logistics', 'unit', 0.80);
UPDATE distribution.supplier SET bigshop_name = 'Sample Shop' WHERE supplier_id = :supplier;
SELECT distribution.confirm_onboarding_step(:supplier, 'stock_push_rule');
SELECT distribution.confirm_onboarding_step(:supplier, 'bigshop');
SELECT distribution.go_live(:supplier);
SELECT distribution.publish_products(:supplier);
SELECT distribution.receive_stock(:supplier, :north, :mug, 10, 'GRN-1');
SELECT distribution.receive_stock(:supplier, :north, :tent, 2, 'GRN-1');

-- A distributor applies, is approved as Gold, claims what it is offered, and pays in advance.
SELECT distribution.create_account('Kedai Sampel') AS distributor \gset
SELECT distribution.create_invitation(:supplier) AS invitation \gset
SELECT distribution.apply_for_partnership(:'invitation', :distributor, 'May we sell your goods?') AS kedai \gset
INSERT INTO distribution.customer (supplier_id, code, name) VALUES (:supplier, 'C-1', 'Kedai Sampel') RETURNING customer_id AS customer \gset
SELECT distribution.approve_application(:supplier, :kedai, :customer, 'MYR', 1, ARRAY[:north]);
SELECT sku, claimed, displayed_price, currency, available
FROM distribution_report.offered_products WHERE partnership_id = :kedai ORDER BY sku;
SELECT distribution.claim_products(:supplier, :kedai, ARRAY[:mug, :tent]);
SELECT distribution.post_entry(:supplier, :kedai, 'top_up', 300.00, document_no => 'RCPT-1', idempotency_key => 'RCPT-1') AS transaction_id;

-- A buyer orders two mugs and a tent, in two parcels. Gold pays 90 %: 17.01 and 170.10.
SELECT distribution.sync_order(:supplier, :kedai, '{
	"platform": "shopee", "store": "Kedai Sampel", "order_no": "SHP-1", "ordered_at": "2026-03-30T11:04:00Z", "logistics": "self_arranged",
	"recipient": {"name": "Sample Recipient", "phone": "000-0000001", "address": "1 Sample Street"},
	"packages": [
		{"package_no": "P1", "lines": [{"sku": "MUG", "quantity": 2}]},
		{"package_no": "P2", "lines": [{"sku": "TENT", "quantity": 1}]}]}') AS order_id \gset
SELECT package_no, distributor_sku, quantity, unit_price, reason
FROM distribution.order_line WHERE supplier_id = :supplier AND order_id = :order_id ORDER BY line_no;

-- 34.02 + 1.50 + 1.60 and 170.10 + 1.50 + 0.80
SELECT state, reason, amount, currency, balance FROM distribution.push_order(:supplier, :order_id);
SELECT platform_order_no, push_state, state, store_source, payment_method, goods_amount, stock_out_fee, logistics_fee, total_amount, currency
FROM distribution_report.supply_orders WHERE supplier_id = :supplier;
SELECT sku, on_hand, allocated, available FROM distribution_report.products WHERE supplier_id = :supplier ORDER BY sku;

-- Both sides read the same books, with opposite signs.
SELECT side, transaction_id, kind, package_no, document_no, settlement_amount, balance_after
FROM distribution_report.reconciliation WHERE supplier_id = :supplier ORDER BY side, transaction_id;

-- The supplier packs and ships; then it is too late to withdraw.
SELECT distribution.advance_order(:supplier, :order_id, 'in_process');
SELECT distribution.advance_order(:supplier, :order_id, 'to_pickup');
SELECT distribution.advance_order(:supplier, :order_id, 'shipped');
SELECT sku, on_hand, allocated, available FROM distribution_report.products WHERE supplier_id = :supplier ORDER BY sku;
\set VERBOSITY sqlstate
SELECT distribution.withdraw_order(:supplier, :order_id);
\set VERBOSITY default

-- The next order is more than the balance of 90.48 allows. A refusal is a result, and the order waits.
SELECT distribution.sync_order(:supplier, :kedai, '{
	"platform": "shopee", "store": "Kedai Sampel", "order_no": "SHP-2", "ordered_at": "2026-03-30T12:00:00Z", "logistics": "platform",
	"recipient": {"name": "Sample Recipient", "phone": "000-0000001", "address": "1 Sample Street"},
	"packages": [{"package_no": "P1", "lines": [{"sku": "TENT", "quantity": 1}]}]}') AS order_id \gset
SELECT state, reason, amount, balance FROM distribution.push_order(:supplier, :order_id);
SELECT push_state, reason FROM distribution_report.distributor_orders WHERE supplier_id = :supplier AND order_id = :order_id;
SELECT distribution.post_entry(:supplier, :kedai, 'top_up', 100.00, document_no => 'RCPT-2') AS transaction_id;
SELECT state, reason, amount, balance FROM distribution.push_order(:supplier, :order_id);

SELECT opening_balance, charges, refunds, return_charges, manual, closing_balance, currency, entries
FROM distribution_report.reconciliation_summary WHERE supplier_id = :supplier;
SELECT * FROM distribution.verify();
