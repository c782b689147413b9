package monitor_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/workflow/monitor"
)

// unfolded gives the properties of a calendar as a reader of RFC 5545 takes them.
func unfolded(t require.TestingT, b []byte) []string {
	text := string(b)
	require.True(t, utf8.ValidString(text))
	require.True(t, strings.HasSuffix(text, "\r\n"))
	for _, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		require.LessOrEqual(t, len(line), 75)
		require.True(t, utf8.ValidString(line), "no character is cut")
		require.NotContains(t, line, "\n")
	}
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n")
}

func TestTheCalendarHoldsEveryDayOnceAndReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		title := rapid.StringOf(rapid.RuneFrom([]rune("年费,;\\缴纳专利a 𠮷\n"))).Draw(t, "title")
		n := rapid.IntRange(0, 5).Draw(t, "entries")
		var entries []monitor.Entry
		for i := range n {
			entries = append(entries, monitor.Entry{Key: string(rune('a' + i)), On: date.Must("2026-12-31"), Title: title, Text: strings.Repeat(title, 9), Category: "重要"})
		}
		entries = append(entries, monitor.Entry{Key: "none", Title: "没有日期"})
		lines := unfolded(t, monitor.ICS(entries, time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC)))
		count := map[string]int{}
		uids := map[string]bool{}
		for _, l := range lines {
			name, value, _ := strings.Cut(l, ":")
			count[name]++
			switch name {
			case "UID":
				uids[value] = true
			case "SUMMARY":
				plain := strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n").Replace(value)
				require.Equal(t, title, plain)
			case "DTSTART;VALUE=DATE":
				require.Equal(t, "20261231", value)
			case "DTEND;VALUE=DATE":
				require.Equal(t, "20270101", value)
			}
		}
		require.Equal(t, n, count["SUMMARY"])
		require.Len(t, uids, n)
	})
	again := monitor.ICS([]monitor.Entry{{Key: "x", On: date.Must("2026-12-31")}}, time.Time{})
	require.Equal(t, again, monitor.ICS([]monitor.Entry{{Key: "x", On: date.Must("2026-12-31")}}, time.Time{}))
}
