package casefile

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/calendar"
	"zhiya/workflow/monitor"
	"zhiya/workflow/policy"
)

// LetterKind is what a letter is about.
type LetterKind string

// The kinds, each by the alarms it is for.
const (
	LetterGeneral LetterKind = "general" // whatever stands
	LetterFee     LetterKind = "fee"     // annual fees of patents
	LetterRenewal LetterKind = "renewal" // renewal of trademarks
	LetterValue   LetterKind = "value"   // valuation and cover
	LetterStatus  LetterKind = "status"  // legal status of a right
	LetterPledge  LetterKind = "pledge"  // registration of the pledge
	LetterDue     LetterKind = "due"     // a debt that falls due
	LetterOverdue LetterKind = "overdue" // a debt past due: the demand that interrupts the limitation period
	LetterPapers  LetterKind = "papers"  // papers that are missing
)

var letterTitles = map[LetterKind]string{LetterGeneral: "提示函", LetterFee: "年费缴纳提示函", LetterRenewal: "商标续展提示函", LetterValue: "估值与质押覆盖提示函",
	LetterStatus: "权利法律状态提示函", LetterPledge: "登记事项提示函", LetterDue: "到期还款提示函", LetterOverdue: "逾期催收函", LetterPapers: "材料补正提示函"}

// String is the title of a letter of the kind.
func (k LetterKind) String() string { return letterTitles[k] }

// letterKindOf is the kind of letter an alarm belongs into.
func letterKindOf(code string) LetterKind {
	if code == "debt.overdue" {
		return LetterOverdue
	}
	return map[string]LetterKind{"年费": LetterFee, "续展": LetterRenewal, "估值与覆盖": LetterValue, "法律状态": LetterStatus, "登记": LetterPledge, "到期与时效": LetterDue,
		"材料": LetterPapers}[monitor.Topic(code)]
}

// LetterTo is whom a letter is addressed to.
type LetterTo string

// The addressees.
const (
	ToBoth    LetterTo = "both"
	ToDebtor  LetterTo = "debtor"
	ToPledgor LetterTo = "pledgor"
)

// String is the Chinese name.
func (t LetterTo) String() string {
	return map[LetterTo]string{ToBoth: "债务人和出质人", ToDebtor: "债务人", ToPledgor: "出质人"}[t]
}

// IssueReminder 出具提示函: a letter to debtor or pledgor with what the watch asks of them on the day, as the officer chooses and words
// it, and with what the officer adds.
type IssueReminder struct {
	Kind  LetterKind   `json:"kind,omitempty" label:"函件种类" choices:"general=提示函（综合）|fee=年费缴纳提示函|renewal=商标续展提示函|value=估值与质押覆盖提示函|status=权利法律状态提示函|pledge=登记事项提示函|due=到期还款提示函|overdue=逾期催收函|papers=材料补正提示函"`
	To    LetterTo     `json:"to,omitempty" label:"收件人" choices:"both=债务人和出质人|debtor=债务人|pledgor=出质人"`
	Items []LetterItem `json:"items,omitempty" label:"函告事项" opt:"1" hint:"已带入现有提示，可删去、修改或增加；一项不列的，写入该种类的全部现有提示"`
	Note  string       `json:"note,omitempty" label:"办理说明" opt:"1" lines:"2" hint:"只作内部记录，不印在函上"`
}

// LetterItem is one row of the form of a letter.
type LetterItem struct {
	Alarm string    `json:"alarm,omitempty" label:"对应提示" opt:"1" source:"letter_alarms"`
	Why   string    `json:"why,omitempty" label:"情况" opt:"1" lines:"2"`
	Do    string    `json:"do,omitempty" label:"要求" opt:"1" lines:"2"`
	Until date.Date `json:"until,omitzero" label:"最迟日" opt:"1"`
}

func (IssueReminder) Name() Name { return "IssueReminder" }
func (cmd IssueReminder) do(c *Case, o *Occasion, fs *fault.Faults) string {
	if cmd.Kind == "" {
		cmd.Kind = LetterGeneral
	}
	if cmd.To == "" {
		cmd.To = ToBoth
	}
	if cmd.Kind.String() == "" {
		fs.Invalid("choice", "kind", "请选择函件种类")
	}
	if cmd.To.String() == "" {
		fs.Invalid("choice", "to", "请选择收件人")
	}
	mayText(fs, "note", "办理说明", cmd.Note)
	if len(*fs) > 0 {
		return ""
	}
	if cmd.Kind == LetterOverdue && c.s.Stage != Default && c.s.pastDue(o.Today) == 0 {
		fs.Refuse("letter.not_due", "kind", "没有到期未清偿的借据，也未认定违约，不能出具催收函；请改选“%s”", LetterDue)
		return ""
	}
	standing := c.s.LetterAlarms(o.Today, o.Calendar, o.Rules)
	letter := LetterR{Kind: cmd.Kind, To: cmd.To, Items: cmd.items(standing, o.Today, fs), Version: c.s.Version + 1, By: o.signed()}
	if len(*fs) == 0 && len(letter.Items) == 0 {
		fs.Refuse("reminder.nothing", "items", "今日没有属于“%s”的提示需要债务人或者出质人办理；确需发函的，请增加函告事项", cmd.Kind)
	}
	if len(*fs) == 0 {
		c.s.Letters = append(c.s.Letters, letter)
	}
	return ""
}

// items are the rows as the letter says them: what a row leaves open is as its alarm says.
func (cmd IssueReminder) items(standing []monitor.Alarm, today date.Date, fs *fault.Faults) []LetterItemR {
	rows := cmd.Items
	if len(rows) == 0 {
		for _, a := range standing {
			if cmd.Kind == LetterGeneral || letterKindOf(a.Code) == cmd.Kind {
				rows = append(rows, LetterItem{Alarm: alarmChoice(a)})
			}
		}
	}
	var out []LetterItemR
	told := map[string]bool{}
	for i, row := range rows {
		at := "items[" + itoa(i) + "]"
		x := LetterItemR{Level: monitor.Notice, Who: cmd.To.String()}
		if row.Alarm != "" {
			n := slices.IndexFunc(standing, func(a monitor.Alarm) bool { return alarmChoice(a) == row.Alarm })
			switch {
			case n < 0:
				fs.Invalid("letter.alarm", at+".alarm", "该提示已经解除或者不须债务人、出质人办理，请删去该行")
				continue
			case told[row.Alarm]:
				fs.Invalid("letter.twice", at+".alarm", "同一提示已列入本函，请删去重复的行")
				continue
			case cmd.Kind != LetterGeneral && letterKindOf(standing[n].Code) != cmd.Kind:
				fs.Invalid("letter.kind", at+".alarm", "该提示不属于%s，请删去该行，或者改选综合的“提示函”", cmd.Kind)
				continue
			}
			told[row.Alarm] = true
			a := standing[n]
			d, _ := a.Duty()
			x = LetterItemR{Code: a.Code, Ref: a.Right, Level: a.Level, Who: d.Who, Why: a.Why, Do: d.Do, Until: a.Until}
		}
		x.take(row, at, today, fs)
		out = append(out, x)
	}
	return out
}

// take lays what the officer wrote over what the alarm says.
func (x *LetterItemR) take(row LetterItem, at string, today date.Date, fs *fault.Faults) {
	if text := strings.TrimSpace(row.Why); text != "" {
		x.Why = text
	}
	if text := strings.TrimSpace(row.Do); text != "" {
		x.Do = text
	}
	needText(fs, at+".why", "情况", x.Why)
	needText(fs, at+".do", "要求", x.Do)
	if row.Until.IsZero() {
		return
	}
	if row.Until.Before(today) {
		fs.Invalid("letter.until", at+".until", "最迟日 %s 早于今天 %s，请改为今后的日期，或留空（收到后立即办理）", row.Until.Chinese(), today.Chinese())
	}
	x.Until = row.Until
}

func (cmd IssueReminder) note(c *Case) string {
	l := c.s.Letters[len(c.s.Letters)-1]
	out := fmt.Sprintf("%s，致%s，%d 项", l.Kind, l.To, len(l.Items))
	if until := l.Until(); !until.IsZero() {
		out += "，最迟 " + until.String()
	}
	if note := strings.TrimSpace(cmd.Note); note != "" {
		out += "；" + note
	}
	return out
}

// LetterAlarms are the alarms of a day that ask something of the debtor or the pledgor; a nil calendar or library is the embedded one.
func (s State) LetterAlarms(today date.Date, cal *calendar.Calendar, rules *policy.Library) []monitor.Alarm {
	alarms := monitor.Watch(today, s.Watched(), monitor.SettingsOn(rules, today), cal, rules)
	return slices.DeleteFunc(alarms, func(a monitor.Alarm) bool { _, asked := a.Duty(); return !asked })
}

// alarmChoice tells an alarm of a case from its others.
func alarmChoice(a monitor.Alarm) string { return a.Code + "/" + a.Right + "/" + a.Period }

// LetterAlarmChoices are LetterAlarms for the field of a letter.
func (s State) LetterAlarmChoices(today date.Date, cal *calendar.Calendar, rules *policy.Library) []Choice {
	var out []Choice
	for _, a := range s.LetterAlarms(today, cal, rules) {
		out = append(out, Choice{Value: alarmChoice(a), Title: a.Level.Chinese() + "　" + a.Why})
	}
	return out
}

// suggestLetter is a letter with all that stands, of the one kind all of it belongs to.
func suggestLetter(s State, today date.Date, cal *calendar.Calendar) IssueReminder {
	f := IssueReminder{Kind: LetterGeneral, To: ToBoth}
	for i, a := range s.LetterAlarms(today, cal, nil) {
		d, _ := a.Duty()
		f.Items = append(f.Items, LetterItem{Alarm: alarmChoice(a), Why: a.Why, Do: d.Do, Until: a.Until})
		if kind := letterKindOf(a.Code); i == 0 {
			f.Kind = kind
		} else if f.Kind != kind {
			f.Kind = LetterGeneral
		}
	}
	return f
}
