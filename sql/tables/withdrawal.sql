CREATE TABLE IF NOT EXISTS distribution.withdrawal (
	supplier_id bigint NOT NULL,
	order_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	state text NOT NULL,
	reason text,
	requested_at timestamptz NOT NULL,
	goods_out boolean,
	answer text,
	answered_at timestamptz,
	CONSTRAINT withdrawal_pkey PRIMARY KEY (supplier_id, order_id),
	CONSTRAINT withdrawal_order_fkey FOREIGN KEY (supplier_id, order_id)
		REFERENCES distribution.supply_order (supplier_id, order_id),
	CONSTRAINT withdrawal_state_check CHECK (state IN ('warehouse', 'supplier', 'confirmed', 'refused')),
	CONSTRAINT withdrawal_goods_out_check CHECK ((goods_out IS NOT NULL) = (state = 'confirmed')),
	CONSTRAINT withdrawal_answered_check CHECK ((answered_at IS NOT NULL) = (state IN ('confirmed', 'refused')))
);
COMMENT ON TABLE distribution.withdrawal IS 'The last request to withdraw an order, or some of it, that its supplier had begun with, and the answer (WD-1, WD-3, WD-4); written by functions.';
COMMENT ON COLUMN distribution.withdrawal.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.withdrawal.order_id IS 'The order.';
COMMENT ON COLUMN distribution.withdrawal.distributor_id IS 'The distributor, as in supply_order.';
COMMENT ON COLUMN distribution.withdrawal.state IS 'warehouse or supplier: whose answer it waits for; confirmed or refused: it had it (WD-3).';
COMMENT ON COLUMN distribution.withdrawal.reason IS 'Why the distributor withdraws, if it said so.';
COMMENT ON COLUMN distribution.withdrawal.requested_at IS 'When it was asked for.';
COMMENT ON COLUMN distribution.withdrawal.goods_out IS 'True if the goods had left the shelf and were shipped instead of released; null until confirmed (WD-3).';
COMMENT ON COLUMN distribution.withdrawal.answer IS 'What the warehouse or the supplier said last, if anything.';
COMMENT ON COLUMN distribution.withdrawal.answered_at IS 'When it was confirmed or refused; null: it waits.';
CREATE INDEX IF NOT EXISTS withdrawal_distributor_idx ON distribution.withdrawal (distributor_id);
CREATE INDEX IF NOT EXISTS withdrawal_waiting_idx
	ON distribution.withdrawal (supplier_id, requested_at) WHERE state IN ('warehouse', 'supplier');

CREATE TABLE IF NOT EXISTS distribution.withdrawal_line (
	supplier_id bigint NOT NULL,
	order_id bigint NOT NULL,
	line_no int NOT NULL,
	distributor_id bigint NOT NULL,
	quantity int NOT NULL,
	CONSTRAINT withdrawal_line_pkey PRIMARY KEY (supplier_id, order_id, line_no),
	CONSTRAINT withdrawal_line_withdrawal_fkey FOREIGN KEY (supplier_id, order_id)
		REFERENCES distribution.withdrawal (supplier_id, order_id),
	CONSTRAINT withdrawal_line_quantity_check CHECK (quantity > 0)
);
COMMENT ON TABLE distribution.withdrawal_line IS 'Units that the last request to withdraw an order was for (WD-4); no row: all that was left of it. Written by functions.';
COMMENT ON COLUMN distribution.withdrawal_line.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.withdrawal_line.order_id IS 'The order.';
COMMENT ON COLUMN distribution.withdrawal_line.line_no IS 'The order''s line.';
COMMENT ON COLUMN distribution.withdrawal_line.distributor_id IS 'The distributor, as in supply_order.';
COMMENT ON COLUMN distribution.withdrawal_line.quantity IS 'Units to withdraw.';
CREATE INDEX IF NOT EXISTS withdrawal_line_distributor_idx ON distribution.withdrawal_line (distributor_id);
