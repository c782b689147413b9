package casefile

import (
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/ledger"
)

// recourseOwed is what the debtor owes the guarantor that has paid for it (追偿权, 民法典 700): the claim that a 反担保质押 secures.
var recourseOwed = ledger.Of(ledger.Borrower, "recourse")

// Recourse is what the guarantor has paid and not got back from the debtor or the pledged rights.
func (s *State) Recourse() money.Money { return s.balance(recourseOwed) }

// secured is the principal that the pledge secures now: of a 反担保质押 the right of recourse, and while the guarantor has not paid the loans
// that it would arise from.
func (s *State) securedDebt() money.Money { return s.Outstanding() + s.Recourse() }

// IndemnityForm is the payment of the guarantor under its guarantee (代偿): not the compensation of a pool (补偿).
type IndemnityForm struct {
	On        date.Date   `json:"on" label:"代偿日"`
	Principal money.Money `json:"principal" label:"代偿本金" unit:"元"`
	Interest  money.Money `json:"interest" label:"代偿利息、罚息" unit:"元" opt:"1"`
	NoticeNo  string      `json:"notice_no" label:"代偿通知书编号" hint:"贷款银行要求承担担保责任的通知"`
	Voucher   string      `json:"voucher" label:"付款凭证号"`
}

// Total is what is paid to the bank.
func (f IndemnityForm) Total() money.Money { return f.Principal + f.Interest }

// IndemnityR is a payment of the guarantor, proposed or approved.
type IndemnityR struct {
	Form     IndemnityForm `json:"form"`
	Proposed Signed        `json:"proposed"`
	Approved *Signed       `json:"approved,omitempty"`
	Opinion  string        `json:"opinion,omitempty"`
	Entries  []string      `json:"entries,omitempty"`
	Reversed *Opinion      `json:"reversed,omitempty"`
}

// RecourseR is money that came to the guarantor from the debtor.
type RecourseR struct {
	On       date.Date   `json:"on"`
	Source   string      `json:"source"`
	Amount   money.Money `json:"amount"`
	Costs    money.Money `json:"costs,omitzero"`
	Entry    string      `json:"entry"`
	Reversed *Opinion    `json:"reversed,omitempty"`
	By       Signed      `json:"by"`
}

// ProposeIndemnity 提出代偿: the guarantor of a 反担保质押 pays what the debtor does not; replaces an earlier proposal.
type ProposeIndemnity struct{ IndemnityForm }

func (ProposeIndemnity) Name() Name { return "ProposeIndemnity" }
func (cmd ProposeIndemnity) do(c *Case, o *Occasion, fs *fault.Faults) string {
	f := cmd.IndemnityForm
	pastDate(fs, "on", "代偿日", f.On, o.Today)
	ordered(fs, "on", "代偿日", f.On, "违约认定日", c.s.Default.Form.On)
	needAmount(fs, "principal", "代偿本金", f.Principal)
	mayAmount(fs, "interest", "代偿利息、罚息", f.Interest)
	needText(fs, "notice_no", "代偿通知书编号", f.NoticeNo)
	needText(fs, "voucher", "付款凭证号", f.Voucher)
	if left := c.s.Outstanding(); f.Principal > left {
		fs.Refuse("indemnity.over", "principal", "代偿本金超过尚欠本金 %s 元", left.Format())
	}
	c.s.Indemnity = &IndemnityR{Form: f, Proposed: o.signed()}
	return ""
}

// ApproveIndemnity 批准代偿: another person than the proposer; the figures stand in the form to be read. What the bank is owed falls by what
// it got, and the debtor owes as much to the guarantor.
type ApproveIndemnity struct {
	Principal money.Money `json:"principal" label:"代偿本金" unit:"元" readonly:"1"`
	Interest  money.Money `json:"interest" label:"代偿利息、罚息" unit:"元" readonly:"1" opt:"1"`
	Opinion   string      `json:"opinion" label:"审批意见" lines:"2"`
}

func (ApproveIndemnity) Name() Name         { return "ApproveIndemnity" }
func (cmd ApproveIndemnity) reason() string { return cmd.Opinion }
func (cmd ApproveIndemnity) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审批意见", cmd.Opinion)
	r := *c.s.Indemnity
	f := r.Form
	if cmd.Principal != f.Principal || cmd.Interest != f.Interest {
		fs.Refuse("indemnity.changed", "principal", "提出的代偿已改为本金 %s 元、利息 %s 元，与表单不一致，请刷新后核对", f.Principal.Format(), f.Interest.Format())
	}
	if left := c.s.Outstanding(); f.Principal > left {
		fs.Refuse("indemnity.over", "principal", "代偿本金超过尚欠本金 %s 元，请退回后重新提出", left.Format())
	}
	if len(*fs) > 0 {
		return ""
	}
	guarantor := shareAccount(c.s.Pledgee)
	r.Entries = []string{c.post(o, fs, f.On, "代偿 "+c.s.Pledgee.Name, line(cashOf(c.s.Lender.ID), f.Total()), line(guarantor, -f.Total()))}
	owed := []ledger.Line{line(interestPaid, -f.Interest), line(recourseOwed, f.Total())}
	left := f.Principal
	for _, l := range c.s.owedByDue() {
		part := min(left, c.s.balance(loanAccount(l.No)))
		owed = append(owed, line(loanAccount(l.No), -part))
		left -= part
	}
	r.Entries = append(r.Entries, c.post(o, fs, f.On, "债权转为担保人追偿权", owed...))
	signed := o.signed()
	r.Approved, r.Opinion = &signed, strings.TrimSpace(cmd.Opinion)
	c.s.Indemnities = append(c.s.Indemnities, r)
	c.s.Indemnity = nil
	c.void("ProposeIndemnity")
	return ""
}

// ReturnIndemnity 退回代偿: the proposal is dropped.
type ReturnIndemnity struct{ Return }

func (ReturnIndemnity) Name() Name { return "ReturnIndemnity" }
func (cmd ReturnIndemnity) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Indemnity = nil
	c.void("ProposeIndemnity")
	return ""
}

// lastIndemnity is the last one that stands, and why it cannot be taken back.
func (s *State) lastIndemnity() (*IndemnityR, string) {
	for i := len(s.Indemnities) - 1; i >= 0; i-- {
		r := &s.Indemnities[i]
		if r.Reversed != nil {
			continue
		}
		switch {
		case s.lastRecourse() != nil:
			return nil, "代偿后已登记追偿款，请先“冲正追偿款”"
		case s.Disposal != DispNone && s.Disposal != DispRefused:
			return nil, "质物处置正在办理，不能冲正代偿"
		case s.Indemnity != nil:
			return nil, "有待批准的代偿，请先批准或者退回"
		}
		return r, ""
	}
	return nil, "没有可冲正的代偿"
}

// indemnified reports whether a payment of the guarantor stands.
func (s *State) indemnified() bool {
	for _, r := range s.Indemnities {
		if r.Reversed == nil {
			return true
		}
	}
	return false
}

// ReverseIndemnity 冲正代偿: recorded in error; the debts stand again as before.
type ReverseIndemnity struct{ Return }

func (ReverseIndemnity) Name() Name { return "ReverseIndemnity" }
func (cmd ReverseIndemnity) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	r, _ := c.s.lastIndemnity()
	if len(*fs) > 0 {
		return ""
	}
	for _, id := range r.Entries {
		c.reverse(o, fs, id, "冲正代偿："+cmd.Reason)
	}
	r.Reversed = &Opinion{Text: strings.TrimSpace(cmd.Reason), By: o.signed()}
	c.void("ApproveIndemnity")
	return ""
}

// RecordRecourse 登记追偿款: money from the debtor to the guarantor on its right of recourse, also after the case closed.
type RecordRecourse struct {
	On     date.Date   `json:"on" label:"收款日"`
	Source string      `json:"source" label:"来源" choices:"债务人还款|其他担保人清偿|破产分配|其他财产执行|其他"`
	Amount money.Money `json:"amount" label:"收款金额" unit:"元"`
	Costs  money.Money `json:"costs" label:"其中追偿费用" unit:"元" opt:"1" hint:"从收款中先行扣除"`
}

func (RecordRecourse) Name() Name { return "RecordRecourse" }
func (cmd RecordRecourse) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "收款日", cmd.On, o.Today)
	ordered(fs, "on", "收款日", cmd.On, "代偿日", c.s.firstIndemnity())
	needText(fs, "source", "来源", cmd.Source)
	needAmount(fs, "amount", "收款金额", cmd.Amount)
	mayAmount(fs, "costs", "追偿费用", cmd.Costs)
	switch left := c.s.Recourse(); {
	case cmd.Costs > cmd.Amount:
		fs.Refuse("recovery.costs", "costs", "追偿费用超过收款，请分笔登记")
	case cmd.Amount-cmd.Costs > left:
		fs.Refuse("recovery.over", "amount", "扣除费用后的收款超过尚待追偿的 %s 元，多收的应退还债务人", left.Format())
	}
	if len(*fs) > 0 {
		return ""
	}
	net := cmd.Amount - cmd.Costs
	entry := c.post(o, fs, cmd.On, "追偿款 "+cmd.Source, line(shareAccount(c.s.Pledgee), net), line(recourseOwed, -net))
	c.s.Recourses = append(c.s.Recourses, RecourseR{On: cmd.On, Source: cmd.Source, Amount: cmd.Amount, Costs: cmd.Costs, Entry: entry, By: o.signed()})
	return ""
}

// firstIndemnity is the day of the first payment that stands.
func (s *State) firstIndemnity() date.Date {
	for _, r := range s.Indemnities {
		if r.Reversed == nil {
			return r.Form.On
		}
	}
	return date.Date{}
}

// lastRecourse is the last receipt that stands, or nil.
func (s *State) lastRecourse() *RecourseR {
	for i := len(s.Recourses) - 1; i >= 0; i-- {
		if s.Recourses[i].Reversed == nil {
			return &s.Recourses[i]
		}
	}
	return nil
}

// ReverseRecourse 冲正追偿款: the last one.
type ReverseRecourse struct{ Return }

func (ReverseRecourse) Name() Name { return "ReverseRecourse" }
func (cmd ReverseRecourse) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	r := c.s.lastRecourse()
	if c.s.Closing != nil && c.s.Closing.Outcome == "disposed" {
		fs.Refuse("recovery.closed", "", "本案已按全部受偿结案，不能冲正追偿款")
	}
	if len(*fs) > 0 {
		return ""
	}
	if r.Entry != "" {
		c.reverse(o, fs, r.Entry, "冲正追偿款："+cmd.Reason)
	}
	r.Reversed = &Opinion{Text: strings.TrimSpace(cmd.Reason), By: o.signed()}
	c.void("RecordRecourse")
	return ""
}
