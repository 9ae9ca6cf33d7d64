CREATE FUNCTION distribution.verify_ageing(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('partnership %s: what is kept of its open charges is not what they are', a.partnership_id)
	FROM distribution.settlement_account AS a
	LEFT JOIN distribution.credit_ageing AS g ON g.supplier_id = a.supplier_id AND g.partnership_id = a.partnership_id
	CROSS JOIN LATERAL (
		SELECT
			min(o.due_at) AS oldest,
			min(b.at) FILTER (WHERE b.age = n.age) AS until,
			coalesce(sum(o.open_amount) FILTER (WHERE n.age = 1 AND b.age = 1), 0) AS days_1_30,
			coalesce(sum(o.open_amount) FILTER (WHERE n.age = 2 AND b.age = 2), 0) AS days_31_60,
			coalesce(sum(o.open_amount) FILTER (WHERE n.age = 3 AND b.age = 3), 0) AS days_61_90,
			coalesce(sum(o.open_amount) FILTER (WHERE n.age = 4 AND b.age = 4), 0) AS days_over_90
		FROM distribution.open_charges($1, a.partnership_id) AS o
		CROSS JOIN LATERAL (VALUES
			(0, o.due_at),
			(1, o.due_at + interval '720 hours'),
			(2, o.due_at + interval '1440 hours'),
			(3, o.due_at + interval '2160 hours'),
			(4, g.aged_at + interval '720 hours')
		) AS b (age, at)
		CROSS JOIN LATERAL (
			SELECT count(*) FILTER (WHERE d.at < g.aged_at) AS age
			FROM (VALUES
				(o.due_at),
				(o.due_at + interval '720 hours'),
				(o.due_at + interval '1440 hours'),
				(o.due_at + interval '2160 hours')
			) AS d (at)
		) AS n
		WHERE a.balance < 0 AND o.due_at IS NOT NULL
	) AS o
	WHERE a.supplier_id = $1
		AND CASE
			WHEN a.balance >= 0 THEN a.aged_until IS NOT NULL OR g.aged_at IS NOT NULL
			WHEN a.aged_until = '-infinity' THEN g.aged_at IS NOT NULL
			WHEN g.aged_at IS NULL THEN a.aged_until IS DISTINCT FROM o.oldest
			-- a charge that was due before it was posted: it is read, not kept
			WHEN a.aged_until < g.aged_at THEN false
			ELSE (a.aged_until, g.days_1_30, g.days_31_60, g.days_61_90, g.days_over_90, g.oldest_due_at)
				IS DISTINCT FROM (o.until, o.days_1_30, o.days_31_60, o.days_61_90, o.days_over_90, o.oldest)
		END
	ORDER BY a.partnership_id
$$;
COMMENT ON FUNCTION distribution.verify_ageing(bigint) IS
'A check of verify(), of a supplier: what is kept of how old the open charges of a partnership are is what they make it (CR-2).';
REVOKE ALL ON FUNCTION distribution.verify_ageing(bigint) FROM PUBLIC;
