-- Where the issues that drafts became are in Jira, as far as that is known; no status where Jira did not tell one.

CREATE TABLE issue_statuses (
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  issue_key TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C",
  done BOOLEAN NOT NULL,
  told_at BIGINT,
  asked_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, issue_key)
);
