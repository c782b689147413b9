package casefile

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"zhiya/app/page/kit"
	"zhiya/reports/chart"
	"zhiya/valuation"
	"zhiya/valuation/money"
	road "zhiya/workflow/casefile"
)

// half is the width of a table with its chart beside it.
const half = inner * 0.4

// beside sets a chart at the right of its figures.
func beside(sheet, picture fyne.CanvasObject) fyne.CanvasObject {
	return container.NewHBox(container.NewVBox(kit.Limited(half, sheet)), kit.Spacer(8, 0), picture)
}

// lifeRuler sets the legal life of every right, the years the valuation takes, its validity and the loan on one scale; nil when
// no period is known yet. The same days stand in the tables.
func lifeRuler(s road.State) fyne.CanvasObject {
	var r chart.Ruler
	add := func(p chart.Period) {
		if !p.From.IsZero() && !p.To.IsZero() && !p.To.Before(p.From) {
			p.Note = "至 " + p.To.String()
			r.Periods = append(r.Periods, p)
		}
	}
	for _, x := range s.Intake.Rights {
		add(chart.Period{Label: x.Ref + " 法定期限", From: x.Filed, To: x.Expiry()})
		if s.Valuation == nil {
			continue
		}
		for _, v := range s.Valuation.Conclusion.Rights {
			if v.Ref == x.Ref {
				add(chart.Period{Label: x.Ref + " 采用年限", From: s.Valuation.Inputs.BaseDate, To: v.LifeEnd})
			}
		}
	}
	if s.Valuation != nil && s.Report != nil {
		add(chart.Period{Label: "评估结论有效期", From: s.Valuation.Inputs.BaseDate, To: s.Report.ValidUntil})
	}
	for i, l := range s.Loans {
		add(chart.Period{Label: "借款期限" + ordinal(i, len(s.Loans)), From: s.LoansOn, To: l.Due})
	}
	if len(r.Periods) == 0 {
		return nil
	}
	if s.Valuation != nil {
		r.Moments = []chart.Moment{{Label: "评估基准日 " + s.Valuation.Inputs.BaseDate.String(), On: s.Valuation.Inputs.BaseDate}}
	}
	return kit.Chart(r, inner, 56+float32(len(r.Periods))*30)
}

// bridgeChart shows what lies between market value and forced-sale value.
func bridgeChart(c valuation.Conclusion, width float32) fyne.CanvasObject {
	w := chart.Waterfall{Unit: "万元"}
	for i, b := range c.Bridge {
		if b.ID == "rounding" && max(b.Amount, -b.Amount) < money.Yuan(50) {
			continue // less than the last decimal shown
		}
		w.Steps = append(w.Steps, chart.Step{Label: b.Title, Value: chart.InWan(b.Amount), Total: i == 0})
	}
	w.Steps = append(w.Steps, chart.Step{Label: "快速变现价值", Value: chart.InWan(c.ForcedSaleValue), Total: true})
	return kit.Chart(w, width, 230)
}

// priceLadder shows the reserve prices of the plan and what came of the rounds held.
func priceLadder(d *road.DisposalR, width float32) fyne.CanvasObject {
	l := chart.Ladder{Unit: "万元", Reference: chart.InWan(d.Form.Valuation), RefLabel: "处置参考价"}
	for _, r := range d.Ladder.Rounds {
		l.Rungs = append(l.Rungs, chart.Rung{Label: "第 " + itoa(r.Round) + " 次拍卖", Price: chart.InWan(r.Reserve), Outcome: outcome(d, r.Round)})
	}
	l.Rungs = append(l.Rungs, chart.Rung{Label: "变卖", Price: chart.InWan(d.Ladder.Sale), Outcome: outcome(d, len(d.Ladder.Rounds)+1)})
	return kit.Chart(l, width, 230)
}

// outcome is what came of a round, "" when it has not been held. A round announced again counts by its last notice.
func outcome(d *road.DisposalR, round int) string {
	word := ""
	for _, r := range d.Rounds {
		if r.Round != round {
			continue
		}
		switch {
		case r.Recalled != nil:
			word = "撤回"
		case r.Failed != nil:
			word = "交割失败"
		case r.Sale != nil:
			word = "成交"
		case r.NoSale != nil:
			word = "流拍"
		default:
			word = "已公告"
		}
	}
	return word
}
