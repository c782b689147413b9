package calendar_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/workflow/calendar"
)

// The days off and the worked weekends of 2025 and 2026 as the State Council's office published them (the papers are named in
// assets/calendar), written out by hand: nothing here reads the program's own calendar.
var (
	publishedOff = [][2]string{
		{"2025-01-01", "2025-01-01"}, {"2025-01-28", "2025-02-04"}, {"2025-04-04", "2025-04-06"}, {"2025-05-01", "2025-05-05"},
		{"2025-05-31", "2025-06-02"}, {"2025-10-01", "2025-10-08"},
		{"2026-01-01", "2026-01-03"}, {"2026-02-15", "2026-02-23"}, {"2026-04-04", "2026-04-06"}, {"2026-05-01", "2026-05-05"},
		{"2026-06-19", "2026-06-21"}, {"2026-09-25", "2026-09-27"}, {"2026-10-01", "2026-10-07"},
	}
	publishedWork = []string{"2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
		"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}
)

const isoDay = "2006-01-02"

// publishedWorkdays lists the working days of 2025 and 2026, and the weekdays of 2027 behind them, in order.
func publishedWorkdays(t *testing.T) []string {
	off := map[string]bool{}
	for _, span := range publishedOff {
		from, err := time.Parse(isoDay, span[0])
		require.NoError(t, err)
		to, err := time.Parse(isoDay, span[1])
		require.NoError(t, err)
		for d := from; !d.After(to); d = d.Add(24 * time.Hour) {
			off[d.Format(isoDay)] = true
		}
	}
	var out []string
	for d := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2028; d = d.Add(24 * time.Hour) {
		name, weekend := d.Format(isoDay), d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		if !off[name] && !weekend || slices.Contains(publishedWork, name) {
			out = append(out, name)
		}
	}
	return out
}

func TestEveryDeadlineFromEveryDayOf2025And2026IsThatOfThePublishedPlans(t *testing.T) {
	c, works := calendar.Default(), publishedWorkdays(t)
	require.False(t, c.Known(2027), "when 2027 is published, its days belong into this table")
	// after is the first working day later than the day; the list is in order, so the n-th one stands n-1 places behind it.
	after := func(day string) int {
		i, here := slices.BinarySearch(works, day)
		if here {
			i++
		}
		return i
	}
	for d := date.Of(2025, 1, 1); d.Year() < 2027; d = d.AddDays(1) {
		i, worked := slices.BinarySearch(works, d.String())
		require.Equal(t, worked, c.IsWorkday(d), d.String())
		next, _ := c.NextWorkday(d)
		require.Equal(t, works[i], next.String(), "%s, moved on", d)
		for _, n := range []int{1, 2, 3, 5, 7, 10, 15, 20, 30} {
			got, provisional := c.AddWorkdays(d, n)
			want := works[after(d.String())+n-1]
			require.Equal(t, want, got.String(), "%s and %d working days", d, n)
			require.Equal(t, want >= "2027", provisional, "%s and %d working days: a day of 2027 is not known yet", d, n)
			viaTerm, again := c.Deadline(d, calendar.Term{Count: n, Unit: calendar.Workdays})
			require.Equal(t, got, viaTerm)
			require.Equal(t, provisional, again)
		}
		for _, n := range []int{2, 5, 10, 15, 30, 60, 90} {
			raw, err := time.Parse(isoDay, d.String())
			require.NoError(t, err)
			last := raw.AddDate(0, 0, n).Format(isoDay)
			at, _ := slices.BinarySearch(works, last)
			got, provisional := c.Deadline(d, calendar.Term{Count: n, Unit: calendar.Days})
			require.Equal(t, works[at], got.String(), "%s and %d days", d, n)
			require.Equal(t, works[at] >= "2027", provisional, "%s and %d days", d, n)
		}
	}
}
