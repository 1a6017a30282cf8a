ALTER TABLE approvals DROP COLUMN bypassed;
DROP TABLE rule_sets;
