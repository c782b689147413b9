-- Alarms of the watch over what is pledged; see the twin for SQLite.

-- +goose Up
CREATE TABLE alarm (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    case_id     TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
    code        TEXT COLLATE "C" NOT NULL CHECK (code <> ''),
    ref         TEXT COLLATE "C" NOT NULL,
    period      TEXT COLLATE "C" NOT NULL,
    addressee   TEXT COLLATE "C" NOT NULL,
    org_id      TEXT COLLATE "C" NOT NULL,
    also_id     TEXT COLLATE "C" NOT NULL,
    title       TEXT COLLATE "C" NOT NULL,
    level       TEXT COLLATE "C" NOT NULL,
    step        TEXT COLLATE "C" NOT NULL,
    why         TEXT COLLATE "C" NOT NULL,
    todo        TEXT COLLATE "C" NOT NULL,
    until       TEXT COLLATE "C" NOT NULL,
    cured_by    TEXT COLLATE "C" NOT NULL,
    raised_on   TEXT COLLATE "C" NOT NULL CHECK (raised_on <> ''),
    level_since TEXT COLLATE "C" NOT NULL,
    closed_on   TEXT COLLATE "C" NOT NULL,
    closed_by   TEXT COLLATE "C" NOT NULL CHECK ((closed_on = '') = (closed_by = '')),
    note        TEXT COLLATE "C" NOT NULL,
    noted_by    TEXT COLLATE "C" NOT NULL,
    noted_on    TEXT COLLATE "C" NOT NULL,
    assignee_id TEXT COLLATE "C" NOT NULL,
    assignee    TEXT COLLATE "C" NOT NULL,
    lines       BIGINT NOT NULL CHECK (lines >= 1)
);
CREATE UNIQUE INDEX alarm_standing ON alarm (case_id, code, ref, period, addressee) WHERE closed_on = '';
CREATE INDEX alarm_case ON alarm (case_id, raised_on, id);
CREATE INDEX alarm_org ON alarm (org_id) WHERE closed_on = '';
CREATE INDEX alarm_also ON alarm (also_id) WHERE closed_on = '' AND also_id <> '';

CREATE TABLE alarm_line (
    alarm_id TEXT COLLATE "C" NOT NULL REFERENCES alarm (id),
    no       BIGINT NOT NULL CHECK (no >= 1),
    day      TEXT COLLATE "C" NOT NULL,
    what     TEXT COLLATE "C" NOT NULL,
    level    TEXT COLLATE "C" NOT NULL,
    step     TEXT COLLATE "C" NOT NULL,
    text     TEXT COLLATE "C" NOT NULL,
    person   TEXT COLLATE "C" NOT NULL,
    seq      BIGINT NOT NULL,
    PRIMARY KEY (alarm_id, no)
);
CREATE INDEX alarm_line_seq ON alarm_line (seq);

CREATE TABLE case_watch (
    case_id  TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES cases (id),
    version  BIGINT NOT NULL,
    form     BIGINT NOT NULL,
    at_milli BIGINT NOT NULL,
    facts    TEXT COLLATE "C" NOT NULL
);

CREATE TRIGGER alarm_line_no_change BEFORE UPDATE OR DELETE ON alarm_line
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER alarm_line_no_truncate BEFORE TRUNCATE ON alarm_line
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER alarm_no_delete BEFORE DELETE ON alarm
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER alarm_no_truncate BEFORE TRUNCATE ON alarm
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER alarm_ended BEFORE UPDATE ON alarm
    FOR EACH ROW WHEN (OLD.closed_on <> '') EXECUTE FUNCTION zhiya_append_only();
