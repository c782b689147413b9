package casefile

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/app/page/scoring"
	"zhiya/app/page/simulation"
	"zhiya/valuation"
	"zhiya/valuation/date"
	road "zhiya/workflow/casefile"
)

// valuation is 评估: the conclusion, how it came about figure by figure, what was entered, the review.
func (p *Page) valuation() fyne.CanvasObject {
	s := p.view.State
	box := container.NewVBox()
	if l := s.LaneValue; l != nil {
		box.Add(card("价值确认（"+s.Lane.String()+"）", p.shown(l.Form), kit.Note("办理："+kit.By(l.By), inner)))
	}
	if s.Engagement != nil {
		defer func() {
			box.Add(card("委托", p.shown(s.Engagement.Form), kit.Note("办理："+kit.By(s.Engagement.By), inner)))
		}()
	}
	if s.Valuation == nil {
		if s.LaneValue == nil {
			box.Add(nothing("评估结论出具前只有评估机构能看到底稿；出具后各方可见。"))
		}
	} else {
		c := s.Valuation.Conclusion
		ex := newExplainer(c.Steps, func() *container.Scroll { return p.scroll })
		box.Add(card("评估结论", concluded(c, s.Valuation.Inputs.BaseDate, ex)))
		box.Add(card("为什么是这个数", kit.Note("单击上面的数字或左侧的一步，右侧显示公式、参数及其来源。", inner), ex.content))
		box.Add(card("变现", bridge(c)))
		box.Add(card("分权利价值", rightValues(c)))
		if c.Simulation != nil {
			box.Add(card("不确定性（模拟）", simulation.Show(*c.Simulation, inner)))
		}
		for i, x := range s.Valuation.Inputs.Scores {
			if r, err := x.Sheet.Evaluate("score." + itoa(i+1)); err == nil {
				box.Add(card("打分："+r.Tree+"（"+r.Label+"）", scoring.Show(r, x.Sheet.Tree, inner, x.Sheet.Raters...)))
			}
		}
		if d := s.Valuation.Copied; d != nil && len(d.Differences) > 0 {
			box.Add(card("与上期（"+d.Report+"）的差别", differences(d.Differences)))
		}
		box.Add(card("评估参数", p.shown(s.Valuation.Inputs)))
	}
	p.report(box, s)
	p.reviews(box, s)
	return box
}

// concluded are the figures of a conclusion; each opens its explanation.
func concluded(c valuation.Conclusion, base date.Date, ex *explainer) fyne.CanvasObject {
	var rows [][]string
	figures := container.NewHBox(ex.figure("市场价值 "+c.MarketValue.Format(), "value"), ex.figure("加权 ", "reconcile"), ex.figure("变现价值 "+c.ForcedSaleValue.Format(), "forced"))
	methods := container.NewHBox(kit.Bold("各方法："))
	for _, a := range c.Approaches {
		rows = append(rows, []string{a.Name, a.Value.Format(), a.Weight.Percent(), a.Reason})
		methods.Add(ex.figure(valuation.MethodName(a.Method)+" "+a.Value.Format(), a.Method))
	}
	rights := container.NewHBox(kit.Bold("各权利："))
	for i, r := range c.Rights {
		rights.Add(ex.figure(r.Ref+" "+r.Market.Format(), "allocate."+itoa(i+1)))
	}
	box := container.NewVBox(kit.Facts(3, inner, kit.Fact{Label: "市场价值", Value: kit.Amount(c.MarketValue)}, kit.Fact{Label: "大写", Value: c.MarketValue.Chinese()},
		kit.Fact{Label: "快速变现价值", Value: kit.Amount(c.ForcedSaleValue)}, kit.Fact{Label: "评估基准日", Value: kit.Day(base)},
		kit.Fact{Label: "方法间差异", Value: c.Spread.Percent()}, kit.Fact{Label: "收益期届满", Value: kit.Day(c.LifeEnd)}),
		kit.Sheet(inner, []kit.Column{{Title: "方法", Weight: 2}, {Title: "价值（元）", Weight: 1.3, Right: true}, {Title: "权重", Weight: .8, Right: true}, {Title: "理由", Weight: 4}}, rows),
		container.NewHScroll(container.NewHBox(kit.Bold("查看依据："), figures)), container.NewHScroll(methods), container.NewHScroll(rights))
	for _, n := range c.Notes {
		box.Add(kit.Note("提示："+n, inner))
	}
	return box
}

func bridge(c valuation.Conclusion) fyne.CanvasObject {
	var rows [][]string
	for _, l := range c.Bridge {
		rows = append(rows, []string{l.Title, l.Amount.Format()})
	}
	sheet := kit.Sheet(half, []kit.Column{{Title: "项目", Weight: 2}, {Title: "金额（元）", Weight: 1.2, Right: true}}, rows)
	return container.NewVBox(kit.Bold("由市场价值到快速变现价值"), beside(sheet, kit.Named("chart:bridge", bridgeChart(c, inner-half-20))))
}

func rightValues(c valuation.Conclusion) fyne.CanvasObject {
	var rows [][]string
	for _, r := range c.Rights {
		rows = append(rows, []string{r.Ref, r.Title, r.Weight.Percent(), r.RemainingYears.String() + " 年", kit.Day(r.LifeEnd) + "（" + r.LifeBoundBy + "）", r.Market.Format(), r.ForcedSale.Format()})
	}
	return kit.Sheet(inner, []kit.Column{{Title: "编号", Weight: .5}, {Title: "名称", Weight: 2.2}, {Title: "权重", Weight: .8, Right: true}, {Title: "剩余寿命", Weight: .9, Right: true},
		{Title: "寿命届满", Weight: 2.2}, {Title: "市场价值（元）", Weight: 1.2, Right: true}, {Title: "变现价值（元）", Weight: 1.2, Right: true}}, rows)
}

// explainer is the tree of calculation with the chosen step beside it.
type explainer struct {
	content fyne.CanvasObject
	tree    *widget.Tree
	parent  map[string]string
	around  func() *container.Scroll // in which content is shown
}

// choose opens the tree at a step.
func (e *explainer) choose(id string) {
	for p := e.parent[id]; p != ""; p = e.parent[p] {
		e.tree.OpenBranch(p)
	}
	e.tree.Select(id)
	e.tree.ScrollTo(id)
	if s := e.around(); s != nil {
		kit.Reveal(s, e.content)
	}
}

// figure is a number that opens its explanation.
func (e *explainer) figure(title, id string) fyne.CanvasObject {
	b := widget.NewButton(title+" ›", func() { e.choose(id) })
	b.Importance = widget.LowImportance
	return kit.Named("why:"+id, b)
}

func newExplainer(all []valuation.Step, around func() *container.Scroll) *explainer {
	byID := map[string]valuation.Step{}
	children := map[string][]string{}
	e := &explainer{parent: map[string]string{}, around: around}
	for _, s := range all {
		children[""] = append(children[""], s.ID)
		s.Walk(func(x valuation.Step) bool {
			byID[x.ID] = x
			for _, c := range x.Children {
				children[x.ID] = append(children[x.ID], c.ID)
				e.parent[c.ID] = x.ID
			}
			return true
		})
	}
	detail := container.NewVBox()
	tree := widget.NewTree(func(id string) []string { return children[id] }, func(id string) bool { return id == "" || len(children[id]) > 0 },
		func(bool) fyne.CanvasObject {
			l := widget.NewLabel("")
			l.Truncation = fyne.TextTruncateEllipsis
			return l
		}, func(id string, _ bool, o fyne.CanvasObject) {
			s := byID[id]
			o.(*widget.Label).SetText(s.Title + "　" + s.Text())
			kit.Named("step:"+id, o)
		})
	const left float32 = 480
	right := inner - left - 20
	tree.OnSelected = func(id string) {
		detail.Objects = []fyne.CanvasObject{explain(byID[id], right)}
		detail.Refresh()
	}
	if len(all) > 0 {
		detail.Add(explain(all[0], right))
		tree.OpenBranch(all[0].ID)
	}
	height := kit.Spacer(left, 320)
	e.tree = tree
	e.content = container.NewHBox(container.NewStack(height, tree), kit.Spacer(8, 0), container.NewStack(kit.Spacer(right, 320), container.NewVScroll(detail)))
	return e
}

func explain(s valuation.Step, width float32) fyne.CanvasObject {
	box := container.NewVBox(kit.Bold(s.Title), kit.Para(s.Text(), width))
	if s.Formula != "" {
		box.Add(kit.Lines("公式："+s.Formula, theme.TextSize(), width, theme.ColorNamePrimary, fyne.TextStyle{}))
	}
	var rows [][]string
	for _, in := range s.Inputs {
		from := in.Source
		if from == "" {
			from = "由上一步计算"
		}
		rows = append(rows, []string{in.Name, in.Text(), from})
	}
	if len(rows) > 0 {
		box.Add(kit.Sheet(width, []kit.Column{{Title: "参数", Weight: 1.3}, {Title: "取值", Weight: 1.2}, {Title: "来源", Weight: 1.8}}, rows))
	}
	return kit.Named("explained", box)
}

func (p *Page) report(box *fyne.Container, s road.State) {
	r := s.Report
	if r == nil {
		return
	}
	signers := ""
	for i, x := range r.Signatures {
		if i > 0 {
			signers += "；"
		}
		signers += kit.By(x)
	}
	facts := []kit.Fact{{Label: "报告文号", Value: r.Number}, {Label: "评估报告日", Value: kit.Day(r.On)}, {Label: "评估结论有效期至", Value: kit.Day(r.ValidUntil)},
		{Label: "签名评估师", Value: signers}, {Label: "业务报备编码", Value: r.FilingCode}}
	if r.Released != nil {
		facts = append(facts, kit.Fact{Label: "签发", Value: kit.By(*r.Released)})
	}
	box.Add(card("评估报告", kit.Facts(3, inner, facts...)))
}

func (p *Page) reviews(box *fyne.Container, s road.State) {
	if s.Review == nil {
		return
	}
	var rows [][]string
	for i, round := range s.Review.Rounds {
		for _, st := range round.Steps {
			result := "通过"
			if !st.Pass {
				result = "退回"
			}
			rows = append(rows, []string{"第 " + itoa(i+1) + " 轮 " + itoa(st.Level) + " 级", result, st.Opinion, kit.By(st.By)})
		}
	}
	content := []fyne.CanvasObject{}
	if len(rows) > 0 {
		content = append(content, kit.Sheet(inner, []kit.Column{{Title: "级次", Weight: 1.2}, {Title: "结论", Weight: .6}, {Title: "意见", Weight: 3}, {Title: "办理", Weight: 2.4}}, rows))
	}
	var notes [][]string
	for _, n := range s.Review.Notes {
		notes = append(notes, []string{n.Where, n.Text, kit.By(n.By), n.Answer})
	}
	if len(notes) > 0 {
		content = append(content, kit.Bold("逐条意见与答复"), kit.Sheet(inner, []kit.Column{{Title: "位置", Weight: 1.3}, {Title: "意见", Weight: 2.5}, {Title: "提出", Weight: 1.8}, {Title: "答复", Weight: 2.5}}, notes))
	}
	if len(content) > 0 {
		box.Add(card("复核", content...))
	}
}
