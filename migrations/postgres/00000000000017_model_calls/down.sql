DROP TABLE token_usage;
DROP TABLE model_calls;
