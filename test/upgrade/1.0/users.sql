-- What users build beside the books of 1.0, and what the tests of upgrades compare.
CREATE TABLE public.users_column_of_1_0 AS
SELECT c.relname AS relation, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid
WHERE c.relnamespace = 'distribution'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped;

-- Columns that a step changes or takes away on purpose.
CREATE TABLE public.users_column_changed (relation name, name name);
INSERT INTO public.users_column_changed VALUES
	('partnership_setting', 'supplier_id'),
	('partnership_setting', 'partnership_id'),
	('partnership_setting', 'auto_push_returns'),
	('partnership_setting', 'low_balance_below'),
	('supply_order', 'content_hash');

ALTER TABLE distribution.supply_order ADD COLUMN users_note text;
UPDATE distribution.supply_order SET users_note = 'mine' WHERE order_id = 1;
CREATE INDEX users_order_idx ON distribution.supply_order (platform_order_no);
CREATE TABLE public.users_order (
	supplier_id bigint,
	order_id bigint,
	FOREIGN KEY (supplier_id, order_id) REFERENCES distribution.supply_order (supplier_id, order_id)
);
INSERT INTO public.users_order SELECT supplier_id, order_id FROM distribution.supply_order ORDER BY 1, 2 LIMIT 1;
