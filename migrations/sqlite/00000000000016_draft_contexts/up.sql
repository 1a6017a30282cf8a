-- The issues and pages that a draft points to, as they were when it was started.

CREATE TABLE draft_contexts (
  draft_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  place INT NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL,
  body TEXT NOT NULL,
  cut INTEGER NOT NULL,
  PRIMARY KEY (draft_id, place),
  FOREIGN KEY (draft_id, user_id) REFERENCES drafts (id, user_id) ON DELETE CASCADE
) STRICT;
