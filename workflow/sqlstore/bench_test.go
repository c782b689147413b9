package sqlstore_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/workflow"
	"zhiya/workflow/access"
)

// BenchmarkCases reads lists out of 20,000 cases with bodies of 10 KB.
func BenchmarkCases(b *testing.B) {
	const total = 20_000
	ctx := context.Background()
	for name, make := range engines {
		s := openStore(b, make(b).dsn)
		require.NoError(b, s.Write(ctx, func(tx workflow.Tx) error {
			for _, o := range []access.Org{{ID: "bank", Code: "B01"}, {ID: "small", Code: "B02"}} {
				if err := tx.SaveOrg(ctx, o); err != nil {
					return err
				}
			}
			for i := range total {
				orgs := []string{"bank"}
				if i%1000 == 0 {
					orgs = append(orgs, "small")
				}
				row := workflow.CaseRow{ID: fmt.Sprintf("c%06d", i), Number: fmt.Sprintf("N-%06d", i), Version: 1, Stage: fmt.Sprintf("s%d", i%10),
					UpdatedAt: int64(i), Body: fmt.Sprintf("%010000d", i)}
				key := workflow.CaseKey{Kind: "firm", Value: fmt.Sprintf("示例%d科技", i), Fold: fmt.Sprintf("示例%d科技", i)}
				if err := tx.InsertCase(ctx, row, orgs, []workflow.CaseKey{key, {Kind: "number", Value: row.Number, Fold: row.Number}}); err != nil {
					return err
				}
			}
			return nil
		}))
		for _, c := range []struct {
			name  string
			query workflow.CaseQuery
			want  int
		}{
			{"newest 50", workflow.CaseQuery{OrgID: "bank", Limit: 50}, 50},
			{"a small organisation", workflow.CaseQuery{OrgID: "small", Limit: 50}, 20},
			{"one stage", workflow.CaseQuery{OrgID: "bank", Stages: []string{"s3"}, Limit: 50}, 50},
			{"a rare name", workflow.CaseQuery{OrgID: "bank", Fold: "例19999科", Limit: 50}, 1},
			{"a name nobody has", workflow.CaseQuery{OrgID: "bank", Fold: "无此名称", Limit: 50}, 0},
		} {
			b.Run(name+"/"+c.name, func(b *testing.B) {
				for b.Loop() {
					require.NoError(b, s.Read(ctx, func(tx workflow.Tx) error {
						rows, err := tx.Cases(ctx, c.query)
						require.Len(b, rows, c.want)
						return err
					}))
				}
			})
		}
	}
}
