-- Long work and its numbered event log.

CREATE TABLE background_jobs (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT COLLATE "C" NOT NULL,
  payload_version INTEGER NOT NULL,
  payload TEXT COLLATE "C" NOT NULL,
  lane TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  code TEXT COLLATE "C",
  failure TEXT COLLATE "C",
  dedupe_key TEXT COLLATE "C",
  run_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  owner TEXT COLLATE "C",
  beat BIGINT NOT NULL,
  cancel_at BIGINT,
  checkpoint TEXT COLLATE "C",
  checkpoint_bytes BIGINT NOT NULL,
  question_id TEXT COLLATE "C",
  trace TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  finished_at BIGINT,
  UNIQUE (id, user_id)
);
CREATE UNIQUE INDEX background_jobs_dedupe ON background_jobs (user_id, dedupe_key)
  WHERE state IN ('pending', 'running', 'waiting');
CREATE INDEX background_jobs_due ON background_jobs (lane, run_at) WHERE state = 'pending';
CREATE INDEX background_jobs_due_of_user ON background_jobs (user_id, lane, run_at) WHERE state = 'pending';
CREATE INDEX background_jobs_running ON background_jobs (user_id, lane) WHERE state = 'running';
CREATE INDEX background_jobs_finished ON background_jobs (finished_at);

CREATE TABLE job_events (
  job_id TEXT COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  fence INTEGER NOT NULL,
  n INTEGER NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  payload TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (job_id, fence, n),
  FOREIGN KEY (job_id, user_id) REFERENCES background_jobs (id, user_id) ON DELETE CASCADE
);

CREATE TABLE job_answers (
  job_id TEXT COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  question_id TEXT COLLATE "C" NOT NULL,
  question TEXT COLLATE "C" NOT NULL,
  fields TEXT COLLATE "C" NOT NULL,
  asked_at BIGINT NOT NULL,
  answer TEXT COLLATE "C",
  answered_at BIGINT,
  PRIMARY KEY (job_id, question_id),
  FOREIGN KEY (job_id, user_id) REFERENCES background_jobs (id, user_id) ON DELETE CASCADE
);
