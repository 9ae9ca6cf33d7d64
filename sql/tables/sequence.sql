-- After rows have come without their sequences, as by logical replication, ids go on above the largest.
SELECT distribution.raise_sequences();
