-- Codes, names and addresses of all the world, and limits counted in its characters: no other encoding holds them. First of all, so
-- that nothing is half made where it cannot work.
DO $encoding$
BEGIN
	IF pg_catalog.getdatabaseencoding() <> 'UTF8' THEN
		RAISE EXCEPTION 'extension "distribution" needs a database with encoding UTF8, not %', pg_catalog.getdatabaseencoding()
			USING ERRCODE = 'feature_not_supported', HINT = 'Make one: CREATE DATABASE shop TEMPLATE template0 ENCODING ''UTF8''.';
	END IF;
END
$encoding$;
