/*
 * verify.c
 *	  Whether the books are sound: no row returned means they are.
 *
 * Everything that is kept is derived again from what it was kept from: balances
 * and summaries from entries, allocated stock from open lines, charges from the
 * ledger, quotas from orders. The ledger's chain is walked entry by entry, so
 * that a change behind the database's back is found and named (LE-3, LE-5).
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "argument.h"
#include "identity.h"
#include "ledger_entry.h"
#include "plan.h"
#include "terms.h"

#define CHAIN_CHUNK 5000 /* transactions read at a time */

/* A check that is one statement: (supplier_id, detail) of each fault of supplier $1. */
typedef struct VerifyCheck
{
	const char *name;
	bool since_checkpoint; /* also of a run from the checkpoint on */
	PlanQuery query;
} VerifyCheck;

#define CHECK_QUERY(query_name, text)                                               \
	{                                                                               \
		.name = query_name, .result = SPI_OK_SELECT, .types = "bigint", .sql = text \
	}

static VerifyCheck VERIFY_CHECKS[] = {
	{"summary_total",
	 true,
	 CHECK_QUERY(
		 "verify totals",
		 "WITH accounts AS ("
		 "SELECT partnership_id, balance, last_transaction_id"
		 "  FROM distribution.settlement_account WHERE supplier_id = $1"
		 "), months AS ("
		 "SELECT partnership_id, sum(charges + refunds + return_charges + manual) AS amount,"
		 "       sum(base_charges + base_refunds + base_return_charges + base_manual) AS base_amount,"
		 "       sum(entries) AS entries"
		 "  FROM distribution.ledger_month WHERE supplier_id = $1 GROUP BY partnership_id"
		 "), days AS ("
		 "SELECT partnership_id, sum(amount) AS amount, sum(base_amount) AS base_amount,"
		 "       sum(entries) AS entries"
		 "  FROM distribution.ledger_day WHERE supplier_id = $1 GROUP BY partnership_id"
		 ") "
		 "SELECT $1, format('partnership %s: balance %s after %s events, months sum to %s after %s, days"
		 " to %s after %s', partnership_id, coalesce(a.balance, 0), coalesce(a.last_transaction_id, 0),"
		 "         coalesce(m.amount, 0), coalesce(m.entries, 0), coalesce(d.amount, 0),"
		 "         coalesce(d.entries, 0))"
		 "  FROM accounts a"
		 "  FULL JOIN months m USING (partnership_id)"
		 "  FULL JOIN days d USING (partnership_id)"
		 " WHERE (coalesce(a.balance, 0), coalesce(a.last_transaction_id, 0))"
		 "       <> (coalesce(m.amount, 0), coalesce(m.entries, 0))"
		 "    OR (coalesce(a.balance, 0), coalesce(a.last_transaction_id, 0))"
		 "       <> (coalesce(d.amount, 0), coalesce(d.entries, 0))"
		 "    OR coalesce(m.base_amount, 0) <> coalesce(d.base_amount, 0)"
		 " ORDER BY partnership_id")},
	{"summary_month",
	 false,
	 CHECK_QUERY(
		 "verify months",
		 "WITH kept AS ("
		 "SELECT supplier_id, partnership_id, month,"
		 "       charges + refunds + return_charges + manual AS amount,"
		 "       base_charges + base_refunds + base_return_charges + base_manual AS base_amount,"
		 "       charges, refunds, return_charges, entries"
		 "  FROM distribution.ledger_month WHERE supplier_id = $1"
		 "), made AS ("
		 "SELECT e.supplier_id, e.partnership_id,"
		 "       date_trunc('month', e.posted_at AT TIME ZONE s.time_zone)::date AS month,"
		 "       sum(e.settlement_amount) AS amount, sum(e.base_amount) AS base_amount,"
		 "       coalesce(sum(e.settlement_amount) FILTER (WHERE e.kind = 'push_charge'), 0) AS charges,"
		 "       coalesce(sum(e.settlement_amount) FILTER ("
		 "         WHERE e.kind IN ('withdrawal_refund', 'refusal_refund', 'return_refund')), 0) AS refunds,"
		 "       coalesce(sum(e.settlement_amount) FILTER ("
		 "         WHERE e.kind = 'return_charge'), 0) AS return_charges, count(*)::int AS entries"
		 "  FROM distribution.ledger_entry e"
		 "  JOIN distribution.supplier s ON s.supplier_id = e.supplier_id"
		 " WHERE e.side = 'distributor' AND e.supplier_id = $1"
		 " GROUP BY 1, 2, 3"
		 ") "
		 "SELECT supplier_id, format('partnership %s, month %s: summary and entries differ',"
		 "         partnership_id, month)"
		 "  FROM kept FULL JOIN made USING (supplier_id, partnership_id, month)"
		 " WHERE (kept.amount, kept.base_amount, kept.charges, kept.refunds, kept.return_charges,"
		 "        kept.entries) IS DISTINCT FROM (made.amount, made.base_amount, made.charges,"
		 "        made.refunds, made.return_charges, made.entries)"
		 " ORDER BY supplier_id, partnership_id, month")},
	{"summary_day",
	 false,
	 CHECK_QUERY(
		 "verify days",
		 "WITH kept AS ("
		 "SELECT * FROM distribution.ledger_day WHERE supplier_id = $1"
		 "), made AS ("
		 "SELECT e.supplier_id, e.partnership_id, (e.posted_at AT TIME ZONE s.time_zone)::date AS day,"
		 "       e.kind, sum(e.settlement_amount) AS amount, sum(e.base_amount) AS base_amount,"
		 "       count(*)::int AS entries"
		 "  FROM distribution.ledger_entry e"
		 "  JOIN distribution.supplier s ON s.supplier_id = e.supplier_id"
		 " WHERE e.side = 'distributor' AND e.supplier_id = $1"
		 " GROUP BY 1, 2, 3, 4"
		 ") "
		 "SELECT supplier_id, format('partnership %s, day %s, %s: summary and entries differ',"
		 "         partnership_id, day, kind)"
		 "  FROM kept FULL JOIN made USING (supplier_id, partnership_id, day, kind)"
		 " WHERE (kept.amount, kept.base_amount, kept.entries)"
		 "       IS DISTINCT FROM (made.amount, made.base_amount, made.entries)"
		 " ORDER BY supplier_id, partnership_id, day, kind")},
	{"statement",
	 true,
	 CHECK_QUERY(
		 "verify statements",
		 "SELECT t.supplier_id, format('partnership %s, statement %s of %s: statement and ledger differ',"
		 "         t.partnership_id, t.statement_id, to_char(t.month, 'YYYY-MM'))"
		 "  FROM distribution.statement t"
		 " CROSS JOIN LATERAL ("
		 "SELECT coalesce(sum(charges + refunds + return_charges + manual)"
		 "                FILTER (WHERE m.month < t.month), 0) AS opening,"
		 "       coalesce(sum(charges) FILTER (WHERE m.month = t.month), 0) AS charges,"
		 "       coalesce(sum(refunds) FILTER (WHERE m.month = t.month), 0) AS refunds,"
		 "       coalesce(sum(return_charges) FILTER (WHERE m.month = t.month), 0) AS return_charges,"
		 "       coalesce(sum(charges + refunds + return_charges + manual), 0) AS closing,"
		 "       coalesce(sum(base_charges + base_refunds + base_return_charges + base_manual)"
		 "                FILTER (WHERE m.month < t.month), 0) AS base_opening,"
		 "       coalesce(sum(base_charges) FILTER (WHERE m.month = t.month), 0) AS base_charges,"
		 "       coalesce(sum(base_refunds) FILTER (WHERE m.month = t.month), 0) AS base_refunds,"
		 "       coalesce(sum(base_return_charges) FILTER (WHERE m.month = t.month), 0)"
		 "         AS base_return_charges,"
		 "       coalesce(sum(base_charges + base_refunds + base_return_charges + base_manual), 0)"
		 "         AS base_closing,"
		 "       coalesce(sum(entries) FILTER (WHERE m.month = t.month), 0) AS entries,"
		 "       coalesce(sum(entries), 0) AS last_transaction_id"
		 "  FROM distribution.ledger_month m"
		 " WHERE m.supplier_id = t.supplier_id AND m.partnership_id = t.partnership_id"
		 "   AND m.month <= t.month) n"
		 "  LEFT JOIN distribution.ledger_entry e ON e.supplier_id = t.supplier_id"
		 "   AND e.partnership_id = t.partnership_id AND e.transaction_id = t.last_transaction_id"
		 "   AND e.side = 'supplier'"
		 " WHERE t.supplier_id = $1"
		 "   AND (t.opening_balance, t.charges, t.refunds, t.return_charges, t.closing_balance,"
		 "        t.base_opening_balance, t.base_charges, t.base_refunds, t.base_return_charges,"
		 "        t.base_closing_balance, t.entries, t.last_transaction_id, t.last_hash)"
		 "       IS DISTINCT FROM (n.opening, n.charges, n.refunds, n.return_charges, n.closing,"
		 "        n.base_opening, n.base_charges, n.base_refunds, n.base_return_charges,"
		 "        n.base_closing, n.entries, n.last_transaction_id, coalesce(e.hash, ''))"
		 " ORDER BY t.supplier_id, t.partnership_id, t.month")},
	{"ageing",
	 false,
	 CHECK_QUERY(
		 "verify how old open charges are",
		 "SELECT $1, format('partnership %s: what is kept of its open charges is not what they are',"
		 "         a.partnership_id)"
		 "  FROM distribution.settlement_account a"
		 "  LEFT JOIN distribution.credit_ageing g"
		 "    ON g.supplier_id = a.supplier_id AND g.partnership_id = a.partnership_id"
		 " CROSS JOIN LATERAL ("
		 "SELECT min(o.due_at) AS oldest, min(b.at) FILTER (WHERE b.age = n.age) AS until,"
		 "       coalesce(sum(o.open_amount) FILTER (WHERE n.age = 1 AND b.age = 1), 0) AS days_1_30,"
		 "       coalesce(sum(o.open_amount) FILTER (WHERE n.age = 2 AND b.age = 2), 0) AS days_31_60,"
		 "       coalesce(sum(o.open_amount) FILTER (WHERE n.age = 3 AND b.age = 3), 0) AS days_61_90,"
		 "       coalesce(sum(o.open_amount) FILTER (WHERE n.age = 4 AND b.age = 4), 0) AS days_over_90"
		 "  FROM distribution.open_charges($1, a.partnership_id) o"
		 " CROSS JOIN LATERAL (VALUES (0, o.due_at), (1, o.due_at + interval '720 hours'),"
		 "   (2, o.due_at + interval '1440 hours'), (3, o.due_at + interval '2160 hours'),"
		 "   (4, g.aged_at + interval '720 hours')) AS b (age, at)"
		 " CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE d.at < g.aged_at) AS age"
		 "   FROM (VALUES (o.due_at), (o.due_at + interval '720 hours'),"
		 "     (o.due_at + interval '1440 hours'), (o.due_at + interval '2160 hours')) AS d (at)) n"
		 " WHERE a.balance < 0 AND o.due_at IS NOT NULL) o"
		 " WHERE a.supplier_id = $1"
		 "   AND CASE WHEN a.balance >= 0 THEN a.aged_until IS NOT NULL OR g.aged_at IS NOT NULL"
		 "       WHEN a.aged_until = '-infinity' THEN g.aged_at IS NOT NULL"
		 "       WHEN g.aged_at IS NULL THEN a.aged_until IS DISTINCT FROM o.oldest"
		 /* a charge that was due before it was posted: it is read, not kept */
		 "       WHEN a.aged_until < g.aged_at THEN false"
		 "       ELSE (a.aged_until, g.days_1_30, g.days_31_60, g.days_61_90, g.days_over_90,"
		 "         g.oldest_due_at) IS DISTINCT FROM (o.until, o.days_1_30, o.days_31_60,"
		 "         o.days_61_90, o.days_over_90, o.oldest) END"
		 " ORDER BY a.partnership_id")},
	{"last_push",
	 false,
	 CHECK_QUERY(
		 "verify last pushes",
		 "SELECT $1, format('partnership %s: last pushed %s, the ledger says %s', a.partnership_id,"
		 "         coalesce(a.last_pushed_at::text, 'never'), coalesce(e.posted_at::text, 'never'))"
		 "  FROM distribution.settlement_account a"
		 "  LEFT JOIN LATERAL (SELECT e.posted_at FROM distribution.ledger_entry e"
		 "    WHERE e.supplier_id = $1 AND e.partnership_id = a.partnership_id"
		 "      AND e.side = 'supplier' AND e.kind = 'push_charge'"
		 "    ORDER BY e.transaction_id DESC LIMIT 1) e ON true"
		 " WHERE a.supplier_id = $1 AND a.last_pushed_at IS DISTINCT FROM e.posted_at"
		 " ORDER BY a.partnership_id")},
	{"charge",
	 false,
	 CHECK_QUERY(
		 "verify charges",
		 "SELECT $1, format('order %s, package %s: charge and ledger differ',"
		 "         coalesce(c.order_id, e.order_id), coalesce(c.package_no, e.package_no))"
		 "  FROM (SELECT c.*, o.partnership_id"
		 "          FROM distribution.package_charge c"
		 "          JOIN distribution.supply_order o"
		 "            ON o.supplier_id = c.supplier_id AND o.order_id = c.order_id"
		 "         WHERE c.supplier_id = $1) c"
		 "  FULL JOIN (SELECT * FROM distribution.ledger_entry"
		 "              WHERE supplier_id = $1 AND side = 'distributor' AND kind = 'push_charge') e"
		 "    ON e.partnership_id = c.partnership_id AND e.transaction_id = c.transaction_id"
		 " WHERE (e.order_id, e.package_no, -e.settlement_amount) IS DISTINCT FROM"
		 "       (c.order_id, c.package_no, c.goods_amount + c.stock_out_fee + c.logistics_fee)"
		 " ORDER BY coalesce(c.order_id, e.order_id), coalesce(c.package_no, e.package_no)")},
	{"goods",
	 false,
	 CHECK_QUERY(
		 "verify goods charged",
		 "WITH lines AS ("
		 "SELECT order_id, package_no, sum(unit_price * quantity) AS total"
		 "  FROM distribution.order_line WHERE supplier_id = $1"
		 " GROUP BY order_id, package_no"
		 ") "
		 "SELECT $1, format('order %s, package %s: %s charged for goods, its lines make %s',"
		 "         c.order_id, c.package_no, c.goods_amount, l.total)"
		 "  FROM distribution.package_charge c"
		 "  LEFT JOIN lines l ON l.order_id = c.order_id AND l.package_no = c.package_no"
		 " WHERE c.supplier_id = $1 AND c.goods_amount IS DISTINCT FROM l.total"
		 " ORDER BY c.order_id, c.package_no")},
	{"refund",
	 false,
	 CHECK_QUERY(
		 "verify refunds",
		 "WITH refunds AS ("
		 "SELECT supplier_id, order_id, package_no, sum(settlement_amount) AS total"
		 "  FROM distribution.ledger_entry"
		 " WHERE side = 'distributor' AND kind IN ('withdrawal_refund', 'refusal_refund', 'return_refund')"
		 "   AND supplier_id = $1"
		 " GROUP BY supplier_id, order_id, package_no"
		 ") "
		 "SELECT supplier_id, format('order %s, package %s: %s refunded, the ledger says %s',"
		 "         order_id, package_no, c.refunded, coalesce(r.total, 0))"
		 "  FROM (SELECT * FROM distribution.package_charge WHERE supplier_id = $1) c"
		 "  FULL JOIN refunds r USING (supplier_id, order_id, package_no)"
		 " WHERE c.refunded IS DISTINCT FROM coalesce(r.total, 0)"
		 " ORDER BY supplier_id, order_id, package_no")},
	{"stock_allocated",
	 false,
	 CHECK_QUERY(
		 "verify allocated stock",
		 "WITH open_lines AS ("
		 "SELECT l.supplier_id, l.warehouse_id, l.sku_id,"
		 "       sum(l.quantity - l.shipped - l.released) AS units"
		 "  FROM distribution.order_line l"
		 "  JOIN distribution.supply_order o ON o.supplier_id = l.supplier_id AND o.order_id = l.order_id"
		 " WHERE o.push_state IN ('pushed', 'withdrawing') AND l.supplier_id = $1"
		 " GROUP BY l.supplier_id, l.warehouse_id, l.sku_id"
		 ") "
		 "SELECT supplier_id, format('warehouse %s, SKU %s: %s allocated, %s in open lines',"
		 "         warehouse_id, sku_id, coalesce(s.allocated, 0), coalesce(o.units, 0))"
		 "  FROM (SELECT * FROM distribution.stock WHERE supplier_id = $1) s"
		 "  FULL JOIN open_lines o USING (supplier_id, warehouse_id, sku_id)"
		 " WHERE coalesce(s.allocated, 0) <> coalesce(o.units, 0)"
		 " ORDER BY supplier_id, warehouse_id, sku_id")},
	{"stock_on_hand",
	 false,
	 CHECK_QUERY(
		 "verify stock on hand",
		 "WITH moved AS ("
		 "SELECT supplier_id, warehouse_id, sku_id, sum(on_hand_change) AS on_hand,"
		 "       sum(defective_change) AS defective"
		 "  FROM distribution.stock_movement WHERE supplier_id = $1"
		 " GROUP BY supplier_id, warehouse_id, sku_id"
		 ") "
		 "SELECT supplier_id, format('warehouse %s, SKU %s: %s on hand and %s defective, movements say"
		 " %s and %s', warehouse_id, sku_id, coalesce(s.on_hand, 0), coalesce(s.defective, 0),"
		 "         coalesce(m.on_hand, 0), coalesce(m.defective, 0))"
		 "  FROM (SELECT * FROM distribution.stock WHERE supplier_id = $1) s"
		 "  FULL JOIN moved m USING (supplier_id, warehouse_id, sku_id)"
		 " WHERE coalesce(s.on_hand, 0) <> coalesce(m.on_hand, 0)"
		 "    OR coalesce(s.defective, 0) <> coalesce(m.defective, 0)"
		 " ORDER BY supplier_id, warehouse_id, sku_id")},
	{"order_stage",
	 false,
	 CHECK_QUERY(
		 "verify orders by state",
		 "SELECT $1, format('order %s: %s, %s since %s, listed as %s, %s since %s', order_id,"
		 "         coalesce(o.state, 'not supplied'), o.push_state, o.pushed_at,"
		 "         coalesce(g.state, 'nothing'), g.push_state, g.pushed_at)"
		 "  FROM (SELECT order_id, state, push_state, pushed_at FROM distribution.supply_order"
		 "         WHERE supplier_id = $1 AND state IS NOT NULL) o"
		 "  FULL JOIN (SELECT order_id, state, push_state, pushed_at FROM distribution.order_stage"
		 "         WHERE supplier_id = $1) g USING (order_id)"
		 " WHERE (o.state, o.push_state, o.pushed_at) IS DISTINCT FROM (g.state, g.push_state, g.pushed_at)"
		 " ORDER BY order_id")},
	{"order_line",
	 false,
	 CHECK_QUERY(
		 "verify order lines",
		 "SELECT o.supplier_id, format('order %s, line %s: %s shipped and %s released of %s, %s of them gone,"
		 " while package %s is %s', l.order_id, l.line_no, l.shipped, l.released, l.quantity, l.gone,"
		 "         l.package_no, coalesce(p.state, o.state, o.push_state))"
		 "  FROM distribution.order_line l"
		 "  JOIN distribution.supply_order o ON o.supplier_id = l.supplier_id AND o.order_id = l.order_id"
		 "  JOIN distribution.order_package p ON p.supplier_id = l.supplier_id"
		 "   AND p.order_id = l.order_id AND p.package_no = l.package_no"
		 " WHERE o.supplier_id = $1"
		 "   AND CASE coalesce(p.state, o.state, o.push_state)"
		 "       WHEN 'shipped' THEN l.shipped + l.released <> l.quantity"
		 "       WHEN 'completed' THEN l.shipped + l.released <> l.quantity"
		 "       WHEN 'cancelled' THEN o.state IS NOT NULL AND (l.gone + l.released <> l.quantity"
		 "         OR l.gone <> l.shipped) OR o.state IS NULL AND l.shipped + l.released <> 0"
		 "       ELSE l.shipped <> l.gone OR o.state IS NULL AND l.released <> 0 END"
		 " ORDER BY o.supplier_id, l.order_id, l.line_no")},
	{"package_state",
	 false,
	 CHECK_QUERY(
		 "verify states of packages",
		 "WITH packages AS ("
		 "SELECT o.order_id, o.state, coalesce(p.state, o.state) AS package_state,"
		 "       sum(l.quantity - l.released - l.gone) AS units_left"
		 "  FROM distribution.supply_order o"
		 "  JOIN distribution.order_package p ON p.supplier_id = o.supplier_id AND p.order_id = o.order_id"
		 "  JOIN distribution.order_line l ON l.supplier_id = p.supplier_id AND l.order_id = p.order_id"
		 "   AND l.package_no = p.package_no"
		 " WHERE o.supplier_id = $1 AND o.state IS NOT NULL"
		 " GROUP BY o.order_id, o.state, p.package_no, p.state"
		 ") "
		 "SELECT $1, format('order %s is %s, its packages are %s', order_id, state,"
		 "         string_agg(package_state || ' with ' || units_left || ' left', ', '))"
		 "  FROM packages"
		 " GROUP BY order_id, state"
		 " HAVING state IS DISTINCT FROM coalesce((ARRAY['new', 'in_process', 'to_pickup', 'shipped',"
		 "     'completed'])[min(array_position(ARRAY['new', 'in_process', 'to_pickup', 'shipped',"
		 "     'completed'], package_state)) FILTER (WHERE units_left > 0)], 'cancelled')"
		 "    OR bool_or((package_state = 'cancelled') <> (units_left = 0))"
		 " ORDER BY order_id")},
	{"giveback",
	 false,
	 CHECK_QUERY(
		 "verify units given back",
		 "SELECT $1, format('order %s, line %s: %s released and %s gone, %s and %s were given back',"
		 "         l.order_id, l.line_no, l.released, l.gone, coalesce(g.released, 0),"
		 "         coalesce(g.gone, 0))"
		 "  FROM (SELECT order_id, line_no, released, gone"
		 "          FROM distribution.order_line WHERE supplier_id = $1) l"
		 "  FULL JOIN (SELECT order_id, line_no, sum(quantity) FILTER (WHERE NOT gone) AS released,"
		 "                    sum(quantity) FILTER (WHERE gone) AS gone"
		 "               FROM distribution.order_giveback WHERE supplier_id = $1"
		 "              GROUP BY order_id, line_no) g USING (order_id, line_no)"
		 " WHERE (l.released, l.gone) IS DISTINCT FROM"
		 "       (coalesce(g.released, 0), coalesce(g.gone, 0))"
		 " ORDER BY l.order_id, l.line_no")},
	{"giveback_money",
	 false,
	 CHECK_QUERY(
		 "verify refunds of units given back",
		 "WITH acts AS ("
		 "SELECT g.order_id, l.package_no, sum(g.quantity) AS units,"
		 "       sum(g.quantity * l.unit_price) AS goods, count(DISTINCT g.transaction_id) AS pairs"
		 "  FROM distribution.order_giveback g"
		 "  JOIN distribution.order_line l ON l.supplier_id = g.supplier_id"
		 "   AND l.order_id = g.order_id AND l.line_no = g.line_no"
		 " WHERE g.supplier_id = $1"
		 " GROUP BY g.order_id, l.package_no"
		 "), packages AS ("
		 "SELECT l.order_id, l.package_no, sum(l.quantity) AS units"
		 "  FROM distribution.order_line l"
		 " WHERE l.supplier_id = $1 AND EXISTS (SELECT FROM distribution.order_giveback g"
		 "   WHERE g.supplier_id = $1 AND g.order_id = l.order_id)"
		 " GROUP BY l.order_id, l.package_no"
		 "), due AS ("
		 "SELECT a.order_id, a.package_no, a.pairs,"
		 "       CASE WHEN a.units = p.units THEN c.goods_amount + c.stock_out_fee + c.logistics_fee"
		 "       ELSE a.goods"
		 "         + CASE c.stock_out_basis WHEN 'unit'"
		 "           THEN round(c.stock_out_fee * a.units / p.units, k.decimals) ELSE 0 END"
		 "         + CASE c.logistics_basis WHEN 'unit'"
		 "           THEN round(c.logistics_fee * a.units / p.units, k.decimals) ELSE 0 END"
		 "       END AS amount"
		 "  FROM acts a"
		 "  JOIN packages p USING (order_id, package_no)"
		 "  JOIN distribution.package_charge c ON c.supplier_id = $1"
		 "   AND c.order_id = a.order_id AND c.package_no = a.package_no"
		 "  JOIN distribution.currency k ON k.currency = c.currency"
		 "), posted AS ("
		 "SELECT order_id, package_no, sum(settlement_amount) AS amount, count(*) AS pairs"
		 "  FROM distribution.ledger_entry"
		 " WHERE supplier_id = $1 AND side = 'distributor'"
		 "   AND kind IN ('withdrawal_refund', 'refusal_refund')"
		 " GROUP BY order_id, package_no"
		 ") "
		 "SELECT $1, format('order %s, package %s: %s refunded by %s pairs of what was given back, due were %s"
		 " by %s', order_id, package_no, coalesce(e.amount, 0), coalesce(e.pairs, 0),"
		 "         coalesce(d.amount, 0), coalesce(d.pairs, 0))"
		 "  FROM due d FULL JOIN posted e USING (order_id, package_no)"
		 " WHERE (d.amount, d.pairs) IS DISTINCT FROM (e.amount, e.pairs)"
		 " ORDER BY order_id, package_no")},
	{"return_line",
	 false,
	 CHECK_QUERY(
		 "verify returned units",
		 "SELECT l.supplier_id, format('order %s, line %s: %s returned, its returns say %s',"
		 "         l.order_id, l.line_no, l.returned - l.restocked, coalesce(r.units, 0))"
		 "  FROM distribution.order_line l"
		 "  LEFT JOIN (SELECT supplier_id, order_id, line_no, sum(sellable + defective) AS units"
		 "    FROM distribution.return_line WHERE supplier_id = $1"
		 "    GROUP BY supplier_id, order_id, line_no) r USING (supplier_id, order_id, line_no)"
		 " WHERE l.supplier_id = $1 AND l.returned - l.restocked <> coalesce(r.units, 0)"
		 " ORDER BY l.supplier_id, l.order_id, l.line_no")},
	{"restock_line",
	 false,
	 CHECK_QUERY(
		 "verify units put back",
		 "SELECT l.supplier_id, format('order %s, line %s: %s put back and %s lost, the acts say %s and %s',"
		 "         l.order_id, l.line_no, l.restocked, l.lost, coalesce(r.units, 0),"
		 "         coalesce(r.lost, 0))"
		 "  FROM distribution.order_line l"
		 "  LEFT JOIN (SELECT supplier_id, order_id, line_no, sum(sellable + defective) AS units,"
		 "                    sum(lost) AS lost"
		 "    FROM distribution.order_restock WHERE supplier_id = $1"
		 "    GROUP BY supplier_id, order_id, line_no) r USING (supplier_id, order_id, line_no)"
		 " WHERE l.supplier_id = $1"
		 "   AND (l.restocked, l.lost) <> (coalesce(r.units, 0), coalesce(r.lost, 0))"
		 " ORDER BY l.supplier_id, l.order_id, l.line_no")},
	{"restock_stock",
	 false,
	 CHECK_QUERY(
		 "verify stock put back",
		 "WITH acts AS ("
		 "SELECT n.supplier_id, n.order_id, n.warehouse_id, l.sku_id,"
		 "       sum(n.sellable + n.defective) AS units, sum(n.defective) AS defective"
		 "  FROM distribution.order_restock n"
		 "  JOIN distribution.order_line l ON l.supplier_id = n.supplier_id"
		 "   AND l.order_id = n.order_id AND l.line_no = n.line_no"
		 " WHERE n.sellable + n.defective > 0 AND n.supplier_id = $1"
		 " GROUP BY n.supplier_id, n.order_id, n.warehouse_id, l.sku_id"
		 "), moved AS ("
		 "SELECT supplier_id, order_id, warehouse_id, sku_id, sum(on_hand_change) AS units,"
		 "       sum(defective_change) AS defective"
		 "  FROM distribution.stock_movement"
		 " WHERE kind = 'restock' AND supplier_id = $1"
		 " GROUP BY supplier_id, order_id, warehouse_id, sku_id"
		 ") "
		 "SELECT supplier_id, format('order %s, warehouse %s, SKU %s: what was put back and movements differ',"
		 "         order_id, warehouse_id, sku_id)"
		 "  FROM acts r FULL JOIN moved m USING (supplier_id, order_id, warehouse_id, sku_id)"
		 " WHERE (r.units, r.defective) IS DISTINCT FROM (m.units, m.defective)"
		 " ORDER BY supplier_id, order_id, warehouse_id, sku_id")},
	{"return_stock",
	 false,
	 CHECK_QUERY(
		 "verify restocked units",
		 "WITH received AS ("
		 "SELECT n.supplier_id, n.order_id, n.warehouse_id, l.sku_id,"
		 "       sum(n.sellable + n.defective) AS units, sum(n.defective) AS defective"
		 "  FROM distribution.return_line n"
		 "  JOIN distribution.order_line l ON l.supplier_id = n.supplier_id"
		 "   AND l.order_id = n.order_id AND l.line_no = n.line_no"
		 " WHERE n.sellable + n.defective > 0 AND n.supplier_id = $1"
		 " GROUP BY n.supplier_id, n.order_id, n.warehouse_id, l.sku_id"
		 "), moved AS ("
		 "SELECT supplier_id, order_id, warehouse_id, sku_id, sum(on_hand_change) AS units,"
		 "       sum(defective_change) AS defective"
		 "  FROM distribution.stock_movement"
		 " WHERE kind = 'return' AND supplier_id = $1"
		 " GROUP BY supplier_id, order_id, warehouse_id, sku_id"
		 ") "
		 "SELECT supplier_id, format('order %s, warehouse %s, SKU %s: returns and movements differ',"
		 "         order_id, warehouse_id, sku_id)"
		 "  FROM received r FULL JOIN moved m USING (supplier_id, order_id, warehouse_id, sku_id)"
		 " WHERE (r.units, r.defective) IS DISTINCT FROM (m.units, m.defective)"
		 " ORDER BY supplier_id, order_id, warehouse_id, sku_id")},
	{"return_money",
	 false,
	 CHECK_QUERY(
		 "verify money of returns",
		 "WITH returns AS ("
		 "SELECT supplier_id, order_id, sum(coalesce(refund_amount, 0)) AS refunds,"
		 "       -sum(coalesce(stock_in_fee, 0)) AS charges"
		 "  FROM distribution.return_order WHERE supplier_id = $1"
		 " GROUP BY supplier_id, order_id"
		 "), entries AS ("
		 "SELECT supplier_id, order_id,"
		 "       coalesce(sum(settlement_amount) FILTER (WHERE kind = 'return_refund'), 0) AS refunds,"
		 "       coalesce(sum(settlement_amount) FILTER (WHERE kind = 'return_charge'), 0) AS charges"
		 "  FROM distribution.ledger_entry"
		 " WHERE side = 'distributor' AND kind IN ('return_refund', 'return_charge')"
		 "   AND supplier_id = $1"
		 " GROUP BY supplier_id, order_id"
		 ") "
		 "SELECT supplier_id, format('order %s: its returns and the ledger differ', order_id)"
		 "  FROM returns r FULL JOIN entries e USING (supplier_id, order_id)"
		 " WHERE coalesce(r.refunds, 0) <> coalesce(e.refunds, 0)"
		 "    OR coalesce(r.charges, 0) <> coalesce(e.charges, 0)"
		 " ORDER BY supplier_id, order_id")},
	{"push_queue",
	 false,
	 CHECK_QUERY(
		 "verify the queue of pushes",
		 "SELECT o.supplier_id, format('order %s is pushing and in no queue', o.order_id)"
		 "  FROM distribution.supply_order o"
		 " WHERE o.supplier_id = $1 AND o.push_state = 'pushing'"
		 "   AND NOT EXISTS (SELECT FROM distribution.push_queue q"
		 "                    WHERE q.supplier_id = o.supplier_id AND q.order_id = o.order_id)"
		 " ORDER BY o.supplier_id, o.order_id")},
	{"push_record",
	 false,
	 CHECK_QUERY(
		 "verify push records",
		 "SELECT c.supplier_id, format('partnership %s, SKU %s, warehouse %s: %s pushed last of what has"
		 " ended', c.partnership_id, c.sku_id, w.warehouse_id, r.quantity)"
		 "  FROM distribution.claim c"
		 "  JOIN distribution.distribution_product p"
		 "    ON p.supplier_id = c.supplier_id AND p.sku_id = c.sku_id"
		 "  JOIN distribution.partnership_warehouse w"
		 "    ON w.supplier_id = c.supplier_id AND w.partnership_id = c.partnership_id AND w.mirrored"
		 "   AND (c.state = 'inactive' OR p.state = 'disabled' OR NOT w.assigned)"
		 " CROSS JOIN LATERAL (SELECT n.quantity FROM distribution.push_record n"
		 "   WHERE n.supplier_id = c.supplier_id AND n.sku_id = c.sku_id"
		 "     AND n.partnership_id = c.partnership_id AND n.warehouse_id = w.warehouse_id"
		 "   ORDER BY n.record_id DESC LIMIT 1) r"
		 " WHERE c.supplier_id = $1 AND r.quantity > 0"
		 " ORDER BY c.partnership_id, c.sku_id, w.warehouse_id")},
	{"withdrawal",
	 false,
	 CHECK_QUERY("verify withdrawals",
				 "SELECT supplier_id, format('order %s is %s while its withdrawal is %s', order_id,"
				 "         o.push_state, coalesce(w.state, 'none'))"
				 "  FROM distribution.supply_order o"
				 "  LEFT JOIN distribution.withdrawal w USING (supplier_id, order_id)"
				 " WHERE supplier_id = $1"
				 "   AND (o.push_state = 'withdrawing')"
				 "       IS DISTINCT FROM coalesce(w.state IN ('warehouse', 'supplier'), false)"
				 " ORDER BY supplier_id, order_id")},
	{"sales",
	 false,
	 CHECK_QUERY(
		 "verify units sold",
		 "WITH kept AS ("
		 "SELECT * FROM distribution_report.product_sales_daily WHERE supplier_id = $1"
		 "), made AS ("
		 "SELECT o.supplier_id, l.sku_id, (o.pushed_at AT TIME ZONE s.time_zone)::date AS day,"
		 "       sum(l.quantity - l.released - l.gone) AS units"
		 "  FROM distribution.supply_order o"
		 "  JOIN distribution.supplier s ON s.supplier_id = o.supplier_id"
		 "  JOIN distribution.order_line l ON l.supplier_id = o.supplier_id AND l.order_id = o.order_id"
		 " WHERE o.state IS NOT NULL AND o.supplier_id = $1"
		 " GROUP BY 1, 2, 3"
		 ") "
		 "SELECT supplier_id, format('SKU %s, day %s: %s units counted, %s pushed', sku_id, day,"
		 "         coalesce(kept.units, 0), coalesce(made.units, 0))"
		 "  FROM kept FULL JOIN made USING (supplier_id, sku_id, day)"
		 " WHERE coalesce(kept.units, 0) <> coalesce(made.units, 0)"
		 " ORDER BY supplier_id, sku_id, day")},
};

/* Quotas are of accounts, not of suppliers: $1 null is every account. */
static VerifyCheck QUOTA_CHECK = {
	"quota",
	false,
	CHECK_QUERY(
		"verify quotas",
		"SELECT u.account_id, format('account %s, month %s: %s counted, %s pushed', u.account_id,"
		"         u.month, u.used, n.orders)"
		"  FROM distribution.quota_usage u"
		"  CROSS JOIN LATERAL ("
		"SELECT (SELECT count(*) FROM distribution.supply_order o WHERE o.supplier_id = u.account_id"
		"          AND o.pushed_at >= u.month::timestamp AT TIME ZONE 'UTC'"
		"          AND o.pushed_at < (u.month + interval '1 month') AT TIME ZONE 'UTC')"
		"     + (SELECT count(*) FROM distribution.supply_order o WHERE o.distributor_id = u.account_id"
		"          AND o.pushed_at >= u.month::timestamp AT TIME ZONE 'UTC'"
		"          AND o.pushed_at < (u.month + interval '1 month') AT TIME ZONE 'UTC') AS orders) n"
		" WHERE ($1 IS NULL OR u.account_id = $1) AND u.used <> n.orders"
		" ORDER BY u.account_id, u.month")};

static PlanQuery READ_SUPPLIERS = {
	.name = "read suppliers to verify",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT supplier_id FROM distribution.supplier"
		   " WHERE $1 IS NULL OR supplier_id = $1 ORDER BY supplier_id",
};

enum
{
	CHAIN_PARTNERSHIP = 1,
	CHAIN_BALANCE,
	CHAIN_LAST_TRANSACTION,
	CHAIN_LAST_HASH,
	CHAIN_CHECKED_TRANSACTION,
	CHAIN_CHECKED_BALANCE,
	CHAIN_CHECKED_POSTED_AT,
	CHAIN_CHECKED_HASH,
	CHAIN_HASH_NOW
};

/* With what the last checkpoint found, and the hash that its last entry has now. */
static PlanQuery READ_CHAINS = {
	.name = "read the heads of ledger chains",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql =
		"SELECT a.partnership_id, a.balance, a.last_transaction_id, a.last_hash, c.transaction_id,"
		"       c.balance, c.posted_at, c.hash,"
		"       (SELECT e.hash FROM distribution.ledger_entry e"
		"         WHERE e.supplier_id = $1 AND e.partnership_id = a.partnership_id"
		"           AND e.transaction_id = c.transaction_id AND e.side = 'supplier')"
		"  FROM distribution.settlement_account a"
		"  LEFT JOIN distribution.verify_checkpoint c ON c.supplier_id = a.supplier_id"
		"   AND c.partnership_id = a.partnership_id"
		" WHERE a.supplier_id = $1"
		" ORDER BY a.partnership_id",
};

static PlanQuery WRITE_CHECKPOINTS = {
	.name = "write checkpoints",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint[], bigint[], numeric[], timestamptz[], bytea[], text",
	.sql =
		"INSERT INTO distribution.verify_checkpoint AS kept"
		" (supplier_id, partnership_id, transaction_id, balance, posted_at, hash, checked_by, checked_at)"
		" SELECT $1, unnest($2), unnest($3), unnest($4), unnest($5), unnest($6), $7, now()"
		" ON CONFLICT (supplier_id, partnership_id) DO UPDATE"
		"  SET transaction_id = EXCLUDED.transaction_id, balance = EXCLUDED.balance,"
		"      posted_at = EXCLUDED.posted_at, hash = EXCLUDED.hash,"
		"      checked_by = EXCLUDED.checked_by, checked_at = EXCLUDED.checked_at"
		" WHERE kept.transaction_id <= EXCLUDED.transaction_id",
};

enum
{
	ENTRY_TRANSACTION = 1,
	ENTRY_SIDE,
	ENTRY_ACCOUNT,
	ENTRY_KIND,
	ENTRY_ORDER,
	ENTRY_PACKAGE,
	ENTRY_DOCUMENT,
	ENTRY_AMOUNT,
	ENTRY_CURRENCY,
	ENTRY_RATE,
	ENTRY_RATE_INVERSE,
	ENTRY_RATE_SOURCE,
	ENTRY_RATE_AT,
	ENTRY_SETTLEMENT_AMOUNT,
	ENTRY_SETTLEMENT_CURRENCY,
	ENTRY_BASE_AMOUNT,
	ENTRY_BASE_CURRENCY,
	ENTRY_BASE_RATE,
	ENTRY_BASE_RATE_INVERSE,
	ENTRY_BASE_RATE_SOURCE,
	ENTRY_BASE_RATE_AT,
	ENTRY_BALANCE_AFTER,
	ENTRY_POSTED_AT,
	ENTRY_DUE_AT,
	ENTRY_ACTOR,
	ENTRY_MEMO,
	ENTRY_HASH
};

static PlanQuery READ_ENTRIES = {
	.name = "read ledger entries",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint, bigint",
	.sql =
		"SELECT transaction_id, side, account_id, kind, order_id, package_no, document_no, amount,"
		"       currency, rate, rate_inverse, rate_source, rate_at, settlement_amount,"
		"       settlement_currency, base_amount, base_currency, base_rate, base_rate_inverse,"
		"       base_rate_source, base_rate_at, balance_after, posted_at, due_at, actor, memo, hash"
		"  FROM distribution.ledger_entry"
		" WHERE supplier_id = $1 AND partnership_id = $2"
		"   AND transaction_id > $3 AND transaction_id <= $4"
		" ORDER BY transaction_id, side",
};

/* Where the walk along a settlement account's entries stands. */
typedef struct ChainWalk
{
	ReturnSetInfo *result;
	int64 supplier_id;
	int64 partnership_id;
	int64 transaction_id; /* of the last pair */
	Minor balance;
	TimestampTz posted_at;
	uint8 hash[PG_SHA256_DIGEST_LENGTH];
	int hash_length;
	int faults;
} ChainWalk;

static void
put_fault(ReturnSetInfo *result, const char *check, int64 supplier_id, const char *detail)
{
	Datum values[3] = {
		CStringGetTextDatum(check), Int64GetDatum(supplier_id), CStringGetTextDatum(detail)};
	bool nulls[3] = {false, false, false};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

static void
put_chain_fault(ChainWalk *walk, const char *check, int64 transaction_id, const char *what)
{
	walk->faults++;
	if (walk->result == NULL)
		return;
	put_fault(walk->result,
			  check,
			  walk->supplier_id,
			  psprintf("partnership " INT64_FORMAT ", transaction " INT64_FORMAT ": %s",
					   walk->partnership_id,
					   transaction_id,
					   what));
}

static void
run_check(ReturnSetInfo *result, VerifyCheck *check, int64 supplier_id, bool all)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind(&values, Int64GetDatum(supplier_id), all);
	rows = plan_read(&check->query, &values);
	for (int i = 0; i < rows.count; i++)
		put_fault(result, check->name, plan_int64(&rows, i, 1), plan_text(&rows, i, 2));
}

static RateSource
rate_source_of(const char *name)
{
	for (RateSource source = RATE_SAME; source <= RATE_LIVE; source++)
		if (strcmp(name, rate_source_name(source)) == 0)
			return source;
	return RATE_MISSING;
}

static Rate
read_rate(const PlanRows *rows, int row, int first_column)
{
	return (Rate) {
		.quoted = plan_decimal(rows, row, first_column, RATE_DECIMALS),
		.inverse = plan_bool(rows, row, first_column + 1),
		.source = rate_source_of(plan_text(rows, row, first_column + 2)),
		.at = plan_time(rows, row, first_column + 3),
	};
}

static LedgerEntry
read_entry(const ChainWalk *walk, const PlanRows *rows, int row)
{
	return (LedgerEntry) {
		.supplier_id = walk->supplier_id,
		.partnership_id = walk->partnership_id,
		.transaction_id = plan_int64(rows, row, ENTRY_TRANSACTION),
		.side = plan_text(rows, row, ENTRY_SIDE),
		.account_id = plan_int64(rows, row, ENTRY_ACCOUNT),
		.kind = plan_text(rows, row, ENTRY_KIND),
		.order_id = plan_is_null(rows, row, ENTRY_ORDER) ? 0 : plan_int64(rows, row, ENTRY_ORDER),
		.package_no = plan_text(rows, row, ENTRY_PACKAGE),
		.document_no = plan_text(rows, row, ENTRY_DOCUMENT),
		.amount = plan_minor(rows, row, ENTRY_AMOUNT),
		.currency = plan_text(rows, row, ENTRY_CURRENCY),
		.rate = read_rate(rows, row, ENTRY_RATE),
		.settlement_amount = plan_minor(rows, row, ENTRY_SETTLEMENT_AMOUNT),
		.settlement_currency = plan_text(rows, row, ENTRY_SETTLEMENT_CURRENCY),
		.base_amount = plan_minor(rows, row, ENTRY_BASE_AMOUNT),
		.base_currency = plan_text(rows, row, ENTRY_BASE_CURRENCY),
		.base_rate = read_rate(rows, row, ENTRY_BASE_RATE),
		.balance_after = plan_minor(rows, row, ENTRY_BALANCE_AFTER),
		.posted_at = plan_time(rows, row, ENTRY_POSTED_AT),
		.due_at =
			plan_is_null(rows, row, ENTRY_DUE_AT) ? DT_NOEND : plan_time(rows, row, ENTRY_DUE_AT),
		.actor = plan_text(rows, row, ENTRY_ACTOR),
		.memo = plan_text(rows, row, ENTRY_MEMO),
	};
}

static bool
bytes_equal(const PlanRows *rows, int row, int column, const uint8 *bytes, int length)
{
	bool is_null;
	bytea *stored = DatumGetByteaPP(plan_datum(rows, row, column, &is_null));

	return !is_null && VARSIZE_ANY_EXHDR(stored) == length &&
		memcmp(VARDATA_ANY(stored), bytes, length) == 0;
}

static void
check_hash(ChainWalk *walk, const PlanRows *rows, int row, LedgerEntry *entry)
{
	bool is_null;
	bytea *stored = DatumGetByteaPP(plan_datum(rows, row, ENTRY_HASH, &is_null));

	ledger_entry_hash(entry, walk->hash, walk->hash_length);
	if (!bytes_equal(rows, row, ENTRY_HASH, entry->hash, PG_SHA256_DIGEST_LENGTH))
		put_chain_fault(walk,
						"hash_chain",
						entry->transaction_id,
						psprintf("the %s's entry does not match its hash", entry->side));
	/* Go on from what is stored, so that one fault is one row. */
	walk->hash_length = Min(VARSIZE_ANY_EXHDR(stored), PG_SHA256_DIGEST_LENGTH);
	memcpy(walk->hash, VARDATA_ANY(stored), walk->hash_length);
}

static void
check_distributor_entry(ChainWalk *walk, const LedgerEntry *entry)
{
	if (entry->transaction_id != walk->transaction_id + 1)
		put_chain_fault(walk,
						"gap",
						entry->transaction_id,
						psprintf("it follows transaction " INT64_FORMAT, walk->transaction_id));
	if (entry->balance_after != walk->balance + entry->settlement_amount)
		put_chain_fault(walk,
						"balance_chain",
						entry->transaction_id,
						"its balance does not follow from the entry before");
	if (entry->posted_at < walk->posted_at)
		put_chain_fault(
			walk, "time", entry->transaction_id, "it was posted before the entry before");
	walk->transaction_id = entry->transaction_id;
	walk->balance = entry->balance_after;
	walk->posted_at = entry->posted_at;
}

static bool
is_pair(const LedgerEntry *entry, const LedgerEntry *mirror)
{
	return strcmp(entry->side, "distributor") == 0 && strcmp(mirror->side, "supplier") == 0 &&
		entry->transaction_id == mirror->transaction_id && entry->amount == -mirror->amount &&
		entry->settlement_amount == -mirror->settlement_amount &&
		entry->base_amount == -mirror->base_amount &&
		entry->balance_after == -mirror->balance_after && strcmp(entry->kind, mirror->kind) == 0 &&
		entry->posted_at == mirror->posted_at;
}

/* Entries come by transaction, the distributor's first; a lone one is its own fault. */
static void
walk_entries(ChainWalk *walk, const PlanRows *rows)
{
	for (int i = 0; i < rows->count; i++)
	{
		LedgerEntry entry = read_entry(walk, rows, i);
		LedgerEntry mirror;

		if (strcmp(entry.side, "distributor") == 0)
			check_distributor_entry(walk, &entry);
		check_hash(walk, rows, i, &entry);
		if (i + 1 < rows->count &&
			plan_int64(rows, i + 1, ENTRY_TRANSACTION) == entry.transaction_id)
		{
			i++;
			mirror = read_entry(walk, rows, i);
			check_hash(walk, rows, i, &mirror);
			if (!is_pair(&entry, &mirror))
				put_chain_fault(walk,
								"pair",
								entry.transaction_id,
								"its two entries are not equal and opposite");
		}
		else
			put_chain_fault(walk, "pair", entry.transaction_id, "one of its entries is missing");
	}
}

static void
walk_chain(ChainWalk *walk, int64 last)
{
	for (int64 from = walk->transaction_id; from <= last; from += CHAIN_CHUNK)
	{
		PlanValues values = {0};
		PlanRows rows;
		MemoryContext chunk = AllocSetContextCreate(
			CurrentMemoryContext, "ledger chain chunk", ALLOCSET_DEFAULT_SIZES);
		MemoryContext caller = MemoryContextSwitchTo(chunk);

		plan_bind_int64(&values, walk->supplier_id);
		plan_bind_int64(&values, walk->partnership_id);
		plan_bind_int64(&values, from);
		/* The last chunk is open, to meet entries that the account does not know of. */
		plan_bind_int64(&values, from + CHAIN_CHUNK > last ? PG_INT64_MAX : from + CHAIN_CHUNK);
		rows = plan_read(&READ_ENTRIES, &values);
		walk_entries(walk, &rows);
		plan_free(&rows);
		MemoryContextSwitchTo(caller);
		MemoryContextDelete(chunk);
	}
}

/* The walk goes on where the last checkpoint ended. */
static void
start_at_checkpoint(ChainWalk *walk, const PlanRows *heads, int head)
{
	bool is_null;
	bytea *hash;

	if (plan_is_null(heads, head, CHAIN_CHECKED_TRANSACTION))
		return;
	hash = DatumGetByteaPP(plan_datum(heads, head, CHAIN_CHECKED_HASH, &is_null));
	walk->transaction_id = plan_int64(heads, head, CHAIN_CHECKED_TRANSACTION);
	walk->balance = plan_minor(heads, head, CHAIN_CHECKED_BALANCE);
	walk->posted_at = plan_time(heads, head, CHAIN_CHECKED_POSTED_AT);
	walk->hash_length = Min(VARSIZE_ANY_EXHDR(hash), PG_SHA256_DIGEST_LENGTH);
	memcpy(walk->hash, VARDATA_ANY(hash), walk->hash_length);
}

/* What a checkpoint has seen stays as it was, whatever has been hashed anew since. */
static void
check_checkpoint(ChainWalk *walk, const PlanRows *heads, int head)
{
	bool is_null;
	bytea *seen;

	if (plan_is_null(heads, head, CHAIN_CHECKED_TRANSACTION))
		return;
	seen = DatumGetByteaPP(plan_datum(heads, head, CHAIN_CHECKED_HASH, &is_null));
	if (plan_is_null(heads, head, CHAIN_HASH_NOW) ||
		!bytes_equal(heads,
					 head,
					 CHAIN_HASH_NOW,
					 (const uint8 *) VARDATA_ANY(seen),
					 VARSIZE_ANY_EXHDR(seen)))
		put_chain_fault(walk,
						"checkpoint",
						plan_int64(heads, head, CHAIN_CHECKED_TRANSACTION),
						"it is not what it was at the checkpoint");
}

/* A settlement account's entries, from the first or the checkpoint, and its standing after them. */
static ChainWalk
verify_chain(ReturnSetInfo *result, int64 supplier_id, const PlanRows *heads, int head,
			 bool since_checkpoint)
{
	int64 last = plan_int64(heads, head, CHAIN_LAST_TRANSACTION);
	ChainWalk walk = {
		.result = result,
		.supplier_id = supplier_id,
		.partnership_id = plan_int64(heads, head, CHAIN_PARTNERSHIP),
		.posted_at = DT_NOBEGIN,
	};

	check_checkpoint(&walk, heads, head);
	if (since_checkpoint)
		start_at_checkpoint(&walk, heads, head);
	walk_chain(&walk, last);
	if (walk.transaction_id != last ||
		!bytes_equal(heads, head, CHAIN_LAST_HASH, walk.hash, walk.hash_length))
		put_chain_fault(
			&walk, "chain_end", last, "the account's last transaction is not the last entry");
	if (walk.balance != plan_minor(heads, head, CHAIN_BALANCE))
		put_chain_fault(
			&walk, "balance", walk.transaction_id, "the account's balance is not the last entry's");
	return walk;
}

static PlanRows
read_of_supplier(PlanQuery *query, int64 supplier_id)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	return plan_read(query, &values);
}

static void
verify_supplier(ReturnSetInfo *result, int64 supplier_id, bool since_checkpoint)
{
	PlanRows heads = read_of_supplier(&READ_CHAINS, supplier_id);

	for (int i = 0; i < heads.count; i++)
		verify_chain(result, supplier_id, &heads, i, since_checkpoint);
	for (int i = 0; i < (int) lengthof(VERIFY_CHECKS); i++)
		if (!since_checkpoint || VERIFY_CHECKS[i].since_checkpoint)
			run_check(result, &VERIFY_CHECKS[i], supplier_id, false);
}

PG_FUNCTION_INFO_V1(distribution_verify);

Datum
distribution_verify(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	bool all = PG_ARGISNULL(0);
	int64 supplier_id = all ? 0 : PG_GETARG_INT64(0);
	bool since_checkpoint = argument_bool(fcinfo, 1, "since_checkpoint");
	PlanValues values = {0};
	PlanRows suppliers;

	if (all)
		identity_require_owner();
	else
		identity_require(supplier_id, PERMISSION_REPORT);
	InitMaterializedSRF(fcinfo, 0);
	plan_bind(&values, Int64GetDatum(supplier_id), all);
	plan_open();
	suppliers = plan_read(&READ_SUPPLIERS, &values);
	for (int i = 0; i < suppliers.count; i++)
		verify_supplier(result, plan_int64(&suppliers, i, 1), since_checkpoint);
	if (!since_checkpoint)
		run_check(result, &QUOTA_CHECK, supplier_id, all);
	plan_close();
	PG_RETURN_NULL();
}

/* The walks that found no fault, as they ended. */
static void
write_checkpoints(int64 supplier_id, const ChainWalk *walks, int count)
{
	PlanValues values = {0};
	PlanColumn partnership = plan_column(INT8OID, count);
	PlanColumn transaction = plan_column(INT8OID, count);
	PlanColumn balance = plan_column(NUMERICOID, count);
	PlanColumn posted = plan_column(TIMESTAMPTZOID, count);
	PlanColumn hash = plan_column(BYTEAOID, count);

	for (int i = 0; i < count; i++)
	{
		bytea *value = palloc(VARHDRSZ + PG_SHA256_DIGEST_LENGTH);

		SET_VARSIZE(value, VARHDRSZ + walks[i].hash_length);
		memcpy(VARDATA(value), walks[i].hash, walks[i].hash_length);
		plan_column_add_int64(&partnership, walks[i].partnership_id);
		plan_column_add_int64(&transaction, walks[i].transaction_id);
		plan_column_add_minor(&balance, walks[i].balance);
		plan_column_add_int64(&posted, walks[i].posted_at);
		plan_column_add(&hash, PointerGetDatum(value), false);
	}
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &partnership);
	plan_bind_column(&values, &transaction);
	plan_bind_column(&values, &balance);
	plan_bind_column(&values, &posted);
	plan_bind_column(&values, &hash);
	plan_bind_text(&values, identity_actor());
	plan_execute(&WRITE_CHECKPOINTS, &values);
}

PG_FUNCTION_INFO_V1(distribution_save_checkpoint);

Datum
distribution_save_checkpoint(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	PlanRows heads;
	ChainWalk *walks;
	int sound = 0;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	heads = read_of_supplier(&READ_CHAINS, supplier_id);
	walks = palloc(sizeof(ChainWalk) * Max(heads.count, 1));
	for (int i = 0; i < heads.count; i++)
	{
		walks[sound] = verify_chain(NULL, supplier_id, &heads, i, true);
		if (walks[sound].faults == 0 && walks[sound].transaction_id > 0)
			sound++;
	}
	write_checkpoints(supplier_id, walks, sound);
	plan_close();
	PG_RETURN_INT32(sound);
}
