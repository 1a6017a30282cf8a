-- What people see of their own sessions and jobs, and administrators of everybody's.

ALTER TABLE user_sessions ADD COLUMN user_agent TEXT;
CREATE INDEX background_jobs_of_user ON background_jobs (user_id, created_at);
CREATE INDEX background_jobs_state ON background_jobs (state, finished_at);

-- Whose turn it is: from one person with waiting jobs to the next, past however many of them one has.
CREATE INDEX background_jobs_turn ON background_jobs (lane, user_id, run_at) WHERE state = 'pending';
