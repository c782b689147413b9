package monitor

import (
	"sync"

	"zhiya/valuation/date"
	"zhiya/workflow/calendar"
	"zhiya/workflow/pledge"
	"zhiya/workflow/policy"
)

// Watcher watches many cases by the same settings, calendar and rules: what it has read of the rules of a day it keeps. It is safe
// for concurrent use.
type Watcher struct {
	set   Settings
	cal   *calendar.Calendar
	rules *policy.Library

	mu      sync.RWMutex
	tables  map[date.Date]feesOfDay
	renewed map[date.Date]renewalOfDay
}

type feesOfDay struct {
	table pledge.FeeTable
	err   error
}

// renewalRule is the item TT-2 of the pack trademark-terms.
type renewalRule struct {
	Years       int `json:"years"`
	OpenMonths  int `json:"open_months"`
	GraceMonths int `json:"grace_months"`
}

type renewalOfDay struct {
	rule renewalRule
	err  error
}

// NewWatcher makes a watcher; a nil calendar or library means the embedded one.
func NewWatcher(s Settings, cal *calendar.Calendar, rules *policy.Library) *Watcher {
	if cal == nil {
		cal = calendar.Default()
	}
	if rules == nil {
		rules = policy.Embedded()
	}
	return &Watcher{set: s, cal: cal, rules: rules, tables: map[date.Date]feesOfDay{}, renewed: map[date.Date]renewalOfDay{}}
}

// ofDay is what the rules of a day say, read once.
func ofDay[T any](x *Watcher, known map[date.Date]T, on date.Date, read func() T) T {
	x.mu.RLock()
	v, met := known[on]
	x.mu.RUnlock()
	if met {
		return v
	}
	v = read()
	x.mu.Lock()
	known[on] = v
	x.mu.Unlock()
	return v
}

func (x *Watcher) fees(on date.Date) (pledge.FeeTable, error) {
	f := ofDay(x, x.tables, on, func() (f feesOfDay) { f.table, f.err = pledge.FeeTableOn(x.rules, on); return f })
	return f.table, f.err
}

func (x *Watcher) renewals(on date.Date) (renewalRule, error) {
	r := ofDay(x, x.renewed, on, func() (r renewalOfDay) {
		pack, err := x.rules.On("trademark-terms", on)
		if err != nil {
			return renewalOfDay{err: err}
		}
		item, _ := pack.Item("TT-2")
		r.rule, r.err = policy.Figures[renewalRule](item)
		return r
	})
	return r.rule, r.err
}
