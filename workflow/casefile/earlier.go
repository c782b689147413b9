package casefile

import (
	"slices"

	"zhiya/valuation"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/right"
)

// EarlierValuation is a valuation of some of the same rights that a report was issued of, by the same firm; a new one may start
// from its inputs ("copy last period").
type EarlierValuation struct {
	Key         string           `json:"key"` // case number and report number
	CaseNumber  string           `json:"case_number"`
	Report      string           `json:"report"` // 评报字文号
	BaseDate    date.Date        `json:"base_date"`
	MarketValue money.Money      `json:"market_value"`
	Shared      int              `json:"shared"` // rights it has in common with the case
	Inputs      valuation.Inputs `json:"inputs"`
}

// EarlierR is a valuation of this very case that a report was issued of before the case went back.
type EarlierR struct {
	OrgID       string           `json:"org_id"` // the firm whose work it is
	Report      string           `json:"report"`
	MarketValue money.Money      `json:"market_value"`
	Inputs      valuation.Inputs `json:"inputs"`
}

// CopiedR says from which earlier valuation this one was begun, and in what it differs from it now.
type CopiedR struct {
	EarlierValuation
	Differences []Difference `json:"differences,omitempty"`
}

// keepEarlier keeps the valuation of an issued report when the case goes back to be valued anew.
func (c *Case) keepEarlier() {
	if !c.s.Report.Issued() || c.s.Valuation == nil {
		return
	}
	c.s.Earlier = append(c.s.Earlier, EarlierR{OrgID: c.s.Assessor.ID, Report: c.s.Report.Number,
		MarketValue: c.s.Valuation.Conclusion.MarketValue, Inputs: c.s.Valuation.Inputs})
}

// leaveFirm takes the working papers of another firm out of the case when a new firm is engaged; they stay with the first in its
// archive and in the chain of events, and the second never sees them.
func (c *Case) leaveFirm() {
	if c.s.Engagement == nil || c.s.Assessor.ID == "" || c.s.Engagement.By.OrgID == c.s.Assessor.ID {
		return
	}
	c.s.Engagement, c.s.Plan, c.s.SiteVisits, c.s.RightsCheck, c.s.Independence = nil, nil, nil, nil, nil
	c.s.Valuation, c.s.Review, c.s.Report = nil, nil, nil
}

// EarlierIn lists what of another case, or of this case itself, a new valuation of the actor's firm may start from, newest base
// date first: issued reports of the same firm on at least one of the same rights.
func (s State) EarlierIn(other State, a access.Actor) []EarlierValuation {
	if s.Assessor.ID == "" || a.OrgID != s.Assessor.ID {
		return nil
	}
	shared := s.sharedRights(other)
	if shared == 0 {
		return nil
	}
	var out []EarlierValuation
	add := func(firm, report string, value money.Money, in valuation.Inputs) {
		if firm == a.OrgID {
			out = append(out, EarlierValuation{Key: other.Number + " " + report, CaseNumber: other.Number, Report: report, BaseDate: in.BaseDate,
				MarketValue: value, Shared: shared, Inputs: in})
		}
	}
	for _, e := range other.Earlier {
		add(e.OrgID, e.Report, e.MarketValue, e.Inputs)
	}
	if other.ID != s.ID && other.Report.Issued() && other.Valuation != nil {
		add(other.Assessor.ID, other.Report.Number, other.Valuation.Conclusion.MarketValue, other.Valuation.Inputs)
	}
	SortEarlier(out)
	return out
}

// SortEarlier puts the newest base date first.
func SortEarlier(list []EarlierValuation) {
	slices.SortStableFunc(list, func(x, y EarlierValuation) int { return y.BaseDate.Sub(x.BaseDate) })
}

func (s State) sharedRights(other State) int {
	n := 0
	for _, r := range s.Intake.Rights {
		if slices.ContainsFunc(other.Intake.Rights, func(x right.Right) bool { return RightKey(x) == RightKey(r) }) {
			n++
		}
	}
	return n
}

// CopyValuation is the earlier inputs laid on the rights of this case and on today's base date: what was judged of a right that
// is in both is taken over, a new right starts with an even weight. The valuer changes what has changed.
func CopyValuation(s State, e EarlierValuation, today date.Date) valuation.Inputs {
	in := e.Inputs
	in.BaseDate, in.Rights = today, nil
	equal := equalWeights(len(s.Intake.Rights))
	same := len(s.Intake.Rights) == len(e.Inputs.Rights)
	for _, r := range s.Intake.Rights {
		x := RightInput(r)
		j := slices.IndexFunc(e.Inputs.Rights, func(y valuation.RightInput) bool {
			return RightKey(right.Right{Kind: r.Kind, Number: y.Number}) == RightKey(r)
		})
		if j < 0 {
			same = false
		} else {
			was := e.Inputs.Rights[j]
			x.Weight, x.WeightSource, x.EconomicYears, x.ContractEnd, x.Principal = was.Weight, was.WeightSource, was.EconomicYears, was.ContractEnd, was.Principal
			x.RenewalReason, x.LegalEnd, x.LegalEndSource = was.RenewalReason, was.LegalEnd, was.LegalEndSource
			x.TechnicalYears, x.Protection = was.TechnicalYears, was.Protection
		}
		in.Rights = append(in.Rights, x)
	}
	if !same { // the weights of another bundle do not sum to one
		for i := range in.Rights {
			in.Rights[i].Weight = equal[i]
		}
	}
	return in
}

// copied is the earlier valuation named by the command: the one kept already, or the one the store finds.
func (c *Case) copied(key string, o *Occasion, fs *fault.Faults) *CopiedR {
	if key == "" {
		return nil
	}
	if v := c.s.Valuation; v != nil && v.Copied != nil && v.Copied.Key == key {
		return v.Copied
	}
	if o.EarlierValuation != nil {
		if e, ok := o.EarlierValuation(key); ok {
			return &CopiedR{EarlierValuation: e}
		}
	}
	fs.Invalid("valuation.earlier", "copied_from", "没有找到本机构对同一权利的上期评估“%s”，请重新选择或清空", key)
	return nil
}

// brief is what a reviewer looked at.
func (v *ValuationR) brief() *ValuationBrief {
	return &ValuationBrief{Inputs: v.Inputs, MarketValue: v.Conclusion.MarketValue, ForcedSale: v.Conclusion.ForcedSaleValue}
}

// SinceLooked is what has changed in the valuation since reviewers last looked, the conclusion first; nil before anybody has.
func (s State) SinceLooked() []Difference {
	if s.Valuation == nil || s.Review == nil || s.Review.Seen == nil {
		return nil
	}
	var out []Difference
	seen, now := s.Review.Seen, s.Valuation.Conclusion
	for _, x := range []struct {
		path, label string
		was, now    money.Money
	}{{"conclusion.market_value", "评估结论", seen.MarketValue, now.MarketValue}, {"conclusion.forced_sale_value", "变现价值", seen.ForcedSale, now.ForcedSaleValue}} {
		if x.was != x.now {
			out = append(out, Difference{Path: x.path, Label: x.label, Was: x.was.Format() + "元", Now: x.now.Format() + "元"})
		}
	}
	return append(out, Differences(seen.Inputs, s.Valuation.Inputs)...)
}
