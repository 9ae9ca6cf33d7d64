-- A model of goods and money beside the product: random sequences of verbs, and after every step the two must agree
-- on what it answered, on stock, on lines and packages, and on balances (ST-2, RT-3, LE-3, OR-12, OR-13, WD-2 ... WD-5, CR-1),
-- while prices, rules of quantities, shares of stock, holds and top-ups change (PC-0, QR-1, ST-9, CR-4, CR-5, TU-1); a quote is what a push then
-- charges (QT-1).
--
--   SEED=random STEPS=50000 make check ONLY='pgtap model'   another sequence, or a longer one; CI takes 10,000
--   SEED=NUMBER STEPS=50000 make check ONLY='pgtap model'   the same again
--
-- A seed and a number of steps are one sequence: what is drawn depends on no plan, and rows are drawn in order.
-- The model knows prices, fees and rules by itself and asks the product nothing. It commits, as long sequences in one
-- transaction would only measure dead rows; the database is thrown away.
\getenv seed SEED
\getenv steps STEPS
\if :{?seed}
\else
\set seed 1
\endif
\if :{?steps}
\else
\set steps 2000
\endif
\ir ../fixture/business.sql
SELECT no_plan();

SELECT t.make_warehouse('supplier', 'third') \g /dev/null
UPDATE distribution.warehouse SET kind = 'third_party' WHERE warehouse_id = t.id('third');
INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (t.id('supplier'), 'stock_in_return', 'unit', 0.50);
UPDATE distribution.supplier SET auto_tool = true WHERE supplier_id = t.id('supplier');
SELECT distribution.set_warehouses(t.id('supplier'), t.id(p), ARRAY[t.id('north'), t.id('third')]),
	distribution.create_supplier_warehouse(t.id('supplier'), t.id(p), t.id('third')) FROM unnest(ARRAY['kedai', 'toko', 'saigon']) AS p \g /dev/null
SELECT t.receive(sku, 'third', 50) FROM unnest(ARRAY['A', 'B', 'C', 'D']) AS sku \g /dev/null
SELECT distribution.set_credit(t.id('supplier'), t.id('kedai'), 500, 0), distribution.set_credit(t.id('supplier'), t.id('toko'), 0, NULL) \g /dev/null

CREATE SCHEMA m;
-- Terms, worked out by hand: base prices A 10.00, B 20.00, C 9.99, D 1.50; toko gets 90 %, at 3500 IDR for 1 MYR; saigon pays 1.20
-- more, at 5432.1 VND, in whole ones; fees are 1.50 per package, 0.80 per unit, and 0.50 per unit received. Before these prices
-- go prices of the partnership (PC-0): B 17.25 for kedai, D 1.25 for toko.
INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, price) VALUES
	(t.id('supplier'), t.id('kedai'), t.id('B'), 17.25), (t.id('supplier'), t.id('toko'), t.id('D'), 1.25);
-- CR-5: kedai's charges are due at once, and it is on hold while one of an earlier transaction is overdue; released: in which
INSERT INTO distribution.credit_rule (supplier_id, partnership_id, hold_after_days) VALUES (t.id('supplier'), t.id('kedai'), 0);
CREATE TABLE m.partner (partner text PRIMARY KEY, balance numeric, credit numeric, rate numeric, decimals int, last_transaction bigint,
	held boolean DEFAULT false, rule_held boolean DEFAULT false, released int DEFAULT -1);
INSERT INTO m.partner VALUES ('kedai', 1000, 500, 1, 2, 0), ('toko', 10000000, 0, 3500, 2, 0), ('saigon', 5000000, 0, 5432.1, 0, 0);
CREATE TABLE m.clock (transaction int); -- which of the run's
INSERT INTO m.clock VALUES (0);
CREATE TABLE m.fee (partner text, transaction int); -- charges that are of no package
CREATE TABLE m.base (sku text PRIMARY KEY, price numeric);
INSERT INTO m.base VALUES ('A', 10), ('B', 20), ('C', 9.99), ('D', 1.50);
CREATE TABLE m.rule (sku text PRIMARY KEY, minimum int, maximum int, multiple int);
CREATE TABLE m.share (partner text, sku text, percent numeric, buffer int, PRIMARY KEY (partner, sku)); -- '': all
CREATE TABLE m.top_up (no int PRIMARY KEY, id bigint, partner text, asked numeric, approved numeric, state text);
CREATE TABLE m.price (partner text, sku text, price numeric, PRIMARY KEY (partner, sku));
INSERT INTO m.price VALUES ('kedai', 'A', 10), ('kedai', 'B', 17.25), ('kedai', 'C', 9.99), ('kedai', 'D', 1.50),
	('toko', 'A', 31500), ('toko', 'B', 63000), ('toko', 'C', 31468.50), ('toko', 'D', 4375),
	('saigon', 'A', 60840), ('saigon', 'B', 115161), ('saigon', 'C', 60785), ('saigon', 'D', 14667);
CREATE TABLE m.stock (warehouse text, sku text, on_hand int, allocated int, defective int, PRIMARY KEY (warehouse, sku));
INSERT INTO m.stock SELECT w, s, n, 0, 0 FROM (VALUES ('north', 100), ('third', 50)) AS w (w, n), unnest(ARRAY['A', 'B', 'C', 'D']) AS s;
-- state: failed, new, in_process, to_pickup, shipped, completed, cancelled; waits: for whose answer a withdrawal waits; ended: by which act
CREATE TABLE m.orders (no int PRIMARY KEY, id bigint, partner text, warehouse text, state text, waits text, ended text, transaction int);
CREATE TABLE m.line (no int, line_no int, package int, sku text, quantity int, price numeric, shipped int DEFAULT 0, released int DEFAULT 0, gone int DEFAULT 0,
	returned int DEFAULT 0, restocked int DEFAULT 0, lost int DEFAULT 0, PRIMARY KEY (no, line_no));
CREATE TABLE m.package (no int, package int, state text, unit_fee numeric, charged numeric, refunded numeric, PRIMARY KEY (no, package));
CREATE TABLE m.request (no int, line_no int, units int, PRIMARY KEY (no, line_no)); -- of a withdrawal that waits
CREATE TABLE m.returns (no int PRIMARY KEY, id bigint, order_no int, kind text, state text);
CREATE TABLE m.return_line (no int, order_no int, line_no int, quantity int, received int, refunded int, PRIMARY KEY (no, line_no));
CREATE INDEX ON m.returns (order_no);
CREATE INDEX ON m.return_line (order_no, line_no);
CREATE TABLE m.received (line_no int, sku text, good int, bad int, lost int); -- of the step at hand, as the next
CREATE TABLE m.taken (line_no int, package int, units int);
CREATE TABLE m.due (line_no int, package int, price numeric, units int);
CREATE TABLE m.tally (verb text, outcome text, times int, PRIMARY KEY (verb, outcome));

CREATE FUNCTION m.pick(VARIADIC choices text[]) RETURNS text LANGUAGE sql AS $$
	SELECT choices[1 + floor(random() * cardinality(choices))::int]
$$;
CREATE FUNCTION m.upto(n int) RETURNS int LANGUAGE sql AS $$
	SELECT 1 + floor(random() * n)::int
$$;

-- What a verb answers: 'done', a push's state and reason, or an SQLSTATE. A failed statement leaves nothing.
CREATE FUNCTION m.answer(statement text, OUT outcome text, OUT made bigint) LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	EXECUTE 'SELECT ' || statement INTO said;
	outcome := 'done';
	made := CASE WHEN said ~ '^\d+$' THEN said::bigint END;
EXCEPTION WHEN OTHERS THEN
	outcome := SQLSTATE;
END
$$;

CREATE FUNCTION m.way() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$ SELECT ARRAY['new', 'in_process', 'to_pickup', 'shipped', 'completed'] $$;
-- OR-6: one step or several forward; completed follows shipped only
CREATE FUNCTION m.moves(here text, target text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT coalesce(array_position(m.way(), target) > array_position(m.way(), here) AND (target <> 'completed' OR here = 'shipped'), false)
$$;
-- FX-3: an amount in base currency, converted and rounded once
CREATE FUNCTION m.convert(wanted text, amount numeric) RETURNS numeric LANGUAGE sql AS $$
	SELECT round(amount * rate, decimals) FROM m.partner WHERE partner = wanted
$$;
-- Units that goods returns of the line still wait for
CREATE FUNCTION m.awaited(l m.line) RETURNS int LANGUAGE sql AS $$
	SELECT coalesce(sum(x.quantity), 0)::int FROM m.return_line x JOIN m.returns y ON y.no = x.no
	WHERE y.order_no = l.no AND x.line_no = l.line_no AND y.kind = 'return_refund' AND y.state IN ('created', 'pushed')
$$;
-- OR-13: a package with nothing left is cancelled; the order is where the least advanced of the others is.
CREATE FUNCTION m.settle(o m.orders, act text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE m.package p SET state = 'cancelled'
	WHERE p.no = o.no AND NOT EXISTS (SELECT FROM m.line l WHERE l.no = o.no AND l.package = p.package AND l.quantity > l.released + l.gone);
	UPDATE m.orders SET waits = NULL, state = coalesce((m.way())[(SELECT min(array_position(m.way(), p.state)) FROM m.package p WHERE p.no = o.no)], 'cancelled') WHERE no = o.no;
	UPDATE m.orders SET ended = act WHERE no = o.no AND state = 'cancelled';
END
$$;
-- ST-2: the units taken leave the shelf, or go back on it.
CREATE FUNCTION m.let_go(o m.orders, ship boolean, withdrawn boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE m.stock s SET allocated = s.allocated - l.units, on_hand = s.on_hand - CASE WHEN ship THEN l.units ELSE 0 END
	FROM (SELECT n.sku, sum(c.units)::int AS units FROM m.taken c JOIN m.line n ON n.no = o.no AND n.line_no = c.line_no GROUP BY n.sku) AS l
	WHERE s.warehouse = o.warehouse AND s.sku = l.sku;
	UPDATE m.line n SET shipped = n.shipped + CASE WHEN ship THEN c.units ELSE 0 END, released = n.released + CASE WHEN ship THEN 0 ELSE c.units END,
		gone = n.gone + CASE WHEN ship AND withdrawn THEN c.units ELSE 0 END
	FROM m.taken c WHERE n.no = o.no AND n.line_no = c.line_no;
END
$$;
-- OR-12: units x price, of the fee per unit what so many units make more than those before, of the last unit all that is left
CREATE FUNCTION m.give_back(o m.orders, gone boolean, act text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	p record;
	due numeric;
	places CONSTANT int := (SELECT decimals FROM m.partner WHERE partner = o.partner);
BEGIN
	FOR p IN
		SELECT k.package, k.unit_fee, k.charged, k.refunded, u.units, u.before, c.units AS taken, c.goods
		FROM m.package AS k
		CROSS JOIN LATERAL (SELECT sum(l.quantity)::numeric AS units, sum(l.released + l.gone) AS before FROM m.line l WHERE l.no = o.no AND l.package = k.package) AS u
		JOIN (SELECT n.package, sum(x.units) AS units, sum(x.units * n.price) AS goods FROM m.taken x JOIN m.line n ON n.no = o.no AND n.line_no = x.line_no GROUP BY n.package) AS c
			ON c.package = k.package
		WHERE k.no = o.no
	LOOP
		due := CASE WHEN p.before + p.taken = p.units THEN p.charged - p.refunded
			ELSE p.goods + round(p.unit_fee * (p.before + p.taken) / p.units, places) - round(p.unit_fee * p.before / p.units, places) END;
		UPDATE m.package SET refunded = refunded + due WHERE no = o.no AND package = p.package;
		UPDATE m.partner SET balance = balance + due WHERE partner = o.partner;
	END LOOP;
	PERFORM m.let_go(o, gone, true);
	PERFORM m.settle(o, act);
END
$$;

-- Units that an act names, or NULL for all that is left: what is wrong with them, and what is taken.
CREATE FUNCTION m.take(o m.orders, whole boolean, OUT lines text, OUT fault text) LANGUAGE plpgsql AS $$
DECLARE
	l record;
	units int;
	list json[] := '{}';
BEGIN
	DELETE FROM m.taken;
	FOR l IN SELECT n.line_no, n.package, n.quantity - n.released - n.gone AS left_over, n.quantity - n.shipped - n.released AS open, p.state
		FROM m.line n LEFT JOIN m.package p ON p.no = n.no AND p.package = n.package WHERE n.no = o.no ORDER BY n.line_no LOOP
		IF whole THEN
			IF l.state IN ('shipped', 'completed') THEN
				fault := 'SD004';
			ELSIF l.open > 0 THEN
				INSERT INTO m.taken VALUES (l.line_no, l.package, l.open);
			END IF;
		ELSIF random() < 0.6 OR (l.line_no = 1 AND cardinality(list) = 0) THEN
			units := m.upto(greatest(l.open, 1));
			IF random() < 0.1 THEN
				units := units + 1;
			END IF;
			list := list || json_build_object('line_no', l.line_no, 'quantity', units);
			fault := coalesce(fault, CASE WHEN l.state IN ('shipped', 'completed') THEN 'SD004' WHEN units > l.open THEN 'SD007' END);
			INSERT INTO m.taken VALUES (l.line_no, l.package, units);
		END IF;
	END LOOP;
	lines := CASE WHEN NOT whole THEN array_to_json(list)::text END;
	IF o.state IN ('failed', 'cancelled') OR o.waits IS NOT NULL THEN
		fault := 'SD004';
	END IF;
END
$$;

CREATE FUNCTION m.new_order(new_no int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	o m.orders := (new_no, NULL, m.pick('kedai', 'kedai', 'toko', 'saigon'), m.pick('north', 'north', 'third'), 'failed', NULL, NULL, (SELECT c.transaction FROM m.clock AS c));
	terms m.partner;
	goods text := '';
	which text;
	amount numeric;
	missing boolean;
	expected text;
	quoted record;
	quoted_again record;
	got distribution.push_result;
BEGIN
	SELECT * INTO terms FROM m.partner WHERE partner = o.partner;
	FOR line_no IN 1 .. m.upto(3) LOOP
		which := m.pick('A', 'B', 'C', 'D');
		INSERT INTO m.line
		SELECT new_no, line_no, CASE WHEN line_no > 1 AND random() < 0.4 THEN 2 ELSE 1 END, p.sku, m.upto(5), p.price
		FROM m.price AS p WHERE p.partner = o.partner AND p.sku = which;
	END LOOP;
	-- lines of package 2 come after those of package 1, whatever their numbers were
	WITH sorted AS (DELETE FROM m.line WHERE no = new_no RETURNING *)
	INSERT INTO m.line SELECT no, row_number() OVER (ORDER BY package, line_no), package, sku, quantity, price FROM sorted;
	UPDATE m.line SET package = 1 WHERE no = new_no AND NOT EXISTS (SELECT FROM m.line WHERE no = new_no AND package = 1);
	SELECT string_agg(list, ';' ORDER BY package) INTO goods
	FROM (SELECT package, string_agg(sku || ' ' || quantity, ',' ORDER BY line_no) AS list FROM m.line WHERE no = new_no GROUP BY package) AS p;
	SELECT * INTO quoted FROM distribution.quote(t.id('supplier'), t.id(o.partner), t.payload('O-' || new_no, goods, warehouse => o.warehouse));
	o.id := distribution.sync_order(t.id('supplier'), t.id(o.partner), t.payload('O-' || new_no, goods, warehouse => o.warehouse));
	SELECT * INTO quoted_again FROM distribution.quote_order(t.id('supplier'), o.id);

	SELECT bool_or(units > s.on_hand - s.allocated - s.defective) INTO missing
	FROM (SELECT sku, sum(quantity) AS units FROM m.line WHERE no = new_no GROUP BY sku) AS l JOIN m.stock AS s ON s.warehouse = o.warehouse AND s.sku = l.sku;
	INSERT INTO m.package
	SELECT new_no, package, 'new', m.convert(o.partner, 0.80 * sum(quantity)),
		sum(price * quantity) + m.convert(o.partner, 1.50) + m.convert(o.partner, 0.80 * sum(quantity)), 0 FROM m.line WHERE no = new_no GROUP BY package;
	SELECT sum(charged) INTO amount FROM m.package WHERE no = new_no;
	expected := CASE WHEN terms.held OR terms.rule_held THEN 'push_failed on_hold'
		WHEN EXISTS (SELECT FROM (SELECT sku, sum(quantity) AS units FROM m.line WHERE no = new_no GROUP BY sku) AS l JOIN m.rule AS q ON q.sku = l.sku
			WHERE units < q.minimum OR units > q.maximum OR units % q.multiple <> 0) THEN 'push_failed quantity_rule'
		WHEN missing THEN 'push_failed out_of_stock' WHEN terms.balance - amount < -terms.credit THEN 'push_failed insufficient_funds' ELSE 'pushed' END;
	got := distribution.push_order(t.id('supplier'), o.id);
	IF expected = 'pushed' THEN
		o.state := 'new';
		UPDATE m.partner SET balance = balance - amount WHERE partner = o.partner;
		UPDATE m.stock s SET allocated = s.allocated + l.units
		FROM (SELECT sku, sum(quantity)::int AS units FROM m.line WHERE no = new_no GROUP BY sku) AS l WHERE s.warehouse = o.warehouse AND s.sku = l.sku;
	ELSE
		DELETE FROM m.package WHERE no = new_no;
	END IF;
	INSERT INTO m.orders SELECT o.*;
	-- QT-1: a quote is what a push in the same moment charges, before the sync and after it
	IF quoted::text <> quoted_again::text OR (quoted.reason, quoted.detail, quoted.currency, quoted.total_amount) IS DISTINCT FROM (got.reason, got.detail, got.currency, got.amount)
		OR got.amount <> amount OR (expected = 'pushed' AND quoted.spendable_after <> got.balance + terms.credit) THEN
		RETURN format('! quotes said %s and %s, push %s of %s', quoted, quoted_again, got, amount);
	END IF;
	RETURN CASE WHEN concat_ws(' ', got.state, got.reason) = expected THEN expected ELSE format('! push said %s %s, not %s', got.state, got.reason, expected) END;
END
$$;

-- A verb on an order: the model first, then the product; '!' and what is wrong if they differ.
CREATE FUNCTION m.verb(verb text, o m.orders) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	target text := CASE verb WHEN 'ship' THEN m.pick('to_pickup', 'shipped') ELSE m.pick('in_process', 'to_pickup', 'shipped', 'completed') END;
	named int := CASE WHEN random() < 0.4 THEN 1 WHEN random() < 0.3 THEN 2 END;
	goods_out boolean := random() < 0.4;
	yes boolean := random() < 0.7;
	whole boolean := random() < 0.4;
	wanted record;
	statement text;
	expected text;
	got text;
BEGIN
	named := (SELECT p.package FROM m.package p WHERE p.no = o.no AND p.package = named);
	CASE verb
	WHEN 'advance', 'ship' THEN
		expected := CASE
			WHEN o.waits IS NOT NULL OR o.state IN ('failed', 'cancelled') THEN 'SD004'
			WHEN named IS NOT NULL THEN (SELECT CASE WHEN m.moves(p.state, target) THEN 'done' ELSE 'SD004' END FROM m.package p WHERE p.no = o.no AND p.package = named)
			ELSE (SELECT CASE WHEN bool_and(m.moves(p.state, target)) THEN 'done' ELSE 'SD004' END FROM m.package p
				WHERE p.no = o.no AND array_position(m.way(), p.state) < array_position(m.way(), target)) END;
		statement := format('%s(%s, %s, %L, %L)', CASE verb WHEN 'ship' THEN 'ship_order' ELSE 'advance_order' END, t.id('supplier'), o.id, target, 'P' || named);
	WHEN 'withdraw', 'refuse order' THEN
		wanted := m.take(o, whole);
		expected := coalesce(wanted.fault, 'done');
		statement := format(CASE verb WHEN 'withdraw' THEN 'withdraw_order(%s, %s, NULL, %L)' ELSE 'refuse_order(%s, %s, ''none'', %L)' END, t.id('supplier'), o.id, wanted.lines);
	WHEN 'confirm' THEN
		expected := CASE WHEN o.waits = 'supplier' THEN 'done' ELSE 'SD004' END;
		statement := format('confirm_withdrawal(%s, %s, %L)', t.id('supplier'), o.id, goods_out);
	WHEN 'refuse' THEN
		expected := CASE WHEN o.waits IS NOT NULL THEN 'done' ELSE 'SD004' END;
		statement := format('refuse_withdrawal(%s, %s, ''no'')', t.id('supplier'), o.id);
	WHEN 'warehouse' THEN
		expected := CASE WHEN o.waits = 'warehouse' THEN 'done' ELSE 'SD004' END;
		statement := format('warehouse_cancelled(%s, %s, %L)', t.id('supplier'), o.id, yes);
	END CASE;
	IF expected = 'done' THEN
		CASE
		WHEN verb IN ('advance', 'ship') THEN
			DELETE FROM m.taken;
			INSERT INTO m.taken SELECT l.line_no, l.package, l.quantity - l.shipped - l.released FROM m.line l JOIN m.package p ON p.no = l.no AND p.package = l.package
			WHERE l.no = o.no AND p.package = coalesce(named, p.package) AND target = 'shipped' AND p.state IN ('new', 'in_process', 'to_pickup');
			PERFORM m.let_go(o, true, false);
			UPDATE m.package p SET state = target WHERE p.no = o.no AND p.package = coalesce(named, p.package) AND m.moves(p.state, target);
			PERFORM m.settle(o, NULL);
		WHEN verb = 'refuse order' THEN PERFORM m.give_back(o, false, 'refused');
		WHEN verb = 'withdraw' AND NOT EXISTS (SELECT FROM m.taken c JOIN m.package p ON p.no = o.no AND p.package = c.package WHERE p.state <> 'new') THEN
			PERFORM m.give_back(o, false, 'withdrawn');
		WHEN verb = 'withdraw' THEN
			UPDATE m.orders SET waits = CASE o.warehouse WHEN 'third' THEN 'warehouse' ELSE 'supplier' END WHERE no = o.no;
			DELETE FROM m.request WHERE no = o.no;
			INSERT INTO m.request SELECT o.no, c.line_no, c.units FROM m.taken c;
		WHEN verb = 'confirm' THEN
			DELETE FROM m.taken;
			INSERT INTO m.taken SELECT q.line_no, l.package, q.units FROM m.request q JOIN m.line l ON l.no = q.no AND l.line_no = q.line_no WHERE q.no = o.no;
			PERFORM m.give_back(o, goods_out, 'withdrawn');
		WHEN verb = 'warehouse' AND yes THEN UPDATE m.orders SET waits = 'supplier' WHERE no = o.no;
		ELSE UPDATE m.orders SET waits = NULL WHERE no = o.no;
		END CASE;
	END IF;
	got := (m.answer('distribution.' || statement)).outcome;
	RETURN CASE WHEN got = expected THEN got ELSE format('! %s said %s, not %s', statement, got, expected) END;
END
$$;

-- WD-5
CREATE FUNCTION m.restock(o m.orders) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	l m.line;
	payload json[] := '{}';
	c record;
	fault text;
	units int := 0;
	got text;
BEGIN
	DELETE FROM m.received;
	FOR l IN SELECT * FROM m.line WHERE no = o.no ORDER BY line_no LOOP
		INSERT INTO m.received VALUES (l.line_no, l.sku, floor(random() * (l.gone + 0.3))::int, CASE WHEN random() < 0.2 THEN 1 ELSE 0 END, CASE WHEN random() < 0.2 THEN 1 ELSE 0 END)
		RETURNING * INTO c;
		payload := payload || json_build_object('line_no', l.line_no, 'sellable', c.good, 'defective', c.bad, 'lost', c.lost);
		units := units + c.good + c.bad + c.lost;
		IF c.good + c.bad + c.lost > greatest(least(l.gone - l.restocked - l.lost, l.shipped - l.returned - l.lost - m.awaited(l)), 0) THEN
			fault := 'SD007';
		END IF;
	END LOOP;
	fault := CASE WHEN o.state = 'failed' OR NOT EXISTS (SELECT FROM m.line WHERE no = o.no AND gone > 0) THEN 'SD004' WHEN units = 0 THEN 'SD007' ELSE fault END;
	IF fault IS NULL THEN
		UPDATE m.line n SET returned = n.returned + r.good + r.bad, restocked = n.restocked + r.good + r.bad, lost = n.lost + r.lost
		FROM m.received r WHERE n.no = o.no AND n.line_no = r.line_no;
		UPDATE m.stock s SET on_hand = s.on_hand + r.good + r.bad, defective = s.defective + r.bad
		FROM (SELECT sku, sum(d.good)::int AS good, sum(d.bad)::int AS bad FROM m.received AS d GROUP BY sku) AS r WHERE s.warehouse = o.warehouse AND s.sku = r.sku;
	END IF;
	got := (m.answer(format('distribution.restock_order(%s, %s, %L)', t.id('supplier'), o.id, json_build_object('reason', 'counted', 'lines', array_to_json(payload))))).outcome;
	RETURN CASE WHEN got = coalesce(fault, 'done') THEN got ELSE format('! restock_order %s said %s, not %s', o.id, got, coalesce(fault, 'done')) END;
END
$$;

CREATE FUNCTION m.new_return(new_no int, o m.orders) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	wanted_kind text := m.pick('return_refund', 'return_refund', 'refund_only');
	expected text;
	got record;
BEGIN
	INSERT INTO m.return_line
	SELECT new_no, o.no, line_no, m.upto(3), 0, 0 FROM (SELECT line_no FROM m.line WHERE no = o.no ORDER BY line_no OFFSET 0) AS l
	WHERE line_no = 1 OR random() < 0.5;
	-- The first line that is wrong says what: goods that have not left (OR-13), or more than may come back
	SELECT f.fault INTO expected
	FROM m.return_line AS r JOIN m.line AS l ON l.no = r.order_no AND l.line_no = r.line_no LEFT JOIN m.package AS p ON p.no = l.no AND p.package = l.package
	CROSS JOIN LATERAL (SELECT CASE
		WHEN o.state = 'failed' OR p.state NOT IN ('shipped', 'completed', 'cancelled') THEN 'SD004'
		WHEN r.quantity > CASE wanted_kind
			-- goods: shipped, less what came back or is lost, less what other returns still wait for
			WHEN 'return_refund' THEN l.shipped - l.returned - l.lost - m.awaited(l)
			-- money: shipped, less what was refunded when it was withdrawn, less what is refunded or may yet be
			ELSE l.shipped - l.gone - coalesce((SELECT sum(CASE y.state WHEN 'refunded' THEN x.refunded WHEN 'received' THEN x.received ELSE x.quantity END)
				FROM m.return_line x JOIN m.returns y ON y.no = x.no WHERE y.order_no = o.no AND x.line_no = l.line_no AND y.state <> 'refused'), 0)
			END THEN 'SD007' END AS fault) AS f
	WHERE r.no = new_no AND f.fault IS NOT NULL ORDER BY r.line_no LIMIT 1;
	expected := coalesce(expected, 'done');
	got := m.answer(format('distribution.create_return(%s, %s, %L)', t.id('supplier'), o.id, json_build_object('kind', wanted_kind, 'lines',
		(SELECT json_agg(json_build_object('line_no', line_no, 'quantity', quantity) ORDER BY line_no) FROM m.return_line WHERE no = new_no))));
	IF got.outcome = 'done' THEN
		INSERT INTO m.returns VALUES (new_no, got.made, o.no, wanted_kind, 'created');
	ELSE
		DELETE FROM m.return_line WHERE no = new_no;
	END IF;
	RETURN CASE WHEN got.outcome = expected THEN expected ELSE format('! create_return of order %s said %s, not %s', o.id, got.outcome, expected) END;
END
$$;

CREATE FUNCTION m.receive(r m.returns, o m.orders) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	l record;
	payload json[] := '{}';
	good int;
	bad int;
	units int := 0;
	too_many boolean := false;
	expected text;
	got text;
BEGIN
	DELETE FROM m.received;
	FOR l IN SELECT x.line_no, x.quantity, n.sku, n.shipped - n.returned - n.lost AS outside FROM m.return_line x JOIN m.line n ON n.no = x.order_no AND n.line_no = x.line_no WHERE x.no = r.no ORDER BY 1 LOOP
		good := floor(random() * (l.quantity + 1.3))::int;
		bad := CASE WHEN random() < 0.3 THEN 1 ELSE 0 END;
		payload := payload || json_build_object('line_no', l.line_no, 'sellable', good, 'defective', bad);
		too_many := too_many OR good + bad > least(l.quantity, l.outside);
		units := units + good + bad;
		INSERT INTO m.received VALUES (l.line_no, l.sku, good, bad, 0);
	END LOOP;
	expected := CASE WHEN r.kind = 'refund_only' OR r.state <> 'pushed' THEN 'SD004' WHEN too_many OR units = 0 THEN 'SD007' ELSE 'done' END;
	got := (m.answer(format('distribution.receive_return(%s, %s, %L)', t.id('supplier'), r.id, json_build_object('lines', array_to_json(payload))))).outcome;
	IF expected = 'done' THEN
		UPDATE m.returns SET state = 'received' WHERE no = r.no;
		UPDATE m.return_line x SET received = c.good + c.bad FROM m.received c WHERE x.no = r.no AND x.line_no = c.line_no;
		UPDATE m.line n SET returned = n.returned + c.good + c.bad FROM m.received c WHERE n.no = o.no AND n.line_no = c.line_no;
		UPDATE m.stock s SET on_hand = s.on_hand + c.good + c.bad, defective = s.defective + c.bad
		FROM (SELECT sku, sum(d.good)::int AS good, sum(d.bad)::int AS bad FROM m.received AS d GROUP BY sku) AS c WHERE s.warehouse = o.warehouse AND s.sku = c.sku;
		UPDATE m.partner SET balance = balance - m.convert(o.partner, 0.50 * units) WHERE partner = o.partner;
		INSERT INTO m.fee SELECT o.partner, c.transaction FROM m.clock AS c;
	END IF;
	RETURN CASE WHEN got = expected THEN got ELSE format('! receive_return %s said %s, not %s', r.id, got, expected) END;
END
$$;

CREATE FUNCTION m.refund(r m.returns, o m.orders) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	p record;
	due numeric := 0;
	stated numeric;
	left_over numeric;
	expected text;
	got text;
BEGIN
	DELETE FROM m.due;
	INSERT INTO m.due
	SELECT x.line_no, n.package, n.price, greatest(0, least(CASE r.kind WHEN 'refund_only' THEN x.quantity ELSE x.received END,
		n.shipped - n.gone - coalesce((SELECT sum(y.refunded) FROM m.return_line y WHERE y.order_no = o.no AND y.line_no = x.line_no AND y.no <> r.no), 0))) AS units
	FROM m.return_line x JOIN m.line n ON n.no = x.order_no AND n.line_no = x.line_no WHERE x.no = r.no;
	SELECT coalesce(sum(amount), 0) INTO due
	FROM (SELECT least(sum(d.price * d.units), min(k.charged - k.refunded)) AS amount FROM m.due d JOIN m.package k ON k.no = o.no AND k.package = d.package GROUP BY d.package) AS a;
	IF random() < 0.3 THEN
		stated := round(due * (random() * 1.2)::numeric, (SELECT decimals FROM m.partner WHERE partner = o.partner));
	END IF;
	expected := CASE WHEN r.state <> CASE r.kind WHEN 'refund_only' THEN 'pushed' ELSE 'received' END THEN 'SD004' WHEN stated > due THEN '22023' ELSE 'done' END;
	got := (m.answer(format('distribution.refund_return(%s, %s, %L)', t.id('supplier'), r.id, stated))).outcome;
	IF expected = 'done' THEN
		left_over := coalesce(stated, due);
		UPDATE m.partner SET balance = balance + left_over WHERE partner = o.partner;
		FOR p IN SELECT d.package, least(sum(d.price * d.units), min(k.charged - k.refunded)) AS amount
				FROM m.due d JOIN m.package k ON k.no = o.no AND k.package = d.package GROUP BY d.package ORDER BY d.package LOOP
			UPDATE m.package SET refunded = refunded + least(p.amount, left_over) WHERE no = o.no AND package = p.package;
			left_over := left_over - least(p.amount, left_over);
		END LOOP;
		UPDATE m.return_line x SET refunded = d.units FROM m.due d WHERE x.no = r.no AND x.line_no = d.line_no;
		UPDATE m.returns SET state = 'refunded' WHERE no = r.no;
	END IF;
	RETURN CASE WHEN got = expected THEN got ELSE format('! refund_return %s of %s said %s, not %s', r.id, stated, got, expected) END;
END
$$;

CREATE FUNCTION m.return_verb(verb text, r m.returns, o m.orders) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	legal boolean := r.state = CASE verb WHEN 'push return' THEN 'created' ELSE 'pushed' END;
	got text;
BEGIN
	got := (m.answer(format(CASE verb WHEN 'push return' THEN 'distribution.push_return(%s, %s)' ELSE 'distribution.refuse_return(%s, %s, ''no'')' END,
		t.id('supplier'), r.id))).outcome;
	IF legal THEN
		UPDATE m.returns SET state = CASE verb WHEN 'push return' THEN 'pushed' ELSE 'refused' END WHERE no = r.no;
	END IF;
	RETURN CASE WHEN got = CASE WHEN legal THEN 'done' ELSE 'SD004' END THEN got ELSE format('! %s %s said %s, legal: %s', verb, r.id, got, legal) END;
END
$$;

-- PC-0, PC-3: a price of the partnership comes, changes or goes; then the level's rule on the base price counts
CREATE FUNCTION m.set_price(wanted text, which text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	keys CONSTANT text := format('supplier_id = %s AND partnership_id = %s AND sku_id = %s', t.id('supplier'), t.id(wanted), t.id(which));
	own numeric := CASE WHEN random() < 0.7 THEN (0.01 + floor(random() * 3000) / 100)::numeric(20,2) END;
	base numeric := (SELECT b.price FROM m.base AS b WHERE b.sku = which);
BEGIN
	EXECUTE 'DELETE FROM distribution.partnership_price WHERE ' || keys;
	IF own IS NOT NULL THEN
		INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, price) VALUES (t.id('supplier'), t.id(wanted), t.id(which), own);
	END IF;
	UPDATE m.price AS p SET price = round(coalesce(own, CASE wanted WHEN 'toko' THEN base * 0.9 WHEN 'saigon' THEN base + 1.20 ELSE base END) * n.rate, n.decimals)
	FROM m.partner AS n WHERE n.partner = wanted AND p.partner = wanted AND p.sku = which;
	RETURN 'done';
END
$$;

-- QR-1
CREATE FUNCTION m.set_rule(which text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	multiple CONSTANT int := m.upto(3);
	minimum CONSTANT int := m.upto(2);
	maximum CONSTANT int := CASE WHEN random() < 0.5 THEN 3 * m.upto(3) END;
BEGIN
	DELETE FROM m.rule WHERE sku = which;
	DELETE FROM distribution.quantity_rule WHERE sku_id = t.id(which);
	IF random() < 0.3 THEN
		INSERT INTO m.rule VALUES (which, minimum, maximum, multiple);
		INSERT INTO distribution.quantity_rule (supplier_id, sku_id, minimum, maximum, multiple) VALUES (t.id('supplier'), t.id(which), minimum, maximum, multiple);
	END IF;
	RETURN 'done';
END
$$;

-- ST-9: the share changes, and what is shown of each product is looked at, in mirrors and with the offer
CREATE FUNCTION m.set_share(wanted text, which text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	percent CONSTANT numeric := m.pick('0', '33.3333', '50', '99.9', '100')::numeric;
	buffer CONSTANT int := m.upto(5) - 1;
	sku CONSTANT bigint := CASE which WHEN '' THEN 0 ELSE t.id(which) END;
	found text;
BEGIN
	DELETE FROM m.share AS x WHERE x.partner = wanted AND x.sku = which;
	DELETE FROM distribution.stock_share WHERE partnership_id = t.id(wanted) AND sku_id = sku;
	IF random() < 0.7 THEN
		INSERT INTO m.share VALUES (wanted, which, percent, buffer);
		INSERT INTO distribution.stock_share (supplier_id, partnership_id, sku_id, percent, buffer) VALUES (t.id('supplier'), t.id(wanted), sku, percent, buffer);
	END IF;
	PERFORM distribution.push_inventory(t.id('supplier'));
	SELECT string_agg(format('%s shows %s and %s, not %s', s.sku, o.available, q.quantity, s.shown), '; ') INTO found
	FROM (SELECT k.sku, sum(greatest(0, floor((k.on_hand - k.allocated - k.defective) * coalesce(h.percent, 100) / 100) - coalesce(h.buffer, 0)))::int AS shown
		FROM m.stock AS k LEFT JOIN LATERAL (SELECT x.percent, x.buffer FROM m.share AS x WHERE x.partner = wanted AND x.sku IN (k.sku, '') ORDER BY x.sku DESC LIMIT 1) AS h ON true
		GROUP BY k.sku) AS s
	JOIN distribution_report.offered_products AS o ON o.supplier_id = t.id('supplier') AND o.partnership_id = t.id(wanted) AND o.sku = s.sku
	JOIN (SELECT v.sku_id, sum(v.quantity) AS quantity FROM distribution_report.supplier_warehouse_stock AS v
		WHERE v.supplier_id = t.id('supplier') AND v.partnership_id = t.id(wanted) GROUP BY v.sku_id) AS q ON q.sku_id = o.sku_id
	WHERE (o.available, q.quantity) IS DISTINCT FROM (s.shown, s.shown::bigint);
	RETURN coalesce('! share of ' || found, 'done');
END
$$;

-- CR-4, CR-5: releasing ends both holds
CREATE FUNCTION m.hold(wanted text, verb text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	p m.partner;
	legal boolean;
	got text;
BEGIN
	SELECT * INTO p FROM m.partner WHERE partner = wanted;
	legal := verb = 'hold' OR p.held OR p.rule_held;
	got := (m.answer(format(CASE verb WHEN 'hold' THEN 'distribution.hold_partnership(%s, %s, ''wait'')' ELSE 'distribution.release_partnership(%s, %s)' END, t.id('supplier'), t.id(wanted)))).outcome;
	IF verb = 'hold' THEN
		UPDATE m.partner SET held = true WHERE partner = wanted;
	ELSIF legal THEN
		UPDATE m.partner SET held = false, rule_held = false, released = (SELECT c.transaction FROM m.clock AS c) WHERE partner = wanted;
	END IF;
	RETURN CASE WHEN got = CASE WHEN legal THEN 'done' ELSE 'SD004' END THEN got ELSE format('! %s said %s', verb, got) END;
END
$$;

-- CR-5, in a transaction after all charges: debt is made up by the newest of them, and a released one is held again for newer ones only
CREATE FUNCTION m.apply_rule() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	p m.partner;
	expected boolean;
	got boolean;
BEGIN
	SELECT * INTO p FROM m.partner WHERE partner = 'kedai';
	expected := p.balance < 0 AND (p.rule_held
		OR EXISTS (SELECT FROM m.fee AS f WHERE f.partner = 'kedai' AND f.transaction > p.released)
		OR EXISTS (SELECT FROM m.orders AS o JOIN m.package AS k ON k.no = o.no WHERE o.partner = 'kedai' AND o.transaction > p.released AND k.charged > k.refunded));
	UPDATE m.partner SET rule_held = expected WHERE partner = 'kedai';
	PERFORM distribution.maintain_unit('holds', t.id('supplier'), 1);
	SELECT r.rule_hold_reason IS NOT NULL INTO got FROM distribution.partnership AS r WHERE r.supplier_id = t.id('supplier') AND r.partnership_id = t.id('kedai');
	INSERT INTO m.tally VALUES ('rule', CASE WHEN expected THEN 'held' ELSE 'not held' END, 1) ON CONFLICT ON CONSTRAINT tally_pkey DO UPDATE SET times = m.tally.times + 1;
	RETURN CASE WHEN got <> expected THEN format('kedai is held by rule: %s, not %s', got, expected) END;
END
$$;

-- TU-1
CREATE FUNCTION m.ask(new_no int, wanted text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	asked CONSTANT numeric := m.upto(CASE wanted WHEN 'kedai' THEN 100 ELSE 100000 END);
	got record;
BEGIN
	got := m.answer(format('distribution.request_top_up(%s, %s, %s, reference => ''T-%s'')', t.id('supplier'), t.id(wanted), asked, new_no));
	INSERT INTO m.top_up VALUES (new_no, got.made, wanted, asked, NULL, 'asked');
	RETURN CASE WHEN got.outcome = 'done' THEN 'done' ELSE '! request_top_up said ' || got.outcome END;
END
$$;
CREATE FUNCTION m.answer_top_up(verb text, q m.top_up) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	named CONSTANT numeric := CASE WHEN random() < 0.4 THEN q.asked + m.upto(3) - 2 + CASE WHEN q.asked < 3 THEN 3 ELSE 0 END END;
	amount CONSTANT numeric := coalesce(named, q.asked);
	expected CONSTANT text := CASE WHEN q.state = 'asked' THEN 'done' WHEN verb = 'approve' AND q.state = 'approved' THEN CASE WHEN amount = q.approved THEN 'done' ELSE 'SD014' END ELSE 'SD004' END;
	got text;
BEGIN
	IF q.state = 'asked' AND verb = 'approve' THEN
		UPDATE m.top_up SET state = 'approved', approved = amount WHERE no = q.no;
		UPDATE m.partner SET balance = balance + amount WHERE partner = q.partner;
	ELSIF q.state = 'asked' THEN
		UPDATE m.top_up SET state = 'rejected' WHERE no = q.no;
	END IF;
	got := (m.answer(CASE verb WHEN 'approve' THEN format('distribution.approve_top_up(%s, %s, %L)', t.id('supplier'), q.id, named)
		ELSE format('distribution.reject_top_up(%s, %s, ''no'')', t.id('supplier'), q.id) END)).outcome;
	RETURN CASE WHEN got = expected THEN got ELSE format('! %s of top-up %s said %s, not %s', verb, q.no, got, expected) END;
END
$$;

-- Where product and model differ: stock, the order at hand, balances, and what the ledger has grown by. NULL: nowhere.
CREATE FUNCTION m.difference(order_no int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found text;
	p m.partner;
	account record;
	added record;
BEGIN
	SELECT string_agg(format('stock %s %s: %s/%s/%s, not %s/%s/%s', m.warehouse, m.sku, k.on_hand, k.allocated, k.defective, m.on_hand, m.allocated, m.defective), '; ') INTO found
	FROM m.stock AS m JOIN distribution.stock AS k ON k.supplier_id = t.id('supplier') AND k.warehouse_id = t.id(m.warehouse) AND k.sku_id = t.id(m.sku)
	WHERE (k.on_hand, k.allocated, k.defective) <> (m.on_hand, m.allocated, m.defective);
	IF found IS NULL THEN
		SELECT string_agg(format('line %s: %s shipped, %s released, %s gone, %s returned, %s lost, not %s, %s, %s, %s, %s', l.line_no, l.shipped, l.released, l.gone, l.returned, l.lost, m.shipped, m.released, m.gone, m.returned, m.lost), '; ') INTO found
		FROM m.orders AS o JOIN m.line AS m ON m.no = o.no
		JOIN distribution.order_line AS l ON l.supplier_id = t.id('supplier') AND l.order_id = o.id AND l.line_no = m.line_no
		WHERE o.no = order_no AND ((l.shipped, l.released, l.gone, l.returned, l.restocked, l.lost, l.quantity, l.unit_price)
			<> (m.shipped, m.released, m.gone, m.returned, m.restocked, m.lost, m.quantity, m.price)
			OR l.shipped + l.released > l.quantity OR l.returned + l.lost > l.shipped);
	END IF;
	IF found IS NULL THEN
		SELECT string_agg(format('package %s: %s, %s charged, %s refunded, not %s, %s, %s', m.package, g.state, c.goods_amount + c.stock_out_fee + c.logistics_fee, c.refunded, m.state, m.charged, m.refunded), '; ') INTO found
		FROM m.orders AS o JOIN m.package AS m ON m.no = o.no
		LEFT JOIN distribution_report.packages AS g ON g.supplier_id = t.id('supplier') AND g.order_id = o.id AND g.package_no = 'P' || m.package
		LEFT JOIN distribution.package_charge AS c ON c.supplier_id = t.id('supplier') AND c.order_id = o.id AND c.package_no = 'P' || m.package
		WHERE o.no = order_no AND ((g.state, c.goods_amount + c.stock_out_fee + c.logistics_fee, c.refunded) IS DISTINCT FROM (m.state, m.charged, m.refunded) OR m.refunded > m.charged);
	END IF;
	IF found IS NULL THEN
		SELECT format('order %s is %s/%s, not %s %s', o.id, s.push_state, s.state, o.state, o.waits) INTO found
		FROM m.orders AS o JOIN distribution.supply_order AS s ON s.supplier_id = t.id('supplier') AND s.order_id = o.id
		WHERE o.no = order_no AND s.push_state || coalesce('/' || s.state, '') <> CASE WHEN o.state = 'failed' THEN 'push_failed' WHEN o.state = 'cancelled' THEN o.ended || '/cancelled'
			WHEN o.waits IS NOT NULL THEN 'withdrawing/' || o.state ELSE 'pushed/' || o.state END;
	END IF;
	FOR p IN SELECT * FROM m.partner LOOP
		SELECT balance, last_transaction_id INTO account FROM distribution.settlement_account WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(p.partner);
		SELECT coalesce(sum(settlement_amount) FILTER (WHERE side = 'distributor'), 0) AS amount, coalesce(sum(settlement_amount), 0) AS pairs,
			count(*) AS entries, (array_agg(balance_after ORDER BY transaction_id DESC) FILTER (WHERE side = 'distributor'))[1] AS balance_after INTO added
		FROM distribution.ledger_entry WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(p.partner) AND transaction_id > p.last_transaction;
		IF account.balance <> p.balance THEN
			found := concat_ws('; ', found, format('balance of %s: %s, not %s', p.partner, account.balance, p.balance));
		ELSIF added.pairs <> 0 OR added.entries <> 2 * (account.last_transaction_id - p.last_transaction) OR added.balance_after <> account.balance THEN
			found := concat_ws('; ', found, format('ledger of %s: %s entries, to %s', p.partner, added.entries, added.balance_after));
		END IF;
		UPDATE m.partner SET last_transaction = account.last_transaction_id WHERE partner = p.partner AND last_transaction <> account.last_transaction_id;
	END LOOP;
	RETURN found;
END
$$;

-- As often as they are to be tried
CREATE FUNCTION m.verbs() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
	SELECT ARRAY['order', 'order', 'order', 'advance', 'advance', 'advance', 'ship', 'withdraw', 'withdraw', 'refuse order', 'confirm', 'confirm', 'refuse', 'warehouse', 'warehouse',
		'restock', 'restock',
		'price', 'quantity', 'share', 'hold', 'release', 'release', 'release', 'release', 'ask', 'approve', 'reject',
		'return', 'return', 'return', 'push return', 'push return', 'push return', 'receive', 'receive', 'receive', 'refund', 'refund', 'refund', 'refuse return', 'stock', 'money', 'money']
$$;
CREATE VIEW m.times_done AS
SELECT v.verb, coalesce(sum(t.times), 0) AS times
FROM (SELECT DISTINCT unnest(m.verbs()) AS verb) AS v LEFT JOIN m.tally AS t ON t.verb = v.verb AND t.outcome IN ('done', 'pushed')
GROUP BY v.verb;

-- Every tenth step tries what was done least, so that no sequence is without a verb.
CREATE FUNCTION m.step(n int, OUT touched int, OUT fault text) LANGUAGE plpgsql AS $$
DECLARE
	verb text := CASE WHEN n % 10 = 0 THEN (SELECT d.verb FROM m.times_done AS d ORDER BY d.times, d.verb LIMIT 1) ELSE m.pick(VARIADIC m.verbs()) END;
	newest int := (SELECT coalesce(max(no), 0) FROM m.orders);
	newest_return int := (SELECT coalesce(max(no), 0) FROM m.returns);
	from_order int := newest - floor(random() * 25)::int;
	from_return int := newest_return - floor(random() * 8)::int;
	o m.orders;
	r m.returns;
	outcome text;
	which text;
	amount numeric;
	wanted text;
	q m.top_up;
BEGIN
	SELECT * INTO o FROM m.orders WHERE no >= from_order ORDER BY no LIMIT 1;
	-- Mostly where it can be done, and often on the same few, so that several returns meet on one order
	IF verb = 'return' AND random() < 0.8 THEN
		SELECT * INTO o FROM m.orders WHERE no IN (SELECT p.no FROM m.package AS p WHERE p.state IN ('shipped', 'completed')) ORDER BY no DESC OFFSET floor(random() * 3)::int LIMIT 1;
	END IF;
	IF verb = 'withdraw' AND random() < 0.5 THEN
		SELECT * INTO o FROM m.orders WHERE state IN ('in_process', 'to_pickup') AND waits IS NULL ORDER BY no DESC LIMIT 1;
	END IF;
	IF verb = 'restock' AND random() < 0.7 THEN
		SELECT * INTO o FROM m.orders WHERE no IN (SELECT l.no FROM m.line AS l WHERE l.gone > l.restocked + l.lost) ORDER BY no DESC LIMIT 1;
	END IF;
	IF verb IN ('push return', 'receive', 'refund', 'refuse return') AND random() < 0.7 THEN
		SELECT no INTO from_return FROM m.returns
		WHERE state = CASE verb WHEN 'push return' THEN 'created' WHEN 'refund' THEN CASE kind WHEN 'refund_only' THEN 'pushed' ELSE 'received' END ELSE 'pushed' END
		ORDER BY no DESC LIMIT 1;
	END IF;
	IF verb IN ('confirm', 'refuse', 'warehouse') AND random() < 0.7 THEN
		SELECT * INTO o FROM m.orders WHERE waits = CASE verb WHEN 'warehouse' THEN 'warehouse' ELSE 'supplier' END ORDER BY no DESC LIMIT 1;
	END IF;
	IF verb IN ('push return', 'receive', 'refund', 'refuse return') THEN
		SELECT * INTO r FROM m.returns WHERE no >= coalesce(from_return, 0) ORDER BY no LIMIT 1;
		SELECT * INTO o FROM m.orders WHERE no = r.order_no;
	END IF;
	IF verb IN ('price', 'share', 'hold', 'release', 'ask') THEN
		wanted := m.pick('kedai', 'toko', 'saigon');
	END IF;
	IF verb IN ('approve', 'reject') THEN
		SELECT * INTO q FROM m.top_up WHERE no > (SELECT max(no) FROM m.top_up) - m.upto(4) ORDER BY no LIMIT 1;
	END IF;
	IF o.no IS NULL OR (verb IN ('approve', 'reject') AND q.no IS NULL) THEN
		verb := 'order';
	END IF;
	CASE verb
	WHEN 'order' THEN
		outcome := m.new_order(newest + 1);
		o.no := newest + 1;
	WHEN 'return' THEN outcome := m.new_return(newest_return + 1, o);
	WHEN 'push return', 'refuse return' THEN outcome := m.return_verb(verb, r, o);
	WHEN 'receive' THEN outcome := m.receive(r, o);
	WHEN 'price' THEN outcome := m.set_price(wanted, m.pick('A', 'B', 'C', 'D'));
	WHEN 'quantity' THEN outcome := m.set_rule(m.pick('A', 'B', 'C', 'D'));
	WHEN 'share' THEN outcome := m.set_share(wanted, m.pick('', '', 'A', 'B', 'C', 'D'));
	WHEN 'hold', 'release' THEN outcome := m.hold(wanted, verb);
	WHEN 'ask' THEN outcome := m.ask((SELECT coalesce(max(no), 0) + 1 FROM m.top_up), wanted);
	WHEN 'approve', 'reject' THEN outcome := m.answer_top_up(verb, q);
	WHEN 'restock' THEN outcome := m.restock(o);
	WHEN 'refund' THEN outcome := m.refund(r, o);
	WHEN 'stock' THEN
		which := m.pick('A', 'B', 'C', 'D');
		UPDATE m.stock SET on_hand = on_hand + 15 WHERE warehouse = o.warehouse AND sku = which;
		outcome := (m.answer(format('distribution.receive_stock(%s, %s, %s, 15)', t.id('supplier'), t.id(o.warehouse), t.id(which)))).outcome;
	WHEN 'money' THEN
		amount := CASE o.partner WHEN 'kedai' THEN 150 ELSE 500000 END;
		UPDATE m.partner SET balance = balance + amount WHERE partner = o.partner;
		outcome := (m.answer(format('distribution.post_entry(%s, %s, ''top_up'', %s)', t.id('supplier'), t.id(o.partner), amount))).outcome;
	ELSE outcome := m.verb(verb, o);
	END CASE;
	INSERT INTO m.tally VALUES (verb, coalesce(outcome, 'none'), 1) ON CONFLICT ON CONSTRAINT tally_pkey DO UPDATE SET times = m.tally.times + 1;
	touched := o.no;
	fault := CASE WHEN outcome LIKE '!%' THEN substr(outcome, 3) ELSE m.difference(touched) END;
	IF fault IS NOT NULL THEN
		fault := format('%s of order %s: %s', verb, touched, fault);
	END IF;
END
$$;

CREATE TABLE m.fault (step int, what text);
CREATE PROCEDURE m.run(seed int, steps int) LANGUAGE plpgsql AS $$
DECLARE
	what text;
BEGIN
	SET client_min_messages = warning;
	PERFORM setseed(seed % 1000000 / 1000000.0);
	FOR n IN 1 .. steps LOOP
		what := (m.step(n)).fault;
		IF what IS NOT NULL THEN
			INSERT INTO m.fault VALUES (n, what);
			EXIT;
		END IF;
		IF n % 50 = 0 THEN
			COMMIT;
			what := m.apply_rule();
			INSERT INTO m.fault SELECT n, what WHERE what IS NOT NULL;
			EXIT WHEN what IS NOT NULL;
			COMMIT;
			UPDATE m.clock SET transaction = transaction + 1;
		END IF;
	END LOOP;
END
$$;
CALL m.run(:seed, :steps);

SELECT is((SELECT format('step %s: %s', step, what) FROM m.fault), NULL, format('ST-2, RT-3, LE-3: product and model agree after each of %s steps, seed %s', :steps, :'seed'));
SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT is_empty('SELECT verb FROM m.times_done WHERE times = 0', 'every verb was done');
SELECT ok(count(*) FILTER (WHERE outcome ~ '^SD|^22') >= 8, 'and most were refused at times') FROM m.tally;
SELECT ok(sum(times) FILTER (WHERE outcome IN ('done', 'pushed')) > :steps / 4, 'more than a quarter of the steps did something') FROM m.tally;
SELECT * FROM finish();
