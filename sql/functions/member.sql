CREATE FUNCTION distribution.grant_member(account_id bigint, role name, permissions text[]) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_grant_member';
COMMENT ON FUNCTION distribution.grant_member(bigint, name, text[]) IS
	'Gives a role permissions on an account, beside those it has (ID-3). permissions: some of admin, supplier, distributor, report. For the account''s admin members; admin itself is granted by superusers and members of distribution_owner. Not by token (ID-8). Errors: SD005 account or role not found, 22023 another permission or none, 22004, 42501.';

CREATE FUNCTION distribution.revoke_member(account_id bigint, role name) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_revoke_member';
COMMENT ON FUNCTION distribution.revoke_member(bigint, name) IS
	'Takes all permissions on an account from a role (ID-3). For the account''s admin members; an admin is revoked by superusers and members of distribution_owner. Not by token (ID-8). Tokens issued before stay valid to their end. Errors: SD005 not a member, 22004, 42501.';

CREATE FUNCTION distribution.member_changed() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_member_changed';
COMMENT ON FUNCTION distribution.member_changed() IS
	'Trigger of member in books of 1.0; does nothing, and upgrade() drops the trigger.';
REVOKE ALL ON FUNCTION distribution.member_changed() FROM PUBLIC;

CREATE FUNCTION distribution.issue_token(account_id bigint, permissions text[], lifetime interval) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_issue_token';
COMMENT ON FUNCTION distribution.issue_token(bigint, text[], interval) IS
	'Issues a signed token that authenticate() takes in these books and copies of them until its end (ID-3). permissions: some of admin, supplier, distributor, report. lifetime: more than 0, at most 30 days. For the account''s admin members, not by token. Errors: SD005 account not found, 22023 permission or lifetime, 22004, 42501.';

CREATE FUNCTION distribution.authenticate(token text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_authenticate';
COMMENT ON FUNCTION distribution.authenticate(text) IS
	'Makes the token''s account and permissions the caller''s identity, in place of the role''s, until the transaction ends or the subtransaction is rolled back (ID-3). Not for roles that row security does not hold. Errors: 42501 forged, expired or of other books, or the transaction authenticated otherwise before; 22004. Warning: 25P01 outside a transaction block, where it ends with the statement. Give the token as a bound parameter: a literal can be read in pg_stat_activity.';

CREATE FUNCTION distribution.tell_nodes_token(token text) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET citus.propagate_set_commands = 'local'
AS $$
BEGIN
	EXECUTE format('SET LOCAL distribution.token TO %L', token);
END
$$;
COMMENT ON FUNCTION distribution.tell_nodes_token(text) IS
	'On a cluster, tells the other nodes by which token the transaction acts, when parts of it go to them (ID-3). For authenticate().';
REVOKE ALL ON FUNCTION distribution.tell_nodes_token(text) FROM PUBLIC;
