-- What texts may be (TX-1), by this list: a CHECK TABLE_COLUMN_is_KIND for each, which src/text.c says in C and
-- guard_checks() in words. Space is any white space of Unicode.
--
-- Not listed are words and currencies, which other CHECKs and keys hold, who did something (a role), and the texts of orders, their
-- charges and movements, which functions write for every push and sync: a CHECK is read anew in each statement, so those functions
-- alone hold them to the same limits. What a message or detail is made of is limited here.
DO $text$
DECLARE
	space CONSTANT text := ' \u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff';
	control CONSTANT text := '\u0001-\u001f\u007f-\u009f';
	limits record;
	is_filled boolean;
BEGIN
	FOR limits IN
		SELECT
			format('distribution.%I', c.relation)::regclass AS relation,
			format('%s_%s_is_%s', c.relation, c.name, c.kind) AS constraint_name,
			CASE c.kind
				WHEN 'code' THEN format('char_length(%1$I) <= 200 AND %1$I ~ ''^[^%2$s%3$s]([^%3$s]*[^%2$s%3$s])?$''', c.name, space, control)
				WHEN 'name' THEN format('char_length(%1$I) <= 200 AND %1$I ~ ''[^%2$s\u0009-\u000d\u0085]''', c.name, space)
				WHEN 'line' THEN format('char_length(%I) <= 200', c.name)
				WHEN 'note' THEN format('char_length(%I) <= 2000', c.name)
				WHEN 'reference' THEN format('char_length(%I) <= 2000', c.name)
			END AS condition
		FROM (VALUES
			('account', 'name', 'name'),
			('account', 'suspended_reason', 'note'),
			('claim', 'distributor_sku', 'code'),
			('customer', 'code', 'code'),
			('customer', 'name', 'line'),
			('customer', 'phone', 'line'),
			('customer', 'email', 'line'),
			('customer', 'note', 'note'),
			('customer_level', 'name', 'line'),
			('invitation', 'token', 'line'),
			('ledger_idempotency', 'idempotency_key', 'code'),
			('mark_rule', 'mark', 'code'),
			('mark_rule', 'platform', 'code'),
			('mark_rule', 'store', 'code'),
			('merchant_sku', 'sku', 'code'),
			('merchant_sku', 'name', 'line'),
			('order_restock', 'reason', 'note'),
			('partnership', 'message', 'note'),
			('partnership', 'contact', 'line'),
			('partnership', 'phone', 'line'),
			('partnership', 'reason', 'note'),
			('partnership', 'hold_reason', 'note'),
			('partnership', 'rule_hold_reason', 'note'),
			('plan', 'plan', 'code'),
			('return_order', 'reason', 'note'),
			('return_order', 'answer', 'note'),
			('shipping_rule', 'carrier', 'name'),
			('shipping_rule', 'platform', 'code'),
			('shipping_rule', 'store', 'code'),
			('statement', 'reason', 'note'),
			('supplier', 'time_zone', 'line'),
			('supplier', 'bigshop_name', 'name'),
			('supplier', 'bigshop_logo', 'reference'),
			('supplier', 'contact_person', 'line'),
			('supplier', 'contact_phone', 'line'),
			('top_up_request', 'reference', 'code'),
			('top_up_request', 'memo', 'note'),
			('top_up_request', 'reason', 'note'),
			('warehouse', 'name', 'name'),
			('withdrawal', 'reason', 'note'),
			('withdrawal', 'answer', 'note')
		) AS c (relation, name, kind)
	LOOP
		CONTINUE WHEN EXISTS (
			SELECT FROM pg_constraint WHERE conrelid = limits.relation AND conname = limits.constraint_name);
		EXECUTE format('SELECT EXISTS (SELECT FROM %s)', limits.relation) INTO is_filled;
		-- Rows from before stay, and upgrade() validates the CHECK or lists them.
		EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I CHECK (%s)%s', limits.relation, limits.constraint_name, limits.condition,
			CASE WHEN is_filled THEN ' NOT VALID' ELSE '' END);
	END LOOP;
END
$text$;
