-- Each side owns its settings of a partnership: the one row of both becomes a row of each, and what was told is kept of each.

DROP TRIGGER IF EXISTS partnership_setting_fixed ON distribution.partnership_setting;

ALTER TABLE distribution.partnership_setting
	ADD COLUMN side text,
	ADD COLUMN account_id bigint,
	DROP CONSTRAINT IF EXISTS partnership_setting_pkey;

INSERT INTO distribution.partnership_setting (supplier_id, partnership_id, auto_push_returns, low_balance_below, side, account_id)
SELECT s.supplier_id, s.partnership_id, s.auto_push_returns, s.low_balance_below, 'distributor', p.distributor_id
FROM distribution.partnership_setting AS s
JOIN distribution.partnership AS p ON p.supplier_id = s.supplier_id AND p.partnership_id = s.partnership_id;

UPDATE distribution.partnership_setting SET side = 'supplier', account_id = supplier_id WHERE side IS NULL;

ALTER TABLE distribution.partnership_setting
	ALTER COLUMN side SET NOT NULL,
	ALTER COLUMN account_id SET NOT NULL,
	ADD CONSTRAINT partnership_setting_pkey PRIMARY KEY (supplier_id, partnership_id, side),
	ADD CONSTRAINT partnership_setting_side_check CHECK (side IN ('supplier', 'distributor')),
	ADD CONSTRAINT partnership_setting_account_check CHECK ((side = 'supplier') = (account_id = supplier_id));

ALTER TABLE distribution.money_notice
	ADD COLUMN account_id bigint,
	DROP CONSTRAINT IF EXISTS money_notice_pkey;

INSERT INTO distribution.money_notice (supplier_id, partnership_id, event, noticed_at, account_id)
SELECT n.supplier_id, n.partnership_id, n.event, n.noticed_at, p.distributor_id
FROM distribution.money_notice AS n
JOIN distribution.partnership AS p ON p.supplier_id = n.supplier_id AND p.partnership_id = n.partnership_id;

UPDATE distribution.money_notice SET account_id = supplier_id WHERE account_id IS NULL;

ALTER TABLE distribution.money_notice
	ALTER COLUMN account_id SET NOT NULL,
	ADD CONSTRAINT money_notice_pkey PRIMARY KEY (supplier_id, partnership_id, event, account_id);
