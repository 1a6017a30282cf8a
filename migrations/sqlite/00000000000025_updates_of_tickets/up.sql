-- The rows that a ticket's text was made of, and those that the text beside it is made of; and what is to become of issues
-- whose rows changed since.

ALTER TABLE site_tickets ADD COLUMN source_rows TEXT NOT NULL DEFAULT '[]';
ALTER TABLE site_tickets ADD COLUMN newer_rows TEXT;

CREATE TABLE site_ticket_updates (
  ticket_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  operation_id TEXT NOT NULL,
  way TEXT NOT NULL,
  state TEXT NOT NULL,
  seen_sha256 TEXT NOT NULL,
  theirs TEXT,
  body TEXT NOT NULL,
  payload BLOB NOT NULL,
  payload_sha256 TEXT NOT NULL,
  failure TEXT,
  looked_at INTEGER NOT NULL,
  FOREIGN KEY (ticket_id, user_id) REFERENCES site_tickets (id, user_id) ON DELETE CASCADE
) STRICT;
