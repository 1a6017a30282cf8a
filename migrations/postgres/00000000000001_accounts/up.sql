-- People, their sessions, what stands between a stranger and an account, and what belongs to a person as such.
-- Ids are UUIDs (version 7) of 36 characters; times are milliseconds since 1970-01-01T00:00:00 UTC.

CREATE TABLE users (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  site TEXT COLLATE "C" NOT NULL,
  employee_id TEXT COLLATE "C" NOT NULL,
  employee_key TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  email TEXT COLLATE "C",
  email_key TEXT COLLATE "C",
  jira_url TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  password_hash TEXT COLLATE "C" NOT NULL,
  wrapped_key TEXT COLLATE "C" NOT NULL,
  avatar_type TEXT COLLATE "C",
  avatar BYTEA,
  disabled_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_employee ON users (site, employee_key);
CREATE UNIQUE INDEX users_email ON users (site, email_key);
CREATE INDEX users_name ON users (name_key);

CREATE TABLE user_sessions (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token_hash TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  idle_until BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  address TEXT COLLATE "C" NOT NULL,
  ended_at BIGINT
);
CREATE UNIQUE INDEX user_sessions_token ON user_sessions (token_hash);
CREATE INDEX user_sessions_user ON user_sessions (user_id, created_at);
CREATE INDEX user_sessions_end ON user_sessions (ends_at);

CREATE TABLE pending_registrations (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  cookie_hash TEXT COLLATE "C" NOT NULL,
  payload TEXT COLLATE "C" NOT NULL,
  confirmed BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX pending_registrations_cookie ON pending_registrations (cookie_hash);
CREATE INDEX pending_registrations_expiry ON pending_registrations (expires_at);

CREATE TABLE sign_in_counters (
  scope TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  window_start BIGINT NOT NULL,
  window_end BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX sign_in_counters_end ON sign_in_counters (window_end);

CREATE TABLE connections (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT COLLATE "C" NOT NULL,
  provider TEXT COLLATE "C",
  url TEXT COLLATE "C" NOT NULL,
  sealed_secret TEXT COLLATE "C" NOT NULL,
  secret_hint TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  tested_at BIGINT,
  success TEXT COLLATE "C",
  failure TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX connections_kind ON connections (user_id, kind);

CREATE TABLE ui_preferences (
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key TEXT COLLATE "C" NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (user_id, key)
);

-- The log outlives the account it speaks of, so user_id is no foreign key.
CREATE TABLE audit_log (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  user_id TEXT COLLATE "C",
  at BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C",
  outcome TEXT COLLATE "C" NOT NULL,
  request_id TEXT COLLATE "C",
  address TEXT COLLATE "C",
  duration_ms BIGINT,
  detail TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_log_user ON audit_log (user_id, at);
CREATE INDEX audit_log_subject ON audit_log (user_id, subject, at);
CREATE INDEX audit_log_at ON audit_log (at);
