package calendar

import (
	"fmt"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// MaxDays bounds every count, about 80 years of working days.
const MaxDays = 20000

func field(name string, i int) string { return fmt.Sprintf("%s[%d]", name, i) }

// provisional reports whether any day after from up to to (in either direction) lies in a year without a calendar.
func (c *Calendar) provisional(from, to date.Date) bool {
	if to.Before(from) {
		from, to = to, from.AddDays(-1)
	} else if from.Before(to) {
		from = from.AddDays(1)
	}
	for y := from.Year(); y <= to.Year(); y++ {
		if !c.Known(y) {
			return true
		}
	}
	return false
}

// AddWorkdays is the day on which the n-th working day after from falls; from itself is not counted. A negative n counts
// backwards; 0 gives from. The second result says that the answer is provisional. The zero Date comes back when from is
// not given, |n| exceeds MaxDays, or the count leaves the years 1900–2199.
func (c *Calendar) AddWorkdays(from date.Date, n int) (date.Date, bool) {
	if from.IsZero() || n > MaxDays || n < -MaxDays {
		return date.Date{}, false
	}
	step, left := 1, n
	if n < 0 {
		step, left = -1, -n
	}
	d := from
	for left > 0 {
		d = d.AddDays(step)
		if y := d.Year(); y < 1900 || y > 2199 {
			return date.Date{}, false
		}
		if c.IsWorkday(d) {
			left--
		}
	}
	return d, c.provisional(from, d)
}

// CountWorkdays is the number n for which to is reached from from: the working days after from up to and including to.
// With to before from it is the negative count of the working days from to up to the day before from.
func (c *Calendar) CountWorkdays(from, to date.Date) (int, bool) {
	n := 0
	if to.Before(from) {
		for d := to; d.Before(from); d = d.AddDays(1) {
			if c.IsWorkday(d) {
				n--
			}
		}
	} else {
		for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
			if c.IsWorkday(d) {
				n++
			}
		}
	}
	return n, c.provisional(from, to)
}

// NextWorkday is d when d is worked, else the first working day after it (民法典 203: a last day on a holiday moves on).
func (c *Calendar) NextWorkday(d date.Date) (date.Date, bool) {
	if d.IsZero() {
		return d, false
	}
	prov := !c.Known(d.Year())
	for !c.IsWorkday(d) {
		d = d.AddDays(1)
	}
	return d, prov || !c.Known(d.Year())
}

// Unit is what a period is counted in.
type Unit string

const (
	Workdays Unit = "workday" // 工作日
	Days     Unit = "day"     // 日（自然日）
	Months   Unit = "month"   // 个月
	Years    Unit = "year"    // 年
)

// Term is a period such as 5 working days or 6 months.
type Term struct {
	Count int  `json:"count"`
	Unit  Unit `json:"unit"`
}

// String is the Chinese wording: 5个工作日, 10日, 6个月, 1年.
func (t Term) String() string {
	word := map[Unit]string{Workdays: "个工作日", Days: "日", Months: "个月", Years: "年"}[t.Unit]
	return fmt.Sprintf("%d%s", t.Count, word)
}

// Validate refuses an unknown unit and a count outside 0–MaxDays.
func (t Term) Validate() error {
	var faults fault.Faults
	switch t.Unit {
	case Workdays, Days, Months, Years:
	default:
		faults.Invalid("term.unit", "unit", "期限单位“%s”无法识别，应为 workday、day、month、year 之一", t.Unit)
	}
	if t.Count < 0 || t.Count > MaxDays {
		faults.Invalid("term.count", "count", "期限数 %d 应在 0 至 %d 之间", t.Count, MaxDays)
	}
	return faults.Err()
}

// Deadline is the last day of a term that starts on the day of the event: that day is not counted, and a last day off
// moves to the next working day. The zero Date comes back for a term that Validate refuses or that leaves 1900–2199.
func (c *Calendar) Deadline(event date.Date, t Term) (date.Date, bool) {
	if event.IsZero() || t.Validate() != nil {
		return date.Date{}, false
	}
	var last date.Date
	switch t.Unit {
	case Workdays:
		return c.AddWorkdays(event, t.Count)
	case Days:
		last = event.AddDays(t.Count)
	case Months:
		last = event.AddMonths(t.Count)
	case Years:
		last = event.AddYears(t.Count)
	}
	if last.IsZero() || last.Year() > 2199 {
		return date.Date{}, false
	}
	return c.NextWorkday(last)
}

// Request is a question of the command line: N days after From, or the working days from From to To.
type Request struct {
	From date.Date `json:"from"`
	Days *int      `json:"days,omitempty"`
	To   date.Date `json:"to,omitzero"`
}

// Answer holds the day reached, or the number of working days counted, and whether an unpublished year was touched.
type Answer struct {
	Date        date.Date `json:"date,omitzero"`
	Days        *int      `json:"days,omitempty"`
	Provisional bool      `json:"provisional"`
}

// Ask answers a Request. Faults: From missing; neither or both of Days and To; a count out of range.
func (c *Calendar) Ask(r Request) (Answer, error) {
	var faults fault.Faults
	if r.From.IsZero() {
		faults.Invalid("date.missing", "from", "请给出起算日期，例如 2026-09-30")
	}
	if (r.Days == nil) == r.To.IsZero() {
		faults.Invalid("workdays.question", "days", "请在天数 days 与截止日 to 中给出一项且只给一项")
	}
	if r.Days != nil && (*r.Days > MaxDays || *r.Days < -MaxDays) {
		faults.Invalid("workdays.range", "days", "天数 %d 超出范围，应在 -%d 至 %d 之间", *r.Days, MaxDays, MaxDays)
	}
	if err := faults.Err(); err != nil {
		return Answer{}, err
	}
	if r.Days == nil {
		n, prov := c.CountWorkdays(r.From, r.To)
		return Answer{Days: &n, Provisional: prov}, nil
	}
	d, prov := c.AddWorkdays(r.From, *r.Days)
	if d.IsZero() {
		return Answer{}, fault.New(fault.Invalid, "workdays.range", "days", "结果超出 1900 至 2199 年，请减少天数")
	}
	return Answer{Date: d, Provisional: prov}, nil
}
