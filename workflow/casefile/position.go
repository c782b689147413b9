package casefile

import (
	"zhiya/valuation/money"
	"zhiya/workflow/portfolio"
	"zhiya/workflow/riskshare"
)

// Position is the case as the portfolio sees it: what is owed, what the rights still pledged would bring in a forced sale, who bears the
// loss, and of a sale that has been made what the rights had been appraised at. Nothing is owed after the case has ended.
func (s State) Position() portfolio.Position {
	p := portfolio.Position{CaseID: s.ID, Number: s.Number, Title: s.Title(), LenderID: s.Lender.ID, Lender: s.Lender.Name, Appraiser: s.Assessor.ID, Firm: s.Assessor.Name}
	for _, d := range s.Intake.Debtors {
		if p.District == "" {
			p.District = d.District
		}
		if p.Chain == "" {
			p.Chain = d.Chain
		}
		if p.Group == "" {
			p.Group = d.Group
		}
	}
	if s.Lane != External {
		p.Appraiser, p.Firm = "", ""
	}
	if s.Credit != nil {
		p.Product = s.Credit.Form.Product
	}
	if n := len(s.Classes); n > 0 {
		p.Class = string(s.Classes[n-1].Class)
	} else if s.Default != nil {
		p.Class = s.Default.Form.Class
	}
	if !s.Stage.Ended() && !s.LoansOn.IsZero() {
		p.Owed = s.securedDebt()
	}
	s.forcedSale(&p)
	if p.Owed > 0 {
		for _, e := range s.Exposures() {
			if e.Live && e.Share > 0 {
				p.Parts = append(p.Parts, portfolio.Part{OrgID: e.OrgID, Name: s.partnerName(e), Amount: min(e.Share, p.Owed)})
			}
		}
	}
	s.realised(&p)
	return p
}

func (s *State) partnerName(e riskshare.Exposure) string {
	for _, x := range s.Credit.Enrolments {
		if x.Org.ID == e.OrgID {
			return x.Org.Name
		}
	}
	return e.OrgID
}

// forcedSale is what the rights would bring: by the report, of those still pledged and registered. Rights that the report does not know,
// or whose value has been accepted anew below it, make the sum unknown or lower it.
func (s *State) forcedSale(p *portfolio.Position) {
	var best money.Money
	p.Known = len(s.Intake.Rights) > 0 && s.Lane == External && s.Valuation != nil && !s.revoked()
	accepted := map[string]money.Money{}
	for _, v := range s.AcceptedValues() {
		accepted[v.Ref] = v.Value
	}
	for i, r := range s.Intake.Rights {
		worth := accepted[r.Ref]
		if i == 0 || worth > best {
			best, p.Kind = worth, kindGroup(r.Kind)
		}
		until := s.ValueUntil(r.Ref)
		if until.IsZero() {
			p.Known = false
		}
		if p.ForcedTo.IsZero() || until.Before(p.ForcedTo) {
			p.ForcedTo = until
		}
		forced, known := s.forcedOf(r.Ref)
		if !known {
			p.Known = false
			continue
		}
		if now, revalued := accepted[r.Ref]; revalued && now < forced {
			forced = now
		}
		p.Forced += forced
	}
	if !p.Known {
		p.Forced = 0
	}
}

// forcedOf is the forced-sale value of a right by the issued report.
func (s *State) forcedOf(ref string) (money.Money, bool) {
	if s.Valuation == nil || s.Lane != External {
		return 0, false
	}
	for _, r := range s.Valuation.Conclusion.Rights {
		if r.Ref == ref {
			return r.ForcedSale, true
		}
	}
	return 0, false
}

// realised is the sale that was delivered, against what the report had said of the rights.
func (s *State) realised(p *portfolio.Position) {
	d := s.DisposalPlan
	if d == nil || d.Delivery == nil || s.Valuation == nil || s.Lane != External {
		return
	}
	for i := len(d.Rounds) - 1; i >= 0; i-- {
		if sale := d.Rounds[i].Sale; sale != nil && d.Rounds[i].Failed == nil {
			p.SoldOn, p.Realised = sale.On, sale.Price
			break
		}
	}
	if p.SoldOn.IsZero() {
		return
	}
	for _, r := range s.Intake.Rights {
		if v, known := s.AppraisedValue(r.Ref); known {
			forced, _ := s.forcedOf(r.Ref)
			p.Appraised += v
			p.Expected += forced
		}
	}
}
