-- How old open charges are, and when an order was last pushed. What is overdue is read from the ledger until maintenance
-- has run, or a credit has left no debt.
ALTER TABLE distribution.settlement_account ADD COLUMN aged_until timestamptz;
ALTER TABLE distribution.settlement_account ADD COLUMN last_pushed_at timestamptz;
UPDATE distribution.settlement_account AS a
SET
	aged_until = CASE WHEN a.balance < 0 THEN '-infinity'::timestamptz END,
	last_pushed_at = (
		SELECT e.posted_at
		FROM distribution.ledger_entry AS e
		WHERE e.supplier_id = a.supplier_id AND e.partnership_id = a.partnership_id
			AND e.side = 'distributor' AND e.kind = 'push_charge'
		ORDER BY e.transaction_id DESC
		LIMIT 1)
WHERE a.last_transaction_id > 0;
