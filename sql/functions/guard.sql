-- Guards: trigger functions that hold against plain SQL, whoever writes it.

CREATE FUNCTION distribution.guard_supplier() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_supplier';
COMMENT ON FUNCTION distribution.guard_supplier() IS
	'Trigger of supplier: base currency fixed once a product, price, level or fee exists, going live never undone (ON-4), time zone known and fixed once the ledger has an entry (LE-6). Errors: SD011, 22023.';
REVOKE ALL ON FUNCTION distribution.guard_supplier() FROM PUBLIC;

CREATE FUNCTION distribution.guard_fixed() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_guard_fixed';
COMMENT ON FUNCTION distribution.guard_fixed() IS
	'Trigger, after update of each row: the columns named as its arguments never change. Error: SD011.';
REVOKE ALL ON FUNCTION distribution.guard_fixed() FROM PUBLIC;

CREATE FUNCTION distribution.guard_kept() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_guard_kept';
COMMENT ON FUNCTION distribution.guard_kept() IS
	'Trigger, before delete and truncate: rows are never deleted. Error: SD011.';
REVOKE ALL ON FUNCTION distribution.guard_kept() FROM PUBLIC;

CREATE FUNCTION distribution.guard_level() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_level';
COMMENT ON FUNCTION distribution.guard_level() IS
	'Trigger of customer_level: a level that a partnership, visibility rule or SKU price names cannot be deleted or renumbered (PC-1). Error: 23503.';
REVOKE ALL ON FUNCTION distribution.guard_level() FROM PUBLIC;

CREATE FUNCTION distribution.guard_combination() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_combination';
COMMENT ON FUNCTION distribution.guard_combination() IS
	'Trigger of merchant_sku: a distributed SKU cannot turn into a combination (PD-1). Error: 23514.';
REVOKE ALL ON FUNCTION distribution.guard_combination() FROM PUBLIC;

CREATE FUNCTION distribution.guard_order_rule() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_order_rule';
COMMENT ON FUNCTION distribution.guard_order_rule() IS
	'Trigger of mark_rule and shipping_rule, after each row: a distributor named has applied to the supplier (OR-15), a platform is one that orders may have (OR-1), the mark marketing is refused however its letters are written (OR-11). Errors: SD005, 23514.';
REVOKE ALL ON FUNCTION distribution.guard_order_rule() FROM PUBLIC;

CREATE FUNCTION distribution.guard_partnership() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_guard_partnership';
COMMENT ON FUNCTION distribution.guard_partnership() IS
	'Trigger of partnership: its transitions (PA-1), the linked customer fixed (PA-3), only rejected rows deleted (PA-4). Errors: SD004, SD011.';
REVOKE ALL ON FUNCTION distribution.guard_partnership() FROM PUBLIC;

CREATE FUNCTION distribution.guard_product() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_product';
COMMENT ON FUNCTION distribution.guard_product() IS
	'Trigger of distribution_product: its transitions (PD-2), no combinations (PD-1). Errors: SD004, 23514.';
REVOKE ALL ON FUNCTION distribution.guard_product() FROM PUBLIC;

CREATE FUNCTION distribution.guard_sku() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_sku';
COMMENT ON FUNCTION distribution.guard_sku() IS
	'Trigger of merchant_sku: a distributed SKU cannot get a code that the account claims from another supplier (PD-1). Error: 23514.';
REVOKE ALL ON FUNCTION distribution.guard_sku() FROM PUBLIC;

CREATE FUNCTION distribution.guard_product_limit() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_product_limit';
COMMENT ON FUNCTION distribution.guard_product_limit() IS
	'Trigger of distribution_product: at most 200 a supplier that are not disabled (PD-1). Error: SD003.';
REVOKE ALL ON FUNCTION distribution.guard_product_limit() FROM PUBLIC;

CREATE FUNCTION distribution.guard_rule_limit() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_rule_limit';
COMMENT ON FUNCTION distribution.guard_rule_limit() IS
	'Trigger of visibility_rule: at most 100 a supplier (VI-1). Error: SD003.';
REVOKE ALL ON FUNCTION distribution.guard_rule_limit() FROM PUBLIC;

CREATE FUNCTION distribution.recount_account() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_recount_account';
COMMENT ON FUNCTION distribution.recount_account() IS
	'Trigger of account: under another plan the month''s order quota is counted anew (QU-1).';
REVOKE ALL ON FUNCTION distribution.recount_account() FROM PUBLIC;

CREATE FUNCTION distribution.recount_plan() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_recount_plan';
COMMENT ON FUNCTION distribution.recount_plan() IS
	'Trigger of plan: when it gains or loses its order quota, on a cluster when it gets another, the month is counted anew (QU-1).';
REVOKE ALL ON FUNCTION distribution.recount_plan() FROM PUBLIC;

CREATE FUNCTION distribution.guard_order() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_guard_order';
COMMENT ON FUNCTION distribution.guard_order() IS
	'Trigger of supply_order: push_state and state only go as OR-3 and OR-6 let them. Error: SD004.';
REVOKE ALL ON FUNCTION distribution.guard_order() FROM PUBLIC;

CREATE FUNCTION distribution.guard_package() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_guard_package';
COMMENT ON FUNCTION distribution.guard_package() IS
	'Trigger of order_package: only known states, and only steps that OR-6 knows (OR-13). Error: SD004.';
REVOKE ALL ON FUNCTION distribution.guard_package() FROM PUBLIC;

CREATE FUNCTION distribution.guard_writer() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_guard_writer';
COMMENT ON FUNCTION distribution.guard_writer() IS
	'Trigger of the tables that are written with plain SQL, before each statement: refuses a caller that on no account has one of the permissions that it is given (ID-3, ID-6). Error: 42501.';
REVOKE ALL ON FUNCTION distribution.guard_writer() FROM PUBLIC;

CREATE FUNCTION distribution.guard_keys() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_guard_keys';
COMMENT ON FUNCTION distribution.guard_keys() IS
	'Trigger of the tables that are written with plain SQL, after each row: says what a foreign key names and is not there, before the key would by its own name. Error: 23503.';
REVOKE ALL ON FUNCTION distribution.guard_keys() FROM PUBLIC;

CREATE FUNCTION distribution.guard_checks() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_guard_checks';
COMMENT ON FUNCTION distribution.guard_checks() IS
	'Trigger of tables written with plain SQL: says what their CHECKs accept, before these refuse by their names only: words, limits of texts (TX-1), decimals (PC-8). Errors: 23514, 22001, 22003.';
REVOKE ALL ON FUNCTION distribution.guard_checks() FROM PUBLIC;

CREATE FUNCTION distribution.guard_sku_price() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_sku_price';
COMMENT ON FUNCTION distribution.guard_sku_price() IS
	'Trigger of sku_price: the level of a price exists (PC-8). Error: 23503.';
REVOKE ALL ON FUNCTION distribution.guard_sku_price() FROM PUBLIC;

CREATE FUNCTION distribution.guard_currency() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_currency';
COMMENT ON FUNCTION distribution.guard_currency() IS
	'Trigger of currency: the decimals of a currency that any row uses never change (PC-8). Error: SD011.';
REVOKE ALL ON FUNCTION distribution.guard_currency() FROM PUBLIC;

CREATE FUNCTION distribution.copy_names() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_copy_names';
COMMENT ON FUNCTION distribution.copy_names() IS
	'Trigger of merchant_sku, warehouse, supplier and account: gives a new name to the rows that the other side reads it from: claim, partnership_warehouse, partnership.';
REVOKE ALL ON FUNCTION distribution.copy_names() FROM PUBLIC;

CREATE FUNCTION distribution.fill_setting() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_fill_setting';
COMMENT ON FUNCTION distribution.fill_setting() IS
	'Trigger of partnership_setting: a new row is of the caller''s side unless it says which, and of that side''s account; of a caller that sees all, the distributor''s. Errors: SD005 unknown partnership, 42501 the other side''s.';
REVOKE ALL ON FUNCTION distribution.fill_setting() FROM PUBLIC;
