-- Blocks of a quota are void under any other plan or quota, so the triggers that have orders counted anew are asked at each change.
DROP TRIGGER IF EXISTS account_recount ON distribution.account;
DROP TRIGGER IF EXISTS plan_recount ON distribution.plan;
