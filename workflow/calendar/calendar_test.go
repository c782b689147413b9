package calendar_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/calendar"
)

var day = date.Must

func TestTheEmbeddedCalendarHoldsThePublishedYears(t *testing.T) {
	c := calendar.Default()
	for y := 2019; y <= 2026; y++ {
		require.True(t, c.Known(y), y)
	}
	require.False(t, c.Known(2027))
	require.Len(t, c.Years(), 8)
	require.Equal(t, 2019, c.Years()[0].Year)
	off := func(from, to string) {
		for d := day(from); !d.After(day(to)); d = d.AddDays(1) {
			require.False(t, c.IsWorkday(d), d.String())
			require.NotEmpty(t, c.Holiday(d), d.String())
		}
	}
	off("2025-01-28", "2025-02-04")
	off("2025-10-01", "2025-10-08")
	off("2026-02-15", "2026-02-23")
	off("2026-06-19", "2026-06-21")
	off("2026-09-25", "2026-09-27")
	for _, d := range []string{"2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"} {
		require.True(t, c.IsWorkday(day(d)), d)
	}
}

func TestWorkingDaysAreCountedFromTheDayAfterTheEvent(t *testing.T) {
	cases := []struct {
		from string
		n    int
		want string
		prov bool
	}{
		{"2026-09-18", 1, "2026-09-20", false}, // a worked Sunday
		{"2026-09-18", 2, "2026-09-21", false},
		{"2026-09-30", 5, "2026-10-13", false},
		{"2026-09-30", 1, "2026-10-08", false},
		{"2026-10-08", -1, "2026-09-30", false},
		{"2026-11-22", 0, "2026-11-22", false},
		{"2026-12-31", 1, "2027-01-01", true}, // 2027 is not published: New Year's Day is not known
		{"2026-12-31", 0, "2026-12-31", false},
		{"2018-12-28", 1, "2018-12-29", true}, // a make-up day named by the calendar of 2019
		{"2018-06-01", 1, "2018-06-04", true},
	}
	for _, c := range cases {
		got, prov := calendar.Default().AddWorkdays(day(c.from), c.n)
		require.Equal(t, c.want, got.String(), "%s + %d", c.from, c.n)
		require.Equal(t, c.prov, prov, "%s + %d", c.from, c.n)
	}
}

func TestALastDayOffMovesToTheNextWorkingDay(t *testing.T) {
	c := calendar.Default()
	cases := []struct {
		event string
		term  calendar.Term
		want  string
	}{
		{"2026-09-21", calendar.Term{Count: 10, Unit: calendar.Days}, "2026-10-08"},
		{"2026-08-31", calendar.Term{Count: 1, Unit: calendar.Months}, "2026-09-30"},
		{"2025-10-03", calendar.Term{Count: 1, Unit: calendar.Years}, "2026-10-08"},
		{"2026-09-30", calendar.Term{Count: 5, Unit: calendar.Workdays}, "2026-10-13"},
		{"2026-11-20", calendar.Term{Count: 1, Unit: calendar.Days}, "2026-11-23"},
	}
	for _, k := range cases {
		got, prov := c.Deadline(day(k.event), k.term)
		require.Equal(t, k.want, got.String(), "%s + %s", k.event, k.term)
		require.False(t, prov)
	}
	require.Equal(t, "5个工作日", calendar.Term{Count: 5, Unit: calendar.Workdays}.String())
	got, _ := c.Deadline(day("2026-01-01"), calendar.Term{Count: 1, Unit: "week"})
	require.True(t, got.IsZero())
}

func TestCountingUndoesAdding(t *testing.T) {
	c := calendar.Default()
	rapid.Check(t, func(t *rapid.T) {
		from := day("2019-01-01").AddDays(rapid.IntRange(0, 3000).Draw(t, "from"))
		n := rapid.IntRange(-400, 400).Draw(t, "n")
		to, prov := c.AddWorkdays(from, n)
		back, prov2 := c.CountWorkdays(from, to)
		require.Equal(t, n, back)
		require.Equal(t, prov, prov2)
		if n != 0 {
			require.True(t, c.IsWorkday(to))
		}
	})
}

func TestANewYearIsLoadedAndEndsTheProvisionalDates(t *testing.T) {
	y, err := calendar.ParseYear([]byte(`{"year":2027,"source":"示例来源","papers":[],"off":[{"name":"元旦","from":"2027-01-01","to":"2027-01-03"}],"work":[]}`))
	require.NoError(t, err)
	c, err := calendar.Default().With(y)
	require.NoError(t, err)
	got, prov := c.AddWorkdays(day("2026-12-31"), 1)
	require.Equal(t, "2027-01-04", got.String())
	require.False(t, prov)
	require.False(t, calendar.Default().Known(2027), "the embedded calendar must not change")
}

func TestABadCalendarFileIsRefusedWithEveryFault(t *testing.T) {
	_, err := calendar.ParseYear([]byte(`{"year":2027,"source":"","papers":[],
		"off":[{"name":"元旦","from":"2027-01-03","to":"2027-01-01"},{"name":"远","from":"2028-05-01","to":"2028-05-02"},{"name":"国庆节","from":"2027-10-01","to":"2027-10-07"}],
		"work":["2027-10-02","2026-10-10"]}`))
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	var got []string
	for _, f := range fault.Of(err) {
		got = append(got, f.Path+" "+f.Code)
	}
	require.Equal(t, []string{
		"source calendar.source", "off[0] calendar.order", "off[1] calendar.range",
		"work[0] calendar.clash", "work[1] calendar.range",
	}, got)
	for _, in := range []string{
		`{}`, `[]`, `{"year":2027,"source":"x","off":[],"work":[]}`, `{"year":2027,"extra":1}`, `{"year":2027,"off":[{"from":"2027-02-30"}]}`,
		`{"year":2027,"source":"x","off":[{"name":"元旦","from":"2027-01-01","to":"2027-01-01"}]} {}`, ``,
	} {
		_, err := calendar.Load([]byte(in))
		require.Equal(t, fault.Invalid, fault.KindOf(err), in)
		require.NotContains(t, strings.ToLower(err.Error()), "json")
	}
}

func TestAQuestionNamesItsFaults(t *testing.T) {
	c := calendar.Default()
	five, far := 5, 100000
	a, err := c.Ask(calendar.Request{From: day("2026-09-30"), Days: &five})
	require.NoError(t, err)
	require.Equal(t, "2026-10-13", a.Date.String())
	a, err = c.Ask(calendar.Request{From: day("2026-09-30"), To: day("2026-10-13")})
	require.NoError(t, err)
	require.Equal(t, 5, *a.Days)
	_, err = c.Ask(calendar.Request{})
	require.Len(t, fault.Of(err), 2)
	_, err = c.Ask(calendar.Request{From: day("2026-09-30"), Days: &far})
	require.True(t, fault.Has(err, "workdays.range"))
	last := 20000
	_, err = c.Ask(calendar.Request{From: day("2199-01-01"), Days: &last})
	require.True(t, fault.Has(err, "workdays.range"))
}
