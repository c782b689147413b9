// Package monitor watches a case in pledge (在押): on a day it says which alarms stand, why, what to do, until when and
// which event ends them. An alarm follows from the facts alone, so it disappears when the facts are cured and never
// because somebody clicked it away.
package monitor

import (
	"cmp"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/calendar"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

// Level is how loud an alarm is.
type Level string

const (
	Highest Level = "highest" // the security may be gone or its value unknown: act today
	High    Level = "high"    // a loss or a broken rule is near
	Notice  Level = "notice"  // a date is coming
)

var loudness = map[Level]int{Highest: 0, High: 1, Notice: 2}

// Louder reports whether the level is louder than another.
func (l Level) Louder(other Level) bool { return loudness[l] < loudness[other] }

// Chinese is the level in a word.
func (l Level) Chinese() string {
	switch l {
	case Highest:
		return "紧急"
	case High:
		return "重要"
	}
	return "提示"
}

// Alarm is one thing to act on.
type Alarm struct {
	Code    string    `json:"code"`
	Level   Level     `json:"level"`
	Case    string    `json:"case,omitempty"`  // case number; empty: the program itself
	Right   string    `json:"right,omitempty"` // ref of the right
	To      string    `json:"to"`              // who acts: pledgee, bureau, everyone
	Why     string    `json:"why"`
	Do      string    `json:"do"`
	Until   date.Date `json:"until,omitzero"` // last day to act in time
	CuredBy string    `json:"cured_by"`       // event that ends the alarm

	// Period tells one alarm from a later one of the same code: the patent year, the term or the debt it is about. Step is how far it
	// has come within it, for example the month of the grace; a new step is an escalation even when the level stays.
	Period string `json:"period,omitempty"`
	Step   string `json:"step,omitempty"`
}

// successors are the codes into which an alarm turns when nobody acts; the first then ended without being cured.
var successors = map[string]string{
	"fee.due": "fee.grace", "fee.grace": "fee.lapsed", "renewal.due": "renewal.grace", "renewal.grace": "renewal.lapsed",
	"valuation.ending": "coverage.unknown", "pledge.term_ending": "pledge.term_over", "ceiling.ending": "ceiling.over",
	"debt.due": "debt.overdue", "limitation.near": "limitation.over",
}

// topics are the kinds of alarms by the first part of their codes.
var topics = map[string]string{
	"fee": "年费", "renewal": "续展", "coverage": "估值与覆盖", "valuation": "估值与覆盖", "right": "法律状态", "status": "法律状态", "pledge": "登记", "loan": "登记",
	"ceiling": "登记", "class": "五级分类", "debt": "到期与时效", "bankruptcy": "到期与时效", "limitation": "到期与时效", "papers": "材料", "facts": "材料", "calendar": "规则", "rules": "规则",
}

// Topic is the kind of the alarms of a code, for lists: 年费, 续展, 估值与覆盖, 法律状态, 登记, 到期与时效, 五级分类, 材料, 规则.
func Topic(code string) string {
	first, _, _ := strings.Cut(code, ".")
	return topics[first]
}

// Becomes reports whether alarms of the one code turn into those of the other when nobody acts.
func Becomes(code, later string) bool {
	for next := successors[code]; next != ""; next = successors[next] {
		if next == later {
			return true
		}
	}
	return false
}

// WatchedRight is a pledged right with its accepted value.
type WatchedRight struct {
	Right         right.Right `json:"right"`
	Value         money.Money `json:"value"`       // 认定价值
	Cap           money.Rate  `json:"cap"`         // 质押率上限
	Haircut       money.Rate  `json:"haircut"`     // 折扣
	ValidUntil    date.Date   `json:"valid_until"` // last day of the valuation
	PledgeTermEnd date.Date   `json:"pledge_term_end,omitzero"`
	FeesAdvanced  date.Date   `json:"fees_advanced,omitzero"` // to where the pledgee has paid the annual fees, receipts outstanding
}

// Facts is what the watch looks at in one case. Days not given did not happen.
type Facts struct {
	Case              string         `json:"case"`
	Rights            []WatchedRight `json:"rights"`
	NotByValue        bool           `json:"not_by_value,omitempty"` // 免评估: 不按质押物价值管理
	Outstanding       money.Money    `json:"outstanding"`
	Due               date.Date      `json:"due"` // 债务到期日
	Disbursed         date.Date      `json:"disbursed,omitzero"`
	Registered        date.Date      `json:"registered,omitzero"` // 质押登记日
	Revoked           date.Date      `json:"revoked,omitzero"`    // 登记机构撤销质押登记, and none stands now
	RevokedNo         string         `json:"revoked_no,omitempty"`
	RefiledOn         date.Date      `json:"refiled_on,omitzero"` // application to register anew, before the office now
	EnrolmentRequired bool           `json:"enrolment_required,omitempty"`
	Enrolled          date.Date      `json:"enrolled,omitzero"` // 入池备案
	Settled           date.Date      `json:"settled,omitzero"`
	Cancelled         date.Date      `json:"cancelled,omitzero"`    // 注销登记
	LastClaimed       date.Date      `json:"last_claimed,omitzero"` // last act that interrupted the limitation period
	MissingPapers     []string       `json:"missing_papers,omitempty"`
	Unsealed          []string       `json:"unsealed,omitempty"`        // papers issued and not sealed: no scan of the signed original is kept
	Unnamed           []string       `json:"unnamed,omitempty"`         // debts, or their longer terms, that the register does not name yet
	RegisteredUntil   date.Date      `json:"registered_until,omitzero"` // last day that it names, given with Unnamed
	CeilingTo         date.Date      `json:"ceiling_to,omitzero"`       // last day of the period of a 最高额质押
	Class             string         `json:"class,omitempty"`           // 五级分类 as it was approved last; empty: nobody classified the loan
	ClassExcused      string         `json:"class_excused,omitempty"`   // the class by days that the approved one departs from with a reason
	CeilingFixed      bool           `json:"ceiling_fixed,omitempty"`   // its claim is determined (债权确定), as by default
	CeilingCause      string         `json:"ceiling_cause,omitempty"`   // what has determined it though nobody recorded the claim; given while CeilingFixed is not
	Bankruptcies      []Bankruptcy   `json:"bankruptcies,omitempty"`    // in which the claim is still to be filed
}

// Bankruptcy is that of a debtor or pledgor in which the claim has not been filed yet.
type Bankruptcy struct {
	Party   string    `json:"party"`
	On      date.Date `json:"on"`
	ClaimBy date.Date `json:"claim_by"` // 债权申报截止日
}

// Kept is what is kept of the facts for the daily run: all that Watch looks at, and of the rights nothing else.
func (f Facts) Kept() Facts {
	rights := make([]WatchedRight, len(f.Rights))
	for i, w := range f.Rights {
		r := w.Right
		w.Right = right.Right{Ref: r.Ref, Kind: r.Kind, Number: r.Number, Filed: r.Filed, Granted: r.Granted, Title: r.Title, Status: r.Status, StatusOn: r.StatusOn,
			FeesPaidUntil: r.FeesPaidUntil, Suspensions: r.Suspensions, Preservations: r.Preservations, Freezes: r.Freezes, Invalidation: r.Invalidation,
			TermEnd: r.TermEnd, ProtectionEnd: r.ProtectionEnd, Dispute: r.Dispute}
		rights[i] = w
	}
	f.Rights = rights
	return f
}

// Settings are the lead times of the watch; a bank sets its own.
type Settings struct {
	FeeDays        int `json:"fee_days"`        // before an annual fee is due
	ValuationDays  int `json:"valuation_days"`  // before a valuation ends
	DebtDays       int `json:"debt_days"`       // before the debt is due; louder in its last week
	TermDays       int `json:"term_days"`       // before a registered pledge term ends
	LimitationDays int `json:"limitation_days"` // before the limitation period ends
	CancelWorkdays int `json:"cancel_workdays"` // from settlement to cancellation; twice that reaches the bureau
	StatusDays     int `json:"status_days"`     // how old a look-up in the register may be
	SealDays       int `json:"seal_days"`       // from the registration until its papers are sealed and scanned
}

// leadItems are the items of the pack watch-leads with the setting of each.
var leadItems = map[string]func(*Settings) *int{
	"WL-FEE": func(s *Settings) *int { return &s.FeeDays }, "WL-VALUE": func(s *Settings) *int { return &s.ValuationDays }, "WL-DEBT": func(s *Settings) *int { return &s.DebtDays },
	"WL-TERM": func(s *Settings) *int { return &s.TermDays }, "WL-LIMIT": func(s *Settings) *int { return &s.LimitationDays }, "WL-STATUS": func(s *Settings) *int { return &s.StatusDays },
	"WL-SEAL": func(s *Settings) *int { return &s.SealDays },
}

// SettingsOn are the lead times of the rules in force on a day: the pack watch-leads, and DL-C1 of the deadlines for the cancellation. What
// they do not say, or say out of the range of 1 to 3650 days, stays as in DefaultSettings: no watch is ever without a lead time. nil rules
// are the embedded ones.
func SettingsOn(rules *policy.Library, on date.Date) Settings {
	s := DefaultSettings()
	if rules == nil {
		rules = policy.Embedded()
	}
	if p, err := rules.On("watch-leads", on); err == nil {
		for _, i := range p.Items {
			at, known := leadItems[i.Code]
			if !known {
				continue
			}
			f, err := policy.Figures[struct {
				Days int `json:"days"`
			}](i)
			if err == nil && f.Days >= 1 && f.Days <= 3650 {
				*at(&s) = f.Days
			}
		}
	}
	if t, err := rules.Term(on, "DL-C1"); err == nil && t.Unit == calendar.Workdays && t.Count >= 1 && t.Count <= 250 {
		s.CancelWorkdays = t.Count
	}
	return s
}

// DefaultSettings are the usual lead times of the trade.
func DefaultSettings() Settings {
	return Settings{FeeDays: 60, ValuationDays: 30, DebtDays: 30, TermDays: 60, LimitationDays: 180, CancelWorkdays: 5,
		StatusDays: 180, SealDays: 30}
}

// live reports whether the pledge still secures something.
func (f Facts) live() bool { return f.Settled.IsZero() && f.Cancelled.IsZero() }

// Order says which of two alarms stands first: the louder, then the nearer day. Of the loudest those without a day, which means
// today, stand before all days; of the others those without a day stand last.
func Order(a Level, aUntil date.Date, b Level, bUntil date.Date) int {
	if d := cmp.Compare(loudness[a], loudness[b]); d != 0 {
		return d
	}
	if aUntil.IsZero() != bUntil.IsZero() {
		if aUntil.IsZero() == (a == Highest) {
			return -1
		}
		return 1
	}
	return aUntil.Compare(bUntil)
}

// By says in words until when to act.
func By(l Level, until date.Date) string {
	switch {
	case !until.IsZero():
		return until.String()
	case l == Highest:
		return "立即"
	}
	return ""
}

// sortAlarms puts the loudest first, then the nearest date, then the order of finding.
func sortAlarms(list []Alarm) {
	slices.SortStableFunc(list, func(a, b Alarm) int { return Order(a.Level, a.Until, b.Level, b.Until) })
}
