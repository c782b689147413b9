package workflow

import (
	"context"

	"zhiya/valuation/date"
	"zhiya/workflow/policy"
)

// ImportedPack is a rule pack (规则包) as it was imported, for ever: what it says, who vouches for it, who let it in.
type ImportedPack struct {
	Seq       int64       `json:"seq"` // number of the import, from 1
	Pack      policy.Pack `json:"pack"`
	Signature string      `json:"signature"` // the detached note over the canonical bytes of the pack
	KeyID     string      `json:"key_id"`
	Issuer    string      `json:"issuer"`             // as the key names it
	Succeeds  bool        `json:"succeeds,omitempty"` // 接续或更正: it was let in although it changes other versions
	Reason    string      `json:"reason"`
	On        date.Date   `json:"on"`
	AtMilli   int64       `json:"at_milli"`
	PersonID  string      `json:"person_id"`
	Person    string      `json:"person"`
}

// RuleTx is the part of a transaction that keeps the imported rule packs.
type RuleTx interface {
	// RulePacks lists the imported packs in the order of their import.
	RulePacks(ctx context.Context) ([]ImportedPack, error)
	// RulePackCount is the number of the last import, 0 before the first.
	RulePackCount(ctx context.Context) (int64, error)
	// InsertRulePack keeps an import for ever; a number that exists is a duplicate.
	InsertRulePack(ctx context.Context, p ImportedPack) error
}
