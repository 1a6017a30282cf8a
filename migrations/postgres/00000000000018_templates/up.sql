-- The form that the description of a draft in the format Custom shall have.

ALTER TABLE drafts ADD COLUMN template TEXT COLLATE "C";
