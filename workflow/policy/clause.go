package policy

import (
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/calendar"
)

// Clause is one line of the check of a pledge contract (质押合同条款), an item of the pack contract-clauses.
type Clause struct {
	Code      string
	Title     string
	Remedy    string
	Required  bool // without it a patent pledge is not registered (PR-07)
	Forbidden bool // 流质条款
}

// clause is the figure of an item.
type clause struct {
	Required  bool `json:"required"`
	Forbidden bool `json:"forbidden"`
}

// Clauses are those of the rules in force on a day, in their order. Fault policy.no_rule: none is in force.
func (l *Library) Clauses(on date.Date) ([]Clause, error) {
	p, err := l.On("contract-clauses", on)
	if err != nil {
		return nil, err
	}
	var out []Clause
	for _, i := range p.Items {
		f, err := Figures[clause](i)
		if err != nil {
			return nil, err
		}
		out = append(out, Clause{Code: i.Code, Title: i.Title, Remedy: i.Remedy, Required: f.Required, Forbidden: f.Forbidden})
	}
	return out, nil
}

// Term is a term of the pack deadlines in force on a day, by its code. Faults: policy.no_rule; policy.no_item for a code that the pack does
// not have; those of calendar.Term.Validate.
func (l *Library) Term(on date.Date, code string) (calendar.Term, error) {
	p, err := l.On("deadlines", on)
	if err != nil {
		return calendar.Term{}, err
	}
	i, found := p.Item(code)
	if !found {
		return calendar.Term{}, fault.New(fault.Refused, "policy.no_item", "", "规则包“%s”没有 %s 这一项，请在规则库核对后重新导入", p.Title, code)
	}
	f, err := Figures[struct {
		Term calendar.Term `json:"term"`
	}](i)
	if err != nil {
		return calendar.Term{}, err
	}
	return f.Term, f.Term.Validate()
}
