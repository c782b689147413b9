package partners

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/workflow"
	"zhiya/workflow/riskshare"
)

// records is the last part: money of pools, what guarantors state of themselves and decisions on fuses, and whatever waits for approval.
type records struct {
	page    *Page
	table   *table.DataTable[riskshare.BookEntry]
	detail  *fyne.Container
	content fyne.CanvasObject
}

func newRecords(p *Page) *records {
	n := &records{page: p, detail: container.NewVBox()}
	type e = riskshare.BookEntry
	column := func(key, title string, width float32, text func(e) string) table.Column[e] {
		return table.Column[e]{Key: key, Title: title, Width: width, Text: text}
	}
	standing := column("state", "状态", 90, e.StateName)
	standing.Tone = func(x e) table.Tone {
		if x.Decision == nil {
			return table.Warn
		}
		if !x.Approved() {
			return table.Bad
		}
		return table.Plain
	}
	n.table = table.NewDataTable("records",
		column("on", "提出日", 92, func(x e) string { return x.On.String() }), column("kind", "种类", 120, func(x e) string { return x.Kind.Chinese() }),
		column("what", "内容", 420, label), standing, column("program", "方案", 170, func(x e) string { return p.programName(about(x)) }),
		column("person", "提出人", 110, func(x e) string { return x.Person }), column("by", "审批人", 110, func(x e) string {
			if x.Decision == nil {
				return ""
			}
			return x.Decision.Person
		}))
	n.table.Empty = "还没有账簿记录。资金池的拨入、划出，担保公司的净资产，熔断的恢复决定，都由经办提出、负责人批准后生效。"
	n.table.RowName = func(x e) string { return "record:" + x.ID }
	n.table.OnSelect = func(rows []e) {
		if len(rows) == 1 {
			n.tell(rows[0])
		}
	}
	n.table.OnOpen = n.tell
	kit.TableKeys(p.host, n.table)
	bar := container.NewHBox()
	me := p.host.Actor()
	button := func(name, title string, kind riskshare.RecordKind, open func()) {
		if workflow.MayPropose(kind, me) {
			bar.Add(kit.Named("record:"+name, widget.NewButton(title, open)))
		}
	}
	button("pool", "登记资金池收支", riskshare.PoolRecord, n.pool)
	button("standing", "登记担保能力", riskshare.StandingRecord, n.standing)
	button("lift", "提出熔断恢复决定", riskshare.LiftRecord, n.lift)
	n.content = container.NewBorder(bar, n.detail, nil, nil, n.table)
	return n
}

// about is the program that a record is about.
func about(e riskshare.BookEntry) string {
	switch {
	case e.Program != nil:
		return e.Key()
	case e.Pool != nil:
		return e.Pool.Program
	case e.Lift != nil:
		return e.Lift.Program
	}
	return ""
}

// put lists the records of the organisation, the newest first, those that wait before all.
func (n *records) put() {
	me := n.page.host.Actor()
	own := slices.DeleteFunc(slices.Clone(n.page.book), func(e riskshare.BookEntry) bool { return e.OrgID != me.OrgID })
	slices.SortStableFunc(own, func(a, b riskshare.BookEntry) int {
		if (a.Decision == nil) != (b.Decision == nil) {
			if a.Decision == nil {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.AtMilli, a.AtMilli)
	})
	n.detail.RemoveAll()
	n.table.SetRows(own)
}

// tell shows a record whole, with what may be done with it.
func (n *records) tell(e riskshare.BookEntry) {
	var facts []kit.Fact
	add := func(label, value string) { facts = append(facts, kit.Fact{Label: label, Value: value}) }
	switch {
	case e.Program != nil:
		n.page.show(partPrograms)
		n.page.plans.tell(e)
		return
	case e.Pool != nil:
		add("方案", n.page.programName(e.Pool.Program))
		add("收支", e.Pool.KindName())
		add("金额", kit.Yuan(e.Pool.Amount))
		add("收付日", e.Pool.On.Chinese())
		add("凭证号", e.Pool.Voucher)
		add("依据", e.Pool.Source)
	case e.Standing != nil:
		add("报表日", e.Standing.On.Chinese())
		add("净资产", kit.Yuan(e.Standing.NetAssets))
		add("系统外担保责任余额", kit.Amount(e.Standing.Liability))
		add("主要服务小微和三农", map[bool]string{true: "是（上限 15 倍）", false: "否（上限 10 倍）"}[e.Standing.SmallFirms])
		add("依据", e.Standing.Source)
	case e.Lift != nil:
		add("方案", n.page.programName(e.Lift.Program))
		add("指标", e.Lift.Metric.Chinese())
		add("范围", e.Lift.Scope.Chinese()+" "+n.page.keyName(e.Lift.Scope, e.Lift.Key))
		add("效力", e.Lift.On.Chinese()+" 至 "+e.Lift.Until.Chinese())
		add("文号", e.Lift.Number)
		add("理由", e.Lift.Reason)
	}
	add("提出", e.Person+"　"+e.On.Chinese())
	if d := e.Decision; d != nil {
		add(map[bool]string{true: "批准", false: "退回"}[d.Approved], d.Person+"　"+d.On.Chinese())
		add("审批意见", d.Opinion)
	}
	box := container.NewVBox(kit.Facts(3, kit.Width-40, facts...))
	n.page.decisions(box, e)
	n.detail.RemoveAll()
	n.detail.Add(kit.Card(label(e), box))
	n.detail.Refresh()
	n.page.body.Refresh()
}

// decisions adds the approver's buttons.
func (p *Page) decisions(box *fyne.Container, e riskshare.BookEntry) {
	if !p.mayDecide(e) {
		return
	}
	approve := widget.NewButton("批准", func() { p.decide(e, true) })
	approve.Importance = widget.HighImportance
	box.Add(container.NewHBox(kit.Named("record:approve", approve), kit.Named("record:return", widget.NewButton("退回", func() { p.decide(e, false) }))))
}

func (n *records) pool() {
	target := &riskshare.PoolEntry{On: n.page.host.Today(), Kind: "in"}
	n.page.keep("登记资金池收支", "资金池余额＝已批准的拨入、利息减划出、费用，减已补偿，加已返还。补偿和返还由案件记账，不在这里登记。", target, func() riskshare.Record {
		return riskshare.Record{Kind: riskshare.PoolRecord, Pool: target}
	})
}

func (n *records) standing() {
	target := &riskshare.GuarantorStanding{On: n.page.host.Today()}
	n.page.keep("登记担保能力", "用于核对《融资担保公司监督管理条例》第十五条、第十六条的限额；以最近一次批准的为准。", target, func() riskshare.Record {
		return riskshare.Record{Kind: riskshare.StandingRecord, Standing: target}
	})
}

func (n *records) lift() {
	today := n.page.host.Today()
	target := &liftForm{On: today, Until: today.AddMonths(3)}
	n.page.keep("提出熔断恢复决定", "在效力期间内，所列范围的熔断不再阻止新增备案。由方案的管理机构决定。", target, func() riskshare.Record {
		l := riskshare.LiftEntry{Program: target.Program, Lift: riskshare.Lift{Metric: target.Metric, Scope: target.Scope, Key: target.Key, On: target.On, Until: target.Until, Number: target.Number, Reason: target.Reason}}
		return riskshare.Record{Kind: riskshare.LiftRecord, Lift: &l}
	})
}
