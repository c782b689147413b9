package sqlstore_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
)

// Whatever is done to registers, the chain vouches for them, the counts count what the lists list, every entry is found by its
// title, and nothing once looked up is lost but by taking its import back.
func TestRandomHistoriesOfRegistersHoldTogether(t *testing.T) {
	onEachEngine(t, func(t *testing.T, at site) {
		ctx := context.Background()
		s := openStore(t, at.dsn)
		require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error {
			for _, o := range casetest.Orgs() {
				if err := tx.SaveOrg(ctx, o); err != nil {
					return err
				}
			}
			for _, p := range casetest.People() {
				if err := tx.SavePerson(ctx, p); err != nil {
					return err
				}
			}
			return nil
		}))
		ids := 0
		desk := workflow.NewDesk(workflow.Config{Store: s, Now: func() time.Time { return time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC) },
			NewID: func() string { ids++; return fmt.Sprint(ids) }})
		anyRight := rapid.Custom(func(t *rapid.T) right.Right {
			r := right.Right{Kind: right.Software, Title: rapid.SampledFrom([]string{"示例电池管理软件", "示例污水处理软件", "示例"}).Draw(t, "title"),
				StatusOn: date.Of(2026, 1, rapid.IntRange(1, 9).Draw(t, "day")), Owners: []right.Owner{{Name: "示例科技"}}}
			if n := rapid.IntRange(0, 6).Draw(t, "n"); n > 0 {
				r.Number = fmt.Sprintf("2020SR%07d", n)
			}
			if rapid.Bool().Draw(t, "term") {
				r.ProtectionEnd = date.Of(2070, 12, 31)
			}
			return r
		})
		rapid.Check(t, func(t *rapid.T) {
			login := rapid.SampledFrom([]string{"kehu", "pg1"}).Draw(t, "login")
			page, err := desk.Rights(ctx, login, register.Query{})
			require.NoError(t, err)
			some := func(label string) (id int64, lines int) {
				if len(page.Rows) == 0 {
					return 0, 0
				}
				r := rapid.SampledFrom(page.Rows).Draw(t, label)
				return r.ID, r.Lines
			}
			before := map[int64]int{}
			for _, r := range page.Rows {
				before[r.ID] = r.Lines
			}
			undo := false
			switch act := rapid.IntRange(0, 9).Draw(t, "act"); {
			case act < 4:
				rights := rapid.SliceOfNDistinct(anyRight, 1, 40, func(r right.Right) string { return r.Number }).Draw(t, "rights")
				_, err = desk.ImportRights(ctx, login, register.ImportRights{Source: "示例.xlsx", Rights: rights})
			case act < 6:
				id, lines := some("entry")
				cmd := register.UpdateRight{Entry: id, Lines: lines, Right: anyRight.Draw(t, "right"), Notes: "备注"}
				cmd.Right.StatusSource = "登记簿"
				_, err = desk.UpdateRight(ctx, login, cmd)
			case act == 6:
				keep, _ := some("keep")
				duplicate, _ := some("duplicate")
				err = desk.MergeRights(ctx, login, register.MergeDuplicate{Keep: keep, Duplicate: duplicate, Reason: "重复"})
			case act == 7:
				id, _ := some("member")
				err = desk.GroupFamily(ctx, login, register.GroupFamily{Entries: []int64{id}, Family: rapid.SampledFrom([]string{"", "族"}).Draw(t, "family")})
			default:
				batches, err2 := desk.RightBatches(ctx, login, 0, 20)
				require.NoError(t, err2)
				if len(batches) > 0 {
					undo = true
					_, err = desk.UndoImport(ctx, login, register.RemoveBatch{Batch: rapid.SampledFrom(batches).Draw(t, "batch").ID, Reason: "撤销"})
				}
			}
			require.NotEqual(t, fault.Broken, fault.KindOf(err), "%v", err)
			_, err = s.VerifyAudit(ctx, nil)
			require.NoError(t, err)

			page, err = desk.Rights(ctx, login, register.Query{})
			require.NoError(t, err)
			counts, err := desk.RightCounts(ctx, login)
			require.NoError(t, err)
			for _, c := range counts {
				if c.Status != register.Merged {
					require.EqualValues(t, len(page.Rows), c.N, "all of one kind and status")
				}
			}
			if len(page.Rows) == 0 {
				return
			}
			r := rapid.SampledFrom(page.Rows).Draw(t, "looked at")
			if lines, there := before[r.ID]; there && !undo {
				require.GreaterOrEqual(t, r.Lines, lines)
			}
			entry, err := desk.RightEntry(ctx, login, r.ID)
			require.NoError(t, err)
			lines := r.Lines
			for _, m := range entry.Merged {
				lines += m.Lines
			}
			require.Len(t, entry.History, lines)
			found, err := desk.Rights(ctx, login, register.Query{Search: r.Title, Owner: "示例科技"})
			require.NoError(t, err)
			var titled int
			for _, other := range page.Rows {
				if len(other.Title) >= len(r.Title) && other.Title[:len(r.Title)] == r.Title {
					titled++
				}
			}
			require.Len(t, found.Rows, titled)
		})
	})
}
