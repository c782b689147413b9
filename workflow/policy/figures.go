package policy

import "zhiya/valuation/money"

// Cap is the figure of a rule of the pack ltv-caps: the ceiling of the loan-to-value ratio (质押率上限) and the haircut
// (折扣) of a kind of right.
type Cap struct {
	Kind    string     `json:"kind"`
	Cap     money.Rate `json:"cap"`
	Haircut money.Rate `json:"haircut"`
}
