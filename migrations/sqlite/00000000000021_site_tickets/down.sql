DROP TABLE site_ticket_needs;
DROP TABLE site_tickets;
ALTER TABLE site_builds DROP COLUMN exported_at;
ALTER TABLE site_builds DROP COLUMN export_job;
ALTER TABLE site_builds DROP COLUMN prose_job;
ALTER TABLE site_builds DROP COLUMN made_from;
ALTER TABLE site_builds DROP COLUMN target;
