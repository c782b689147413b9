package policy

import "zhiya/valuation/date"

// Duty is one thing that the lender's people have to do about a loan (尽职事项), an item of the pack due-diligence-duties.
type Duty struct {
	Code       string
	Title      string
	Citation   string   // the basis, or 待核实
	Phase      string   // 贷前, 贷中, 贷后, 违约处置
	Acts       []string // names of commands any of which does it
	By         string   // stage of the case before which it is to be done; after the loan: from which it is to be done
	EveryDays  int      // again at the latest after so many days; 0: once
	WithinDays int      // after the default was declared; 0: no term of its own
}

// duty is the figure of an item.
type duty struct {
	Phase      string   `json:"phase"`
	Acts       []string `json:"acts,omitempty"`
	By         string   `json:"by"`
	EveryDays  int      `json:"every_days,omitempty"`
	WithinDays int      `json:"within_days,omitempty"`
}

// Duties are those of the rules in force on a day, in their order. Fault policy.no_rule: none is in force.
func (l *Library) Duties(on date.Date) ([]Duty, error) {
	p, err := l.On("due-diligence-duties", on)
	if err != nil {
		return nil, err
	}
	var out []Duty
	for _, i := range p.Items {
		f, err := Figures[duty](i)
		if err != nil {
			return nil, err
		}
		out = append(out, Duty{Code: i.Code, Title: i.Title, Citation: i.Citation(), Phase: f.Phase, Acts: f.Acts, By: f.By, EveryDays: f.EveryDays, WithinDays: f.WithinDays})
	}
	return out, nil
}
