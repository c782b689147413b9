-- Files that people hand in beside the papers of a case: scans of sealed papers, receipts. None is ever changed or removed.

-- +goose Up
-- The body comes last so that lists do not walk its overflow pages.
CREATE TABLE attachment (
    id         TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
    case_id    TEXT    NOT NULL REFERENCES cases (id),
    org_id     TEXT    NOT NULL REFERENCES org (id),
    person_id  TEXT    NOT NULL,
    name       TEXT    NOT NULL CHECK (name <> ''),
    media_type TEXT    NOT NULL,
    sha256     TEXT    NOT NULL CHECK (sha256 <> ''),
    size       INTEGER NOT NULL CHECK (size >= 1),
    at_milli   INTEGER NOT NULL,
    body       BLOB    NOT NULL,
    UNIQUE (case_id, org_id, sha256)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER attachment_no_update BEFORE UPDATE ON attachment
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: attachment'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER attachment_no_delete BEFORE DELETE ON attachment
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: attachment'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER attachment_once BEFORE INSERT ON attachment
WHEN EXISTS (SELECT 1 FROM attachment a WHERE a.id = NEW.id
    OR (a.case_id = NEW.case_id AND a.org_id = NEW.org_id AND a.sha256 = NEW.sha256))
BEGIN
    SELECT CASE WHEN EXISTS (SELECT 1 FROM attachment a WHERE a.id = NEW.id)
        THEN RAISE(ABORT, 'zhiya: duplicate: attachment.id')
        ELSE RAISE(ABORT, 'zhiya: duplicate: attachment.sha256') END;
END;
-- +goose StatementEnd
