package casefile

import (
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Term is one thing that was agreed, as it is read. Shared says that proposals made together have it in common as a rule, so that one
// which has it otherwise is worth a look.
type Term struct {
	Label  string `json:"label"`
	Value  string `json:"value"`
	Shared bool   `json:"shared,omitempty"`
}

// Awaiting is a proposal on a lent case that waits for the lender's approver and can be approved with others (批量审批).
type Awaiting struct {
	Command Name        `json:"command"` // that approves it
	What    string      `json:"what"`    // 债权转让, 无还本续贷, 借新还旧, 展期
	Loan    string      `json:"loan,omitempty"`
	Owed    money.Money `json:"owed"` // principal not yet paid: of the loan, or of the whole case
	Before  string      `json:"before"`
	After   string      `json:"after"`
	Terms   []Term      `json:"terms"`
	Notes   []string    `json:"notes,omitempty"` // what differs from what the case says today
	By      Signed      `json:"by"`
	Barred  bool        `json:"barred,omitempty"` // proposed by the person who looks
}

// approvals are the commands that approve what Awaiting lists.
var approvals = []Name{"ApprovePartyChange", "ApproveRenewal", "ApproveExtension"}

// Approvals are the commands by which many cases are approved at once.
func Approvals() []Name { return slices.Clone(approvals) }

// AwaitsApproval reports whether the case has anything that Awaiting lists.
func (s *State) AwaitsApproval() bool {
	return s.PartyChange != nil && s.PartyChange.Form.Kind == PartyAssignment || s.Renewal != nil || s.Extension != nil
}

// Awaiting lists what waits for the lender's approver on a day.
func (s *State) Awaiting(today date.Date) []Awaiting {
	var out []Awaiting
	if r := s.PartyChange; r != nil && r.Form.Kind == PartyAssignment {
		out = append(out, s.awaitedAssignment(r))
	}
	if r := s.Renewal; r != nil {
		out = append(out, s.awaitedRenewal(r))
	}
	if r := s.Extension; r != nil {
		out = append(out, s.awaitedExtension(r, today))
	}
	return out
}

func (s *State) awaitedAssignment(r *PartyChangeR) Awaiting {
	f := r.Form
	a := Awaiting{Command: "ApprovePartyChange", What: f.KindName(), Owed: s.Outstanding(), Before: r.Before, After: r.AfterName, By: r.Proposed,
		Terms: terms(Term{"受让银行", r.AfterName, true}, Term{"协议编号", f.Agreement, true}, day("协议签订日", f.Signed), day("通知债务人日", f.Notice), day("合作方同意日", f.Partners), Term{"变更原因", f.Reason, true})}
	if what := s.unfinished(); what != "" {
		a.Notes = append(a.Notes, "有未办结的"+what)
	}
	if r.FromOrg.ID != s.Lender.ID {
		a.Notes = append(a.Notes, "提出时的贷款银行是"+r.Before+"，现为"+s.Lender.Name)
	}
	return a
}

func (s *State) awaitedRenewal(r *RenewalR) Awaiting {
	f := r.Form
	a := Awaiting{Command: "ApproveRenewal", What: f.KindName(), Loan: f.LoanNo, Owed: s.balance(loanAccount(f.LoanNo)), By: r.Proposed,
		Before: "至 " + r.OldDue.String(), After: "借据 " + f.NewNo + "，" + f.Amount.Format() + " 元，至 " + f.Due.String(),
		Terms: terms(Term{"新合同编号", f.Agreement, false}, Term{"新到期日", f.Due.String(), false}, Term{"年利率", f.Rate.Percent(), true}, day("合同签订日", f.Signed), day("出质人同意日", f.Consent),
			day("合作方同意日", f.Partners), Term{"原因", f.Reason, true})}
	if old, known := s.loan(f.LoanNo); known {
		a.Notes = append(a.Notes, rateNote(old.Rate, f.Rate)...)
	}
	var fs fault.Faults
	s.checkRenewal(f, &fs)
	for _, x := range fs {
		a.Notes = append(a.Notes, x.Message)
	}
	return a
}

func (s *State) awaitedExtension(r *ExtensionR, today date.Date) Awaiting {
	f := r.Form
	a := Awaiting{Command: "ApproveExtension", What: "展期", Loan: f.LoanNo, Owed: s.balance(loanAccount(f.LoanNo)), Before: "至 " + r.OldDue.String(), After: "至 " + f.Due.String(), By: r.Proposed,
		Terms: terms(Term{"协议编号", f.Agreement, false}, Term{"展期后到期日", f.Due.String(), false}, Term{"年利率", f.Rate.Percent(), true}, day("协议签订日", f.Signed), day("出质人同意日", f.Consent), Term{"原因", f.Reason, true})}
	a.Notes = rateNote(r.OldRate, f.Rate)
	if a.Owed == 0 {
		a.Notes = append(a.Notes, "借据 "+f.LoanNo+" 已还清，不需要展期")
	}
	if today.After(r.OldDue) {
		a.Notes = append(a.Notes, "原到期日已过")
	}
	return a
}

// rateNote says that the rate is another one.
func rateNote(before, after money.Rate) []string {
	if before.Decimal().Equal(after.Decimal()) {
		return nil
	}
	return []string{"年利率由 " + before.Percent() + " 变为 " + after.Percent()}
}

func day(label string, d date.Date) Term { return Term{label, d.String(), true} }

// terms leaves out what was not filled in.
func terms(list ...Term) []Term {
	return slices.DeleteFunc(list, func(t Term) bool { return t.Value == "" })
}

// Approve is the command that approves what was read, exactly as it was read: a proposal that was changed since is refused. nil when
// nothing of the kind waits any more.
func (s *State) Approve(name Name, opinion string) Command {
	switch {
	case name == "ApprovePartyChange" && s.PartyChange != nil && s.PartyChange.Form.Kind == PartyAssignment:
		return ApprovePartyChange{What: s.PartyChange.What(), Opinion: opinion}
	case name == "ApproveRenewal" && s.Renewal != nil:
		f := s.Renewal.Form
		return ApproveRenewal{LoanNo: f.LoanNo, NewNo: f.NewNo, Amount: f.Amount, Due: f.Due, Opinion: opinion}
	case name == "ApproveExtension" && s.Extension != nil:
		f := s.Extension.Form
		return ApproveExtension{LoanNo: f.LoanNo, Due: f.Due, Opinion: opinion}
	}
	return nil
}
