package workflow

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/workflow/monitor"
)

type alarmKey struct{ code, ref, period, to string }

func keyOfAlarm(a monitor.Alarm) alarmKey { return alarmKey{a.Code, a.Right, a.Period, a.To} }

func (r AlarmRow) key() alarmKey { return alarmKey{r.Code, r.Ref, r.Period, r.To} }

func byKey(a, b alarmKey) int {
	return cmp.Or(strings.Compare(a.code, b.code), strings.Compare(a.ref, b.ref), strings.Compare(a.period, b.period), strings.Compare(a.to, b.to))
}

// watchPlan is what becomes of the alarms of cases: rows new and changed, and the lines that say why. It does nothing by itself.
type watchPlan struct {
	watcher  *monitor.Watcher
	today    date.Date
	last     date.Date // the run before; zero before the first
	clock    bool      // the clock is being corrected: what does not stand was raised on a day that had not come
	newID    func() string
	inserted []*AlarmRow
	updated  []*AlarmRow
	lines    []AlarmLine
	counts   WatchRun // Raised, Escalated, Closed
}

// differs reports whether a run today would change anything of the case.
func (p *watchPlan) differs(c watchedCase, standing []AlarmRow) bool {
	found := p.watch(c, p.today)
	if len(found) != len(standing) {
		return true
	}
	now := make(map[alarmKey]monitor.Alarm, len(found))
	for _, a := range found {
		now[keyOfAlarm(a)] = a
	}
	for i := range standing {
		a, met := now[standing[i].key()]
		if !met || !standing[i].says(a) || p.clock && standing[i].RaisedOn > p.today.String() {
			return true
		}
	}
	return false
}

func (p *watchPlan) watch(c watchedCase, on date.Date) []monitor.Alarm {
	if !c.live {
		return nil
	}
	return p.watcher.Watch(on, c.Facts)
}

// says reports whether the row says of the alarm what there is to say.
func (r AlarmRow) says(a monitor.Alarm) bool {
	return r.Level == a.Level && r.Step == a.Step && r.Why == a.Why && r.Do == a.Do && r.Until == a.Until.String() && r.CuredBy == a.CuredBy
}

// take brings the alarms of one case up to today. Days on which no run looked are caught up: what began, grew or ended on one of them
// is dated so, though not before the day the case last changed, since what the facts were then is not known any more.
func (p *watchPlan) take(c watchedCase, standing []AlarmRow) {
	state := map[alarmKey]*AlarmRow{}
	stored := map[string]AlarmRow{}
	for i := range standing {
		state[standing[i].key()] = &standing[i]
		stored[standing[i].ID] = standing[i]
	}
	touched := []*AlarmRow{}
	if p.clock {
		for _, k := range slices.SortedFunc(maps.Keys(state), byKey) {
			if row := state[k]; row.RaisedOn > p.today.String() {
				p.end(row, p.today, AlarmClock, "")
				touched = append(touched, row)
				delete(state, k)
			}
		}
	}
	for _, on := range p.days(c) {
		touched = append(touched, p.apply(c, state, on)...)
	}
	seen := map[*AlarmRow]bool{}
	for _, row := range touched {
		if seen[row] {
			continue
		}
		seen[row] = true
		if old, met := stored[row.ID]; !met {
			p.inserted = append(p.inserted, row)
		} else if *row != old {
			p.updated = append(p.updated, row)
		}
	}
}

// days are the days since the last run on which something changed, today last. They are found by halving: with the same facts the
// alarms of two days are the same only when they are the same on every day between.
func (p *watchPlan) days(c watchedCase) []date.Date {
	from := p.last.AddDays(1)
	if c.since.After(from) {
		from = c.since
	}
	if p.last.IsZero() || !c.live || !from.Before(p.today) {
		return []date.Date{p.today}
	}
	out := []date.Date{from}
	var halve func(a date.Date, sa string, b date.Date, sb string)
	halve = func(a date.Date, sa string, b date.Date, sb string) {
		switch left := b.Sub(a); {
		case sa == sb:
		case left == 1:
			out = append(out, b)
		default:
			mid := a.AddDays(left / 2)
			sm := p.signature(c, mid)
			halve(a, sa, mid, sm)
			halve(mid, sm, b, sb)
		}
	}
	halve(from, p.signature(c, from), p.today, p.signature(c, p.today))
	if out[len(out)-1] != p.today {
		out = append(out, p.today)
	}
	return out
}

// signature tells apart the alarms of two days.
func (p *watchPlan) signature(c watchedCase, on date.Date) string {
	var b strings.Builder
	for _, a := range p.watch(c, on) {
		for _, s := range []string{a.Code, a.Right, a.Period, a.To, string(a.Level), a.Step} {
			b.WriteString(s)
			b.WriteByte(0)
		}
	}
	return b.String()
}

// apply makes what stands what was found on a day, and gives the rows it touched.
func (p *watchPlan) apply(c watchedCase, state map[alarmKey]*AlarmRow, on date.Date) []*AlarmRow {
	var touched []*AlarmRow
	found := p.watch(c, on)
	still := map[alarmKey]bool{}
	grown := map[alarmKey]bool{} // new ones that took the place of another: one escalation, not an end and a beginning
	for _, a := range found {
		still[keyOfAlarm(a)] = true
	}
	for _, k := range slices.SortedFunc(maps.Keys(state), byKey) {
		if still[k] {
			continue
		}
		row := state[k]
		delete(state, k)
		touched = append(touched, row)
		why, text := AlarmCured, row.CuredBy
		if !c.live {
			why, text = AlarmCaseEnded, ""
		} else if i := slices.IndexFunc(found, func(a monitor.Alarm) bool { return a.Right == k.ref && a.To == k.to && monitor.Becomes(k.code, a.Code) }); i >= 0 {
			why, text = AlarmSuperseded, found[i].Why
			grown[keyOfAlarm(found[i])] = true
		} else if p.clock {
			why, text = AlarmClock, ""
		}
		p.end(row, on, why, text)
		if why == AlarmSuperseded {
			p.counts.Closed--
		}
	}
	day := on.String()
	for _, a := range found {
		k := keyOfAlarm(a)
		row, met := state[k]
		switch {
		case !met:
			org, also := c.told(a)
			row = &AlarmRow{ID: p.newID(), CaseID: c.id, Code: a.Code, Ref: a.Right, Period: a.Period, To: a.To, OrgID: org, AlsoID: also, Right: c.rightName(a.Right), RaisedOn: day, LevelSince: day}
			state[k] = row
			if grown[k] {
				p.counts.Escalated++
			} else {
				p.counts.Raised++
			}
			p.say(row, a, day, AlarmRaised)
		case row.says(a):
			continue
		case a.Level == row.Level && a.Step == row.Step:
			p.say(row, a, day, AlarmChanged)
		case row.Level.Louder(a.Level):
			row.LevelSince = day
			p.say(row, a, day, AlarmEased)
		default:
			row.LevelSince = day
			p.counts.Escalated++
			p.say(row, a, day, AlarmGrown)
		}
		touched = append(touched, row)
	}
	return touched
}

func (p *watchPlan) say(row *AlarmRow, a monitor.Alarm, day string, what AlarmDid) {
	row.Level, row.Step, row.Why, row.Do, row.Until, row.CuredBy = a.Level, a.Step, a.Why, a.Do, a.Until.String(), a.CuredBy
	p.line(row, day, what, a.Why, "")
}

func (p *watchPlan) end(row *AlarmRow, on date.Date, why AlarmEnd, text string) {
	row.ClosedOn, row.ClosedBy = on.String(), why
	p.counts.Closed++
	if text == "" {
		text = why.Chinese()
	} else {
		text = why.Chinese() + "：" + text
	}
	p.line(row, row.ClosedOn, AlarmEnded, text, "")
}

// line adds a line to the history of the alarm.
func (p *watchPlan) line(row *AlarmRow, day string, what AlarmDid, text, person string) {
	row.Lines++
	p.lines = append(p.lines, AlarmLine{AlarmID: row.ID, No: row.Lines, Day: day, What: what, Level: row.Level, Step: row.Step, Text: text, Person: person})
}
