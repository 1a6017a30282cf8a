-- What models were asked belongs to a draft or to a site build.

ALTER TABLE model_calls ALTER COLUMN draft_id DROP NOT NULL;
ALTER TABLE model_calls ADD COLUMN build_id TEXT COLLATE "C";
ALTER TABLE model_calls ADD CONSTRAINT model_calls_of_one CHECK ((draft_id IS NULL) <> (build_id IS NULL));
ALTER TABLE model_calls ADD CONSTRAINT model_calls_build_id_user_id_fkey
  FOREIGN KEY (build_id, user_id) REFERENCES site_builds (id, user_id) ON DELETE CASCADE;
CREATE INDEX model_calls_of_build ON model_calls (build_id, at);
