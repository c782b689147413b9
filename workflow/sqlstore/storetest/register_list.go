package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
)

// registerLists compares every list with one made by looking at all entries.
func registerLists(t *testing.T, b *bench) {
	b.withOrgs("bank", "fund")
	words := []string{"电池", "管理", "污水", "处理", "A-7", "𠮷", "装置"}
	owners := []string{"示例科技", "示例科技有限公司", "示例环保"}
	kinds := []right.Kind{right.Invention, right.Trademark, right.Software}
	statuses := []right.Status{right.InForce, right.Application, right.Terminated}
	mine, other := b.shelf("bank"), b.shelf("fund")
	var rows []register.Row
	for _, s := range []*shelf{mine, other} {
		s.begin(register.Imported, 0)
		var changes []workflow.RegisterChange
		for n := range 90 {
			r := right.Right{Kind: kinds[n%3], Number: fmt.Sprintf("号%d.%d", n, n%7), Title: words[n%7] + words[n/7%7] + words[n/3%7], Status: statuses[n/5%3],
				Owners: []right.Owner{{Name: owners[n%3]}, {Name: owners[n/3%3]}}}
			if n%4 > 0 {
				r.Filed, r.TermEnd, r.ProtectionEnd = date.Of(2010+n%9, 1, 1), date.Of(2030+n%9, 1, 1), date.Of(2070+n%9, 1, 1)
				r.FeesPaidUntil = date.Of(2027, 1+n%5, 1)
			}
			changes = append(changes, s.change(nil, register.Facts{Right: r, Family: []string{"", "族", "\x1f族\n"}[n%3]}, register.ID(s.org, int64(n+1))))
		}
		s.apply(changes...)
		if s == mine {
			for _, c := range changes {
				rows = append(rows, *c.After)
			}
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(rt, label) }
		q := register.Query{
			Search: pick("search", "", "", "电", "电池", "池管", "电池管理", "管理污水处理", "A－7", "a7", "号1", "号 12", "𠮷", "无此内容", "技有", "置"),
			Owner:  pick("owner", "", "", "示例科技", "示例环保", "示例"),
			Family: pick("family", "", "", "族", " 族 "), Sort: register.Sort(pick("sort", "", "expiry", "fees")), Limit: rapid.IntRange(1, 40).Draw(rt, "limit"),
			Kinds:    rapid.SliceOfNDistinct(rapid.SampledFrom(kinds), 0, 2, rapid.ID[right.Kind]).Draw(rt, "kinds"),
			Statuses: rapid.SliceOfNDistinct(rapid.SampledFrom(statuses), 0, 2, rapid.ID[right.Status]).Draw(rt, "statuses"),
		}
		if q.Sort != register.Newest && rapid.Bool().Draw(rt, "ranged") {
			q.From, q.To = date.Of(2027, 2, 1), date.Of(2033, 1, 1)
		}
		q.Batch = rapid.SampledFrom([]int64{0, mine.batch, other.batch}).Draw(rt, "batch") // none of ours is in the other's
		require.NoError(rt, q.Validate())
		want := expected(rows, q, other.batch)
		var got []register.Row
		for {
			var page []register.Row
			require.NoError(rt, b.store.Read(ctx, func(tx workflow.Tx) (err error) { page, err = tx.RegisterList(ctx, mine.org, q); return err }))
			got = append(got, page...)
			if len(page) < q.Limit {
				break
			}
			q.After = q.Cursor(page[len(page)-1])
		}
		for i := range want {
			want[i].Text = ""
		}
		require.Equal(rt, want, got)
	})
}

// expected is the list by looking at every row.
func expected(rows []register.Row, q register.Query, foreign int64) []register.Row {
	var out []register.Row
	for _, r := range rows {
		day := r.Expiry
		if q.Sort == register.ByFees {
			day = r.FeesUntil
		}
		switch {
		case len(q.Kinds) > 0 && !slices.Contains(q.Kinds, r.Kind), len(q.Statuses) > 0 && !slices.Contains(q.Statuses, r.Status):
		case q.Family != "" && r.Family != q.Family, q.Batch == foreign:
		case !strings.Contains(r.Text, register.Fold(q.Search)):
		case q.Owner != "" && !slices.Contains(strings.Split(r.Owner, "、"), q.Owner):
		case q.Sort != register.Newest && (day.IsZero() || day.Before(q.From) || !q.To.IsZero() && day.After(q.To)):
		default:
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b register.Row) int {
		switch q.Sort {
		case register.ByExpiry:
			return cmp.Or(a.Expiry.Compare(b.Expiry), cmp.Compare(a.ID, b.ID))
		case register.ByFees:
			return cmp.Or(a.FeesUntil.Compare(b.FeesUntil), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Compare(b.ID, a.ID)
	})
	return out
}
