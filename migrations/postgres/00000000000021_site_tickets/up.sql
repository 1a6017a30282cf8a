-- The tickets of a site build: what people review, and what goes to Jira.

ALTER TABLE site_builds ADD COLUMN target TEXT COLLATE "C";
ALTER TABLE site_builds ADD COLUMN made_from INTEGER;
ALTER TABLE site_builds ADD COLUMN prose_job TEXT COLLATE "C";
ALTER TABLE site_builds ADD COLUMN export_job TEXT COLLATE "C";
ALTER TABLE site_builds ADD COLUMN exported_at BIGINT;

CREATE TABLE site_tickets (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  build_id TEXT COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  plan_key TEXT COLLATE "C" NOT NULL,
  position INTEGER NOT NULL,
  heading TEXT COLLATE "C" NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  rows_sha256 TEXT COLLATE "C" NOT NULL,
  proposal TEXT COLLATE "C",
  origin TEXT COLLATE "C" NOT NULL,
  note TEXT COLLATE "C",
  minutes INTEGER NOT NULL,
  wave INTEGER NOT NULL,
  removes BOOLEAN NOT NULL,
  ready BOOLEAN NOT NULL,
  version INTEGER NOT NULL,
  payload BYTEA,
  payload_sha256 TEXT COLLATE "C",
  refused TEXT COLLATE "C",
  fixes TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (id, user_id),
  UNIQUE (build_id, plan_key),
  FOREIGN KEY (build_id, user_id) REFERENCES site_builds (id, user_id) ON DELETE CASCADE
);
CREATE INDEX site_tickets_of_build ON site_tickets (build_id, position);

CREATE TABLE site_ticket_needs (
  ticket_id TEXT COLLATE "C" NOT NULL,
  need_id TEXT COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  because TEXT COLLATE "C" NOT NULL,
  link TEXT COLLATE "C" NOT NULL,
  failure TEXT COLLATE "C",
  PRIMARY KEY (ticket_id, need_id),
  FOREIGN KEY (ticket_id, user_id) REFERENCES site_tickets (id, user_id) ON DELETE CASCADE,
  FOREIGN KEY (need_id, user_id) REFERENCES site_tickets (id, user_id) ON DELETE CASCADE
);
CREATE INDEX site_ticket_needs_back ON site_ticket_needs (need_id);
