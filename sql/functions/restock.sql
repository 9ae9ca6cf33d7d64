CREATE FUNCTION distribution.restock_order(supplier_id bigint, order_id bigint, payload distribution.document) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_restock_order';
COMMENT ON FUNCTION distribution.restock_order(bigint, bigint, distribution.document) IS
'Puts back what had left the shelf when it was withdrawn, or writes it off (WD-5): no charge, no refund. payload: lines (line_no, sellable, defective, lost: units, 0 if absent), warehouse_id (optional: the warehouse each line came from), reason (needed for lost units). Errors: SD005 unknown order or warehouse, SD004 nothing of it is gone, SD007 payload, with the path: also more units than are out.';
