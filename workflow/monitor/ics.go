package monitor

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"zhiya/valuation/date"
)

// Entry is a day to put into a calendar.
type Entry struct {
	Key      string // what the entry is told by: exporting again replaces it instead of adding another
	On       date.Date
	Title    string
	Text     string
	Category string
}

// ICS is a calendar of whole days (RFC 5545), stamped with an instant: lines of at most 75 octets, folded between characters. Entries
// without a day are left out. The calendars of the desk, of telephones and of mail programs take it.
func ICS(entries []Entry, stamp time.Time) []byte {
	var b strings.Builder
	line := func(text string) {
		room := 75
		for len(text) > room {
			cut := room
			for !utf8.RuneStart(text[cut]) {
				cut--
			}
			b.WriteString(text[:cut] + "\r\n ")
			text, room = text[cut:], 74 // the blank that marks a folded line counts
		}
		b.WriteString(text + "\r\n")
	}
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//Zhiya//Pledge watch//ZH")
	line("CALSCALE:GREGORIAN")
	line("METHOD:PUBLISH")
	line("X-WR-CALNAME:知押监测提示")
	for _, e := range entries {
		if e.On.IsZero() {
			continue
		}
		day := func(d date.Date) string { return strings.ReplaceAll(d.String(), "-", "") }
		sum := sha256.Sum256([]byte(e.Key))
		line("BEGIN:VEVENT")
		line("UID:" + hex.EncodeToString(sum[:12]) + "@zhiya")
		line("DTSTAMP:" + stamp.UTC().Format("20060102T150405Z"))
		line("DTSTART;VALUE=DATE:" + day(e.On))
		line("DTEND;VALUE=DATE:" + day(e.On.AddDays(1)))
		line("SUMMARY:" + escaped(e.Title))
		line("DESCRIPTION:" + escaped(e.Text))
		line("CATEGORIES:" + escaped(e.Category))
		line("TRANSP:TRANSPARENT")
		for _, before := range []int{7, 1} {
			line("BEGIN:VALARM")
			line("ACTION:DISPLAY")
			line("DESCRIPTION:" + escaped(e.Title))
			line(fmt.Sprintf("TRIGGER:-P%dD", before))
			line("END:VALARM")
		}
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return []byte(b.String())
}

// escaped is a text as a value of a calendar (RFC 5545, 3.3.11).
func escaped(s string) string {
	return strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\r\n", "\\n", "\n", "\\n", "\r", "").Replace(s)
}
