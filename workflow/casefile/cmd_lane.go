package casefile

import (
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// LaneValueForm is the value of a lane without an outside report: two bank valuers and a reviewer, or the agreement of both
// sides, or the clause and reason of an exemption. How long such a value may be used no law says: the day stands with the rule
// it was taken from.
type LaneValueForm struct {
	Value       money.Money `json:"value" label:"确认价值" unit:"元" opt:"1" hint:"免评估时留空：不按质押物价值管理"`
	On          date.Date   `json:"on" label:"确认日"`
	ValidUntil  date.Date   `json:"valid_until" label:"有效期至" opt:"1"`
	ValidSource string      `json:"valid_source,omitempty" label:"有效期依据" opt:"1" hint:"产品制度或双方约定的条款"`
	Limit       money.Money `json:"limit,omitempty" label:"本通道授信限额" unit:"元" opt:"1" hint:"产品制度规定的限额，没有的留空"`
	Method      string      `json:"method,omitempty" label:"估值方法和过程" opt:"1" lines:"3" hint:"银行内部评估必填"`
	Valuers     string      `json:"valuers" label:"内部估值人员（两名）" opt:"1" hint:"银行内部评估必填，两人以、分隔"`
	Reviewer    string      `json:"reviewer" label:"内部复核人" opt:"1"`
	Pledgor     string      `json:"pledgor" label:"出质方确认人" opt:"1" hint:"协商估值必填"`
	Pledgee     string      `json:"pledgee,omitempty" label:"质权方确认人" opt:"1" hint:"协商估值必填"`
	Basis       string      `json:"basis" label:"依据或免评估条款" lines:"2"`
	Reason      string      `json:"reason,omitempty" label:"免评估理由" opt:"1" lines:"2" hint:"免评估必填"`
}

// RecordLaneValue 确认价值.
type RecordLaneValue struct{ LaneValueForm }

func (RecordLaneValue) Name() Name { return "RecordLaneValue" }
func (cmd RecordLaneValue) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "确认日", cmd.On, o.Today)
	needText(fs, "basis", "依据", cmd.Basis)
	mayAmount(fs, "limit", "本通道授信限额", cmd.Limit)
	if c.s.Lane == Exempt {
		if cmd.Value != 0 {
			fs.Invalid("lane.exempt", "value", "免评估不确认价值，请清空此项")
		}
		needText(fs, "reason", "免评估理由", cmd.Reason)
	} else {
		needAmount(fs, "value", "确认价值", cmd.Value)
		needDate(fs, "valid_until", "有效期至", cmd.ValidUntil)
		ordered(fs, "valid_until", "有效期至", cmd.ValidUntil, "确认日", cmd.On)
		needText(fs, "valid_source", "有效期依据", cmd.ValidSource)
	}
	if c.s.Lane == Internal {
		names := strings.FieldsFunc(cmd.Valuers, func(r rune) bool { return r == '、' || r == ',' || r == '，' || r == ' ' })
		if len(names) != 2 || names[0] == names[1] {
			fs.Invalid("lane.valuers", "valuers", "银行内部评估应由两名不同的估值人员办理，以、分隔")
		}
		needText(fs, "reviewer", "内部复核人", cmd.Reviewer)
		if slices.Contains(names, strings.TrimSpace(cmd.Reviewer)) {
			fs.Refuse("lane.reviewer", "reviewer", "内部复核人不得是估值人员本人")
		}
		needText(fs, "method", "估值方法和过程", cmd.Method)
	}
	if c.s.Lane == Negotiated {
		needText(fs, "pledgor", "出质方确认人", cmd.Pledgor)
		needText(fs, "pledgee", "质权方确认人", cmd.Pledgee)
	}
	c.s.LaneValue = &LaneValueR{Form: cmd.LaneValueForm, By: o.signed()}
	return ""
}

// ValueStanding says how the value that the pledge rests on stands on a day.
type ValueStanding string

const (
	ValueMissing ValueStanding = "missing" // 尚无价值结论
	ValueValid   ValueStanding = "valid"   // 有效
	ValueEnding  ValueStanding = "ending"  // 三十日内届满
	ValueExpired ValueStanding = "expired" // 已届满: the value is unknown, which is neither zero nor the old figure
	ValueExempt  ValueStanding = "exempt"  // 不按质押物价值管理: no value, and no alarm for that
)

var standingNames = map[ValueStanding]string{ValueMissing: "尚无价值结论", ValueValid: "有效", ValueEnding: "即将届满", ValueExpired: "已届满，价值未知，须重新评估",
	ValueExempt: "不按质押物价值管理"}

// String is the Chinese name.
func (v ValueStanding) String() string { return standingNames[v] }

// endingDays is how long before its end a value is called ending.
const endingDays = 30

// ValueStanding is how the value of the case stands on a day, whichever lane it was found by, and its last day (zero when it has
// none).
func (s State) ValueStanding(on date.Date) (ValueStanding, date.Date) {
	until := s.valueUntil()
	switch {
	case s.Lane == Exempt && s.LaneValue != nil:
		return ValueExempt, date.Date{}
	case until.IsZero():
		return ValueMissing, date.Date{}
	case on.After(until):
		return ValueExpired, until
	case until.Sub(on) <= endingDays:
		return ValueEnding, until
	}
	return ValueValid, until
}

// valueUntil is the last day on which the value of the case may be used; zero when there is none or it does not end.
func (s *State) valueUntil() date.Date {
	switch {
	case s.Lane == External && s.Report.Issued():
		return s.Report.ValidUntil
	case s.LaneValue != nil:
		return s.LaneValue.Form.ValidUntil
	}
	return date.Date{}
}

// valueEnd names what ends on that day.
func (s *State) valueEnd() string {
	switch s.Lane {
	case Internal:
		return "内部估值有效期届满"
	case Negotiated:
		return "协商价值有效期届满"
	}
	return "评估结论有效期届满"
}
