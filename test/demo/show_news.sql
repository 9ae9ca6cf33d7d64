\echo '== What an application is told that follows Kedai''s events from a position it kept (EV-1)'
\echo
SET ROLE reseller;
SELECT event, subject, detail ->> 'kind' AS kind, detail ->> 'amount' AS amount, detail ->> 'balance_after' AS balance
FROM (
	SELECT * FROM distribution.read_events(:kedai_account) ORDER BY position DESC LIMIT 7
) AS e
ORDER BY position;

\echo '== What waits for the supplier (NO-2)'
\echo
SET ROLE contoh;
SELECT kind, distributor, demo.wrap(subject, 50) AS subject
FROM distribution_report.attention
WHERE account_id = :supplier_id AND side = 'supplier'
ORDER BY kind, distributor, subject;
