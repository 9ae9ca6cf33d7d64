-- A ledger to measure reading on: psql -v suppliers=10 -v partnerships=200 -v transactions=2500
-- makes 10 x 200 x 2,500 transactions, 10 million entries, over the 24 months before this one.
--
-- Entries, sums, accounts and package charges are what the product would have written, with the same
-- hashes, so verify() can walk them. Of orders there are only the charges. Each partnership begins
-- with a debt of 10,000, of ten transactions nine are charges, and the tenth pays those nine: its
-- debt is 10,000 and what was charged since the last payment.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET synchronous_commit = off;
SET work_mem = '256MB';
SET maintenance_work_mem = '512MB';
SET session_replication_role = replica;
CREATE SCHEMA IF NOT EXISTS t;
CREATE TABLE t.thing (name text PRIMARY KEY, id bigint NOT NULL);
CREATE FUNCTION t.id(wanted text) RETURNS bigint LANGUAGE sql AS 'SELECT id FROM t.thing WHERE name = wanted';
\ir ../fixture/ledger.sql

CREATE FUNCTION t.chain_step(previous bytea, form bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS
	'BEGIN RETURN sha256(previous || form); END';
CREATE AGGREGATE t.chain(form bytea) (SFUNC = t.chain_step, STYPE = bytea, INITCOND = '');

-- Accounts 1 … suppliers supply, the rest distribute; partnership p of all belongs to supplier (p - 1) / partnerships + 1.
INSERT INTO distribution.account (account_id, name, plan, inventory_enabled)
	SELECT n, 'Account ' || n, 'V2', true FROM generate_series(1, :suppliers + :suppliers * :partnerships) AS n;
INSERT INTO distribution.supplier (supplier_id, base_currency, bigshop_name, live_at)
	SELECT n, 'MYR', 'Shop ' || n, now() FROM generate_series(1, :suppliers) AS n;
INSERT INTO distribution.customer (supplier_id, customer_id, code, name)
	SELECT (p - 1) / :partnerships + 1, p, 'C' || p, 'Customer ' || p FROM generate_series(1, :suppliers * :partnerships) AS p;
INSERT INTO distribution.partnership (supplier_id, partnership_id, distributor_id, customer_id, state, approved_at, distributor_name)
	SELECT (p - 1) / :partnerships + 1, p, :suppliers + p, p, 'partnered', now(), 'Account ' || :suppliers + p FROM generate_series(1, :suppliers * :partnerships) AS p;

CREATE FUNCTION t.load_supplier(supplier bigint, partnerships int, transactions int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	this_month timestamptz := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
BEGIN
	CREATE TEMP TABLE made AS
	WITH plain AS (
		SELECT p, n, supplier * partnerships + p AS account,
			this_month - interval '24 months' + (n - 1) * (this_month - (this_month - interval '24 months')) / transactions AS at,
			CASE WHEN n = 1 THEN 'opening_balance' WHEN n % 10 = 0 THEN 'top_up' ELSE 'push_charge' END AS kind,
			CASE WHEN n = 1 THEN -10000 WHEN n % 10 = 0 THEN 0 ELSE -10 - ((n * 7919 + p * 104729) % 9000) / 100.0 END::numeric(20,2) AS charge
		FROM generate_series((supplier - 1) * partnerships + 1, supplier * partnerships) AS p
		CROSS JOIN generate_series(1, transactions) AS n
	), paid AS (
		SELECT *, CASE kind WHEN 'top_up' THEN -sum(CASE kind WHEN 'push_charge' THEN charge ELSE 0 END)
			OVER (PARTITION BY p ORDER BY n ROWS 9 PRECEDING) ELSE charge END AS amount FROM plain
	)
	SELECT *, sum(amount) OVER (PARTITION BY p ORDER BY n) AS balance,
		CASE kind WHEN 'push_charge' THEN 'N' || p || '-' || n END AS document_no, CASE kind WHEN 'push_charge' THEN 'P1' END AS package_no,
		CASE kind WHEN 'push_charge' THEN p::bigint * 1000000 + n END AS order_id,
		CASE kind WHEN 'top_up' THEN NULL ELSE at + interval '168 hours' END AS due_at FROM paid;

	-- The form that is hashed, written out: t.entry_form of test/fixture/ledger.sql says it by its parts, and takes 50 times as long.
	INSERT INTO distribution.ledger_entry
	SELECT supplier, p, n, side, account_id, kind, order_id, package_no, document_no, sign * amount, 'MYR', 1, false, 'same', at,
		sign * amount, 'MYR', sign * amount, 'MYR', 1, false, 'same', at, sign * balance, at, due_at, 'postgres', NULL,
		t.chain(form) OVER (PARTITION BY p ORDER BY n, side)
	FROM (
		SELECT m.p, m.n, s.side, s.account_id, m.kind, m.order_id, m.package_no, m.document_no, s.sign, m.amount, m.balance, m.at, m.due_at,
			int8send(supplier) || int8send(m.p) || int8send(m.n) || s.head || int8send(s.account_id) || m.head || s.cents || m.rate || s.cents
				|| '\x000000034d5952' || s.cents || m.rate || int8send(s.sign * m.balance_cents) || timestamptz_send(m.at)
				|| timestamptz_send(coalesce(m.due_at, 'infinity')) || '\x00000008706f737467726573ffffffff' AS form
		FROM (
			SELECT *, (balance * 100)::bigint AS balance_cents,
				int4send(octet_length(kind)) || kind::bytea || int8send(coalesce(order_id, 0))
					|| CASE WHEN order_id IS NULL THEN '\xffffffffffffffff'::bytea
						ELSE '\x000000025031' || int4send(octet_length(document_no)) || document_no::bytea END AS head,
				-- The currency, the rate 1, not inverse, same, of that time
				'\x000000034d5952'::bytea || int8send(1) || int8send(0) || '\x0001' || timestamptz_send(at) AS rate
			FROM made
			OFFSET 0
		) AS m
		CROSS JOIN LATERAL (VALUES
			('distributor', m.account, 1, '\x0000000b6469737472696275746f72'::bytea, int8send((m.amount * 100)::bigint)),
			('supplier', supplier, -1, '\x00000008737570706c696572', int8send(-(m.amount * 100)::bigint))
		) AS s (side, account_id, sign, head, cents)
		OFFSET 0
	) AS formed;

	INSERT INTO distribution.package_charge (supplier_id, order_id, package_no, distributor_id, currency, goods_amount, stock_out_fee,
		logistics_fee, rate, rate_inverse, rate_source, rate_at, transaction_id)
	SELECT supplier, m.order_id, 'P1', m.account, 'MYR', -m.amount, 0, 0, 1, false, 'same', m.at, m.n
	FROM made AS m WHERE m.order_id IS NOT NULL;

	INSERT INTO distribution.settlement_account (supplier_id, partnership_id, distributor_id, currency, balance, credit_limit, credit_days,
		last_transaction_id, last_posted_at, last_hash, open_month)
	SELECT supplier, m.p, m.account, 'MYR', m.balance, NULL, 7, m.n, m.at, e.hash, date_trunc('month', f.at AT TIME ZONE 'UTC')::date
	FROM made AS m JOIN made AS f ON (f.p, f.n) = (m.p, 1) JOIN distribution.ledger_entry AS e ON (e.supplier_id, e.partnership_id, e.transaction_id, e.side) = (supplier, m.p, m.n, 'supplier')
	WHERE m.n = transactions;

	INSERT INTO distribution.ledger_day (supplier_id, partnership_id, distributor_id, day, kind, amount, base_amount, entries)
	SELECT supplier, p, account, (at AT TIME ZONE 'UTC')::date, kind, sum(amount), sum(amount), count(*) FROM made GROUP BY 2, 3, 4, 5;
	INSERT INTO distribution.ledger_month (supplier_id, partnership_id, distributor_id, month, charges, refunds, return_charges, manual,
		base_charges, base_refunds, base_return_charges, base_manual, entries)
	SELECT supplier, p, account, month, charges, 0, 0, manual, charges, 0, 0, manual, entries
	FROM (SELECT p, account, date_trunc('month', at AT TIME ZONE 'UTC')::date AS month, coalesce(sum(amount) FILTER (WHERE kind = 'push_charge'), 0) AS charges,
		coalesce(sum(amount) FILTER (WHERE kind <> 'push_charge'), 0) AS manual, count(*) AS entries FROM made GROUP BY 1, 2, 3) AS m;
	DROP TABLE made;
END
$$;
SELECT format('SELECT t.load_supplier(%s, %s, %s)', supplier, :partnerships, :transactions) FROM generate_series(1, :suppliers) AS supplier \gexec
