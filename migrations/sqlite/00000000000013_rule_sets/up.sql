-- People's own rules for the drafts of a project and kind ('' for every one), and what an administrator let pass.

CREATE TABLE rule_sets (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  project TEXT NOT NULL,
  kind TEXT NOT NULL,
  rules TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX rule_sets_scope ON rule_sets (user_id, project, kind) WHERE deleted_at IS NULL;

ALTER TABLE approvals ADD COLUMN bypassed TEXT;
