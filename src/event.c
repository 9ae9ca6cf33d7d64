/*
 * event.c
 *	  read_events: what happened to an account, in order, with a cursor (EV-1).
 *
 * Verbs write the event tables as ever; positions are given by who reads, after
 * the events are committed, under the lock of the account's cursor, so they grow
 * in the order in which readers come to see events.
 *
 * Rows of order_event, partnership_event and product_log get ids before they are
 * committed, so a larger one may be seen first. All that are visible above the
 * settled id and not in the feed yet are taken, the lowest first. The largest id
 * drawn by then is watched, or the last of those taken where more were left: it is
 * settled when no transaction is left that began before, for who writes an event
 * has locked a row, and so has a transaction id, before its row gets one. After a restore into another server the watched transaction ids
 * mean nothing, but nobody is left that wrote then.
 *
 * A partnership's ledger grows under its account's lock, so its transactions are
 * committed in their order. What becomes of statements and top-ups
 * stands in their rows: each step is taken once, by its name and id.
 */
#include "postgres.h"

#include "access/transam.h"
#include "fmgr.h"

#include "answer.h"
#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "plan.h"

#define EVENTS_MAX 100000
#define COLLECT_LEAST 10000 /* of each source, so that few calls go back in time between sources */
#define REACH 200000        /* ids above the settled one that are looked at first */
#define TRIM_FACTOR 10      /* more than a call collects, so that trimming keeps up */

static PlanQuery MAKE_CURSOR = {
	.name = "make a cursor of events",
	.result = SPI_OK_INSERT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint",
	.sql = "INSERT INTO distribution.event_cursor (account_id, kept_since)"
		   " SELECT a.account_id, now() - interval '24 hours' * coalesce((SELECT s.event_days"
		   "  FROM distribution.account_setting s WHERE s.account_id = $1), 30)"
		   "  FROM distribution.account a WHERE a.account_id = $1"
		   " ON CONFLICT (account_id) DO NOTHING",
};

static PlanQuery LOCK_CURSOR = {
	.name = "lock a cursor of events",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint",
	.sql = "SELECT last_position"
		   "  FROM distribution.event_cursor"
		   " WHERE account_id = $1"
		   "   FOR NO KEY UPDATE",
};

/*
 * $1 the account, $2 the next transaction id, $3 as far above the settled ids as
 * is looked, $4 as many as are taken of each source.
 */

/* Of the rows of an event table above its settled id and not in the feed yet, the first ones. */
#define THE_FIRST_NEW(source, id, settled)                                               \
	id " > k." settled " AND " id " <= k." settled " + $3"                               \
	   " AND NOT EXISTS (SELECT FROM distribution.event e"                               \
	   "  WHERE e.account_id = $1 AND e.source = '" source "' AND e.source_id = " id ")" \
	   " ORDER BY " id " LIMIT $4"

/* Of the steps of statements and top-ups that happened since, some that are not in the feed yet. */
#define SOME_NEW(source, id)                                                        \
	" s.at >= k.kept_since AND NOT EXISTS (SELECT FROM distribution.event e"        \
	"  WHERE e.account_id = $1 AND e.source = " source " AND e.source_id = " id ")" \
	" LIMIT $4"

#define ORDER_EVENTS                                                                              \
	"SELECT 'order' AS source, v.event_id AS source_id,"                                          \
	"       CASE WHEN v.event LIKE 'return%' THEN v.event ELSE 'order_' || v.event END AS event," \
	"       v.supplier_id, o.partnership_id, o.platform_order_no AS subject,"                     \
	"       jsonb_build_object('order_id', v.order_id, 'platform', o.platform,"                   \
	"        'store', o.store, 'note', v.note) AS detail, v.occurred_at AS happened_at"           \
	"  FROM k JOIN distribution.order_event v"                                                    \
	"    ON v.distributor_id = $1 OR v.supplier_id = $1 AND v.supplied"                           \
	"  JOIN distribution.supply_order o"                                                          \
	"    ON o.supplier_id = v.supplier_id AND o.order_id = v.order_id"                            \
	" WHERE v.occurred_at >= k.kept_since AND " THE_FIRST_NEW(                                    \
		"order", "v.event_id", "order_settled")

#define PARTNERSHIP_EVENTS                                                                          \
	"SELECT 'partnership', v.event_id, 'partnership_' || v.event, v.supplier_id, v.partnership_id," \
	"       coalesce(CASE v.supplier_id WHEN $1 THEN p.distributor_name ELSE p.shop_name END, '')," \
	"       jsonb_build_object('note', v.note), v.occurred_at"                                      \
	"  FROM k JOIN distribution.partnership_event v"                                                \
	"    ON v.supplier_id = $1 OR v.distributor_id = $1"                                            \
	"  LEFT JOIN distribution.partnership p"                                                        \
	"    ON p.supplier_id = v.supplier_id AND p.partnership_id = v.partnership_id"                  \
	" WHERE v.occurred_at >= k.kept_since AND " THE_FIRST_NEW(                                      \
		"partnership", "v.event_id", "partnership_settled")

#define PRODUCT_EVENTS                                                                       \
	"SELECT 'product', v.log_id, CASE v.event WHEN 'claim' THEN 'claim_made'"                \
	"        WHEN 'stop' THEN 'claim_stopped' WHEN 'resume' THEN 'claim_resumed'"            \
	"        ELSE 'product_' || v.event || 'd' END,"                                         \
	"       v.supplier_id, v.partnership_id, m.sku, jsonb_build_object('sku_id', v.sku_id)," \
	"       v.logged_at"                                                                     \
	"  FROM k JOIN distribution.product_log v"                                               \
	"    ON v.supplier_id = $1 OR v.distributor_id = $1"                                     \
	"  JOIN distribution.merchant_sku m"                                                     \
	"    ON m.supplier_id = v.supplier_id AND m.sku_id = v.sku_id"                           \
	" WHERE v.logged_at >= k.kept_since AND " THE_FIRST_NEW(                                 \
		"product", "v.log_id", "product_settled")

/*
 * Partnerships whose ledger has grown beyond what is in the feed, those that have
 * waited longest first, and how far each is known: to its last transaction in the
 * feed or, where none is, before what is kept.
 */
#define GROWN                                                                                   \
	"SELECT a.supplier_id, a.partnership_id, a.last_transaction_id, a.last_posted_at,"          \
	"       CASE a.supplier_id WHEN $1 THEN 'supplier' ELSE 'distributor' END AS side,"         \
	"       coalesce(f.known, (SELECT l.transaction_id FROM distribution.ledger_entry l"        \
	"         WHERE l.supplier_id = a.supplier_id AND l.partnership_id = a.partnership_id"      \
	"           AND l.side = 'supplier' AND l.posted_at < k.kept_since"                         \
	"         ORDER BY l.transaction_id DESC LIMIT 1), 0) AS known"                             \
	"  FROM k JOIN distribution.settlement_account a"                                           \
	"    ON (a.supplier_id = $1 OR a.distributor_id = $1) AND a.last_posted_at >= k.kept_since" \
	" CROSS JOIN LATERAL (SELECT max(e.source_id) AS known FROM distribution.event e"           \
	"    WHERE e.account_id = $1 AND e.source = 'ledger' AND e.supplier_id = a.supplier_id"     \
	"      AND e.partnership_id = a.partnership_id) f"                                          \
	" WHERE coalesce(f.known, 0) < a.last_transaction_id"                                       \
	" ORDER BY a.last_posted_at, a.partnership_id LIMIT $4"

/* A partnership's transactions are numbered without a gap, so it is known how many there are. */
#define LEDGER_EVENTS                                                                     \
	"SELECT 'ledger', l.transaction_id, 'entry_posted', l.supplier_id, l.partnership_id," \
	"       coalesce(l.document_no, l.kind),"                                             \
	"       jsonb_build_object('transaction_id', l.transaction_id, 'kind', l.kind,"       \
	"        'order_id', l.order_id, 'amount', l.settlement_amount::text,"                \
	"        'currency', l.settlement_currency, 'balance_after', l.balance_after::text)," \
	"       l.posted_at"                                                                  \
	"  FROM (SELECT *, sum(last_transaction_id - known) OVER"                             \
	"          (ORDER BY last_posted_at, partnership_id ROWS UNBOUNDED PRECEDING)"        \
	"          - (last_transaction_id - known) AS before FROM grown) g"                   \
	"  JOIN distribution.ledger_entry l ON l.supplier_id = g.supplier_id"                 \
	"   AND l.partnership_id = g.partnership_id AND l.side = g.side"                      \
	"   AND l.transaction_id > g.known AND l.transaction_id <= g.known + $4 - g.before"   \
	" WHERE g.before < $4"

#define STATEMENT_EVENTS                                                                        \
	"SELECT 'statement ' || s.step, t.statement_id, 'statement_' || s.step, t.supplier_id,"     \
	"       t.partnership_id, to_char(t.month, 'YYYY-MM'),"                                     \
	"       jsonb_build_object('statement_id', t.statement_id,"                                 \
	"        'reason', CASE WHEN s.step <> 'closed' THEN t.reason END), s.at"                   \
	"  FROM k JOIN distribution.statement t"                                                    \
	"    ON t.supplier_id = $1 AND greatest(t.closed_at, t.answered_at) >= k.kept_since"        \
	"    OR t.distributor_id = $1 AND greatest(t.closed_at, t.answered_at) >= k.kept_since"     \
	" CROSS JOIN LATERAL (VALUES ('closed', t.closed_at), (CASE WHEN t.answered_at IS NOT NULL" \
	"   THEN t.state END, t.answered_at)) AS s (step, at)"                                      \
	" WHERE " SOME_NEW("'statement ' || s.step", "t.statement_id")

#define TOP_UP_EVENTS                                                                             \
	"SELECT 'top_up ' || s.step, t.request_id, 'top_up_' || s.step, t.supplier_id,"               \
	"       t.partnership_id, coalesce(t.reference, t.amount || ' ' || t.currency),"              \
	"       jsonb_build_object('request_id', t.request_id, 'amount', t.amount::text,"             \
	"        'currency', t.currency, 'transaction_id', CASE WHEN s.step <> 'asked'"               \
	"        THEN t.transaction_id END, 'approved_amount', CASE WHEN s.step <> 'asked'"           \
	"        THEN t.approved_amount::text END,"                                                   \
	"        'reason', CASE WHEN s.step <> 'asked' THEN t.reason END),"                           \
	"       s.at"                                                                                 \
	"  FROM k JOIN distribution.top_up_request t"                                                 \
	"    ON t.supplier_id = $1 AND greatest(t.requested_at, t.answered_at) >= k.kept_since"       \
	"    OR t.distributor_id = $1 AND greatest(t.requested_at, t.answered_at) >= k.kept_since"    \
	" CROSS JOIN LATERAL (VALUES ('asked', t.requested_at), (CASE WHEN t.answered_at IS NOT NULL" \
	"   THEN t.state END, t.answered_at)) AS s (step, at)"                                        \
	" WHERE " SOME_NEW("'top_up ' || s.step", "t.request_id")

#define FOUND                                                                                    \
	"(" ORDER_EVENTS ") UNION ALL (" PARTNERSHIP_EVENTS ") UNION ALL (" PRODUCT_EVENTS           \
	") UNION ALL (" LEDGER_EVENTS ") UNION ALL (" STATEMENT_EVENTS ") UNION ALL (" TOP_UP_EVENTS \
	")"

/*
 * Of an event table: up to which id all that is visible has been taken, and which
 * ids have been drawn: whoever has one of them had a transaction before.
 */
#define SEEN_OF(what, sequence)                                       \
	"CASE WHEN count(*) FILTER (WHERE f.source = '" what "') < $4"    \
	" THEN (SELECT k." what "_settled + $3 FROM k)"                   \
	" ELSE max(f.source_id) FILTER (WHERE f.source = '" what "') END" \
	" AS " what "s, "                                                 \
	"(SELECT last_value FROM distribution." sequence ") AS drawn_" what "s, "

#define SEEN                                                 \
	SEEN_OF("order", "order_event_event_id_seq")             \
	SEEN_OF("partnership", "partnership_event_event_id_seq") \
	SEEN_OF("product", "product_log_log_id_seq")

/* What was watched is settled, as far as it has been taken; then what is taken now is watched. */
#define SETTLE(what)                                                                  \
	what "_settled = CASE WHEN s.settles THEN greatest(c." what "_settled,"           \
		 "  least(c." what "_watch, s." what "s)) ELSE c." what "_settled END, " what \
		 "_watch = CASE WHEN s.settles THEN greatest(c." what "_settled,"             \
		 "  least(s.drawn_" what "s, s." what "s)) ELSE c." what "_watch END, "

enum
{
	COLLECTED_EVENTS = 1,
	COLLECTED_BEYOND,
	COLLECTED_LEFT
};

/*
 * One statement, so that all of it is of one snapshot: what is new goes into the
 * feed, and the cursor on. Returns how many, whether ids lie beyond the reach, and
 * whether anything was left.
 */
static PlanQuery COLLECT = {
	.name = "collect events",
	.scope = PLACEMENT_OF_ALL, /* of a distributor's suppliers */
	.result = SPI_OK_UPDATE_RETURNING,
	.types = "bigint, bigint, bigint, int",
	.sql =
		"WITH k AS MATERIALIZED ("
		"SELECT * FROM distribution.event_cursor WHERE account_id = $1"
		"), grown AS MATERIALIZED (" GROWN "), found AS MATERIALIZED (" FOUND "), added AS ("
		"INSERT INTO distribution.event (account_id, position, source, source_id, event,"
		"  supplier_id, partnership_id, subject, detail, happened_at)"
		" SELECT $1, k.last_position"
		/* Of one moment a request comes before what answers it; the names of sources do the rest. */
		"  + row_number() OVER (ORDER BY f.happened_at, f.source <> 'top_up asked', f.source,"
		"      f.source_id, f.partnership_id),"
		"  f.source, f.source_id, f.event, f.supplier_id, f.partnership_id, f.subject,"
		"  jsonb_strip_nulls(f.detail), f.happened_at"
		"  FROM found f CROSS JOIN k"
		"), seen AS ("
		"SELECT " SEEN "count(*) AS events,"
		"  greatest(count(*) FILTER (WHERE f.source LIKE 'statement%'),"
		"    count(*) FILTER (WHERE f.source LIKE 'top_up%'),"
		"    (SELECT sum(g.last_transaction_id - g.known) FROM grown g)) >= $4 AS full_up,"
		"  pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest FROM found f"
		"), settling AS ("
		"SELECT s.*, k.watch_xid <= s.oldest OR k.watch_xid > $2 AS settles,"
		"       s.orders < s.drawn_orders OR s.partnerships < s.drawn_partnerships"
		"        OR s.products < s.drawn_products AS more"
		"  FROM seen s CROSS JOIN k"
		") "
		"UPDATE distribution.event_cursor c"
		"   SET last_position = c.last_position + s.events,"
		"  " SETTLE("order") SETTLE("partnership")
			SETTLE("product") "  watch_xid = CASE WHEN s.settles THEN 0 ELSE c.watch_xid END"
							  "  FROM settling s"
							  " WHERE c.account_id = $1"
							  " RETURNING s.events, s.more, s.more OR s.full_up",
};

/*
 * The oldest, some at once, up to the first that is still kept or may be met again
 * below the settled ids. While anything is left to collect, nothing of it expires
 * unseen.
 */
static PlanQuery TRIM = {
	.name = "trim events",
	.result = SPI_OK_UPDATE,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, bigint, boolean, int",
	.sql = "WITH horizon AS ("
		   "SELECT c.*, now() - interval '24 hours' * coalesce((SELECT s.event_days"
		   "  FROM distribution.account_setting s WHERE s.account_id = $1), 30) AS at,"
		   "  least(c.last_position, c.trimmed_to + $4) AS to_position"
		   "  FROM distribution.event_cursor c WHERE c.account_id = $1"
		   "), kept AS ("
		   "SELECT coalesce((SELECT e.position FROM distribution.event e"
		   "  WHERE e.account_id = $1 AND e.position <= h.to_position AND (e.happened_at >= h.at"
		   "    OR e.source_id > CASE e.source WHEN 'order' THEN h.order_settled"
		   "      WHEN 'partnership' THEN h.partnership_settled"
		   "      WHEN 'product' THEN h.product_settled ELSE e.source_id END)"
		   "  ORDER BY e.position LIMIT 1), h.to_position + 1) AS first, h.at FROM horizon h"
		   "), gone AS ("
		   "DELETE FROM distribution.event e USING kept"
		   " WHERE e.account_id = $1 AND e.position < kept.first"
		   ") "
		   "UPDATE distribution.event_cursor c"
		   "   SET trimmed_to = greatest(c.trimmed_to, kept.first - 1),"
		   "       kept_since = CASE WHEN $3 THEN c.kept_since"
		   "         ELSE greatest(c.kept_since, kept.at) END,"
		   "       watch_xid = CASE c.watch_xid WHEN 0 THEN $2 ELSE c.watch_xid END"
		   "  FROM kept"
		   " WHERE c.account_id = $1",
};

enum
{
	ENDS_TRIMMED_TO = 1,
	ENDS_LAST
};

static PlanQuery READ_ENDS = {
	.name = "read where a feed begins and ends",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint",
	.sql = "SELECT trimmed_to, last_position FROM distribution.event_cursor WHERE account_id = $1",
};

static PlanQuery READ_EVENTS = {
	.name = "read events",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, bigint, int",
	.sql = "SELECT position, event, supplier_id, partnership_id, subject, detail, happened_at"
		   "  FROM distribution.event"
		   " WHERE account_id = $1 AND position > $2"
		   " ORDER BY position"
		   " LIMIT $3",
};

/* The id that the next transaction will get. */
static int64
next_transaction(void)
{
	return (int64) U64FromFullTransactionId(ReadNextFullTransactionId());
}

/* Takes what is new as far above the settled ids; false: nothing was found, and further ahead may be. */
static bool
collect(int64 account_id, int64 reach, int32 most, bool *left)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, account_id);
	plan_bind_int64(&values, next_transaction());
	plan_bind_int64(&values, reach);
	plan_bind_int32(&values, most);
	rows = plan_execute(&COLLECT, &values);
	*left = plan_bool(&rows, 0, COLLECTED_LEFT);
	return plan_int64(&rows, 0, COLLECTED_EVENTS) > 0 || !plan_bool(&rows, 0, COLLECTED_BEYOND);
}

/*
 * No more than is asked for of each source, so a call after a long absence is no
 * longer than others. Ids are of all accounts: where there is none of this one
 * near, further ahead.
 */
static void
collect_events(int64 account_id, int32 most)
{
	PlanValues key = {0};
	PlanValues trim = {0};
	int64 reach = REACH;
	bool left;

	plan_bind_int64(&key, account_id);
	plan_execute(&MAKE_CURSOR, &key);
	if (plan_execute(&LOCK_CURSOR, &key).count == 0)
		error_not_found("account", account_id);
	while (!collect(account_id, reach, most, &left))
		reach *= 2;
	/* Read only now: whoever had an id before the snapshot has a transaction below it. */
	plan_bind_int64(&trim, account_id);
	plan_bind_int64(&trim, next_transaction());
	plan_bind_bool(&trim, left);
	plan_bind_int32(&trim, TRIM_FACTOR * most);
	plan_execute(&TRIM, &trim);
}

pg_noreturn static void
refuse_position(const char *message, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_EVENTS_EXPIRED),
			 errmsg("%s", message),
			 errdetail("%s", detail),
			 errhint("Read what you keep anew from the views, then events after 0.")));
}

/*
 * 0 begins with the oldest; who has read further than that must not have missed
 * any. Nor is anybody ahead of the feed but who kept a position that these books
 * never gave: of a transaction that did not commit, or of later than the backup
 * that they were restored from. The cursor is locked, so no position is on its way.
 */
static void
refuse_unless_in_feed(int64 account_id, int64 after)
{
	PlanValues key = {0};
	PlanRows rows;
	int64 trimmed_to;
	int64 last;

	plan_bind_int64(&key, account_id);
	rows = plan_execute(&READ_ENDS, &key);
	trimmed_to = plan_int64(&rows, 0, ENDS_TRIMMED_TO);
	last = plan_int64(&rows, 0, ENDS_LAST);
	if (after > last)
		refuse_position(psprintf("position " INT64_FORMAT " of account " INT64_FORMAT
								 " is beyond its newest event",
								 after,
								 account_id),
						psprintf("The newest position is " INT64_FORMAT ".", last));
	if (after != 0 && after < trimmed_to)
		refuse_position(psprintf("events after position " INT64_FORMAT " of account " INT64_FORMAT
								 " are no longer kept",
								 after,
								 account_id),
						psprintf("The oldest position kept is " INT64_FORMAT ".", trimmed_to + 1));
}

static void
put_events(Answer *answer, int64 account_id, int64 after, int32 max_events)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, account_id);
	plan_bind_int64(&values, after);
	plan_bind_int32(&values, max_events);
	rows = plan_execute(&READ_EVENTS, &values);
	answer_put_rows(answer, &rows);
}

/* What happened to a distributor stands with his suppliers, on other nodes, and no snapshot is of several nodes. */
static void
refuse_on_cluster(void)
{
	if (placement_is_distributed())
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("event feeds are not for distributed books"),
				 errhint("Read order_timeline, partnership_log, product_log and reconciliation.")));
}

PG_FUNCTION_INFO_V1(distribution_read_events);

Datum
distribution_read_events(PG_FUNCTION_ARGS)
{
	int64 account_id = argument_int64(fcinfo, 0, "account_id");
	int64 after = argument_int64(fcinfo, 1, "after");
	int32 max_events = argument_int32(fcinfo, 2, "max_events");
	Answer answer = answer_rows(fcinfo);

	identity_require(account_id, PERMISSION_REPORT);
	if (after < 0)
		error_argument("after", psprintf(INT64_FORMAT, after), "a position, 0 for the oldest kept");
	if (max_events < 1 || max_events > EVENTS_MAX)
		error_argument("max_events", psprintf("%d", max_events), psprintf("1 to %d", EVENTS_MAX));
	refuse_on_cluster();
	plan_open();
	collect_events(account_id, Max(max_events, COLLECT_LEAST));
	refuse_unless_in_feed(account_id, after);
	put_events(&answer, account_id, after, max_events);
	plan_close();
	PG_RETURN_NULL();
}
