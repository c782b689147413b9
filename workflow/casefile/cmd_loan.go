package casefile

import (
	"fmt"
	"regexp"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/monitor"
	"zhiya/workflow/policy"
)

// loanNumber keeps 借据 numbers usable as names of accounts.
var loanNumber = regexp.MustCompile(`^[^\s:]{1,64}$`)

// checkLoanNo keeps a 借据 apart from the other accounts of the borrower.
func checkLoanNo(fs *fault.Faults, path, no string) {
	if account := loanAccount(no); !loanNumber.MatchString(no) || account == interestPaid || account == feesAdvanced || account == recourseOwed {
		fs.Invalid("loan.no", path, "借据编号应为 1 至 64 个字符，不含空格和冒号，也不能是 %s、%s、%s", interestPaid.Party(), feesAdvanced.Party(), recourseOwed.Party())
	}
}

// Loan is one 借据.
type Loan struct {
	No     string      `json:"no" label:"借据编号"`
	Amount money.Money `json:"amount" label:"放款金额" unit:"元"`
	From   date.Date   `json:"from" label:"放款日"`
	Due    date.Date   `json:"due" label:"到期日"`
	Rate   money.Rate  `json:"rate" label:"年利率"`
	First  bool        `json:"first" label:"首贷户" opt:"1"`
}

// ProposeDisbursement 提出放款: replaces an earlier proposal.
type ProposeDisbursement struct {
	Loans []Loan `json:"loans" label:"借据"`
}

func (ProposeDisbursement) Name() Name { return "ProposeDisbursement" }
func (cmd ProposeDisbursement) do(c *Case, o *Occasion, fs *fault.Faults) string {
	if len(cmd.Loans) == 0 {
		fs.Invalid("loan.missing", "loans", "请至少登记一笔借据")
	}
	seen := map[string]bool{}
	var total money.Money
	for i, l := range cmd.Loans {
		path := fmt.Sprintf("loans[%d]", i)
		checkLoanNo(fs, path+".no", l.No)
		if seen[l.No] {
			fs.Invalid("loan.duplicate", path+".no", "借据编号重复，请改正")
		}
		seen[l.No] = true
		needAmount(fs, path+".amount", "放款金额", l.Amount)
		pastDate(fs, path+".from", "放款日", l.From, o.Today)
		ordered(fs, path+".from", "放款日", l.From, "质押登记日", c.s.Registration.On)
		needDate(fs, path+".due", "到期日", l.Due)
		ordered(fs, path+".due", "到期日", l.Due, "放款日", l.From)
		if l.Due.After(c.s.Credit.Form.Due) {
			fs.Refuse("loan.due", path+".due", "到期日 %s 晚于批准的借款期限止日 %s", l.Due.Chinese(), c.s.Credit.Form.Due.Chinese())
		}
		needRate(fs, path+".rate", "年利率", l.Rate, "0", "0.36")
		if l.Amount > 0 && l.Amount <= MaxAmount {
			total += l.Amount
		}
	}
	if total > c.s.Credit.Form.Amount {
		fs.Refuse("loan.total", "loans", "放款合计 %s 元超过批准的授信金额 %s 元", total.Format(), c.s.Credit.Form.Amount.Format())
	}
	if k := c.s.Intake.Ceiling; k != nil {
		if most := max(k.Agreed, k.Registered); k.Registered > 0 {
			most = k.Registered
			if total > most {
				fs.Refuse("loan.ceiling", "loans", "放款合计超过登记的最高债权额 %s 元（担保制度解释第十五条：以登记为准）", most.Format())
			}
		} else if total > most {
			fs.Refuse("loan.ceiling", "loans", "放款合计超过约定的最高债权额 %s 元", most.Format())
		}
	}
	c.s.Loans = cmd.Loans
	return ""
}

// ApproveDisbursement 批准放款: the money leaves the lender; the ledger begins.
type ApproveDisbursement struct {
	Opinion string `json:"opinion" label:"放款审批意见"`
}

func (ApproveDisbursement) Name() Name         { return "ApproveDisbursement" }
func (cmd ApproveDisbursement) reason() string { return cmd.Opinion }
func (cmd ApproveDisbursement) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "放款审批意见", cmd.Opinion)
	for _, l := range c.s.Loans {
		c.post(o, fs, l.From, "放款 "+l.No, line(loanAccount(l.No), l.Amount), line(cashOf(c.s.Lender.ID), -l.Amount))
	}
	c.s.LoansOn = o.Today
	return ""
}

// ReturnDisbursement 退回放款.
type ReturnDisbursement struct{ Return }

func (ReturnDisbursement) Name() Name { return "ReturnDisbursement" }
func (cmd ReturnDisbursement) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Loans = nil
	c.void("ProposeDisbursement")
	return ""
}

// RecordRepayment 登记还款.
type RecordRepayment struct {
	LoanNo    string      `json:"loan_no" label:"借据" source:"loans"`
	On        date.Date   `json:"on" label:"还款日"`
	Principal money.Money `json:"principal" label:"归还本金" unit:"元"`
	Interest  money.Money `json:"interest" label:"支付利息" unit:"元"`
	Fees      money.Money `json:"fees,omitzero" label:"归还代缴年费" unit:"元" opt:"1"`
}

func (RecordRepayment) Name() Name { return "RecordRepayment" }
func (cmd RecordRepayment) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "还款日", cmd.On, o.Today)
	mayAmount(fs, "principal", "归还本金", cmd.Principal)
	mayAmount(fs, "interest", "支付利息", cmd.Interest)
	mayAmount(fs, "fees", "归还代缴年费", cmd.Fees)
	if cmd.Principal == 0 && cmd.Interest == 0 && cmd.Fees == 0 {
		fs.Invalid("repayment.nothing", "principal", "本金、利息和代缴年费不能同时为零")
	}
	loan, ok := c.s.loan(cmd.LoanNo)
	if !ok {
		fs.Invalid("loan.unknown", "loan_no", "请选择本案的借据")
		return ""
	}
	ordered(fs, "on", "还款日", cmd.On, "放款日", loan.From)
	if c.s.Compensation == CompPaid && cmd.Principal+cmd.Interest > 0 {
		fs.Refuse("repayment.compensated", "", "本案已获补偿，此后的回款请用“登记追偿回款”，以便按比例返还合作方")
	}
	if left := c.s.balance(loanAccount(loan.No)); cmd.Principal > left {
		fs.Refuse("repayment.over", "principal", "归还本金超过该借据余额 %s 元", left.Format())
	}
	if left := c.s.AdvancedFees(); cmd.Fees > left {
		fs.Refuse("repayment.fees", "fees", "归还代缴年费超过尚未收回的 %s 元", left.Format())
	}
	if len(*fs) > 0 {
		return ""
	}
	id := c.post(o, fs, cmd.On, "还款 "+cmd.LoanNo, line(cashOf(c.s.Lender.ID), cmd.Principal+cmd.Interest), line(cashOf(c.s.Pledgee.ID), cmd.Fees),
		line(loanAccount(cmd.LoanNo), -cmd.Principal), line(interestPaid, -cmd.Interest), line(feesAdvanced, -cmd.Fees))
	c.s.Repayments = append(c.s.Repayments, Repayment{LoanNo: cmd.LoanNo, On: cmd.On, Principal: cmd.Principal, Interest: cmd.Interest, Fees: cmd.Fees,
		EntryID: id, By: o.signed()})
	return ""
}

// ReverseRepayment 冲正还款: the last repayment not yet reversed is undone by an entry of today; nothing is deleted.
type ReverseRepayment struct{ Return }

func (ReverseRepayment) Name() Name { return "ReverseRepayment" }
func (cmd ReverseRepayment) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	if c.s.Compensation != CompNone && c.s.Compensation != CompRefused {
		fs.Refuse("repayment.compensated", "", "补偿按已登记的还款计算（%s），不能再冲正；补偿未批准的请先撤回补偿申请", c.s.Compensation)
		return ""
	}
	for i := len(c.s.Repayments) - 1; i >= 0; i-- {
		if r := &c.s.Repayments[i]; !r.Reversed {
			c.reverse(o, fs, r.EntryID, "冲正还款 "+r.LoanNo+"："+cmd.Reason)
			r.Reversed = true
			return ""
		}
	}
	return ""
}

func (s *State) loan(no string) (Loan, bool) {
	for _, l := range s.Loans {
		if l.No == no {
			return l, true
		}
	}
	return Loan{}, false
}

// firstLent is the day of the first loan.
func (s *State) firstLent() date.Date {
	var first date.Date
	for _, l := range s.Loans {
		if first.IsZero() || l.From.Before(first) {
			first = l.From
		}
	}
	return first
}

// ConfirmSettlement 确认结清: nothing is owed; the pledge is now to be cancelled.
type ConfirmSettlement struct {
	On            date.Date `json:"on" label:"结清日"`
	CertificateNo string    `json:"certificate_no" label:"结清证明编号"`
	NoOther       bool      `json:"no_other" label:"利息、费用均已结清，无其他未了债务"`
}

func (ConfirmSettlement) Name() Name { return "ConfirmSettlement" }
func (cmd ConfirmSettlement) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "结清日", cmd.On, o.Today)
	ordered(fs, "on", "结清日", cmd.On, "放款日", c.s.firstLent())
	for _, r := range c.s.Repayments {
		if !r.Reversed {
			ordered(fs, "on", "结清日", cmd.On, "最后还款日", r.On)
		}
	}
	needText(fs, "certificate_no", "结清证明编号", cmd.CertificateNo)
	if !cmd.NoOther {
		fs.Refuse("settlement.other", "no_other", "仍有未了利息或费用的，不能确认结清")
	}
	if len(*fs) > 0 {
		return ""
	}
	due, _ := o.Calendar.AddWorkdays(cmd.On, monitor.SettingsOn(o.Rules, cmd.On).CancelWorkdays)
	c.s.Settlement = &SettlementR{On: cmd.On, CertificateNo: cmd.CertificateNo, CancelDue: due, By: o.signed()}
	return ""
}

// ReopenLoan 撤销结清: confirmed by mistake; only while the pledge still stands.
type ReopenLoan struct{ Return }

func (ReopenLoan) Name() Name { return "ReopenLoan" }
func (cmd ReopenLoan) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Settlement = nil
	c.void("ConfirmSettlement")
	return ""
}

// CancellationForm is the cancelled registration.
type CancellationForm struct {
	FiledOn date.Date `json:"filed_on" label:"注销申请日"`
	On      date.Date `json:"on" label:"注销登记日"`
	Notice  string    `json:"notice" label:"注销通知书编号"`
	Ground  string    `json:"ground" label:"注销事由" choices:"债务履行完毕|质权实现|质权人放弃质权|主合同无效或被撤销|其他法定事由"`
}

func (f CancellationForm) check(fs *fault.Faults, today date.Date) {
	pastDate(fs, "filed_on", "注销申请日", f.FiledOn, today)
	pastDate(fs, "on", "注销登记日", f.On, today)
	ordered(fs, "on", "注销登记日", f.On, "注销申请日", f.FiledOn)
	needText(fs, "notice", "注销通知书编号", f.Notice)
	needText(fs, "ground", "注销事由", f.Ground)
}

// RecordCancellation 登记注销: the pledge ends on the day of cancellation.
type RecordCancellation struct{ CancellationForm }

func (RecordCancellation) Name() Name { return "RecordCancellation" }
func (cmd RecordCancellation) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs, o.Today)
	ordered(fs, "filed_on", "注销申请日", cmd.FiledOn, "质押登记日", c.s.Registration.On)
	c.s.Registration.Cancel, c.s.Registration.CancelBy = &cmd.CancellationForm, o.signed()
	return ""
}

// DefaultForm is the declaration of 违约.
type DefaultForm struct {
	On       date.Date `json:"on" label:"违约认定日"`
	PastDue  int       `json:"past_due" label:"逾期天数" unit:"天"`
	Class    string    `json:"class" label:"五级分类" choices:"关注|次级|可疑|损失"`
	Event    string    `json:"event" label:"违约事由" choices:"到期未还本金|未按期付息|约定的实现质权情形|其他"`
	Reason   string    `json:"reason" label:"情况说明" lines:"3"`
	NoticeOn date.Date `json:"notice_on" label:"通知债务人、出质人日期"`
}

// DeclareDefault 认定违约.
type DeclareDefault struct{ DefaultForm }

func (DeclareDefault) Name() Name         { return "DeclareDefault" }
func (cmd DeclareDefault) reason() string { return cmd.Reason }
func (cmd DeclareDefault) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "违约认定日", cmd.On, o.Today)
	ordered(fs, "on", "违约认定日", cmd.On, "放款日", c.s.firstLent())
	if cmd.PastDue < 0 || cmd.PastDue > 3650 {
		fs.Invalid("default.days", "past_due", "逾期天数应为 0 至 3650")
	}
	needText(fs, "class", "五级分类", cmd.Class)
	needText(fs, "event", "违约事由", cmd.Event)
	needText(fs, "reason", "情况说明", cmd.Reason)
	pastDate(fs, "notice_on", "通知日期", cmd.NoticeOn, o.Today)
	if c.s.Outstanding() == 0 {
		fs.Refuse("default.nothing", "", "贷款本金已还清，不能认定违约")
	}
	c.s.Default = &DefaultR{Form: cmd.DefaultForm, By: o.signed()}
	if cmd.Class != "" && len(*fs) == 0 { // the class it says is a proposal like any other
		c.s.Classing = c.s.classing(policy.RiskClass(cmd.Class), cmd.On, cmd.Reason, "", o)
	}
	return ""
}

// DunningForm is one demand for payment.
type DunningForm struct {
	On   date.Date `json:"on" label:"催收日"`
	How  string    `json:"how" label:"方式" choices:"书面通知|电话|上门|律师函|诉讼或仲裁"`
	Note string    `json:"note" label:"情况" lines:"2"`
}

// RecordDunning 登记催收.
type RecordDunning struct{ DunningForm }

func (RecordDunning) Name() Name { return "RecordDunning" }
func (cmd RecordDunning) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "催收日", cmd.On, o.Today)
	ordered(fs, "on", "催收日", cmd.On, "放款日", c.s.firstLent())
	needText(fs, "how", "方式", cmd.How)
	needText(fs, "note", "情况", cmd.Note)
	c.s.Default.Dunning = append(c.s.Default.Dunning, cmd.DunningForm)
	return ""
}

// ClaimForm is what is owed beside the principal at a day.
type ClaimForm struct {
	AsOf     date.Date   `json:"as_of" label:"计算截止日"`
	Interest money.Money `json:"interest" label:"欠付利息" unit:"元"`
	Penalty  money.Money `json:"penalty" label:"罚息、复利、违约金" unit:"元"`
	Costs    money.Money `json:"costs" label:"已发生的实现债权费用" unit:"元" hint:"含代缴年费"`
	Note     string      `json:"note" label:"计算说明" lines:"2"`
}

// RecordClaim 计算债权: the principal is the ledger's; the rest is stated with its calculation.
type RecordClaim struct{ ClaimForm }

func (RecordClaim) Name() Name { return "RecordClaim" }
func (cmd RecordClaim) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "as_of", "计算截止日", cmd.AsOf, o.Today)
	ordered(fs, "as_of", "计算截止日", cmd.AsOf, "放款日", c.s.firstLent())
	mayAmount(fs, "interest", "欠付利息", cmd.Interest)
	mayAmount(fs, "penalty", "罚息、复利、违约金", cmd.Penalty)
	mayAmount(fs, "costs", "实现债权费用", cmd.Costs)
	if fees := c.s.AdvancedFees(); cmd.Costs < fees {
		fs.Invalid("claim.fees", "costs", "费用 %s 元少于尚未收回的代缴年费 %s 元，请计入", cmd.Costs.Format(), fees.Format())
	}
	needText(fs, "note", "计算说明", cmd.Note)
	if c.s.Compensation != CompNone && c.s.Compensation != CompRefused && c.s.Compensation != CompPaid {
		fs.Refuse("claim.pending", "", "补偿正在办理，债权数额已锁定；如需修改请先撤回补偿申请")
	}
	principal := c.s.Outstanding()
	c.s.Claim = &ClaimR{Form: cmd.ClaimForm, Principal: principal, Total: principal + cmd.Interest + cmd.Penalty + cmd.Costs, By: o.signed()}
	return ""
}

// CureDefault 违约消除: paid up or restructured; back to 在押.
type CureDefault struct {
	On     date.Date `json:"on" label:"消除日"`
	How    string    `json:"how" label:"消除方式" choices:"清偿逾期款项|重组|其他"`
	Reason string    `json:"reason" label:"说明" lines:"2"`
}

func (CureDefault) Name() Name         { return "CureDefault" }
func (cmd CureDefault) reason() string { return cmd.Reason }
func (cmd CureDefault) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "消除日", cmd.On, o.Today)
	ordered(fs, "on", "消除日", cmd.On, "违约认定日", c.s.Default.Form.On)
	needText(fs, "how", "消除方式", cmd.How)
	needText(fs, "reason", "说明", cmd.Reason)
	c.s.Default, c.s.Claim, c.s.Classing = nil, nil, nil
	if c.s.Compensation != CompPaid { // what was paid and returned stays on record
		c.s.Compensation = CompNone
	}
	c.s.Disposal = DispNone
	c.void("DeclareDefault", "ClassifyLoan", "ApplyCompensation", "ExamineCompensation", "ConfirmShare", "PlanDisposal", "SubmitDisposal", "ExamineDisposal",
		"EndorseDisposal", "DecideDisposal")
	return ""
}
