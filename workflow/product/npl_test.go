package product_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/policy"
	"zhiya/workflow/product"
)

func overall(ratio string) *product.Figure {
	return &product.Figure{Name: product.OverallNPL, AsOf: today, Value: money.MustRate(ratio), Source: "示例报表"}
}

func owed(class policy.RiskClass, m money.Money) product.NPLLoan {
	return product.NPLLoan{Number: string(class), Class: class, Balance: m}
}

// The limit is 1.2 % + 3 points = 4.2 %, so of 1000.00 exactly 42.00 may be bad.
func TestTheToleranceIsKeptToTheFen(t *testing.T) {
	of := func(bad, unclassified money.Money) product.NPLGauge {
		total := money.Yuan(1000)
		return product.Gauge([]product.NPLLoan{owed(policy.Normal, total-bad-unclassified-1), owed(policy.Special, 1), owed(policy.Doubtful, bad), owed("", unclassified)},
			today, overall("0.012"), policy.Embedded())
	}
	limit := money.Yuan(42)
	for _, c := range []struct {
		bad, unclassified money.Money
		want              product.NPLStanding
	}{
		{limit, 0, product.NPLWithin}, {limit + 1, 0, product.NPLOver}, {limit - 1, 1, product.NPLWithin}, {limit, 1, product.NPLUnknown}, {0, limit, product.NPLWithin},
		{0, limit + 1, product.NPLUnknown}, {limit + 1, 100, product.NPLOver},
	} {
		g := of(c.bad, c.unclassified)
		require.Equal(t, c.want, g.Standing, "%d %d", c.bad, c.unclassified)
		require.Equal(t, c.want == product.NPLUnknown, g.Why != "")
		require.Equal(t, "0.042", g.Limit.String())
		require.Equal(t, money.Yuan(1000), g.Total)
	}
}

func TestWhatCannotBeJudgedSaysWhyAndWhatToDo(t *testing.T) {
	g := product.Gauge([]product.NPLLoan{owed(policy.Substandard, 1)}, today, nil, policy.Embedded())
	require.Equal(t, product.NPLUnknown, g.Standing)
	require.Contains(t, g.Why, "请由审批人登记")
	g = product.Gauge(nil, date.Must("2018-12-31"), overall("0.01"), policy.Embedded())
	require.Equal(t, product.NPLUnknown, g.Standing)
	require.Contains(t, g.Why, "规则")
	g = product.Gauge(nil, today, overall("0.01"), policy.Embedded())
	require.Equal(t, product.NPLWithin, g.Standing, "nothing lent is nothing bad")
	require.Len(t, g.Classes, 6)
}

func TestTheClassesSumToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var loans []product.NPLLoan
		var total money.Money
		for range rapid.IntRange(0, 20).Draw(t, "loans") {
			l := owed(rapid.SampledFrom(append(policy.RiskClasses(), "")).Draw(t, "class"), money.Money(rapid.Int64Range(0, 1_000_000).Draw(t, "balance")))
			loans, total = append(loans, l), total+l.Balance
		}
		g := product.Gauge(loans, today, overall("0.012"), policy.Embedded())
		var sum money.Money
		n := 0
		for _, c := range g.Classes {
			sum, n = sum+c.Balance, n+c.Loans
		}
		require.Equal(t, total, sum)
		require.Equal(t, total, g.Total)
		require.Len(t, g.Loans, n)
		require.LessOrEqual(t, g.Least.Cmp(g.Most), 0)
		for i := 1; i < len(g.Loans); i++ {
			require.False(t, g.Loans[i].Class.Worse(g.Loans[i-1].Class), "the worst stand first")
		}
	})
}
