-- Alarms of the watch over what is pledged: raised, made louder and ended by the daily run, never by hand. What happened to each is
-- kept line by line, and every line belongs to an event of the audit chain that holds its hash.

-- +goose Up
CREATE TABLE alarm (
    id          TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
    case_id     TEXT    NOT NULL REFERENCES cases (id),
    code        TEXT    NOT NULL CHECK (code <> ''),
    ref         TEXT    NOT NULL,
    period      TEXT    NOT NULL,
    addressee   TEXT    NOT NULL,
    org_id      TEXT    NOT NULL,
    also_id     TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    level       TEXT    NOT NULL,
    step        TEXT    NOT NULL,
    why         TEXT    NOT NULL,
    todo        TEXT    NOT NULL,
    until       TEXT    NOT NULL,
    cured_by    TEXT    NOT NULL,
    raised_on   TEXT    NOT NULL CHECK (raised_on <> ''),
    level_since TEXT    NOT NULL,
    closed_on   TEXT    NOT NULL,
    closed_by   TEXT    NOT NULL CHECK ((closed_on = '') = (closed_by = '')),
    note        TEXT    NOT NULL,
    noted_by    TEXT    NOT NULL,
    noted_on    TEXT    NOT NULL,
    assignee_id TEXT    NOT NULL,
    assignee    TEXT    NOT NULL,
    lines       INTEGER NOT NULL CHECK (lines >= 1)
) STRICT;
CREATE UNIQUE INDEX alarm_standing ON alarm (case_id, code, ref, period, addressee) WHERE closed_on = '';
CREATE INDEX alarm_case ON alarm (case_id, raised_on, id);
CREATE INDEX alarm_org ON alarm (org_id) WHERE closed_on = '';
CREATE INDEX alarm_also ON alarm (also_id) WHERE closed_on = '' AND also_id <> '';

CREATE TABLE alarm_line (
    alarm_id TEXT    NOT NULL REFERENCES alarm (id),
    no       INTEGER NOT NULL CHECK (no >= 1),
    day      TEXT    NOT NULL,
    what     TEXT    NOT NULL,
    level    TEXT    NOT NULL,
    step     TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    person   TEXT    NOT NULL,
    seq      INTEGER NOT NULL,
    PRIMARY KEY (alarm_id, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX alarm_line_seq ON alarm_line (seq);

-- What the watch looks at in a live case, written with the case and always to be had from its body: the daily run reads this and not
-- the bodies. A row of another version or form than the case's is not used.
CREATE TABLE case_watch (
    case_id  TEXT    NOT NULL PRIMARY KEY REFERENCES cases (id),
    version  INTEGER NOT NULL,
    form     INTEGER NOT NULL,
    at_milli INTEGER NOT NULL,
    facts    TEXT    NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER alarm_line_no_update BEFORE UPDATE ON alarm_line
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: alarm_line'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER alarm_line_no_delete BEFORE DELETE ON alarm_line
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: alarm_line'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER alarm_no_delete BEFORE DELETE ON alarm
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: alarm'); END;
-- +goose StatementEnd
-- An ended alarm stays as it ended.
-- +goose StatementBegin
CREATE TRIGGER alarm_ended BEFORE UPDATE ON alarm WHEN OLD.closed_on <> ''
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: alarm'); END;
-- +goose StatementEnd
