package disposal_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/disposal"
)

func claim(proceeds string) disposal.WaterfallRequest {
	return disposal.WaterfallRequest{Proceeds: money.Must(proceeds), Costs: money.Must("10.00"), Interest: money.Must("20.00"),
		Penalty: money.Must("5.00"), Principal: money.Must("100.00")}
}

func junior(id, amount, registered string) disposal.Junior {
	return disposal.Junior{ID: id, Amount: money.Must(amount), Registered: date.Must(registered)}
}

func lines(r disposal.WaterfallResult) (out []string) {
	for _, l := range r.Lines {
		out = append(out, l.To+" "+l.Due.String()+" "+l.Paid.String())
	}
	return out
}

func TestWaterfallPaysInOrder(t *testing.T) {
	for _, c := range []struct {
		name               string
		in                 disposal.WaterfallRequest
		order              []disposal.Item
		want               []string
		surplus, shortfall string
	}{
		{"enough for all", claim("200.00"), nil,
			[]string{"costs 10.00 10.00", "interest 20.00 20.00", "penalty 5.00 5.00", "principal 100.00 100.00"}, "65.00", "0.00"},
		{"short in the interest", claim("15.00"), nil,
			[]string{"costs 10.00 10.00", "interest 20.00 5.00", "penalty 5.00 0.00", "principal 100.00 0.00"}, "0.00", "120.00"},
		{"principal first by contract", claim("105.00"), []disposal.Item{disposal.Principal, disposal.Costs, disposal.Interest, disposal.Penalty},
			[]string{"principal 100.00 100.00", "costs 10.00 5.00", "interest 20.00 0.00", "penalty 5.00 0.00"}, "0.00", "30.00"},
		{"nothing owed and nothing there", disposal.WaterfallRequest{}, nil,
			[]string{"costs 0.00 0.00", "interest 0.00 0.00", "penalty 0.00 0.00", "principal 0.00 0.00"}, "0.00", "0.00"},
	} {
		c.in.Order = c.order
		got, err := disposal.Waterfall(c.in)
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, lines(got), c.name)
		require.Equal(t, c.surplus, got.Surplus.String(), c.name)
		require.Equal(t, c.shortfall, got.Shortfall.String(), c.name)
	}
}

func TestWaterfallPaysJuniorsByDateAndEqualDatesInProportion(t *testing.T) {
	in := claim("175.01")
	in.Juniors = []disposal.Junior{
		junior("late", "50.00", "2026-03-01"),
		junior("same-1", "20.00", "2026-02-01"),
		junior("first", "30.00", "2026-01-01"),
		junior("same-2", "20.00", "2026-02-01"),
	}
	got, err := disposal.Waterfall(in)
	require.NoError(t, err)
	require.Equal(t, []string{"first 30.00 30.00", "same-1 20.00 5.01", "same-2 20.00 5.00", "late 50.00 0.00"}, lines(got)[4:])
	require.Equal(t, "0.00", got.Surplus.String())
	require.Equal(t, "0.00", got.Shortfall.String(), "what juniors miss is no shortfall of the creditor")
	require.Equal(t, "late", in.Juniors[0].ID, "the request is not reordered")
}

func TestWaterfallNamesEveryFault(t *testing.T) {
	for _, c := range []struct {
		name       string
		spoil      func(*disposal.WaterfallRequest)
		code, path string
	}{
		{"negative proceeds", func(r *disposal.WaterfallRequest) { r.Proceeds = -1 }, "amount.negative", "proceeds"},
		{"negative penalty", func(r *disposal.WaterfallRequest) { r.Penalty = -1 }, "amount.negative", "penalty"},
		{"an order of three", func(r *disposal.WaterfallRequest) { r.Order = disposal.DefaultOrder[:3] }, "order.missing", "order"},
		{"an empty order", func(r *disposal.WaterfallRequest) { r.Order = []disposal.Item{} }, "order.missing", "order"},
		{"an item twice", func(r *disposal.WaterfallRequest) {
			r.Order = []disposal.Item{"costs", "interest", "penalty", "principal", "costs"}
		}, "order.duplicate", "order[4]"},
		{"an unknown item", func(r *disposal.WaterfallRequest) {
			r.Order = []disposal.Item{"costs", "interest", "penalty", "principal", "tips"}
		}, "order.unknown", "order[4]"},
		{"a junior without a name", func(r *disposal.WaterfallRequest) { r.Juniors[0].ID = "" }, "junior.unnamed", "juniors[0].id"},
		{"a junior called principal", func(r *disposal.WaterfallRequest) { r.Juniors[0].ID = "principal" }, "junior.reserved", "juniors[0].id"},
		{"a junior twice", func(r *disposal.WaterfallRequest) { r.Juniors[1].ID = "x" }, "junior.duplicate", "juniors[1].id"},
		{"a junior without a date", func(r *disposal.WaterfallRequest) { r.Juniors[1].Registered = date.Date{} }, "date.missing", "juniors[1].registered"},
		{"a junior with a negative claim", func(r *disposal.WaterfallRequest) { r.Juniors[1].Amount = -1 }, "amount.negative", "juniors[1].amount"},
		{"claims out of range", func(r *disposal.WaterfallRequest) { r.Principal = money.Max }, "amount.range", ""},
	} {
		r := claim("100.00")
		r.Juniors = []disposal.Junior{junior("x", "1.00", "2026-01-01"), junior("y", "1.00", "2026-01-01")}
		c.spoil(&r)
		_, err := disposal.Waterfall(r)
		require.Equal(t, fault.Invalid, fault.KindOf(err), c.name)
		fs := fault.Of(err)
		require.Len(t, fs, 1, c.name)
		require.Equal(t, c.code, fs[0].Code, c.name)
		require.Equal(t, c.path, fs[0].Path, c.name)
	}
}

func TestWaterfallNeverPaysMoreThanDueNorALaterRankBeforeAnEarlier(t *testing.T) {
	amount := rapid.Custom(func(t *rapid.T) money.Money { return money.Money(rapid.Int64Range(0, 500).Draw(t, "fen")) })
	rapid.Check(t, func(t *rapid.T) {
		in := disposal.WaterfallRequest{
			Proceeds: money.Money(rapid.Int64Range(0, 4000).Draw(t, "proceeds")),
			Order:    rapid.Permutation(disposal.DefaultOrder).Draw(t, "order"),
			Costs:    amount.Draw(t, "costs"), Interest: amount.Draw(t, "interest"),
			Penalty: amount.Draw(t, "penalty"), Principal: amount.Draw(t, "principal"),
		}
		ranks := map[string]int{}
		for i := range rapid.IntRange(0, 6).Draw(t, "juniors") {
			day := rapid.IntRange(1, 3).Draw(t, "day")
			id := string(rune('a' + i))
			ranks[id] = day
			in.Juniors = append(in.Juniors, disposal.Junior{ID: id, Amount: amount.Draw(t, "junior"), Registered: date.Of(2026, 1, day)})
		}
		got, err := disposal.Waterfall(in)
		require.NoError(t, err)
		paid, unpaid, lastRank := money.Money(0), money.Money(0), 0
		for i, l := range got.Lines {
			require.LessOrEqual(t, l.Paid, l.Due)
			require.GreaterOrEqual(t, l.Paid, money.Money(0))
			if i < 4 {
				require.True(t, unpaid == 0 || l.Paid == 0)
				unpaid += l.Due - l.Paid
				if i == 3 {
					require.Equal(t, unpaid, got.Shortfall)
				}
			} else {
				require.GreaterOrEqual(t, ranks[l.To], lastRank)
				require.True(t, unpaid == 0 || l.Paid == 0 || ranks[l.To] == lastRank)
				lastRank = ranks[l.To]
				unpaid += l.Due - l.Paid
			}
			paid += l.Paid
		}
		require.Equal(t, in.Proceeds, paid+got.Surplus)
		require.True(t, got.Surplus == 0 || unpaid == 0)
	})
}
