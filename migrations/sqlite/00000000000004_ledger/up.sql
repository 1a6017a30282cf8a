-- One row per effect on Jira, committed before the request that has it leaves.

CREATE TABLE export_operations (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject TEXT NOT NULL,
  item TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  fence INT NOT NULL,
  deadline_at INTEGER,
  sent_at INTEGER,
  batch TEXT,
  label TEXT,
  payload_sha256 TEXT NOT NULL,
  issue_key TEXT,
  issue_id TEXT,
  failure TEXT,
  attempts INT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX export_operations_effect ON export_operations (subject, item, kind);
CREATE INDEX export_operations_open ON export_operations (user_id, created_at)
  WHERE state IN ('planned', 'sending', 'doubtful', 'unknown');
