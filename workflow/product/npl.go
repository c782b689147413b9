package product

import (
	"cmp"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/policy"
)

// NPLLoan is a loan on pledged intellectual property as the gauge of bad loans counts it: the balance in the books at the end of the day,
// the class approved by then.
type NPLLoan struct {
	CaseID, Number, Title string
	Class                 policy.RiskClass // "" when nobody had classified it
	Since                 date.Date        // first day of the class
	PastDue               int              // days
	Balance               money.Money      // principal
}

// ClassBalance is what is owed in one class.
type ClassBalance struct {
	Class   policy.RiskClass // "" for the unclassified
	Loans   int
	Balance money.Money
}

// Standing of the ratio of bad loans against the tolerance (不良容忍度).
type NPLStanding string

const (
	NPLWithin  NPLStanding = "within"  // 容忍度以内
	NPLOver    NPLStanding = "over"    // 超过容忍度
	NPLUnknown NPLStanding = "unknown" // 无法判断
)

// String is the Chinese name.
func (s NPLStanding) String() string {
	return map[NPLStanding]string{NPLWithin: "容忍度以内", NPLOver: "超过容忍度", NPLUnknown: "无法判断"}[s]
}

// NPLGauge is the balance of loans on pledged intellectual property by class on a day, and how their ratio of bad loans stands against the
// bank's overall ratio with the tolerance on top. Loans nobody has classified may be good or bad: the ratio lies between Least and Most.
type NPLGauge struct {
	On           date.Date
	Loans        []NPLLoan      // the worst class first, the greater balance first
	Classes      []ClassBalance // all five, the best first, then the unclassified
	Total        money.Money
	Bad          money.Money
	Unclassified money.Money
	Least, Most  money.Rate // six places; zero when nothing is owed
	Overall      *Figure    // nil when the bank has not told it
	Points       money.Rate // 0.03 = three percentage points
	Limit        money.Rate // Overall + Points; zero while Overall is not known
	Rule         *policy.Item
	Source       string // where the rule was read
	Standing     NPLStanding
	Why          string // Chinese: why it cannot be judged, and what to do; "" when it can
}

// Gauge counts loans on a day. A loan without a balance is left out. The comparison is exact; at the limit is within (含).
func Gauge(loans []NPLLoan, on date.Date, overall *Figure, rules *policy.Library) NPLGauge {
	g := NPLGauge{On: on, Overall: overall}
	for _, c := range append(policy.RiskClasses(), "") {
		row := ClassBalance{Class: c}
		for _, l := range loans {
			if l.Class == c && l.Balance > 0 {
				row.Loans++
				row.Balance += l.Balance
				g.Loans = append(g.Loans, l)
			}
		}
		g.Total += row.Balance
		if c.Bad() {
			g.Bad += row.Balance
		}
		if c == "" {
			g.Unclassified = row.Balance
		}
		g.Classes = append(g.Classes, row)
	}
	slices.SortStableFunc(g.Loans, func(a, b NPLLoan) int {
		switch {
		case a.Class.Worse(b.Class):
			return -1
		case b.Class.Worse(a.Class):
			return 1
		}
		return cmp.Or(cmp.Compare(b.Balance, a.Balance), strings.Compare(a.Number, b.Number))
	})
	if g.Total > 0 {
		g.Least = money.RateOf(g.Bad.Decimal().DivRound(g.Total.Decimal(), 6))
		g.Most = money.RateOf((g.Bad + g.Unclassified).Decimal().DivRound(g.Total.Decimal(), 6))
	}
	g.judge(rules)
	return g
}

func (g *NPLGauge) judge(rules *policy.Library) {
	g.Standing = NPLUnknown
	points, rule, err := rules.NPLTolerance(g.On)
	if err != nil {
		g.Why = "这一天没有适用的容忍度规则，请在规则库中核对"
		return
	}
	g.Points, g.Rule = points, &rule
	if p, err := rules.On("npl-tolerance", g.On); err == nil {
		g.Source = cmp.Or(rule.Source, p.Source)
	}
	if g.Overall == nil {
		g.Why = "尚未登记这一天以前的全行不良率，请由审批人登记"
		return
	}
	g.Limit = money.RateOf(g.Overall.Value.Decimal().Add(points.Decimal()))
	most := g.Total.Decimal().Mul(g.Limit.Decimal())
	switch {
	case !(g.Bad + g.Unclassified).Decimal().GreaterThan(most):
		g.Standing = NPLWithin
	case g.Bad.Decimal().GreaterThan(most):
		g.Standing = NPLOver
	default:
		g.Why = "尚有余额 " + g.Unclassified.Format() + " 元未做五级分类，全部为正常时在容忍度以内、全部为不良时超过，请先分类"
	}
}
