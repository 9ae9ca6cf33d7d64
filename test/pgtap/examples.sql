-- doc/examples.md has an example of each function that is there to be called; test/page runs them.
BEGIN;
SELECT no_plan();

\set page `cat doc/examples.md`
CREATE TEMPORARY TABLE section AS
SELECT no, split_part(piece, E'\n', 1) AS function,
	regexp_replace(split_part(piece, E'\n## ', 1), '<!-- run.*?-->', '', 'g') AS text
FROM string_to_table(:'page', E'\n### ') WITH ORDINALITY AS s (piece, no)
WHERE no > 1;
CREATE TEMPORARY TABLE left_out AS
SELECT word[1] AS function FROM regexp_matches(split_part(:'page', E'\n## Not to be called\n', 2), '`([a-z_]+)`', 'g') AS word;
DELETE FROM left_out WHERE function = 'install' OR function IN (SELECT function FROM section);

SELECT is_empty($$
	SELECT p.proname FROM pg_proc AS p
	WHERE p.pronamespace = 'distribution'::regnamespace AND p.prorettype NOT IN ('trigger'::regtype, 'internal'::regtype)
		AND NOT EXISTS (SELECT FROM pg_type WHERE p.oid IN (typinput, typoutput, typreceive, typsend))
		AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS held WHERE held.grantee = 0)
		AND p.proname NOT IN (SELECT function FROM section UNION ALL SELECT function FROM left_out)
$$, 'each function that everybody may execute has an example, or is said not to be called');
SELECT is_empty($$
	SELECT function FROM (SELECT function FROM section UNION ALL SELECT function FROM left_out) AS named
	WHERE function NOT IN (SELECT proname FROM pg_proc WHERE pronamespace = 'distribution'::regnamespace)
$$, 'each function on the page is there');
SELECT is_empty($$SELECT function FROM section GROUP BY function HAVING count(*) > 1$$, 'once');
SELECT is_empty(format($$
	SELECT function FROM section
	WHERE text !~ ('```sql\n([^`]|\n)*distribution\.' || function || '\(')
$$), 'each example calls its function where it can be seen');
SELECT * FROM finish();
ROLLBACK;
