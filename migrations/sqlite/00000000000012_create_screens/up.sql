-- What Jira asks for when an issue is created, and what people answered; parents of drafts; issues like an approved one.

CREATE TABLE create_screens (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  project TEXT NOT NULL,
  kind TEXT NOT NULL,
  screen TEXT NOT NULL,
  answers TEXT,
  fetched_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, project, kind)
) STRICT;

ALTER TABLE drafts ADD COLUMN parent TEXT;
ALTER TABLE drafts ADD COLUMN answers TEXT;
ALTER TABLE approvals ADD COLUMN similar_issues TEXT;
