-- What one person's connection needs besides its secret: the account's name where a token alone does not prove it
-- (Atlassian Cloud), whom to trust, and for how long a session may see the secret in the clear.

ALTER TABLE connections ADD COLUMN account TEXT;
ALTER TABLE connections ADD COLUMN ca_pem TEXT;
ALTER TABLE connections ADD COLUMN verify_tls INTEGER NOT NULL DEFAULT 1;
ALTER TABLE connections ADD COLUMN revealed_session TEXT;
ALTER TABLE connections ADD COLUMN revealed_until INTEGER;
