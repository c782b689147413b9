package sqlstore_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/signing"
	"zhiya/workflow/sqlstore"
)

func TestAStoreMadeBeforeSignaturesIsUpgradedAndStillHolds(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "old.db")
	text, err := os.ReadFile("migrations/sqlite/00001_store.sql")
	require.NoError(t, err)
	s, err := sqlstore.OpenWith(ctx, path, fstest.MapFS{"00001_store.sql": {Data: text}})
	require.NoError(t, err)
	body := []byte("%PDF old")
	row := fmt.Sprintf(`{"number":"N","version":%d}`, 1)
	require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error {
		require.NoError(t, tx.InsertCase(ctx, workflow.CaseRow{ID: "c", Number: "N", Version: 1, Body: row}, nil, nil))
		payload := fmt.Sprintf(`{"command":{},"state":"%x","documents":[{"number":"D1","sha256":"%x"}]}`, sha256.Sum256([]byte(row)), sha256.Sum256(body))
		return tx.InsertEvent(ctx, audit.Seal(audit.Event{Action: "Act", Object: "N", Version: 1, Payload: payload}, audit.Event{}))
	}))
	_, err = sqlstore.Writer(s).Exec(`INSERT INTO document (id, case_id, kind, number, title, issued_at, issued_on, content_hash, sha256, pages, body, sheet, text)
		VALUES ('d1', 'c', 'intake', 'D1', '受理单', 1, '2024-01-01', 'h', $1, 1, $2, NULL, '[]')`, fmt.Sprintf("%x", sha256.Sum256(body)), body)
	require.NoError(t, err)
	require.NoError(t, s.Close())

	s = openStore(t, path) // examines a copy of the old tables, then upgrades
	require.FileExists(t, path+".v1.bak")
	_, err = s.VerifyAudit(ctx, nil)
	require.NoError(t, err)
	require.NoError(t, s.Read(ctx, func(tx workflow.Tx) error {
		d, err := tx.DocumentByNumber(ctx, "D1")
		require.Empty(t, d.Note)
		require.Zero(t, d.AmountFen)
		return err
	}))
}

// signedStore holds one document recorded field by field and one key.
func signedStore(t *testing.T, at site) *sqlstore.Store {
	ctx := context.Background()
	s := openStore(t, at.dsn)
	body := []byte("%PDF")
	d := workflow.DocumentRow{ID: "d1", CaseID: "c", Kind: "intake", Number: "D1", Title: "受理单", IssuedOn: "2024-01-01", ContentHash: strings.Repeat("a", 64),
		SHA256: fmt.Sprintf("%x", sha256.Sum256(body)), Pages: 3, Body: body, Sheet: []byte("PK"), Text: `[["受理"]]`, AmountFen: 300, Note: "note"}
	signer, err := signing.NewSigner(signing.Ed25519, make([]byte, signing.SeedBytes))
	require.NoError(t, err)
	key := workflow.SigningKey{Key: signer.Key()}
	key.Issuer, key.From = "示例银行", date.Must("2024-01-01")
	desk := workflow.NewDesk(workflow.Config{Store: s, Now: func() time.Time { return time.Date(2024, 3, 1, 4, 0, 0, 0, time.UTC) }})
	_, err = desk.ImportKey(ctx, "", key.Key)
	require.NoError(t, err)
	require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error {
		last, err := tx.LastEvent(ctx)
		require.NoError(t, err)
		row := `{"number":"N","version":1}`
		require.NoError(t, tx.InsertCase(ctx, workflow.CaseRow{ID: "c", Number: "N", Version: 1, Body: row}, nil, nil))
		record := fmt.Sprintf(`{"number":"D1","sha256":"%s","kind":"intake","on":"2024-01-01","amount":"3.00","content_hash":"%s","pages":3,"title":"受理单","text":"%x","sheet":"%x","note":"%x"}`,
			d.SHA256, d.ContentHash, sha256.Sum256([]byte(d.Text)), sha256.Sum256(d.Sheet), sha256.Sum256([]byte(d.Note)))
		payload := fmt.Sprintf(`{"command":{},"state":"%x","documents":[%s]}`, sha256.Sum256([]byte(row)), record)
		require.NoError(t, tx.InsertEvent(ctx, audit.Seal(audit.Event{Action: "Act", Object: "N", Version: 1, Payload: payload}, last)))
		return tx.InsertDocument(ctx, d)
	}))
	_, err = s.VerifyAudit(ctx, nil)
	require.NoError(t, err)
	return s
}

func TestEveryChangedFieldOfADocumentOrKeyIsNamedByTheAudit(t *testing.T) {
	for _, c := range []struct{ forge, says string }{
		{`UPDATE document SET kind = 'credit_memo'`, "文书 D1 的内容与审计链记录不符（文书种类）"},
		{`UPDATE document SET title = '受理'`, "标题"},
		{`UPDATE document SET issued_on = '2024-01-02'`, "出具日期"},
		{`UPDATE document SET amount_fen = 301`, "金额（元）"},
		{`UPDATE document SET content_hash = 'b'`, "内容校验码"},
		{`UPDATE document SET pages = 4`, "页数"},
		{`UPDATE document SET text = '[]'`, "版面文字SHA-256"},
		{`UPDATE document SET sheet = NULL`, "附表SHA-256"},
		{`UPDATE document SET note = ''`, "签名"},
		{`UPDATE document SET sha256 = 'b'`, "文件SHA-256"},
		{`UPDATE document SET body = sheet`, "存档文件"},
		{`UPDATE document SET number = 'D2'`, "文书 D2 在审计链中没有记录"},
		{`UPDATE signing_key SET issuer = '示例担保'`, "与审计链记录不符"},
		{`UPDATE signing_key SET id = 'K'`, "签名密钥 K 在审计链中没有记录"},
		{`DELETE FROM signing_key`, "在审计链中有记录，数据中却没有"},
	} {
		t.Run(c.forge, func(t *testing.T) {
			onEachEngine(t, func(t *testing.T, at site) {
				s := signedStore(t, at)
				unguard := []string{`DROP TRIGGER document_no_update`, `DROP TRIGGER signing_key_ends`, `DROP TRIGGER signing_key_no_delete`}
				if s.Engine() == "postgres" {
					unguard = []string{`ALTER TABLE document DISABLE TRIGGER USER`, `ALTER TABLE signing_key DISABLE TRIGGER USER`}
				}
				for _, statement := range append(unguard, c.forge) {
					_, err := at.raw.Exec(statement)
					require.NoError(t, err, statement)
				}
				_, err := s.VerifyAudit(context.Background(), nil)
				require.True(t, fault.Has(err, "audit.content"), "%v", err)
				require.ErrorContains(t, err, c.says)
			})
		})
	}
}

func TestKeysCannotBeChangedEvenByHandWrittenSQL(t *testing.T) {
	onEachEngine(t, func(t *testing.T, at site) {
		s := signedStore(t, at)
		attempts := []string{`UPDATE signing_key SET public_key = public_key || public_key`, `UPDATE signing_key SET issuer = '示例担保'`,
			`UPDATE signing_key SET sample = 1`, `UPDATE signing_key SET from_on = ''`, `DELETE FROM signing_key`}
		if s.Engine() == "postgres" {
			attempts = append(attempts[1:], `TRUNCATE signing_key`)
		} else {
			attempts = append(attempts[1:], `INSERT OR REPLACE INTO signing_key SELECT * FROM signing_key`)
		}
		for _, attempt := range attempts {
			_, err := at.raw.Exec(attempt)
			require.ErrorContains(t, err, "zhiya: ", attempt)
		}
	})
}

func TestAPrivateKeyIsKeptInAFileOfItsOwner(t *testing.T) {
	at := engines["SQLite"](t)
	s := openStore(t, at.dsn)
	seed := make([]byte, signing.SeedBytes)
	seed[0] = 7
	signer, err := signing.NewSigner(signing.SM2, seed)
	require.NoError(t, err)
	k := workflow.SigningKey{Key: signer.Key(), OrgID: "bank", Private: workflow.PrivateFile}
	k.Issuer = "示例银行"
	_, err = s.PrivateKey(k)
	require.True(t, fault.Has(err, "key.missing"))
	path, err := s.KeyFile(k.ID)
	require.NoError(t, err)
	require.ErrorContains(t, err2(s.PrivateKey(k)), path, "the remedy names the place")
	require.NoError(t, s.KeepPrivateKey(k, seed))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.True(t, fault.Has(s.KeepPrivateKey(k, seed), "key.exists"))
	got, err := s.PrivateKey(k)
	require.NoError(t, err)
	require.Equal(t, seed, got)
	require.NoError(t, os.Chmod(path, 0o644))
	require.True(t, fault.Has(err2(s.PrivateKey(k)), "key.exposed"))
	require.NoError(t, os.Chmod(path, 0o600))
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, spoiled := range []string{"", string(raw[:len(raw)-9]), strings.Replace(string(raw), "sm2", "ed25519", 1), strings.Replace(string(raw), k.ID, "K", 1)} {
		require.NoError(t, os.WriteFile(path, []byte(spoiled), 0o600))
		require.True(t, fault.Has(err2(s.PrivateKey(k)), "key.file"), spoiled)
	}
}

func err2[T any](_ T, err error) error { return err }
