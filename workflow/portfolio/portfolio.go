// Package portfolio looks at all loans together (组合视图): exposure, expected loss, concentration, a stress of defaults that come together, and
// how far what rights were appraised at lies from what they sold for. It reads positions that are kept beside the cases; amounts in yuan.
package portfolio

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/policy"
	"zhiya/workflow/riskshare/stress"
)

// Position is one case as the portfolio sees it: what is owed, what would come of the rights if they had to be sold, and who bears the
// loss; or a sale that has been made.
type Position struct {
	CaseID    string      `json:"case_id"`
	Number    string      `json:"number"`
	Title     string      `json:"title"`
	LenderID  string      `json:"lender_id"`
	Lender    string      `json:"lender"`
	District  string      `json:"district,omitempty"`
	Chain     string      `json:"chain,omitempty"` // 重点产业链
	Group     string      `json:"group,omitempty"`
	Product   string      `json:"product,omitempty"`
	Kind      string      `json:"kind"` // 专利权, 商标权, 著作权; of the right worth most
	Class     string      `json:"class,omitempty"`
	Owed      money.Money `json:"owed"`             // EAD: principal by the ledger
	Forced    money.Money `json:"forced,omitempty"` // 快速变现价值 of the rights still pledged
	Known     bool        `json:"known,omitempty"`  // whether that value is known and valid
	ForcedTo  date.Date   `json:"forced_to,omitzero"`
	Parts     []Part      `json:"parts,omitempty"` // what the partners bear of a whole loss of the principal; the lender bears the rest
	Appraiser string      `json:"appraiser,omitempty"`
	Firm      string      `json:"firm,omitempty"`
	Appraised money.Money `json:"appraised,omitempty"` // market value of the rights sold, by the report
	Expected  money.Money `json:"expected,omitempty"`  // their forced-sale value
	Realised  money.Money `json:"realised,omitempty"`  // the price
	SoldOn    date.Date   `json:"sold_on,omitzero"`
}

// Part is what a partner bears of a loss.
type Part struct {
	OrgID  string      `json:"org_id"`
	Name   string      `json:"name"`
	Amount money.Money `json:"amount"`
}

// Empty reports whether there is nothing to be kept.
func (p Position) Empty() bool { return p.Owed == 0 && p.SoldOn.IsZero() }

// Assumptions are the figures that no case holds, from the pack portfolio-assumptions.
type Assumptions struct {
	PD       map[string]money.Rate // by class; 未分类 for loans that nobody has classified
	Cost     money.Rate            // of realising, of the forced-sale value
	Rho      money.Rate
	Between  money.Rate
	Source   string
	Verified bool
}

// unclassed is the class of a loan that nobody has classified.
const unclassed = "未分类"

// figure is the figure of an item of the pack.
type figure struct {
	Class   string      `json:"class,omitempty"`
	PD      *money.Rate `json:"pd,omitempty"`
	Cost    *money.Rate `json:"cost,omitempty"`
	Rho     *money.Rate `json:"rho,omitempty"`
	Between *money.Rate `json:"between,omitempty"`
}

// AssumptionsOn are those in force on a day. Faults: policy.no_rule; Invalid assumptions.range for a figure outside 0 to 1, and
// assumptions.missing for a class without a probability.
func AssumptionsOn(rules *policy.Library, on date.Date) (Assumptions, error) {
	pack, err := rules.On("portfolio-assumptions", on)
	if err != nil {
		return Assumptions{}, err
	}
	a := Assumptions{PD: map[string]money.Rate{}, Source: pack.Source, Verified: pack.Verified}
	var fs fault.Faults
	for _, item := range pack.Items {
		f, err := policy.Figures[figure](item)
		if err != nil {
			fs.Append(item.Code, err)
			continue
		}
		for _, x := range []*money.Rate{f.PD, f.Cost, f.Rho, f.Between} {
			if x != nil && !x.Between("0", "1") {
				fs.Invalid("assumptions.range", item.Code, "“%s”的数值 %s 应在 0 与 1 之间", item.Title, x)
			}
		}
		switch {
		case f.PD != nil:
			a.PD[f.Class] = *f.PD
		case f.Cost != nil:
			a.Cost = *f.Cost
		case f.Rho != nil:
			a.Rho = *f.Rho
			if f.Between != nil {
				a.Between = *f.Between
			}
		}
	}
	for _, c := range []string{string(policy.Normal), string(policy.Special), string(policy.Substandard), string(policy.Doubtful), string(policy.LossClass), unclassed} {
		if _, given := a.PD[c]; !given {
			fs.Invalid("assumptions.missing", c, "参数包没有“%s”类的一年违约概率", c)
		}
	}
	return a, fs.Err()
}

// Loss is what one loan may cost: PD × LGD × EAD.
type Loss struct {
	PD       money.Rate
	Recovery money.Money // of the rights after costs, at most what is owed; 0 when the value is not known
	LGD      money.Rate  // (owed − recovery) ÷ owed, four decimals
	Expected money.Money // half up to the fen
	Unknown  bool        // the forced-sale value is not known or not valid: the whole counts as lost
}

// Of is the loss of a position on a day.
func (a Assumptions) Of(p Position, on date.Date) Loss {
	class := p.Class
	if class == "" {
		class = unclassed
	}
	l := Loss{PD: a.PD[class], Unknown: !p.Known || !p.ForcedTo.IsZero() && on.After(p.ForcedTo)}
	if p.Owed <= 0 {
		return l
	}
	if !l.Unknown {
		net, err := p.Forced.Times(decimal.NewFromInt(1).Sub(a.Cost.Decimal()))
		if err == nil {
			l.Recovery = min(max(0, net), p.Owed)
		}
	}
	lost := (p.Owed - l.Recovery).Decimal()
	l.LGD = money.RateOf(lost.DivRound(p.Owed.Decimal(), 4))
	if x, err := money.FromDecimal(lost.Mul(l.PD.Decimal()).Round(2)); err == nil {
		l.Expected = x
	}
	return l
}

// Slice is one value of a dimension: a district, a chain, a bank.
type Slice struct {
	Key      string
	Loans    int
	Owed     money.Money
	Share    money.Rate // of the whole, four decimals
	Bad      money.Money
	Expected money.Money
}

// Dimension is how the exposure is spread over its values, the largest first, with its concentration.
type Dimension struct {
	Name   string
	Slices []Slice
	HHI    int // Herfindahl-Hirschman index of the shares, 0 to 10,000
}

// View is the portfolio on a day.
type View struct {
	On       date.Date
	Loans    int
	Owed     money.Money
	Bad      money.Money
	Expected money.Money
	Unknown  int         // loans whose forced-sale value is not known
	UnknownM money.Money // what is owed of them
	Partners money.Money // what partners bear if everything is lost
	Spread   []Dimension
	Largest  []Position // by what is owed, ten at most
	Firms    []Firm
}

// Firm is the calibration book of an appraisal firm (评估校准): what it appraised that was sold, and what it is relied upon now.
type Firm struct {
	Name      string
	Loans     int         // with a balance that rest on its values
	Owed      money.Money // of them
	Sales     int
	Appraised money.Money
	Expected  money.Money // forced-sale values
	Realised  money.Money
	Ratio     *money.Rate // realised ÷ appraised, four decimals; nil before any sale
	ToForced  *money.Rate // realised ÷ forced-sale value
	Worst     *money.Rate // the lowest realised ÷ appraised of a sale
}

// bySize keeps the slices of one dimension while they grow.
type bySize map[string]*Slice

func (b bySize) add(key string, p Position, l Loss) {
	if key == "" {
		key = "未登记"
	}
	s := b[key]
	if s == nil {
		s = &Slice{Key: key}
		b[key] = s
	}
	s.Loans++
	s.Owed += p.Owed
	s.Expected += l.Expected
	if policy.RiskClass(p.Class).Bad() {
		s.Bad += p.Owed
	}
}

func (b bySize) sorted(name string, whole money.Money) Dimension {
	d := Dimension{Name: name}
	hhi := decimal.Zero
	for _, s := range b {
		if whole > 0 {
			part := s.Owed.Decimal().DivRound(whole.Decimal(), 8)
			s.Share = money.RateOf(part.Round(4))
			hhi = hhi.Add(part.Mul(part))
		}
		d.Slices = append(d.Slices, *s)
	}
	slices.SortFunc(d.Slices, func(x, y Slice) int { return cmp.Or(cmp.Compare(y.Owed, x.Owed), cmp.Compare(x.Key, y.Key)) })
	d.HHI = int(hhi.Shift(4).Round(0).IntPart())
	return d
}

// Look draws the portfolio on a day.
func Look(all []Position, a Assumptions, on date.Date) View {
	v := View{On: on}
	names := []string{"产业链", "区县", "贷款银行", "权利种类", "贷款产品", "关联集团"}
	dims := make([]bySize, len(names))
	for i := range dims {
		dims[i] = bySize{}
	}
	firms := map[string]*Firm{}
	firm := func(p Position) *Firm {
		f := firms[p.Appraiser]
		if f == nil {
			f = &Firm{Name: p.Firm}
			firms[p.Appraiser] = f
		}
		return f
	}
	for _, p := range all {
		if p.Owed > 0 {
			l := a.Of(p, on)
			v.Loans++
			v.Owed += p.Owed
			v.Expected += l.Expected
			if policy.RiskClass(p.Class).Bad() {
				v.Bad += p.Owed
			}
			if l.Unknown {
				v.Unknown++
				v.UnknownM += p.Owed
			}
			for _, x := range p.Parts {
				v.Partners += x.Amount
			}
			for i, key := range []string{p.Chain, p.District, p.Lender, p.Kind, p.Product, p.Group} {
				if i == 5 && key == "" { // a firm of no group is no concentration
					continue
				}
				dims[i].add(key, p, l)
			}
			if p.Appraiser != "" {
				f := firm(p)
				f.Loans++
				f.Owed += p.Owed
			}
			v.Largest = append(v.Largest, p)
		}
		if !p.SoldOn.IsZero() && p.Appraiser != "" && p.Appraised > 0 {
			f := firm(p)
			f.Sales++
			f.Appraised += p.Appraised
			f.Expected += p.Expected
			f.Realised += p.Realised
			r := money.RateOf(p.Realised.Decimal().DivRound(p.Appraised.Decimal(), 4))
			if f.Worst == nil || r.Cmp(*f.Worst) < 0 {
				f.Worst = &r
			}
		}
	}
	for i, d := range dims {
		if len(d) > 0 {
			v.Spread = append(v.Spread, d.sorted(names[i], v.Owed))
		}
	}
	slices.SortFunc(v.Largest, func(x, y Position) int { return cmp.Or(cmp.Compare(y.Owed, x.Owed), cmp.Compare(x.Number, y.Number)) })
	v.Largest = v.Largest[:min(10, len(v.Largest))]
	for _, f := range firms {
		if f.Appraised > 0 {
			r := money.RateOf(f.Realised.Decimal().DivRound(f.Appraised.Decimal(), 4))
			f.Ratio = &r
		}
		if f.Expected > 0 {
			r := money.RateOf(f.Realised.Decimal().DivRound(f.Expected.Decimal(), 4))
			f.ToForced = &r
		}
		v.Firms = append(v.Firms, *f)
	}
	slices.SortFunc(v.Firms, func(x, y Firm) int { return cmp.Or(cmp.Compare(y.Owed, x.Owed), cmp.Compare(x.Name, y.Name)) })
	return v
}

// lenderParty is who bears what no partner does.
const lenderParty = "贷款银行"

// Plan is the stress of the portfolio: each loan defaults with the probability of its class, loses what its rights would not bring, and the
// partners bear their parts of that loss in proportion. pools limit what a partner can pay, by its name.
func Plan(all []Position, a Assumptions, on date.Date, pools map[string]money.Money, scenarios int, seed uint64) stress.Plan {
	p := stress.Plan{Parties: []string{lenderParty}, Scenarios: scenarios, Seed: seed}
	p.Rho, _ = a.Rho.Decimal().Float64()         // probabilities, not amounts
	p.Between, _ = a.Between.Decimal().Float64() // likewise
	at := map[string]int{lenderParty: 0}
	for _, x := range all {
		for _, part := range x.Parts {
			if _, known := at[part.Name]; !known && x.Owed > 0 {
				at[part.Name] = len(p.Parties)
				p.Parties = append(p.Parties, part.Name)
			}
		}
	}
	for _, x := range all {
		if x.Owed <= 0 {
			continue
		}
		l := a.Of(x, on)
		pd, _ := l.PD.Decimal().Float64()
		loan := stress.Loan{ID: x.Number, Sector: x.Chain, PD: pd, Parts: make([]money.Money, len(p.Parties))}
		lost := x.Owed - l.Recovery
		rest := lost
		for _, part := range x.Parts {
			bears := scaled(part.Amount, lost, x.Owed)
			loan.Parts[at[part.Name]] += bears
			rest -= bears
		}
		loan.Parts[0] += max(0, rest)
		p.Loans = append(p.Loans, loan)
	}
	for _, name := range p.Parties[1:] {
		if balance, limited := pools[name]; limited {
			p.Pools = append(p.Pools, stress.Pool{Party: name, Balance: max(0, balance), Residual: lenderParty})
		}
	}
	return p
}

// scaled is a part of what is lost of a loan, rounded down to the fen so that the lender bears the rest.
func scaled(part, lost, owed money.Money) money.Money {
	if owed <= 0 || part <= 0 {
		return 0
	}
	x, err := money.FromDecimal(part.Decimal().Mul(lost.Decimal()).DivRound(owed.Decimal(), 8).RoundFloor(2))
	if err != nil {
		return 0
	}
	return min(x, part)
}

// String is the concentration in words: the usual bands of the index are those of merger guidelines and no rule of banking, so only the
// figure is told.
func (d Dimension) String() string { return fmt.Sprintf("%s：HHI %d", d.Name, d.HHI) }
