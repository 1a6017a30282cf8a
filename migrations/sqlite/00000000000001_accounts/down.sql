DROP TABLE audit_log;
DROP TABLE ui_preferences;
DROP TABLE connections;
DROP TABLE sign_in_counters;
DROP TABLE pending_registrations;
DROP TABLE user_sessions;
DROP TABLE users;
