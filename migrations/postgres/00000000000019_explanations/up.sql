-- What a model said of what went wrong with a draft last.

ALTER TABLE drafts ADD COLUMN explanation TEXT COLLATE "C";
