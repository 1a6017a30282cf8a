-- What Jira asks for when an issue is created, and what people answered; parents of drafts; issues like an approved one.

CREATE TABLE create_screens (
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  project TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  screen TEXT COLLATE "C" NOT NULL,
  answers TEXT COLLATE "C",
  fetched_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, project, kind)
);

ALTER TABLE drafts ADD COLUMN parent TEXT COLLATE "C";
ALTER TABLE drafts ADD COLUMN answers TEXT COLLATE "C";
ALTER TABLE approvals ADD COLUMN similar_issues TEXT COLLATE "C";
