-- Site builds: a specification's sheets as they were uploaded, and what people said about them.

CREATE TABLE site_builds (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  granularity TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT,
  UNIQUE (id, user_id)
);
CREATE INDEX site_builds_latest ON site_builds (user_id, updated_at);

CREATE TABLE sheet_files (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  build_id TEXT COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  position INTEGER NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  content BYTEA NOT NULL,
  choices TEXT COLLATE "C" NOT NULL,
  FOREIGN KEY (build_id, user_id) REFERENCES site_builds (id, user_id) ON DELETE CASCADE
);
CREATE INDEX sheet_files_of_build ON sheet_files (build_id, position);
