CREATE OR REPLACE TRIGGER product_import_take
	AFTER INSERT ON distribution.product_import
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.import_copied_products();
