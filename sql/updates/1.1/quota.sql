-- A count of order quota that pushes on their way may not be in yet.
ALTER TABLE distribution.quota_usage ADD COLUMN settles_at bigint;
