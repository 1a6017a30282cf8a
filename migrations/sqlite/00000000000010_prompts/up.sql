-- Prompts and templates of people, and the one that a draft was started with.

ALTER TABLE prompts ADD COLUMN kind TEXT NOT NULL DEFAULT 'prompt';
ALTER TABLE prompts ADD COLUMN deleted_at INTEGER;
DROP INDEX prompts_name;
CREATE UNIQUE INDEX prompts_name ON prompts (user_id, name) WHERE deleted_at IS NULL;

-- As it was when the draft was started; prompts change and go, drafts continue.
CREATE TABLE draft_prompts (
  draft_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  system INTEGER NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  FOREIGN KEY (draft_id, user_id) REFERENCES drafts (id, user_id) ON DELETE CASCADE
) STRICT;
