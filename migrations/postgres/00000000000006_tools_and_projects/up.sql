-- What tools say about themselves, for the whole installation, and the projects of each person.

-- Every definition that was ever seen of a tool; at most one of them is trusted.
CREATE TABLE tool_definitions (
  source TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL,
  definition TEXT COLLATE "C" NOT NULL,
  server TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  first_seen_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  decided_by TEXT COLLATE "C",
  decided_at BIGINT,
  PRIMARY KEY (source, name, hash)
);
CREATE UNIQUE INDEX tool_definitions_trusted ON tool_definitions (source, name) WHERE state = 'trusted';

CREATE TABLE projects (
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  may_create BOOLEAN NOT NULL,
  checked_at BIGINT,
  label TEXT COLLATE "C",
  favourite BOOLEAN NOT NULL,
  listed BOOLEAN NOT NULL,
  PRIMARY KEY (user_id, key)
);

CREATE TABLE project_lists (
  user_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  refreshed_at BIGINT,
  tried_at BIGINT NOT NULL,
  stale BOOLEAN NOT NULL,
  failure TEXT COLLATE "C"
);

-- What a clock asks for is asked for once per tick, also when that job has ended.
CREATE INDEX background_jobs_asked ON background_jobs (user_id, dedupe_key);
