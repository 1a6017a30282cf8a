CREATE TABLE model_calls_of_drafts (
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
INSERT INTO model_calls_of_drafts (id, user_id, draft_id, job_id, step, provider, model, prompt_tokens, completion_tokens, estimated, first_token_ms,
  duration_ms, cost_micros, currency, outcome, sent, answer, at)
  SELECT id, user_id, draft_id, job_id, step, provider, model, prompt_tokens, completion_tokens, estimated, first_token_ms,
  duration_ms, cost_micros, currency, outcome, sent, answer, at
  FROM model_calls WHERE draft_id IS NOT NULL;
DROP TABLE model_calls;
ALTER TABLE model_calls_of_drafts RENAME TO model_calls;
CREATE INDEX model_calls_of_draft ON model_calls (draft_id, at);
CREATE INDEX model_calls_by_age ON model_calls (at);
