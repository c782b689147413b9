-- What the portfolio looks at of each case with a balance or a sale, drawn from the case.

-- +goose Up
CREATE TABLE case_position (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id),
    body    TEXT NOT NULL
) STRICT;
