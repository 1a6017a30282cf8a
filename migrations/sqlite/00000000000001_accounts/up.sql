-- People, their sessions, what stands between a stranger and an account, and what belongs to a person as such.
-- Ids are UUIDs (version 7) of 36 characters; times are milliseconds since 1970-01-01T00:00:00 UTC.

CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY,
  site TEXT NOT NULL,
  employee_id TEXT NOT NULL,
  employee_key TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  email TEXT,
  email_key TEXT,
  jira_url TEXT NOT NULL,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  wrapped_key TEXT NOT NULL,
  avatar_type TEXT,
  avatar BLOB,
  disabled_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_employee ON users (site, employee_key);
CREATE UNIQUE INDEX users_email ON users (site, email_key);
CREATE INDEX users_name ON users (name_key);

CREATE TABLE user_sessions (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  idle_until INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  address TEXT NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX user_sessions_token ON user_sessions (token_hash);
CREATE INDEX user_sessions_user ON user_sessions (user_id, created_at);
CREATE INDEX user_sessions_end ON user_sessions (ends_at);

CREATE TABLE pending_registrations (
  id TEXT NOT NULL PRIMARY KEY,
  cookie_hash TEXT NOT NULL,
  payload TEXT NOT NULL,
  confirmed INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX pending_registrations_cookie ON pending_registrations (cookie_hash);
CREATE INDEX pending_registrations_expiry ON pending_registrations (expires_at);

CREATE TABLE sign_in_counters (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  window_start INTEGER NOT NULL,
  window_end INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT;
CREATE INDEX sign_in_counters_end ON sign_in_counters (window_end);

CREATE TABLE connections (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  provider TEXT,
  url TEXT NOT NULL,
  sealed_secret TEXT NOT NULL,
  secret_hint TEXT NOT NULL,
  status TEXT NOT NULL,
  tested_at INTEGER,
  success TEXT,
  failure TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX connections_kind ON connections (user_id, kind);

CREATE TABLE ui_preferences (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (user_id, key)
) STRICT;

-- The log outlives the account it speaks of, so user_id is no foreign key.
CREATE TABLE audit_log (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT,
  outcome TEXT NOT NULL,
  request_id TEXT,
  address TEXT,
  duration_ms INTEGER,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_log_user ON audit_log (user_id, at);
CREATE INDEX audit_log_subject ON audit_log (user_id, subject, at);
CREATE INDEX audit_log_at ON audit_log (at);
