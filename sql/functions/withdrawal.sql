CREATE FUNCTION distribution.withdraw_order(supplier_id bigint, order_id bigint, reason text DEFAULT NULL) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_withdraw_order';
COMMENT ON FUNCTION distribution.withdraw_order(bigint, bigint, text) IS
'Takes a pushed order back and returns its new push state: withdrawn if it was new (stock released, every charge refunded), withdrawing if the supplier has begun with it (WD-1, WD-2). Errors: SD005 unknown order, SD004 shipped, or not pushed.';

CREATE FUNCTION distribution.confirm_withdrawal(supplier_id bigint, order_id bigint, goods_out boolean DEFAULT false) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_confirm_withdrawal';
COMMENT ON FUNCTION distribution.confirm_withdrawal(bigint, bigint, boolean) IS
'Lets the withdrawal of an order succeed: charges refunded, stock released, or shipped where goods_out says that the goods had left the shelf; they come back by a return that refunds nothing more (WD-2, WD-3). Errors: SD005 unknown order, SD004 not being withdrawn, or its warehouse has not answered.';

CREATE FUNCTION distribution.refuse_withdrawal(supplier_id bigint, order_id bigint, reason text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_refuse_withdrawal';
COMMENT ON FUNCTION distribution.refuse_withdrawal(bigint, bigint, text) IS
'Refuses the withdrawal of an order, whoever it waits for: the order goes on from where it was (WD-3). reason: for the distributor to read. Errors: SD005 unknown order, SD004 not being withdrawn, 22023 blank reason.';

CREATE FUNCTION distribution.warehouse_cancelled(supplier_id bigint, order_id bigint, accepted boolean, reason text DEFAULT NULL) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_warehouse_cancelled';
COMMENT ON FUNCTION distribution.warehouse_cancelled(bigint, bigint, boolean, text) IS
'The answer of a third party''s warehouse to the withdrawal of an order: accepted, and the supplier confirms or refuses; else the withdrawal has ended and the order goes on (WD-3). Errors: SD005 unknown order, SD004 not waiting for a warehouse.';
