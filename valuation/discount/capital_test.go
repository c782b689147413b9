package discount_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/discount"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func yuan(y int64) sourced.Amount { return sourced.Amount{Value: money.Yuan(y), Source: "评估"} }

func peer(name, beta, debt, equity, tax string) discount.Peer {
	return discount.Peer{Name: name, Beta: score(beta), Debt: score(debt), Equity: score(equity), Tax: rate(tax)}
}

// 1.2 ÷ (1 + 0.75 × 1/2) = 0.8727…, 1 ÷ (1 + 0.75 × 1/3) = 0.8 and 1.5 ÷ (1 + 0.75 × 1) = 0.857142…
func peers() *discount.Relevering {
	return &discount.Relevering{Average: discount.Median, Peers: []discount.Peer{
		peer("示例公司甲", "1.2", "50", "100", "0.25"), peer("示例公司乙", "1", "100", "300", "0.25"), peer("示例公司丙", "1.5", "200", "200", "0.25")}}
}

// The example RATE-1 (4 %, β 1.2, market 10 %): 11.2 %; at 60/40, debt 6 % and tax 30 %: 8.4 %.
func capm() *discount.CAPM {
	return &discount.CAPM{RiskFree: rate("0.04"), Beta: score("1.2"), MarketReturn: rate("0.1")}
}

func wacc() *discount.WACC {
	return &discount.WACC{Equity: capm(), EquityWeight: rate("0.6"), DebtWeight: rate("0.4"), DebtCost: rate("0.06"), Tax: rate("0.3")}
}

// (8.4 % − 0.25 × 3 % − 0.25 × 5 %) ÷ 0.5 = 12.8 %
func split() *discount.Split {
	return &discount.Split{WACC: wacc(), Intangible: yuan(2000), Others: []discount.Asset{
		{Name: "流动资产", Value: yuan(1000), Return: rate("0.03")}, {Name: "固定资产", Value: yuan(1000), Return: rate("0.05")}}}
}

func find(t require.TestingT, c discount.Choice) discount.Outcome {
	var fs fault.Faults
	out := c.Find("rate", &fs)
	require.NoError(t, fs.Err())
	seen := map[string]bool{}
	out.Step.Walk(func(s trace.Step) bool {
		require.False(t, seen[s.ID], s.ID)
		seen[s.ID] = true
		require.NotEmpty(t, s.Result, s.ID)
		return strings.HasPrefix(s.ID, "rate")
	})
	require.Equal(t, "rate", out.Step.ID)
	require.Equal(t, out.Rate.String(), out.Step.Result)
	return out
}

func TestPublishedAndHandWorkedRates(t *testing.T) {
	m := capm()
	require.Equal(t, "0.112", find(t, discount.Choice{CAPM: m}).Rate.String(), "RATE-1")
	m.MarketReturn, m.Premium, m.Size, m.Specific = sourced.Rate{}, rate("0.06"), rate("0.01"), rate("0.025")
	require.Equal(t, "0.147", find(t, discount.Choice{CAPM: m}).Rate.String(), "4 % + 1.2 × 6 % + 1 % + 2.5 %")
	m.Specific, m.SpecificItems = sourced.Rate{}, []discount.Item{{Class: discount.Management, Name: "团队", Rate: rate("0.01")},
		scored("0.04", discount.Factor{Name: "成熟度", Weight: money.MustRate("1"), Score: score("50")})}
	require.Equal(t, "0.152", find(t, discount.Choice{CAPM: m}).Rate.String(), "the items are 1 % and half of 4 %")

	require.Equal(t, "0.084", find(t, discount.Choice{WACC: wacc()}).Rate.String(), "0.6 × 11.2 % + 0.4 × 6 % × 0.7")
	require.Equal(t, "0.128", find(t, discount.Choice{Split: split()}).Rate.String())

	direct := split()
	direct.WACC, direct.WACCRate = nil, rate("0.05")
	direct.Others[0].Return = rate("0.05")
	out := find(t, discount.Choice{Split: direct})
	require.Equal(t, "0.05", out.Rate.String())
	require.Empty(t, out.Notes)
	direct.WACCRate = rate("0.049")
	require.Contains(t, find(t, discount.Choice{Split: direct}).Notes[0], "低于加权平均资本成本")
}

func TestBetasOfPeersTakeTheDebtOfTheTarget(t *testing.T) {
	in := peers()
	in.DebtWeight, in.Tax = rate("0.5"), rate("0.2")
	found, err := in.Find("beta")
	require.NoError(t, err)
	require.Equal(t, "1.375", found.Denominators[0].String())
	require.Equal(t, "0.85714285714285714286", found.Average.String(), "1.5 ÷ 1.75 lies between 0.8 and 0.8727")
	require.Equal(t, "1.54285714285714285715", found.Relevered.String(), "× (1 + 0.8 × 1)")
	in.Average = discount.Mean
	found, err = in.Find("beta")
	require.NoError(t, err)
	require.Equal(t, "0.8433", found.Average.StringFixed(4))

	in = peers()
	m := capm()
	m.Beta, m.Peers = sourced.Number{}, in
	w := wacc()
	w.Equity, w.EquityWeight, w.DebtWeight, w.Tax = m, rate("0.5"), rate("0.5"), rate("0.2")
	out := find(t, discount.Choice{WACC: w})
	require.Equal(t, "0.0903", out.Rate.Decimal().StringFixed(4), "½ × (4 % + 1.542857 × 6 %) + ½ × 6 % × 0.8: the structure is that of the WACC")

	in.DebtWeight, in.Tax = rate("0.4"), rate("0.25")
	_, err = w.Find("rate")
	require.Equal(t, []string{"equity.peers.debt_weight.value", "equity.peers.tax.value"}, paths(err))
}

func paths(err error) []string {
	var out []string
	for _, f := range fault.Of(err) {
		out = append(out, f.Path)
	}
	return out
}

func TestUnleveringAndReleveringUndoEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		beta := decimal.New(rapid.Int64Range(1, 300).Draw(t, "beta"), -2)
		debt, equity := decimal.New(rapid.Int64Range(0, 1_000_000).Draw(t, "debt"), 0), decimal.New(rapid.Int64Range(1, 1_000_000).Draw(t, "equity"), 0)
		l := discount.Leverage(debt, equity, decimal.New(rapid.Int64Range(0, 100).Draw(t, "tax"), -2))
		back := discount.Relever(discount.Unlever(beta, l), l)
		require.True(t, back.Sub(beta).Abs().LessThan(dec("0.00000000000001")), "%s %s", beta, back)
		require.True(t, discount.Unlever(beta, l).LessThanOrEqual(beta), "debt adds to the risk of equity")
	})
}

func TestTheReturnsOfASplitAverageToTheWACC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := func(name string) sourced.Amount { return yuan(rapid.Int64Range(1, 1000).Draw(t, name)) }
		s := split()
		s.WACC, s.WACCRate = nil, sourced.Rate{Value: money.RateOf(decimal.New(rapid.Int64Range(80, 150).Draw(t, "wacc"), -3)), Source: "x"}
		s.Others[0].Value, s.Others[1].Value, s.Intangible = amount("current"), amount("fixed"), yuan(rapid.Int64Range(1000, 5000).Draw(t, "intangible"))
		c := discount.Choice{Split: s, WARA: &discount.WARA{Tolerance: rate("0.000000000001"), Assets: []discount.WARAAsset{
			{Name: "流动资产", Value: s.Others[0].Value, Return: s.Others[0].Return}, {Name: "固定资产", Value: s.Others[1].Value, Return: s.Others[1].Return},
			{Name: "专利", Value: s.Intangible, Subject: true}}}}
		out := find(t, c)
		last := out.Step.Children[len(out.Step.Children)-1]
		require.Equal(t, "rate.wara", last.ID)
		require.True(t, dec(last.Result).Sub(s.WACCRate.Value.Decimal()).Abs().LessThan(dec("0.000000000000000001")))
	})
}

func TestAReturnOnAssetsThatIsNotTheWACCNeedsAReason(t *testing.T) {
	// WARA-2, whose source prints 10.4 %; its terms give 10.742 %.
	values, returns := []string{"14.4", "4.5", "3.2", "2.1", "0.8"}, []string{"0.105", "0.14", "0.125", "0.055", "0.035"}
	w := discount.WARA{Capital: rate("0.104"), Tolerance: rate("0.005")}
	for i := range values {
		w.Assets = append(w.Assets, discount.WARAAsset{Name: "资产", Value: sourced.Amount{Value: money.Must(values[i]), Source: "x"}, Return: rate(returns[i])})
	}
	w.Assets[0].Subject, w.Assets[0].Return = true, sourced.Rate{}
	c := discount.Choice{Rate: rate("0.105"), WARA: &w}
	out := find(t, c)
	require.Equal(t, "0.10742", out.Step.Children[0].Result)
	require.Empty(t, out.Notes, "0.342 % lies within half a percent")

	w.Tolerance = rate("0.003")
	var fs fault.Faults
	c.Find("rate", &fs)
	require.Equal(t, []string{"wara.note"}, paths(fs.Err()))
	require.Equal(t, fault.Refused, fault.KindOf(fs.Err()))
	w.Note = "商誉回报率取自行业资料"
	require.Contains(t, find(t, c).Notes[0], "商誉回报率取自行业资料")

	for name, change := range map[string]func(*discount.WARA){
		"wara.tolerance.value":        func(w *discount.WARA) { w.Tolerance = rate("0.011") },
		"wara.capital.value":          func(w *discount.WARA) { w.Capital.Value = money.Rate{} },
		"wara.assets":                 func(w *discount.WARA) { w.Assets = nil },
		"wara.assets[0].return":       func(w *discount.WARA) { w.Assets[0].Return = rate("0.1") },
		"wara.assets[1].value.source": func(w *discount.WARA) { w.Assets[1].Value.Source = "" },
		"wara.assets[2].name":         func(w *discount.WARA) { w.Assets[2].Name = "" },
	} {
		bad := w
		bad.Assets = append([]discount.WARAAsset{}, w.Assets...)
		change(&bad)
		var fs fault.Faults
		discount.Choice{Rate: rate("0.105"), WARA: &bad}.Find("rate", &fs)
		require.Equal(t, []string{name}, paths(fs.Err()))
	}
	w.Assets[0].Subject = false
	fs = nil
	discount.Choice{WACC: wacc(), WARA: &w}.Find("rate", &fs)
	require.Equal(t, []string{"wara.capital", "wara.assets"}, paths(fs.Err()), "the WACC is known already, and no asset is the subject")
}

func TestARateOnAnotherBasisThanTheCashIsConvertedOnlyAsAStepOrRefused(t *testing.T) {
	c := discount.Choice{Rate: rate("0.08"), PriceBasis: discount.Real, Inflation: rate("0.025")}
	out := find(t, c)
	require.Equal(t, "0.107", out.Rate.String(), "1.08 × 1.025 − 1")
	require.Equal(t, "rate.stated", out.Step.Children[0].ID)
	realCash := discount.Basis{Price: discount.Real}
	var fs fault.Faults
	out = discount.Choice{Rate: rate("0.107"), Inflation: rate("0.025")}.FindFor("rate", realCash, &fs)
	require.NoError(t, fs.Err())
	require.Equal(t, "0.08", out.Rate.String())

	cases := []struct {
		name   string
		choice discount.Choice
		cash   discount.Basis
		code   string
		path   string
		kind   fault.Kind
	}{
		{"a rate before tax on cash after tax", discount.Choice{Rate: rate("0.2"), TaxBasis: discount.BeforeTax}, discount.Basis{}, "discount.tax_basis", "tax_basis", fault.Refused},
		{"a rate after tax on cash before tax", discount.Choice{Rate: rate("0.2")}, discount.Basis{Tax: discount.BeforeTax}, "discount.tax_basis", "tax_basis", fault.Refused},
		{"a CAPM said to be before tax", discount.Choice{CAPM: capm(), TaxBasis: discount.BeforeTax}, discount.Basis{}, "discount.tax_basis", "tax_basis", fault.Invalid},
		{"a real rate without inflation", discount.Choice{Rate: rate("0.08"), PriceBasis: discount.Real}, discount.Basis{}, "discount.price_basis", "inflation.value", fault.Refused},
		{"a nominal rate on real cash", discount.Choice{Rate: rate("0.08")}, realCash, "discount.price_basis", "inflation.value", fault.Refused},
		{"inflation without need", discount.Choice{Rate: rate("0.08"), Inflation: rate("0.02")}, discount.Basis{}, "discount.inflation", "inflation", fault.Invalid},
		{"inflation without a source", discount.Choice{Rate: rate("0.08"), PriceBasis: discount.Real, Inflation: sourced.Rate{Value: money.MustRate("0.02")}}, discount.Basis{}, "source.missing", "inflation.source", fault.Invalid},
		{"beyond the range once converted", discount.Choice{Rate: rate("1"), PriceBasis: discount.Real, Inflation: rate("0.02")}, discount.Basis{}, "discount.range", "inflation.value", fault.Invalid},
		{"an unknown tax basis", discount.Choice{Rate: rate("0.08"), TaxBasis: "none"}, discount.Basis{}, "discount.tax_basis", "tax_basis", fault.Invalid},
		{"an unknown price basis", discount.Choice{Rate: rate("0.08"), PriceBasis: "none"}, discount.Basis{}, "discount.price_basis", "price_basis", fault.Invalid},
		{"minus one", discount.Choice{Rate: rate("-1")}, discount.Basis{}, "rate.range", "rate.value", fault.Invalid},
		{"nothing", discount.Choice{}, discount.Basis{}, "discount.missing", "rate.value", fault.Invalid},
		{"entered and found", discount.Choice{Rate: rate("0.1"), CAPM: capm()}, discount.Basis{}, "discount.twice", "rate", fault.Invalid},
		{"found twice", discount.Choice{WACC: wacc(), CAPM: capm()}, discount.Basis{}, "discount.twice", "wacc", fault.Invalid},
	}
	for _, c := range cases {
		var fs fault.Faults
		c.choice.FindFor("rate", c.cash, &fs)
		require.Len(t, fs, 1, "%s: %v", c.name, fs)
		require.Equal(t, []string{c.code, c.path, string(c.kind)}, []string{fs[0].Code, fs[0].Path, string(fs[0].Kind)}, c.name)
	}
	require.Equal(t, "税前实际", discount.Basis{Tax: discount.BeforeTax, Price: discount.Real}.String())
}

func TestWrongModelsNameTheField(t *testing.T) {
	cases := []struct {
		name   string
		change func(m *discount.CAPM, w *discount.WACC, s *discount.Split)
		paths  []string
	}{
		{"no beta", func(m *discount.CAPM, _ *discount.WACC, _ *discount.Split) { m.Beta = sourced.Number{} }, []string{"equity.beta.value"}},
		{"a negative beta", func(m *discount.CAPM, _ *discount.WACC, _ *discount.Split) { m.Beta = score("-1") }, []string{"equity.beta.value"}},
		{"beta twice", func(m *discount.CAPM, _ *discount.WACC, _ *discount.Split) { m.Peers = peers() }, []string{"equity.beta"}},
		{"no premium", func(m *discount.CAPM, _ *discount.WACC, _ *discount.Split) { m.MarketReturn = sourced.Rate{} }, []string{"equity.premium.value"}},
		{"premium twice", func(m *discount.CAPM, _ *discount.WACC, _ *discount.Split) { m.Premium = rate("0.06") }, []string{"equity.market_return"}},
		{"a market below the risk-free rate", func(m *discount.CAPM, _ *discount.WACC, _ *discount.Split) { m.RiskFree = rate("0.1") }, []string{"equity.market_return.value"}},
		{"specific twice", func(m *discount.CAPM, _ *discount.WACC, _ *discount.Split) {
			m.Specific, m.SpecificItems = rate("0.01"), []discount.Item{{Class: discount.Legal, Name: "权利", Rate: rate("0.06")}}
		}, []string{"equity.specific", "equity.specific_items[0].rate.value"}},
		{"no source", func(m *discount.CAPM, _ *discount.WACC, _ *discount.Split) { m.Size.Value = money.MustRate("0.01") }, []string{"equity.size.source"}},
		{"weights that do not sum", func(_ *discount.CAPM, w *discount.WACC, _ *discount.Split) { w.DebtWeight = rate("0.3") }, []string{"debt_weight.value"}},
		{"debt without a cost", func(_ *discount.CAPM, w *discount.WACC, _ *discount.Split) { w.DebtCost = sourced.Rate{} }, []string{"debt_cost.value"}},
		{"equity twice", func(_ *discount.CAPM, w *discount.WACC, _ *discount.Split) { w.EquityCost = rate("0.1") }, []string{"equity_cost"}},
		{"no equity", func(_ *discount.CAPM, w *discount.WACC, _ *discount.Split) { w.Equity = nil }, []string{"equity_cost.value"}},
		{"only debt", func(_ *discount.CAPM, w *discount.WACC, _ *discount.Split) {
			w.EquityWeight, w.DebtWeight = sourced.Rate{}, rate("1")
		}, []string{"equity_weight.value"}},
		{"peers without a name, equity or average", func(m *discount.CAPM, _ *discount.WACC, _ *discount.Split) {
			m.Beta, m.Peers = sourced.Number{}, &discount.Relevering{Peers: []discount.Peer{{}}}
		}, []string{"equity.peers.average", "equity.peers.peers[0].name", "equity.peers.peers[0].equity.value"}},
		{"no peers", func(m *discount.CAPM, _ *discount.WACC, _ *discount.Split) {
			m.Beta, m.Peers = sourced.Number{}, &discount.Relevering{Average: discount.Mean}
		}, []string{"equity.peers.peers"}},
		{"peers of negative beta", func(m *discount.CAPM, _ *discount.WACC, _ *discount.Split) {
			m.Beta, m.Peers = sourced.Number{}, &discount.Relevering{Average: discount.Mean, Peers: []discount.Peer{peer("示例公司", "-1", "0", "1", "0")}}
		}, []string{"equity.peers.peers"}},
	}
	for _, c := range cases {
		w := wacc()
		c.change(w.Equity, w, nil)
		_, err := w.Find("rate")
		require.Equal(t, c.paths, paths(err), c.name)
	}
	for name, c := range map[string]struct {
		change func(*discount.Split)
		paths  []string
	}{
		"no intangible": {func(s *discount.Split) { s.Intangible = sourced.Amount{} }, []string{"intangible.value"}},
		"no others":     {func(s *discount.Split) { s.Others = nil }, []string{"others"}},
		"capital twice": {func(s *discount.Split) { s.WACCRate = rate("0.08") }, []string{"wacc_rate"}},
		"no capital":    {func(s *discount.Split) { s.WACC = nil }, []string{"wacc_rate.value"}},
		"others that take all": {func(s *discount.Split) {
			s.Others[1].Return = rate("0.4")
		}, []string{"others"}},
		"a wrong WACC": {func(s *discount.Split) { s.WACC.Tax = rate("1.2") }, []string{"wacc.tax.value"}},
	} {
		s := split()
		c.change(s)
		_, err := s.Find("rate")
		require.Equal(t, c.paths, paths(err), name)
	}
	own := peers()
	_, err := own.Find("beta")
	require.Equal(t, []string{"debt_weight.source"}, paths(err), "a target without debt needs a word")
	_, err = discount.CAPM{RiskFree: rate("0.2"), Beta: score("10"), Premium: rate("0.3")}.Find("rate")
	require.Equal(t, []string{"risk_free.value"}, paths(err), "320 %")
}

func TestTechnicalRiskIsCountedWhereverItStands(t *testing.T) {
	technical := []discount.Item{{Class: discount.Technical, Name: "替代", Rate: rate("0.01")}}
	s := split()
	require.False(t, discount.Choice{Split: s}.CountsTechnicalRisk())
	require.False(t, discount.Choice{}.CountsTechnicalRisk())
	s.WACC.Equity.SpecificItems = technical
	require.True(t, discount.Choice{Split: s}.CountsTechnicalRisk())
	require.True(t, discount.Choice{WACC: s.WACC}.CountsTechnicalRisk())
	require.True(t, discount.Choice{CAPM: s.WACC.Equity}.CountsTechnicalRisk())
	require.True(t, discount.Choice{BuildUp: &discount.BuildUp{Items: technical}}.CountsTechnicalRisk())
}

func TestAChoiceOfOneMethodStoresOnlyThatMethod(t *testing.T) {
	c := discount.Choice{Split: split()}
	raw, err := json.Marshal(c)
	require.NoError(t, err)
	var back discount.Choice
	require.NoError(t, json.Unmarshal(raw, &back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	require.JSONEq(t, string(raw), string(again))
	require.Equal(t, find(t, c).Rate.String(), find(t, back).Rate.String())
	raw, err = json.Marshal(discount.Choice{Rate: rate("0.1")})
	require.NoError(t, err)
	require.JSONEq(t, `{"rate":{"value":"0.1","source":"判断"}}`, string(raw))
}

func TestAnInflationOfZeroWithASourceIsGiven(t *testing.T) {
	var fs fault.Faults
	none := sourced.Rate{Source: "统计公报"}
	out := discount.Choice{Rate: rate("0.08"), PriceBasis: discount.Real, Inflation: none}.Find("rate", &fs)
	require.NoError(t, fs.Err())
	require.Equal(t, "0.08", out.Rate.String())
	require.Contains(t, out.Step.Title, "费雪")
	discount.Choice{Rate: rate("0.08"), Inflation: none}.Find("rate", &fs)
	require.Equal(t, []string{"inflation"}, paths(fs.Err()), "nothing is converted")
}

func TestAnOutcomeSaysWhetherARateWasFoundAndWhichIsNominal(t *testing.T) {
	realCash := discount.Basis{Price: discount.Real}
	for _, c := range []struct {
		name           string
		choice         discount.Choice
		cash           discount.Basis
		known, nominal string
	}{
		{"nominal both", discount.Choice{Rate: rate("0.08")}, discount.Basis{}, "0.08", "0.08"},
		{"a model", discount.Choice{CAPM: capm()}, discount.Basis{}, "0.112", "0.112"},
		{"zero once converted", discount.Choice{Rate: rate("0.05"), Inflation: rate("0.05")}, realCash, "0", "0.05"},
		{"made nominal", discount.Choice{Rate: rate("0.1"), PriceBasis: discount.Real, Inflation: rate("0.1")}, discount.Basis{}, "0.21", "0.21"},
		{"real both", discount.Choice{Rate: rate("0.08"), PriceBasis: discount.Real}, realCash, "0.08", "-"},
		{"none", discount.Choice{}, discount.Basis{}, "-", "-"},
		{"out of range", discount.Choice{Rate: rate("2")}, discount.Basis{}, "-", "-"},
		{"not convertible", discount.Choice{Rate: rate("0.08")}, realCash, "-", "-"},
		{"beyond the range once converted", discount.Choice{Rate: rate("1"), PriceBasis: discount.Real, Inflation: rate("0.02")}, discount.Basis{}, "-", "-"},
	} {
		var fs fault.Faults
		out := c.choice.FindFor("rate", c.cash, &fs)
		got := []string{"-", "-"}
		for i, r := range []*money.Rate{out.Known(), out.Nominal} {
			if r != nil {
				got[i] = r.String()
			}
		}
		require.Equal(t, []string{c.known, c.nominal}, got, c.name)
		require.Equal(t, out.Found, len(fs) == 0, c.name)
	}
}
