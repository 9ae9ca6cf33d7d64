-- The demo's four settlement accounts: the balance after each entry, in blocks that gnuplot tells by two empty lines
\pset fieldsep '\t'
SELECT CASE WHEN transaction_id = 1 AND partnership_id > 1 THEN E'\n\n' ELSE '' END || transaction_id, balance_after
FROM distribution_report.reconciliation
WHERE side = 'distributor'
ORDER BY partnership_id, transaction_id;
