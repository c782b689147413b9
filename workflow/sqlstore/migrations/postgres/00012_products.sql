-- The loan products of a bank in versions and the figures it reports; see the twin for SQLite.

-- +goose Up
CREATE TABLE product_version (
    org_id  TEXT COLLATE "C" NOT NULL REFERENCES org (id),
    code    TEXT COLLATE "C" NOT NULL CHECK (code <> ''),
    version BIGINT NOT NULL CHECK (version >= 1),
    from_on TEXT COLLATE "C" NOT NULL,
    body    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org_id, code, version)
);

CREATE TABLE product_decision (
    org_id   TEXT COLLATE "C" NOT NULL,
    code     TEXT COLLATE "C" NOT NULL,
    version  BIGINT NOT NULL,
    approved SMALLINT NOT NULL CHECK (approved IN (0, 1)),
    body     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org_id, code, version),
    FOREIGN KEY (org_id, code, version) REFERENCES product_version (org_id, code, version)
);

CREATE TABLE bank_figure (
    org_id  TEXT COLLATE "C" NOT NULL REFERENCES org (id),
    name    TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    version BIGINT NOT NULL CHECK (version >= 1),
    from_on TEXT COLLATE "C" NOT NULL,
    body    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org_id, name, version)
);

CREATE TRIGGER product_version_no_change BEFORE UPDATE OR DELETE ON product_version
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER product_version_no_truncate BEFORE TRUNCATE ON product_version
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER product_decision_no_change BEFORE UPDATE OR DELETE ON product_decision
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER product_decision_no_truncate BEFORE TRUNCATE ON product_decision
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER bank_figure_no_change BEFORE UPDATE OR DELETE ON bank_figure
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER bank_figure_no_truncate BEFORE TRUNCATE ON bank_figure
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
