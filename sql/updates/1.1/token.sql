-- Tokens are for the books that hold their key, on whatever server they are (ID-3).

ALTER TABLE distribution.token_key ADD COLUMN books_id uuid NOT NULL DEFAULT gen_random_uuid();
