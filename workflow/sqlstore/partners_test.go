package sqlstore_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/riskshare"
)

func TestAPartnersBookCannotBeChangedEvenByHandWrittenSQLAndARecordNobodyMadeIsFound(t *testing.T) {
	ctx := context.Background()
	onEachEngine(t, func(t *testing.T, at site) {
		s := openStore(t, at.dsn)
		require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error {
			if err := tx.SaveOrg(ctx, access.Org{ID: "o", Kind: access.Fund, Code: "F01", Name: "示例基金"}); err != nil {
				return err
			}
			if err := tx.InsertPartnerRecord(ctx, riskshare.Record{ID: "1", OrgID: "o", Kind: riskshare.PoolRecord, Pool: &riskshare.PoolEntry{}}); err != nil {
				return err
			}
			return tx.InsertPartnerDecision(ctx, riskshare.Decision{ID: "1", Approved: true})
		}))
		for _, table := range []string{"partner_decision", "partner_record"} {
			attempts := []string{`DELETE FROM ` + table, `UPDATE ` + table + ` SET body = '{}'`}
			if s.Engine() == "postgres" {
				attempts = append(attempts, `TRUNCATE `+table+` CASCADE`)
			} else {
				attempts = append(attempts, `INSERT OR REPLACE INTO `+table+` SELECT * FROM `+table)
			}
			for _, attempt := range attempts {
				_, err := at.raw.Exec(attempt)
				require.ErrorContains(t, err, "zhiya: ", attempt)
			}
		}
		_, err := s.VerifyAudit(ctx, nil)
		require.True(t, fault.Has(err, "audit.content"), "nobody proposed it: %v", err)
	})
}
