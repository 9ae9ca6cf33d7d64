-- The rules of sync and push once more, written plainly in PL/pgSQL on the same tables: how much slower is that,
-- and does it come to the same books? Valid calls only: payloads are not checked, words in details differ.

CREATE SCHEMA bench_plpgsql;

-- FX-1
CREATE FUNCTION bench_plpgsql.exchange_rate(the_supplier bigint, from_code text, to_code text,
	OUT rate numeric, OUT inverse boolean, OUT source text, OUT at timestamptz)
LANGUAGE plpgsql STABLE AS $$
BEGIN
	inverse := false;
	at := now();
	IF from_code = to_code THEN
		rate := 1;
		source := 'same';
		RETURN;
	END IF;
	SELECT f.rate, f.from_currency = to_code, 'fixed'
	INTO rate, inverse, source
	FROM distribution.fixed_rate AS f
	WHERE f.supplier_id = the_supplier
		AND (f.from_currency, f.to_currency) IN ((from_code, to_code), (to_code, from_code))
	ORDER BY f.from_currency = to_code
	LIMIT 1;
	IF FOUND THEN
		RETURN;
	END IF;
	SELECT l.rate, l.from_currency = to_code, 'live', l.observed_at
	INTO rate, inverse, source, at
	FROM distribution.live_rate AS l
	WHERE (l.from_currency, l.to_currency) IN ((from_code, to_code), (to_code, from_code)) AND l.observed_at <= now()
	ORDER BY l.from_currency = to_code, l.observed_at DESC
	LIMIT 1;
END
$$;

-- PC-4
CREATE FUNCTION bench_plpgsql.round_price(amount numeric, mode text, decimals int) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	RETURN CASE mode
		WHEN 'up' THEN ceil(amount)
		WHEN 'down' THEN floor(amount)
		WHEN 'nearest' THEN round(amount)
		ELSE round(amount, decimals)
	END;
END
$$;

-- FX-3
CREATE FUNCTION bench_plpgsql.convert(amount numeric, rate numeric, inverse boolean, source text, decimals int)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	IF source = 'same' THEN
		RETURN amount;
	END IF;
	RETURN round(CASE WHEN inverse THEN amount / rate ELSE amount * rate END, decimals);
END
$$;

-- VI-3 … VI-5
CREATE FUNCTION bench_plpgsql.is_offered(the_supplier bigint, the_partnership bigint, the_sku bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
	partner distribution.partnership;
	rule record;
BEGIN
	SELECT * INTO partner
	FROM distribution.partnership
	WHERE supplier_id = the_supplier AND partnership_id = the_partnership;
	IF partner.state <> 'partnered'
		OR NOT EXISTS (SELECT FROM distribution.supplier WHERE supplier_id = the_supplier AND live_at IS NOT NULL)
		OR NOT EXISTS (SELECT FROM distribution.distribution_product
			WHERE supplier_id = the_supplier AND sku_id = the_sku AND state = 'enabled')
		OR NOT EXISTS (SELECT FROM distribution.partnership_warehouse
			WHERE supplier_id = the_supplier AND partnership_id = the_partnership AND assigned)
	THEN
		RETURN false;
	END IF;
	FOR rule IN
		SELECT r.effect, CASE r.distributor_scope
				WHEN 'all' THEN true
				WHEN 'level' THEN r.level IS NOT DISTINCT FROM partner.level
				ELSE EXISTS (SELECT FROM distribution.visibility_rule_distributor AS d
					WHERE d.supplier_id = the_supplier AND d.rule_id = r.rule_id
						AND d.distributor_id = partner.distributor_id)
			END AS in_scope
		FROM distribution.visibility_rule AS r
		WHERE r.supplier_id = the_supplier
			AND (r.product_scope = 'all' OR EXISTS (SELECT FROM distribution.visibility_rule_product AS p
				WHERE p.supplier_id = the_supplier AND p.rule_id = r.rule_id AND p.sku_id = the_sku))
		ORDER BY r.rule_no
	LOOP
		IF rule.effect = 'visible_only' THEN
			RETURN rule.in_scope;
		ELSIF rule.in_scope THEN
			RETURN false;
		END IF;
	END LOOP;
	RETURN true;
END
$$;

-- PC-1 … PC-6
CREATE FUNCTION bench_plpgsql.unit_price(the_supplier bigint, the_sku bigint, the_level int, base_currency text,
	to_currency text, the_quantity int, mode text,
	OUT reason text, OUT price numeric, OUT source text, OUT rate numeric, OUT rate_inverse boolean,
	OUT rate_source text, OUT rate_at timestamptz)
LANGUAGE plpgsql STABLE AS $$
DECLARE
	raw numeric;
	digits int;
BEGIN
	SELECT p.price, CASE WHEN p.level > 0 THEN 'sku_price_level' ELSE 'sku_price' END
	INTO raw, source
	FROM distribution.sku_price AS p
	WHERE p.supplier_id = the_supplier AND p.sku_id = the_sku AND p.level IN (0, the_level)
		AND p.min_quantity <= the_quantity AND p.valid @> now()
	ORDER BY p.level DESC, p.min_quantity DESC
	LIMIT 1;
	IF NOT FOUND THEN
		SELECT CASE WHEN the_level IS NULL THEN d.base_price ELSE d.base_price * l.percent * 0.01 + l.plus END,
			CASE WHEN the_level IS NULL THEN 'base_price' ELSE 'level_rule' END
		INTO raw, source
		FROM distribution.distribution_product AS d
		LEFT JOIN distribution.customer_level AS l ON l.supplier_id = the_supplier AND l.level = the_level
		WHERE d.supplier_id = the_supplier AND d.sku_id = the_sku;
		IF raw IS NULL OR raw <= 0 THEN
			reason := 'no_price';
			RETURN;
		END IF;
	END IF;
	SELECT x.rate, x.inverse, x.source, x.at
	INTO rate, rate_inverse, rate_source, rate_at
	FROM bench_plpgsql.exchange_rate(the_supplier, base_currency, to_currency) AS x;
	IF rate IS NULL THEN
		reason := 'no_exchange_rate';
		RETURN;
	END IF;
	SELECT decimals INTO digits
	FROM distribution.currency
	WHERE currency = to_currency;
	price := bench_plpgsql.round_price(CASE WHEN rate_inverse THEN raw / rate ELSE raw * rate END, mode, digits);
	IF price = 0 AND raw > 0 THEN
		reason := 'no_price';
	END IF;
END
$$;

-- OR-2: what sync decides for a line, and a push for one that was not eligible.
CREATE FUNCTION bench_plpgsql.judge_line(the_supplier bigint, the_partnership bigint, code text, the_quantity int,
	OUT sku_id bigint, OUT reason text, OUT unit_price numeric, OUT price_source text, OUT rounding text,
	OUT rate numeric, OUT rate_inverse boolean, OUT rate_source text, OUT rate_at timestamptz)
LANGUAGE plpgsql STABLE AS $$
DECLARE
	claim distribution.claim;
	terms record;
BEGIN
	SELECT * INTO claim
	FROM distribution.claim AS c
	WHERE c.supplier_id = the_supplier AND c.partnership_id = the_partnership AND c.distributor_sku = code;
	IF NOT FOUND THEN
		reason := 'sku_not_mapped';
		RETURN;
	END IF;
	sku_id := claim.sku_id;
	IF claim.state <> 'active' OR NOT bench_plpgsql.is_offered(the_supplier, the_partnership, claim.sku_id) THEN
		reason := 'not_offered';
		RETURN;
	END IF;
	SELECT s.base_currency, s.rounding, a.currency, p.level
	INTO terms
	FROM distribution.supplier AS s
	JOIN distribution.partnership AS p USING (supplier_id)
	JOIN distribution.settlement_account AS a USING (supplier_id, partnership_id)
	WHERE s.supplier_id = the_supplier AND p.partnership_id = the_partnership;
	SELECT u.reason, u.price, u.source, u.rate, u.rate_inverse, u.rate_source, u.rate_at
	INTO reason, unit_price, price_source, rate, rate_inverse, rate_source, rate_at
	FROM bench_plpgsql.unit_price(the_supplier, claim.sku_id, terms.level, terms.base_currency, terms.currency,
		the_quantity, terms.rounding) AS u;
	IF reason IS NOT NULL THEN
		unit_price := NULL;
		price_source := NULL;
		rate := NULL;
		rate_inverse := NULL;
		rate_source := NULL;
		rate_at := NULL;
		RETURN;
	END IF;
	rounding := terms.rounding;
END
$$;

CREATE FUNCTION bench_plpgsql.sync_order(the_supplier bigint, the_partnership bigint, payload json) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	account distribution.settlement_account;
	found_order distribution.supply_order;
	new_order bigint;
	content bytea := sha256(convert_to(payload::jsonb::text, 'UTF8'));
	default_warehouse bigint;
	mode text := (SELECT rounding FROM distribution.supplier WHERE supplier_id = the_supplier);
	package record;
	line record;
	judged record;
	line_count int := 0;
BEGIN
	PERFORM FROM distribution.partnership
	WHERE supplier_id = the_supplier AND partnership_id = the_partnership AND state = 'partnered'
	FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'partnership % is not partnered', the_partnership USING ERRCODE = 'SD004';
	END IF;
	SELECT * INTO found_order
	FROM distribution.supply_order
	WHERE supplier_id = the_supplier AND partnership_id = the_partnership
		AND platform_order_no = payload ->> 'order_no' AND store = payload ->> 'store'
		AND platform = payload ->> 'platform' AND holds_number
	FOR NO KEY UPDATE;
	IF FOUND THEN
		IF content = (SELECT r.content_hash FROM distribution.order_recipient AS r
			WHERE r.supplier_id = the_supplier AND r.order_id = found_order.order_id) THEN
			RETURN found_order.order_id;
		END IF;
		RAISE EXCEPTION 'order % has other content', found_order.platform_order_no USING ERRCODE = 'SD006';
	END IF;
	SELECT * INTO account
	FROM distribution.settlement_account
	WHERE supplier_id = the_supplier AND partnership_id = the_partnership;
	SELECT warehouse_id INTO default_warehouse
	FROM distribution.partnership_warehouse
	WHERE supplier_id = the_supplier AND partnership_id = the_partnership AND assigned
	ORDER BY position
	LIMIT 1;

	INSERT INTO distribution.supply_order (supplier_id, partnership_id, distributor_id, platform, store,
		platform_order_no, logistics, currency, ordered_at, synced_at)
	VALUES (the_supplier, the_partnership, account.distributor_id, payload ->> 'platform', payload ->> 'store',
		payload ->> 'order_no', payload ->> 'logistics', account.currency, (payload ->> 'ordered_at')::timestamptz, now())
	RETURNING order_id INTO new_order;
	INSERT INTO distribution.order_recipient (supplier_id, order_id, distributor_id, name, phone, address, content_hash, in_clear)
	VALUES (the_supplier, new_order, account.distributor_id, payload #>> '{recipient,name}',
		payload #>> '{recipient,phone}', payload #>> '{recipient,address}', content,
		payload ->> 'logistics' = 'self_arranged' AND payload ->> 'platform' <> 'temu');
	FOR package IN
		SELECT p.value ->> 'package_no' AS no, coalesce((p.value ->> 'warehouse_id')::bigint, default_warehouse) AS warehouse,
			p.value -> 'lines' AS lines, p.ordinality AS position
		FROM json_array_elements(payload -> 'packages') WITH ORDINALITY AS p
	LOOP
		INSERT INTO distribution.order_package (supplier_id, order_id, package_no, distributor_id, position, warehouse_id)
		VALUES (the_supplier, new_order, package.no, account.distributor_id, package.position, package.warehouse);
		FOR line IN
			SELECT l.value ->> 'sku' AS sku, (l.value ->> 'quantity')::int AS quantity,
				coalesce((l.value ->> 'gift')::boolean, false) AS is_gift
			FROM json_array_elements(package.lines) AS l
		LOOP
			line_count := line_count + 1;
			SELECT * INTO judged
			FROM bench_plpgsql.judge_line(the_supplier, the_partnership, line.sku, line.quantity);
			INSERT INTO distribution.order_line (supplier_id, order_id, line_no, distributor_id, package_no, warehouse_id,
				distributor_sku, sku_id, quantity, is_gift, reason, detail, unit_price, price_source, rounding, rate,
				rate_inverse, rate_source, rate_at)
			VALUES (the_supplier, new_order, line_count, account.distributor_id, package.no, package.warehouse, line.sku,
				judged.sku_id, line.quantity, line.is_gift, judged.reason, judged.reason, judged.unit_price,
				judged.price_source, judged.rounding, judged.rate, judged.rate_inverse, judged.rate_source, judged.rate_at);
			/* PC-5 */
			UPDATE distribution.claim
			SET rounding = mode
			WHERE supplier_id = the_supplier AND partnership_id = the_partnership AND sku_id = judged.sku_id
				AND rounding <> mode;
		END LOOP;
	END LOOP;
	INSERT INTO distribution.order_event (supplier_id, order_id, distributor_id, event, actor, occurred_at)
	VALUES (the_supplier, new_order, account.distributor_id, 'synced', current_user, now());
	RETURN new_order;
END
$$;

CREATE TYPE bench_plpgsql.push_result AS (order_id bigint, state text, reason text, amount numeric, currency text,
	balance numeric);

CREATE FUNCTION bench_plpgsql.refuse(the_order distribution.supply_order, why text) RETURNS bench_plpgsql.push_result
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE distribution.supply_order
	SET push_state = 'push_failed'
	WHERE supplier_id = the_order.supplier_id AND order_id = the_order.order_id;
	INSERT INTO distribution.order_refusal (supplier_id, order_id, distributor_id, reason, detail, refused_at)
	VALUES (the_order.supplier_id, the_order.order_id, the_order.distributor_id, why, why, now())
	ON CONFLICT (supplier_id, order_id) DO UPDATE
	SET reason = excluded.reason, detail = excluded.detail, refused_at = excluded.refused_at;
	INSERT INTO distribution.order_event (supplier_id, order_id, distributor_id, event, note, actor, occurred_at)
	VALUES (the_order.supplier_id, the_order.order_id, the_order.distributor_id, 'push_failed', why, current_user, now());
	RETURN (the_order.order_id, 'push_failed', why, NULL, the_order.currency, NULL)::bench_plpgsql.push_result;
END
$$;

-- QU-1: locks the usage of an account whose plan sets a quota, counting it where it has no row yet.
CREATE FUNCTION bench_plpgsql.quota_left(the_account bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
	quota int;
	this_month date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
	so_far int;
BEGIN
	SELECT p.order_quota INTO quota
	FROM distribution.account AS a
	JOIN distribution.plan AS p USING (plan)
	WHERE a.account_id = the_account;
	IF quota IS NULL THEN
		RETURN true;
	END IF;
	SELECT used INTO so_far
	FROM distribution.quota_usage
	WHERE account_id = the_account AND month = this_month
	FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		INSERT INTO distribution.quota_usage (account_id, month, used)
		SELECT the_account, this_month, count(*)
		FROM distribution.supply_order
		WHERE (supplier_id = the_account OR distributor_id = the_account)
			AND pushed_at >= this_month::timestamp AT TIME ZONE 'UTC'
		RETURNING used INTO so_far;
	END IF;
	RETURN so_far < quota;
END
$$;

-- LE-1, LE-3, LE-6: one transaction of the ledger and what is kept with it. Returns the account as it is then.
CREATE FUNCTION bench_plpgsql.post(account distribution.settlement_account, the_order distribution.supply_order,
	the_package text, charge numeric, base_currency text, zone text) RETURNS distribution.settlement_account
LANGUAGE plpgsql AS $$
DECLARE
	base record;
	base_charge numeric;
	first_hash bytea;
	facts text;
BEGIN
	SELECT x.*, c.decimals INTO base
	FROM bench_plpgsql.exchange_rate(account.supplier_id, account.currency, base_currency) AS x
	JOIN distribution.currency AS c ON c.currency = base_currency;
	base_charge := bench_plpgsql.convert(charge, base.rate, base.inverse, base.source, base.decimals);
	account.balance := account.balance - charge;
	account.last_transaction_id := account.last_transaction_id + 1;
	account.last_posted_at := greatest(now(), account.last_posted_at);
	facts := concat_ws('|', account.partnership_id, account.last_transaction_id, the_order.order_id, the_package,
		the_order.platform_order_no, charge, account.currency, base_charge, base_currency, account.balance,
		account.last_posted_at, current_user);
	first_hash := sha256(account.last_hash || convert_to('distributor|' || facts, 'UTF8'));
	account.last_hash := sha256(first_hash || convert_to('supplier|' || facts, 'UTF8'));

	INSERT INTO distribution.ledger_entry (supplier_id, partnership_id, transaction_id, side, account_id, kind, order_id,
		package_no, document_no, amount, currency, rate, rate_inverse, rate_source, rate_at, settlement_amount,
		settlement_currency, base_amount, base_currency, base_rate, base_rate_inverse, base_rate_source, base_rate_at,
		balance_after, posted_at, due_at, actor, hash)
	SELECT account.supplier_id, account.partnership_id, account.last_transaction_id, side, owner, 'push_charge',
		the_order.order_id, the_package, the_order.platform_order_no, sign * charge, account.currency, 1, false, 'same',
		now(), sign * charge, account.currency, sign * base_charge, base_currency, base.rate, base.inverse, base.source,
		base.at, -sign * account.balance, account.last_posted_at,
		account.last_posted_at + make_interval(days => account.credit_days), current_user, entry_hash
	FROM (VALUES ('distributor', account.distributor_id, -1, first_hash),
		('supplier', account.supplier_id, 1, account.last_hash)) AS s (side, owner, sign, entry_hash);

	INSERT INTO distribution.ledger_month AS m (supplier_id, partnership_id, month, charges, refunds, return_charges,
		manual, base_charges, base_refunds, base_return_charges, base_manual, entries, distributor_id)
	VALUES (account.supplier_id, account.partnership_id,
		date_trunc('month', account.last_posted_at AT TIME ZONE zone)::date, -charge, 0, 0, 0, -base_charge, 0, 0, 0, 1,
		account.distributor_id)
	ON CONFLICT (supplier_id, partnership_id, month) DO UPDATE
	SET charges = m.charges + excluded.charges, base_charges = m.base_charges + excluded.base_charges,
		entries = m.entries + 1;

	INSERT INTO distribution.ledger_day AS d (supplier_id, partnership_id, day, kind, amount, base_amount, entries, distributor_id)
	VALUES (account.supplier_id, account.partnership_id, (account.last_posted_at AT TIME ZONE zone)::date, 'push_charge',
		-charge, -base_charge, 1, account.distributor_id)
	ON CONFLICT (supplier_id, partnership_id, day, kind) DO UPDATE
	SET amount = d.amount + excluded.amount, base_amount = d.base_amount + excluded.base_amount, entries = d.entries + 1;
	RETURN account;
END
$$;

-- OR-4: the lines of an order; those that were not eligible are judged again, at today's price.
CREATE FUNCTION bench_plpgsql.lines_of(the_order distribution.supply_order) RETURNS SETOF distribution.order_line
LANGUAGE plpgsql STABLE AS $$
DECLARE
	line distribution.order_line;
	judged record;
BEGIN
	FOR line IN
		SELECT *
		FROM distribution.order_line
		WHERE supplier_id = the_order.supplier_id AND order_id = the_order.order_id
		ORDER BY line_no
	LOOP
		IF line.reason IS NOT NULL THEN
			SELECT * INTO judged
			FROM bench_plpgsql.judge_line(the_order.supplier_id, the_order.partnership_id, line.distributor_sku,
				line.quantity);
			line.sku_id := judged.sku_id;
			line.reason := judged.reason;
			line.unit_price := judged.unit_price;
			line.price_source := judged.price_source;
			line.rounding := judged.rounding;
			line.rate := judged.rate;
			line.rate_inverse := judged.rate_inverse;
			line.rate_source := judged.rate_source;
			line.rate_at := judged.rate_at;
		END IF;
		RETURN NEXT line;
	END LOOP;
END
$$;

-- FE-1, FE-2: what each package of an order costs.
CREATE FUNCTION bench_plpgsql.charges_of(the_order distribution.supply_order, lines distribution.order_line[],
	rate numeric, inverse boolean, source text, at timestamptz) RETURNS SETOF distribution.package_charge
LANGUAGE plpgsql STABLE AS $$
DECLARE
	digits int;
	supplier_ships boolean := the_order.logistics = 'self_arranged' AND the_order.platform <> 'temu';
BEGIN
	SELECT decimals INTO digits
	FROM distribution.currency
	WHERE currency = the_order.currency;
	RETURN QUERY
	SELECT the_order.supplier_id, the_order.order_id, p.package_no, the_order.distributor_id, the_order.currency,
		p.goods::numeric(20,2),
		coalesce(bench_plpgsql.convert(o.amount * CASE o.basis WHEN 'unit' THEN p.units ELSE 1 END,
			rate, inverse, source, digits), 0)::numeric(20,2),
		coalesce(bench_plpgsql.convert(g.amount * CASE g.basis WHEN 'unit' THEN p.units ELSE 1 END,
			rate, inverse, source, digits), 0)::numeric(20,2),
		rate::numeric(20,10), inverse, source, at, NULL::bigint, 0::numeric(20,2), o.basis,
		(SELECT f.basis FROM distribution.fee AS f WHERE f.supplier_id = the_order.supplier_id AND f.fee = 'logistics')
	FROM (
		SELECT l.package_no, min(l.line_no) AS position, sum(l.unit_price * l.quantity) AS goods,
			sum(l.quantity) AS units
		FROM unnest(lines) AS l
		GROUP BY l.package_no
	) AS p
	LEFT JOIN distribution.fee AS o ON o.supplier_id = the_order.supplier_id AND o.fee = 'stock_out'
	LEFT JOIN distribution.fee AS g ON g.supplier_id = the_order.supplier_id AND g.fee = 'logistics' AND supplier_ships
	ORDER BY p.position;
END
$$;

-- ST-1, ST-3: locks the stock that lines need; true if there is enough of each.
CREATE FUNCTION bench_plpgsql.stock_suffices(the_supplier bigint, lines distribution.order_line[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM distribution.stock AS s
	WHERE s.supplier_id = the_supplier
		AND (s.warehouse_id, s.sku_id) IN (SELECT l.warehouse_id, l.sku_id FROM unnest(lines) AS l)
	ORDER BY s.warehouse_id, s.sku_id
	FOR NO KEY UPDATE;
	RETURN NOT EXISTS (
		SELECT
		FROM unnest(lines) AS l
		LEFT JOIN distribution.stock AS s USING (supplier_id, warehouse_id, sku_id)
		GROUP BY l.warehouse_id, l.sku_id, s.on_hand, s.allocated, s.defective
		HAVING sum(l.quantity) > coalesce(s.on_hand - s.allocated - s.defective, 0)
	);
END
$$;

-- OR-4, OR-5
CREATE FUNCTION bench_plpgsql.push_order(the_supplier bigint, the_order_id bigint) RETURNS bench_plpgsql.push_result
LANGUAGE plpgsql AS $$
DECLARE
	the_order distribution.supply_order;
	supplier distribution.supplier;
	partner distribution.partnership;
	account distribution.settlement_account;
	rate record;
	why text;
	lines distribution.order_line[];
	charge distribution.package_charge;
	charges distribution.package_charge[];
	total numeric(20,2);
BEGIN
	SELECT * INTO the_order
	FROM distribution.supply_order
	WHERE supplier_id = the_supplier AND order_id = the_order_id
	FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'order % does not exist', the_order_id USING ERRCODE = 'SD005';
	END IF;
	SELECT * INTO account
	FROM distribution.settlement_account
	WHERE supplier_id = the_supplier AND partnership_id = the_order.partnership_id
	FOR NO KEY UPDATE;
	IF the_order.push_state = 'pushed' THEN
		SELECT sum(goods_amount + stock_out_fee + logistics_fee) INTO total
		FROM distribution.package_charge
		WHERE supplier_id = the_supplier AND order_id = the_order_id;
		RETURN (the_order_id, 'pushed', NULL, total, account.currency, account.balance)::bench_plpgsql.push_result;
	END IF;
	IF the_order.push_state NOT IN ('synced', 'pushing', 'push_failed') THEN
		RETURN (the_order_id, the_order.push_state, 'order_state', NULL, account.currency, account.balance)
			::bench_plpgsql.push_result;
	END IF;
	SELECT * INTO supplier
	FROM distribution.supplier
	WHERE supplier_id = the_supplier;
	SELECT * INTO partner
	FROM distribution.partnership
	WHERE supplier_id = the_supplier AND partnership_id = the_order.partnership_id;
	IF partner.hold_reason IS NOT NULL THEN
		RETURN bench_plpgsql.refuse(the_order, 'on_hold');
	END IF;
	IF partner.state <> 'partnered' AND EXISTS (SELECT FROM distribution.order_line
		WHERE supplier_id = the_supplier AND order_id = the_order_id AND reason IS NOT NULL)
	THEN
		RETURN bench_plpgsql.refuse(the_order, 'partnership_inactive');
	END IF;
	lines := ARRAY(SELECT l FROM bench_plpgsql.lines_of(the_order) AS l);
	FOREACH why IN ARRAY '{sku_not_mapped,not_offered,no_price,no_exchange_rate}'::text[] LOOP
		IF EXISTS (SELECT FROM unnest(lines) WHERE reason = why) THEN
			RETURN bench_plpgsql.refuse(the_order, why);
		END IF;
	END LOOP;
	SELECT * INTO rate
	FROM bench_plpgsql.exchange_rate(the_supplier, supplier.base_currency, account.currency);
	IF rate.source IS NULL THEN
		RETURN bench_plpgsql.refuse(the_order, 'no_exchange_rate');
	END IF;
	charges := ARRAY(SELECT c FROM bench_plpgsql.charges_of(the_order, lines, rate.rate, rate.inverse,
		rate.source, rate.at) AS c);
	SELECT sum(goods_amount + stock_out_fee + logistics_fee) INTO total
	FROM unnest(charges);
	IF NOT bench_plpgsql.quota_left(the_order.distributor_id) OR NOT bench_plpgsql.quota_left(the_supplier) THEN
		RETURN bench_plpgsql.refuse(the_order, 'quota_exhausted');
	END IF;
	IF NOT bench_plpgsql.stock_suffices(the_supplier, lines) THEN
		RETURN bench_plpgsql.refuse(the_order, 'out_of_stock');
	END IF;
	IF total > 0 AND account.balance - total < -account.credit_limit THEN
		RETURN bench_plpgsql.refuse(the_order, 'insufficient_funds');
	END IF;

	FOREACH charge IN ARRAY charges LOOP
		account := bench_plpgsql.post(account, the_order, charge.package_no,
			charge.goods_amount + charge.stock_out_fee + charge.logistics_fee, supplier.base_currency, supplier.time_zone);
		charge.transaction_id := account.last_transaction_id;
		INSERT INTO distribution.package_charge
		SELECT charge.*;
	END LOOP;
	UPDATE distribution.settlement_account
	SET balance = account.balance, last_transaction_id = account.last_transaction_id,
		last_posted_at = account.last_posted_at, last_hash = account.last_hash, last_pushed_at = now(), aged_until = '-infinity',
		open_month = coalesce(open_month, date_trunc('month', account.last_posted_at AT TIME ZONE supplier.time_zone)::date)
	WHERE supplier_id = the_supplier AND partnership_id = the_order.partnership_id;
	UPDATE distribution.quota_usage
	SET used = used + 1
	WHERE account_id IN (the_supplier, the_order.distributor_id)
		AND month = date_trunc('month', now() AT TIME ZONE 'UTC')::date;
	UPDATE distribution.stock AS s
	SET allocated = s.allocated + l.quantity, push_pending = true
	FROM (
		SELECT warehouse_id, sku_id, sum(quantity)::int AS quantity
		FROM unnest(lines)
		GROUP BY warehouse_id, sku_id
	) AS l
	WHERE s.supplier_id = the_supplier AND s.warehouse_id = l.warehouse_id AND s.sku_id = l.sku_id;
	/* PC-5 */
	WITH judged AS (
		UPDATE distribution.order_line AS l
		SET sku_id = j.sku_id, reason = NULL, detail = NULL, unit_price = j.unit_price, price_source = j.price_source,
			rounding = j.rounding, rate = j.rate, rate_inverse = j.rate_inverse, rate_source = j.rate_source,
			rate_at = j.rate_at
		FROM unnest(lines) AS j
		WHERE l.supplier_id = the_supplier AND l.order_id = the_order_id AND l.line_no = j.line_no
			AND l.reason IS NOT NULL
		RETURNING l.sku_id, l.rounding
	)
	UPDATE distribution.claim AS c
	SET rounding = judged.rounding
	FROM judged
	WHERE c.supplier_id = the_supplier AND c.partnership_id = the_order.partnership_id AND c.sku_id = judged.sku_id
		AND c.rounding <> judged.rounding;
	UPDATE distribution.supply_order
	SET push_state = 'pushed', state = CASE WHEN supplier.auto_pack THEN 'in_process' ELSE 'new' END, pushed_at = now()
	WHERE supplier_id = the_supplier AND order_id = the_order_id;
	INSERT INTO distribution.order_stage (supplier_id, state, order_id, pushed_at)
	VALUES (the_supplier, CASE WHEN supplier.auto_pack THEN 'in_process' ELSE 'new' END, the_order_id, now());
	INSERT INTO distribution.order_event (supplier_id, order_id, distributor_id, event, actor, occurred_at, supplied)
	VALUES (the_supplier, the_order_id, the_order.distributor_id, 'pushed', current_user, now(), true);
	RETURN (the_order_id, 'pushed', NULL, total, account.currency, account.balance)::bench_plpgsql.push_result;
END
$$;
