-- The books of the partners: their records (programs of risk sharing, money of pools, what guarantors state of themselves, decisions on fuses)
-- with what another person decided of each, for ever; and of each case what it is to each partner, drawn from the case.

-- +goose Up
CREATE TABLE partner_record (
    id       TEXT    NOT NULL PRIMARY KEY,
    org_id   TEXT    NOT NULL REFERENCES org (id),
    kind     TEXT    NOT NULL CHECK (kind IN ('program', 'pool', 'standing', 'lift')),
    code     TEXT    NOT NULL, -- of a program
    version  INTEGER NOT NULL, -- of a program, 0 of others
    body     TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX partner_program ON partner_record (org_id, code, version) WHERE kind = 'program';

CREATE TABLE partner_decision (
    id       TEXT    NOT NULL PRIMARY KEY REFERENCES partner_record (id),
    approved INTEGER NOT NULL CHECK (approved IN (0, 1)),
    body     TEXT    NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER partner_record_no_update BEFORE UPDATE ON partner_record
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: partner_record'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER partner_record_no_delete BEFORE DELETE ON partner_record
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: partner_record'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER partner_record_once BEFORE INSERT ON partner_record
WHEN EXISTS (SELECT 1 FROM partner_record p WHERE p.id = NEW.id OR p.kind = 'program' AND NEW.kind = 'program' AND p.org_id = NEW.org_id AND p.code = NEW.code AND p.version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'zhiya: duplicate: partner_record.id'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER partner_decision_no_update BEFORE UPDATE ON partner_decision
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: partner_decision'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER partner_decision_no_delete BEFORE DELETE ON partner_decision
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: partner_decision'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER partner_decision_once BEFORE INSERT ON partner_decision
WHEN EXISTS (SELECT 1 FROM partner_decision p WHERE p.id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'zhiya: duplicate: partner_decision.id'); END;
-- +goose StatementEnd

CREATE TABLE exposure (
    case_id      TEXT    NOT NULL REFERENCES cases (id),
    org_id       TEXT    NOT NULL REFERENCES org (id),
    first        INTEGER NOT NULL CHECK (first IN (0, 1)),
    program      TEXT    NOT NULL,
    number       TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    lender_id    TEXT    NOT NULL,
    lender       TEXT    NOT NULL,
    debtors      TEXT    NOT NULL, -- |code|code|
    group_name   TEXT    NOT NULL,
    district     TEXT    NOT NULL,
    product      TEXT    NOT NULL,
    enrolled     TEXT    NOT NULL,
    live         INTEGER NOT NULL CHECK (live IN (0, 1)),
    balance_fen  INTEGER NOT NULL,
    bad_fen      INTEGER NOT NULL,
    share_fen    INTEGER NOT NULL,
    claimed_fen  INTEGER NOT NULL,
    paid_fen     INTEGER NOT NULL,
    paid_on      TEXT    NOT NULL,
    returned_fen INTEGER NOT NULL,
    overdue      TEXT    NOT NULL,
    claimed_on   TEXT    NOT NULL,
    PRIMARY KEY (case_id, org_id)
) STRICT;
CREATE INDEX exposure_org ON exposure (org_id, program);
CREATE INDEX exposure_program ON exposure (program);
