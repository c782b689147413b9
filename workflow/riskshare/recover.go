package riskshare

import (
	"fmt"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Payment is an amount one party paid or gets back, in yuan.
type Payment struct {
	ID     string      `json:"id"`
	Amount money.Money `json:"amount"`
}

// RecoverRequest asks how a later recovery goes back to those who paid.
type RecoverRequest struct {
	Paid      []Payment   `json:"paid"`
	Recovered money.Money `json:"recovered"`
	Costs     money.Money `json:"costs,omitempty"` // costs of the recovery (追偿费用), taken off first
}

// RecoverResult is a returned recovery: Σ Parts + Surplus = Net.
type RecoverResult struct {
	Net     money.Money `json:"net"`
	Parts   []Payment   `json:"parts"`
	Surplus money.Money `json:"surplus"` // what is left when everybody has back what he paid
}

// Recover returns max(0, recovered − costs) pro rata to what each party paid, by largest remainder, ties to the party
// listed first, and never more than it paid (按实际承担比例返还). All faults are Invalid.
func Recover(r RecoverRequest) (RecoverResult, error) {
	var fs fault.Faults
	if len(r.Paid) == 0 {
		fs.Invalid("party.missing", "paid", "没有已承担损失的合作方，请至少列出一方")
	}
	seen, weights := map[string]int{}, make([]money.Money, len(r.Paid))
	for i, p := range r.Paid {
		checkID(&fs, seen, i, "paid", p.ID)
		checkAmount(&fs, fmt.Sprintf("paid[%d].amount", i), "已承担金额", p.Amount)
		weights[i] = p.Amount
	}
	checkAmount(&fs, "recovered", "追回金额", r.Recovered)
	checkAmount(&fs, "costs", "追偿费用", r.Costs)
	total, err := money.Sum(weights...)
	fs.Append("paid", err)
	if err := fs.Err(); err != nil {
		return RecoverResult{}, err
	}
	net := max(0, r.Recovered-r.Costs)
	back := min(net, total)
	amounts := make([]money.Money, len(r.Paid))
	if back > 0 {
		if amounts, err = back.AllocateMoney(weights); err != nil {
			return RecoverResult{}, err
		}
	}
	parts := make([]Payment, len(r.Paid))
	for i, p := range r.Paid {
		parts[i] = Payment{ID: p.ID, Amount: amounts[i]}
	}
	return RecoverResult{Net: net, Parts: parts, Surplus: net - back}, nil
}
