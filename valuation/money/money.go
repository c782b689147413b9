// Package money holds amounts exact to the fen (分) and rates as decimals. An amount is never a float and never guessed:
// text is gated by a pattern before it is parsed, and shares always sum to the whole.
package money

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
)

// Money is an amount of renminbi in fen (1 元 = 100 fen). Its range is ±92,233,720,368,547,758.07 元.
type Money int64

// Max is the largest amount, 92,233,720,368,547,758.07 元.
const Max Money = math.MaxInt64

// Yuan makes an amount of whole yuan; for constants.
func Yuan(y int64) Money { return Money(y * 100) }

var amountPattern = regexp.MustCompile(`^(-?)(\d{1,17})(?:\.(\d{1,2}))?$`)

// Parse reads an amount in yuan with at most two decimals and no separators: "1000000.01", "-3". It refuses exponents,
// separators, more than two decimals and amounts out of range.
func Parse(s string) (Money, error) {
	m := amountPattern.FindStringSubmatch(s)
	if m == nil {
		return 0, fault.New(fault.Invalid, "amount.format", "", "金额“%s”应以元为单位、至多两位小数，例如 1000000.01", clip(s))
	}
	frac := (m[3] + "00")[:2]
	n, err := strconv.ParseInt(m[1]+m[2]+frac, 10, 64)
	if err != nil {
		return 0, fault.New(fault.Invalid, "amount.range", "", "金额“%s”超出可表示范围（不超过 92,233,720,368,547,758.07 元）", clip(s))
	}
	return Money(n), nil
}

// ParseLoose reads what a person types: full-width digits, thousands separators in their places (a comma, or a space), a leading
// ￥ and a trailing 元; the unit is always yuan. "1,50" is refused, for it may mean 1.50 or 150.
func ParseLoose(s string) (Money, error) {
	plain := strings.TrimSpace(halfWidth.Replace(s))
	plain = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(plain, "¥"), "元"))
	if groupedPattern.MatchString(plain) {
		plain = strings.NewReplacer(",", "", " ", "").Replace(plain)
	}
	m, err := Parse(plain)
	if fault.Has(err, "amount.format") {
		return 0, fault.New(fault.Invalid, "amount.format", "", "金额“%s”应以元为单位、至多两位小数，例如 1,000,000.01", clip(s))
	}
	return m, err
}

var groupedPattern = regexp.MustCompile(`^-?\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+)(?:\.\d{1,2})?$`)

var halfWidth = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9",
	"．", ".", "。", ".", "，", ",", "－", "-", "￥", "¥", "\u00a0", " ", "\u3000", " ")

// Must is Parse for constants in code and tests; it panics on a wrong amount.
func Must(s string) Money {
	m, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return m
}

// FromDecimal rounds an amount in yuan half away from zero to the fen. It fails when the result is out of range.
func FromDecimal(yuan decimal.Decimal) (Money, error) {
	fen := yuan.Shift(2).Round(0)
	if fen.Abs().GreaterThan(decimal.New(math.MaxInt64, 0)) {
		return 0, fault.New(fault.Invalid, "amount.range", "", "金额超出可表示范围（不超过 92,233,720,368,547,758.07 元）")
	}
	return Money(fen.IntPart()), nil
}

// Fen is the amount in fen.
func (m Money) Fen() int64 { return int64(m) }

// Decimal is the amount in yuan.
func (m Money) Decimal() decimal.Decimal { return decimal.New(int64(m), -2) }

// String is the amount in yuan with two decimals and no separators: "-0.05".
func (m Money) String() string {
	neg := m < 0
	u := uint64(m)
	if neg {
		u = -u
	}
	s := strconv.FormatUint(u, 10)
	for len(s) < 3 {
		s = "0" + s
	}
	s = s[:len(s)-2] + "." + s[len(s)-2:]
	if neg {
		s = "-" + s
	}
	return s
}

// Format is the amount in yuan with thousands separators: "1,234,567.89".
func (m Money) Format() string { return group(m.String()) }

// Wan is the amount in 万元 with the given number of decimals (2 in reports, 4 in schedules), rounded half away from zero,
// with thousands separators: 15,312.90.
func (m Money) Wan(decimals int32) string {
	return group(m.Decimal().Shift(-4).Round(decimals).StringFixed(decimals))
}

func group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, dot := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + frac
	}
	return sign + whole
}

// Sum adds amounts and fails on overflow.
func Sum(parts ...Money) (Money, error) {
	var total int64
	for _, p := range parts {
		next := total + int64(p)
		if (p > 0 && next < total) || (p < 0 && next > total) {
			return 0, fault.New(fault.Invalid, "amount.range", "", "合计金额超出可表示范围（不超过 92,233,720,368,547,758.07 元）")
		}
		total = next
	}
	return Money(total), nil
}

// Times multiplies by a factor and rounds half away from zero to the fen. It fails when the result is out of range.
func (m Money) Times(factor decimal.Decimal) (Money, error) {
	return FromDecimal(m.Decimal().Mul(factor))
}

// MarshalText writes the amount in yuan, as in String.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the amount as Parse does.
func (m *Money) UnmarshalText(b []byte) error {
	v, err := Parse(string(b))
	if err != nil {
		return err
	}
	*m = v
	return nil
}

// Allocate splits m among weights so that the parts sum to m exactly: each part is its exact share rounded towards zero,
// and the fen left over go one each to the largest remainders, ties to the weight listed first (最大余数法). Weights are
// non-negative and at least one is positive; m is non-negative.
func (m Money) Allocate(weights []decimal.Decimal) ([]Money, error) {
	if m < 0 {
		return nil, fault.New(fault.Invalid, "amount.negative", "", "待分摊金额不能为负")
	}
	ints, err := integerWeights(weights)
	if err != nil {
		return nil, err
	}
	return allocate(m, ints), nil
}

func clip(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
