-- Which columns of a list hold what, kept by an organisation under a name and found by the heads of the list. Nothing is judged by it:
-- it may be replaced and removed.

-- +goose Up
CREATE TABLE import_mapping (
    org_id   TEXT    NOT NULL REFERENCES org (id),
    name     TEXT    NOT NULL CHECK (name <> ''),
    heads    TEXT    NOT NULL CHECK (heads <> ''),
    body     TEXT    NOT NULL,
    person   TEXT    NOT NULL,
    at_milli INTEGER NOT NULL,
    PRIMARY KEY (org_id, name)
) STRICT;
