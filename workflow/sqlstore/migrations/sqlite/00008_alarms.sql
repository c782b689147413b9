-- Alarms of the watch over what is pledged: raised, made louder and ended by the daily run, never by hand.

-- +goose Up
CREATE TABLE alarm (
    id          TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
    case_id     TEXT    NOT NULL REFERENCES cases (id),
    code        TEXT    NOT NULL CHECK (code <> ''),
    ref         TEXT    NOT NULL,
    addressee   TEXT    NOT NULL,
    level       TEXT    NOT NULL,
    why         TEXT    NOT NULL,
    todo        TEXT    NOT NULL,
    until       TEXT    NOT NULL,
    cured_by    TEXT    NOT NULL,
    raised_on   TEXT    NOT NULL CHECK (raised_on <> ''),
    level_since TEXT    NOT NULL,
    seen_on     TEXT    NOT NULL,
    closed_on   TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    noted_by    TEXT    NOT NULL,
    noted_on    TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX alarm_standing ON alarm (case_id, code, ref, addressee) WHERE closed_on = '';
CREATE INDEX alarm_case ON alarm (case_id, raised_on, id);
