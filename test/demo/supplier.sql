-- One supplier: goods, stock, prices, fees and the six steps of onboarding (ON-1).

SELECT distribution.create_account('Contoh Outdoor Supply', 'V2') AS supplier_id \gset
SELECT distribution.grant_member(:supplier_id, 'contoh', '{supplier}');

SET ROLE contoh;
SELECT distribution.activate_supplier(:supplier_id, 'MYR');

UPDATE distribution.supplier
SET bigshop_name = 'Contoh Outdoor',
	contact_person = 'Sample Contact 01',
	contact_phone = '000-0000001',
	rounding = 'cents'
WHERE supplier_id = :supplier_id;

INSERT INTO distribution.warehouse (supplier_id, name, kind)
VALUES (:supplier_id, 'Shah Alam', 'own') RETURNING warehouse_id AS shah_alam \gset
INSERT INTO distribution.warehouse (supplier_id, name, kind)
VALUES (:supplier_id, 'Johor', 'third_party') RETURNING warehouse_id AS johor \gset

-- Goods: code, name, base price in MYR, units received in each of the two warehouses.
CREATE TABLE demo.goods (
	no int GENERATED ALWAYS AS IDENTITY,
	sku text NOT NULL,
	name text NOT NULL,
	base_price numeric(20,2) NOT NULL,
	shah_alam int NOT NULL,
	johor int NOT NULL
);
INSERT INTO demo.goods (sku, name, base_price, shah_alam, johor) VALUES
	('TENT-2P',    'Tent for two',             189.00,  20,   8),
	('TENT-4P',    'Tent for four',            329.00,   3,   0),
	('TARP-3X4',   'Tarpaulin, 3 x 4 m',        59.90,  25,  10),
	('BAG-SLP-10', 'Sleeping bag, 10 degrees', 119.00,  18,  12),
	('MAT-FOAM',   'Folding foam mat',          45.50,  40,  20),
	('MAT-AIR',    'Inflatable mat',            98.00,  15,  10),
	('CHAIR-LOW',  'Low camp chair',            79.00,  24,  16),
	('TABLE-ROLL', 'Roll-top table',           129.00,  14,   6),
	('STOVE-GAS',  'Gas stove',                 88.80,  30,  12),
	('POT-SET',    'Cook set, five pieces',     74.90,  22,   8),
	('MUG-STEEL',  'Steel mug, 300 ml',         18.90, 120,  60),
	('BOTTLE-1L',  'Water bottle, 1 l',         32.00,  90,  45),
	('COOLER-15',  'Cool box, 15 l',           109.00,  10,   8),
	('LAMP-HEAD',  'Head torch',                42.00,  60,  30),
	('LAMP-CAMP',  'Camp lantern',              65.00,  12,   4),
	('POWER-10K',  'Power bank, 10000 mAh',     85.00,  25,  15),
	('ROPE-20',    'Guy rope, 20 m',            14.50, 100,  50),
	('PEG-10',     'Tent pegs, ten pieces',     12.00, 150,  50),
	('CARABINER',  'Carabiner',                  9.90, 200,  80),
	('DRYBAG-10',  'Dry bag, 10 l',             27.90,  60,  30),
	('PONCHO',     'Rain poncho',               15.90, 110,  40),
	('TOWEL-QD',   'Quick-dry towel',           24.50,  70,  35),
	('REPAIR-KIT', 'Repair patches',             6.90,  90,  40),
	('STICKER',    'Logo sticker',               0.80, 400, 100);

-- RETURNING is for a cluster, which otherwise copies what comes from tables of our own, and row security refuses that.
INSERT INTO distribution.merchant_sku (supplier_id, sku, name)
SELECT :supplier_id, sku, name FROM demo.goods ORDER BY no
RETURNING sku_id;

SELECT distribution.add_products(:supplier_id, array_agg(m.sku_id ORDER BY g.no), array_agg(g.base_price ORDER BY g.no))
FROM demo.goods g
JOIN distribution.merchant_sku m ON m.supplier_id = :supplier_id AND m.sku = g.sku;

SELECT distribution.receive_stock(:supplier_id, r.warehouse_id, m.sku_id, r.quantity, 'GRN-0001')
FROM demo.goods g
JOIN distribution.merchant_sku m ON m.supplier_id = :supplier_id AND m.sku = g.sku
CROSS JOIN LATERAL (VALUES (:shah_alam, g.shah_alam), (:johor, g.johor)) AS r (warehouse_id, quantity)
WHERE r.quantity > 0
ORDER BY g.no, r.warehouse_id;

-- Prices: four levels on the base price, and what is set for single SKUs (PC-1, PC-2).
INSERT INTO distribution.customer_level (supplier_id, level, name, percent, plus) VALUES
	(:supplier_id, 1, 'Gold',    90,  0.00),
	(:supplier_id, 2, 'Silver',  95,  0.00),
	(:supplier_id, 3, 'Export', 100,  1.20),
	(:supplier_id, 4, 'Rebate',  85, -1.00);

INSERT INTO distribution.sku_price (supplier_id, sku_id, level, min_quantity, valid, price)
SELECT :supplier_id, m.sku_id, p.level, p.min_quantity, p.valid::tstzrange, p.price
FROM (VALUES
	('TENT-2P',   1,  1, '(,)',                       165.00),  -- Gold only
	('LAMP-CAMP', 3,  1, '(,)',                        61.50),  -- Export only
	('ROPE-20',   0, 10, '(,)',                        12.00),  -- ten or more
	('MUG-STEEL', 0,  1, '[2024-01-01Z,2025-01-01Z)',  15.90),  -- a season gone by
	('MUG-STEEL', 0,  1, '[2025-01-01Z,)',             17.90)
) AS p (sku, level, min_quantity, valid, price)
JOIN distribution.merchant_sku m ON m.supplier_id = :supplier_id AND m.sku = p.sku
RETURNING sku_id;

INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES
	(:supplier_id, 'stock_out',       'package', 1.50),
	(:supplier_id, 'logistics',       'unit',    0.80),
	(:supplier_id, 'stock_in_return', 'package', 2.00);

SELECT distribution.confirm_onboarding_step(:supplier_id, 'stock_push_rule');
SELECT distribution.confirm_onboarding_step(:supplier_id, 'bigshop');
SELECT distribution.go_live(:supplier_id);
SELECT distribution.publish_products(:supplier_id);
