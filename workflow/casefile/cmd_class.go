package casefile

import (
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/policy"
)

// ClassR is a class of the loan (五级分类) from a day on. The next one follows it; nothing is overwritten.
type ClassR struct {
	Class     policy.RiskClass `json:"class"`
	On        date.Date        `json:"on"`
	PastDue   int              `json:"past_due"`            // days past due on that day
	Least     policy.RiskClass `json:"least,omitempty"`     // the best class that the rule of that day leaves; "" when no rule was in force
	Reason    string           `json:"reason"`              // the ground
	Deviation string           `json:"deviation,omitempty"` // why the class is better than Least
	Proposed  Signed           `json:"proposed"`
	Approved  *Signed          `json:"approved,omitempty"`
	Opinion   string           `json:"opinion,omitempty"`
}

// classing is a proposal with what the rule of its day says.
func (s *State) classing(class policy.RiskClass, on date.Date, reason, deviation string, o *Occasion) *ClassR {
	r := &ClassR{Class: class, On: on, PastDue: s.PastDueOn(on), Reason: reason, Deviation: deviation, Proposed: o.signed()}
	if least, _, err := o.Rules.LeastClass(on, r.PastDue); err == nil {
		r.Least = least
	}
	return r
}

// ClassifyLoan 五级分类: the officer proposes the class of the loan from a day on; another person approves it. A class better than the days
// past due allow by the rule of that day (待核实) needs its own reason.
type ClassifyLoan struct {
	Class     string    `json:"class" label:"五级分类" choices:"正常|关注|次级|可疑|损失"`
	On        date.Date `json:"on" label:"分类日"`
	Reason    string    `json:"reason" label:"分类依据" lines:"2" hint:"还款能力、还款记录、担保等"`
	Deviation string    `json:"deviation,omitempty" label:"与逾期天数不符的理由" opt:"1" lines:"2" hint:"分类好于逾期天数对应的类别时必填"`
}

func (ClassifyLoan) Name() Name         { return "ClassifyLoan" }
func (cmd ClassifyLoan) reason() string { return cmd.Reason }
func (cmd ClassifyLoan) do(c *Case, o *Occasion, fs *fault.Faults) string {
	class := policy.RiskClass(cmd.Class)
	if !class.Known() {
		fs.Invalid("choice", "class", "请选择五级分类")
	}
	pastDate(fs, "on", "分类日", cmd.On, o.Today)
	ordered(fs, "on", "分类日", cmd.On, "放款日", c.s.firstLent())
	if n := len(c.s.Classes); n > 0 {
		ordered(fs, "on", "分类日", cmd.On, "上次分类日", c.s.Classes[n-1].On)
	}
	needText(fs, "reason", "分类依据", cmd.Reason)
	if len(*fs) > 0 {
		return ""
	}
	r := c.s.classing(class, cmd.On, cmd.Reason, strings.TrimSpace(cmd.Deviation), o)
	behind := r.Least.Worse(class) && r.Least != ""
	switch {
	case behind && r.Deviation == "":
		_, rule, _ := o.Rules.LeastClass(cmd.On, r.PastDue)
		fs.Refuse("class.days", "deviation", "分类日已逾期 %d 天，%s（%s）；归入“%s”类的，请填写与逾期天数不符的理由", r.PastDue, rule.Title, rule.Citation(), class)
	case !behind && r.Deviation != "":
		fs.Invalid("class.no_deviation", "deviation", "“%s”类与逾期 %d 天相符，请清空不符的理由", class, r.PastDue)
	}
	if n := len(c.s.Classes); n > 0 && c.s.Classes[n-1].On == cmd.On && c.s.Classes[n-1].Class == class {
		fs.Refuse("class.same", "class", "%s 已批准为“%s”类，无须重复分类", cmd.On.Chinese(), class)
	}
	c.s.Classing = r
	return ""
}

// ApproveClass 批准五级分类: another person than the proposer; the class stands in the form to be read.
type ApproveClass struct {
	Class   string    `json:"class" label:"五级分类" readonly:"1"`
	On      date.Date `json:"on" label:"分类日" readonly:"1"`
	Opinion string    `json:"opinion" label:"审批意见" lines:"2"`
}

func (ApproveClass) Name() Name         { return "ApproveClass" }
func (cmd ApproveClass) reason() string { return cmd.Opinion }
func (cmd ApproveClass) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审批意见", cmd.Opinion)
	r := *c.s.Classing
	if cmd.Class != string(r.Class) || cmd.On != r.On {
		fs.Refuse("class.changed", "class", "提出的分类已改为“%s”类（%s），与表单不一致，请刷新后核对", r.Class, r.On.Chinese())
	}
	signed := o.signed()
	r.Approved, r.Opinion = &signed, cmd.Opinion
	c.s.Classing = nil
	c.s.Classes = append(c.s.Classes, r)
	c.void("ClassifyLoan")
	return ""
}

// ReturnClass 退回五级分类.
type ReturnClass struct{ Return }

func (ReturnClass) Name() Name { return "ReturnClass" }
func (cmd ReturnClass) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Classing = nil
	c.void("ClassifyLoan")
	return ""
}

// ClassOn is the approved class of the loan on a day; "" when nobody had classified it.
func (s State) ClassOn(d date.Date) policy.RiskClass {
	var class policy.RiskClass
	for _, r := range s.Classes { // days never go back, so the last that has come holds
		if !r.On.After(d) {
			class = r.Class
		}
	}
	return class
}

// PastDueOn is for how many days the earliest unpaid 借据 was past due on a day, by the balances and due days as they were then: an
// extension counts from the day it was approved.
func (s *State) PastDueOn(d date.Date) int {
	days := 0
	for _, l := range s.Loans {
		due := l.Due
		for i := len(s.Extensions) - 1; i >= 0; i-- {
			if e := s.Extensions[i]; e.Form.LoanNo == l.No && e.Approved.On.After(d) {
				due = e.OldDue
			}
		}
		if d.After(due) && s.owedOn(l.No, d) > 0 {
			days = max(days, d.Sub(due))
		}
	}
	return days
}

// owedOn is the principal of a 借据 by the days on which payments took effect.
func (s *State) owedOn(no string, d date.Date) money.Money {
	var total money.Money
	account := loanAccount(no)
	for _, e := range s.Ledger {
		for _, l := range e.Lines {
			if l.Account == account && !e.Value.After(d) {
				total += l.Amount
			}
		}
	}
	return total
}

// OutstandingBooked is the principal owed on all 借据 by what was in the books at the end of a day: a payment booked later, even one that
// takes effect earlier, does not change it, so a figure once reported stands.
func (s *State) OutstandingBooked(d date.Date) money.Money {
	var total money.Money
	for _, loan := range s.Loans {
		account := loanAccount(loan.No)
		for _, e := range s.Ledger {
			for _, l := range e.Lines {
				if l.Account == account && !e.Booked.After(d) {
					total += l.Amount
				}
			}
		}
	}
	return total
}

// OnTheBooks is OutstandingBooked until the loan is written off; from that day it is off the books (账销案存).
func (s *State) OnTheBooks(d date.Date) money.Money {
	if k := s.Closing; k != nil && k.Outcome == "written_off" && !k.On.After(d) {
		return 0
	}
	return s.OutstandingBooked(d)
}

// ClassReported is the class of the loan on a day as it was known at its end, with the day it holds from: one approved later, even for an
// earlier day, does not change it.
func (s *State) ClassReported(d date.Date) (policy.RiskClass, date.Date) {
	var class policy.RiskClass
	var since date.Date
	for _, r := range s.Classes {
		if !r.On.After(d) && !r.Approved.On.After(d) {
			class, since = r.Class, r.On
		}
	}
	return class, since
}
