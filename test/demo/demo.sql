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

-- Two roles do the business, contoh for the supplier and reseller for its distributors, each seeing and doing what its
-- memberships give it (ID-3). The administrator, who starts this, makes accounts and members, and keeps the market's rates.
CREATE ROLE contoh LOGIN;
CREATE ROLE reseller LOGIN;
GRANT USAGE, CREATE ON SCHEMA demo TO contoh, reseller;
ALTER DEFAULT PRIVILEGES FOR ROLE CURRENT_USER, contoh, reseller IN SCHEMA demo GRANT ALL ON TABLES TO contoh, reseller;

CREATE FUNCTION demo.wrap(line text, width int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT rtrim(regexp_replace(line, format('(.{1,%s})(?: +|$)', width), e'\\1\n', 'g'), e'\n')
$$;

\o /dev/null
\ir supplier.sql
\ir partners.sql
\ir sync.sql
SET ROLE contoh;
\o
\echo
\ir show_partners.sql
\ir show_sync.sql

RESET ROLE;
ANALYZE;

\o /dev/null
\ir push.sql
SET ROLE contoh;
\o
\ir show_push.sql

\o /dev/null
\ir fulfil.sql
SET ROLE contoh;
\o
\ir show_fulfil.sql

\o /dev/null
\ir day.sql
\o
\ir show_day.sql
-- The demo may be told to a cluster, too, which refuses these two and says what to read instead (doc/scale-out.md).
SELECT to_regclass('pg_dist_partition') IS NULL AS at_home \gset
\if :at_home
	\ir show_news.sql
\endif
\ir show_roles.sql
SET ROLE contoh;
\ir show_books.sql
RESET ROLE;
\ir check.sql
