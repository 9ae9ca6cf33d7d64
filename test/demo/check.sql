-- The demo tests itself: every answer is the one that the data file names, and the books are sound.

DO $$
DECLARE
	wrong text;
BEGIN
	SELECT string_agg(format('%s: %s, not %s', o.order_no, coalesce(r.answer, 'no answer'), e.answer), e'\n' ORDER BY o.no, e.step)
	INTO wrong
	FROM demo.orders o
	CROSS JOIN LATERAL (VALUES ('first', o.expect), ('again', o.retry)) AS e (step, answer)
	LEFT JOIN LATERAL (
		SELECT coalesce(reason, state) AS answer FROM demo.push
		WHERE order_id = o.order_id AND (step = 'again') = (e.step = 'again')
	) AS r ON true
	WHERE e.answer IS NOT NULL AND r.answer IS DISTINCT FROM e.answer;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION 'orders answered otherwise than test/data/orders.json expects' USING DETAIL = wrong;
	END IF;

	IF EXISTS (SELECT FROM demo.faulty WHERE (sqlstate IS NULL) = (order_no LIKE 'BAD %'))
		OR NOT EXISTS (SELECT FROM demo.faulty f JOIN demo.orders o USING (order_no, order_id)) THEN
		RAISE EXCEPTION 'a faulty order was stored, or the repeat of a good one was not recognised';
	END IF;

	IF EXISTS (SELECT FROM distribution.verify()) THEN
		RAISE EXCEPTION 'verify() finds the books unsound';
	END IF;
END
$$;
