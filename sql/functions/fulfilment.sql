-- What the two sides do with a pushed order beside advance_order (OR-6, OR-11).

CREATE FUNCTION distribution.ship_order(supplier_id bigint, order_id bigint, state text DEFAULT 'to_pickup', package_no text DEFAULT NULL) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_ship_order';
COMMENT ON FUNCTION distribution.ship_order(bigint, bigint, text, text) IS
'The distributor ships: where the supplier has the auto tool on, its supply order moves to to_pickup or shipped too (OR-6), or one package of it (OR-13). Errors: SD005 unknown order or package, SD004 auto tool off, or not a way forward, 22023 another state.';

CREATE FUNCTION distribution.set_shipment(
	supplier_id bigint,
	order_id bigint,
	package_no text,
	carrier text,
	tracking_no text,
	label text DEFAULT NULL
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_shipment';
COMMENT ON FUNCTION distribution.set_shipment(bigint, bigint, text, text, text, text) IS
'Sets carrier, tracking number and label reference of a package: the supplier for self_arranged off Temu, else the distributor (OR-11). Errors: SD005 unknown order or package, SD004 not pushed, or withdrawn, 22023 blank carrier or tracking number, 42501 the other side.';

CREATE FUNCTION distribution.mark_order(supplier_id bigint, order_id bigint, marks text[]) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_mark_order';
COMMENT ON FUNCTION distribution.mark_order(bigint, bigint, text[]) IS
'Sets the supplier''s marks of a supply order; an empty array takes them off (OR-11). Errors: SD005 unknown order, SD004 not pushed, 23514 the mark marketing, 22023 a blank mark.';

CREATE FUNCTION distribution.mark_printed(supplier_id bigint, order_ids bigint[]) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_mark_printed';
COMMENT ON FUNCTION distribution.mark_printed(bigint, bigint[]) IS
'Says that the labels of the orders'' packages are printed now, by the caller, and returns of how many packages (OR-14); again is no error. Errors, and then none is marked: SD005 an unknown order, SD004 one that is not pushed, or cancelled, SD003 over 10,000.';
