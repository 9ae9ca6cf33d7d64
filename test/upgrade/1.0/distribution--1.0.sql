\echo Use "CREATE EXTENSION distribution CASCADE" to load this file. \quit

-- sql/types/push.sql
CREATE TYPE distribution.push_result AS (
	order_id bigint,
	state text,
	reason text,
	detail text,
	amount numeric(20,2),
	currency text,
	balance numeric(20,2)
);
COMMENT ON TYPE distribution.push_result IS 'What became of a push.';
COMMENT ON COLUMN distribution.push_result.order_id IS 'The order.';
COMMENT ON COLUMN distribution.push_result.state IS 'Its push state now: pushed, push_failed, or the state that forbids pushing it.';
COMMENT ON COLUMN distribution.push_result.reason IS 'Null when pushed; else order_state, on_hold, partnership_inactive, sku_not_mapped, not_offered, no_price, no_exchange_rate, quota_exhausted, out_of_stock or insufficient_funds: the first check that failed (OR-4).';
COMMENT ON COLUMN distribution.push_result.detail IS 'The reason in words.';
COMMENT ON COLUMN distribution.push_result.amount IS 'What it was charged, or would have been, in the settlement currency; null if a price or fee of it is not known.';
COMMENT ON COLUMN distribution.push_result.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution.push_result.balance IS 'The distributor''s balance after it.';

-- sql/functions/identity.sql
CREATE FUNCTION distribution.require_owner() RETURNS void
	LANGUAGE c STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_require_owner';
COMMENT ON FUNCTION distribution.require_owner() IS 'Passes for superusers and members of the extension''s owner (ID-5); raises 42501 for everyone else.';

CREATE FUNCTION distribution.version() RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'distribution_version';
COMMENT ON FUNCTION distribution.version() IS 'Version of the library.';

CREATE FUNCTION distribution.my_accounts(permission text DEFAULT 'report') RETURNS bigint[]
	LANGUAGE c STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_my_accounts';
COMMENT ON FUNCTION distribution.my_accounts(text) IS
	'Accounts on which the caller, by membership or token, holds a permission: admin, supplier, distributor or report (ID-3); row security asks it. Use it as ANY ((SELECT distribution.my_accounts())::bigint[]), which an index serves. Errors: 22023, 22004, 42501 in a security-restricted operation.';

CREATE FUNCTION distribution.sees_all() RETURNS boolean
	LANGUAGE c STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_sees_all';
COMMENT ON FUNCTION distribution.sees_all() IS
	'True for superusers, members of the extension''s owner and roles with BYPASSRLS (ID-5). Error: 42501 in a security-restricted operation.';

CREATE FUNCTION distribution.upgrade() RETURNS text
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $upgrade$
BEGIN
	PERFORM distribution.install();
	RETURN distribution.version();
END;
$upgrade$;
COMMENT ON FUNCTION distribution.upgrade() IS 'Brings tables, triggers and views to the library''s version after ALTER EXTENSION distribution UPDATE, and returns that version. Errors: 42501 for all but superusers and members of the extension''s owner.';
REVOKE ALL ON FUNCTION distribution.upgrade() FROM PUBLIC;

-- sql/functions/member.sql
CREATE FUNCTION distribution.grant_member(account_id bigint, role name, permissions text[]) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_grant_member';
COMMENT ON FUNCTION distribution.grant_member(bigint, name, text[]) IS
	'Gives a role permissions on an account, beside those it has (ID-3). permissions: some of admin, supplier, distributor, report. For the account''s admin members; admin itself is granted by superusers and members of the extension''s owner. Errors: SD005 account or role not found, 22023 another permission or none, 22004, 42501.';

CREATE FUNCTION distribution.revoke_member(account_id bigint, role name) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_revoke_member';
COMMENT ON FUNCTION distribution.revoke_member(bigint, name) IS
	'Takes all permissions on an account from a role (ID-3). For the account''s admin members; an admin is revoked by superusers and members of the extension''s owner. Tokens issued before stay valid to their end. Errors: SD005 not a member, 22004, 42501.';

CREATE FUNCTION distribution.member_changed() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_member_changed';
COMMENT ON FUNCTION distribution.member_changed() IS
	'Trigger of member, after each statement: every session reads memberships anew.';
REVOKE ALL ON FUNCTION distribution.member_changed() FROM PUBLIC;

CREATE FUNCTION distribution.issue_token(account_id bigint, permissions text[], lifetime interval) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_issue_token';
COMMENT ON FUNCTION distribution.issue_token(bigint, text[], interval) IS
	'Issues a signed token that authenticate() takes in this database until its end (ID-3). permissions: some of admin, supplier, distributor, report. lifetime: more than 0, at most 30 days. For the account''s admin members, not by token. Errors: SD005 account not found, 22023 permission or lifetime, 22004, 42501.';

CREATE FUNCTION distribution.authenticate(token text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_authenticate';
COMMENT ON FUNCTION distribution.authenticate(text) IS
	'Makes the token''s account and permissions the caller''s identity, in place of the role''s, until the transaction ends or the subtransaction is rolled back (ID-3). Not for roles that row security does not hold. Errors: 42501 forged, expired or of another database, or the transaction authenticated otherwise before; 22004.';

-- sql/functions/account.sql
CREATE FUNCTION distribution.create_account(
	name text,
	plan text DEFAULT 'V1',
	inventory_enabled boolean DEFAULT true
) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_create_account';
COMMENT ON FUNCTION distribution.create_account(text, text, boolean) IS
	'Makes an account and returns its id, which is also its supplier_id and distributor_id (ID-1). name: shown to partners, not empty. plan: one of distribution.plan. inventory_enabled: whether its inventory module is on (ID-2). For superusers and members of the extension''s owner. Errors: SD005 plan not found, 23514 empty name, 22004, 42501.';

CREATE FUNCTION distribution.set_plan(account_id bigint, plan text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_plan';
COMMENT ON FUNCTION distribution.set_plan(bigint, text) IS
	'Puts an account on a plan of distribution.plan (ID-1). A supplier cannot go to a plan that may not supply. For superusers and members of the extension''s owner. Errors: SD001 the plan may not supply, SD005 account or plan not found, 22004, 42501.';

CREATE FUNCTION distribution.set_inventory_enabled(account_id bigint, enabled boolean) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_inventory_enabled';
COMMENT ON FUNCTION distribution.set_inventory_enabled(bigint, boolean) IS
	'Switches the inventory module of an account on or off (ID-2). It must be on when a role is activated; what is active stays so. For superusers and members of the extension''s owner. Errors: SD005 account not found, 22004, 42501.';

-- sql/functions/notification.sql
CREATE FUNCTION distribution.mark_read(account_id bigint, notification_ids bigint[]) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_mark_read';
COMMENT ON FUNCTION distribution.mark_read(bigint, bigint[]) IS
	'Marks messages of an account as read, all or none; one read before keeps its time (NO-1). For any member of the account. Errors: SD005 a message not found, 22023 an id twice, 22004, 42501.';

-- sql/functions/supplier.sql
CREATE FUNCTION distribution.activate_supplier(account_id bigint, base_currency text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_activate_supplier';
COMMENT ON FUNCTION distribution.activate_supplier(bigint, text) IS
	'Makes an account a supplier: a row of distribution.supplier with default settings and the account''s name as nickname. base_currency: ISO 4217 code of distribution.currency, fixed once a product, price or fee exists (ON-4). Errors: SD001 the plan may not supply or the inventory module is off (ID-1, ID-2), SD004 already a supplier, SD005 account or currency not found, 22004, 42501.';

CREATE FUNCTION distribution.confirm_onboarding_step(supplier_id bigint, step text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_confirm_onboarding_step';
COMMENT ON FUNCTION distribution.confirm_onboarding_step(bigint, text) IS
	'Confirms a step of onboarding that is not derived from data: stock_push_rule (full quantity, ST-4) or bigshop (the nickname must be set) (ON-1, ON-3). Confirming again changes nothing. Errors: SD002 no nickname, SD005 supplier not found, 22023 another step, 22004, 42501.';

CREATE FUNCTION distribution.go_live(supplier_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_go_live';
COMMENT ON FUNCTION distribution.go_live(bigint) IS
	'Takes a supplier live when all six steps of onboarding are done (ON-2); never undone (ON-4). Errors: SD002 with the missing steps in DETAIL, SD004 already live, SD005 supplier not found, 22004, 42501.';

-- sql/functions/invitation.sql
CREATE FUNCTION distribution.create_invitation(
	supplier_id bigint,
	expires_at timestamptz DEFAULT NULL
) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_create_invitation';
COMMENT ON FUNCTION distribution.create_invitation(bigint, timestamptz) IS
	'Makes an invitation and returns its token of 256 random bits, in hexadecimal; who holds it may apply, any number of times (PA-2). expires_at: from then on it is void; null: never. Errors: SD002 the supplier is not live (ON-2), SD005 supplier not found, 22023 expires_at is past, 22004, 42501.';

CREATE FUNCTION distribution.revoke_invitation(supplier_id bigint, token text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_revoke_invitation';
COMMENT ON FUNCTION distribution.revoke_invitation(bigint, text) IS
	'Revokes an invitation (PA-2); applications made with it stay. Errors: SD004 revoked already, SD005 not found, 22004, 42501.';

CREATE FUNCTION distribution.invitation_details(
	token text,
	OUT supplier_id bigint,
	OUT shop_name text,
	OUT contact_person text,
	OUT contact_phone text
) RETURNS record
	LANGUAGE c STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_invitation_details';
COMMENT ON FUNCTION distribution.invitation_details(text) IS
	'Who invites with a token: one row; the token is the permission (PA-2). Errors: SD005 unknown, expired or revoked; 22004.';

-- sql/functions/application.sql
CREATE FUNCTION distribution.apply_for_partnership(
	token text,
	distributor_id bigint,
	message text DEFAULT NULL,
	contact text DEFAULT NULL,
	phone text DEFAULT NULL
) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_apply_for_partnership';
COMMENT ON FUNCTION distribution.apply_for_partnership(text, bigint, text, text, text) IS
	'Applies with an invitation for a partnership with its supplier and returns the partnership_id, pending (PA-1, PA-2). message, contact and phone are shown to the supplier. Errors: SD001 the distributor''s inventory module is off (ID-2), SD004 there is a pending or live partnership already or an ended one has unfinished orders (PA-6), SD005 token not valid or account not found, SD009 the balance of an ended one is not zero (PA-6), 23514 with itself, 22004, 42501.';

CREATE FUNCTION distribution.approve_application(
	supplier_id bigint,
	partnership_id bigint,
	customer_id bigint,
	currency text,
	level int,
	warehouse_ids bigint[]
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_approve_application';
COMMENT ON FUNCTION distribution.approve_application(bigint, bigint, bigint, text, int, bigint[]) IS
	'Approves a pending application: opens its settlement account and mirrors its warehouses (PA-3, ST-5). customer_id and currency never change afterwards. level: 1 to 10, null for base prices. warehouse_ids: at least one, the first is the default of orders. Errors: SD004 not pending or an ended partnership has unfinished orders (PA-6), SD005 partnership, customer, currency, level or warehouse not found, SD009 the balance of an ended partnership is not zero, 23505 the customer is of another live partnership (PA-4), 22023 no warehouse or one named twice, 22004, 42501.';

CREATE FUNCTION distribution.reject_application(
	supplier_id bigint,
	partnership_id bigint,
	reason text
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_reject_application';
COMMENT ON FUNCTION distribution.reject_application(bigint, bigint, text) IS
	'Rejects a pending application (PA-4). reason: for the distributor to read, not blank. Errors: SD004 not pending, SD005 not found, 22023 blank reason, 22004, 42501.';

CREATE FUNCTION distribution.delete_application(supplier_id bigint, partnership_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_application';
COMMENT ON FUNCTION distribution.delete_application(bigint, bigint) IS
	'Deletes a rejected application (PA-4); no other can be deleted. Errors: SD004 not rejected, SD005 not found, 22004, 42501.';

-- sql/functions/partnership.sql
CREATE FUNCTION distribution.change_level(supplier_id bigint, partnership_id bigint, level int) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_change_level';
COMMENT ON FUNCTION distribution.change_level(bigint, bigint, int) IS
	'Changes the customer level of a partnership (PA-3); prices change at once, orders synced before keep theirs. level: 1 to 10, null for base prices. Errors: SD004 not partnered, SD005 partnership or level not found, 22004, 42501.';

CREATE FUNCTION distribution.set_warehouses(
	supplier_id bigint,
	partnership_id bigint,
	warehouse_ids bigint[]
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_warehouses';
COMMENT ON FUNCTION distribution.set_warehouses(bigint, bigint, bigint[]) IS
	'Sets the distribution warehouses of a partnership, all of them, in order; the first is the default of orders (ST-5). Those not named are un-assigned; with none nothing is offered. One assigned for the first time waits for the distributor''s create_supplier_warehouse(). Errors: SD004 not partnered, SD005 partnership or warehouse not found, 22023 one named twice, 22004, 42501.';

CREATE FUNCTION distribution.create_supplier_warehouse(
	supplier_id bigint,
	partnership_id bigint,
	warehouse_id bigint
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_create_supplier_warehouse';
COMMENT ON FUNCTION distribution.create_supplier_warehouse(bigint, bigint, bigint) IS
	'Makes the distributor''s mirror of a warehouse assigned after the approval (ST-5). For the distributor. Errors: SD004 mirrored already or not partnered, SD005 partnership not found or warehouse not assigned, 22004, 42501.';

CREATE FUNCTION distribution.terminate_partnership(
	supplier_id bigint,
	partnership_id bigint,
	reason text
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_terminate_partnership';
COMMENT ON FUNCTION distribution.terminate_partnership(bigint, bigint, text) IS
	'Ends a partnership at once: its claims turn inactive and no new order can sync; orders synced before can still be pushed (PA-5). For either side. reason: for the other side to read, not blank. Errors: SD004 not partnered, SD005 not found, 22023 blank reason, 22004, 42501.';

CREATE FUNCTION distribution.hold_partnership(
	supplier_id bigint,
	partnership_id bigint,
	reason text
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_hold_partnership';
COMMENT ON FUNCTION distribution.hold_partnership(bigint, bigint, text) IS
	'Refuses the pushes of a partnership until it is released, those of an ended one too (CR-4). Again: the new reason replaces the old. reason: not blank. Errors: SD004 never approved, SD005 not found, 22023 blank reason, 22004, 42501.';

CREATE FUNCTION distribution.release_partnership(supplier_id bigint, partnership_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_release_partnership';
COMMENT ON FUNCTION distribution.release_partnership(bigint, bigint) IS
	'Lets the pushes of a partnership go on (CR-4). Errors: SD004 not on hold, SD005 not found, 22004, 42501.';

-- sql/functions/partner.sql
-- What a partner may know of an account whose rows it does not see (ID-4); the views read it.

CREATE FUNCTION distribution.partner_name(account_id bigint) RETURNS text
	LANGUAGE c STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_partner_name';
COMMENT ON FUNCTION distribution.partner_name(bigint) IS
	'Name of an account, for its own members and those of suppliers it has a partnership with, of whatever state; null for all others. Errors: 22004.';

CREATE FUNCTION distribution.partner_shop(
	supplier_id bigint,
	OUT shop_name text,
	OUT contact_person text,
	OUT contact_phone text,
	OUT base_currency text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL RESTRICTED ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_partner_shop';
COMMENT ON FUNCTION distribution.partner_shop(bigint) IS
	'Nickname, contact and base currency of a supplier, one row, for its own members and those of distributors it has a partnership with, of whatever state; no row for all others. Errors: 22004.';

-- sql/functions/product.sql
CREATE FUNCTION distribution.add_products(
	supplier_id bigint,
	sku_ids bigint[],
	base_prices numeric[]
) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_add_products';
COMMENT ON FUNCTION distribution.add_products(bigint, bigint[], numeric[]) IS
	'Makes merchant SKUs distribution products, publishing, and returns how many (PD-1). base_prices: one for each of sku_ids, in its order, per unit in the base currency, 0 or more with at most two decimals, null for none (PC-6). All are added or none. Errors: SD003 more than 200 that are not disabled, SD005 supplier or merchant SKU not found, 23505 a product already, 23514 a combination, a code claimed from another supplier, or a negative price, 22003 too large, 22023 more decimals, not a number, another number of prices or an id twice, 22004, 42501.';

CREATE FUNCTION distribution.import_products(supplier_id bigint, products json) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_import_products';
COMMENT ON FUNCTION distribution.import_products(bigint, json) IS
	'Takes a list of products, whole or not at all, and returns how many rows it has (PD-3). products: [{"sku","name","base_price"}]. A code that the SKU library lacks is added to it under its name; one that is there keeps its own name, and name may be left out. What is no distribution product yet becomes one, publishing; of one that is, base_price replaces the base price. base_price per unit in the base currency, 0 or more, as text with at most two decimals; left out: none, or as it was. At most 50,000 rows. Errors: SD007 with every bad row by its number from 1 and its reason in DETAIL: a wrong value, a new code without a name, a code listed twice, a combination, a code claimed from another supplier (PD-1); SD003 more than 200 products that are not disabled, or too many rows; SD005 supplier not found, 22P02 not JSON, 22004, 42501.';

CREATE FUNCTION distribution.set_base_prices(
	supplier_id bigint,
	sku_ids bigint[],
	base_prices numeric[]
) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_base_prices';
COMMENT ON FUNCTION distribution.set_base_prices(bigint, bigint[], numeric[]) IS
	'Sets the base prices of products, all or none, and returns how many are named (PD-3); one product is an array of one. base_prices: as in add_products(). Prices change at once for orders that sync from now on. Errors: SD005 supplier or product not found, 23514 a negative price, 22003 too large, 22023 more decimals, not a number, another number of prices or an id twice, 22004, 42501.';

CREATE FUNCTION distribution.publish_products(supplier_id bigint) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_publish_products';
COMMENT ON FUNCTION distribution.publish_products(bigint) IS
	'Delivers all publishing products to the partners'' unclaimed lists: they turn enabled (PD-2). Returns how many. Errors: SD005 supplier not found, 22004, 42501.';

CREATE FUNCTION distribution.enable_product(supplier_id bigint, sku_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_enable_product';
COMMENT ON FUNCTION distribution.enable_product(bigint, bigint) IS
	'Enables a disabled product (PD-2); its claims come back by themselves (CL-3). Errors: SD003 more than 200 that are not disabled, SD004 not disabled, SD005 not found, 22004, 42501.';

CREATE FUNCTION distribution.disable_product(supplier_id bigint, sku_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_disable_product';
COMMENT ON FUNCTION distribution.disable_product(bigint, bigint) IS
	'Disables an enabled product (PD-2, PD-3); orders synced or pushed before are unaffected. Errors: SD004 not enabled, SD005 not found, 22004, 42501.';

-- sql/functions/claim.sql
CREATE FUNCTION distribution.claim_products(
	supplier_id bigint,
	partnership_id bigint,
	sku_ids bigint[]
) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_claim_products';
COMMENT ON FUNCTION distribution.claim_products(bigint, bigint, bigint[]) IS
	'Claims offered products for the distributor, all or none, and returns how many became active (CL-1). Each maps to the supplier''s SKU code until map_sku() gives another; a claim that the distributor had stopped keeps its code. Active claims stay as they are. For the distributor. Errors: SD004 stopped by the supplier (CL-2), SD005 partnership or product not found, SD010 not offered, naming the product and the reason (VI-5), 23505 the code is mapped already, 23514 the distributor distributes that code itself (PD-1), 22023 an id twice, 22004, 42501.';

CREATE FUNCTION distribution.map_sku(
	supplier_id bigint,
	partnership_id bigint,
	sku_id bigint,
	distributor_sku text
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_map_sku';
COMMENT ON FUNCTION distribution.map_sku(bigint, bigint, bigint, text) IS
	'Gives a claim the distributor''s own SKU code, not empty and unique in the partnership (CL-1). Orders synced before keep their lines. For the distributor. Errors: SD005 partnership or claim not found, 23505 the code is mapped to another product, 23514 empty or distributed by the distributor itself (PD-1), 22004, 42501.';

CREATE FUNCTION distribution.stop_claim(supplier_id bigint, partnership_id bigint, sku_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_stop_claim';
COMMENT ON FUNCTION distribution.stop_claim(bigint, bigint, bigint) IS
	'Turns one claim inactive: no new order is eligible for it (CL-2). For either side; who acts for both acts for the supplier, which may also stop what the distributor has stopped. Errors: SD004 stopped already, SD005 partnership or claim not found, 22004, 42501.';

CREATE FUNCTION distribution.resume_claim(supplier_id bigint, partnership_id bigint, sku_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_resume_claim';
COMMENT ON FUNCTION distribution.resume_claim(bigint, bigint, bigint) IS
	'Makes a claim active that the supplier had stopped (CL-2). Errors: SD004 active, not stopped by the supplier, or partnership not live, SD005 partnership or claim not found, 22004, 42501.';

-- sql/functions/stock_move.sql
CREATE FUNCTION distribution.receive_stock(
	supplier_id bigint,
	warehouse_id bigint,
	sku_id bigint,
	quantity int,
	document_no text DEFAULT NULL
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_receive_stock';
COMMENT ON FUNCTION distribution.receive_stock(bigint, bigint, bigint, int, text) IS
	'Adds units to the stock on hand, with a movement of kind receipt (ST-1). quantity: 1 or more units. document_no: the caller''s document. Errors: SD005 warehouse or merchant SKU not found, 22023 quantity not positive, 22003 more than 2147483647 units, 22004, 42501.';

CREATE FUNCTION distribution.adjust_stock(
	supplier_id bigint,
	warehouse_id bigint,
	sku_id bigint,
	on_hand int,
	defective int,
	document_no text DEFAULT NULL
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_adjust_stock';
COMMENT ON FUNCTION distribution.adjust_stock(bigint, bigint, bigint, int, int, text) IS
	'Sets the stock of a SKU in a warehouse to what was counted, with a movement of kind adjustment over the difference, if any (ST-1). on_hand: all units there; defective: those of them that cannot be sold; 0 or more. Errors: SD005 warehouse or merchant SKU not found, 22023 negative, 23514 on_hand less defective is below what pushed orders have allocated, 22004, 42501.';

-- sql/functions/guard.sql
-- Guards: trigger functions that hold against plain SQL, whoever writes it.

CREATE FUNCTION distribution.guard_supplier() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_supplier';
COMMENT ON FUNCTION distribution.guard_supplier() IS
	'Trigger of supplier: base currency fixed once a product, price, level or fee exists, going live never undone (ON-4), time zone known and fixed once the ledger has an entry (LE-6). Errors: SD011, 22023.';
REVOKE ALL ON FUNCTION distribution.guard_supplier() FROM PUBLIC;

CREATE FUNCTION distribution.guard_fixed() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_guard_fixed';
COMMENT ON FUNCTION distribution.guard_fixed() IS
	'Trigger, after update of each row: the columns named as its arguments never change. Error: SD011.';
REVOKE ALL ON FUNCTION distribution.guard_fixed() FROM PUBLIC;

CREATE FUNCTION distribution.guard_kept() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_guard_kept';
COMMENT ON FUNCTION distribution.guard_kept() IS
	'Trigger, before delete and truncate: rows are never deleted. Error: SD011.';
REVOKE ALL ON FUNCTION distribution.guard_kept() FROM PUBLIC;

CREATE FUNCTION distribution.guard_level() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_level';
COMMENT ON FUNCTION distribution.guard_level() IS
	'Trigger of customer_level: a level that a partnership, visibility rule or SKU price names cannot be deleted or renumbered (PC-1). Error: 23503.';
REVOKE ALL ON FUNCTION distribution.guard_level() FROM PUBLIC;

CREATE FUNCTION distribution.guard_combination() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_combination';
COMMENT ON FUNCTION distribution.guard_combination() IS
	'Trigger of merchant_sku: a distributed SKU cannot turn into a combination (PD-1). Error: 23514.';
REVOKE ALL ON FUNCTION distribution.guard_combination() FROM PUBLIC;

CREATE FUNCTION distribution.guard_partnership() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_guard_partnership';
COMMENT ON FUNCTION distribution.guard_partnership() IS
	'Trigger of partnership: its transitions (PA-1), the linked customer fixed (PA-3), only rejected rows deleted (PA-4). Errors: SD004, SD011.';
REVOKE ALL ON FUNCTION distribution.guard_partnership() FROM PUBLIC;

CREATE FUNCTION distribution.guard_product() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_product';
COMMENT ON FUNCTION distribution.guard_product() IS
	'Trigger of distribution_product: its transitions (PD-2), no combinations (PD-1). Errors: SD004, 23514.';
REVOKE ALL ON FUNCTION distribution.guard_product() FROM PUBLIC;

CREATE FUNCTION distribution.guard_sku() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_sku';
COMMENT ON FUNCTION distribution.guard_sku() IS
	'Trigger of merchant_sku: a distributed SKU cannot get a code that the account claims from another supplier (PD-1). Error: 23514.';
REVOKE ALL ON FUNCTION distribution.guard_sku() FROM PUBLIC;

CREATE FUNCTION distribution.guard_product_limit() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_product_limit';
COMMENT ON FUNCTION distribution.guard_product_limit() IS
	'Trigger of distribution_product: at most 200 a supplier that are not disabled (PD-1). Error: SD003.';
REVOKE ALL ON FUNCTION distribution.guard_product_limit() FROM PUBLIC;

CREATE FUNCTION distribution.guard_rule_limit() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_guard_rule_limit';
COMMENT ON FUNCTION distribution.guard_rule_limit() IS
	'Trigger of visibility_rule: at most 100 a supplier (VI-1). Error: SD003.';
REVOKE ALL ON FUNCTION distribution.guard_rule_limit() FROM PUBLIC;

CREATE FUNCTION distribution.recount_account() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_recount_account';
COMMENT ON FUNCTION distribution.recount_account() IS
	'Trigger of account: under another plan the month''s order quota is counted anew (QU-1).';
REVOKE ALL ON FUNCTION distribution.recount_account() FROM PUBLIC;

CREATE FUNCTION distribution.recount_plan() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_recount_plan';
COMMENT ON FUNCTION distribution.recount_plan() IS
	'Trigger of plan: when it gains or loses its order quota, the month is counted anew (QU-1).';
REVOKE ALL ON FUNCTION distribution.recount_plan() FROM PUBLIC;

CREATE FUNCTION distribution.guard_order() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_guard_order';
COMMENT ON FUNCTION distribution.guard_order() IS
	'Trigger of supply_order: push_state and state only go as OR-3 and OR-6 let them. Error: SD004.';
REVOKE ALL ON FUNCTION distribution.guard_order() FROM PUBLIC;

-- sql/functions/order.sql
CREATE FUNCTION distribution.sync_order(supplier_id bigint, partnership_id bigint, payload json) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_sync_order';
COMMENT ON FUNCTION distribution.sync_order(bigint, bigint, json) IS
'Stores a marketplace order and returns its id; each line gets its eligibility and unit price now (OR-1, OR-2). The same order again returns the same id; other content replaces an order not pushed yet. Errors: SD007 payload, with the path; SD003 more than 200 lines; SD005 unknown partnership or warehouse; SD006 the order is pushed and the content differs; SD004 the partnership is not partnered.';

CREATE FUNCTION distribution.sync_orders(
	supplier_id bigint,
	partnership_id bigint,
	payloads json,
	OUT "position" int,
	OUT order_id bigint,
	OUT sqlstate text,
	OUT message text
) RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_sync_orders';
COMMENT ON FUNCTION distribution.sync_orders(bigint, bigint, json) IS
'Stores an array of at most 10,000 orders; a row for each, by position from 1: its id, or the SQLSTATE and message of its fault, which keeps no other order from being stored (OR-1, OR-9). Errors of the whole: SD007 not an array or over 64 MiB, SD003 too many, SD005 unknown partnership, SD004 it is not partnered.';

CREATE FUNCTION distribution.cancel_order(supplier_id bigint, order_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_cancel_order';
COMMENT ON FUNCTION distribution.cancel_order(bigint, bigint) IS
'Cancels an order that is synced or push_failed (OR-3); its number may be synced again. Errors: SD005 unknown order, SD004 another state.';

CREATE FUNCTION distribution.advance_order(supplier_id bigint, order_id bigint, state text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_advance_order';
COMMENT ON FUNCTION distribution.advance_order(bigint, bigint, text) IS
'Moves a pushed order forward to in_process, to_pickup, shipped or completed (OR-6); shipping takes its goods out of stock (ST-2). Errors: SD005 unknown order, SD004 not a way forward, 22023 unknown state.';

-- sql/functions/push.sql
CREATE FUNCTION distribution.push_order(supplier_id bigint, order_id bigint) RETURNS distribution.push_result
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_push_order';
COMMENT ON FUNCTION distribution.push_order(bigint, bigint) IS
'Pushes a synced order to its supplier: checks it, allocates stock, uses quota, charges (OR-4, OR-5). A refusal is a result with its reason, kept on the order as push_failed; pushing a pushed order again changes nothing. Errors: SD005 unknown order.';

CREATE FUNCTION distribution.push_orders(supplier_id bigint, order_ids bigint[]) RETURNS SETOF distribution.push_result
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_push_orders';
COMMENT ON FUNCTION distribution.push_orders(bigint, bigint[]) IS
'Pushes orders in the given order, each judged after its predecessors, each whole or not at all (OR-5). At most 10,000. Errors: SD003 too many, SD005 an unknown order (then none is pushed).';

CREATE FUNCTION distribution.explain_push(
	supplier_id bigint,
	order_id bigint,
	OUT check_no int,
	OUT check_name text,
	OUT passes boolean,
	OUT reason text,
	OUT detail text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_explain_push';
COMMENT ON FUNCTION distribution.explain_push(bigint, bigint) IS
'Shows every check that a push of the order would make now, in the order of OR-4, changing nothing. Errors: SD005 unknown order.';

-- sql/functions/withdrawal.sql
CREATE FUNCTION distribution.withdraw_order(supplier_id bigint, order_id bigint, reason text DEFAULT NULL) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_withdraw_order';
COMMENT ON FUNCTION distribution.withdraw_order(bigint, bigint, text) IS
'Takes a pushed order back and returns its new push state: withdrawn if it was new (stock released, every charge refunded), withdrawing if the supplier has begun with it (WD-1, WD-2). Errors: SD005 unknown order, SD004 shipped, or not pushed.';

CREATE FUNCTION distribution.confirm_withdrawal(supplier_id bigint, order_id bigint, goods_out boolean DEFAULT false) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_confirm_withdrawal';
COMMENT ON FUNCTION distribution.confirm_withdrawal(bigint, bigint, boolean) IS
'Lets the withdrawal of an order succeed: charges refunded, stock released, or shipped where goods_out says that the goods had left the shelf; they come back by a return that refunds nothing more (WD-2, WD-3). Errors: SD005 unknown order, SD004 not being withdrawn, or its warehouse has not answered.';

CREATE FUNCTION distribution.refuse_withdrawal(supplier_id bigint, order_id bigint, reason text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_refuse_withdrawal';
COMMENT ON FUNCTION distribution.refuse_withdrawal(bigint, bigint, text) IS
'Refuses the withdrawal of an order, whoever it waits for: the order goes on from where it was (WD-3). reason: for the distributor to read. Errors: SD005 unknown order, SD004 not being withdrawn, 22023 blank reason.';

CREATE FUNCTION distribution.warehouse_cancelled(supplier_id bigint, order_id bigint, accepted boolean, reason text DEFAULT NULL) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_warehouse_cancelled';
COMMENT ON FUNCTION distribution.warehouse_cancelled(bigint, bigint, boolean, text) IS
'The answer of a third party''s warehouse to the withdrawal of an order: accepted, and the supplier confirms or refuses; else the withdrawal has ended and the order goes on (WD-3). Errors: SD005 unknown order, SD004 not waiting for a warehouse.';

-- sql/functions/fulfilment.sql
-- What the two sides do with a pushed order beside advance_order (OR-6, OR-11).

CREATE FUNCTION distribution.ship_order(supplier_id bigint, order_id bigint, state text DEFAULT 'to_pickup') RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_ship_order';
COMMENT ON FUNCTION distribution.ship_order(bigint, bigint, text) IS
'The distributor ships: where the supplier has the auto tool on, its supply order moves to to_pickup or shipped too (OR-6). Errors: SD005 unknown order, SD004 auto tool off, or not a way forward, 22023 another state.';

CREATE FUNCTION distribution.set_shipment(
	supplier_id bigint,
	order_id bigint,
	package_no text,
	carrier text,
	tracking_no text,
	label text DEFAULT NULL
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_shipment';
COMMENT ON FUNCTION distribution.set_shipment(bigint, bigint, text, text, text, text) IS
'Sets carrier, tracking number and label reference of a package: the supplier for self_arranged off Temu, else the distributor (OR-11). Errors: SD005 unknown order or package, SD004 not pushed, or withdrawn, 22023 blank carrier or tracking number, 42501 the other side.';

CREATE FUNCTION distribution.mark_order(supplier_id bigint, order_id bigint, marks text[]) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_mark_order';
COMMENT ON FUNCTION distribution.mark_order(bigint, bigint, text[]) IS
'Sets the supplier''s marks of a supply order; an empty array takes them off (OR-11). Errors: SD005 unknown order, SD004 not pushed, 23514 the mark marketing, 22023 a blank mark.';

-- sql/functions/return.sql
CREATE FUNCTION distribution.create_return(supplier_id bigint, order_id bigint, payload json) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_create_return';
COMMENT ON FUNCTION distribution.create_return(bigint, bigint, json) IS
'Claims a return of an order that was shipped, completed or cancelled, and returns its id (RT-1). payload: kind (return_refund or refund_only), lines (line_no, quantity), reason (optional). It is pushed at once where the partnership pushes returns automatically (RT-2). Errors: SD005 unknown order, SD004 its goods have not left, SD007 payload, with the path: also more units than may come back.';

CREATE FUNCTION distribution.push_return(supplier_id bigint, return_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_push_return';
COMMENT ON FUNCTION distribution.push_return(bigint, bigint) IS
'Pushes a return to the supplier (RT-1). Errors: SD005 unknown return, SD004 pushed already.';

CREATE FUNCTION distribution.receive_return(supplier_id bigint, return_id bigint, payload json) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_receive_return';
COMMENT ON FUNCTION distribution.receive_return(bigint, bigint, json) IS
'Receives the goods of a pushed return, once: puts them on hand and charges the stock-in fee (RT-2, RT-3, FE-1). payload: lines (line_no, sellable, defective: units, 0 if absent), warehouse_id (optional: the warehouse each line came from). Lines not named were not received. Errors: SD005 unknown return or warehouse, SD004 not pushed, or a refund only, SD007 payload, with the path: also more units than claimed, SD008 no rate for the fee.';

CREATE FUNCTION distribution.refund_return(supplier_id bigint, return_id bigint, amount numeric DEFAULT NULL) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_refund_return';
COMMENT ON FUNCTION distribution.refund_return(bigint, bigint, numeric) IS
'Refunds a return: units received (of a refund only: claimed) at the price charged, within what the order was charged and not refunded yet (RT-3). amount: a lower amount, in the settlement currency; null: all that is due. Errors: SD005 unknown return, SD004 not received (a refund only: not pushed), or refunded already, 22023 an amount above what is due.';

CREATE FUNCTION distribution.refuse_return(supplier_id bigint, return_id bigint, reason text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_refuse_return';
COMMENT ON FUNCTION distribution.refuse_return(bigint, bigint, text) IS
'Refuses a pushed return (RT-1). reason: for the distributor to read. Errors: SD005 unknown return, SD004 another state, 22023 blank reason.';

-- sql/functions/stock_push.sql
CREATE FUNCTION distribution.push_inventory(supplier_id bigint DEFAULT NULL, max_changes int DEFAULT 10000) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_push_inventory';
COMMENT ON FUNCTION distribution.push_inventory(bigint, int) IS
'Pushes the stock that changed since the last run to the mirrors of all distributors who claimed and are offered it, and tries again what failed; returns the push records written (ST-4, ST-8). supplier_id: null is every supplier, for superusers and members of the owner. max_changes: stock rows taken at most; the rest is left to the next run. A supplier with auto_push_stock off, or not live, is passed over. Errors: SD005 unknown supplier, 22023 max_changes below 1.';

CREATE FUNCTION distribution.mirror_stock(
	supplier_id bigint,
	partnership_id bigint,
	OUT sku_id bigint,
	OUT warehouse_id bigint,
	OUT quantity int
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_mirror_stock';
COMMENT ON FUNCTION distribution.mirror_stock(bigint, bigint) IS
'What a distributor sees of each claimed product in each of its mirrors: the smaller of what was last pushed and what would be pushed now (ST-6); the view supplier_warehouse_stock shows it. Errors: SD005 unknown partnership.';

CREATE FUNCTION distribution.push_retention(supplier_id bigint, OUT records_kept int, OUT days_kept int) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_push_retention';
COMMENT ON FUNCTION distribution.push_retention(bigint) IS
'How many push records per product and distributor a supplier keeps, and for how many days (ST-7); for the view push_record_history.';

CREATE FUNCTION distribution.request_stock_push() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_request_stock_push';
COMMENT ON FUNCTION distribution.request_stock_push() IS
'Trigger, after a change of each row that decides what is offered or pushed: the next push of stock takes all of the supplier''s along (ST-8).';
REVOKE ALL ON FUNCTION distribution.request_stock_push() FROM PUBLIC;

-- sql/functions/maintenance.sql
CREATE FUNCTION distribution.queue_push(supplier_id bigint, order_ids bigint[]) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_queue_push';
COMMENT ON FUNCTION distribution.queue_push(bigint, bigint[]) IS
'Queues synced or push_failed orders for run_maintenance to push, in the given order, and returns how many it queued; those that are queued or pushed already are passed over (OR-3). At most 10,000. Errors: SD003 too many, SD005 an unknown order, SD004 one that is cancelled, withdrawing or withdrawn (then none is queued).';

-- A lock_timeout below the server's deadlock_timeout: see src/maintenance.c.
CREATE FUNCTION distribution.run_maintenance() RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms'
	AS 'MODULE_PATHNAME', 'distribution_run_maintenance';
COMMENT ON FUNCTION distribution.run_maintenance() IS
'What a scheduler calls, every minute or so: pushes queued orders (OR-3), pushes changed stock (ST-8), counts units sold (PD-4), trims push records (ST-7). What fails is warned of and tried again at the next run; runs at the same time do no harm. For superusers and members of the owner.';

-- sql/functions/ledger.sql
CREATE FUNCTION distribution.post_entry(
	supplier_id bigint,
	partnership_id bigint,
	kind text,
	amount numeric,
	currency text DEFAULT NULL,
	document_no text DEFAULT NULL,
	memo text DEFAULT NULL,
	idempotency_key text DEFAULT NULL
) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_post_entry';
COMMENT ON FUNCTION distribution.post_entry(bigint, bigint, text, numeric, text, text, text, text) IS
'Posts a manual pair of entries and returns its transaction id (LE-4). kind: top_up or deduction (amount > 0), opening_balance or correction (either sign, not 0); amount is the distributor''s side, in currency (null: the settlement currency), with no more decimals than that has. A repeated idempotency_key returns the first transaction. Errors: SD005 unknown partnership, SD008 no exchange rate, 22023 kind or amount.';

CREATE FUNCTION distribution.ledger_require_pairs() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_ledger_require_pairs';
COMMENT ON FUNCTION distribution.ledger_require_pairs() IS
'Trigger: refuses a statement that inserts a ledger entry without its opposite (LE-1), 23000.';
REVOKE ALL ON FUNCTION distribution.ledger_require_pairs() FROM PUBLIC;

CREATE FUNCTION distribution.ledger_refuse_change() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_ledger_refuse_change';
COMMENT ON FUNCTION distribution.ledger_refuse_change() IS
'Trigger: refuses update, delete and truncate of a table that only grows (LE-5), SD011.';
REVOKE ALL ON FUNCTION distribution.ledger_refuse_change() FROM PUBLIC;

-- sql/functions/account_total.sql
CREATE FUNCTION distribution.account_total(
	supplier_id bigint,
	currency text,
	OUT balance numeric,
	OUT currency text,
	OUT rate_note text
) RETURNS record
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_account_total';
COMMENT ON FUNCTION distribution.account_total(bigint, text) IS
'The balances of all partnerships of a supplier, distributors'' side, in one currency at the rates of now (FX-1). Each settlement currency is summed, converted and rounded once; rate_note says by which rate: "THB * 0.1284 (live, 2026-03-01 00:00:00+00)", "/" where the conversion divides by the quoted rate. Errors: SD005 unknown supplier or currency, SD008 no exchange rate.';

-- sql/functions/credit.sql
CREATE FUNCTION distribution.set_credit(
	supplier_id bigint,
	partnership_id bigint,
	credit_limit numeric,
	credit_days int
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_credit';
COMMENT ON FUNCTION distribution.set_credit(bigint, bigint, numeric, int) IS
'Sets how far below zero pushes may take a partnership''s balance, in settlement currency (null: unlimited, 0: no credit), and after how many days, at most 36500, a charge is due (null: no term) (CR-1 … CR-3). New charges only; a change is kept in credit_history. Errors: SD005 unknown partnership, 22023 negative values, 22003 beyond an amount.';

CREATE FUNCTION distribution.open_charges(
	supplier_id bigint,
	partnership_id bigint,
	OUT transaction_id bigint,
	OUT kind text,
	OUT order_id bigint,
	OUT package_no text,
	OUT document_no text,
	OUT posted_at timestamptz,
	OUT due_at timestamptz,
	OUT amount numeric,
	OUT open_amount numeric
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 20 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_open_charges';
COMMENT ON FUNCTION distribution.open_charges(bigint, bigint) IS
'The charges of a partnership that its credits have not settled, the newest first: kind, order and document of each, when it was posted and is due (null: no term), what was charged and what of it is open, both positive, in settlement currency (CR-2). A refund settles its own charge first, every other credit the oldest; the open amounts are the debt, so none is open while the balance is not negative. Errors: SD005 unknown partnership.';

-- sql/functions/statement.sql
CREATE FUNCTION distribution.close_statement(supplier_id bigint, partnership_id bigint, month date) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_close_statement';
COMMENT ON FUNCTION distribution.close_statement(bigint, bigint, date) IS
'Closes the month in which the date lies, of the supplier''s time zone, for a partnership and returns the statement''s id (LE-7). Months are closed in sequence; the first is any up to that of the first entry. From then on nothing is posted into the month. Errors: SD005 unknown partnership, SD012 the month or a later one is closed already, SD004 it has not ended or the month before it is not closed, 22023 an infinite date.';

CREATE FUNCTION distribution.answer_statement(
	supplier_id bigint,
	statement_id bigint,
	confirmed boolean,
	reason text DEFAULT NULL
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_answer_statement';
COMMENT ON FUNCTION distribution.answer_statement(bigint, bigint, boolean, text) IS
'The distributor''s answer to a statement: confirmed (the reason is a note, optional) or disputed with a reason (LE-7). A disputed statement can be confirmed later, a confirmed one stays. Errors: SD005 unknown statement, SD004 answered already, 22004 no reason for a dispute, 22023 an empty one.';

-- sql/functions/price.sql
CREATE FUNCTION distribution.round_price(amount numeric, mode text, decimals int DEFAULT 2) RETURNS numeric
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'distribution_round_price';
COMMENT ON FUNCTION distribution.round_price(numeric, text, int) IS
'Rounds as unit prices are (PC-4): up, down, nearest (halves away from zero) to whole units; cents to 2 decimals, or to the currency''s decimals (0 to 2) if fewer. Errors: 22023 mode or decimals, 22003 out of range or more than 18 decimals.';

CREATE FUNCTION distribution.exchange_rate(
	supplier_id bigint,
	from_currency text,
	to_currency text,
	OUT rate numeric,
	OUT source text,
	OUT as_of timestamptz
) RETURNS record
	LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_exchange_rate';
COMMENT ON FUNCTION distribution.exchange_rate(bigint, text, text) IS
'The rate that converts now, to 10 decimals, its source (same, fixed, live) and time (FX-1); an inverse rate is shown as its reciprocal, conversions divide by the quoted one. Errors: SD008 none, SD005 unknown currency.';

CREATE FUNCTION distribution.distribution_price(
	supplier_id bigint,
	partnership_id bigint,
	sku_id bigint,
	quantity int DEFAULT 1
) RETURNS numeric
	LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_distribution_price';
COMMENT ON FUNCTION distribution.distribution_price(bigint, bigint, bigint, int) IS
'The price of one unit, in settlement currency, that an order line of so many units syncing now is billed (PC-1 … PC-6). Errors: SD013 no price, SD008 no exchange rate, SD005 unknown partnership or product, 22023 quantity below 1.';

CREATE FUNCTION distribution.is_visible(supplier_id bigint, partnership_id bigint, sku_id bigint) RETURNS boolean
	LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_is_visible';
COMMENT ON FUNCTION distribution.is_visible(bigint, bigint, bigint) IS
'Whether the product is offered to the partnership''s distributor now (VI-5). Errors: SD005 unknown partnership or product.';

CREATE FUNCTION distribution.offers(
	supplier_id bigint,
	partnership_id bigint,
	OUT sku_id bigint,
	OUT displayed_price numeric,
	OUT currency text,
	OUT sku text,
	OUT name text,
	OUT available int
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 ROWS 200 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_offers';
COMMENT ON FUNCTION distribution.offers(bigint, bigint) IS
'The products offered to the partnership''s distributor now (VI-5) with the displayed price of one unit in settlement currency, null where there is none (PC-5), the supplier''s code and name, and the units available in the assigned warehouses; distribution_report.offered_products reads it. Errors: SD005 unknown partnership.';

-- sql/functions/explain.sql
CREATE FUNCTION distribution.explain_visibility(
	supplier_id bigint,
	partnership_id bigint,
	OUT sku_id bigint,
	OUT sku text,
	OUT visible boolean,
	OUT reason text,
	OUT rule_no int,
	OUT detail text,
	OUT claim_state text,
	OUT stopped_by text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 200 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_explain_visibility';
COMMENT ON FUNCTION distribution.explain_visibility(bigint, bigint) IS
'Says for each product of the supplier, by SKU code, whether it is offered to the partnership''s distributor now, and why (VI-6). reason: the first failed condition (not_partnered, not_live, not_enabled, no_warehouse), rule with its rule_no, or no_rule; detail says it in words. claim_state (active, inactive) and stopped_by (supplier, distributor, termination) tell of the distributor''s claim, null if it has none: a claim that is stopped is inactive even where the product is visible (CL-3). For the supplier. Errors: SD005 supplier or partnership not found, 22004, 42501.';

CREATE FUNCTION distribution.explain_price(
	supplier_id bigint,
	partnership_id bigint,
	sku_id bigint,
	quantity int DEFAULT 1,
	OUT step_no int,
	OUT step text,
	OUT source text,
	OUT currency text,
	OUT amount numeric,
	OUT detail text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 6 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_explain_price';
COMMENT ON FUNCTION distribution.explain_price(bigint, bigint, bigint, int) IS
'Prints how the price of one unit comes about for an order line of so many units syncing now (PC-6), in the order of PC-1: sku_price_level, sku_price, base_price, level_rule up to the one that decides, then exchange and rounding, whose amount is the price. amount is per unit in currency, exact up to the rounding, and null where a step finds nothing; source is the deciding row, rule, rate or mode; detail says what is missing or wrong: the last step is then the one that leaves no price. If the distributor is still shown another price (PC-5), the detail of rounding says so. For the supplier. Errors: SD005 supplier, partnership or product not found, 22023 quantity below 1, 22004, 42501.';

-- sql/functions/price_history.sql
CREATE FUNCTION distribution.record_price() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_record_price';
COMMENT ON FUNCTION distribution.record_price() IS
	'Trigger of distribution_product, sku_price and customer_level: keeps every change of a price in price_history (PC-7); refuses TRUNCATE, which would leave no trace. Error: SD011.';
REVOKE ALL ON FUNCTION distribution.record_price() FROM PUBLIC;

-- sql/functions/price_import.sql
CREATE FUNCTION distribution.import_prices(supplier_id bigint, prices json) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_import_prices';
COMMENT ON FUNCTION distribution.import_prices(bigint, json) IS
	'Takes a price list, whole or not at all, and returns how many rows it has (PC-7). prices: [{"sku","level","min_quantity","valid_from","valid_to","price"}] sets SKU prices: level 0 to 10, 0 and default is all levels; min_quantity 1 or more, default 1; valid_from and valid_to ISO 8601 with zone, half-open, absent is without end; price per unit in the base currency, 0 or more, as text with at most two decimals. [{"sku","base_price"}] sets base prices. A row takes the place of the stored one with the same SKU, level, min_quantity and dates; prices that are not listed stay. At most 50,000 rows. Errors: SD007 with every bad row by its number from 1 and its reason in DETAIL: a wrong value, an unknown SKU, not a distribution product, dates that overlap another row or a stored price that is not listed; SD003 too many rows, SD005 supplier not found, 22P02 not JSON, 22004, 42501.';

CREATE FUNCTION distribution.export_prices(supplier_id bigint) RETURNS json
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_export_prices';
COMMENT ON FUNCTION distribution.export_prices(bigint) IS
	'All base prices and SKU prices of the supplier, dated ones of past and future too, in the shape that import_prices() takes (PC-7), by SKU code. Errors: SD005 supplier not found, 22004, 42501.';

CREATE FUNCTION distribution.import_copied_prices() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_import_copied_prices';
COMMENT ON FUNCTION distribution.import_copied_prices() IS
	'Trigger of price_import: imports the rows of the statement as import_prices() does, and takes them away. Errors: those of import_prices(), 22023 several suppliers in one list.';
REVOKE ALL ON FUNCTION distribution.import_copied_prices() FROM PUBLIC;

-- sql/functions/product_sales.sql
CREATE FUNCTION distribution.count_sales(supplier_id bigint DEFAULT NULL) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_count_sales';
COMMENT ON FUNCTION distribution.count_sales(bigint) IS
	'Counts the pushes and cancellations since the last call into product_sales_day, so that distribution_report.product_sales stays fast, and returns of how many partnerships (PD-4). Figures are the same before and after. run_maintenance() calls it. supplier_id null: every supplier (owner only). Errors: 42501.';

-- sql/functions/verify.sql
CREATE FUNCTION distribution.verify(
	supplier_id bigint DEFAULT NULL,
	since_checkpoint boolean DEFAULT false,
	OUT check_name text,
	OUT supplier_id bigint,
	OUT detail text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_verify';
COMMENT ON FUNCTION distribution.verify(bigint, boolean) IS
'Derives everything kept anew and returns a row for each fault, naming the row: ledger pairs, gaps, balances, hash chains and what the last checkpoint saw of them, summaries, statements, charges and refunds, stock against movements and open lines, withdrawals, units sold, quotas. No row means the books are sound. supplier_id null: every supplier (owner only). since_checkpoint: only the ledger, each account''s from its last checkpoint on, and the totals of its summaries.';

CREATE FUNCTION distribution.save_checkpoint(supplier_id bigint) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_save_checkpoint';
COMMENT ON FUNCTION distribution.save_checkpoint(bigint) IS
'Verifies the ledger of a supplier from the last checkpoint on and saves where each sound account stands, for verify(since_checkpoint => true); returns the number of accounts saved. An account with a fault or without entries keeps what it had.';

-- Makes the books: what every file below makes and what is missing of it.
CREATE FUNCTION distribution.install()
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $install$
BEGIN
	PERFORM distribution.require_owner();

	EXECUTE $book$
-- sql/tables/account.sql
-- Accounts, their plans and the currencies of the platform (ID-1, FX-3). Global: no supplier owns them.

COMMENT ON SCHEMA distribution IS 'Tables and functions of the trade between suppliers and distributors.';
CREATE SCHEMA IF NOT EXISTS distribution_report;
COMMENT ON SCHEMA distribution_report IS 'Views for people and BI tools; read-only.';

CREATE TABLE IF NOT EXISTS distribution.plan (
	plan text NOT NULL,
	rank int NOT NULL,
	may_supply boolean NOT NULL,
	order_quota int,
	CONSTRAINT plan_pkey PRIMARY KEY (plan),
	CONSTRAINT plan_plan_check CHECK (plan <> ''),
	CONSTRAINT plan_order_quota_check CHECK (order_quota >= 0)
);
COMMENT ON TABLE distribution.plan IS 'What an account has bought (ID-1). The administrator edits ranks and quotas.';
COMMENT ON COLUMN distribution.plan.plan IS 'Name of the plan, V1 to V5 as seeded.';
COMMENT ON COLUMN distribution.plan.rank IS 'Order of the plans, higher is more.';
COMMENT ON COLUMN distribution.plan.may_supply IS 'True if an account on this plan may be a supplier (ID-1).';
COMMENT ON COLUMN distribution.plan.order_quota IS 'Orders an account may push or have pushed per calendar month, UTC (QU-1); null is unlimited.';

CREATE TABLE IF NOT EXISTS distribution.currency (
	currency text NOT NULL,
	decimals smallint NOT NULL,
	CONSTRAINT currency_pkey PRIMARY KEY (currency),
	CONSTRAINT currency_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
	CONSTRAINT currency_decimals_check CHECK (decimals BETWEEN 0 AND 2)
);
COMMENT ON TABLE distribution.currency IS 'Currencies and their number of decimals (FX-3).';
COMMENT ON COLUMN distribution.currency.currency IS 'ISO 4217 code, upper-case.';
COMMENT ON COLUMN distribution.currency.decimals IS 'Decimals of an amount, 0 to 2 (ISO 4217).';

CREATE TABLE IF NOT EXISTS distribution.account (
	account_id bigint GENERATED BY DEFAULT AS IDENTITY,
	name text NOT NULL,
	plan text NOT NULL,
	inventory_enabled boolean NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT account_pkey PRIMARY KEY (account_id),
	CONSTRAINT account_name_check CHECK (name <> ''),
	CONSTRAINT account_plan_fkey FOREIGN KEY (plan) REFERENCES distribution.plan (plan)
);
COMMENT ON TABLE distribution.account IS 'A company on the platform: supplier, distributor or both (ID-1).';
COMMENT ON COLUMN distribution.account.account_id IS 'Key; also the supplier_id and the distributor_id of this company.';
COMMENT ON COLUMN distribution.account.name IS 'Name shown to partners.';
COMMENT ON COLUMN distribution.account.plan IS 'Its plan (ID-1).';
COMMENT ON COLUMN distribution.account.inventory_enabled IS 'True while the inventory module is on (ID-2).';
COMMENT ON COLUMN distribution.account.created_at IS 'When the account was made.';

CREATE TABLE IF NOT EXISTS distribution.quota_usage (
	account_id bigint NOT NULL,
	month date NOT NULL,
	used int NOT NULL,
	CONSTRAINT quota_usage_pkey PRIMARY KEY (account_id, month),
	CONSTRAINT quota_usage_account_fkey FOREIGN KEY (account_id) REFERENCES distribution.account (account_id),
	CONSTRAINT quota_usage_month_check CHECK (extract(day FROM month) = 1),
	CONSTRAINT quota_usage_used_check CHECK (used >= 0)
) WITH (fillfactor = 50);
COMMENT ON TABLE distribution.quota_usage IS 'Orders pushed by or to an account whose plan sets a quota, per month (QU-1). No row: not counted yet.';
COMMENT ON COLUMN distribution.quota_usage.account_id IS 'The account, in either role.';
COMMENT ON COLUMN distribution.quota_usage.month IS 'First day of the calendar month, UTC.';
COMMENT ON COLUMN distribution.quota_usage.used IS 'Orders pushed in the month, withdrawn ones included (WD-2).';
$book$;

	EXECUTE $book$
-- sql/tables/member.sql
-- Who may act for which account (ID-3). Global: written by functions, and never inside a push.

CREATE TABLE IF NOT EXISTS distribution.member (
	account_id bigint NOT NULL,
	role name NOT NULL,
	permissions text[] NOT NULL,
	granted_by text NOT NULL,
	granted_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT member_pkey PRIMARY KEY (account_id, role),
	CONSTRAINT member_account_fkey FOREIGN KEY (account_id) REFERENCES distribution.account (account_id),
	CONSTRAINT member_permissions_check CHECK (permissions <@ '{admin,supplier,distributor,report}'
		AND permissions <> '{}' AND array_position(permissions, NULL) IS NULL)
);
COMMENT ON TABLE distribution.member IS 'Database roles that may act for an account (ID-3); written by grant_member() and revoke_member().';
COMMENT ON COLUMN distribution.member.account_id IS 'The account.';
COMMENT ON COLUMN distribution.member.role IS 'The role itself: what it is granted to or inherits from does not count. Revoke it before the role is dropped; it would be that of a new role of the same name.';
COMMENT ON COLUMN distribution.member.permissions IS 'Some of admin (implies all), supplier, distributor (each implies report) and report.';
COMMENT ON COLUMN distribution.member.granted_by IS 'Role that last granted.';
COMMENT ON COLUMN distribution.member.granted_at IS 'When it did.';
CREATE INDEX IF NOT EXISTS member_role_idx ON distribution.member (role, account_id);

CREATE TABLE IF NOT EXISTS distribution.token_key (
	key_id int NOT NULL,
	secret bytea NOT NULL,
	made_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT token_key_pkey PRIMARY KEY (key_id),
	CONSTRAINT token_key_key_id_check CHECK (key_id = 1),
	CONSTRAINT token_key_secret_check CHECK (octet_length(secret) = 32)
);
COMMENT ON TABLE distribution.token_key IS 'Key that signs tokens (ID-3), made with the first of them and readable by nobody but the owner. Delete it to void every token.';
COMMENT ON COLUMN distribution.token_key.key_id IS 'Always 1.';
COMMENT ON COLUMN distribution.token_key.secret IS '32 random bytes.';
COMMENT ON COLUMN distribution.token_key.made_at IS 'When it was made.';
$book$;

	EXECUTE $book$
-- sql/tables/notification.sql
-- Stored messages to accounts, and which of them an account has asked for (NO-1).

CREATE TABLE IF NOT EXISTS distribution.notification_subscription (
	account_id bigint NOT NULL,
	event text NOT NULL,
	CONSTRAINT notification_subscription_pkey PRIMARY KEY (account_id, event),
	CONSTRAINT notification_subscription_account_fkey FOREIGN KEY (account_id)
		REFERENCES distribution.account (account_id),
	CONSTRAINT notification_subscription_event_check CHECK (event IN ('application_received', 'approved', 'rejected',
		'terminated', 'claim_stopped', 'product_disabled', 'push_failed', 'withdrawal_requested', 'withdrawal_confirmed',
		'withdrawal_refused', 'return_pushed', 'return_received', 'return_refunded', 'balance_low', 'credit_due',
		'statement_closed'))
);
COMMENT ON TABLE distribution.notification_subscription IS 'Events of which an account stores messages (NO-1); rejected and terminated are stored without. Yours to write.';
COMMENT ON COLUMN distribution.notification_subscription.account_id IS 'The account that wants to know.';
COMMENT ON COLUMN distribution.notification_subscription.event IS 'application_received, approved, rejected, terminated, claim_stopped, product_disabled, push_failed, withdrawal_requested, withdrawal_confirmed, withdrawal_refused, return_pushed, return_received, return_refunded, balance_low, credit_due or statement_closed.';

CREATE TABLE IF NOT EXISTS distribution.notification (
	account_id bigint NOT NULL,
	notification_id bigint GENERATED BY DEFAULT AS IDENTITY,
	event text NOT NULL,
	message text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	read_at timestamptz,
	CONSTRAINT notification_pkey PRIMARY KEY (account_id, notification_id)
);
COMMENT ON TABLE distribution.notification IS 'Messages to an account (NO-1); written by functions.';
COMMENT ON COLUMN distribution.notification.account_id IS 'The account it is for.';
COMMENT ON COLUMN distribution.notification.notification_id IS 'Key, growing.';
COMMENT ON COLUMN distribution.notification.event IS 'What happened, as in notification_subscription.';
COMMENT ON COLUMN distribution.notification.message IS 'The event in words.';
COMMENT ON COLUMN distribution.notification.created_at IS 'When it happened.';
COMMENT ON COLUMN distribution.notification.read_at IS 'When it was first marked as read; null: unread.';
CREATE INDEX IF NOT EXISTS notification_unread_idx
	ON distribution.notification (account_id, notification_id) WHERE read_at IS NULL;
$book$;

	EXECUTE $book$
-- sql/tables/supplier.sql
-- A supplier: its settings, SKU library, warehouses and customers.

CREATE TABLE IF NOT EXISTS distribution.supplier (
	supplier_id bigint NOT NULL,
	base_currency text NOT NULL,
	rounding text NOT NULL DEFAULT 'cents',
	time_zone text NOT NULL DEFAULT 'UTC',
	auto_tool boolean NOT NULL DEFAULT false,
	auto_pack boolean NOT NULL DEFAULT false,
	auto_push_stock boolean NOT NULL DEFAULT true,
	sold_out_below int NOT NULL DEFAULT 0,
	push_records_kept int NOT NULL DEFAULT 30,
	push_record_days int NOT NULL DEFAULT 30,
	bigshop_name text,
	bigshop_logo text,
	contact_person text,
	contact_phone text,
	stock_push_rule_confirmed_at timestamptz,
	bigshop_confirmed_at timestamptz,
	live_at timestamptz,
	CONSTRAINT supplier_pkey PRIMARY KEY (supplier_id),
	CONSTRAINT supplier_account_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.account (account_id),
	CONSTRAINT supplier_base_currency_fkey FOREIGN KEY (base_currency) REFERENCES distribution.currency (currency),
	CONSTRAINT supplier_rounding_check CHECK (rounding IN ('up', 'down', 'nearest', 'cents')),
	CONSTRAINT supplier_bigshop_name_check CHECK (bigshop_name <> ''),
	CONSTRAINT supplier_bigshop_confirmed_check CHECK (bigshop_confirmed_at IS NULL OR bigshop_name IS NOT NULL),
	CONSTRAINT supplier_sold_out_below_check CHECK (sold_out_below >= 0),
	CONSTRAINT supplier_push_records_kept_check CHECK (push_records_kept >= 1),
	CONSTRAINT supplier_push_record_days_check CHECK (push_record_days >= 1)
);
COMMENT ON TABLE distribution.supplier IS 'An account activated as supplier, with its settings. The settings are yours to update; the times belong to the functions.';
COMMENT ON COLUMN distribution.supplier.supplier_id IS 'Its account.';
COMMENT ON COLUMN distribution.supplier.base_currency IS 'Currency of its prices and fees; fixed once a product, price or fee exists (ON-4).';
COMMENT ON COLUMN distribution.supplier.rounding IS 'Rounding of unit prices: up, down, nearest or cents (PC-4).';
COMMENT ON COLUMN distribution.supplier.time_zone IS 'Zone of its days and months (LE-6), default UTC; fixed once the ledger has an entry.';
COMMENT ON COLUMN distribution.supplier.auto_tool IS 'True if a distributor''s ship moves the supply order too (OR-6).';
COMMENT ON COLUMN distribution.supplier.auto_pack IS 'True if pushed orders start in_process (OR-6).';
COMMENT ON COLUMN distribution.supplier.auto_push_stock IS 'True if stock changes are pushed to distributors by maintenance (ST-4).';
COMMENT ON COLUMN distribution.supplier.sold_out_below IS 'Units; an available stock below it is pushed as 0 (ST-4).';
COMMENT ON COLUMN distribution.supplier.push_records_kept IS 'Push records kept per product and distributor (ST-7).';
COMMENT ON COLUMN distribution.supplier.push_record_days IS 'Days a push record is kept (ST-7).';
COMMENT ON COLUMN distribution.supplier.bigshop_name IS 'Nickname shown to distributors (ON-1); the account''s name until you set it.';
COMMENT ON COLUMN distribution.supplier.bigshop_logo IS 'Logo reference, optional (ON-1).';
COMMENT ON COLUMN distribution.supplier.contact_person IS 'Contact person, optional (ON-1).';
COMMENT ON COLUMN distribution.supplier.contact_phone IS 'Contact phone, optional (ON-1).';
COMMENT ON COLUMN distribution.supplier.stock_push_rule_confirmed_at IS 'When onboarding step 3 was confirmed; null: not yet (ON-1).';
COMMENT ON COLUMN distribution.supplier.bigshop_confirmed_at IS 'When onboarding step 4 was confirmed; null: not yet (ON-1).';
COMMENT ON COLUMN distribution.supplier.live_at IS 'When the supplier went live; null: not yet; never undone (ON-2, ON-4).';

CREATE TABLE IF NOT EXISTS distribution.merchant_sku (
	supplier_id bigint NOT NULL,
	sku_id bigint GENERATED BY DEFAULT AS IDENTITY,
	sku text NOT NULL,
	name text NOT NULL,
	is_combination boolean NOT NULL DEFAULT false,
	CONSTRAINT merchant_sku_pkey PRIMARY KEY (supplier_id, sku_id),
	CONSTRAINT merchant_sku_sku_key UNIQUE (supplier_id, sku),
	CONSTRAINT merchant_sku_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.account (account_id),
	CONSTRAINT merchant_sku_sku_check CHECK (sku <> '')
);
COMMENT ON TABLE distribution.merchant_sku IS 'The SKU library of an account; yours to write.';
COMMENT ON COLUMN distribution.merchant_sku.supplier_id IS 'The owning account.';
COMMENT ON COLUMN distribution.merchant_sku.sku_id IS 'Key of the SKU.';
COMMENT ON COLUMN distribution.merchant_sku.sku IS 'The owner''s SKU code, unique for it.';
COMMENT ON COLUMN distribution.merchant_sku.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution.merchant_sku.is_combination IS 'True for a combination of other SKUs, which cannot be distributed (PD-1).';

CREATE TABLE IF NOT EXISTS distribution.warehouse (
	supplier_id bigint NOT NULL,
	warehouse_id bigint GENERATED BY DEFAULT AS IDENTITY,
	name text NOT NULL,
	kind text NOT NULL DEFAULT 'own',
	CONSTRAINT warehouse_pkey PRIMARY KEY (supplier_id, warehouse_id),
	CONSTRAINT warehouse_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.account (account_id),
	CONSTRAINT warehouse_name_key UNIQUE (supplier_id, name),
	CONSTRAINT warehouse_kind_check CHECK (kind IN ('own', 'third_party'))
);
COMMENT ON TABLE distribution.warehouse IS 'Warehouses of a supplier; yours to write.';
COMMENT ON COLUMN distribution.warehouse.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.warehouse.warehouse_id IS 'Key of the warehouse.';
COMMENT ON COLUMN distribution.warehouse.name IS 'Its name, unique for the supplier.';
COMMENT ON COLUMN distribution.warehouse.kind IS 'own, or third_party: then it answers a withdrawal before the supplier does (WD-3).';

CREATE TABLE IF NOT EXISTS distribution.customer (
	supplier_id bigint NOT NULL,
	customer_id bigint GENERATED BY DEFAULT AS IDENTITY,
	code text NOT NULL,
	name text NOT NULL,
	phone text,
	email text,
	note text,
	CONSTRAINT customer_pkey PRIMARY KEY (supplier_id, customer_id),
	CONSTRAINT customer_code_key UNIQUE (supplier_id, code),
	CONSTRAINT customer_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.account (account_id),
	CONSTRAINT customer_code_check CHECK (code <> '')
);
COMMENT ON TABLE distribution.customer IS 'The supplier''s customer records, one of which each partnership is linked to (PA-3); yours to write.';
COMMENT ON COLUMN distribution.customer.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.customer.customer_id IS 'Key of the customer.';
COMMENT ON COLUMN distribution.customer.code IS 'The supplier''s customer code.';
COMMENT ON COLUMN distribution.customer.name IS 'Name of the customer.';
COMMENT ON COLUMN distribution.customer.phone IS 'Phone.';
COMMENT ON COLUMN distribution.customer.email IS 'E-mail address.';
COMMENT ON COLUMN distribution.customer.note IS 'Free text.';
$book$;

	EXECUTE $book$
-- sql/tables/exchange.sql
-- Exchange rates (FX-1): one unit of from_currency is worth rate units of to_currency.

CREATE TABLE IF NOT EXISTS distribution.live_rate (
	from_currency text NOT NULL,
	to_currency text NOT NULL,
	rate numeric(20,10) NOT NULL,
	observed_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT live_rate_pkey PRIMARY KEY (from_currency, to_currency, observed_at),
	CONSTRAINT live_rate_from_currency_fkey FOREIGN KEY (from_currency) REFERENCES distribution.currency (currency),
	CONSTRAINT live_rate_to_currency_fkey FOREIGN KEY (to_currency) REFERENCES distribution.currency (currency),
	CONSTRAINT live_rate_currencies_check CHECK (from_currency <> to_currency),
	CONSTRAINT live_rate_rate_check CHECK (rate > 0 AND rate < 'Infinity')
);
COMMENT ON TABLE distribution.live_rate IS 'Market rates as observed; the newest by now is used where a supplier has fixed none (FX-1). Yours to write.';
COMMENT ON COLUMN distribution.live_rate.from_currency IS 'Currency converted from.';
COMMENT ON COLUMN distribution.live_rate.to_currency IS 'Currency converted to.';
COMMENT ON COLUMN distribution.live_rate.rate IS 'Units of to_currency for one unit of from_currency.';
COMMENT ON COLUMN distribution.live_rate.observed_at IS 'When the rate held; one in the future is not used yet.';

CREATE TABLE IF NOT EXISTS distribution.fixed_rate (
	supplier_id bigint NOT NULL,
	from_currency text NOT NULL,
	to_currency text NOT NULL,
	rate numeric(20,10) NOT NULL,
	CONSTRAINT fixed_rate_pkey PRIMARY KEY (supplier_id, from_currency, to_currency),
	CONSTRAINT fixed_rate_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id),
	CONSTRAINT fixed_rate_from_currency_fkey FOREIGN KEY (from_currency) REFERENCES distribution.currency (currency),
	CONSTRAINT fixed_rate_to_currency_fkey FOREIGN KEY (to_currency) REFERENCES distribution.currency (currency),
	CONSTRAINT fixed_rate_currencies_check CHECK (from_currency <> to_currency),
	CONSTRAINT fixed_rate_rate_check CHECK (rate > 0 AND rate < 'Infinity')
);
COMMENT ON TABLE distribution.fixed_rate IS 'Rates a supplier has fixed; they go before live rates (FX-1). Yours to write.';
COMMENT ON COLUMN distribution.fixed_rate.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.fixed_rate.from_currency IS 'Currency converted from.';
COMMENT ON COLUMN distribution.fixed_rate.to_currency IS 'Currency converted to.';
COMMENT ON COLUMN distribution.fixed_rate.rate IS 'Units of to_currency for one unit of from_currency.';
$book$;

	EXECUTE $book$
-- sql/tables/product.sql
CREATE TABLE IF NOT EXISTS distribution.distribution_product (
	supplier_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	base_price numeric(20,2),
	state text NOT NULL DEFAULT 'publishing',
	added_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT distribution_product_pkey PRIMARY KEY (supplier_id, sku_id),
	CONSTRAINT distribution_product_sku_fkey FOREIGN KEY (supplier_id, sku_id)
		REFERENCES distribution.merchant_sku (supplier_id, sku_id),
	CONSTRAINT distribution_product_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id),
	CONSTRAINT distribution_product_state_check CHECK (state IN ('publishing', 'enabled', 'disabled')),
	CONSTRAINT distribution_product_base_price_check CHECK (base_price BETWEEN 0 AND 92233720368547758.07)
);
COMMENT ON TABLE distribution.distribution_product IS 'SKUs that a supplier distributes (PD-1). base_price is yours to update; state belongs to the functions.';
COMMENT ON COLUMN distribution.distribution_product.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.distribution_product.sku_id IS 'The merchant SKU.';
COMMENT ON COLUMN distribution.distribution_product.base_price IS 'Price of one unit in the base currency before any rule; null: no price (PC-6).';
COMMENT ON COLUMN distribution.distribution_product.state IS 'publishing, enabled or disabled (PD-2).';
COMMENT ON COLUMN distribution.distribution_product.added_at IS 'When it was added.';

CREATE TABLE IF NOT EXISTS distribution.product_log (
	supplier_id bigint NOT NULL,
	log_id bigint GENERATED BY DEFAULT AS IDENTITY,
	sku_id bigint NOT NULL,
	partnership_id bigint,
	distributor_id bigint,
	event text NOT NULL,
	actor text NOT NULL,
	logged_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT product_log_pkey PRIMARY KEY (supplier_id, log_id),
	CONSTRAINT product_log_event_check CHECK (event IN ('claim', 'stop', 'resume', 'enable', 'disable'))
);
COMMENT ON TABLE distribution.product_log IS 'What became of products and claims, per product and distributor (PD-5); written by functions.';
COMMENT ON COLUMN distribution.product_log.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.product_log.log_id IS 'Key, growing.';
COMMENT ON COLUMN distribution.product_log.sku_id IS 'The product.';
COMMENT ON COLUMN distribution.product_log.partnership_id IS 'The partnership; null: nobody had claimed the product.';
COMMENT ON COLUMN distribution.product_log.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution.product_log.event IS 'claim, stop, resume, enable or disable.';
COMMENT ON COLUMN distribution.product_log.actor IS 'Role that did it.';
COMMENT ON COLUMN distribution.product_log.logged_at IS 'When.';
CREATE INDEX IF NOT EXISTS product_log_sku_idx ON distribution.product_log (supplier_id, sku_id);
CREATE INDEX IF NOT EXISTS product_log_distributor_idx ON distribution.product_log (distributor_id);
$book$;

	EXECUTE $book$
-- sql/tables/price.sql
-- Price lists (PC-1, PC-2), all in the supplier's base currency.

CREATE TABLE IF NOT EXISTS distribution.customer_level (
	supplier_id bigint NOT NULL,
	level int NOT NULL,
	name text NOT NULL,
	percent numeric(9,4) NOT NULL DEFAULT 100,
	plus numeric(20,2) NOT NULL DEFAULT 0,
	CONSTRAINT customer_level_pkey PRIMARY KEY (supplier_id, level),
	CONSTRAINT customer_level_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id),
	CONSTRAINT customer_level_level_check CHECK (level BETWEEN 1 AND 10),
	CONSTRAINT customer_level_percent_check CHECK (percent >= 0 AND percent < 'Infinity'),
	CONSTRAINT customer_level_plus_check CHECK (plus BETWEEN -92233720368547758.07 AND 92233720368547758.07)
);
COMMENT ON TABLE distribution.customer_level IS 'Customer levels and their rule on the base price: base × percent / 100 + plus (PC-2). Yours to write.';
COMMENT ON COLUMN distribution.customer_level.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.customer_level.level IS '1 to 10.';
COMMENT ON COLUMN distribution.customer_level.name IS 'Name of the level.';
COMMENT ON COLUMN distribution.customer_level.percent IS 'Percent of the base price, 100 is unchanged.';
COMMENT ON COLUMN distribution.customer_level.plus IS 'Amount added, in the base currency; may be negative.';

CREATE TABLE IF NOT EXISTS distribution.sku_price (
	supplier_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	level int NOT NULL DEFAULT 0,
	min_quantity int NOT NULL DEFAULT 1,
	valid tstzrange NOT NULL DEFAULT '(,)',
	price numeric(20,2) NOT NULL,
	CONSTRAINT sku_price_pkey PRIMARY KEY (supplier_id, sku_id, level, min_quantity, valid),
	CONSTRAINT sku_price_sku_fkey FOREIGN KEY (supplier_id, sku_id) REFERENCES distribution.merchant_sku (supplier_id, sku_id),
	CONSTRAINT sku_price_overlap_excl EXCLUDE USING gist (
		supplier_id WITH =, sku_id WITH =, level WITH =, min_quantity WITH =, valid WITH &&),
	CONSTRAINT sku_price_level_check CHECK (level BETWEEN 0 AND 10),
	CONSTRAINT sku_price_min_quantity_check CHECK (min_quantity >= 1),
	CONSTRAINT sku_price_valid_check CHECK (NOT isempty(valid) AND NOT upper_inc(valid)
		AND (lower_inf(valid) OR lower_inc(valid))
		AND lower(valid) >= '0001-01-01 00:00:00Z' AND upper(valid) < '10000-01-01 00:00:00Z'),
	CONSTRAINT sku_price_price_check CHECK (price BETWEEN 0 AND 92233720368547758.07)
);
COMMENT ON TABLE distribution.sku_price IS 'Prices set for a SKU, for one level or all (PC-1). Yours to write.';
COMMENT ON COLUMN distribution.sku_price.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.sku_price.sku_id IS 'The SKU.';
COMMENT ON COLUMN distribution.sku_price.level IS 'The customer level, 0 for all levels.';
COMMENT ON COLUMN distribution.sku_price.min_quantity IS 'Smallest line quantity, in units, that the price is for.';
COMMENT ON COLUMN distribution.sku_price.valid IS 'When the price holds: half-open, UTC, between the years 1 and 9999; (,) is always, and an open end is written as such, not as infinity.';
COMMENT ON COLUMN distribution.sku_price.price IS 'Price of one unit in the supplier''s base currency; 0 is a price.';
$book$;

	EXECUTE $book$
-- sql/tables/price_history.sql
-- Every change of a price, with who and when (PC-7).

CREATE TABLE IF NOT EXISTS distribution.price_history (
	supplier_id bigint NOT NULL,
	history_id bigint GENERATED BY DEFAULT AS IDENTITY,
	kind text NOT NULL,
	sku_id bigint,
	level int,
	min_quantity int,
	valid tstzrange,
	old_price numeric(20,2),
	new_price numeric(20,2),
	old_percent numeric(9,4),
	new_percent numeric(9,4),
	old_plus numeric(20,2),
	new_plus numeric(20,2),
	actor text NOT NULL,
	changed_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT price_history_pkey PRIMARY KEY (supplier_id, history_id),
	CONSTRAINT price_history_kind_check CHECK (kind IN ('base_price', 'sku_price', 'level_rule'))
);
COMMENT ON TABLE distribution.price_history IS 'Every change of a base price, SKU price or level rule, whoever made it by whatever statement (PC-7); written by triggers, never changed.';
COMMENT ON COLUMN distribution.price_history.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.price_history.history_id IS 'Key, growing.';
COMMENT ON COLUMN distribution.price_history.kind IS 'base_price, sku_price or level_rule.';
COMMENT ON COLUMN distribution.price_history.sku_id IS 'The SKU; null for a level rule.';
COMMENT ON COLUMN distribution.price_history.level IS 'The customer level, 0 for all; null for a base price.';
COMMENT ON COLUMN distribution.price_history.min_quantity IS 'Of a SKU price: smallest line quantity, in units.';
COMMENT ON COLUMN distribution.price_history.valid IS 'Of a SKU price: when it holds.';
COMMENT ON COLUMN distribution.price_history.old_price IS 'Price of one unit before, in the base currency; null: there was none.';
COMMENT ON COLUMN distribution.price_history.new_price IS 'Price of one unit after, in the base currency; null: there is none any more.';
COMMENT ON COLUMN distribution.price_history.old_percent IS 'Of a level rule: percent of the base price before; null: there was no such level.';
COMMENT ON COLUMN distribution.price_history.new_percent IS 'Of a level rule: percent of the base price after; null: the level was deleted.';
COMMENT ON COLUMN distribution.price_history.old_plus IS 'Of a level rule: amount added before, in the base currency.';
COMMENT ON COLUMN distribution.price_history.new_plus IS 'Of a level rule: amount added after, in the base currency.';
COMMENT ON COLUMN distribution.price_history.actor IS 'Role that changed it.';
COMMENT ON COLUMN distribution.price_history.changed_at IS 'When: the time of the changing transaction.';
CREATE INDEX IF NOT EXISTS price_history_sku_idx ON distribution.price_history (supplier_id, sku_id);
$book$;

	EXECUTE $book$
-- sql/tables/price_import.sql
-- Where \copy puts a price list as CSV (PC-7). No statement leaves a row here.

CREATE TABLE IF NOT EXISTS distribution.price_import (
	supplier_id bigint NOT NULL,
	row_no bigint GENERATED BY DEFAULT AS IDENTITY,
	sku text,
	level text,
	min_quantity text,
	valid_from text,
	valid_to text,
	price text,
	base_price text,
	CONSTRAINT price_import_pkey PRIMARY KEY (supplier_id, row_no)
);
COMMENT ON TABLE distribution.price_import IS 'Takes a price list: \copy distribution.price_import (supplier_id, sku, level, min_quantity, valid_from, valid_to, price, base_price) FROM ''prices.csv'' CSV HEADER imports all its rows or none, and every bad row is reported, as by import_prices() (PC-7). It is always empty. A list to start from: \copy (SELECT * FROM distribution_report.price_list WHERE supplier_id = 1) TO ''prices.csv'' CSV HEADER.';
COMMENT ON COLUMN distribution.price_import.supplier_id IS 'The supplier, the same in every row of a list.';
COMMENT ON COLUMN distribution.price_import.row_no IS 'Order of the rows; leave it out.';
COMMENT ON COLUMN distribution.price_import.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution.price_import.level IS 'Customer level, 1 to 10; 0 or empty: all levels.';
COMMENT ON COLUMN distribution.price_import.min_quantity IS 'Smallest line quantity, in units; empty: 1.';
COMMENT ON COLUMN distribution.price_import.valid_from IS 'From when the price holds, as 2026-03-30T00:00:00Z; empty: ever since.';
COMMENT ON COLUMN distribution.price_import.valid_to IS 'Until before when it holds, likewise; empty: for ever.';
COMMENT ON COLUMN distribution.price_import.price IS 'Price of one unit in the base currency, 0 or more, at most two decimals.';
COMMENT ON COLUMN distribution.price_import.base_price IS 'The base price instead of a price; then only sku stands beside it.';
$book$;

	EXECUTE $book$
-- sql/tables/partnership.sql
-- Invitations and partnerships (PA-1 … PA-6).

CREATE TABLE IF NOT EXISTS distribution.invitation (
	supplier_id bigint NOT NULL,
	token text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz,
	revoked_at timestamptz,
	CONSTRAINT invitation_pkey PRIMARY KEY (supplier_id, token),
	CONSTRAINT invitation_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id)
);
COMMENT ON TABLE distribution.invitation IS 'Invitations of a supplier (PA-2); written by functions.';
COMMENT ON COLUMN distribution.invitation.supplier_id IS 'The inviting supplier.';
COMMENT ON COLUMN distribution.invitation.token IS 'Unguessable token of 256 random bits, in hexadecimal.';
COMMENT ON COLUMN distribution.invitation.created_at IS 'When it was made.';
COMMENT ON COLUMN distribution.invitation.expires_at IS 'From then on it is void; null: never.';
COMMENT ON COLUMN distribution.invitation.revoked_at IS 'When it was revoked; null: it was not.';
CREATE INDEX IF NOT EXISTS invitation_token_idx ON distribution.invitation (token);

CREATE TABLE IF NOT EXISTS distribution.partnership (
	supplier_id bigint NOT NULL,
	partnership_id bigint GENERATED BY DEFAULT AS IDENTITY,
	distributor_id bigint NOT NULL,
	state text NOT NULL DEFAULT 'pending',
	level int,
	customer_id bigint,
	message text,
	contact text,
	phone text,
	reason text,
	hold_reason text,
	applied_at timestamptz NOT NULL DEFAULT now(),
	approved_at timestamptz,
	ended_at timestamptz,
	CONSTRAINT partnership_pkey PRIMARY KEY (supplier_id, partnership_id),
	CONSTRAINT partnership_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id),
	CONSTRAINT partnership_distributor_fkey FOREIGN KEY (distributor_id) REFERENCES distribution.account (account_id),
	CONSTRAINT partnership_customer_fkey FOREIGN KEY (supplier_id, customer_id)
		REFERENCES distribution.customer (supplier_id, customer_id),
	CONSTRAINT partnership_level_fkey FOREIGN KEY (supplier_id, level)
		REFERENCES distribution.customer_level (supplier_id, level),
	CONSTRAINT partnership_state_check CHECK (state IN ('pending', 'partnered', 'rejected', 'terminated')),
	CONSTRAINT partnership_customer_check CHECK (customer_id IS NOT NULL OR state IN ('pending', 'rejected')),
	CONSTRAINT partnership_self_check CHECK (supplier_id <> distributor_id)
);
COMMENT ON TABLE distribution.partnership IS 'A distributor''s application to a supplier and what became of it (PA-1); written by functions.';
COMMENT ON COLUMN distribution.partnership.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.partnership.partnership_id IS 'Key of the partnership.';
COMMENT ON COLUMN distribution.partnership.distributor_id IS 'The distributor''s account; never changes.';
COMMENT ON COLUMN distribution.partnership.state IS 'pending, partnered, rejected or terminated (PA-1).';
COMMENT ON COLUMN distribution.partnership.level IS 'Customer level 1 to 10; null: none, base price (PA-3).';
COMMENT ON COLUMN distribution.partnership.customer_id IS 'The supplier''s linked customer; fixed at approval (PA-3).';
COMMENT ON COLUMN distribution.partnership.message IS 'Message of the application.';
COMMENT ON COLUMN distribution.partnership.contact IS 'Contact person of the distributor.';
COMMENT ON COLUMN distribution.partnership.phone IS 'Phone of the distributor.';
COMMENT ON COLUMN distribution.partnership.reason IS 'Why it was rejected or terminated (PA-4).';
COMMENT ON COLUMN distribution.partnership.hold_reason IS 'Why pushes are on hold; null: they are not (CR-4).';
COMMENT ON COLUMN distribution.partnership.applied_at IS 'When the distributor applied.';
COMMENT ON COLUMN distribution.partnership.approved_at IS 'When it was approved.';
COMMENT ON COLUMN distribution.partnership.ended_at IS 'When it was rejected or terminated.';
CREATE UNIQUE INDEX IF NOT EXISTS partnership_live_key
	ON distribution.partnership (supplier_id, distributor_id) WHERE state IN ('pending', 'partnered');
CREATE UNIQUE INDEX IF NOT EXISTS partnership_live_customer_key
	ON distribution.partnership (supplier_id, customer_id) WHERE state = 'partnered';
CREATE INDEX IF NOT EXISTS partnership_distributor_idx ON distribution.partnership (distributor_id);
CREATE INDEX IF NOT EXISTS partnership_level_idx ON distribution.partnership (supplier_id, level);

CREATE TABLE IF NOT EXISTS distribution.partnership_warehouse (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	warehouse_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	position int NOT NULL,
	assigned boolean NOT NULL DEFAULT true,
	mirrored boolean NOT NULL DEFAULT false,
	CONSTRAINT partnership_warehouse_pkey PRIMARY KEY (supplier_id, partnership_id, warehouse_id),
	CONSTRAINT partnership_warehouse_partnership_fkey FOREIGN KEY (supplier_id, partnership_id)
		REFERENCES distribution.partnership (supplier_id, partnership_id),
	CONSTRAINT partnership_warehouse_warehouse_fkey FOREIGN KEY (supplier_id, warehouse_id)
		REFERENCES distribution.warehouse (supplier_id, warehouse_id),
	CONSTRAINT partnership_warehouse_position_check CHECK (position >= 1)
);
COMMENT ON TABLE distribution.partnership_warehouse IS 'Distribution warehouses of a partnership and their mirrors on the distributor''s side (PA-3, ST-5); written by functions.';
COMMENT ON COLUMN distribution.partnership_warehouse.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.partnership_warehouse.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.partnership_warehouse.warehouse_id IS 'The supplier''s warehouse.';
COMMENT ON COLUMN distribution.partnership_warehouse.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution.partnership_warehouse.position IS 'Order of the warehouses; the lowest assigned is the default of orders (ST-5).';
COMMENT ON COLUMN distribution.partnership_warehouse.assigned IS 'False once un-assigned; the row stays for its mirror''s history.';
COMMENT ON COLUMN distribution.partnership_warehouse.mirrored IS 'True once the distributor''s mirror (supplier warehouse) exists (ST-5).';

CREATE TABLE IF NOT EXISTS distribution.partnership_setting (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	auto_push_returns boolean NOT NULL DEFAULT false,
	low_balance_below numeric(20,2),
	CONSTRAINT partnership_setting_pkey PRIMARY KEY (supplier_id, partnership_id),
	CONSTRAINT partnership_setting_partnership_fkey FOREIGN KEY (supplier_id, partnership_id)
		REFERENCES distribution.partnership (supplier_id, partnership_id) ON DELETE CASCADE,
	CONSTRAINT partnership_setting_low_balance_below_check
		CHECK (low_balance_below BETWEEN -92233720368547758.07 AND 92233720368547758.07)
);
COMMENT ON TABLE distribution.partnership_setting IS 'Settings of a partnership; no row: the defaults. Yours to write.';
COMMENT ON COLUMN distribution.partnership_setting.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.partnership_setting.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.partnership_setting.auto_push_returns IS 'True if returns are pushed as they are created (RT-2).';
COMMENT ON COLUMN distribution.partnership_setting.low_balance_below IS 'A balance below it, in the settlement currency, is shown and notified as low (NO-1); null: never.';

CREATE TABLE IF NOT EXISTS distribution.partnership_event (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	event_id bigint GENERATED BY DEFAULT AS IDENTITY,
	distributor_id bigint NOT NULL,
	event text NOT NULL,
	note text,
	actor text NOT NULL,
	occurred_at timestamptz NOT NULL,
	CONSTRAINT partnership_event_pkey PRIMARY KEY (supplier_id, partnership_id, event_id),
	CONSTRAINT partnership_event_event_check CHECK (event IN ('applied', 'approved', 'rejected', 'deleted', 'terminated',
		'held', 'released', 'level_changed', 'warehouses_set', 'warehouse_mirrored'))
);
COMMENT ON TABLE distribution.partnership_event IS 'What became of each partnership, by whom and when (PA-1); outlives a deleted application. Written by functions.';
COMMENT ON COLUMN distribution.partnership_event.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.partnership_event.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.partnership_event.event_id IS 'Key, growing.';
COMMENT ON COLUMN distribution.partnership_event.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution.partnership_event.event IS 'applied, approved, rejected, deleted, terminated, held, released, level_changed, warehouses_set or warehouse_mirrored.';
COMMENT ON COLUMN distribution.partnership_event.note IS 'The reason, level or warehouses given, if any.';
COMMENT ON COLUMN distribution.partnership_event.actor IS 'Role that did it.';
COMMENT ON COLUMN distribution.partnership_event.occurred_at IS 'When.';
$book$;

	EXECUTE $book$
-- sql/tables/claim.sql
CREATE TABLE IF NOT EXISTS distribution.claim (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	state text NOT NULL DEFAULT 'active',
	stopped_by text,
	distributor_sku text NOT NULL,
	rounding text NOT NULL,
	claimed_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT claim_pkey PRIMARY KEY (supplier_id, partnership_id, sku_id),
	CONSTRAINT claim_distributor_sku_key UNIQUE (supplier_id, partnership_id, distributor_sku),
	CONSTRAINT claim_partnership_fkey FOREIGN KEY (supplier_id, partnership_id)
		REFERENCES distribution.partnership (supplier_id, partnership_id),
	CONSTRAINT claim_product_fkey FOREIGN KEY (supplier_id, sku_id)
		REFERENCES distribution.distribution_product (supplier_id, sku_id),
	CONSTRAINT claim_state_check CHECK (state IN ('active', 'inactive')),
	CONSTRAINT claim_stopped_by_check CHECK ((state = 'inactive') = (stopped_by IS NOT NULL)
		AND stopped_by IN ('supplier', 'distributor', 'termination')),
	CONSTRAINT claim_distributor_sku_check CHECK (distributor_sku <> ''),
	CONSTRAINT claim_rounding_check CHECK (rounding IN ('up', 'down', 'nearest', 'cents'))
) WITH (fillfactor = 90);
COMMENT ON TABLE distribution.claim IS 'Products a distributor has claimed, with its own SKU codes (CL-1); written by functions.';
COMMENT ON COLUMN distribution.claim.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.claim.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.claim.sku_id IS 'The product.';
COMMENT ON COLUMN distribution.claim.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution.claim.state IS 'active or inactive (CL-1).';
COMMENT ON COLUMN distribution.claim.stopped_by IS 'Who made it inactive: supplier, distributor or termination; null while active (CL-2).';
COMMENT ON COLUMN distribution.claim.distributor_sku IS 'The distributor''s own SKU code, unique in the partnership.';
COMMENT ON COLUMN distribution.claim.rounding IS 'Rounding mode that its displayed price last used (PC-5).';
COMMENT ON COLUMN distribution.claim.claimed_at IS 'When it was first claimed.';
CREATE INDEX IF NOT EXISTS claim_sku_idx ON distribution.claim (supplier_id, sku_id);
CREATE INDEX IF NOT EXISTS claim_distributor_idx ON distribution.claim (distributor_id, distributor_sku);
$book$;

	EXECUTE $book$
-- sql/tables/fee.sql
CREATE TABLE IF NOT EXISTS distribution.fee (
	supplier_id bigint NOT NULL,
	fee text NOT NULL,
	basis text NOT NULL,
	amount numeric(20,2) NOT NULL,
	CONSTRAINT fee_pkey PRIMARY KEY (supplier_id, fee),
	CONSTRAINT fee_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id),
	CONSTRAINT fee_fee_check CHECK (fee IN ('stock_out', 'logistics', 'stock_in_return')),
	CONSTRAINT fee_basis_check CHECK (basis IN ('package', 'unit')),
	CONSTRAINT fee_amount_check CHECK (amount BETWEEN 0 AND 92233720368547758.07)
);
COMMENT ON TABLE distribution.fee IS 'Fees a supplier charges beside the goods (FE-1); no row, no charge. Yours to write.';
COMMENT ON COLUMN distribution.fee.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.fee.fee IS 'stock_out, logistics or stock_in_return.';
COMMENT ON COLUMN distribution.fee.basis IS 'package or unit: what the amount is charged for.';
COMMENT ON COLUMN distribution.fee.amount IS 'Amount per package or unit, in the supplier''s base currency; 0 allowed.';
$book$;

	EXECUTE $book$
-- sql/tables/visibility.sql
-- Who sees which product (VI-1 … VI-4).

CREATE TABLE IF NOT EXISTS distribution.visibility_rule (
	supplier_id bigint NOT NULL,
	rule_id bigint GENERATED BY DEFAULT AS IDENTITY,
	rule_no int NOT NULL,
	effect text NOT NULL,
	distributor_scope text NOT NULL,
	level int,
	product_scope text NOT NULL,
	CONSTRAINT visibility_rule_pkey PRIMARY KEY (supplier_id, rule_id),
	-- Deferrable: checked at the end of a statement, so that one statement can renumber.
	CONSTRAINT visibility_rule_rule_no_key UNIQUE (supplier_id, rule_no) DEFERRABLE INITIALLY IMMEDIATE,
	CONSTRAINT visibility_rule_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id),
	CONSTRAINT visibility_rule_rule_no_check CHECK (rule_no >= 1),
	CONSTRAINT visibility_rule_effect_check CHECK (effect IN ('visible_only', 'hidden')),
	CONSTRAINT visibility_rule_distributor_scope_check CHECK (distributor_scope IN ('all', 'level', 'selected')),
	CONSTRAINT visibility_rule_product_scope_check CHECK (product_scope IN ('all', 'selected')),
	CONSTRAINT visibility_rule_level_check CHECK ((distributor_scope = 'level') = (level IS NOT NULL)
		AND level BETWEEN 1 AND 10)
);
COMMENT ON TABLE distribution.visibility_rule IS 'Visibility rules of a supplier; the lowest matching number decides (VI-1 … VI-4). Yours to write.';
COMMENT ON COLUMN distribution.visibility_rule.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.visibility_rule.rule_id IS 'Key of the rule; stays when it is renumbered.';
COMMENT ON COLUMN distribution.visibility_rule.rule_no IS 'Precedence; the lower number wins.';
COMMENT ON COLUMN distribution.visibility_rule.effect IS 'visible_only (others do not see it) or hidden.';
COMMENT ON COLUMN distribution.visibility_rule.distributor_scope IS 'all, level (see level) or selected (see visibility_rule_distributor).';
COMMENT ON COLUMN distribution.visibility_rule.level IS 'The level, if distributor_scope is level; else null.';
COMMENT ON COLUMN distribution.visibility_rule.product_scope IS 'all or selected (see visibility_rule_product).';

CREATE TABLE IF NOT EXISTS distribution.visibility_rule_distributor (
	supplier_id bigint NOT NULL,
	rule_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	CONSTRAINT visibility_rule_distributor_pkey PRIMARY KEY (supplier_id, distributor_id, rule_id),
	CONSTRAINT visibility_rule_distributor_rule_fkey FOREIGN KEY (supplier_id, rule_id)
		REFERENCES distribution.visibility_rule (supplier_id, rule_id) ON DELETE CASCADE
);
COMMENT ON TABLE distribution.visibility_rule_distributor IS 'Distributors selected by a rule, by account (VI-4). Yours to write.';
COMMENT ON COLUMN distribution.visibility_rule_distributor.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.visibility_rule_distributor.rule_id IS 'The rule.';
COMMENT ON COLUMN distribution.visibility_rule_distributor.distributor_id IS 'The distributor''s account.';
CREATE INDEX IF NOT EXISTS visibility_rule_distributor_rule_idx
	ON distribution.visibility_rule_distributor (supplier_id, rule_id);

CREATE TABLE IF NOT EXISTS distribution.visibility_rule_product (
	supplier_id bigint NOT NULL,
	rule_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	CONSTRAINT visibility_rule_product_pkey PRIMARY KEY (supplier_id, sku_id, rule_id),
	CONSTRAINT visibility_rule_product_rule_fkey FOREIGN KEY (supplier_id, rule_id)
		REFERENCES distribution.visibility_rule (supplier_id, rule_id) ON DELETE CASCADE,
	CONSTRAINT visibility_rule_product_sku_fkey FOREIGN KEY (supplier_id, sku_id)
		REFERENCES distribution.merchant_sku (supplier_id, sku_id)
);
COMMENT ON TABLE distribution.visibility_rule_product IS 'Products selected by a rule (VI-2). Yours to write.';
COMMENT ON COLUMN distribution.visibility_rule_product.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.visibility_rule_product.rule_id IS 'The rule.';
COMMENT ON COLUMN distribution.visibility_rule_product.sku_id IS 'The product''s SKU.';
CREATE INDEX IF NOT EXISTS visibility_rule_product_rule_idx
	ON distribution.visibility_rule_product (supplier_id, rule_id);
$book$;

	EXECUTE $book$
-- sql/tables/stock.sql
-- Stock and every change of it (ST-1, ST-2).

CREATE TABLE IF NOT EXISTS distribution.stock (
	supplier_id bigint NOT NULL,
	warehouse_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	on_hand int NOT NULL DEFAULT 0,
	allocated int NOT NULL DEFAULT 0,
	defective int NOT NULL DEFAULT 0,
	push_pending boolean NOT NULL DEFAULT true,
	CONSTRAINT stock_pkey PRIMARY KEY (supplier_id, warehouse_id, sku_id),
	-- One check, as each costs time in every statement; on_hand >= 0 follows.
	CONSTRAINT stock_available_check CHECK (allocated >= 0 AND defective >= 0
		AND on_hand::bigint - allocated - defective >= 0)
) WITH (fillfactor = 50);
COMMENT ON TABLE distribution.stock IS 'Units of a SKU in a warehouse; available = on_hand − allocated − defective (ST-1). Written by functions.';
COMMENT ON COLUMN distribution.stock.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.stock.warehouse_id IS 'The warehouse.';
COMMENT ON COLUMN distribution.stock.sku_id IS 'The SKU.';
COMMENT ON COLUMN distribution.stock.on_hand IS 'Units in the warehouse.';
COMMENT ON COLUMN distribution.stock.allocated IS 'Units promised to pushed orders (ST-2).';
COMMENT ON COLUMN distribution.stock.defective IS 'Units on hand that cannot be sold.';
COMMENT ON COLUMN distribution.stock.push_pending IS 'True if it changed since stock was last pushed to distributors (ST-8).';
CREATE INDEX IF NOT EXISTS stock_push_pending_idx
	ON distribution.stock (supplier_id, warehouse_id, sku_id) WHERE push_pending;

CREATE TABLE IF NOT EXISTS distribution.stock_movement (
	supplier_id bigint NOT NULL,
	movement_id bigint GENERATED BY DEFAULT AS IDENTITY,
	warehouse_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	kind text NOT NULL,
	on_hand_change int NOT NULL,
	defective_change int NOT NULL,
	order_id bigint,
	document_no text,
	actor text NOT NULL,
	moved_at timestamptz NOT NULL,
	CONSTRAINT stock_movement_pkey PRIMARY KEY (supplier_id, movement_id),
	CONSTRAINT stock_movement_kind_check CHECK (kind IN ('receipt', 'adjustment', 'shipment', 'return'))
);
COMMENT ON TABLE distribution.stock_movement IS 'Every change of on-hand or defective stock (ST-1); written by functions.';
COMMENT ON COLUMN distribution.stock_movement.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.stock_movement.movement_id IS 'Key, growing.';
COMMENT ON COLUMN distribution.stock_movement.warehouse_id IS 'The warehouse.';
COMMENT ON COLUMN distribution.stock_movement.sku_id IS 'The SKU.';
COMMENT ON COLUMN distribution.stock_movement.kind IS 'receipt, adjustment, shipment or return.';
COMMENT ON COLUMN distribution.stock_movement.on_hand_change IS 'Units added to on_hand, negative if taken.';
COMMENT ON COLUMN distribution.stock_movement.defective_change IS 'Units added to defective, negative if taken.';
COMMENT ON COLUMN distribution.stock_movement.order_id IS 'The order shipped or returned, if any.';
COMMENT ON COLUMN distribution.stock_movement.document_no IS 'The caller''s document, if any.';
COMMENT ON COLUMN distribution.stock_movement.actor IS 'Role that did it.';
COMMENT ON COLUMN distribution.stock_movement.moved_at IS 'When.';
CREATE INDEX IF NOT EXISTS stock_movement_sku_idx ON distribution.stock_movement (supplier_id, sku_id, warehouse_id);
$book$;

	EXECUTE $book$
-- sql/tables/order.sql
-- Orders: as synced by a distributor, and, once pushed, as supplied (OR-1 … OR-11).

CREATE TABLE IF NOT EXISTS distribution.supply_order (
	supplier_id bigint NOT NULL,
	order_id bigint GENERATED BY DEFAULT AS IDENTITY,
	partnership_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	platform text NOT NULL,
	store text NOT NULL,
	platform_order_no text NOT NULL,
	logistics text NOT NULL,
	currency text NOT NULL,
	content_hash bytea NOT NULL,
	ordered_at timestamptz NOT NULL,
	synced_at timestamptz NOT NULL,
	push_state text NOT NULL DEFAULT 'synced',
	pushed_at timestamptz,
	state text,
	holds_number boolean NOT NULL DEFAULT true,
	marks text[] NOT NULL DEFAULT '{}',
	CONSTRAINT supply_order_pkey PRIMARY KEY (supplier_id, order_id),
	CONSTRAINT supply_order_partnership_fkey FOREIGN KEY (supplier_id, partnership_id)
		REFERENCES distribution.partnership (supplier_id, partnership_id),
	-- Few and short: each CHECK is read anew in every statement. The states are guarded by guard_order.
	CONSTRAINT supply_order_pushed_check CHECK ((state IS NULL) = (pushed_at IS NULL)),
	CONSTRAINT supply_order_marks_check CHECK (NOT 'marketing' = ANY (marks))
) WITH (fillfactor = 70);
COMMENT ON TABLE distribution.supply_order IS 'Marketplace orders of distributors and, from the push on, supply orders of the supplier (OR-3, OR-6); written by functions.';
COMMENT ON COLUMN distribution.supply_order.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.supply_order.order_id IS 'Key of the order.';
COMMENT ON COLUMN distribution.supply_order.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.supply_order.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution.supply_order.platform IS 'Marketplace, lower-case.';
COMMENT ON COLUMN distribution.supply_order.store IS 'The distributor''s store there.';
COMMENT ON COLUMN distribution.supply_order.platform_order_no IS 'Order number of the marketplace.';
COMMENT ON COLUMN distribution.supply_order.logistics IS 'self_arranged, platform or third_party.';
COMMENT ON COLUMN distribution.supply_order.currency IS 'Settlement currency of its prices and charges.';
COMMENT ON COLUMN distribution.supply_order.content_hash IS 'SHA-256 of the normalised payload: tells a repeat from a change (OR-1).';
COMMENT ON COLUMN distribution.supply_order.ordered_at IS 'When the buyer ordered.';
COMMENT ON COLUMN distribution.supply_order.synced_at IS 'When it was synced, last if replaced.';
COMMENT ON COLUMN distribution.supply_order.push_state IS 'Distributor''s side: synced, pushing, pushed, push_failed, withdrawing, withdrawn or cancelled (OR-3).';
COMMENT ON COLUMN distribution.supply_order.pushed_at IS 'When it was pushed; null: not yet.';
COMMENT ON COLUMN distribution.supply_order.state IS 'Supplier''s side: new, in_process, to_pickup, shipped, completed or cancelled (OR-6); null before the push.';
COMMENT ON COLUMN distribution.supply_order.holds_number IS 'False once cancelled or withdrawn: its number may be synced again (OR-1).';
COMMENT ON COLUMN distribution.supply_order.marks IS 'Free marks of the supplier (OR-11).';
CREATE UNIQUE INDEX IF NOT EXISTS supply_order_number_key
	ON distribution.supply_order (supplier_id, platform_order_no, partnership_id, store, platform) WHERE holds_number;
CREATE INDEX IF NOT EXISTS supply_order_distributor_idx ON distribution.supply_order (distributor_id, order_id);

CREATE TABLE IF NOT EXISTS distribution.order_recipient (
	supplier_id bigint NOT NULL,
	order_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	name text NOT NULL,
	phone text NOT NULL,
	address text NOT NULL,
	CONSTRAINT order_recipient_pkey PRIMARY KEY (supplier_id, order_id),
	CONSTRAINT order_recipient_order_fkey FOREIGN KEY (supplier_id, order_id)
		REFERENCES distribution.supply_order (supplier_id, order_id) ON DELETE CASCADE
);
COMMENT ON TABLE distribution.order_recipient IS 'Recipient of each order, apart from it so that row security hides it from a supplier that does not arrange the carrier (OR-7); written by functions.';
COMMENT ON COLUMN distribution.order_recipient.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.order_recipient.order_id IS 'The order.';
COMMENT ON COLUMN distribution.order_recipient.distributor_id IS 'The distributor, as in supply_order.';
COMMENT ON COLUMN distribution.order_recipient.name IS 'Name, as the marketplace gave it.';
COMMENT ON COLUMN distribution.order_recipient.phone IS 'Phone, as the marketplace gave it.';
COMMENT ON COLUMN distribution.order_recipient.address IS 'Address, as the marketplace gave it.';

CREATE TABLE IF NOT EXISTS distribution.order_package (
	supplier_id bigint NOT NULL,
	order_id bigint NOT NULL,
	package_no text NOT NULL,
	distributor_id bigint NOT NULL,
	position int NOT NULL,
	warehouse_id bigint,
	carrier text,
	tracking_no text,
	label text,
	CONSTRAINT order_package_pkey PRIMARY KEY (supplier_id, order_id, package_no),
	CONSTRAINT order_package_order_fkey FOREIGN KEY (supplier_id, order_id)
		REFERENCES distribution.supply_order (supplier_id, order_id) ON DELETE CASCADE
);
COMMENT ON TABLE distribution.order_package IS 'Packages of an order (OR-1, OR-11); written by functions.';
COMMENT ON COLUMN distribution.order_package.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.order_package.order_id IS 'The order.';
COMMENT ON COLUMN distribution.order_package.package_no IS 'The distributor''s package number, unique in the order.';
COMMENT ON COLUMN distribution.order_package.distributor_id IS 'The distributor, as in supply_order.';
COMMENT ON COLUMN distribution.order_package.position IS 'Position in the payload, from 1.';
COMMENT ON COLUMN distribution.order_package.warehouse_id IS 'Warehouse it is supplied from, fixed at sync (OR-6); null if none was assigned then: the push fixes it.';
COMMENT ON COLUMN distribution.order_package.carrier IS 'Carrier (OR-11).';
COMMENT ON COLUMN distribution.order_package.tracking_no IS 'Tracking number (OR-11).';
COMMENT ON COLUMN distribution.order_package.label IS 'Reference of the label (OR-11).';

CREATE TABLE IF NOT EXISTS distribution.order_line (
	supplier_id bigint NOT NULL,
	order_id bigint NOT NULL,
	line_no int NOT NULL,
	distributor_id bigint NOT NULL,
	package_no text NOT NULL,
	warehouse_id bigint,
	distributor_sku text NOT NULL,
	sku_id bigint,
	quantity int NOT NULL,
	is_gift boolean NOT NULL,
	reason text,
	detail text,
	unit_price numeric(20,2),
	price_source text,
	rounding text,
	rate numeric(20,10),
	rate_inverse boolean,
	rate_source text,
	rate_at timestamptz,
	shipped int NOT NULL DEFAULT 0,
	released int NOT NULL DEFAULT 0,
	returned int NOT NULL DEFAULT 0,
	CONSTRAINT order_line_pkey PRIMARY KEY (supplier_id, order_id, line_no),
	CONSTRAINT order_line_order_fkey FOREIGN KEY (supplier_id, order_id)
		REFERENCES distribution.supply_order (supplier_id, order_id) ON DELETE CASCADE,
	CONSTRAINT order_line_quantity_check CHECK (quantity > 0),
	CONSTRAINT order_line_price_check CHECK ((unit_price IS NULL) = (reason IS NOT NULL) AND unit_price >= 0),
	CONSTRAINT order_line_moved_check CHECK (shipped >= 0 AND released >= 0 AND shipped::bigint + released <= quantity),
	CONSTRAINT order_line_returned_check CHECK (returned BETWEEN 0 AND shipped)
);
COMMENT ON TABLE distribution.order_line IS 'Lines of an order with what sync decided for each (OR-2); written by functions.';
COMMENT ON COLUMN distribution.order_line.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.order_line.order_id IS 'The order.';
COMMENT ON COLUMN distribution.order_line.line_no IS 'Position in the payload over all packages, from 1.';
COMMENT ON COLUMN distribution.order_line.distributor_id IS 'The distributor, as in supply_order.';
COMMENT ON COLUMN distribution.order_line.package_no IS 'Its package.';
COMMENT ON COLUMN distribution.order_line.warehouse_id IS 'Warehouse of its package.';
COMMENT ON COLUMN distribution.order_line.distributor_sku IS 'SKU code as the distributor sent it.';
COMMENT ON COLUMN distribution.order_line.sku_id IS 'The claimed product; null: not mapped.';
COMMENT ON COLUMN distribution.order_line.quantity IS 'Units ordered.';
COMMENT ON COLUMN distribution.order_line.is_gift IS 'True for a gift; it is priced like any line (OR-8).';
COMMENT ON COLUMN distribution.order_line.reason IS 'Why the line is not eligible: sku_not_mapped, not_offered, no_price or no_exchange_rate; null: eligible (OR-2).';
COMMENT ON COLUMN distribution.order_line.detail IS 'What the reason means here, in words.';
COMMENT ON COLUMN distribution.order_line.unit_price IS 'Price of one unit that a push bills, in the order''s currency; null: not eligible.';
COMMENT ON COLUMN distribution.order_line.price_source IS 'Where the price came from: sku_price_level, sku_price, level_rule or base_price (PC-1).';
COMMENT ON COLUMN distribution.order_line.rounding IS 'Rounding mode used (PC-4).';
COMMENT ON COLUMN distribution.order_line.rate IS 'Quoted exchange rate used (FX-2).';
COMMENT ON COLUMN distribution.order_line.rate_inverse IS 'True if the conversion divides by the quoted rate (FX-2).';
COMMENT ON COLUMN distribution.order_line.rate_source IS 'same, fixed or live (FX-2).';
COMMENT ON COLUMN distribution.order_line.rate_at IS 'Time of the rate: observation if live, else the sync (FX-2).';
COMMENT ON COLUMN distribution.order_line.shipped IS 'Units shipped (ST-2).';
COMMENT ON COLUMN distribution.order_line.released IS 'Units released by withdrawal (ST-2).';
COMMENT ON COLUMN distribution.order_line.returned IS 'Units received back (RT-2).';

CREATE TABLE IF NOT EXISTS distribution.package_charge (
	supplier_id bigint NOT NULL,
	order_id bigint NOT NULL,
	package_no text NOT NULL,
	distributor_id bigint NOT NULL,
	currency text NOT NULL,
	goods_amount numeric(20,2) NOT NULL,
	stock_out_fee numeric(20,2) NOT NULL,
	logistics_fee numeric(20,2) NOT NULL,
	rate numeric(20,10) NOT NULL,
	rate_inverse boolean NOT NULL,
	rate_source text NOT NULL,
	rate_at timestamptz NOT NULL,
	transaction_id bigint NOT NULL,
	refunded numeric(20,2) NOT NULL DEFAULT 0,
	CONSTRAINT package_charge_pkey PRIMARY KEY (supplier_id, order_id, package_no),
	CONSTRAINT package_charge_order_fkey FOREIGN KEY (supplier_id, order_id)
		REFERENCES distribution.supply_order (supplier_id, order_id),
	CONSTRAINT package_charge_refunded_check CHECK (refunded BETWEEN 0 AND goods_amount + stock_out_fee + logistics_fee)
);
COMMENT ON TABLE distribution.package_charge IS 'What a push charged for each package (FE-2, OR-5) and what was refunded of it since; written by functions.';
COMMENT ON COLUMN distribution.package_charge.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.package_charge.order_id IS 'The order.';
COMMENT ON COLUMN distribution.package_charge.package_no IS 'The package.';
COMMENT ON COLUMN distribution.package_charge.distributor_id IS 'The distributor, as in supply_order.';
COMMENT ON COLUMN distribution.package_charge.currency IS 'Settlement currency of the amounts.';
COMMENT ON COLUMN distribution.package_charge.goods_amount IS 'Sum of unit price × quantity.';
COMMENT ON COLUMN distribution.package_charge.stock_out_fee IS 'Stock-out fee (FE-1).';
COMMENT ON COLUMN distribution.package_charge.logistics_fee IS 'Logistics fee (FE-1).';
COMMENT ON COLUMN distribution.package_charge.rate IS 'Quoted rate that converted the fees (FX-2).';
COMMENT ON COLUMN distribution.package_charge.rate_inverse IS 'True if the conversion divides by the quoted rate.';
COMMENT ON COLUMN distribution.package_charge.rate_source IS 'same, fixed or live.';
COMMENT ON COLUMN distribution.package_charge.rate_at IS 'Time of the rate.';
COMMENT ON COLUMN distribution.package_charge.transaction_id IS 'The ledger transaction that charged it.';
COMMENT ON COLUMN distribution.package_charge.refunded IS 'Amount refunded since (WD-2, RT-3).';
CREATE INDEX IF NOT EXISTS package_charge_refunded_idx
	ON distribution.package_charge (supplier_id, order_id, package_no) WHERE refunded > 0;

CREATE TABLE IF NOT EXISTS distribution.order_refusal (
	supplier_id bigint NOT NULL,
	order_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	reason text NOT NULL,
	detail text NOT NULL,
	refused_at timestamptz NOT NULL,
	CONSTRAINT order_refusal_pkey PRIMARY KEY (supplier_id, order_id),
	CONSTRAINT order_refusal_order_fkey FOREIGN KEY (supplier_id, order_id)
		REFERENCES distribution.supply_order (supplier_id, order_id) ON DELETE CASCADE
);
COMMENT ON TABLE distribution.order_refusal IS 'Why the last push of an order was refused; speaks while the order is push_failed (principle 3). Written by functions.';
COMMENT ON COLUMN distribution.order_refusal.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.order_refusal.order_id IS 'The order.';
COMMENT ON COLUMN distribution.order_refusal.distributor_id IS 'The distributor, as in supply_order.';
COMMENT ON COLUMN distribution.order_refusal.reason IS 'Reason code of push_result.';
COMMENT ON COLUMN distribution.order_refusal.detail IS 'The reason in words.';
COMMENT ON COLUMN distribution.order_refusal.refused_at IS 'When.';

CREATE TABLE IF NOT EXISTS distribution.order_event (
	supplier_id bigint NOT NULL,
	order_id bigint NOT NULL,
	event_id bigint GENERATED BY DEFAULT AS IDENTITY,
	distributor_id bigint NOT NULL,
	event text NOT NULL,
	note text,
	actor text NOT NULL,
	occurred_at timestamptz NOT NULL,
	CONSTRAINT order_event_pkey PRIMARY KEY (supplier_id, order_id, event_id)
);
COMMENT ON TABLE distribution.order_event IS 'Every transition of an order (OR-10); written by functions.';
COMMENT ON COLUMN distribution.order_event.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.order_event.order_id IS 'The order.';
COMMENT ON COLUMN distribution.order_event.event_id IS 'Key, growing.';
COMMENT ON COLUMN distribution.order_event.distributor_id IS 'The distributor, as in supply_order.';
COMMENT ON COLUMN distribution.order_event.event IS 'The state entered, or replaced for new content.';
COMMENT ON COLUMN distribution.order_event.note IS 'Reason code or text given, if any.';
COMMENT ON COLUMN distribution.order_event.actor IS 'Role that did it.';
COMMENT ON COLUMN distribution.order_event.occurred_at IS 'When.';
$book$;

	EXECUTE $book$
-- sql/tables/push_queue.sql
CREATE TABLE IF NOT EXISTS distribution.push_queue (
	supplier_id bigint NOT NULL,
	order_id bigint NOT NULL,
	queue_no bigint GENERATED BY DEFAULT AS IDENTITY,
	CONSTRAINT push_queue_pkey PRIMARY KEY (supplier_id, order_id)
);
COMMENT ON TABLE distribution.push_queue IS 'Orders queued for maintenance to push (OR-3); written by functions.';
COMMENT ON COLUMN distribution.push_queue.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.push_queue.order_id IS 'The order; its push_state is pushing.';
COMMENT ON COLUMN distribution.push_queue.queue_no IS 'Place in the queue, growing.';
CREATE INDEX IF NOT EXISTS push_queue_queue_no_idx ON distribution.push_queue (supplier_id, queue_no);
$book$;

	EXECUTE $book$
-- sql/tables/withdrawal.sql
CREATE TABLE IF NOT EXISTS distribution.withdrawal (
	supplier_id bigint NOT NULL,
	order_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	state text NOT NULL,
	reason text,
	requested_at timestamptz NOT NULL,
	goods_out boolean,
	answer text,
	answered_at timestamptz,
	CONSTRAINT withdrawal_pkey PRIMARY KEY (supplier_id, order_id),
	CONSTRAINT withdrawal_order_fkey FOREIGN KEY (supplier_id, order_id)
		REFERENCES distribution.supply_order (supplier_id, order_id),
	CONSTRAINT withdrawal_state_check CHECK (state IN ('warehouse', 'supplier', 'confirmed', 'refused')),
	CONSTRAINT withdrawal_goods_out_check CHECK ((goods_out IS NOT NULL) = (state = 'confirmed')),
	CONSTRAINT withdrawal_answered_check CHECK ((answered_at IS NOT NULL) = (state IN ('confirmed', 'refused')))
);
COMMENT ON TABLE distribution.withdrawal IS 'The last request to withdraw an order that its supplier had begun with, and the answer (WD-1, WD-3); written by functions.';
COMMENT ON COLUMN distribution.withdrawal.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.withdrawal.order_id IS 'The order.';
COMMENT ON COLUMN distribution.withdrawal.distributor_id IS 'The distributor, as in supply_order.';
COMMENT ON COLUMN distribution.withdrawal.state IS 'warehouse or supplier: whose answer it waits for; confirmed or refused: it had it (WD-3).';
COMMENT ON COLUMN distribution.withdrawal.reason IS 'Why the distributor withdraws, if it said so.';
COMMENT ON COLUMN distribution.withdrawal.requested_at IS 'When it was asked for.';
COMMENT ON COLUMN distribution.withdrawal.goods_out IS 'True if the goods had left the shelf and were shipped instead of released; null until confirmed (WD-3).';
COMMENT ON COLUMN distribution.withdrawal.answer IS 'What the warehouse or the supplier said last, if anything.';
COMMENT ON COLUMN distribution.withdrawal.answered_at IS 'When it was confirmed or refused; null: it waits.';
CREATE INDEX IF NOT EXISTS withdrawal_waiting_idx
	ON distribution.withdrawal (supplier_id, requested_at) WHERE state IN ('warehouse', 'supplier');
$book$;

	EXECUTE $book$
-- sql/tables/return.sql
-- Returns (RT-1 … RT-3).

CREATE TABLE IF NOT EXISTS distribution.return_order (
	supplier_id bigint NOT NULL,
	return_id bigint GENERATED BY DEFAULT AS IDENTITY,
	order_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	kind text NOT NULL,
	state text NOT NULL,
	reason text,
	answer text,
	currency text NOT NULL,
	stock_in_fee numeric(20,2),
	rate numeric(20,10),
	rate_inverse boolean,
	rate_source text,
	rate_at timestamptz,
	refund_amount numeric(20,2),
	created_at timestamptz NOT NULL,
	pushed_at timestamptz,
	received_at timestamptz,
	ended_at timestamptz,
	CONSTRAINT return_order_pkey PRIMARY KEY (supplier_id, return_id),
	CONSTRAINT return_order_order_fkey FOREIGN KEY (supplier_id, order_id)
		REFERENCES distribution.supply_order (supplier_id, order_id),
	CONSTRAINT return_order_kind_check CHECK (kind IN ('return_refund', 'refund_only')),
	CONSTRAINT return_order_state_check CHECK (state IN ('created', 'pushed', 'received', 'refunded', 'refused')),
	CONSTRAINT return_order_received_check CHECK (received_at IS NULL OR kind = 'return_refund'),
	CONSTRAINT return_order_fee_check CHECK (stock_in_fee >= 0 AND (stock_in_fee IS NULL OR received_at IS NOT NULL)),
	CONSTRAINT return_order_refund_check CHECK (refund_amount >= 0 AND (refund_amount IS NOT NULL) = (state = 'refunded')),
	CONSTRAINT return_order_answer_check CHECK ((answer IS NOT NULL) = (state = 'refused')),
	CONSTRAINT return_order_ended_check CHECK ((ended_at IS NOT NULL) = (state IN ('refunded', 'refused')))
);
COMMENT ON TABLE distribution.return_order IS 'Returns of orders (RT-1); written by functions.';
COMMENT ON COLUMN distribution.return_order.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.return_order.return_id IS 'Key of the return.';
COMMENT ON COLUMN distribution.return_order.order_id IS 'The order.';
COMMENT ON COLUMN distribution.return_order.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.return_order.distributor_id IS 'The distributor, as in supply_order.';
COMMENT ON COLUMN distribution.return_order.kind IS 'return_refund: goods come back; refund_only: none do (RT-1).';
COMMENT ON COLUMN distribution.return_order.state IS 'created, pushed, received, refunded or refused (RT-1).';
COMMENT ON COLUMN distribution.return_order.reason IS 'Why, as the distributor says.';
COMMENT ON COLUMN distribution.return_order.answer IS 'Why the supplier refused it.';
COMMENT ON COLUMN distribution.return_order.currency IS 'Settlement currency of its amounts.';
COMMENT ON COLUMN distribution.return_order.stock_in_fee IS 'Stock-in fee charged at receiving; null: none (FE-1, RT-3).';
COMMENT ON COLUMN distribution.return_order.rate IS 'Quoted rate that converted the fee (FX-2); null: no fee.';
COMMENT ON COLUMN distribution.return_order.rate_inverse IS 'True if the conversion divides by the quoted rate.';
COMMENT ON COLUMN distribution.return_order.rate_source IS 'same, fixed or live.';
COMMENT ON COLUMN distribution.return_order.rate_at IS 'Time of the rate.';
COMMENT ON COLUMN distribution.return_order.refund_amount IS 'Amount refunded, all packages; null until refunded.';
COMMENT ON COLUMN distribution.return_order.created_at IS 'When the distributor made it.';
COMMENT ON COLUMN distribution.return_order.pushed_at IS 'When it was pushed to the supplier; null: not yet.';
COMMENT ON COLUMN distribution.return_order.received_at IS 'When its goods were received; null: not yet, or none come.';
COMMENT ON COLUMN distribution.return_order.ended_at IS 'When it was refunded or refused.';
CREATE INDEX IF NOT EXISTS return_order_order_idx ON distribution.return_order (supplier_id, order_id);
CREATE INDEX IF NOT EXISTS return_order_distributor_idx ON distribution.return_order (distributor_id, return_id);
CREATE INDEX IF NOT EXISTS return_order_open_idx
	ON distribution.return_order (supplier_id, partnership_id) WHERE state IN ('created', 'pushed', 'received');

CREATE TABLE IF NOT EXISTS distribution.return_line (
	supplier_id bigint NOT NULL,
	return_id bigint NOT NULL,
	line_no int NOT NULL,
	order_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	quantity int NOT NULL,
	sellable int NOT NULL DEFAULT 0,
	defective int NOT NULL DEFAULT 0,
	refunded int NOT NULL DEFAULT 0,
	warehouse_id bigint,
	CONSTRAINT return_line_pkey PRIMARY KEY (supplier_id, return_id, line_no),
	CONSTRAINT return_line_return_fkey FOREIGN KEY (supplier_id, return_id)
		REFERENCES distribution.return_order (supplier_id, return_id),
	CONSTRAINT return_line_quantity_check CHECK (quantity > 0),
	CONSTRAINT return_line_received_check CHECK (sellable >= 0 AND defective >= 0 AND sellable::bigint + defective <= quantity),
	CONSTRAINT return_line_refunded_check CHECK (refunded BETWEEN 0 AND quantity)
);
COMMENT ON TABLE distribution.return_line IS 'Lines of returns: units claimed, received and refunded of an order line (RT-2, RT-3); written by functions.';
COMMENT ON COLUMN distribution.return_line.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.return_line.return_id IS 'The return.';
COMMENT ON COLUMN distribution.return_line.line_no IS 'The order''s line.';
COMMENT ON COLUMN distribution.return_line.order_id IS 'The order, as in return_order.';
COMMENT ON COLUMN distribution.return_line.distributor_id IS 'The distributor, as in supply_order.';
COMMENT ON COLUMN distribution.return_line.quantity IS 'Units claimed by the distributor.';
COMMENT ON COLUMN distribution.return_line.sellable IS 'Units received that can be sold again.';
COMMENT ON COLUMN distribution.return_line.defective IS 'Units received that cannot.';
COMMENT ON COLUMN distribution.return_line.refunded IS 'Units that its refund was for.';
COMMENT ON COLUMN distribution.return_line.warehouse_id IS 'Warehouse that received them; null: none did.';
CREATE INDEX IF NOT EXISTS return_line_order_idx ON distribution.return_line (supplier_id, order_id, line_no);
$book$;

	EXECUTE $book$
-- sql/tables/stock_push.sql
-- The push of stock to distributors (ST-4 … ST-8). No keys to rows of others: these are many, and logs.

CREATE TABLE IF NOT EXISTS distribution.push_record (
	supplier_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	warehouse_id bigint NOT NULL,
	record_id bigint GENERATED BY DEFAULT AS IDENTITY,
	distributor_id bigint NOT NULL,
	quantity int NOT NULL,
	result text NOT NULL,
	reason text,
	pushed_at timestamptz NOT NULL,
	CONSTRAINT push_record_pkey PRIMARY KEY (supplier_id, sku_id, partnership_id, warehouse_id, record_id),
	CONSTRAINT push_record_quantity_check CHECK (quantity >= 0),
	CONSTRAINT push_record_result_check CHECK (result IN ('pushed', 'failed') AND (reason IS NOT NULL) = (result = 'failed'))
);
COMMENT ON TABLE distribution.push_record IS 'Pushes of stock to mirrors, the newest of them (ST-7); written by functions.';
COMMENT ON COLUMN distribution.push_record.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.push_record.sku_id IS 'The product.';
COMMENT ON COLUMN distribution.push_record.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.push_record.warehouse_id IS 'The supplier''s warehouse, to whose mirror it was pushed.';
COMMENT ON COLUMN distribution.push_record.record_id IS 'Key, growing.';
COMMENT ON COLUMN distribution.push_record.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution.push_record.quantity IS 'Units pushed; 0 if it failed.';
COMMENT ON COLUMN distribution.push_record.result IS 'pushed or failed.';
COMMENT ON COLUMN distribution.push_record.reason IS 'Why it failed: no_supplier_warehouse (ST-5); null if it did not.';
COMMENT ON COLUMN distribution.push_record.pushed_at IS 'When.';

CREATE TABLE IF NOT EXISTS distribution.stock_push_request (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	CONSTRAINT stock_push_request_pkey PRIMARY KEY (supplier_id, partnership_id, sku_id)
);
COMMENT ON TABLE distribution.stock_push_request IS 'What the next push of stock takes along though its stock has not changed (ST-8): what was claimed, shown, assigned, or failed. Written by functions and triggers.';
COMMENT ON COLUMN distribution.stock_push_request.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.stock_push_request.partnership_id IS 'The partnership; 0: all.';
COMMENT ON COLUMN distribution.stock_push_request.sku_id IS 'The product; 0: all.';

CREATE TABLE IF NOT EXISTS distribution.stock_push_product (
	supplier_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	pushes int NOT NULL,
	trimmed_at timestamptz NOT NULL,
	CONSTRAINT stock_push_product_pkey PRIMARY KEY (supplier_id, sku_id)
) WITH (fillfactor = 50);
COMMENT ON TABLE distribution.stock_push_product IS 'How long ago the push records of a product were last trimmed to what is kept (ST-7); written by functions.';
COMMENT ON COLUMN distribution.stock_push_product.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.stock_push_product.sku_id IS 'The product.';
COMMENT ON COLUMN distribution.stock_push_product.pushes IS 'Pushes of its stock since then.';
COMMENT ON COLUMN distribution.stock_push_product.trimmed_at IS 'When they were trimmed, or first pushed.';
CREATE INDEX IF NOT EXISTS stock_push_product_trimmed_idx ON distribution.stock_push_product (trimmed_at);
$book$;

	EXECUTE $book$
-- sql/tables/ledger.sql
-- The ledger (LE-1 … LE-6): settlement accounts, their entries, and the summaries kept with them.

CREATE TABLE IF NOT EXISTS distribution.settlement_account (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	currency text NOT NULL,
	balance numeric(20,2) NOT NULL DEFAULT 0,
	credit_limit numeric(20,2) DEFAULT 0,
	credit_days int,
	last_transaction_id bigint NOT NULL DEFAULT 0,
	last_posted_at timestamptz NOT NULL DEFAULT '-infinity',
	last_hash bytea NOT NULL DEFAULT '',
	CONSTRAINT settlement_account_pkey PRIMARY KEY (supplier_id, partnership_id),
	CONSTRAINT settlement_account_partnership_fkey FOREIGN KEY (supplier_id, partnership_id)
		REFERENCES distribution.partnership (supplier_id, partnership_id),
	CONSTRAINT settlement_account_currency_fkey FOREIGN KEY (currency) REFERENCES distribution.currency (currency),
	CONSTRAINT settlement_account_credit_check CHECK (credit_limit >= 0 AND credit_days BETWEEN 0 AND 36500)
) WITH (fillfactor = 50);
COMMENT ON TABLE distribution.settlement_account IS 'The account that the money of a partnership runs over; written by functions.';
COMMENT ON COLUMN distribution.settlement_account.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.settlement_account.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.settlement_account.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution.settlement_account.currency IS 'Settlement currency; never changes (PA-3).';
COMMENT ON COLUMN distribution.settlement_account.balance IS 'Sum of the distributor-side settlement amounts (LE-3).';
COMMENT ON COLUMN distribution.settlement_account.credit_limit IS 'How far below zero a push may take the balance; null: unlimited (CR-1).';
COMMENT ON COLUMN distribution.settlement_account.credit_days IS 'Days from a charge to its due date, 0 to 36500; null: no term (CR-2).';
COMMENT ON COLUMN distribution.settlement_account.last_transaction_id IS 'Number of the last ledger transaction; 0: none yet.';
COMMENT ON COLUMN distribution.settlement_account.last_posted_at IS 'Time of the last entry; entries never go back in time.';
COMMENT ON COLUMN distribution.settlement_account.last_hash IS 'Hash of the last entry (LE-3); empty before the first.';

CREATE TABLE IF NOT EXISTS distribution.ledger_entry (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	transaction_id bigint NOT NULL,
	side text NOT NULL,
	account_id bigint NOT NULL,
	kind text NOT NULL,
	order_id bigint,
	package_no text,
	document_no text,
	amount numeric(20,2) NOT NULL,
	currency text NOT NULL,
	rate numeric(20,10) NOT NULL,
	rate_inverse boolean NOT NULL,
	rate_source text NOT NULL,
	rate_at timestamptz NOT NULL,
	settlement_amount numeric(20,2) NOT NULL,
	settlement_currency text NOT NULL,
	base_amount numeric(20,2) NOT NULL,
	base_currency text NOT NULL,
	base_rate numeric(20,10) NOT NULL,
	base_rate_inverse boolean NOT NULL,
	base_rate_source text NOT NULL,
	base_rate_at timestamptz NOT NULL,
	balance_after numeric(20,2) NOT NULL,
	posted_at timestamptz NOT NULL,
	due_at timestamptz,
	actor text NOT NULL,
	memo text,
	hash bytea NOT NULL,
	CONSTRAINT ledger_entry_pkey PRIMARY KEY (supplier_id, partnership_id, transaction_id, side)
);
COMMENT ON TABLE distribution.ledger_entry IS 'The ledger: two equal and opposite entries for every money event (LE-1); only ever inserted, by functions.';
COMMENT ON COLUMN distribution.ledger_entry.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.ledger_entry.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.ledger_entry.transaction_id IS 'Number of the money event, gapless from 1 in the partnership.';
COMMENT ON COLUMN distribution.ledger_entry.side IS 'supplier or distributor: whose books.';
COMMENT ON COLUMN distribution.ledger_entry.account_id IS 'The account of that side.';
COMMENT ON COLUMN distribution.ledger_entry.kind IS 'push_charge, withdrawal_refund, return_refund, return_charge, top_up, deduction, opening_balance or correction (LE-2).';
COMMENT ON COLUMN distribution.ledger_entry.order_id IS 'The order, if the event is of one.';
COMMENT ON COLUMN distribution.ledger_entry.package_no IS 'The package, if the event is of one.';
COMMENT ON COLUMN distribution.ledger_entry.document_no IS 'The document, if any: of an order, its marketplace number.';
COMMENT ON COLUMN distribution.ledger_entry.amount IS 'Amount as stated, signed for this side: a charge is negative for the distributor.';
COMMENT ON COLUMN distribution.ledger_entry.currency IS 'Currency of amount.';
COMMENT ON COLUMN distribution.ledger_entry.rate IS 'Quoted rate from currency to the settlement currency (FX-2).';
COMMENT ON COLUMN distribution.ledger_entry.rate_inverse IS 'True if the conversion divides by the quoted rate.';
COMMENT ON COLUMN distribution.ledger_entry.rate_source IS 'same, fixed or live.';
COMMENT ON COLUMN distribution.ledger_entry.rate_at IS 'Time of the rate.';
COMMENT ON COLUMN distribution.ledger_entry.settlement_amount IS 'The amount in the settlement currency.';
COMMENT ON COLUMN distribution.ledger_entry.settlement_currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution.ledger_entry.base_amount IS 'The amount in the supplier''s base currency at the rate of posting.';
COMMENT ON COLUMN distribution.ledger_entry.base_currency IS 'The supplier''s base currency.';
COMMENT ON COLUMN distribution.ledger_entry.base_rate IS 'Quoted rate from the settlement currency to the base currency (FX-2).';
COMMENT ON COLUMN distribution.ledger_entry.base_rate_inverse IS 'True if that conversion divides by the quoted rate.';
COMMENT ON COLUMN distribution.ledger_entry.base_rate_source IS 'same, fixed or live.';
COMMENT ON COLUMN distribution.ledger_entry.base_rate_at IS 'Time of that rate.';
COMMENT ON COLUMN distribution.ledger_entry.balance_after IS 'Sum of this side''s settlement amounts up to and with this entry (LE-3).';
COMMENT ON COLUMN distribution.ledger_entry.posted_at IS 'When it was posted; never before the entry before it.';
COMMENT ON COLUMN distribution.ledger_entry.due_at IS 'When a charge is due (CR-2); null: no term, or not a charge.';
COMMENT ON COLUMN distribution.ledger_entry.actor IS 'Role that posted it.';
COMMENT ON COLUMN distribution.ledger_entry.memo IS 'Free text.';
COMMENT ON COLUMN distribution.ledger_entry.hash IS 'SHA-256 over the hash of the entry before it and this entry (LE-3).';
CREATE INDEX IF NOT EXISTS ledger_entry_account_idx ON distribution.ledger_entry (account_id, posted_at);

CREATE TABLE IF NOT EXISTS distribution.ledger_idempotency (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	idempotency_key text NOT NULL,
	transaction_id bigint NOT NULL,
	CONSTRAINT ledger_idempotency_pkey PRIMARY KEY (supplier_id, partnership_id, idempotency_key),
	CONSTRAINT ledger_idempotency_key_check CHECK (idempotency_key <> '')
);
COMMENT ON TABLE distribution.ledger_idempotency IS 'Keys of manual entries: a repeated key returns the first transaction (LE-4); written by functions.';
COMMENT ON COLUMN distribution.ledger_idempotency.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.ledger_idempotency.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.ledger_idempotency.idempotency_key IS 'The caller''s key.';
COMMENT ON COLUMN distribution.ledger_idempotency.transaction_id IS 'The transaction it posted.';

CREATE TABLE IF NOT EXISTS distribution.ledger_month (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	month date NOT NULL,
	charges numeric(20,2) NOT NULL,
	refunds numeric(20,2) NOT NULL,
	return_charges numeric(20,2) NOT NULL,
	manual numeric(20,2) NOT NULL,
	base_charges numeric(20,2) NOT NULL,
	base_refunds numeric(20,2) NOT NULL,
	base_return_charges numeric(20,2) NOT NULL,
	base_manual numeric(20,2) NOT NULL,
	entries int NOT NULL,
	CONSTRAINT ledger_month_pkey PRIMARY KEY (supplier_id, partnership_id, month)
) WITH (fillfactor = 70);
COMMENT ON TABLE distribution.ledger_month IS 'Distributor-side sums of a partnership per month of the supplier''s time zone, kept with each entry (LE-6); written by functions.';
COMMENT ON COLUMN distribution.ledger_month.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.ledger_month.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.ledger_month.month IS 'First day of the month.';
COMMENT ON COLUMN distribution.ledger_month.charges IS 'Sum of push_charge, settlement currency, negative.';
COMMENT ON COLUMN distribution.ledger_month.refunds IS 'Sum of withdrawal_refund and return_refund, positive.';
COMMENT ON COLUMN distribution.ledger_month.return_charges IS 'Sum of return_charge, negative.';
COMMENT ON COLUMN distribution.ledger_month.manual IS 'Sum of top_up, deduction, opening_balance and correction.';
COMMENT ON COLUMN distribution.ledger_month.base_charges IS 'charges in the supplier''s base currency.';
COMMENT ON COLUMN distribution.ledger_month.base_refunds IS 'refunds in the supplier''s base currency.';
COMMENT ON COLUMN distribution.ledger_month.base_return_charges IS 'return_charges in the supplier''s base currency.';
COMMENT ON COLUMN distribution.ledger_month.base_manual IS 'manual in the supplier''s base currency.';
COMMENT ON COLUMN distribution.ledger_month.entries IS 'Number of distributor-side entries.';

CREATE TABLE IF NOT EXISTS distribution.ledger_day (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	day date NOT NULL,
	kind text NOT NULL,
	amount numeric(20,2) NOT NULL,
	base_amount numeric(20,2) NOT NULL,
	entries int NOT NULL,
	CONSTRAINT ledger_day_pkey PRIMARY KEY (supplier_id, partnership_id, day, kind)
) WITH (fillfactor = 70);
COMMENT ON TABLE distribution.ledger_day IS 'Distributor-side sums of a partnership per day of the supplier''s time zone and kind, kept with each entry (LE-6); written by functions.';
COMMENT ON COLUMN distribution.ledger_day.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.ledger_day.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.ledger_day.day IS 'The day.';
COMMENT ON COLUMN distribution.ledger_day.kind IS 'Kind of the entries.';
COMMENT ON COLUMN distribution.ledger_day.amount IS 'Sum, settlement currency.';
COMMENT ON COLUMN distribution.ledger_day.base_amount IS 'Sum in the supplier''s base currency.';
COMMENT ON COLUMN distribution.ledger_day.entries IS 'Number of entries.';
$book$;

	EXECUTE $book$
-- sql/tables/product_sales.sql
-- Units sold per product and day (PD-4), counted from the ledger by count_sales().
--
-- The ledger tells of every push (push_charge) and every cancellation (withdrawal_refund), numbered
-- without gaps in each partnership. So the push writes nothing here, and what is not counted yet is
-- known exactly: the transactions above product_sales_counted.

CREATE TABLE IF NOT EXISTS distribution.product_sales_day (
	supplier_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	day date NOT NULL,
	units bigint NOT NULL,
	CONSTRAINT product_sales_day_pkey PRIMARY KEY (supplier_id, sku_id, day)
);
COMMENT ON TABLE distribution.product_sales_day IS 'Units sold per product and day, of the transactions counted so far (PD-4); written by count_sales().';
COMMENT ON COLUMN distribution.product_sales_day.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.product_sales_day.sku_id IS 'The product.';
COMMENT ON COLUMN distribution.product_sales_day.day IS 'Day of the push, in the supplier''s time zone.';
COMMENT ON COLUMN distribution.product_sales_day.units IS 'Units pushed that day, without those of orders cancelled since.';

CREATE TABLE IF NOT EXISTS distribution.product_sales_counted (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	transaction_id bigint NOT NULL DEFAULT 0,
	CONSTRAINT product_sales_counted_pkey PRIMARY KEY (supplier_id, partnership_id)
);
COMMENT ON TABLE distribution.product_sales_counted IS 'Up to which transaction of a partnership product_sales_day has counted (PD-4); written by count_sales().';
COMMENT ON COLUMN distribution.product_sales_counted.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.product_sales_counted.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.product_sales_counted.transaction_id IS 'The last transaction counted; 0: none.';
$book$;

	EXECUTE $book$
-- sql/tables/credit.sql
-- The history of credit limits and periods (CR-3); what holds now stands in settlement_account.

CREATE TABLE IF NOT EXISTS distribution.credit_change (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	change_id bigint GENERATED BY DEFAULT AS IDENTITY,
	distributor_id bigint NOT NULL,
	previous_limit numeric(20,2),
	previous_days int,
	credit_limit numeric(20,2),
	credit_days int,
	actor text NOT NULL,
	changed_at timestamptz NOT NULL,
	CONSTRAINT credit_change_pkey PRIMARY KEY (supplier_id, partnership_id, change_id),
	CONSTRAINT credit_change_partnership_fkey FOREIGN KEY (supplier_id, partnership_id)
		REFERENCES distribution.partnership (supplier_id, partnership_id)
);
COMMENT ON TABLE distribution.credit_change IS 'Every change of a partnership''s credit limit or period (CR-3); only ever inserted, by functions.';
COMMENT ON COLUMN distribution.credit_change.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.credit_change.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.credit_change.change_id IS 'Key, growing.';
COMMENT ON COLUMN distribution.credit_change.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution.credit_change.previous_limit IS 'Credit limit before, in settlement currency; null: unlimited.';
COMMENT ON COLUMN distribution.credit_change.previous_days IS 'Credit period before, in days; null: no term.';
COMMENT ON COLUMN distribution.credit_change.credit_limit IS 'Credit limit from then on, in settlement currency; null: unlimited.';
COMMENT ON COLUMN distribution.credit_change.credit_days IS 'Credit period of charges from then on, in days; null: no term.';
COMMENT ON COLUMN distribution.credit_change.actor IS 'Role that changed it.';
COMMENT ON COLUMN distribution.credit_change.changed_at IS 'When.';
$book$;

	EXECUTE $book$
-- sql/tables/statement.sql
-- Statements: what a month came to, closed by the supplier and answered by the distributor (LE-7).

CREATE TABLE IF NOT EXISTS distribution.statement (
	supplier_id bigint NOT NULL,
	statement_id bigint GENERATED BY DEFAULT AS IDENTITY,
	partnership_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	month date NOT NULL,
	currency text NOT NULL,
	opening_balance numeric(20,2) NOT NULL,
	charges numeric(20,2) NOT NULL,
	refunds numeric(20,2) NOT NULL,
	return_charges numeric(20,2) NOT NULL,
	manual numeric(20,2) NOT NULL,
	closing_balance numeric(20,2) NOT NULL,
	base_currency text NOT NULL,
	base_opening_balance numeric(20,2) NOT NULL,
	base_charges numeric(20,2) NOT NULL,
	base_refunds numeric(20,2) NOT NULL,
	base_return_charges numeric(20,2) NOT NULL,
	base_manual numeric(20,2) NOT NULL,
	base_closing_balance numeric(20,2) NOT NULL,
	entries int NOT NULL,
	last_transaction_id bigint NOT NULL,
	last_hash bytea NOT NULL,
	closed_by text NOT NULL,
	closed_at timestamptz NOT NULL,
	state text NOT NULL DEFAULT 'closed',
	reason text,
	answered_by text,
	answered_at timestamptz,
	CONSTRAINT statement_pkey PRIMARY KEY (supplier_id, statement_id),
	CONSTRAINT statement_month_key UNIQUE (supplier_id, partnership_id, month),
	CONSTRAINT statement_partnership_fkey FOREIGN KEY (supplier_id, partnership_id)
		REFERENCES distribution.partnership (supplier_id, partnership_id),
	CONSTRAINT statement_month_check CHECK (extract(day FROM month) = 1),
	CONSTRAINT statement_state_check CHECK (state IN ('closed', 'confirmed', 'disputed')),
	CONSTRAINT statement_reason_check CHECK (state <> 'disputed' OR reason <> ''),
	CONSTRAINT statement_closing_check CHECK (closing_balance = opening_balance + charges + refunds + return_charges + manual)
);
COMMENT ON TABLE distribution.statement IS 'Closed months of partnerships, from the distributor''s side (LE-7); written by functions. All but the answer never changes.';
COMMENT ON COLUMN distribution.statement.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.statement.statement_id IS 'Key of the statement.';
COMMENT ON COLUMN distribution.statement.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.statement.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution.statement.month IS 'First day of the month, in the supplier''s time zone.';
COMMENT ON COLUMN distribution.statement.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution.statement.opening_balance IS 'Balance before the month''s first entry.';
COMMENT ON COLUMN distribution.statement.charges IS 'Charges of pushes, negative.';
COMMENT ON COLUMN distribution.statement.refunds IS 'Refunds of withdrawals and returns, positive.';
COMMENT ON COLUMN distribution.statement.return_charges IS 'Charges of returns, negative.';
COMMENT ON COLUMN distribution.statement.manual IS 'Manual entries, signed.';
COMMENT ON COLUMN distribution.statement.closing_balance IS 'Balance after the month''s last entry.';
COMMENT ON COLUMN distribution.statement.base_currency IS 'The supplier''s base currency.';
COMMENT ON COLUMN distribution.statement.base_opening_balance IS 'Sum of all base amounts before the month, at the rates of posting.';
COMMENT ON COLUMN distribution.statement.base_charges IS 'charges in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution.statement.base_refunds IS 'refunds in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution.statement.base_return_charges IS 'return_charges in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution.statement.base_manual IS 'manual in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution.statement.base_closing_balance IS 'Sum of all base amounts up to the month''s end.';
COMMENT ON COLUMN distribution.statement.entries IS 'Number of money events of the month.';
COMMENT ON COLUMN distribution.statement.last_transaction_id IS 'Last ledger transaction up to the month''s end; 0: none yet.';
COMMENT ON COLUMN distribution.statement.last_hash IS 'Hash of its last entry (LE-3): with it the statement vouches for every entry before; empty if there is none.';
COMMENT ON COLUMN distribution.statement.closed_by IS 'Role that closed the month.';
COMMENT ON COLUMN distribution.statement.closed_at IS 'When.';
COMMENT ON COLUMN distribution.statement.state IS 'closed: not answered yet; confirmed or disputed by the distributor.';
COMMENT ON COLUMN distribution.statement.reason IS 'Why it is disputed, or a note to the confirmation.';
COMMENT ON COLUMN distribution.statement.answered_by IS 'Role that answered last; null: not answered.';
COMMENT ON COLUMN distribution.statement.answered_at IS 'When; null: not answered.';
$book$;

	EXECUTE $book$
-- sql/tables/verify.sql
-- How far ledgers have been verified, account by account (LE-3).

CREATE TABLE IF NOT EXISTS distribution.verify_checkpoint (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	transaction_id bigint NOT NULL,
	balance numeric(20,2) NOT NULL,
	posted_at timestamptz NOT NULL,
	hash bytea NOT NULL,
	checked_by text NOT NULL,
	checked_at timestamptz NOT NULL,
	CONSTRAINT verify_checkpoint_pkey PRIMARY KEY (supplier_id, partnership_id)
);
COMMENT ON TABLE distribution.verify_checkpoint IS 'Where the last sound verification of an account''s ledger ended; written by save_checkpoint.';
COMMENT ON COLUMN distribution.verify_checkpoint.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.verify_checkpoint.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.verify_checkpoint.transaction_id IS 'Last ledger transaction verified.';
COMMENT ON COLUMN distribution.verify_checkpoint.balance IS 'Balance after it, distributor''s side.';
COMMENT ON COLUMN distribution.verify_checkpoint.posted_at IS 'When it was posted.';
COMMENT ON COLUMN distribution.verify_checkpoint.hash IS 'Hash of its supplier''s entry (LE-3): keep a copy elsewhere, and no history up to it can be made anew unseen.';
COMMENT ON COLUMN distribution.verify_checkpoint.checked_by IS 'Role that verified.';
COMMENT ON COLUMN distribution.verify_checkpoint.checked_at IS 'When.';
$book$;

	EXECUTE $book$
-- sql/tables/money_notice.sql
-- What accounts have been told about money, so that they are told once (NO-1).

CREATE TABLE IF NOT EXISTS distribution.money_notice (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	event text NOT NULL,
	noticed_at timestamptz NOT NULL,
	CONSTRAINT money_notice_pkey PRIMARY KEY (supplier_id, partnership_id, event),
	CONSTRAINT money_notice_event_check CHECK (event IN ('balance_low', 'credit_due'))
);
COMMENT ON TABLE distribution.money_notice IS 'Low balances and due charges that maintenance has sent messages about and that last (NO-1); written by run_maintenance.';
COMMENT ON COLUMN distribution.money_notice.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.money_notice.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.money_notice.event IS 'balance_low or credit_due.';
COMMENT ON COLUMN distribution.money_notice.noticed_at IS 'When the message was sent.';
$book$;

	EXECUTE $book$
-- sql/tables/seed.sql
-- Plans (ID-1) and currencies (ISO 4217). Only into empty tables: an administrator's edits stay.

INSERT INTO distribution.plan (plan, rank, may_supply)
SELECT 'V' || n, n, n >= 2
FROM generate_series(1, 5) AS n
WHERE NOT EXISTS (SELECT FROM distribution.plan);

INSERT INTO distribution.currency (currency, decimals)
SELECT code, decimals
FROM (VALUES
	(0, '{BIF,CLP,DJF,GNF,ISK,JPY,KMF,KRW,PYG,RWF,UGX,VND,VUV,XAF,XOF,XPF}'::text[]),
	(2, '{AED,ALL,AMD,ARS,AUD,AZN,BAM,BDT,BGN,BND,BOB,BRL,BWP,BYN,CAD,CHF,CNY,COP,CRC,CZK,DKK,DOP,DZD,EGP,ETB,EUR,FJD,
		GBP,GEL,GHS,GTQ,HKD,HNL,HUF,IDR,ILS,INR,JMD,KES,KGS,KHR,KZT,LAK,LKR,MAD,MDL,MKD,MMK,MNT,MOP,MUR,MVR,MXN,MYR,MZN,
		NAD,NGN,NIO,NOK,NPR,NZD,PAB,PEN,PGK,PHP,PKR,PLN,QAR,RON,RSD,RUB,SAR,SEK,SGD,THB,TRY,TTD,TWD,TZS,UAH,USD,UYU,UZS,
		ZAR,ZMW}'::text[])
) AS iso (decimals, codes)
CROSS JOIN LATERAL unnest(codes) AS code
WHERE NOT EXISTS (SELECT FROM distribution.currency);
$book$;

	EXECUTE $book$
-- sql/tables/sequence.sql
-- After rows have come without their sequences, as by logical replication, ids go on above the largest.
DO $sequence$
DECLARE
	identity record;
BEGIN
	FOR identity IN
		SELECT
			format('%I.%I', n.nspname, c.relname) AS relation,
			a.attname AS name,
			pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) AS sequence
		FROM pg_attribute AS a
		JOIN pg_class AS c ON c.oid = a.attrelid
		JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE n.nspname = 'distribution' AND c.relkind = 'r' AND a.attidentity <> ''
	LOOP
		EXECUTE format(
			'SELECT setval(%L, r.largest)
			FROM (SELECT max(%I) AS largest FROM %s) AS r, %s AS s
			WHERE r.largest > s.last_value OR (r.largest = s.last_value AND NOT s.is_called)',
			identity.sequence, identity.name, identity.relation, identity.sequence);
	END LOOP;
END
$sequence$;
$book$;

	EXECUTE $book$
-- sql/triggers/member.sql
CREATE OR REPLACE TRIGGER member_changed
	AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON distribution.member
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.member_changed();
$book$;

	EXECUTE $book$
-- sql/triggers/account.sql
CREATE OR REPLACE TRIGGER account_recount
	AFTER UPDATE OF plan ON distribution.account
	FOR EACH ROW WHEN (OLD.plan <> NEW.plan)
	EXECUTE FUNCTION distribution.recount_account();

CREATE OR REPLACE TRIGGER plan_recount
	AFTER UPDATE OF order_quota ON distribution.plan
	FOR EACH ROW WHEN ((OLD.order_quota IS NULL) <> (NEW.order_quota IS NULL))
	EXECUTE FUNCTION distribution.recount_plan();
$book$;

	EXECUTE $book$
-- sql/triggers/supplier.sql
CREATE OR REPLACE TRIGGER supplier_guard
	BEFORE INSERT OR UPDATE OF base_currency, live_at, time_zone ON distribution.supplier
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_supplier();

CREATE OR REPLACE TRIGGER supplier_fixed
	AFTER UPDATE OF supplier_id ON distribution.supplier
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER merchant_sku_combination
	BEFORE UPDATE OF is_combination ON distribution.merchant_sku
	FOR EACH ROW WHEN (NEW.is_combination AND NOT OLD.is_combination)
	EXECUTE FUNCTION distribution.guard_combination();

CREATE OR REPLACE TRIGGER merchant_sku_fixed
	AFTER UPDATE OF supplier_id ON distribution.merchant_sku
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER warehouse_fixed
	AFTER UPDATE OF supplier_id ON distribution.warehouse
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER customer_fixed
	AFTER UPDATE OF supplier_id ON distribution.customer
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER fee_fixed
	AFTER UPDATE OF supplier_id ON distribution.fee
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER fixed_rate_fixed
	AFTER UPDATE OF supplier_id ON distribution.fixed_rate
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');
$book$;

	EXECUTE $book$
-- sql/triggers/product.sql
CREATE OR REPLACE TRIGGER distribution_product_guard
	BEFORE INSERT OR UPDATE OF state ON distribution.distribution_product
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_product();

CREATE OR REPLACE TRIGGER distribution_product_limit_insert
	AFTER INSERT ON distribution.distribution_product
	REFERENCING NEW TABLE AS inserted
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_product_limit();

CREATE OR REPLACE TRIGGER distribution_product_limit_update
	AFTER UPDATE OF state ON distribution.distribution_product
	FOR EACH ROW WHEN (OLD.state = 'disabled' AND NEW.state <> 'disabled')
	EXECUTE FUNCTION distribution.guard_product_limit();

CREATE OR REPLACE TRIGGER distribution_product_fixed
	AFTER UPDATE OF supplier_id, sku_id ON distribution.distribution_product
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'sku_id');

CREATE OR REPLACE TRIGGER merchant_sku_code
	BEFORE UPDATE OF sku ON distribution.merchant_sku
	FOR EACH ROW WHEN (OLD.sku <> NEW.sku)
	EXECUTE FUNCTION distribution.guard_sku();
$book$;

	EXECUTE $book$
-- sql/triggers/price.sql
CREATE OR REPLACE TRIGGER customer_level_guard
	BEFORE DELETE OR UPDATE OF level ON distribution.customer_level
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_level();

CREATE OR REPLACE TRIGGER customer_level_fixed
	AFTER UPDATE OF supplier_id ON distribution.customer_level
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER sku_price_fixed
	AFTER UPDATE OF supplier_id ON distribution.sku_price
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');
$book$;

	EXECUTE $book$
-- sql/triggers/price_history.sql
CREATE OR REPLACE TRIGGER distribution_product_history
	AFTER INSERT OR DELETE OR UPDATE OF base_price ON distribution.distribution_product
	FOR EACH ROW EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER distribution_product_history_kept
	BEFORE TRUNCATE ON distribution.distribution_product
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER sku_price_history
	AFTER INSERT OR DELETE OR UPDATE ON distribution.sku_price
	FOR EACH ROW EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER sku_price_history_kept
	BEFORE TRUNCATE ON distribution.sku_price
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER customer_level_history
	AFTER INSERT OR DELETE OR UPDATE ON distribution.customer_level
	FOR EACH ROW EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER customer_level_history_kept
	BEFORE TRUNCATE ON distribution.customer_level
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER price_history_kept
	BEFORE DELETE OR TRUNCATE ON distribution.price_history
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_kept();

CREATE OR REPLACE TRIGGER price_history_fixed
	AFTER UPDATE ON distribution.price_history
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'history_id', 'kind', 'sku_id', 'level',
		'min_quantity', 'valid', 'old_price', 'new_price', 'old_percent', 'new_percent', 'old_plus', 'new_plus', 'actor', 'changed_at');
$book$;

	EXECUTE $book$
-- sql/triggers/price_import.sql
CREATE OR REPLACE TRIGGER price_import_take
	AFTER INSERT ON distribution.price_import
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.import_copied_prices();
$book$;

	EXECUTE $book$
-- sql/triggers/visibility.sql
CREATE OR REPLACE TRIGGER visibility_rule_limit
	AFTER INSERT ON distribution.visibility_rule
	REFERENCING NEW TABLE AS inserted
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_rule_limit();

CREATE OR REPLACE TRIGGER visibility_rule_fixed
	AFTER UPDATE OF supplier_id ON distribution.visibility_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER visibility_rule_distributor_fixed
	AFTER UPDATE OF supplier_id ON distribution.visibility_rule_distributor
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER visibility_rule_product_fixed
	AFTER UPDATE OF supplier_id ON distribution.visibility_rule_product
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');
$book$;

	EXECUTE $book$
-- sql/triggers/stock_push.sql
CREATE OR REPLACE TRIGGER visibility_rule_stock_push
	AFTER INSERT OR UPDATE OR DELETE ON distribution.visibility_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.request_stock_push();

CREATE OR REPLACE TRIGGER visibility_rule_distributor_stock_push
	AFTER INSERT OR UPDATE OR DELETE ON distribution.visibility_rule_distributor
	FOR EACH ROW EXECUTE FUNCTION distribution.request_stock_push();

CREATE OR REPLACE TRIGGER visibility_rule_product_stock_push
	AFTER INSERT OR UPDATE OR DELETE ON distribution.visibility_rule_product
	FOR EACH ROW EXECUTE FUNCTION distribution.request_stock_push();

CREATE OR REPLACE TRIGGER supplier_stock_push
	AFTER UPDATE OF sold_out_below ON distribution.supplier
	FOR EACH ROW WHEN (NEW.sold_out_below <> OLD.sold_out_below)
	EXECUTE FUNCTION distribution.request_stock_push();
$book$;

	EXECUTE $book$
-- sql/triggers/partnership.sql
CREATE OR REPLACE TRIGGER partnership_guard
	BEFORE UPDATE OR DELETE ON distribution.partnership
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_partnership();

CREATE OR REPLACE TRIGGER partnership_fixed
	AFTER UPDATE OF supplier_id, partnership_id, distributor_id ON distribution.partnership
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'partnership_id', 'distributor_id');

CREATE OR REPLACE TRIGGER partnership_warehouse_fixed
	AFTER UPDATE OF supplier_id, partnership_id, distributor_id ON distribution.partnership_warehouse
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'partnership_id', 'distributor_id');

CREATE OR REPLACE TRIGGER partnership_setting_fixed
	AFTER UPDATE OF supplier_id, partnership_id ON distribution.partnership_setting
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'partnership_id');

CREATE OR REPLACE TRIGGER claim_fixed
	AFTER UPDATE OF supplier_id, partnership_id, sku_id, distributor_id ON distribution.claim
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'partnership_id', 'sku_id', 'distributor_id');

CREATE OR REPLACE TRIGGER settlement_account_kept
	BEFORE DELETE OR TRUNCATE ON distribution.settlement_account
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_kept();

CREATE OR REPLACE TRIGGER settlement_account_fixed
	AFTER UPDATE OF supplier_id, partnership_id, distributor_id, currency ON distribution.settlement_account
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'partnership_id', 'distributor_id', 'currency');

CREATE OR REPLACE TRIGGER stock_fixed
	AFTER UPDATE OF supplier_id ON distribution.stock
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');
$book$;

	EXECUTE $book$
-- sql/triggers/order.sql
CREATE OR REPLACE TRIGGER supply_order_guard
	AFTER INSERT OR UPDATE OF push_state, state ON distribution.supply_order
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_order();
$book$;

	EXECUTE $book$
-- sql/triggers/ledger.sql
CREATE OR REPLACE TRIGGER ledger_entry_pairs
	AFTER INSERT ON distribution.ledger_entry
	REFERENCING NEW TABLE AS inserted
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.ledger_require_pairs();

CREATE OR REPLACE TRIGGER ledger_entry_only_grows
	BEFORE UPDATE OR DELETE OR TRUNCATE ON distribution.ledger_entry
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.ledger_refuse_change();
$book$;

	EXECUTE $book$
-- sql/triggers/credit.sql
CREATE OR REPLACE TRIGGER credit_change_only_grows
	BEFORE UPDATE OR DELETE OR TRUNCATE ON distribution.credit_change
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.ledger_refuse_change();
$book$;

	EXECUTE $book$
-- sql/triggers/statement.sql
CREATE OR REPLACE TRIGGER statement_fixed
	AFTER UPDATE ON distribution.statement
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'statement_id', 'partnership_id',
		'distributor_id', 'month', 'currency', 'opening_balance', 'charges', 'refunds', 'return_charges', 'manual',
		'closing_balance', 'base_currency', 'base_opening_balance', 'base_charges', 'base_refunds',
		'base_return_charges', 'base_manual', 'base_closing_balance', 'entries', 'last_transaction_id', 'last_hash',
		'closed_by', 'closed_at');

CREATE OR REPLACE TRIGGER statement_confirmed
	AFTER UPDATE ON distribution.statement
	FOR EACH ROW WHEN (OLD.state = 'confirmed')
	EXECUTE FUNCTION distribution.guard_fixed('state', 'reason', 'answered_by', 'answered_at');

CREATE OR REPLACE TRIGGER statement_kept
	BEFORE DELETE OR TRUNCATE ON distribution.statement
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_kept();
$book$;

	EXECUTE $book$
-- sql/views/notification.sql
CREATE OR REPLACE VIEW distribution_report.notifications WITH (security_invoker = true) AS
SELECT
	n.account_id,
	n.notification_id,
	n.event,
	n.message,
	n.created_at,
	n.read_at
FROM distribution.notification n;
COMMENT ON VIEW distribution_report.notifications IS 'Messages to accounts, read with mark_read() (NO-1).';
COMMENT ON COLUMN distribution_report.notifications.account_id IS 'The account it is for.';
COMMENT ON COLUMN distribution_report.notifications.notification_id IS 'Key, growing.';
COMMENT ON COLUMN distribution_report.notifications.event IS 'What happened: an event of distribution.notification_subscription.';
COMMENT ON COLUMN distribution_report.notifications.message IS 'The event in words.';
COMMENT ON COLUMN distribution_report.notifications.created_at IS 'When it happened.';
COMMENT ON COLUMN distribution_report.notifications.read_at IS 'When it was marked as read; null: unread.';
$book$;

	EXECUTE $book$
-- sql/views/supplier.sql
CREATE OR REPLACE VIEW distribution_report.onboarding WITH (security_invoker = true) AS
SELECT
	s.supplier_id,
	step.step_no,
	step.step,
	step.done,
	CASE WHEN NOT step.done THEN step.missing END AS missing
FROM distribution.supplier s
CROSS JOIN LATERAL (VALUES
	(1, 'base_currency', s.base_currency IS NOT NULL, 'a base currency'),
	(2, 'product', EXISTS (
		SELECT FROM distribution.distribution_product p WHERE p.supplier_id = s.supplier_id),
		'a distribution product'),
	(3, 'stock_push_rule', s.stock_push_rule_confirmed_at IS NOT NULL, 'the stock push rule confirmed'),
	(4, 'bigshop', s.bigshop_confirmed_at IS NOT NULL, 'the BigShop information confirmed'),
	(5, 'pricing',
		EXISTS (SELECT FROM distribution.customer_level l WHERE l.supplier_id = s.supplier_id)
		OR EXISTS (SELECT FROM distribution.sku_price p WHERE p.supplier_id = s.supplier_id),
		'a customer level or a SKU price'),
	(6, 'fees', EXISTS (
		SELECT FROM distribution.fee f WHERE f.supplier_id = s.supplier_id),
		'a fee')
) AS step (step_no, step, done, missing);
COMMENT ON VIEW distribution_report.onboarding IS 'The six steps of a supplier''s onboarding and what is missing of them (ON-1, ON-3).';
COMMENT ON COLUMN distribution_report.onboarding.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.onboarding.step_no IS '1 to 6.';
COMMENT ON COLUMN distribution_report.onboarding.step IS 'base_currency, product, stock_push_rule, bigshop, pricing or fees.';
COMMENT ON COLUMN distribution_report.onboarding.done IS 'True if the step is done.';
COMMENT ON COLUMN distribution_report.onboarding.missing IS 'What is missing; null if done.';
$book$;

	EXECUTE $book$
-- sql/views/partnership.sql
CREATE OR REPLACE VIEW distribution_report.invitations WITH (security_invoker = true) AS
SELECT
	i.supplier_id,
	i.token,
	CASE
		WHEN i.revoked_at IS NOT NULL THEN 'revoked'
		WHEN i.expires_at <= now() THEN 'expired'
		ELSE 'open'
	END AS state,
	i.created_at,
	i.expires_at,
	i.revoked_at
FROM distribution.invitation i;
COMMENT ON VIEW distribution_report.invitations IS 'Invitations of a supplier (PA-2).';
COMMENT ON COLUMN distribution_report.invitations.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.invitations.token IS 'What a distributor applies with.';
COMMENT ON COLUMN distribution_report.invitations.state IS 'open, expired or revoked.';
COMMENT ON COLUMN distribution_report.invitations.created_at IS 'When it was made.';
COMMENT ON COLUMN distribution_report.invitations.expires_at IS 'From then on it is void; null: never.';
COMMENT ON COLUMN distribution_report.invitations.revoked_at IS 'When it was revoked; null: it was not.';

CREATE OR REPLACE VIEW distribution_report.suppliers WITH (security_invoker = true) AS
SELECT
	p.distributor_id,
	p.supplier_id,
	p.partnership_id,
	s.shop_name AS supplier,
	p.state,
	p.reason,
	p.hold_reason IS NOT NULL AS on_hold,
	p.hold_reason,
	a.currency,
	a.balance,
	a.credit_limit,
	s.contact_person,
	s.contact_phone,
	p.applied_at,
	p.approved_at,
	p.ended_at
FROM distribution.partnership p
CROSS JOIN LATERAL distribution.partner_shop(p.supplier_id) AS s
LEFT JOIN distribution.settlement_account a
	ON a.supplier_id = p.supplier_id AND a.partnership_id = p.partnership_id
WHERE p.distributor_id = ANY ((SELECT distribution.my_accounts())::bigint[]) OR (SELECT distribution.sees_all());
COMMENT ON VIEW distribution_report.suppliers IS 'A distributor''s own list of suppliers, with the state of each partnership and why (PA-1, PA-4).';
COMMENT ON COLUMN distribution_report.suppliers.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.suppliers.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.suppliers.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.suppliers.supplier IS 'The supplier''s nickname.';
COMMENT ON COLUMN distribution_report.suppliers.state IS 'pending, partnered, rejected or terminated.';
COMMENT ON COLUMN distribution_report.suppliers.reason IS 'Why it was rejected or terminated.';
COMMENT ON COLUMN distribution_report.suppliers.on_hold IS 'True while pushes are refused (CR-4).';
COMMENT ON COLUMN distribution_report.suppliers.hold_reason IS 'Why they are.';
COMMENT ON COLUMN distribution_report.suppliers.currency IS 'Settlement currency; null until approved.';
COMMENT ON COLUMN distribution_report.suppliers.balance IS 'Balance in the settlement currency.';
COMMENT ON COLUMN distribution_report.suppliers.credit_limit IS 'Credit limit in the settlement currency; null: unlimited, or not approved (CR-1).';
COMMENT ON COLUMN distribution_report.suppliers.contact_person IS 'The supplier''s contact person.';
COMMENT ON COLUMN distribution_report.suppliers.contact_phone IS 'The supplier''s contact phone.';
COMMENT ON COLUMN distribution_report.suppliers.applied_at IS 'When the distributor applied.';
COMMENT ON COLUMN distribution_report.suppliers.approved_at IS 'When it was approved.';
COMMENT ON COLUMN distribution_report.suppliers.ended_at IS 'When it was rejected or terminated.';

CREATE OR REPLACE VIEW distribution_report.distributors WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	p.partnership_id,
	p.distributor_id,
	distribution.partner_name(p.distributor_id) AS distributor,
	p.state,
	p.level,
	c.name AS customer,
	a.currency,
	w.warehouses,
	a.balance,
	a.credit_limit,
	(a.balance + a.credit_limit)::numeric(20,2) AS spendable,
	coalesce(k.active_claims, 0) AS active_claims,
	p.hold_reason IS NOT NULL AS on_hold,
	l.last_pushed_at,
	a.credit_days,
	p.customer_id,
	p.hold_reason,
	p.reason,
	p.message,
	p.contact,
	p.phone,
	p.applied_at,
	p.approved_at,
	p.ended_at
FROM distribution.partnership p
LEFT JOIN distribution.customer c ON c.supplier_id = p.supplier_id AND c.customer_id = p.customer_id
LEFT JOIN distribution.settlement_account a
	ON a.supplier_id = p.supplier_id AND a.partnership_id = p.partnership_id
LEFT JOIN LATERAL (
	SELECT string_agg(h.name, ', ' ORDER BY pw.position) AS warehouses
	FROM distribution.partnership_warehouse pw
	JOIN distribution.warehouse h ON h.supplier_id = pw.supplier_id AND h.warehouse_id = pw.warehouse_id
	WHERE pw.supplier_id = p.supplier_id AND pw.partnership_id = p.partnership_id AND pw.assigned
) AS w ON true
LEFT JOIN LATERAL (
	SELECT count(*)::int AS active_claims
	FROM distribution.claim cl
	WHERE cl.supplier_id = p.supplier_id AND cl.partnership_id = p.partnership_id AND cl.state = 'active'
) AS k ON true
LEFT JOIN LATERAL (
	-- A push always posts a charge: the newest is found from the end of the partnership's entries.
	SELECT e.posted_at AS last_pushed_at
	FROM distribution.ledger_entry e
	WHERE e.supplier_id = p.supplier_id AND e.partnership_id = p.partnership_id
		AND e.side = 'supplier' AND e.kind = 'push_charge'
	ORDER BY e.transaction_id DESC
	LIMIT 1
) AS l ON true
WHERE p.supplier_id = ANY ((SELECT distribution.my_accounts())::bigint[]) OR (SELECT distribution.sees_all());
COMMENT ON VIEW distribution_report.distributors IS 'A supplier''s partnerships with what it needs to know of each (PA-7).';
COMMENT ON COLUMN distribution_report.distributors.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.distributors.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.distributors.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.distributors.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.distributors.state IS 'pending, partnered, rejected or terminated (PA-1).';
COMMENT ON COLUMN distribution_report.distributors.level IS 'Customer level; null: base price.';
COMMENT ON COLUMN distribution_report.distributors.customer IS 'Name of the linked customer; null until approved.';
COMMENT ON COLUMN distribution_report.distributors.currency IS 'Settlement currency; null until approved.';
COMMENT ON COLUMN distribution_report.distributors.warehouses IS 'Names of the assigned warehouses, the default first; null: none.';
COMMENT ON COLUMN distribution_report.distributors.balance IS 'Balance in the settlement currency.';
COMMENT ON COLUMN distribution_report.distributors.credit_limit IS 'Credit limit in the settlement currency; null: unlimited, or not approved (CR-1).';
COMMENT ON COLUMN distribution_report.distributors.spendable IS 'Balance and credit limit; null: unlimited, or not approved.';
COMMENT ON COLUMN distribution_report.distributors.active_claims IS 'Number of active claims.';
COMMENT ON COLUMN distribution_report.distributors.on_hold IS 'True while pushes are refused (CR-4).';
COMMENT ON COLUMN distribution_report.distributors.last_pushed_at IS 'When an order was last pushed; null: never.';
COMMENT ON COLUMN distribution_report.distributors.credit_days IS 'Credit period in days; null: no term (CR-2).';
COMMENT ON COLUMN distribution_report.distributors.customer_id IS 'The linked customer.';
COMMENT ON COLUMN distribution_report.distributors.hold_reason IS 'Why pushes are on hold.';
COMMENT ON COLUMN distribution_report.distributors.reason IS 'Why it was rejected or terminated.';
COMMENT ON COLUMN distribution_report.distributors.message IS 'Message of the application.';
COMMENT ON COLUMN distribution_report.distributors.contact IS 'Contact person of the distributor.';
COMMENT ON COLUMN distribution_report.distributors.phone IS 'Phone of the distributor.';
COMMENT ON COLUMN distribution_report.distributors.applied_at IS 'When the distributor applied.';
COMMENT ON COLUMN distribution_report.distributors.approved_at IS 'When it was approved.';
COMMENT ON COLUMN distribution_report.distributors.ended_at IS 'When it was rejected or terminated.';

CREATE OR REPLACE VIEW distribution_report.partnership_log WITH (security_invoker = true) AS
SELECT
	e.supplier_id,
	e.partnership_id,
	e.event_id,
	e.distributor_id,
	distribution.partner_name(e.distributor_id) AS distributor,
	e.event,
	e.note,
	e.actor,
	e.occurred_at
FROM distribution.partnership_event e;
COMMENT ON VIEW distribution_report.partnership_log IS 'What became of each partnership, by whom and when (PA-1).';
COMMENT ON COLUMN distribution_report.partnership_log.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.partnership_log.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.partnership_log.event_id IS 'Order of the events.';
COMMENT ON COLUMN distribution_report.partnership_log.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.partnership_log.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.partnership_log.event IS 'applied, approved, rejected, deleted, terminated, held, released, level_changed, warehouses_set or warehouse_mirrored.';
COMMENT ON COLUMN distribution_report.partnership_log.note IS 'The reason, level or warehouses given, if any.';
COMMENT ON COLUMN distribution_report.partnership_log.actor IS 'Role that did it.';
COMMENT ON COLUMN distribution_report.partnership_log.occurred_at IS 'When.';
$book$;

	EXECUTE $book$
-- sql/views/product.sql
CREATE OR REPLACE VIEW distribution_report.products WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	p.sku_id,
	m.sku,
	m.name,
	p.state,
	p.base_price,
	s.base_currency AS currency,
	coalesce(k.on_hand, 0) AS on_hand,
	coalesce(k.allocated, 0) AS allocated,
	coalesce(k.on_hand - k.allocated - k.defective, 0) AS available,
	coalesce(c.active, 0) AS active_distributors,
	coalesce(c.ever - c.active, 0) AS terminated_distributors,
	coalesce(k.defective, 0) AS defective,
	p.added_at
FROM distribution.distribution_product p
JOIN distribution.merchant_sku m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id
JOIN distribution.supplier s ON s.supplier_id = p.supplier_id
LEFT JOIN LATERAL (
	SELECT
		sum(st.on_hand)::bigint AS on_hand,
		sum(st.allocated)::bigint AS allocated,
		sum(st.defective)::bigint AS defective
	FROM distribution.warehouse w -- the key of stock has the warehouse before the SKU
	JOIN distribution.stock st ON st.supplier_id = w.supplier_id AND st.warehouse_id = w.warehouse_id
	WHERE w.supplier_id = p.supplier_id AND st.sku_id = p.sku_id
) AS k ON true
LEFT JOIN LATERAL (
	-- Termination leaves no claim active, so an active one is in a live partnership.
	SELECT
		(count(DISTINCT cl.distributor_id) FILTER (WHERE cl.state = 'active'))::int AS active,
		count(DISTINCT cl.distributor_id)::int AS ever
	FROM distribution.claim cl
	WHERE cl.supplier_id = p.supplier_id AND cl.sku_id = p.sku_id
) AS c ON true;
COMMENT ON VIEW distribution_report.products IS 'Distribution products with stock over all warehouses and numbers of distributors (PD-4).';
COMMENT ON COLUMN distribution_report.products.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.products.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.products.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.products.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.products.state IS 'publishing, enabled or disabled (PD-2).';
COMMENT ON COLUMN distribution_report.products.base_price IS 'Price of one unit before any rule; null: none.';
COMMENT ON COLUMN distribution_report.products.currency IS 'Base currency of the supplier.';
COMMENT ON COLUMN distribution_report.products.on_hand IS 'Units in all warehouses.';
COMMENT ON COLUMN distribution_report.products.allocated IS 'Units promised to pushed orders.';
COMMENT ON COLUMN distribution_report.products.available IS 'on_hand less allocated and defective (ST-1).';
COMMENT ON COLUMN distribution_report.products.active_distributors IS 'Distributors with an active claim in a live partnership.';
COMMENT ON COLUMN distribution_report.products.terminated_distributors IS 'All others who ever claimed it.';
COMMENT ON COLUMN distribution_report.products.defective IS 'Units on hand that cannot be sold.';
COMMENT ON COLUMN distribution_report.products.added_at IS 'When it was added.';

CREATE OR REPLACE VIEW distribution_report.product_stock WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	p.sku_id,
	k.warehouse_id,
	m.sku,
	w.name AS warehouse,
	k.on_hand,
	k.allocated,
	k.defective,
	k.on_hand - k.allocated - k.defective AS available
FROM distribution.distribution_product p
JOIN distribution.merchant_sku m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id
JOIN distribution.warehouse w ON w.supplier_id = p.supplier_id
JOIN distribution.stock k
	ON k.supplier_id = p.supplier_id AND k.warehouse_id = w.warehouse_id AND k.sku_id = p.sku_id;
COMMENT ON VIEW distribution_report.product_stock IS 'Stock of distribution products per warehouse (PD-4).';
COMMENT ON COLUMN distribution_report.product_stock.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.product_stock.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.product_stock.warehouse_id IS 'The warehouse.';
COMMENT ON COLUMN distribution_report.product_stock.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.product_stock.warehouse IS 'Name of the warehouse.';
COMMENT ON COLUMN distribution_report.product_stock.on_hand IS 'Units in the warehouse.';
COMMENT ON COLUMN distribution_report.product_stock.allocated IS 'Units promised to pushed orders.';
COMMENT ON COLUMN distribution_report.product_stock.defective IS 'Units on hand that cannot be sold.';
COMMENT ON COLUMN distribution_report.product_stock.available IS 'on_hand less allocated and defective (ST-1).';

CREATE OR REPLACE VIEW distribution_report.product_log WITH (security_invoker = true) AS
SELECT
	l.supplier_id,
	l.sku_id,
	l.partnership_id,
	l.event,
	l.actor,
	l.logged_at,
	l.distributor_id,
	l.log_id
FROM distribution.product_log l;
COMMENT ON VIEW distribution_report.product_log IS 'What became of products and claims, per product and distributor (PD-5).';
COMMENT ON COLUMN distribution_report.product_log.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.product_log.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.product_log.partnership_id IS 'The partnership; null: nobody had claimed the product.';
COMMENT ON COLUMN distribution_report.product_log.event IS 'claim, stop, resume, enable or disable.';
COMMENT ON COLUMN distribution_report.product_log.actor IS 'Role that did it.';
COMMENT ON COLUMN distribution_report.product_log.logged_at IS 'When.';
COMMENT ON COLUMN distribution_report.product_log.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.product_log.log_id IS 'Order of the events.';
$book$;

	EXECUTE $book$
-- sql/views/product_sales.sql
CREATE OR REPLACE VIEW distribution_report.product_sales_daily WITH (security_invoker = true) AS
SELECT
	u.supplier_id,
	u.sku_id,
	u.day,
	sum(u.units)::bigint AS units
FROM (
	SELECT d.supplier_id, d.sku_id, d.day, d.units
	FROM distribution.product_sales_day d
	UNION ALL
	-- What is not counted yet, transaction by transaction: OFFSET 0 keeps each step a look-up by key.
	SELECT
		a.supplier_id,
		l.sku_id,
		(l.pushed_at AT TIME ZONE s.time_zone)::date,
		CASE e.kind WHEN 'push_charge' THEN l.quantity ELSE -l.quantity END
	FROM distribution.settlement_account a
	JOIN distribution.supplier s ON s.supplier_id = a.supplier_id
	LEFT JOIN distribution.product_sales_counted k
		ON k.supplier_id = a.supplier_id AND k.partnership_id = a.partnership_id
	CROSS JOIN LATERAL generate_series(coalesce(k.transaction_id, 0) + 1, a.last_transaction_id) AS t (transaction_id)
	CROSS JOIN LATERAL (
		SELECT e.kind, e.order_id, e.package_no
		FROM distribution.ledger_entry e
		WHERE e.supplier_id = a.supplier_id
			AND e.partnership_id = a.partnership_id
			AND e.transaction_id = t.transaction_id
			AND e.side = 'supplier'
		OFFSET 0
	) AS e
	CROSS JOIN LATERAL (
		SELECT o.pushed_at, l.sku_id, l.quantity
		FROM distribution.supply_order o
		JOIN distribution.order_line l ON l.supplier_id = o.supplier_id AND l.order_id = o.order_id
		WHERE o.supplier_id = a.supplier_id AND o.order_id = e.order_id AND l.package_no = e.package_no
		OFFSET 0
	) AS l
	WHERE a.last_transaction_id > coalesce(k.transaction_id, 0)
		AND e.kind IN ('push_charge', 'withdrawal_refund')
) AS u
GROUP BY u.supplier_id, u.sku_id, u.day
HAVING sum(u.units) <> 0;
COMMENT ON VIEW distribution_report.product_sales_daily IS 'Units sold per product and day: pushed, without those of cancelled orders (PD-4). Reading is fast while count_sales() runs now and then, as run_maintenance() does.';
COMMENT ON COLUMN distribution_report.product_sales_daily.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.product_sales_daily.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.product_sales_daily.day IS 'Day of the push, in the supplier''s time zone.';
COMMENT ON COLUMN distribution_report.product_sales_daily.units IS 'Units pushed that day, without those of orders cancelled since.';

CREATE OR REPLACE VIEW distribution_report.product_sales WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	p.sku_id,
	w.window_days,
	coalesce(w.units_sold, 0)::bigint AS units_sold,
	-- Of fewer days than the window if the first sale is later than its start.
	round(coalesce(w.units_sold, 0) / least(w.window_days, greatest(t.today - d.first_day + 1, 1)), 2)::numeric(20,2) AS daily_average
FROM distribution.distribution_product p
JOIN distribution.supplier s ON s.supplier_id = p.supplier_id
CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE s.time_zone)::date AS today) AS t
LEFT JOIN (
	SELECT
		d.supplier_id,
		d.sku_id,
		min(d.day) AS first_day,
		sum(d.units) FILTER (WHERE d.day > t.today - 3) AS units_3,
		sum(d.units) FILTER (WHERE d.day > t.today - 7) AS units_7,
		sum(d.units) FILTER (WHERE d.day > t.today - 15) AS units_15,
		sum(d.units) FILTER (WHERE d.day > t.today - 30) AS units_30,
		sum(d.units) FILTER (WHERE d.day > t.today - 60) AS units_60,
		sum(d.units) FILTER (WHERE d.day > t.today - 90) AS units_90
	FROM distribution_report.product_sales_daily d
	JOIN distribution.supplier s ON s.supplier_id = d.supplier_id
	CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE s.time_zone)::date AS today) AS t
	GROUP BY d.supplier_id, d.sku_id
) AS d ON d.supplier_id = p.supplier_id AND d.sku_id = p.sku_id
CROSS JOIN LATERAL (VALUES
	(3, d.units_3), (7, d.units_7), (15, d.units_15), (30, d.units_30), (60, d.units_60), (90, d.units_90)
) AS w (window_days, units_sold);
COMMENT ON VIEW distribution_report.product_sales IS 'Units sold of each product over the last 3, 7, 15, 30, 60 and 90 days, and per day (PD-4): pushed, without those of cancelled orders.';
COMMENT ON COLUMN distribution_report.product_sales.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.product_sales.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.product_sales.window_days IS '3, 7, 15, 30, 60 or 90: days of the supplier''s time zone, today included.';
COMMENT ON COLUMN distribution_report.product_sales.units_sold IS 'Units pushed in these days, without those of orders cancelled since.';
COMMENT ON COLUMN distribution_report.product_sales.daily_average IS 'units_sold by the days of the window; if the first sale is later than its start, by the days from it to today, both included.';
$book$;

	EXECUTE $book$
-- sql/views/price_history.sql
CREATE OR REPLACE VIEW distribution_report.price_history WITH (security_invoker = true) AS
SELECT
	h.supplier_id,
	h.sku_id,
	h.level,
	h.kind,
	m.sku,
	h.min_quantity,
	lower(h.valid) AS valid_from,
	upper(h.valid) AS valid_to,
	h.old_price,
	h.new_price,
	h.old_percent,
	h.new_percent,
	h.old_plus,
	h.new_plus,
	s.base_currency AS currency,
	h.actor,
	h.changed_at,
	h.history_id
FROM distribution.price_history h
JOIN distribution.supplier s ON s.supplier_id = h.supplier_id
LEFT JOIN distribution.merchant_sku m ON m.supplier_id = h.supplier_id AND m.sku_id = h.sku_id;
COMMENT ON VIEW distribution_report.price_history IS 'Every change of a base price, SKU price or level rule, with who and when (PC-7); for the supplier.';
COMMENT ON COLUMN distribution_report.price_history.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.price_history.sku_id IS 'The SKU; null for a level rule.';
COMMENT ON COLUMN distribution_report.price_history.level IS 'The customer level, 0 for all; null for a base price.';
COMMENT ON COLUMN distribution_report.price_history.kind IS 'base_price, sku_price or level_rule.';
COMMENT ON COLUMN distribution_report.price_history.sku IS 'The supplier''s SKU code of today; null for a level rule.';
COMMENT ON COLUMN distribution_report.price_history.min_quantity IS 'Of a SKU price: smallest line quantity, in units.';
COMMENT ON COLUMN distribution_report.price_history.valid_from IS 'Of a SKU price: from when it holds; null: ever since.';
COMMENT ON COLUMN distribution_report.price_history.valid_to IS 'Of a SKU price: until before when it holds; null: for ever.';
COMMENT ON COLUMN distribution_report.price_history.old_price IS 'Price of one unit before; null: there was none.';
COMMENT ON COLUMN distribution_report.price_history.new_price IS 'Price of one unit after; null: there is none any more.';
COMMENT ON COLUMN distribution_report.price_history.old_percent IS 'Of a level rule: percent before; null: there was no such level.';
COMMENT ON COLUMN distribution_report.price_history.new_percent IS 'Of a level rule: percent after; null: the level was deleted.';
COMMENT ON COLUMN distribution_report.price_history.old_plus IS 'Of a level rule: amount added before.';
COMMENT ON COLUMN distribution_report.price_history.new_plus IS 'Of a level rule: amount added after.';
COMMENT ON COLUMN distribution_report.price_history.currency IS 'Base currency, of all amounts.';
COMMENT ON COLUMN distribution_report.price_history.actor IS 'Role that changed it.';
COMMENT ON COLUMN distribution_report.price_history.changed_at IS 'When.';
COMMENT ON COLUMN distribution_report.price_history.history_id IS 'Order of the changes.';
$book$;

	EXECUTE $book$
-- sql/views/price_list.sql
CREATE OR REPLACE VIEW distribution_report.price_list WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	m.sku,
	p.level,
	p.min_quantity,
	to_char(lower(p.valid) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS valid_from,
	to_char(upper(p.valid) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS valid_to,
	p.price,
	NULL::numeric(20,2) AS base_price
FROM distribution.sku_price p
JOIN distribution.merchant_sku m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id
UNION ALL
SELECT
	d.supplier_id,
	m.sku,
	NULL,
	NULL,
	NULL,
	NULL,
	NULL,
	d.base_price
FROM distribution.distribution_product d
JOIN distribution.merchant_sku m ON m.supplier_id = d.supplier_id AND m.sku_id = d.sku_id
WHERE d.base_price IS NOT NULL;
COMMENT ON VIEW distribution_report.price_list IS 'All base prices and SKU prices of a supplier in the shape that price_import takes (PC-7): \copy (SELECT * FROM distribution_report.price_list WHERE supplier_id = 1 ORDER BY sku) TO ''prices.csv'' CSV HEADER.';
COMMENT ON COLUMN distribution_report.price_list.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.price_list.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.price_list.level IS 'Customer level, 0 for all; null for a base price.';
COMMENT ON COLUMN distribution_report.price_list.min_quantity IS 'Smallest line quantity, in units; null for a base price.';
COMMENT ON COLUMN distribution_report.price_list.valid_from IS 'From when the price holds, ISO 8601 in UTC; null: ever since.';
COMMENT ON COLUMN distribution_report.price_list.valid_to IS 'Until before when it holds, ISO 8601 in UTC; null: for ever.';
COMMENT ON COLUMN distribution_report.price_list.price IS 'Price of one unit in the base currency; null for a base price.';
COMMENT ON COLUMN distribution_report.price_list.base_price IS 'The base price of the product; null for a SKU price.';
$book$;

	EXECUTE $book$
-- sql/views/claim.sql
CREATE OR REPLACE VIEW distribution_report.claims WITH (security_invoker = true) AS
SELECT
	c.supplier_id,
	c.partnership_id,
	c.sku_id,
	c.distributor_id,
	distribution.partner_name(c.distributor_id) AS distributor,
	m.sku,
	m.name,
	c.distributor_sku,
	c.state,
	c.stopped_by,
	c.rounding,
	c.claimed_at
FROM distribution.claim c
JOIN distribution.merchant_sku m ON m.supplier_id = c.supplier_id AND m.sku_id = c.sku_id;
COMMENT ON VIEW distribution_report.claims IS 'Claims of both sides'' partnerships (CL-1).';
COMMENT ON COLUMN distribution_report.claims.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.claims.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.claims.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.claims.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.claims.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.claims.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.claims.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.claims.distributor_sku IS 'The distributor''s own SKU code.';
COMMENT ON COLUMN distribution_report.claims.state IS 'active or inactive.';
COMMENT ON COLUMN distribution_report.claims.stopped_by IS 'supplier, distributor or termination; null while active (CL-2).';
COMMENT ON COLUMN distribution_report.claims.rounding IS 'Rounding mode of its displayed price (PC-5).';
COMMENT ON COLUMN distribution_report.claims.claimed_at IS 'When it was first claimed.';
$book$;

	EXECUTE $book$
-- sql/views/quota.sql
CREATE OR REPLACE VIEW distribution_report.quota_status WITH (security_invoker = true) AS
SELECT
	a.account_id,
	m.month,
	a.plan,
	p.order_quota,
	u.used,
	CASE WHEN p.order_quota IS NOT NULL THEN greatest(p.order_quota - u.used, 0) END AS remaining
FROM distribution.account a
JOIN distribution.plan p ON p.plan = a.plan
CROSS JOIN (SELECT date_trunc('month', now() AT TIME ZONE 'UTC')::date AS month) AS m
LEFT JOIN distribution.quota_usage counted ON counted.account_id = a.account_id AND counted.month = m.month
CROSS JOIN LATERAL (
	-- Counting starts with the first push under a quota; until then the orders say.
	SELECT CASE
		WHEN p.order_quota IS NULL THEN NULL
		WHEN counted.used IS NOT NULL THEN counted.used
		ELSE (
			SELECT count(*)::int
			FROM distribution.supply_order o
			WHERE (o.supplier_id = a.account_id OR o.distributor_id = a.account_id)
				AND o.pushed_at >= m.month::timestamp AT TIME ZONE 'UTC')
	END AS used
) AS u;
COMMENT ON VIEW distribution_report.quota_status IS 'Order quota of each account in the current month, UTC (QU-1).';
COMMENT ON COLUMN distribution_report.quota_status.account_id IS 'The account, in either role.';
COMMENT ON COLUMN distribution_report.quota_status.month IS 'First day of the month.';
COMMENT ON COLUMN distribution_report.quota_status.plan IS 'Its plan.';
COMMENT ON COLUMN distribution_report.quota_status.order_quota IS 'Orders a month; null: unlimited.';
COMMENT ON COLUMN distribution_report.quota_status.used IS 'Orders pushed in the month; null: not counted, as unlimited.';
COMMENT ON COLUMN distribution_report.quota_status.remaining IS 'Orders left; null: unlimited.';
$book$;

	EXECUTE $book$
-- sql/views/order.sql
-- Orders as the two sides see them. No view shows the supplier an order before its push.

CREATE OR REPLACE VIEW distribution_report.supply_orders WITH (security_invoker = true) AS
SELECT
	o.supplier_id,
	o.order_id,
	o.partnership_id,
	distribution.partner_name(o.distributor_id) AS distributor,
	o.platform,
	o.store,
	o.platform_order_no,
	o.push_state,
	o.state,
	'bigshop'::text AS store_source,
	'prepaid'::text AS payment_method,
	o.logistics,
	c.goods_amount,
	c.stock_out_fee,
	c.logistics_fee,
	c.total_amount,
	o.currency,
	o.ordered_at,
	o.synced_at,
	o.pushed_at,
	CASE WHEN l.in_clear THEN r.name ELSE '***' END AS recipient_name,
	CASE WHEN l.in_clear THEN r.phone ELSE '***' END AS recipient_phone,
	CASE WHEN l.in_clear THEN r.address ELSE '***' END AS recipient_address,
	o.distributor_id,
	o.marks
FROM distribution.supply_order AS o
CROSS JOIN LATERAL (
	SELECT o.logistics = 'self_arranged' AND o.platform <> 'temu' AS in_clear
) AS l
LEFT JOIN distribution.order_recipient AS r ON r.supplier_id = o.supplier_id AND r.order_id = o.order_id
CROSS JOIN LATERAL (
	SELECT
		sum(p.goods_amount)::numeric(20,2) AS goods_amount,
		sum(p.stock_out_fee)::numeric(20,2) AS stock_out_fee,
		sum(p.logistics_fee)::numeric(20,2) AS logistics_fee,
		sum(p.goods_amount + p.stock_out_fee + p.logistics_fee)::numeric(20,2) AS total_amount
	FROM distribution.package_charge AS p
	WHERE p.supplier_id = o.supplier_id AND p.order_id = o.order_id
) AS c
WHERE o.state IS NOT NULL
	AND (o.supplier_id = ANY ((SELECT distribution.my_accounts())::bigint[]) OR (SELECT distribution.sees_all()));
COMMENT ON VIEW distribution_report.supply_orders IS 'The supplier''s side: pushed orders with their fee breakdown (OR-5) and the recipient as far as the supplier may see it (OR-7).';
COMMENT ON COLUMN distribution_report.supply_orders.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.supply_orders.order_id IS 'The order.';
COMMENT ON COLUMN distribution_report.supply_orders.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.supply_orders.distributor IS 'Name of the distributor.';
COMMENT ON COLUMN distribution_report.supply_orders.platform IS 'Marketplace.';
COMMENT ON COLUMN distribution_report.supply_orders.store IS 'The distributor''s store there.';
COMMENT ON COLUMN distribution_report.supply_orders.platform_order_no IS 'Order number of the marketplace.';
COMMENT ON COLUMN distribution_report.supply_orders.push_state IS 'pushed, withdrawing or withdrawn.';
COMMENT ON COLUMN distribution_report.supply_orders.state IS 'new, in_process, to_pickup, shipped, completed or cancelled (OR-6).';
COMMENT ON COLUMN distribution_report.supply_orders.store_source IS 'Always bigshop (OR-5).';
COMMENT ON COLUMN distribution_report.supply_orders.payment_method IS 'Always prepaid (OR-5).';
COMMENT ON COLUMN distribution_report.supply_orders.logistics IS 'self_arranged, platform or third_party.';
COMMENT ON COLUMN distribution_report.supply_orders.goods_amount IS 'Goods charged, in currency.';
COMMENT ON COLUMN distribution_report.supply_orders.stock_out_fee IS 'Stock-out fees charged, in currency (FE-1).';
COMMENT ON COLUMN distribution_report.supply_orders.logistics_fee IS 'Logistics fees charged, in currency (FE-1).';
COMMENT ON COLUMN distribution_report.supply_orders.total_amount IS 'All that was charged, in currency.';
COMMENT ON COLUMN distribution_report.supply_orders.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.supply_orders.ordered_at IS 'When the buyer ordered.';
COMMENT ON COLUMN distribution_report.supply_orders.synced_at IS 'When it was synced.';
COMMENT ON COLUMN distribution_report.supply_orders.pushed_at IS 'When it was pushed.';
COMMENT ON COLUMN distribution_report.supply_orders.recipient_name IS 'In clear for self_arranged off Temu, else masked (OR-7).';
COMMENT ON COLUMN distribution_report.supply_orders.recipient_phone IS 'In clear for self_arranged off Temu, else masked (OR-7).';
COMMENT ON COLUMN distribution_report.supply_orders.recipient_address IS 'In clear for self_arranged off Temu, else masked (OR-7).';
COMMENT ON COLUMN distribution_report.supply_orders.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.supply_orders.marks IS 'Free marks of the supplier (OR-11).';

CREATE OR REPLACE VIEW distribution_report.distributor_orders WITH (security_invoker = true) AS
SELECT
	o.distributor_id,
	o.supplier_id,
	o.order_id,
	o.partnership_id,
	o.platform,
	o.store,
	o.platform_order_no,
	o.logistics,
	o.push_state,
	o.state,
	CASE WHEN o.push_state = 'push_failed' THEN f.reason END AS reason,
	CASE WHEN o.push_state = 'push_failed' THEN f.detail END AS detail,
	l.lines,
	l.units,
	l.ineligible_lines,
	l.goods_amount,
	c.charged,
	c.refunded,
	o.currency,
	o.ordered_at,
	o.synced_at,
	o.pushed_at,
	r.name AS recipient_name,
	r.phone AS recipient_phone,
	r.address AS recipient_address
FROM distribution.supply_order AS o
LEFT JOIN distribution.order_recipient AS r ON r.supplier_id = o.supplier_id AND r.order_id = o.order_id
LEFT JOIN distribution.order_refusal AS f ON f.supplier_id = o.supplier_id AND f.order_id = o.order_id
CROSS JOIN LATERAL (
	SELECT
		count(*)::int AS lines,
		sum(n.quantity)::bigint AS units,
		count(*) FILTER (WHERE n.reason IS NOT NULL)::int AS ineligible_lines,
		sum(n.unit_price * n.quantity)::numeric(20,2) AS goods_amount
	FROM distribution.order_line AS n
	WHERE n.supplier_id = o.supplier_id AND n.order_id = o.order_id
) AS l
CROSS JOIN LATERAL (
	SELECT
		sum(p.goods_amount + p.stock_out_fee + p.logistics_fee)::numeric(20,2) AS charged,
		sum(p.refunded)::numeric(20,2) AS refunded
	FROM distribution.package_charge AS p
	WHERE p.supplier_id = o.supplier_id AND p.order_id = o.order_id
) AS c
WHERE o.distributor_id = ANY ((SELECT distribution.my_accounts())::bigint[]) OR (SELECT distribution.sees_all());
COMMENT ON VIEW distribution_report.distributor_orders IS 'The distributor''s side: every order synced, and why its last push was refused (OR-3).';
COMMENT ON COLUMN distribution_report.distributor_orders.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.distributor_orders.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.distributor_orders.order_id IS 'The order.';
COMMENT ON COLUMN distribution_report.distributor_orders.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.distributor_orders.platform IS 'Marketplace.';
COMMENT ON COLUMN distribution_report.distributor_orders.store IS 'Store there.';
COMMENT ON COLUMN distribution_report.distributor_orders.platform_order_no IS 'Order number of the marketplace.';
COMMENT ON COLUMN distribution_report.distributor_orders.logistics IS 'self_arranged, platform or third_party.';
COMMENT ON COLUMN distribution_report.distributor_orders.push_state IS 'synced, pushing, pushed, push_failed, withdrawing, withdrawn or cancelled (OR-3).';
COMMENT ON COLUMN distribution_report.distributor_orders.state IS 'The supplier''s state; null before the push.';
COMMENT ON COLUMN distribution_report.distributor_orders.reason IS 'While push_failed: the reason code of push_result.';
COMMENT ON COLUMN distribution_report.distributor_orders.detail IS 'While push_failed: the reason in words.';
COMMENT ON COLUMN distribution_report.distributor_orders.lines IS 'Number of lines.';
COMMENT ON COLUMN distribution_report.distributor_orders.units IS 'Units in all lines.';
COMMENT ON COLUMN distribution_report.distributor_orders.ineligible_lines IS 'Lines that were not eligible at sync, nor since (OR-2).';
COMMENT ON COLUMN distribution_report.distributor_orders.goods_amount IS 'Sum of the eligible lines, in currency.';
COMMENT ON COLUMN distribution_report.distributor_orders.charged IS 'What the push charged, in currency; null before.';
COMMENT ON COLUMN distribution_report.distributor_orders.refunded IS 'What was refunded of it.';
COMMENT ON COLUMN distribution_report.distributor_orders.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.distributor_orders.ordered_at IS 'When the buyer ordered.';
COMMENT ON COLUMN distribution_report.distributor_orders.synced_at IS 'When it was synced.';
COMMENT ON COLUMN distribution_report.distributor_orders.pushed_at IS 'When it was pushed.';
COMMENT ON COLUMN distribution_report.distributor_orders.recipient_name IS 'Recipient in clear.';
COMMENT ON COLUMN distribution_report.distributor_orders.recipient_phone IS 'Recipient''s phone in clear.';
COMMENT ON COLUMN distribution_report.distributor_orders.recipient_address IS 'Recipient''s address in clear.';
$book$;

	EXECUTE $book$
-- sql/views/fulfilment.sql
-- What becomes of orders, and of their packages.

CREATE OR REPLACE VIEW distribution_report.order_timeline WITH (security_invoker = true) AS
SELECT
	e.supplier_id,
	e.order_id,
	e.event_id,
	o.partnership_id,
	e.distributor_id,
	e.event,
	e.note,
	e.actor,
	e.occurred_at
FROM distribution.order_event AS e
JOIN distribution.supply_order AS o ON o.supplier_id = e.supplier_id AND o.order_id = e.order_id;
COMMENT ON VIEW distribution_report.order_timeline IS 'Every transition of an order, for both its sides, in the order of event_id (OR-10).';
COMMENT ON COLUMN distribution_report.order_timeline.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.order_timeline.order_id IS 'The order.';
COMMENT ON COLUMN distribution_report.order_timeline.event_id IS 'Growing with time.';
COMMENT ON COLUMN distribution_report.order_timeline.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.order_timeline.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.order_timeline.event IS 'The state entered; or replaced, warehouse_cancelled, withdrawal_refused, or return_ and what became of a return.';
COMMENT ON COLUMN distribution_report.order_timeline.note IS 'Reason given, or number of the return, if any.';
COMMENT ON COLUMN distribution_report.order_timeline.actor IS 'Role that did it.';
COMMENT ON COLUMN distribution_report.order_timeline.occurred_at IS 'When.';

CREATE OR REPLACE VIEW distribution_report.packages WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	p.order_id,
	p.package_no,
	o.partnership_id,
	p.distributor_id,
	p.warehouse_id,
	p.carrier,
	p.tracking_no,
	p.label,
	o.push_state,
	o.state,
	l.units,
	c.goods_amount,
	c.stock_out_fee,
	c.logistics_fee,
	(c.goods_amount + c.stock_out_fee + c.logistics_fee)::numeric(20,2) AS total_amount,
	c.refunded,
	o.currency
FROM distribution.order_package AS p
JOIN distribution.supply_order AS o ON o.supplier_id = p.supplier_id AND o.order_id = p.order_id
LEFT JOIN distribution.package_charge AS c
	ON c.supplier_id = p.supplier_id AND c.order_id = p.order_id AND c.package_no = p.package_no
CROSS JOIN LATERAL (
	SELECT sum(n.quantity)::bigint AS units
	FROM distribution.order_line AS n
	WHERE n.supplier_id = p.supplier_id AND n.order_id = p.order_id AND n.package_no = p.package_no
) AS l;
COMMENT ON VIEW distribution_report.packages IS 'Packages of orders with their shipment and what they cost (FE-2, OR-11).';
COMMENT ON COLUMN distribution_report.packages.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.packages.order_id IS 'The order.';
COMMENT ON COLUMN distribution_report.packages.package_no IS 'The distributor''s package number.';
COMMENT ON COLUMN distribution_report.packages.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.packages.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.packages.warehouse_id IS 'Warehouse it is supplied from.';
COMMENT ON COLUMN distribution_report.packages.carrier IS 'Carrier; null: not set yet.';
COMMENT ON COLUMN distribution_report.packages.tracking_no IS 'Tracking number.';
COMMENT ON COLUMN distribution_report.packages.label IS 'Reference of the label.';
COMMENT ON COLUMN distribution_report.packages.push_state IS 'The distributor''s state of its order (OR-3).';
COMMENT ON COLUMN distribution_report.packages.state IS 'The supplier''s state of its order (OR-6); null before the push.';
COMMENT ON COLUMN distribution_report.packages.units IS 'Units in it.';
COMMENT ON COLUMN distribution_report.packages.goods_amount IS 'Goods charged, in currency; null before the push.';
COMMENT ON COLUMN distribution_report.packages.stock_out_fee IS 'Stock-out fee charged, in currency.';
COMMENT ON COLUMN distribution_report.packages.logistics_fee IS 'Logistics fee charged, in currency.';
COMMENT ON COLUMN distribution_report.packages.total_amount IS 'All that was charged, in currency.';
COMMENT ON COLUMN distribution_report.packages.refunded IS 'What was refunded of it, in currency.';
COMMENT ON COLUMN distribution_report.packages.currency IS 'The settlement currency.';
$book$;

	EXECUTE $book$
-- sql/views/return.sql
CREATE OR REPLACE VIEW distribution_report.returns WITH (security_invoker = true) AS
SELECT
	r.supplier_id,
	r.return_id,
	r.order_id,
	r.partnership_id,
	r.distributor_id,
	o.platform_order_no,
	r.kind,
	r.state,
	r.reason,
	r.answer,
	l.claimed,
	l.sellable,
	l.defective,
	r.stock_in_fee,
	r.refund_amount,
	r.currency,
	r.created_at,
	r.pushed_at,
	r.received_at,
	r.ended_at
FROM distribution.return_order AS r
JOIN distribution.supply_order AS o ON o.supplier_id = r.supplier_id AND o.order_id = r.order_id
CROSS JOIN LATERAL (
	SELECT
		sum(n.quantity)::bigint AS claimed,
		sum(n.sellable)::bigint AS sellable,
		sum(n.defective)::bigint AS defective
	FROM distribution.return_line AS n
	WHERE n.supplier_id = r.supplier_id AND n.return_id = r.return_id
) AS l;
COMMENT ON VIEW distribution_report.returns IS 'Returns, for both sides (RT-1).';
COMMENT ON COLUMN distribution_report.returns.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.returns.return_id IS 'The return.';
COMMENT ON COLUMN distribution_report.returns.order_id IS 'Its order.';
COMMENT ON COLUMN distribution_report.returns.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.returns.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.returns.platform_order_no IS 'Order number of the marketplace.';
COMMENT ON COLUMN distribution_report.returns.kind IS 'return_refund or refund_only.';
COMMENT ON COLUMN distribution_report.returns.state IS 'created, pushed, received, refunded or refused.';
COMMENT ON COLUMN distribution_report.returns.reason IS 'Why, as the distributor says.';
COMMENT ON COLUMN distribution_report.returns.answer IS 'Why the supplier refused it.';
COMMENT ON COLUMN distribution_report.returns.claimed IS 'Units claimed.';
COMMENT ON COLUMN distribution_report.returns.sellable IS 'Units received that can be sold again.';
COMMENT ON COLUMN distribution_report.returns.defective IS 'Units received that cannot.';
COMMENT ON COLUMN distribution_report.returns.stock_in_fee IS 'Stock-in fee charged, in currency; null: none.';
COMMENT ON COLUMN distribution_report.returns.refund_amount IS 'Amount refunded, in currency; null until refunded.';
COMMENT ON COLUMN distribution_report.returns.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.returns.created_at IS 'When the distributor made it.';
COMMENT ON COLUMN distribution_report.returns.pushed_at IS 'When it was pushed to the supplier.';
COMMENT ON COLUMN distribution_report.returns.received_at IS 'When its goods were received.';
COMMENT ON COLUMN distribution_report.returns.ended_at IS 'When it was refunded or refused.';

CREATE OR REPLACE VIEW distribution_report.return_lines WITH (security_invoker = true) AS
SELECT
	n.supplier_id,
	n.return_id,
	n.line_no,
	n.order_id,
	n.distributor_id,
	l.distributor_sku,
	l.sku_id,
	n.quantity,
	n.sellable,
	n.defective,
	n.refunded,
	l.unit_price,
	n.warehouse_id
FROM distribution.return_line AS n
JOIN distribution.order_line AS l
	ON l.supplier_id = n.supplier_id AND l.order_id = n.order_id AND l.line_no = n.line_no;
COMMENT ON VIEW distribution_report.return_lines IS 'Lines of returns, for both sides (RT-2).';
COMMENT ON COLUMN distribution_report.return_lines.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.return_lines.return_id IS 'The return.';
COMMENT ON COLUMN distribution_report.return_lines.line_no IS 'The order''s line.';
COMMENT ON COLUMN distribution_report.return_lines.order_id IS 'The order.';
COMMENT ON COLUMN distribution_report.return_lines.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.return_lines.distributor_sku IS 'SKU code as the distributor sent it.';
COMMENT ON COLUMN distribution_report.return_lines.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.return_lines.quantity IS 'Units claimed.';
COMMENT ON COLUMN distribution_report.return_lines.sellable IS 'Units received that can be sold again.';
COMMENT ON COLUMN distribution_report.return_lines.defective IS 'Units received that cannot.';
COMMENT ON COLUMN distribution_report.return_lines.refunded IS 'Units that the refund was for.';
COMMENT ON COLUMN distribution_report.return_lines.unit_price IS 'Price charged for one unit, in the order''s currency.';
COMMENT ON COLUMN distribution_report.return_lines.warehouse_id IS 'Warehouse that received them.';
$book$;

	EXECUTE $book$
-- sql/views/stock_push.sql
CREATE OR REPLACE VIEW distribution_report.supplier_warehouse_stock WITH (security_invoker = true) AS
SELECT
	c.distributor_id,
	c.supplier_id,
	c.partnership_id,
	k.warehouse_id,
	k.sku_id,
	c.distributor_sku,
	k.quantity,
	w.name AS warehouse
FROM distribution.partnership AS p
CROSS JOIN LATERAL distribution.mirror_stock(p.supplier_id, p.partnership_id) AS k
JOIN distribution.claim AS c
	ON c.supplier_id = p.supplier_id AND c.partnership_id = p.partnership_id AND c.sku_id = k.sku_id
JOIN distribution.warehouse AS w ON w.supplier_id = p.supplier_id AND w.warehouse_id = k.warehouse_id
WHERE p.state IN ('partnered', 'terminated');
COMMENT ON VIEW distribution_report.supplier_warehouse_stock IS 'Read-only stock of a distributor''s mirrors (supplier warehouses), never more than is available and 0 where a claim is not offered (ST-6).';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.warehouse_id IS 'The supplier''s warehouse that is mirrored.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.distributor_sku IS 'The distributor''s own SKU code.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.quantity IS 'Units that can be sold: the smaller of what was last pushed and what would be pushed now.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.warehouse IS 'Name of the warehouse.';

CREATE OR REPLACE VIEW distribution_report.push_records WITH (security_invoker = true) AS
SELECT
	c.supplier_id,
	c.sku_id,
	c.partnership_id,
	coalesce(sum(r.quantity) FILTER (WHERE r.result = 'pushed'), 0)::bigint AS quantity,
	CASE WHEN bool_or(r.result = 'failed') THEN 'failed' ELSE 'pushed' END AS result,
	max(r.reason) AS reason,
	max(r.pushed_at) AS pushed_at,
	c.distributor_id
FROM distribution.claim AS c
JOIN distribution.partnership_warehouse AS w
	ON w.supplier_id = c.supplier_id AND w.partnership_id = c.partnership_id
	-- A failure counts as long as it can still be mended.
	AND (w.mirrored OR w.assigned AND c.state = 'active')
CROSS JOIN LATERAL (
	SELECT n.quantity, n.result, n.reason, n.pushed_at
	FROM distribution.push_record AS n
	WHERE n.supplier_id = c.supplier_id
		AND n.sku_id = c.sku_id
		AND n.partnership_id = c.partnership_id
		AND n.warehouse_id = w.warehouse_id
	ORDER BY n.record_id DESC
	LIMIT 1
) AS r
GROUP BY c.supplier_id, c.sku_id, c.partnership_id;
COMMENT ON VIEW distribution_report.push_records IS 'The latest push of stock per product and distributor: the sum over its warehouses, failed if any failed (ST-7).';
COMMENT ON COLUMN distribution_report.push_records.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.push_records.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.push_records.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.push_records.quantity IS 'Units pushed, of all warehouses.';
COMMENT ON COLUMN distribution_report.push_records.result IS 'pushed or failed.';
COMMENT ON COLUMN distribution_report.push_records.reason IS 'Why it failed.';
COMMENT ON COLUMN distribution_report.push_records.pushed_at IS 'When the last of them was pushed.';
COMMENT ON COLUMN distribution_report.push_records.distributor_id IS 'The distributor''s account.';

CREATE OR REPLACE VIEW distribution_report.push_record_history WITH (security_invoker = true) AS
WITH retention AS MATERIALIZED (
	SELECT
		s.supplier_id,
		k.records_kept,
		k.days_kept
	FROM (SELECT DISTINCT p.supplier_id FROM distribution.partnership AS p) AS s
	CROSS JOIN LATERAL distribution.push_retention(s.supplier_id) AS k
)
SELECT
	n.supplier_id,
	n.sku_id,
	n.partnership_id,
	n.quantity,
	n.result,
	n.reason,
	n.pushed_at,
	n.warehouse_id,
	n.distributor_id,
	n.record_id
FROM (
	SELECT
		r.supplier_id,
		r.sku_id,
		r.partnership_id,
		r.quantity,
		r.result,
		r.reason,
		r.pushed_at,
		r.warehouse_id,
		r.distributor_id,
		r.record_id,
		row_number() OVER (PARTITION BY r.supplier_id, r.sku_id, r.partnership_id ORDER BY r.record_id DESC) AS newest,
		row_number() OVER (PARTITION BY r.supplier_id, r.sku_id, r.partnership_id, r.warehouse_id ORDER BY r.record_id DESC)
			AS newest_of_warehouse
	FROM distribution.push_record AS r
) AS n
JOIN retention AS k ON k.supplier_id = n.supplier_id
WHERE n.newest_of_warehouse = 1
	OR n.newest <= k.records_kept AND n.pushed_at >= now() - make_interval(days => k.days_kept);
COMMENT ON VIEW distribution_report.push_record_history IS 'Every push record that is kept, per warehouse (ST-7).';
COMMENT ON COLUMN distribution_report.push_record_history.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.push_record_history.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.push_record_history.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.push_record_history.quantity IS 'Units pushed; 0 if it failed.';
COMMENT ON COLUMN distribution_report.push_record_history.result IS 'pushed or failed.';
COMMENT ON COLUMN distribution_report.push_record_history.reason IS 'Why it failed.';
COMMENT ON COLUMN distribution_report.push_record_history.pushed_at IS 'When.';
COMMENT ON COLUMN distribution_report.push_record_history.warehouse_id IS 'The warehouse to whose mirror it was pushed.';
COMMENT ON COLUMN distribution_report.push_record_history.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.push_record_history.record_id IS 'Growing with time.';
$book$;

	EXECUTE $book$
-- sql/views/offered_product.sql
CREATE OR REPLACE VIEW distribution_report.offered_products WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	p.partnership_id,
	p.distributor_id,
	o.sku_id,
	o.sku,
	o.name,
	c.sku_id IS NOT NULL AS claimed,
	o.displayed_price::numeric(20,2) AS displayed_price,
	o.currency,
	o.available,
	c.distributor_sku,
	c.state AS claim_state
FROM distribution.partnership AS p
CROSS JOIN LATERAL distribution.offers(p.supplier_id, p.partnership_id) AS o
LEFT JOIN distribution.claim AS c
	ON c.supplier_id = p.supplier_id AND c.partnership_id = p.partnership_id AND c.sku_id = o.sku_id
WHERE p.state = 'partnered';
COMMENT ON VIEW distribution_report.offered_products IS 'What each distributor is offered now (VI-5) at which price (PC-5).';
COMMENT ON COLUMN distribution_report.offered_products.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.offered_products.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.offered_products.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.offered_products.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.offered_products.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.offered_products.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.offered_products.claimed IS 'True if the distributor has claimed it.';
COMMENT ON COLUMN distribution_report.offered_products.displayed_price IS 'Price of one unit in currency, in the rounding mode the claim last saw; null: no price.';
COMMENT ON COLUMN distribution_report.offered_products.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.offered_products.available IS 'Units available in the assigned warehouses.';
COMMENT ON COLUMN distribution_report.offered_products.distributor_sku IS 'The distributor''s own SKU code; null: not claimed.';
COMMENT ON COLUMN distribution_report.offered_products.claim_state IS 'active or inactive; null: not claimed.';
$book$;

	EXECUTE $book$
-- sql/views/ledger.sql
CREATE OR REPLACE VIEW distribution_report.reconciliation WITH (security_invoker = true) AS
SELECT
	e.side,
	e.account_id,
	e.supplier_id,
	e.partnership_id,
	e.transaction_id,
	e.kind,
	e.order_id,
	e.package_no,
	e.document_no,
	e.amount,
	e.currency,
	e.rate,
	e.rate_source,
	e.settlement_amount,
	e.settlement_currency,
	e.balance_after,
	e.posted_at,
	e.base_amount,
	e.base_currency,
	e.due_at,
	e.actor,
	e.memo
FROM distribution.ledger_entry AS e;
COMMENT ON VIEW distribution_report.reconciliation IS 'Every ledger entry, each side''s by account_id (LE-2).';
COMMENT ON COLUMN distribution_report.reconciliation.side IS 'supplier or distributor: whose books.';
COMMENT ON COLUMN distribution_report.reconciliation.account_id IS 'The account of that side.';
COMMENT ON COLUMN distribution_report.reconciliation.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.reconciliation.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.reconciliation.transaction_id IS 'Number of the money event, gapless from 1 in the partnership.';
COMMENT ON COLUMN distribution_report.reconciliation.kind IS 'Kind of the event (LE-2).';
COMMENT ON COLUMN distribution_report.reconciliation.order_id IS 'The order, if any.';
COMMENT ON COLUMN distribution_report.reconciliation.package_no IS 'The package, if any.';
COMMENT ON COLUMN distribution_report.reconciliation.document_no IS 'The document; of an order, its marketplace number.';
COMMENT ON COLUMN distribution_report.reconciliation.amount IS 'Amount as stated, signed for this side.';
COMMENT ON COLUMN distribution_report.reconciliation.currency IS 'Currency of amount.';
COMMENT ON COLUMN distribution_report.reconciliation.rate IS 'Quoted rate from currency to the settlement currency.';
COMMENT ON COLUMN distribution_report.reconciliation.rate_source IS 'same, fixed or live.';
COMMENT ON COLUMN distribution_report.reconciliation.settlement_amount IS 'The amount in the settlement currency.';
COMMENT ON COLUMN distribution_report.reconciliation.settlement_currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.reconciliation.balance_after IS 'Sum of this side''s settlement amounts up to here.';
COMMENT ON COLUMN distribution_report.reconciliation.posted_at IS 'When it was posted.';
COMMENT ON COLUMN distribution_report.reconciliation.base_amount IS 'The amount in the supplier''s base currency at the rate of posting.';
COMMENT ON COLUMN distribution_report.reconciliation.base_currency IS 'The supplier''s base currency.';
COMMENT ON COLUMN distribution_report.reconciliation.due_at IS 'When a charge is due; null: no term.';
COMMENT ON COLUMN distribution_report.reconciliation.actor IS 'Role that posted it.';
COMMENT ON COLUMN distribution_report.reconciliation.memo IS 'Free text.';

CREATE OR REPLACE VIEW distribution_report.reconciliation_summary WITH (security_invoker = true) AS
SELECT
	m.supplier_id,
	m.partnership_id,
	a.distributor_id,
	m.month,
	a.currency,
	(m.closing - m.charges - m.refunds - m.return_charges - m.manual)::numeric(20,2) AS opening_balance,
	m.charges,
	m.refunds,
	m.return_charges,
	m.manual,
	m.closing::numeric(20,2) AS closing_balance,
	m.entries,
	s.base_currency,
	m.base_charges,
	m.base_refunds,
	m.base_return_charges,
	m.base_manual,
	(m.base_closing - m.base_charges - m.base_refunds - m.base_return_charges - m.base_manual)::numeric(20,2)
		AS base_opening_balance,
	m.base_closing::numeric(20,2) AS base_closing_balance
FROM (
	SELECT
		k.supplier_id,
		k.partnership_id,
		k.month,
		k.charges,
		k.refunds,
		k.return_charges,
		k.manual,
		k.base_charges,
		k.base_refunds,
		k.base_return_charges,
		k.base_manual,
		k.entries,
		sum(k.charges + k.refunds + k.return_charges + k.manual) OVER by_month AS closing,
		sum(k.base_charges + k.base_refunds + k.base_return_charges + k.base_manual) OVER by_month AS base_closing
	FROM distribution.ledger_month AS k
	WINDOW by_month AS (PARTITION BY k.supplier_id, k.partnership_id ORDER BY k.month)
) AS m
JOIN distribution.settlement_account AS a
	ON a.supplier_id = m.supplier_id AND a.partnership_id = m.partnership_id
CROSS JOIN LATERAL distribution.partner_shop(m.supplier_id) AS s;
COMMENT ON VIEW distribution_report.reconciliation_summary IS 'Per partnership and month with entries: opening balance plus the signed columns is the closing balance (LE-6), seen from the distributor''s side.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.month IS 'First day of the month, in the supplier''s time zone.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.opening_balance IS 'Balance before the month''s first entry.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.charges IS 'Charges of pushes, negative.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.refunds IS 'Refunds of withdrawals and returns, positive.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.return_charges IS 'Charges of returns, negative.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.manual IS 'Manual entries, signed.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.closing_balance IS 'Balance after the month''s last entry.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.entries IS 'Number of money events.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_currency IS 'The supplier''s base currency.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_charges IS 'charges in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_refunds IS 'refunds in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_return_charges IS 'return_charges in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_manual IS 'manual in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_opening_balance IS 'Sum of all base amounts before the month.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_closing_balance IS 'Sum of all base amounts up to the month''s end.';

CREATE OR REPLACE VIEW distribution_report.reconciliation_daily WITH (security_invoker = true) AS
SELECT
	d.supplier_id,
	d.partnership_id,
	d.day,
	d.kind,
	d.amount,
	d.entries,
	a.currency,
	d.base_amount,
	s.base_currency
FROM distribution.ledger_day AS d
JOIN distribution.settlement_account AS a
	ON a.supplier_id = d.supplier_id AND a.partnership_id = d.partnership_id
CROSS JOIN LATERAL distribution.partner_shop(d.supplier_id) AS s;
COMMENT ON VIEW distribution_report.reconciliation_daily IS 'Per partnership, day of the supplier''s time zone and kind (LE-6), seen from the distributor''s side.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.day IS 'The day.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.kind IS 'Kind of the events.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.amount IS 'Signed sum in currency.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.entries IS 'Number of money events.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.base_amount IS 'Sum in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.base_currency IS 'The supplier''s base currency.';

CREATE OR REPLACE VIEW distribution_report.reconciliation_total WITH (security_invoker = true) AS
SELECT
	m.supplier_id,
	m.month,
	s.base_currency,
	(m.closing - m.charges - m.refunds - m.return_charges - m.manual)::numeric(20,2) AS opening_balance,
	m.charges::numeric(20,2) AS charges,
	m.refunds::numeric(20,2) AS refunds,
	m.return_charges::numeric(20,2) AS return_charges,
	m.manual::numeric(20,2) AS manual,
	m.closing::numeric(20,2) AS closing_balance,
	m.entries::int AS entries,
	m.partnerships::int AS partnerships
FROM (
	SELECT
		k.supplier_id,
		k.month,
		sum(k.base_charges) AS charges,
		sum(k.base_refunds) AS refunds,
		sum(k.base_return_charges) AS return_charges,
		sum(k.base_manual) AS manual,
		sum(k.entries) AS entries,
		count(*) AS partnerships,
		sum(sum(k.base_charges + k.base_refunds + k.base_return_charges + k.base_manual))
			OVER (PARTITION BY k.supplier_id ORDER BY k.month) AS closing
	FROM distribution.ledger_month AS k
	GROUP BY k.supplier_id, k.month
) AS m
JOIN distribution.supplier AS s ON s.supplier_id = m.supplier_id;
COMMENT ON VIEW distribution_report.reconciliation_total IS 'Per supplier and month with entries, over all its partnerships of whatever settlement currency: sums in the base currency at the rates of posting, which no later rate changes (LE-6, FX-2), seen from the distributors'' side. The supplier''s own.';
COMMENT ON COLUMN distribution_report.reconciliation_total.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.reconciliation_total.month IS 'First day of the month, in the supplier''s time zone.';
COMMENT ON COLUMN distribution_report.reconciliation_total.base_currency IS 'The supplier''s base currency, of all amounts.';
COMMENT ON COLUMN distribution_report.reconciliation_total.opening_balance IS 'Sum of all base amounts before the month.';
COMMENT ON COLUMN distribution_report.reconciliation_total.charges IS 'Charges of pushes, negative.';
COMMENT ON COLUMN distribution_report.reconciliation_total.refunds IS 'Refunds of withdrawals and returns, positive.';
COMMENT ON COLUMN distribution_report.reconciliation_total.return_charges IS 'Charges of returns, negative.';
COMMENT ON COLUMN distribution_report.reconciliation_total.manual IS 'Manual entries, signed.';
COMMENT ON COLUMN distribution_report.reconciliation_total.closing_balance IS 'Sum of all base amounts up to the month''s end.';
COMMENT ON COLUMN distribution_report.reconciliation_total.entries IS 'Number of money events.';
COMMENT ON COLUMN distribution_report.reconciliation_total.partnerships IS 'Number of partnerships with entries in the month.';
$book$;

	EXECUTE $book$
-- sql/views/credit.sql
CREATE OR REPLACE VIEW distribution_report.credit_history WITH (security_invoker = true) AS
SELECT
	c.supplier_id,
	c.partnership_id,
	c.change_id,
	c.distributor_id,
	c.previous_limit,
	c.previous_days,
	c.credit_limit,
	c.credit_days,
	c.actor,
	c.changed_at
FROM distribution.credit_change AS c;
COMMENT ON VIEW distribution_report.credit_history IS 'Every change of credit limit and period (CR-3).';
COMMENT ON COLUMN distribution_report.credit_history.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.credit_history.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.credit_history.change_id IS 'Key, growing.';
COMMENT ON COLUMN distribution_report.credit_history.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.credit_history.previous_limit IS 'Limit before, in settlement currency; null: unlimited.';
COMMENT ON COLUMN distribution_report.credit_history.previous_days IS 'Period before, in days; null: no term.';
COMMENT ON COLUMN distribution_report.credit_history.credit_limit IS 'Limit from then on; null: unlimited.';
COMMENT ON COLUMN distribution_report.credit_history.credit_days IS 'Period of charges from then on; null: no term.';
COMMENT ON COLUMN distribution_report.credit_history.actor IS 'Role that changed it.';
COMMENT ON COLUMN distribution_report.credit_history.changed_at IS 'When.';

CREATE OR REPLACE VIEW distribution_report.credit_status WITH (security_invoker = true) AS
SELECT
	a.supplier_id,
	a.partnership_id,
	a.balance,
	a.credit_limit,
	(a.balance + a.credit_limit)::numeric(20,2) AS spendable,
	coalesce(o.overdue, 0)::numeric(20,2) AS overdue,
	coalesce(o.current_due, 0)::numeric(20,2) AS current_due,
	coalesce(o.days_1_30, 0)::numeric(20,2) AS days_1_30,
	coalesce(o.days_31_60, 0)::numeric(20,2) AS days_31_60,
	coalesce(o.days_61_90, 0)::numeric(20,2) AS days_61_90,
	coalesce(o.days_over_90, 0)::numeric(20,2) AS days_over_90,
	a.distributor_id,
	a.currency,
	a.credit_days,
	o.oldest_due_at
FROM distribution.settlement_account AS a
LEFT JOIN LATERAL (
	SELECT
		sum(c.open_amount) FILTER (WHERE c.due_at < now()) AS overdue,
		sum(c.open_amount) FILTER (WHERE c.due_at >= now() OR c.due_at IS NULL) AS current_due,
		sum(c.open_amount) FILTER (WHERE c.due_at < now() AND c.due_at >= now() - interval '720 hours') AS days_1_30,
		sum(c.open_amount) FILTER (WHERE c.due_at < now() - interval '720 hours'
			AND c.due_at >= now() - interval '1440 hours') AS days_31_60,
		sum(c.open_amount) FILTER (WHERE c.due_at < now() - interval '1440 hours'
			AND c.due_at >= now() - interval '2160 hours') AS days_61_90,
		sum(c.open_amount) FILTER (WHERE c.due_at < now() - interval '2160 hours') AS days_over_90,
		min(c.due_at) AS oldest_due_at
	FROM distribution.open_charges(a.supplier_id, a.partnership_id) AS c
) AS o ON a.balance < 0;
COMMENT ON VIEW distribution_report.credit_status IS 'Per partnership: means, debt and how old it is (CR-1, CR-2). The debt, if the balance is negative, is current_due plus overdue; overdue is the sum of the four buckets, by days of 24 hours since the due time. All amounts in currency.';
COMMENT ON COLUMN distribution_report.credit_status.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.credit_status.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.credit_status.balance IS 'Balance; negative: debt.';
COMMENT ON COLUMN distribution_report.credit_status.credit_limit IS 'Credit limit; null: unlimited.';
COMMENT ON COLUMN distribution_report.credit_status.spendable IS 'Balance plus credit limit; null: unlimited (CR-1).';
COMMENT ON COLUMN distribution_report.credit_status.overdue IS 'Open charges past their due time.';
COMMENT ON COLUMN distribution_report.credit_status.current_due IS 'Open charges not yet due, or without a term.';
COMMENT ON COLUMN distribution_report.credit_status.days_1_30 IS 'Overdue by up to 30 days.';
COMMENT ON COLUMN distribution_report.credit_status.days_31_60 IS 'Overdue by more than 30 and up to 60 days.';
COMMENT ON COLUMN distribution_report.credit_status.days_61_90 IS 'Overdue by more than 60 and up to 90 days.';
COMMENT ON COLUMN distribution_report.credit_status.days_over_90 IS 'Overdue by more than 90 days.';
COMMENT ON COLUMN distribution_report.credit_status.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.credit_status.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.credit_status.credit_days IS 'Credit period of new charges; null: no term.';
COMMENT ON COLUMN distribution_report.credit_status.oldest_due_at IS 'Earliest due time among open charges; null: nothing open, or no term.';

CREATE OR REPLACE VIEW distribution_report.overdue WITH (security_invoker = true) AS
SELECT
	a.supplier_id,
	a.partnership_id,
	c.transaction_id,
	a.distributor_id,
	c.kind,
	c.order_id,
	c.package_no,
	c.document_no,
	c.amount::numeric(20,2) AS amount,
	c.open_amount::numeric(20,2) AS open_amount,
	a.currency,
	c.posted_at,
	c.due_at,
	ceil(extract(epoch FROM now() - c.due_at) / 86400)::int AS days_overdue
FROM distribution.settlement_account AS a
CROSS JOIN LATERAL distribution.open_charges(a.supplier_id, a.partnership_id) AS c
WHERE a.balance < 0 AND c.due_at < now();
COMMENT ON VIEW distribution_report.overdue IS 'Every charge that is past its due time and not settled (CR-2).';
COMMENT ON COLUMN distribution_report.overdue.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.overdue.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.overdue.transaction_id IS 'The ledger transaction.';
COMMENT ON COLUMN distribution_report.overdue.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.overdue.kind IS 'Kind of the charge.';
COMMENT ON COLUMN distribution_report.overdue.order_id IS 'The order, if any.';
COMMENT ON COLUMN distribution_report.overdue.package_no IS 'The package, if any.';
COMMENT ON COLUMN distribution_report.overdue.document_no IS 'The document, if any.';
COMMENT ON COLUMN distribution_report.overdue.amount IS 'What was charged, positive.';
COMMENT ON COLUMN distribution_report.overdue.open_amount IS 'What of it is not settled.';
COMMENT ON COLUMN distribution_report.overdue.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.overdue.posted_at IS 'When it was charged.';
COMMENT ON COLUMN distribution_report.overdue.due_at IS 'When it was due.';
COMMENT ON COLUMN distribution_report.overdue.days_overdue IS 'Days of 24 hours since, a begun one counted whole.';
$book$;

	EXECUTE $book$
-- sql/views/statement.sql
CREATE OR REPLACE VIEW distribution_report.statements WITH (security_invoker = true) AS
SELECT
	s.supplier_id,
	s.partnership_id,
	s.statement_id,
	s.month,
	s.opening_balance,
	s.closing_balance,
	s.state,
	s.reason,
	s.distributor_id,
	s.currency,
	s.charges,
	s.refunds,
	s.return_charges,
	s.manual,
	s.entries,
	s.base_currency,
	s.base_opening_balance,
	s.base_charges,
	s.base_refunds,
	s.base_return_charges,
	s.base_manual,
	s.base_closing_balance,
	s.last_transaction_id,
	s.last_hash,
	s.closed_by,
	s.closed_at,
	s.answered_by,
	s.answered_at
FROM distribution.statement AS s;
COMMENT ON VIEW distribution_report.statements IS 'Closed months of partnerships and the distributors'' answers (LE-7), seen from the distributor''s side.';
COMMENT ON COLUMN distribution_report.statements.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.statements.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.statements.statement_id IS 'Key of the statement.';
COMMENT ON COLUMN distribution_report.statements.month IS 'First day of the month, in the supplier''s time zone.';
COMMENT ON COLUMN distribution_report.statements.opening_balance IS 'Balance before the month''s first entry.';
COMMENT ON COLUMN distribution_report.statements.closing_balance IS 'Balance after the month''s last entry.';
COMMENT ON COLUMN distribution_report.statements.state IS 'closed: not answered yet; confirmed or disputed by the distributor.';
COMMENT ON COLUMN distribution_report.statements.reason IS 'Why it is disputed, or a note to the confirmation.';
COMMENT ON COLUMN distribution_report.statements.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution_report.statements.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.statements.charges IS 'Charges of pushes, negative.';
COMMENT ON COLUMN distribution_report.statements.refunds IS 'Refunds of withdrawals and returns, positive.';
COMMENT ON COLUMN distribution_report.statements.return_charges IS 'Charges of returns, negative.';
COMMENT ON COLUMN distribution_report.statements.manual IS 'Manual entries, signed.';
COMMENT ON COLUMN distribution_report.statements.entries IS 'Number of money events of the month.';
COMMENT ON COLUMN distribution_report.statements.base_currency IS 'The supplier''s base currency.';
COMMENT ON COLUMN distribution_report.statements.base_opening_balance IS 'Sum of all base amounts before the month, at the rates of posting.';
COMMENT ON COLUMN distribution_report.statements.base_charges IS 'charges in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.statements.base_refunds IS 'refunds in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.statements.base_return_charges IS 'return_charges in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.statements.base_manual IS 'manual in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.statements.base_closing_balance IS 'Sum of all base amounts up to the month''s end.';
COMMENT ON COLUMN distribution_report.statements.last_transaction_id IS 'Last ledger transaction up to the month''s end; 0: none yet.';
COMMENT ON COLUMN distribution_report.statements.last_hash IS 'Hash of its last entry (LE-3): with it the statement vouches for every entry before; empty if there is none.';
COMMENT ON COLUMN distribution_report.statements.closed_by IS 'Role that closed the month.';
COMMENT ON COLUMN distribution_report.statements.closed_at IS 'When.';
COMMENT ON COLUMN distribution_report.statements.answered_by IS 'Role that answered last; null: not answered.';
COMMENT ON COLUMN distribution_report.statements.answered_at IS 'When; null: not answered.';
$book$;

	EXECUTE $book$
-- sql/views/attention.sql
CREATE OR REPLACE VIEW distribution_report.attention WITH (security_invoker = true) AS
SELECT
	n.account_id,
	n.side,
	n.kind,
	n.supplier_id,
	n.partnership_id,
	n.subject,
	n.since
FROM (
	SELECT
		o.distributor_id AS account_id,
		'distributor' AS side,
		'push_failed' AS kind,
		o.supplier_id,
		o.partnership_id,
		r.reason || ': ' || count(*) || CASE WHEN count(*) = 1 THEN ' order' ELSE ' orders' END AS subject,
		min(r.refused_at) AS since
	FROM distribution.order_refusal AS r
	JOIN distribution.supply_order AS o
		ON o.supplier_id = r.supplier_id AND o.order_id = r.order_id AND o.push_state = 'push_failed'
	GROUP BY o.distributor_id, o.supplier_id, o.partnership_id, r.reason
	UNION ALL
	SELECT
		w.supplier_id,
		'supplier',
		'withdrawal_waiting',
		w.supplier_id,
		o.partnership_id,
		'order ' || o.platform_order_no || CASE WHEN w.state = 'warehouse' THEN ', at its warehouse' ELSE '' END,
		w.requested_at
	FROM distribution.withdrawal AS w
	JOIN distribution.supply_order AS o ON o.supplier_id = w.supplier_id AND o.order_id = w.order_id
	WHERE w.state IN ('warehouse', 'supplier')
	UNION ALL
	SELECT
		CASE WHEN r.state = 'created' THEN r.distributor_id ELSE r.supplier_id END,
		CASE WHEN r.state = 'created' THEN 'distributor' ELSE 'supplier' END,
		CASE r.state WHEN 'created' THEN 'return_to_push' WHEN 'pushed' THEN 'return_to_receive' ELSE 'return_to_refund' END,
		r.supplier_id,
		r.partnership_id,
		'return ' || r.return_id,
		CASE r.state WHEN 'created' THEN r.created_at WHEN 'pushed' THEN r.pushed_at ELSE r.received_at END
	FROM distribution.return_order AS r
	WHERE r.state IN ('created', 'pushed', 'received')
	UNION ALL
	SELECT
		p.supplier_id,
		'supplier',
		'price_missing',
		p.supplier_id,
		NULL,
		'SKU ' || m.sku,
		NULL
	FROM distribution.distribution_product AS p
	JOIN distribution.merchant_sku AS m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id
	WHERE p.base_price IS NULL AND p.state <> 'disabled'
		AND NOT EXISTS (
			SELECT
			FROM distribution.sku_price AS k
			WHERE k.supplier_id = p.supplier_id AND k.sku_id = p.sku_id AND k.level = 0 AND k.valid @> now())
	UNION ALL
	SELECT
		p.supplier_id,
		'supplier',
		'rate_missing',
		p.supplier_id,
		p.partnership_id,
		s.base_currency || ' to ' || a.currency,
		p.approved_at
	FROM distribution.partnership AS p
	JOIN distribution.supplier AS s ON s.supplier_id = p.supplier_id
	JOIN distribution.settlement_account AS a
		ON a.supplier_id = p.supplier_id AND a.partnership_id = p.partnership_id
	WHERE p.state = 'partnered' AND a.currency <> s.base_currency
		AND NOT EXISTS (
			SELECT
			FROM distribution.fixed_rate AS f
			WHERE f.supplier_id = p.supplier_id
				AND (f.from_currency, f.to_currency) IN ((s.base_currency, a.currency), (a.currency, s.base_currency)))
		AND NOT EXISTS (
			SELECT
			FROM distribution.live_rate AS l
			WHERE (l.from_currency, l.to_currency) IN ((s.base_currency, a.currency), (a.currency, s.base_currency))
				AND l.observed_at <= now())
	UNION ALL
	SELECT
		CASE v.side WHEN 'supplier' THEN a.supplier_id ELSE a.distributor_id END,
		v.side,
		'balance_low',
		a.supplier_id,
		a.partnership_id,
		a.balance || ' ' || a.currency,
		a.last_posted_at
	FROM distribution.partnership_setting AS g
	JOIN distribution.settlement_account AS a
		ON a.supplier_id = g.supplier_id AND a.partnership_id = g.partnership_id AND a.balance < g.low_balance_below
	CROSS JOIN (VALUES ('supplier'), ('distributor')) AS v (side)
	UNION ALL
	SELECT
		CASE v.side WHEN 'supplier' THEN c.supplier_id ELSE c.distributor_id END,
		v.side,
		'overdue',
		c.supplier_id,
		c.partnership_id,
		c.overdue || ' ' || c.currency,
		c.oldest_due_at
	FROM distribution_report.credit_status AS c
	CROSS JOIN (VALUES ('supplier'), ('distributor')) AS v (side)
	WHERE c.overdue > 0
	UNION ALL
	SELECT
		CASE t.state WHEN 'closed' THEN t.distributor_id ELSE t.supplier_id END,
		CASE t.state WHEN 'closed' THEN 'distributor' ELSE 'supplier' END,
		CASE t.state WHEN 'closed' THEN 'statement_to_answer' ELSE 'statement_disputed' END,
		t.supplier_id,
		t.partnership_id,
		to_char(t.month, 'YYYY-MM') || CASE WHEN t.state = 'disputed' THEN ': ' || t.reason ELSE '' END,
		CASE t.state WHEN 'closed' THEN t.closed_at ELSE t.answered_at END
	FROM distribution.statement AS t
	WHERE t.state IN ('closed', 'disputed')
	UNION ALL
	SELECT
		q.account_id,
		CASE WHEN s.supplier_id IS NOT NULL THEN 'supplier' ELSE 'distributor' END,
		'quota_nearly_used',
		s.supplier_id,
		NULL,
		q.used || ' of ' || q.order_quota || ' orders',
		q.month::timestamp AT TIME ZONE 'UTC'
	FROM distribution_report.quota_status AS q
	LEFT JOIN distribution.supplier AS s ON s.supplier_id = q.account_id
	WHERE q.remaining <= q.order_quota / 10
) AS n
WHERE (SELECT distribution.sees_all()) OR n.account_id = ANY ((SELECT distribution.my_accounts())::bigint[]);
COMMENT ON VIEW distribution_report.attention IS 'What needs an account''s attention (NO-2): failed pushes by reason, withdrawals and returns waiting, missing prices and rates, low balance, overdue charges, statements waiting, order quota nearly used (a tenth or less is left).';
COMMENT ON COLUMN distribution_report.attention.account_id IS 'The account that can do something about it.';
COMMENT ON COLUMN distribution_report.attention.side IS 'supplier or distributor: in which role.';
COMMENT ON COLUMN distribution_report.attention.kind IS 'push_failed, withdrawal_waiting, return_to_push, return_to_receive, return_to_refund, price_missing, rate_missing, balance_low, overdue, statement_to_answer, statement_disputed or quota_nearly_used.';
COMMENT ON COLUMN distribution_report.attention.supplier_id IS 'The supplier; null: a distributor''s quota.';
COMMENT ON COLUMN distribution_report.attention.partnership_id IS 'The partnership; null: it is of the whole account.';
COMMENT ON COLUMN distribution_report.attention.subject IS 'What it is about, in words: reason and number of orders, order number, SKU, currencies, amount or month.';
COMMENT ON COLUMN distribution_report.attention.since IS 'Since when; of balance_low, its last entry; null: not known.';
$book$;

	EXECUTE $book$
-- sql/grants/access.sql
-- Who sees and writes which rows (ID-3 … ID-5): row security on every table, from this list.
--
-- reads says whose rows a table's are; writes, of tables written with plain SQL, who may write its rows, with which
-- privileges. A table that is not listed is its owner's alone, and test/pgtap/access.sql fails.
-- Privileges are given once, where an object has none: what an administrator revokes stays revoked.
-- DROP EXTENSION CASCADE takes the policies, as they ask our functions; row security stays on until install().
DO $access$
DECLARE
	mine CONSTANT text := '(SELECT distribution.my_accounts())::bigint[]';
	as_supplier CONSTANT text := '(SELECT distribution.my_accounts(''supplier''))::bigint[]';
	as_distributor CONSTANT text := '(SELECT distribution.my_accounts(''distributor''))::bigint[]';
	book record;
	rule record;
BEGIN
	FOR book IN
		SELECT
			b.name,
			format('distribution.%I', b.name)::regclass AS relation,
			CASE b.reads
				WHEN 'everyone' THEN 'true'
				WHEN 'account' THEN format('account_id = ANY (%s)', mine)
				WHEN 'supplier' THEN format('supplier_id = ANY (%s)', mine)
				WHEN 'distributor' THEN format('distributor_id = ANY (%s)', mine)
				WHEN 'both' THEN format('supplier_id = ANY (%1$s) OR distributor_id = ANY (%1$s)', mine)
				-- the row's partnership, and for the supplier its order, are visible
				WHEN 'partnership' THEN format('supplier_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.partnership AS p
					WHERE p.supplier_id = %1$I.supplier_id AND p.partnership_id = %1$I.partnership_id)', b.name, mine)
				WHEN 'order' THEN format('distributor_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.supply_order AS o
					WHERE o.supplier_id = %1$I.supplier_id AND o.order_id = %1$I.order_id)', b.name, mine)
				-- an order is the supplier's from its push on
				WHEN 'pushed order' THEN format('distributor_id = ANY (%1$s)
					OR supplier_id = ANY (%1$s) AND state IS NOT NULL', mine)
				-- a return too, and its lines with it
				WHEN 'pushed return' THEN format('distributor_id = ANY (%1$s)
					OR supplier_id = ANY (%1$s) AND pushed_at IS NOT NULL', mine)
				WHEN 'return' THEN format('distributor_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.return_order AS r
					WHERE r.supplier_id = %1$I.supplier_id AND r.return_id = %1$I.return_id)', b.name, mine)
				-- OR-7: in clear for the supplier only where it arranges the carrier
				WHEN 'recipient' THEN format('distributor_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.supply_order AS o
					WHERE o.supplier_id = %1$I.supplier_id AND o.order_id = %1$I.order_id
						AND o.logistics = ''self_arranged'' AND o.platform <> ''temu'')', b.name, mine)
				-- a code and a name: the products a distributor has claimed
				WHEN 'claimed sku' THEN format('supplier_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.claim AS c
					WHERE c.supplier_id = %1$I.supplier_id AND c.sku_id = %1$I.sku_id)', b.name, mine)
				-- a name: the warehouses of a distributor's partnerships
				WHEN 'assigned warehouse' THEN format('supplier_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.partnership_warehouse AS w
					WHERE w.supplier_id = %1$I.supplier_id AND w.warehouse_id = %1$I.warehouse_id)', b.name, mine)
			END AS reads,
			CASE b.writes
				WHEN 'supplier' THEN format('supplier_id = ANY (%s)', as_supplier)
				WHEN 'account' THEN format('account_id = ANY (%s) OR account_id = ANY (%s)', as_supplier, as_distributor)
				WHEN 'either side' THEN format('supplier_id = ANY (%2$s) OR EXISTS (
					SELECT FROM distribution.partnership AS p
					WHERE p.supplier_id = %1$I.supplier_id AND p.partnership_id = %1$I.partnership_id
						AND p.distributor_id = ANY (%3$s))', b.name, as_supplier, as_distributor)
			END AS writes,
			b.privileges,
			b.writes IS NOT DISTINCT FROM 'trigger' AS trigger_checks
		FROM (VALUES
			('account', 'account', NULL, NULL),
			('claim', 'both', NULL, NULL),
			('credit_change', 'both', NULL, NULL),
			('currency', 'everyone', NULL, NULL),
			('customer', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('customer_level', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('distribution_product', 'supplier', 'supplier', 'UPDATE (base_price)'),
			('fee', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('fixed_rate', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('invitation', 'supplier', NULL, NULL),
			('ledger_day', 'partnership', NULL, NULL),
			('ledger_entry', 'account', NULL, NULL),
			('ledger_idempotency', 'supplier', NULL, NULL),
			('ledger_month', 'partnership', NULL, NULL),
			('live_rate', 'everyone', NULL, NULL),
			('member', 'account', NULL, NULL),
			('merchant_sku', 'claimed sku', 'supplier', 'INSERT, UPDATE, DELETE'),
			('money_notice', 'nobody', NULL, NULL),
			('notification', 'account', NULL, NULL),
			('notification_subscription', 'account', 'account', 'INSERT, UPDATE, DELETE'),
			('order_event', 'order', NULL, NULL),
			('order_line', 'order', NULL, NULL),
			('order_package', 'order', NULL, NULL),
			('order_recipient', 'recipient', NULL, NULL),
			('order_refusal', 'distributor', NULL, NULL),
			('package_charge', 'both', NULL, NULL),
			('partnership', 'both', NULL, NULL),
			('partnership_event', 'both', NULL, NULL),
			('partnership_setting', 'partnership', 'either side', 'INSERT, UPDATE, DELETE'),
			('partnership_warehouse', 'both', NULL, NULL),
			('plan', 'everyone', NULL, NULL),
			('price_history', 'supplier', NULL, NULL),
			('price_import', 'nobody', 'trigger', 'INSERT'),
			('product_log', 'both', NULL, NULL),
			('product_sales_counted', 'supplier', NULL, NULL),
			('product_sales_day', 'supplier', NULL, NULL),
			('push_queue', 'nobody', NULL, NULL),
			('push_record', 'both', NULL, NULL),
			('quota_usage', 'account', NULL, NULL),
			('return_line', 'return', NULL, NULL),
			('return_order', 'pushed return', NULL, NULL),
			('settlement_account', 'both', NULL, NULL),
			('sku_price', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('statement', 'both', NULL, NULL),
			('stock', 'supplier', NULL, NULL),
			('stock_movement', 'supplier', NULL, NULL),
			('stock_push_product', 'nobody', NULL, NULL),
			('stock_push_request', 'nobody', NULL, NULL),
			('supplier', 'supplier', 'supplier', 'UPDATE (base_currency, rounding, time_zone, auto_tool, auto_pack, '
				'auto_push_stock, sold_out_below, push_records_kept, push_record_days, bigshop_name, bigshop_logo, '
				'contact_person, contact_phone)'),
			('supply_order', 'pushed order', NULL, NULL),
			('token_key', 'nobody', NULL, NULL),
			('verify_checkpoint', 'supplier', NULL, NULL),
			('visibility_rule', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('visibility_rule_distributor', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('visibility_rule_product', 'supplier', 'supplier', 'INSERT, UPDATE, DELETE'),
			('warehouse', 'assigned warehouse', 'supplier', 'INSERT, UPDATE, DELETE'),
			('withdrawal', 'both', NULL, NULL)
		) AS b (name, reads, writes, privileges)
	LOOP
		-- COPY FROM refuses row security: the trigger of a table that it fills checks the caller and leaves no row.
		IF NOT book.trigger_checks AND NOT (SELECT relrowsecurity FROM pg_class WHERE oid = book.relation) THEN
			EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', book.relation);
		END IF;
		IF coalesce(book.reads, book.privileges) IS NOT NULL
			AND (SELECT relacl IS NULL FROM pg_class WHERE oid = book.relation)
		THEN
			EXECUTE format('GRANT %s ON %s TO PUBLIC',
				concat_ws(', ', CASE WHEN book.reads IS NOT NULL THEN 'SELECT' END, book.privileges), book.relation);
		END IF;
		FOR rule IN
			SELECT p.name, p.command
			FROM (VALUES
				('read', format('SELECT USING (%s)', book.reads), book.reads IS NOT NULL),
				('add', format('INSERT WITH CHECK (%s)', book.writes), book.writes IS NOT NULL AND book.privileges LIKE '%INSERT%'),
				('change', format('UPDATE USING (%1$s) WITH CHECK (%1$s)', book.writes), book.privileges LIKE '%UPDATE%'),
				('remove', format('DELETE USING (%s)', book.writes), book.privileges LIKE '%DELETE%')
			) AS p (name, command, wanted)
			WHERE p.wanted AND NOT EXISTS (
				SELECT FROM pg_policy WHERE polrelid = book.relation AND polname = p.name)
		LOOP
			EXECUTE format('CREATE POLICY %I ON %s FOR %s', rule.name, book.relation, rule.command);
		END LOOP;
	END LOOP;

	FOR book IN
		SELECT oid::regclass AS relation
		FROM pg_class
		WHERE relkind = 'v' AND relnamespace = 'distribution_report'::regnamespace AND relacl IS NULL
	LOOP
		EXECUTE format('GRANT SELECT ON %s TO PUBLIC', book.relation);
	END LOOP;

	FOR book IN
		SELECT nspname
		FROM pg_namespace
		WHERE nspname IN ('distribution', 'distribution_report') AND nspacl IS NULL
	LOOP
		EXECUTE format('GRANT USAGE ON SCHEMA %I TO PUBLIC', book.nspname);
	END LOOP;
END
$access$;
$book$;
END;
$install$;

COMMENT ON FUNCTION distribution.install() IS
	'makes the tables, triggers, views and grants that are missing; changes nothing that is there';

REVOKE ALL ON FUNCTION distribution.install() FROM PUBLIC;
