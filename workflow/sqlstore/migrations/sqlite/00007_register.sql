-- The register of rights that each organisation keeps: entries as lists show them, and the lines of their history, which no
-- update ever touches. An entry is what its newest line says; the audit chain holds a digest of the lines of every batch.

-- +goose Up
-- no is the organisation's number, the upper bits of the ids of its entries; last counts the entries ever made.
CREATE TABLE register_org (
    no     INTEGER NOT NULL PRIMARY KEY CHECK (no >= 1),
    org_id TEXT    NOT NULL UNIQUE REFERENCES org (id),
    last   INTEGER NOT NULL CHECK (last >= 0)
) STRICT;

-- undoes is NULL but for the batch that takes another one back.
CREATE TABLE register_batch (
    id        INTEGER NOT NULL PRIMARY KEY CHECK (id >= 1),
    org_id    TEXT    NOT NULL REFERENCES org (id),
    act       TEXT    NOT NULL,
    source    TEXT    NOT NULL,
    person_id TEXT    NOT NULL,
    person    TEXT    NOT NULL,
    at_milli  INTEGER NOT NULL,
    looked_up TEXT    NOT NULL,
    added     INTEGER NOT NULL CHECK (added >= 0),
    changed   INTEGER NOT NULL CHECK (changed >= 0),
    undoes    INTEGER UNIQUE REFERENCES register_batch (id),
    digest    TEXT    NOT NULL
) STRICT;
CREATE INDEX register_batch_org ON register_batch (org_id, id);

CREATE TABLE register_entry (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id >= 1),
    org        INTEGER NOT NULL REFERENCES register_org (no),
    kind       TEXT    NOT NULL,
    status     TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    number     TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    status_on  TEXT    NOT NULL,
    expiry     TEXT    NOT NULL,
    fees_until TEXT    NOT NULL,
    family     TEXT    NOT NULL,
    lines      INTEGER NOT NULL CHECK (lines >= 1),
    merged     INTEGER NOT NULL,
    sample     INTEGER NOT NULL CHECK (sample IN (0, 1))
) STRICT;
-- The id is the last column of every index by itself.
CREATE UNIQUE INDEX register_entry_key ON register_entry (org, key) WHERE key <> '';
CREATE INDEX register_entry_status ON register_entry (org, kind, status);
CREATE INDEX register_entry_expiry ON register_entry (org, kind, status, expiry) WHERE expiry <> '';
CREATE INDEX register_entry_fees ON register_entry (org, kind, status, fees_until) WHERE fees_until <> '';
CREATE INDEX register_entry_family ON register_entry (org, family) WHERE family <> '';
CREATE INDEX register_entry_merged ON register_entry (merged) WHERE merged <> 0;

-- What an entry is searched by, apart from it: lists read many entries and none of this.
CREATE TABLE register_words (
    entry INTEGER NOT NULL PRIMARY KEY REFERENCES register_entry (id),
    text  TEXT    NOT NULL
) STRICT;

CREATE TABLE register_line (
    entry INTEGER NOT NULL REFERENCES register_entry (id),
    no    INTEGER NOT NULL CHECK (no >= 1),
    batch INTEGER NOT NULL REFERENCES register_batch (id),
    body  TEXT    NOT NULL,
    PRIMARY KEY (entry, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX register_line_batch ON register_line (batch);

CREATE TABLE register_count (
    org    INTEGER NOT NULL REFERENCES register_org (no),
    kind   TEXT    NOT NULL,
    status TEXT    NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (org, kind, status)
) STRICT;

-- The words (register.Grams) of register_words.text by entry id; nothing of the text itself is kept here.
CREATE VIRTUAL TABLE register_text USING fts5 (grams, content = '', columnsize = 0, tokenize = 'ascii');
INSERT INTO register_text (register_text, rank) VALUES ('usermerge', 2);

-- +goose StatementBegin
CREATE TRIGGER register_line_no_update BEFORE UPDATE ON register_line
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: register_line'); END;
-- +goose StatementEnd
-- A line goes only when the import that brought it is taken back.
-- +goose StatementBegin
CREATE TRIGGER register_line_no_delete BEFORE DELETE ON register_line
WHEN NOT EXISTS (SELECT 1 FROM register_batch b WHERE b.undoes = OLD.batch)
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: register_line'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER register_batch_no_update BEFORE UPDATE ON register_batch
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: register_batch'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER register_batch_no_delete BEFORE DELETE ON register_batch
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: register_batch'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER register_batch_once BEFORE INSERT ON register_batch
WHEN EXISTS (SELECT 1 FROM register_batch b WHERE b.id = NEW.id OR b.undoes = NEW.undoes)
BEGIN
    SELECT CASE WHEN EXISTS (SELECT 1 FROM register_batch b WHERE b.id = NEW.id)
        THEN RAISE(ABORT, 'zhiya: duplicate: register_batch.id')
        ELSE RAISE(ABORT, 'zhiya: duplicate: register_batch.undoes') END;
END;
-- +goose StatementEnd
