-- Rule packs that were imported, in the order of their import. None is ever changed or removed: the rules of the program with every
-- pack laid over them in this order are the rules a case is judged by.

-- +goose Up
CREATE TABLE rule_pack (
    seq        BIGINT NOT NULL PRIMARY KEY CHECK (seq >= 1),
    pack_id    TEXT COLLATE "C" NOT NULL CHECK (pack_id <> ''),
    valid_from TEXT COLLATE "C" NOT NULL CHECK (valid_from <> ''),
    body       TEXT COLLATE "C" NOT NULL
);

CREATE TRIGGER rule_pack_no_change BEFORE UPDATE OR DELETE ON rule_pack
    FOR EACH ROW EXECUTE FUNCTION zhiya_append_only();
CREATE TRIGGER rule_pack_no_truncate BEFORE TRUNCATE ON rule_pack
    FOR EACH STATEMENT EXECUTE FUNCTION zhiya_append_only();
