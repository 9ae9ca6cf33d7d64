-- The last month that is closed of each partnership, and the first after it that has entries, beside its balance.
ALTER TABLE distribution.settlement_account ADD COLUMN closed_month date;
ALTER TABLE distribution.settlement_account ADD COLUMN open_month date;
UPDATE distribution.settlement_account AS a
SET closed_month = c.month, open_month = o.month
FROM distribution.settlement_account AS k
CROSS JOIN LATERAL (
	SELECT max(t.month) AS month
	FROM distribution.statement AS t
	WHERE t.supplier_id = k.supplier_id AND t.partnership_id = k.partnership_id
) AS c
CROSS JOIN LATERAL (
	SELECT min(m.month) AS month
	FROM distribution.ledger_month AS m
	WHERE m.supplier_id = k.supplier_id AND m.partnership_id = k.partnership_id AND m.month > coalesce(c.month, '-infinity')
) AS o
WHERE a.supplier_id = k.supplier_id AND a.partnership_id = k.partnership_id AND (c.month IS NOT NULL OR o.month IS NOT NULL);
