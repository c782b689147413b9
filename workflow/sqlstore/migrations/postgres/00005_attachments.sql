-- Files that people hand in beside the papers of a case; see the twin for SQLite.

-- +goose Up
CREATE TABLE attachment (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    case_id    TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
    org_id     TEXT COLLATE "C" NOT NULL REFERENCES org (id),
    person_id  TEXT COLLATE "C" NOT NULL,
    name       TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    media_type TEXT COLLATE "C" NOT NULL,
    sha256     TEXT COLLATE "C" NOT NULL CHECK (sha256 <> ''),
    size       BIGINT NOT NULL CHECK (size >= 1),
    at_milli   BIGINT NOT NULL,
    body       BYTEA NOT NULL,
    UNIQUE (case_id, org_id, sha256)
);

CREATE TRIGGER attachment_no_change BEFORE UPDATE OR DELETE ON attachment
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER attachment_no_truncate BEFORE TRUNCATE ON attachment
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
