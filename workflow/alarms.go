package workflow

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/monitor"
)

// AlarmView is a standing alarm as a person sees it.
type AlarmView struct {
	AlarmRow
	Number, Title string // of the case; "" for an alarm of the program itself
}

// Day is the last day to act in time; zero when none is given.
func (r AlarmRow) Day() date.Date {
	d, _ := date.Parse(r.Until)
	return d
}

// By says in words until when to act.
func (r AlarmRow) By() string { return monitor.By(r.Level, r.Day()) }

// Alarms lists the standing alarms for a person, loudest first and then by their day: those his organisation is to act on or, as the
// lender beside the pledgee, reads, and those of the program itself, as of the last run. "" is for the command line: whoever can open
// the store may read all.
func (d *Desk) Alarms(ctx context.Context, personID string) ([]AlarmView, error) {
	var out []AlarmView
	err := d.Store.Read(ctx, func(tx Tx) error {
		out = nil
		var a access.Actor
		if personID != "" {
			var err error
			if a, err = actorOf(ctx, tx, personID); err != nil || !a.SeesAlarms() {
				return err
			}
		}
		var err error
		out, err = tx.AlarmsFor(ctx, a.OrgID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.withProgramme(out, Today(d.Now())), nil
}

// withProgramme adds the alarms of the program itself and puts all in order.
func (d *Desk) withProgramme(list []AlarmView, on date.Date) []AlarmView {
	for _, a := range slices.Concat(monitor.Programme(on, d.Calendar), monitor.Rules(on, d.Rulebook())) {
		list = append(list, viewOf(a))
	}
	slices.SortStableFunc(list, func(a, b AlarmView) int { return monitor.Order(a.Level, a.Day(), b.Level, b.Day()) })
	return list
}

func viewOf(a monitor.Alarm) AlarmView {
	return AlarmView{Number: a.Case, AlarmRow: AlarmRow{Code: a.Code, Ref: a.Right, Period: a.Period, To: a.To, Level: a.Level, Step: a.Step, Why: a.Why, Do: a.Do, Until: a.Until.String(), CuredBy: a.CuredBy}}
}

// AlarmsOn says which alarms would stand on a day with the facts as they are now. Nothing is kept. It is for whoever can open the
// store, the command line.
func (d *Desk) AlarmsOn(ctx context.Context, on date.Date) ([]AlarmView, error) {
	if err := d.keepFacts(ctx); err != nil {
		return nil, err
	}
	watcher := monitor.NewWatcher(monitor.SettingsOn(d.Rulebook(), on), d.Calendar, d.Rulebook())
	var out []AlarmView
	err := d.Store.Read(ctx, func(tx Tx) error {
		out = nil
		for after := ""; ; {
			rows, err := tx.WatchedCases(ctx, after, watchPage)
			if err != nil {
				return err
			}
			for _, row := range rows {
				c, err := readWatched(row)
				if err != nil {
					return err
				}
				for _, a := range watcher.Watch(on, c.Facts) {
					v := viewOf(a)
					v.CaseID, v.Right = c.id, c.rightName(a.Right)
					v.OrgID, v.AlsoID = c.told(a)
					out = append(out, v)
				}
			}
			if len(rows) < watchPage {
				return nil
			}
			after = rows[len(rows)-1].CaseID
		}
	})
	if err != nil {
		return nil, err
	}
	return d.withProgramme(out, on), nil
}

// AlarmHandling is what a person does about an alarm. It ends nothing: an alarm ends with its cause.
type AlarmHandling struct {
	Note       string // 知悉: what is being done
	AssigneeID string // a colleague who is to see to it; "" leaves it as it is
}

// HandleAlarm records that somebody knows of an alarm and who sees to it.
//
// Faults: NotFound for an alarm that is not the person's; text.missing; alarm.closed; alarm.assignee for somebody of another
// organisation or without case work.
func (d *Desk) HandleAlarm(ctx context.Context, personID, alarmID string, h AlarmHandling) error {
	h.Note = strings.TrimSpace(h.Note)
	if h.Note == "" || len([]rune(h.Note)) > 1000 {
		return fault.New(fault.Invalid, "text.missing", "note", "请填写处理情况，不超过 1000 字")
	}
	today := Today(d.Now()).String()
	return d.Store.Write(ctx, func(tx Tx) error {
		people := readDirectory(ctx, tx)
		a, err := people.actor(personID)
		if err != nil {
			return err
		}
		row, err := tx.Alarm(ctx, alarmID)
		if err != nil {
			return err
		}
		if !a.SeesAlarms() || a.OrgID != row.OrgID && a.OrgID != row.AlsoID {
			return fault.New(fault.NotFound, "not_found", "", "没有找到该提示")
		}
		if row.ClosedOn != "" {
			return fault.New(fault.Refused, "alarm.closed", "", "该提示已于 %s 解除，不必再登记", row.ClosedOn)
		}
		c, err := tx.Case(ctx, row.CaseID)
		if err != nil {
			return err
		}
		text := h.Note
		if h.AssigneeID != "" {
			to, err := people.actor(h.AssigneeID)
			if err != nil || to.OrgID != a.OrgID || !to.SeesAlarms() {
				return fault.New(fault.Invalid, "alarm.assignee", "assignee", "请选择本机构在岗的业务人员")
			}
			row.AssigneeID, row.Assignee = to.PersonID, to.Name
			text = "交" + to.Name + "办理：" + h.Note
		}
		row.Note, row.NotedBy, row.NotedOn = h.Note, a.Name, today
		p := d.newPlan(Today(d.Now()))
		p.line(&row, today, AlarmNoted, text, a.Name)
		p.updated = []*AlarmRow{&row}
		return d.recordWatch(ctx, tx, a, NoteAlarmAction, c.Number, p, struct {
			Alarm string `json:"alarm"`
			Code  string `json:"code"`
			Note  string `json:"note"`
			To    string `json:"to,omitempty"`
			AlarmRecord
		}{row.ID, row.Code, h.Note, h.AssigneeID, p.record()})
	})
}

// noteLetter records on each standing alarm a letter has just told the debtor or the pledgor of that it was told (已函告).
func (j *job) noteLetter(ctx context.Context, tx Tx) error {
	letter := j.after.Letter()
	if letter == nil {
		return nil
	}
	number := ""
	for _, d := range j.after.Documents {
		if d.Kind == casefile.DocReminder && d.Version == letter.Version {
			number = d.Number
		}
	}
	standing, err := tx.StandingIn(ctx, []string{j.after.ID})
	if err != nil {
		return err
	}
	p := j.desk.newPlan(j.today)
	for _, known := range standing {
		if !letter.About(known.Code, known.Ref) {
			continue
		}
		row, err := tx.Alarm(ctx, known.ID) // with its notes
		if err != nil {
			return err
		}
		row.Note, row.NotedBy, row.NotedOn = "已函告："+letter.Kind.String()+" "+number, j.actor.Name, j.today.String()
		p.line(&row, row.NotedOn, AlarmNoted, row.Note, j.actor.Name)
		p.updated = append(p.updated, &row)
	}
	return j.desk.recordWatch(ctx, tx, j.actor, NoteAlarmAction, j.after.Number, p, struct {
		Letter string `json:"letter"`
		AlarmRecord
	}{number, p.record()})
}

// NoteAlarm is HandleAlarm with a note alone.
func (d *Desk) NoteAlarm(ctx context.Context, personID, alarmID, note string) error {
	return d.HandleAlarm(ctx, personID, alarmID, AlarmHandling{Note: note})
}

// AlarmHistory lists what happened to an alarm, oldest first, for a person whose organisation it concerns.
func (d *Desk) AlarmHistory(ctx context.Context, personID, alarmID string) ([]AlarmLine, error) {
	var out []AlarmLine
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		row, err := tx.Alarm(ctx, alarmID)
		if err != nil {
			return err
		}
		if !a.SeesAlarms() || a.OrgID != row.OrgID && a.OrgID != row.AlsoID {
			return fault.New(fault.NotFound, "not_found", "", "没有找到该提示")
		}
		out, err = tx.AlarmLines(ctx, alarmID)
		return err
	})
	return out, err
}

// AlarmDays are the days of alarms for a calendar; an alarm exported again keeps its place, also when it was computed and not kept.
func AlarmDays(list []AlarmView) []monitor.Entry {
	var out []monitor.Entry
	for _, a := range list {
		on := a.Day()
		if on.IsZero() {
			continue
		}
		title := a.Why
		if a.Number != "" {
			title = a.Number + " " + a.Why
		}
		key := strings.Join([]string{a.CaseID, a.Code, a.Ref, a.Period, a.To}, "\x00")
		out = append(out, monitor.Entry{Key: key, On: on, Title: title, Text: a.Do + "\n解除条件：" + cmp.Or(a.CuredBy, "—"), Category: a.Level.Chinese()})
	}
	return out
}
