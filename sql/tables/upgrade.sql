-- Which steps of upgrade() the books have seen (design 11).

CREATE TABLE IF NOT EXISTS distribution.upgrade_step (
	step text NOT NULL,
	library text NOT NULL,
	done_by text NOT NULL,
	done_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT upgrade_step_pkey PRIMARY KEY (step)
);
COMMENT ON TABLE distribution.upgrade_step IS 'Changes of the books, each made once; a fresh install has them from the start. Written by install() and upgrade().';
COMMENT ON COLUMN distribution.upgrade_step.step IS 'Version and name of the step.';
COMMENT ON COLUMN distribution.upgrade_step.library IS 'Version of the library that made it.';
COMMENT ON COLUMN distribution.upgrade_step.done_by IS 'Role that called.';
COMMENT ON COLUMN distribution.upgrade_step.done_at IS 'When.';
