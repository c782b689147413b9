package riskshare

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Loss is what was lost on a loan, in yuan.
type Loss struct {
	Principal money.Money `json:"principal"`
	Interest  money.Money `json:"interest,omitempty"`
	Costs     money.Money `json:"costs,omitempty"`
	IPShare   *money.Rate `json:"ip_share,omitempty"` // part of the loan secured by intellectual property, 0 to 1; nil: 1
}

// Request asks how a scheme shares a loss.
type Request struct {
	Scheme Scheme `json:"scheme"`
	Loss   Loss   `json:"loss"`
}

// Limit says what fixed the amount of a part.
type Limit string

const (
	ByShare     Limit = "share"      // the party's share, or for the residual party whatever was left
	ByCap       Limit = "cap"        // 单笔上限
	ByDebtorCap Limit = "debtor_cap" // 同一债务人累计上限
	ByYearCap   Limit = "year_cap"   // 年度累计上限
	ByPool      Limit = "pool"       // 资金池余额
)

// Part is what one party bears of the base.
type Part struct {
	ID        string      `json:"id"`
	Amount    money.Money `json:"amount"`
	LimitedBy Limit       `json:"limited_by"`
}

// Outside is the loss outside the base; the residual party bears it.
type Outside struct {
	Party  string      `json:"party"`
	Amount money.Money `json:"amount"`
}

// Result is the shared loss: Σ Parts = Base and Base + Outside = Total.
type Result struct {
	Base    money.Money `json:"base"`
	Parts   []Part      `json:"parts"`
	Outside Outside     `json:"outside"`
	Total   money.Money `json:"total"`
}

// Allocate shares a loss. The base is the chosen items × ip_share, rounded half up to the fen; it is split by largest
// remainder, layer by layer where there are layers, ties to the party listed first; each part is then limited by what is left
// of the party's limits, and what they cut off goes to the residual party. Of equal limits that cut, the first of cap,
// debtor_cap, year_cap, pool is named. All faults are Invalid.
func Allocate(r Request) (Result, error) {
	var fs fault.Faults
	fs.Append("scheme", r.Scheme.Validate())
	checkAmount(&fs, "loss.principal", "本金", r.Loss.Principal)
	checkAmount(&fs, "loss.interest", "利息", r.Loss.Interest)
	checkAmount(&fs, "loss.costs", "费用", r.Loss.Costs)
	if r.Loss.IPShare != nil && !r.Loss.IPShare.Between("0", "1") {
		fs.Invalid("ip_share.range", "loss.ip_share", "知识产权质押占比 %s 应在 0 与 1 之间", *r.Loss.IPShare)
	}
	total, err := money.Sum(r.Loss.Principal, r.Loss.Interest, r.Loss.Costs)
	fs.Append("loss", err)
	if err := fs.Err(); err != nil {
		return Result{}, err
	}
	base, err := r.base()
	if err != nil {
		return Result{}, err
	}
	steps, err := r.Scheme.split(base)
	if err != nil {
		return Result{}, err
	}
	parts, _ := r.Scheme.limit(steps)
	return Result{
		Base:    base,
		Parts:   parts,
		Outside: Outside{Party: r.Scheme.Residual, Amount: total - base},
		Total:   total,
	}, nil
}

// base is at most the total, which is known to be in range, so the sums here cannot overflow.
func (r Request) base() (money.Money, error) {
	chosen := r.Loss.Principal
	if r.Scheme.Base == PrincipalAndInterest || r.Scheme.Base == All {
		chosen += r.Loss.Interest
	}
	if r.Scheme.Base == All {
		chosen += r.Loss.Costs
	}
	if r.Loss.IPShare == nil {
		return chosen, nil
	}
	return chosen.Times(r.Loss.IPShare.Decimal())
}

// Step is what one party bears of one layer of the base before its limits.
type Step struct {
	Layer  int         `json:"layer"` // from 0; 0 alone where the scheme has no layers
	Slice  money.Money `json:"slice"` // the part of the base that lies in the layer
	Party  string      `json:"party"`
	Share  money.Rate  `json:"share"`
	Amount money.Money `json:"amount"`
}

// Cut is what a limit took off a party's part.
type Cut struct {
	Party  string      `json:"party"`
	By     Limit       `json:"by"`
	Amount money.Money `json:"amount"` // before the limit
	Room   money.Money `json:"room"`   // what the limit left
	Passed money.Money `json:"passed"` // Amount − Room, borne by the residual party
}

// Explanation is an allocation line by line (计算过程).
type Explanation struct {
	Result
	Steps []Step `json:"steps"`
	Cuts  []Cut  `json:"cuts,omitempty"`
}

// Explain is Allocate with every step it took: Σ Steps = Base, and the parts are the steps of each party less its cut, with all cuts
// added to the residual party's.
func Explain(r Request) (Explanation, error) {
	res, err := Allocate(r)
	if err != nil {
		return Explanation{}, err
	}
	steps, err := r.Scheme.split(res.Base)
	if err != nil {
		return Explanation{}, err
	}
	_, cuts := r.Scheme.limit(steps)
	return Explanation{res, steps, cuts}, nil
}

// layers are the scheme's own, or one of everything by the parties' shares.
func (s Scheme) layers() []Layer {
	if len(s.Layers) > 0 {
		return s.Layers
	}
	one := Layer{Shares: make([]LayerShare, len(s.Parties))}
	for i, p := range s.Parties {
		one.Shares[i] = LayerShare{ID: p.ID, Share: p.Share}
	}
	return []Layer{one}
}

func (s Scheme) split(base money.Money) ([]Step, error) {
	var steps []Step
	for i, l := range s.layers() {
		if i > 0 && base <= l.From {
			break
		}
		slice := base - l.From
		if l.To != nil {
			slice = min(base, *l.To) - l.From
		}
		weights := make([]decimal.Decimal, len(l.Shares))
		for k, x := range l.Shares {
			weights[k] = x.Share.Decimal()
		}
		amounts, err := slice.Allocate(weights)
		if err != nil {
			return nil, err
		}
		for k, x := range l.Shares {
			steps = append(steps, Step{Layer: i, Slice: slice, Party: x.ID, Share: x.Share, Amount: amounts[k]})
		}
	}
	return steps, nil
}

func (s Scheme) limit(steps []Step) ([]Part, []Cut) {
	amounts := make(map[string]money.Money, len(s.Parties))
	for _, x := range steps {
		amounts[x.Party] += x.Amount
	}
	parts, residual := make([]Part, len(s.Parties)), 0
	var passed money.Money
	var cuts []Cut
	for i, p := range s.Parties {
		amount, by := p.limit(amounts[p.ID])
		if over := amounts[p.ID] - amount; over > 0 {
			passed += over
			cuts = append(cuts, Cut{Party: p.ID, By: by, Amount: amounts[p.ID], Room: amount, Passed: over})
		}
		parts[i] = Part{ID: p.ID, Amount: amount, LimitedBy: by}
		if p.ID == s.Residual {
			residual = i
		}
	}
	parts[residual].Amount += passed
	return parts, cuts
}

func (p Party) limit(amount money.Money) (money.Money, Limit) {
	by := ByShare
	for _, l := range p.limits() {
		if l.at == nil {
			continue
		}
		if room := max(0, *l.at-l.used); amount > room {
			amount, by = room, l.by
		}
	}
	return amount, by
}
