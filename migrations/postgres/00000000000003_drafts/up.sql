-- Proposed issues, their revisions and frozen payloads, and what the people writing them keep.

CREATE TABLE drafts (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  form_id TEXT COLLATE "C" NOT NULL,
  requirement TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  format TEXT COLLATE "C" NOT NULL,
  project TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  content TEXT COLLATE "C" NOT NULL,
  origins TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  search_key TEXT COLLATE "C" NOT NULL,
  -- Finished jobs are cleared away before the drafts they wrote, so this is no foreign key.
  job_id TEXT COLLATE "C",
  failure TEXT COLLATE "C",
  issue_key TEXT COLLATE "C",
  issue_url TEXT COLLATE "C",
  issue_at BIGINT,
  issue_transport TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT,
  UNIQUE (id, user_id)
);
CREATE UNIQUE INDEX drafts_form ON drafts (user_id, form_id);
CREATE INDEX drafts_latest ON drafts (user_id, updated_at);
CREATE INDEX drafts_job ON drafts (job_id);

CREATE TABLE draft_revisions (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  draft_id TEXT COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  content TEXT COLLATE "C" NOT NULL,
  origins TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  FOREIGN KEY (draft_id, user_id) REFERENCES drafts (id, user_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX draft_revisions_version ON draft_revisions (draft_id, version);

CREATE TABLE approvals (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  draft_id TEXT COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  operation_id TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  sha256 TEXT COLLATE "C" NOT NULL,
  payload BYTEA NOT NULL,
  fields TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  transport TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  FOREIGN KEY (draft_id, user_id) REFERENCES drafts (id, user_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX approvals_live ON approvals (draft_id) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX approvals_operation ON approvals (operation_id);

CREATE TABLE failures (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject TEXT COLLATE "C" NOT NULL,
  code TEXT COLLATE "C" NOT NULL,
  failure TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  resolved_at BIGINT
);
CREATE INDEX failures_subject ON failures (user_id, subject, created_at);

CREATE TABLE prompts (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX prompts_name ON prompts (user_id, name);

CREATE TABLE tool_cache (
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  source TEXT COLLATE "C" NOT NULL,
  tools TEXT COLLATE "C" NOT NULL,
  refreshed_at BIGINT NOT NULL,
  stale BOOLEAN NOT NULL,
  PRIMARY KEY (user_id, source)
);
