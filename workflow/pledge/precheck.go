// Package pledge holds the rules of a pledge of intellectual property (知识产权质押): whether the register would refuse it,
// what annual fees a pledged patent owes, and whether the pledged rights still cover the debt.
package pledge

import (
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

// Party is a pledgor (出质人) or the pledgee (质权人). USCC also takes a natural person's citizen number.
type Party struct {
	Name string `json:"name"`
	USCC string `json:"uscc,omitempty"`
}

// Contract says which clauses (C1–C10) the pledge contract has. Unlawful tells in words what breaks a mandatory rule.
type Contract struct {
	Clauses          []string `json:"clauses,omitempty"`
	ForfeitureClause bool     `json:"forfeiture_clause,omitempty"` // 流质条款
	Unlawful         string   `json:"unlawful,omitempty"`
}

// Debt is the period in which the secured debt is to be performed (债务履行期限).
type Debt struct {
	From date.Date `json:"from,omitzero"`
	Due  date.Date `json:"due"`
}

// PrecheckRequest holds the facts that a register looks at on the day of filing.
type PrecheckRequest struct {
	Kind       string        `json:"kind"` // patent, trademark, copyright
	On         date.Date     `json:"on"`   // day of filing
	Pledgors   []Party       `json:"pledgors"`
	Pledgee    Party         `json:"pledgee,omitzero"`
	Contract   Contract      `json:"contract,omitzero"`
	Debt       Debt          `json:"debt"`
	Statements []string      `json:"statements,omitempty"` // "PR-10#0": the parties' written statement for right 0
	Rights     []right.Right `json:"rights"`
}

// Outcome is what a finding or the whole pre-check comes to.
type Outcome string

const (
	Pass           Outcome = "pass"            // nothing stands in the way
	Refused        Outcome = "refused"         // the register would refuse
	NeedsStatement Outcome = "needs_statement" // the parties may go on after a written statement
	Warning        Outcome = "warning"         // does not count in the outcome
)

// Finding is one ground that holds. Right is the index of the right, or −1. Basis is the article when Verified, else 待核实.
type Finding struct {
	Code     string  `json:"code"`
	Right    int     `json:"right"`
	Outcome  Outcome `json:"outcome"`
	Message  string  `json:"message"`
	Basis    string  `json:"basis"`
	Verified bool    `json:"verified"`
}

// PrecheckResult is the outcome and every finding, in the order of the grounds, warnings last.
type PrecheckResult struct {
	Outcome  Outcome   `json:"outcome"`
	Findings []Finding `json:"findings"`
}

// Err gives the findings that stand in the way as Refused faults, or nil when the outcome is pass.
func (r PrecheckResult) Err() error {
	var fs fault.Faults
	for _, f := range r.Findings {
		if f.Outcome == Warning {
			continue
		}
		fs = append(fs, fault.Fault{Kind: fault.Refused, Code: f.Code, Path: rightPath(f.Right), Message: f.Message, Basis: f.Basis})
	}
	return fs.Err()
}

// Precheck judges a pledge by the rules embedded in the program; see PrecheckBy.
func Precheck(r PrecheckRequest) (PrecheckResult, error) { return PrecheckBy(policy.Embedded(), r) }

// PrecheckBy judges a pledge by the refusal grounds in force on the day of filing: 专利权质押登记办法 11 (PR-01 … PR-12), the
// grounds for trademarks (TR-, unverified) and 著作权质权登记办法 12 (KR-). Every ground that holds is found. The statements
// of the parties cure PR-10 and PR-11 of the right they name. A malformed request gives Invalid faults, all at once.
func PrecheckBy(rules *policy.Library, r PrecheckRequest) (PrecheckResult, error) {
	if err := r.Validate(); err != nil {
		return PrecheckResult{}, err
	}
	c := &check{PrecheckRequest: r}
	if err := c.load(rules); err != nil {
		return PrecheckResult{}, err
	}
	switch r.Kind {
	case "patent":
		c.patent()
	case "trademark":
		c.trademark()
	case "copyright":
		c.copyright()
	}
	if r.Contract.ForfeitureClause {
		c.find("W-LZ", -1, "")
	}
	return c.result(), nil
}

// check carries one pre-check.
type check struct {
	PrecheckRequest
	grounds  policy.Pack
	warnings policy.Pack
	clauses  []policy.Clause // of the contract of a patent pledge
	findings []Finding
}

func (c *check) load(rules *policy.Library) error {
	var fs fault.Faults
	var err error
	c.grounds, err = rules.On(c.Kind+"-pledge-refusal", c.On)
	fs.Append("on", err)
	c.warnings, err = rules.On("pledge-warnings", c.On)
	fs.Append("on", err)
	if c.Kind == "patent" {
		c.clauses, err = rules.Clauses(c.On)
		fs.Append("on", err)
	}
	return fs.Err()
}

// find records that a ground or a warning holds for right i (−1: for the whole); detail names the facts. A code that the
// rules of the day do not have is no ground on that day.
func (c *check) find(code string, i int, detail string) {
	if item, ok := c.grounds.Item(code); ok {
		c.add(code, i, Refused, item, detail)
	} else if item, ok := c.warnings.Item(code); ok {
		c.add(code, i, Warning, item, detail)
	}
}

// findCurable records PR-10 or PR-11 unless the parties' statement cures it.
func (c *check) findCurable(code string, i int, detail string) {
	item, ok := c.grounds.Item(code)
	if ok && !slices.Contains(c.Statements, statement(code, i)) {
		c.add(code, i, NeedsStatement, item, detail)
	}
}

func (c *check) add(code string, i int, out Outcome, item policy.Item, detail string) {
	message := item.Title
	if detail != "" {
		message += "：" + detail
	}
	if item.Remedy != "" {
		message += "。" + item.Remedy
	}
	c.findings = append(c.findings, Finding{Code: code, Right: i, Outcome: out, Message: message, Basis: item.Citation(), Verified: item.Verified})
}

// eachRight runs one ground over all rights, so that findings stand in the order of the grounds.
func (c *check) eachRight(f func(i int, r right.Right)) {
	for i, r := range c.Rights {
		f(i, r)
	}
}

func (c *check) result() PrecheckResult {
	out := PrecheckResult{Outcome: Pass, Findings: []Finding{}}
	for _, f := range c.findings {
		if f.Outcome != Warning {
			out.Findings = append(out.Findings, f)
		}
		switch {
		case f.Outcome == Refused:
			out.Outcome = Refused
		case f.Outcome == NeedsStatement && out.Outcome == Pass:
			out.Outcome = NeedsStatement
		}
	}
	for _, f := range c.findings {
		if f.Outcome == Warning {
			out.Findings = append(out.Findings, f)
		}
	}
	return out
}

// RightFacts is a copy of a recorded right for a pre-check; adding to its lists does not touch the record.
func RightFacts(r right.Right) right.Right {
	r.Owners = slices.Clone(r.Owners)
	r.Suspensions = slices.Clone(r.Suspensions)
	r.Preservations = slices.Clone(r.Preservations)
	r.Freezes = slices.Clone(r.Freezes)
	r.Pledges = slices.Clone(r.Pledges)
	return r
}
