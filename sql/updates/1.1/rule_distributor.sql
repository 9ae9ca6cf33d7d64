-- Whom a rule selects is read from the index alone.
DROP INDEX distribution.visibility_rule_distributor_rule_idx;
