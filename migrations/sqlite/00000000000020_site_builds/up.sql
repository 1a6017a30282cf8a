-- Site builds: a specification's sheets as they were uploaded, and what people said about them.

CREATE TABLE site_builds (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  granularity TEXT NOT NULL,
  version INT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  UNIQUE (id, user_id)
) STRICT;
CREATE INDEX site_builds_latest ON site_builds (user_id, updated_at);

CREATE TABLE sheet_files (
  id TEXT NOT NULL PRIMARY KEY,
  build_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  position INT NOT NULL,
  name TEXT NOT NULL,
  content BLOB NOT NULL,
  choices TEXT NOT NULL,
  FOREIGN KEY (build_id, user_id) REFERENCES site_builds (id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX sheet_files_of_build ON sheet_files (build_id, position);
