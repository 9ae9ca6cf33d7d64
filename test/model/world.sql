-- What a walk of test/model begins with, after business.sql: quotas, terms, rules, limits of what is kept, and names for what is made on the way.
-- m.seen(ORDER) is what the product shows of all that the model knows: of views and books, and of no function that decides.

UPDATE distribution.plan SET order_quota = CASE plan WHEN 'V1' THEN 9 ELSE 22 END WHERE plan IN ('V1', 'V2');
INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (t.id('supplier'), 'stock_in_return', 'unit', 0.50);
SELECT distribution.set_credit(t.id('supplier'), t.id('kedai'), 300, 30), distribution.set_credit(t.id('supplier'), t.id('toko'), 0, 10);
INSERT INTO distribution.credit_rule (supplier_id, partnership_id, hold_after_days)
	VALUES (t.id('supplier'), t.id('kedai'), 5), (t.id('supplier'), t.id('raan'), 40);
SELECT t.make_account(name) FROM unnest(ARRAY['guest 1', 'guest 2', 'guest 3']) AS name;
INSERT INTO distribution.notification_subscription (account_id, event)
	SELECT t.id(name), event FROM unnest(ARRAY['kedai account', 'toko account', 'raan account']) AS name, unnest(ARRAY['price_changed', 'credit_due']) AS event;

UPDATE distribution.supplier SET push_records_kept = 6 WHERE supplier_id = t.id('supplier');

CREATE SCHEMA m;
CREATE TABLE m.token (name text PRIMARY KEY, token text NOT NULL);

CREATE FUNCTION m.token(wanted text) RETURNS text LANGUAGE sql AS $$ SELECT token FROM m.token WHERE name = wanted $$;

-- The server's clock, which libfaketime reads from a file; a rename, as all its readers see either the old or the new.
CREATE FUNCTION m.at(wanted text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	clock text := current_setting('model.clock');
BEGIN
	EXECUTE format('COPY (SELECT %L) TO PROGRAM %L', wanted, format('cat > %s.new && mv %s.new %s', clock, clock, clock));
END
$$;

-- The newest of a number: an order that was cancelled may be synced again.
CREATE FUNCTION m.order_of(wanted text) RETURNS bigint LANGUAGE sql AS $$
	SELECT max(order_id) FROM distribution.supply_order WHERE supplier_id = t.id('supplier') AND platform_order_no = wanted
$$;

-- 'pushed 43.90' or 'push_failed out_of_stock'
CREATE FUNCTION m.push(wanted text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', r.state, r.reason, CASE WHEN r.reason IS NULL THEN r.amount END)
	FROM distribution.push_order(t.id('supplier'), m.order_of(wanted)) AS r
$$;

CREATE FUNCTION m.quote(wanted text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', coalesce(q.reason, 'pushed'), q.total_amount, 'leaves', q.spendable_after)
	FROM distribution.quote_order(t.id('supplier'), m.order_of(wanted)) AS q
$$;

-- Volatile: it sees what the close has just written.
CREATE FUNCTION m.statement(wanted bigint) RETURNS distribution.statement LANGUAGE sql VOLATILE AS $$
	SELECT * FROM distribution.statement WHERE supplier_id = t.id('supplier') AND statement_id = wanted
$$;

CREATE FUNCTION m.close(partner text, month date) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', s.opening_balance, s.charges, s.refunds, s.return_charges, s.manual, s.closing_balance, s.entries)
	FROM (SELECT distribution.close_statement(t.id('supplier'), t.id(partner), month) AS id OFFSET 0) AS c
	CROSS JOIN LATERAL m.statement(c.id) AS s
$$;
CREATE FUNCTION m.sales(wanted text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(units_sold || '/' || daily_average, ' ' ORDER BY window_days) FROM distribution_report.product_sales
	WHERE supplier_id = t.id('supplier') AND sku_id = t.id(wanted)
$$;

CREATE FUNCTION m.months(partner text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', to_char(month, 'YYYY-MM'), opening_balance, charges, refunds, return_charges, manual, closing_balance, entries), ', ' ORDER BY month)
	FROM (SELECT * FROM distribution_report.reconciliation_summary WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner)
		ORDER BY month DESC LIMIT 6) AS newest
$$;

-- 'record warehouse time', from the oldest; positions with time and name of what happened
CREATE FUNCTION m.records(partner text, wanted text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', record_id, warehouse, extract(epoch FROM pushed_at)::bigint), ', ' ORDER BY record_id)
	FROM distribution_report.push_record_history WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner) AND sku_id = t.id(wanted)
$$;
CREATE FUNCTION m.events(account text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', position, event, extract(epoch FROM happened_at)::bigint), ', ' ORDER BY position)
	FROM distribution.read_events(t.id(account), 0, 100000)
$$;

CREATE FUNCTION m.seen(wanted text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws('; ',
		(SELECT string_agg(concat_ws(' ', t.name, c.balance, 'limit', coalesce(c.credit_limit::text, 'none'), to_char(c.limit_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
				concat(c.permanent_limit, '/', c.credit_days), 'due', c.current_due, c.days_1_30, c.days_31_60, c.days_61_90, c.days_over_90, CASE WHEN c.balance < 0 THEN to_char(c.oldest_due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') END,
				CASE WHEN p.hold_reason IS NOT NULL THEN 'held' END, CASE WHEN p.rule_hold_reason IS NOT NULL THEN 'held by rule' END,
				'pushed', q.used, 'told', (SELECT count(*) FILTER (WHERE event = 'price_changed') || '/' || count(*) FILTER (WHERE event = 'credit_due')
						|| CASE WHEN EXISTS (SELECT FROM distribution.money_notice AS o WHERE o.supplier_id = p.supplier_id AND o.partnership_id = p.partnership_id) THEN ' due' ELSE '' END
					FROM distribution.notification AS n WHERE n.account_id = p.distributor_id)), '; ' ORDER BY t.name)
			FROM distribution_report.credit_status AS c
			JOIN distribution.partnership AS p ON p.supplier_id = c.supplier_id AND p.partnership_id = c.partnership_id
			JOIN distribution_report.quota_status AS q ON q.account_id = p.distributor_id
			JOIN t.thing AS t ON t.id = p.partnership_id AND t.name IN ('kedai', 'raan', 'saigon', 'toko')
			WHERE c.supplier_id = t.id('supplier')),
		-- In which order four sessions did what they did
		(SELECT string_agg(concat_ws(' ', t.name, (
				SELECT string_agg(e.settlement_amount || coalesce(' until ' || to_char(e.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), ''), ', ' ORDER BY e.transaction_id)
				FROM distribution.ledger_entry AS e
				WHERE e.supplier_id = a.supplier_id AND e.partnership_id = a.partnership_id AND e.side = 'distributor' AND e.transaction_id > a.last_transaction_id - 8)), '; ' ORDER BY t.name)
			FROM distribution.settlement_account AS a JOIN t.thing AS t ON t.id = a.partnership_id AND t.name IN ('kedai', 'raan', 'saigon', 'toko') WHERE a.supplier_id = t.id('supplier')),
		(SELECT 'base ' || string_agg(base_price::text, ' ' ORDER BY sku_id) FROM distribution.distribution_product WHERE supplier_id = t.id('supplier')),
		(SELECT 'queue ' || string_agg(o.platform_order_no, ' ' ORDER BY q.queue_no) FROM distribution.push_queue AS q JOIN distribution.supply_order AS o USING (supplier_id, order_id)),
		(SELECT concat_ws(' ', 'to be told', string_agg(line, ' ' ORDER BY line)) FROM (
			SELECT s.name || '/' || coalesce(p.name, nullif(c.level, 0)::text, CASE c.kind WHEN 'base_price' THEN 'base' ELSE 'all' END) COLLATE "C" AS line
			FROM distribution.offer_change AS c
			JOIN t.thing AS s ON s.id = c.sku_id AND s.name IN ('A', 'B', 'C', 'D')
			LEFT JOIN t.thing AS p ON p.id = c.partnership_id AND p.name IN ('kedai', 'raan', 'saigon', 'toko')
			WHERE c.supplier_id = t.id('supplier')) AS noted),
		(SELECT 'supplier pushed ' || used FROM distribution_report.quota_status WHERE account_id = t.id('supplier')),
		(SELECT string_agg(format('%s %s %s/%s/%s', w.name, t.name, k.on_hand, k.allocated, k.defective), '; ' ORDER BY w.name, t.name)
			FROM distribution.stock AS k JOIN distribution.warehouse AS w ON w.supplier_id = k.supplier_id AND w.warehouse_id = k.warehouse_id
			JOIN t.thing AS t ON t.id = k.sku_id AND t.name IN ('A', 'B', 'C', 'D')
			WHERE k.supplier_id = t.id('supplier')),
		(SELECT concat_ws(' ', o.platform_order_no, o.push_state, o.state,
				(SELECT string_agg(concat_ws('/', coalesce(l.unit_price::text, l.reason), l.quantity, l.shipped, l.released, l.returned), ' ' ORDER BY l.line_no)
					FROM distribution.order_line AS l WHERE l.supplier_id = o.supplier_id AND l.order_id = o.order_id),
				(SELECT string_agg(concat_ws('/', c.package_no, c.goods_amount + c.stock_out_fee + c.logistics_fee, c.refunded), ' ' ORDER BY c.package_no)
					FROM distribution.package_charge AS c WHERE c.supplier_id = o.supplier_id AND c.order_id = o.order_id))
			FROM distribution.supply_order AS o WHERE o.supplier_id = t.id('supplier') AND o.order_id = m.order_of(wanted)),
		(SELECT string_agg(t.name || ' ' || p.state, '; ' ORDER BY t.name) FROM distribution.partnership AS p
			JOIN t.thing AS t ON t.id = p.partnership_id AND t.name LIKE 'P-%'
			WHERE p.supplier_id = t.id('supplier')))
$$;
