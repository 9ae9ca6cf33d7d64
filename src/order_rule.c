/*
 * order_rule.c
 *	  What a push puts on its orders by the supplier's rules: marks, and carriers
 *	  of packages whose carrier the supplier arranges (OR-15).
 *
 * Rules are matched with orders, lines and packages by conditions any of which may
 * be absent: a join, so a plan's work, once for all orders of a push. It is done
 * only where the supplier's terms say that there are any rules.
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "plan.h"
#include "push_sql.h"

/* The conditions that both kinds of rules have; absent is any. */
#define ORDER_MATCHES                                                        \
	" (r.platform IS NULL OR r.platform = o.platform)"                       \
	" AND (r.store IS NULL OR r.store = o.store)"                            \
	" AND (r.distributor_id IS NULL OR r.distributor_id = o.distributor_id)" \
	" AND (r.level IS NULL OR r.level = t.level)"                            \
	" AND (r.least_amount IS NULL OR r.least_amount <= t.goods_amount)"

#define PUSHED_ORDERS                                                \
	"  FROM unnest($2, $3, $4) AS t (order_id, level, goods_amount)" \
	"  JOIN distribution.supply_order o ON o.supplier_id = $1 AND o.order_id = t.order_id"

static PlanQuery WRITE_MARKS = {
	.name = "put marks on pushed orders",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint[], int[], numeric[]",
	.sql = "UPDATE distribution.supply_order o SET marks = m.marks"
		   "  FROM (SELECT order_id, array_agg(mark ORDER BY rule_no) AS marks"
		   "          FROM (SELECT o.order_id, r.mark, min(r.rule_no) AS rule_no" PUSHED_ORDERS
		   "  JOIN distribution.mark_rule r ON r.supplier_id = $1 AND" ORDER_MATCHES
		   "   AND (r.logistics IS NULL OR r.logistics = o.logistics)"
		   "   AND (r.sku_id IS NULL OR EXISTS (SELECT FROM distribution.order_line l"
		   "         WHERE l.supplier_id = $1 AND l.order_id = o.order_id AND l.sku_id = r.sku_id))"
		   " GROUP BY o.order_id, r.mark) AS matches GROUP BY order_id) AS m"
		   " WHERE o.supplier_id = $1 AND o.order_id = m.order_id",
};

/* OR-11: the supplier arranges the carrier of what is self-arranged off Temu. */
static PlanQuery WRITE_CARRIERS = {
	.name = "put carriers on packages of pushed orders",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint[], int[], numeric[]",
	.sql =
		"UPDATE distribution.order_package p SET carrier = c.carrier"
		"  FROM (SELECT DISTINCT ON (k.order_id, k.package_no) k.order_id, k.package_no, r.carrier" PUSHED_ORDERS
		"   AND o.logistics = 'self_arranged' AND o.platform <> 'temu'"
		"  JOIN distribution.order_package k"
		"    ON k.supplier_id = $1 AND k.order_id = o.order_id AND k.carrier IS NULL"
		"  JOIN distribution.shipping_rule r ON r.supplier_id = $1 AND" ORDER_MATCHES
		"   AND (r.sku_id IS NULL OR EXISTS (SELECT FROM distribution.order_line l"
		"         WHERE l.supplier_id = $1 AND l.order_id = o.order_id"
		"           AND l.package_no = k.package_no AND l.sku_id = r.sku_id))"
		" ORDER BY k.order_id, k.package_no, r.rule_no) AS c"
		" WHERE p.supplier_id = $1 AND p.order_id = c.order_id AND p.package_no = c.package_no",
};

/* OR-15: the order's goods in base currency, at the rate of its posting: no more than the order, which fits (push_price). */
static Minor
goods_in_base(const PushOrder *order)
{
	const Rate *rate = &order->partnership->base_rate;
	Minor goods = 0;
	Minor in_base;

	for (int i = 0; i < order->package_count; i++)
		goods += order->packages[i].goods_amount;
	if (!exchange_convert(goods, rate, order->supplier->base_decimals, &in_base))
		elog(ERROR, "the goods of order " INT64_FORMAT " leave the range", order->order_id);
	return in_base;
}

/* The orders have just been pushed. */
void
order_rules_apply(const PushBatch *batch, PushOrder *const *orders, int count)
{
	PlanValues values = {0};
	PlanColumn ids = plan_column(INT8OID, count);
	PlanColumn levels = plan_column(INT4OID, count);
	PlanColumn amounts = plan_column(NUMERICOID, count);

	if (!batch->terms->supplier.has_order_rules)
		return;
	for (int i = 0; i < count; i++)
	{
		plan_column_add_int64(&ids, orders[i]->order_id);
		plan_column_add_int32(&levels, orders[i]->partnership->level);
		plan_column_add_minor(&amounts, goods_in_base(orders[i]));
	}
	plan_bind_int64(&values, batch->supplier_id);
	plan_bind_column(&values, &ids);
	plan_bind_column(&values, &levels);
	plan_bind_column(&values, &amounts);
	plan_execute(&WRITE_MARKS, &values);
	plan_execute(&WRITE_CARRIERS, &values);
}
