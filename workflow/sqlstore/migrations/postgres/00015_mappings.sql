-- Which columns of a list hold what, kept by an organisation under a name and found by the heads of the list. Nothing is judged by it:
-- it may be replaced and removed.

-- +goose Up
CREATE TABLE import_mapping (
    org_id   TEXT COLLATE "C" NOT NULL REFERENCES org (id),
    name     TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    heads    TEXT COLLATE "C" NOT NULL CHECK (heads <> ''),
    body     TEXT COLLATE "C" NOT NULL,
    person   TEXT COLLATE "C" NOT NULL,
    at_milli BIGINT NOT NULL,
    PRIMARY KEY (org_id, name)
);
