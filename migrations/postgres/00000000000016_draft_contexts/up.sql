-- The issues and pages that a draft points to, as they were when it was started.

CREATE TABLE draft_contexts (
  draft_id TEXT COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  place INTEGER NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  url TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  cut BOOLEAN NOT NULL,
  PRIMARY KEY (draft_id, place),
  FOREIGN KEY (draft_id, user_id) REFERENCES drafts (id, user_id) ON DELETE CASCADE
);
