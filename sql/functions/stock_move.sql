CREATE FUNCTION distribution.receive_stock(
	supplier_id bigint,
	warehouse_id bigint,
	sku_id bigint,
	quantity int,
	document_no text DEFAULT NULL
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_receive_stock';
COMMENT ON FUNCTION distribution.receive_stock(bigint, bigint, bigint, int, text) IS
	'Adds units to the stock on hand, with a movement of kind receipt (ST-1). quantity: 1 or more units. document_no: the caller''s document. Errors: SD005 warehouse or merchant SKU not found, 22023 quantity not positive, 22003 more than 2147483647 units, 22004, 42501.';

CREATE FUNCTION distribution.adjust_stock(
	supplier_id bigint,
	warehouse_id bigint,
	sku_id bigint,
	on_hand int,
	defective int,
	document_no text DEFAULT NULL
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_adjust_stock';
COMMENT ON FUNCTION distribution.adjust_stock(bigint, bigint, bigint, int, int, text) IS
	'Sets the stock of a SKU in a warehouse to what was counted, with a movement of kind adjustment over the difference, if any (ST-1). on_hand: all units there; defective: those of them that cannot be sold; 0 or more. Errors: SD005 warehouse or merchant SKU not found, 22023 negative, 23514 on_hand less defective is below what pushed orders have allocated, 22004, 42501.';
