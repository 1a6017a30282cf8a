-- Where the issues that drafts became are in Jira, as far as that is known; no status where Jira did not tell one.

CREATE TABLE issue_statuses (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  issue_key TEXT NOT NULL,
  status TEXT,
  done INTEGER NOT NULL,
  told_at INTEGER,
  asked_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, issue_key)
) STRICT;
