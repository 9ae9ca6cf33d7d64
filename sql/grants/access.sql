-- Who sees and writes which rows (ID-3 ... ID-5), with which privileges (ID-6, ID-7): from this list, and nothing beside it.
--
-- reads says whose rows a table's are; writes, of tables written with plain SQL, who may write its rows, and inserts and
-- updates which columns. Nobody but the owner has INSERT, UPDATE or DELETE on a table as a whole, so nobody else can LOCK
-- one; rows are deleted by delete_<table>(); keys that the database gives are in no list (ID-8). A table that is not
-- listed is its owner's alone, and test/pgtap/access.sql fails.
-- DROP EXTENSION CASCADE takes the policies, as they ask our functions; row security stays on until install().
DO $access$
DECLARE
	as_supplier CONSTANT text := 'distribution.my_accounts(''supplier'')';
	as_distributor CONSTANT text := 'distribution.my_accounts(''distributor'')';
	on_cluster CONSTANT boolean := distribution.is_distributed();
	book record;
	rule record;
BEGIN
	FOR book IN
		SELECT
			b.name,
			format('distribution.%I', b.name)::regclass AS relation,
			CASE b.reads
				WHEN 'everyone' THEN 'true'
				WHEN 'account' THEN 'distribution.is_mine(account_id)'
				WHEN 'supplier' THEN 'distribution.is_mine(supplier_id)'
				WHEN 'distributor' THEN 'distribution.is_mine(distributor_id)'
				WHEN 'both' THEN 'distribution.is_mine(supplier_id) OR distribution.is_mine(distributor_id)'
				-- an order is the supplier's from its push on
				WHEN 'pushed order' THEN 'distribution.is_mine(distributor_id)
					OR distribution.is_mine(supplier_id) AND state IS NOT NULL'
				-- a return too
				WHEN 'pushed return' THEN 'distribution.is_mine(distributor_id)
					OR distribution.is_mine(supplier_id) AND pushed_at IS NOT NULL'
				-- and what it consists of; a recipient only where it is in clear (OR-7)
				WHEN 'of a pushed order' THEN 'distribution.is_mine(distributor_id)
					OR distribution.is_mine(supplier_id) AND distribution.order_is_pushed(supplier_id, order_id)'
				WHEN 'recipient' THEN 'distribution.is_mine(distributor_id)
					OR distribution.is_mine(supplier_id) AND in_clear AND distribution.order_is_pushed(supplier_id, order_id)'
				-- what says so itself
				WHEN 'supplied' THEN 'distribution.is_mine(distributor_id) OR distribution.is_mine(supplier_id) AND supplied'
			END AS reads,
			CASE b.writes
				WHEN 'supplier' THEN format('supplier_id = ANY (%s)', as_supplier)
				WHEN 'account' THEN format('account_id = ANY (%s) OR account_id = ANY (%s)', as_supplier, as_distributor)
				WHEN 'own side' THEN format('side = ''supplier'' AND account_id = ANY (%s)
					OR side = ''distributor'' AND account_id = ANY (%s)', as_supplier, as_distributor)
			END AS writes,
			b.inserts,
			b.updates,
			b.writes IS NOT DISTINCT FROM 'trigger' AS trigger_checks
		FROM (VALUES
			('account', 'account', NULL, NULL, NULL),
			('account_setting', 'account', 'account', 'account_id, event_days', 'event_days'),
			('claim', 'both', NULL, NULL, NULL),
			('claim_count', 'supplier', NULL, NULL, NULL),
			('credit_ageing', 'both', NULL, NULL, NULL),
			('credit_change', 'both', NULL, NULL, NULL),
			('credit_rule', 'supplier', 'supplier',
				'supplier_id, partnership_id, hold_after_days',
				'hold_after_days'),
			('currency', 'everyone', NULL, NULL, NULL),
			('customer', 'supplier', 'supplier',
				'supplier_id, code, name, phone, email, note',
				'code, name, phone, email, note'),
			('customer_level', 'supplier', 'supplier',
				'supplier_id, level, name, percent, plus',
				'level, name, percent, plus'),
			('distribution_product', 'supplier', 'supplier', NULL, 'base_price'),
			('event', 'account', NULL, NULL, NULL),
			('event_cursor', 'nobody', NULL, NULL, NULL),
			('fee', 'supplier', 'supplier', 'supplier_id, fee, basis, amount', 'fee, basis, amount'),
			('fixed_rate', 'supplier', 'supplier',
				'supplier_id, from_currency, to_currency, rate',
				'from_currency, to_currency, rate'),
			('invitation', 'supplier', NULL, NULL, NULL),
			('ledger_day', 'both', NULL, NULL, NULL),
			('ledger_entry', 'account', NULL, NULL, NULL),
			('ledger_idempotency', 'nobody', NULL, NULL, NULL),
			('ledger_month', 'both', NULL, NULL, NULL),
			('live_rate', 'everyone', NULL, NULL, NULL),
			('member', 'account', NULL, NULL, NULL),
			('maintenance_unit', 'nobody', NULL, NULL, NULL),
			('mark_rule', 'supplier', 'supplier',
				'supplier_id, rule_no, mark, platform, store, logistics, distributor_id, level, sku_id, least_amount',
				'rule_no, mark, platform, store, logistics, distributor_id, level, sku_id, least_amount'),
			('merchant_sku', 'supplier', 'supplier',
				'supplier_id, sku, name, is_combination',
				'sku, name, is_combination'),
			('money_notice', 'nobody', NULL, NULL, NULL),
			('notification', 'account', NULL, NULL, NULL),
			('notification_subscription', 'account', 'account', 'account_id, event', 'event'),
			('offer_change', 'nobody', NULL, NULL, NULL),
			('order_event', 'supplied', NULL, NULL, NULL),
			('order_giveback', 'both', NULL, NULL, NULL),
			('order_line', 'of a pushed order', NULL, NULL, NULL),
			('order_package', 'of a pushed order', NULL, NULL, NULL),
			('order_recipient', 'recipient', NULL, NULL, NULL),
			('order_refusal', 'distributor', NULL, NULL, NULL),
			('order_restock', 'supplier', NULL, NULL, NULL),
			('order_stage', 'supplier', NULL, NULL, NULL),
			('order_tally', 'supplier', NULL, NULL, NULL),
			('package_charge', 'both', NULL, NULL, NULL),
			('partnership', 'both', NULL, NULL, NULL),
			('partnership_event', 'both', NULL, NULL, NULL),
			('quantity_rule', 'supplier', 'supplier',
				'supplier_id, sku_id, minimum, maximum, multiple',
				'minimum, maximum, multiple'),
			('stock_share', 'supplier', 'supplier',
				'supplier_id, partnership_id, sku_id, percent, buffer',
				'percent, buffer'),
			('partnership_price', 'supplier', 'supplier',
				'supplier_id, partnership_id, sku_id, min_quantity, valid, price',
				'partnership_id, sku_id, min_quantity, valid, price'),
			('partnership_setting', 'account', 'own side',
				'supplier_id, partnership_id, side, auto_push_returns, low_balance_below',
				'auto_push_returns, low_balance_below'),
			('partnership_warehouse', 'both', NULL, NULL, NULL),
			('plan', 'everyone', NULL, NULL, NULL),
			('price_history', 'supplier', NULL, NULL, NULL),
			('product_import', 'nobody', 'trigger', 'supplier_id, sku, name, base_price', NULL),
			('price_import', 'nobody', 'trigger',
				'supplier_id, sku, level, min_quantity, valid_from, valid_to, price, base_price, customer',
				NULL),
			('product_log', 'both', NULL, NULL, NULL),
			('product_sales_counted', 'nobody', NULL, NULL, NULL),
			('product_sales_day', 'supplier', NULL, NULL, NULL),
			('push_queue', 'nobody', NULL, NULL, NULL),
			('push_record', 'both', NULL, NULL, NULL),
			('quota_block', 'account', NULL, NULL, NULL),
			('quota_usage', 'account', NULL, NULL, NULL),
			('return_line', 'supplied', NULL, NULL, NULL),
			('return_order', 'pushed return', NULL, NULL, NULL),
			('settlement_account', 'both', NULL, NULL, NULL),
			('shipping_rule', 'supplier', 'supplier',
				'supplier_id, rule_no, carrier, platform, store, distributor_id, level, sku_id, least_amount',
				'rule_no, carrier, platform, store, distributor_id, level, sku_id, least_amount'),
			('sku_price', 'supplier', 'supplier',
				'supplier_id, sku_id, level, min_quantity, valid, price',
				'sku_id, level, min_quantity, valid, price'),
			('statement', 'both', NULL, NULL, NULL),
			('stock', 'supplier', NULL, NULL, NULL),
			('stock_movement', 'supplier', NULL, NULL, NULL),
			('stock_push_product', 'nobody', NULL, NULL, NULL),
			('stock_push_request', 'nobody', NULL, NULL, NULL),
			('supplier', 'supplier', 'supplier',
				NULL,
				'base_currency, rounding, time_zone, auto_tool, auto_pack, auto_push_stock, sold_out_below, '
					'push_records_kept, push_record_days, bigshop_name, bigshop_logo, contact_person, contact_phone, '
					'visibility_by'),
			('supplier_import', 'nobody', NULL, NULL, NULL),
			('supply_order', 'pushed order', NULL, NULL, NULL),
			('token_key', 'nobody', NULL, NULL, NULL),
			('top_up_request', 'both', NULL, NULL, NULL),
			('upgrade_step', 'nobody', NULL, NULL, NULL),
			('verify_checkpoint', 'nobody', NULL, NULL, NULL),
			('visibility_rule', 'supplier', 'supplier',
				'supplier_id, rule_no, effect, distributor_scope, level, product_scope',
				'rule_no, effect, distributor_scope, level, product_scope'),
			('visibility_rule_distributor', 'supplier', 'supplier',
				'supplier_id, rule_id, distributor_id',
				'rule_id, distributor_id'),
			('visibility_rule_product', 'supplier', 'supplier', 'supplier_id, rule_id, sku_id', 'rule_id, sku_id'),
			('warehouse', 'supplier', 'supplier', 'supplier_id, name, kind', 'name, kind'),
			('withdrawal', 'both', NULL, NULL, NULL),
			('withdrawal_line', 'both', NULL, NULL, NULL)
		) AS b (name, reads, writes, inserts, updates)
	LOOP
		-- COPY FROM refuses row security: the trigger of a table that it fills checks the caller and leaves no row.
		IF NOT book.trigger_checks AND NOT (SELECT relrowsecurity FROM pg_class WHERE oid = book.relation) THEN
			EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', book.relation);
		END IF;
		PERFORM distribution.grant_exactly('TABLE', book.relation::text, c.relowner,
			coalesce(c.relacl, acldefault('r', c.relowner)), ARRAY(
				SELECT 'SELECT' WHERE book.reads IS NOT NULL
				UNION ALL
				SELECT format('INSERT (%I)', i) FROM string_to_table(book.inserts, ', ') AS i
				UNION ALL
				SELECT format('UPDATE (%I)', u) FROM string_to_table(book.updates, ', ') AS u
				UNION ALL
				-- A cluster names the id that its sequence gave in the row that a node is to insert; give_id() sees to ID-8 there.
				SELECT format('INSERT (%I)', i.attname)
				FROM pg_attribute AS i
				WHERE on_cluster AND book.inserts IS NOT NULL AND i.attrelid = book.relation AND i.attidentity <> ''))
		FROM pg_class AS c
		WHERE c.oid = book.relation;
		FOR rule IN
			SELECT p.name, p.command
			FROM (VALUES
				('read', format('SELECT USING (%s)', book.reads), book.reads IS NOT NULL),
				('add', format('INSERT WITH CHECK (%s)', book.writes), book.writes IS NOT NULL AND book.inserts IS NOT NULL),
				('change', format('UPDATE USING (%1$s) WITH CHECK (%1$s)', book.writes), book.writes IS NOT NULL AND book.updates IS NOT NULL)
			) AS p (name, command, wanted)
			WHERE p.wanted AND NOT EXISTS (
				SELECT FROM pg_policy WHERE polrelid = book.relation AND polname = p.name)
		LOOP
			EXECUTE format('CREATE POLICY %I ON %s FOR %s', rule.name, book.relation, rule.command);
		END LOOP;
	END LOOP;

	PERFORM distribution.grant_exactly('TABLE', c.oid::regclass::text, c.relowner,
		coalesce(c.relacl, acldefault('r', c.relowner)), '{SELECT}')
	FROM distribution.book_commands() AS b (command)
	JOIN pg_class AS c ON c.oid = to_regclass((regexp_match(b.command, '^CREATE OR REPLACE VIEW ([\w.]+)'))[1]);

	PERFORM distribution.grant_exactly('SEQUENCE', c.oid::regclass::text, c.relowner,
		coalesce(c.relacl, acldefault('s', c.relowner)), '{}')
	FROM pg_class AS c
	WHERE c.relkind = 'S' AND c.relnamespace = 'distribution'::regnamespace;

	-- What install(), upgrade(), verify() and the moves of suppliers are made of is for them alone, and nobody calls the function of a trigger or of the
	-- planner.
	PERFORM distribution.grant_exactly('ROUTINE', p.oid::regprocedure::text, p.proowner,
		coalesce(p.proacl, acldefault('f', p.proowner)),
		CASE WHEN p.prorettype IN ('trigger'::regtype, 'internal'::regtype) OR p.proname IN (
			'book_commands', 'bring_home', 'distribute', 'drop_views', 'forget_quota', 'go_back_to_own_ids', 'go_on_with_ids', 'grant_exactly', 'ids_given_here', 'install',
			'is_distributed', 'let_go_of_supplier', 'let_members_write', 'loose_ends', 'make', 'make_books', 'make_owner_role', 'make_shared', 'make_views_of_cluster', 'named_by_supplier', 'on_every_node', 'place_tables',
			'placed', 'placements', 'raise_beyond', 'raise_everywhere', 'raise_sequences', 'raise_sequences_of', 'refuse_strangers', 'require_citus', 'require_export',
			'require_installer', 'require_shared', 'require_sound', 'require_supplier_id', 'row_hash', 'steps_done', 'steps_missing', 'supplier_books',
			'take_supplier', 'tell_nodes_token', 'undistribute', 'upgrade', 'upgrade_commands', 'validate_checks', 'without_keys_and_triggers')
			OR p.proname LIKE 'verify\_%' THEN '{}' ELSE '{EXECUTE}' END::text[])
	FROM pg_extension AS e
	JOIN pg_depend AS d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
	JOIN pg_proc AS p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
	WHERE e.extname = 'distribution';

	PERFORM distribution.grant_exactly('TYPE', t.oid::regtype::text, t.typowner,
		coalesce(t.typacl, acldefault('T', t.typowner)), '{USAGE}')
	FROM pg_extension AS e
	JOIN pg_depend AS d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
	JOIN pg_type AS t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid AND t.typcategory <> 'A'
	WHERE e.extname = 'distribution';

	PERFORM distribution.grant_exactly('SCHEMA', n.nspname, n.nspowner,
		coalesce(n.nspacl, acldefault('n', n.nspowner)), '{USAGE}')
	FROM pg_namespace AS n
	WHERE n.nspname IN ('distribution', 'distribution_report');
	-- A cluster makes a supplier's tables on the node that he moves to, as their owner.
	IF on_cluster THEN
		GRANT CREATE ON SCHEMA distribution TO distribution_owner;
	END IF;
END
$access$;
