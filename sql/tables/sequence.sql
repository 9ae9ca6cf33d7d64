-- After rows have come without their sequences, as by logical replication, ids go on above the largest (ID-8: that the
-- database may have given).
DO $sequence$
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
			'SELECT setval(%L, r.largest)
			FROM (SELECT max(%I) AS largest FROM %s WHERE %2$I < 9007199254740991) AS r, %4$s AS s
			WHERE r.largest > s.last_value OR (r.largest = s.last_value AND NOT s.is_called)',
			identity.sequence, identity.name, identity.relation, identity.sequence);
	END LOOP;
END
$sequence$;
