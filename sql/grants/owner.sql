-- Books and views belong to distribution_owner (ID-7): a restore without owners, or an install by another superuser, is put right.
DO $owner$
DECLARE
	book record;
BEGIN
	FOR book IN
		SELECT c.oid::regclass AS relation, CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind
		FROM distribution.book_commands() AS b (command)
		JOIN pg_class AS c ON c.oid = to_regclass((regexp_match(b.command, '^CREATE (?:OR REPLACE VIEW|TABLE IF NOT EXISTS) ([\w.]+)'))[1])
		WHERE c.relowner <> 'distribution_owner'::regrole
	LOOP
		EXECUTE format('ALTER %s %s OWNER TO distribution_owner', book.kind, book.relation);
	END LOOP;
END
$owner$;
