-- Signed documents; see the twin for SQLite.

-- +goose Up
CREATE TABLE signing_key (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    org_id      TEXT COLLATE "C" REFERENCES org (id),
    algorithm   TEXT COLLATE "C" NOT NULL,
    public_key  BYTEA NOT NULL,
    issuer      TEXT COLLATE "C" NOT NULL,
    from_on     TEXT COLLATE "C" NOT NULL,
    until_on    TEXT COLLATE "C" NOT NULL,
    revoked_on  TEXT COLLATE "C" NOT NULL,
    private_key TEXT COLLATE "C" NOT NULL CHECK (private_key IN ('', 'file', 'sample')),
    sample      SMALLINT NOT NULL CHECK (sample IN (0, 1))
);
CREATE UNIQUE INDEX signing_key_active ON signing_key (org_id) WHERE until_on = '' AND revoked_on = '';

ALTER TABLE document ADD COLUMN amount_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN note TEXT COLLATE "C" NOT NULL DEFAULT '';

-- +goose StatementBegin
CREATE FUNCTION zhiya_key_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.org_id IS DISTINCT FROM OLD.org_id OR NEW.algorithm <> OLD.algorithm OR NEW.public_key <> OLD.public_key
        OR NEW.issuer <> OLD.issuer OR NEW.from_on <> OLD.from_on OR NEW.private_key <> OLD.private_key OR NEW.sample <> OLD.sample
        OR (OLD.until_on <> '' AND NEW.until_on <> OLD.until_on) OR (OLD.revoked_on <> '' AND NEW.revoked_on <> OLD.revoked_on) THEN
        RAISE EXCEPTION 'zhiya: append only: signing_key' USING ERRCODE = 'ZY001';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER signing_key_ends BEFORE UPDATE ON signing_key
    FOR EACH ROW EXECUTE FUNCTION zhiya_key_ends();
CREATE TRIGGER signing_key_no_delete BEFORE DELETE ON signing_key
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER signing_key_no_truncate BEFORE TRUNCATE ON signing_key
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
