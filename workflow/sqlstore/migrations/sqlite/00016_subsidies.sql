-- The acts on batches of subsidies (补贴批次): a batch is the sequence of them. Nothing of it is ever changed or removed; what was wrong is
-- reversed by a further act.

-- +goose Up
CREATE TABLE subsidy_act (
    number   TEXT    NOT NULL CHECK (number <> ''),
    version  INTEGER NOT NULL CHECK (version >= 1),
    batch_id TEXT    NOT NULL,
    org_id   TEXT    NOT NULL REFERENCES org (id),
    action   TEXT    NOT NULL CHECK (action <> ''),
    body     TEXT    NOT NULL,
    PRIMARY KEY (number, version),
    UNIQUE (batch_id, version)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER subsidy_act_no_update BEFORE UPDATE ON subsidy_act
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: subsidy_act'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER subsidy_act_no_delete BEFORE DELETE ON subsidy_act
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: subsidy_act'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER subsidy_act_once BEFORE INSERT ON subsidy_act
WHEN EXISTS (SELECT 1 FROM subsidy_act a WHERE a.number = NEW.number AND a.version = NEW.version OR a.batch_id = NEW.batch_id AND a.version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'zhiya: duplicate: subsidy_act.version'); END;
-- +goose StatementEnd
