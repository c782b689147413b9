package casefile

import (
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// ReviseValue 重新认定价值: the officer proposes a new accepted value of one right, with its day and ground; another person approves
// it. The decision on the credit stays as it was made.
type ReviseValue struct {
	Ref    string      `json:"ref" label:"权利" source:"rights"`
	On     date.Date   `json:"on" label:"认定日"`
	Value  money.Money `json:"value" label:"新认定价值" unit:"元" hint:"不得高于评估价值或确认价值"`
	Reason string      `json:"reason" label:"依据" lines:"2"`
}

func (ReviseValue) Name() Name         { return "ReviseValue" }
func (cmd ReviseValue) reason() string { return cmd.Reason }
func (cmd ReviseValue) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "认定日", cmd.On, o.Today)
	ordered(fs, "on", "认定日", cmd.On, "授信批准日", c.s.Credit.Approved.On)
	mayAmount(fs, "value", "新认定价值", cmd.Value)
	needText(fs, "reason", "依据", cmd.Reason)
	values := c.s.AcceptedValues()
	i := slices.IndexFunc(values, func(v AcceptedValue) bool { return v.Ref == cmd.Ref })
	if i < 0 {
		fs.Invalid("right.unknown", "ref", "请选择已认定价值的权利")
		return ""
	}
	most, known := c.s.AppraisedValue(cmd.Ref)
	if a := c.s.added(cmd.Ref); a != nil {
		most, known = a.Appraised, true
	}
	if known && cmd.Value > most {
		fs.Refuse("values.above", "value", "新认定价值 %s 元高于评估价值 %s 元，请先重新评估", cmd.Value.Format(), most.Format())
	}
	for _, r := range c.s.Revaluations {
		if r.Ref == cmd.Ref {
			ordered(fs, "on", "认定日", cmd.On, "上次认定日", r.On)
		}
	}
	old := values[i].Value
	values[i].Value = cmd.Value
	if c.s.LaneValue != nil && len(*fs) == 0 {
		var total money.Money
		for _, v := range values {
			if c.s.added(v.Ref) == nil { // what was added has a value of its own
				total += v.Value
			}
		}
		if most := c.s.LaneValue.Form.Value; total > most {
			fs.Refuse("values.above", "value", "认定价值合计 %s 元高于确认价值 %s 元，请先重新确认价值", total.Format(), most.Format())
		}
	}
	c.s.Revaluation = &RevaluationR{Ref: cmd.Ref, On: cmd.On, Old: old, Value: cmd.Value, Reason: cmd.Reason, Proposed: o.signed()}
	return ""
}

// AcceptedValues are the accepted values of the rights pledged now: those of the decision and of the rights added since, with the
// approved revaluations laid over them.
func (s State) AcceptedValues() []AcceptedValue {
	if s.Credit == nil {
		return nil
	}
	var out []AcceptedValue
	for _, v := range s.Credit.Form.Values {
		if s.rightIndex(v.Ref) >= 0 { // not those released since
			out = append(out, v)
		}
	}
	for _, a := range s.additions() {
		if s.rightIndex(a.Right.Ref) >= 0 {
			out = append(out, a.Accepted)
		}
	}
	for _, r := range s.Revaluations {
		for i := range out {
			if out[i].Ref == r.Ref {
				out[i].Value = r.Value
			}
		}
	}
	return out
}

// ApproveRevaluation 批准重新认定: another person than the proposer; the proposed figure stands in the form to be read.
type ApproveRevaluation struct {
	Ref     string      `json:"ref" label:"权利" source:"rights" readonly:"1"`
	Value   money.Money `json:"value" label:"新认定价值" unit:"元" readonly:"1"`
	Opinion string      `json:"opinion" label:"审批意见" lines:"2"`
}

func (ApproveRevaluation) Name() Name         { return "ApproveRevaluation" }
func (cmd ApproveRevaluation) reason() string { return cmd.Opinion }
func (cmd ApproveRevaluation) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审批意见", cmd.Opinion)
	r := *c.s.Revaluation
	if cmd.Ref != r.Ref || cmd.Value != r.Value {
		fs.Refuse("revaluation.changed", "value", "提出的新认定价值已改为 %s %s 元，与表单不一致，请刷新后核对", r.Ref, r.Value.Format())
	}
	signed := o.signed()
	r.Approved, r.Opinion = &signed, cmd.Opinion
	c.s.Revaluation = nil
	c.s.Revaluations = append(c.s.Revaluations, r)
	c.s.Corrections = append(c.s.Corrections, CorrectionR{Field: "values." + r.Ref, Title: "认定价值 " + r.Ref + "（" + r.On.Chinese() + "起）", Old: r.Old.Format(),
		New: r.Value.Format(), Reason: r.Reason, By: signed})
	c.void("ReviseValue")
	return ""
}

// ReturnRevaluation 退回重新认定.
type ReturnRevaluation struct{ Return }

func (ReturnRevaluation) Name() Name { return "ReturnRevaluation" }
func (cmd ReturnRevaluation) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Revaluation = nil
	c.void("ReviseValue")
	return ""
}
