-- Every verb that changes anything, each with a call of it, for test/pairs/pairs.c to run two at a time.
--
-- A new function needs a row in t.verb; the calls all act on the things of one world, so that they meet. A world is a
-- supplier with partners and orders in every state; its main partner, kedai, is a supplier too, and supplies to it.
-- With the setting t.load each call takes any of the world's things.

UPDATE distribution.plan SET order_quota = 1000000; -- so that quotas are counted under lock

CREATE FUNCTION t.loaded() RETURNS boolean LANGUAGE sql AS $$
	SELECT coalesce(current_setting('t.load', true), '') = 'on'
$$;

-- A thing of the world: that of the name, or any whose name begins with the same word. Things are `order new`, `sku A` and so on.
CREATE FUNCTION t.a(wanted text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	IF NOT t.loaded() THEN
		RETURN t.id(wanted);
	END IF;
	RETURN (SELECT id FROM t.thing WHERE name LIKE split_part(wanted, ' ', 1) || ' %' ORDER BY random() LIMIT 1);
END
$$;

-- What members do by plain SQL, as one
CREATE ROLE shopkeeper;
GRANT USAGE ON SCHEMA t TO shopkeeper;
GRANT SELECT ON ALL TABLES IN SCHEMA t TO shopkeeper;
CREATE FUNCTION t.as_shopkeeper(statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL ROLE shopkeeper;
	EXECUTE statement;
	RESET ROLE;
END
$$;

CREATE FUNCTION t.make_order(name text, goods text DEFAULT 'A 1, B 1', warehouse text DEFAULT NULL) RETURNS bigint LANGUAGE sql AS $$
	SELECT t.name_it('order ' || name, distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload(name, goods, warehouse => warehouse)))
$$;

CREATE FUNCTION t.advance(order_name text, VARIADIC states text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	state text;
BEGIN
	FOREACH state IN ARRAY states LOOP
		PERFORM distribution.advance_order(t.id('supplier'), t.id('order ' || order_name), state);
	END LOOP;
END
$$;

CREATE FUNCTION t.make_return(name text) RETURNS bigint LANGUAGE sql AS $$
	SELECT t.name_it('return ' || name, distribution.create_return(t.id('supplier'), t.id('order shipped'),
		'{"kind":"return_refund","lines":[{"line_no":1,"quantity":1}]}'))
$$;

CREATE FUNCTION t.receive_return(name text) RETURNS void LANGUAGE sql AS $$
	SELECT distribution.receive_return(t.id('supplier'), t.id('return ' || name), '{"lines":[{"line_no":1,"sellable":1,"defective":0}]}')
$$;

CREATE FUNCTION t.make_orders() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	name text;
BEGIN
	PERFORM t.make_order(o, 'A 1, B 1') FROM unnest(ARRAY['synced', 'again', 'queued', 'new', 'process', 'asked', 'shipped', 'done', 'lost']) AS o;
	-- judged at its push, which gives the claim another rounding (PC-5)
	PERFORM t.make_order('judged', 'MAPPED 1'), t.make_order('judged queued', 'MAPPED 1'), distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('sku mapped'), 'MAPPED');
	PERFORM t.make_order('shipped more', 'A 9'), t.make_order('failed', 'A 100000'), t.make_order('third', 'A 1', 'third');
	PERFORM distribution.push_orders(t.id('supplier'), ARRAY(SELECT t.id('order ' || o)
		FROM unnest(ARRAY['failed', 'new', 'process', 'asked', 'shipped', 'shipped more', 'done', 'third', 'lost']) AS o));
	PERFORM distribution.queue_push(t.id('supplier'), ARRAY[t.id('order queued'), t.id('order judged queued')]);
	PERFORM t.advance('process', 'in_process'), t.advance('asked', 'in_process'), t.advance('third', 'in_process');
	PERFORM t.advance('shipped', 'in_process', 'to_pickup', 'shipped'), t.advance('done', 'in_process', 'to_pickup', 'shipped', 'completed');
	PERFORM t.advance('shipped more', 'in_process', 'to_pickup', 'shipped');
	PERFORM t.advance('lost', 'in_process');
	PERFORM distribution.withdraw_order(t.id('supplier'), t.id('order ' || o)) FROM unnest(ARRAY['asked', 'third', 'lost']) AS o;
	PERFORM distribution.confirm_withdrawal(t.id('supplier'), t.id('order lost'), true);
END
$$;

CREATE FUNCTION t.make_returns() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['created', 'pushed', 'received'] LOOP
		PERFORM t.name_it('return ' || name, distribution.create_return(t.id('supplier'), t.id('order shipped more'),
			'{"kind":"return_refund","lines":[{"line_no":1,"quantity":1}]}'));
	END LOOP;
	PERFORM distribution.push_return(t.id('supplier'), t.id('return pushed')), distribution.push_return(t.id('supplier'), t.id('return received'));
	PERFORM t.receive_return('received');
END
$$;

-- An account that is a supplier, with a SKU of the same code as all others
CREATE FUNCTION t.make_shop(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM t.make_supplier(name, 'MYR');
	PERFORM t.make_warehouse(name, CASE name WHEN 'supplier' THEN 'north' ELSE name || ' north' END);
END
$$;

CREATE FUNCTION t.make_sku(owner text, thing text, code text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	new_id bigint;
BEGIN
	INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (t.id(owner), code, code) RETURNING sku_id INTO new_id;
	RETURN t.name_it(thing, new_id);
END
$$;

CREATE FUNCTION t.make_products() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM t.make_sku('supplier', 'sku ' || code, code) FROM unnest(ARRAY['A', 'B', 'off', 'mapped', 'library']) AS code;
	PERFORM distribution.add_products(t.id('supplier'), ARRAY[t.id('sku A'), t.id('sku B'), t.id('sku off'), t.id('sku mapped')], ARRAY[10, 20, 5, 5]);
	PERFORM t.make_sku('kedai account', 'own K', 'K'), t.make_sku('kedai account', 'own library', 'L');
	PERFORM distribution.add_products(t.id('kedai account'), ARRAY[t.id('own K')], ARRAY[7]);
	PERFORM distribution.receive_stock(t.id('supplier'), t.id(w), t.id('sku ' || s), 1000) FROM unnest(ARRAY['north', 'third']) AS w, unnest(ARRAY['A', 'B', 'off', 'mapped']) AS s;
	PERFORM distribution.receive_stock(t.id('kedai account'), t.id('kedai account north'), t.id('own K'), 1000);
END
$$;

CREATE FUNCTION t.make_partners() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM t.make_partner('kedai', 'kedai account', 'MYR'), t.make_partner('toko', 'toko account', 'MYR', 1);
	PERFORM t.name_it('partner ' || p, t.id(p)) FROM unnest(ARRAY['kedai', 'toko']) AS p;
	PERFORM t.make_partner('back', 'supplier', 'MYR', NULL, 'kedai account');
	PERFORM distribution.disable_product(t.id('supplier'), t.id('sku off'));
	PERFORM distribution.stop_claim(t.id('supplier'), t.id('toko'), t.id('sku B'));
	PERFORM t.top_up('kedai', 100000), t.top_up('toko', 100000);
	PERFORM distribution.set_credit(t.id('supplier'), t.id('toko'), NULL, NULL);
	PERFORM distribution.hold_partnership(t.id('supplier'), t.id('toko'), 'until it is released');
	PERFORM t.name_it('application', t.apply('applicant')), t.name_it('rejected', t.apply('rejected one'));
	PERFORM distribution.reject_application(t.id('supplier'), t.id('rejected'), 'no');
END
$$;

CREATE FUNCTION t.make_rest() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	new_id bigint;
BEGIN
	INSERT INTO distribution.customer (supplier_id, code, name) VALUES (t.id('supplier'), 'C-new', 'New') RETURNING customer_id INTO new_id;
	PERFORM t.name_it('customer', new_id);
	PERFORM t.name_it('statement', distribution.close_statement(t.id('supplier'), t.id('kedai'), '2020-01-01'));
	INSERT INTO distribution.notification_subscription (account_id, event)
	SELECT t.id('supplier'), event FROM unnest(ARRAY['push_failed', 'application_received', 'balance_low', 'credit_due']) AS event;
	INSERT INTO distribution.notification (supplier_id, account_id, event, message) VALUES (t.id('supplier'), t.id('supplier'), 'push_failed', 'to read') RETURNING notification_id INTO new_id;
	PERFORM t.name_it('notification', new_id);
	INSERT INTO distribution.account_setting (account_id, event_days) VALUES (t.id('supplier'), 7);
	INSERT INTO distribution.credit_rule (supplier_id, hold_after_days) VALUES (t.id('supplier'), 0);
	PERFORM t.name_it('request', distribution.request_top_up(t.id('supplier'), t.id('kedai'), 10));
	DELETE FROM t.word;
	INSERT INTO t.word VALUES ('invitation', distribution.create_invitation(t.id('supplier')));
	INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (t.id('supplier'), 'late', 'late') RETURNING sku_id INTO new_id;
	PERFORM t.name_it('sku late', new_id);
	PERFORM distribution.add_products(t.id('supplier'), ARRAY[new_id], ARRAY[3]);
	INSERT INTO distribution.warehouse (supplier_id, name) VALUES (t.id('supplier'), 'new') RETURNING warehouse_id INTO new_id;
	PERFORM t.name_it('new', new_id);
	PERFORM distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north'), t.id('third'), new_id]);
END
$$;

-- What members write by plain SQL, for them to delete
CREATE FUNCTION t.make_settings() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	s bigint := t.id('supplier');
	new_id bigint;
BEGIN
	INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope)
	VALUES (s, 9, 'hidden', 'selected', 'selected') RETURNING rule_id INTO new_id;
	PERFORM t.name_it('rule', new_id);
	INSERT INTO distribution.visibility_rule_distributor (supplier_id, rule_id, distributor_id) VALUES (s, new_id, t.id('newcomer'));
	INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id) VALUES (s, new_id, t.id('sku off'));
	INSERT INTO distribution.customer_level (supplier_id, level, name) VALUES (s, 3, 'Spare');
	INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate) VALUES (s, 'MYR', 'IDR', 3500);
	INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, min_quantity, price) VALUES (s, t.id('kedai'), t.id('sku A'), 1000, 4);
	INSERT INTO distribution.stock_share (supplier_id, partnership_id, sku_id) VALUES (s, t.id('kedai'), t.id('sku A'));
	INSERT INTO distribution.quantity_rule (supplier_id, sku_id) VALUES (s, t.id('sku A'));
	INSERT INTO distribution.mark_rule (supplier_id, rule_no, mark) VALUES (s, 1, 'urgent');
	INSERT INTO distribution.shipping_rule (supplier_id, rule_no, carrier) VALUES (s, 1, 'Sample Carrier');
	INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (s, t.id('sku off'), 0, 4);
	INSERT INTO distribution.partnership_setting (supplier_id, partnership_id) VALUES (s, t.id('kedai'));
	INSERT INTO distribution.warehouse (supplier_id, name) VALUES (s, 'spare') RETURNING warehouse_id INTO new_id;
	PERFORM t.name_it('spare', new_id);
END
$$;

CREATE TABLE t.word (name text PRIMARY KEY, word text NOT NULL);
CREATE FUNCTION t.word(wanted text) RETURNS text LANGUAGE sql AS $$ SELECT word FROM t.word WHERE name = wanted $$;

-- A world of its own; the things are those of the newest.
CREATE FUNCTION t.world() RETURNS void LANGUAGE plpgsql SET client_min_messages = warning AS $$
DECLARE
	new_id bigint;
BEGIN
	DELETE FROM t.thing;
	PERFORM t.make_shop('supplier'), t.make_shop('kedai account');
	INSERT INTO distribution.warehouse (supplier_id, name, kind) VALUES (t.id('supplier'), 'third', 'third_party') RETURNING warehouse_id INTO new_id;
	PERFORM t.name_it('third', new_id);
	UPDATE distribution.supplier SET auto_tool = true WHERE supplier_id = t.id('supplier');
	PERFORM distribution.grant_member(t.id('supplier'), 'shopkeeper', '{admin}');
	PERFORM t.make_products();
	PERFORM t.go_live('supplier'), t.go_live('kedai account');
	PERFORM t.make_account(a) FROM unnest(ARRAY['toko account', 'applicant', 'rejected one', 'newcomer', 'idle account']) AS a;
	PERFORM distribution.suspend_account(t.id('idle account'), 'unpaid');
	PERFORM t.make_account('beginner', 'V2'), t.make_shop('late shop'), t.make_sku('late shop', 'late own', 'X');
	PERFORM distribution.add_products(t.id('late shop'), ARRAY[t.id('late own')], ARRAY[1]);
	PERFORM distribution.confirm_onboarding_step(t.id('late shop'), s) FROM unnest(ARRAY['stock_push_rule', 'bigshop']) AS s;
	PERFORM t.make_partners();
	PERFORM t.make_orders();
	PERFORM t.make_returns();
	PERFORM t.make_rest(), t.make_settings();
	UPDATE distribution.supplier SET rounding = 'up' WHERE supplier_id = t.id('supplier');
END
$$;

CREATE FUNCTION t.world_faults() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s: %s', check_name, detail), '; ')
	FROM unnest(ARRAY['supplier', 'kedai account']) AS s CROSS JOIN LATERAL distribution.verify(t.id(s))
$$;

-- Which rows are locked by others; what it locks itself is given back at once, for it is called in a transaction that is rolled back.
CREATE FUNCTION t.locked() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	book regclass;
BEGIN
	FOR book IN SELECT oid FROM pg_class WHERE relnamespace = 'distribution'::regnamespace AND relkind = 'r' ORDER BY relname LOOP
		RETURN QUERY EXECUTE format('SELECT %L || ctid::text FROM %2$s WHERE ctid <> ALL (ARRAY(SELECT ctid FROM %2$s FOR UPDATE SKIP LOCKED))', book::text || ' ', book);
	END LOOP;
END
$$;
CREATE FUNCTION t.lock_row(locked text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT FROM %s WHERE ctid = %L FOR UPDATE', split_part(locked, ' ', 1)::regclass, split_part(locked, ' ', 2));
END
$$;

CREATE TABLE t.verb (
	verb text PRIMARY KEY,     -- a function, or what is done by plain SQL; more than one call of it: with a word behind
	call text NOT NULL,        -- an expression if it has no verb of SQL
	refused text,              -- the SQLSTATE with which the call alone is refused in a world
	commits boolean NOT NULL DEFAULT false -- it cannot be in a transaction
);

INSERT INTO t.verb (verb, call, refused) VALUES
	('grant_member', $$distribution.grant_member(t.id('supplier'), 'postgres', '{report}')$$, NULL),
	('revoke_member', $$distribution.revoke_member(t.id('supplier'), 'postgres')$$, 'SD005'),
	('issue_token', $$distribution.issue_token(t.id('supplier'), '{report}', '1 hour')$$, NULL),
	('create_account', $$distribution.create_account('one more', 'V1')$$, NULL),
	('set_plan', $$distribution.set_plan(t.id('kedai account'), 'V3')$$, NULL),
	('set_plan supplier', $$distribution.set_plan(t.id('supplier'), 'V3')$$, NULL),
	('set_inventory_enabled', $$distribution.set_inventory_enabled(t.id('kedai account'), true)$$, NULL),
	('suspend_account', $$distribution.suspend_account(t.id('kedai account'), 'unpaid')$$, NULL),
	('suspend_account supplier', $$distribution.suspend_account(t.id('supplier'), 'unpaid')$$, NULL),
	('resume_account', $$distribution.resume_account(t.id('idle account'))$$, NULL),
	('mark_read', $$distribution.mark_read(t.id('supplier'), ARRAY[t.id('notification')])$$, NULL),
	('activate_supplier', $$distribution.activate_supplier(t.id('beginner'), 'MYR')$$, NULL),
	('confirm_onboarding_step', $$distribution.confirm_onboarding_step(t.id('supplier'), 'bigshop')$$, NULL),
	('go_live', $$distribution.go_live(t.id('late shop'))$$, NULL),
	('create_invitation', $$distribution.create_invitation(t.id('supplier'))$$, NULL),
	('revoke_invitation', $$distribution.revoke_invitation(t.id('supplier'), t.word('invitation'))$$, NULL),
	('apply_for_partnership', $$distribution.apply_for_partnership(t.word('invitation'), t.id('newcomer'))$$, NULL),
	('approve_application', $$distribution.approve_application(t.id('supplier'), t.id('application'), t.id('customer'), 'MYR', 1, ARRAY[t.id('north')])$$, NULL),
	('reject_application', $$distribution.reject_application(t.id('supplier'), t.id('application'), 'no')$$, NULL),
	('delete_application', $$distribution.delete_application(t.id('supplier'), t.id('rejected'))$$, NULL),
	('change_level', $$distribution.change_level(t.id('supplier'), t.id('kedai'), 2)$$, NULL),
	('set_warehouses', $$distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north')])$$, NULL),
	('create_supplier_warehouse', $$distribution.create_supplier_warehouse(t.id('supplier'), t.id('kedai'), t.id('new'))$$, NULL),
	('terminate_partnership', $$distribution.terminate_partnership(t.id('supplier'), t.id('kedai'), 'the end')$$, NULL),
	('terminate_partnership back', $$distribution.terminate_partnership(t.id('kedai account'), t.id('back'), 'the end')$$, NULL),
	('hold_partnership', $$distribution.hold_partnership(t.id('supplier'), t.id('kedai'), 'wait')$$, NULL),
	('release_partnership', $$distribution.release_partnership(t.id('supplier'), t.id('toko'))$$, NULL),
	('add_products', $$distribution.add_products(t.id('supplier'), ARRAY[t.id('sku library')], ARRAY[1])$$, NULL),
	('add_products own', $$distribution.add_products(t.id('kedai account'), ARRAY[t.id('own library')], ARRAY[1])$$, NULL),
	('import_products', $$distribution.import_products(t.id('supplier'), '[{"sku":"A","name":"A","base_price":"11.00"},{"sku":"imported","name":"imported","base_price":"2.00"}]')$$, NULL),
	('import_products own', $$distribution.import_products(t.id('kedai account'), '[{"sku":"K","name":"K","base_price":"11.00"},{"sku":"imported","name":"imported","base_price":"2.00"}]')$$, NULL),
	('set_base_prices', $$distribution.set_base_prices(t.id('supplier'), ARRAY[t.id('sku A'), t.id('sku B')], ARRAY[12, 21])$$, NULL),
	('publish_products', $$distribution.publish_products(t.id('supplier'))$$, NULL),
	('enable_product', $$distribution.enable_product(t.id('supplier'), t.id('sku off'))$$, NULL),
	('disable_product', $$distribution.disable_product(t.id('supplier'), t.a('sku A'))$$, NULL),
	('claim_products', $$distribution.claim_products(t.id('supplier'), t.a('partner kedai'), ARRAY[t.id('sku A'), t.id('sku B')])$$, NULL),
	('claim_products back', $$distribution.claim_products(t.id('kedai account'), t.id('back'), ARRAY[t.id('own K')])$$, NULL),
	('map_sku', $$distribution.map_sku(t.id('supplier'), t.a('partner kedai'), t.a('sku A'), 'MINE')$$, NULL),
	('map_sku back', $$distribution.map_sku(t.id('kedai account'), t.id('back'), t.id('own K'), 'THEIRS')$$, NULL),
	('stop_claim', $$distribution.stop_claim(t.id('supplier'), t.a('partner kedai'), t.a('sku A'))$$, NULL),
	('resume_claim', $$distribution.resume_claim(t.id('supplier'), t.id('toko'), t.id('sku B'))$$, NULL),
	('receive_stock', $$distribution.receive_stock(t.id('supplier'), t.id('north'), t.a('sku A'), 1)$$, NULL),
	('adjust_stock', $$distribution.adjust_stock(t.id('supplier'), t.id('north'), t.id('sku B'), 900, 1)$$, NULL),
	('sync_order', $$distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload('synced', 'B 2, A 1'))$$, NULL),
	('sync_order new', $$distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload('one more' || CASE WHEN t.loaded() THEN random()::text ELSE '' END, 'B 2, A 1'))$$, NULL),
	('sync_orders', $$count(*) FROM distribution.sync_orders(t.id('supplier'), t.id('kedai'), json_build_array(t.payload('one more', 'A 1, B 1'), t.payload('failed', 'B 1'), t.payload('again', 'A 2')))$$, NULL),
	('cancel_order', $$distribution.cancel_order(t.id('supplier'), t.a('order synced'))$$, NULL),
	('advance_order', $$distribution.advance_order(t.id('supplier'), t.a('order new'), 'in_process')$$, NULL),
	('advance_order shipped', $$distribution.advance_order(t.id('supplier'), t.a('order process'), 'shipped')$$, NULL),
	('advance_order package', $$distribution.advance_order(t.id('supplier'), t.a('order process'), 'shipped', 'P1')$$, NULL),
	('push_order', $$distribution.push_order(t.id('supplier'), t.a('order synced'))$$, NULL),
	('push_order again', $$distribution.push_order(t.id('supplier'), t.a('order again'))$$, NULL),
	('push_order judged', $$distribution.push_order(t.id('supplier'), t.id('order judged'))$$, NULL),
	('push_orders', $$count(*) FROM distribution.push_orders(t.id('supplier'), ARRAY[t.id('order synced'), t.id('order queued'), t.id('order again')])$$, NULL),
	('withdraw_order', $$distribution.withdraw_order(t.id('supplier'), t.a('order new'))$$, NULL),
	('withdraw_order process', $$distribution.withdraw_order(t.id('supplier'), t.a('order process'))$$, NULL),
	('withdraw_order lines', $$distribution.withdraw_order(t.id('supplier'), t.a('order new'), NULL, '[{"line_no":1,"quantity":1}]')$$, NULL),
	('refuse_order', $$distribution.refuse_order(t.id('supplier'), t.a('order new'), 'none left')$$, NULL),
	('refuse_order lines', $$distribution.refuse_order(t.id('supplier'), t.a('order process'), 'none left', '[{"line_no":2,"quantity":1}]')$$, NULL),
	('confirm_withdrawal', $$distribution.confirm_withdrawal(t.id('supplier'), t.a('order asked'))$$, NULL),
	('refuse_withdrawal', $$distribution.refuse_withdrawal(t.id('supplier'), t.a('order asked'), 'no')$$, NULL),
	('warehouse_cancelled', $$distribution.warehouse_cancelled(t.id('supplier'), t.id('order third'), true)$$, NULL),
	('ship_order', $$distribution.ship_order(t.id('supplier'), t.a('order process'), 'shipped')$$, NULL),
	('set_shipment', $$distribution.set_shipment(t.id('supplier'), t.a('order new'), 'P1', 'carrier', 'T-1')$$, NULL),
	('mark_order', $$distribution.mark_order(t.id('supplier'), t.a('order new'), '{fragile}')$$, NULL),
	('restock_order', $$distribution.restock_order(t.id('supplier'), t.id('order lost'), '{"lines":[{"line_no":1,"sellable":1}]}')$$, NULL),
	('mark_printed', $$distribution.mark_printed(t.id('supplier'), ARRAY[t.id('order new'), t.id('order process')])$$, NULL),
	('create_return', $$distribution.create_return(t.id('supplier'), t.a('order shipped'), '{"kind":"return_refund","lines":[{"line_no":1,"quantity":1}]}')$$, NULL),
	('push_return', $$distribution.push_return(t.id('supplier'), t.a('return created'))$$, NULL),
	('receive_return', $$distribution.receive_return(t.id('supplier'), t.a('return pushed'), '{"lines":[{"line_no":1,"sellable":1,"defective":0}]}')$$, NULL),
	('refund_return', $$distribution.refund_return(t.id('supplier'), t.a('return received'))$$, NULL),
	('refuse_return', $$distribution.refuse_return(t.id('supplier'), t.a('return pushed'), 'no')$$, NULL),
	('delete_customer', $$distribution.delete_customer(t.id('supplier'), t.id('customer'))$$, NULL),
	('delete_customer_level', $$distribution.delete_customer_level(t.id('supplier'), 3)$$, NULL),
	('delete_fee', $$distribution.delete_fee(t.id('supplier'), 'logistics')$$, NULL),
	('delete_fixed_rate', $$distribution.delete_fixed_rate(t.id('supplier'), 'MYR', 'IDR')$$, NULL),
	('delete_mark_rule', $$distribution.delete_mark_rule(t.id('supplier'), 1)$$, NULL),
	('delete_merchant_sku', $$distribution.delete_merchant_sku(t.id('supplier'), t.id('sku library'))$$, NULL),
	('delete_notification_subscription', $$distribution.delete_notification_subscription(t.id('supplier'), 'push_failed')$$, NULL),
	('delete_partnership_setting', $$distribution.delete_partnership_setting(t.id('supplier'), t.id('kedai'), 'distributor')$$, NULL),
	('set_visibility_rule', $$distribution.set_visibility_rule(t.id('supplier'), 9, 'hidden', NULL, ARRAY[t.id('sku off')])$$, NULL),
	('set_partner_contact', $$distribution.set_partner_contact(t.id('supplier'), t.id('kedai'), 'Sample Contact', '000-0000002')$$, NULL),
	('stop_claims', $$distribution.stop_claims(t.id('supplier'), ARRAY[t.id('kedai')], ARRAY[t.id('sku A')])$$, NULL),
	('resume_claims', $$distribution.resume_claims(t.id('supplier'), ARRAY[t.id('kedai')], ARRAY[t.id('sku A')])$$, NULL),
	('delete_partnership_price', $$distribution.delete_partnership_price(t.id('supplier'), t.id('kedai'), t.id('sku A'), 1000)$$, NULL),
	('delete_quantity_rule', $$distribution.delete_quantity_rule(t.id('supplier'), t.id('sku A'))$$, NULL),
	('delete_stock_share', $$distribution.delete_stock_share(t.id('supplier'), t.id('kedai'), t.id('sku A'))$$, NULL),
	('delete_shipping_rule', $$distribution.delete_shipping_rule(t.id('supplier'), 1)$$, NULL),
	('delete_sku_price', $$distribution.delete_sku_price(t.id('supplier'), t.id('sku off'))$$, NULL),
	('delete_visibility_rule', $$distribution.delete_visibility_rule(t.id('supplier'), t.id('rule'))$$, NULL),
	('delete_visibility_rule_distributor', $$distribution.delete_visibility_rule_distributor(t.id('supplier'), t.id('newcomer'), t.id('rule'))$$, NULL),
	('delete_visibility_rule_product', $$distribution.delete_visibility_rule_product(t.id('supplier'), t.id('sku off'), t.id('rule'))$$, NULL),
	('delete_warehouse', $$distribution.delete_warehouse(t.id('supplier'), t.id('spare'))$$, NULL),
	('push_inventory', $$distribution.push_inventory(t.id('supplier'))$$, NULL),
	('push_inventory all', $$distribution.push_inventory()$$, NULL),
	('push_inventory_here', $$distribution.push_inventory_here()$$, NULL),
	('queue_push', $$distribution.queue_push(t.id('supplier'), ARRAY[t.id('order again'), t.id('order synced')])$$, NULL),
	('run_maintenance', $$distribution.run_maintenance()$$, NULL),
	('maintain_unit queue', $$distribution.maintain_unit('queue', t.id('supplier'), 1)$$, NULL),
	('maintain_unit stock', $$distribution.maintain_unit('stock', t.id('supplier'), 1)$$, NULL),
	('maintain_unit sales', $$distribution.maintain_unit('sales', t.id('supplier'), 1)$$, NULL),
	('maintain_unit records', $$distribution.maintain_unit('records', t.id('supplier'), 1)$$, NULL),
	('maintain_unit holds', $$distribution.maintain_unit('holds', t.id('supplier'), 1)$$, NULL),
	('maintain_unit notices', $$distribution.maintain_unit('notices', t.id('supplier'), 1)$$, NULL),
	('maintain_unit offers', $$distribution.maintain_unit('offers', t.id('supplier'), 1)$$, NULL),
	('request_top_up', $$distribution.request_top_up(t.id('supplier'), t.id('kedai'), 5)$$, NULL),
	('approve_top_up', $$distribution.approve_top_up(t.id('supplier'), t.id('request'))$$, NULL),
	('reject_top_up', $$distribution.reject_top_up(t.id('supplier'), t.id('request'), 'not received')$$, NULL),
	('post_entry', $$distribution.post_entry(t.id('supplier'), t.id('kedai'), 'top_up', 5, idempotency_key => 'once')$$, NULL),
	('set_credit until', $$distribution.set_credit(t.id('supplier'), t.id('kedai'), 20, 30, now() + interval '1 day')$$, NULL),
	('read_events', $$count(*) FROM distribution.read_events(t.id('supplier'))$$, NULL),
	('read_events distributor', $$count(*) FROM distribution.read_events(t.id('kedai account'))$$, NULL),
	('delete_account_setting', $$distribution.delete_account_setting(t.id('supplier'))$$, NULL),
	('delete_credit_rule', $$distribution.delete_credit_rule(t.id('supplier'), 0)$$, NULL),
	('set_credit', $$distribution.set_credit(t.id('supplier'), t.id('kedai'), 10, 30)$$, NULL),
	('close_statement', $$distribution.close_statement(t.id('supplier'), t.id('kedai'), '2020-02-01')$$, NULL),
	('answer_statement', $$distribution.answer_statement(t.id('supplier'), t.id('statement'), true)$$, NULL),
	('import_prices', $$distribution.import_prices(t.id('supplier'), '[{"sku":"B","level":1,"price":"4.00"},{"sku":"A","base_price":"13.00"}]')$$, NULL),
	('count_sales', $$distribution.count_sales(t.id('supplier'))$$, NULL),
	('count_sales all', $$distribution.count_sales()$$, NULL),
	('save_checkpoint', $$distribution.save_checkpoint(t.id('supplier'))$$, NULL),
	('SQL supplier', $$t.as_shopkeeper($sql$UPDATE distribution.supplier SET rounding = 'down', sold_out_below = 2 WHERE supplier_id = t.id('supplier')$sql$)$$, NULL),
	('SQL visibility', $$t.as_shopkeeper($sql$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES (t.id('supplier'), 1, 'hidden', 'all', 'all')$sql$)$$, NULL),
	('SQL base price', $$t.as_shopkeeper($sql$UPDATE distribution.distribution_product SET base_price = 14 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('sku A')$sql$)$$, NULL),
	('SQL price', $$t.as_shopkeeper($sql$INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('supplier'), t.id('sku A'), 9)$sql$)$$, NULL),
	('SQL level', $$t.as_shopkeeper($sql$UPDATE distribution.customer_level SET percent = 80 WHERE supplier_id = t.id('supplier') AND level = 1$sql$)$$, NULL),
	('SQL mark rule', $$t.as_shopkeeper($sql$INSERT INTO distribution.mark_rule (supplier_id, rule_no, mark) VALUES (t.id('supplier'), 2, 'fragile')$sql$)$$, NULL),
	('SQL fee', $$t.as_shopkeeper($sql$UPDATE distribution.fee SET amount = 2 WHERE supplier_id = t.id('supplier')$sql$)$$, NULL),
	('SQL merchant SKU', $$t.as_shopkeeper($sql$UPDATE distribution.merchant_sku SET sku = 'renamed' WHERE supplier_id = t.id('supplier') AND sku_id = t.id('sku library')$sql$)$$, NULL),
	('SQL time zone', $$t.as_shopkeeper($sql$UPDATE distribution.supplier SET time_zone = 'Asia/Kuala_Lumpur' WHERE supplier_id = t.id('supplier')$sql$)$$, 'SD011'),
	('SQL import', $$t.as_shopkeeper($sql$INSERT INTO distribution.price_import (supplier_id, sku, level, min_quantity, price) VALUES (t.id('supplier'), 'B', 1, 1, '4.00')$sql$)$$, NULL),
	('SQL plan', $$UPDATE distribution.plan SET order_quota = NULL WHERE plan IN ('V1', 'V2')$$, NULL);
INSERT INTO t.verb (verb, call, commits) VALUES ('maintain', 'CALL distribution.maintain()', true);

-- Nothing to meet: what only the installer may call makes the books, the first two change nothing but the session, the third only
-- has other nodes of a cluster maintain, and a supplier comes where he has nothing and goes when nobody calls for him.
CREATE TABLE t.alone (function text PRIMARY KEY);
INSERT INTO t.alone VALUES ('authenticate'), ('maintenance_due'), ('maintain_nodes'), ('import_supplier'), ('remove_supplier');

CREATE FUNCTION t.without_verb() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(DISTINCT proname, ', ') FROM pg_proc
	WHERE pronamespace = 'distribution'::regnamespace AND prorettype <> 'trigger'::regtype AND provolatile = 'v'
		AND has_function_privilege('shopkeeper', oid, 'EXECUTE')
		AND proname NOT IN (SELECT split_part(verb, ' ', 1) FROM t.verb) AND proname NOT IN (SELECT function FROM t.alone)
$$;
CREATE FUNCTION t.statement(call text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN call ~ '^(CALL|INSERT|UPDATE|DELETE) ' THEN call ELSE 'SELECT ' || call END
$$;
