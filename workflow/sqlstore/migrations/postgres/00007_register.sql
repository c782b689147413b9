-- The register of rights that each organisation keeps; see the twin for SQLite.

-- +goose Up
CREATE TABLE register_org (
    no     BIGINT NOT NULL PRIMARY KEY CHECK (no >= 1),
    org_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES org (id),
    last   BIGINT NOT NULL CHECK (last >= 0)
);

CREATE TABLE register_batch (
    id        BIGINT NOT NULL PRIMARY KEY CHECK (id >= 1),
    org_id    TEXT COLLATE "C" NOT NULL REFERENCES org (id),
    act       TEXT COLLATE "C" NOT NULL,
    source    TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL,
    person    TEXT COLLATE "C" NOT NULL,
    at_milli  BIGINT NOT NULL,
    looked_up TEXT COLLATE "C" NOT NULL,
    added     BIGINT NOT NULL CHECK (added >= 0),
    changed   BIGINT NOT NULL CHECK (changed >= 0),
    undoes    BIGINT UNIQUE REFERENCES register_batch (id),
    digest    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX register_batch_org ON register_batch (org_id, id);

CREATE TABLE register_entry (
    id         BIGINT NOT NULL PRIMARY KEY CHECK (id >= 1),
    org        BIGINT NOT NULL REFERENCES register_org (no),
    kind       TEXT COLLATE "C" NOT NULL,
    status     TEXT COLLATE "C" NOT NULL,
    key        TEXT COLLATE "C" NOT NULL,
    number     TEXT COLLATE "C" NOT NULL,
    title      TEXT COLLATE "C" NOT NULL,
    owner      TEXT COLLATE "C" NOT NULL,
    status_on  TEXT COLLATE "C" NOT NULL,
    expiry     TEXT COLLATE "C" NOT NULL,
    fees_until TEXT COLLATE "C" NOT NULL,
    family     TEXT COLLATE "C" NOT NULL,
    lines      BIGINT NOT NULL CHECK (lines >= 1),
    merged     BIGINT NOT NULL,
    sample     SMALLINT NOT NULL CHECK (sample IN (0, 1))
);
CREATE UNIQUE INDEX register_entry_key ON register_entry (org, key) WHERE key <> '';
CREATE INDEX register_entry_status ON register_entry (org, kind, status, id);
CREATE INDEX register_entry_expiry ON register_entry (org, kind, status, expiry, id) WHERE expiry <> '';
CREATE INDEX register_entry_fees ON register_entry (org, kind, status, fees_until, id) WHERE fees_until <> '';
CREATE INDEX register_entry_family ON register_entry (org, family, id) WHERE family <> '';
CREATE INDEX register_entry_merged ON register_entry (merged, id) WHERE merged <> 0;

CREATE TABLE register_words (
    entry BIGINT NOT NULL PRIMARY KEY REFERENCES register_entry (id),
    text  TEXT COLLATE "C" NOT NULL
);

CREATE TABLE register_line (
    entry BIGINT NOT NULL REFERENCES register_entry (id),
    no    BIGINT NOT NULL CHECK (no >= 1),
    batch BIGINT NOT NULL REFERENCES register_batch (id),
    body  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entry, no)
);
CREATE INDEX register_line_batch ON register_line (batch, entry);

CREATE TABLE register_count (
    org    BIGINT NOT NULL REFERENCES register_org (no),
    kind   TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    n      BIGINT NOT NULL,
    PRIMARY KEY (org, kind, status)
);

-- The words of register.Grams: from every character the three that begin there, fewer at the end of a part. pg_trgm would need
-- an extension, and knows no Chinese characters where the server's locale is C.
-- +goose StatementBegin
CREATE FUNCTION zhiya_grams(text TEXT) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
AS $$ SELECT array_to_tsvector(ARRAY(SELECT DISTINCT substr(p, i, 3) FROM regexp_split_to_table(text, E'[\n\t]+') p,
    generate_series(1, length(p)) i WHERE p <> '')) $$;
-- +goose StatementEnd
CREATE INDEX register_words_text ON register_words USING gin (zhiya_grams(text));

CREATE TRIGGER register_line_no_update BEFORE UPDATE ON register_line
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER register_line_no_truncate BEFORE TRUNCATE ON register_line
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
-- +goose StatementBegin
CREATE FUNCTION zhiya_register_line_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM register_batch b WHERE b.undoes = OLD.batch) THEN
        RAISE EXCEPTION 'zhiya: append only: register_line' USING ERRCODE = 'ZY001';
    END IF;
    RETURN OLD;
END $$;
-- +goose StatementEnd
CREATE TRIGGER register_line_no_delete BEFORE DELETE ON register_line
    FOR EACH ROW EXECUTE FUNCTION zhiya_register_line_goes();
CREATE TRIGGER register_batch_no_change BEFORE UPDATE OR DELETE ON register_batch
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER register_batch_no_truncate BEFORE TRUNCATE ON register_batch
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
