// Package date holds the civil date of the trade: a day without a clock or a zone. Instants (when an event was recorded)
// are another type, time.Time, and never mix with it. Months and years follow 民法典 202: the day corresponding to the
// start, or the last day of the month when there is none.
package date

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"zhiya/valuation/fault"
)

// Date is a civil day from 1900-01-01 to 2199-12-31. The zero value means "not given" and prints as "".
type Date struct {
	days int32 // days since 1899-12-31, so every day of the range is positive; 0 is "not given"
}

// dayZero is 1899-12-31 in days since 1970-01-01, and lastDay is 2199-12-31 in days since dayZero.
const (
	dayZero = -25568
	lastDay = 109573
)

var written = regexp.MustCompile(`^(\d{4})(?:年|/|\.|-)(\d{1,2})(?:月|/|\.|-)(\d{1,2})日?$`)

// Of makes a date; it is the zero Date when the day does not exist or lies outside 1900–2199.
func Of(year, month, day int) Date {
	if year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return Date{}
	}
	return fromTime(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC))
}

// FromTime is the day of t in t's own zone.
func FromTime(t time.Time) Date { return Of(t.Year(), int(t.Month()), t.Day()) }

func fromTime(t time.Time) Date { return Date{days: int32(t.Unix()/86400 - dayZero)} }

// Parse reads YYYY-MM-DD, the only form of files and commands.
func Parse(s string) (Date, error) {
	// By hand: lists and imports read hundreds of thousands of dates.
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Date{}, formatFault(s)
	}
	var n [3]int
	for i, span := range [3][2]int{{0, 4}, {5, 7}, {8, 10}} {
		for _, c := range []byte(s[span[0]:span[1]]) {
			if c < '0' || c > '9' {
				return Date{}, formatFault(s)
			}
			n[i] = 10*n[i] + int(c-'0')
		}
	}
	return existing(s, n[0], n[1], n[2])
}

func formatFault(s string) error {
	return fault.New(fault.Invalid, "date.format", "", "日期“%s”应写作 YYYY-MM-DD，例如 2026-11-22", s)
}

// ParseLoose reads what a person types or a vendor exports: 2026-11-22, 2026/11/22, 2026.11.22, 2026年11月22日.
func ParseLoose(s string) (Date, error) {
	m := written.FindStringSubmatch(s)
	if m == nil {
		return Date{}, fault.New(fault.Invalid, "date.format", "", "日期“%s”无法识别，请写作 2026-11-22 或 2026年11月22日", s)
	}
	y, _ := strconv.Atoi(m[1])
	mo, _ := strconv.Atoi(m[2])
	d, _ := strconv.Atoi(m[3])
	return existing(s, y, mo, d)
}

func existing(s string, y, mo, d int) (Date, error) {
	out := Of(y, mo, d)
	if out.IsZero() {
		return Date{}, fault.New(fault.Invalid, "date.absent", "", "日期“%s”不存在或不在 1900 至 2199 年之间，请核对", s)
	}
	return out, nil
}

// Must is Parse for constants in code and tests; it panics on a wrong date.
func Must(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero reports whether the date was not given.
func (d Date) IsZero() bool { return d.days == 0 }

// Time is midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix((int64(d.days)+dayZero)*86400, 0).UTC() }

// Year, Month, Day are the parts of the date; 0 for the zero Date.
func (d Date) Year() int  { y, _, _ := d.ymd(); return y }
func (d Date) Month() int { _, m, _ := d.ymd(); return m }
func (d Date) Day() int   { _, _, v := d.ymd(); return v }

func (d Date) ymd() (int, int, int) {
	if d.IsZero() {
		return 0, 0, 0
	}
	t := d.Time()
	return t.Year(), int(t.Month()), t.Day()
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// String is YYYY-MM-DD, or "" when not given.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	y, m, v := d.ymd()
	two := func(n int) (byte, byte) { return byte('0' + n/10), byte('0' + n%10) }
	out := [10]byte{4: '-', 7: '-'}
	out[0], out[1] = two(y / 100)
	out[2], out[3] = two(y % 100)
	out[5], out[6] = two(m)
	out[8], out[9] = two(v)
	return string(out[:])
}

// Chinese is 2026年11月22日, or "" when not given.
func (d Date) Chinese() string {
	if d.IsZero() {
		return ""
	}
	y, m, v := d.ymd()
	return fmt.Sprintf("%d年%d月%d日", y, m, v)
}

// AddDays moves by n days; the zero Date stays zero, and a day outside 1900–2199 becomes it.
func (d Date) AddDays(n int) Date {
	to := int64(d.days) + int64(n)
	if d.IsZero() || to < 1 || to > lastDay {
		return Date{}
	}
	return Date{days: int32(to)}
}

// AddMonths moves by n months; where the day does not exist, the last day of that month (民法典 202). A day outside 1900–2199
// becomes the zero Date.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	y, m, v := d.ymd()
	total := y*12 + (m - 1) + n
	y, m = total/12, total%12+1
	if last := daysIn(y, m); v > last {
		v = last
	}
	return Of(y, m, v)
}

// AddYears moves by n years; 29 February becomes 28 February in a common year.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * n) }

// Sub is the number of days from o to d (d later: positive).
func (d Date) Sub(o Date) int { return int(d.days - o.days) }

// Before, After and Compare order dates; the zero Date is before every other.
func (d Date) Before(o Date) bool { return d.days < o.days }
func (d Date) After(o Date) bool  { return d.days > o.days }
func (d Date) Compare(o Date) int {
	switch {
	case d.days < o.days:
		return -1
	case d.days > o.days:
		return 1
	}
	return 0
}

// MarshalText writes YYYY-MM-DD or nothing.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; the empty text is "not given".
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
