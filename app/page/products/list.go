package products

import (
	"cmp"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/product"
	"zhiya/workflow/right"
)

func newTable(p *Page) *table.DataTable[product.Entry] {
	type e = product.Entry
	column := func(key, title string, width float32, text func(e) string) table.Column[e] {
		return table.Column[e]{Key: key, Title: title, Width: width, Text: text}
	}
	standing := column("standing", "状态", 110, func(x e) string { return p.all.Standing(x, p.host.Today()).String() })
	standing.Tone = func(x e) table.Tone {
		switch p.all.Standing(x, p.host.Today()) {
		case product.Pending:
			return table.Warn
		case product.Returned, product.Stopped:
			return table.Bad
		}
		return table.Plain
	}
	amount := column("amount", "单笔最高（元）", 140, func(x e) string { return x.Version.Terms.MaxAmount.Format() })
	amount.Compare = func(x, y e) int { return cmp.Compare(x.Version.Terms.MaxAmount, y.Version.Terms.MaxAmount) }
	t := table.NewDataTable("products",
		column("code", "代码", 90, func(x e) string { return x.Version.Terms.Code }),
		column("name", "产品名称", 190, func(x e) string { return x.Version.Terms.Name }),
		column("version", "版本", 60, func(x e) string { return fmt.Sprint(x.Version.Number) }), standing,
		column("from", "生效日", 100, func(x e) string { return x.Version.Terms.From.String() }),
		column("until", "至", 100, func(x e) string { return p.until(x) }), amount,
		column("months", "期限（月）", 84, func(x e) string { return fmt.Sprint(x.Version.Terms.MaxMonths) }),
		column("rate", "利率上限", 80, func(x e) string { return x.Version.Terms.MaxRate.Percent() }),
		column("lanes", "估值通道", 220, func(x e) string { return x.Version.Terms.Lanes() }))
	t.Empty = "还没有贷款产品。经办人提出产品，审批人批准后，授信即按产品审查；没有产品时不作此项审查。"
	t.RowName = func(x e) string { return fmt.Sprintf("product:%s:%d", x.Version.Terms.Code, x.Version.Number) }
	t.OnSelect = func(rows []e) {
		if len(rows) == 1 {
			p.tell(rows[0])
		}
	}
	t.OnOpen = p.tell
	kit.TableKeys(p.host, t)
	return t
}

func (p *Page) until(x product.Entry) string {
	if !x.Approved() {
		return ""
	}
	return p.all.Until(x.Version).String()
}

// list is the first part: the versions, and below them the one that is selected.
func (p *Page) list() fyne.CanvasObject {
	top := container.NewVBox(kit.Note("产品由经办人提出、审批人批准；修改即另立新版本，自生效日起用于新的授信。已决定的案件仍按其决定时的版本，不受影响。", kit.Width))
	if p.host.Actor().Has(access.Officer) {
		add := widget.NewButton("提出新产品", func() { p.edit(p.fresh(), "提出新产品") })
		add.Importance = widget.HighImportance
		top.Add(container.NewHBox(kit.Named("product:add", add)))
	}
	return container.NewBorder(top, p.detail, nil, nil, p.table)
}

// fresh are the terms a new product begins with: the kinds of rights with the example caps of the rule library, to be replaced.
func (p *Page) fresh() product.Terms {
	t := product.Terms{From: p.host.Today(), Order: product.AnyOrder, External: true, MaxMonths: 12}
	for _, k := range []right.Kind{right.Invention, right.Utility, right.Trademark} {
		t.Caps = append(t.Caps, product.KindCap{Kind: k})
	}
	return t
}

// tell puts the whole of a version below the list, what differs from the version before it, and what may be done with it.
func (p *Page) tell(x product.Entry) {
	v, t := x.Version, x.Version.Terms
	const left, right = 620, 400
	facts := []kit.Fact{{Label: "单笔最高金额", Value: kit.Yuan(t.MaxAmount)}, {Label: "最长期限", Value: fmt.Sprintf("%d 个月", t.MaxMonths)}, {Label: "年利率上限", Value: t.MaxRate.Percent()},
		{Label: "估值通道", Value: t.Lanes()}, {Label: "尽调与评估", Value: orders[t.Order]}, {Label: "非专利权利多笔出质", Value: map[bool]string{true: "允许", false: "不允许"}[t.Shared]},
		{Label: "制度依据", Value: t.Basis}, {Label: "原因", Value: t.Reason}, {Label: "提出", Value: v.Person + "　" + v.SavedOn.Chinese()}}
	if d := x.Decision; d != nil {
		facts = append(facts, kit.Fact{Label: map[bool]string{true: "批准", false: "退回"}[d.Approved], Value: d.Person + "　" + d.On.Chinese()}, kit.Fact{Label: "审批意见", Value: d.Opinion})
	}
	var rows [][]string
	for _, c := range t.Caps {
		rows = append(rows, []string{c.Kind.String(), c.Cap.Percent(), c.Haircut.Percent()})
	}
	caps := kit.Sheet(right, []kit.Column{{Title: "权利种类", Weight: 2}, {Title: "质押率上限", Weight: 1.2, Right: true}, {Title: "最低折扣", Weight: 1.2, Right: true}}, rows)
	box := container.NewVBox(container.New(kit.Columns{Weights: []float32{left, right}, Gap: 12}, kit.Facts(3, left, facts...), caps))
	if text := p.changes(v); text != "" {
		box.Add(kit.Note("与上一版相比："+text, kit.Width-40))
	}
	if acts := p.acts(x); len(acts) > 0 {
		box.Add(container.NewHBox(acts...))
	}
	p.detail.RemoveAll()
	p.detail.Add(kit.Card(v.Label()+"　"+p.all.Standing(x, p.host.Today()).String(), box))
	p.detail.Refresh()
	p.body.Refresh()
}

var orders = map[product.Order]string{product.AnyOrder: "不限先后", product.DiligenceFirst: "先尽调后评估"}

// acts are what this person may do with a version.
func (p *Page) acts(x product.Entry) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	me, t := p.host.Actor(), x.Version.Terms
	if x.Decision == nil && me.Has(access.Approver) {
		approve := widget.NewButton("批准", func() { p.decide(x, true) })
		approve.Importance = widget.HighImportance
		out = append(out, kit.Named("product:approve", approve), kit.Named("product:return", widget.NewButton("退回", func() { p.decide(x, false) })))
	}
	if x.Decision != nil && me.Has(access.Officer) {
		next := t
		next.From, next.Reason, next.Stopped = p.host.Today(), "", false
		if x.Approved() && !next.From.After(t.From) {
			next.From = t.From.AddDays(1)
		}
		out = append(out, kit.Named("product:edit", widget.NewButton("以此为底另立新版本", func() { p.edit(next, "另立新版本："+t.Code+" "+t.Name) })))
		if x.Approved() && !t.Stopped {
			stop := next
			stop.Stopped = true
			out = append(out, kit.Named("product:stop", widget.NewButton("停止办理", func() { p.edit(stop, "停止办理："+t.Code+" "+t.Name) })))
		}
	}
	return out
}

// changes says in words what a version changes against the one before it.
func (p *Page) changes(v product.Version) string {
	var old *product.Terms
	for _, e := range p.all.Of(v.Terms.Code) {
		if e.Approved() && e.Version.Number < v.Number {
			old = &e.Version.Terms
		}
	}
	if old == nil {
		return ""
	}
	var out []string
	say := func(label, was, is string) {
		if was != is {
			out = append(out, label+" "+was+" → "+is)
		}
	}
	yes := func(b bool) string { return map[bool]string{true: "是", false: "否"}[b] }
	t := v.Terms
	say("名称", old.Name, t.Name)
	say("单笔最高金额", kit.Yuan(old.MaxAmount), kit.Yuan(t.MaxAmount))
	say("最长期限", fmt.Sprintf("%d 个月", old.MaxMonths), fmt.Sprintf("%d 个月", t.MaxMonths))
	say("年利率上限", old.MaxRate.Percent(), t.MaxRate.Percent())
	say("估值通道", old.Lanes(), t.Lanes())
	say("尽调与评估", orders[old.Order], orders[t.Order])
	say("允许多笔出质", yes(old.Shared), yes(t.Shared))
	say("停止办理", yes(old.Stopped), yes(t.Stopped))
	say("制度依据", old.Basis, t.Basis)
	rate := func(x product.Terms, k right.Kind, of func(product.KindCap) money.Rate) string {
		if c, taken := x.CapOf(k); taken {
			return of(c).Percent()
		}
		return "不接受"
	}
	for _, k := range []right.Kind{right.Invention, right.Utility, right.Design, right.Trademark, right.Software, right.Work} {
		limit := func(c product.KindCap) money.Rate { return c.Cap }
		haircut := func(c product.KindCap) money.Rate { return c.Haircut }
		say(k.String()+"质押率上限", rate(*old, k, limit), rate(t, k, limit))
		say(k.String()+"最低折扣", rate(*old, k, haircut), rate(t, k, haircut))
	}
	return strings.Join(out, "；")
}
