package cashflow_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

func decs(list ...string) []decimal.Decimal {
	out := make([]decimal.Decimal, len(list))
	for i, s := range list {
		out[i] = dec(s)
	}
	return out
}

func days(list ...string) []date.Date {
	out := make([]date.Date, len(list))
	for i, s := range list {
		out[i] = date.Must(s)
	}
	return out
}

func near(t require.TestingT, want string, got decimal.Decimal, within string) {
	require.True(t, got.Sub(dec(want)).Abs().LessThanOrEqual(dec(within)), "want %s ± %s, got %s", want, within, got)
}

func TestPublishedRatesOfReturn(t *testing.T) {
	for want, values := range map[string][]decimal.Decimal{
		"0.08663094803652":  decs("-70000", "12000", "15000", "18000", "21000", "26000"),
		"-0.02124484827341": decs("-70000", "12000", "15000", "18000", "21000"),
		"-0.1821374641455":  decs("-70000", "12000", "15000", "18000"),
	} {
		got, err := cashflow.IRR(values, nil)
		require.NoError(t, err)
		near(t, want, got, "1e-12")
	}
}

// A thousand flows that alternate took minutes; 100 changes of sign are still searched to the end.
func TestFlowsThatTurnTooOftenAreRefused(t *testing.T) {
	flows := func(n int) []decimal.Decimal {
		out := make([]decimal.Decimal, n)
		for i := range out {
			out[i] = decimal.New(int64(100+i%7), 0)
			if i%2 == 1 {
				out[i] = out[i].Neg()
			}
		}
		return out
	}
	_, err := cashflow.IRR(flows(cashflow.MaxTurns+2), nil)
	require.True(t, fault.Has(err, "irr.values"), "%v", err)
	_, err = cashflow.IRR(flows(cashflow.MaxTurns+1), nil)
	require.False(t, fault.Has(err, "irr.values"), "%v", err)
}

func TestPublishedRatesOfDatedFlows(t *testing.T) {
	for _, c := range []struct {
		want   string
		values []decimal.Decimal
		dates  []date.Date
		within string
	}{
		{"0.137963533195", decs("139947.43", "1893.67", "52573.25", "48849.74", "26369.16", "-273029.18"), days("2019-06-20", "2019-06-27", "2019-06-21", "2019-06-24", "2019-06-27", "2019-07-27"), "1e-12"},
		{"0.250423471054", decs("-1000", "-2500", "-1000", "5050"), days("2016-01-15", "2016-02-08", "2016-04-17", "2016-08-24"), "1e-12"},
		{"3.43498456887", decs("-10000", "2750", "4250", "3250", "2750", "46000"), days("2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01", "2009-06-01"), "1e-11"},
		{"-0.12447283369", decs("-7812", "1342", "4887", "1320", "-1660"), days("2009-01-28", "2009-07-16", "2011-11-08", "2012-04-25", "2012-10-11"), "1e-11"},
	} {
		got, err := cashflow.XIRR(c.values, c.dates, nil)
		require.NoError(t, err)
		near(t, c.want, got, c.within)
	}
	_, err := cashflow.XIRR(decs("-10000", "10000", "-10000", "5"), days("2010-01-15", "2010-04-16", "2010-07-16", "2010-10-15"), nil)
	require.True(t, fault.Has(err, "irr.none"), "%v", err)
}

func TestPublishedPresentValues(t *testing.T) {
	for want, c := range map[string]struct{ rate, values []decimal.Decimal }{
		"1188.4434123352": {decs("0.1"), decs("-10000", "3000", "4200", "6800")},
		"41922.061554932": {decs("0.08"), decs("8000", "9200", "10000", "12000", "14500")},
		"12678.677633095": {decs("0.05"), decs("2000", "2400", "2900", "3500", "4100")},
	} {
		got, err := cashflow.NPV(c.rate[0], c.values)
		require.NoError(t, err)
		near(t, want, got, "1e-9")
		at0, err := cashflow.PresentAtZero(c.rate[0], c.values)
		require.NoError(t, err)
		near(t, at0.String(), got.Mul(dec("1").Add(c.rate[0])), "1e-20")
	}
	stub := []decimal.Decimal{decimal.Zero}
	on := []date.Date{date.Must("2018-06-30")}
	for y := 2018; y <= 2027; y++ {
		stub, on = append(stub, dec("120000")), append(on, date.Of(y, 12, 31))
	}
	got, err := cashflow.XNPV(dec("0.1"), stub, on)
	require.NoError(t, err)
	near(t, "772830.733957", got, "1e-6")
	got, err = cashflow.XNPV(dec("0.05"), decs("-10000", "2000", "2400", "2900", "3500", "4100"), days("2016-01-01", "2016-02-01", "2016-05-01", "2016-07-01", "2016-11-01", "2017-01-01"))
	require.NoError(t, err)
	near(t, "4447.93800944", got, "1e-8")
}

func TestSeveralRatesOfReturnAreAllListedUnlessAGuessSelects(t *testing.T) {
	// (1 − 1.1x)(1 − 1.3x) and (1 − 1.1x)(1 − 1.11x): two close roots are two
	for _, c := range []struct {
		values []decimal.Decimal
		roots  []string
	}{
		{decs("1", "-2.4", "1.43"), []string{"0.1", "0.3"}},
		{decs("1", "-2.21", "1.221"), []string{"0.1", "0.11"}},
		{decs("-1000", "6000", "-11000", "6000"), []string{"0", "1", "2"}},
	} {
		_, err := cashflow.IRR(c.values, nil)
		require.True(t, fault.Has(err, "irr.many"), "%v", err)
		for _, r := range c.roots {
			require.Contains(t, fault.Of(err)[0].Message, dec(r).Shift(2).StringFixed(2)+"%")
			guess := dec(r).Add(dec("0.002"))
			got, err := cashflow.IRR(c.values, &guess)
			require.NoError(t, err)
			near(t, r, got, "1e-12")
		}
	}
}

func TestARootBelowMinusHalfGivesWayToTheUsualOne(t *testing.T) {
	// (1 − 0.2x)(1 − 1.1x): −80 % and 10 %
	got, err := cashflow.IRR(decs("1", "-1.3", "0.22"), nil)
	require.NoError(t, err)
	near(t, "0.1", got, "1e-12")
	low := dec("-0.7")
	got, err = cashflow.IRR(decs("1", "-1.3", "0.22"), &low)
	require.NoError(t, err)
	near(t, "-0.8", got, "1e-12")
	_, err = cashflow.IRR(decs("1", "-0.5", "0.06"), nil)
	require.True(t, fault.Has(err, "irr.many"), "−80 %% and −70 %%: neither is usual")
}

func TestARootThatOnlyTouchesZeroIsFound(t *testing.T) {
	got, err := cashflow.IRR(decs("1", "-2.2", "1.21"), nil)
	require.NoError(t, err)
	near(t, "0.1", got, "1e-12")
	_, err = cashflow.IRR(decs("1", "-2.2", "1.2101"), nil)
	require.True(t, fault.Has(err, "irr.none"), "just above zero")
}

func TestFlowsWithoutARateOfReturnAreRefused(t *testing.T) {
	day := days("2026-01-01", "2027-01-01")
	outside := dec("11")
	for name, c := range map[string]struct {
		run  func() (decimal.Decimal, error)
		code string
	}{
		"only outlays":         {func() (decimal.Decimal, error) { return cashflow.IRR(decs("-1", "-2"), nil) }, "irr.none"},
		"nothing at all":       {func() (decimal.Decimal, error) { return cashflow.IRR(decs("0", "0"), nil) }, "irr.none"},
		"above 1000 %":         {func() (decimal.Decimal, error) { return cashflow.IRR(decs("-1", "12"), nil) }, "irr.none"},
		"below −99.9999 %":     {func() (decimal.Decimal, error) { return cashflow.IRR(decs("-1", "0.0000009"), nil) }, "irr.none"},
		"one flow":             {func() (decimal.Decimal, error) { return cashflow.IRR(decs("-1"), nil) }, "irr.values"},
		"no flow":              {func() (decimal.Decimal, error) { return cashflow.XIRR(nil, nil, nil) }, "irr.values"},
		"a guess out of range": {func() (decimal.Decimal, error) { return cashflow.IRR(decs("-1", "2"), &outside) }, "irr.guess"},
		"a date short":         {func() (decimal.Decimal, error) { return cashflow.XIRR(decs("-1", "2"), day[:1], nil) }, "cashflow.dates"},
		"a date missing":       {func() (decimal.Decimal, error) { return cashflow.XIRR(decs("-1", "2"), []date.Date{day[0], {}}, nil) }, "cashflow.dates"},
		"all on one day": {func() (decimal.Decimal, error) {
			return cashflow.XIRR(decs("-1", "2"), []date.Date{day[0], day[0]}, nil)
		}, "irr.dates"},
		"NPV at −100 %":     {func() (decimal.Decimal, error) { return cashflow.NPV(dec("-1"), decs("1")) }, "rate.range"},
		"NPV of nothing":    {func() (decimal.Decimal, error) { return cashflow.NPV(dec("0.1"), nil) }, "cashflow.values"},
		"XNPV at −100 %":    {func() (decimal.Decimal, error) { return cashflow.XNPV(dec("-1"), decs("1"), day[:1]) }, "rate.range"},
		"XNPV of nothing":   {func() (decimal.Decimal, error) { return cashflow.XNPV(dec("0.1"), nil, nil) }, "cashflow.values"},
		"XNPV a date short": {func() (decimal.Decimal, error) { return cashflow.XNPV(dec("0.1"), decs("1", "2"), day[:1]) }, "cashflow.dates"},
		"XNPV before its base": {func() (decimal.Decimal, error) {
			return cashflow.XNPV(dec("0.1"), decs("1", "2"), days("2026-01-02", "2026-01-01"))
		}, "cashflow.dates"},
	} {
		_, err := c.run()
		require.True(t, fault.Has(err, c.code), "%s: %v", name, err)
	}
}

func TestThePresentValueAtTheRateOfReturnIsZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 25).Draw(t, "n")
		base := date.Must("2020-01-01")
		var values []decimal.Decimal
		var dates []date.Date
		for i := range n {
			values = append(values, decimal.New(rapid.Int64Range(-1e9, 1e9).Draw(t, "v"), -2))
			dates = append(dates, base.AddDays(i*30+rapid.IntRange(0, 29).Draw(t, "d")))
		}
		guess := decimal.Zero
		if r, err := cashflow.IRR(values, &guess); err == nil {
			at0, err := cashflow.PresentAtZero(r, values)
			require.NoError(t, err)
			scale := decimal.Zero
			for i, v := range values {
				f, err := cashflow.PresentAtZero(r, append(make([]decimal.Decimal, i), v.Abs()))
				require.NoError(t, err)
				scale = scale.Add(f)
			}
			require.True(t, at0.Abs().LessThanOrEqual(scale.Mul(dec("1e-6"))), "%s of %s at %s", at0, scale, r)
		} else {
			require.True(t, fault.Has(err, "irr.none"))
		}
		if r, err := cashflow.XIRR(values, dates, &guess); err == nil && r.GreaterThan(dec("-0.9")) {
			v, err := cashflow.XNPV(r, values, dates)
			require.NoError(t, err)
			require.True(t, v.Abs().LessThan(dec("0.01")), "%s at %s", v, r)
		}
	})
}

func TestOneChangeOfSignMeansOneRateAndItIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := decimal.New(rapid.Int64Range(-900_000, 5_000_000).Draw(t, "rate"), -6)
		var values []decimal.Decimal
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			values = append(values, decimal.New(rapid.Int64Range(1, 1e9).Draw(t, "v"), -2))
		}
		pv, err := cashflow.NPV(want, values)
		require.NoError(t, err)
		got, err := cashflow.IRR(append([]decimal.Decimal{pv.Neg()}, values...), nil)
		require.NoError(t, err)
		near(t, want.String(), got, "1e-12")
	})
}

func TestRatesAreFoundQuickly(t *testing.T) {
	var values []decimal.Decimal
	var dates []date.Date
	for i := range 120 {
		values = append(values, decimal.New(int64((i*7919)%1000-480), 0))
		dates = append(dates, date.Must("2016-01-01").AddDays(i*30))
	}
	start := time.Now()
	_, err := cashflow.XIRR(values[:50], dates[:50], nil)
	require.NoError(t, err)
	_, err = cashflow.IRR(values, nil)
	require.True(t, fault.Has(err, "irr.many"), "%v", err)
	require.Less(t, time.Since(start), 5*time.Second, "fifty changing months take 13 ms, a hundred and twenty 250 ms; more is a search that does not converge")
}

func TestSchedulesLevelsAndPerpetuities(t *testing.T) {
	r := money.MustRate("0.1")
	v, err := cashflow.Level(dec("75"), r, 0, 5) // EE-1, both stages
	require.NoError(t, err)
	near(t, "284.309007706", v, "1e-9")
	v, err = cashflow.Level(dec("32"), r, 5, 5)
	require.NoError(t, err)
	near(t, "75.3209707615", v, "1e-9")
	sales := decs("400", "450", "500", "550", "600", "650", "700", "750", "750", "750") // MY-1
	r = money.MustRate("0.15")
	total, each, err := cashflow.Schedule(r, sales, cashflow.MidYear, cashflow.FullDigits)
	require.NoError(t, err)
	require.Len(t, each, 10)
	near(t, "3021.48545413", total, "1e-7")
	tv, err := cashflow.Gordon(dec("750"), decimal.Zero, r.Decimal())
	require.NoError(t, err)
	f, err := cashflow.Factor(r, dec("9.5"), cashflow.FullDigits)
	require.NoError(t, err)
	near(t, "1325.38033015", tv.Mul(f), "1e-7")
	_, err = cashflow.Gordon(dec("750"), dec("0.15"), dec("0.15"))
	require.True(t, fault.Has(err, "terminal.growth"))
	_, err = cashflow.Level(dec("1"), money.MustRate("-1"), 0, 1)
	require.True(t, fault.Has(err, "rate.range"))
	_, _, err = cashflow.Schedule(money.MustRate("-1"), sales, cashflow.EndYear, "")
	require.True(t, fault.Has(err, "rate.range"))
}

func TestAPerpetuityIsTheLimitOfALongSchedule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := decimal.New(rapid.Int64Range(300, 900).Draw(t, "rate"), -3)
		g := decimal.New(rapid.Int64Range(-100, 50).Draw(t, "growth"), -3)
		tv, err := cashflow.Gordon(dec("100"), g, r)
		require.NoError(t, err)
		flows, flow := []decimal.Decimal{}, dec("100")
		for range 190 {
			flow = flow.Mul(dec("1").Add(g)).Round(30)
			flows = append(flows, flow)
		}
		long, err := cashflow.NPV(r, flows)
		require.NoError(t, err)
		near(t, tv.String(), long, "1e-9")
	})
}
