package cashflow_test

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func TestTheFactorAgreesWithFloatsAndIsFinerThanThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := decimal.New(rapid.Int64Range(-900_000, 1_000_000).Draw(t, "rate"), -6)
		years := decimal.New(rapid.Int64Range(0, 20*365).Draw(t, "days"), 0).DivRound(dec("365"), 20)
		f, err := cashflow.Factor(money.RateOf(r), years, cashflow.FullDigits)
		require.NoError(t, err)
		want := math.Pow(1+r.InexactFloat64(), -years.InexactFloat64())
		require.InEpsilon(t, want, f.Add(dec("1e-15")).InexactFloat64(), 1e-9+1e-14/want)
		require.LessOrEqual(t, -f.Exponent(), int32(20))
	})
}

func TestTwoHalvesOfAYearMakeAYear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := money.RateOf(decimal.New(rapid.Int64Range(-500, 1000).Draw(t, "rate"), -3))
		days := rapid.Int64Range(1, 364).Draw(t, "days")
		part := decimal.New(days, 0).DivRound(dec("365"), 20)
		a, err := cashflow.Growth(r, part)
		require.NoError(t, err)
		b, err := cashflow.Growth(r, dec("1").Sub(part))
		require.NoError(t, err)
		require.True(t, a.Mul(b).Sub(dec("1").Add(r.Decimal())).Abs().LessThan(dec("1e-30")), "%s", a.Mul(b))
	})
}

func TestKnownFactorsAndTheirPrintedDigits(t *testing.T) {
	r := money.MustRate("0.1")
	for digits, want := range map[cashflow.Digits]string{cashflow.FullDigits: "0.82644628099173553719", cashflow.FourDigits: "0.8264", cashflow.TwoDigits: "0.83", "": "0.82644628099173553719"} {
		f, err := cashflow.Factor(r, dec("2"), digits)
		require.NoError(t, err)
		require.Equal(t, want, f.String(), string(digits))
	}
	mid, err := cashflow.Factor(money.MustRate("0.21"), dec("0.5"), cashflow.FullDigits)
	require.NoError(t, err)
	require.Equal(t, "0.90909090909090909091", mid.StringFixed(20), "the root of 1.21 is 1.1")
	flat, err := cashflow.Factor(money.MustRate("0"), dec("7.3"), cashflow.FullDigits)
	require.NoError(t, err)
	require.Equal(t, "1", flat.String())
	a, err := cashflow.Annuity(r, 5, cashflow.FourDigits)
	require.NoError(t, err)
	require.Equal(t, "3.7907", a.String(), "the sum of printed factors, as a schedule adds them up; the rounded sum is 3.7908")
}

func TestRatesAndTimesOutOfRangeAreRefused(t *testing.T) {
	for _, r := range []string{"-1", "-1.5", "1.000001"} {
		_, err := cashflow.Factor(money.MustRate(r), dec("1"), "")
		require.True(t, fault.Has(err, "rate.range"), r)
	}
	for _, y := range []string{"-0.1", "200.5"} {
		_, err := cashflow.Factor(money.MustRate("0.1"), dec(y), "")
		require.True(t, fault.Has(err, "cashflow.time"), y)
	}
}

func layout(t *testing.T, c cashflow.Convention, base string, n int) []cashflow.Period {
	t.Helper()
	ps, err := c.Periods(date.Must(base), n)
	require.NoError(t, err)
	return ps
}

func TestWholeYearsRunFromTheBaseDate(t *testing.T) {
	ps := layout(t, cashflow.Convention{}, "2026-06-30", 3)
	for i, p := range ps {
		require.Equal(t, i+1, p.Index)
		require.Equal(t, "1", p.Fraction.String())
		require.True(t, p.Time.Equal(decimal.New(int64(i+1), 0)))
	}
	require.Equal(t, "2029-06-30", ps[2].To.String())
	mid := layout(t, cashflow.Convention{Timing: cashflow.MidYear}, "2026-06-30", 3)
	require.Equal(t, []string{"0.5", "1.5", "2.5"}, []string{mid[0].Time.String(), mid[1].Time.String(), mid[2].Time.String()})
}

func TestABrokenFirstYearShiftsTheRest(t *testing.T) {
	c := cashflow.Convention{FirstEnd: date.Must("2026-12-31")}
	ps := layout(t, c, "2026-06-30", 3)
	f := dec("184").DivRound(dec("365"), 20)
	require.True(t, ps[0].Fraction.Equal(f))
	require.True(t, ps[0].Time.Equal(f))
	require.True(t, ps[2].Time.Equal(f.Add(dec("2"))))
	require.Equal(t, "2028-12-31", ps[2].To.String())
	require.Equal(t, "1", ps[1].Fraction.String())
	c.Timing = cashflow.MidYear
	ps = layout(t, c, "2026-06-30", 3)
	require.True(t, ps[0].Time.Equal(f.Mul(dec("0.5"))), "the broken year flows at its own middle")
	require.True(t, ps[1].Time.Equal(f.Add(dec("0.5"))), "f + (k−1) − 0.5")
}

func TestABrokenLastYearEndsWithTheRight(t *testing.T) {
	c := cashflow.Convention{LastEnd: date.Must("2028-09-30")}
	ps := layout(t, c, "2026-06-30", 3)
	require.Equal(t, "2028-09-30", ps[2].To.String())
	f := dec("92").DivRound(dec("365"), 20)
	require.True(t, ps[2].Fraction.Equal(f))
	require.True(t, ps[2].Time.Equal(dec("2").Add(f)))
	both := cashflow.Convention{FirstEnd: date.Must("2026-12-31"), LastEnd: date.Must("2027-12-31")}
	require.Equal(t, "1", layout(t, both, "2026-06-30", 2)[1].Fraction.String(), "a last end on the year's end breaks nothing")
}

func TestLeapYearsAreOneYear(t *testing.T) {
	require.Equal(t, "1", layout(t, cashflow.Convention{FirstEnd: date.Must("2024-12-31")}, "2023-12-31", 1)[0].Fraction.String())
	almost := layout(t, cashflow.Convention{FirstEnd: date.Must("2024-12-30")}, "2023-12-31", 1)[0]
	require.Equal(t, "1", almost.Fraction.String(), "365 days are a year")
	actual := layout(t, cashflow.Convention{FirstEnd: date.Must("2024-12-31"), BrokenDayUnit: cashflow.DaysActual}, "2024-06-30", 1)[0]
	require.True(t, actual.Fraction.Equal(dec("184").DivRound(dec("366"), 20)))
	ps := layout(t, cashflow.Convention{}, "2024-02-29", 4)
	require.Equal(t, []string{"2025-02-28", "2028-02-29"}, []string{ps[0].To.String(), ps[3].To.String()})
}

func TestLayoutsThatContradictThemselvesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		conv cashflow.Convention
		base string
		n    int
		code string
	}{
		"first end before the base":   {cashflow.Convention{FirstEnd: date.Must("2026-06-30")}, "2026-06-30", 2, "cashflow.first_end"},
		"first end after a year":      {cashflow.Convention{FirstEnd: date.Must("2027-07-01")}, "2026-06-30", 2, "cashflow.first_end"},
		"last end before its year":    {cashflow.Convention{LastEnd: date.Must("2027-06-30")}, "2026-06-30", 2, "cashflow.last_end"},
		"last end after its year":     {cashflow.Convention{LastEnd: date.Must("2028-07-01")}, "2026-06-30", 2, "cashflow.last_end"},
		"no years":                    {cashflow.Convention{}, "2026-06-30", 0, "cashflow.years"},
		"too many years":              {cashflow.Convention{}, "2026-06-30", 51, "cashflow.years"},
		"an unknown timing":           {cashflow.Convention{Timing: "week"}, "2026-06-30", 1, "cashflow.timing"},
		"an unknown number of digits": {cashflow.Convention{FactorDigits: "3"}, "2026-06-30", 1, "cashflow.digits"},
		"an unknown basis":            {cashflow.Convention{BrokenDayUnit: "360"}, "2026-06-30", 1, "cashflow.basis"},
		"beyond the calendar":         {cashflow.Convention{}, "2180-06-30", 30, "date.range"},
	} {
		_, err := c.conv.Periods(date.Must(c.base), c.n)
		require.True(t, fault.Has(err, c.code), "%s: %v", name, err)
	}
	_, err := cashflow.Convention{}.Periods(date.Date{}, 1)
	require.True(t, fault.Has(err, "date.missing"))
}

func TestPeriodsJoinWithoutGapAndTimesRise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := date.Must("2024-01-01").AddDays(rapid.IntRange(0, 1500).Draw(t, "base"))
		c := cashflow.Convention{Timing: rapid.SampledFrom([]cashflow.Timing{cashflow.EndYear, cashflow.MidYear}).Draw(t, "timing")}
		if rapid.Bool().Draw(t, "broken") {
			c.FirstEnd = base.AddDays(rapid.IntRange(1, 365).Draw(t, "first"))
		}
		ps, err := c.Periods(base, rapid.IntRange(1, 30).Draw(t, "n"))
		require.NoError(t, err)
		from, last, total := base, decimal.Zero, decimal.Zero
		for _, p := range ps {
			require.Equal(t, from, p.From)
			require.True(t, p.To.After(p.From))
			require.True(t, p.Time.GreaterThan(last))
			require.True(t, p.Fraction.IsPositive() && p.Fraction.LessThanOrEqual(dec("1")))
			total = total.Add(p.Fraction)
			from, last = p.To, p.Time
		}
		require.True(t, last.LessThanOrEqual(total))
	})
}

func TestPresentValuesSumExactlyAndFlowsMustMatchPeriods(t *testing.T) {
	c := cashflow.Convention{}
	ps := layout(t, c, "2025-12-31", 3)
	total, steps, err := c.Present("x", money.MustRate("0.08"), ps, []cashflow.Flow{{Amount: dec("100")}, {Amount: dec("-20.5")}, {Amount: dec("300")}})
	require.NoError(t, err)
	sum := decimal.Zero
	for _, s := range steps {
		sum = sum.Add(dec(s.Result))
	}
	require.True(t, sum.Equal(total))
	require.Equal(t, "x.3", steps[2].ID)
	_, _, err = c.Present("x", money.MustRate("0.08"), ps, nil)
	require.True(t, fault.Has(err, "cashflow.length"))
	_, _, err = c.Present("x", money.MustRate("2"), ps, make([]cashflow.Flow, 3))
	require.True(t, fault.Has(err, "rate.range"))
}
