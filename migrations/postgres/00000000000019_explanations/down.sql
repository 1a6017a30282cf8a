ALTER TABLE drafts DROP COLUMN explanation;
