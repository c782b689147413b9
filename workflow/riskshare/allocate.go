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
	ByShare Limit = "share" // the party's share, or for the residual party whatever was left
	ByCap   Limit = "cap"   // 单笔上限
	ByPool  Limit = "pool"  // 资金池余额
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
// remainder, ties to the party listed first; each part is then limited by the party's cap and pool, and what they cut off
// goes to the residual party. When cap and pool are equal and both cut, the cap is named. All faults are Invalid.
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
	parts, err := r.Scheme.split(base)
	if err != nil {
		return Result{}, err
	}
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

func (s Scheme) split(base money.Money) ([]Part, error) {
	weights := make([]decimal.Decimal, len(s.Parties))
	for i, p := range s.Parties {
		weights[i] = p.Share.Decimal()
	}
	amounts, err := base.Allocate(weights)
	if err != nil {
		return nil, err
	}
	parts, residual := make([]Part, len(s.Parties)), 0
	var cut money.Money
	for i, p := range s.Parties {
		amount, by := p.limit(amounts[i])
		cut += amounts[i] - amount
		parts[i] = Part{ID: p.ID, Amount: amount, LimitedBy: by}
		if p.ID == s.Residual {
			residual = i
		}
	}
	parts[residual].Amount += cut
	return parts, nil
}

func (p Party) limit(amount money.Money) (money.Money, Limit) {
	by := ByShare
	if p.Cap != nil && amount > *p.Cap {
		amount, by = *p.Cap, ByCap
	}
	if p.Pool != nil && amount > *p.Pool {
		amount, by = *p.Pool, ByPool
	}
	return amount, by
}
