-- The store on SQLite. Its twin for PostgreSQL has the same number, tables, columns, nullability and keys; a test compares them.
-- Money is whole fen, instants are unix milliseconds, dates are YYYY-MM-DD, bodies are canonical JSON that no query reads.

-- +goose Up
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE org (
    id     TEXT    NOT NULL PRIMARY KEY,
    kind   TEXT    NOT NULL,
    code   TEXT    NOT NULL UNIQUE,
    name   TEXT    NOT NULL,
    uscc   TEXT    NOT NULL,
    sample INTEGER NOT NULL CHECK (sample IN (0, 1))
) STRICT;

CREATE TABLE person (
    id       TEXT    NOT NULL PRIMARY KEY,
    org_id   TEXT    NOT NULL REFERENCES org (id),
    login    TEXT    NOT NULL UNIQUE,
    name     TEXT    NOT NULL,
    licence  TEXT    NOT NULL,
    roles    TEXT    NOT NULL,
    active   INTEGER NOT NULL CHECK (active IN (0, 1)),
    password TEXT    NOT NULL,
    sample   INTEGER NOT NULL CHECK (sample IN (0, 1))
) STRICT;
CREATE INDEX person_org ON person (org_id, login);

-- The body comes last so that reading the other columns does not walk its overflow pages.
CREATE TABLE cases (
    id           TEXT    NOT NULL PRIMARY KEY,
    number       TEXT    NOT NULL UNIQUE CHECK (number <> ''),
    version      INTEGER NOT NULL CHECK (version >= 1),
    stage        TEXT    NOT NULL,
    compensation TEXT    NOT NULL,
    disposal     TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    lender       TEXT    NOT NULL,
    amount_fen   INTEGER NOT NULL,
    outcome      TEXT    NOT NULL,
    opened_on    TEXT    NOT NULL,
    due          TEXT    NOT NULL,
    updated_at   INTEGER NOT NULL,
    sample       INTEGER NOT NULL CHECK (sample IN (0, 1)),
    body         TEXT    NOT NULL
) STRICT;
CREATE INDEX cases_newest ON cases (updated_at DESC, id);
CREATE INDEX cases_stage ON cases (stage, updated_at DESC, id);

CREATE TABLE case_party (
    case_id TEXT NOT NULL REFERENCES cases (id),
    org_id  TEXT NOT NULL REFERENCES org (id),
    PRIMARY KEY (case_id, org_id)
) STRICT;
CREATE INDEX case_party_org ON case_party (org_id, case_id);

CREATE TABLE case_key (
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind    TEXT NOT NULL,
    value   TEXT NOT NULL,
    fold    TEXT NOT NULL,
    PRIMARY KEY (case_id, kind, value)
) STRICT;
CREATE INDEX case_key_fold ON case_key (kind, fold);

CREATE TABLE sequence_counter (
    scope TEXT    NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL CHECK (value >= 1)
) STRICT;

CREATE TABLE command_record (
    id       TEXT    NOT NULL PRIMARY KEY,
    digest   TEXT    NOT NULL,
    result   TEXT    NOT NULL,
    at_milli INTEGER NOT NULL
) STRICT;

CREATE TABLE draft (
    person_id TEXT    NOT NULL,
    case_id   TEXT    NOT NULL,
    command   TEXT    NOT NULL,
    body      TEXT    NOT NULL,
    at_milli  INTEGER NOT NULL,
    PRIMARY KEY (person_id, case_id, command)
) STRICT;

-- case_id is NULL for a document about no single case.
CREATE TABLE document (
    id           TEXT    NOT NULL PRIMARY KEY,
    case_id      TEXT    REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
    kind         TEXT    NOT NULL,
    number       TEXT    NOT NULL UNIQUE CHECK (number <> ''),
    title        TEXT    NOT NULL,
    issued_at    INTEGER NOT NULL,
    issued_on    TEXT    NOT NULL,
    content_hash TEXT    NOT NULL,
    sha256       TEXT    NOT NULL,
    pages        INTEGER NOT NULL CHECK (pages >= 0),
    body         BLOB    NOT NULL,
    sheet        BLOB,
    text         TEXT    NOT NULL
) STRICT;
CREATE INDEX document_case ON document (case_id, issued_at, id);
CREATE INDEX document_hash ON document (content_hash);

CREATE TABLE audit_event (
    seq       INTEGER NOT NULL PRIMARY KEY CHECK (seq >= 1),
    at_millis INTEGER NOT NULL,
    person_id TEXT    NOT NULL,
    person    TEXT    NOT NULL,
    org_id    TEXT    NOT NULL,
    action    TEXT    NOT NULL,
    object    TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    payload   TEXT    NOT NULL,
    prev_hash TEXT    NOT NULL,
    hash      TEXT    NOT NULL
) STRICT;
CREATE INDEX audit_event_object ON audit_event (object, seq);

-- The last event once more: writers of PostgreSQL queue on this row, and a chain whose tail was cut off no longer meets it.
CREATE TABLE audit_head (
    id   INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq  INTEGER NOT NULL,
    hash TEXT    NOT NULL
) STRICT;
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');

-- What was recorded stays as it was recorded.
-- +goose StatementBegin
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: audit_event'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: audit_event'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_no_update BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: document'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_no_delete BEFORE DELETE ON document
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: document'); END;
-- +goose StatementEnd

-- INSERT OR REPLACE removes the old row without firing its delete trigger, so a taken seq, id or number is refused by hand;
-- a plain INSERT then reports it as the duplicate it is.
-- +goose StatementBegin
CREATE TRIGGER audit_event_follows BEFORE INSERT ON audit_event
WHEN NOT EXISTS (SELECT 1 FROM audit_head h WHERE h.id = 1 AND NEW.seq = h.seq + 1 AND NEW.prev_hash = h.hash)
BEGIN
    SELECT CASE WHEN EXISTS (SELECT 1 FROM audit_event e WHERE e.seq = NEW.seq)
        THEN RAISE(ABORT, 'zhiya: duplicate: audit_event.seq')
        ELSE RAISE(ABORT, 'zhiya: audit chain') END;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_once BEFORE INSERT ON document
WHEN EXISTS (SELECT 1 FROM document d WHERE d.id = NEW.id OR d.number = NEW.number)
BEGIN
    SELECT CASE WHEN EXISTS (SELECT 1 FROM document d WHERE d.number = NEW.number)
        THEN RAISE(ABORT, 'zhiya: duplicate: document.number')
        ELSE RAISE(ABORT, 'zhiya: duplicate: document.id') END;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_event_moves_head AFTER INSERT ON audit_event
BEGIN UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1; END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_head_follows BEFORE UPDATE ON audit_head
WHEN NEW.id <> OLD.id OR NEW.seq <> OLD.seq + 1
    OR NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.seq = NEW.seq AND e.hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: audit_head'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: audit_head'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_head_once BEFORE INSERT ON audit_head
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: audit_head'); END;
-- +goose StatementEnd
