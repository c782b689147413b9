package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"

	"zhiya/workflow/monitor"
)

// AlarmRow is an alarm (提示) as the store keeps it. Days are YYYY-MM-DD, "" for none.
type AlarmRow struct {
	ID, CaseID            string
	Code, Ref, Period, To string // with the case: what tells one standing alarm from another
	OrgID                 string // the organisation that is to act
	AlsoID                string // another that reads it: the lender beside the pledgee; "" when there is none
	Right                 string // name of the right it is about
	Level                 monitor.Level
	Step                  string // how far it has come, for example the month of the grace
	Why, Do               string
	Until                 string
	CuredBy               string
	RaisedOn              string // the day on which it first stood
	LevelSince            string // since when it is as loud and as far as now
	ClosedOn              string // the day on which it stood no more; "" while it stands
	ClosedBy              AlarmEnd
	Note                  string // what a person noted last (知悉); it ends nothing
	NotedBy, NotedOn      string
	AssigneeID, Assignee  string // who was asked to see to it
	Lines                 int64  // of its history
}

// AlarmEnd is why an alarm stands no more.
type AlarmEnd string

const (
	AlarmCured      AlarmEnd = "cured"      // 已消除: what it asked for has happened
	AlarmSuperseded AlarmEnd = "superseded" // 已转为: nobody acted, and a louder one took its place
	AlarmCaseEnded  AlarmEnd = "ended"      // 案件不再在押: nothing of the case is watched any more
	AlarmClock      AlarmEnd = "clock"      // 时钟更正: raised on a day that had not come
)

// Chinese is the end in words.
func (e AlarmEnd) Chinese() string {
	return map[AlarmEnd]string{AlarmCured: "已消除", AlarmSuperseded: "已转为更严重的提示", AlarmCaseEnded: "案件不再在押", AlarmClock: "时钟更正"}[e]
}

// AlarmDid is what happened to an alarm.
type AlarmDid string

const (
	AlarmRaised  AlarmDid = "raised"  // 提出
	AlarmGrown   AlarmDid = "grown"   // 升级: louder, or a step further
	AlarmEased   AlarmDid = "eased"   // 降级
	AlarmChanged AlarmDid = "changed" // the facts in it changed, as the amount of a shortfall
	AlarmEnded   AlarmDid = "ended"   // 解除
	AlarmNoted   AlarmDid = "noted"   // 登记处理情况
)

// Chinese is what happened in a word.
func (w AlarmDid) Chinese() string {
	return map[AlarmDid]string{AlarmRaised: "提出", AlarmGrown: "升级", AlarmEased: "降级", AlarmChanged: "内容变化", AlarmEnded: "解除", AlarmNoted: "处理情况"}[w]
}

// AlarmLine is one line of an alarm's history. It never changes, and belongs to one event of the audit chain.
type AlarmLine struct {
	AlarmID string        `json:"alarm"`
	No      int64         `json:"no"` // from 1
	Day     string        `json:"day"`
	What    AlarmDid      `json:"what"`
	Level   monitor.Level `json:"level"`
	Step    string        `json:"step,omitempty"`
	Text    string        `json:"text"`             // why, why it ended, or the note
	Person  string        `json:"person,omitempty"` // who noted; "" for the watch itself
	Seq     int64         `json:"-"`                // of the event
}

// AlarmDigest is the hash of the lines of one event: of each the canonical JSON and a newline, by alarm and number.
type AlarmDigest struct {
	sum   hash.Hash
	Lines int
}

// Add takes the next line.
func (d *AlarmDigest) Add(l AlarmLine) {
	if d.sum == nil {
		d.sum = sha256.New()
	}
	raw, _ := json.Marshal(l)
	d.sum.Write(append(raw, '\n'))
	d.Lines++
}

// Hex is the SHA-256 in hexadecimal, "" of no lines.
func (d *AlarmDigest) Hex() string {
	if d.sum == nil {
		return ""
	}
	return hex.EncodeToString(d.sum.Sum(nil))
}

// AlarmRecord is the part of an audit event's payload that vouches for the lines of alarms written with it.
type AlarmRecord struct {
	Lines  int    `json:"alarm_lines"`
	Digest string `json:"alarm_digest"` // see AlarmDigest
}

// WatchForm is the form of the facts kept for the daily run. It is one more whenever Watched, monitor.Facts or State.Watched changes, so that
// facts kept by an older program are read from the body again.
const WatchForm = 6

// WatchedRow is what the watch looks at in one live case, as it was when the case was saved.
type WatchedRow struct {
	CaseID   string
	Version  int64  // of the case
	Form     int64  // WatchForm of the program that wrote it
	AtMillis int64  // when the case last changed
	Facts    string // canonical JSON, see Watched; "null" when nothing of the case is watched
}

// AlarmTx is the part of a transaction that keeps the alarms. Only the watch raises and ends them; a person adds notes.
type AlarmTx interface {
	InsertAlarms(ctx context.Context, list []AlarmRow) error
	// UpdateAlarm keeps what changed of a standing alarm; an ended one is left alone (code "append_only").
	UpdateAlarm(ctx context.Context, a AlarmRow) error
	InsertAlarmLines(ctx context.Context, list []AlarmLine) error
	Alarm(ctx context.Context, id string) (AlarmRow, error)
	// AlarmsFor lists the standing alarms an organisation acts on or reads, with number and title of the case; "" for all.
	AlarmsFor(ctx context.Context, orgID string) ([]AlarmView, error)
	// AlarmsOf lists all alarms of a case, ended ones too, in the order they were raised.
	AlarmsOf(ctx context.Context, caseID string) ([]AlarmRow, error)
	AlarmLines(ctx context.Context, alarmID string) ([]AlarmLine, error)
	// StandingBetween lists the standing alarms of the cases after one id up to another, "" for the end, by case and id: of each what
	// it says and the day it was raised, and neither its notes nor its history.
	StandingBetween(ctx context.Context, after, upTo string) ([]AlarmRow, error)

	// WatchedCases lists the cases of which something is watched by id after the given one.
	WatchedCases(ctx context.Context, after string, limit int) ([]WatchedRow, error)
	// WatchedIn lists those of these cases, and StandingIn their standing alarms, by case and id.
	WatchedIn(ctx context.Context, caseIDs []string) ([]WatchedRow, error)
	StandingIn(ctx context.Context, caseIDs []string) ([]AlarmRow, error)
	// CasesToKeep lists the cases in these stages whose facts are not kept in this form and version, as of before the watch was built.
	CasesToKeep(ctx context.Context, stages []string, form int64, after string, limit int) ([]string, error)
	KeepWatched(ctx context.Context, w WatchedRow) error
}
