package simulate_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/fault"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate"
	"zhiya/valuation/simulate/dependence"
	"zhiya/valuation/simulate/distribution"
	"zhiya/valuation/sourced"
)

func sourcedRate(r money.Rate) sourced.Rate { return sourced.Rate{Value: r, Source: "来源"} }

func sourcedAmounts(list []money.Money) []sourced.Amount {
	out := make([]sourced.Amount, len(list))
	for i, a := range list {
		out[i] = sourced.Amount{Value: a, Source: "来源"}
	}
	return out
}

// permille draws a rate of whole thousandths.
func permille(t *rapid.T, name string, lo, hi int64) money.Rate {
	return money.RateOf(decimal.New(rapid.Int64Range(lo, hi).Draw(t, name), -3))
}

// With every driver at its base the model is the decimal engine: relief from royalty over random streams, with broken first years, mid and
// year ends, printed digits, decay and maintenance.
func TestAtTheBaseTheModelEqualsTheDecimalEngine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "years")
		c := cashflow.Convention{Timing: rapid.SampledFrom([]cashflow.Timing{"", cashflow.EndYear, cashflow.MidYear}).Draw(t, "timing"),
			FactorDigits: rapid.SampledFrom([]cashflow.Digits{"", cashflow.FourDigits, cashflow.TwoDigits}).Draw(t, "digits")}
		base := date.Must("2026-06-30")
		if rapid.Bool().Draw(t, "broken") {
			c.FirstEnd = date.Must("2026-12-31")
		}
		s := simulate.Stream{Share: permille(t, "share", 50, 200), Tax: permille(t, "tax", 0, 400), Decay: permille(t, "decay", 0, 300)}
		for range n {
			s.Revenue = append(s.Revenue, money.Money(rapid.Int64Range(1e10, 1e12).Draw(t, "revenue")))
			s.Maintenance = append(s.Maintenance, money.Money(rapid.Int64Range(0, 1e6).Draw(t, "maintenance")))
		}
		m := simulate.Model{Timing: c.Timing, FactorDigits: c.FactorDigits, Discount: permille(t, "rate", 20, 400), Stream: &s}
		periods, err := c.Periods(base, n)
		require.NoError(t, err)
		for _, p := range periods {
			m.Fractions = append(m.Fractions, simulate.FigureOf(p.Fraction))
		}
		in := income.RoyaltyInput{Convention: c, Revenue: sourcedAmounts(s.Revenue), Royalty: sourcedRate(s.Share), Tax: sourcedRate(s.Tax),
			Decay: sourcedRate(s.Decay), Maintenance: sourcedAmounts(s.Maintenance), Choice: discount.Choice{Rate: sourcedRate(m.Discount)}}
		want, err := income.Royalty{Input: in, Base: base}.Value()
		require.NoError(t, err)
		for _, names := range [][]string{{simulate.Growth}, {simulate.Discount, simulate.DecayRate}, m.DriverNames()} {
			m.Drivers = nil
			for _, name := range names {
				m.Drivers = append(m.Drivers, fixed(name, "1"))
			}
			value, x, err := m.Valuer()
			require.NoError(t, err)
			got, err := value(x)
			require.NoError(t, err)
			require.InEpsilon(t, want.Value.Decimal().InexactFloat64(), got, 1e-9+0.005/got, "drivers %v", names)
		}
	})
}

func plain() simulate.Model {
	return simulate.Model{Discount: money.MustRate("0.1"), Stream: &simulate.Stream{Revenue: []money.Money{money.Yuan(1_000_000), money.Yuan(1_000_000)},
		Share: money.MustRate("0.05"), Tax: money.MustRate("0.25"), Maintenance: []money.Money{money.Yuan(2000), money.Yuan(4000)}}}
}

func at(t *testing.T, m simulate.Model, names []string, x ...float64) float64 {
	t.Helper()
	for _, n := range names {
		m.Drivers = append(m.Drivers, fixed(n, "1"))
	}
	value, _, err := m.Valuer()
	require.NoError(t, err)
	v, err := value(x)
	require.NoError(t, err)
	return v
}

func TestEachDriverActsOnItsFigure(t *testing.T) {
	m := plain()
	for _, c := range []struct {
		driver string
		x      float64
		want   float64
	}{
		{simulate.RevenueFactor, 2, 98_000*0.75/1.1 + 96_000*0.75/1.21},
		{simulate.Growth, 0.2, 48_000*0.75/1.1 + 56_000*0.75/1.21},
		{simulate.Share, 0.1, 98_000*0.75/1.1 + 96_000*0.75/1.21},
		{simulate.DecayRate, 0.2, 48_000*0.75/1.1 + 36_000*0.75/1.21},
		{simulate.Discount, 0.25, 48_000*0.75/1.25 + 46_000*0.75/1.5625},
		{simulate.Tax, 0, 48_000/1.1 + 46_000/1.21},
		{simulate.MaintenanceFactor, 0, 50_000*0.75/1.1 + 50_000*0.75/1.21},
		{simulate.Life, 1.5, 48_000*0.75/1.1 + 46_000*0.75*0.5/math.Pow(1.1, 1.5)},
		{simulate.Life, 0.5, 48_000 * 0.75 * 0.5 / math.Pow(1.1, 0.5)},
		{simulate.Life, 9, 48_000*0.75/1.1 + 46_000*0.75/1.21},
	} {
		require.InEpsilon(t, c.want, at(t, m, []string{c.driver}, c.x), 1e-13, "%s %v", c.driver, c.x)
	}
	m.Timing = cashflow.MidYear
	require.InEpsilon(t, 48_000*0.75/math.Pow(1.1, 0.5)+46_000*0.75*0.5/math.Pow(1.1, 1.25), at(t, m, []string{simulate.Life}, 1.5), 1e-13, "the broken year flows at its own middle")
	f := simulate.Model{Discount: money.MustRate("0.1"), Flows: []simulate.Figure{simulate.FigureOf(decimal.New(100, 0)), simulate.FigureOf(decimal.New(-5005, -2))}}
	require.InEpsilon(t, 300/1.1-150.15/1.21, at(t, f, []string{simulate.FlowFactor}, 3), 1e-13)
	require.InEpsilon(t, 100/1.1-50.05*1.5/1.21, at(t, f, []string{simulate.Growth}, 0.5), 1e-13)
	m = plain()
	m.Stream.Retention = []simulate.Figure{simulate.FigureOf(decimal.New(1, 0)), simulate.FigureOf(decimal.New(5, -1))}
	require.InEpsilon(t, 48_000*0.75/1.1+21_000*0.75/1.21, at(t, m, []string{simulate.RevenueFactor}, 1), 1e-13)
}

func TestPerpetuityAndAmortisationBenefit(t *testing.T) {
	m := plain()
	m.Terminal = &simulate.Terminal{Growth: money.MustRate("0.02")}
	forecast := 36_000/1.1 + 34_500/1.21
	require.InEpsilon(t, forecast+34_500*1.02/0.08/1.21, at(t, m, []string{simulate.RevenueFactor}, 1), 1e-13)
	m.Drivers = []simulate.Driver{fixed(simulate.Discount, "0.1"), fixed(simulate.RevenueFactor, "1")}
	value, _, err := m.Valuer()
	require.NoError(t, err)
	_, err = value([]float64{0.015, 1})
	require.True(t, fault.Has(err, "terminal.growth"), "a rate drawn below the growth fails the trial")
	_, err = value([]float64{0.1, 0.01})
	require.True(t, fault.Has(err, "terminal.negative"))
	m.Terminal, m.TAB = nil, &simulate.TAB{Years: 10, Tax: money.MustRate("0.25")}
	value, _, err = m.Valuer()
	require.NoError(t, err)
	annuity := (1 - math.Pow(1.1, -10)) / 0.1
	v, err := value([]float64{0.1, 1})
	require.NoError(t, err)
	require.InEpsilon(t, forecast/(1-0.025*annuity), v, 1e-13)
	m.Timing = cashflow.MidYear
	value, _, err = m.Valuer()
	require.NoError(t, err)
	v, err = value([]float64{0.1, 1})
	require.NoError(t, err)
	require.InEpsilon(t, forecast*math.Sqrt(1.1)/(1-0.025*annuity*math.Sqrt(1.1)), v, 1e-13)
	_, err = value([]float64{-0.5, 1})
	require.True(t, fault.Has(err, "tab.factor"))
}

func TestADriverOutOfItsRangeFailsTheTrial(t *testing.T) {
	m := plain()
	for _, c := range []struct {
		name string
		x    float64
	}{{simulate.Discount, -1}, {simulate.Discount, 1.01}, {simulate.Share, -0.01}, {simulate.Tax, 1.5}, {simulate.DecayRate, 1}, {simulate.Growth, -1},
		{simulate.RevenueFactor, -0.1}, {simulate.Life, 0}, {simulate.Life, math.NaN()}, {simulate.MaintenanceFactor, -1}} {
		m.Drivers = []simulate.Driver{fixed(c.name, "1")}
		value, _, err := m.Valuer()
		require.NoError(t, err)
		_, err = value([]float64{c.x})
		require.True(t, fault.Has(err, "driver.range"), "%s %v", c.name, c.x)
		require.Equal(t, c.name, fault.Of(err)[0].Path)
	}
}

// The value is linear in the share, the tax and the revenue, so with independent ones its mean is the value at their means.
func TestTheMeanOfALinearModelIsTheValueAtTheMeans(t *testing.T) {
	m := plain()
	m.Drivers = []simulate.Driver{triangular(simulate.Share, "0.02", "0.05", "0.1"), lognormal(simulate.RevenueFactor, "1", "0.3"), uniform(simulate.Tax, "0.15", "0.25"),
		uniform(simulate.MaintenanceFactor, "0.5", "2")}
	value, _, err := m.Valuer()
	require.NoError(t, err)
	want, err := value([]float64{0.17 / 3, math.Exp(0.045), 0.2, 1.25})
	require.NoError(t, err)
	coverage(t, "mean of a linear cash flow", func(seed int) (float64, float64) {
		r, err := simulate.Run(nil, simulate.Plan{Drivers: m.Drivers, Settings: simulate.Settings{Trials: 2000, Seed: seed}}, value, 2, nil)
		require.NoError(t, err)
		return r.Mean, r.StandardError
	}, want)
}

func request() simulate.Request {
	m := plain()
	m.Drivers = []simulate.Driver{triangular(simulate.Share, "0.03", "0.05", "0.07"), uniform(simulate.Discount, "0.08", "0.14"), lognormal(simulate.RevenueFactor, "1", "0.2")}
	m.Correlation = &dependence.Input{Measure: dependence.Spearman, Pairs: []dependence.Pair{{A: simulate.Share, B: simulate.RevenueFactor, Rho: money.MustRate("0.3")}}}
	limit := money.Yuan(50_000)
	return simulate.Request{Model: m, Settings: simulate.Settings{Trials: 20_000, Seed: 20261122, Threshold: &limit}}
}

func TestTheReportOfARight(t *testing.T) {
	r, err := request().Run(nil, 2, nil)
	require.NoError(t, err)
	require.Equal(t, "61239.67", r.Base.String(), "the figure of the decimal engine")
	require.InDelta(t, 61_239, float64(r.Mean)/100, 1500)
	require.Equal(t, []string{"revenue_factor", "royalty", "discount"}, []string{r.Tornado[0].Name, r.Tornado[1].Name, r.Tornado[2].Name})
	require.Equal(t, "许可费率（分成率）", r.Tornado[1].Title)
	require.Less(t, r.Tornado[0].AtLow, r.Base)
	require.Greater(t, r.Tornado[2].AtLow, r.Base, "a lower rate gives a higher value")
	require.Equal(t, "0.05", r.Drivers[0].Base.String())
	require.Equal(t, "三角分布（最小值 0.03，最可能值 0.05，最大值 0.07）", r.Drivers[0].Distribution)
	require.Len(t, r.Percentiles, 9)
	for i := 1; i < 9; i++ {
		require.Greater(t, r.Percentiles[i].Value, r.Percentiles[i-1].Value)
	}
	require.True(t, r.Below.Probability.Between("0.05", "0.4"))
	require.Equal(t, "秩相关系数（Spearman）", r.Correlation.Measure)
	require.False(t, r.Correlation.Repaired)
	require.Equal(t, simulate.EngineVersion, r.Engine)
	text, err := json.Marshal(r)
	require.NoError(t, err)
	again, err := request().Run(nil, 1, nil)
	require.NoError(t, err)
	second, err := json.Marshal(again)
	require.NoError(t, err)
	require.Equal(t, string(text), string(second))
}

func TestTheReportHasSpiderScenariosAndBreakEven(t *testing.T) {
	q := request()
	q.Trials = 1000
	figure := func(driver, v string) simulate.ScenarioFigure {
		return simulate.ScenarioFigure{Driver: driver, Value: money.MustRate(v)}
	}
	q.Scenarios = []simulate.ScenarioInput{{Name: "悲观", Probability: money.MustRate("0.3"), Figures: []simulate.ScenarioFigure{figure(simulate.RevenueFactor, "0.5"), figure(simulate.Discount, "0.2")}},
		{Name: "基准", Probability: money.MustRate("0.7")}}
	r, err := q.Run(nil, 2, nil)
	require.NoError(t, err)
	require.Len(t, r.Spider, 3)
	require.Len(t, r.Spider[0].Points, 7)
	require.Equal(t, r.Base, r.Spider[1].Points[3].Value)
	require.Equal(t, "0.055", r.Spider[0].Points[4].X.String())
	bad := 23_000*0.75/1.2 + 21_000*0.75/1.44
	require.InDelta(t, bad*100, float64(r.Scenarios.Rows[0].Value), 1)
	require.InDelta(t, 0.3*bad*100+0.7*float64(r.Base), float64(r.Scenarios.Expected), 1)
	require.Equal(t, r.Scenarios.Rows[1].Value, r.Base)
	require.Len(t, r.BreakEven, 3)
	value, _, err := q.Model.Valuer()
	require.NoError(t, err)
	v, err := value([]float64{number(*r.BreakEven[0].Value), 0.1, 1})
	require.NoError(t, err)
	require.InDelta(t, 50_000, v, 1, "at the break-even the value is the threshold")
	limit := money.Yuan(50_000_000_000)
	q.Threshold = &limit
	r, err = q.Run(nil, 2, nil)
	require.NoError(t, err)
	require.Nil(t, r.BreakEven[0].Value)
	require.Contains(t, r.BreakEven[0].None, "没有盈亏平衡点")
	q.Spider = []money.Rate{money.MustRate("-2")}
	q.Scenarios[0].Figures[1].Driver = simulate.RevenueFactor
	q.Scenarios[1].Figures = []simulate.ScenarioFigure{figure("luck", "1")}
	_, err = q.Run(nil, 2, nil)
	var got []string
	for _, f := range fault.Of(err) {
		got = append(got, f.Code+" "+f.Path)
	}
	require.Equal(t, []string{"sensitivity.steps spider[0]", "driver.repeated scenarios[0].figures[1].driver", "driver.unknown scenarios[1].figures[0].driver"}, got)
	q = request()
	q.Scenarios = []simulate.ScenarioInput{{Name: "甲", Probability: money.MustRate("0.9")}}
	_, err = q.Run(nil, 2, nil)
	require.True(t, fault.Has(err, "scenario.sum"))
}

func number(r money.Rate) float64 { return r.Decimal().InexactFloat64() }

// Given flows are discounted as the decimal engine does it.
func TestFlowsEqualTheDecimalEngine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 25).Draw(t, "years")
		c := cashflow.Convention{Timing: rapid.SampledFrom([]cashflow.Timing{cashflow.EndYear, cashflow.MidYear}).Draw(t, "timing"), FirstEnd: date.Must("2026-12-31")}
		periods, err := c.Periods(date.Must("2026-03-01"), n)
		require.NoError(t, err)
		m := simulate.Model{Timing: c.Timing, Discount: permille(t, "rate", -100, 500), Drivers: []simulate.Driver{fixed(simulate.Life, "1"), fixed(simulate.FlowFactor, "1")}}
		flows := make([]cashflow.Flow, n)
		for i := range flows {
			flows[i].Amount = decimal.New(rapid.Int64Range(1e9, 1e15).Draw(t, "flow"), -6)
			m.Flows, m.Fractions = append(m.Flows, simulate.FigureOf(flows[i].Amount)), append(m.Fractions, simulate.FigureOf(periods[i].Fraction))
		}
		want, _, err := c.Present("x", m.Discount, periods, flows)
		require.NoError(t, err)
		value, base, err := m.Valuer()
		require.NoError(t, err)
		got, err := value(base)
		require.NoError(t, err)
		require.InEpsilon(t, want.InexactFloat64(), got, 1e-12)
	})
}

func TestARequestSurvivesItsStoredForm(t *testing.T) {
	text, err := json.Marshal(request())
	require.NoError(t, err)
	var back simulate.Request
	require.NoError(t, json.Unmarshal(text, &back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	require.Equal(t, string(text), string(again))
	first, err := request().Run(nil, 2, nil)
	require.NoError(t, err)
	second, err := back.Run(nil, 2, nil)
	require.NoError(t, err)
	require.Equal(t, first.Mean, second.Mean)
	var f simulate.Figure
	for _, bad := range []string{"1e5", "NaN", "", "1.", "0x1"} {
		require.True(t, fault.Has(f.UnmarshalText([]byte(bad)), "figure.format"), bad)
	}
}

func TestARepairIsInTheReport(t *testing.T) {
	r := request()
	r.Model.Correlation = &dependence.Input{Pairs: []dependence.Pair{{A: simulate.Share, B: simulate.RevenueFactor, Rho: money.MustRate("0.9")},
		{A: simulate.Share, B: simulate.Discount, Rho: money.MustRate("0.9")}, {A: simulate.Discount, B: simulate.RevenueFactor, Rho: money.MustRate("-0.9")}}}
	out, err := r.Run(nil, 2, nil)
	require.NoError(t, err)
	require.True(t, out.Correlation.Repaired)
	require.Equal(t, "-0.8", out.Correlation.SmallestEigenvalue.String())
	require.Contains(t, out.Notes[0], "已修正")
}

func TestWrongModelsAreRefusedByField(t *testing.T) {
	list := func(err error) []string {
		var out []string
		for _, f := range fault.Of(err) {
			require.Equal(t, fault.Invalid, f.Kind)
			out = append(out, f.Code+" "+f.Path)
		}
		return out
	}
	_, err := simulate.Request{}.Run(nil, 1, nil)
	require.Equal(t, []string{"model.cash model.stream", "model.drivers model.drivers", "simulate.trials trials"}, list(err))
	r := request()
	r.Model.Timing, r.Model.Discount, r.Model.Flows = "week", money.MustRate("-1"), []simulate.Figure{{}}
	r.Model.Fractions = []simulate.Figure{{}}
	s := *r.Model.Stream
	s.Share, s.Tax, s.Decay, s.Maintenance = money.MustRate("1.1"), money.MustRate("-0.1"), money.MustRate("1"), []money.Money{-1}
	s.Retention = []simulate.Figure{simulate.FigureOf(decimal.New(2, 0))}
	r.Model.Stream = &s
	r.Model.Terminal, r.Model.TAB = &simulate.Terminal{Growth: money.MustRate("2")}, &simulate.TAB{}
	r.Model.Drivers = append(r.Model.Drivers, fixed("luck", "1"), fixed(simulate.FlowFactor, "1"))
	r.Model.Correlation.Pairs[0].Rho = money.MustRate("2")
	_, err = r.Run(nil, 1, nil)
	require.Equal(t, []string{"cashflow.timing model.timing", "model.cash model.flows", "rate.range model.stream.share", "rate.range model.stream.tax",
		"rate.range model.stream.decay", "income.maintenance model.stream.maintenance", "amount.negative model.stream.maintenance[0]",
		"decay.table model.stream.retention", "decay.unused model.stream.decay", "rate.range model.stream.retention[0]",
		"model.fractions model.fractions", "model.fraction model.fractions[0]", "rate.range model.discount", "rate.range model.terminal.growth",
		"terminal.broken model.fractions[0]", "tab.years model.tab.years", "rate.range model.tab.tax",
		"driver.unknown model.drivers[3].name", "driver.unknown model.drivers[4].name"}, list(err))
	r = request()
	r.Model.Correlation.Pairs[0].Rho = money.MustRate("2")
	r.Trials = 1
	_, err = r.Run(nil, 1, nil)
	require.Equal(t, []string{"simulate.trials trials", "correlation.range model.correlation.pairs[0].rho"}, list(err))
	r = request()
	r.Model.Terminal = &simulate.Terminal{Growth: money.MustRate("0.1")}
	r.Model.Drivers = append(r.Model.Drivers, fixed(simulate.Life, "2"))
	_, err = r.Run(nil, 1, nil)
	require.Equal(t, []string{"terminal.growth model.terminal.growth", "driver.unknown model.drivers[3].name"}, list(err))
}

func BenchmarkARight(b *testing.B) {
	r := request()
	r.Trials = 1_000_000
	for range b.N {
		_, err := r.Run(nil, 2, nil)
		require.NoError(b, err)
	}
}

// The stored form of a report, pinned: whoever changes a figure of it changes EngineVersion too. The same sums come from amd64, amd64 with fused
// products allowed (GOAMD64=v3) and 386 without a fused instruction.
func TestReportsAreTheSameEverywhereAndOverTheYears(t *testing.T) {
	for m, want := range map[simulate.Method]string{simulate.Pseudo: "139577daa88ec7ad", simulate.Sobol: "98480e5bfed44c9e"} {
		r := request()
		r.Method = m
		r.Model.Drivers = append(r.Model.Drivers, simulate.Driver{Name: simulate.DecayRate, Distribution: distribution.Spec{Kind: distribution.PERT, Min: rate("0"), Mode: rate("0.1"), Max: rate("0.3")}},
			simulate.Driver{Name: simulate.Growth, Distribution: distribution.Spec{Kind: distribution.TruncatedNormal, Mean: rate("0.02"), SD: rate("0.05"), Min: rate("-0.1")}})
		out, err := r.Run(nil, 2, nil)
		require.NoError(t, err)
		text, err := json.Marshal(out)
		require.NoError(t, err)
		require.Equal(t, want, fmt.Sprintf("%x", sha256.Sum256(text))[:16], "%s %s", simulate.EngineVersion, m)
	}
}
