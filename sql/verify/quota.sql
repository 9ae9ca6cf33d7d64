CREATE FUNCTION distribution.verify_quota(account_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH pushed AS (
		SELECT date_trunc('month', o.pushed_at AT TIME ZONE 'UTC')::date AS month, count(*) AS orders
		FROM (
			SELECT pushed_at FROM distribution.supply_order WHERE supplier_id = $1 AND pushed_at IS NOT NULL
			UNION ALL
			SELECT pushed_at FROM distribution.supply_order WHERE distributor_id = $1 AND pushed_at IS NOT NULL
		) AS o
		GROUP BY 1
	), held AS (
		SELECT month, sum(unused) AS unused FROM distribution.quota_block WHERE account_id = $1 GROUP BY month
	)
	SELECT format('account %s, month %s: %s counted, %s pushed%s', u.account_id, u.month, u.used, coalesce(p.orders, 0), ', ' || h.unused || ' held unused')
	FROM distribution.quota_usage AS u
	LEFT JOIN pushed AS p ON p.month = u.month
	LEFT JOIN held AS h ON h.month = u.month
	WHERE u.account_id = $1
		-- what is not settled may miss some
		AND (u.used > coalesce(p.orders, 0) + coalesce(h.unused, 0) OR u.used < coalesce(p.orders, 0) + coalesce(h.unused, 0) AND u.settles_at IS NULL)
	ORDER BY u.month
$$;
COMMENT ON FUNCTION distribution.verify_quota(bigint) IS
'A check of verify(), of an account: the orders counted of an account and month are those pushed then that it supplies or distributes, on a cluster with those that suppliers hold to push (QU-1).';
REVOKE ALL ON FUNCTION distribution.verify_quota(bigint) FROM PUBLIC;
