DROP INDEX background_jobs_asked;
DROP TABLE project_lists;
DROP TABLE projects;
DROP TABLE tool_definitions;
