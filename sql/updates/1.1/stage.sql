-- Supply orders by state and time of push, for the supplier's pages.

CREATE TABLE distribution.order_stage (
	supplier_id bigint NOT NULL,
	state text NOT NULL,
	order_id bigint NOT NULL,
	pushed_at timestamptz NOT NULL,
	push_state text NOT NULL DEFAULT 'pushed',
	CONSTRAINT order_stage_pkey PRIMARY KEY (supplier_id, state, order_id)
);
INSERT INTO distribution.order_stage (supplier_id, state, order_id, pushed_at, push_state)
SELECT o.supplier_id, o.state, o.order_id, o.pushed_at, o.push_state
FROM distribution.supply_order AS o
WHERE o.state IS NOT NULL;
