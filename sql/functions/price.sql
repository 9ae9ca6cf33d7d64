CREATE FUNCTION distribution.round_price(amount numeric, mode text, decimals int DEFAULT 2) RETURNS numeric
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'distribution_round_price';
COMMENT ON FUNCTION distribution.round_price(numeric, text, int) IS
'Rounds as unit prices are (PC-4): up, down, nearest (halves away from zero) to whole units; cents to 2 decimals, or to the currency''s decimals (0 to 2) if fewer. Errors: 22023 mode or decimals, 22003 out of range or more than 18 decimals.';

CREATE FUNCTION distribution.exchange_rate(
	supplier_id bigint,
	from_currency text,
	to_currency text,
	OUT rate numeric,
	OUT source text,
	OUT as_of timestamptz
) RETURNS record
	LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_exchange_rate';
COMMENT ON FUNCTION distribution.exchange_rate(bigint, text, text) IS
'The rate that converts now, to 10 decimals, its source (same, fixed, live) and time (FX-1); an inverse rate is shown as its reciprocal, conversions divide by the quoted one. Errors: SD008 none, SD005 unknown currency.';

CREATE FUNCTION distribution.distribution_price(
	supplier_id bigint,
	partnership_id bigint,
	sku_id bigint,
	quantity int DEFAULT 1
) RETURNS numeric
	LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_distribution_price';
COMMENT ON FUNCTION distribution.distribution_price(bigint, bigint, bigint, int) IS
'The price of one unit, in settlement currency, that an order line of so many units syncing now is billed (PC-1 ... PC-6). Errors: SD013 no price, SD008 no exchange rate, SD005 unknown partnership or product, 22023 quantity below 1.';

CREATE FUNCTION distribution.is_visible(supplier_id bigint, partnership_id bigint, sku_id bigint) RETURNS boolean
	LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_is_visible';
COMMENT ON FUNCTION distribution.is_visible(bigint, bigint, bigint) IS
'Whether the product is offered to the partnership''s distributor now (VI-5). Errors: SD005 unknown partnership or product.';

CREATE FUNCTION distribution.offers(
	supplier_id bigint,
	partnership_id bigint,
	OUT sku_id bigint,
	OUT displayed_price numeric,
	OUT currency text,
	OUT sku text,
	OUT name text,
	OUT available int
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 ROWS 200 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_offers';
COMMENT ON FUNCTION distribution.offers(bigint, bigint) IS
'The products offered to the partnership''s distributor now (VI-5) with the displayed price of one unit in settlement currency, null where there is none (PC-5), the supplier''s code and name, and the units available in the assigned warehouses; kept for views of 1.0: offered() says more. Errors: SD005 unknown partnership.';

CREATE FUNCTION distribution.offered(
	supplier_id bigint,
	partnership_id bigint,
	OUT sku_id bigint,
	OUT displayed_price numeric,
	OUT currency text,
	OUT sku text,
	OUT name text,
	OUT available int,
	OUT minimum int,
	OUT maximum int,
	OUT multiple int
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 ROWS 200 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_offers';
COMMENT ON FUNCTION distribution.offered(bigint, bigint) IS
'What offers() says, with the units of each product that an order may have (QR-1): minimum, maximum, null without one, and of which it is a multiple; distribution_report.offered_products reads it. Units available are those that the partnership''s share of stock leaves of each assigned warehouse (ST-9). Errors: SD005 unknown partnership.';

CREATE FUNCTION distribution.offered_breaks(
	supplier_id bigint,
	partnership_id bigint,
	OUT sku_id bigint,
	OUT sku text,
	OUT name text,
	OUT min_quantity int,
	OUT valid_from timestamptz,
	OUT valid_to timestamptz,
	OUT price numeric,
	OUT currency text,
	OUT minimum int,
	OUT maximum int,
	OUT multiple int
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 ROWS 400 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_offered_breaks';
COMMENT ON FUNCTION distribution.offered_breaks(bigint, bigint) IS
'Every price of every product offered to the partnership''s distributor now, by the line quantity from which it is and by when it holds, from now on (PC-9): in settlement currency, rounded as an order then syncing is billed, null where there is no price; distribution_report.offered_prices reads it. Errors: SD005 unknown partnership.';
