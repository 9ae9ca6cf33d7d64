-- Whose days a fact is counted by, beside the names that both sides read.
ALTER TABLE distribution.partnership ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC';
UPDATE distribution.partnership AS p SET time_zone = s.time_zone
FROM distribution.supplier AS s
WHERE s.supplier_id = p.supplier_id AND s.time_zone <> p.time_zone;
