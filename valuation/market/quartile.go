package market

import (
	"slices"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/trace"
)

// QuartileRule names how quartiles are taken. The rules differ on small lists, so a report states which one was used.
type QuartileRule string

const (
	// USReg is the rule of Treas. Reg. §1.482-1(e)(2)(iii)(C): the lowest observation such that at least 25 % (50 %, 75 %) of the
	// observations are at or below it; when exactly that share is, its mean with the next.
	USReg QuartileRule = "us_reg"
	// Halves is the median of each half; the middle of an odd count belongs to neither half.
	Halves QuartileRule = "halves"
	// Inclusive interpolates at rank 1 + p(n−1), as QUARTILE.INC of Excel.
	Inclusive QuartileRule = "inc"
	// Exclusive interpolates at rank p(n+1), as QUARTILE.EXC of Excel; it needs three observations.
	Exclusive QuartileRule = "exc"
)

var ruleNames = map[QuartileRule]string{USReg: "美国转让定价规则四分位", Halves: "两半中位数四分位", Inclusive: "含端点插值四分位（QUARTILE.INC）",
	Exclusive: "不含端点插值四分位（QUARTILE.EXC）"}

// QuartileRules are all rules in the order of the forms.
var QuartileRules = []QuartileRule{USReg, Halves, Inclusive, Exclusive}

// String is the Chinese name.
func (r QuartileRule) String() string { return ruleNames[r] }

// Range is the spread of a list: its quartiles by a rule and its ends.
type Range struct {
	Min, Q1, Median, Q3, Max decimal.Decimal
}

var (
	two  = decimal.New(2, 0)
	four = decimal.New(4, 0)
)

// Quartiles is the range of the observations in any order; the list is not changed. An empty list, an unknown rule, and fewer
// than three observations with Exclusive are Invalid faults.
func Quartiles(obs []decimal.Decimal, rule QuartileRule) (Range, error) {
	if ruleNames[rule] == "" {
		return Range{}, fault.New(fault.Invalid, "market.quartiles", "quartiles", "四分位数规则“%s”无法识别，应为 us_reg、halves、inc 或 exc", string(rule))
	}
	n := len(obs)
	if n == 0 {
		return Range{}, fault.New(fault.Invalid, "market.empty", "comparables", "没有可统计的数值，请至少填写一项")
	}
	if rule == Exclusive && n < 3 {
		return Range{}, fault.New(fault.Invalid, "market.quartiles", "quartiles", "不含端点的四分位数至少需要三个数值，当前为 %d 个，请改用其他规则", n)
	}
	s := slices.Clone(obs)
	slices.SortFunc(s, decimal.Decimal.Cmp)
	out := Range{Min: s[0], Median: median(s), Max: s[n-1]}
	switch rule {
	case USReg:
		out.Q1, out.Q3 = covering(s, 1), covering(s, 3)
	case Halves:
		out.Q1, out.Q3 = s[0], s[0]
		if n > 1 {
			out.Q1, out.Q3 = median(s[:n/2]), median(s[(n+1)/2:])
		}
	case Inclusive:
		out.Q1, out.Q3 = between(s, n-1), between(s, 3*(n-1))
	case Exclusive:
		out.Q1, out.Q3 = between(s, n+1-4), between(s, 3*(n+1)-4)
	}
	return out, nil
}

// median of a sorted list, the mean of the two middle ones when even.
func median(s []decimal.Decimal) decimal.Decimal {
	n := len(s)
	if n%2 == 1 {
		return s[n/2]
	}
	return mean(s[n/2-1], s[n/2])
}

func mean(a, b decimal.Decimal) decimal.Decimal {
	return a.Add(b).DivRound(two, trace.FactorDecimals)
}

// covering is the lowest of a sorted list such that at least quarters/4 of it are at or below, or its mean with the next when
// exactly that share is.
func covering(s []decimal.Decimal, quarters int) decimal.Decimal {
	n := len(s) * quarters
	if n%4 == 0 {
		return mean(s[n/4-1], s[n/4])
	}
	return s[n/4]
}

// between interpolates a sorted list at a place counted from 0 in quarters of a step.
func between(s []decimal.Decimal, quarters int) decimal.Decimal {
	i := min(quarters/4, len(s)-1)
	rest := decimal.New(int64(quarters%4), 0)
	if rest.IsZero() || i == len(s)-1 {
		return s[i]
	}
	return s[i].Add(s[i+1].Sub(s[i]).Mul(rest).DivRound(four, trace.FactorDecimals))
}
