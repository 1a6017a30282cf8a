DROP INDEX drafts_part_of;
ALTER TABLE drafts DROP COLUMN part;
ALTER TABLE drafts DROP COLUMN part_of;
ALTER TABLE drafts DROP COLUMN split;
