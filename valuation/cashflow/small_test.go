package cashflow_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

func TestAFactorBeyondAllMeasureIsRefusedAtTheRate(t *testing.T) {
	for _, c := range [][2]string{{"-0.9", "41.5"}, {"-0.99", "49.5"}, {"-0.99", "50"}, {"-0.99999", "9.91666666666666666667"}, {"-0.99", "22.5"}} {
		_, err := cashflow.Factor(money.MustRate(c[0]), dec(c[1]), cashflow.FullDigits)
		fs := fault.Of(err)
		require.Len(t, fs, 1, c)
		require.Equal(t, []string{"rate.small", "rate", string(fault.Invalid)}, []string{fs[0].Code, fs[0].Path, string(fs[0].Kind)}, c)
		require.Contains(t, fs[0].Message, "请核对折现率", c)
	}
	f, err := cashflow.Factor(money.MustRate("-0.9"), dec("19.5"), cashflow.FullDigits)
	require.NoError(t, err)
	near(t, "31622776601683793320", f, "1") // 10^19.5
	_, err = cashflow.XNPV(dec("-0.99"), decs("-1", "1"), days("2020-01-01", "2060-01-01"))
	require.True(t, fault.Has(err, "rate.small"))
	require.Equal(t, "rate", fault.Of(err)[0].Path)
}

func TestNoRateAndTimeBreaksADiscounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.Int32Range(1, 30).Draw(t, "places") // 1+r = n × 10^−places
		r := decimal.New(rapid.Int64Range(1, 20).Draw(t, "n"), -places).Sub(dec("1"))
		years := decimal.New(rapid.Int64Range(0, 20_000).Draw(t, "t"), -2)
		f, err := cashflow.Factor(money.RateOf(r), years, cashflow.FullDigits)
		if err == nil {
			require.True(t, f.LessThanOrEqual(dec("1e20")))
		}
		later := date.Must("2020-01-01").AddDays(rapid.IntRange(0, 60_000).Draw(t, "days"))
		_, err = cashflow.XNPV(r, decs("-1", "1"), []date.Date{date.Must("2020-01-01"), later})
		for _, f := range fault.Of(err) {
			require.Equal(t, fault.Invalid, f.Kind)
		}
	})
}
