-- Long work and its numbered event log.

CREATE TABLE background_jobs (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  payload_version INT NOT NULL,
  payload TEXT NOT NULL,
  lane TEXT NOT NULL,
  state TEXT NOT NULL,
  code TEXT,
  failure TEXT,
  dedupe_key TEXT,
  run_at INTEGER NOT NULL,
  attempts INT NOT NULL,
  fence INT NOT NULL,
  owner TEXT,
  beat INTEGER NOT NULL,
  cancel_at INTEGER,
  checkpoint TEXT,
  checkpoint_bytes INTEGER NOT NULL,
  question_id TEXT,
  trace TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  UNIQUE (id, user_id)
) STRICT;
CREATE UNIQUE INDEX background_jobs_dedupe ON background_jobs (user_id, dedupe_key)
  WHERE state IN ('pending', 'running', 'waiting');
CREATE INDEX background_jobs_due ON background_jobs (lane, run_at) WHERE state = 'pending';
CREATE INDEX background_jobs_due_of_user ON background_jobs (user_id, lane, run_at) WHERE state = 'pending';
CREATE INDEX background_jobs_running ON background_jobs (user_id, lane) WHERE state = 'running';
CREATE INDEX background_jobs_finished ON background_jobs (finished_at);

CREATE TABLE job_events (
  job_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  fence INT NOT NULL,
  n INT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (job_id, fence, n),
  FOREIGN KEY (job_id, user_id) REFERENCES background_jobs (id, user_id) ON DELETE CASCADE
) STRICT;

CREATE TABLE job_answers (
  job_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  question_id TEXT NOT NULL,
  question TEXT NOT NULL,
  fields TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  answer TEXT,
  answered_at INTEGER,
  PRIMARY KEY (job_id, question_id),
  FOREIGN KEY (job_id, user_id) REFERENCES background_jobs (id, user_id) ON DELETE CASCADE
) STRICT;
