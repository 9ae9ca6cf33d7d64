CREATE FUNCTION distribution.set_visibility_rule(
	supplier_id bigint,
	rule_no int,
	effect text,
	distributors bigint[] DEFAULT NULL,
	products bigint[] DEFAULT NULL,
	level int DEFAULT NULL
) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_visibility_rule';
COMMENT ON FUNCTION distribution.set_visibility_rule(bigint, int, text, bigint[], bigint[], int) IS
	'Makes the visibility rule of that number, or puts it in place of the one there is, and returns its id (VI-1, VI-2). effect: visible_only or hidden. distributors: accounts that are, were or ask to be partners; null: all, or those of a level. products: SKU ids of products; null: all. For the supplier''s members. Errors: SD003 more than 100 rules, SD005 supplier, distributor or product not found, 22023 effect, number, level, both level and distributors, an id twice; 22004, 42501.';
