DROP TABLE tool_cache;
DROP TABLE prompts;
DROP TABLE failures;
DROP TABLE approvals;
DROP TABLE draft_revisions;
DROP TABLE drafts;
