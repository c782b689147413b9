package casefile

import (
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/right"
)

// ExtensionForm is what is agreed of a longer term of one 借据.
type ExtensionForm struct {
	LoanNo    string     `json:"loan_no" label:"借据" source:"loans"`
	Due       date.Date  `json:"due" label:"展期后到期日"`
	Rate      money.Rate `json:"rate" label:"展期后年利率"`
	Agreement string     `json:"agreement" label:"展期协议编号"`
	Signed    date.Date  `json:"signed" label:"展期协议签订日"`
	Consent   date.Date  `json:"consent,omitzero" label:"出质人书面同意日" opt:"1" hint:"出质人不是债务人的必填"`
	Reason    string     `json:"reason" label:"展期原因" lines:"2"`
}

// ExtensionR is an extension proposed, and when Approved is set in force, with what it replaced.
type ExtensionR struct {
	Form     ExtensionForm `json:"form"`
	OldDue   date.Date     `json:"old_due"`
	OldRate  money.Rate    `json:"old_rate"`
	Proposed Signed        `json:"proposed"`
	Approved *Signed       `json:"approved,omitempty"`
	Opinion  string        `json:"opinion,omitempty"`
}

// ProposeExtension 提出展期: replaces an earlier proposal. The debt may not outlive a patent or a copyright that secures it (the ground
// of refusal of a registration); a mark can be renewed. What the register says follows by 申请变更登记.
type ProposeExtension struct{ ExtensionForm }

func (ProposeExtension) Name() Name         { return "ProposeExtension" }
func (cmd ProposeExtension) reason() string { return cmd.Reason }
func (cmd ProposeExtension) do(c *Case, o *Occasion, fs *fault.Faults) string {
	s, f := &c.s, cmd.ExtensionForm
	loan, known := s.loan(f.LoanNo)
	if !known {
		fs.Invalid("loan.unknown", "loan_no", "请选择本案的借据")
		return ""
	}
	if s.balance(loanAccount(loan.No)) == 0 {
		fs.Refuse("extension.paid", "loan_no", "借据 %s 已还清，不需要展期", loan.No)
	}
	needDate(fs, "due", "展期后到期日", f.Due)
	if !f.Due.IsZero() && !f.Due.After(loan.Due) {
		fs.Invalid("extension.due", "due", "展期后到期日应晚于现到期日 %s", loan.Due.Chinese())
	}
	needRate(fs, "rate", "展期后年利率", f.Rate, "0", "0.36")
	needText(fs, "agreement", "展期协议编号", f.Agreement)
	needText(fs, "reason", "展期原因", f.Reason)
	pastDate(fs, "signed", "展期协议签订日", f.Signed, o.Today)
	ordered(fs, "signed", "展期协议签订日", f.Signed, "放款日", loan.From)
	if s.thirdPartyPledge() {
		// Who secures another's debt must agree to what makes it longer.
		pastDate(fs, "consent", "出质人书面同意日", f.Consent, o.Today)
	} else if !f.Consent.IsZero() {
		pastDate(fs, "consent", "出质人书面同意日", f.Consent, o.Today)
	}
	for _, r := range s.Intake.Rights {
		if end := r.Expiry(); r.Kind != right.Trademark && !end.IsZero() && f.Due.After(end) {
			fs.Refuse("extension.beyond", "due", "展期后到期日 %s 晚于“%s”的保护期届满日 %s，请缩短展期或者先置换质物", f.Due.Chinese(), r.Title, end.Chinese())
		}
	}
	if by := s.Credit.Product; by != nil && by.Terms.MaxMonths > 0 { // the version the loan was decided by
		if last := loan.From.AddMonths(by.Terms.MaxMonths); f.Due.After(last) {
			fs.Refuse("extension.product", "due", "展期后到期日 %s 超过产品“%s”的最长期限 %d 个月，最迟为 %s；请缩短展期，或者按现行产品办理续贷", f.Due.Chinese(), by.Label(), by.Terms.MaxMonths, last.Chinese())
		}
	}
	s.Extension = &ExtensionR{Form: f, OldDue: loan.Due, OldRate: loan.Rate, Proposed: o.signed()}
	return ""
}

// ApproveExtension 批准展期: another person than the proposer; the terms stand in the form to be read.
type ApproveExtension struct {
	LoanNo  string    `json:"loan_no" label:"借据" source:"loans" readonly:"1"`
	Due     date.Date `json:"due" label:"展期后到期日" readonly:"1"`
	Opinion string    `json:"opinion" label:"审批意见" lines:"2"`
}

func (ApproveExtension) Name() Name         { return "ApproveExtension" }
func (cmd ApproveExtension) reason() string { return cmd.Opinion }
func (cmd ApproveExtension) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审批意见", cmd.Opinion)
	e := *c.s.Extension
	if cmd.LoanNo != e.Form.LoanNo || cmd.Due != e.Form.Due {
		fs.Refuse("extension.changed", "due", "提出的展期已改为 %s 至 %s，与表单不一致，请刷新后核对", e.Form.LoanNo, e.Form.Due.Chinese())
	}
	if len(*fs) > 0 {
		return ""
	}
	signed := o.signed()
	e.Approved, e.Opinion = &signed, strings.TrimSpace(cmd.Opinion)
	for i := range c.s.Loans {
		if c.s.Loans[i].No == e.Form.LoanNo {
			c.s.Loans[i].Due, c.s.Loans[i].Rate = e.Form.Due, e.Form.Rate
		}
	}
	c.s.Extension = nil
	c.s.Extensions = append(c.s.Extensions, e)
	c.void("ProposeExtension")
	return ""
}

// ReturnExtension 退回展期.
type ReturnExtension struct{ Return }

func (ReturnExtension) Name() Name { return "ReturnExtension" }
func (cmd ReturnExtension) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Extension = nil
	c.void("ProposeExtension")
	return ""
}

// beyondRegistration is the day until which a debt runs on after an extension while the register still names an earlier one; zero
// when the register is up to date or the debt is paid.
func (s State) beyondRegistration() date.Date {
	until := s.RegisteredUntil()
	if until.IsZero() || len(s.Extensions)+len(s.Renewals) == 0 {
		return date.Date{}
	}
	var last date.Date
	for _, l := range s.Loans {
		if s.balance(loanAccount(l.No)) > 0 && l.Due.After(until) && l.Due.After(last) {
			last = l.Due
		}
	}
	return last
}
