package policy

import "zhiya/valuation/money"

// Cap is the figure of a rule of the pack ltv-caps: the ceiling of the loan-to-value ratio (质押率上限) and the haircut
// (折扣) of a kind of right.
type Cap struct {
	Kind    string     `json:"kind"`
	Cap     money.Rate `json:"cap"`
	Haircut money.Rate `json:"haircut"`
}

// SchemeParty is one party of a sharing preset; an empty Share was never published and must be filled in before use.
type SchemeParty struct {
	ID    string `json:"id"`
	Share string `json:"share"`
}

// SchemePreset is the figure of a rule of the pack schemes, in the form of a sharing scheme (风险分担方案). Pool,
// Leverage and FirmCap are published limits, empty when there are none.
type SchemePreset struct {
	Parties  []SchemeParty `json:"parties"`
	Base     string        `json:"base"`
	Residual string        `json:"residual"`
	Pool     string        `json:"pool,omitempty"`
	Leverage string        `json:"leverage,omitempty"`
	FirmCap  string        `json:"firm_cap,omitempty"`
}

// Complete reports whether every share is known.
func (s SchemePreset) Complete() bool {
	for _, p := range s.Parties {
		if p.Share == "" {
			return false
		}
	}
	return len(s.Parties) > 0
}
