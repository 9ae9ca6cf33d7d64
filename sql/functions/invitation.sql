CREATE FUNCTION distribution.create_invitation(
	supplier_id bigint,
	expires_at timestamptz DEFAULT NULL
) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_create_invitation';
COMMENT ON FUNCTION distribution.create_invitation(bigint, timestamptz) IS
	'Makes an invitation and returns its token, supplier_id, a hyphen and 256 random bits in hexadecimal; who holds it may apply, any number of times (PA-2). expires_at: from then on it is void; null: never. Errors: SD002 the supplier is not live (ON-2), SD005 supplier not found, 22023 expires_at is past, 22004, 42501.';

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
