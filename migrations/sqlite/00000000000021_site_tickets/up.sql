-- The tickets of a site build: what people review, and what goes to Jira.

ALTER TABLE site_builds ADD COLUMN target TEXT;
ALTER TABLE site_builds ADD COLUMN made_from INT;
ALTER TABLE site_builds ADD COLUMN prose_job TEXT;
ALTER TABLE site_builds ADD COLUMN export_job TEXT;
ALTER TABLE site_builds ADD COLUMN exported_at INTEGER;

CREATE TABLE site_tickets (
  id TEXT NOT NULL PRIMARY KEY,
  build_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  plan_key TEXT NOT NULL,
  position INT NOT NULL,
  heading TEXT NOT NULL,
  category TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  rows_sha256 TEXT NOT NULL,
  proposal TEXT,
  origin TEXT NOT NULL,
  note TEXT,
  minutes INT NOT NULL,
  wave INT NOT NULL,
  removes INTEGER NOT NULL,
  ready INTEGER NOT NULL,
  version INT NOT NULL,
  payload BLOB,
  payload_sha256 TEXT,
  refused TEXT,
  fixes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (id, user_id),
  UNIQUE (build_id, plan_key),
  FOREIGN KEY (build_id, user_id) REFERENCES site_builds (id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX site_tickets_of_build ON site_tickets (build_id, position);

CREATE TABLE site_ticket_needs (
  ticket_id TEXT NOT NULL,
  need_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  because TEXT NOT NULL,
  link TEXT NOT NULL,
  failure TEXT,
  PRIMARY KEY (ticket_id, need_id),
  FOREIGN KEY (ticket_id, user_id) REFERENCES site_tickets (id, user_id) ON DELETE CASCADE,
  FOREIGN KEY (need_id, user_id) REFERENCES site_tickets (id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX site_ticket_needs_back ON site_ticket_needs (need_id);
