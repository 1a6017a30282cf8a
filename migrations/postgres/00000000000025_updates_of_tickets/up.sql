-- The rows that a ticket's text was made of, and those that the text beside it is made of; and what is to become of issues
-- whose rows changed since.

ALTER TABLE site_tickets ADD COLUMN source_rows TEXT COLLATE "C" NOT NULL DEFAULT '[]';
ALTER TABLE site_tickets ADD COLUMN newer_rows TEXT COLLATE "C";

CREATE TABLE site_ticket_updates (
  ticket_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL,
  operation_id TEXT COLLATE "C" NOT NULL,
  way TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  seen_sha256 TEXT COLLATE "C" NOT NULL,
  theirs TEXT COLLATE "C",
  body TEXT COLLATE "C" NOT NULL,
  payload BYTEA NOT NULL,
  payload_sha256 TEXT COLLATE "C" NOT NULL,
  failure TEXT COLLATE "C",
  looked_at BIGINT NOT NULL,
  FOREIGN KEY (ticket_id, user_id) REFERENCES site_tickets (id, user_id) ON DELETE CASCADE
);
