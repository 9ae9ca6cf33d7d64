-- More events to subscribe to (NO-1, NO-3): all rows that there are keep it.
ALTER TABLE distribution.notification_subscription DROP CONSTRAINT notification_subscription_event_check;
ALTER TABLE distribution.notification_subscription ADD CONSTRAINT notification_subscription_event_check CHECK (event IN (
	'application_received', 'approved', 'rejected', 'terminated', 'claim_stopped', 'product_disabled', 'push_failed',
	'withdrawal_requested', 'withdrawal_confirmed', 'withdrawal_refused', 'return_pushed', 'return_received', 'return_refunded',
	'balance_low', 'credit_due', 'statement_closed', 'order_refused', 'held', 'released', 'level_changed', 'warehouses_changed',
	'price_changed', 'product_new', 'statement_answered', 'top_up_asked', 'top_up_approved', 'top_up_rejected'));
