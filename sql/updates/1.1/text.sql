-- What only said that a text is not empty goes; the CHECKs of sql/tables/text.sql say more (TX-1), of old rows too once they keep it.
ALTER TABLE distribution.account DROP CONSTRAINT IF EXISTS account_name_check;
ALTER TABLE distribution.claim DROP CONSTRAINT IF EXISTS claim_distributor_sku_check;
ALTER TABLE distribution.customer DROP CONSTRAINT IF EXISTS customer_code_check;
ALTER TABLE distribution.ledger_idempotency DROP CONSTRAINT IF EXISTS ledger_idempotency_key_check;
ALTER TABLE distribution.merchant_sku DROP CONSTRAINT IF EXISTS merchant_sku_sku_check;
ALTER TABLE distribution.plan DROP CONSTRAINT IF EXISTS plan_plan_check;
ALTER TABLE distribution.supplier DROP CONSTRAINT IF EXISTS supplier_bigshop_name_check;
