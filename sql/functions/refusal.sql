CREATE FUNCTION distribution.refuse_order(supplier_id bigint, order_id bigint, reason text, lines distribution.document DEFAULT NULL) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_refuse_order';
COMMENT ON FUNCTION distribution.refuse_order(bigint, bigint, text, distribution.document) IS
'Refuses a pushed order before it is shipped, whole or some units of some lines, and returns its new push state: refused with nothing left, else pushed (OR-12). The units are released and refunded; fees in parts, as they were charged. reason: for the distributor to read; lines: [{"line_no", "quantity"}], null: all that is left. Errors: SD005 unknown order, SD004 not pushed, being withdrawn, or of a package that is shipped, SD007 lines, with the path: also more units than are left, 22023 blank reason.';
