-- Drafts that are changed by a model: what is asked for, what a person has to decide about, and what each revision was for.

ALTER TABLE drafts ADD COLUMN revise TEXT COLLATE "C";
ALTER TABLE drafts ADD COLUMN proposals TEXT COLLATE "C";
ALTER TABLE draft_revisions ADD COLUMN instructions TEXT COLLATE "C";
