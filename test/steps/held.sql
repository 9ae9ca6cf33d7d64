-- A foreign key is spared only while its parent is held: the key's own lock says whether it was asked (design 2, rooms).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- Who has the order locked: nobody, or a transaction of ours that goes on
CREATE FUNCTION t.is_locked(order_no text) RETURNS boolean LANGUAGE sql AS $$
	SELECT xmax <> 0 AND EXISTS (
		SELECT FROM pg_locks WHERE locktype = 'transactionid' AND pid = pg_backend_pid() AND mode = 'ExclusiveLock' AND transactionid = o.xmax)
	FROM distribution.supply_order AS o WHERE supplier_id = t.id('supplier') AND order_id = t.id(order_no)
$$;
SELECT t.sync('kedai', n) FROM unnest(ARRAY['H-1', 'H-2']) AS n \g /dev/null
COMMIT; -- rows that this transaction wrote are held
BEGIN;

SELECT is(t.is_locked('H-1'), false, 'OR-3: an order is not locked yet');
SAVEPOINT locked;
SELECT engine_lock_order(t.id('supplier'), t.id('H-1')) \g /dev/null
SELECT is(t.is_locked('H-1'), true, 'OR-3: it is by its room');
ROLLBACK TO locked;
SELECT is(t.is_locked('H-1'), false, 'OR-3: not any more once that is rolled back');
SELECT engine_add_refusal(t.id('supplier'), t.id('H-1'), t.id('kedai account')) \g /dev/null
SELECT is(t.is_locked('H-1'), true, 'OR-3: so its foreign key is asked, and locks it');

-- A row that an aborted subtransaction wrote in its place is not ours either: it is there no more, and the key is asked
SAVEPOINT written;
SELECT engine_lock_order(t.id('supplier'), t.id('H-2')), distribution.cancel_order(t.id('supplier'), t.id('H-2')) \g /dev/null
ROLLBACK TO written;
SELECT engine_add_refusal(t.id('supplier'), t.id('H-2'), t.id('kedai account')) \g /dev/null
SELECT is(t.is_locked('H-2'), true, 'OR-3: nor is one held whose change was rolled back');

SELECT is(t.state_of(format('SELECT engine_add_refusal(%s, %s, %s)', t.id('supplier'), 987654321, t.id('kedai account'))), '23503', 'OR-3: nor one that there is not');
SELECT * FROM finish();
ROLLBACK;
