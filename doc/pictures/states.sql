-- The states of one thing and which function takes it from one to another, and whose it is, as state_transitions() knows them: green
-- the supplier, blue the distributor, violet either, grey maintenance.
\echo 'digraph states {'
\echo '	graph [rankdir=TB, bgcolor=white, nodesep=0.3, ranksep=0.35, fontname="Helvetica"]'
\echo '	node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=11, color="#4f5b66", fillcolor="#e6edf5", margin="0.12,0.06"]'
\echo '	edge [fontname="Helvetica", fontsize=9, arrowsize=0.6, color="#4f5b66"]'
CREATE TEMPORARY TABLE step AS
SELECT coalesce(from_state, 'start') AS source, coalesce(to_state, 'deleted') AS target, from_state IS NULL AS begins, to_state IS NULL AS ends,
	string_agg(format('<font color="%s">%s</font>',
		CASE side WHEN 'supplier' THEN '#2f6f3e' WHEN 'distributor' THEN '#1f5fa8' WHEN 'either' THEN '#7a3e8f' ELSE '#808080' END,
		verb), '<br align="left"/>' ORDER BY no) AS verbs,
	min(no) AS no
FROM distribution.state_transitions() WITH ORDINALITY AS t (machine, from_state, to_state, verb, side, no)
WHERE machine = :'machine'
GROUP BY from_state, to_state;
SELECT DISTINCT E'\tstart [shape=point, width=0.12, fillcolor="#4f5b66"]' FROM step WHERE begins;
SELECT DISTINCT E'\tdeleted [shape=point, width=0.12, fillcolor="#b0b0b0", color="#b0b0b0"]' FROM step WHERE ends;
SELECT format(E'\t%s%s', state, CASE WHEN state NOT IN (SELECT source FROM step) THEN ' [peripheries=2]' ELSE '' END)
FROM (
	SELECT state, min(no) AS no
	FROM (SELECT source AS state, no FROM step WHERE NOT begins UNION ALL SELECT target, no FROM step WHERE NOT ends) AS s
	GROUP BY state
) AS s
ORDER BY no, state;
SELECT format(E'\t%s -> %s [label=<%s<br align="left"/>>]', source, target, verbs) FROM step ORDER BY no, source, target;
\echo '}'
