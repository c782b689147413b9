package income_test

import (
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
	"zhiya/valuation/sourced"
)

func renewed(in income.SharingInput) income.Sharing {
	return income.Sharing{Input: in, Base: base, Renewable: true}
}

func forever(growth string) *cashflow.Terminal {
	g := rate(growth)
	if growth == "0" {
		g = sourced.Rate{}
	}
	return &cashflow.Terminal{Growth: g}
}

func TestATerminalValueIsForRenewedMarksOnly(t *testing.T) {
	in := shared()
	in.Terminal = forever("0.02")
	// 150,000 × 1.7355372 + 150,000 × 1.02 ÷ 0.08 ÷ 1.21
	require.Equal(t, "1840909.09", worth(t, renewed(in)))
	r, err := renewed(in).Value()
	require.NoError(t, err)
	require.Contains(t, r.Notes[0], "期末余值占收益现值的 85.86%")
	_, err = income.Sharing{Input: in, Base: base}.Value()
	require.Equal(t, "terminal.renewal terminal", first(err))
	require.Contains(t, fault.Of(err)[0].Message, "续展")
	require.Equal(t, fault.Refused, fault.KindOf(err))

	royalty := stream()
	royalty.Terminal = forever("0.02")
	require.Equal(t, "460227.27", worth(t, income.Royalty{Input: royalty, Base: base, Renewable: true}), "37,500 × 1.7355372 + 37,500 × 1.02 ÷ 0.08 ÷ 1.21")
}

func TestAPerpetuityOfLevelCashIsCashOverTheRate(t *testing.T) {
	in := shared()
	in.Terminal = forever("0")
	require.Equal(t, "1500000.00", worth(t, renewed(in)), "150,000 ÷ 10 %, wherever the forecast ends")
	in.Amounts = yuan(1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000)
	require.Equal(t, "1500000.00", worth(t, renewed(in)))
	in.Convention.Timing = cashflow.MidYear
	require.Equal(t, "1573213.27", worth(t, renewed(in)), "… × 1.1^½: the mid-year terminal value is discounted by n − 0.5")
}

func TestALongStreamNearsItsTerminalValue(t *testing.T) {
	list := times(50, rate("0.02"))
	in := shared()
	in.Rate = rate("0.3")
	in.Amounts, in.Forecast = nil, &income.Forecast{Base: yuan(1_000_000)[0], Growth: list}
	long := worth(t, renewed(in))
	in.Forecast, in.Terminal = &income.Forecast{Base: yuan(1_000_000)[0], Growth: list[:2]}, forever("0.02")
	perpetual := decimal.RequireFromString(worth(t, renewed(in)))
	tail := decimal.RequireFromString("1.02").DivRound(decimal.RequireFromString("1.3"), 30).Pow(decimal.New(50, 0)) // of the value, after fifty years
	near(t, long, perpetual.Mul(decimal.New(1, 0).Sub(tail)).String(), "0.02")
}

func TestWrongTerminalValuesNameTheFieldAndTheRemedy(t *testing.T) {
	for _, c := range []struct {
		name       string
		change     func(*income.SharingInput)
		code, path string
	}{
		{"growth as fast as the rate", func(in *income.SharingInput) { in.Terminal = forever("0.1") }, "terminal.growth", "terminal.growth.value"},
		{"growth faster than the rate", func(in *income.SharingInput) { in.Terminal = forever("0.3") }, "terminal.growth", "terminal.growth.value"},
		{"growth below −50 %", func(in *income.SharingInput) { in.Terminal = forever("-0.6") }, "rate.range", "terminal.growth.value"},
		{"growth without source", func(in *income.SharingInput) {
			in.Terminal = &cashflow.Terminal{Growth: sourced.Rate{Value: money.MustRate("0.01")}}
		}, "source.missing", "terminal.growth.source"},
		{"a broken last year", func(in *income.SharingInput) { in.Convention.LastEnd = date.Must("2027-06-30") }, "terminal.broken", "convention.last_end"},
		{"a broken only year", func(in *income.SharingInput) {
			in.Amounts, in.Convention.FirstEnd = in.Amounts[:1], date.Must("2026-06-30")
		}, "terminal.broken", "convention.first_end"},
		{"decay", func(in *income.SharingInput) { in.Decay = &income.Decay{Form: income.ConstantDecay, Rate: rate("0.1")} }, "terminal.decay", "terminal"},
		{"nothing in the last year", func(in *income.SharingInput) { in.Amounts[1] = sourced.Amount{} }, "terminal.negative", "terminal"},
	} {
		in := shared()
		in.Terminal = forever("0.02")
		c.change(&in)
		_, err := renewed(in).Value()
		require.Equal(t, c.code+" "+c.path, first(err), "%s: %v", c.name, err)
	}
}

func TestTheAmortisationBenefitIsWhatIterationFinds(t *testing.T) {
	factor, annuity, err := income.TABFactor(money.MustRate("0.1"), 10, decimal.RequireFromString("0.3"), cashflow.EndYear, cashflow.FullDigits)
	require.NoError(t, err)
	near(t, "1.22599654042", factor.String(), "1e-11") // TAB-1
	near(t, "6.1445671057", annuity.String(), "1e-10")
	factor, _, err = income.TABFactor(money.MustRate("0.1"), 10, decimal.RequireFromString("0.3"), cashflow.MidYear, cashflow.FullDigits)
	require.NoError(t, err)
	near(t, "1.23967089238", factor.String(), "1e-11")

	in := shared()
	plain := worth(t, renewed(in))
	in.TAB = &income.TAB{Years: num("10"), Tax: rate("0.25")}
	m := renewed(in)
	with := worth(t, m)
	check := stepOf(t, m, "sharing.tab.check")
	require.Equal(t, with, decimal.RequireFromString(check.Result).StringFixed(2))
	benefit := stepOf(t, m, "sharing.tab").Result
	require.Equal(t, with, decimal.RequireFromString(plain).Add(decimal.RequireFromString(benefit)).StringFixed(2))
	r, err := m.Value()
	require.NoError(t, err)
	require.Contains(t, r.Notes[len(r.Notes)-1], "不常用")
	rapid.Check(t, func(t *rapid.T) {
		r := money.RateOf(decimal.New(rapid.Int64Range(1, 500).Draw(t, "rate"), -3))
		n := rapid.IntRange(1, 30).Draw(t, "n")
		tax := decimal.New(rapid.Int64Range(1, 50).Draw(t, "tax"), -2)
		timing := rapid.SampledFrom([]cashflow.Timing{cashflow.EndYear, cashflow.MidYear}).Draw(t, "timing")
		factor, annuity, err := income.TABFactor(r, n, tax, timing, cashflow.FullDigits)
		require.NoError(t, err)
		before := decimal.New(1_000_000, 0)
		iterated, _ := income.Iterate(before, tax.Mul(annuity).DivRound(decimal.New(int64(n), 0), 40))
		near(t, before.Mul(factor).String(), iterated.String(), "0.0001")
	})
}

func TestWrongAmortisationNamesTheField(t *testing.T) {
	for want, tab := range map[string]income.TAB{
		"number.range tab.years.value":  {Years: num("0"), Tax: rate("0.25")},
		"tab.years tab.years.value":     {Years: num("10.5"), Tax: rate("0.25")},
		"rate.range tab.tax.value":      {Years: num("10"), Tax: rate("0.6")},
		"source.missing tab.tax.source": {Years: num("10"), Tax: sourced.Rate{Value: money.MustRate("0.25")}},
	} {
		in := shared()
		in.TAB = &tab
		_, err := renewed(in).Value()
		require.Equal(t, want, first(err), "%v", err)
	}
	_, _, err := income.TABFactor(money.MustRate("-0.5"), 10, decimal.RequireFromString("0.25"), cashflow.EndYear, "")
	require.True(t, fault.Has(err, "tab.factor"))
	_, _, err = income.TABFactor(money.MustRate("0.1"), 0, decimal.RequireFromString("0.25"), cashflow.EndYear, "")
	require.True(t, fault.Has(err, "tab.years"))
}

func TestMidYearIsYearEndTimesHalfAYearsGrowth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := shared()
		in.Rate = sourced.Rate{Value: money.RateOf(decimal.New(rapid.Int64Range(1, 900).Draw(t, "rate"), -3)), Source: "x"}
		end := worth(t, renewed(in))
		in.Convention.Timing = cashflow.MidYear
		growth, err := cashflow.Growth(in.Rate.Value, decimal.New(5, -1))
		require.NoError(t, err)
		near(t, decimal.RequireFromString(end).Mul(growth).String(), worth(t, renewed(in)), "0.02")
	})
}

func TestRealCashIsDiscountedAtARealRate(t *testing.T) {
	in := shared()
	in.CashPrice, in.Inflation, in.Rate = discount.Real, rate("0.1"), rate("0.21")
	require.Equal(t, "260330.58", worth(t, renewed(in)), "1.21 ÷ 1.1 − 1 is 10 %")
	in.Inflation = sourced.Rate{}
	_, err := renewed(in).Value()
	require.Equal(t, "discount.price_basis inflation.value", first(err))
	in.CashPrice = "today"
	_, err = renewed(in).Value()
	require.Equal(t, "income.cash_price cash_price", first(err))
}

func TestDecayAndAPremiumForTechnicalRiskAreRemarked(t *testing.T) {
	risky := discount.Choice{BuildUp: &discount.BuildUp{RiskFree: rate("0.02"), Items: []discount.Item{{Class: discount.Technical, Name: "技术替代", Rate: rate("0.05")}, {Class: discount.Market, Name: "市场", Rate: rate("0.05")}}}}
	fall := &income.Decay{Form: income.ConstantDecay, Rate: rate("0.1")}
	royalty, share, ex := stream(), shared(), excess()
	royalty.DecayForm, royalty.Choice = fall, risky
	share.Decay, share.Choice = fall, risky
	ex.Retention, ex.Choice = fall, risky
	for _, m := range []method{income.Royalty{Input: royalty, Base: base}, renewed(share), income.Excess{Input: ex, Base: base}} {
		r, err := m.Value()
		require.NoError(t, err)
		require.Contains(t, r.Notes[len(r.Notes)-1], "重复考虑技术替代")
	}
}

func TestRoyaltiesDecayInEveryForm(t *testing.T) {
	in := stream()
	in.Decay = rate("0.2")
	constant := value(t, in)
	in.Decay, in.DecayForm = sourced.Rate{}, &income.Decay{Form: income.ConstantDecay, Rate: rate("0.2")}
	require.Equal(t, constant, value(t, in))
	in.DecayForm = &income.Decay{Form: income.TableDecay, Table: []sourced.Rate{rate("1"), rate("0.8")}}
	require.Equal(t, constant, value(t, in))
	in.Decay = rate("0.2")
	_, err := income.Royalty{Input: in, Base: base}.Value()
	require.Equal(t, "decay.twice decay_form", first(err))
	in = stream()
	in.Revenue, in.Forecast = nil, &income.Forecast{Base: yuan(1_000_000)[0], Growth: []sourced.Rate{{}, {}}}
	require.Equal(t, "65082.64", value(t, in), "no growth is the same revenue")
}

func TestTheRoyaltyIsCheckedAgainstTheProfit(t *testing.T) {
	in := stream()
	plain := value(t, in)
	in.Royalty, in.Margin = rate("0.02"), rate("0.1") // RFR-1
	m := income.Royalty{Input: in, Base: base}
	require.Equal(t, "0.2", stepOf(t, m, "royalty.share").Result)
	r, err := m.Value()
	require.NoError(t, err)
	require.Empty(t, r.Notes)
	in.Royalty, in.Margin = rate("0.05"), rate("0.08")
	r, err = income.Royalty{Input: in, Base: base}.Value()
	require.NoError(t, err)
	require.Equal(t, plain, r.Value.String(), "the check changes nothing")
	require.Contains(t, r.Notes[0], "62.50%")
	in.Margin = rate("1.1")
	_, err = income.Royalty{Input: in, Base: base}.Value()
	require.Equal(t, "rate.range margin.value", first(err))
}

func TestATerminalValueBeyondTheLifeIsRemarked(t *testing.T) {
	in := shared()
	in.Terminal = forever("0.02")
	m := renewed(in)
	m.LifeEnd = date.Must("2035-12-31")
	r, err := m.Value()
	require.NoError(t, err)
	require.Contains(t, r.Notes[0], "2035-12-31")
}

func TestPublishedFormulasOnPlainFigures(t *testing.T) {
	d := decimal.RequireFromString
	sales, share, annual, err := income.RoyaltyOnProfit(d("0.02"), d("0.1"), d("460"), d("0.25")) // RFR-1
	require.NoError(t, err)
	require.Equal(t, "4600 0.2 69", sales.String()+" "+share.String()+" "+annual.String())
	_, _, _, err = income.RoyaltyOnProfit(d("0.02"), decimal.Zero, d("460"), d("0.25"))
	require.Equal(t, "share.margin margin", first(err))
	increment, share, err := income.IncrementShare(d("300"), d("1000"), d("0.2")) // PS-5
	require.NoError(t, err)
	require.Equal(t, "100", increment.String())
	near(t, "0.333333333333", share.String(), "1e-12")
	_, _, err = income.IncrementShare(decimal.Zero, d("1000"), d("0.2"))
	require.Equal(t, "share.total income", first(err))
	_, _, _, err = income.InvestmentShare(decimal.Zero, decimal.Zero, decimal.Zero, decimal.Zero)
	require.Equal(t, "share.investment licensee_cost", first(err))
	_, _, _, err = income.MarginalRate(money.MustRate("-1"), []decimal.Decimal{d("1")}, []decimal.Decimal{d("2")}, cashflow.EndYear, "")
	require.True(t, fault.Has(err, "rate.range"))
	_, _, _, _, err = income.RoundedSchedule(money.MustRate("-1"), []decimal.Decimal{d("1")}, decimal.Zero, "", 2)
	require.True(t, fault.Has(err, "rate.range"))
}

func TestTaxAmortisationBesideRealCashTakesTheNominalRate(t *testing.T) {
	in := shared()
	in.CashPrice, in.Rate, in.Inflation = discount.Real, rate("0.1302"), rate("0.05")
	in.TAB = &income.TAB{Years: num("10"), Tax: rate("0.25")}
	annuity, err := cashflow.Annuity(money.MustRate("0.1302"), 10, cashflow.FullDigits)
	require.NoError(t, err)
	m := renewed(in)
	step := stepOf(t, m, "sharing.tab.annuity")
	require.Equal(t, annuity.String(), step.Result)
	require.Contains(t, step.Formula, "名义折现率")

	in.Inflation, in.PriceBasis = sourced.Rate{}, discount.Real
	_, err = renewed(in).Value()
	require.Equal(t, "tab.price tab", first(err))
	require.Contains(t, err.Error(), "请改填名义折现率")
	in.TAB = nil
	worth(t, renewed(in))

	in = shared()
	in.PriceBasis, in.Rate, in.Inflation = discount.Real, rate("0.1"), rate("0.1")
	in.TAB = &income.TAB{Years: num("10"), Tax: rate("0.25")}
	annuity, err = cashflow.Annuity(money.MustRate("0.21"), 10, cashflow.FullDigits)
	require.NoError(t, err)
	require.Equal(t, annuity.String(), stepOf(t, renewed(in), "sharing.tab.annuity").Result, "a real rate made nominal for nominal cash")
}

func TestARateThatConversionMakesZeroIsARate(t *testing.T) {
	in := shared()
	in.CashPrice, in.Rate, in.Inflation = discount.Real, rate("0.05"), rate("0.05")
	require.Equal(t, "300000.00", worth(t, renewed(in)), "twice 150,000 undiscounted")
	in.Share = income.Share{Marginal: &income.MarginalShare{Years: []income.MarginalYear{{Added: yuan(1)[0], Total: yuan(10)[0]}, {Added: yuan(3)[0], Total: yuan(10)[0]}}}}
	require.Equal(t, "300000.00", worth(t, renewed(in)), "(1 + 3) ÷ (10 + 10) of the profit")
	in.Terminal = forever("0.01")
	_, err := renewed(in).Value()
	require.Equal(t, "terminal.growth terminal.growth.value", first(err))
	in.Terminal = forever("-0.5")
	require.Equal(t, "450000.00", worth(t, renewed(in)), "150,000 × 0.5 ÷ 0.5 more")
}

func TestARateTooNearALossOfAllIsNamedAtTheRateAndNothingBreaks(t *testing.T) {
	in := shared()
	in.Amounts = times(42, yuan(1_000_000)[0])
	in.Rate, in.Convention.Timing = rate("-0.9"), cashflow.MidYear
	_, err := renewed(in).Value()
	require.Equal(t, "rate.small rate", first(err))
	in.Share = income.Share{Marginal: &income.MarginalShare{Years: times(42, income.MarginalYear{Added: yuan(1)[0], Total: yuan(10)[0]})}}
	_, err = renewed(in).Value()
	require.Equal(t, "rate.small rate", first(err))
}

func TestARoyaltyWithoutTaxNeedsTheGround(t *testing.T) {
	in := stream()
	in.Tax = sourced.Rate{}
	_, err := income.Royalty{Input: in, Base: base}.Value()
	require.Equal(t, "tax.missing tax", first(err))
	in.Tax.Source = "免税"
	require.Equal(t, "86776.86", value(t, in), "50,000 × 1.7355372")
}
