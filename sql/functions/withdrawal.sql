CREATE FUNCTION distribution.withdraw_order(supplier_id bigint, order_id bigint, reason text DEFAULT NULL, lines distribution.document DEFAULT NULL) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_withdraw_order';
COMMENT ON FUNCTION distribution.withdraw_order(bigint, bigint, text, distribution.document) IS
'Takes a pushed order back, or some units of some lines, and returns its new push state (WD-1, WD-2, WD-4): withdrawn with nothing left, pushed with something left, withdrawing if the supplier has begun with a package it is about. lines: [{"line_no", "quantity"}], null: all that is left. Errors: SD005 unknown order, SD004 not pushed, or of a package that is shipped, SD007 lines, with the path: also more units than are left.';

CREATE FUNCTION distribution.confirm_withdrawal(supplier_id bigint, order_id bigint, goods_out boolean DEFAULT false) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_confirm_withdrawal';
COMMENT ON FUNCTION distribution.confirm_withdrawal(bigint, bigint, boolean) IS
'Lets the withdrawal of an order, or of the lines it was for, succeed: charges refunded, stock released, or shipped where goods_out says that the goods had left the shelf; then restock_order puts them back, or a return that refunds nothing more (WD-2 ... WD-5). Errors: SD005 unknown order, SD004 not being withdrawn, or its warehouse has not answered.';

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
