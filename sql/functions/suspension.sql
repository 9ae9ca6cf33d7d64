CREATE FUNCTION distribution.suspend_account(account_id bigint, reason text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_suspend_account';
COMMENT ON FUNCTION distribution.suspend_account(bigint, text) IS
	'Suspends an account in both its roles (ID-9): 0 is pushed to the mirrors of all its partnerships at once, pushes are refused partnership_inactive, and syncing, inviting, applying, approving, claiming and changing offers are SD001; what was pushed is fulfilled, withdrawn, returned and settled as ever. Again: the new reason replaces the old. reason: for its members to read, not blank. For superusers and members of distribution_owner. Errors: SD005 account not found, 22023 blank reason, 22004, 42501.';

CREATE FUNCTION distribution.resume_account(account_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_resume_account';
COMMENT ON FUNCTION distribution.resume_account(bigint) IS
	'Ends the suspension of an account; stock is pushed by the next run (ID-9). While its inventory module is off it stays as suspended. For superusers and members of distribution_owner. Errors: SD004 not suspended, SD005 account not found, 22004, 42501.';
