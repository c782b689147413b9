package policy_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/calendar"
	"zhiya/workflow/policy"
)

var today = date.Must("2026-11-22")

func TestTheEmbeddedRulesAreAllInForceToday(t *testing.T) {
	l := policy.Embedded()
	require.Subset(t, l.IDs(), []string{
		"patent-pledge-refusal", "patent-pledge-papers", "contract-clauses", "trademark-pledge-refusal", "trademark-pledge-papers",
		"copyright-pledge-refusal", "copyright-pledge-papers", "pledge-warnings", "patent-fees", "patent-terms", "trademark-terms",
		"copyright-terms", "ltv-caps", "schemes", "valuation-validity", "deadlines", "subsidy-presets", "online-sale",
	})
	for _, id := range l.IDs() {
		_, err := l.On(id, today)
		require.NoError(t, err, id)
	}
}

func TestACaseIsJudgedByTheRuleOfItsDay(t *testing.T) {
	l := policy.Embedded()
	for d, want := range map[string]string{"2026-12-31": "2019年修正", "2027-01-01": "2026年修订"} {
		p, err := l.On("trademark-terms", date.Must(d))
		require.NoError(t, err)
		require.Contains(t, p.Items[0].Citation(), want)
	}
	_, err := l.On("patent-pledge-refusal", date.Must("2021-11-14"))
	require.True(t, fault.Has(err, "policy.no_rule"))
	_, err = l.On("patent-pledge-refusal", date.Date{})
	require.True(t, fault.Has(err, "policy.no_rule"))
	require.Len(t, l.Versions("patent-terms"), 2)
}

func TestTheTermsOfLawsThatWereNotReadAreNotCited(t *testing.T) {
	for on, cited := range map[string]bool{"1985-04-01": false, "2021-05-31": false, "2021-06-01": true} {
		p, err := policy.Embedded().On("patent-terms", date.Must(on))
		require.NoError(t, err)
		require.Equal(t, cited, p.Verified, on)
		for _, i := range p.Items {
			require.Equal(t, cited, i.Citation() != policy.Unverified, "%s %s", on, i.Code)
		}
	}
}

func TestOnlyAVerifiedRuleIsCited(t *testing.T) {
	l := policy.Embedded()
	p, err := l.On("patent-pledge-refusal", today)
	require.NoError(t, err)
	require.Len(t, p.Items, 12)
	require.True(t, p.Verified)
	i, ok := p.Item("PR-06")
	require.True(t, ok)
	require.Equal(t, "《专利权质押登记办法》（国家知识产权局公告第461号）第十一条第（六）项", i.Citation())
	p, err = l.On("trademark-pledge-refusal", today)
	require.NoError(t, err)
	require.False(t, p.Verified)
	for _, i := range p.Items {
		require.Equal(t, policy.Unverified, i.Citation())
	}
	require.Equal(t, policy.Unverified, p.Citation())
	require.Equal(t, policy.Unverified, policy.Item{Basis: "某条", Verified: false}.Citation())
}

func TestTheFiguresOfTheRulesDecode(t *testing.T) {
	l := policy.Embedded()
	for _, id := range []string{"deadlines", "valuation-validity"} {
		p, err := l.On(id, today)
		require.NoError(t, err)
		for _, i := range p.Items {
			f, err := policy.Figures[struct {
				Term calendar.Term `json:"term"`
			}](i)
			require.NoError(t, err)
			require.NoError(t, f.Term.Validate(), i.Code)
		}
	}
	p, err := l.On("ltv-caps", today)
	require.NoError(t, err)
	require.True(t, p.Example)
	for _, i := range p.Items {
		f, err := policy.Figures[policy.Cap](i)
		require.NoError(t, err)
		require.True(t, f.Cap.Between("0", "1"))
	}
	p, err = l.On("schemes", today)
	require.NoError(t, err)
	_, err = policy.Figures[policy.Cap](p.Items[0])
	require.True(t, fault.Has(err, "policy.data"))
	_, err = policy.Figures[policy.Cap](policy.Item{Code: "X"})
	require.Equal(t, fault.Broken, fault.KindOf(err))
}

const good = `{"id":"a","title":"甲","valid_from":"2020-01-01","valid_to":"","source":"来源","verified":false,"items":[{"code":"1","title":"一","verified":false}]}`

func TestABadPackIsRefusedWithItsFileAndEveryFault(t *testing.T) {
	cases := []struct {
		name string
		edit func(string) string
		want []string
	}{
		{"unknown field", swap(`"id":"a"`, `"id":"a","vaild_to":""`), []string{"x.json policy.format"}},
		{"wrong date", swap("2020-01-01", "2020-02-30"), []string{"x.json date.absent"}},
		{"missing head", swap(`"id":"a","title":"甲","valid_from":"2020-01-01"`, `"id":"A b"`), []string{"x.json.id policy.id", "x.json.title policy.title", "x.json.valid_from policy.valid_from"}},
		{"ends before it begins", swap(`"valid_to":""`, `"valid_to":"2019-12-31"`), []string{"x.json.valid_to policy.valid_to"}},
		{"no source", swap("来源", ""), []string{"x.json.source policy.source"}},
		{"no items", swap(`{"code":"1","title":"一","verified":false}`, ""), []string{"x.json.items policy.items"}},
		{"repeated code", swap(`{"code":"1","title":"一","verified":false}`, `{"code":"1","title":"一","verified":false},{"code":"1","title":"","verified":true}`),
			[]string{"x.json.items[1].code policy.code", "x.json.items[1].title policy.title", "x.json.items[1].basis policy.basis"}},
		{"calls itself verified", swap(`"verified":false,"items"`, `"verified":true,"items"`), []string{"x.json.items[0].verified policy.verified"}},
		{"two objects", func(s string) string { return s + "{}" }, []string{"x.json policy.format"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in := c.edit(good)
			require.NotEqual(t, good, in)
			_, err := policy.Load(fstest.MapFS{"x.json": {Data: []byte(in)}})
			var got []string
			for _, f := range fault.Of(err) {
				got = append(got, f.Path+" "+f.Code)
			}
			require.Equal(t, c.want, got)
		})
	}
	_, err := policy.Load(fstest.MapFS{"x.json": {Data: []byte(good)}})
	require.NoError(t, err)
}

func swap(from, to string) func(string) string {
	return func(s string) string { return strings.Replace(s, from, to, 1) }
}

func TestVersionsOfOnePackMustNotOverlap(t *testing.T) {
	later := strings.Replace(good, "2020-01-01", "2024-01-01", 1)
	_, err := policy.Load(fstest.MapFS{"x.json": {Data: []byte(good)}, "y.json": {Data: []byte(later)}})
	require.True(t, fault.Has(err, "policy.overlap"))
	touching := strings.Replace(good, `"valid_to":""`, `"valid_to":"2024-01-01"`, 1)
	_, err = policy.Load(fstest.MapFS{"x.json": {Data: []byte(touching)}, "y.json": {Data: []byte(later)}})
	require.True(t, fault.Has(err, "policy.overlap"), "both are in force on 2024-01-01")
	ended := strings.Replace(good, `"valid_to":""`, `"valid_to":"2023-12-31"`, 1)
	l, err := policy.Load(fstest.MapFS{"x.json": {Data: []byte(ended)}, "y.json": {Data: []byte(later)}})
	require.NoError(t, err)
	for d, from := range map[string]string{"2023-12-31": "2020-01-01", "2024-01-01": "2024-01-01"} {
		p, err := l.On("a", date.Must(d))
		require.NoError(t, err)
		require.Equal(t, from, p.ValidFrom.String())
	}
	p, err := policy.ParsePack([]byte(strings.Replace(later, "甲", "新甲", 1)))
	require.NoError(t, err)
	l2, err := l.With(p)
	require.NoError(t, err)
	got, _ := l2.On("a", today)
	require.Equal(t, "新甲", got.Title)
	got, _ = l.On("a", today)
	require.Equal(t, "甲", got.Title, "the library itself must not change")
}
