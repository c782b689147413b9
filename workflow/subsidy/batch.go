package subsidy

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
)

// Step is where a batch stands.
type Step string

const (
	Noticing  Step = "notice"    // 通知: drafted, to be announced by another person of the bureau
	Declaring Step = "declaring" // 企业申报: the bureau receives the firms' declarations
	Checking  Step = "checking"  // 银行核对: each bank checks its own lines
	Reviewing Step = "reviewing" // 市监初审
	Examining Step = "examining" // 财政审核: an officer and an approver; the amounts are fixed and reserved from here on
	Publicity Step = "publicity" // 公示
	Paying    Step = "paying"    // 拨付
	Done      Step = "done"      // everything is paid
	Stopped   Step = "stopped"   // ended without payment
)

var stepNames = map[Step]string{Noticing: "通知", Declaring: "企业申报", Checking: "银行核对", Reviewing: "市监初审", Examining: "财政审核", Publicity: "公示", Paying: "拨付",
	Done: "已拨付", Stopped: "已终止"}

// String is the Chinese name of the step.
func (s Step) String() string { return stepNames[s] }

// Steps are the steps in their order.
func Steps() []Step {
	return []Step{Noticing, Declaring, Checking, Reviewing, Examining, Publicity, Paying}
}

// Holder is the kind of organisation whose turn it is.
func (s Step) Holder() access.OrgKind {
	switch s {
	case Checking:
		return access.Bank
	case Examining, Paying:
		return access.Finance
	case Done, Stopped:
		return ""
	}
	return access.Bureau
}

// fixed reports whether the amounts are fixed and count against the caps of other batches.
func (s Step) fixed() bool { return s == Examining || s == Publicity || s == Paying || s == Done }

// OrgRef names an organisation of the store.
type OrgRef struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
}

// Batch is a batch as its acts left it.
type Batch struct {
	ID      string `json:"id"`
	Number  string `json:"number"` // TX-M01-2026-0001
	Version int64  `json:"version"`
	Step    Step   `json:"step"`
	Bureau  OrgRef `json:"bureau"`
	Plan
	Finance   OrgRef    `json:"finance"`
	Notice    *Notify   `json:"notice,omitempty"`
	Lines     []Line    `json:"lines,omitempty"`
	Submitted bool      `json:"submitted,omitempty"` // by the officer of the finance authority, for the approver
	Opinion   string    `json:"opinion,omitempty"`   // of the finance authority
	Approved  bool      `json:"approved,omitempty"`
	Returned  string    `json:"returned,omitempty"` // why the batch came back, "" when it did not
	Display   *Publish  `json:"display,omitempty"`  // 公示
	Why       string    `json:"why,omitempty"`      // why the batch was stopped
	UpdatedOn date.Date `json:"updated_on"`
	Log       []Mark    `json:"log"` // every act in its order
}

// Mark says who did what and when.
type Mark struct {
	Act      ActName   `json:"act"`
	On       date.Date `json:"on"`
	PersonID string    `json:"person_id"`
	Person   string    `json:"person"`
	OrgID    string    `json:"org_id"`
	Org      string    `json:"org"`
}

// Plan is what a batch pays, for when and by which rule.
type Plan struct {
	Name   string    `json:"name" label:"批次名称"`
	Kind   Kind      `json:"kind" label:"补贴种类" choices:"interest=贷款贴息|appraisal_fee=评估费补贴|insurance_fee=保险费补贴"`
	Year   int       `json:"year" label:"补贴年度" hint:"每户每年的上限按此年度累计"`
	From   date.Date `json:"from" label:"补贴期间起日"`
	To     date.Date `json:"to" label:"补贴期间止日（不计入）" hint:"全年为次年 1 月 1 日"`
	Scheme Scheme    `json:"scheme" label:"补贴方案"`
}

// Entry is one line as the firm declared it (企业申报).
type Entry struct {
	Firm       string      `json:"firm" label:"企业名称"`
	USCC       string      `json:"uscc" label:"统一社会信用代码"`
	LoanNo     string      `json:"loan_no" label:"借据编号"`
	Bank       string      `json:"bank" label:"贷款银行" source:"banks"` // its code
	LoanFrom   date.Date   `json:"loan_from" label:"放款日"`
	LoanDue    date.Date   `json:"loan_due" label:"到期日"`
	Principal  money.Money `json:"principal,omitzero" label:"计息本金" opt:"1" hint:"贴息填写"`
	Rate       money.Rate  `json:"rate,omitzero" label:"年利率" opt:"1" hint:"贴息填写"`
	IPShare    *money.Rate `json:"ip_share,omitempty" label:"知识产权质押部分占比" hint:"全部由知识产权担保的不填"`
	From       date.Date   `json:"from" label:"期间起日"`
	To         date.Date   `json:"to" label:"期间止日（不计入）"`
	Paid       money.Money `json:"paid" label:"实付利息或者费用"`
	Overdue    money.Money `json:"overdue,omitzero" label:"其中罚息、复利" opt:"1"`
	Guaranteed bool        `json:"guaranteed,omitempty" label:"小微企业且有担保或者保证保险" opt:"1"`
	Voucher    string      `json:"voucher" label:"付息或者付费凭证号"`
	BankRef    OrgRef      `json:"bank_ref,omitzero" form:"-"` // found by the desk
}

// Key tells lines apart: the same firm, 借据 and period are one declaration.
type Key struct {
	USCC, LoanNo string
	From, To     date.Date
}

// Key is the key of a line; the number of the 借据 counts without regard to case, width and blanks.
func (e Entry) Key() Key { return Key{e.USCC, e.loan(), e.From, e.To} }

// loan is the number of the 借据 in the one form in which numbers are compared.
func (e Entry) loan() string {
	return strings.ToUpper(strings.Join(strings.Fields(norm.NFKC.String(e.LoanNo)), ""))
}

// Line is one declaration with what became of it.
type Line struct {
	No         int         `json:"no"`
	Entry      Entry       `json:"entry"`
	ReceivedOn date.Date   `json:"received_on"`
	Withdrawn  string      `json:"withdrawn,omitempty"` // why
	Check      *Check      `json:"check,omitempty"`     // 银行核对
	Review     *Decision   `json:"review,omitempty"`    // 市监初审
	Figure     *Figure     `json:"figure,omitempty"`    // as fixed when the bureau handed the batch over
	Exam       *Decision   `json:"exam,omitempty"`      // 财政审核
	Objections []Objection `json:"objections,omitempty"`
	Payment    *Payment    `json:"payment,omitempty"`
	Reversals  []Reversal  `json:"reversals,omitempty"` // of the payment, each on its own day
}

// Payment says by which voucher a line was paid.
type Payment struct {
	Amount  money.Money `json:"amount"`
	On      date.Date   `json:"on"`
	Voucher string      `json:"voucher"`
}

// Reversal takes a payment back, in whole or in part (冲正、追回).
type Reversal struct {
	Amount    money.Money `json:"amount"`
	On        date.Date   `json:"on"`
	Voucher   string      `json:"voucher"`
	Reason    string      `json:"reason"`
	Confirmed bool        `json:"confirmed"` // by another person
}

// Objection is what somebody said against a line while it was published (异议).
type Objection struct {
	On      date.Date    `json:"on"`
	From    string       `json:"from"`
	Text    string       `json:"text"`
	Outcome string       `json:"outcome,omitempty"` // dismissed, cut, refused; "" while it is open
	Amount  *money.Money `json:"amount,omitempty"`
	Reason  string       `json:"reason,omitempty"`
}

// Verdict is what was decided of a line.
type Verdict string

const (
	Pass   Verdict = "pass"   // 通过
	Cut    Verdict = "cut"    // 核减
	Refuse Verdict = "refuse" // 不予补贴
	Return Verdict = "return" // 退回
)

// String is the Chinese word.
func (v Verdict) String() string {
	return map[Verdict]string{Pass: "通过", Cut: "核减", Refuse: "不予补贴", Return: "退回"}[v]
}

// Decision is what an authority decided of a line.
type Decision struct {
	Verdict Verdict      `json:"verdict"`
	Amount  *money.Money `json:"amount,omitempty"` // the most that is paid, of a cut
	Reason  string       `json:"reason,omitempty"`
}

// Check is what the bank found in its books.
type Check struct {
	Confirmed bool        `json:"confirmed"`
	Principal money.Money `json:"principal,omitzero"`
	Rate      money.Rate  `json:"rate,omitzero"`
	LoanFrom  date.Date   `json:"loan_from,omitzero"`
	LoanDue   date.Date   `json:"loan_due,omitzero"`
	Paid      money.Money `json:"paid,omitzero"`
	Overdue   money.Money `json:"overdue,omitzero"`
	Reason    string      `json:"reason,omitempty"`
}

// Refused says why a line is paid nothing, "" for one that is alive.
func (l Line) Refused() string {
	if l.Withdrawn != "" {
		return "申报已撤销：" + l.Withdrawn
	}
	if l.Check != nil && !l.Check.Confirmed {
		return "银行核对不符：" + l.Check.Reason
	}
	for _, d := range []struct {
		who string
		d   *Decision
	}{{"市监初审", l.Review}, {"财政审核", l.Exam}} {
		if d.d != nil && d.d.Verdict == Refuse {
			return d.who + "不予补贴：" + d.d.Reason
		}
	}
	for _, o := range l.Objections {
		if o.Outcome == "refused" {
			return "公示异议成立，不予补贴：" + o.Reason
		}
	}
	return ""
}

// Alive reports whether the line may still be paid, or was and was not taken back as a whole.
func (l Line) Alive() bool {
	return l.Refused() == "" && !(l.Payment != nil && l.Payment.Amount > 0 && l.Net() == 0)
}

// Net is what was paid less what was taken back.
func (l Line) Net() money.Money {
	if l.Payment == nil {
		return 0
	}
	net := l.Payment.Amount
	for _, r := range l.Reversals {
		if r.Confirmed {
			net -= r.Amount
		}
	}
	return net
}

// Due is the amount of a line whose figure is fixed: cut by whoever cut it since, 0 for one that was refused.
func (l Line) Due() money.Money {
	if l.Figure == nil || l.Refused() != "" {
		return 0
	}
	due := l.Figure.Amount
	for _, d := range []*Decision{l.Review, l.Exam} {
		if d != nil && d.Verdict == Cut {
			due = min(due, *d.Amount)
		}
	}
	for _, o := range l.Objections {
		if o.Outcome == "cut" {
			due = min(due, *o.Amount)
		}
	}
	return due
}

// Counted is what the line takes of the caps: what is due while it is unpaid, then what was paid less what came back.
func (l Line) Counted() money.Money {
	if l.Payment != nil {
		return l.Net()
	}
	return l.Due()
}

// held is what a fixed line keeps of the caps and of the days from other batches. While the finance authority examines, that is the whole
// figure: a line it has refused or cut may still be passed before the batch is approved.
func (b Batch) held(l Line) money.Money {
	if b.Step == Examining && l.Figure != nil {
		return l.Figure.Amount
	}
	return l.Counted()
}

// facts are the figures of a line to compute by: the bank's where it has checked, and the lower of both for what was paid.
func (l Line) facts() Entry {
	e := l.Entry
	if c := l.Check; c != nil && c.Confirmed {
		e.Principal, e.Rate, e.LoanFrom, e.LoanDue = c.Principal, c.Rate, c.LoanFrom, c.LoanDue
		e.Paid, e.Overdue = min(e.Paid, c.Paid), max(e.Overdue, c.Overdue)
	}
	return e
}

// Line finds a line by its number.
func (b *Batch) Line(no int) (*Line, bool) {
	i := slices.IndexFunc(b.Lines, func(l Line) bool { return l.No == no })
	if i < 0 {
		return nil, false
	}
	return &b.Lines[i], true
}

// Did reports whether the person did any of these acts on the batch.
func (b Batch) Did(personID string, acts ...ActName) bool {
	return slices.ContainsFunc(b.Log, func(m Mark) bool { return m.PersonID == personID && slices.Contains(acts, m.Act) })
}

// Total is the sum of what the lines take of the caps.
func (b Batch) Total() money.Money {
	var sum money.Money
	for _, l := range b.Lines {
		sum += l.Counted()
	}
	return sum
}

// For is the batch as a person sees it; false when it does not exist for him. The bureau sees its own batches, the finance authority
// those addressed to it (their lines from 财政审核 on), a bank those with lines of its own loans, and of these no others.
func (b Batch) For(a access.Actor) (Batch, bool) {
	switch a.OrgKind {
	case access.Bureau:
		return b, b.Bureau.ID == a.OrgID
	case access.Finance:
		if b.Finance.ID != a.OrgID || b.Step == Noticing {
			return Batch{}, false
		}
		if b.Step == Declaring || b.Step == Checking || b.Step == Reviewing {
			b.Lines = nil
		}
		return b, true
	case access.Bank:
		if b.Step == Noticing || b.Step == Declaring {
			return Batch{}, false
		}
		b.Lines = slices.DeleteFunc(slices.Clone(b.Lines), func(l Line) bool { return l.Entry.BankRef.ID != a.OrgID })
		b.Log = slices.DeleteFunc(slices.Clone(b.Log), func(m Mark) bool { return m.OrgID != a.OrgID && m.OrgID != b.Bureau.ID && m.OrgID != b.Finance.ID })
		return b, len(b.Lines) > 0
	}
	return Batch{}, false
}
