-- What tools say about themselves, for the whole installation, and the projects of each person.

-- Every definition that was ever seen of a tool; at most one of them is trusted.
CREATE TABLE tool_definitions (
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  definition TEXT NOT NULL,
  server TEXT NOT NULL,
  state TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  decided_by TEXT,
  decided_at INTEGER,
  PRIMARY KEY (source, name, hash)
) STRICT;
CREATE UNIQUE INDEX tool_definitions_trusted ON tool_definitions (source, name) WHERE state = 'trusted';

CREATE TABLE projects (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  may_create INTEGER NOT NULL,
  checked_at INTEGER,
  label TEXT,
  favourite INTEGER NOT NULL,
  listed INTEGER NOT NULL,
  PRIMARY KEY (user_id, key)
) STRICT;

CREATE TABLE project_lists (
  user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  refreshed_at INTEGER,
  tried_at INTEGER NOT NULL,
  stale INTEGER NOT NULL,
  failure TEXT
) STRICT;

-- What a clock asks for is asked for once per tick, also when that job has ended.
CREATE INDEX background_jobs_asked ON background_jobs (user_id, dedupe_key);
