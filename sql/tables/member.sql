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
	books_id uuid NOT NULL DEFAULT gen_random_uuid(),
	CONSTRAINT token_key_pkey PRIMARY KEY (key_id),
	CONSTRAINT token_key_key_id_check CHECK (key_id = 1),
	CONSTRAINT token_key_secret_check CHECK (octet_length(secret) = 32)
);
COMMENT ON TABLE distribution.token_key IS 'Key that signs tokens (ID-3), made with the first of them and readable by nobody but the owner. Delete it to void every token, or in a copy of the books those of the original.';
COMMENT ON COLUMN distribution.token_key.key_id IS 'Always 1.';
COMMENT ON COLUMN distribution.token_key.secret IS '32 random bytes.';
COMMENT ON COLUMN distribution.token_key.made_at IS 'When it was made.';
COMMENT ON COLUMN distribution.token_key.books_id IS 'The books that its tokens are for.';
