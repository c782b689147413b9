package sqlstore_test

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
)

func TestAFileOnceHandedInCannotBeChangedEvenByHandWrittenSQL(t *testing.T) {
	ctx := context.Background()
	onEachEngine(t, func(t *testing.T, at site) {
		s := openStore(t, at.dsn)
		require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error {
			if err := tx.SaveOrg(ctx, access.Org{ID: "o", Kind: access.Bank, Code: "B01", Name: "示例银行"}); err != nil {
				return err
			}
			if err := tx.InsertCase(ctx, workflow.CaseRow{ID: "c", Number: "LYG-B01-2026-000001", Version: 1, Body: "{}"}, []string{"o"}, nil); err != nil {
				return err
			}
			return tx.InsertAttachment(ctx, workflow.AttachmentRow{ID: "a", CaseID: "c", OrgID: "o", Name: "扫描件.pdf", SHA256: "ab", Size: 1, Body: []byte{1}})
		}))
		attempts := []string{`DELETE FROM attachment`, `UPDATE attachment SET sha256 = 'cd'`, `UPDATE attachment SET name = '改动'`}
		if s.Engine() == "postgres" {
			attempts = append(attempts, `TRUNCATE attachment`)
		} else {
			attempts = append(attempts, `INSERT OR REPLACE INTO attachment SELECT * FROM attachment`)
		}
		for _, attempt := range attempts {
			_, err := at.raw.Exec(attempt)
			require.ErrorContains(t, err, "zhiya: ", attempt)
		}
		_, err := s.VerifyAudit(ctx, nil)
		require.Error(t, err, "a case and a file that the chain does not record")
	})
}

func TestAChangedFileIsNamedByTheAudit(t *testing.T) {
	ctx := context.Background()
	body := []byte("%PDF-1.7 示例")
	sum := fmt.Sprintf("%x", sha256.Sum256(body))
	file := workflow.AttachmentRow{ID: "a", CaseID: "c", OrgID: "o", PersonID: "p", Name: "扫描件.pdf", MediaType: "application/pdf", SHA256: sum, Size: int64(len(body)), AtMilli: 7, Body: body}
	for forge, says := range map[string]string{
		"":                                      "",
		`UPDATE attachment SET name = 'b'`:      "附件 扫描件.pdf 的内容与审计链记录不符",
		`UPDATE attachment SET person_id = 'q'`: "与审计链记录不符",
		`UPDATE attachment SET media_type = ''`: "与审计链记录不符",
		`UPDATE attachment SET sha256 = 'b'`:    "与审计链记录不符",
		`UPDATE attachment SET size = 1`:        "与审计链记录不符",
		`UPDATE attachment SET at_milli = 8`:    "与审计链记录不符",
		`UPDATE attachment SET id = 'b'`:        "附件 扫描件.pdf 在审计链中没有记录",
		`DELETE FROM attachment`:                "附件 a 在审计链中有记录，数据中却没有",
		`UPDATE attachment SET body = $1`:       "与审计链记录不符",
	} {
		t.Run(cmp.Or(forge, "untouched"), func(t *testing.T) {
			onEachEngine(t, func(t *testing.T, at site) {
				s := openStore(t, at.dsn)
				require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error {
					if err := tx.SaveOrg(ctx, access.Org{ID: "o", Kind: access.Bank, Code: "B01", Name: "示例银行"}); err != nil {
						return err
					}
					if err := tx.InsertCase(ctx, workflow.CaseRow{ID: "c", Number: "N1", Version: 1, Stage: "intake", Body: `{"number":"N1","version":1,"stage":"intake"}`}, []string{"o"}, nil); err != nil {
						return err
					}
					record, err := json.Marshal(map[string]any{"attachment": file.Record()})
					if err != nil {
						return err
					}
					last := audit.Event{}
					for _, e := range []audit.Event{{Action: "OpenCase", Object: "N1", Version: 1, Payload: `{"command":{}}`}, {Action: workflow.AttachAction, Object: "N1", Version: 1, Payload: string(record)}} {
						last = audit.Seal(e, last)
						if err := tx.InsertEvent(ctx, last); err != nil {
							return err
						}
					}
					return tx.InsertAttachment(ctx, file)
				}))
				unguard := []string{`DROP TRIGGER attachment_no_update`, `DROP TRIGGER attachment_no_delete`}
				if s.Engine() == "postgres" {
					unguard = []string{`ALTER TABLE attachment DISABLE TRIGGER USER`}
				}
				for _, statement := range unguard {
					_, err := at.raw.Exec(statement)
					require.NoError(t, err, statement)
				}
				var with []any
				if strings.Contains(forge, "$1") {
					with = []any{[]byte("%PDF-1.7 变造")}
				}
				if forge != "" {
					_, err := at.raw.Exec(forge, with...)
					require.NoError(t, err)
				}
				_, err := s.VerifyAudit(ctx, nil)
				if says == "" {
					require.NoError(t, err)
					return
				}
				require.True(t, fault.Has(err, "audit.content"), "%v", err)
				require.ErrorContains(t, err, says)
			})
		})
	}
}
