DROP TABLE draft_prompts;
DROP INDEX prompts_name;
DELETE FROM prompts WHERE deleted_at IS NOT NULL;
ALTER TABLE prompts DROP COLUMN deleted_at;
ALTER TABLE prompts DROP COLUMN kind;
CREATE UNIQUE INDEX prompts_name ON prompts (user_id, name);
