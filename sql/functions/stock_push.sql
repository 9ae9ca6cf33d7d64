CREATE FUNCTION distribution.push_inventory(supplier_id bigint DEFAULT NULL, max_changes int DEFAULT 10000) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_push_inventory';
COMMENT ON FUNCTION distribution.push_inventory(bigint, int) IS
'Pushes the stock that changed since the last run to the mirrors of all distributors who claimed and are offered it, and tries again what failed; returns the push records written (ST-4, ST-8). supplier_id: null is every supplier, for superusers and members of the owner. max_changes: stock rows taken at most; the rest is left to the next run. A supplier with auto_push_stock off, or not live, is passed over. Errors: SD005 unknown supplier, 22023 max_changes below 1.';

CREATE FUNCTION distribution.push_inventory_here(max_changes int DEFAULT 10000) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_push_inventory_here';
COMMENT ON FUNCTION distribution.push_inventory_here(int) IS
'push_inventory() of the suppliers on this node of a cluster; without one, of every supplier. For superusers and members of the owner. Error: 22023 max_changes below 1.';

CREATE FUNCTION distribution.mirror_stock(
	supplier_id bigint,
	partnership_id bigint,
	OUT sku_id bigint,
	OUT warehouse_id bigint,
	OUT quantity int
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_mirror_stock';
COMMENT ON FUNCTION distribution.mirror_stock(bigint, bigint) IS
'What a distributor sees of each claimed product in each of its mirrors: the smaller of what was last pushed and what would be pushed now (ST-6); the view supplier_warehouse_stock shows it. Errors: SD005 unknown partnership.';

CREATE FUNCTION distribution.push_retention(supplier_id bigint, OUT records_kept int, OUT days_kept int) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_push_retention';
COMMENT ON FUNCTION distribution.push_retention(bigint) IS
'How many push records per product and distributor a supplier keeps, and for how many days (ST-7); for the view push_record_history.';

CREATE FUNCTION distribution.request_stock_push() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_request_stock_push';
COMMENT ON FUNCTION distribution.request_stock_push() IS
'Trigger, after a change of each row that decides what is offered or pushed: the next stock push takes all of the supplier''s along (ST-8).';
REVOKE ALL ON FUNCTION distribution.request_stock_push() FROM PUBLIC;
