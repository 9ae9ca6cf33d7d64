CREATE FUNCTION distribution.explain_visibility(
	supplier_id bigint,
	partnership_id bigint,
	OUT sku_id bigint,
	OUT sku text,
	OUT visible boolean,
	OUT reason text,
	OUT rule_no int,
	OUT detail text,
	OUT claim_state text,
	OUT stopped_by text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 200 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_explain_visibility';
COMMENT ON FUNCTION distribution.explain_visibility(bigint, bigint) IS
'Says for each product of the supplier, by SKU code, whether it is offered to the partnership''s distributor now, and why (VI-6). reason: the first failed condition (not_partnered, suspended (ID-9), not_live, not_enabled, no_warehouse), rule with its rule_no, or no_rule; detail says it in words. claim_state (active, inactive) and stopped_by (supplier, distributor, termination) tell of the distributor''s claim, null if it has none: a claim that is stopped is inactive even where the product is visible (CL-3). For the supplier. Errors: SD005 supplier or partnership not found, 22004, 42501.';

CREATE FUNCTION distribution.explain_price(
	supplier_id bigint,
	partnership_id bigint,
	sku_id bigint,
	quantity int DEFAULT 1,
	OUT step_no int,
	OUT step text,
	OUT source text,
	OUT currency text,
	OUT amount numeric,
	OUT detail text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 6 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_explain_price';
COMMENT ON FUNCTION distribution.explain_price(bigint, bigint, bigint, int) IS
'Prints how the price of one unit comes about for an order line of so many units syncing now (PC-6), in the order of PC-1: partnership_price, sku_price_level, sku_price, base_price, level_rule up to the one that decides, then exchange and rounding, whose amount is the price. amount is per unit in currency, exact up to the rounding, and null where a step finds nothing; source is the deciding row, rule, rate or mode; detail says what is missing or wrong: the last step is then the one that leaves no price. If the distributor is still shown another price (PC-5), the detail of rounding says so. For the supplier''s members; the distributor''s are told the steps of a product that they are offered by their names, and no amount but the price. Errors: SD005 supplier, partnership or product not found, 22023 quantity below 1, 22004, 42501.';
