-- People's own rules for the drafts of a project and kind ('' for every one), and what an administrator let pass.

CREATE TABLE rule_sets (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  project TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  rules TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT
);
CREATE UNIQUE INDEX rule_sets_scope ON rule_sets (user_id, project, kind) WHERE deleted_at IS NULL;

ALTER TABLE approvals ADD COLUMN bypassed TEXT COLLATE "C";
