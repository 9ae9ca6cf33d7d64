CREATE OR REPLACE TRIGGER price_import_take
	AFTER INSERT ON distribution.price_import
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.import_copied_prices();
