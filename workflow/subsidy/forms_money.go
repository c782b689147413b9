package subsidy

import (
	"fmt"
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// CheckLine is what the bank says of one line from its own books.
type CheckLine struct {
	No        int         `json:"no" label:"行号" readonly:"1"`
	Confirmed bool        `json:"confirmed" label:"借据属实" opt:"1"`
	Principal money.Money `json:"principal,omitzero" label:"计息本金" opt:"1"`
	Rate      money.Rate  `json:"rate,omitzero" label:"年利率" opt:"1"`
	LoanFrom  date.Date   `json:"loan_from,omitzero" label:"放款日" opt:"1"`
	LoanDue   date.Date   `json:"loan_due,omitzero" label:"到期日" opt:"1"`
	Paid      money.Money `json:"paid,omitzero" label:"实付利息或者费用" opt:"1"`
	Overdue   money.Money `json:"overdue,omitzero" label:"其中罚息、复利" opt:"1"`
	Reason    string      `json:"reason,omitempty" label:"不符的说明" opt:"1" lines:"2"`
}

// CheckLines 银行核对: a bank checks its own lines against its loans; when every line is checked the batch goes on.
type CheckLines struct {
	Lines []CheckLine `json:"lines" label:"逐行核对"`
}

func (*CheckLines) act() ActName { return ActCheck }

func (f *CheckLines) check(b *Batch, o *Occasion, fs *fault.Faults) {
	if len(f.Lines) == 0 {
		fs.Invalid("subsidy.none", "lines", "请至少核对一行")
	}
	seen := map[int]bool{}
	for i, c := range f.Lines {
		path := fmt.Sprintf("lines[%d]", i)
		l, found := b.Line(c.No)
		switch {
		case !found || l.Withdrawn != "" || l.Entry.BankRef.ID != o.Actor.OrgID:
			fs.Invalid("subsidy.line", path+".no", "没有本行的第 %d 行，或者申报已撤销", c.No)
			continue
		case l.Check != nil:
			fs.Refuse("subsidy.checked", path+".no", "第 %d 行已经核对；要更正的，由市监初审退回后重新核对", c.No)
		case seen[c.No]:
			fs.Invalid("subsidy.line_twice", path+".no", "第 %d 行写了两次，请只留一次", c.No)
		}
		seen[c.No] = true
		if !c.Confirmed {
			text(fs, path+".reason", "不符的说明", c.Reason, 400)
			continue
		}
		mayText(fs, path+".reason", "不符的说明", c.Reason, 400)
		e := l.Entry
		e.Principal, e.Rate, e.LoanFrom, e.LoanDue, e.Paid, e.Overdue = c.Principal, c.Rate, c.LoanFrom, c.LoanDue, c.Paid, c.Overdue
		fs.Append(path, e.Validate(b.Plan))
	}
}

func (f *CheckLines) apply(b *Batch, _ Mark) {
	for _, c := range f.Lines {
		if l, found := b.Line(c.No); found {
			l.Check = &Check{c.Confirmed, c.Principal, c.Rate, c.LoanFrom, c.LoanDue, c.Paid, c.Overdue, c.Reason}
		}
	}
	if !slices.ContainsFunc(b.Lines, func(l Line) bool { return l.Withdrawn == "" && l.Check == nil }) {
		b.Step, b.Returned = Reviewing, ""
	}
}

// Examine 财政逐行审核: amounts may only become smaller here; what should become more goes back to the bureau.
type Examine struct {
	Lines []LineVerdict `json:"lines" label:"逐行意见"`
}

func (*Examine) act() ActName { return ActExamine }

func (f *Examine) check(b *Batch, _ *Occasion, fs *fault.Faults) {
	checkVerdicts(b, f.Lines, []Verdict{Pass, Cut, Refuse}, fs)
	for i, v := range f.Lines {
		if l, found := b.Line(v.No); found && v.Verdict == Cut && v.Amount != nil && l.Figure != nil && *v.Amount > l.Figure.Amount {
			fs.Refuse("subsidy.raise", fmt.Sprintf("lines[%d].amount", i), "第 %d 行测算为 %s 元，不能核增；应当增加的，请退回市监初审", v.No, l.Figure.Amount.Format())
		}
	}
}

func (f *Examine) apply(b *Batch, _ Mark) {
	for _, v := range f.Lines {
		if l, found := b.Line(v.No); found {
			l.Exam = v.decision()
		}
	}
}

// ProposeApproval 提请审定: lines without an opinion of their own are taken as passed.
type ProposeApproval struct {
	Opinion string `json:"opinion" label:"审核意见" lines:"3"`
}

func (*ProposeApproval) act() ActName { return ActPropose }

func (f *ProposeApproval) check(_ *Batch, _ *Occasion, fs *fault.Faults) {
	text(fs, "opinion", "审核意见", f.Opinion, 400)
}

func (f *ProposeApproval) apply(b *Batch, _ Mark) { b.Submitted, b.Opinion = true, f.Opinion }

// Approve 审定: the approver, who examined nothing of the batch, approves it or gives it back to the officer.
type Approve struct {
	Approved bool   `json:"approved" label:"同意" opt:"1" hint:"不同意的退回财政经办"`
	Opinion  string `json:"opinion" label:"审定意见" lines:"3"`
}

func (*Approve) act() ActName { return ActApprove }

func (f *Approve) check(_ *Batch, _ *Occasion, fs *fault.Faults) {
	text(fs, "opinion", "审定意见", f.Opinion, 400)
}

func (f *Approve) apply(b *Batch, _ Mark) {
	b.Submitted = false
	if f.Approved {
		b.Step, b.Approved, b.Opinion = Publicity, true, f.Opinion
		return
	}
	b.Returned = "审定未同意：" + f.Opinion
}

// SendBack 退回市监初审: what was fixed is free again; the bureau decides the lines once more.
type SendBack struct {
	Reason string `json:"reason" label:"退回原因" lines:"3"`
}

func (*SendBack) act() ActName { return ActSendBack }

func (f *SendBack) check(_ *Batch, _ *Occasion, fs *fault.Faults) {
	text(fs, "reason", "退回原因", f.Reason, 400)
}

func (f *SendBack) apply(b *Batch, m Mark) {
	b.Step, b.Submitted, b.Returned = Reviewing, false, m.Org+"退回："+f.Reason
	for i := range b.Lines {
		b.Lines[i].Figure, b.Lines[i].Exam = nil, nil
	}
}

// Pay 登记拨付: lines paid by one voucher; without numbers every line that is still unpaid.
type Pay struct {
	Lines   []int     `json:"lines,omitempty" label:"行号" opt:"1" hint:"不填即全部未拨付的"`
	On      date.Date `json:"on" label:"拨付日"`
	Voucher string    `json:"voucher" label:"拨付凭证号"`
	Paid    []PaidOut `json:"paid,omitempty" form:"-"`
}

// PaidOut is the amount of a line of a payment.
type PaidOut struct {
	No     int         `json:"no"`
	Amount money.Money `json:"amount"`
}

func (*Pay) act() ActName { return ActPay }

func (f *Pay) check(b *Batch, o *Occasion, fs *fault.Faults) {
	past(fs, "on", "拨付日", f.On, o.Today)
	if !f.On.IsZero() && !f.On.After(b.Display.Until) {
		fs.Refuse("subsidy.publicity", "on", "拨付日 %s 应在公示期满（%s）之后", f.On, b.Display.Until)
	}
	text(fs, "voucher", "拨付凭证号", f.Voucher, 120)
	if slices.ContainsFunc(b.Lines, func(l Line) bool { return l.Payment != nil && l.Payment.Voucher == f.Voucher }) {
		fs.Refuse("subsidy.voucher", "voucher", "凭证号 %s 在本批次已经用过，请核对", f.Voucher)
	}
	f.Paid = nil
	for i, no := range f.Lines {
		l, found := b.Line(no)
		if !found || l.Payment != nil || l.Due() == 0 || slices.Contains(f.Lines[:i], no) {
			fs.Invalid("subsidy.line", fmt.Sprintf("lines[%d]", i), "第 %d 行没有待拨付的金额，或者写了两次", no)
			continue
		}
		f.Paid = append(f.Paid, PaidOut{no, l.Due()})
	}
	if len(f.Lines) > 0 {
		return
	}
	for _, l := range b.Lines {
		if l.Payment == nil && l.Due() > 0 {
			f.Paid = append(f.Paid, PaidOut{l.No, l.Due()})
		}
	}
}

func (f *Pay) apply(b *Batch, _ Mark) {
	for _, p := range f.Paid {
		if l, found := b.Line(p.No); found {
			l.Payment = &Payment{p.Amount, f.On, f.Voucher}
		}
	}
	b.settle()
}

// settle ends a batch in which nothing is left to pay.
func (b *Batch) settle() {
	if !slices.ContainsFunc(b.Lines, func(l Line) bool { return l.Payment == nil && l.Due() > 0 }) {
		b.Step = Done
	}
}

// Reverse 提出冲正: a payment is taken back in whole or in part, on its own day; the payment itself stays as it was.
type Reverse struct {
	No      int         `json:"no" label:"行号"`
	Amount  money.Money `json:"amount" label:"冲正（追回）金额"`
	On      date.Date   `json:"on" label:"冲正日"`
	Voucher string      `json:"voucher" label:"缴回凭证号"`
	Reason  string      `json:"reason" label:"原因" lines:"3"`
}

func (*Reverse) act() ActName { return ActReverse }

func (f *Reverse) check(b *Batch, o *Occasion, fs *fault.Faults) {
	past(fs, "on", "冲正日", f.On, o.Today)
	text(fs, "voucher", "缴回凭证号", f.Voucher, 120)
	text(fs, "reason", "原因", f.Reason, 400)
	l, found := b.Line(f.No)
	switch {
	case !found || l.Payment == nil:
		fs.Invalid("subsidy.line", "no", "第 %d 行没有拨付", f.No)
		return
	case l.pending() != nil:
		fs.Refuse("subsidy.pending", "no", "第 %d 行已有待确认的冲正", f.No)
	case !f.On.IsZero() && f.On.Before(l.Payment.On):
		fs.Invalid("date.order", "on", "冲正日 %s 早于拨付日 %s", f.On, l.Payment.On)
	}
	if f.Amount <= 0 || f.Amount > l.Net() {
		fs.Invalid("amount.range", "amount", "冲正金额应大于零，且不超过拨付后的净额 %s 元", l.Net().Format())
	}
}

func (f *Reverse) apply(b *Batch, _ Mark) {
	if l, found := b.Line(f.No); found {
		l.Reversals = append(l.Reversals, Reversal{Amount: f.Amount, On: f.On, Voucher: f.Voucher, Reason: f.Reason})
	}
}

// ConfirmReversal 确认冲正: another person than who proposed it.
type ConfirmReversal struct {
	No      int    `json:"no" label:"行号"`
	Agreed  bool   `json:"agreed" label:"同意冲正" opt:"1" hint:"不同意的撤下该项冲正"`
	Opinion string `json:"opinion" label:"意见" lines:"2"`
}

func (*ConfirmReversal) act() ActName { return ActConfirm }

func (f *ConfirmReversal) check(b *Batch, _ *Occasion, fs *fault.Faults) {
	text(fs, "opinion", "意见", f.Opinion, 400)
	if l, found := b.Line(f.No); !found || l.pending() == nil {
		fs.Invalid("subsidy.line", "no", "第 %d 行没有待确认的冲正", f.No)
	}
}

func (f *ConfirmReversal) apply(b *Batch, _ Mark) {
	l, found := b.Line(f.No)
	if !found {
		return
	}
	if f.Agreed {
		if p := l.pending(); p != nil {
			p.Confirmed = true
		}
		return
	}
	l.Reversals = slices.DeleteFunc(l.Reversals, func(r Reversal) bool { return !r.Confirmed })
}
