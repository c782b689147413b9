package cost_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/cost"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

func valueOf(t require.TestingT, in cost.Input) trace.Result {
	r, err := cost.Replacement{Input: in, Base: base}.Value()
	require.NoError(t, err)
	seen := map[string]bool{}
	r.Step.Walk(func(s trace.Step) bool {
		require.False(t, seen[s.ID], s.ID)
		seen[s.ID] = true
		require.NotEmpty(t, s.Result, s.ID)
		return strings.HasPrefix(s.ID, cost.Name)
	})
	return r
}

func step(t *testing.T, r trace.Result, id string) trace.Step {
	var found trace.Step
	r.Step.Walk(func(s trace.Step) bool {
		if s.ID == id {
			found = s
		}
		return found.ID == ""
	})
	require.Equal(t, id, found.ID)
	return found
}

func TestHistoricCostsTakeTheirIndexAndOverheadBeforeCapitalAndProfit(t *testing.T) {
	in := develop()
	in.Basis, in.Overhead, in.Incentive = cost.Reproduction, rate("0.2"), amount("5000")
	in.Items[0].Index = number("1.1")
	in.Items[1].Kind = cost.Fees
	r := valueOf(t, in)
	// 100,000 × 1.1 × 1.2 = 132,000 binds half a year at 10 %; 50,000 × 1.2 = 60,000 a year at 21 %; a fifth of 192,000 is profit
	require.Equal(t, "261200.00", r.Value.String(), "192,000 + 13,200 + 12,600 + 38,400 + 5,000")
	require.Equal(t, "132000", step(t, r, "cost.item.1.amount").Result)
	require.Equal(t, "复原重置成本", step(t, r, "cost.replacement").Title)
	require.Contains(t, strings.Join(r.Notes, "\n"), "复原重置成本未扣减功能性贬值")
	require.Contains(t, strings.Join(r.Notes, "\n"), "资金成本与企业家激励同时计取")
	in.Basis, in.Obsolescence.Functional = cost.Renewal, rate("0.1")
	require.Contains(t, strings.Join(valueOf(t, in).Notes, "\n"), "更新重置成本按现时技术计算")
}

func purchase() cost.Input {
	return cost.Input{Purchased: &cost.PurchaseInput{Book: amount("3000000"), Acquired: date.Must("2024-12-31"), Index: number("1.08"), Related: amount("60000")},
		Obsolescence: cost.Obsolescence{Used: number("1"), Remaining: number("9")}}
}

func TestAPurchasedRightFollowsThePriceIndex(t *testing.T) {
	r := valueOf(t, purchase())
	require.Equal(t, "2970000.00", r.Value.String(), "(3,240,000 + 60,000) × 0.9")
	require.Equal(t, "3300000", step(t, r, "cost.replacement").Result)
}

func TestLossesInMoneyAreSharesOfWhatIsLeft(t *testing.T) {
	in := purchase()
	in.Obsolescence.FunctionalLoss = &cost.YearlyLoss{Annual: amount("220000"), Tax: rate("0.25"), Rate: rate("0.1"), Years: number("2")}
	r := valueOf(t, in)
	// 165,000 × (1/1.1 + 1/1.21) = 286,363.636… is taken off 2,970,000
	require.Equal(t, "2683636.36", r.Value.String())
	require.Equal(t, "286363.636363636364", step(t, r, "cost.functional.present").Result)
	require.Contains(t, r.Notes[0], "年限贬值与功能性贬值同时计取")

	in.Obsolescence.EconomicLoss = &cost.YearlyLoss{Annual: amount("110000"), Rate: rate("0.1"), Years: number("1")}
	require.Equal(t, "2583636.36", valueOf(t, in).Value.String(), "a further 100,000")

	in.Obsolescence.FunctionalLoss, in.Obsolescence.EconomicLoss = nil, nil
	in.Obsolescence.Utilisation = &cost.Utilisation{Actual: number("25"), Design: number("100"), Exponent: number("0.5")}
	r = valueOf(t, in)
	require.Equal(t, "1485000.00", r.Value.String(), "the root of a quarter is a half")
	require.Equal(t, "0.5", step(t, r, "cost.economic").Result)
	in.Obsolescence.Utilisation.Actual = number("100")
	require.Equal(t, "2970000.00", valueOf(t, in).Value.String(), "full use loses nothing")
}

func TestTheYearsStillUsableAreHeldAgainstTheLifeOfTheRight(t *testing.T) {
	r, err := cost.Replacement{Input: purchase(), Base: base, LifeEnd: base.AddYears(8)}.Value()
	require.NoError(t, err)
	require.Contains(t, r.Notes[0], "尚可使用年限 9 年长于剩余年限 8 年")
	r, err = cost.Replacement{Input: purchase(), Base: base, LifeEnd: base.AddYears(9)}.Value()
	require.NoError(t, err)
	require.Empty(t, r.Notes)
}

func TestWrongFormsNameTheField(t *testing.T) {
	loss := func(years string) *cost.YearlyLoss {
		return &cost.YearlyLoss{Annual: amount("1"), Rate: rate("0.1"), Years: number(years)}
	}
	cases := []struct {
		name   string
		start  cost.Input
		change func(*cost.Input)
		code   string
		path   string
	}{
		{"an unknown basis", develop(), func(in *cost.Input) { in.Basis = "new" }, "cost.basis", "basis"},
		{"overhead twice", develop(), func(in *cost.Input) { in.Overhead, in.Items[1].Kind = rate("0.1"), cost.Indirect }, "cost.overhead_twice", "items[1].kind"},
		{"a negative overhead", develop(), func(in *cost.Input) { in.Overhead = rate("-0.1") }, "rate.range", "overhead.value"},
		{"an index of a thousand", develop(), func(in *cost.Input) { in.Items[0].Index = number("1000") }, "number.range", "items[0].index.value"},
		{"a negative incentive", develop(), func(in *cost.Input) { in.Incentive = amount("-1") }, "amount.negative", "incentive.value"},
		{"bought and made", purchase(), func(in *cost.Input) { in.Items = develop().Items }, "cost.both", "purchased"},
		{"overhead on a purchase", purchase(), func(in *cost.Input) { in.Overhead = rate("0.1") }, "cost.unused", "overhead"},
		{"an incentive on a purchase", purchase(), func(in *cost.Input) { in.Incentive = amount("1") }, "cost.unused", "incentive"},
		{"bought for nothing", purchase(), func(in *cost.Input) { in.Purchased.Book = sourced.Amount{} }, "cost.empty", "purchased.book.value"},
		{"no index", purchase(), func(in *cost.Input) { in.Purchased.Index = sourced.Number{} }, "number.range", "purchased.index.value"},
		{"bought later", purchase(), func(in *cost.Input) { in.Purchased.Acquired = date.Must("2026-01-01") }, "cost.future", "purchased.acquired"},
		{"bought on no day", purchase(), func(in *cost.Input) { in.Purchased.Acquired = date.Date{} }, "date.missing", "purchased.acquired"},
		{"a functional loss twice", purchase(), func(in *cost.Input) {
			in.Obsolescence.Functional, in.Obsolescence.FunctionalLoss = rate("0.1"), loss("1")
		}, "cost.both", "obsolescence.functional"},
		{"an economic loss twice", purchase(), func(in *cost.Input) { in.Obsolescence.Economic, in.Obsolescence.EconomicLoss = rate("0.1"), loss("1") }, "cost.both", "obsolescence.economic"},
		{"two economic losses", purchase(), func(in *cost.Input) {
			in.Obsolescence.EconomicLoss, in.Obsolescence.Utilisation = loss("1"), &cost.Utilisation{Actual: number("1"), Design: number("2"), Exponent: number("0.6")}
		}, "cost.both", "obsolescence.utilisation"},
		{"a loss of nothing", purchase(), func(in *cost.Input) {
			in.Obsolescence.FunctionalLoss = loss("1")
			in.Obsolescence.FunctionalLoss.Annual = sourced.Amount{}
		}, "cost.loss", "obsolescence.functional_loss.annual.value"},
		{"half a year", purchase(), func(in *cost.Input) { in.Obsolescence.FunctionalLoss = loss("1.5") }, "cost.years", "obsolescence.functional_loss.years.value"},
		{"longer than the right", purchase(), func(in *cost.Input) { in.Obsolescence.EconomicLoss = loss("10") }, "cost.years", "obsolescence.economic_loss.years.value"},
		{"a loss above the value", purchase(), func(in *cost.Input) {
			in.Obsolescence.FunctionalLoss = loss("2")
			in.Obsolescence.FunctionalLoss.Annual = amount("9000000")
		}, "cost.loss", "obsolescence.functional_loss.annual.value"},
		{"more than the capacity", purchase(), func(in *cost.Input) {
			in.Obsolescence.Utilisation = &cost.Utilisation{Actual: number("3"), Design: number("2"), Exponent: number("0.6")}
		}, "cost.capacity", "obsolescence.utilisation.actual.value"},
		{"no capacity", purchase(), func(in *cost.Input) {
			in.Obsolescence.Utilisation = &cost.Utilisation{Design: number("2"), Exponent: number("0.6")}
		}, "cost.capacity", "obsolescence.utilisation.actual.value"},
		{"a price beyond money", purchase(), func(in *cost.Input) { in.Purchased.Book.Value, in.Purchased.Index = money.Max, number("2") }, "amount.range", "purchased"},
		{"costs beyond money", develop(), func(in *cost.Input) { in.Items[0].Amount.Value = money.Max }, "amount.range", "items"},
		{"labour beyond money", cost.Input{Multiplier: &cost.MultiplierInput{Labour: amount("90000000000000000"), Creative: number("2")}}, func(*cost.Input) {}, "amount.range", "multiplier"},
		{"no exponent", purchase(), func(in *cost.Input) {
			in.Obsolescence.Utilisation = &cost.Utilisation{Actual: number("1"), Design: number("2")}
		}, "cost.exponent", "obsolescence.utilisation.exponent.value"},
	}
	for _, c := range cases {
		in := c.start
		c.change(&in)
		_, err := cost.Replacement{Input: in, Base: base}.Value()
		fs := fault.Of(err)
		require.Len(t, fs, 1, "%s: %v", c.name, err)
		require.Equal(t, []string{c.code, c.path}, []string{fs[0].Code, fs[0].Path}, c.name)
	}
}

func licence() cost.LicenceInput {
	return cost.LicenceInput{Book: amount("3000000"), Index: number("1.08"), Used: number("1"), Remaining: number("9"), BuyerCapacity: number("300"), OwnerCapacity: number("700")}
}

func TestTheLeastLicenceFeeHoldsWhatTheOwnerLosesByTheYear(t *testing.T) {
	in := licence()
	in.Opportunity = amount("1050000")
	fee, err := in.MinimumFee("fee")
	require.NoError(t, err)
	require.Equal(t, "1924800.00", fee.Value.String(), "COST-2")

	in = licence()
	in.Used, in.Remaining, in.Loss = number("8"), number("2"), &cost.OpportunityLoss{Annual: amount("121000"), Rate: rate("0.1"), Now: amount("40000")}
	fee, err = in.MinimumFee("fee")
	require.NoError(t, err)
	require.Equal(t, "250000", fee.Opportunity.Round(6).String(), "110,000 + 100,000 + 40,000")
	require.Equal(t, "444400.00", fee.Value.String(), "3,240,000 × 0.2 × 0.3 = 194,400 beside it")
	require.Equal(t, "fee.opportunity", fee.Step.Children[2].ID)

	for name, c := range map[string]struct {
		change func(*cost.LicenceInput)
		path   string
	}{
		"twice":         {func(in *cost.LicenceInput) { in.Opportunity = amount("1") }, "opportunity"},
		"a broken year": {func(in *cost.LicenceInput) { in.Remaining = number("2.5") }, "remaining.value"},
		"no rate":       {func(in *cost.LicenceInput) { in.Loss.Rate = sourced.Rate{} }, "loss.rate.value"},
		"a negative":    {func(in *cost.LicenceInput) { in.Loss.Now.Value = -1 }, "loss.now.value"},
	} {
		bad := in
		l := *in.Loss
		bad.Loss = &l
		c.change(&bad)
		_, err := bad.MinimumFee("fee")
		require.Len(t, fault.Of(err), 1, name)
		require.Equal(t, c.path, fault.Of(err)[0].Path, name)
	}
}

func TestMoreLossNeverMeansMoreValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := purchase()
		annual := rapid.Int64Range(1, 200_000).Draw(t, "annual")
		years := rapid.IntRange(1, 9).Draw(t, "years")
		plain := valueOf(t, in).Value
		value := func(yuan int64) money.Money {
			in.Obsolescence.EconomicLoss = &cost.YearlyLoss{Annual: sourced.Amount{Value: money.Yuan(yuan), Source: "x"}, Rate: rate("0.08"), Years: sourced.Number{Value: money.MustRate(string(rune('0' + years))), Source: "x"}}
			return valueOf(t, in).Value
		}
		less, more := value(annual), value(annual+1)
		require.Greater(t, plain, less)
		require.Greater(t, less, more)
	})
}

func TestAnInputOfBeforeKeepsItsForm(t *testing.T) {
	raw, err := json.Marshal(develop())
	require.NoError(t, err)
	for _, field := range []string{"overhead", "incentive", "purchased", "basis", "index", "functional_loss"} {
		require.NotContains(t, string(raw), `"`+field+`"`)
	}
}
