\echo '== Who sees what: rows of the same views, by role; of recipients the supplier sees those it ships to'
\echo
\o /dev/null
CREATE TABLE demo.seen (role text, supply_orders bigint, distributor_orders bigint, recipients bigint, entries bigint, prices bigint);
RESET ROLE;
CREATE ROLE passer_by LOGIN;
GRANT USAGE ON SCHEMA demo TO passer_by;
GRANT INSERT ON demo.seen TO passer_by;
SET ROLE contoh;
\ir seen.sql
SET ROLE reseller;
\ir seen.sql
SET ROLE passer_by;
\ir seen.sql
RESET ROLE;
\o
SELECT role, supply_orders, distributor_orders AS "distributor's orders", recipients, entries AS "ledger entries", prices AS "price list"
FROM demo.seen
ORDER BY array_position(ARRAY['contoh', 'reseller', 'passer_by'], role);
