package register_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/ident"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
)

func TestARightIsKnownByItsNumberHoweverItIsWritten(t *testing.T) {
	key := func(kind right.Kind, number string, class ident.Class) string {
		return register.Key(right.Right{Kind: kind, Number: number, Class: class})
	}
	require.Equal(t, "P2017106018623", key(right.Invention, "ZL201710601862.3", 0))
	require.Equal(t, key(right.Invention, "ZL201710601862.3", 0), key(right.Invention, "ｃｎ2017 10601862.3", 0))
	require.NotEqual(t, key(right.Trademark, "12345678", 9), key(right.Trademark, "12345678", 42), "one number, two classes")
	require.Equal(t, key(right.Trademark, "第12345678号", 9), key(right.Trademark, "12345678", 9))
	require.NotEqual(t, key(right.Software, "12345678", 0), key(right.Trademark, "12345678", 0))
	require.Empty(t, key(right.Work, " ", 0))
	require.Equal(t, "2017106018623", register.CaseKey(right.Right{Kind: right.Invention, Number: "CN201710601862.3"}))
}

func TestTheIndexLosesNoTextThatHoldsWhatIsSearched(t *testing.T) {
	alphabet := []rune("电池管理Aa1１.·-　𠮷ß（）")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom(alphabet))
		r := right.Right{Kind: right.Work, Number: text.Draw(t, "number"), Title: text.Draw(t, "title"),
			Owners: []right.Owner{{Name: text.Draw(t, "owner")}, {USCC: text.Draw(t, "uscc")}}}
		in := register.Text(r)
		words := strings.Fields(register.Grams(in))
		for _, w := range words {
			require.LessOrEqual(t, utf8.RuneCountInString(w), 3)
			require.Contains(t, in, w)
		}
		from := rapid.SampledFrom([]string{r.Number, r.Title, r.Owners[0].Name, r.Owners[1].USCC}).Draw(t, "from")
		runes := []rune(from)
		a := rapid.IntRange(0, len(runes)).Draw(t, "a")
		b := rapid.IntRange(a, len(runes)).Draw(t, "b")
		n, ok := register.NeedleFor(string(runes[a:b]))
		if !ok {
			require.Empty(t, register.Fold(string(runes[a:b])))
			return
		}
		require.Contains(t, in, n.Fold)
		if len(n.Words) > 0 {
			at := 0
			for ; at < len(words) && !slices.Equal(words[at:min(at+len(n.Words), len(words))], n.Words); at++ {
			}
			require.Less(t, at, len(words), "one behind the other")
			require.Subset(t, n.Words, n.Rare())
			require.NotEmpty(t, n.Rare())
		}
		if n.Prefix != "" {
			require.True(t, slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, n.Prefix) }))
		}
		require.True(t, (n.Prefix == "") != (len(n.Words) == 0))
	})
}

func TestAnOwnerIsFoundByTheWholeNameOnly(t *testing.T) {
	text := register.Text(right.Right{Title: "示例科技", Owners: []right.Owner{{Name: "示例科技有限公司"}, {Name: "示例（环保）"}}})
	require.Contains(t, text, register.OwnerNeedle("示例(环保)"))
	require.Contains(t, text, register.OwnerNeedle("示例科技有限公司"))
	require.NotContains(t, text, register.OwnerNeedle("示例科技"))
}

func TestALineReadsBackAsItWasWritten(t *testing.T) {
	f := register.Facts{Right: right.Right{Ref: "R1", Kind: right.Invention, Title: "示例<&>", Status: right.InForce, Filed: date.Must("2017-07-21"),
		Owners: []right.Owner{{Name: "示例甲"}, {Name: "示例乙"}}, FeesPaidUntil: date.Must("2027-07-21")}, Family: "族", Notes: "备注"}
	body, err := f.Body()
	require.NoError(t, err)
	require.NotContains(t, body, "R1")
	got, err := register.Line{Body: body}.Facts()
	require.NoError(t, err)
	f.Right.Ref = ""
	require.Equal(t, f, got)
	row := register.Project(register.ID(3, 7), 2, got)
	require.Equal(t, []int64{3, 7}, []int64{row.Org, row.Counter()})
	require.Equal(t, "示例甲、示例乙", row.Owner)
	require.Equal(t, f.Right.Expiry(), row.Expiry)
	_, err = register.Line{Body: "{"}.Facts()
	require.True(t, fault.Has(err, "register.unreadable"))
	low, high := register.Span(3)
	require.True(t, low < row.ID && row.ID < high)
	next, _ := register.Span(4)
	require.Equal(t, high+1, next)
}

func TestTheDigestTellsEveryDifference(t *testing.T) {
	sum := func(lines ...register.Line) string {
		d := register.NewDigest()
		for _, l := range lines {
			d.Add(l)
		}
		return d.Sum()
	}
	a, b := register.Line{Entry: 1, No: 1, Body: "ab"}, register.Line{Entry: 2, No: 1, Body: "c"}
	seen := map[string]bool{}
	for _, lines := range [][]register.Line{nil, {a}, {b}, {a, b}, {b, a}, {{Entry: 1, No: 2, Body: "ab"}}, {{Entry: 1, No: 1, Body: "a"}, {Entry: 2, No: 1, Body: "bc"}}} {
		s := sum(lines...)
		require.False(t, seen[s])
		seen[s] = true
	}
	require.Equal(t, sum(a, b), sum(a, b))
}

func TestALineOfAnUpdateIsChecked(t *testing.T) {
	known := right.Right{Kind: right.Trademark, Number: "12345678", Class: 9, Title: "示例", Status: right.InForce, StatusOn: date.Must("2026-01-05"), TermEnd: date.Must("2031-01-01")}
	for code, edit := range map[string]func(*register.UpdateRight){
		"register.older":  func(c *register.UpdateRight) { c.Right.StatusOn = date.Must("2026-01-04") },
		"register.number": func(c *register.UpdateRight) { c.Right.Number = "12345679" },
		"right.missing":   func(c *register.UpdateRight) { c.Right.StatusSource = " " },
		"date.future":     func(c *register.UpdateRight) { c.Right.StatusOn = date.Must("2026-11-24") },
		"text.long":       func(c *register.UpdateRight) { c.Notes = strings.Repeat("注", 2001) },
		"right.status":    func(c *register.UpdateRight) { c.Right.Status = "gone" },
	} {
		cmd := register.UpdateRight{Right: known}
		cmd.Right.StatusOn, cmd.Right.StatusSource = date.Must("2026-11-01"), "商标网"
		require.NoError(t, cmd.Validate(register.Facts{Right: known}, date.Must("2026-11-23")))
		edit(&cmd)
		err := cmd.Validate(register.Facts{Right: known}, date.Must("2026-11-23"))
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
	}
}

func TestAQueryIsChecked(t *testing.T) {
	for code, q := range map[string]register.Query{
		"query.sort": {Sort: "name"}, "query.range": {From: date.Must("2026-01-01")}, "limit": {Limit: 501}, "right.kind": {Kinds: []right.Kind{"x"}},
		"date.order": {Sort: register.ByFees, From: date.Must("2026-01-02"), To: date.Must("2026-01-01")}, "cursor": {After: "2026-01-01/7"},
	} {
		require.True(t, fault.Has(q.Validate(), code), code)
	}
	for _, after := range []string{"x", "/x", "/", "7"} {
		require.Error(t, register.Query{After: after}.Validate(), after)
		require.Error(t, register.Query{Sort: register.ByExpiry, After: after}.Validate(), after)
	}
	row := register.Row{ID: 7, Expiry: date.Must("2031-01-01"), FeesUntil: date.Must("2027-01-01")}
	for sort, want := range map[register.Sort]register.Position{register.Newest: {ID: 7}, register.ByExpiry: {Day: "2031-01-01", ID: 7}, register.ByFees: {Day: "2027-01-01", ID: 7}} {
		q := register.Query{Sort: sort}
		q.After = q.Cursor(row)
		require.NoError(t, q.Validate())
		got, ok := q.Position()
		require.True(t, ok)
		require.Equal(t, want, got)
	}
}

func TestEveryRowOfAnImportIsAccountedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := func() date.Date { return date.Of(2026, 1, rapid.IntRange(1, 5).Draw(t, "day")) }
		var cmd register.ImportRights
		known := map[string]register.Known{}
		for i := range rapid.IntRange(1, 20).Draw(t, "rows") {
			r := right.Right{Kind: right.Work, Number: string(rune('a' + i)), Title: "示例", StatusOn: day()}
			if rapid.Bool().Draw(t, "known") {
				before := r
				before.StatusOn, before.Litigation = day(), "示例诉讼"
				known[register.Key(r)] = register.Known{Row: register.Row{ID: int64(i + 1), Lines: 1, Key: register.Key(r)}, Facts: register.Facts{Right: before, Notes: "备注"}}
			}
			cmd.Rights = append(cmd.Rights, r)
		}
		p, err := register.PlanImport(cmd, known)
		require.NoError(t, err)
		rows := slices.Concat(p.Unchanged, p.Older)
		made := 0
		for _, a := range p.Additions {
			rows = append(rows, a.Index)
			if a.Known == nil {
				made++
				continue
			}
			require.Equal(t, "备注", a.Facts.Notes)
			require.Equal(t, "示例诉讼", a.Facts.Right.Litigation, "what the row leaves empty is kept")
			require.True(t, a.Facts.Right.StatusOn.After(a.Known.Facts.Right.StatusOn))
		}
		require.Equal(t, p.New, made)
		slices.Sort(rows)
		for i, at := range rows {
			require.Equal(t, i, at)
		}
		require.Len(t, rows, len(cmd.Rights))
	})
}
