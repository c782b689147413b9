package simulate

import (
	"math"
	"regexp"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Figure is a decimal number with up to 20 decimals: a share of a year or an amount of a cash flow as the decimal engine keeps it.
type Figure struct{ d decimal.Decimal }

// FigureOf wraps a decimal.
func FigureOf(d decimal.Decimal) Figure { return Figure{d} }

// Decimal is the number.
func (f Figure) Decimal() decimal.Decimal { return f.d }

// String is the number without trailing zeros.
func (f Figure) String() string { return f.d.String() }

// MarshalText writes the number as a decimal.
func (f Figure) MarshalText() ([]byte, error) { return []byte(f.d.String()), nil }

var figurePattern = regexp.MustCompile(`^-?\d{1,17}(\.\d{1,20})?$`)

// UnmarshalText reads a decimal; no exponent, at most 17 digits before and 20 behind the point.
func (f *Figure) UnmarshalText(b []byte) error {
	if !figurePattern.Match(b) {
		return fault.New(fault.Invalid, "figure.format", "", "“%.40s”应写作小数，不用科学计数法，例如 12345.678", b)
	}
	d, err := decimal.NewFromString(string(b))
	if err != nil {
		return fault.New(fault.Invalid, "figure.format", "", "“%.40s”应写作小数，例如 12345.678", b)
	}
	f.d = d
	return nil
}

// yuan is the one door by which a float leaves as money: the shortest decimal that is the float, rounded half away from zero to the fen.
func yuan(v float64) (money.Money, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) > 9e16 {
		return 0, fault.New(fault.Refused, "simulate.range", "", "模拟结果超出可表示的金额范围，请核对收入与各变量的分布")
	}
	return money.FromDecimal(decimal.NewFromFloat(v))
}

// ratio is the one door by which a float leaves as a plain number, rounded half away from zero.
func ratio(v float64, places int32) money.Rate {
	return money.RateOf(decimal.NewFromFloat(v).Round(places))
}
