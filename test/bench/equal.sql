-- A business in which everything happens that a push can be refused for, and 1,200 orders for it.

INSERT INTO distribution.plan (plan, rank, may_supply, order_quota)
VALUES ('tiny', 7, true, 12), ('small', 8, true, 290);
SELECT bench.make_business(60000000, 2, 24, 60, 6, 'V3');

CREATE VIEW bench.partner AS
SELECT supplier_id, partnership_id, partnership_id % 100000 AS no
FROM distribution.partnership;

CREATE VIEW bench.product AS
SELECT supplier_id, sku_id, sku_id % 1000 AS no
FROM distribution.merchant_sku;

-- What follows no function would do; the triggers that refuse it are off.
SET session_replication_role = replica;

-- Currencies: same, fixed, live, fixed inverse, live inverse, and one without a rate.
UPDATE distribution.settlement_account AS a
SET currency = ('{MYR,SGD,IDR,USD,THB,PHP}'::text[])[p.no % 6 + 1],
	credit_limit = CASE p.no % 3 WHEN 0 THEN 20000 WHEN 1 THEN NULL ELSE 9000000 END,
	credit_days = nullif(p.no % 4, 0) * 10
FROM bench.partner AS p
WHERE (a.supplier_id, a.partnership_id) = (p.supplier_id, p.partnership_id);
INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate)
VALUES (60000001, 'USD', 'MYR', 4.4127), (60000002, 'USD', 'MYR', 4.39);
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at)
VALUES ('MYR', 'IDR', 3400, '2026-01-01Z'), ('MYR', 'IDR', 3511.25, '2026-02-01Z'),
	('THB', 'MYR', 0.1301, '2026-02-01Z'), ('MYR', 'PHP', 12.5, '2126-01-01Z'), ('MYR', 'SGD', 9, '2026-02-01Z');

UPDATE distribution.supplier
SET rounding = 'nearest', time_zone = 'Asia/Kuala_Lumpur', auto_pack = true
WHERE supplier_id = 60000001;
UPDATE distribution.account SET plan = 'small' WHERE account_id = 60000002;
UPDATE distribution.account SET plan = 'tiny' WHERE account_id % 100000 = 9 AND account_id > 60000002;

UPDATE distribution.distribution_product AS d
SET base_price = CASE p.no WHEN 7 THEN NULL WHEN 8 THEN 0 WHEN 9 THEN 0.05 ELSE d.base_price END,
	state = CASE p.no WHEN 11 THEN 'disabled' ELSE d.state END
FROM bench.product AS p
WHERE (d.supplier_id, d.sku_id) = (p.supplier_id, p.sku_id) AND p.no IN (7, 8, 9, 11);
INSERT INTO distribution.sku_price (supplier_id, sku_id, level, min_quantity, valid, price)
SELECT supplier_id, sku_id, level, min_quantity, valid, price
FROM bench.product
JOIN (VALUES (14, 0, 1, '(,)'::tstzrange, 0.00), (15, 0, 3, '(,)', 7.77), (15, 0, 5, '(,)', 6.66), (15, 2, 1, '(,)', 5.55),
	(16, 0, 1, '(,2026-01-01Z)', 1.11), (16, 1, 1, '[2026-01-01Z,)', 10.00), (18, 3, 1, '(,)', 12.50))
	AS v (no, level, min_quantity, valid, price) USING (no);
INSERT INTO distribution.visibility_rule (supplier_id, rule_id, rule_no, effect, distributor_scope, level, product_scope)
SELECT supplier_id, supplier_id * 10 + no, no, effect, scope, level, 'selected'
FROM distribution.supplier
CROSS JOIN (VALUES (20, 'hidden', 'level', 2), (21, 'visible_only', 'level', 1), (22, 'hidden', 'all', NULL))
	AS v (no, effect, scope, level)
WHERE supplier_id > 60000000;
INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id)
SELECT supplier_id, supplier_id * 10 + rule_no, sku_id
FROM bench.product
JOIN (VALUES (20, 24), (21, 26), (22, 28)) AS v (rule_no, no) USING (no);
SET session_replication_role = origin; -- claims are counted
UPDATE distribution.claim AS c
SET state = 'inactive', stopped_by = 'supplier'
FROM bench.product AS p
WHERE (c.supplier_id, c.sku_id) = (p.supplier_id, p.sku_id) AND p.no = 13;
SET session_replication_role = replica;

UPDATE distribution.stock AS s
SET on_hand = 20
FROM bench.product AS p
WHERE (s.supplier_id, s.sku_id) = (p.supplier_id, p.sku_id) AND p.no % 10 = 5;
UPDATE distribution.stock_movement AS m
SET on_hand_change = 20
FROM bench.product AS p
WHERE (m.supplier_id, m.sku_id) = (p.supplier_id, p.sku_id) AND p.no % 10 = 5;

-- One to three packages of one to three lines, now and then with an unknown code, a gift, or no warehouse named.
INSERT INTO bench.payload (n, supplier_id, partnership_id, payload)
SELECT o.n, 60000000 + s.no, 60000000 + s.no * 100000 + j.no, json_build_object(
	'platform', ('{shopee,lazada,tiktok,temu}'::text[])[1 + bench.mix(o.n, 1103, 4)], 'store', 'S', 'order_no', o.n::text,
	'ordered_at', '2026-03-30T11:04:00Z',
	'logistics', ('{self_arranged,self_arranged,platform,third_party}'::text[])[1 + bench.mix(o.n, 16807, 4)],
	'recipient', json_build_object('name', 'N', 'phone', '1', 'address', 'A'),
	'packages', (
		SELECT json_agg(json_strip_nulls(json_build_object('package_no', format('P%s', 3 - k),
			'warehouse_id', CASE bench.mix(o.n + k, 39373, 3) WHEN 0 THEN NULL ELSE 60000000 + s.no * 10 + k % 2 END,
			'lines', (
				SELECT json_agg(json_build_object(
					'sku', CASE bench.mix(o.n + 7 * k + l, 7919 * 31, 60) WHEN 0 THEN 'UNKNOWN'
						ELSE format('MY-%s', bench.sku_index(j.no, bench.mix(o.n * 31 + k * 7 + l, 48271, 30), 60)) END,
					'quantity', 1 + bench.mix(o.n + k + 5 * l, 742938285, 6),
					'gift', bench.mix(o.n + l, 950706376, 10) = 0) ORDER BY l)
				FROM generate_series(0, bench.mix(o.n + k, 1226874159, 3)) AS l))) ORDER BY k)
		FROM generate_series(0, bench.mix(o.n, 62089911, 3)) AS k))
FROM generate_series(1, 1200) AS o (n)
CROSS JOIN LATERAL (SELECT 1 + bench.mix(o.n, 48271, 2)) AS s (no)
CROSS JOIN LATERAL (SELECT bench.mix(o.n, 69621, 24)) AS j (no);
ANALYZE;
