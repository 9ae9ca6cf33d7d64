CREATE FUNCTION distribution.sync_order(supplier_id bigint, partnership_id bigint, payload distribution.document) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_sync_order';
COMMENT ON FUNCTION distribution.sync_order(bigint, bigint, distribution.document) IS
'Stores a marketplace order and returns its id; each line gets its eligibility and unit price now (OR-1, OR-2). The same order again returns the same id; other content replaces an order not pushed yet. Errors: SD007 payload, with the path; SD003 more than 200 lines; SD005 unknown partnership or warehouse; SD006 the order is pushed and the content differs; SD004 the partnership is not partnered.';

CREATE FUNCTION distribution.sync_orders(
	supplier_id bigint,
	partnership_id bigint,
	payloads distribution.document,
	OUT "position" int,
	OUT order_id bigint,
	OUT sqlstate text,
	OUT message text
) RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_sync_orders';
COMMENT ON FUNCTION distribution.sync_orders(bigint, bigint, distribution.document) IS
'Stores an array of at most 10,000 orders; a row for each, by position from 1: its id, or the SQLSTATE and message of its fault, which keeps no other order from being stored (OR-1, OR-9). Errors of the whole: SD007 not an array or over 64 MiB, SD003 too many, SD005 unknown partnership, SD004 it is not partnered.';

CREATE FUNCTION distribution.cancel_order(supplier_id bigint, order_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_cancel_order';
COMMENT ON FUNCTION distribution.cancel_order(bigint, bigint) IS
'Cancels an order that is not pushed yet, queued or not (OR-3); its number may be synced again. Errors: SD005 unknown order, SD004 another state.';

CREATE FUNCTION distribution.advance_order(supplier_id bigint, order_id bigint, state text, package_no text DEFAULT NULL) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_advance_order';
COMMENT ON FUNCTION distribution.advance_order(bigint, bigint, text, text) IS
'Moves a pushed order forward to in_process, to_pickup, shipped or completed (OR-6): one package, or all that are behind; the order is where its least advanced package is that has units left (OR-13). Shipping takes goods out of stock (ST-2). Errors: SD005 unknown order or package, SD004 not a way forward, 22023 unknown state.';
