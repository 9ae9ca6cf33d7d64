-- What the sources know of their hot tables (src/row.h).

CREATE FUNCTION distribution.rooms(
	OUT "table" text,
	OUT columns text[],
	OUT key text[],
	OUT reads_by_sql text,
	OUT inserts_by_sql text,
	OUT updates_by_sql text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp ROWS 10
	AS 'MODULE_PATHNAME', 'distribution_rooms';
COMMENT ON FUNCTION distribution.rooms() IS
'The tables whose rows functions read and write without SQL, with the columns that they know and the key. reads_by_sql, inserts_by_sql, updates_by_sql: why SQL does it all the same, as the table is now; null: it does not. Row security is not asked here. Errors: 42501 not the owner.';
