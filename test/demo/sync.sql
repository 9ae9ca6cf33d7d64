-- Marketplace orders come in: eligibility and unit prices are decided here (principle 2, OR-2).

\set orders `cat "$DEMO_DATA/orders.json"`
\set faulty_orders `cat "$DEMO_DATA/faulty_orders.json"`

CREATE TABLE demo.orders (
	no int PRIMARY KEY,
	distributor text NOT NULL REFERENCES demo.partner (distributor),
	order_no text NOT NULL,
	expect text NOT NULL,        -- what the first push is to say: pushed, or the reason of the refusal
	retry text,                  -- what a later push is to say, null if there is none
	payload json NOT NULL,
	order_id bigint
);
INSERT INTO demo.orders (no, distributor, order_no, expect, retry, payload)
SELECT e.no, e.entry ->> 'distributor', e.entry #>> '{order,order_no}',
	coalesce(e.entry ->> 'expect', 'pushed'), e.entry ->> 'retry',
	replace((e.entry -> 'order')::text, '"@johor"', :'johor')::json
FROM json_array_elements(:'orders'::json) WITH ORDINALITY AS e (entry, no);

CREATE TABLE demo.push (
	step text NOT NULL,
	position int NOT NULL,
	order_id bigint NOT NULL,
	state text NOT NULL,
	reason text,
	detail text,
	amount numeric(20,2),
	currency text,
	balance numeric(20,2),
	PRIMARY KEY (step, position)
);

CREATE FUNCTION demo.sync(distributors text[]) RETURNS void LANGUAGE sql AS $$
	UPDATE demo.orders o
	SET order_id = s.order_id
	FROM (
		SELECT p.distributor, r.position, r.order_id
		FROM demo.partner p
		CROSS JOIN LATERAL (
			SELECT json_agg(b.payload ORDER BY b.no) AS payloads
			FROM demo.orders b WHERE b.distributor = p.distributor
		) AS batch
		CROSS JOIN LATERAL distribution.sync_orders(p.supplier_id, p.partnership_id, batch.payloads) AS r
		WHERE p.distributor = ANY (distributors)
	) AS s
	JOIN (
		SELECT no, distributor, row_number() OVER (PARTITION BY distributor ORDER BY no) AS position
		FROM demo.orders
	) AS n USING (distributor, position)
	WHERE o.no = n.no
$$;

-- The first order of one distributor comes before there is any rate for its currency (FX-1).
SET ROLE reseller;
UPDATE demo.orders o
SET order_id = distribution.sync_order(p.supplier_id, p.partnership_id, o.payload)
FROM demo.partner p
WHERE p.distributor = o.distributor AND o.expect = 'no_exchange_rate';

INSERT INTO demo.push
SELECT 'before the rate', o.no, r.*
FROM demo.orders o
CROSS JOIN LATERAL distribution.push_order(:supplier_id, o.order_id) AS r
WHERE o.expect = 'no_exchange_rate';

RESET ROLE;
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES
	('THB', 'MYR', 0.1301, '2025-06-01T08:00Z'),
	('THB', 'MYR', 0.1284, '2025-06-02T08:00Z');
SET ROLE contoh;
SELECT distribution.post_entry(supplier_id, partnership_id, 'opening_balance', 5000.00, document_no => 'OPEN-0001'),
	distribution.post_entry(supplier_id, partnership_id, 'top_up', 500.00, 'MYR', document_no => 'RCPT-0004')
FROM demo.partner WHERE distributor = 'ran';

-- Two products are hidden from one distributor each after they were claimed (CL-3).
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, level, product_scope)
VALUES (:supplier_id, 3, 'hidden', 'level', 3, 'selected') RETURNING rule_id AS rule_3 \gset
INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id)
SELECT :supplier_id, :rule_3, sku_id FROM distribution.merchant_sku WHERE supplier_id = :supplier_id AND sku = 'COOLER-15'
RETURNING rule_id;

INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope)
VALUES (:supplier_id, 4, 'hidden', 'selected', 'selected') RETURNING rule_id AS rule_4 \gset
INSERT INTO distribution.visibility_rule_distributor (supplier_id, rule_id, distributor_id)
SELECT :supplier_id, :rule_4, distributor_id FROM demo.partner WHERE distributor = 'toko'
RETURNING rule_id;
INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id)
SELECT :supplier_id, :rule_4, sku_id FROM distribution.merchant_sku WHERE supplier_id = :supplier_id AND sku = 'TARP-3X4'
RETURNING rule_id;

-- Two distributors' orders are billed to the cent, those of the other two in whole units: the mode is the supplier's,
-- and a claim takes it when its next order comes in (PC-5).
SET ROLE reseller;
SELECT demo.sync(ARRAY['kedai', 'sari']);
SET ROLE contoh;
UPDATE distribution.supplier SET rounding = 'nearest' WHERE supplier_id = :supplier_id;
SET ROLE reseller;
SELECT demo.sync(ARRAY['toko', 'ran']);

-- A batch with faults: each is named by its position, and the rest is stored (OR-1).
CREATE TABLE demo.faulty AS
SELECT r.position, coalesce(substring(f.payload::text FROM '"order_no":"([^"]*)'), 'BAD no order_no') AS order_no,
	r.order_id, r.sqlstate, r.message
FROM demo.partner p
CROSS JOIN LATERAL distribution.sync_orders(p.supplier_id, p.partnership_id, :'faulty_orders'::json) AS r
JOIN json_array_elements(:'faulty_orders'::json) WITH ORDINALITY AS f (payload, no) ON f.no = r.position
WHERE p.distributor = 'kedai';
