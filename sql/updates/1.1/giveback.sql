-- Giving back in parts, package by package, and putting back (OR-12, OR-13, OR-14, WD-4, WD-5).

ALTER TABLE distribution.order_package
	ADD COLUMN state text,
	ADD COLUMN printed_at timestamptz,
	ADD COLUMN printed_by text;

ALTER TABLE distribution.order_line
	ADD COLUMN gone int NOT NULL DEFAULT 0,
	ADD COLUMN restocked int NOT NULL DEFAULT 0,
	ADD COLUMN lost int NOT NULL DEFAULT 0,
	DROP CONSTRAINT order_line_returned_check,
	ADD CONSTRAINT order_line_returned_check CHECK (returned >= 0 AND lost >= 0 AND returned::bigint + lost <= shipped
		AND gone <= shipped AND restocked >= 0 AND restocked::bigint + lost <= gone) NOT VALID;

ALTER TABLE distribution.package_charge
	ADD COLUMN stock_out_basis text,
	ADD COLUMN logistics_basis text;

ALTER TABLE distribution.stock_movement
	DROP CONSTRAINT stock_movement_kind_check,
	ADD CONSTRAINT stock_movement_kind_check CHECK (kind IN ('receipt', 'adjustment', 'shipment', 'return', 'restock')) NOT VALID;

ALTER TABLE distribution.notification_subscription
	DROP CONSTRAINT notification_subscription_event_check,
	ADD CONSTRAINT notification_subscription_event_check CHECK (event IN ('application_received', 'approved', 'rejected',
		'terminated', 'claim_stopped', 'product_disabled', 'push_failed', 'withdrawal_requested', 'withdrawal_confirmed',
		'withdrawal_refused', 'return_pushed', 'return_received', 'return_refunded', 'balance_low', 'credit_due',
		'statement_closed', 'order_refused')) NOT VALID;

-- What left the shelf with an order that was withdrawn.
UPDATE distribution.order_line AS l
SET gone = l.shipped
FROM distribution.supply_order AS o
WHERE o.supplier_id = l.supplier_id AND o.order_id = l.order_id AND o.state = 'cancelled' AND l.shipped > 0;

-- What was withdrawn was withdrawn whole.
CREATE TABLE distribution.order_giveback (
	supplier_id bigint NOT NULL,
	order_id bigint NOT NULL,
	transaction_id bigint NOT NULL,
	line_no int NOT NULL,
	distributor_id bigint NOT NULL,
	quantity int NOT NULL,
	gone boolean NOT NULL,
	CONSTRAINT order_giveback_pkey PRIMARY KEY (supplier_id, order_id, transaction_id, line_no),
	CONSTRAINT order_giveback_quantity_check CHECK (quantity > 0)
);

INSERT INTO distribution.order_giveback (supplier_id, order_id, transaction_id, line_no, distributor_id, quantity, gone)
SELECT l.supplier_id, l.order_id, e.transaction_id, l.line_no, l.distributor_id, l.quantity, l.shipped > 0
FROM distribution.ledger_entry AS e
JOIN distribution.order_line AS l
	ON l.supplier_id = e.supplier_id AND l.order_id = e.order_id AND l.package_no = e.package_no
WHERE e.side = 'distributor' AND e.kind = 'withdrawal_refund';
