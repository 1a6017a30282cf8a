ALTER TABLE drafts DROP COLUMN template;
