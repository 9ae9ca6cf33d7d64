-- ID-5: who administers.
BEGIN;
\ir ../fixture/business.sql
SELECT plan(10);

CREATE ROLE an_administrator;
GRANT distribution_owner TO an_administrator;
CREATE ROLE no_administrator;
SELECT set_config('t.orders', count(*)::text, true) FROM distribution.settlement_account \g /dev/null
SELECT cmp_ok(current_setting('t.orders')::int, '>', 3, 'ID-5: there are several accounts to see');

SET LOCAL ROLE an_administrator;
SELECT lives_ok($$SELECT distribution.create_account('Made by an administrator')$$, 'ID-5: a member of distribution_owner makes accounts');
SELECT is(count(*)::text, current_setting('t.orders'), 'ID-5: sees every settlement account') FROM distribution.settlement_account;
SELECT is(count(*)::text, current_setting('t.orders'), 'ID-5: and every distributor in the view') FROM distribution_report.distributors;
SELECT is_empty('SELECT * FROM distribution.verify()', 'ID-5: verifies all suppliers at once');
SELECT throws_ok('SELECT distribution.install()', '42501', NULL, 'ID-7: but installing is for superusers');
RESET ROLE;

SET LOCAL ROLE no_administrator;
SELECT throws_ok($$SELECT distribution.create_account('Made by nobody')$$, '42501', NULL, 'ID-5: anybody else does not');
SELECT is(count(*)::int, 0, 'ID-5: and sees no settlement account') FROM distribution.settlement_account;
SELECT throws_ok('SELECT * FROM distribution.verify()', '42501', NULL, 'ID-5: nor verifies all suppliers');
SELECT throws_ok('SELECT distribution.install()', '42501', NULL, 'ID-5: nor installs');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
