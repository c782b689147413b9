package casefile

import (
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
)

// correctableFact is a fact that may be corrected after its stage, with the side whose record it is and where it stands: at for
// text, on for a day.
type correctableFact struct {
	field, title string
	owner        Side
	at           func(*State) *string
	on           func(*State) *date.Date
}

// correctable are the facts that may be corrected. Amounts are not among them: money is undone by a reversal.
var correctable = []correctableFact{
	{field: "report.filing_code", title: "业务报备编码", owner: SideAppraiser, at: func(s *State) *string {
		if s.Report.Issued() && s.Report.FilingCode != "" {
			return &s.Report.FilingCode
		}
		return nil
	}},
	{field: "credit.approval_no", title: "授信批复号", owner: SideLender, at: func(s *State) *string {
		if s.Credit != nil && s.Credit.Approved != nil {
			return &s.Credit.ApprovalNo
		}
		return nil
	}},
	{field: "contracts.loan_no", title: "借款合同编号", owner: SideLender, at: func(s *State) *string {
		if s.Contracts != nil {
			return &s.Contracts.Form.LoanNo
		}
		return nil
	}},
	{field: "contracts.pledge_no", title: "质押合同编号", owner: SideLender, at: func(s *State) *string {
		if s.Contracts != nil {
			return &s.Contracts.Form.PledgeNo
		}
		return nil
	}},
	{field: "registration.number", title: "质押登记号", owner: SidePledgee, at: func(s *State) *string {
		if s.Registration != nil && s.Registration.Number != "" {
			return &s.Registration.Number
		}
		return nil
	}},
	{field: "registration.on", title: "质押登记日", owner: SidePledgee, on: func(s *State) *date.Date {
		if s.Registration != nil && s.Registration.Number != "" {
			return &s.Registration.On
		}
		return nil
	}},
	{field: "added.number", title: "最近追加质押登记号", owner: SidePledgee, at: func(s *State) *string {
		if added := s.additions(); len(added) > 0 {
			return &added[len(added)-1].Number
		}
		return nil
	}},
	{field: "released.notice", title: "最近部分注销通知书编号", owner: SidePledgee, at: func(s *State) *string {
		for i := len(s.CollateralChanges) - 1; i >= 0; i-- {
			if k := &s.CollateralChanges[i]; k.Removed != nil {
				return &k.Notice
			}
		}
		return nil
	}},
	{field: "settlement.certificate_no", title: "结清证明编号", owner: SideLender, at: func(s *State) *string {
		if s.Settlement != nil {
			return &s.Settlement.CertificateNo
		}
		return nil
	}},
	{field: "compensation.number", title: "补偿审批文号", owner: SideBureau, at: func(s *State) *string {
		if s.CompClaim != nil && s.CompClaim.Number != "" {
			return &s.CompClaim.Number
		}
		return nil
	}},
	{field: "disposal.number", title: "处置审批意见文号", owner: SideBureau, at: func(s *State) *string {
		if s.DisposalPlan != nil && s.DisposalPlan.Number != "" {
			return &s.DisposalPlan.Number
		}
		return nil
	}},
}

// now is what stands there, and whether anything does.
func (k correctableFact) now(s *State) (string, bool) {
	if k.on != nil {
		if d := k.on(s); d != nil {
			return d.String(), true
		}
		return "", false
	}
	if t := k.at(s); t != nil {
		return *t, true
	}
	return "", false
}

// Correctable lists the facts that this actor's organisation recorded and may correct: the field for CorrectRecord, and its
// title with what stands there now.
func (s State) Correctable(a access.Actor) []Choice {
	var out []Choice
	for _, k := range correctable {
		if now, known := k.now(&s); known && s.plays(a, k.owner) {
			out = append(out, Choice{Value: k.field, Title: k.title + "（现为 " + now + "）"})
		}
	}
	return out
}

// CorrectRecord 更正登记事项: an honest mistake in a number, code or day is mended by the side that recorded it, with a reason;
// what stood there stays readable.
type CorrectRecord struct {
	Field  string `json:"field" label:"更正事项" source:"correctable"`
	Value  string `json:"value" label:"更正后内容" hint:"日期按 2026-01-31 的格式填写"`
	Reason string `json:"reason" label:"更正原因" lines:"2"`
}

func (CorrectRecord) Name() Name         { return "CorrectRecord" }
func (cmd CorrectRecord) reason() string { return cmd.Reason }
func (cmd CorrectRecord) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "value", "更正后内容", cmd.Value)
	needText(fs, "reason", "更正原因", cmd.Reason)
	i := slices.IndexFunc(correctable, func(k correctableFact) bool { return k.field == cmd.Field })
	if i < 0 {
		fs.Invalid("correction.field", "field", "请选择本案已登记、可以更正的事项")
		return ""
	}
	k := correctable[i]
	old, known := k.now(&c.s)
	if !known {
		fs.Invalid("correction.field", "field", "请选择本案已登记、可以更正的事项")
		return ""
	}
	if !c.s.plays(o.Actor, k.owner) {
		fs.Add(fault.Forbidden, "correction.owner", "field", "%s由%s登记，应由%s更正", k.title, k.owner, k.owner)
		return ""
	}
	value := strings.TrimSpace(cmd.Value)
	if value == old {
		fs.Invalid("correction.same", "value", "与原内容相同，无须更正")
	}
	if k.on != nil {
		if day := c.correctedDay(value, o, fs); len(*fs) == 0 {
			*k.on(&c.s) = day
		}
	} else {
		*k.at(&c.s) = value
	}
	c.s.Corrections = append(c.s.Corrections, CorrectionR{Field: k.field, Title: k.title, Old: old, New: value, Reason: cmd.Reason, By: o.signed()})
	return ""
}

// correctedDay reads the corrected day of registration; it must still fit between the filing and the first loan.
func (c *Case) correctedDay(value string, o *Occasion, fs *fault.Faults) date.Date {
	day, err := date.Parse(value)
	if err != nil {
		fs.Append("value", err)
		return day
	}
	pastDate(fs, "value", "质押登记日", day, o.Today)
	if f := c.s.Registration.Filing; f != nil {
		ordered(fs, "value", "质押登记日", day, "提交日", f.On)
	}
	for _, l := range c.s.Loans {
		ordered(fs, "value", "放款日", l.From, "质押登记日", day)
	}
	if k := c.s.Registration.Cancel; k != nil {
		ordered(fs, "value", "注销申请日", k.FiledOn, "质押登记日", day)
	}
	return day
}

// hideCorrections leaves out the corrections of other organisations in parts of the case that the reader does not see.
func (s *State) hideCorrections(a access.Actor) {
	s.Corrections = slices.DeleteFunc(s.Corrections, func(x CorrectionR) bool {
		if x.By.OrgID == a.OrgID {
			return false
		}
		if strings.HasPrefix(x.Field, "values.") {
			return s.Credit == nil
		}
		i := slices.IndexFunc(correctable, func(k correctableFact) bool { return k.field == x.Field })
		if i < 0 {
			return true
		}
		_, seen := correctable[i].now(s)
		return !seen
	})
}
