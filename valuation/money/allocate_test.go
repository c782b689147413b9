package money_test

import (
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

func weights(ws ...string) []decimal.Decimal {
	out := make([]decimal.Decimal, len(ws))
	for i, w := range ws {
		out[i] = decimal.RequireFromString(w)
	}
	return out
}

func TestThePartsSumToTheWholeAndEachIsWithinAFenOfItsExactShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := money.Money(rapid.OneOf(rapid.Int64Range(0, 1000), rapid.Int64Min(0)).Draw(t, "fen"))
		ws := make([]decimal.Decimal, rapid.IntRange(1, 12).Draw(t, "n"))
		total := decimal.Zero
		for i := range ws {
			ws[i] = decimal.New(rapid.Int64Range(0, 1_000_000).Draw(t, "w"), -rapid.Int32Range(0, 12).Draw(t, "exp"))
			total = total.Add(ws[i])
		}
		parts, err := m.Allocate(ws)
		if total.IsZero() {
			require.True(t, fault.Has(err, "share.zero"))
			return
		}
		require.NoError(t, err)
		sum, err := money.Sum(parts...)
		require.NoError(t, err)
		require.Equal(t, m, sum)
		for i, p := range parts {
			exact := new(big.Rat).Mul(new(big.Rat).SetInt64(m.Fen()), new(big.Rat).Quo(ws[i].Rat(), total.Rat()))
			off := new(big.Rat).Sub(new(big.Rat).SetInt64(p.Fen()), exact)
			require.Negative(t, off.Abs(off).Cmp(big.NewRat(1, 1)), "part %d of %v is %v, exactly %v", i, m, p, exact)
		}
	})
}

func TestTheLeftFenGoesToTheLargestRemainderAndTiesToTheFirst(t *testing.T) {
	cases := []struct {
		amount  string
		weights []decimal.Decimal
		want    []string
	}{
		{"600000.01", weights("0.54", "0.26", "0.16", "0.04"), []string{"324000.01", "156000.00", "96000.00", "24000.00"}},
		{"0.01", weights("1", "1", "1"), []string{"0.01", "0.00", "0.00"}},
		{"0.02", weights("1", "1", "1"), []string{"0.01", "0.01", "0.00"}},
		{"100.00", weights("1", "1", "1"), []string{"33.34", "33.33", "33.33"}},
		{"0.01", weights("0", "0.3", "0.7"), []string{"0.00", "0.00", "0.01"}},
		{"0.00", weights("1", "2"), []string{"0.00", "0.00"}},
	}
	for _, c := range cases {
		parts, err := money.Must(c.amount).Allocate(c.weights)
		require.NoError(t, err)
		got := make([]string, len(parts))
		for i, p := range parts {
			got[i] = p.String()
		}
		require.Equal(t, c.want, got, c.amount)
	}
}

func TestAllocationRefusesNegativesAndNobody(t *testing.T) {
	_, err := money.Money(-1).Allocate(weights("1"))
	require.True(t, fault.Has(err, "amount.negative"))
	_, err = money.Money(1).Allocate(nil)
	require.True(t, fault.Has(err, "share.empty"))
	_, err = money.Money(1).Allocate(weights("1", "-0.1"))
	require.True(t, fault.Has(err, "share.negative"))
	_, err = money.Money(1).AllocateMoney([]money.Money{0, 0})
	require.True(t, fault.Has(err, "share.zero"))
}

func TestAllocationByAmountsNeverPassesTheAmounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) money.Money {
			return money.Money(rapid.Int64Range(0, 1e12).Draw(t, "claim"))
		}), 1, 8).Draw(t, "claims")
		total, err := money.Sum(claims...)
		require.NoError(t, err)
		if total == 0 {
			return
		}
		parts, err := money.Money(rapid.Int64Range(0, total.Fen()).Draw(t, "fen")).AllocateMoney(claims)
		require.NoError(t, err)
		for i := range parts {
			require.LessOrEqual(t, parts[i], claims[i])
		}
	})
}
