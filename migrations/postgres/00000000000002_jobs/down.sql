DROP TABLE job_answers;
DROP TABLE job_events;
DROP TABLE background_jobs;
