-- Proposed issues, their revisions and frozen payloads, and what the people writing them keep.

CREATE TABLE drafts (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  form_id TEXT NOT NULL,
  requirement TEXT NOT NULL,
  kind TEXT NOT NULL,
  format TEXT NOT NULL,
  project TEXT NOT NULL,
  status TEXT NOT NULL,
  content TEXT NOT NULL,
  origins TEXT NOT NULL,
  version INT NOT NULL,
  title TEXT NOT NULL,
  search_key TEXT NOT NULL,
  -- Finished jobs are cleared away before the drafts they wrote, so this is no foreign key.
  job_id TEXT,
  failure TEXT,
  issue_key TEXT,
  issue_url TEXT,
  issue_at INTEGER,
  issue_transport TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  UNIQUE (id, user_id)
) STRICT;
CREATE UNIQUE INDEX drafts_form ON drafts (user_id, form_id);
CREATE INDEX drafts_latest ON drafts (user_id, updated_at);
CREATE INDEX drafts_job ON drafts (job_id);

CREATE TABLE draft_revisions (
  id TEXT NOT NULL PRIMARY KEY,
  draft_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  version INT NOT NULL,
  content TEXT NOT NULL,
  origins TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  FOREIGN KEY (draft_id, user_id) REFERENCES drafts (id, user_id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX draft_revisions_version ON draft_revisions (draft_id, version);

CREATE TABLE approvals (
  id TEXT NOT NULL PRIMARY KEY,
  draft_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  operation_id TEXT NOT NULL,
  version INT NOT NULL,
  sha256 TEXT NOT NULL,
  payload BLOB NOT NULL,
  fields TEXT NOT NULL,
  description TEXT NOT NULL,
  transport TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  withdrawn_at INTEGER,
  FOREIGN KEY (draft_id, user_id) REFERENCES drafts (id, user_id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX approvals_live ON approvals (draft_id) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX approvals_operation ON approvals (operation_id);

CREATE TABLE failures (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject TEXT NOT NULL,
  code TEXT NOT NULL,
  failure TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  resolved_at INTEGER
) STRICT;
CREATE INDEX failures_subject ON failures (user_id, subject, created_at);

CREATE TABLE prompts (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX prompts_name ON prompts (user_id, name);

CREATE TABLE tool_cache (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  tools TEXT NOT NULL,
  refreshed_at INTEGER NOT NULL,
  stale INTEGER NOT NULL,
  PRIMARY KEY (user_id, source)
) STRICT;
