DROP TABLE draft_contexts;
