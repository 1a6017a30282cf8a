DROP INDEX background_jobs_latest;
DROP INDEX failures_user;
DROP TABLE api_tokens;
