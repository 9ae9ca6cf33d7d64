/*
 * row_sql.c
 *	  rooms(): what the rooms declare of their tables, and which way their rows go.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "answer.h"
#include "configuration_row.h"
#include "goods_row.h"
#include "identity.h"
#include "ledger_row.h"
#include "notification.h"
#include "order_row.h"
#include "order_sync_row.h"
#include "order_tally.h"
#include "partnership_row.h"
#include "quota_block.h"
#include "return_row.h"
#include "row_bind.h"
#include "stock_push_row.h"
#include "stock_row.h"
#include "withdrawal_row.h"

static RowTable *const ROOMS[] = {
	&SUPPLY_ORDER_TABLE,
	&ORDER_LINE_TABLE,
	&ORDER_PACKAGE_TABLE,
	&ORDER_STAGE_TABLE,
	&ORDER_TALLY_TABLE,
	&ORDER_EVENT_TABLE,
	&ORDER_REFUSAL_TABLE,
	&PACKAGE_CHARGE_TABLE,
	&ORDER_GIVEBACK_TABLE,
	&WITHDRAWAL_TABLE,
	&WITHDRAWAL_LINE_TABLE,
	&RETURN_ORDER_TABLE,
	&RETURN_LINE_TABLE,
	&ORDER_RESTOCK_TABLE,
	&SETTLEMENT_ACCOUNT_TABLE,
	&LEDGER_ENTRY_TABLE,
	&LEDGER_DAY_TABLE,
	&LEDGER_MONTH_TABLE,
	&STOCK_TABLE,
	&STOCK_MOVEMENT_TABLE,
	&STOCK_PUSH_RECORD_TABLE,
	&STOCK_PUSH_REQUEST_TABLE,
	&STOCK_PUSH_COUNT_TABLE,
	&WAREHOUSE_TABLE,
	&MERCHANT_SKU_TABLE,
	&PARTNERSHIP_TABLE,
	&PARTNERSHIP_SETTING_TABLE,
	&ACCOUNT_TABLE,
	&ORDER_NUMBER_TABLE,
	&ORDER_RECIPIENT_TABLE,
	&SYNCED_PACKAGE_TABLE,
	&SYNCED_LINE_TABLE,
	&PLAN_TABLE,
	&QUOTA_USAGE_TABLE,
	&QUOTA_BLOCK_TABLE,
	&SUPPLIER_TABLE,
	&CURRENCY_TABLE,
	&FEE_TABLE,
	&MARK_RULE_TABLE,
	&SHIPPING_RULE_TABLE,
	&PARTNERSHIP_WAREHOUSE_TABLE,
	&CLAIM_CODE_TABLE,
	&DISTRIBUTION_PRODUCT_TABLE,
	&QUANTITY_RULE_TABLE,
	&VISIBILITY_RULE_TABLE,
	&NOTIFICATION_TABLE,
	&SUBSCRIPTION_TABLE,
};

static Datum
names(const RowTable *table, int count)
{
	Datum columns[ROW_MAX_COLUMNS];

	for (int i = 0; i < count; i++)
		columns[i] = CStringGetTextDatum(table->columns[i].name);
	return PointerGetDatum(construct_array(columns, count, TEXTOID, -1, false, TYPALIGN_INT));
}

static void
put_room(Answer *answer, RowTable *table)
{
	static const RowAct ACTS[] = {ROW_ACT_READ, ROW_ACT_INSERT, ROW_ACT_CHANGE};

	answer_put_text(answer, table->name);
	answer_put(answer, names(table, table->column_count), false);
	answer_put(answer, names(table, table->key_count), false);
	for (int i = 0; i < (int) lengthof(ACTS); i++)
	{
		int place = placement_of_table_here(table->name, ACTS[i] != ROW_ACT_READ);

		answer_put_text(answer, row_why_sql(table, place, ACTS[i]));
	}
	answer_end_row(answer);
}

PG_FUNCTION_INFO_V1(distribution_rooms);

Datum
distribution_rooms(PG_FUNCTION_ARGS)
{
	Answer answer = answer_rows(fcinfo);

	identity_require_owner();
	plan_open();
	for (int i = 0; i < (int) lengthof(ROOMS); i++)
		put_room(&answer, ROOMS[i]);
	plan_close();
	PG_RETURN_NULL();
}
