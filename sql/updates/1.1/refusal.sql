-- Why a push was refused is kept while the order is push_failed, or queued anew.
DELETE FROM distribution.order_refusal AS r
USING distribution.supply_order AS o
WHERE o.supplier_id = r.supplier_id AND o.order_id = r.order_id AND o.push_state NOT IN ('push_failed', 'pushing');
