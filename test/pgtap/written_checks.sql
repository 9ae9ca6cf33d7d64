-- The CHECKs of tables that functions alone write: they stand between a fault of the code and the books, so no call meets them. Each is
-- asked of rows that keep it and of rows that break it, one condition of it at a time.
BEGIN;
CREATE SCHEMA t;
SELECT no_plan();

CREATE TABLE t.example (conname text, keeps boolean, row_is jsonb);
INSERT INTO t.example VALUES
	('statement_month_check', true, '{"month": "2026-03-01"}'), ('statement_month_check', false, '{"month": "2026-03-02"}'),
	('statement_state_check', true, '{"state": "disputed"}'), ('statement_state_check', false, '{"state": "open"}'),
	('statement_reason_check', true, '{"state": "disputed", "reason": "x"}'), ('statement_reason_check', true, '{"state": "closed", "reason": ""}'),
	('statement_reason_check', false, '{"state": "disputed", "reason": ""}'),
	('statement_closing_check', true, '{"closing_balance": 31, "opening_balance": 1, "charges": 2, "refunds": 4, "return_charges": 8, "manual": 16}'),
	('statement_closing_check', false, '{"closing_balance": 30, "opening_balance": 1, "charges": 2, "refunds": 4, "return_charges": 8, "manual": 16}'),
	('statement_closing_check', false, '{"closing_balance": 31, "opening_balance": 1, "charges": 2, "refunds": 4, "return_charges": 8, "manual": 17}'),
	('settlement_account_credit_check', true, '{"credit_limit": 0, "credit_days": 36500}'), ('settlement_account_credit_check', true, '{}'),
	('settlement_account_credit_check', false, '{"credit_limit": -1}'), ('settlement_account_credit_check', false, '{"credit_days": -1}'),
	('settlement_account_credit_check', false, '{"credit_days": 36501}'),
	('settlement_account_temporary_check', true, '{"temporary_limit": 0}'), ('settlement_account_temporary_check', false, '{"temporary_limit": -1}'),
	('push_record_quantity_check', true, '{"quantity": 0}'), ('push_record_quantity_check', false, '{"quantity": -1}'),
	('push_record_result_check', true, '{"result": "failed", "reason": "x"}'), ('push_record_result_check', true, '{"result": "pushed"}'),
	('push_record_result_check', false, '{"result": "failed"}'), ('push_record_result_check', false, '{"result": "pushed", "reason": "x"}'),
	('push_record_result_check', false, '{"result": "tried"}'),
	('return_order_kind_check', true, '{"kind": "refund_only"}'), ('return_order_kind_check', false, '{"kind": "exchange"}'),
	('return_order_state_check', true, '{"state": "received"}'), ('return_order_state_check', false, '{"state": "lost"}'),
	('return_order_received_check', true, '{"kind": "return_refund", "received_at": "2026-03-01"}'), ('return_order_received_check', true, '{"kind": "refund_only"}'),
	('return_order_received_check', false, '{"kind": "refund_only", "received_at": "2026-03-01"}'),
	('return_order_fee_check', true, '{"stock_in_fee": 0, "received_at": "2026-03-01"}'), ('return_order_fee_check', true, '{}'),
	('return_order_fee_check', false, '{"stock_in_fee": -1, "received_at": "2026-03-01"}'), ('return_order_fee_check', false, '{"stock_in_fee": 0}'),
	('return_order_refund_check', true, '{"refund_amount": 0, "state": "refunded"}'), ('return_order_refund_check', true, '{"state": "pushed"}'),
	('return_order_refund_check', false, '{"refund_amount": -1, "state": "refunded"}'), ('return_order_refund_check', false, '{"refund_amount": 1, "state": "received"}'),
	('return_order_refund_check', false, '{"state": "refunded"}'),
	('return_order_answer_check', true, '{"answer": "no", "state": "refused"}'), ('return_order_answer_check', true, '{"state": "refunded"}'),
	('return_order_answer_check', false, '{"state": "refused"}'), ('return_order_answer_check', false, '{"answer": "no", "state": "refunded"}'),
	('return_order_ended_check', true, '{"ended_at": "2026-03-01", "state": "refused"}'), ('return_order_ended_check', true, '{"state": "received"}'),
	('return_order_ended_check', false, '{"state": "refunded"}'), ('return_order_ended_check', false, '{"ended_at": "2026-03-01", "state": "received"}'),
	('return_line_quantity_check', true, '{"quantity": 1}'), ('return_line_quantity_check', false, '{"quantity": 0}'),
	('return_line_received_check', true, '{"quantity": 3, "sellable": 2, "defective": 1}'), ('return_line_received_check', false, '{"quantity": 3, "sellable": 3, "defective": 1}'),
	('return_line_received_check', false, '{"quantity": 3, "sellable": -1, "defective": 1}'), ('return_line_received_check', false, '{"quantity": 3, "sellable": 1, "defective": -1}'),
	('return_line_received_check', false, '{"quantity": 3, "sellable": 2147483647, "defective": 2147483647}'),
	('return_line_refunded_check', true, '{"quantity": 3, "refunded": 3}'), ('return_line_refunded_check', false, '{"quantity": 3, "refunded": 4}'),
	('return_line_refunded_check', false, '{"quantity": 3, "refunded": -1}'),
	('order_restock_units_check', true, '{"sellable": 0, "defective": 0, "lost": 0}'), ('order_restock_units_check', false, '{"sellable": -1, "defective": 0, "lost": 0}'),
	('order_restock_units_check', false, '{"sellable": 0, "defective": -1, "lost": 0}'), ('order_restock_units_check', false, '{"sellable": 0, "defective": 0, "lost": -1}'),
	('withdrawal_state_check', true, '{"state": "warehouse"}'), ('withdrawal_state_check', false, '{"state": "asked"}'),
	('withdrawal_goods_out_check', true, '{"goods_out": false, "state": "confirmed"}'), ('withdrawal_goods_out_check', true, '{"state": "refused"}'),
	('withdrawal_goods_out_check', false, '{"state": "confirmed"}'), ('withdrawal_goods_out_check', false, '{"goods_out": true, "state": "refused"}'),
	('withdrawal_answered_check', true, '{"answered_at": "2026-03-01", "state": "refused"}'), ('withdrawal_answered_check', true, '{"state": "supplier"}'),
	('withdrawal_answered_check', false, '{"state": "confirmed"}'), ('withdrawal_answered_check', false, '{"answered_at": "2026-03-01", "state": "supplier"}'),
	('withdrawal_line_quantity_check', true, '{"quantity": 1}'), ('withdrawal_line_quantity_check', false, '{"quantity": 0}'),
	('stock_available_check', true, '{"on_hand": 6, "allocated": 4, "defective": 2}'), ('stock_available_check', false, '{"on_hand": 5, "allocated": 4, "defective": 2}'),
	('stock_available_check', false, '{"on_hand": 6, "allocated": -1, "defective": 2}'), ('stock_available_check', false, '{"on_hand": 6, "allocated": 4, "defective": -1}'),
	('stock_movement_kind_check', true, '{"kind": "restock"}'), ('stock_movement_kind_check', false, '{"kind": "transfer"}'),
	('top_up_request_state_check', true, '{"state": "asked"}'), ('top_up_request_state_check', false, '{"state": "posted"}'),
	('top_up_request_amount_check', true, '{"amount": 0.01}'), ('top_up_request_amount_check', false, '{"amount": 0}'),
	('top_up_request_approved_check', true, '{"state": "asked"}'), ('top_up_request_approved_check', true, '{"state": "approved", "transaction_id": 1, "approved_amount": 1}'),
	('top_up_request_approved_check', true, '{"state": "rejected", "reason": "x"}'), ('top_up_request_approved_check', false, '{"state": "asked", "transaction_id": 1}'),
	('top_up_request_approved_check', false, '{"state": "approved", "approved_amount": 1}'), ('top_up_request_approved_check', false, '{"state": "approved", "transaction_id": 1}'),
	('top_up_request_approved_check', false, '{"state": "rejected"}'), ('top_up_request_approved_check', false, '{"state": "asked", "reason": "x"}'),
	('supply_order_pushed_check', true, '{}'), ('supply_order_pushed_check', true, '{"state": "new", "pushed_at": "2026-03-01"}'),
	('supply_order_pushed_check', false, '{"state": "new"}'), ('supply_order_pushed_check', false, '{"pushed_at": "2026-03-01"}'),
	('supply_order_marks_check', true, '{"marks": ["gift"]}'), ('supply_order_marks_check', false, '{"marks": ["gift", "marketing"]}'),
	('order_line_quantity_check', true, '{"quantity": 1}'), ('order_line_quantity_check', false, '{"quantity": 0}'),
	('order_line_price_check', true, '{"unit_price": 0}'), ('order_line_price_check', true, '{"reason": "no_price"}'), ('order_line_price_check', false, '{"unit_price": -1}'),
	('order_line_price_check', false, '{"unit_price": 1, "reason": "no_price"}'), ('order_line_price_check', false, '{}'),
	('order_line_moved_check', true, '{"quantity": 3, "shipped": 1, "released": 2}'), ('order_line_moved_check', false, '{"quantity": 3, "shipped": 2, "released": 2}'),
	('order_line_moved_check', false, '{"quantity": 3, "shipped": -1, "released": 2}'), ('order_line_moved_check', false, '{"quantity": 3, "shipped": 1, "released": -1}'),
	('order_line_returned_check', true, '{"shipped": 5, "returned": 3, "lost": 2, "gone": 5, "restocked": 3}'),
	('order_line_returned_check', false, '{"shipped": 5, "returned": 4, "lost": 2, "gone": 5, "restocked": 3}'),
	('order_line_returned_check', false, '{"shipped": 5, "returned": -1, "lost": 2, "gone": 5, "restocked": 3}'),
	('order_line_returned_check', false, '{"shipped": 5, "returned": 3, "lost": -1, "gone": 5, "restocked": 3}'),
	('order_line_returned_check', false, '{"shipped": 5, "returned": 3, "lost": 2, "gone": 6, "restocked": 3}'),
	('order_line_returned_check', false, '{"shipped": 5, "returned": 3, "lost": 2, "gone": 4, "restocked": 3}'),
	('order_line_returned_check', false, '{"shipped": 5, "returned": 3, "lost": 2, "gone": 5, "restocked": -1}'),
	('package_charge_refunded_check', true, '{"refunded": 7, "goods_amount": 1, "stock_out_fee": 2, "logistics_fee": 4}'),
	('package_charge_refunded_check', false, '{"refunded": 8, "goods_amount": 1, "stock_out_fee": 2, "logistics_fee": 4}'),
	('package_charge_refunded_check', false, '{"refunded": -1, "goods_amount": 1, "stock_out_fee": 2, "logistics_fee": 4}'),
	('order_giveback_quantity_check', true, '{"quantity": 1}'), ('order_giveback_quantity_check', false, '{"quantity": 0}'),
	('live_rate_currencies_check', true, '{"from_currency": "MYR", "to_currency": "IDR"}'), ('live_rate_currencies_check', false, '{"from_currency": "MYR", "to_currency": "MYR"}'),
	('live_rate_rate_check', true, '{"rate": 0.0000000001}'), ('live_rate_rate_check', false, '{"rate": 0}'), ('live_rate_rate_check', false, '{"rate": 10000000000}'),
	('product_log_event_check', true, '{"event": "resume"}'), ('product_log_event_check', false, '{"event": "add"}'),
	('member_permissions_check', true, '{"permissions": ["admin", "report"]}'), ('member_permissions_check', false, '{"permissions": ["owner"]}'),
	('member_permissions_check', false, '{"permissions": []}'), ('member_permissions_check', false, '{"permissions": ["admin", null]}'),
	('token_key_key_id_check', true, '{"key_id": 1}'), ('token_key_key_id_check', false, '{"key_id": 2}'),
	('token_key_secret_check', true, jsonb_build_object('secret', '\x' || repeat('00', 32))), ('token_key_secret_check', false, jsonb_build_object('secret', '\x' || repeat('00', 31))),
	('partnership_state_check', true, '{"state": "rejected"}'), ('partnership_state_check', false, '{"state": "deleted"}'),
	('partnership_customer_check', true, '{"state": "pending"}'), ('partnership_customer_check', true, '{"state": "partnered", "customer_id": 1}'),
	('partnership_customer_check', false, '{"state": "partnered"}'), ('partnership_customer_check', false, '{"state": "terminated"}'),
	('partnership_self_check', true, '{"supplier_id": 1, "distributor_id": 2}'), ('partnership_self_check', false, '{"supplier_id": 1, "distributor_id": 1}'),
	('partnership_warehouse_position_check', true, '{"position": 1}'), ('partnership_warehouse_position_check', false, '{"position": 0}'),
	('partnership_event_event_check', true, '{"event": "held"}'), ('partnership_event_event_check', false, '{"event": "stopped"}'),
	('plan_order_quota_check', true, '{"order_quota": 0}'), ('plan_order_quota_check', true, '{}'), ('plan_order_quota_check', false, '{"order_quota": -1}'),
	('currency_currency_check', true, '{"currency": "MYR"}'), ('currency_currency_check', false, '{"currency": "myr"}'), ('currency_currency_check', false, '{"currency": "MYRX"}'),
	('currency_decimals_check', true, '{"decimals": 0}'), ('currency_decimals_check', false, '{"decimals": 3}'), ('currency_decimals_check', false, '{"decimals": -1}'),
	('quota_block_month_check', true, '{"month": "2026-03-01"}'), ('quota_block_month_check', false, '{"month": "2026-03-31"}'),
	('quota_block_unused_check', true, '{"unused": 0}'), ('quota_block_unused_check', false, '{"unused": -1}'),
	('quota_usage_month_check', true, '{"month": "2026-03-01"}'), ('quota_usage_month_check', false, '{"month": "2026-03-31"}'),
	('quota_usage_used_check', true, '{"used": 0}'), ('quota_usage_used_check', false, '{"used": -1}'),
	('claim_state_check', true, '{"state": "inactive"}'), ('claim_state_check', false, '{"state": "hidden"}'),
	('claim_stopped_by_check', true, '{"state": "active"}'), ('claim_stopped_by_check', true, '{"state": "inactive", "stopped_by": "termination"}'),
	('claim_stopped_by_check', false, '{"state": "inactive"}'), ('claim_stopped_by_check', false, '{"state": "active", "stopped_by": "supplier"}'),
	('claim_stopped_by_check', false, '{"state": "inactive", "stopped_by": "nobody"}'),
	('claim_rounding_check', true, '{"rounding": "cents"}'), ('claim_rounding_check', false, '{"rounding": "half"}'),
	('money_notice_event_check', true, '{"event": "credit_due"}'), ('money_notice_event_check', false, '{"event": "held"}'),
	('price_history_kind_check', true, '{"kind": "level_rule"}'), ('price_history_kind_check', false, '{"kind": "fee"}'),
	('offer_change_kind_check', true, '{"kind": "product"}'), ('offer_change_kind_check', false, '{"kind": "fee"}');

CREATE FUNCTION t.keeps(wanted text, row_is jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	kept boolean;
	found record;
BEGIN
	SELECT c.conrelid::regclass AS relation, pg_get_expr(c.conbin, c.conrelid) AS condition INTO found
	FROM pg_constraint AS c WHERE c.conname = wanted AND c.connamespace = 'distribution'::regnamespace AND c.contype = 'c' AND c.convalidated;
	IF found IS NULL THEN
		RETURN NULL;
	END IF;
	EXECUTE format('SELECT %s FROM jsonb_populate_record(NULL::%s, %L) AS r', found.condition, found.relation, row_is) INTO kept;
	RETURN coalesce(kept, true); -- as a CHECK is kept
END
$$;
SELECT is(t.keeps(conname, row_is), keeps, format('%s: %s %s %s', rule, conname, CASE WHEN keeps THEN 'takes' ELSE 'refuses' END, row_is))
FROM t.example
CROSS JOIN LATERAL (SELECT CASE
	WHEN conname LIKE 'statement%' THEN 'LE-7' WHEN conname LIKE 'settlement%' THEN 'CR-1' WHEN conname LIKE 'push\_record%' THEN 'ST-7' WHEN conname LIKE 'return%' THEN 'RT-2'
	WHEN conname LIKE 'order\_restock%' THEN 'WD-5' WHEN conname LIKE 'withdrawal%' THEN 'WD-4' WHEN conname LIKE 'stock%' THEN 'ST-1' WHEN conname LIKE 'top\_up%' THEN 'TU-1'
	WHEN conname LIKE 'order%' THEN 'OR-2' WHEN conname LIKE 'supply\_order%' THEN 'OR-6' WHEN conname LIKE 'package%' THEN 'RT-3' WHEN conname LIKE 'money%' THEN 'NO-1'
	WHEN conname LIKE 'live%' OR conname LIKE 'currency%' THEN 'FX-1' WHEN conname LIKE 'product%' THEN 'PD-5' WHEN conname LIKE 'member%' OR conname LIKE 'token%' THEN 'ID-3'
	WHEN conname LIKE 'partnership%' THEN 'PA-1' WHEN conname ~ '^plan|^quota' THEN 'QU-1' WHEN conname LIKE 'claim%' THEN 'CL-1' ELSE 'PC-7' END) AS r (rule)
ORDER BY conname, keeps DESC, row_is;

-- Those of tables into which no member may write, whole or a column, but those of texts and decimals (checks.sql)
SELECT is_empty($$
	SELECT c.conname
	FROM pg_constraint AS c
	WHERE c.connamespace = 'distribution'::regnamespace AND c.contype = 'c' AND c.conname !~ '_is_[a-z]+$|_decimals$'
		AND c.conname NOT IN (SELECT conname FROM t.example WHERE keeps INTERSECT SELECT conname FROM t.example WHERE NOT keeps)
		AND NOT has_any_column_privilege('public', c.conrelid, 'INSERT, UPDATE')
	ORDER BY 1
$$, 'LE-5: each CHECK of a table that functions alone write is asked');
SELECT * FROM finish();
ROLLBACK;
