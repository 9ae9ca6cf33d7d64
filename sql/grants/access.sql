-- Who sees and writes which rows (ID-3 ... ID-5): row security on every table, from this list.
--
-- reads says whose rows a table's are; writes, of tables written with plain SQL, who may write its rows, with which
-- privileges. A table that is not listed is its owner's alone, and test/pgtap/access.sql fails.
-- Privileges are given once, where an object has none: what an administrator revokes stays revoked.
-- DROP EXTENSION CASCADE takes the policies, as they ask our functions; row security stays on until install().
DO $access$
DECLARE
	mine CONSTANT text := '(SELECT distribution.my_accounts())::bigint[]';
	as_supplier CONSTANT text := '(SELECT distribution.my_accounts(''supplier''))::bigint[]';
	as_distributor CONSTANT text := '(SELECT distribution.my_accounts(''distributor''))::bigint[]';
	book record;
	rule record;
BEGIN
	FOR book IN
		SELECT
			b.name,
			format('distribution.%I', b.name)::regclass AS relation,
			CASE b.reads
				WHEN 'everyone' THEN 'true'
				WHEN 'account' THEN format('account_id = ANY (%s)', mine)
				WHEN 'supplier' THEN format('supplier_id = ANY (%s)', mine)
				WHEN 'distributor' THEN format('distributor_id = ANY (%s)', mine)
				WHEN 'both' THEN format('supplier_id = ANY (%1$s) OR distributor_id = ANY (%1$s)', mine)
				-- the row's partnership, and for the supplier its order, are visible
				WHEN 'partnership' THEN format('supplier_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.partnership AS p
					WHERE p.supplier_id = %1$I.supplier_id AND p.partnership_id = %1$I.partnership_id)', b.name, mine)
				WHEN 'order' THEN format('distributor_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.supply_order AS o
					WHERE o.supplier_id = %1$I.supplier_id AND o.order_id = %1$I.order_id)', b.name, mine)
				-- an order is the supplier's from its push on
				WHEN 'pushed order' THEN format('distributor_id = ANY (%1$s)
					OR supplier_id = ANY (%1$s) AND state IS NOT NULL', mine)
				-- a return too, and its lines with it
				WHEN 'pushed return' THEN format('distributor_id = ANY (%1$s)
					OR supplier_id = ANY (%1$s) AND pushed_at IS NOT NULL', mine)
				WHEN 'return' THEN format('distributor_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.return_order AS r
					WHERE r.supplier_id = %1$I.supplier_id AND r.return_id = %1$I.return_id)', b.name, mine)
				-- OR-7: in clear for the supplier only where it arranges the carrier
				WHEN 'recipient' THEN format('distributor_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.supply_order AS o
					WHERE o.supplier_id = %1$I.supplier_id AND o.order_id = %1$I.order_id
						AND o.logistics = ''self_arranged'' AND o.platform <> ''temu'')', b.name, mine)
				-- a code and a name: the products a distributor has claimed
				WHEN 'claimed sku' THEN format('supplier_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.claim AS c
					WHERE c.supplier_id = %1$I.supplier_id AND c.sku_id = %1$I.sku_id)', b.name, mine)
				-- a name: the warehouses of a distributor's partnerships
				WHEN 'assigned warehouse' THEN format('supplier_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.partnership_warehouse AS w
					WHERE w.supplier_id = %1$I.supplier_id AND w.warehouse_id = %1$I.warehouse_id)', b.name, mine)
			END AS reads,
			CASE b.writes
				WHEN 'supplier' THEN format('supplier_id = ANY (%s)', as_supplier)
				WHEN 'account' THEN format('account_id = ANY (%s) OR account_id = ANY (%s)', as_supplier, as_distributor)
				WHEN 'either side' THEN format('supplier_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.partnership AS p
					WHERE p.supplier_id = %1$I.supplier_id AND p.partnership_id = %1$I.partnership_id
						AND p.distributor_id = ANY (%3$s))', b.name, as_supplier, as_distributor)
			END AS writes,
			b.privileges,
			b.writes IS NOT DISTINCT FROM 'trigger' AS trigger_checks
		FROM (VALUES
			('account', 'account', NULL, NULL),
			('claim', 'both', NULL, NULL),
			('credit_change', 'both', NULL, NULL),
			('currency', 'everyone', NULL, NULL),
			('customer', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('customer_level', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('distribution_product', 'supplier', 'supplier', 'UPDATE (base_price)'),
			('fee', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('fixed_rate', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('invitation', 'supplier', NULL, NULL),
			('ledger_day', 'partnership', NULL, NULL),
			('ledger_entry', 'account', NULL, NULL),
			('ledger_idempotency', 'supplier', NULL, NULL),
			('ledger_month', 'partnership', NULL, NULL),
			('live_rate', 'everyone', NULL, NULL),
			('member', 'account', NULL, NULL),
			('merchant_sku', 'claimed sku', 'supplier', 'INSERT, UPDATE, DELETE'),
			('maintenance_unit', 'nobody', NULL, NULL),
			('money_notice', 'nobody', NULL, NULL),
			('notification', 'account', NULL, NULL),
			('notification_subscription', 'account', 'account', 'INSERT, UPDATE, DELETE'),
			('order_event', 'order', NULL, NULL),
			('order_line', 'order', NULL, NULL),
			('order_package', 'order', NULL, NULL),
			('order_recipient', 'recipient', NULL, NULL),
			('order_refusal', 'distributor', NULL, NULL),
			('package_charge', 'both', NULL, NULL),
			('partnership', 'both', NULL, NULL),
			('partnership_event', 'both', NULL, NULL),
			('partnership_setting', 'partnership', 'either side', 'INSERT, UPDATE, DELETE'),
			('partnership_warehouse', 'both', NULL, NULL),
			('plan', 'everyone', NULL, NULL),
			('price_history', 'supplier', NULL, NULL),
			('price_import', 'nobody', 'trigger', 'INSERT'),
			('product_log', 'both', NULL, NULL),
			('product_sales_counted', 'supplier', NULL, NULL),
			('product_sales_day', 'supplier', NULL, NULL),
			('push_queue', 'nobody', NULL, NULL),
			('push_record', 'both', NULL, NULL),
			('quota_usage', 'account', NULL, NULL),
			('return_line', 'return', NULL, NULL),
			('return_order', 'pushed return', NULL, NULL),
			('settlement_account', 'both', NULL, NULL),
			('sku_price', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('statement', 'both', NULL, NULL),
			('stock', 'supplier', NULL, NULL),
			('stock_movement', 'supplier', NULL, NULL),
			('stock_push_product', 'nobody', NULL, NULL),
			('stock_push_request', 'nobody', NULL, NULL),
			('supplier', 'supplier', 'supplier', 'UPDATE (base_currency, rounding, time_zone, auto_tool, auto_pack, '
				'auto_push_stock, sold_out_below, push_records_kept, push_record_days, bigshop_name, bigshop_logo, '
				'contact_person, contact_phone)'),
			('supply_order', 'pushed order', NULL, NULL),
			('token_key', 'nobody', NULL, NULL),
			('verify_checkpoint', 'supplier', NULL, NULL),
			('visibility_rule', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('visibility_rule_distributor', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('visibility_rule_product', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('warehouse', 'assigned warehouse', 'supplier', 'INSERT, UPDATE, DELETE'),
			('withdrawal', 'both', NULL, NULL)
		) AS b (name, reads, writes, privileges)
	LOOP
		-- COPY FROM refuses row security: the trigger of a table that it fills checks the caller and leaves no row.
		IF NOT book.trigger_checks AND NOT (SELECT relrowsecurity FROM pg_class WHERE oid = book.relation) THEN
			EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', book.relation);
		END IF;
		IF coalesce(book.reads, book.privileges) IS NOT NULL
			AND (SELECT relacl IS NULL FROM pg_class WHERE oid = book.relation)
		THEN
			EXECUTE format('GRANT %s ON %s TO PUBLIC',
				concat_ws(', ', CASE WHEN book.reads IS NOT NULL THEN 'SELECT' END, book.privileges), book.relation);
		END IF;
		FOR rule IN
			SELECT p.name, p.command
			FROM (VALUES
				('read', format('SELECT USING (%s)', book.reads), book.reads IS NOT NULL),
				('add', format('INSERT WITH CHECK (%s)', book.writes), book.writes IS NOT NULL AND book.privileges LIKE '%INSERT%'),
				('change', format('UPDATE USING (%1$s) WITH CHECK (%1$s)', book.writes), book.privileges LIKE '%UPDATE%'),
				('remove', format('DELETE USING (%s)', book.writes), book.privileges LIKE '%DELETE%')
			) AS p (name, command, wanted)
			WHERE p.wanted AND NOT EXISTS (
				SELECT FROM pg_policy WHERE polrelid = book.relation AND polname = p.name)
		LOOP
			EXECUTE format('CREATE POLICY %I ON %s FOR %s', rule.name, book.relation, rule.command);
		END LOOP;
	END LOOP;

	FOR book IN
		SELECT oid::regclass AS relation
		FROM pg_class
		WHERE relkind = 'v' AND relnamespace = 'distribution_report'::regnamespace AND relacl IS NULL
	LOOP
		EXECUTE format('GRANT SELECT ON %s TO PUBLIC', book.relation);
	END LOOP;

	FOR book IN
		SELECT nspname
		FROM pg_namespace
		WHERE nspname IN ('distribution', 'distribution_report') AND nspacl IS NULL
	LOOP
		EXECUTE format('GRANT USAGE ON SCHEMA %I TO PUBLIC', book.nspname);
	END LOOP;
END
$access$;
