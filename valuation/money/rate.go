package money

import (
	"regexp"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
)

// Rate is a ratio kept as a decimal: 0.54 is 54 %. The zero value is 0.
type Rate struct{ d decimal.Decimal }

var ratePattern = regexp.MustCompile(`^-?\d{1,9}(\.\d{1,12})?$`)

// ParseRate reads a decimal string such as "0.54"; no exponent, at most 12 decimals.
func ParseRate(s string) (Rate, error) {
	if !ratePattern.MatchString(s) {
		return Rate{}, fault.New(fault.Invalid, "rate.format", "", "比率“%s”应写作小数，例如 0.54", clip(s))
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return Rate{}, fault.New(fault.Invalid, "rate.format", "", "比率“%s”应写作小数，例如 0.54", clip(s))
	}
	return Rate{d}, nil
}

// MustRate is ParseRate for constants in code and tests; it panics on a wrong rate.
func MustRate(s string) Rate {
	r, err := ParseRate(s)
	if err != nil {
		panic(err)
	}
	return r
}

// RateOf wraps a decimal.
func RateOf(d decimal.Decimal) Rate { return Rate{d} }

// ParsePercent reads what a person types as a percentage: "54", "54%", "3.85 %".
func ParsePercent(s string) (Rate, error) {
	m := percentPattern.FindStringSubmatch(s)
	if m == nil {
		return Rate{}, fault.New(fault.Invalid, "rate.format", "", "百分比“%s”应写作数字，例如 3.85 表示 3.85%%", clip(s))
	}
	r, err := ParseRate(m[1])
	if err != nil {
		return Rate{}, err
	}
	return Rate{r.d.Shift(-2)}, nil
}

var percentPattern = regexp.MustCompile(`^\s*(-?\d{1,9}(?:\.\d{1,10})?)\s*[%％]?\s*$`)

// Decimal is the ratio.
func (r Rate) Decimal() decimal.Decimal { return r.d }

// Cmp, IsZero, IsNegative compare the ratio.
func (r Rate) Cmp(o Rate) int   { return r.d.Cmp(o.d) }
func (r Rate) IsZero() bool     { return r.d.IsZero() }
func (r Rate) IsNegative() bool { return r.d.IsNegative() }

// Between reports whether lo ≤ r ≤ hi, the bounds written as decimals.
func (r Rate) Between(lo, hi string) bool {
	return r.d.Cmp(MustRate(lo).d) >= 0 && r.d.Cmp(MustRate(hi).d) <= 0
}

// String is the ratio as a decimal without trailing zeros: "0.54".
func (r Rate) String() string { return r.d.String() }

// Percent is the ratio as a percentage, at least two decimals: "54.00%", "3.125%".
func (r Rate) Percent() string {
	p := r.d.Shift(2)
	places := -p.Exponent()
	if places < 2 {
		places = 2
	}
	s := p.StringFixed(places)
	for i := places; i > 2 && s[len(s)-1] == '0'; i-- {
		s = s[:len(s)-1]
	}
	return s + "%"
}

// MarshalText writes the ratio as a decimal.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the ratio as ParseRate does.
func (r *Rate) UnmarshalText(b []byte) error {
	v, err := ParseRate(string(b))
	if err != nil {
		return err
	}
	*r = v
	return nil
}
