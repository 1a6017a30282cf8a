ALTER TABLE site_tickets DROP COLUMN sprint_state;
ALTER TABLE site_tickets DROP COLUMN fields_version;
ALTER TABLE site_tickets DROP COLUMN fields;
