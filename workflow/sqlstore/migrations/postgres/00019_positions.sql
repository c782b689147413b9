-- What the portfolio looks at of each case; see the twin for SQLite.

-- +goose Up
CREATE TABLE case_position (
    case_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES cases (id),
    body    TEXT COLLATE "C" NOT NULL
);
