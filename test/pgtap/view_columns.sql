-- Each column of each view is what it is called (PA-7): that of the book which has it, or the name of what its id says. Ids of
-- different kinds have nothing in common here, and no two columns are the same in every row, so that none stands for another.
BEGIN;
DO $$
DECLARE
	n int := 0;
	id record;
BEGIN
	FOR id IN SELECT attrelid::regclass AS book, attname FROM pg_attribute
		WHERE attidentity <> '' AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'distribution'::regnamespace) ORDER BY 1 LOOP
		n := n + 1;
		EXECUTE format('ALTER TABLE %s ALTER COLUMN %I RESTART WITH %s', id.book, id.attname, n * 10000);
	END LOOP;
END
$$;
\ir ../fixture/business.sql
SET LOCAL client_min_messages = warning;
\ir ../fixture/verbs.sql
SELECT no_plan();

-- Something in every column
SELECT distribution.set_shipment(t.id('supplier'), t.id('kedai new'), 'P1', 'Sample Carrier', 'T-1', 'label-1'), distribution.mark_printed(t.id('supplier'), ARRAY[t.id('kedai new')]),
	distribution.set_partner_contact(t.id('supplier'), t.id('kedai'), 'Sample Contact', '000-0000009'),
	distribution.approve_top_up(t.id('supplier'), t.id('kedai request'), 9), distribution.reject_top_up(t.id('supplier'), t.id('toko request'), 'not received'),
	distribution.answer_statement(t.id('supplier'), t.id('kedai statement'), false, 'a charge is missing'),
	distribution.restock_order(t.id('supplier'), t.id('kedai lost'), '{"lines":[{"line_no":1,"sellable":1,"lost":1}],"reason":"broken"}'),
	distribution.refund_return(t.id('supplier'), t.id('kedai done return')), distribution.refuse_return(t.id('supplier'), t.id('kedai back return'), 'worn'),
	distribution.push_inventory(t.id('supplier')), distribution.count_sales(t.id('supplier')),
	distribution.post_entry(t.id('supplier'), t.id('toko'), 'deduction', 700, 'MYR', 'D-1', 'a memo', 'key'),
	distribution.refuse_order(t.id('supplier'), t.id('kedai new'), 'none left', '[{"line_no":1,"quantity":1}]') \g /dev/null
SELECT t.name_it('again', distribution.request_top_up(t.id('supplier'), t.id('kedai'), 11, 'MYR', 'BANK-1', 'by bank')), distribution.approve_top_up(t.id('supplier'), t.id('again'), 10) \g /dev/null
SELECT distribution.read_events(t.id('supplier')) \g /dev/null
SELECT distribution.adjust_stock(t.id('supplier'), t.id('north'), t.id('A'), 70, 3) \g /dev/null
UPDATE distribution.supplier SET bigshop_name = 'Shop ' || supplier_id, contact_person = 'Person ' || supplier_id, contact_phone = 'Phone ' || supplier_id;
UPDATE distribution.partnership SET message = 'Message ' || partnership_id, contact = coalesce(contact, 'Contact ' || partnership_id), phone = coalesce(phone, 'Phone ' || partnership_id)
WHERE state IN ('pending', 'partnered');
INSERT INTO distribution.quantity_rule (supplier_id, sku_id, minimum, maximum, multiple) VALUES (t.id('supplier'), t.id('A'), 4, 60, 2);
SELECT distribution.set_credit(t.id('supplier'), t.id('kedai'), NULL, 20), distribution.post_entry(t.id('supplier'), t.id('kedai'), 'deduction', 5000), t.push('kedai synced') \g /dev/null
SELECT distribution.set_credit(t.id('supplier'), t.id('kedai'), 70, 20), distribution.set_credit(t.id('supplier'), t.id('kedai'), 700, 10, now() + interval '9 days') \g /dev/null
SET LOCAL session_replication_role = replica;
UPDATE distribution.ledger_entry SET due_at = now() - interval '3 days' WHERE kind = 'push_charge';
-- Sums, each another: in an empty month all are 0.
UPDATE distribution.statement SET opening_balance = 1, charges = -2, refunds = 4, return_charges = -8, manual = 16, closing_balance = 11,
	base_opening_balance = 100, base_charges = -20, base_refunds = 40, base_return_charges = -80, base_manual = 160, base_closing_balance = 200;
UPDATE distribution.ledger_month SET charges = -3, refunds = 5, return_charges = -7, manual = 9,
	base_charges = -30, base_refunds = 50, base_return_charges = -70, base_manual = 90;
SET LOCAL session_replication_role = origin;
SELECT t.forget_ageing() \g /dev/null
UPDATE distribution.invitation SET expires_at = now() + interval '1 day';

-- Which books a view shows, by their keys
CREATE TABLE t.shown (view name, book name, PRIMARY KEY (view, book));
INSERT INTO t.shown VALUES ('claims', 'claim'), ('credit_history', 'credit_change'), ('credit_status', 'settlement_account'), ('credit_status', 'partnership'),
	('distributor_orders', 'supply_order'), ('distributor_orders', 'partnership'), ('distributors', 'partnership'), ('distributors', 'settlement_account'),
	('events', 'event'), ('invitations', 'invitation'), ('notifications', 'notification'), ('offered_prices', 'quantity_rule'), ('offered_prices', 'settlement_account'),
	('offered_products', 'claim'), ('offered_products', 'quantity_rule'), ('offered_products', 'settlement_account'), ('order_lines', 'order_line'), ('order_lines', 'supply_order'), ('order_lines', 'order_package'),
	('order_timeline', 'order_event'), ('order_timeline', 'supply_order'), ('overdue', 'supply_order'), ('packages', 'order_package'), ('packages', 'supply_order'),
	('packages', 'package_charge'), ('partnership_log', 'partnership_event'), ('price_history', 'price_history'), ('product_log', 'product_log'),
	('product_stock', 'stock'), ('products', 'distribution_product'), ('push_record_history', 'push_record'),
	('quota_status', 'account'), ('reconciliation', 'ledger_entry'), ('reconciliation', 'supply_order'), ('reconciliation', 'partnership'), ('reconciliation_daily', 'ledger_day'), ('reconciliation_daily', 'settlement_account'),
	('reconciliation_summary', 'ledger_month'), ('reconciliation_summary', 'settlement_account'), ('return_lines', 'return_line'), ('return_lines', 'return_order'), ('return_lines', 'order_line'),
	('returns', 'return_order'), ('returns', 'supply_order'), ('statements', 'statement'), ('supplier_warehouse_stock', 'claim'), ('suppliers', 'partnership'),
	('suppliers', 'settlement_account'), ('supply_orders', 'supply_order'), ('top_up_requests', 'top_up_request'), ('visibility_rules', 'visibility_rule'), ('push_records', 'claim');
-- What has a name of a book's, and says something else: in force, of the whole, or of the other book
CREATE TABLE t.other (view name, book name, name name);
INSERT INTO t.other VALUES ('credit_status', 'settlement_account', 'credit_limit'), ('distributors', 'settlement_account', 'credit_limit'), ('suppliers', 'settlement_account', 'credit_limit'),
	('suppliers', 'partnership', 'hold_reason'), ('distributors', 'partnership', 'hold_reason'), ('order_lines', 'supply_order', 'state'), ('order_lines', 'order_package', 'state'),
	('packages', 'supply_order', 'state'), ('packages', 'order_package', 'state'), ('distributor_orders', 'partnership', 'state'), ('distributor_orders', 'partnership', 'reason'),
	('returns', 'supply_order', 'state'), ('returns', 'supply_order', 'pushed_at'), ('overdue', 'supply_order', 'currency'), ('reconciliation', 'supply_order', 'currency'),
	('return_lines', 'order_line', 'quantity'), ('return_lines', 'order_line', 'warehouse_id'), ('invitations', 'invitation', 'state'), ('price_history', 'price_history', 'currency'),
	('offered_products', 'quantity_rule', 'minimum'), ('offered_prices', 'quantity_rule', 'minimum');
CREATE FUNCTION t.columns(relation regclass) RETURNS name[] LANGUAGE sql AS $$
	SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped
$$;
CREATE FUNCTION t.key(book regclass) RETURNS name[] LANGUAGE sql AS $$
	SELECT array_agg(a.attname ORDER BY a.attnum) FROM pg_constraint AS k JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) WHERE k.conrelid = book AND k.contype = 'p'
$$;
CREATE FUNCTION t.different(view name, book name) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	common name[] := ARRAY(SELECT c FROM unnest(t.columns(format('distribution_report.%I', view)::regclass)) AS c
		WHERE c = ANY (t.columns(format('distribution.%I', book)::regclass)) AND c <> ALL (t.key(format('distribution.%I', book)::regclass))
			AND NOT EXISTS (SELECT FROM t.other AS o WHERE (o.view, o.book, o.name) = ($1, $2, c)));
	same text := (SELECT string_agg(format('v.%1$I IS NOT DISTINCT FROM b.%1$I', c), ' AND ') FROM unnest(common) AS c);
	keys text := (SELECT string_agg(quote_ident(c), ', ') FROM unnest(t.key(format('distribution.%I', book)::regclass)) AS c
		WHERE (view, c) <> ('notifications', 'supplier_id')); -- without it, it is unique too
	result text;
BEGIN
	EXECUTE format('SELECT CASE WHEN count(*) = 0 THEN ''no row'' ELSE (array_agg(row_to_json(v)::text || '' is '' || row_to_json(b)::text) FILTER (WHERE NOT (%s)))[1] END
		FROM distribution_report.%I AS v JOIN distribution.%I AS b USING (%s)', coalesce(same, 'true'), view, book, keys) INTO result;
	RETURN left(result, 1500);
END
$$;
SELECT is(t.different(view, book), NULL, format('PA-7: %s shows the columns of %s', view, book))
FROM (SELECT * FROM t.shown ORDER BY view, book) AS s;
SELECT is(string_agg(c.relname, ' ' ORDER BY c.relname), 'attention calendar distributor_order_counts onboarding order_counts price_list product_sales product_sales_daily reconciliation_total', 'PA-7: of every view but those that sum or list')
FROM pg_class AS c WHERE relnamespace = 'distribution_report'::regnamespace AND relkind = 'v' AND relname NOT IN (SELECT view FROM t.shown);

-- Names, by the ids beside them
CREATE TABLE t.named (id name, name name, book text);
INSERT INTO t.named VALUES ('supplier_id', 'supplier', 'SELECT supplier_id, bigshop_name FROM distribution.supplier'), ('distributor_id', 'distributor', 'SELECT account_id, name FROM distribution.account'),
	('sku_id', 'sku', 'SELECT sku_id, sku FROM distribution.merchant_sku'), ('sku_id', 'name', 'SELECT sku_id, name FROM distribution.merchant_sku'),
	('warehouse_id', 'warehouse', 'SELECT warehouse_id, name FROM distribution.warehouse'), ('customer_id', 'customer', 'SELECT customer_id, name FROM distribution.customer'),
	('order_id', 'platform_order_no', 'SELECT order_id, platform_order_no FROM distribution.supply_order'), ('account_id', 'account_name', 'SELECT account_id, name FROM distribution.account'),
	('supplier_id', 'contact_person', 'SELECT supplier_id, contact_person FROM distribution.supplier'), ('supplier_id', 'contact_phone', 'SELECT supplier_id, contact_phone FROM distribution.supplier'),
	('order_id', 'recipient_name', 'SELECT order_id, name FROM distribution.order_recipient'), ('order_id', 'recipient_phone', 'SELECT order_id, phone FROM distribution.order_recipient'),
	('order_id', 'recipient_address', 'SELECT order_id, address FROM distribution.order_recipient'),
	('partnership_id', 'distributor_id', 'SELECT partnership_id, distributor_id FROM distribution.partnership'), ('partnership_id', 'supplier_id', 'SELECT partnership_id, supplier_id FROM distribution.partnership'),
	('sku_id', 'supplier_id', 'SELECT sku_id, supplier_id FROM distribution.merchant_sku'), ('order_id', 'partnership_id', 'SELECT order_id, partnership_id FROM distribution.supply_order');
CREATE FUNCTION t.misnamed(view name, id name, named name, book text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT (array_agg(row_to_json(v)::text))[1] FROM distribution_report.%I AS v LEFT JOIN (%s) AS b (id, said) ON b.id = v.%I
		WHERE v.%3$I IS NOT NULL AND v.%4$I::text <> ''***'' AND v.%4$I IS DISTINCT FROM b.said', view, book, id, named) INTO result;
	RETURN left(result, 1500);
END
$$;
SELECT is(t.misnamed(n.relname, n.id, n.name, n.book), NULL, format('ID-4: %s says by its name whose %s it is', n.relname, n.name || ' by ' || n.id))
FROM (SELECT c.relname, n.* FROM pg_class AS c JOIN t.named AS n ON ARRAY[n.id, n.name] <@ t.columns(c.oid)
	WHERE c.relnamespace = 'distribution_report'::regnamespace AND c.relkind = 'v' ORDER BY c.relname, n.id, n.name) AS n;

SELECT * FROM finish();
ROLLBACK;
