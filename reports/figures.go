package reports

import (
	"fmt"

	"github.com/shopspring/decimal"

	"zhiya/reports/chart"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/disposal"
	"zhiya/workflow/riskshare"
)

// ruled is how many rights a ruler shows; more would be hair lines.
const ruled = 4

// lifeFigure sets legal life, economic life and validity of the conclusion on one scale.
func (p *paper) lifeFigure() {
	in, c := p.s.Valuation.Inputs, p.s.Valuation.Conclusion
	r := chart.Ruler{}
	for i, v := range c.Rights {
		if i >= ruled || i >= len(in.Rights) {
			break
		}
		name := fmt.Sprintf("权利%d", i+1)
		from, end := in.Rights[i].Filed, v.LegalEnd
		if from.IsZero() {
			from = in.BaseDate // a term that runs from a death has no first day of its own
		}
		r.Periods = append(r.Periods, chart.Period{Label: name + " 法定期限", From: from, To: end, Note: "至 " + end.String()},
			chart.Period{Label: name + " 采用年限", From: in.BaseDate, To: v.LifeEnd, Note: "至 " + v.LifeEnd.String()})
	}
	until := in.BaseDate.AddYears(1).AddDays(-1)
	if p.s.Report != nil && !p.s.Report.ValidUntil.IsZero() {
		until = p.s.Report.ValidUntil
	}
	r.Periods = append(r.Periods, chart.Period{Label: "结论使用有效期", From: in.BaseDate, To: until, Note: "至 " + until.String()})
	r.Moments = []chart.Moment{{Label: "评估基准日 " + in.BaseDate.String(), On: in.BaseDate}}
	caption := "权利期限标尺（按明细表序号）"
	if len(c.Rights) > ruled {
		caption = fmt.Sprintf("权利期限标尺（明细表前 %d 项）", ruled)
	}
	p.figure(caption+p.refOf("life"), r, 60+float64(len(r.Periods))*24)
}

func (p *paper) approachFigure() {
	c := p.s.Valuation.Conclusion
	b := chart.Bars{Unit: "万元"}
	for _, a := range c.Approaches {
		b.Bars = append(b.Bars, chart.Bar{Label: a.Name, Value: chart.InWan(a.Value)})
	}
	b.Bars = append(b.Bars, chart.Bar{Label: "评估结论（" + p.s.Valuation.Inputs.ValueType.String() + "）", Value: chart.InWan(c.MarketValue)}, chart.Bar{Label: "变现价值", Value: chart.InWan(c.ForcedSaleValue)})
	p.figure("各方法结果与评估结论（万元）"+p.refOf("reconcile"), b, 40+float64(len(b.Bars))*26)
}

func (p *paper) bridgeFigure() {
	c := p.s.Valuation.Conclusion
	w := chart.Waterfall{Unit: "万元"}
	for i, b := range c.Bridge {
		if b.ID == "rounding" && max(b.Amount, -b.Amount) < money.Yuan(50) {
			continue // less than the last decimal of the figure
		}
		w.Steps = append(w.Steps, chart.Step{Label: b.Title, Value: chart.InWan(b.Amount), Total: i == 0})
	}
	w.Steps = append(w.Steps, chart.Step{Label: "变现价值", Value: chart.InWan(c.ForcedSaleValue), Total: true})
	p.figure("市场价值至变现价值（万元）"+p.refOf("forced"), w, 170)
}

// shareFigure sets what the agreed shares alone would give beside what is to be paid after caps and pools.
func (p *paper) shareFigure(c *casefile.CompClaimR) {
	parties := c.Request.Scheme.Parties
	f := chart.Shares{Unit: "万元"}
	weights := make([]decimal.Decimal, len(parties))
	for i, x := range parties {
		f.Parts = append(f.Parts, p.orgName(x.ID))
		weights[i] = x.Share.Decimal()
	}
	if agreed, err := c.Result.Base.Allocate(weights); err == nil {
		f.Stacks = append(f.Stacks, chart.Stack{Label: "按约定比例", Values: inWan(agreed)})
	}
	actual := make([]money.Money, len(parties))
	for i, x := range parties {
		actual[i] = partOf(c.Result, x.ID)
	}
	f.Stacks = append(f.Stacks, chart.Stack{Label: "应分担", Values: inWan(actual)})
	p.figure("分担基数的构成（万元）", f, 130)
}

func partOf(r riskshare.Result, id string) money.Money {
	for _, x := range r.Parts {
		if x.ID == id {
			return x.Amount
		}
	}
	return 0
}

func inWan(amounts []money.Money) []chart.Amount {
	out := make([]chart.Amount, len(amounts))
	for i, m := range amounts {
		out[i] = chart.InWan(m)
	}
	return out
}

func (p *paper) ladderFigure(d *casefile.DisposalR) {
	l := chart.Ladder{Unit: "万元", Reference: chart.InWan(d.Form.Valuation), RefLabel: "处置参考价"}
	for _, r := range d.Ladder.Rounds {
		l.Rungs = append(l.Rungs, chart.Rung{Label: roundName(r.Round), Price: chart.InWan(r.Reserve)})
	}
	l.Rungs = append(l.Rungs, chart.Rung{Label: "变卖", Price: chart.InWan(d.Ladder.Sale)})
	p.figure("保留价阶梯（万元）", l, 170)
}

func (p *paper) waterfallFigure(d *casefile.ProceedsR) {
	w := chart.Waterfall{Unit: "万元", Steps: []chart.Step{{Label: "处置价款", Value: chart.InWan(d.Request.Proceeds), Total: true}}}
	for _, l := range d.Result.Lines {
		label := shortItem[l.To]
		if label == "" {
			label = "后顺位债权"
		}
		w.Steps = append(w.Steps, chart.Step{Label: label, Value: chart.InWan(-l.Paid)})
	}
	w.Steps = append(w.Steps, chart.Step{Label: "返还出质人", Value: chart.InWan(d.Result.Surplus), Total: true})
	p.figure("处置价款的分配（万元）", w, 180)
}

var shortItem = map[string]string{string(disposal.Costs): "费用", string(disposal.Interest): "利息", string(disposal.Penalty): "罚息违约金", string(disposal.Principal): "本金"}

// courseFigure shows the stages of the case on one scale.
func (p *paper) courseFigure() {
	s := p.s
	r := chart.Ruler{}
	add := func(label string, from, to date.Date) {
		if !from.IsZero() && !to.IsZero() && !to.Before(from) {
			r.Periods = append(r.Periods, chart.Period{Label: label, From: from, To: to, Note: "至 " + to.String()})
		}
	}
	var engaged, reported, registered date.Date
	if s.Engagement != nil {
		engaged = s.Engagement.Form.Signed
	}
	if s.Report != nil {
		reported = s.Report.On
	}
	if s.Registration != nil {
		registered = s.Registration.On
	}
	add("受理至委托", s.OpenedOn, engaged)
	add("评估", engaged, reported)
	add("授信至质押登记", reported, registered)
	var due date.Date
	for _, l := range s.Loans {
		if l.Due.After(due) {
			due = l.Due
		}
	}
	add("贷款期限", s.LoansOn, due)
	if c := s.CompClaim; c != nil {
		var paid date.Date
		for _, x := range c.Shares {
			if x.PaidOn.After(paid) {
				paid = x.PaidOn
			}
		}
		add("风险补偿", c.Applied.On, paid)
	}
	if d := s.DisposalPlan; d != nil && s.Proceeds != nil {
		add("质物处置与分配", d.Planned.On, s.Proceeds.Form.On)
	}
	if s.Default != nil {
		add("违约至结案", s.Default.Form.On, s.Closing.On)
	}
	if len(r.Periods) < 2 {
		return
	}
	p.figure("办理进程", r, 50+float64(len(r.Periods))*22)
}
