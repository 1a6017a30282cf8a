-- What models were asked for a draft, and what came back; and how many tokens each person used each day.

CREATE TABLE model_calls (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL,
  draft_id TEXT COLLATE "C" NOT NULL,
  job_id TEXT COLLATE "C" NOT NULL,
  step TEXT COLLATE "C" NOT NULL,
  provider TEXT COLLATE "C" NOT NULL,
  model TEXT COLLATE "C" NOT NULL,
  prompt_tokens BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  estimated BOOLEAN NOT NULL,
  first_token_ms BIGINT,
  duration_ms BIGINT NOT NULL,
  cost_micros BIGINT,
  currency TEXT COLLATE "C",
  outcome TEXT COLLATE "C" NOT NULL,
  sent TEXT COLLATE "C" NOT NULL,
  answer TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  FOREIGN KEY (draft_id, user_id) REFERENCES drafts (id, user_id) ON DELETE CASCADE
);
CREATE INDEX model_calls_of_draft ON model_calls (draft_id, at);
CREATE INDEX model_calls_by_age ON model_calls (at);

CREATE TABLE token_usage (
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  calls BIGINT NOT NULL,
  tokens BIGINT NOT NULL,
  PRIMARY KEY (user_id, day)
);
