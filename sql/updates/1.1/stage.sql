-- Supply orders by state, for the supplier's pages.

CREATE TABLE distribution.order_stage (
	supplier_id bigint NOT NULL,
	state text NOT NULL,
	order_id bigint NOT NULL,
	CONSTRAINT order_stage_pkey PRIMARY KEY (supplier_id, state, order_id)
);
INSERT INTO distribution.order_stage (supplier_id, state, order_id)
SELECT o.supplier_id, o.state, o.order_id
FROM distribution.supply_order AS o
WHERE o.state IS NOT NULL;
