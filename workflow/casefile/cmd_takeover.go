package casefile

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/right"
)

// TakenLoan is a 借据 of a pledge that lived before it came into the program, with what is owed of it on the day.
type TakenLoan struct {
	No      string      `json:"no" label:"借据编号"`
	Amount  money.Money `json:"amount" label:"原放款金额" unit:"元"`
	Balance money.Money `json:"balance" label:"接管日本金余额" unit:"元"`
	From    date.Date   `json:"from" label:"放款日"`
	Due     date.Date   `json:"due" label:"到期日"`
	Rate    money.Rate  `json:"rate" label:"年利率"`
}

// TakeoverForm is a live pledge and its loans with their days of history (存量接管).
type TakeoverForm struct {
	Source       string          `json:"source" label:"资料来源" hint:"信贷系统导出、档案卷号，或者导入的文件名和行号"`
	LoanNo       string          `json:"loan_no" label:"借款合同编号"`
	LoanSigned   date.Date       `json:"loan_signed" label:"借款合同签订日"`
	PledgeNo     string          `json:"pledge_no" label:"质押合同编号"`
	PledgeSigned date.Date       `json:"pledge_signed" label:"质押合同签订日"`
	Number       string          `json:"number" label:"质押登记号"`
	Registered   date.Date       `json:"registered" label:"质押登记日"`
	Until        date.Date       `json:"until" label:"登记簿记载的债务履行期限届满日"`
	DayCount     int             `json:"day_count" label:"计息天数基础" unit:"天" hint:"360 或 365"`
	Repayment    string          `json:"repayment" label:"还款方式" choices:"到期一次还本、按季付息|等额本息|按计划分期还本"`
	Loans        []TakenLoan     `json:"loans" label:"借据"`
	Values       []AcceptedValue `json:"values" label:"质押价值认定" fixed:"1" hint:"没有认定过的填 0：覆盖情况按未知处理，不按零处理"`
	ValuedOn     date.Date       `json:"valued_on,omitzero" label:"价值认定日" opt:"1"`
	ValidUntil   date.Date       `json:"valid_until,omitzero" label:"价值有效期至" opt:"1" hint:"不清楚的留空，覆盖情况按未知处理"`
	Basis        string          `json:"basis,omitempty" label:"价值认定依据" opt:"1" lines:"2"`
	Unknown      string          `json:"unknown,omitempty" label:"查不到的资料" opt:"1" lines:"2" hint:"例如：合同条款核对、共有人同意、登记申请材料"`
}

// TakeoverR is a pledge taken over, proposed or, with Approved, in force.
type TakeoverR struct {
	Form     TakeoverForm `json:"form"`
	Open     []string     `json:"open,omitempty"` // what is to be verified (待核实)
	Proposed Signed       `json:"proposed"`
	Approved *Signed      `json:"approved,omitempty"`
	Opinion  string       `json:"opinion,omitempty"`
}

// ProposeTakeover 提出存量接管: a pledge that is registered and a loan that is paid out already come into the program from the intake,
// with what the files say of them; another person checks it against the originals. It replaces an earlier proposal.
type ProposeTakeover struct{ TakeoverForm }

func (ProposeTakeover) Name() Name { return "ProposeTakeover" }
func (cmd ProposeTakeover) do(c *Case, o *Occasion, fs *fault.Faults) string {
	f := cmd.TakeoverForm
	open := c.checkTakeover(f, o, fs)
	c.s.Takeover = &TakeoverR{Form: f, Open: open, Proposed: o.signed()}
	return ""
}

// checkTakeover holds the history to what must be true of any pledge, and tells what could not be checked.
func (c *Case) checkTakeover(f TakeoverForm, o *Occasion, fs *fault.Faults) (open []string) {
	s := &c.s
	for _, x := range [][3]string{{"source", "资料来源", f.Source}, {"loan_no", "借款合同编号", f.LoanNo}, {"pledge_no", "质押合同编号", f.PledgeNo}, {"number", "质押登记号", f.Number}, {"repayment", "还款方式", f.Repayment}} {
		needText(fs, x[0], x[1], x[2])
	}
	pastDate(fs, "loan_signed", "借款合同签订日", f.LoanSigned, o.Today)
	pastDate(fs, "pledge_signed", "质押合同签订日", f.PledgeSigned, o.Today)
	pastDate(fs, "registered", "质押登记日", f.Registered, o.Today)
	ordered(fs, "registered", "质押登记日", f.Registered, "质押合同签订日", f.PledgeSigned)
	needDate(fs, "until", "债务履行期限届满日", f.Until)
	if f.DayCount != 360 && f.DayCount != 365 {
		fs.Invalid("day_count", "day_count", "计息天数基础应为 360 或 365")
	}
	mayText(fs, "unknown", "查不到的资料", f.Unknown)
	mayText(fs, "basis", "价值认定依据", f.Basis)
	last := c.checkTakenLoans(f, o, fs)
	open = c.checkTakenValues(f, o, fs)
	for _, p := range slices.Concat(s.Intake.Debtors, s.Intake.Pledgors) {
		if strings.TrimSpace(p.USCC) == "" {
			open = append(open, "“"+p.Name+"”的统一社会信用代码")
		}
	}
	for i, r := range s.Intake.Rights {
		if others := o.PledgedElsewhere(RightKey(r)); len(others) > 0 && r.Kind.Patent() {
			fs.Refuse("takeover.pledged", "", "第 %d 项权利“%s”在案件 %s 中已出质，一项专利权只能有一项有效的质押登记；请核实登记号", i+1, r.Title, strings.Join(others, "、"))
		}
		if end := r.Expiry(); r.Kind != right.Trademark && !end.IsZero() && last.After(end) {
			open = append(open, fmt.Sprintf("债务到期日 %s 晚于“%s”的届满日 %s，须缩短期限或者置换质物", last.Chinese(), r.Title, end.Chinese()))
		}
	}
	if !f.Until.IsZero() && last.After(f.Until) {
		open = append(open, "借据到期日 "+last.Chinese()+" 晚于登记簿记载的 "+f.Until.Chinese()+"，须申请变更登记")
	}
	open = append(open, "质押合同条款核对（C1 至 C10）")
	if text := strings.TrimSpace(f.Unknown); text != "" {
		open = append(open, text)
	}
	return open
}

// checkTakenLoans gives the last day on which something falls due.
func (c *Case) checkTakenLoans(f TakeoverForm, o *Occasion, fs *fault.Faults) (last date.Date) {
	if len(f.Loans) == 0 {
		fs.Invalid("loan.missing", "loans", "请至少登记一笔尚未还清的借据")
	}
	seen := map[string]bool{}
	var total money.Money
	for i, l := range f.Loans {
		at := fmt.Sprintf("loans[%d]", i)
		needText(fs, at+".no", "借据编号", l.No)
		if no := strings.TrimSpace(l.No); seen[no] {
			fs.Invalid("loan.twice", at+".no", "借据编号“%s”重复", no)
		} else {
			seen[no] = true
		}
		needAmount(fs, at+".amount", "原放款金额", l.Amount)
		needAmount(fs, at+".balance", "接管日本金余额", l.Balance)
		if l.Balance > l.Amount {
			fs.Invalid("loan.balance", at+".balance", "本金余额 %s 元大于原放款金额 %s 元", l.Balance.Format(), l.Amount.Format())
		}
		pastDate(fs, at+".from", "放款日", l.From, o.Today)
		needDate(fs, at+".due", "到期日", l.Due)
		if !l.Due.IsZero() && !l.Due.After(l.From) {
			fs.Invalid("date.order", at+".due", "到期日应晚于放款日")
		}
		needRate(fs, at+".rate", "年利率", l.Rate, "0", "0.36")
		if l.Balance > 0 && l.Balance <= MaxAmount {
			total += l.Balance
		}
		if l.Due.After(last) {
			last = l.Due
		}
	}
	if total > MaxAmount {
		fs.Invalid("amount.range", "loans", "本金余额合计超过 %s 元", MaxAmount.Format())
	}
	if k := c.s.Intake.Ceiling; k != nil && total > k.Counts() {
		fs.Refuse("loan.ceiling", "loans", "本金余额合计 %s 元超过最高债权额 %s 元，请核对", total.Format(), k.Counts().Format())
	}
	return last
}

func (c *Case) checkTakenValues(f TakeoverForm, o *Occasion, fs *fault.Faults) (open []string) {
	rights := c.s.Intake.Rights
	if len(f.Values) != len(rights) {
		fs.Invalid("values.count", "values", "请逐项填写全部 %d 项权利的认定价值，没有认定过的填 0", len(rights))
		return nil
	}
	some := false
	for i, v := range f.Values {
		at := fmt.Sprintf("values[%d]", i)
		if v.Ref != rights[i].Ref {
			fs.Invalid("values.order", at+".ref", "第 %d 行应为权利 %s", i+1, rights[i].Ref)
			continue
		}
		mayAmount(fs, at+".value", "认定价值", v.Value)
		needRate(fs, at+".cap", "质押率上限", v.Cap, "0", "1")
		needRate(fs, at+".haircut", "价值折扣", v.Haircut, "0", "1")
		if some = some || v.Value > 0; v.Value == 0 {
			open = append(open, "“"+rights[i].Title+"”的认定价值")
		}
	}
	if some {
		pastDate(fs, "valued_on", "价值认定日", f.ValuedOn, o.Today)
		needText(fs, "basis", "价值认定依据", f.Basis)
	} else if !f.ValidUntil.IsZero() {
		fs.Invalid("takeover.valid", "valid_until", "没有认定价值的，请不要填写价值有效期")
	}
	if !f.ValidUntil.IsZero() && !f.ValuedOn.IsZero() && f.ValidUntil.Before(f.ValuedOn) {
		fs.Invalid("date.order", "valid_until", "价值有效期 %s 早于认定日 %s", f.ValidUntil.Chinese(), f.ValuedOn.Chinese())
	}
	if some && f.ValidUntil.IsZero() {
		open = append(open, "价值有效期")
	}
	return open
}

// ApproveTakeover 确认存量接管: another person has held the figures against the originals. The case stands in pledge from then on, marked as
// taken over; the ledger begins with the balances of the day, and nothing is booked into months before it.
type ApproveTakeover struct {
	Number  string      `json:"number" label:"质押登记号" readonly:"1"`
	Balance money.Money `json:"balance" label:"本金余额合计" unit:"元" readonly:"1"`
	Checked bool        `json:"checked" label:"已与合同、登记通知书和借据原件核对一致"`
	Opinion string      `json:"opinion" label:"核对意见" lines:"2"`
}

func (ApproveTakeover) Name() Name         { return "ApproveTakeover" }
func (cmd ApproveTakeover) reason() string { return cmd.Opinion }
func (cmd ApproveTakeover) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "核对意见", cmd.Opinion)
	if !cmd.Checked {
		fs.Refuse("takeover.unchecked", "checked", "请与原件核对后勾选；不一致的请“退回存量接管”")
	}
	r := *c.s.Takeover
	if cmd.Number != r.Form.Number || cmd.Balance != r.Form.owed() {
		fs.Refuse("takeover.changed", "number", "提出的内容已改为登记号 %s、余额 %s 元，与表单不一致，请刷新后核对", r.Form.Number, r.Form.owed().Format())
	}
	r.Open = c.checkTakeover(r.Form, o, fs)
	if len(*fs) > 0 {
		return ""
	}
	signed := o.signed()
	r.Approved, r.Opinion = &signed, strings.TrimSpace(cmd.Opinion)
	c.s.Takeover = &r
	c.takeOver(r.Form, o, fs)
	return ""
}

// owed is the sum of the balances.
func (f TakeoverForm) owed() (sum money.Money) {
	for _, l := range f.Loans {
		sum += l.Balance
	}
	return sum
}

// takeOver lays the history into the case as if the acts had been done here, under the names of those who took it over.
func (c *Case) takeOver(f TakeoverForm, o *Occasion, fs *fault.Faults) {
	s := &c.s
	signed := o.signed()
	s.Lane = TakenOver
	var value money.Money
	for _, v := range f.Values {
		value += v.Value
	}
	s.LaneValue = &LaneValueR{Form: LaneValueForm{Value: value, On: f.ValuedOn, ValidUntil: f.ValidUntil, Basis: f.Basis}, By: s.Takeover.Proposed}
	s.Credit = &CreditR{Form: CreditForm{Amount: f.owed(), Rate: f.Loans[0].Rate, From: f.Loans[0].From, Due: f.Until, DayCount: f.DayCount, Repayment: f.Repayment, Values: f.Values, IPShare: money.MustRate("1"),
		Opinion: "存量接管：" + f.Source}, Proposed: s.Takeover.Proposed, Approved: &signed}
	for _, v := range f.Values {
		lend, err := v.Lendable()
		fs.Append("values", err)
		s.Credit.Lendable += lend
	}
	s.Contracts = &ContractsR{Form: ContractsForm{LoanNo: f.LoanNo, LoanSigned: f.LoanSigned, PledgeNo: f.PledgeNo, PledgeSigned: f.PledgeSigned}, Recorded: s.Takeover.Proposed, Checked: &signed}
	s.Registration = &RegistrationR{Number: f.Number, On: f.Registered, By: signed}
	for _, l := range f.Loans {
		s.Loans = append(s.Loans, Loan{No: strings.TrimSpace(l.No), Amount: l.Balance, From: l.From, Due: l.Due, Rate: l.Rate})
		c.post(o, fs, o.Today, "存量接管 "+l.No, line(loanAccount(strings.TrimSpace(l.No)), l.Balance), line(cashOf(s.Lender.ID), -l.Balance))
	}
	s.LoansOn = o.Today
}

// ReturnTakeover 退回存量接管.
type ReturnTakeover struct{ Return }

func (ReturnTakeover) Name() Name { return "ReturnTakeover" }
func (cmd ReturnTakeover) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Takeover = nil
	c.void("ProposeTakeover")
	return ""
}

// TakenFrom says in one line where a case that was taken over came from; "" for any other.
func (s State) TakenFrom() string {
	if s.Takeover == nil || s.Takeover.Approved == nil {
		return ""
	}
	return "存量接管：" + s.Takeover.Approved.On.Chinese() + "，" + s.Takeover.Form.Source
}
