-- The books of the partners; see the twin for SQLite.

-- +goose Up
CREATE TABLE partner_record (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    org_id   TEXT COLLATE "C" NOT NULL REFERENCES org (id),
    kind     TEXT COLLATE "C" NOT NULL CHECK (kind IN ('program', 'pool', 'standing', 'lift')),
    code     TEXT COLLATE "C" NOT NULL, -- of a program
    version  BIGINT NOT NULL, -- of a program, 0 of others
    body     TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX partner_program ON partner_record (org_id, code, version) WHERE kind = 'program';

CREATE TABLE partner_decision (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES partner_record (id),
    approved SMALLINT NOT NULL CHECK (approved IN (0, 1)),
    body     TEXT COLLATE "C" NOT NULL
);

CREATE TRIGGER partner_record_no_change BEFORE UPDATE OR DELETE ON partner_record
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER partner_record_no_truncate BEFORE TRUNCATE ON partner_record
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER partner_decision_no_change BEFORE UPDATE OR DELETE ON partner_decision
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER partner_decision_no_truncate BEFORE TRUNCATE ON partner_decision
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();

CREATE TABLE exposure (
    case_id      TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
    org_id       TEXT COLLATE "C" NOT NULL REFERENCES org (id),
    first        SMALLINT NOT NULL CHECK (first IN (0, 1)),
    program      TEXT COLLATE "C" NOT NULL,
    number       TEXT COLLATE "C" NOT NULL,
    title        TEXT COLLATE "C" NOT NULL,
    lender_id    TEXT COLLATE "C" NOT NULL,
    lender       TEXT COLLATE "C" NOT NULL,
    debtors      TEXT COLLATE "C" NOT NULL, -- |code|code|
    group_name   TEXT COLLATE "C" NOT NULL,
    district     TEXT COLLATE "C" NOT NULL,
    product      TEXT COLLATE "C" NOT NULL,
    enrolled     TEXT COLLATE "C" NOT NULL,
    live         SMALLINT NOT NULL CHECK (live IN (0, 1)),
    balance_fen  BIGINT NOT NULL,
    bad_fen      BIGINT NOT NULL,
    share_fen    BIGINT NOT NULL,
    claimed_fen  BIGINT NOT NULL,
    paid_fen     BIGINT NOT NULL,
    paid_on      TEXT COLLATE "C" NOT NULL,
    returned_fen BIGINT NOT NULL,
    overdue      TEXT COLLATE "C" NOT NULL,
    claimed_on   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (case_id, org_id)
);
CREATE INDEX exposure_org ON exposure (org_id, program);
CREATE INDEX exposure_program ON exposure (program);
