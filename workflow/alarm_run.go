package workflow

import (
	"context"
	"encoding/json"
	"runtime"
	"slices"
	"strings"
	"sync"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/monitor"
)

// Names of the acts of the watch in the audit chain.
const (
	WatchAction      = "RunWatch"     // a daily run, or the watch over one case after an act on it
	WatchClockAction = "CorrectWatch" // the day of the last run was put back after the clock had been wrong
	NoteAlarmAction  = "NoteAlarm"    // a note on an alarm
)

// metaWatched holds the day of the last run.
const metaWatched = "watch.last"

// WatchRun is what a run of the watch (每日监测) found.
type WatchRun struct {
	On        date.Date `json:"on"`
	Last      date.Date `json:"last,omitzero"` // the run before
	Cases     int       `json:"cases"`         // live cases looked at
	Rights    int       `json:"rights"`        // pledged in them
	Raised    int       `json:"raised"`
	Escalated int       `json:"escalated"` // grown louder or a step further, or turned into a graver one
	Closed    int       `json:"closed"`
	Standing  int       `json:"standing"` // after the run
}

// watchedStages are those in which something may be watched; whether it is, says State.InWatch.
var watchedStages = []string{string(casefile.Registration), string(casefile.Disbursement), string(casefile.InPledge), string(casefile.Default), string(casefile.Settlement)}

// watchPage is how many cases are read at once.
const watchPage = 500

// RunWatch looks at every live case as of today, raises the alarms that are new, lets grow those that have grown, and ends those whose
// cause is gone: an alarm follows from the facts and nobody clicks it away. The same day once more changes only what the facts have
// changed; days on which no run looked are caught up with their own dates. A run that changed anything is one event in the audit
// chain, by the person or, with "", by the program itself: a scheduler runs it so. Of several desks that begin at once on one store the
// first does the work and the others find it done.
//
// Fault: watch.clock when today lies before the last run: the clock was set back, and nothing is touched; see CorrectWatch.
func (d *Desk) RunWatch(ctx context.Context, personID string) (WatchRun, error) {
	return d.runWatch(ctx, personID, "")
}

// CorrectWatch runs the watch on a day before the last run, after the clock had stood in the future: alarms raised on days that have
// not come end as a correction of the clock, and the reason stands in the audit chain. personID "" is for the command line.
//
// Faults: text.missing; watch.clock_right when the last run was not after today.
func (d *Desk) CorrectWatch(ctx context.Context, personID, reason string) (WatchRun, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || len([]rune(reason)) > 1000 {
		return WatchRun{}, fault.New(fault.Invalid, "text.missing", "reason", "请填写更正原因，不超过 1000 字")
	}
	return d.runWatch(ctx, personID, reason)
}

func clockFault(last, today date.Date) error {
	return fault.New(fault.Refused, "watch.clock", "", "上次监测日为 %s，本机日期 %s 更早，时钟可能被调回；没有更新任何提示。请校准时钟后再监测；若上次监测时时钟错误地走在前面，请办理监测日更正", last.Chinese(), today.Chinese())
}

func (d *Desk) runWatch(ctx context.Context, personID, correction string) (WatchRun, error) {
	today := Today(d.Now())
	run := WatchRun{On: today}
	if err := d.keepFacts(ctx); err != nil {
		return run, err
	}
	if err := d.keepBooks(ctx); err != nil {
		return run, err
	}
	if _, _, err := d.RuleLibrary(ctx); err != nil { // what another desk has imported counts today
		return run, err
	}
	p := d.newPlan(today)
	p.clock = correction != ""
	var differing []string
	err := d.Store.Read(ctx, func(tx Tx) (err error) {
		run = WatchRun{On: today}
		if run.Last, err = lastWatched(ctx, tx); err != nil {
			return err
		}
		switch {
		case today.Before(run.Last) && !p.clock:
			return clockFault(run.Last, today)
		case !today.Before(run.Last) && p.clock:
			return fault.New(fault.Refused, "watch.clock_right", "", "上次监测日 %s 不晚于今日，无须更正", run.Last.Chinese())
		}
		p.last = run.Last
		differing, err = d.survey(ctx, tx, p, &run)
		return err
	})
	if err != nil {
		return run, err
	}
	if len(differing) == 0 && run.Last == today {
		return run, nil
	}
	standing := run.Standing
	err = d.Store.Write(ctx, func(tx Tx) error {
		last, err := lastWatched(ctx, tx)
		if err != nil {
			return err
		}
		if last.After(today) && !p.clock { // another desk was ahead
			return clockFault(last, today)
		}
		p.last = last // days that another desk has caught up meanwhile are not gone through again
		p.forget()
		for part := range slices.Chunk(differing, watchPage) {
			if err := p.takeStored(ctx, tx, part); err != nil {
				return err
			}
		}
		run.Raised, run.Escalated, run.Closed = p.counts.Raised, p.counts.Escalated, p.counts.Closed
		run.Standing = standing + p.standing()
		if len(differing) > 0 && len(p.lines) == 0 { // another desk has done it all
			now, err := tx.StandingBetween(ctx, "", "")
			if err != nil {
				return err
			}
			run.Standing = len(now)
		}
		actor, err := watchman(ctx, tx, personID)
		if err != nil {
			return err
		}
		if p.clock {
			if err := d.recordWatch(ctx, tx, actor, WatchClockAction, "watch", p, struct {
				Reason string    `json:"reason"`
				From   date.Date `json:"from"`
				WatchRun
				AlarmRecord
			}{correction, last, run, p.record()}); err != nil {
				return err
			}
		} else if err := d.recordWatch(ctx, tx, actor, WatchAction, "watch", p, struct {
			WatchRun
			AlarmRecord
		}{run, p.record()}); err != nil {
			return err
		}
		if last == today {
			return nil
		}
		return tx.SetMeta(ctx, metaWatched, today.String())
	})
	return run, err
}

func (d *Desk) newPlan(today date.Date) *watchPlan {
	return &watchPlan{watcher: monitor.NewWatcher(monitor.SettingsOn(d.Rulebook(), today), d.Calendar, d.Rulebook()), today: today, newID: d.NewID}
}

// forget begins the plan anew: a transaction may be run more than once.
func (p *watchPlan) forget() {
	p.inserted, p.updated, p.lines, p.counts = nil, nil, nil, WatchRun{}
}

// standing is by how many the standing alarms grow.
func (p *watchPlan) standing() int {
	n := 0
	for _, row := range p.inserted {
		if row.ClosedOn == "" {
			n++
		}
	}
	for _, row := range p.updated {
		if row.ClosedOn != "" {
			n--
		}
	}
	return n
}

// takeStored takes cases, given by sorted ids, as they stand in this transaction.
func (p *watchPlan) takeStored(ctx context.Context, tx Tx, caseIDs []string) error {
	rows, err := tx.WatchedIn(ctx, caseIDs)
	if err != nil {
		return err
	}
	standing, err := tx.StandingIn(ctx, caseIDs)
	if err != nil {
		return err
	}
	for _, id := range caseIDs {
		c := watchedCase{id: id}
		if len(rows) > 0 && rows[0].CaseID == id {
			if c, err = readWatched(rows[0]); err != nil {
				return err
			}
			rows = rows[1:]
		}
		n := 0
		for n < len(standing) && standing[n].CaseID == id {
			n++
		}
		p.take(c, standing[:n:n])
		standing = standing[n:]
	}
	return nil
}

// record vouches for the lines, in the order they will be read in.
func (p *watchPlan) record() AlarmRecord {
	slices.SortFunc(p.lines, func(a, b AlarmLine) int {
		if n := strings.Compare(a.AlarmID, b.AlarmID); n != 0 {
			return n
		}
		return int(a.No - b.No)
	})
	var sum AlarmDigest
	for _, l := range p.lines {
		sum.Add(l)
	}
	return AlarmRecord{Lines: sum.Lines, Digest: sum.Hex()}
}

// recordWatch writes the plan and its event; nothing when nothing changed, but for a correction of the clock.
func (d *Desk) recordWatch(ctx context.Context, tx Tx, a access.Actor, action, object string, p *watchPlan, payload any) error {
	if len(p.lines) == 0 && action != WatchClockAction {
		return nil
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		return fault.Wrap(err, "watch.json", "监测结果无法保存")
	}
	e, err := appendEvent(ctx, tx, audit.Event{AtMillis: d.Now().UnixMilli(), PersonID: a.PersonID, Person: a.Name, OrgID: a.OrgID,
		Action: action, Object: object, Version: 1, Payload: string(raw)})
	if err != nil {
		return err
	}
	rows := make([]AlarmRow, len(p.inserted))
	for i, row := range p.inserted {
		rows[i] = *row
	}
	for _, row := range p.updated { // ended ones make room for their like
		if err := tx.UpdateAlarm(ctx, *row); err != nil {
			return err
		}
	}
	if err := tx.InsertAlarms(ctx, rows); err != nil {
		return err
	}
	for i := range p.lines {
		p.lines[i].Seq = e.Seq
	}
	return tx.InsertAlarmLines(ctx, p.lines)
}

// watchman is who runs the watch: the person, or with "" the program itself.
func watchman(ctx context.Context, tx Tx, personID string) (access.Actor, error) {
	if personID == "" {
		return access.Actor{PersonID: "system", Name: "系统"}, nil
	}
	return actorOf(ctx, tx, personID)
}

// survey reads every live case and its standing alarms and gives the cases on which a run would change anything. Reading goes on
// beside the judging.
func (d *Desk) survey(ctx context.Context, tx Tx, p *watchPlan, run *WatchRun) ([]string, error) {
	type page struct {
		rows     []WatchedRow
		standing []AlarmRow
	}
	pages := make(chan page, 2)
	var mu sync.Mutex
	var work sync.WaitGroup
	var differing []string
	var failed error
	for range max(1, runtime.GOMAXPROCS(0)) {
		work.Go(func() {
			for pg := range pages {
				list, rights, err := p.survey(pg.rows, pg.standing)
				mu.Lock()
				differing = append(differing, list...)
				run.Rights += rights
				if failed == nil {
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	err := func() error {
		defer close(pages)
		for after := ""; ; {
			rows, err := tx.WatchedCases(ctx, after, watchPage)
			if err != nil {
				return err
			}
			upTo := ""
			if len(rows) == watchPage {
				upTo = rows[len(rows)-1].CaseID
			}
			standing, err := tx.StandingBetween(ctx, after, upTo)
			if err != nil {
				return err
			}
			run.Cases += len(rows)
			run.Standing += len(standing)
			pages <- page{rows, standing}
			if upTo == "" {
				return nil
			}
			after = upTo
		}
	}()
	work.Wait()
	if err == nil {
		err = failed
	}
	slices.Sort(differing)
	return differing, err
}

// survey judges a page of cases; standing alarms of a case that is none of them belong to one that is watched no more.
func (p *watchPlan) survey(rows []WatchedRow, standing []AlarmRow) (differing []string, rights int, err error) {
	gone := func(until string) {
		for len(standing) > 0 && (until == "" || standing[0].CaseID < until) {
			if n := len(differing); n == 0 || differing[n-1] != standing[0].CaseID {
				differing = append(differing, standing[0].CaseID)
			}
			standing = standing[1:]
		}
	}
	for _, row := range rows {
		gone(row.CaseID)
		n := 0
		for n < len(standing) && standing[n].CaseID == row.CaseID {
			n++
		}
		c, err := readWatched(row)
		if err != nil {
			return nil, 0, err
		}
		rights += len(c.Facts.Rights)
		if p.differs(c, standing[:n]) {
			differing = append(differing, c.id)
		}
		standing = standing[n:]
	}
	gone("")
	return differing, rights, nil
}

// keepFacts keeps the facts of live cases that were saved before the program kept them, or kept them otherwise.
func (d *Desk) keepFacts(ctx context.Context) error {
	for after := ""; ; {
		var ids []string
		err := d.Store.Read(ctx, func(tx Tx) (err error) {
			ids, err = tx.CasesToKeep(ctx, watchedStages, WatchForm, after, watchPage)
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		err = d.Store.Write(ctx, func(tx Tx) error {
			for _, id := range ids {
				row, err := tx.Case(ctx, id)
				if err != nil {
					return err
				}
				s, err := readState(row)
				if err != nil {
					return err
				}
				text, err := WatchedText(s)
				if err != nil {
					return err
				}
				if err := tx.KeepWatched(ctx, WatchedRow{CaseID: id, Version: row.Version, Form: WatchForm, AtMillis: row.UpdatedAt, Facts: text}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		after = ids[len(ids)-1]
	}
}

// rewatch brings the alarms of one case up to date after an act on it, so that the act that cures an alarm ends it at once. Before the
// first run it does nothing. What goes wrong here the next run puts right: the act itself is done.
func (d *Desk) rewatch(ctx context.Context, caseID string) {
	today := Today(d.Now())
	p := d.newPlan(today)
	differs := false
	err := d.Store.Read(ctx, func(tx Tx) (err error) {
		differs = false
		if p.last, err = lastWatched(ctx, tx); err != nil || p.last.IsZero() || today.Before(p.last) {
			return err
		}
		p.forget()
		err = p.takeStored(ctx, tx, []string{caseID})
		differs = len(p.lines) > 0
		return err
	})
	if err != nil || !differs {
		return
	}
	_ = d.Store.Write(ctx, func(tx Tx) (err error) {
		if p.last, err = lastWatched(ctx, tx); err != nil || today.Before(p.last) {
			return err
		}
		p.forget()
		if err := p.takeStored(ctx, tx, []string{caseID}); err != nil {
			return err
		}
		row, err := tx.Case(ctx, caseID)
		if err != nil {
			return err
		}
		run := WatchRun{On: today, Last: p.last, Cases: 1, Raised: p.counts.Raised, Escalated: p.counts.Escalated, Closed: p.counts.Closed}
		return d.recordWatch(ctx, tx, access.Actor{PersonID: "system", Name: "系统"}, WatchAction, row.Number, p, struct {
			WatchRun
			AlarmRecord
		}{run, p.record()})
	})
}

// LastWatch is the day of the last run, zero before the first.
func (d *Desk) LastWatch(ctx context.Context) (date.Date, error) {
	var last date.Date
	err := d.Store.Read(ctx, func(tx Tx) (err error) { last, err = lastWatched(ctx, tx); return err })
	return last, err
}

func lastWatched(ctx context.Context, tx Tx) (date.Date, error) {
	text, err := tx.Meta(ctx, metaWatched)
	if err != nil || text == "" {
		return date.Date{}, err
	}
	last, err := date.Parse(text)
	if err != nil {
		return date.Date{}, fault.Wrap(err, "watch.last", "上次监测日的记录无法读取")
	}
	return last, nil
}
