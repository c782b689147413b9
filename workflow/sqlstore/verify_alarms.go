package sqlstore

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
)

// alarmSchema is the first version of the tables with alarms.
const alarmSchema = 8

// noteAlarms remembers what an event says of the lines of alarms written with it.
func (c Chain) noteAlarms(e audit.Event) {
	if e.Action != workflow.WatchAction && e.Action != workflow.WatchClockAction && e.Action != workflow.NoteAlarmAction {
		return
	}
	var r workflow.AlarmRecord
	if json.Unmarshal([]byte(e.Payload), &r) == nil && r.Lines > 0 {
		c.alarms[e.Seq] = r
	}
}

// lastOfAlarm is what the history of an alarm says of it as it is now.
type lastOfAlarm struct {
	lines       int64
	level, step string
	ended       string
	noted, by   string
}

// compareAlarms holds the history of the alarms against the chain, line by line, and every alarm against its history: nobody ends an
// alarm but the watch.
func (t *tx) compareAlarms(ctx context.Context, c Chain) error {
	if old, err := t.older(ctx, alarmSchema); err != nil || old {
		return err
	}
	said := map[string]*lastOfAlarm{}
	var seq int64
	var sum workflow.AlarmDigest
	events := 0
	check := func() error {
		if sum.Lines == 0 {
			return nil
		}
		want, known := c.alarms[seq]
		if !known || want.Lines != sum.Lines || want.Digest != sum.Hex() {
			return differs("监测提示的记录与审计链第 %d 条不符", seq)
		}
		events++
		return nil
	}
	err := t.each(ctx, `SELECT `+alarmLineColumns+` FROM alarm_line ORDER BY seq, alarm_id, no`, func(row scanner) error {
		l, err := scanAlarmLine(row)
		if err != nil {
			return err
		}
		if l.Seq != seq {
			if err := check(); err != nil {
				return err
			}
			seq, sum = l.Seq, workflow.AlarmDigest{}
		}
		sum.Add(l)
		s, met := said[l.AlarmID]
		if !met {
			s = &lastOfAlarm{}
			said[l.AlarmID] = s
		}
		s.lines++
		if l.No != s.lines {
			return differs("提示 %s 的记录缺少第 %d 行", l.AlarmID, s.lines)
		}
		switch l.What {
		case workflow.AlarmNoted:
			s.noted, s.by = l.Text, l.Person
		case workflow.AlarmEnded:
			s.ended = l.Day
		default:
			s.level, s.step = string(l.Level), l.Step
		}
		return nil
	})
	if err == nil {
		err = check()
	}
	if err != nil {
		return err
	}
	if events != len(c.alarms) {
		return differs("审计链记录了 %d 次监测提示的变化，数据中只有 %d 次", len(c.alarms), events)
	}
	met := 0
	err = t.each(ctx, `SELECT `+alarmColumns+` FROM alarm ORDER BY id`, func(row scanner) error {
		a, err := scanAlarm(row)
		if err != nil {
			return err
		}
		s, known := said[a.ID]
		switch {
		case !known:
			return differs("提示 %s 在审计链中没有记录", a.ID)
		case s.lines != a.Lines || s.level != string(a.Level) || s.step != a.Step || s.ended != a.ClosedOn || !strings.HasSuffix(s.noted, a.Note) || s.by != a.NotedBy:
			return differs("提示 %s 与它的记录不符", a.ID)
		}
		met++
		return nil
	})
	if err == nil && met != len(said) {
		err = differs("有记录的监测提示 %d 项，数据中只有 %d 项", len(said), met)
	}
	return err
}

// compareWatched holds what the daily run reads of a case against its body; what was kept in another form or of another version is not
// read by it.
func (t *tx) compareWatched(ctx context.Context) error {
	if old, err := t.older(ctx, alarmSchema); err != nil || old {
		return err
	}
	return t.each(ctx, `SELECT c.number, c.body, w.facts, w.at_milli - c.updated_at FROM case_watch w JOIN cases c ON c.id = w.case_id AND c.version = w.version
		WHERE w.form = `+strconv.Itoa(workflow.WatchForm)+` ORDER BY c.number`, func(row scanner) error {
		var number, body, facts string
		var apart int64
		if err := row.Scan(&number, &body, &facts, &apart); err != nil {
			return err
		}
		var s casefile.State
		if json.Unmarshal([]byte(body), &s) != nil {
			return differs("案件 %s 的内容无法读取", number)
		}
		want, err := workflow.WatchedText(s)
		if err != nil {
			return err
		}
		if want != facts || apart != 0 {
			return differs("案件 %s 的监测事实与案件内容不符", number)
		}
		return nil
	})
}
