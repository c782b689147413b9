package products

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/shopspring/decimal"

	"zhiya/app/page/kit"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/product"
)

// gauge is the second part: loans by class on a day, and the ratio of bad loans against the tolerance.
type gauge struct {
	page    *Page
	day     *kit.Entry
	shown   *fyne.Container
	content fyne.CanvasObject
	counted bool
	result  product.NPLGauge
}

func newGauge(p *Page) *gauge {
	g := &gauge{page: p, shown: container.NewVBox()}
	g.day = kit.NewEntry(p.host)
	g.day.SetText(p.host.Today().String())
	g.day.OnEnter = g.count
	count := widget.NewButton("统计", g.count)
	count.Importance = widget.HighImportance
	bar := container.NewHBox(kit.Plain("统计日"), kit.Limited(130, kit.Named("field:on", g.day)), kit.Named("gauge:count", count))
	if p.host.Actor().Has(access.Approver) {
		bar.Add(kit.Named("gauge:overall", widget.NewButton("登记全行不良率", g.overall)))
	}
	g.content = container.NewBorder(bar, nil, nil, nil, kit.Scrolling(container.NewVScroll(kit.Pad(g.shown, 4))))
	return g
}

// count reads the gauge of the day typed.
func (g *gauge) count() {
	on, err := date.ParseLoose(g.day.Text)
	if err != nil {
		g.fail(err)
		return
	}
	g.counted = true
	var out product.NPLGauge
	g.page.host.Run("正在统计", func(ctx context.Context) (err error) {
		out, err = g.page.host.Desk().NPLGauge(ctx, g.page.host.Actor().PersonID, on)
		return err
	}, func(err error) {
		if err != nil {
			g.fail(err)
			return
		}
		g.put(out)
	})
}

func (g *gauge) fail(err error) {
	g.shown.RemoveAll()
	for _, f := range fault.Of(err) {
		g.shown.Add(kit.Alarm(f.Message, kit.Width))
	}
	g.shown.Refresh()
}

// overall opens the form of the bank's own ratio.
func (g *gauge) overall() {
	p := g.page
	target := &product.FigureForm{AsOf: p.host.Today()}
	person := p.host.Actor().PersonID
	p.open("登记全行不良率", "登记各项贷款的不良率及其来源，作为比较的基数；更正同一数据日的，再登记一次，以最后一次为准，原登记保留。", target, func(ctx context.Context) (string, error) {
		f, err := p.host.Desk().SaveBankFigure(ctx, person, *target)
		g.counted = false
		return "已登记全行不良率 " + f.Value.Percent(), err
	})
}

func (g *gauge) put(r product.NPLGauge) {
	g.result = r
	g.shown.RemoveAll()
	ratio := "没有余额"
	switch {
	case r.Total > 0 && r.Least.Cmp(r.Most) == 0:
		ratio = r.Least.Percent()
	case r.Total > 0:
		ratio = r.Least.Percent() + " 至 " + r.Most.Percent() + "（有未分类的贷款）"
	}
	facts := []kit.Fact{{Label: "知识产权质押贷款余额", Value: kit.Yuan(r.Total)}, {Label: "其中不良（次级、可疑、损失）", Value: kit.Amount(r.Bad)}, {Label: "不良率", Value: ratio}}
	if r.Overall != nil {
		facts = append(facts, kit.Fact{Label: "全行不良率（" + r.Overall.AsOf.Chinese() + "）", Value: r.Overall.Value.Percent()}, kit.Fact{Label: "来源", Value: r.Overall.Source})
	}
	if r.Rule != nil {
		points := r.Points.Decimal().Mul(decimal.NewFromInt(100)).String() + " 个百分点（含）"
		facts = append(facts, kit.Fact{Label: "容忍度", Value: points}, kit.Fact{Label: "依据", Value: r.Rule.Citation()})
	}
	if r.Overall != nil && r.Rule != nil {
		facts = append(facts, kit.Fact{Label: "不良率上限", Value: r.Limit.Percent()})
	}
	title := "结论：" + r.Standing.String()
	says := kit.Bold(title)
	box := container.NewVBox(kit.Named("gauge:standing", says), kit.Facts(3, kit.Width-40, facts...))
	if r.Why != "" {
		box.Add(kit.Alarm(r.Why, kit.Width-40))
	}
	if r.Total > 0 {
		box.Add(kit.Gap(4))
		box.Add(dial(r, kit.Width-60))
	}
	g.shown.Add(kit.Card(r.On.Chinese(), box))
	var rows [][]string
	for _, c := range r.Classes {
		name := string(c.Class)
		if name == "" {
			name = "未分类"
		}
		rows = append(rows, []string{name, fmt.Sprint(c.Loans), c.Balance.Format(), share(c.Balance, r.Total)})
	}
	g.shown.Add(kit.Card("按五级分类", kit.Sheet(kit.Width-40, []kit.Column{{Title: "类别", Weight: 2}, {Title: "笔数", Weight: 1, Right: true}, {Title: "余额（元）", Weight: 2, Right: true}, {Title: "占比", Weight: 1, Right: true}}, rows)))
	if len(r.Loans) > 0 {
		g.shown.Add(kit.Card("逐笔（类别最差的在前）", g.loans(r)))
	}
	g.shown.Add(kit.Note("余额按统计日终了已入账的数额，类别按当日终了已批准的分类，以后的更正不改变已报告的数；核销的自核销日起不再计入。混合担保的贷款按全额计。", kit.Width-20))
	g.shown.Refresh()
}

func (g *gauge) loans(r product.NPLGauge) fyne.CanvasObject {
	var rows [][]string
	for _, l := range r.Loans {
		class := string(l.Class)
		if class == "" {
			class = "未分类"
		}
		rows = append(rows, []string{l.Number, l.Title, class, kit.Day(l.Since), fmt.Sprint(l.PastDue), l.Balance.Format()})
	}
	sheet := kit.Sheet(kit.Width-40, []kit.Column{{Title: "案号", Weight: 2}, {Title: "案件", Weight: 3.2}, {Title: "类别", Weight: .8}, {Title: "分类日", Weight: 1.3}, {Title: "逾期天数", Weight: .9, Right: true}, {Title: "余额（元）", Weight: 1.4, Right: true}}, rows)
	return sheet
}

func share(part, whole money.Money) string {
	if whole == 0 {
		return ""
	}
	return money.RateOf(part.Decimal().DivRound(whole.Decimal(), 4)).Percent()
}

// dial draws the ratio as a bar against its limit: solid for what is bad, pale for what nobody classified, a line at the limit.
func dial(r product.NPLGauge, width float32) fyne.CanvasObject {
	scale := decimal.NewFromFloat(0.1)
	for _, x := range []decimal.Decimal{r.Most.Decimal(), r.Limit.Decimal()} {
		if wide := x.Mul(decimal.NewFromFloat(1.25)); wide.GreaterThan(scale) {
			scale = wide
		}
	}
	if one := decimal.NewFromInt(1); scale.GreaterThan(one) {
		scale = one
	}
	at := func(x money.Rate) float32 {
		f, _ := x.Decimal().Div(scale).Float64() // a place on the screen, not an amount
		return min(float32(f), 1) * width
	}
	const top, height float32 = 22, 22
	var objects []fyne.CanvasObject
	bar := func(name fyne.ThemeColorName, from, to float32) {
		b := canvas.NewRectangle(theme.Color(name))
		b.Move(fyne.NewPos(from, top))
		b.Resize(fyne.NewSize(max(to-from, 0), height))
		objects = append(objects, b)
	}
	bar(theme.ColorNameSeparator, 0, width)
	bar(theme.ColorNameDisabled, at(r.Least), at(r.Most))
	solid := map[product.NPLStanding]fyne.ThemeColorName{product.NPLWithin: theme.ColorNameSuccess, product.NPLOver: theme.ColorNameError, product.NPLUnknown: theme.ColorNamePrimary}
	bar(solid[r.Standing], 0, at(r.Least))
	word := func(text string, x, y float32) {
		t := kit.Caption(text)
		t.Move(fyne.NewPos(max(0, min(x, width-t.MinSize().Width)), y))
		t.Resize(t.MinSize())
		objects = append(objects, t)
	}
	word("0%", 0, top+height+2)
	word(money.RateOf(scale).Percent(), width, top+height+2)
	if r.Overall != nil && r.Rule != nil {
		x := at(r.Limit)
		mark := canvas.NewRectangle(theme.Color(theme.ColorNameForeground))
		mark.Move(fyne.NewPos(x-1, top-4))
		mark.Resize(fyne.NewSize(2, height+8))
		objects = append(objects, mark)
		word("上限 "+r.Limit.Percent(), x-30, 2)
	}
	word("不良率 "+r.Least.Percent(), at(r.Least)-30, top+height+2)
	return container.NewStack(kit.Spacer(width, top+height+22), container.NewWithoutLayout(objects...))
}
