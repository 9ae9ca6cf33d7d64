-- A message stands with its supplier's rows. Of those that are there nobody wrote down the supplier: they stand with their account.
ALTER TABLE distribution.notification ADD COLUMN supplier_id bigint;
UPDATE distribution.notification SET supplier_id = account_id;
ALTER TABLE distribution.notification ALTER COLUMN supplier_id SET NOT NULL;
ALTER TABLE distribution.notification DROP CONSTRAINT notification_pkey;
ALTER TABLE distribution.notification ADD CONSTRAINT notification_pkey PRIMARY KEY (supplier_id, account_id, notification_id);
