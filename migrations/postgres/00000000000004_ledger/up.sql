-- One row per effect on Jira, committed before the request that has it leaves.

CREATE TABLE export_operations (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject TEXT COLLATE "C" NOT NULL,
  item TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  fence INTEGER NOT NULL,
  deadline_at BIGINT,
  sent_at BIGINT,
  batch TEXT COLLATE "C",
  label TEXT COLLATE "C",
  payload_sha256 TEXT COLLATE "C" NOT NULL,
  issue_key TEXT COLLATE "C",
  issue_id TEXT COLLATE "C",
  failure TEXT COLLATE "C",
  attempts INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX export_operations_effect ON export_operations (subject, item, kind);
CREATE INDEX export_operations_open ON export_operations (user_id, created_at)
  WHERE state IN ('planned', 'sending', 'doubtful', 'unknown');
