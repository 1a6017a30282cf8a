-- A draft may be the text of a site build's ticket, to be put back there: which ticket, and which versions of ticket and
-- draft said the same last.

ALTER TABLE drafts ADD COLUMN site_ticket TEXT REFERENCES site_tickets (id) ON DELETE SET NULL;
ALTER TABLE drafts ADD COLUMN ticket_version INT;
ALTER TABLE drafts ADD COLUMN ticket_draft INT;
CREATE INDEX drafts_site_ticket ON drafts (site_ticket);
