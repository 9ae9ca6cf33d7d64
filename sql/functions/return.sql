CREATE FUNCTION distribution.create_return(supplier_id bigint, order_id bigint, payload distribution.document) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_create_return';
COMMENT ON FUNCTION distribution.create_return(bigint, bigint, distribution.document) IS
'Claims a return of an order that was shipped, completed or cancelled, and returns its id (RT-1). payload: kind (return_refund or refund_only), lines (line_no, quantity), reason (optional). It is pushed at once where the partnership pushes returns automatically (RT-2). Errors: SD005 unknown order, SD004 its goods have not left, SD007 payload, with the path: also more units than may come back.';

CREATE FUNCTION distribution.push_return(supplier_id bigint, return_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_push_return';
COMMENT ON FUNCTION distribution.push_return(bigint, bigint) IS
'Pushes a return to the supplier (RT-1). Errors: SD005 unknown return, SD004 pushed already.';

CREATE FUNCTION distribution.receive_return(supplier_id bigint, return_id bigint, payload distribution.document) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_receive_return';
COMMENT ON FUNCTION distribution.receive_return(bigint, bigint, distribution.document) IS
'Receives the goods of a pushed return, once: puts them on hand and charges the stock-in fee (RT-2, RT-3, FE-1). payload: lines (line_no, sellable, defective: units, 0 if absent), warehouse_id (optional: the warehouse each line came from). Lines not named were not received. Errors: SD005 unknown return or warehouse, SD004 not pushed, or a refund only, SD007 payload, with the path: also more units than claimed, SD008 no rate for the fee.';

CREATE FUNCTION distribution.refund_return(supplier_id bigint, return_id bigint, amount numeric DEFAULT NULL) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_refund_return';
COMMENT ON FUNCTION distribution.refund_return(bigint, bigint, numeric) IS
'Refunds a return: units received (of a refund only: claimed) at the price charged, within what the order was charged and not refunded yet (RT-3). amount: a lower amount, in the settlement currency; null: all that is due. Errors: SD005 unknown return, SD004 not received (a refund only: not pushed), or refunded already, 22023 an amount above what is due.';

CREATE FUNCTION distribution.refuse_return(supplier_id bigint, return_id bigint, reason text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_refuse_return';
COMMENT ON FUNCTION distribution.refuse_return(bigint, bigint, text) IS
'Refuses a pushed return (RT-1). reason: for the distributor to read. Errors: SD005 unknown return, SD004 another state, 22023 blank reason.';
