-- Privileges on our objects are what the list says (ID-7), whatever default privileges were in force. sql/grants/access.sql has the list.

CREATE FUNCTION distribution.grant_exactly(kind text, object text, owner oid, held aclitem[], wanted text[]) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	present CONSTANT text[] := ARRAY(
		SELECT CASE WHEN a.grantee = 0 THEN a.privilege_type ELSE a.privilege_type || ' to ' || a.grantee::regrole END
		FROM aclexplode(held) AS a
		WHERE a.grantee <> owner
		UNION
		SELECT format('%s (%I)', a.privilege_type, t.attname) || CASE WHEN a.grantee = 0 THEN '' ELSE ' to ' || a.grantee::regrole END
		FROM pg_attribute AS t
		CROSS JOIN LATERAL aclexplode(t.attacl) AS a
		WHERE kind = 'TABLE' AND t.attrelid = to_regclass(object) AND NOT t.attisdropped);
	grantee text;
	privilege text;
BEGIN
	IF present @> wanted AND wanted @> present
		AND EXISTS (SELECT FROM aclexplode(held) AS a WHERE a.grantee = owner)
	THEN
		RETURN;
	END IF;
	FOR grantee IN
		SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
		FROM (
			SELECT e.grantee FROM aclexplode(held) AS e
			UNION ALL
			SELECT e.grantee
			FROM pg_attribute AS t
			CROSS JOIN LATERAL aclexplode(t.attacl) AS e
			WHERE kind = 'TABLE' AND t.attrelid = to_regclass(object)
		) AS a
		WHERE a.grantee <> owner
	LOOP
		EXECUTE format('REVOKE ALL ON %s %s FROM %s CASCADE', kind, object, grantee);
	END LOOP;
	EXECUTE format('GRANT ALL ON %s %s TO %s', kind, object, owner::regrole);
	FOREACH privilege IN ARRAY wanted LOOP
		EXECUTE format('GRANT %s ON %s %s TO PUBLIC', privilege, kind, object);
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.grant_exactly(text, text, oid, aclitem[], text[]) IS
	'Makes the privileges on an object exactly its owner''s and those wanted, which are PUBLIC''s; does nothing where they are. kind: TABLE, SEQUENCE, ROUTINE, TYPE or SCHEMA; held: its ACL; wanted: as in GRANT, one each, "INSERT (column)" for a column. For install() and upgrade() (ID-7).';
REVOKE ALL ON FUNCTION distribution.grant_exactly(text, text, oid, aclitem[], text[]) FROM PUBLIC;
