-- What run_maintenance has locked when it comes to its steps: all that they will lock, in the order of all verbs (design 3, OR-3, CR-5).
-- Row locks of a transaction are seen in the rows. It commits, so that only its own are seen; the database is thrown away.
\ir ../fixture/business.sql
SET client_min_messages = warning;
SELECT no_plan();

-- Who holds what when stock is pushed: a trigger looks, and writes it down.
CREATE TABLE t.seen (accounts boolean, partnerships boolean);
CREATE FUNCTION t.is_locked(locker xid) RETURNS boolean LANGUAGE sql AS $$
	SELECT locker <> '0'::xid AND coalesce(pg_xact_status(locker::text::xid8) = 'in progress', false)
$$;
CREATE FUNCTION t.look() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	INSERT INTO t.seen
	SELECT (SELECT bool_and(t.is_locked(xmax)) FROM distribution.settlement_account WHERE supplier_id = t.id('supplier')),
		(SELECT bool_and(t.is_locked(xmax)) FROM distribution.partnership WHERE supplier_id = t.id('supplier') AND state = 'partnered');
	RETURN NULL;
END
$$;
CREATE TRIGGER look AFTER INSERT ON distribution.push_record FOR EACH STATEMENT EXECUTE FUNCTION t.look();
CREATE FUNCTION t.seen() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(DISTINCT concat_ws(' ', accounts, partnerships), ', ') FROM t.seen $$;

SELECT distribution.receive_stock(t.id('supplier'), t.id('north'), t.id('A'), 1) \g /dev/null
SELECT distribution.run_maintenance() \g /dev/null
SELECT is(t.seen(), 'f t', 'ST-8: without rules no account is locked for stock to be pushed');

INSERT INTO distribution.credit_rule (supplier_id, hold_after_days) VALUES (t.id('supplier'), 30);
TRUNCATE t.seen;
SELECT distribution.receive_stock(t.id('supplier'), t.id('north'), t.id('A'), 1) \g /dev/null
SELECT distribution.run_maintenance() \g /dev/null
SELECT is(t.seen(), 't t', 'CR-5: with them all are, before stock is: accounts come before stock in every verb');

SELECT is_empty('SELECT * FROM distribution.verify()', 'LE-3: the books are sound');
SELECT * FROM finish();
