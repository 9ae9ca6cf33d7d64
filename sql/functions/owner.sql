-- Whose the books, views and functions are, and what is refused beside them (ID-7). The extension's script calls both
-- functions before it makes anything else, and install() and upgrade() call them again.

CREATE FUNCTION distribution.refuse_strangers() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	stranger record;
BEGIN
	-- Owners are recorded in pg_shdepend, but for the bootstrap superuser, who is no stranger.
	SELECT
		pg_describe_object(o.classid, o.objid, 0) AS object,
		r.rolname AS owner
	INTO stranger
	FROM (
		SELECT 'pg_namespace'::regclass AS classid, oid AS objid
		FROM pg_namespace
		WHERE nspname IN ('distribution', 'distribution_report')
		UNION ALL
		SELECT d.classid, d.objid
		FROM pg_depend AS d
		JOIN pg_namespace AS n ON n.oid = d.refobjid AND n.nspname IN ('distribution', 'distribution_report')
		WHERE d.refclassid = 'pg_namespace'::regclass
	) AS o
	JOIN pg_shdepend AS s
		ON s.classid = o.classid AND s.objid = o.objid AND s.deptype = 'o' AND s.refclassid = 'pg_authid'::regclass
		AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
	JOIN pg_roles AS r ON r.oid = s.refobjid
	WHERE NOT r.rolsuper AND r.rolname <> 'distribution_owner'
	ORDER BY 1
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION '% is there already and belongs to role "%"', stranger.object, stranger.owner
			USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'The schemas of distribution hold only what superusers and distribution_owner made. Drop it, or move it elsewhere.';
	END IF;
END
$$;
COMMENT ON FUNCTION distribution.refuse_strangers() IS
	'Passes if all that stands in the schemas distribution and distribution_report, and the schemas themselves, belong to superusers or distribution_owner; else names what does not (ID-7). Error: 55000.';
REVOKE ALL ON FUNCTION distribution.refuse_strangers() FROM PUBLIC;

CREATE FUNCTION distribution.make_owner_role() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	owner oid;
	fault text;
BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'distribution_owner') THEN
		CREATE ROLE distribution_owner NOLOGIN;
		COMMENT ON ROLE distribution_owner IS
			'Owns the books, views and functions of the extension distribution, and nothing else; its members administer them.';
	END IF;
	SELECT oid INTO owner FROM pg_roles WHERE rolname = 'distribution_owner';
	SELECT string_agg(f.excess, ', ') INTO fault
	FROM (
		SELECT concat_ws(', ',
			CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
			CASE WHEN rolcreatedb THEN 'CREATEDB' END,
			-- Nodes of a cluster speak to each other as the owner.
			CASE WHEN rolcanlogin AND to_regclass('pg_catalog.pg_dist_node') IS NULL THEN 'LOGIN' END,
			CASE WHEN rolreplication THEN 'REPLICATION' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' END) AS excess
		FROM pg_roles
		WHERE oid = owner
		UNION ALL
		SELECT 'settings of its own' FROM pg_db_role_setting WHERE setrole = owner
		UNION ALL
		SELECT format('membership in role "%s"', roleid::regrole) FROM pg_auth_members WHERE member = owner
		-- What superusers gave stands. ADMIN is what a maker of roles gets with the role (PostgreSQL 16).
		UNION ALL
		SELECT format('member "%s", whom no superuser let in', m.member::regrole)
		FROM pg_auth_members AS m
		JOIN pg_roles AS r ON r.oid = m.member
		LEFT JOIN pg_roles AS g ON g.oid = m.grantor
		WHERE m.roleid = owner AND NOT r.rolsuper AND (m.admin_option OR NOT coalesce(g.rolsuper, false))
		UNION ALL
		SELECT pg_describe_object(s.classid, s.objid, s.objsubid)
		FROM pg_shdepend AS s
		WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = owner AND s.deptype = 'o'
			AND s.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
			AND NOT EXISTS (
				SELECT
				FROM pg_depend AS d
				JOIN pg_namespace AS n ON n.oid = d.refobjid AND n.nspname IN ('distribution', 'distribution_report')
				WHERE d.classid = s.classid AND d.objid = s.objid AND d.refclassid = 'pg_namespace'::regclass)
	) AS f
	WHERE f.excess <> '';
	IF fault IS NOT NULL THEN
		RAISE EXCEPTION 'role "distribution_owner" is not what it must be: it has %', fault
			USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Take that from it, or drop it: it is a role without attributes that owns the books and nothing else.';
	END IF;
END
$$;
COMMENT ON FUNCTION distribution.make_owner_role() IS
	'Makes the role distribution_owner if it is not there, and refuses one with attributes, settings, memberships, possessions elsewhere, or members that no superuser let in (ID-7). Error: 55000.';
REVOKE ALL ON FUNCTION distribution.make_owner_role() FROM PUBLIC;

SELECT distribution.refuse_strangers();
SELECT distribution.make_owner_role();
