DELETE FROM model_calls WHERE draft_id IS NULL;
ALTER TABLE model_calls DROP CONSTRAINT model_calls_of_one;
ALTER TABLE model_calls DROP COLUMN build_id;
ALTER TABLE model_calls ALTER COLUMN draft_id SET NOT NULL;
