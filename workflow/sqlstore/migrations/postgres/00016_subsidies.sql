-- The acts on batches of subsidies; see the twin for SQLite.

-- +goose Up
CREATE TABLE subsidy_act (
    number   TEXT COLLATE "C" NOT NULL CHECK (number <> ''),
    version  BIGINT NOT NULL CHECK (version >= 1),
    batch_id TEXT COLLATE "C" NOT NULL,
    org_id   TEXT COLLATE "C" NOT NULL REFERENCES org (id),
    action   TEXT COLLATE "C" NOT NULL CHECK (action <> ''),
    body     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (number, version),
    UNIQUE (batch_id, version)
);

CREATE TRIGGER subsidy_act_no_change BEFORE UPDATE OR DELETE ON subsidy_act
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER subsidy_act_no_truncate BEFORE TRUNCATE ON subsidy_act
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
