-- Rows that 1.0 took and later rules refuse.
INSERT INTO distribution.customer (supplier_id, customer_id, code, name) VALUES (1, 9223372036854775807, 'BEYOND', 'Sample');
