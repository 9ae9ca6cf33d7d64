-- The demo in order: each step acts silently, then shows what came of it. test/demo/run starts this file.

\set ON_ERROR_STOP on
\set QUIET on
\pset footer off
\pset null -
\pset linestyle ascii
\pset pager off
SET client_min_messages = warning;
SET timezone = 'UTC';

CREATE SCHEMA demo;
COMMENT ON SCHEMA demo IS 'What test/demo keeps beside the product: its sample goods, partners, orders and the answers it got.';

CREATE FUNCTION demo.wrap(line text, width int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT rtrim(regexp_replace(line, format('(.{1,%s})(?: +|$)', width), e'\\1\n', 'g'), e'\n')
$$;

\o /dev/null
\ir supplier.sql
\ir partners.sql
\ir sync.sql
\o
\echo
\ir show_partners.sql
\ir show_sync.sql

ANALYZE;

\o /dev/null
\ir push.sql
\o
\ir show_push.sql

\o /dev/null
\ir fulfil.sql
\o
\ir show_fulfil.sql
\ir show_books.sql
\ir check.sql
