-- Deleting rows of the tables that are written with plain SQL: each by its primary key (ID-6).

CREATE FUNCTION distribution.delete_account_setting(account_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_account_setting(bigint) IS
	'Deletes the settings of an account: the defaults hold (EV-1). For the account''s members that may act. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_credit_rule(supplier_id bigint, partnership_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_credit_rule(bigint, bigint) IS
	'Deletes a credit rule: the next maintenance releases what it held (CR-5). For the supplier''s members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_customer(supplier_id bigint, customer_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_customer(bigint, bigint) IS
	'Deletes a customer that no partnership is linked to. For the supplier''s members. Errors: SD005 no such row, 23503 linked, 22004, 42501.';

CREATE FUNCTION distribution.delete_customer_level(supplier_id bigint, level int) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_customer_level(bigint, int) IS
	'Deletes a customer level that nothing uses (PC-1). For the supplier''s members. Errors: SD005 no such row, 23503 used, 22004, 42501.';

CREATE FUNCTION distribution.delete_fee(supplier_id bigint, fee text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_fee(bigint, text) IS
	'Deletes a fee: it is charged no more (FE-1). For the supplier''s members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_fixed_rate(supplier_id bigint, from_currency text, to_currency text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_fixed_rate(bigint, text, text) IS
	'Deletes a fixed rate: live rates hold again (FX-1). For the supplier''s members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_mark_rule(supplier_id bigint, rule_no int) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_mark_rule(bigint, int) IS
	'Deletes a mark rule: pushes put its mark no more (OR-15). For the supplier''s members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_merchant_sku(supplier_id bigint, sku_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_merchant_sku(bigint, bigint) IS
	'Deletes a SKU of the library that was never distributed, priced or stocked. For the supplier''s members. Errors: SD005 no such row, 23503 used, 22004, 42501.';

CREATE FUNCTION distribution.delete_shipping_rule(supplier_id bigint, rule_no int) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_shipping_rule(bigint, int) IS
	'Deletes a shipping rule: pushes put its carrier no more (OR-15). For the supplier''s members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_sku_price(supplier_id bigint, sku_id bigint, level int DEFAULT 0, min_quantity int DEFAULT 1, valid tstzrange DEFAULT '(,)') RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_sku_price(bigint, bigint, int, int, tstzrange) IS
	'Deletes a SKU price, by its whole key: level 0 is all levels, and its dates as they are stored (PC-1). For the supplier''s members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_visibility_rule(supplier_id bigint, rule_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_visibility_rule(bigint, bigint) IS
	'Deletes a visibility rule with the distributors and products it names (VI-1). For the supplier''s members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_visibility_rule_distributor(supplier_id bigint, distributor_id bigint, rule_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_visibility_rule_distributor(bigint, bigint, bigint) IS
	'Takes a distributor out of a visibility rule (VI-2). For the supplier''s members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_visibility_rule_product(supplier_id bigint, sku_id bigint, rule_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_visibility_rule_product(bigint, bigint, bigint) IS
	'Takes a product out of a visibility rule (VI-2). For the supplier''s members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_warehouse(supplier_id bigint, warehouse_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_warehouse(bigint, bigint) IS
	'Deletes a warehouse that was never assigned or stocked. For the supplier''s members. Errors: SD005 no such row, 23503 used, 22004, 42501.';

CREATE FUNCTION distribution.delete_notification_subscription(account_id bigint, event text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_notification_subscription(bigint, text) IS
	'Ends an account''s subscription of an event (NO-1). For its supplier and distributor members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_quantity_rule(supplier_id bigint, sku_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_quantity_rule(bigint, bigint) IS
	'Deletes the quantity rule of a product: orders may have any number of units (QR-1). For the supplier''s members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_stock_share(supplier_id bigint, partnership_id bigint, sku_id bigint DEFAULT 0) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_stock_share(bigint, bigint, bigint) IS
	'Deletes a partnership''s share of stock, for one SKU or, with 0, for all others: the full quantity is shown again, or what row 0 says (ST-9). For the supplier''s members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_partnership_price(
	supplier_id bigint,
	partnership_id bigint,
	sku_id bigint,
	min_quantity int DEFAULT 1,
	valid tstzrange DEFAULT '(,)'
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_partnership_price(bigint, bigint, bigint, int, tstzrange) IS
	'Deletes a price of a partnership, by its whole key, its dates as they are stored: the next source of prices holds again (PC-0). For the supplier''s members. Errors: SD005 no such row, 22004, 42501.';

CREATE FUNCTION distribution.delete_partnership_setting(supplier_id bigint, partnership_id bigint, side text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_row';
COMMENT ON FUNCTION distribution.delete_partnership_setting(bigint, bigint, text) IS
	'Deletes a side''s settings of a partnership: the defaults hold. side: supplier or distributor, the caller''s own. Errors: SD005 no such row, 22004, 22023 side, 42501.';
