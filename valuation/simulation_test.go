package valuation_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/fault"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate"
	"zhiya/valuation/simulate/distribution"
	"zhiya/valuation/sourced"
)

func figure(text string) *money.Rate {
	r := money.MustRate(text)
	return &r
}

// uncertain is the sample whose revenue and royalty vary.
func uncertain() valuation.Inputs {
	in := sample()
	in.Simulation = &valuation.SimulationInput{Subject: income.Name, Settings: simulate.Settings{Trials: 2000, Seed: 7},
		Drivers: []valuation.DriverInput{
			{Name: simulate.RevenueFactor, Source: "历年预算完成率", Distribution: distribution.Spec{Kind: distribution.Triangular, Min: figure("0.7"), Mode: figure("1"), Max: figure("1.2")}},
			{Name: simulate.Share, Source: "同行业许可合同", Distribution: distribution.Spec{Kind: distribution.PERT, Min: figure("0.02"), Mode: figure("0.03"), Max: figure("0.045")}}}}
	return in
}

func TestASimulationTellsHowCertainTheValueIsAndDoesNotMoveIt(t *testing.T) {
	plain, err := valuation.Conclude(sample())
	require.NoError(t, err)
	c, err := valuation.Conclude(uncertain())
	require.NoError(t, err)
	require.Equal(t, plain.MarketValue, c.MarketValue)
	s := c.Simulation
	require.Equal(t, c.Approaches[0].Value, s.Value)
	require.Equal(t, s.Value, s.Report.Base, "the float engine meets the decimal one at the base")
	require.Equal(t, 2000, s.Report.Trials)
	require.Len(t, s.Report.Tornado, 2)
	require.Len(t, s.Report.Spider, 2)
	step, ok := c.Step("simulation.percentile.2")
	require.True(t, ok)
	require.Equal(t, s.Report.Percentiles[1].Value.String(), step.Result)
	require.NoError(t, valuation.Recalculate(uncertain(), c))
	again, err := valuation.Simulate(uncertain(), valuation.Watch{})
	require.NoError(t, err)
	a, err := json.Marshal(s)
	require.NoError(t, err)
	b, err := json.Marshal(again)
	require.NoError(t, err)
	require.Equal(t, string(a), string(b))

	c.Simulation.Report.Mean++
	require.Equal(t, "simulation", fault.Of(valuation.Recalculate(uncertain(), c))[0].Path)
}

func TestEveryIncomeMethodCanBeSimulatedAndMeetsItsValueAtTheBase(t *testing.T) {
	base := sample()
	shared := income.SharingInput{Basis: income.OfOperating, Amounts: base.Royalty.Revenue, Tax: base.Royalty.Tax,
		Share: income.Share{Rate: rate("0.1", "同行业分成率")}, Setting: income.Setting{Convention: base.Royalty.Convention, Choice: base.Royalty.Choice},
		Decay: &income.Decay{Form: income.ConstantDecay, Rate: rate("0.1", "技术更新周期分析")}}
	table := shared
	table.Decay = &income.Decay{Form: income.TableDecay, Table: []sourced.Rate{rate("1", "分析"), rate("0.9", "分析"), rate("0.8", "分析"), rate("0.7", "分析"), rate("0.5", "分析")}}
	rounded := *base.Royalty
	rounded.Convention.FactorDigits = cashflow.FourDigits
	for name, c := range map[string]struct {
		change func(*valuation.Inputs)
		method string
		driver string
	}{
		"sharing":         {func(in *valuation.Inputs) { in.Sharing = &shared }, income.SharingName, simulate.Share},
		"a decay table":   {func(in *valuation.Inputs) { in.Sharing = &table }, income.SharingName, simulate.FlowFactor},
		"rounded factors": {func(in *valuation.Inputs) { in.Royalty = &rounded }, income.Name, simulate.RevenueFactor},
		"profits with and without": {func(in *valuation.Inputs) {
			in.Incremental = &income.IncrementalInput{Setting: shared.Setting}
			for range 5 {
				in.Incremental.Profits = append(in.Incremental.Profits, income.ProfitPair{With: amount("900000", "预测"), Without: amount("400000", "预测")})
			}
		}, income.IncrementalName, simulate.FlowFactor},
		"excess earnings": {func(in *valuation.Inputs) {
			in.Excess = &income.ExcessInput{Revenue: base.Royalty.Revenue, Margin: []sourced.Rate{rate("0.2", "预测")}, Tax: base.Royalty.Tax, Setting: shared.Setting,
				Assets: []income.Contributory{{Name: "营运资金", First: amount("4000000", "报表"), Return: rate("0.04", "贷款利率")}}}
		}, income.ExcessName, simulate.Growth},
	} {
		in := uncertain()
		in.SpreadLimit, in.SpreadNote = rate("2", "本机构规定"), "各方法口径不同"
		c.change(&in)
		in.Weights = nil
		for i, m := range in.Methods() {
			w := money.MustRate("0")
			if i == 0 {
				w = money.MustRate("1")
			}
			in.Weights = append(in.Weights, valuation.MethodWeight{Method: m, Weight: w, Reason: "示例"})
		}
		spec := distribution.Spec{Kind: distribution.Uniform, Min: figure("0.05"), Max: figure("0.2")}
		in.Simulation.Subject = c.method
		in.Simulation.Drivers = []valuation.DriverInput{{Name: c.driver, Source: "判断", Distribution: spec},
			{Name: simulate.Discount, Source: "判断", Distribution: distribution.Spec{Kind: distribution.Triangular, Min: figure("0.08"), Mode: figure("0.12"), Max: figure("0.2")}}}
		got, err := valuation.Conclude(in)
		require.NoError(t, err, name)
		require.InDelta(t, float64(got.Simulation.Value), float64(got.Simulation.Report.Base), 1, "%s: to the fen", name)
		require.NoError(t, valuation.Recalculate(in, got), name)
	}
}

func TestAForcedSaleMayRestOnAPercentile(t *testing.T) {
	in := uncertain()
	in.ForcedSale.Discount = sourced.Rate{}
	in.ForcedSale.Percentile = money.MustRate("0.05")
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	s, ok := c.Step("forced.discount")
	require.True(t, ok)
	p5 := c.Simulation.Report.Percentiles[1].Value.Decimal()
	want := money.RateOf(money.MustRate("1").Decimal().Sub(p5.DivRound(c.Simulation.Value.Decimal(), 6)))
	require.Equal(t, want.String(), s.Inputs[1].Value)
	require.Contains(t, s.Inputs[1].Source, "5.00% 分位数")

	for code, change := range map[string]func(*valuation.Inputs){
		"forced_sale.twice":      func(in *valuation.Inputs) { in.ForcedSale.Discount = rate("0.3", "案例") },
		"forced_sale.percentile": func(in *valuation.Inputs) { in.ForcedSale.Percentile = money.MustRate("0.07") },
		"rate.range":             func(in *valuation.Inputs) { in.ForcedSale.Percentile = money.MustRate("0.9") },
	} {
		wrong := in
		change(&wrong)
		_, err := valuation.Conclude(wrong)
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
	}
	in.Simulation = nil
	_, err = valuation.Conclude(in)
	require.True(t, fault.Has(err, "forced_sale.percentile"), "no simulation, no percentile: %v", err)
}

func TestScenariosAreWeighedByTheirProbabilities(t *testing.T) {
	in := uncertain()
	in.Simulation.Scenarios = []valuation.ScenarioInput{{Name: "基准", Probability: money.MustRate("0.5")},
		{Name: "减半", Probability: money.MustRate("0.5"), Changes: []valuation.ScenarioChange{{Driver: simulate.RevenueFactor, Value: money.MustRate("0.5")}}}}
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	s := c.Simulation
	require.Equal(t, s.Report.Base, s.Scenarios[0].Value)
	require.InDelta(t, float64(s.Report.Base)/2, float64(s.Scenarios[1].Value), 1)
	require.InDelta(t, float64(s.Report.Base)*0.75, float64(s.Expected), 1)

	in.Simulation.Scenarios[1].Probability = money.MustRate("0.4")
	_, err = valuation.Conclude(in)
	require.Equal(t, "simulation.scenarios", fault.Of(err)[0].Path)
	in.Simulation.Scenarios[1] = valuation.ScenarioInput{Name: "慢", Probability: money.MustRate("0.5"), Changes: []valuation.ScenarioChange{{Driver: simulate.Discount, Value: money.MustRate("0.2")}}}
	_, err = valuation.Conclude(in)
	require.Equal(t, "simulation.scenarios[1].changes[0].driver", fault.Of(err)[0].Path)
}

func TestWrongSimulationsNameTheField(t *testing.T) {
	for path, change := range map[string]func(*valuation.SimulationInput){
		"simulation.subject":                      func(s *valuation.SimulationInput) { s.Subject = income.SharingName },
		"simulation.drivers":                      func(s *valuation.SimulationInput) { s.Drivers = nil },
		"simulation.drivers[1].source":            func(s *valuation.SimulationInput) { s.Drivers[1].Source = "" },
		"simulation.drivers[0].name":              func(s *valuation.SimulationInput) { s.Drivers[0].Name = "weather" },
		"simulation.trials":                       func(s *valuation.SimulationInput) { s.Trials = 5 },
		"simulation.drivers[0].distribution.mode": func(s *valuation.SimulationInput) { s.Drivers[0].Distribution.Mode = figure("9") },
	} {
		in := uncertain()
		change(in.Simulation)
		_, err := valuation.Conclude(in)
		require.NotEmpty(t, fault.Of(err), path)
		require.Equal(t, path, fault.Of(err)[0].Path, "%v", err)
	}
	_, err := valuation.ConcludeWatched(uncertain(), valuation.Watch{Stop: func() bool { return true }})
	require.True(t, fault.Has(err, "simulate.cancelled"), "a run can be stopped: %v", err)
}
