package casefile

import (
	"fmt"
	"slices"
	"strconv"

	"zhiya/valuation/date"
	"zhiya/workflow/monitor"
)

// WatchIssueR is the issue of one watch report (在押监测月报).
type WatchIssueR struct {
	Month    date.Date `json:"month"`              // first day of the month it is about
	Replaces string    `json:"replaces,omitempty"` // number of the report it corrects; "" for the first of its month
	Reason   string    `json:"reason,omitempty"`   // why it is corrected
	Version  int64     `json:"version"`            // of the case with this act, and of the paper
	By       Signed    `json:"by"`
}

// LetterR is a letter (提示函、催收函) as it was issued. What it says is kept, since the alarms behind it change by the day.
type LetterR struct {
	Kind    LetterKind    `json:"kind"`
	To      LetterTo      `json:"to"`
	Items   []LetterItemR `json:"items"`
	Version int64         `json:"version"` // of the case with this act, and of the paper
	By      Signed        `json:"by"`
}

// LetterItemR is one thing a letter asks for.
type LetterItemR struct {
	Code  string        `json:"code,omitempty"` // of the alarm; "" for what the officer added
	Ref   string        `json:"ref,omitempty"`  // of the right the alarm is about
	Level monitor.Level `json:"level"`
	Who   string        `json:"who"`
	Why   string        `json:"why"`
	Do    string        `json:"do"`
	Until date.Date     `json:"until,omitzero"`
}

// Until is the last of the days the letter gives, zero when it gives none.
func (l LetterR) Until() date.Date {
	var last date.Date
	for _, x := range l.Items {
		if x.Until.After(last) {
			last = x.Until
		}
	}
	return last
}

// About reports whether the letter asks for what an alarm of this code on this right is about.
func (l LetterR) About(code, ref string) bool {
	return slices.ContainsFunc(l.Items, func(x LetterItemR) bool { return x.Code != "" && x.Code == code && x.Ref == ref })
}

// AuditIssueR is the issue of one audit report (审计追踪报告).
type AuditIssueR struct {
	From    int64  `json:"from,omitempty"` // place in the chain of the first event it may list; 0 for the beginning of the case
	To      int64  `json:"to,omitempty"`   // of the last; 0 for the last before this act
	Purpose string `json:"purpose"`
	Version int64  `json:"version"`
	By      Signed `json:"by"`
}

// Covers reports whether an event at this place in the chain is one the report lists.
func (r AuditIssueR) Covers(seq int64) bool {
	return seq >= r.From && (r.To == 0 || seq <= r.To)
}

// Range is what part of the chain the report covers, in words.
func (r AuditIssueR) Range() string {
	switch {
	case r.From == 0 && r.To == 0:
		return "本案全部事件"
	case r.To == 0:
		return fmt.Sprintf("链上序号 %d 及以后的本案事件", r.From)
	case r.From == 0:
		return fmt.Sprintf("链上序号 %d 及以前的本案事件", r.To)
	}
	return fmt.Sprintf("链上序号 %d 至 %d 之间的本案事件", r.From, r.To)
}

// The issue that the state as it stands was made by: the paper of that version prints it.

// WatchIssue is the issue of the watch report made of this very version; nil for a draft.
func (s State) WatchIssue() *WatchIssueR {
	if n := len(s.WatchReports); n > 0 && s.WatchReports[n-1].Version == s.Version {
		return &s.WatchReports[n-1]
	}
	return nil
}

// Letter is the letter made of this very version; nil for a draft.
func (s State) Letter() *LetterR {
	if n := len(s.Letters); n > 0 && s.Letters[n-1].Version == s.Version {
		return &s.Letters[n-1]
	}
	return nil
}

// AuditIssue is the audit report made of this very version; nil for a draft.
func (s State) AuditIssue() *AuditIssueR {
	if n := len(s.AuditReports); n > 0 && s.AuditReports[n-1].Version == s.Version {
		return &s.AuditReports[n-1]
	}
	return nil
}

// monthOf is the first day of the month of a day.
func monthOf(d date.Date) date.Date { return date.Of(d.Year(), d.Month(), 1) }

// MonthText is a month as forms and the command line write it: 2026-10.
func MonthText(d date.Date) string { return fmt.Sprintf("%04d-%02d", d.Year(), d.Month()) }

// ParseMonth reads 2026-10 as the first day of that month.
func ParseMonth(text string) (date.Date, bool) {
	if len(text) != len("2026-10") {
		return date.Date{}, false
	}
	d, err := date.Parse(text + "-01")
	return d, err == nil
}

func monthName(d date.Date) string {
	return strconv.Itoa(d.Year()) + "年" + strconv.Itoa(d.Month()) + "月"
}

// WatchReportOf is the watch report that stands for the month of a day, the last one issued for it; nil when there is none.
func (s State) WatchReportOf(on date.Date) *DocumentRef {
	month := monthOf(on)
	for i := len(s.Documents) - 1; i >= 0; i-- {
		if d := &s.Documents[i]; d.Kind == DocWatchReport && s.watchMonth(*d) == month {
			return d
		}
	}
	return nil
}

// watchMonth is the month a watch report is about.
func (s State) watchMonth(d DocumentRef) date.Date {
	for _, w := range s.WatchReports {
		if w.Version == d.Version {
			return w.Month
		}
	}
	return monthOf(d.On)
}

// CorrectedBy is the number of the watch report that has taken the place of this one; "" while it stands.
func (s State) CorrectedBy(number string) string {
	for _, w := range s.WatchReports {
		if w.Replaces != number {
			continue
		}
		for _, d := range s.Documents {
			if d.Kind == DocWatchReport && d.Version == w.Version {
				return d.Number
			}
		}
	}
	return ""
}

// LetterOf is the letter that a document is, nil for any other document.
func (s State) LetterOf(d DocumentRef) *LetterR {
	for i := range s.Letters {
		if d.Kind == DocReminder && s.Letters[i].Version == d.Version {
			return &s.Letters[i]
		}
	}
	return nil
}

// WatchMonthChoices are the months of which a watch report may be issued on a day: this one and the last, if the pledge existed.
func (s State) WatchMonthChoices(today date.Date) []Choice {
	var out []Choice
	for _, month := range []date.Date{monthOf(today), monthOf(today).AddMonths(-1)} {
		if s.Registration == nil || month.AddMonths(1).AddDays(-1).Before(s.Registration.On) {
			continue
		}
		title := monthName(month)
		if old := s.WatchReportOf(month); old != nil {
			title += "（已出具 " + old.Number + "，再次出具为更正）"
		}
		out = append(out, Choice{Value: MonthText(month), Title: title})
	}
	return out
}
