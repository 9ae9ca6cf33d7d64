-- The owner's role, privileges by column, policies that ask only columns, ids below 2^53 (ID-6, ID-7, ID-8).

DROP TRIGGER IF EXISTS member_changed ON distribution.member;

-- Policies are made anew by sql/grants/access.sql; until the end of this transaction nobody sees a row.
DO $policies$
DECLARE
	policy record;
BEGIN
	FOR policy IN
		SELECT p.polname, p.polrelid::regclass AS relation
		FROM pg_policy AS p
		JOIN pg_class AS c ON c.oid = p.polrelid
		WHERE c.relnamespace = 'distribution'::regnamespace AND p.polname IN ('read', 'add', 'change', 'remove')
	LOOP
		EXECUTE format('DROP POLICY %I ON %s', policy.polname, policy.relation);
	END LOOP;
END
$policies$;

-- An id beyond 2^53 that a member once chose stays, but no sequence follows it.
DO $sequences$
DECLARE
	identity record;
BEGIN
	FOR identity IN
		SELECT
			format('%I.%I', n.nspname, c.relname) AS relation,
			a.attname AS name,
			pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) AS sequence
		FROM pg_attribute AS a
		JOIN pg_class AS c ON c.oid = a.attrelid
		JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE n.nspname = 'distribution' AND c.relkind = 'r' AND a.attidentity <> ''
	LOOP
		EXECUTE format(
			'SELECT setval(%L, coalesce((SELECT max(%I) FROM %s WHERE %2$I < 9007199254740991), 1))
			FROM %4$s AS s
			WHERE s.last_value > 9007199254740991',
			identity.sequence, identity.name, identity.relation, identity.sequence);
		EXECUTE format('ALTER SEQUENCE %s MAXVALUE 9007199254740991', identity.sequence);
	END LOOP;
END
$sequences$;
