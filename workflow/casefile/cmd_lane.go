package casefile

import (
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// LaneValueForm is the value of a lane without an outside report: two bank valuers, or the agreement of both sides, or the
// clause and reason of an exemption.
type LaneValueForm struct {
	Value      money.Money `json:"value" label:"确认价值" unit:"元" opt:"1" hint:"免评估时留空：不按质押物价值管理"`
	On         date.Date   `json:"on" label:"确认日"`
	ValidUntil date.Date   `json:"valid_until" label:"有效期至" opt:"1"`
	Valuers    string      `json:"valuers" label:"内部估值人员（两名）" opt:"1" hint:"银行内部评估必填，两人以、分隔"`
	Reviewer   string      `json:"reviewer" label:"内部复核人" opt:"1"`
	Pledgor    string      `json:"pledgor" label:"出质方确认人" opt:"1" hint:"协商估值必填"`
	Basis      string      `json:"basis" label:"依据或免评估条款" lines:"2"`
}

// RecordLaneValue 确认价值.
type RecordLaneValue struct{ LaneValueForm }

func (RecordLaneValue) Name() Name { return "RecordLaneValue" }
func (cmd RecordLaneValue) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "确认日", cmd.On, o.Today)
	needText(fs, "basis", "依据", cmd.Basis)
	if c.s.Lane == Exempt {
		if cmd.Value != 0 {
			fs.Invalid("lane.exempt", "value", "免评估不确认价值，请清空此项")
		}
	} else {
		needAmount(fs, "value", "确认价值", cmd.Value)
		needDate(fs, "valid_until", "有效期至", cmd.ValidUntil)
		ordered(fs, "valid_until", "有效期至", cmd.ValidUntil, "确认日", cmd.On)
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
	}
	if c.s.Lane == Negotiated {
		needText(fs, "pledgor", "出质方确认人", cmd.Pledgor)
	}
	c.s.LaneValue = &LaneValueR{Form: cmd.LaneValueForm, By: o.signed()}
	return ""
}
