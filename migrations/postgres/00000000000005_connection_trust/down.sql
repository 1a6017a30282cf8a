ALTER TABLE connections DROP COLUMN revealed_until;
ALTER TABLE connections DROP COLUMN revealed_session;
ALTER TABLE connections DROP COLUMN verify_tls;
ALTER TABLE connections DROP COLUMN ca_pem;
ALTER TABLE connections DROP COLUMN account;
