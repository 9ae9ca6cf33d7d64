/*
 * partner.c
 *	  What a partner may know of an account whose rows it does not see (ID-4).
 *
 * Row security shows rows, not columns of rows: a distributor does not see its
 * supplier's row with all its settings, nor a supplier a distributor's account
 * with its plan. The views ask here for what the two do know of each other.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "answer.h"
#include "argument.h"
#include "identity.h"
#include "plan.h"

static PlanQuery READ_NAME = {
	.name = "read name of a partner",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, boolean, bigint[]",
	.sql = "SELECT a.name"
		   "  FROM distribution.account a"
		   " WHERE a.account_id = $1"
		   "   AND ($2 OR a.account_id = ANY ($3)"
		   "        OR EXISTS (SELECT FROM distribution.partnership p"
		   "                    WHERE p.distributor_id = $1 AND p.supplier_id = ANY ($3)))",
};

static PlanQuery READ_SHOP = {
	.name = "read shop of a partner",
	.result = SPI_OK_SELECT,
	.types = "bigint, boolean, bigint[]",
	.sql = "SELECT s.bigshop_name, s.contact_person, s.contact_phone, s.base_currency"
		   "  FROM distribution.supplier s"
		   " WHERE s.supplier_id = $1"
		   "   AND ($2 OR s.supplier_id = ANY ($3)"
		   "        OR EXISTS (SELECT FROM distribution.partnership p"
		   "                    WHERE p.supplier_id = $1 AND p.distributor_id = ANY ($3)))",
};

/* The account asked for, and whom the caller may see. */
static PlanRows
read_partner(PlanQuery *query, int64 account_id)
{
	PlanValues values = {0};
	int count;
	int64 *accounts = identity_accounts(PERMISSION_REPORT, &count);
	PlanColumn mine = plan_column(INT8OID, count);

	for (int i = 0; i < count; i++)
		plan_column_add_int64(&mine, accounts[i]);
	plan_bind_int64(&values, account_id);
	plan_bind_bool(&values, identity_sees_all());
	plan_bind_column(&values, &mine);
	return plan_read(query, &values);
}

PG_FUNCTION_INFO_V1(distribution_partner_name);

Datum
distribution_partner_name(PG_FUNCTION_ARGS)
{
	int64 account_id = argument_int64(fcinfo, 0, "account_id");
	char *name = NULL;
	PlanRows rows;

	plan_open();
	rows = read_partner(&READ_NAME, account_id);
	if (rows.count > 0)
		name = plan_text(&rows, 0, 1);
	plan_close();
	if (name == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(name));
}

PG_FUNCTION_INFO_V1(distribution_partner_shop);

Datum
distribution_partner_shop(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	PlanRows rows;
	Answer answer = answer_rows(fcinfo);

	plan_open();
	rows = read_partner(&READ_SHOP, supplier_id);
	answer_put_rows(&answer, &rows);
	plan_close();
	PG_RETURN_NULL();
}
