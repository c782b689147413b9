package money_test

import (
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

func anyAmount() *rapid.Generator[money.Money] {
	return rapid.Custom(func(t *rapid.T) money.Money {
		return money.Money(rapid.OneOf(rapid.Int64(), rapid.Int64Range(-100_000, 100_000), rapid.Int64Range(0, 1e14)).Draw(t, "fen"))
	})
}

func TestAnAmountReadsAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyAmount().Draw(t, "amount")
		back, err := money.Parse(m.String())
		require.NoError(t, err)
		require.Equal(t, m, back)
		text, err := m.MarshalText()
		require.NoError(t, err)
		var again money.Money
		require.NoError(t, again.UnmarshalText(text))
		require.Equal(t, m, again)
		fromDecimal, err := money.FromDecimal(m.Decimal())
		if m == math.MinInt64 {
			require.Error(t, err, "its mirror image is no amount")
			return
		}
		require.NoError(t, err)
		require.Equal(t, m, fromDecimal)
	})
}

func TestFormatGroupsByThousandsAndReadsLoosely(t *testing.T) {
	for fen, want := range map[money.Money]string{0: "0.00", 5: "0.05", -5: "-0.05", 99999: "999.99", 100000: "1,000.00", -123456789: "-1,234,567.89", money.Max: "92,233,720,368,547,758.07"} {
		require.Equal(t, want, fen.Format())
	}
	rapid.Check(t, func(t *rapid.T) {
		m := anyAmount().Draw(t, "amount")
		s := m.Format()
		require.Equal(t, m.String(), strings.ReplaceAll(s, ",", ""))
		back, err := money.ParseLoose(s)
		require.NoError(t, err)
		require.Equal(t, m, back)
	})
}

func TestParseRefusesWhatIsNoExactAmount(t *testing.T) {
	for _, s := range []string{"", "1e5", "1.234", "1,000", ".5", "5.", "+1", " 1", "１", "--1", "1-", "NaN", "100000000000000000000", "1\n"} {
		_, err := money.Parse(s)
		require.Error(t, err, s)
		require.Equal(t, fault.Invalid, fault.KindOf(err), s)
	}
	_, err := money.Parse("92233720368547758.08")
	require.True(t, fault.Has(err, "amount.range"))
}

func TestParseLooseTakesWhatAPersonTypesAndNothingAmbiguous(t *testing.T) {
	for s, want := range map[string]string{"￥1,234.50": "1234.50", "１２３．４": "123.4", " 1 000 000 元 ": "1000000", "-1,000": "-1000", "12,345,678.9": "12345678.9", "7": "7", "1234567": "1234567"} {
		m, err := money.ParseLoose(s)
		require.NoError(t, err, s)
		require.Equal(t, money.Must(want), m, s)
	}
	for _, s := range []string{"1,50", "1,2,3", "1元5", "1,000 000", "12 34", "1万", "1000,000", "1.000.000", "元", ""} {
		_, err := money.ParseLoose(s)
		require.Error(t, err, s)
	}
}

func TestRoundingIsHalfAwayFromZero(t *testing.T) {
	for in, want := range map[string]string{"0.005": "0.01", "-0.005": "-0.01", "0.0049999": "0.00", "2.675": "2.68", "1.115": "1.12"} {
		m, err := money.FromDecimal(decimal.RequireFromString(in))
		require.NoError(t, err)
		require.Equal(t, want, m.String(), in)
	}
	_, err := money.FromDecimal(decimal.RequireFromString("92233720368547758.075"))
	require.True(t, fault.Has(err, "amount.range"))
	_, err = money.Max.Times(decimal.RequireFromString("1.0001"))
	require.True(t, fault.Has(err, "amount.range"))
	half, err := money.Must("0.05").Times(decimal.RequireFromString("0.5"))
	require.NoError(t, err)
	require.Equal(t, money.Must("0.03"), half)
}

func TestWanRoundsToTheDecimalsAskedFor(t *testing.T) {
	m := money.Must("153129000")
	require.Equal(t, "15,312.90", m.Wan(2))
	require.Equal(t, "15,312.9000", m.Wan(4))
	require.Equal(t, "0.01", money.Must("50").Wan(2))
	require.Equal(t, "0.00", money.Must("49.99").Wan(2))
}

func TestSumFailsRatherThanWraps(t *testing.T) {
	total, err := money.Sum(money.Must("1.10"), money.Must("2.20"), money.Must("-0.30"))
	require.NoError(t, err)
	require.Equal(t, money.Must("3.00"), total)
	_, err = money.Sum(money.Max, 1)
	require.True(t, fault.Has(err, "amount.range"))
	_, err = money.Sum(math.MinInt64, -1)
	require.True(t, fault.Has(err, "amount.range"))
}

func TestRatesReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.Int32Range(0, 10).Draw(t, "places")
		d := decimal.New(rapid.Int64Range(-999_999_999, 999_999_999).Draw(t, "digits"), -places)
		r := money.RateOf(d)
		back, err := money.ParseRate(r.String())
		require.NoError(t, err)
		require.Zero(t, r.Cmp(back))
		if places <= 10 && d.Abs().LessThan(decimal.New(1_000_000, 0)) {
			fromPercent, err := money.ParsePercent(r.Percent())
			require.NoError(t, err, r.Percent())
			require.Zero(t, r.Cmp(fromPercent), r.Percent())
		}
	})
	for rate, percent := range map[string]string{"0.54": "54.00%", "0.03125": "3.125%", "0": "0.00%", "1": "100.00%", "-0.021": "-2.10%", "0.2286": "22.86%"} {
		require.Equal(t, percent, money.MustRate(rate).Percent())
	}
	for _, s := range []string{"", "5e-2", ".5", "0.1234567890123", "54%", "一"} {
		_, err := money.ParseRate(s)
		require.Error(t, err, s)
	}
	require.True(t, money.MustRate("0.2").Between("0.2", "0.2"))
	require.False(t, money.MustRate("0.2").Between("0.21", "1"))
}
