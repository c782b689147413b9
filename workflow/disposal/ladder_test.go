package disposal_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/disposal"
)

func rates(ss ...string) []money.Rate {
	rs := make([]money.Rate, len(ss))
	for i, s := range ss {
		rs[i] = money.MustRate(s)
	}
	return rs
}

func online(valuation, first string, cuts ...string) disposal.LadderRequest {
	return disposal.LadderRequest{Valuation: money.Must(valuation), FirstRatio: money.MustRate(first), Cuts: rates(cuts...),
		SaleFloor: money.MustRate("0.5"), Mode: disposal.JudicialOnline}
}

func TestLadderTakesEachCutOffTheReserveBefore(t *testing.T) {
	for _, c := range []struct {
		name  string
		in    disposal.LadderRequest
		want  []string
		sale  string
		agree bool
	}{
		{"the lowest the court may ask", online("1000000.00", "0.7", "0.2"), []string{"700000.00", "560000.00"}, "500000.00", false},
		{"no second auction", online("1000000.00", "1"), []string{"1000000.00"}, "500000.00", false},
		{"half a fen is rounded up in every round", online("0.05", "0.7", "0.2"), []string{"0.04", "0.03"}, "0.03", false},
		{"agreed rounds", online("1000.00", "0.5", "0.3", "0.3"), []string{"500.00", "350.00", "245.00"}, "500.00", true},
	} {
		if c.agree {
			c.in.Mode = disposal.Agreed
		}
		got, err := disposal.Ladder(c.in)
		require.NoError(t, err, c.name)
		require.Len(t, got.Rounds, len(c.want), c.name)
		for i, r := range got.Rounds {
			require.Equal(t, i+1, r.Round, c.name)
			require.Equal(t, c.want[i], r.Reserve.String(), c.name)
		}
		require.Equal(t, c.sale, got.Sale.String(), c.name)
	}
}

func TestLadderRefusesWhatTheCourtMayNotDo(t *testing.T) {
	_, err := disposal.Ladder(online("1000000.00", "0.699999", "0.2", "0.200001"))
	require.Equal(t, fault.Refused, fault.KindOf(err))
	fs := fault.Of(err)
	require.Len(t, fs, 3)
	for i, want := range []struct{ code, path, article string }{
		{"D-01", "first_ratio", "第十条第二款"},
		{"D-11", "cuts[1]", "第二十六条第一款"},
		{"D-12", "cuts", "第二十六条第二款"},
	} {
		require.Equal(t, want.code, fs[i].Code)
		require.Equal(t, want.path, fs[i].Path)
		require.Contains(t, fs[i].Basis, want.article)
		require.Contains(t, fs[i].Basis, "网络司法拍卖")
	}
}

func TestLadderNamesEveryWrongField(t *testing.T) {
	_, err := disposal.Ladder(disposal.LadderRequest{Cuts: rates("1", "-0.1")})
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	var paths []string
	for _, f := range fault.Of(err) {
		paths = append(paths, f.Path)
	}
	require.Equal(t, []string{"valuation", "first_ratio", "sale_floor", "cuts[0]", "cuts[1]", "mode"}, paths)

	tooHigh := online(money.Max.String(), "3", "0.1")
	tooHigh.SaleFloor = money.MustRate("2")
	_, err = disposal.Ladder(tooHigh)
	require.True(t, fault.Has(err, "amount.range"))
}

func TestJudicialReservesNeverFallBelowFiftySixPercent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := money.Money(rapid.Int64Range(1, 1e15).Draw(t, "valuation"))
		in := disposal.LadderRequest{Valuation: value, FirstRatio: money.MustRate("0.7"), Cuts: rates("0.2"),
			SaleFloor: money.MustRate("0.5"), Mode: disposal.JudicialOnline}
		got, err := disposal.Ladder(in)
		require.NoError(t, err)
		// Each of the two roundings moves the price by at most half a fen.
		require.GreaterOrEqual(t, got.Rounds[1].Reserve.Fen()*100+100, value.Fen()*56)
		require.LessOrEqual(t, got.Rounds[1].Reserve, got.Rounds[0].Reserve)
	})
}
