-- The store on PostgreSQL 15 and later; see the twin for SQLite. Text is compared byte by byte (COLLATE "C") as SQLite does.

-- +goose Up
CREATE TABLE meta (
    key   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE org (
    id     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind   TEXT COLLATE "C" NOT NULL,
    code   TEXT COLLATE "C" NOT NULL UNIQUE,
    name   TEXT COLLATE "C" NOT NULL,
    uscc   TEXT COLLATE "C" NOT NULL,
    sample SMALLINT NOT NULL CHECK (sample IN (0, 1))
);

CREATE TABLE person (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    org_id   TEXT COLLATE "C" NOT NULL REFERENCES org (id),
    login    TEXT COLLATE "C" NOT NULL UNIQUE,
    name     TEXT COLLATE "C" NOT NULL,
    licence  TEXT COLLATE "C" NOT NULL,
    roles    TEXT COLLATE "C" NOT NULL,
    active   SMALLINT NOT NULL CHECK (active IN (0, 1)),
    password TEXT COLLATE "C" NOT NULL,
    sample   SMALLINT NOT NULL CHECK (sample IN (0, 1))
);
CREATE INDEX person_org ON person (org_id, login);

CREATE TABLE cases (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number       TEXT COLLATE "C" NOT NULL UNIQUE CHECK (number <> ''),
    version      BIGINT NOT NULL CHECK (version >= 1),
    stage        TEXT COLLATE "C" NOT NULL,
    compensation TEXT COLLATE "C" NOT NULL,
    disposal     TEXT COLLATE "C" NOT NULL,
    title        TEXT COLLATE "C" NOT NULL,
    lender       TEXT COLLATE "C" NOT NULL,
    amount_fen   BIGINT NOT NULL,
    outcome      TEXT COLLATE "C" NOT NULL,
    opened_on    TEXT COLLATE "C" NOT NULL,
    due          TEXT COLLATE "C" NOT NULL,
    updated_at   BIGINT NOT NULL,
    sample       SMALLINT NOT NULL CHECK (sample IN (0, 1)),
    body         TEXT COLLATE "C" NOT NULL
);
CREATE INDEX cases_newest ON cases (updated_at DESC, id);
CREATE INDEX cases_stage ON cases (stage, updated_at DESC, id);

CREATE TABLE case_party (
    case_id TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
    org_id  TEXT COLLATE "C" NOT NULL REFERENCES org (id),
    PRIMARY KEY (case_id, org_id)
);
CREATE INDEX case_party_org ON case_party (org_id, case_id);

CREATE TABLE case_key (
    case_id TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
    kind    TEXT COLLATE "C" NOT NULL,
    value   TEXT COLLATE "C" NOT NULL,
    fold    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (case_id, kind, value)
);
CREATE INDEX case_key_fold ON case_key (kind, fold);

CREATE TABLE sequence_counter (
    scope TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL CHECK (value >= 1)
);

CREATE TABLE command_record (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    digest   TEXT COLLATE "C" NOT NULL,
    result   TEXT COLLATE "C" NOT NULL,
    at_milli BIGINT NOT NULL
);

CREATE TABLE draft (
    person_id TEXT COLLATE "C" NOT NULL,
    case_id   TEXT COLLATE "C" NOT NULL,
    command   TEXT COLLATE "C" NOT NULL,
    body      TEXT COLLATE "C" NOT NULL,
    at_milli  BIGINT NOT NULL,
    PRIMARY KEY (person_id, case_id, command)
);

CREATE TABLE document (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    case_id      TEXT COLLATE "C" REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
    kind         TEXT COLLATE "C" NOT NULL,
    number       TEXT COLLATE "C" NOT NULL UNIQUE CHECK (number <> ''),
    title        TEXT COLLATE "C" NOT NULL,
    issued_at    BIGINT NOT NULL,
    issued_on    TEXT COLLATE "C" NOT NULL,
    content_hash TEXT COLLATE "C" NOT NULL,
    sha256       TEXT COLLATE "C" NOT NULL,
    pages        BIGINT NOT NULL CHECK (pages >= 0),
    body         BYTEA NOT NULL,
    sheet        BYTEA,
    text         TEXT COLLATE "C" NOT NULL
);
CREATE INDEX document_case ON document (case_id, issued_at, id);
CREATE INDEX document_hash ON document (content_hash);

CREATE TABLE audit_event (
    seq       BIGINT NOT NULL PRIMARY KEY CHECK (seq >= 1),
    at_millis BIGINT NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL,
    person    TEXT COLLATE "C" NOT NULL,
    org_id    TEXT COLLATE "C" NOT NULL,
    action    TEXT COLLATE "C" NOT NULL,
    object    TEXT COLLATE "C" NOT NULL,
    version   BIGINT NOT NULL,
    payload   TEXT COLLATE "C" NOT NULL,
    prev_hash TEXT COLLATE "C" NOT NULL,
    hash      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_event_object ON audit_event (object, seq);

CREATE TABLE audit_head (
    id   SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');

-- instr is SQLite's name for strpos; with it one query text serves both engines.
-- +goose StatementBegin
CREATE FUNCTION instr(haystack TEXT, needle TEXT) RETURNS INTEGER LANGUAGE sql IMMUTABLE STRICT
AS 'SELECT strpos(haystack, needle)';
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION zhiya_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'zhiya: append only: %', TG_TABLE_NAME USING ERRCODE = 'ZY001';
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER document_no_change BEFORE UPDATE OR DELETE ON document
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER document_no_truncate BEFORE TRUNCATE ON document
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();

-- +goose StatementBegin
CREATE FUNCTION zhiya_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head audit_head%ROWTYPE;
BEGIN
    SELECT * INTO STRICT head FROM audit_head WHERE id = 1 FOR UPDATE;
    IF (NEW.seq > head.seq AND NEW.seq <> head.seq + 1) OR (NEW.seq = head.seq + 1 AND NEW.prev_hash <> head.hash) THEN
        RAISE EXCEPTION 'zhiya: audit chain' USING ERRCODE = 'ZY002';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_event_follows BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION zhiya_event_follows();

-- +goose StatementBegin
CREATE FUNCTION zhiya_event_moves_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_event_moves_head AFTER INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION zhiya_event_moves_head();

-- +goose StatementBegin
CREATE FUNCTION zhiya_head_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.seq <> OLD.seq + 1
        OR NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.seq = NEW.seq AND e.hash = NEW.hash) THEN
        RAISE EXCEPTION 'zhiya: append only: audit_head' USING ERRCODE = 'ZY001';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_head_follows BEFORE UPDATE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION zhiya_head_follows();
CREATE TRIGGER audit_head_no_delete BEFORE INSERT OR DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
