-- What organisations print with, in versions: letterhead and numbering, logos, wording of fixed sentences. Nothing of it is
-- ever changed or removed: a document says which version it was made with.

-- +goose Up
CREATE TABLE stationery (
    org_id  TEXT    NOT NULL REFERENCES org (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    from_on TEXT    NOT NULL,
    body    TEXT    NOT NULL,
    PRIMARY KEY (org_id, version)
) STRICT;

CREATE TABLE logo (
    sha256 TEXT NOT NULL PRIMARY KEY CHECK (sha256 <> ''),
    body   BLOB NOT NULL
) STRICT;

CREATE TABLE wording (
    org_id   TEXT    NOT NULL REFERENCES org (id),
    name     TEXT    NOT NULL CHECK (name <> ''),
    version  INTEGER NOT NULL CHECK (version >= 1),
    text     TEXT    NOT NULL,
    reset    INTEGER NOT NULL CHECK (reset IN (0, 1)),
    saved_on TEXT    NOT NULL,
    at_milli INTEGER NOT NULL,
    person   TEXT    NOT NULL,
    PRIMARY KEY (org_id, name, version)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER stationery_no_update BEFORE UPDATE ON stationery
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: stationery'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER stationery_no_delete BEFORE DELETE ON stationery
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: stationery'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER stationery_once BEFORE INSERT ON stationery
WHEN EXISTS (SELECT 1 FROM stationery s WHERE s.org_id = NEW.org_id AND s.version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'zhiya: duplicate: stationery.version'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER logo_no_update BEFORE UPDATE ON logo
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: logo'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER logo_no_delete BEFORE DELETE ON logo
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: logo'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER logo_once BEFORE INSERT ON logo
WHEN EXISTS (SELECT 1 FROM logo l WHERE l.sha256 = NEW.sha256)
BEGIN SELECT RAISE(ABORT, 'zhiya: duplicate: logo.sha256'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER wording_no_update BEFORE UPDATE ON wording
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: wording'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER wording_no_delete BEFORE DELETE ON wording
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: wording'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER wording_once BEFORE INSERT ON wording
WHEN EXISTS (SELECT 1 FROM wording w WHERE w.org_id = NEW.org_id AND w.name = NEW.name AND w.version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'zhiya: duplicate: wording.version'); END;
-- +goose StatementEnd
