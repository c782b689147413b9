package sqlstore_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/workflow"
	"zhiya/workflow/access"
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
