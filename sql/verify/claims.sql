CREATE FUNCTION distribution.verify_claims(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('SKU %s: %s active claims of %s distributors counted, %s of %s there', sku_id, coalesce(k.active, 0),
		coalesce(k.claimers, 0), coalesce(c.active, 0), coalesce(c.claimers, 0))
	FROM (
		SELECT n.sku_id, sum(n.active) AS active, sum(n.claimers) AS claimers
		FROM distribution.claim_count AS n
		WHERE n.supplier_id = $1
		GROUP BY n.sku_id
	) AS k
	FULL JOIN (
		SELECT l.sku_id, count(*) FILTER (WHERE l.state = 'active') AS active, count(DISTINCT l.distributor_id) AS claimers
		FROM distribution.claim AS l
		WHERE l.supplier_id = $1
		GROUP BY l.sku_id
	) AS c USING (sku_id)
	WHERE (coalesce(k.active, 0), coalesce(k.claimers, 0)) <> (coalesce(c.active, 0), coalesce(c.claimers, 0))
	ORDER BY sku_id
$$;
COMMENT ON FUNCTION distribution.verify_claims(bigint) IS
'A check of verify(), of a supplier: the numbers of claims of each product are those of the claims that are there (PD-4).';
REVOKE ALL ON FUNCTION distribution.verify_claims(bigint) FROM PUBLIC;
