-- Where maintain() stands: what it has begun longest ago comes first, so nothing is starved by what fails, takes long or is cut off.

CREATE TABLE IF NOT EXISTS distribution.maintenance_unit (
	supplier_id bigint NOT NULL,
	task text NOT NULL,
	begun_at timestamptz NOT NULL,
	CONSTRAINT maintenance_unit_pkey PRIMARY KEY (supplier_id, task)
);
COMMENT ON TABLE distribution.maintenance_unit IS 'When maintain() last began each of its tasks for each supplier; written by functions.';
COMMENT ON COLUMN distribution.maintenance_unit.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.maintenance_unit.task IS 'The task, as maintenance_due() names it.';
COMMENT ON COLUMN distribution.maintenance_unit.begun_at IS 'When it was last begun, whether or not it came to an end.';
