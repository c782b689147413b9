package command_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
	"zhiya/workflow/casefile"
	"zhiya/workflow/sqlstore"
)

// played is the folder of a demo: zhiya.db and 文书.
func played(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "示例")
	o := run("", "demo", "--out", dir)
	require.Equal(t, command.ExitDone, o.status, o.err)
	return dir
}

func TestEveryKindOfPaperIsListedByTheWordThatReportTakes(t *testing.T) {
	o := run("", "report", "--kinds")
	require.Equal(t, command.ExitDone, o.status)
	lines := strings.Split(strings.TrimSpace(o.out), "\n")
	require.Len(t, lines, len(casefile.DocumentKinds()))
	for i, k := range casefile.DocumentKinds() {
		require.Equal(t, []string{string(k), k.String()}, strings.Fields(lines[i]))
	}
}

func TestARefusedRestoreOrBackupNamesTheOptionAndLeavesNothing(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	store, err := sqlstore.Open(ctx, at("own.db"))
	require.NoError(t, err)
	require.NoError(t, store.Close())
	require.NoError(t, os.WriteFile(at("letter.txt"), []byte("a letter, no store at all"), 0o600))
	require.Equal(t, command.ExitDone, run("", "backup", "--db", at("own.db"), "--out", at("own.bak")).status)
	for _, c := range []struct {
		words  []string
		status int
		path   string
	}{
		{[]string{"restore", "--in", at("letter.txt"), "--db", at("new.db")}, command.ExitInvalid, "--in："},
		{[]string{"restore", "--in", at("none"), "--db", at("new.db")}, command.ExitInvalid, "--in："},
		{[]string{"restore", "--in", at("own.bak"), "--db", at("letter.txt")}, command.ExitRefused, "--db："},
		{[]string{"backup", "--db", at("own.db"), "--out", at("letter.txt")}, command.ExitRefused, "--out："},
		{[]string{"backup", "--db", at("letter.txt"), "--out", at("b")}, command.ExitInvalid, "--db："},
		{[]string{"audit", "--db", at("letter.txt")}, command.ExitInvalid, "--db："},
	} {
		o := run("", c.words...)
		require.Equal(t, c.status, o.status, "%v: %s", c.words, o.err)
		require.Contains(t, o.err, c.path, "%v", c.words)
	}
	for _, name := range []string{"new.db", "new.db.lock"} {
		require.NoFileExists(t, at(name))
	}
}

// forge goes around the program, as an owner of the file can.
func forge(t *testing.T, path, statement string, with ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	for _, trigger := range []string{"audit_event_no_update", "document_no_update"} {
		_, err = db.Exec("DROP TRIGGER IF EXISTS " + trigger)
		require.NoError(t, err)
	}
	done, err := db.Exec(statement, with...)
	require.NoError(t, err)
	n, err := done.RowsAffected()
	require.NoError(t, err)
	require.Positive(t, n)
}

// paperOf finds the issued file whose number ends so.
func paperOf(t *testing.T, dir, mark string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "文书", "*-2024-*-"+mark+" *.pdf"))
	require.NoError(t, err)
	require.Len(t, found, 1)
	return found[0]
}

func TestWhatWasChangedBehindTheChainIsRefused(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(shared(t))))
	db := filepath.Join(dir, "zhiya.db")
	o := run("", "audit", "--db", db)
	require.Equal(t, command.ExitDone, o.status, o.err)
	paper := paperOf(t, dir, "SX01")
	require.Equal(t, command.ExitDone, run("", "verify", paper, "--db", db).status)

	// A paper of another content under the number of the issued one, put into the store with its own hash.
	issued, err := os.ReadFile(paper)
	require.NoError(t, err)
	number, _, _ := strings.Cut(filepath.Base(paper), " ")
	forged := append(issued[:len(issued):len(issued)], "\n% other\n"...)
	file := filepath.Join(dir, "forged.pdf")
	require.NoError(t, os.WriteFile(file, forged, 0o600))
	forge(t, db, `UPDATE document SET body = $1, sha256 = lower(hex($2)) WHERE number = $3`, forged, sum(forged), number)
	o = run("", "verify", file, "--db", db)
	require.Equal(t, command.ExitRefused, o.status, "the store agrees with the forgery, the chain does not: %s", o.out)
	require.Contains(t, o.out, "存档也与出具记录不符")
	o = run("", "verify", paper, "--db", db)
	require.Equal(t, command.ExitRefused, o.status, "the paper is the one that was issued, the stored record no longer")
	require.Contains(t, o.out, "文件与出具时一致；存档的出具记录被改动（存档文件、文件SHA-256）")
	o = run("", "audit", "--db", db, "--json")
	require.Equal(t, command.ExitRefused, o.status)
	require.Equal(t, "audit.content", refusals(t, o).Errors[0].Code)
	require.Contains(t, o.out, "文书 "+number)

	again := func() outcome { return run("", "recalculate", "--db", db, "--case", "LYG-B03SL-2024-000001") }
	o = again()
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Contains(t, o.out, "复算一致")
	forge(t, db, `UPDATE cases SET body = replace(body, '"id":"royalty.year.2.factor","title":"折现系数"', '"id":"royalty.year.2.factor","title":"系数"') WHERE number LIKE '%-2024-%'`)
	o = again()
	require.Equal(t, command.ExitRefused, o.status, o.out)
	require.Contains(t, o.err, "royalty.year.2.factor", "the step that was tampered with is named")
	require.Equal(t, command.ExitInvalid, run("", "recalculate", "--db", db, "--case", "LYG-B03SL-2022-000001").status, "no valuation by a firm")

	forge(t, db, `UPDATE cases SET stage = 'intake' WHERE number LIKE '%-2024-%'`)
	o = run("", "audit", "--db", db)
	require.Equal(t, command.ExitRefused, o.status)
	require.Contains(t, o.err, "案件 LYG-B03SL-2024-000001 的内容与审计链记录不符")

	forge(t, db, `UPDATE audit_event SET payload = replace(payload, '0', '1') WHERE seq = 40`)
	o = run("", "audit", "--db", db)
	require.Equal(t, command.ExitRefused, o.status)
	require.Contains(t, o.err, "审计链在第 40 条中断")
	require.Equal(t, command.ExitRefused, run("", "verify", paper, "--db", db).status, "a broken chain vouches for nothing")
}

func sum(b []byte) []byte {
	s := sha256.Sum256(b)
	return s[:]
}
