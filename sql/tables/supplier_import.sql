-- Where \copy puts the rows of a supplier of other books, for import_supplier() to take (doc/scale-out.md).

CREATE TABLE IF NOT EXISTS distribution.supplier_import (
	supplier_id bigint NOT NULL,
	line_no bigint NOT NULL,
	book text NOT NULL,
	content jsonb NOT NULL,
	CONSTRAINT supplier_import_pkey PRIMARY KEY (supplier_id, line_no)
);
COMMENT ON TABLE distribution.supplier_import IS 'Takes what export_supplier() gave in other books: \copy distribution.supplier_import FROM ''17.copy''. The lines wait here for import_supplier(), which takes them away; delete them to give up. The owner''s alone.';
COMMENT ON COLUMN distribution.supplier_import.supplier_id IS 'The supplier, the same in every line of an export.';
COMMENT ON COLUMN distribution.supplier_import.line_no IS 'Number of the line, from 1.';
COMMENT ON COLUMN distribution.supplier_import.book IS 'The table of which it is a row; export in the first line and end in the last.';
COMMENT ON COLUMN distribution.supplier_import.content IS 'The row, a member for each column.';
