-- Rule packs that were imported, in the order of their import. None is ever changed or removed: the rules of the program with every
-- pack laid over them in this order are the rules a case is judged by.

-- +goose Up
CREATE TABLE rule_pack (
    seq        INTEGER NOT NULL PRIMARY KEY CHECK (seq >= 1),
    pack_id    TEXT    NOT NULL CHECK (pack_id <> ''),
    valid_from TEXT    NOT NULL CHECK (valid_from <> ''),
    body       TEXT    NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER rule_pack_no_update BEFORE UPDATE ON rule_pack
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: rule_pack'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rule_pack_no_delete BEFORE DELETE ON rule_pack
BEGIN SELECT RAISE(ABORT, 'zhiya: append only: rule_pack'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rule_pack_once BEFORE INSERT ON rule_pack
WHEN EXISTS (SELECT 1 FROM rule_pack r WHERE r.seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'zhiya: duplicate: rule_pack.seq'); END;
-- +goose StatementEnd
