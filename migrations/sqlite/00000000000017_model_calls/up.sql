-- What models were asked for a draft, and what came back; and how many tokens each person used each day.

CREATE TABLE model_calls (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  draft_id TEXT NOT NULL,
  job_id TEXT NOT NULL,
  step TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  estimated INTEGER NOT NULL,
  first_token_ms INTEGER,
  duration_ms INTEGER NOT NULL,
  cost_micros INTEGER,
  currency TEXT,
  outcome TEXT NOT NULL,
  sent TEXT NOT NULL,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL,
  FOREIGN KEY (draft_id, user_id) REFERENCES drafts (id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX model_calls_of_draft ON model_calls (draft_id, at);
CREATE INDEX model_calls_by_age ON model_calls (at);

CREATE TABLE token_usage (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  day INT NOT NULL,
  calls INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  PRIMARY KEY (user_id, day)
) STRICT;
