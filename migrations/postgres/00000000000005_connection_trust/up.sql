-- What one person's connection needs besides its secret: the account's name where a token alone does not prove it
-- (Atlassian Cloud), whom to trust, and for how long a session may see the secret in the clear.

ALTER TABLE connections ADD COLUMN account TEXT COLLATE "C";
ALTER TABLE connections ADD COLUMN ca_pem TEXT COLLATE "C";
ALTER TABLE connections ADD COLUMN verify_tls BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE connections ADD COLUMN revealed_session TEXT COLLATE "C";
ALTER TABLE connections ADD COLUMN revealed_until BIGINT;
