CREATE FUNCTION distribution.require_owner() RETURNS void
	LANGUAGE c STABLE PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'distribution_require_owner';
COMMENT ON FUNCTION distribution.require_owner() IS 'Passes for superusers and members of distribution_owner (ID-5); raises 42501 for everyone else.';

CREATE FUNCTION distribution.version() RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'distribution_version';
COMMENT ON FUNCTION distribution.version() IS 'Version of the library.';

CREATE FUNCTION distribution.my_accounts(permission text DEFAULT 'report') RETURNS bigint[]
	LANGUAGE c STABLE PARALLEL RESTRICTED COST 20 -- of comparing two numbers: a page is not to ask it of a whole table
	AS 'MODULE_PATHNAME', 'distribution_my_accounts';
COMMENT ON FUNCTION distribution.my_accounts(text) IS
	'Accounts on which the caller, by membership or token, holds a permission: admin, supplier, distributor or report (ID-3); row security asks it. Use it as column = ANY (distribution.my_accounts()), which an index serves and which is cheap where none does. Errors: 22023, 22004, 42501 in a security-restricted operation.';

CREATE FUNCTION distribution.is_mine_support(internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'distribution_is_mine_support';
COMMENT ON FUNCTION distribution.is_mine_support(internal) IS
	'Tells the planner that is_mine() can be answered by an index, and how many rows it leaves.';

CREATE FUNCTION distribution.is_mine(account_id bigint) RETURNS boolean
	LANGUAGE c STABLE PARALLEL RESTRICTED COST 20 -- of comparing two numbers: a page is not to ask it of a whole table
	SUPPORT distribution.is_mine_support
	AS 'MODULE_PATHNAME', 'distribution_is_mine';
COMMENT ON FUNCTION distribution.is_mine(bigint) IS
	'True for the accounts of my_accounts(), those that the caller may read (ID-3); row security asks it, and an index whose first column is asked for serves it. Error: 42501 in a security-restricted operation.';

CREATE FUNCTION distribution.sees_all() RETURNS boolean
	LANGUAGE c STABLE PARALLEL RESTRICTED COST 20
	AS 'MODULE_PATHNAME', 'distribution_sees_all';
COMMENT ON FUNCTION distribution.sees_all() IS
	'True for superusers, members of distribution_owner and roles with BYPASSRLS (ID-5). Error: 42501 in a security-restricted operation.';

CREATE FUNCTION distribution.order_is_pushed(supplier_id bigint, order_id bigint) RETURNS boolean
	LANGUAGE c STABLE PARALLEL RESTRICTED COST 10
	AS 'MODULE_PATHNAME', 'distribution_order_is_pushed';
COMMENT ON FUNCTION distribution.order_is_pushed(bigint, bigint) IS
	'True for the supplier''s members once an order is pushed, so that they read its lines, packages and recipient (ID-4); false for everybody else and for what does not exist. Row security asks it. Errors: 22004, 42501 in a security-restricted operation.';
