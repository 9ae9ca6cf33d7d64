-- Four distributors, each with its own level, currency and credit.

CREATE TABLE demo.partner (
	no int PRIMARY KEY,
	distributor text NOT NULL UNIQUE,  -- the key used in test/data/orders.json
	name text NOT NULL,
	plan text NOT NULL,
	currency text NOT NULL,
	level int NOT NULL,
	credit_limit numeric(20,2),        -- null: unlimited
	credit_days int,
	supplier_id bigint,
	distributor_id bigint,
	partnership_id bigint
);
INSERT INTO demo.partner (no, distributor, name, plan, currency, level, credit_limit, credit_days) VALUES
	(1, 'kedai', 'Kedai Contoh', 'V2', 'MYR', 1, 2500.00,      30),
	(2, 'toko',  'Toko Contoh',  'V1', 'IDR', 2, 1000000.00,   14),
	(3, 'ran',   'Raan Tuayang', 'V3', 'THB', 3, NULL,         30),
	(4, 'sari',  'Sari Sampel',  'V2', 'MYR', 4, 0.00,         NULL);

RESET ROLE;
UPDATE distribution.plan SET order_quota = CASE plan WHEN 'V1' THEN 14 END;  -- QU-1: only V1 has one here

UPDATE demo.partner p
SET supplier_id = :supplier_id,
	distributor_id = distribution.create_account(p.name, p.plan);
SELECT distribution.grant_member(distributor_id, 'reseller', '{distributor}') FROM demo.partner ORDER BY no;

SET ROLE contoh;
INSERT INTO distribution.customer (supplier_id, code, name)
SELECT :supplier_id, format('C-%s', lpad(no::text, 4, '0')), name FROM demo.partner ORDER BY no
RETURNING customer_id;

SELECT distribution.create_invitation(:supplier_id) AS invitation \gset

SET ROLE reseller;
UPDATE demo.partner p
SET partnership_id = distribution.apply_for_partnership(:'invitation', p.distributor_id,
	'May we sell your goods?', 'Sample Contact ' || lpad((p.no + 10)::text, 2, '0'), '000-00000' || p.no + 10);

SET ROLE contoh;
SELECT distribution.approve_application(p.supplier_id, p.partnership_id, c.customer_id, p.currency, p.level,
	ARRAY[:shah_alam, :johor]::bigint[])
FROM demo.partner p
JOIN distribution.customer c ON c.supplier_id = p.supplier_id AND c.name = p.name
ORDER BY p.no;

-- Rule 1: power banks are hidden from one distributor. Rule 2: the tent for four is for Gold alone (VI-2).
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope)
VALUES (:supplier_id, 1, 'hidden', 'selected', 'selected') RETURNING rule_id AS rule_1 \gset
INSERT INTO distribution.visibility_rule_distributor (supplier_id, rule_id, distributor_id)
SELECT :supplier_id, :rule_1, distributor_id FROM demo.partner WHERE distributor = 'toko'
RETURNING rule_id;
INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id)
SELECT :supplier_id, :rule_1, sku_id FROM distribution.merchant_sku WHERE supplier_id = :supplier_id AND sku = 'POWER-10K'
RETURNING rule_id;

INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, level, product_scope)
VALUES (:supplier_id, 2, 'visible_only', 'level', 1, 'selected') RETURNING rule_id AS rule_2 \gset
INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id)
SELECT :supplier_id, :rule_2, sku_id FROM distribution.merchant_sku WHERE supplier_id = :supplier_id AND sku = 'TENT-4P'
RETURNING rule_id;

-- Each claims all that it is offered. One has codes of its own for two SKUs (CL-1).
SET ROLE reseller;
SELECT distribution.claim_products(p.supplier_id, p.partnership_id, array_agg(o.sku_id ORDER BY o.sku_id))
FROM demo.partner p
JOIN distribution_report.offered_products o ON o.supplier_id = p.supplier_id AND o.partnership_id = p.partnership_id
GROUP BY p.no, p.supplier_id, p.partnership_id
ORDER BY p.no;

SELECT distribution.map_sku(p.supplier_id, p.partnership_id, m.sku_id, c.code)
FROM demo.partner p
CROSS JOIN (VALUES ('TENT-2P', 'TK-TENT2'), ('STOVE-GAS', 'TK-STOVE')) AS c (sku, code)
JOIN distribution_report.claims m ON m.supplier_id = p.supplier_id AND m.partnership_id = p.partnership_id AND m.sku = c.sku
WHERE p.distributor = 'toko';

-- Rates: one fixed, one live and quoted the other way round; the older and the unused ones change nothing (FX-1).
-- The live rate of THB is held back here: see sync.sql.
SET ROLE contoh;
INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate) VALUES
	(:supplier_id, 'MYR', 'IDR', 3550);
RESET ROLE;
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES
	('MYR', 'IDR', 3612.75, '2025-06-02T08:00Z');

-- Money: credit for three of them, and something paid in advance (CR-1, LE-4). THB has to wait for its rate.
SET ROLE contoh;
SELECT distribution.set_credit(supplier_id, partnership_id, credit_limit, credit_days) FROM demo.partner ORDER BY no;
SELECT distribution.post_entry(p.supplier_id, p.partnership_id, 'top_up', e.amount,
	document_no => e.document_no, idempotency_key => e.document_no)
FROM (VALUES
	('kedai',    2000.00, 'RCPT-0001'),
	('toko',  7000000.00, 'RCPT-0002'),
	('sari',      300.00, 'RCPT-0003')
) AS e (distributor, amount, document_no)
JOIN demo.partner p USING (distributor)
ORDER BY e.document_no;
