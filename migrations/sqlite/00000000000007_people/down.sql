DROP INDEX background_jobs_turn;
DROP INDEX background_jobs_state;
DROP INDEX background_jobs_of_user;
ALTER TABLE user_sessions DROP COLUMN user_agent;
