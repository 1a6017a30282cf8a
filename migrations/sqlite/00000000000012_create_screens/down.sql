ALTER TABLE approvals DROP COLUMN similar_issues;
ALTER TABLE drafts DROP COLUMN answers;
ALTER TABLE drafts DROP COLUMN parent;
DROP TABLE create_screens;
