-- What a ticket's issue gets beside its text: assignee, priority, labels, sprint; and what became of the sprint.

ALTER TABLE site_tickets ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
ALTER TABLE site_tickets ADD COLUMN fields_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE site_tickets ADD COLUMN sprint_state TEXT;
