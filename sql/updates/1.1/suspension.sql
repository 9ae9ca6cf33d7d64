-- Suspended accounts (ID-9). An account whose inventory module was off is one from here on.

ALTER TABLE distribution.account ADD COLUMN suspended_reason text;
ALTER TABLE distribution.account ADD COLUMN suspended_at timestamptz;
ALTER TABLE distribution.partnership ADD COLUMN supplier_suspended boolean NOT NULL DEFAULT false;
ALTER TABLE distribution.partnership ADD COLUMN distributor_suspended boolean NOT NULL DEFAULT false;
UPDATE distribution.partnership AS p SET supplier_suspended = true
FROM distribution.account AS a
WHERE a.account_id = p.supplier_id AND NOT a.inventory_enabled;
UPDATE distribution.partnership AS p SET distributor_suspended = true
FROM distribution.account AS a
WHERE a.account_id = p.distributor_id AND NOT a.inventory_enabled;

-- More events of a partnership: all that there are keep it.
ALTER TABLE distribution.partnership_event DROP CONSTRAINT partnership_event_event_check;
ALTER TABLE distribution.partnership_event ADD CONSTRAINT partnership_event_event_check CHECK (event IN ('applied', 'approved',
	'rejected', 'deleted', 'terminated', 'held', 'released', 'level_changed', 'warehouses_set', 'warehouse_mirrored', 'suspended', 'resumed'));
