DROP TABLE site_ticket_updates;
ALTER TABLE site_tickets DROP COLUMN newer_rows;
ALTER TABLE site_tickets DROP COLUMN source_rows;
