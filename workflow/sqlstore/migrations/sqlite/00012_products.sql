-- The loan products of a bank in versions, with what was decided of each, and figures of a bank that it reports itself, such as its
-- overall ratio of bad loans. Nothing of it is ever changed or removed: a case says which version it was decided by.

-- +goose Up
CREATE TABLE product_version (
    org_id  TEXT    NOT NULL REFERENCES org (id),
    code    TEXT    NOT NULL CHECK (code <> ''),
    version INTEGER NOT NULL CHECK (version >= 1),
    from_on TEXT    NOT NULL,
    body    TEXT    NOT NULL,
    PRIMARY KEY (org_id, code, version)
) STRICT;

CREATE TABLE product_decision (
    org_id   TEXT    NOT NULL,
    code     TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    approved INTEGER NOT NULL CHECK (approved IN (0, 1)),
    body     TEXT    NOT NULL,
    PRIMARY KEY (org_id, code, version),
    FOREIGN KEY (org_id, code, version) REFERENCES product_version (org_id, code, version)
) STRICT;

CREATE TABLE bank_figure (
    org_id  TEXT    NOT NULL REFERENCES org (id),
    name    TEXT    NOT NULL CHECK (name <> ''),
    version INTEGER NOT NULL CHECK (version >= 1),
    from_on TEXT    NOT NULL,
    body    TEXT    NOT NULL,
    PRIMARY KEY (org_id, name, version)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER product_version_no_update BEFORE UPDATE ON product_version
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: product_version'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER product_version_no_delete BEFORE DELETE ON product_version
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: product_version'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER product_version_once BEFORE INSERT ON product_version
WHEN EXISTS (SELECT 1 FROM product_version p WHERE p.org_id = NEW.org_id AND p.code = NEW.code AND p.version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'zhiya: duplicate: product_version.version'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER product_decision_no_update BEFORE UPDATE ON product_decision
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: product_decision'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER product_decision_no_delete BEFORE DELETE ON product_decision
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: product_decision'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER product_decision_once BEFORE INSERT ON product_decision
WHEN EXISTS (SELECT 1 FROM product_decision p WHERE p.org_id = NEW.org_id AND p.code = NEW.code AND p.version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'zhiya: duplicate: product_decision.version'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bank_figure_no_update BEFORE UPDATE ON bank_figure
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: bank_figure'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bank_figure_no_delete BEFORE DELETE ON bank_figure
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: bank_figure'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bank_figure_once BEFORE INSERT ON bank_figure
WHEN EXISTS (SELECT 1 FROM bank_figure f WHERE f.org_id = NEW.org_id AND f.name = NEW.name AND f.version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'zhiya: duplicate: bank_figure.version'); END;
-- +goose StatementEnd
