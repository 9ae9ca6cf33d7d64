-- What a partner may know of an account whose rows it does not see (ID-4); the views read it.

CREATE FUNCTION distribution.partner_name(account_id bigint) RETURNS text
	LANGUAGE c STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_partner_name';
COMMENT ON FUNCTION distribution.partner_name(bigint) IS
	'Name of an account, for its own members and those of suppliers it has a partnership with, of whatever state; null for all others. Errors: 22004.';

CREATE FUNCTION distribution.partner_shop(
	supplier_id bigint,
	OUT shop_name text,
	OUT contact_person text,
	OUT contact_phone text,
	OUT base_currency text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL RESTRICTED ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_partner_shop';
COMMENT ON FUNCTION distribution.partner_shop(bigint) IS
	'Nickname, contact and base currency of a supplier, one row, for its own members and those of distributors it has a partnership with, of whatever state; no row for all others. Errors: 22004.';
