DROP INDEX drafts_site_ticket;
ALTER TABLE drafts DROP COLUMN ticket_draft;
ALTER TABLE drafts DROP COLUMN ticket_version;
ALTER TABLE drafts DROP COLUMN site_ticket;
