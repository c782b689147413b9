package casefile

import (
	"slices"

	"zhiya/valuation/date"
	"zhiya/workflow/monitor"
	"zhiya/workflow/right"
)

// Watched is what the watch looks at in this case: the values as they stand, what is owed by the ledger, and the days of the
// loan, the registration, the enrolment and the last claim. The debt is due when the first 借据 with a balance is; papers are never reported missing here.
func (s State) Watched() monitor.Facts {
	f := monitor.Facts{Case: s.Number, NotByValue: s.Lane == Exempt, Outstanding: s.securedDebt(), LastClaimed: s.lastClaimed()}
	values := s.AcceptedValues()
	for _, r := range s.Intake.Rights {
		w := monitor.WatchedRight{Right: r}
		if r.Kind == right.Trademark { // their register keeps a term of its own
			w.PledgeTermEnd = s.RegisteredUntil()
		}
		if i := slices.IndexFunc(values, func(v AcceptedValue) bool { return v.Ref == r.Ref }); i >= 0 {
			w.Value, w.Cap, w.Haircut, w.ValidUntil = values[i].Value, values[i].Cap, values[i].Haircut, s.ValueUntil(r.Ref)
		}
		if s.revoked() {
			w.Value = 0
		}
		w.FeesAdvanced = s.feesAdvancedUntil(r)
		f.Rights = append(f.Rights, w)
	}
	for _, l := range s.owedByDue() {
		if s.balance(loanAccount(l.No)) > 0 {
			f.Due = l.Due
			break
		}
	}
	if !s.LoansOn.IsZero() {
		f.Disbursed = s.firstLent()
	}
	if r := s.Revocation(); r != nil {
		f.Revoked, f.RevokedNo = r.Form.On, r.Number
		if s.Refiling.filed() {
			f.RefiledOn = s.Refiling.Filing.On
		}
	} else if f.Unnamed = s.registerBehind(); len(f.Unnamed) > 0 {
		f.RegisteredUntil = s.RegisteredUntil()
	}
	if s.Registration != nil && s.Registration.Number != "" && !s.Registration.Revoked {
		f.Registered = s.Registration.On
		if s.Registration.Cancel != nil {
			f.Cancelled = s.Registration.Cancel.On
		}
	}
	if s.Credit != nil && s.Credit.Scheme != nil {
		f.EnrolmentRequired = true
		f.Enrolled = s.enrolledOn()
	}
	if s.Settlement != nil {
		f.Settled = s.Settlement.On
	}
	f.Unsealed = s.unsealedFiling()
	for _, e := range s.claimsToFile() {
		name := e.Party
		if p, known := s.partyOf(e.Party); known {
			name = p.Name
		}
		f.Bankruptcies = append(f.Bankruptcies, monitor.Bankruptcy{Party: name, On: e.On, ClaimBy: e.ClaimBy})
	}
	if n := len(s.Classes); n > 0 {
		f.Class = string(s.Classes[n-1].Class)
		if s.Classes[n-1].Deviation != "" {
			f.ClassExcused = string(s.Classes[n-1].Least)
		}
	}
	if k := s.Intake.Ceiling; k != nil {
		f.CeilingTo, f.CeilingFixed = k.To, s.Default != nil || s.Determination != nil
		f.CeilingCause = s.determining(date.Date{})
	}
	return f
}

// InWatch reports whether the daily watch looks at the case: from the loan or the registration until it is over. A loan paid out before
// the registration is watched above all.
func (s State) InWatch() bool {
	return !s.Stage.Ended() && (s.Registration != nil && s.Registration.Number != "" || !s.LoansOn.IsZero())
}

// filingKinds are the papers of this program that go to the register sealed.
var filingKinds = []DocumentKind{DocRegistration, DocRightsList, DocPledgeStatement, DocCommitment, DocPowerOfAttorney}

// unsealedFiling names the papers of the registration file that were issued and of which no sealed original is kept.
func (s *State) unsealedFiling() []string {
	var out []string
	for _, k := range filingKinds {
		if d := s.LatestDocument(k); d != nil && d.Seal == nil {
			out = append(out, d.Title)
		}
	}
	return out
}

// enrolledOn is the day of the last partner's confirmation; zero while one is missing.
func (s *State) enrolledOn() date.Date {
	var last date.Date
	for _, e := range s.Credit.Enrolments {
		if e.By == nil {
			return date.Date{}
		}
		if e.By.On.After(last) {
			last = e.By.On
		}
	}
	return last
}

// lastClaimed is the last act that can be proved to have interrupted the limitation period: a payment by the debtor, the notice
// of default, a written demand, a lawyer's letter or an action, and a demand of this program (逾期催收函) that reached the debtor
// with a receipt. A telephone call or a visit is not counted.
func (s *State) lastClaimed() date.Date {
	var last date.Date
	take := func(d date.Date) {
		if d.After(last) {
			last = d
		}
	}
	for _, r := range s.Repayments {
		if !r.Reversed {
			take(r.On)
		}
	}
	for _, d := range s.Documents {
		if l := s.LetterOf(d); l == nil || l.Kind != LetterOverdue || l.To == ToPledgor {
			continue
		}
		for _, x := range d.Served {
			if x.Receipt != nil {
				take(x.On)
			}
		}
	}
	if s.Default != nil {
		take(s.Default.Form.NoticeOn)
		for _, d := range s.Default.Dunning {
			if d.How != "电话" && d.How != "上门" {
				take(d.On)
			}
		}
	}
	return last
}
