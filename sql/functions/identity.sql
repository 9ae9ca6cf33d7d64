CREATE FUNCTION distribution.require_owner() RETURNS void
	LANGUAGE c STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_require_owner';
COMMENT ON FUNCTION distribution.require_owner() IS 'Passes for superusers and members of the extension''s owner (ID-5); raises 42501 for everyone else.';

CREATE FUNCTION distribution.version() RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'distribution_version';
COMMENT ON FUNCTION distribution.version() IS 'Version of the library.';
