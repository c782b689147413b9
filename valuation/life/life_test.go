package life_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/life"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

func TestTheTermOfEachKind(t *testing.T) {
	cases := []struct {
		kind     life.Kind
		filed    string
		expiry   string
		verified bool
	}{
		{life.Invention, "2017-07-21", "2037-07-21", true}, {life.Utility, "2017-07-21", "2027-07-21", true},
		{life.Design, "2021-05-31", "2031-05-31", false}, {life.Design, "2021-06-01", "2036-06-01", true},
		{life.Invention, "2024-02-29", "2044-02-29", true}, {life.Utility, "2024-02-29", "2034-02-28", true},
		{life.Trademark, "2018-01-07", "2028-01-07", true}, {life.Software, "2020-03-05", "2070-12-31", true}, {life.Work, "2020-03-05", "2070-12-31", true},
	}
	for _, c := range cases {
		require.Equal(t, c.expiry, life.Expiry(c.kind, date.Must(c.filed)).String(), "%s %s", c.kind, c.filed)
		term, err := life.TermOf(c.kind, date.Must(c.filed))
		require.NoError(t, err)
		require.Equal(t, c.verified, term.Verified, "%s %s", c.kind, c.filed)
	}
	_, err := life.TermOf("plant", date.Must("2020-01-01"))
	require.True(t, fault.Has(err, "right.kind"))
	_, err = life.TermOf(life.Design, date.Date{})
	require.True(t, fault.Has(err, "date.missing"))
	require.True(t, life.Expiry("plant", date.Must("2020-01-01")).IsZero())
	for _, k := range life.Kinds {
		require.True(t, k.Valid())
		require.NotEqual(t, string(k), k.String())
	}
}

func TestADebtMayEndOnTheLastDayOfTheRightButNotAfter(t *testing.T) {
	expiry := life.Expiry(life.Utility, date.Must("2019-11-30"))
	require.NoError(t, life.CheckDebt("debt.due", date.Must("2029-11-30"), expiry))
	err := life.CheckDebt("debt.due", date.Must("2029-12-01"), expiry)
	require.Equal(t, fault.Refused, fault.KindOf(err))
	require.Equal(t, "debt.due", fault.Of(err)[0].Path)
}

func TestTheShortestLimitBinds(t *testing.T) {
	base := date.Must("2026-06-30")
	years := func(s string) sourced.Number { return sourced.Number{Value: money.MustRate(s), Source: "访谈"} }
	cases := []struct {
		name    string
		limits  life.Limits
		years   string
		binding string
		end     string
	}{
		{"law", life.Limits{LegalEnd: date.Must("2030-06-30"), EconomicYears: years("5")}, "4", "法定剩余年限", "2030-06-30"},
		{"economy", life.Limits{LegalEnd: date.Must("2036-06-30"), EconomicYears: years("6.5")}, "6.5", "经济年限", "2032-12-30"},
		{"contract", life.Limits{LegalEnd: date.Must("2036-06-30"), EconomicYears: years("5"), ContractEnd: date.Must("2027-06-30")}, "1", "合同剩余年限", "2027-06-30"},
		{"renewed", life.Limits{LegalEnd: date.Must("2027-06-30"), Renewable: true, EconomicYears: years("10")}, "10", "经济年限", "2036-06-30"},
		{"a tie goes to the law", life.Limits{LegalEnd: date.Must("2031-06-30"), EconomicYears: years("5")}, "5", "法定剩余年限", "2031-06-30"},
	}
	for _, c := range cases {
		r, err := c.limits.At("life.1", "专利", base)
		require.NoError(t, err, c.name)
		require.Equal(t, []string{c.binding, c.end, c.years}, []string{r.Binding, r.End.String(), r.Years.String()}, c.name)
		require.Equal(t, c.years, r.Step.Result)
	}
}

func TestALifeThatIsOverOrEndlessIsRefused(t *testing.T) {
	base := date.Must("2026-06-30")
	_, err := life.Limits{LegalEnd: base}.At("l", "专利", base)
	require.True(t, fault.Has(err, "life.over"), "a right on its last day has no life left")
	_, err = life.Limits{Renewable: true}.At("l", "商标", base)
	require.True(t, fault.Has(err, "life.unbounded"))
	_, err = life.Limits{LegalEnd: date.Must("2030-01-01"), EconomicYears: sourced.Number{Value: money.MustRate("5")}}.At("l", "专利", base)
	require.True(t, fault.Has(err, "source.missing"))
	_, err = life.Limits{LegalEnd: date.Must("2030-01-01"), EconomicYears: sourced.Number{Value: money.MustRate("-1"), Source: "x"}}.At("l", "专利", base)
	require.True(t, fault.Has(err, "number.range"))
}

func TestYearsBetweenCountsWholeYearsByTheCalendar(t *testing.T) {
	for _, c := range [][3]string{{"2026-06-30", "2036-06-30", "10"}, {"2026-06-30", "2026-12-31", "0.5041"}, {"2024-02-29", "2025-02-28", "1"},
		{"2023-03-01", "2024-02-29", "0.9973"}, {"2026-06-30", "2026-06-30", "0"}, {"2026-06-30", "2020-01-01", "0"}} {
		require.Equal(t, c[2], life.YearsBetween(date.Must(c[0]), date.Must(c[1])).String(), c[0]+" "+c[1])
	}
	rapid.Check(t, func(t *rapid.T) {
		a := date.Must("2000-01-01").AddDays(rapid.IntRange(0, 10000).Draw(t, "a"))
		n := rapid.IntRange(0, 50).Draw(t, "years")
		require.True(t, life.YearsBetween(a, a.AddYears(n)).Equal(decimal.New(int64(n), 0)))
		d := rapid.IntRange(1, 20000).Draw(t, "days")
		require.InDelta(t, float64(d)/365.25, life.YearsBetween(a, a.AddDays(d)).InexactFloat64(), 0.01)
	})
}

func TestTheShortestOfNothingIsNothing(t *testing.T) {
	_, ok := life.Shortest()
	require.False(t, ok)
}

func TestARenewalToComeDoesNotReviveAMarkThatHasLapsed(t *testing.T) {
	base := date.Must("2026-06-30")
	n := sourced.Number{Value: money.MustRate("5"), Source: "访谈"}
	for _, end := range []string{"2010-01-01", "2026-06-30"} {
		_, err := life.Limits{LegalEnd: date.Must(end), Renewable: true, EconomicYears: n}.At("l", "商标", base)
		require.True(t, fault.Has(err, "life.over"), end)
		require.Equal(t, "legal_end", fault.Of(err)[0].Path)
		require.Contains(t, err.Error(), "请填写已核准续展次数")
	}
	_, err := life.Limits{LegalEnd: date.Must("2026-07-01"), Renewable: true, EconomicYears: n}.At("l", "商标", base)
	require.NoError(t, err)
}
