package sqlstore_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/audit"
)

// fill puts one event and one document into the store.
func fill(t *testing.T, s workflow.Store) {
	ctx := context.Background()
	_, err := oneCommand(ctx, s)
	require.NoError(t, err)
	require.NoError(t, s.Read(ctx, func(tx workflow.Tx) error {
		last, err := tx.LastEvent(ctx)
		require.Positive(t, last.Seq)
		return err
	}))
}

func TestWhatWasRecordedCannotBeChangedEvenByHandWrittenSQL(t *testing.T) {
	onEachEngine(t, func(t *testing.T, at site) {
		s := openStore(t, at.dsn)
		fill(t, s)
		before := dump(t, at.raw)
		attempts := []string{
			`UPDATE audit_event SET payload = 'forged' WHERE seq = 1`,
			`UPDATE audit_event SET seq = 2`,
			`DELETE FROM audit_event`,
			`UPDATE document SET title = 'forged'`,
			`DELETE FROM document WHERE id = '1'`,
			`UPDATE audit_head SET hash = 'forged'`,
			`UPDATE audit_head SET seq = 0, hash = ''`,
			`DELETE FROM audit_head`,
			`INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '')`,
			`INSERT INTO audit_event SELECT 2, at_millis, person_id, person, org_id, action, object, version, payload, 'x', 'y' FROM audit_event`,
			`INSERT INTO audit_event SELECT 9, at_millis, person_id, person, org_id, action, object, version, payload, hash, 'y' FROM audit_event`,
		}
		if s.Engine() == "postgres" {
			attempts = append(attempts, `TRUNCATE audit_event`, `TRUNCATE document`, `TRUNCATE audit_head`,
				`INSERT INTO document SELECT * FROM document ON CONFLICT (id) DO UPDATE SET title = 'forged'`)
		} else {
			attempts = append(attempts, `INSERT OR REPLACE INTO document SELECT * FROM document`, `REPLACE INTO audit_event SELECT * FROM audit_event`,
				`REPLACE INTO audit_head (id, seq, hash) VALUES (1, 0, '')`, `UPDATE OR REPLACE document SET id = id`,
				`INSERT INTO document SELECT * FROM document WHERE true ON CONFLICT (id) DO UPDATE SET title = 'forged'`)
		}
		for _, attempt := range attempts {
			_, err := at.raw.Exec(attempt)
			require.ErrorContains(t, err, "zhiya: ", attempt)
		}
		require.Equal(t, before, dump(t, at.raw))
	})
}

// dump is the guarded tables as text.
func dump(t *testing.T, db *sql.DB) []string {
	rows, err := db.Query(`SELECT 'e' || seq || payload || hash FROM audit_event UNION ALL SELECT 'd' || id || title FROM document
		UNION ALL SELECT 'h' || seq || hash FROM audit_head ORDER BY 1`)
	require.NoError(t, err)
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		require.NoError(t, rows.Scan(&s))
		out = append(out, s)
	}
	require.NoError(t, rows.Err())
	return out
}

func TestAChainForgedWithTheTriggersRemovedIsFound(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name  string
		forge []string
		seq   int64
	}{
		{"an event is changed", []string{`UPDATE audit_event SET payload = 'forged' WHERE seq = 3`}, 3},
		{"an event is removed", []string{`DELETE FROM audit_event WHERE seq = 3`}, 3},
		{"the tail is cut off", []string{`DELETE FROM audit_event WHERE seq > 3`}, 4},
		{"two events are swapped", []string{`UPDATE audit_event SET seq = -1 WHERE seq = 3`, `UPDATE audit_event SET seq = 3 WHERE seq = 2`,
			`UPDATE audit_event SET seq = 2 WHERE seq = -1`}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			onEachEngine(t, func(t *testing.T, at site) {
				s := openStore(t, at.dsn)
				for range 5 {
					fill(t, s)
				}
				_, err := s.VerifyAudit(ctx, nil)
				require.NoError(t, err)
				unguard := []string{`DROP TRIGGER audit_event_no_update`, `DROP TRIGGER audit_event_no_delete`, `PRAGMA ignore_check_constraints = 1`}
				if s.Engine() == "postgres" {
					unguard = []string{`ALTER TABLE audit_event DISABLE TRIGGER USER`, `ALTER TABLE audit_event DROP CONSTRAINT audit_event_seq_check`}
				}
				at.raw.SetMaxOpenConns(1)
				for _, statement := range append(unguard, c.forge...) {
					_, err := at.raw.Exec(statement)
					require.NoError(t, err, statement)
				}
				_, err = s.VerifyAudit(ctx, nil)
				require.True(t, fault.Has(err, "audit.broken"), "%v", err)
				require.Equal(t, fault.Refused, fault.KindOf(err))
				var where audit.Break
				require.ErrorAs(t, err, &where)
				require.Equal(t, c.seq, where.Seq, where.Reason)
			})
		})
	}
}

func TestACaseOrDocumentThatIsNotAsTheChainRecordedItIsFound(t *testing.T) {
	ctx := context.Background()
	other := strings.Repeat("0", 64)
	for _, c := range []struct {
		name, forge, says string
	}{
		{"the body of a case", `UPDATE cases SET body = replace(body, '"rest":"0', '"rest":"9')`, "案件 N 的内容与审计链记录不符"},
		{"the stage of a case", `UPDATE cases SET stage = 'disbursement'`, "案件 N 的内容与审计链记录不符"},
		{"the version of a case", `UPDATE cases SET version = 9`, "案件 N 的内容与审计链记录不符"},
		{"a case of which the chain knows nothing", `INSERT INTO cases SELECT 'd', 'M', version, stage, compensation, disposal, title, lender,
			amount_fen, outcome, opened_on, due, updated_at, sample, body FROM cases`, "案件 M 在审计链中没有记录"},
		{"a case under another number", `UPDATE cases SET number = 'O'`, "案件 O 在审计链中没有记录"},
		{"a case that is gone", `DELETE FROM cases`, "案件 N 在审计链中有记录，数据中却没有"},
		{"the bytes of a document", `UPDATE document SET body = $1 WHERE number = '3'`, "文书 3 的内容与审计链记录不符"},
		{"the hash beside a document", `UPDATE document SET sha256 = '` + other + `' WHERE number = '2'`, "文书 2 的内容与审计链记录不符"},
		{"a document that is gone", `DELETE FROM document WHERE number = '4'`, "文书 4 在审计链中有记录，数据中却没有"},
		{"a document of which the chain knows nothing", `INSERT INTO document SELECT 'x', case_id, kind, '21', title, issued_at, issued_on,
			content_hash, sha256, pages, body, sheet, text, amount_fen, note FROM document WHERE number = '1'`, "文书 21 在审计链中没有记录"},
	} {
		t.Run(c.name, func(t *testing.T) {
			onEachEngine(t, func(t *testing.T, at site) {
				s := openStore(t, at.dsn)
				for range 5 {
					fill(t, s)
				}
				head, err := s.VerifyAudit(ctx, nil)
				require.NoError(t, err)
				unguard := []string{`DROP TRIGGER document_no_update`, `DROP TRIGGER document_no_delete`, `PRAGMA foreign_keys = 0`}
				if s.Engine() == "postgres" {
					unguard = []string{`ALTER TABLE document DISABLE TRIGGER USER`, `ALTER TABLE document DROP CONSTRAINT document_case_id_fkey`}
				}
				unguard = append(unguard, `DELETE FROM case_key`)
				at.raw.SetMaxOpenConns(1)
				for _, statement := range unguard {
					_, err := at.raw.Exec(statement)
					require.NoError(t, err, statement)
				}
				var with []any
				if strings.Contains(c.forge, "$1") {
					with = []any{[]byte("forged")}
				}
				_, err = at.raw.Exec(c.forge, with...)
				require.NoError(t, err)
				_, err = s.VerifyAudit(ctx, nil)
				require.True(t, fault.Has(err, "audit.content"), "%v", err)
				require.Equal(t, fault.Refused, fault.KindOf(err))
				require.ErrorContains(t, err, c.says)
				chain, err := s.Chain(ctx, &head)
				require.NoError(t, err, "the chain itself holds")
				require.Equal(t, head, chain.Head)
				sum, found := chain.DocumentSHA256("3")
				require.True(t, found)
				require.Equal(t, fmt.Sprintf("%x", sha256.Sum256(make([]byte, 20000))), sum)
				_, found = chain.DocumentSHA256("21")
				require.False(t, found)
			})
		})
	}
}

func TestACaseRecordedBeforeBodiesWereHashedIsNotSuspected(t *testing.T) {
	ctx := context.Background()
	onEachEngine(t, func(t *testing.T, at site) {
		s := openStore(t, at.dsn)
		require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error {
			require.NoError(t, tx.InsertCase(ctx, workflow.CaseRow{ID: "c", Number: "N", Version: 1, Body: "{}"}, nil, nil))
			return tx.InsertEvent(ctx, audit.Seal(audit.Event{Object: "N", Version: 1, Payload: `{"command":{}}`}, audit.Event{}))
		}))
		_, err := s.VerifyAudit(ctx, nil)
		require.NoError(t, err)
	})
}

func TestAChainIsHeldAgainstTheNoteTakenEarlier(t *testing.T) {
	ctx := context.Background()
	onEachEngine(t, func(t *testing.T, at site) {
		s := openStore(t, at.dsn)
		empty, err := s.VerifyAudit(ctx, nil)
		require.NoError(t, err)
		require.Zero(t, empty)
		for range 450 { // more than two pages
			fill(t, s)
		}
		head, err := s.VerifyAudit(ctx, &empty)
		require.NoError(t, err)
		require.EqualValues(t, 450, head.Seq)
		for _, wrong := range []audit.Head{{Seq: 450, Hash: strings.Repeat("0", 64)}, {Seq: 451, Hash: head.Hash}} {
			_, err = s.VerifyAudit(ctx, &wrong)
			require.True(t, fault.Has(err, "audit.broken"), "%v", err)
		}
	})
}

// column is a column of either engine in terms both share.
type column struct {
	table, name, kind string
	nullable          bool
}

// The index of words of the register is a virtual table of SQLite and an index of PostgreSQL.
func TestBothEnginesHaveTheSameTablesColumnsAndKeys(t *testing.T) {
	sqlite, postgres := engines["SQLite"](t), engines["PostgreSQL"](t)
	openStore(t, sqlite.dsn)
	openStore(t, postgres.dsn)

	columnsOfSQLite := columns(t, sqlite.raw, `SELECT m.name, c.name, CASE c.type WHEN 'INTEGER' THEN 'integer' WHEN 'TEXT' THEN 'text' WHEN 'BLOB' THEN 'bytes'
		ELSE c.type END, CASE c."notnull" WHEN 0 THEN 1 ELSE 0 END FROM sqlite_schema m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'register_text%' AND m.name <> 'zhiya_schema_version' ORDER BY 1, 2`)
	columnsOfPostgres := columns(t, postgres.raw, `SELECT table_name, column_name, CASE data_type WHEN 'bigint' THEN 'integer' WHEN 'smallint' THEN 'integer'
		WHEN 'text' THEN 'text' WHEN 'bytea' THEN 'bytes' ELSE data_type END, CASE is_nullable WHEN 'YES' THEN 1 ELSE 0 END
		FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'zhiya_schema_version'
		ORDER BY table_name COLLATE "C", column_name COLLATE "C"`)
	require.Greater(t, len(columnsOfSQLite), 60)
	require.Equal(t, columnsOfSQLite, columnsOfPostgres)

	keysOfSQLite := keys(t, sqlite.raw, `SELECT m.name || ' ' || (SELECT group_concat(name, ',') FROM
			(SELECT name FROM pragma_table_info(m.name) WHERE pk > 0 ORDER BY pk)) FROM sqlite_schema m
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'register_text%' AND m.name <> 'zhiya_schema_version'
		UNION SELECT m.name || ' ' || (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))
		FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i."unique" = 1 AND m.name NOT LIKE 'register_text%' AND m.name <> 'zhiya_schema_version'`)
	keysOfPostgres := keys(t, postgres.raw, `SELECT c.relname || ' ' || string_agg(a.attname, ',' ORDER BY array_position(i.indkey::int2[], a.attnum))
		FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
		WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'zhiya_schema_version' GROUP BY c.relname, i.indexrelid`)
	require.Greater(t, len(keysOfSQLite), 14)
	require.Equal(t, keysOfSQLite, keysOfPostgres)

	referencesOfSQLite := keys(t, sqlite.raw, `SELECT m.name || '.' || f."from" || ' ' || f."table" || '.' || f."to" FROM sqlite_schema m,
		pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`)
	referencesOfPostgres := keys(t, postgres.raw, `SELECT c.conrelid::regclass || '.' || a.attname || ' ' || c.confrelid::regclass || '.' || b.attname
		FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k (own, far) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.own
		JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.far WHERE c.contype = 'f'`)
	require.GreaterOrEqual(t, len(referencesOfSQLite), 8)
	require.Equal(t, referencesOfSQLite, referencesOfPostgres)

	indexesOfSQLite := keys(t, sqlite.raw, `SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'`)
	indexesOfPostgres := keys(t, postgres.raw, `SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisunique AND c.relname <> 'register_words_text'`)
	require.NotEmpty(t, indexesOfSQLite)
	require.Equal(t, indexesOfSQLite, indexesOfPostgres)
}

func columns(t *testing.T, db *sql.DB, query string) []column {
	rows, err := db.Query(query)
	require.NoError(t, err)
	defer rows.Close()
	var out []column
	for rows.Next() {
		var c column
		require.NoError(t, rows.Scan(&c.table, &c.name, &c.kind, &c.nullable))
		out = append(out, c)
	}
	require.NoError(t, rows.Err())
	return out
}

func keys(t *testing.T, db *sql.DB, query string) []string {
	rows, err := db.Query(query)
	require.NoError(t, err)
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		require.NoError(t, rows.Scan(&s))
		out = append(out, s)
	}
	require.NoError(t, rows.Err())
	slices.Sort(out)
	return out
}

func TestEverySQLiteTableIsStrict(t *testing.T) {
	at := engines["SQLite"](t)
	openStore(t, at.dsn)
	loose := keys(t, at.raw, `SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND schema = 'main'
		AND name NOT IN ('sqlite_schema', 'sqlite_sequence', 'zhiya_schema_version')`)
	require.Empty(t, loose)
}

// The C core of SQLite takes $1 for a name; the driver binds it by its number, and our one SQL text relies on that.
func TestNumberedPlaceholdersBindByNumber(t *testing.T) {
	onEachEngine(t, func(t *testing.T, at site) {
		var got string
		require.NoError(t, at.raw.QueryRow(`SELECT $2 || '-' || $1 || '-' || $2`, "x", "y").Scan(&got))
		require.Equal(t, "y-x-y", got)
	})
}

func TestMigrationsHoldNoFloatingOrEngineDecimalNumbers(t *testing.T) {
	inexact := regexp.MustCompile(`(?i)\b(REAL|NUMERIC|FLOAT\w*|DOUBLE|DECIMAL)\b`)
	var numbers []string
	for _, engine := range []string{"sqlite", "postgres"} {
		files, err := filepath.Glob("migrations/" + engine + "/*.sql")
		require.NoError(t, err)
		require.NotEmpty(t, files)
		var names []string
		for _, f := range files {
			text, err := os.ReadFile(f)
			require.NoError(t, err)
			require.Empty(t, inexact.FindString(string(text)), f)
			names = append(names, filepath.Base(f))
		}
		numbers = append(numbers, strings.Join(names, " "))
	}
	require.Equal(t, numbers[0], numbers[1], "both engines have the same migrations")
}

// An open and close of the file by anything but the driver drops SQLite's POSIX locks in the whole process.
func TestNoOtherCodeOpensADatabaseFile(t *testing.T) {
	opens := regexp.MustCompile(`(os\.(Open|OpenFile|ReadFile|WriteFile|Create|CreateTemp)|ioutil\.\w+)\([^)\n]*\.db"`)
	checked := 0
	require.NoError(t, filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.Contains(path, "sqlstore") {
			return err
		}
		text, err := os.ReadFile(path)
		checked++
		require.Empty(t, opens.FindString(string(text)), path)
		return err
	}))
	require.Greater(t, checked, 20)
	require.Regexp(t, opens, `f, err := os.Open(filepath.Join(dir, "zhiya.db"`, "the rule can fail")
}
