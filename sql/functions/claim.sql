CREATE FUNCTION distribution.claim_products(
	supplier_id bigint,
	partnership_id bigint,
	sku_ids bigint[]
) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_claim_products';
COMMENT ON FUNCTION distribution.claim_products(bigint, bigint, bigint[]) IS
	'Claims offered products for the distributor, all or none, and returns how many became active (CL-1). Each maps to the supplier''s SKU code until map_sku() gives another; a claim that the distributor had stopped keeps its code. Active claims stay as they are. For the distributor. Errors: SD004 stopped by the supplier (CL-2), SD005 partnership or product not found, SD010 not offered, naming the product and the reason (VI-5), 23505 the code is mapped already, 23514 the distributor distributes that code itself (PD-1), 22023 an id twice, 22004, 42501.';

CREATE FUNCTION distribution.map_sku(
	supplier_id bigint,
	partnership_id bigint,
	sku_id bigint,
	distributor_sku text
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_map_sku';
COMMENT ON FUNCTION distribution.map_sku(bigint, bigint, bigint, text) IS
	'Gives a claim the distributor''s own SKU code, not empty and unique in the partnership (CL-1). Orders synced before keep their lines. For the distributor. Errors: SD005 partnership or claim not found, 23505 the code is mapped to another product, 23514 empty or distributed by the distributor itself (PD-1), 22004, 42501.';

CREATE FUNCTION distribution.stop_claim(supplier_id bigint, partnership_id bigint, sku_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_stop_claim';
COMMENT ON FUNCTION distribution.stop_claim(bigint, bigint, bigint) IS
	'Turns one claim inactive: no new order is eligible for it (CL-2). For either side; who acts for both acts for the supplier, which may also stop what the distributor has stopped. Errors: SD004 stopped already, SD005 partnership or claim not found, 22004, 42501.';

CREATE FUNCTION distribution.resume_claim(supplier_id bigint, partnership_id bigint, sku_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_resume_claim';
COMMENT ON FUNCTION distribution.resume_claim(bigint, bigint, bigint) IS
	'Makes a claim active that the supplier had stopped (CL-2). Errors: SD004 active, not stopped by the supplier, or partnership not live, SD005 partnership or claim not found, 22004, 42501.';

CREATE FUNCTION distribution.stop_claims(supplier_id bigint, partnership_ids bigint[], sku_ids bigint[]) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_stop_claims';
COMMENT ON FUNCTION distribution.stop_claims(bigint, bigint[], bigint[]) IS
	'Stops the claims of these products by these partnerships for the supplier, and returns how many; products that are not claimed, and claims that it has stopped already, are passed over (CL-2). Errors: SD005 partnership not found (then none is stopped), 22023 an id twice, 22004, 42501.';

CREATE FUNCTION distribution.resume_claims(supplier_id bigint, partnership_ids bigint[], sku_ids bigint[]) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_resume_claims';
COMMENT ON FUNCTION distribution.resume_claims(bigint, bigint[], bigint[]) IS
	'Resumes those of the claims that the supplier has stopped, and returns how many; all others are passed over (CL-2). Errors: SD004 a partnership is not live, SD005 one is not found (then none is resumed), 22023 an id twice, 22004, 42501.';

-- A claim that comes, goes, or is stopped or resumed. Every verb on claims holds their partnerships.
CREATE FUNCTION distribution.count_claims() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $count$
DECLARE
	suppliers bigint[];
	partnerships bigint[];
	skus bigint[];
	changes int[]; -- to active claims
	claimers int[]; -- to distributors with a claim
BEGIN
	-- No transition table is joined but by what has few rows: thousands may change at once.
	IF TG_OP = 'UPDATE' THEN
		SELECT array_agg(n.supplier_id), array_agg(n.partnership_id), array_agg(n.sku_id), array_agg(n.active), array_agg(0)
		INTO suppliers, partnerships, skus, changes, claimers
		FROM (
			SELECT u.supplier_id, u.partnership_id, u.sku_id, sum(u.active)::int AS active
			FROM (
				SELECT supplier_id, partnership_id, sku_id, 1 AS active FROM come WHERE state = 'active'
				UNION ALL
				SELECT supplier_id, partnership_id, sku_id, -1 FROM gone WHERE state = 'active'
			) AS u
			GROUP BY u.supplier_id, u.partnership_id, u.sku_id
			HAVING sum(u.active) <> 0
		) AS n;
	ELSIF TG_OP = 'INSERT' THEN
		-- A distributor is counted once, also with claims of an ended partnership.
		WITH several AS MATERIALIZED (
			SELECT b.supplier_id, b.partnership_id
			FROM (
				SELECT p.supplier_id, p.partnership_id, count(*) OVER (PARTITION BY p.supplier_id, p.distributor_id) AS partnerships
				FROM distribution.partnership AS p
				JOIN (SELECT DISTINCT supplier_id, distributor_id FROM come) AS d
					ON d.supplier_id = p.supplier_id AND d.distributor_id = p.distributor_id
			) AS b
			WHERE b.partnerships > 1
		), before AS MATERIALIZED (
			SELECT DISTINCT c.supplier_id, c.sku_id, c.distributor_id
			FROM several AS b
			JOIN distribution.claim AS c ON c.supplier_id = b.supplier_id AND c.partnership_id = b.partnership_id
			WHERE NOT EXISTS (
				SELECT
				FROM come AS m
				WHERE m.supplier_id = c.supplier_id AND m.partnership_id = c.partnership_id AND m.sku_id = c.sku_id)
		)
		SELECT array_agg(n.supplier_id), array_agg(n.partnership_id), array_agg(n.sku_id),
			array_agg(CASE n.state WHEN 'active' THEN 1 ELSE 0 END),
			array_agg(CASE WHEN n.no = 1 AND b.sku_id IS NULL THEN 1 ELSE 0 END)
		INTO suppliers, partnerships, skus, changes, claimers
		FROM (SELECT *, row_number() OVER (PARTITION BY supplier_id, sku_id, distributor_id) AS no FROM come) AS n
		LEFT JOIN before AS b ON b.supplier_id = n.supplier_id AND b.sku_id = n.sku_id AND b.distributor_id = n.distributor_id;
	ELSE
		SELECT array_agg(o.supplier_id), array_agg(o.partnership_id), array_agg(o.sku_id),
			array_agg(CASE o.state WHEN 'active' THEN -1 ELSE 0 END),
			array_agg(CASE WHEN o.no = 1 AND NOT EXISTS (
				SELECT
				FROM distribution.claim AS c
				WHERE c.supplier_id = o.supplier_id AND c.distributor_id = o.distributor_id AND c.sku_id = o.sku_id
			) THEN -1 ELSE 0 END)
		INTO suppliers, partnerships, skus, changes, claimers
		FROM (SELECT *, row_number() OVER (PARTITION BY supplier_id, sku_id, distributor_id) AS no FROM gone) AS o;
	END IF;
	IF suppliers IS NULL THEN
		RETURN NULL;
	END IF;
	UPDATE distribution.partnership AS p
	SET active_claims = p.active_claims + c.active
	FROM (
		SELECT u.supplier_id, u.partnership_id, sum(u.active)::int AS active
		FROM unnest(suppliers, partnerships, changes) AS u (supplier_id, partnership_id, active)
		GROUP BY u.supplier_id, u.partnership_id
	) AS c
	WHERE p.supplier_id = c.supplier_id AND p.partnership_id = c.partnership_id AND c.active <> 0;
	INSERT INTO distribution.claim_count (supplier_id, sku_id, change_id, active, claimers)
	SELECT u.supplier_id, u.sku_id, nextval('distribution.claim_count_change_id_seq'), u.active, u.claimers
	FROM (
		SELECT u.supplier_id, u.sku_id, sum(u.active)::int AS active, sum(u.claimers)::int AS claimers
		FROM unnest(suppliers, skus, changes, claimers) AS u (supplier_id, sku_id, active, claimers)
		GROUP BY u.supplier_id, u.sku_id
	) AS u
	WHERE u.active <> 0 OR u.claimers <> 0
	ORDER BY u.supplier_id, u.sku_id;
	RETURN NULL;
END
$count$;
COMMENT ON FUNCTION distribution.count_claims() IS
'Trigger: keeps the numbers of claims of partnerships and products (PA-7, PD-4).';
REVOKE ALL ON FUNCTION distribution.count_claims() FROM PUBLIC;
