CREATE FUNCTION distribution.verify_partnership(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('partnership %s: %s active claims and warehouses %s kept, %s and %s there', p.partnership_id, p.active_claims,
		p.warehouse_ids, coalesce(c.active, 0), w.ids)
	FROM distribution.partnership AS p
	LEFT JOIN (
		SELECT l.partnership_id, count(*) AS active
		FROM distribution.claim AS l
		WHERE l.supplier_id = $1 AND l.state = 'active'
		GROUP BY l.partnership_id
	) AS c ON c.partnership_id = p.partnership_id
	CROSS JOIN LATERAL (
		SELECT ARRAY(
			SELECT a.warehouse_id
			FROM distribution.partnership_warehouse AS a
			WHERE a.supplier_id = $1 AND a.partnership_id = p.partnership_id AND a.assigned
			ORDER BY a.position, a.warehouse_id) AS ids
	) AS w
	WHERE p.supplier_id = $1 AND (p.active_claims <> coalesce(c.active, 0) OR p.warehouse_ids <> w.ids)
	ORDER BY p.partnership_id
$$;
COMMENT ON FUNCTION distribution.verify_partnership(bigint) IS
'A check of verify(), of a supplier: number of active claims and assigned warehouses of each partnership are those that are there (PA-7).';
REVOKE ALL ON FUNCTION distribution.verify_partnership(bigint) FROM PUBLIC;
