ALTER TABLE draft_revisions DROP COLUMN instructions;
ALTER TABLE drafts DROP COLUMN proposals;
ALTER TABLE drafts DROP COLUMN revise;
