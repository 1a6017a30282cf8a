DROP TABLE issue_statuses;
