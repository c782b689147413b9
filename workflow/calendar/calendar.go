// Package calendar counts working days (工作日) by the State Council's calendar: weekends off, statutory holidays off,
// make-up days (调休上班日) worked. The day of the event is not counted (民法典 201) and a period that ends on a day off
// ends on the next working day (民法典 203). A year whose calendar is not published yet counts weekends only, and every
// answer that touches it is provisional (暂定).
package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"sync"
	"time"

	"zhiya/assets"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// Span is a run of days off, both ends included.
type Span struct {
	Name string    `json:"name"`
	From date.Date `json:"from"`
	To   date.Date `json:"to"`
}

// Year is one published calendar in our own compact form.
type Year struct {
	Year   int         `json:"year"`
	Source string      `json:"source"`
	Papers []string    `json:"papers"`
	Off    []Span      `json:"off"`
	Work   []date.Date `json:"work"` // make-up days, worked although a weekend
}

// Calendar answers questions about working days. It is immutable: With gives a new one.
type Calendar struct {
	years map[int]Year
	off   map[date.Date]string
	work  map[date.Date]bool
}

// Load makes a calendar from files of the compact form, one a year; a later file replaces an earlier one of its year.
// Every fault of every file is named.
func Load(files ...[]byte) (*Calendar, error) {
	var faults fault.Faults
	years := make([]Year, 0, len(files))
	for _, b := range files {
		y, err := ParseYear(b)
		faults.Append("", err)
		years = append(years, y)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return of(years), nil
}

// Default is the calendar that comes with the program, 2019 to 2026.
func Default() *Calendar { return embedded() }

var embedded = sync.OnceValue(func() *Calendar {
	names, err := fs.Glob(assets.Calendars(), "*.json")
	if err != nil {
		panic(err)
	}
	var files [][]byte
	for _, n := range names {
		b, err := fs.ReadFile(assets.Calendars(), n)
		if err != nil {
			panic(path.Base(n) + ": " + err.Error())
		}
		files = append(files, b)
	}
	c, err := Load(files...)
	if err != nil {
		panic(err) // embedded data: a test keeps this from shipping
	}
	return c
})

func of(years []Year) *Calendar {
	c := &Calendar{years: map[int]Year{}, off: map[date.Date]string{}, work: map[date.Date]bool{}}
	for _, y := range years {
		c.years[y.Year] = y
	}
	for _, y := range c.years {
		for _, s := range y.Off {
			for d := s.From; !d.After(s.To); d = d.AddDays(1) {
				c.off[d] = s.Name
			}
		}
		for _, d := range y.Work {
			c.work[d] = true
		}
	}
	return c
}

// With is the calendar with one more year, replacing that year if it is there.
func (c *Calendar) With(y Year) (*Calendar, error) {
	if err := y.check(); err != nil {
		return nil, err
	}
	years := make([]Year, 0, len(c.years)+1)
	for _, old := range c.years {
		years = append(years, old)
	}
	return of(append(years, y)), nil
}

// ParseYear reads one year's file: unknown fields, dates outside the year (a few days of the turn of the year excepted),
// spans in the wrong order, a day both off and worked, and an empty calendar are refused, all at once.
func ParseYear(b []byte) (Year, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var y Year
	if err := dec.Decode(&y); err != nil {
		if fs := fault.Of(err); fs[0].Kind != fault.Broken {
			return Year{}, fs
		}
		return Year{}, fault.Faults{{Kind: fault.Invalid, Code: "calendar.format", Message: "工作日历文件不是约定的格式，请按 year、source、papers、off、work 五项填写", Cause: err}}
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Year{}, fault.New(fault.Invalid, "calendar.format", "", "工作日历文件末尾有多余内容，一个文件只放一年")
	}
	if err := y.check(); err != nil {
		return Year{}, err
	}
	return y, nil
}

func (y Year) check() error {
	var faults fault.Faults
	if y.Year < 1950 || y.Year > 2199 {
		faults.Invalid("calendar.year", "year", "年份 %d 不成立", y.Year)
		return faults
	}
	if y.Source == "" {
		faults.Invalid("calendar.source", "source", "请注明 %d 年工作日历的来源", y.Year)
	}
	if len(y.Off) == 0 {
		faults.Invalid("calendar.empty", "off", "%d 年工作日历没有任何放假日，未公布的年份不要导入", y.Year)
	}
	// The new year's holiday may reach into the old year, and a make-up day may follow it.
	first, last := date.Of(y.Year-1, 12, 15), date.Of(y.Year+1, 1, 10)
	inYear := func(d date.Date) bool { return !d.IsZero() && !d.Before(first) && !d.After(last) }
	off := map[date.Date]bool{}
	for i, s := range y.Off {
		p := field("off", i)
		switch {
		case !inYear(s.From) || !inYear(s.To):
			faults.Invalid("calendar.range", p, "放假区间 %s 至 %s 不在 %d 年内", s.From, s.To, y.Year)
		case s.To.Before(s.From):
			faults.Invalid("calendar.order", p, "放假区间的止日 %s 早于起日 %s", s.To, s.From)
		default:
			for d := s.From; !d.After(s.To); d = d.AddDays(1) {
				off[d] = true
			}
		}
	}
	for i, d := range y.Work {
		p := field("work", i)
		switch {
		case !inYear(d):
			faults.Invalid("calendar.range", p, "调休上班日 %s 不在 %d 年内", d, y.Year)
		case off[d]:
			faults.Invalid("calendar.clash", p, "%s 既列为放假又列为上班，请核对通知", d)
		}
	}
	return faults.Err()
}

// Known reports whether the calendar of a year is loaded.
func (c *Calendar) Known(year int) bool { _, ok := c.years[year]; return ok }

// Years lists the loaded years in order.
func (c *Calendar) Years() []Year {
	out := make([]Year, 0, len(c.years))
	for _, y := range c.years {
		out = append(out, y)
	}
	slices.SortFunc(out, func(a, b Year) int { return a.Year - b.Year })
	return out
}

// Holiday is the name of the statutory holiday that d falls on, or "".
func (c *Calendar) Holiday(d date.Date) string { return c.off[d] }

// IsWorkday reports whether d is worked.
func (c *Calendar) IsWorkday(d date.Date) bool {
	if c.work[d] {
		return true
	}
	if _, off := c.off[d]; off {
		return false
	}
	return !weekend(d)
}

func weekend(d date.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}
