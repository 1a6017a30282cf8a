-- Drafts that are changed by a model: what is asked for, what a person has to decide about, and what each revision was for.

ALTER TABLE drafts ADD COLUMN revise TEXT;
ALTER TABLE drafts ADD COLUMN proposals TEXT;
ALTER TABLE draft_revisions ADD COLUMN instructions TEXT;
