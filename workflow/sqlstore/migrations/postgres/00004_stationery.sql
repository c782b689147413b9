-- What organisations print with, in versions; see the twin for SQLite.

-- +goose Up
CREATE TABLE stationery (
    org_id  TEXT COLLATE "C" NOT NULL REFERENCES org (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    from_on TEXT COLLATE "C" NOT NULL,
    body    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org_id, version)
);

CREATE TABLE logo (
    sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (sha256 <> ''),
    body   BYTEA NOT NULL
);

CREATE TABLE wording (
    org_id   TEXT COLLATE "C" NOT NULL REFERENCES org (id),
    name     TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    version  BIGINT NOT NULL CHECK (version >= 1),
    text     TEXT COLLATE "C" NOT NULL,
    reset    SMALLINT NOT NULL CHECK (reset IN (0, 1)),
    saved_on TEXT COLLATE "C" NOT NULL,
    at_milli BIGINT NOT NULL,
    person   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org_id, name, version)
);

CREATE TRIGGER stationery_no_change BEFORE UPDATE OR DELETE ON stationery
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER stationery_no_truncate BEFORE TRUNCATE ON stationery
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER logo_no_change BEFORE UPDATE OR DELETE ON logo
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER logo_no_truncate BEFORE TRUNCATE ON logo
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER wording_no_change BEFORE UPDATE OR DELETE ON wording
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER wording_no_truncate BEFORE TRUNCATE ON wording
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
