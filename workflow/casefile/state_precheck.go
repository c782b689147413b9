package casefile

import (
	"zhiya/valuation/date"
	"zhiya/workflow/pledge"
	"zhiya/workflow/policy"
)

// PrecheckR is the last pre-check of the registration.
type PrecheckR struct {
	Request pledge.PrecheckRequest `json:"request"`
	Result  pledge.PrecheckResult  `json:"result"`
	Rules   []policy.Ref           `json:"rules,omitempty"` // the versions of the packs it was judged by
	By      Signed                 `json:"by"`
}

// Anew is what the rules in force on a day, where they differ from those the pre-check was judged by, say differently, and how the same
// facts would be judged by them. No change: the rules are the same, or the pre-check is older than the record of its rules.
func (p PrecheckR) Anew(rules *policy.Library, on date.Date) ([]policy.Change, pledge.PrecheckResult) {
	changes := rules.Since(p.Rules, on)
	if len(changes) == 0 {
		return nil, p.Result
	}
	req := p.Request
	req.On = on
	result, err := pledge.PrecheckBy(rules, req)
	if err != nil {
		return changes, p.Result
	}
	return changes, result
}

// StatementR is a written declaration that cures what may be cured.
type StatementR struct {
	Code  string `json:"code"`  // PR-10 or PR-11
	Right int    `json:"right"` // index of the right
	Text  string `json:"text"`
	By    Signed `json:"by"`
}
