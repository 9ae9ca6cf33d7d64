-- Where the extension cannot be: in a database of another encoding. It takes a database of its own, and so no transaction.
SET client_min_messages = error;
SELECT current_database() AS home \gset
DROP DATABASE IF EXISTS latin;
CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C';
\connect latin
\set ON_ERROR_STOP off
SET client_min_messages = error;
CREATE EXTENSION distribution CASCADE;
\set ON_ERROR_STOP on
\set state :SQLSTATE
\set said :LAST_ERROR_MESSAGE
\connect :home
SELECT no_plan();
SELECT is(:'state' || ' ' || :'said', '0A000 extension "distribution" needs a database with encoding UTF8, not LATIN1', 'TX-1: CREATE EXTENSION says that it needs UTF8');
DROP DATABASE latin;
SELECT * FROM finish();
