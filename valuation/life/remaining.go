package life

import (
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Limits are the days and years that bound a life. LegalEnd is required; the others bind only when given.
type Limits struct {
	LegalEnd      date.Date      // last day of protection
	Renewable     bool           // the term will be renewed (trademarks): a legal end that is still to come does not bind
	ContractEnd   date.Date      // last day of a licence or other contract on which the income rests
	EconomicYears sourced.Number // years from the base date, in whole months (6.5 is allowed, 6.3 is not)
	// TechnicalYears is how long the technology stays ahead (技术年限), in the same way; it binds only when given.
	TechnicalYears sourced.Number
}

// Remaining is what is left of a right at the base date.
type Remaining struct {
	Legal, Economic, Technical, Contract decimal.Decimal // years, 4 decimals; zero when it does not bind
	Years                                decimal.Decimal // the smallest
	End                                  date.Date       // last day of the life that binds
	Binding                              string          // Chinese name of the limit that binds
	Step                                 trace.Step
}

// At finds the life that is left on base. A life that is over, or that has no limit at all, is a fault with the field's path.
func (l Limits) At(id, title string, base date.Date) (Remaining, error) {
	var fs fault.Faults
	r := Remaining{}
	var inputs []trace.Operand
	bind := func(name string, end date.Date, years decimal.Decimal, path, source string) decimal.Decimal {
		if !end.After(base) {
			fs.Invalid("life.over", path, "%s（%s）不晚于评估基准日 %s，剩余年限为零，不能评估；请核对日期或剔除该权利", name, end, base)
			return decimal.Zero
		}
		inputs = append(inputs, trace.Operand{Name: name, Value: years.String(), Unit: trace.Years, Source: source})
		if r.End.IsZero() || end.Before(r.End) {
			r.End, r.Years, r.Binding = end, years, name
		}
		return years
	}
	if !l.Renewable {
		r.Legal = bind("法定剩余年限", l.LegalEnd, YearsBetween(base, l.LegalEnd), "legal_end", "届满日 "+l.LegalEnd.String())
	} else if !l.LegalEnd.IsZero() && !l.LegalEnd.After(base) { // a ground for renewals to come does not make up for one that is not recorded
		fs.Invalid("life.over", "legal_end", "注册有效期届满日 %s 不晚于评估基准日 %s；已续展的请填写已核准续展次数，未续展的请剔除该权利", l.LegalEnd, base)
	}
	years := func(name, path string, n sourced.Number) decimal.Decimal {
		if n.Value.IsZero() {
			if strings.TrimSpace(n.Source) != "" {
				fs.Invalid("life.zero", path+".value", "%s为零，权利已无收益，不能评估；该年限不构成限制的请连同依据一并清空", name)
			}
			return decimal.Zero
		}
		n.Check(&fs, path, name, "0", "100")
		end, ok := afterYears(base, n.Value.Decimal())
		if !ok {
			fs.Invalid("life.months", path+".value", "%s %s 年应折合整月，例如 6.5 年", name, n.Value)
			return decimal.Zero
		}
		return bind(name, end, n.Value.Decimal(), path, n.Source)
	}
	r.Economic = years("经济年限", "economic_years", l.EconomicYears)
	r.Technical = years("技术年限", "technical_years", l.TechnicalYears)
	if !l.ContractEnd.IsZero() {
		r.Contract = bind("合同剩余年限", l.ContractEnd, YearsBetween(base, l.ContractEnd), "contract_end", "合同截止日 "+l.ContractEnd.String())
	}
	if len(fs) == 0 && r.End.IsZero() {
		fs.Invalid("life.unbounded", "economic_years", "假设续展时须填写经济年限或合同截止日")
	}
	if len(fs) > 0 {
		return Remaining{}, fs
	}
	formula := "剩余年限 = min(法定剩余年限, 经济年限, 合同剩余年限)"
	if !l.TechnicalYears.Value.IsZero() {
		formula = "剩余年限 = min(法定剩余年限, 经济年限, 技术年限, 合同剩余年限)"
	}
	r.Step = trace.Step{ID: id, Title: title, Formula: formula,
		Inputs: inputs, Result: r.Years.String(), Unit: trace.Years}
	return r, nil
}

// YearsBetween is the time from a to b in years with 4 decimals: whole years by the calendar, then the days left over the
// length of the year they fall in. It is 0 when b is not after a.
func YearsBetween(a, b date.Date) decimal.Decimal {
	if !b.After(a) {
		return decimal.Zero
	}
	n := b.Year() - a.Year()
	if a.AddYears(n).After(b) {
		n--
	}
	start := a.AddYears(n)
	rest := decimal.New(int64(b.Sub(start)), 0)
	length := decimal.New(int64(a.AddYears(n+1).Sub(start)), 0)
	return decimal.New(int64(n), 0).Add(rest.DivRound(length, 4))
}

// Shortest is the smallest of the lives given (年限孰短), in years; ok is false when there is none.
func Shortest(years ...decimal.Decimal) (decimal.Decimal, bool) {
	if len(years) == 0 {
		return decimal.Decimal{}, false
	}
	return decimal.Min(years[0], years[1:]...), true
}

func afterYears(base date.Date, years decimal.Decimal) (date.Date, bool) {
	months := years.Mul(decimal.New(12, 0))
	if !months.IsInteger() || months.Sign() < 0 || months.GreaterThan(decimal.New(1200, 0)) {
		return date.Date{}, false
	}
	return base.AddMonths(int(months.IntPart())), true
}
