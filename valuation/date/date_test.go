package date_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

func anyDate() *rapid.Generator[date.Date] {
	first := date.Of(1900, 1, 1)
	span := date.Of(2199, 12, 31).Sub(first)
	return rapid.Custom(func(t *rapid.T) date.Date {
		return first.AddDays(rapid.IntRange(0, span).Draw(t, "days"))
	})
}

func TestADateReadsAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "date")
		require.False(t, d.IsZero())
		back, err := date.Parse(d.String())
		require.NoError(t, err)
		require.Equal(t, d, back)
		require.Equal(t, d, date.Of(d.Year(), d.Month(), d.Day()))
		loose, err := date.ParseLoose(d.Chinese())
		require.NoError(t, err)
		require.Equal(t, d, loose)
		require.Equal(t, d, date.FromTime(d.Time()))
		raw, err := json.Marshal(d)
		require.NoError(t, err)
		var again date.Date
		require.NoError(t, json.Unmarshal(raw, &again))
		require.Equal(t, d, again)
	})
}

func TestEveryDayOfTheRangeIsGivenEvenTheLastOfNineteenSixtyNine(t *testing.T) {
	for _, s := range []string{"1900-01-01", "1969-12-30", "1969-12-31", "1970-01-01", "2199-12-31"} {
		d := date.Must(s)
		require.False(t, d.IsZero(), s)
		require.Equal(t, s, d.String())
		require.True(t, date.Date{}.Before(d), s)
	}
	require.Equal(t, time.Wednesday, date.Must("1969-12-31").Weekday())
	require.True(t, date.Must("1900-01-01").AddDays(-1).IsZero())
	require.True(t, date.Must("2199-12-31").AddDays(1).IsZero())
	require.True(t, date.Must("2199-12-31").AddMonths(1).IsZero())
	require.True(t, date.Must("1900-01-31").AddMonths(-1).IsZero())
}

func TestDaysAddAndSubtract(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDate().Draw(t, "a"), anyDate().Draw(t, "b")
		require.Equal(t, b, a.AddDays(b.Sub(a)))
		require.Equal(t, a.Before(b), b.After(a))
		require.Equal(t, a.Compare(b), -b.Compare(a))
		require.Equal(t, a.Time().Before(b.Time()), a.Before(b))
	})
}

func TestMonthsEndOnTheCorrespondingDayOrTheLastOfTheMonth(t *testing.T) {
	cases := []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-01-31", 3, "2026-04-30"}, {"2026-08-31", 6, "2027-02-28"},
		{"2026-12-31", 1, "2027-01-31"}, {"2026-11-30", 1, "2026-12-30"}, {"2026-03-31", -1, "2026-02-28"}, {"2026-01-15", -1, "2025-12-15"},
		{"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", 48, "2028-02-29"}, {"2026-05-31", 0, "2026-05-31"}, {"2100-01-31", 1, "2100-02-28"},
	}
	for _, c := range cases {
		require.Equal(t, c.want, date.Must(c.from).AddMonths(c.months).String(), "%s %+d", c.from, c.months)
	}
	require.Equal(t, "2037-07-21", date.Must("2017-07-21").AddYears(20).String())
	require.Equal(t, "2025-02-28", date.Must("2024-02-29").AddYears(1).String())
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate().Draw(t, "date"), rapid.IntRange(-240, 240).Draw(t, "months")
		to := d.AddMonths(n)
		if to.IsZero() {
			return
		}
		require.Equal(t, d.Year()*12+d.Month()+n, to.Year()*12+to.Month())
		require.LessOrEqual(t, to.Day(), d.Day())
		if to.Day() < d.Day() {
			require.Equal(t, 1, to.AddDays(1).Day(), "only the last day of a month may differ")
		}
	})
}

func TestWrongDatesAreRefusedWithTheReason(t *testing.T) {
	for _, s := range []string{"2026-2-1", "2026/02/01", "20260201", "", "2026-02-01 "} {
		_, err := date.Parse(s)
		require.True(t, fault.Has(err, "date.format"), s)
	}
	for _, s := range []string{"2026-02-29", "2026-13-01", "2026-04-31", "2026-00-10", "1899-12-31", "2200-01-01"} {
		_, err := date.Parse(s)
		require.True(t, fault.Has(err, "date.absent"), s)
	}
	for _, s := range []string{"2026/2/1", "2026.02.01", "2026年2月1日", "2026-2-1"} {
		d, err := date.ParseLoose(s)
		require.NoError(t, err, s)
		require.Equal(t, "2026-02-01", d.String())
	}
}

func TestTheZeroDateIsNotGiven(t *testing.T) {
	var d date.Date
	require.True(t, d.IsZero())
	require.Equal(t, "", d.String()+d.Chinese())
	require.Zero(t, d.Year()+d.Month()+d.Day())
	require.True(t, d.AddDays(3).IsZero())
	require.True(t, d.AddMonths(3).IsZero())
	require.NoError(t, d.UnmarshalText(nil))
	require.True(t, d.IsZero())
}

func TestParseTakesNothingButTheFormItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.StringMatching(`[12][0-9]{3}-[01][0-9]-[0-3][0-9]`), rapid.StringMatching(`[0-9/年-]{9,11}`), rapid.String()).Draw(t, "text")
		d, err := date.Parse(s)
		if err != nil {
			require.True(t, d.IsZero())
			return
		}
		require.Equal(t, s, d.String())
	})
}
