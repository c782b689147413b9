package casefile

import (
	"strings"

	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
	"zhiya/workflow/riskshare"
)

// Exposures are what the case is to each partner that was asked to share its loss: the rows of their books. None without a scheme.
func (s State) Exposures() []riskshare.Exposure {
	if s.Credit == nil || s.Credit.Scheme == nil {
		return nil
	}
	base := riskshare.Exposure{CaseID: s.ID, Number: s.Number, Title: s.Title(), LenderID: s.Lender.ID, Lender: s.Lender.Name, Product: s.Credit.Form.Product}
	if p := s.Credit.Program; p != nil {
		base.Program = p.Key()
	}
	for _, d := range s.Intake.Debtors {
		if code := strings.TrimSpace(d.USCC); code != "" {
			base.Debtors = append(base.Debtors, code)
		}
		if base.Group == "" {
			base.Group = d.Group
		}
		if base.District == "" {
			base.District = d.District
		}
	}
	owed := s.Credit.Form.Amount
	if !s.LoansOn.IsZero() {
		owed = s.Outstanding()
	}
	if s.Default != nil {
		base.Overdue = s.Default.Form.On
	}
	live := !s.Stage.Ended() && s.Stage != Settlement && s.Compensation != CompPaid && owed > 0
	bad := live && s.badLoan()
	paid := s.paidByPartners()
	var out []riskshare.Exposure
	for i, e := range s.Credit.Enrolments {
		x := base
		x.OrgID, x.First = e.Org.ID, i == 0
		if e.By != nil {
			x.Enrolled = e.By.On
			if live {
				x.Live, x.Balance = true, owed
				x.Share = part(e.Reserved, owed, s.Credit.Form.Amount)
				if bad {
					x.Bad = owed
				}
			}
		}
		if s.CompClaim != nil {
			for k, share := range s.CompClaim.Shares {
				if share.Org.ID != e.Org.ID {
					continue
				}
				x.ClaimedOn = s.CompClaim.Applied.On
				switch {
				case share.Paid != nil:
					x.Paid, x.PaidOn, x.Returned = share.Amount, share.PaidOn, share.Amount-paid[k]
				case share.Unpaid == nil && s.Compensation != CompRefused && s.Compensation != CompNone:
					x.Claimed = share.Amount
				}
			}
		}
		if e.Org.ID == s.Pledgee.ID { // what it paid under its guarantee
			for _, r := range s.Indemnities {
				if r.Reversed == nil {
					x.Paid += r.Form.Total()
					x.PaidOn = r.Form.On
				}
			}
			if x.Paid > 0 && s.indemnified() {
				x.Returned = x.Paid - s.Recourse()
			}
		}
		out = append(out, x)
	}
	return out
}

// part is a share that was reserved of an amount, of what is owed of it now, rounded half up to the fen and never above either.
func part(reserved, owed, amount money.Money) money.Money {
	if amount <= 0 || owed >= amount {
		return reserved
	}
	x, err := money.FromDecimal(reserved.Decimal().Mul(owed.Decimal()).DivRound(amount.Decimal(), 2))
	if err != nil {
		return reserved
	}
	return min(x, owed)
}

// badLoan reports whether the loan stands in one of the last three classes.
func (s *State) badLoan() bool {
	if n := len(s.Classes); n > 0 {
		return s.Classes[n-1].Class.Bad()
	}
	return s.Default != nil && policy.RiskClass(s.Default.Form.Class).Bad()
}

// facts is the loan as it asks for a place in the program, or a claim of it on a day is shared.
func (s *State) facts(o *Occasion, share money.Money) riskshare.Facts {
	f := riskshare.Facts{LenderID: s.Lender.ID, Product: s.Credit.Form.Product, Amount: s.Credit.Form.Amount, Share: share, On: o.Today, Except: s.ID}
	for _, d := range s.Intake.Debtors {
		if code := strings.TrimSpace(d.USCC); code != "" {
			f.Debtors = append(f.Debtors, code)
		}
		if f.Group == "" {
			f.Group = d.Group
		}
		if f.District == "" {
			f.District = d.District
		}
	}
	return f
}

// application is the loan as the conditions of a program look at it.
func (s *State) application(f CreditForm, o *Occasion) riskshare.Application {
	a := riskshare.Application{On: o.Today, Amount: f.Amount, Rate: f.Rate, LPR: f.LPR, Direct: s.Intake.PledgeMode != "counter", IPShare: &f.IPShare}
	if !f.From.IsZero() && f.Due.After(f.From) {
		for a.Months = 0; f.From.AddMonths(a.Months).Before(f.Due); a.Months++ {
		}
	}
	for _, d := range s.Intake.Debtors {
		a.Labels = append(a.Labels, strings.FieldsFunc(d.Labels, func(r rune) bool { return strings.ContainsRune("、，,；; ", r) })...)
		if a.District == "" {
			a.District = d.District
		}
	}
	seen := map[string]bool{}
	for _, r := range s.Intake.Rights {
		if k := kindGroup(r.Kind); !seen[k] {
			seen[k] = true
			a.RightKinds = append(a.RightKinds, k)
		}
	}
	return a
}

// kindGroup is the kind of right as programs name it.
func kindGroup(k right.Kind) string {
	switch {
	case k == right.Trademark:
		return "商标权"
	case right.IsCopyright(k):
		return "著作权"
	}
	return "专利权"
}

// RecourseOf is how a partner that paid comes to a recovery: a guarantor by law, once it paid under its guarantee (担保制度解释第十八条);
// others as the program says, and without one by their agreement only.
func (s State) RecourseOf(org OrgRef) riskshare.Recourse {
	if s.Credit != nil && s.Credit.Program != nil {
		r := s.Credit.Program
		for i, id := range r.Parties(s.Lender.ID) {
			if m := r.Program.Members[i]; id == org.ID && m.Recourse != "" {
				return m.Recourse
			}
		}
	}
	if org.Kind == access.Guarantor {
		return riskshare.RecourseLaw
	}
	return riskshare.RecourseNone
}
