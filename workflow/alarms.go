package workflow

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/monitor"
)

// AlarmRow is an alarm (提示) as the store keeps it. Days are YYYY-MM-DD, "" for none.
type AlarmRow struct {
	ID, CaseID       string
	Code, Ref, To    string // with the case: what tells one standing alarm from another
	Level            monitor.Level
	Why, Do          string
	Until            string
	CuredBy          string
	RaisedOn         string // the day of the run that first met it
	LevelSince       string // since when it is as loud as now
	SeenOn           string // the day of the last run that met it
	ClosedOn         string // the day of the run that met it no more; "" while it stands
	Note             string // what a person noted (知悉); it ends nothing
	NotedBy, NotedOn string
}

// WatchAction is the name under which a run of the watch stands in the audit chain.
const WatchAction = "RunWatch"

// metaWatched holds the day of the last run.
const metaWatched = "watch.last"

// WatchRun is what a run of the watch (每日监测) found.
type WatchRun struct {
	On        date.Date `json:"on"`
	Last      date.Date `json:"last,omitzero"` // the run before
	Cases     int       `json:"cases"`         // live cases looked at
	Raised    int       `json:"raised"`
	Escalated int       `json:"escalated"`
	Closed    int       `json:"closed"`
	Standing  int       `json:"standing"` // after the run
}

// watchedStages are those in which something is still pledged.
var watchedStages = []string{string(casefile.InPledge), string(casefile.Default), string(casefile.Settlement)}

// watchPage is how many cases are read at once.
const watchPage = 500

// RunWatch looks at every live case as of today, raises the alarms that are new, makes those louder that have grown, and ends those
// whose cause is gone: an alarm follows from the facts and nobody clicks it away. The same day once more changes only what the facts
// have changed. A run that changed anything is one event in the audit chain, by the person or, with "", by the program itself: a
// scheduler runs it so.
//
// Fault: watch.clock when today lies before the last run: the clock was set back, and nothing is touched.
func (d *Desk) RunWatch(ctx context.Context, personID string) (WatchRun, error) {
	today := Today(d.Now())
	run := WatchRun{On: today}
	found := map[alarmKey]monitor.Alarm{}
	err := d.Store.Read(ctx, func(tx Tx) error {
		run.Cases = 0
		clear(found)
		var err error
		if run.Last, err = lastWatched(ctx, tx); err != nil {
			return err
		}
		if today.Before(run.Last) {
			return fault.New(fault.Refused, "watch.clock", "", "上次监测日为 %s，本机日期 %s 更早，时钟可能被调回；没有更新任何提示，请校准时钟后再监测", run.Last.Chinese(), today.Chinese())
		}
		for after := ""; ; {
			rows, err := tx.Cases(ctx, CaseQuery{Stages: watchedStages, After: after, Limit: watchPage})
			if err != nil {
				return err
			}
			for _, row := range rows {
				s, err := readState(row)
				if err != nil {
					return err
				}
				run.Cases++
				for _, a := range monitor.Watch(today, s.Watched(), monitor.DefaultSettings(), d.Calendar, d.Rules) {
					found[keyOfAlarm(s.ID, a)] = a
				}
			}
			if len(rows) < watchPage {
				return nil
			}
			after = rows[len(rows)-1].Cursor()
		}
	})
	if err != nil {
		return run, err
	}
	err = d.Store.Write(ctx, func(tx Tx) error {
		run.Raised, run.Escalated, run.Closed, run.Standing = 0, 0, 0, 0
		last, err := lastWatched(ctx, tx)
		if err != nil {
			return err
		}
		if last.After(today) { // another desk was ahead
			return fault.New(fault.Conflict, "watch.busy", "", "另一台计算机已完成 %s 的监测", last.Chinese())
		}
		if err := d.settleAlarms(ctx, tx, &run, found); err != nil {
			return err
		}
		if run.Raised+run.Escalated+run.Closed > 0 {
			a := access.Actor{PersonID: "system", Name: "系统"}
			if personID != "" {
				if a, err = actorOf(ctx, tx, personID); err != nil {
					return err
				}
			}
			raw, err := json.Marshal(run)
			if err != nil {
				return fault.Wrap(err, "watch.json", "监测结果无法保存")
			}
			if _, err := appendEvent(ctx, tx, audit.Event{AtMillis: d.Now().UnixMilli(), PersonID: a.PersonID, Person: a.Name, OrgID: a.OrgID,
				Action: WatchAction, Object: "watch", Version: 1, Payload: string(raw)}); err != nil {
				return err
			}
		}
		return tx.SetMeta(ctx, metaWatched, today.String())
	})
	return run, err
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

type alarmKey struct{ caseID, code, ref, to string }

func keyOfAlarm(caseID string, a monitor.Alarm) alarmKey {
	return alarmKey{caseID, a.Code, a.Right, a.To}
}

// settleAlarms holds what was found against what stands.
func (d *Desk) settleAlarms(ctx context.Context, tx Tx, run *WatchRun, found map[alarmKey]monitor.Alarm) error {
	standing, err := tx.StandingAlarms(ctx, "")
	if err != nil {
		return err
	}
	today := run.On.String()
	met := map[alarmKey]bool{}
	for _, row := range standing {
		key := alarmKey{row.CaseID, row.Code, row.Ref, row.To}
		a, still := found[key]
		met[key] = true
		if !still {
			run.Closed++
			row.ClosedOn = today
			if err := tx.UpdateAlarm(ctx, row); err != nil {
				return err
			}
			continue
		}
		run.Standing++
		now := row
		now.Level, now.Why, now.Do, now.Until, now.CuredBy = a.Level, a.Why, a.Do, a.Until.String(), a.CuredBy
		if a.Level.Louder(row.Level) {
			run.Escalated++
		}
		if a.Level != row.Level {
			now.LevelSince = today
		}
		if now == row { // what is only seen again is not written again: a run of a quiet day costs nothing
			continue
		}
		now.SeenOn = today
		if err := tx.UpdateAlarm(ctx, now); err != nil {
			return err
		}
	}
	fresh := make([]alarmKey, 0, len(found))
	for key := range found {
		if !met[key] {
			fresh = append(fresh, key)
		}
	}
	slices.SortFunc(fresh, func(a, b alarmKey) int {
		return cmp.Or(strings.Compare(a.caseID, b.caseID), strings.Compare(a.code, b.code), strings.Compare(a.ref, b.ref), strings.Compare(a.to, b.to))
	})
	for _, key := range fresh {
		a := found[key]
		run.Raised++
		run.Standing++
		row := AlarmRow{ID: d.NewID(), CaseID: key.caseID, Code: key.code, Ref: key.ref, To: key.to, Level: a.Level, Why: a.Why, Do: a.Do, Until: a.Until.String(),
			CuredBy: a.CuredBy, RaisedOn: today, LevelSince: today, SeenOn: today}
		if err := tx.InsertAlarm(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// AlarmView is a standing alarm as a person sees it.
type AlarmView struct {
	AlarmRow
	Number, Title string // of the case; "" for an alarm of the program itself
	Right         string // name of the right it is about
}

// Alarms lists the standing alarms for a person, loudest first and then by their day: those of the cases in which his organisation is
// lender or pledgee, or for the bureau those addressed to it, and those of the program itself, as of the last run. "" is for the
// command line: whoever can open the store may read all.
func (d *Desk) Alarms(ctx context.Context, personID string) ([]AlarmView, error) {
	var out []AlarmView
	err := d.Store.Read(ctx, func(tx Tx) error {
		out = nil
		var a access.Actor
		if personID != "" {
			var err error
			if a, err = actorOf(ctx, tx, personID); err != nil || !hasCaseWork(a) {
				return err
			}
		}
		rows, err := tx.StandingAlarms(ctx, a.OrgID)
		if err != nil {
			return err
		}
		cases := map[string]casefile.State{}
		for _, row := range rows {
			s, met := cases[row.CaseID]
			if !met {
				c, err := tx.Case(ctx, row.CaseID)
				if err != nil {
					return err
				}
				if s, err = readState(c); err != nil {
					return err
				}
				cases[row.CaseID] = s
			}
			if personID != "" && !concerns(s, row, a) {
				continue
			}
			v := AlarmView{AlarmRow: row, Number: s.Number, Title: s.Title()}
			for _, r := range s.Intake.Rights {
				if r.Ref == row.Ref {
					v.Right = r.Title
				}
			}
			out = append(out, v)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, a := range monitor.Programme(Today(d.Now()), d.Calendar) {
		out = append(out, AlarmView{AlarmRow: AlarmRow{Code: a.Code, To: a.To, Level: a.Level, Why: a.Why, Do: a.Do, Until: a.Until.String(), CuredBy: a.CuredBy}})
	}
	slices.SortStableFunc(out, func(a, b AlarmView) int {
		if a.Level != b.Level {
			if a.Level.Louder(b.Level) {
				return -1
			}
			return 1
		}
		if (a.Until == "") != (b.Until == "") {
			if a.Until == "" {
				return 1
			}
			return -1
		}
		return strings.Compare(a.Until, b.Until)
	})
	return out, nil
}

// concerns reports whether an alarm is for the actor's organisation: the pledgee's and the lender's, and what has gone so far that it
// is addressed to the bureau, the bureau's as well.
func concerns(s casefile.State, row AlarmRow, a access.Actor) bool {
	if row.To == "bureau" {
		return a.OrgID == s.Bureau.ID
	}
	return a.OrgID == s.Lender.ID || a.OrgID == s.Pledgee.ID
}

// NoteAlarm records that somebody knows of an alarm (知悉) and what he does about it; the alarm stands until its cause is gone.
//
// Faults: NotFound for an alarm that is not the person's; text.missing; alarm.closed.
func (d *Desk) NoteAlarm(ctx context.Context, personID, alarmID, note string) error {
	note = strings.TrimSpace(note)
	if note == "" || len([]rune(note)) > 1000 {
		return fault.New(fault.Invalid, "text.missing", "note", "请填写处理情况，不超过 1000 字")
	}
	today := Today(d.Now())
	return d.Store.Write(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		row, err := tx.Alarm(ctx, alarmID)
		if err != nil {
			return err
		}
		s, err := visible(ctx, tx, a, row.CaseID)
		if err != nil {
			return err
		}
		if !concerns(s, row, a) {
			return fault.New(fault.NotFound, "not_found", "", "没有找到该提示")
		}
		if row.ClosedOn != "" {
			return fault.New(fault.Refused, "alarm.closed", "", "该提示已于 %s 解除", row.ClosedOn)
		}
		row.Note, row.NotedBy, row.NotedOn = note, a.Name, today.String()
		if err := tx.UpdateAlarm(ctx, row); err != nil {
			return err
		}
		raw, err := json.Marshal(struct {
			Alarm string `json:"alarm"`
			Code  string `json:"code"`
			Note  string `json:"note"`
		}{row.ID, row.Code, note})
		if err != nil {
			return fault.Wrap(err, "alarm.json", "处理情况无法保存")
		}
		_, err = appendEvent(ctx, tx, audit.Event{AtMillis: d.Now().UnixMilli(), PersonID: a.PersonID, Person: a.Name, OrgID: a.OrgID,
			Action: NoteAlarmAction, Object: s.Number + " 提示", Version: 1, Payload: string(raw)})
		return err
	})
}

// NoteAlarmAction is the name under which a note on an alarm stands in the audit chain.
const NoteAlarmAction = "NoteAlarm"

// AlarmDays are the days of alarms for a calendar; an alarm exported again keeps its place.
func AlarmDays(list []AlarmView) []monitor.Entry {
	var out []monitor.Entry
	for _, a := range list {
		on, err := date.Parse(a.Until)
		if err != nil || a.Until == "" {
			continue
		}
		title := a.Why
		if a.Number != "" {
			title = a.Number + " " + a.Why
		}
		out = append(out, monitor.Entry{Key: cmp.Or(a.ID, a.Code+a.Until), On: on, Title: title, Text: a.Do + "\n解除条件：" + a.CuredBy, Category: a.Level.Chinese()})
	}
	return out
}
