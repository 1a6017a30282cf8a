-- A draft may be the text of a site build's ticket, to be put back there: which ticket, and which versions of ticket and
-- draft said the same last.

ALTER TABLE drafts ADD COLUMN site_ticket TEXT COLLATE "C" REFERENCES site_tickets (id) ON DELETE SET NULL;
ALTER TABLE drafts ADD COLUMN ticket_version INTEGER;
ALTER TABLE drafts ADD COLUMN ticket_draft INTEGER;
CREATE INDEX drafts_site_ticket ON drafts (site_ticket);
