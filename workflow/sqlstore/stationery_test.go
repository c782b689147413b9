package sqlstore_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/stationery"
)

func TestWhatPapersWerePrintedWithCannotBeChangedEvenByHandWrittenSQL(t *testing.T) {
	ctx := context.Background()
	onEachEngine(t, func(t *testing.T, at site) {
		s := openStore(t, at.dsn)
		require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error {
			if err := tx.SaveOrg(ctx, access.Org{ID: "o", Kind: access.Bank, Code: "B01", Name: "示例银行"}); err != nil {
				return err
			}
			if err := tx.InsertStationery(ctx, stationery.Settings{OrgID: "o", Version: 1, From: date.Must("2026-01-01")}); err != nil {
				return err
			}
			if err := tx.InsertLogo(ctx, "ab", []byte{1}); err != nil {
				return err
			}
			return tx.InsertWording(ctx, stationery.Wording{OrgID: "o", Name: "a", Version: 1, Text: "原文"})
		}))
		for _, table := range []string{"stationery", "logo", "wording"} {
			attempts := []string{`DELETE FROM ` + table}
			if s.Engine() == "postgres" {
				attempts = append(attempts, `TRUNCATE `+table)
			} else {
				attempts = append(attempts, `INSERT OR REPLACE INTO `+table+` SELECT * FROM `+table)
			}
			for _, attempt := range append(attempts, map[string]string{"stationery": `UPDATE stationery SET body = '{}'`, "logo": `UPDATE logo SET sha256 = 'cd'`,
				"wording": `UPDATE wording SET text = '改动'`}[table]) {
				_, err := at.raw.Exec(attempt)
				require.ErrorContains(t, err, "zhiya: ", attempt)
			}
		}
	})
}
