package policy_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/workflow/policy"
)

func version(id string, from, to date.Date, words string) policy.Pack {
	return policy.Pack{ID: id, Title: "示例规则", ValidFrom: from, ValidTo: to, Source: "示例", Items: []policy.Item{{Code: "1", Title: words}, {Code: "2", Title: "不变"}}}
}

// Whatever is laid over a library, on every day at most one version of an id counts, and on every day of the new pack's validity that no
// later version claims it is the new pack.
func TestALaidPackTakesItsDaysAndLeavesTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, err := policy.NewLibrary()
		require.NoError(t, err)
		start := date.Of(2026, 1, 1)
		owner := map[int]string{} // by day: what counts, by the rule in words
		for n := range rapid.IntRange(1, 8).Draw(t, "packs") {
			from := rapid.IntRange(0, 60).Draw(t, "from")
			p := version("a", start.AddDays(from), date.Date{}, fmt.Sprint("版本", n))
			to := 99
			if rapid.Bool().Draw(t, "ends") {
				to = from + rapid.IntRange(0, 30).Draw(t, "days")
				p.ValidTo = start.AddDays(to)
			}
			before := l.Versions("a")
			laid, told := l.Lay(p)
			require.Equal(t, before, l.Versions("a"), "the library itself is not changed")
			for _, v := range before { // a later version keeps its days
				if at := v.ValidFrom.Sub(start); at > from && at <= to {
					to = at - 1
				}
			}
			for _, v := range before { // an earlier one ends, one of the same day is gone
				if at := v.ValidFrom.Sub(start); at <= from {
					for d := range 100 {
						if owner[d] == v.Items[0].Title && (d >= from || at == from) {
							delete(owner, d)
						}
					}
				}
			}
			for d := from; d <= to; d++ {
				owner[d] = p.Items[0].Title
			}
			for d := range 100 {
				now, err := laid.On("a", start.AddDays(d))
				require.Equal(t, owner[d] == "", err != nil, "day %d", d)
				if err == nil {
					require.Equal(t, owner[d], now.Items[0].Title, "day %d", d)
				}
			}
			changed := 0
			for _, v := range before {
				now, err := laid.On("a", v.ValidFrom)
				if err != nil || now.Items[0].Title != v.Items[0].Title || now.ValidTo != v.ValidTo {
					changed++
				}
			}
			for _, d := range told {
				if d.NewEnds {
					changed++
				}
			}
			require.Len(t, told, changed, "everything that changes is told, and nothing else")
			l = laid
		}
	})
}

func TestTheDifferenceOfTwoDaysNamesEveryChangedRule(t *testing.T) {
	l, err := policy.NewLibrary(version("a", date.Of(2026, 1, 1), date.Of(2026, 12, 31), "一"), version("b", date.Of(2020, 1, 1), date.Date{}, "乙"))
	require.NoError(t, err)
	next := version("a", date.Of(2027, 1, 1), date.Date{}, "二")
	next.Items = append(next.Items[:1], policy.Item{Code: "3", Title: "新的", Verified: true, Basis: "示例法第一条"})
	l, _ = l.Lay(next)
	require.Empty(t, l.Diff(date.Of(2026, 2, 1), date.Of(2026, 12, 31)))
	var got []string
	for _, c := range l.Diff(date.Of(2026, 12, 31), date.Of(2027, 1, 1)) {
		got = append(got, fmt.Sprintf("%s %s %s>%s", c.Code, c.Field, c.Before, c.After))
	}
	require.Equal(t, []string{" 有效期 2026-01-01 至 2026-12-31>2027-01-01 至 今后", "1 规则 一>二", "2 删去 不变>", "3 新增 >新的"}, got)
	gone := l.Diff(date.Of(2026, 6, 1), date.Of(2019, 1, 1))
	require.NotEmpty(t, gone)
	for _, c := range gone {
		require.Empty(t, c.After)
	}
	require.Len(t, l.Search("新的"), 1)
	require.Len(t, l.Search(" 示例法 第一条"), 1)
	require.Empty(t, l.Search("没有的字"))
	require.Empty(t, l.Search("  "))
}

func TestTheSamePackHasTheSameBytesHoweverItIsWritten(t *testing.T) {
	text := `{"id":"a","title":"甲","valid_from":"2027-01-01","valid_to":"","source":"来源","verified":false,"items":[{"code":"1","title":"一","verified":false,"data":{"cap" : "0.5"}}]}`
	p, err := policy.ParsePack([]byte(text))
	require.NoError(t, err)
	one, err := p.Canonical()
	require.NoError(t, err)
	q, err := policy.ParsePack(one)
	require.NoError(t, err)
	two, err := q.Canonical()
	require.NoError(t, err)
	require.Equal(t, string(one), string(two))
}
