package valuation_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/cost"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/income"
	"zhiya/valuation/life"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

// golden is a published worked example; its source stands in testdata/golden.json.
type golden struct {
	ID         string `json:"id"`
	Inputs     fields `json:"inputs"`
	Expected   fields `json:"expected"`
	Tolerance  fields `json:"tolerance"`
	Reproduces bool   `json:"reproduces"`
	Recomputed fields `json:"recomputed"`
}

type fields map[string]json.RawMessage

func (f fields) num(t *testing.T, name string) decimal.Decimal {
	t.Helper()
	require.Contains(t, f, name)
	return decimal.RequireFromString(string(f[name]))
}

func (f fields) nums(t *testing.T, name string) []decimal.Decimal {
	t.Helper()
	var raw []json.Number
	require.NoError(t, json.Unmarshal(f[name], &raw), name)
	out := make([]decimal.Decimal, len(raw))
	for i, n := range raw {
		out[i] = decimal.RequireFromString(n.String())
	}
	return out
}

func (f fields) rate(t *testing.T, name string) sourced.Rate {
	t.Helper()
	return sourced.Rate{Value: money.RateOf(f.num(t, name)), Source: "golden"}
}

func (f fields) number(t *testing.T, name string) sourced.Number {
	t.Helper()
	return sourced.Number(f.rate(t, name))
}

// wan is an input in 万元 as an amount.
func (f fields) wan(t *testing.T, name string) sourced.Amount {
	t.Helper()
	return yuan(t, f.num(t, name).Shift(4))
}

func yuan(t *testing.T, d decimal.Decimal) sourced.Amount {
	t.Helper()
	m, err := money.FromDecimal(d)
	require.NoError(t, err)
	return sourced.Amount{Value: m, Source: "golden"}
}

func inWan(m money.Money) decimal.Decimal { return m.Decimal().Shift(-4) }

func ints(d decimal.Decimal) int { return int(d.IntPart()) }

// same compares an output with the published figure. A case that does not reproduce must meet the recomputed figure and
// miss the published one.
func (g golden) same(t *testing.T, name string, got decimal.Decimal) {
	t.Helper()
	tolerance := g.Tolerance["*"]
	if own, ok := g.Tolerance[name]; ok {
		tolerance = own
	}
	within := decimal.RequireFromString(string(tolerance))
	published := g.Expected.num(t, name)
	if g.Reproduces {
		require.True(t, got.Sub(published).Abs().LessThanOrEqual(within), "%s %s: got %s, published %s", g.ID, name, got, published)
		return
	}
	require.True(t, got.Sub(g.Recomputed.num(t, name)).Abs().LessThanOrEqual(within), "%s %s: got %s, recomputed %s", g.ID, name, got, g.Recomputed[name])
	require.True(t, got.Sub(published).Abs().GreaterThan(within), "%s %s repeats the published mistake", g.ID, name)
}

func goldens(t *testing.T) map[string]golden {
	t.Helper()
	raw, err := os.ReadFile("testdata/golden.json")
	require.NoError(t, err)
	var file struct {
		Cases []golden `json:"cases"`
	}
	require.NoError(t, json.Unmarshal(raw, &file))
	out := map[string]golden{}
	for _, c := range file.Cases {
		out[c.ID] = c
	}
	require.Len(t, out, 24)
	return out
}

// present discounts flows at the ends, or middles, of years.
func present(t *testing.T, c cashflow.Convention, r decimal.Decimal, flows []decimal.Decimal) (decimal.Decimal, []decimal.Decimal) {
	t.Helper()
	periods, err := c.Periods(date.Must("2025-12-31"), len(flows))
	require.NoError(t, err)
	list := make([]cashflow.Flow, len(flows))
	for i, f := range flows {
		list[i].Amount = f
	}
	total, steps, err := c.Present("pv", money.RateOf(r), periods, list)
	require.NoError(t, err)
	each := make([]decimal.Decimal, len(steps))
	for i, s := range steps {
		each[i] = decimal.RequireFromString(s.Result)
	}
	return total, each
}

func annuity(t *testing.T, f fields) decimal.Decimal {
	t.Helper()
	a, err := cashflow.Annuity(money.RateOf(f.num(t, "rate")), ints(f.num(t, "n")), cashflow.FullDigits)
	require.NoError(t, err)
	return a
}

func TestPublishedPresentValues(t *testing.T) {
	all := goldens(t)
	for _, id := range []string{"TV-NPV-1", "TV-NPV-2", "TV-NPV-4"} {
		g := all[id]
		total, _ := present(t, cashflow.Convention{}, g.Inputs.num(t, "rate"), g.Inputs.nums(t, "values"))
		g.same(t, "npv", total)
	}
	for _, id := range []string{"TV-XNPV-1", "TV-XNPV-2"} {
		g := all[id]
		var days []date.Date
		require.NoError(t, json.Unmarshal(g.Inputs["dates"], &days))
		total := decimal.Zero
		for i, v := range g.Inputs.nums(t, "values") {
			years := decimal.New(int64(days[i].Sub(days[0])), 0).DivRound(decimal.New(365, 0), 20)
			f, err := cashflow.Factor(money.RateOf(g.Inputs.num(t, "rate")), years, cashflow.FullDigits)
			require.NoError(t, err)
			total = total.Add(v.Mul(f))
		}
		g.same(t, "xnpv", total)
	}
}

func TestPublishedMidYearWithPerpetuity(t *testing.T) {
	g := goldens(t)["MY-1"]
	r := g.Inputs.num(t, "rate")
	last, err := cashflow.Factor(money.RateOf(r), decimal.RequireFromString("9.5"), cashflow.FullDigits)
	require.NoError(t, err)
	for _, name := range []string{"sales", "opex", "oi", "idc"} {
		flows := g.Inputs.nums(t, name)
		pv, _ := present(t, cashflow.Convention{Timing: cashflow.MidYear}, r, flows)
		tv := flows[len(flows)-1].DivRound(r, 12).Mul(last)
		g.same(t, "pv_"+name, pv)
		g.same(t, "tv_"+name, tv)
		g.same(t, "tot_"+name, pv.Add(tv))
	}
}

func TestPublishedTablesWithRoundedFactors(t *testing.T) {
	all := goldens(t)
	ee4 := all["EE-4"]
	keep := decimal.New(1, 0).Sub(ee4.Inputs.num(t, "tax"))
	var after []decimal.Decimal
	for _, e := range ee4.Inputs.nums(t, "excess") {
		after = append(after, e.Mul(keep).Round(2))
	}
	_, each := present(t, cashflow.Convention{FactorDigits: cashflow.TwoDigits}, ee4.Inputs.num(t, "rate"), after)
	total := decimal.Zero
	for i, want := range ee4.Expected.nums(t, "pv") {
		total = total.Add(each[i].Round(2))
		require.True(t, want.Equal(each[i].Round(2)), "year %d", i+1)
	}
	ee4.same(t, "total", total)

	ps2 := all["PS-2"]
	four := cashflow.Convention{FactorDigits: cashflow.FourDigits}
	added, _ := present(t, four, ps2.Inputs.num(t, "rate"), ps2.Inputs.nums(t, "added"))
	var profits []decimal.Decimal
	for i, a := range ps2.Inputs.nums(t, "added") {
		profits = append(profits, a.DivRound(ps2.Inputs.nums(t, "fraction")[i], 12))
	}
	all2, _ := present(t, four, ps2.Inputs.num(t, "rate"), profits)
	ps2.same(t, "pv_added", added)
	ps2.same(t, "pv_total", all2)
	ps2.same(t, "share", added.DivRound(all2, 12))

	ps4 := all["PS-4"]
	pv, _ := present(t, four, ps4.Inputs.num(t, "rate"), ps4.Inputs.nums(t, "profits"))
	ps4.same(t, "pv_profit", pv)
	ps4.same(t, "value", pv.Mul(ps4.Inputs.num(t, "share")))
}

func TestPublishedIncomeStreams(t *testing.T) {
	all := goldens(t)
	one := decimal.New(1, 0)
	for _, id := range []string{"INC-2", "INC-3"} {
		g := all[id]
		profit := map[string]decimal.Decimal{}
		for _, side := range []string{"with", "without"} {
			var f fields
			require.NoError(t, json.Unmarshal(g.Inputs[side], &f))
			profit[side] = f.num(t, "q").Mul(f.num(t, "p").Sub(f.num(t, "c"))).Mul(one.Sub(g.Inputs.num(t, "tax")))
		}
		g.same(t, "value", profit["with"].Sub(profit["without"]).Mul(annuity(t, g.Inputs)))
	}
	inc1 := all["INC-1"]
	quantity := inc1.Inputs.num(t, "q").Mul(one.Sub(inc1.Inputs.num(t, "tax")))
	saving := inc1.Inputs.num(t, "c_old").Sub(inc1.Inputs.num(t, "c_new")).Mul(quantity)
	premium := inc1.Inputs.num(t, "p_new").Sub(inc1.Inputs.num(t, "p_old")).Mul(quantity)
	inc1.same(t, "saving", saving)
	inc1.same(t, "premium", premium)
	inc1.same(t, "value", saving.Add(premium).Mul(annuity(t, inc1.Inputs)))

	inc4 := all["INC-4"]
	grown := inc4.Inputs.num(t, "q1").Sub(inc4.Inputs.num(t, "q0")).Mul(inc4.Inputs.num(t, "p").Sub(inc4.Inputs.num(t, "c"))).Mul(one.Sub(inc4.Inputs.num(t, "tax")))
	inc4.same(t, "value_aftertax", grown.Mul(annuity(t, inc4.Inputs)))

	ee1 := all["EE-1"]
	var flows []decimal.Decimal
	for _, stage := range []string{"1", "2"} {
		for range ints(ee1.Inputs.num(t, "n"+stage)) {
			flows = append(flows, ee1.Inputs.num(t, "a"+stage))
		}
	}
	value, _ := present(t, cashflow.Convention{}, ee1.Inputs.num(t, "rate"), flows)
	ee1.same(t, "value", value)

	ps1 := all["PS-1"]
	built, err := discount.BuildUp{RiskFree: ps1.Inputs.rate(t, "rf"), Items: []discount.Item{
		{Class: discount.Technical, Name: "技术", Rate: rate("0.03", "golden")}, {Class: discount.Market, Name: "市场", Rate: rate("0.03", "golden")}}}.Find("r")
	require.NoError(t, err)
	ps1.same(t, "discount_rate", built.Rate.Decimal())
	pv, _ := present(t, cashflow.Convention{}, built.Rate.Decimal(), ps1.Inputs.nums(t, "profits"))
	ps1.same(t, "value", pv.Mul(ps1.Inputs.num(t, "share_used")))
}

func TestPublishedReliefFromRoyalty(t *testing.T) {
	all := goldens(t)
	g := all["RFR-1"]
	sales := g.Inputs.num(t, "profit").DivRound(g.Inputs.num(t, "margin"), 12)
	in := income.RoyaltyInput{Royalty: g.Inputs.rate(t, "royalty"), Tax: g.Inputs.rate(t, "tax"), Choice: discount.Choice{Rate: g.Inputs.rate(t, "rate")}}
	for range ints(g.Inputs.num(t, "n")) {
		in.Revenue = append(in.Revenue, yuan(t, sales.Shift(4)))
	}
	got, err := income.Royalty{Input: in, Base: date.Must("2025-12-31")}.Value()
	require.NoError(t, err)
	g.same(t, "value", inWan(got.Value))
	require.Equal(t, "3096251.84", got.Value.String())

	g = all["RFR-3"]
	in = income.RoyaltyInput{Royalty: g.Inputs.rate(t, "royalty"), Tax: g.Inputs.rate(t, "tax"), Choice: discount.Choice{Rate: g.Inputs.rate(t, "rate")}}
	for range ints(g.Inputs.num(t, "n")) {
		in.Revenue = append(in.Revenue, yuan(t, g.Inputs.num(t, "revenue")))
	}
	got, err = income.Royalty{Input: in, Base: date.Must("2025-12-31")}.Value()
	require.NoError(t, err)
	g.same(t, "value", got.Value.Decimal())

	// EE-3 as a royalty: the premium per unit over the price is a share of revenue; here 100 % of the premium revenue.
	g = all["EE-3"]
	premium := decimal.Zero
	for i, p := range g.Inputs.nums(t, "premium") {
		premium = premium.Add(p.Mul(g.Inputs.nums(t, "mix")[i]))
	}
	in = income.RoyaltyInput{Royalty: rate("1", "golden"), Tax: g.Inputs.rate(t, "tax"),
		Choice: discount.Choice{Rate: sourced.Rate{Value: money.RateOf(g.Inputs.num(t, "rf").Add(g.Inputs.num(t, "risk"))), Source: "golden"}}}
	for range ints(g.Inputs.num(t, "n")) {
		in.Revenue = append(in.Revenue, yuan(t, premium.Mul(g.Inputs.num(t, "volume")).Shift(4)))
	}
	got, err = income.Royalty{Input: in, Base: date.Must("2025-12-31")}.Value()
	require.NoError(t, err)
	g.same(t, "value", inWan(got.Value))
}

func TestPublishedBuildUp(t *testing.T) {
	require.Contains(t, goldens(t), "EE-6") // the risks 1+2+3+2+2 % over 3.5 % stand in its note
	in := discount.BuildUp{RiskFree: rate("0.035", "EE-6")}
	for i, r := range []string{"0.01", "0.02", "0.03", "0.02", "0.02"} {
		in.Items = append(in.Items, discount.Item{Class: discount.Classes[i], Name: discount.Classes[i].String(), Rate: rate(r, "EE-6")})
	}
	out, err := in.Find("r")
	require.NoError(t, err)
	require.Equal(t, "13.50%", out.Rate.Percent())
	require.Empty(t, out.Notes)
}

func TestPublishedCosts(t *testing.T) {
	all := goldens(t)
	g := all["COST-1"]
	in := cost.Input{Multiplier: &cost.MultiplierInput{Materials: g.Inputs.wan(t, "materials"), Labour: g.Inputs.wan(t, "labour"),
		Creative: g.Inputs.number(t, "beta1"), Risk: g.Inputs.rate(t, "beta2"), Return: g.Inputs.rate(t, "roi")},
		Obsolescence: cost.Obsolescence{Used: g.Inputs.number(t, "used"), Remaining: g.Inputs.number(t, "remaining")}}
	rc, _, err := in.Multiplier.Replacement("rc")
	require.NoError(t, err)
	g.same(t, "replacement_cost", rc.Shift(-4))
	g.same(t, "depreciation", cost.AgeLoss(in.Obsolescence.Used.Value, in.Obsolescence.Remaining.Value))
	got, err := cost.Replacement{Input: in, Base: date.Must("2025-12-31")}.Value()
	require.NoError(t, err)
	g.same(t, "value", inWan(got.Value))

	for _, id := range []string{"COST-2", "COST-4"} {
		g := all[id]
		fee, err := cost.LicenceInput{Book: g.Inputs.wan(t, "book"), Index: g.Inputs.number(t, "index"), Used: g.Inputs.number(t, "used"),
			Remaining: g.Inputs.number(t, "remaining"), BuyerCapacity: g.Inputs.number(t, "cap_buyer"), OwnerCapacity: g.Inputs.number(t, "cap_owner"),
			Opportunity: g.Inputs.wan(t, "opp_pv")}.MinimumFee("fee")
		require.NoError(t, err)
		g.same(t, "net", fee.Net.Shift(-4))
		g.same(t, "share", fee.Share)
		g.same(t, "fee", fee.Fee.Shift(-4))
	}
}

func TestPublishedForcedSaleAndLife(t *testing.T) {
	all := goldens(t)
	g := all["LIQ-1"]
	value, bridge, _, err := valuation.ForcedSale(g.Inputs.wan(t, "price").Value, valuation.ForcedSaleInput{Discount: g.Inputs.rate(t, "discount")}, valuation.ToFen)
	require.NoError(t, err)
	g.same(t, "value", inWan(value))
	require.Len(t, bridge, 5)

	g = all["LIFE-1"]
	years, ok := life.Shortest(g.Inputs.num(t, "legal"), g.Inputs.num(t, "economic"))
	require.True(t, ok)
	g.same(t, "life", years)
}
