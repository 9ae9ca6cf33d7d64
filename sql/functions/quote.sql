CREATE FUNCTION distribution.quote_order(
	supplier_id bigint,
	order_id bigint,
	OUT goods_amount numeric,
	OUT stock_out_fee numeric,
	OUT logistics_fee numeric,
	OUT total_amount numeric,
	OUT currency text,
	OUT spendable numeric,
	OUT spendable_after numeric,
	OUT reason text,
	OUT detail text,
	OUT reasons text[],
	OUT lines json
) RETURNS record
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_quote_order';
COMMENT ON FUNCTION distribution.quote_order(bigint, bigint) IS
'What a push of the order would charge at this moment, in settlement currency, changing nothing (QT-1): goods, both fees and total, null while a price or rate is missing; what can be spent before and after, null with unlimited credit. reason and detail as in push_result, null if it may be pushed; reasons: all checks that fail, in their order. lines: [{"line_no","package_no","sku","quantity","unit_price","price_source","goods_amount","reason","detail"}], amounts as text; reason of a line that is not eligible. For the distributor''s members. Errors: SD005 unknown order, 22004, 42501.';

CREATE FUNCTION distribution.quote(
	supplier_id bigint,
	partnership_id bigint,
	payload distribution.document,
	OUT goods_amount numeric,
	OUT stock_out_fee numeric,
	OUT logistics_fee numeric,
	OUT total_amount numeric,
	OUT currency text,
	OUT spendable numeric,
	OUT spendable_after numeric,
	OUT reason text,
	OUT detail text,
	OUT reasons text[],
	OUT lines json
) RETURNS record
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_quote';
COMMENT ON FUNCTION distribution.quote(bigint, bigint, distribution.document) IS
'What syncing this order now and pushing it at once would charge, storing nothing (QT-1); payload as in sync_order(), the answer as of quote_order(). An order that is stored with this content is quoted as it is stored, at the prices of its sync. For the distributor''s members. Errors: those of sync_order().';
