package cost_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/cost"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

func rate(r string) sourced.Rate { return sourced.Rate{Value: money.MustRate(r), Source: "来源"} }

func number(n string) sourced.Number {
	return sourced.Number{Value: money.MustRate(n), Source: "来源"}
}

func amount(y string) sourced.Amount { return sourced.Amount{Value: money.Must(y), Source: "来源"} }

func item(from, to, yuan string) cost.Item {
	return cost.Item{Kind: cost.Labour, Name: "人工", From: date.Must(from), To: date.Must(to), Amount: amount(yuan)}
}

var base = date.Must("2025-12-31")

func develop() cost.Input {
	return cost.Input{Items: []cost.Item{item("2024-12-31", "2025-12-31", "100000"), item("2024-12-31", "2024-12-31", "50000")},
		CapitalRate: rate("0.21"), Profit: rate("0.2")}
}

func TestFiguresWorkedByHand(t *testing.T) {
	in := develop()
	r, err := cost.Replacement{Input: in, Base: base}.Value()
	require.NoError(t, err)
	// 100,000 over a year binds half a year: 21 % a year is 10 % for it. 50,000 binds the whole year.
	require.Equal(t, "200500.00", r.Value.String(), "150,000 + 10,000 + 10,500 + 30,000")
	require.Equal(t, "cost.item.1", r.Step.Children[0].Children[0].ID)

	in.Obsolescence = cost.Obsolescence{Used: number("2"), Remaining: number("8"), Functional: rate("0.1"), Economic: rate("0.05")}
	r, err = cost.Replacement{Input: in, Base: base}.Value()
	require.NoError(t, err)
	require.Equal(t, "137142.00", r.Value.String(), "200,500 × 0.8 × 0.9 × 0.95")
	require.Len(t, r.Notes, 1, "loss by age and by technique together are remarked")

	in.CapitalRate, in.Profit, in.Obsolescence = sourced.Rate{}, sourced.Rate{}, cost.Obsolescence{}
	r, err = cost.Replacement{Input: in, Base: base}.Value()
	require.NoError(t, err)
	require.Equal(t, "150000.00", r.Value.String())
}

func TestTheOlderTheCostTheMoreCapitalItBound(t *testing.T) {
	last := money.Money(0)
	for _, year := range []int{2025, 2022, 2015, 2000} {
		day := date.Of(year, 6, 30)
		in := cost.Input{Items: []cost.Item{{Kind: cost.Equipment, Name: "设备", From: day, To: day, Amount: amount("1000")}}, CapitalRate: rate("0.05")}
		r, err := cost.Replacement{Input: in, Base: base}.Value()
		require.NoError(t, err)
		require.Greater(t, r.Value, last)
		last = r.Value
	}
}

func TestWrongCostsNameTheField(t *testing.T) {
	cases := []struct {
		name   string
		change func(*cost.Input)
		code   string
		path   string
	}{
		{"nothing", func(in *cost.Input) { in.Items = nil }, "cost.empty", "items"},
		{"both methods", func(in *cost.Input) {
			in.Multiplier = &cost.MultiplierInput{Labour: amount("1"), Creative: number("1")}
		}, "cost.both", "multiplier"},
		{"a cost after the base date", func(in *cost.Input) { in.Items[0].To = date.Must("2026-01-01") }, "cost.future", "items[0].to"},
		{"an end before its start", func(in *cost.Input) { in.Items[0].To = date.Must("2024-01-01") }, "cost.dates", "items[0].to"},
		{"no date", func(in *cost.Input) { in.Items[0].From = date.Date{} }, "date.missing", "items[0].from"},
		{"an unknown kind", func(in *cost.Input) { in.Items[0].Kind = "bribe" }, "cost.kind", "items[0].kind"},
		{"no name", func(in *cost.Input) { in.Items[0].Name = " " }, "cost.name", "items[0].name"},
		{"a negative amount", func(in *cost.Input) { in.Items[1].Amount.Value = -1 }, "amount.negative", "items[1].amount.value"},
		{"capital above one", func(in *cost.Input) { in.CapitalRate = rate("1.1") }, "rate.range", "capital_rate.value"},
		{"a profit without a source", func(in *cost.Input) { in.Profit.Source = "" }, "source.missing", "profit.source"},
		{"used up", func(in *cost.Input) { in.Obsolescence.Used = number("3") }, "cost.remaining", "obsolescence.remaining.value"},
		{"a loss above one", func(in *cost.Input) { in.Obsolescence.Economic = rate("1.1") }, "rate.range", "obsolescence.economic.value"},
	}
	for _, c := range cases {
		in := develop()
		c.change(&in)
		_, err := cost.Replacement{Input: in, Base: base}.Value()
		fs := fault.Of(err)
		require.Len(t, fs, 1, "%s: %v", c.name, err)
		require.Equal(t, []string{c.code, c.path}, []string{fs[0].Code, fs[0].Path}, c.name)
	}
	_, err := cost.Replacement{Input: develop()}.Value()
	require.True(t, fault.Has(err, "date.missing"))
}

func TestTheMultiplierRefusesWhatMakesNoSense(t *testing.T) {
	_, err := cost.Replacement{Base: base, Input: cost.Input{Multiplier: &cost.MultiplierInput{Risk: rate("1"), Creative: number("0.9"), Return: rate("6")}}}.Value()
	var paths []string
	for _, f := range fault.Of(err) {
		paths = append(paths, f.Path)
	}
	require.Equal(t, []string{"multiplier.creative.value", "multiplier.risk.value", "multiplier.return.value", "multiplier.labour.value"}, paths)
}

func TestTheLeastLicenceFeeRefusesAUsedUpTechnology(t *testing.T) {
	_, err := cost.LicenceInput{Book: amount("100"), Index: number("1"), Used: number("5")}.MinimumFee("fee")
	require.True(t, fault.Has(err, "cost.remaining"))
	require.True(t, fault.Has(err, "cost.capacity"))
	fee, err := cost.LicenceInput{Book: amount("100"), Index: number("1"), Remaining: number("5"), BuyerCapacity: number("10")}.MinimumFee("fee")
	require.NoError(t, err)
	require.Equal(t, "100.00", fee.Value.String(), "an owner who keeps no capacity bears no share")
	require.Equal(t, "100.00", fee.Step.Result)
}
