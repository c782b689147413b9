-- Alarms of the watch; see the twin for SQLite.

-- +goose Up
CREATE TABLE alarm (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    case_id     TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
    code        TEXT COLLATE "C" NOT NULL CHECK (code <> ''),
    ref         TEXT COLLATE "C" NOT NULL,
    addressee   TEXT COLLATE "C" NOT NULL,
    level       TEXT COLLATE "C" NOT NULL,
    why         TEXT COLLATE "C" NOT NULL,
    todo        TEXT COLLATE "C" NOT NULL,
    until       TEXT COLLATE "C" NOT NULL,
    cured_by    TEXT COLLATE "C" NOT NULL,
    raised_on   TEXT COLLATE "C" NOT NULL CHECK (raised_on <> ''),
    level_since TEXT COLLATE "C" NOT NULL,
    seen_on     TEXT COLLATE "C" NOT NULL,
    closed_on   TEXT COLLATE "C" NOT NULL,
    note        TEXT COLLATE "C" NOT NULL,
    noted_by    TEXT COLLATE "C" NOT NULL,
    noted_on    TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX alarm_standing ON alarm (case_id, code, ref, addressee) WHERE closed_on = '';
CREATE INDEX alarm_case ON alarm (case_id, raised_on, id);
