-- Signed documents: the public keys of organisations, and beside each document its amount and its detached signature. Private
-- keys never enter the database, which several organisations may share.

-- +goose Up
-- org_id is NULL for a key of an organisation of another store. private_key says where the private half is: 'file' in a key
-- file on the desk that signs, 'sample' made from the organisation's id, '' not here at all.
CREATE TABLE signing_key (
    id          TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
    org_id      TEXT    REFERENCES org (id),
    algorithm   TEXT    NOT NULL,
    public_key  BLOB    NOT NULL,
    issuer      TEXT    NOT NULL,
    from_on     TEXT    NOT NULL,
    until_on    TEXT    NOT NULL,
    revoked_on  TEXT    NOT NULL,
    private_key TEXT    NOT NULL CHECK (private_key IN ('', 'file', 'sample')),
    sample      INTEGER NOT NULL CHECK (sample IN (0, 1))
) STRICT;
-- An organisation signs with one key at a time.
CREATE UNIQUE INDEX signing_key_active ON signing_key (org_id) WHERE until_on = '' AND revoked_on = '';

-- 0 fen for a document issued before amounts were kept; no note for an unsigned one.
ALTER TABLE document ADD COLUMN amount_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN note TEXT NOT NULL DEFAULT '';

-- A key is never replaced or removed; its last day and its revocation are set once.
-- +goose StatementBegin
CREATE TRIGGER signing_key_no_delete BEFORE DELETE ON signing_key
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: signing_key'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER signing_key_ends BEFORE UPDATE ON signing_key
WHEN NEW.id <> OLD.id OR NEW.org_id IS NOT OLD.org_id OR NEW.algorithm <> OLD.algorithm OR NEW.public_key <> OLD.public_key
    OR NEW.issuer <> OLD.issuer OR NEW.from_on <> OLD.from_on OR NEW.private_key <> OLD.private_key OR NEW.sample <> OLD.sample
    OR (OLD.until_on <> '' AND NEW.until_on <> OLD.until_on) OR (OLD.revoked_on <> '' AND NEW.revoked_on <> OLD.revoked_on)
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: signing_key'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER signing_key_once BEFORE INSERT ON signing_key
WHEN EXISTS (SELECT 1 FROM signing_key k WHERE k.id = NEW.id
    OR (k.org_id = NEW.org_id AND k.until_on = '' AND k.revoked_on = '' AND NEW.until_on = '' AND NEW.revoked_on = ''))
BEGIN
    SELECT CASE WHEN EXISTS (SELECT 1 FROM signing_key k WHERE k.id = NEW.id)
        THEN RAISE(ABORT, 'zhiya: duplicate: signing_key.id')
        ELSE RAISE(ABORT, 'zhiya: duplicate: signing_key.org_id') END;
END;
-- +goose StatementEnd
