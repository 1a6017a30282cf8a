-- A draft in parts: the proposal, which stays when the parts are made, and which draft's part a draft is.

ALTER TABLE drafts ADD COLUMN split TEXT;
ALTER TABLE drafts ADD COLUMN part_of TEXT;
ALTER TABLE drafts ADD COLUMN part INT;

CREATE INDEX drafts_part_of ON drafts (part_of) WHERE part_of IS NOT NULL;
