-- install(), comments, and the columns that others rely on (design and contract).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- Something in every book
SELECT t.sync('kedai', 'N-1', 'A 2; B 1'), t.sync('kedai', 'N-2', 'A 1'), t.sync('kedai', 'N-3', 'NONE 1') \g /dev/null
SELECT t.push('N-1', 'N-2', 'N-3') \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id('N-2')) \g /dev/null

-- Everything the catalog says of our schemas, and all rows
CREATE FUNCTION t.catalog() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") FROM (
		SELECT format('%s %s %s %s %s', c.oid, c.relkind, c.relname, c.relrowsecurity, c.relacl) FROM pg_class c WHERE relnamespace IN ('distribution'::regnamespace, 'distribution_report'::regnamespace)
		UNION ALL SELECT format('%s %s %s %s', attrelid, attname, format_type(atttypid, atttypmod), attnotnull) FROM pg_attribute
			WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace IN ('distribution'::regnamespace, 'distribution_report'::regnamespace))
		UNION ALL SELECT format('%s %s %s', oid, conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'distribution'::regnamespace
		UNION ALL SELECT format('%s %s', oid, pg_get_triggerdef(oid)) FROM pg_trigger
			WHERE tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'distribution'::regnamespace) AND NOT tgisinternal
		UNION ALL SELECT format('%s %s', oid, pg_get_viewdef(oid)) FROM pg_class WHERE relkind = 'v' AND relnamespace = 'distribution_report'::regnamespace
		UNION ALL SELECT format('%s %s', oid, proname) FROM pg_proc WHERE pronamespace = 'distribution'::regnamespace
	) AS lines (line)
$$;
CREATE FUNCTION t.data() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	book record;
	checksum text;
	everything text := '';
BEGIN
	FOR book IN SELECT oid::regclass AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'distribution'::regnamespace ORDER BY relname LOOP
		EXECUTE format('SELECT count(*) || '' '' || coalesce(md5(string_agg(r::text, '','' ORDER BY r::text)), ''-'') FROM %s AS r', book.name) INTO checksum;
		everything := everything || book.name || ' ' || checksum || E'\n';
	END LOOP;
	RETURN everything;
END
$$;
CREATE TABLE t.before AS SELECT t.catalog() AS catalog, t.data() AS data;
SELECT ok(length(catalog) > 10000 AND length(data) > 1000, 'design 1: there are books to compare') FROM t.before;
SELECT distribution.install() \g /dev/null
SELECT is(t.catalog(), catalog, 'design 1: install() run again changes no object') FROM t.before;
SELECT is(t.data(), data, 'design 1: nor any row') FROM t.before;
SELECT is(t.faults(), NULL, 'LE-3: the books are sound');

-- Comments
SELECT is_empty($$
	SELECT CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'table ' END || c.oid::regclass FROM pg_class c
	WHERE relkind IN ('r', 'p', 'v') AND relnamespace IN ('distribution'::regnamespace, 'distribution_report'::regnamespace)
		AND coalesce(obj_description(c.oid, 'pg_class'), '') = ''
	UNION ALL
	SELECT format('column %s.%s', a.attrelid::regclass, attname) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
	WHERE relkind IN ('r', 'p', 'v') AND relnamespace IN ('distribution'::regnamespace, 'distribution_report'::regnamespace)
		AND attnum > 0 AND NOT attisdropped AND coalesce(col_description(attrelid, attnum), '') = ''
	UNION ALL
	SELECT 'function ' || p.oid::regprocedure FROM pg_proc p
	WHERE pronamespace IN ('distribution'::regnamespace, 'distribution_report'::regnamespace) AND coalesce(obj_description(p.oid, 'pg_proc'), '') = ''
	UNION ALL
	SELECT 'type ' || y.oid::regtype FROM pg_type y LEFT JOIN pg_class c ON c.oid = typrelid
	WHERE typnamespace = 'distribution'::regnamespace AND (typtype IN ('e', 'd', 'r') OR (typtype = 'c' AND c.relkind = 'c'))
		AND coalesce(obj_description(y.oid, 'pg_type'), '') = ''
	UNION ALL
	SELECT 'schema ' || nspname FROM pg_namespace n WHERE nspname IN ('distribution', 'distribution_report') AND coalesce(obj_description(n.oid, 'pg_namespace'), '') = ''
$$, 'design: every table, view, column, function, type and schema has a comment');

-- The contract's columns
SELECT is(array_agg(format('%s.%s', wanted.relation, wanted.name)) FILTER (WHERE a.attname IS NULL), NULL, 'contract: the columns that others read')
FROM (
	SELECT relation, regexp_split_to_table(columns, ', ') AS name
	FROM (VALUES
		('distribution.plan', 'plan, rank, may_supply, order_quota'),
		('distribution.currency', 'currency, decimals'),
		('distribution.live_rate', 'from_currency, to_currency, rate, observed_at'),
		('distribution.fixed_rate', 'supplier_id, from_currency, to_currency, rate'),
		('distribution.merchant_sku', 'supplier_id, sku_id, sku, name, is_combination'),
		('distribution.warehouse', 'supplier_id, warehouse_id, name, kind'),
		('distribution.customer', 'supplier_id, customer_id, code, name, phone, email, note'),
		('distribution.customer_level', 'supplier_id, level, name, percent, plus'),
		('distribution.sku_price', 'supplier_id, sku_id, level, min_quantity, valid, price'),
		('distribution.fee', 'supplier_id, fee, basis, amount'),
		('distribution.visibility_rule', 'supplier_id, rule_id, rule_no, effect, distributor_scope, level, product_scope'),
		('distribution.visibility_rule_distributor', 'supplier_id, rule_id, distributor_id'),
		('distribution.visibility_rule_product', 'supplier_id, rule_id, sku_id'),
		('distribution.distribution_product', 'supplier_id, sku_id, base_price, state'),
		('distribution.supplier', 'supplier_id, base_currency, rounding, time_zone, auto_tool, auto_pack, auto_push_stock, sold_out_below, push_records_kept, push_record_days, bigshop_name, bigshop_logo, contact_person, contact_phone'),
		('distribution.stock', 'supplier_id, warehouse_id, sku_id, on_hand, allocated, defective'),
		('distribution.settlement_account', 'supplier_id, partnership_id, currency, balance, credit_limit, credit_days'),
		('distribution.ledger_entry', 'supplier_id, partnership_id, transaction_id, side, account_id, kind, amount, settlement_amount, balance_after, memo'),
		('distribution.claim', 'supplier_id, partnership_id, sku_id, state, distributor_sku'),
		('distribution.partnership', 'supplier_id, partnership_id, distributor_id, state'),
		('distribution_report.distributors', 'supplier_id, partnership_id, distributor_id, distributor, state, level, customer, currency, warehouses, balance, credit_limit, spendable, active_claims, on_hold, last_pushed_at'),
		('distribution_report.products', 'supplier_id, sku_id, sku, name, state, base_price, currency, on_hand, allocated, available, active_distributors, terminated_distributors'),
		('distribution_report.offered_products', 'supplier_id, partnership_id, distributor_id, sku_id, sku, name, claimed, displayed_price, currency, available'),
		('distribution_report.supply_orders', 'supplier_id, order_id, partnership_id, distributor, platform, store, platform_order_no, push_state, state, store_source, payment_method, logistics, goods_amount, stock_out_fee, logistics_fee, total_amount, currency, ordered_at, synced_at, pushed_at, recipient_name, recipient_phone, recipient_address'),
		('distribution_report.distributor_orders', 'distributor_id, supplier_id, order_id, push_state, reason, detail, pushed_at'),
		('distribution_report.reconciliation', 'side, account_id, supplier_id, partnership_id, transaction_id, kind, order_id, package_no, document_no, amount, currency, rate, rate_source, settlement_amount, settlement_currency, balance_after, posted_at'),
		('distribution_report.credit_status', 'supplier_id, partnership_id, balance, credit_limit, spendable, overdue, current_due, days_1_30, days_31_60, days_61_90, days_over_90'),
		('distribution_report.attention', 'account_id, side, kind, supplier_id, partnership_id, subject, since'),
		('distribution_report.statements', 'supplier_id, partnership_id, statement_id, month, opening_balance, closing_balance, state, reason'),
		('distribution_report.reconciliation_summary', 'supplier_id, partnership_id, distributor_id, month, currency, opening_balance, charges, refunds, return_charges, manual, closing_balance, entries')
	) AS c (relation, columns)
) AS wanted
LEFT JOIN pg_attribute a ON a.attrelid = to_regclass(wanted.relation) AND a.attname = wanted.name AND NOT a.attisdropped;
SELECT is(array_agg(DISTINCT format('%s.%s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod))) FILTER (WHERE format_type(atttypid, atttypmod) <> 'numeric(20,2)'), NULL,
	'style 8: money in views is numeric(20,2)')
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
WHERE relkind = 'v' AND relnamespace = 'distribution_report'::regnamespace
	AND attname IN ('balance', 'credit_limit', 'spendable', 'base_price', 'displayed_price', 'goods_amount', 'stock_out_fee', 'logistics_fee', 'total_amount',
		'amount', 'settlement_amount', 'balance_after', 'opening_balance', 'closing_balance', 'charges', 'refunds', 'return_charges', 'manual',
		'overdue', 'current_due', 'days_1_30', 'days_31_60', 'days_61_90', 'days_over_90', 'open_amount');
SELECT is_empty($$
	SELECT p.oid::regprocedure FROM pg_proc p JOIN unnest(ARRAY['install', 'version', 'create_account', 'activate_supplier', 'confirm_onboarding_step', 'go_live',
		'add_products', 'publish_products', 'receive_stock', 'create_invitation', 'apply_for_partnership', 'approve_application', 'claim_products', 'set_credit',
		'post_entry', 'sync_order', 'sync_orders', 'push_order', 'push_orders', 'cancel_order', 'withdraw_order', 'advance_order', 'explain_push', 'round_price',
		'exchange_rate', 'distribution_price', 'is_visible', 'verify']) AS wanted (name) ON p.proname = wanted.name
	WHERE pronamespace = 'distribution'::regnamespace AND (NOT prosecdef OR proconfig IS NULL) AND provolatile <> 'i' AND proname <> 'install'
$$, 'design 6: every function of the contract runs as its definer with a fixed search_path');
SELECT is_empty($$
	SELECT 'function ' || p.oid::regprocedure FROM pg_proc p
	WHERE pronamespace IN ('distribution'::regnamespace, 'distribution_report'::regnamespace) AND proowner <> 'distribution_owner'::regrole
	UNION ALL
	SELECT 'relation ' || c.oid::regclass FROM pg_class c
	WHERE relnamespace IN ('distribution'::regnamespace, 'distribution_report'::regnamespace) AND relowner <> 'distribution_owner'::regrole
$$, 'ID-7: all functions, books and views belong to distribution_owner, so no definer is a superuser');
SELECT is((SELECT concat(rolsuper, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls) FROM pg_roles WHERE rolname = 'distribution_owner'), 'ffffff',
	'ID-7: which has no login and no attribute');
SELECT is(array_agg(name) FILTER (WHERE to_regproc('distribution.' || name) IS NULL), NULL, 'contract: the functions of this milestone')
FROM unnest(ARRAY['install', 'version', 'create_account', 'activate_supplier', 'confirm_onboarding_step', 'go_live',
	'add_products', 'publish_products', 'receive_stock', 'create_invitation', 'apply_for_partnership', 'approve_application', 'claim_products', 'set_credit',
	'post_entry', 'sync_order', 'sync_orders', 'push_order', 'push_orders', 'cancel_order', 'withdraw_order', 'advance_order', 'explain_push', 'round_price',
	'exchange_rate', 'distribution_price', 'is_visible', 'verify']) AS name;
SELECT is_empty($$
	SELECT format('%s of %s', a.attname, c.relname) FROM pg_class c
	JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped
	JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = a.atttypid AND d.deptype = 'e'
	WHERE relkind IN ('r', 'p') AND relnamespace = 'distribution'::regnamespace
$$, 'design 1: no column has a type of the extension');
SELECT is_empty($$
	SELECT c.relname FROM pg_class c JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
	WHERE relkind IN ('r', 'p', 'S', 'v') AND relnamespace IN ('distribution'::regnamespace, 'distribution_report'::regnamespace)
$$, 'design 1: no table, sequence or view is a member of the extension');

-- DROP EXTENSION CASCADE loses no row, and install() makes everything again.
CREATE TABLE t.held AS SELECT t.data() AS data,
	(SELECT array_agg(relname::text ORDER BY relname::text) FROM pg_class WHERE relkind = 'v' AND relnamespace = 'distribution_report'::regnamespace) AS views,
	(SELECT array_agg(tgrelid::regclass || ' ' || tgname ORDER BY tgrelid::regclass::text, tgname) FROM pg_trigger WHERE NOT tgisinternal) AS triggers,
	(SELECT array_agg(format('%s %s %s', tablename, policyname, cmd) ORDER BY tablename, policyname) FROM pg_policies WHERE schemaname = 'distribution') AS policies,
	(SELECT array_agg(conrelid::regclass || ' ' || conname ORDER BY conrelid::regclass::text, conname) FROM pg_constraint WHERE connamespace = 'distribution'::regnamespace) AS constraints;
DROP FUNCTION t.push, t.outcome, t.outcomes, t.pushed CASCADE;
SET LOCAL client_min_messages = warning;
DROP EXTENSION distribution CASCADE;
RESET client_min_messages;
SELECT is(t.data(), data, 'design 1: DROP EXTENSION CASCADE loses no row') FROM t.held;
SELECT is(count(*), 0::bigint, 'design 1: and leaves no table open') FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = 'distribution'::regnamespace AND NOT relrowsecurity AND relname NOT IN ('price_import', 'product_import');
CREATE ROLE nobody_special;
SET ROLE nobody_special;
SELECT is(count(*), 0::bigint, 'design 1: nobody sees a row meanwhile') FROM distribution.ledger_entry;
RESET ROLE;
CREATE EXTENSION distribution;
SELECT distribution.install() \g /dev/null
SELECT is(t.data(), data, 'design 1: CREATE EXTENSION and install() neither') FROM t.held;
SELECT is((SELECT array_agg(relname::text ORDER BY relname::text) FROM pg_class WHERE relkind = 'v' AND relnamespace = 'distribution_report'::regnamespace), views,
	'design 1: all views are there again') FROM t.held;
SELECT is((SELECT array_agg(tgrelid::regclass || ' ' || tgname ORDER BY tgrelid::regclass::text, tgname) FROM pg_trigger WHERE NOT tgisinternal), triggers,
	'design 1: all triggers are') FROM t.held;
SELECT is((SELECT array_agg(format('%s %s %s', tablename, policyname, cmd) ORDER BY tablename, policyname) FROM pg_policies WHERE schemaname = 'distribution'), policies,
	'design 1: all policies are') FROM t.held;
SELECT is((SELECT array_agg(conrelid::regclass || ' ' || conname ORDER BY conrelid::regclass::text, conname) FROM pg_constraint WHERE connamespace = 'distribution'::regnamespace), constraints,
	'design 1: no constraint is missing') FROM t.held;
SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT t.name_it('after', distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload('N-9', 'A 1'))) \g /dev/null
SELECT is((distribution.push_order(t.id('supplier'), t.id('after'))).state, 'pushed', 'OR-5: and orders are pushed again');
SELECT is(t.state_of('DELETE FROM distribution.ledger_entry'), 'SD011', 'LE-5: and the ledger is guarded again');

SELECT is_empty($$
	SELECT r.ev_class::regclass, c.conname FROM pg_depend AS d
	JOIN pg_rewrite AS r ON r.oid = d.objid
	JOIN pg_constraint AS c ON c.oid = d.refobjid
	WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_constraint'::regclass AND c.connamespace = 'distribution'::regnamespace
$$, 'views group by all columns that they show, not by a key that a shard may lack');

SELECT * FROM finish();
ROLLBACK;
