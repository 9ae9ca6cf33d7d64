CREATE FUNCTION distribution.verify_quota(account_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('account %s, month %s: %s counted, %s pushed', u.account_id, u.month, u.used, n.orders)
	FROM distribution.quota_usage AS u
	CROSS JOIN LATERAL (
		SELECT (
			SELECT count(*)
			FROM distribution.supply_order AS o
			WHERE o.supplier_id = u.account_id
				AND o.pushed_at >= u.month::timestamp AT TIME ZONE 'UTC'
				AND o.pushed_at < (u.month + interval '1 month') AT TIME ZONE 'UTC'
		) + (
			SELECT count(*)
			FROM distribution.supply_order AS o
			WHERE o.distributor_id = u.account_id
				AND o.pushed_at >= u.month::timestamp AT TIME ZONE 'UTC'
				AND o.pushed_at < (u.month + interval '1 month') AT TIME ZONE 'UTC'
		) AS orders
	) AS n
	WHERE u.account_id = $1 AND u.used <> n.orders
	ORDER BY u.month
$$;
COMMENT ON FUNCTION distribution.verify_quota(bigint) IS
'A check of verify(), of an account: the orders counted of an account and month are those pushed then that it supplies or distributes (QU-1).';
REVOKE ALL ON FUNCTION distribution.verify_quota(bigint) FROM PUBLIC;
