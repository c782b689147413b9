package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
	"zhiya/app/sample"
	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/signing"
	"zhiya/workflow/sqlstore"
)

// empty is a new store without people, as somebody has who only checks documents.
func empty(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "other.db")
	store, err := sqlstore.Open(context.Background(), path)
	require.NoError(t, err)
	require.NoError(t, store.Close())
	return path
}

// keyOf is the id of the key a document is signed with, and its public key file.
func keyOf(t *testing.T, db, paper string) (id, file string) {
	t.Helper()
	note, err := os.ReadFile(paper + ".note")
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(note), "密钥编号：")
	id, _, _ = strings.Cut(rest, "\n")
	file = filepath.Join(t.TempDir(), "key.txt")
	o := run("", "keys", "--db", db, "--export", id, "--out", file)
	require.Equal(t, command.ExitDone, o.status, o.err)
	return id, file
}

// once plays the demo for the tests that only read what it leaves.
var once = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "zhiya-demo-")
	leftover = dir
	if err == nil && run("", "demo", "--out", dir).status != command.ExitDone {
		err = errors.New("the demo failed")
	}
	return dir, err
})

var leftover string // removed at the end

func shared(t *testing.T) string {
	t.Helper()
	dir, err := once()
	require.NoError(t, err)
	return dir
}

func TestMain(m *testing.M) {
	status := m.Run()
	if leftover != "" {
		_ = os.RemoveAll(leftover)
	}
	os.Exit(status)
}

func TestTheDemoIsTheSameByteForByteWithItsSignatures(t *testing.T) {
	one, two := filepath.Join(shared(t), "文书"), filepath.Join(played(t), "文书")
	entries, err := os.ReadDir(one)
	require.NoError(t, err)
	notes := 0
	for _, e := range entries {
		a, err := os.ReadFile(filepath.Join(one, e.Name()))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(two, e.Name()))
		require.NoError(t, err)
		require.True(t, bytes.Equal(a, b), e.Name())
		if strings.HasSuffix(e.Name(), ".note") {
			notes++
		}
	}
	papers, err := filepath.Glob(filepath.Join(one, "*.pdf"))
	require.NoError(t, err)
	require.Equal(t, len(papers), notes, "every paper is signed")
	again, err := os.ReadDir(two)
	require.NoError(t, err)
	require.Len(t, again, len(entries))
}

func TestAReportIsWrittenWithItsNote(t *testing.T) {
	out := filepath.Join(t.TempDir(), "报告.pdf")
	db := filepath.Join(shared(t), "zhiya.db")
	o := run("", "report", "--db", db, "--case", "LYG-B03SL-2024-000001", "--kind", "credit_memo", "--out", out)
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Contains(t, o.out, "签名见 报告.pdf.note")
	require.Equal(t, "valid", verifyJSON(t, command.ExitDone, out, "--db", db).Files[0].Signature.Verdict)
}

type verified struct {
	Files []struct {
		Verdict   string
		Message   string
		Record    []struct{ Field string }
		Signature struct {
			Verdict string
			KeyID   string `json:"key_id"`
		}
	}
}

func verifyJSON(t *testing.T, status int, args ...string) verified {
	t.Helper()
	o := run("", append([]string{"verify", "--json"}, args...)...)
	require.Equal(t, status, o.status, "%s%s", o.out, o.err)
	var v verified
	require.NoError(t, json.Unmarshal([]byte(o.out), &v))
	return v
}

func TestAnUntouchedPaperIsVerifiedWhereOnlyThePublicKeyIsKnown(t *testing.T) {
	dir := shared(t)
	db, other := filepath.Join(dir, "zhiya.db"), empty(t)
	for mark, algorithm := range map[string]string{"SX01": "ed25519", "SP01": "sm2"} { // of the bank and of the bureau
		paper := paperOf(t, dir, mark)
		id, key := keyOf(t, db, paper)
		o := run("", "keys", "--db", other, "--import", key)
		require.Equal(t, command.ExitDone, o.status, o.err)
		require.Contains(t, o.out, id)
		require.Contains(t, run("", "keys", "--db", other, "--json").out, algorithm)
		require.Equal(t, command.ExitDone, run("", "audit", "--db", other).status)
		for _, args := range [][]string{{paper, "--db", other}, {paper, "--key", key}, {paper, "--key", key, "--note", paper + ".note"}} {
			v := verifyJSON(t, command.ExitDone, args...)
			require.Equal(t, "signed", v.Files[0].Verdict)
			require.Equal(t, id, v.Files[0].Signature.KeyID)
			require.Contains(t, v.Files[0].Message, "签名有效")
		}
		v := verifyJSON(t, command.ExitDone, paper, "--db", db)
		require.Equal(t, "identical", v.Files[0].Verdict)
		require.Equal(t, "valid", v.Files[0].Signature.Verdict)

		issued, err := os.ReadFile(paper)
		require.NoError(t, err)
		forged := filepath.Join(t.TempDir(), "forged.pdf")
		note, err := os.ReadFile(paper + ".note")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(forged+".note", note, 0o600))
		for i := 0; i < len(issued); i += len(issued) / 8 {
			changed := bytes.Clone(issued)
			changed[i] ^= 1
			require.NoError(t, os.WriteFile(forged, changed, 0o600))
			require.Equal(t, command.ExitRefused, run("", "verify", forged, "--db", other).status, "byte %d", i)
		}
		require.NoError(t, os.WriteFile(forged, issued, 0o600))
		for i := 0; i < len(note); i += 97 {
			changed := bytes.Clone(note)
			changed[i] ^= 1
			require.NoError(t, os.WriteFile(forged+".note", changed, 0o600))
			require.Equal(t, command.ExitRefused, run("", "verify", forged, "--key", key).status, "byte %d of the note", i)
		}
	}
	paper := paperOf(t, dir, "SX01")
	stranger := empty(t)
	v := verifyJSON(t, command.ExitRefused, paper, "--db", stranger)
	require.Equal(t, "unknown_key", v.Files[0].Signature.Verdict, "a store that holds no key vouches for nothing")
	v = verifyJSON(t, command.ExitDone, paper)
	require.Equal(t, "self_consistent", v.Files[0].Verdict)
	require.Contains(t, v.Files[0].Message, "签名未核验")
}

func TestEveryChangedFieldOfTheStoredRecordIsNamed(t *testing.T) {
	dir := shared(t)
	db := filepath.Join(dir, "zhiya.db")
	paper := paperOf(t, dir, "SX01")
	number, _, _ := strings.Cut(filepath.Base(paper), " ")
	whole, err := os.ReadFile(db)
	require.NoError(t, err)
	for _, c := range []struct{ set, field string }{
		{"issued_on = '2024-02-24'", "出具日期"}, {"amount_fen = amount_fen + 1", "金额（元）"}, {"content_hash = 'a'", "内容校验码"}, {"pages = 9", "页数"},
		{"title = '授信表'", "标题"}, {"text = replace(text, '授信', '受信')", "版面文字SHA-256"}, {"body = sheet", "存档文件"}, {"sha256 = 'a'", "文件SHA-256"},
		{"sheet = NULL", "附表SHA-256"}, {"kind = 'intake'", "文书种类"}, {"note = ''", "签名"}, {"note = replace(note, '页数：', '页数：1')", "签名"},
	} {
		copied := filepath.Join(t.TempDir(), "copy.db")
		require.NoError(t, os.WriteFile(copied, whole, 0o600))
		forge(t, copied, `UPDATE document SET `+c.set+` WHERE number = $1`, number)
		v := verifyJSON(t, command.ExitRefused, paper, "--db", copied)
		var fields []string
		for _, d := range v.Files[0].Record {
			fields = append(fields, d.Field)
		}
		require.Contains(t, fields, c.field, c.set)
		require.Contains(t, v.Files[0].Message, c.field, c.set)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	require.NoError(t, os.WriteFile(copied, whole, 0o600))
	forge(t, copied, `UPDATE document SET number = number || 'X' WHERE number = $1`, number)
	o := run("", "verify", paper, "--db", copied)
	require.Equal(t, command.ExitDone, o.status, "the chain and the note beside the file still know it")
	o = run("", "audit", "--db", copied)
	require.Equal(t, command.ExitRefused, o.status)
	require.Contains(t, o.err, number+"X")
}

func TestTheCodeOnPaperIsCheckedWithoutTheFile(t *testing.T) {
	dir := shared(t)
	db := filepath.Join(dir, "zhiya.db")
	paper := paperOf(t, dir, "SX01")
	_, key := keyOf(t, db, paper)
	note, err := os.ReadFile(paper + ".note")
	require.NoError(t, err)
	st, err := signing.ParseStatement(string(note[:bytes.Index(note, []byte("\n\n"))+1]))
	require.NoError(t, err)
	code := signing.Code(st.Number, st.On, st.Amount, st.ContentHash, st.KeyID)
	for _, args := range [][]string{{"--db", db}, {"--note", paper + ".note", "--key", key}} {
		require.Equal(t, command.ExitDone, run("", append([]string{"verify", "--code", code}, args...)...).status)
		o := run("", append([]string{"verify", "--code", strings.Replace(code, "|4700000.00|", "|9700000.00|", 1)}, args...)...)
		require.Equal(t, command.ExitRefused, o.status)
		require.Contains(t, o.out, "金额（元）签名时为“4700000.00”，现为“9700000.00”")
	}
	require.Equal(t, command.ExitInvalid, run("", "verify", "--code", code).status)
	require.Equal(t, command.ExitInvalid, run("", "verify", "--code", "x", "--db", db).status)
	require.Equal(t, command.ExitInvalid, run("", "verify").status)
	require.Equal(t, command.ExitInvalid, run("", "verify", paper, paper, "--note", paper+".note").status)
}

// founded is a store of a real organisation with a security administrator.
func founded(t *testing.T) string {
	t.Helper()
	path := empty(t)
	store, err := sqlstore.Open(context.Background(), path)
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	clock := &sample.IDs{}
	d := workflow.NewDesk(workflow.Config{Store: store, Now: date.Must("2026-11-20").Time, NewID: clock.New})
	org := access.Org{ID: "o1", Kind: access.Bank, Code: "B01", Name: "示例正式银行"}
	person := func(login string, r access.Role) workflow.NewPerson {
		return workflow.NewPerson{Secret: "Mima-2026-x", Person: access.Person{ID: "p-" + login, OrgID: "o1", Login: login, Name: "示例" + login, Roles: []access.Role{r}, Active: true}}
	}
	require.NoError(t, d.Found(context.Background(), workflow.Founding{Place: "LYG", Tag: "ZZ", Orgs: []access.Org{org},
		People: []workflow.NewPerson{person("xitong", access.SystemAdmin), person("anquan", access.SecurityAdmin)}}))
	return path
}

func TestKeysAreMadeEndedAndNeverReplaced(t *testing.T) {
	db := founded(t)
	const secret = "Mima-2026-x\n"
	for name, c := range map[string]struct {
		status int
		input  string
		args   []string
	}{
		"nobody signed in":       {command.ExitInvalid, "", []string{"--new", "B01"}},
		"a wrong password":       {command.ExitRefused, "x\n", []string{"--new", "B01", "--as", "anquan"}},
		"another administrator":  {command.ExitRefused, secret, []string{"--new", "B01", "--as", "xitong"}},
		"no such organisation":   {command.ExitInvalid, secret, []string{"--new", "B02", "--as", "anquan"}},
		"no such algorithm":      {command.ExitInvalid, secret, []string{"--new", "B01", "--as", "anquan", "--algorithm", "rsa"}},
		"two acts":               {command.ExitInvalid, secret, []string{"--new", "B01", "--as", "anquan", "--retire", "K"}},
		"an export to nowhere":   {command.ExitInvalid, secret, []string{"--export", "K"}},
		"an export of no key":    {command.ExitInvalid, secret, []string{"--export", "K", "--out", filepath.Join(t.TempDir(), "k")}},
		"an import of no key":    {command.ExitInvalid, secret, []string{"--import", db, "--as", "anquan"}},
		"an import by nobody":    {command.ExitInvalid, "", []string{"--import", db}},
		"the end of a wrong key": {command.ExitInvalid, secret, []string{"--retire", "K", "--as", "anquan"}},
	} {
		o := run(c.input, append([]string{"keys", "--db", db}, c.args...)...)
		require.Equal(t, c.status, o.status, "%s: %s%s", name, o.out, o.err)
	}
	entries, err := os.ReadDir(filepath.Dir(db))
	require.NoError(t, err)
	for _, e := range entries {
		require.NotContains(t, e.Name(), ".keys", "a refused act leaves no key file")
	}
	o := run(secret, "keys", "--db", db, "--new", "B01", "--algorithm", "sm2", "--as", "anquan", "--json")
	require.Equal(t, command.ExitDone, o.status, o.err)
	var made struct{ ID, State, File, Algorithm string }
	require.NoError(t, json.Unmarshal([]byte(o.out), &made))
	require.Equal(t, "in_use", made.State)
	require.Equal(t, "sm2", made.Algorithm)
	info, err := os.Stat(made.File)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	secretLines, err := os.ReadFile(made.File)
	require.NoError(t, err)
	rows := strings.Split(strings.TrimSpace(string(secretLines)), "\n")
	stored, err := os.ReadFile(db)
	require.NoError(t, err)
	require.NotContains(t, string(stored), rows[len(rows)-1], "the private key is not in the store")

	o = run(secret, "keys", "--db", db, "--new", "B01", "--as", "anquan")
	require.Equal(t, command.ExitRefused, o.status)
	require.Contains(t, o.err, "key.in_use")
	require.Equal(t, command.ExitDone, run(secret, "keys", "--db", db, "--retire", made.ID, "--as", "anquan").status)
	require.Equal(t, command.ExitRefused, run(secret, "keys", "--db", db, "--retire", made.ID, "--as", "anquan").status)
	require.Equal(t, command.ExitDone, run(secret, "keys", "--db", db, "--new", "B01", "--as", "anquan").status)
	require.Equal(t, command.ExitDone, run(secret, "keys", "--db", db, "--revoke", made.ID, "--as", "anquan").status)
	require.Contains(t, run("", "keys", "--db", db).out, "已作废")
	require.Equal(t, command.ExitDone, run("", "audit", "--db", db).status)

	// The revocation travels with the public key file and is not taken back by an older one.
	file := filepath.Join(t.TempDir(), "k")
	require.Equal(t, command.ExitDone, run("", "keys", "--db", db, "--export", made.ID, "--out", file).status)
	other := empty(t)
	for range 2 {
		o = run("", "keys", "--db", other, "--import", file, "--json")
		require.Equal(t, command.ExitDone, o.status, o.err)
		require.Contains(t, o.out, `"state":"revoked"`)
	}
	o = run(secret, "keys", "--db", db, "--import", file, "--as", "anquan")
	require.Equal(t, command.ExitRefused, o.status, "the own key")
}

func TestPapersOfAnOrganisationWithoutAKeySayThatTheyAreUnsigned(t *testing.T) {
	dir := shared(t)
	db := filepath.Join(dir, "zhiya.db")
	paper := paperOf(t, dir, "SX01")
	_, key := keyOf(t, db, paper)
	alone := filepath.Join(t.TempDir(), "alone.pdf")
	raw, err := os.ReadFile(paper)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(alone, raw, 0o600))
	v := verifyJSON(t, command.ExitDone, alone, "--key", key)
	require.Equal(t, "unsigned", v.Files[0].Signature.Verdict)
	require.Contains(t, v.Files[0].Message, "没有签名文件")
	v = verifyJSON(t, command.ExitRefused, alone, "--db", empty(t))
	require.Equal(t, "not_recorded", v.Files[0].Verdict)
}
