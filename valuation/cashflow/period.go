// Package cashflow discounts a stream of amounts to the base date (评估基准日): at the end or the middle of each year, with a
// broken first or last year. Factors are decimals; nothing here is a float.
package cashflow

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/trace"
)

// Timing is the moment of a period at which its cash is taken to flow.
type Timing string

const (
	EndYear Timing = "end_year" // 年末折现: exponent t
	MidYear Timing = "mid_year" // 年中折现: exponent t − 0.5
)

// Digits is the number of decimals of a discount factor; published tables print 4 or 2, and some figures reproduce only so.
type Digits string

const (
	FullDigits Digits = "none" // the working precision; also the meaning of ""
	FourDigits Digits = "4"
	TwoDigits  Digits = "2"
)

// DayBasis is the length of a year against which the days of a broken year are counted.
type DayBasis string

const (
	Days365    DayBasis = "365"    // days / 365; also the meaning of ""
	DaysActual DayBasis = "actual" // days / days of that year of the schedule
)

// Convention says how a stream is discounted. The zero value means year ends, full precision and whole years from the base
// date; FirstEnd ends a broken first year (usually 31 December), LastEnd a broken last one.
type Convention struct {
	Timing        Timing    `json:"timing,omitempty"`
	FactorDigits  Digits    `json:"factor_digits,omitempty"`
	FirstEnd      date.Date `json:"first_end,omitzero"`
	LastEnd       date.Date `json:"last_end,omitzero"`
	BrokenDayUnit DayBasis  `json:"day_basis,omitempty"`
}

// Period is one year, or broken year, of a stream.
type Period struct {
	Index    int             // 1, 2, …
	From, To date.Date       // cash of the days after From up to and including To
	Fraction decimal.Decimal // share of a full year, 1 for a whole one; the period's cash is the annual cash times this
	Time     decimal.Decimal // years from the base date to the moment of the cash
}

// MaxYears bounds a forecast; 50 years is the longest term of any right the program knows.
const MaxYears = 50

var one = decimal.New(1, 0)

// Check refuses unknown words; the dates are checked against the base date in Periods.
func (c Convention) Check(fs *fault.Faults, path string) {
	if c.Timing != "" && c.Timing != EndYear && c.Timing != MidYear {
		fs.Invalid("cashflow.timing", fault.Join(path, "timing"), "折现时点“%s”无法识别，应为 end_year（年末）或 mid_year（年中）", string(c.Timing))
	}
	switch c.FactorDigits {
	case "", FullDigits, FourDigits, TwoDigits:
	default:
		fs.Invalid("cashflow.digits", fault.Join(path, "factor_digits"), "折现系数位数“%s”无法识别，应为 none、4 或 2", string(c.FactorDigits))
	}
	if c.BrokenDayUnit != "" && c.BrokenDayUnit != Days365 && c.BrokenDayUnit != DaysActual {
		fs.Invalid("cashflow.basis", fault.Join(path, "day_basis"), "不足一年的天数基准“%s”无法识别，应为 365 或 actual", string(c.BrokenDayUnit))
	}
}

// Periods lays n years out from the base date. A first or last end that does not fall within its year is an Invalid fault.
func (c Convention) Periods(base date.Date, n int) ([]Period, error) {
	var fs fault.Faults
	c.Check(&fs, "")
	if base.IsZero() {
		fs.Invalid("date.missing", "base_date", "请填写评估基准日")
	}
	if n < 1 || n > MaxYears {
		fs.Invalid("cashflow.years", "years", "预测年数应为 1 至 %d 年，当前为 %d 年", MaxYears, n)
	}
	if len(fs) > 0 {
		return nil, fs
	}
	ends := c.ends(base, n, &fs)
	if len(fs) > 0 {
		return nil, fs
	}
	periods := make([]Period, n)
	from, elapsed := base, decimal.Zero
	for i, to := range ends {
		whole := fullYear(base, c.FirstEnd, from, i)
		f := one
		if to != whole.end {
			f = c.fraction(to.Sub(from), whole.days)
		}
		t := elapsed.Add(f)
		if c.Timing == MidYear {
			t = elapsed.Add(half(f))
		}
		periods[i] = Period{Index: i + 1, From: from, To: to, Fraction: f, Time: t}
		elapsed, from = elapsed.Add(f), to
	}
	return periods, nil
}

type year struct {
	end  date.Date
	days int
}

// fullYear is the whole year that period i is, or is broken off. With a broken first year the whole one ends with it, and
// later years end on its anniversaries, counted from the first end so that 29 February does not drift.
func fullYear(base, firstEnd, from date.Date, i int) year {
	if firstEnd.IsZero() {
		end := base.AddYears(i + 1)
		return year{end, end.Sub(from)}
	}
	if i == 0 {
		if firstEnd == base.AddYears(1) {
			return year{firstEnd, firstEnd.Sub(base)}
		}
		return year{date.Date{}, firstEnd.Sub(firstEnd.AddYears(-1))}
	}
	end := firstEnd.AddYears(i)
	return year{end, end.Sub(from)}
}

func (c Convention) ends(base date.Date, n int, fs *fault.Faults) []date.Date {
	if !c.FirstEnd.IsZero() && (!c.FirstEnd.After(base) || c.FirstEnd.After(base.AddYears(1))) {
		fs.Invalid("cashflow.first_end", "first_end", "首期截止日 %s 应在评估基准日 %s 之后一年以内", c.FirstEnd, base)
		return nil
	}
	ends := make([]date.Date, n)
	for i := range ends {
		if c.FirstEnd.IsZero() {
			ends[i] = base.AddYears(i + 1)
		} else {
			ends[i] = c.FirstEnd.AddYears(i)
		}
	}
	if ends[n-1].IsZero() {
		fs.Invalid("date.range", "base_date", "预测期超出可处理的日期范围（2199 年），请核对评估基准日")
		return nil
	}
	if c.LastEnd.IsZero() {
		return ends
	}
	before := base
	if n > 1 {
		before = ends[n-2]
	}
	if !c.LastEnd.After(before) || c.LastEnd.After(ends[n-1]) {
		fs.Invalid("cashflow.last_end", "last_end", "末期截止日 %s 应在 %s 之后且不晚于 %s，请调整日期或预测年数", c.LastEnd, before, ends[n-1])
		return nil
	}
	ends[n-1] = c.LastEnd
	return ends
}

func (c Convention) fraction(days, yearDays int) decimal.Decimal {
	if c.BrokenDayUnit != DaysActual {
		yearDays = 365
	}
	f := decimal.New(int64(days), 0).DivRound(decimal.New(int64(yearDays), 0), trace.FactorDecimals)
	if f.GreaterThan(one) { // 365 or more days of a leap year are a year
		return one
	}
	return f
}

func half(d decimal.Decimal) decimal.Decimal { return d.Mul(decimal.New(5, -1)) }
