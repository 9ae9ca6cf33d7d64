-- Rows that 1.0 took and later rules refuse.
INSERT INTO distribution.customer (supplier_id, customer_id, code, name) VALUES (1, 9223372036854775807, 'BEYOND', 'Sample');

-- TX-1
UPDATE distribution.account SET name = repeat('x', 201) WHERE account_id = 1;
UPDATE distribution.warehouse SET name = '   ' WHERE warehouse_id = (SELECT min(warehouse_id) FROM distribution.warehouse);
UPDATE distribution.supplier SET contact_person = repeat('x', 201), bigshop_logo = repeat('x', 2001) WHERE supplier_id = 1;
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (1, repeat('x', 300), 'Sample'), (1, ' ', 'Sample'), (1, 'CODE ', 'Sample');
