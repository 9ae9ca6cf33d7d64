-- ALTER EXTENSION distribution UPDATE from 1.0: what CREATE OR REPLACE cannot do to functions. New types come before.

-- Functions whose arguments change are made with the new ones, given the privileges of the old ones, which go; their own files
-- then replace them.
DO $changed$
DECLARE
	changed record;
	made regprocedure;
	privilege record;
BEGIN
	FOR changed IN
		SELECT
			p.oid::regprocedure AS function,
			p.pronamespace,
			p.proname,
			p.proowner,
			p.proacl,
			replace(pg_get_functiondef(p.oid), pg_get_function_arguments(p.oid),
				replace(pg_get_function_arguments(p.oid), v.old, v.new)) AS definition
		FROM (VALUES
			('advance_order(bigint, bigint, text)', 'state text', 'state text, package_no text DEFAULT NULL'),
			('create_return(bigint, bigint, json)', 'payload json', 'payload distribution.document'),
			('set_credit(bigint, bigint, numeric, integer)', 'credit_days integer', 'credit_days integer, until timestamptz DEFAULT NULL'),
			('import_prices(bigint, json)', 'prices json', 'prices distribution.document'),
			('import_products(bigint, json)', 'products json', 'products distribution.document'),
			('receive_return(bigint, bigint, json)', 'payload json', 'payload distribution.document'),
			('ship_order(bigint, bigint, text)', '''::text', '''::text, package_no text DEFAULT NULL'),
			('sync_order(bigint, bigint, json)', 'payload json', 'payload distribution.document'),
			('sync_orders(bigint, bigint, json)', 'payloads json', 'payloads distribution.document'),
			('withdraw_order(bigint, bigint, text)', 'NULL::text', 'NULL::text, lines distribution.document DEFAULT NULL')
		) AS v (function, old, new)
		JOIN pg_proc AS p ON p.oid = ('distribution.' || v.function)::regprocedure
	LOOP
		EXECUTE changed.definition;
		SELECT p.oid INTO STRICT made
		FROM pg_proc AS p
		WHERE p.pronamespace = changed.pronamespace AND p.proname = changed.proname AND p.oid <> changed.function;
		IF changed.proacl IS NOT NULL THEN
			EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
		END IF;
		FOR privilege IN
			SELECT
				CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee,
				CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS option
			FROM aclexplode(changed.proacl) AS a
			WHERE a.grantee <> changed.proowner
		LOOP
			EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s%s', made, privilege.grantee, privilege.option);
		END LOOP;
		EXECUTE format('DROP FUNCTION %s', changed.function);
	END LOOP;
END
$changed$;

COMMENT ON COLUMN distribution.push_result.reason IS 'Null when pushed; else order_state, on_hold, partnership_inactive, sku_not_mapped, not_offered, quantity_rule, no_price, no_exchange_rate, quota_exhausted, out_of_stock or insufficient_funds: the first check that failed (OR-4).';
