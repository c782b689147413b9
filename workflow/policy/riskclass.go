package policy

import (
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
)

// RiskClass is one of the five classes of a loan by its risk (五级分类); "" is a loan that nobody has classified.
type RiskClass string

const (
	Normal      RiskClass = "正常"
	Special     RiskClass = "关注"
	Substandard RiskClass = "次级"
	Doubtful    RiskClass = "可疑"
	LossClass   RiskClass = "损失"
)

var riskClasses = []RiskClass{Normal, Special, Substandard, Doubtful, LossClass}

// RiskClasses lists the five, the best first.
func RiskClasses() []RiskClass { return slices.Clone(riskClasses) }

// Known reports whether it is one of the five.
func (c RiskClass) Known() bool { return slices.Contains(riskClasses, c) }

// Worse reports whether the class is worse than another; any class is worse than none.
func (c RiskClass) Worse(than RiskClass) bool {
	return slices.Index(riskClasses, c) > slices.Index(riskClasses, than)
}

// Bad reports whether loans of the class are bad loans (不良贷款): 次级, 可疑, 损失.
func (c RiskClass) Bad() bool { return c.Worse(Special) }

// classMark is the figure of a rule of the pack risk-classes: past due for more days than Over, a loan is at least of the class.
type classMark struct {
	Class RiskClass `json:"class"`
	Over  int       `json:"over"`
	Bad   bool      `json:"bad"`
}

// LeastClass is the best class that the rules of the day leave a loan past due for so many days, and the rule that says so; 正常 and the
// zero rule when it is not past due. The days are 待核实: a person may depart from them with a reason. Fault policy.no_rule: no rule is
// in force on that day.
func (l *Library) LeastClass(on date.Date, pastDue int) (RiskClass, Item, error) {
	least, by := Normal, Item{}
	p, err := l.On("risk-classes", on)
	if err != nil {
		return least, by, err
	}
	for _, i := range p.Items {
		m, err := Figures[classMark](i)
		if err != nil {
			return least, by, err
		}
		if pastDue > m.Over && m.Class.Worse(least) {
			least, by = m.Class, i
		}
	}
	return least, by, nil
}

// tolerance is the figure of the rule NT-1.
type tolerance struct {
	Points money.Rate `json:"points"`
}

// NPLTolerance is by how much the ratio of bad loans pledged with intellectual property may exceed the bank's overall ratio
// (0.03 = three percentage points, included) by the rules of the day, and the rule that says so.
func (l *Library) NPLTolerance(on date.Date) (money.Rate, Item, error) {
	p, err := l.On("npl-tolerance", on)
	if err != nil {
		return money.Rate{}, Item{}, err
	}
	for _, i := range p.Items {
		if i.Code == "NT-1" {
			f, err := Figures[tolerance](i)
			return f.Points, i, err
		}
	}
	return money.Rate{}, Item{}, noRule("npl-tolerance", on)
}
