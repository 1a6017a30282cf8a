-- Prompts and templates of people, and the one that a draft was started with.

ALTER TABLE prompts ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT 'prompt';
ALTER TABLE prompts ADD COLUMN deleted_at BIGINT;
DROP INDEX prompts_name;
CREATE UNIQUE INDEX prompts_name ON prompts (user_id, name) WHERE deleted_at IS NULL;

-- As it was when the draft was started; prompts change and go, drafts continue.
CREATE TABLE draft_prompts (
  draft_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  system BOOLEAN NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  FOREIGN KEY (draft_id, user_id) REFERENCES drafts (id, user_id) ON DELETE CASCADE
);
