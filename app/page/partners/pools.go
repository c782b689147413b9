package partners

import (
	"context"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
	"github.com/shopspring/decimal"

	"zhiya/app/page/kit"
	"zhiya/reports/chart"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/riskshare"
)

// liftForm is a decision on a fuse as it is typed.
type liftForm struct {
	Program string           `json:"program" label:"风险分担方案" source:"programs"`
	Metric  riskshare.Metric `json:"metric" label:"指标" choices:"compensation_rate=代偿率|npl_rate=不良率|pool_use=资金池使用率|bank_loss=单家银行代偿额"`
	Scope   riskshare.Scope  `json:"scope" label:"范围" choices:"scheme=全方案|bank=按银行|product=按产品|district=按区县"`
	Key     string           `json:"key" label:"对象" opt:"1" hint:"全方案的不填；银行填机构代号，产品填产品代码，区县填名称；在“资金池与熔断”中点“提出恢复决定”自动填写"`
	On      date.Date        `json:"on" label:"效力自"`
	Until   date.Date        `json:"until" label:"效力至"`
	Number  string           `json:"number" label:"决定文号"`
	Reason  string           `json:"reason" label:"恢复理由" lines:"3"`
}

// pools is the second part: how a program stands, its pools and fuses, and how many more defaults they bear.
type pools struct {
	page     *Page
	choose   *kit.Select
	keys     []string
	shown    *fyne.Container
	standing *workflow.ProgramStanding
	size     *kit.Entry
	borne    *kit.Entry
	simulate *fyne.Container
	content  fyne.CanvasObject
}

func newPools(p *Page) *pools {
	w := &pools{page: p, shown: container.NewVBox(), choose: kit.NewSelect(p.host, nil), simulate: container.NewVBox()}
	w.choose.OnChanged = func(string) { w.read() }
	w.size, w.borne = kit.NewEntry(p.host), kit.NewEntry(p.host)
	w.size.SetText("1000000")
	w.borne.SetText("500000")
	w.size.OnEnter, w.borne.OnEnter = w.count, w.count
	bar := container.NewHBox(kit.Plain("方案"), kit.Limited(420, kit.Named("pools:program", w.choose)))
	w.content = container.NewBorder(bar, nil, nil, nil, kit.Scrolling(container.NewVScroll(kit.Pad(w.shown, 4))))
	return w
}

// put offers the programs of the book.
func (w *pools) put() {
	var titles []string
	w.keys = nil
	for _, c := range w.page.choices("programs") {
		w.keys = append(w.keys, c.Value)
		titles = append(titles, c.Title)
	}
	before := w.choose.SelectedIndex()
	w.choose.SetOptions(titles)
	if len(titles) == 0 {
		w.shown.RemoveAll()
		w.shown.Add(kit.Note("还没有已批准的分担方案。方案批准并登记资金池后，这里显示余额、放大倍数和熔断情况。", kit.Width-20))
		return
	}
	w.choose.SetSelectedIndex(min(max(before, 0), len(titles)-1))
	if w.page.part == partPools {
		w.read()
	}
}

func (w *pools) read() {
	i := w.choose.SelectedIndex()
	if i < 0 || i >= len(w.keys) {
		return
	}
	var out workflow.ProgramStanding
	w.page.host.Run("正在统计", func(ctx context.Context) (err error) {
		out, err = w.page.host.Desk().ProgramStanding(ctx, w.page.host.Actor().PersonID, w.keys[i])
		return err
	}, func(err error) {
		w.shown.RemoveAll()
		if err != nil {
			for _, f := range fault.Of(err) {
				w.shown.Add(kit.Note(f.Message, kit.Width-20))
			}
			w.shown.Refresh()
			return
		}
		w.show(out)
	})
}

// show lays the standing of a program out.
func (w *pools) show(s workflow.ProgramStanding) {
	w.standing = &s
	w.shown.RemoveAll()
	w.shown.Add(kit.Card(fmt.Sprintf("%s（第 %d 版）", s.Record.Program.Name, s.Record.Version), kit.Facts(4, kit.Width-40,
		kit.Fact{Label: "在保贷款", Value: fmt.Sprintf("%d 笔", s.Totals.Cases)}, kit.Fact{Label: "在保余额", Value: kit.Amount(s.Totals.Balance)}, kit.Fact{Label: "其中不良", Value: kit.Amount(s.Totals.Bad)},
		kit.Fact{Label: "代偿余额（未返还）", Value: kit.Amount(s.Totals.Owing())}, kit.Fact{Label: "累计补偿", Value: kit.Amount(s.Totals.Paid)}, kit.Fact{Label: "累计返还", Value: kit.Amount(s.Totals.Returned)},
		kit.Fact{Label: "补偿办理中", Value: kit.Amount(s.Totals.Claimed)})))
	for _, p := range s.Pools {
		w.shown.Add(w.pool(p))
	}
	w.shown.Add(w.fuses(s))
	if len(s.Record.Program.Fuses) > 0 {
		w.shown.Add(w.simulator())
	}
	w.shown.Refresh()
}

// pool is one pool with its balance as a waterfall.
func (w *pools) pool(p workflow.PoolStanding) fyne.CanvasObject {
	const left = 380
	facts := kit.Facts(2, left, kit.Fact{Label: "拨入净额", Value: kit.Amount(p.PaidIn)}, kit.Fact{Label: "余额", Value: kit.Amount(p.Balance)}, kit.Fact{Label: "已备案贷款余额", Value: kit.Amount(p.Reserved)},
		kit.Fact{Label: "补偿办理中", Value: kit.Amount(p.Claimed)}, kit.Fact{Label: "还可备案", Value: kit.Amount(p.Room)})
	flow := chart.Waterfall{Unit: "万元", Steps: []chart.Step{{Label: "拨入净额", Value: chart.InWan(p.PaidIn), Total: true}, {Label: "已补偿", Value: chart.InWan(-p.Paid)}, {Label: "已返还", Value: chart.InWan(p.Returned)},
		{Label: "余额", Value: chart.InWan(p.Balance), Total: true}, {Label: "办理中", Value: chart.InWan(-p.Claimed)}, {Label: "可用", Value: chart.InWan(p.Balance - p.Claimed), Total: true}}}
	return kit.Card("资金池："+p.Org, container.NewHBox(kit.Limited(left, facts), kit.Spacer(16, 0), kit.Chart(flow, kit.Width-left-80, 190)))
}

// fuses shows every reading, the worst first.
func (w *pools) fuses(s workflow.ProgramStanding) fyne.CanvasObject {
	if len(s.Record.Program.Fuses) == 0 {
		return kit.Card("熔断", kit.Note("方案没有设置熔断规则。公布的方案大多未载明阈值，由各方在合作协议中约定后，另立方案版本登记。", kit.Width-40))
	}
	rank := map[riskshare.Trip]int{riskshare.Suspended: 0, riskshare.Warned: 1, riskshare.Clear: 2}
	list := slices.Clone(s.Readings)
	slices.SortStableFunc(list, func(a, b riskshare.FuseReading) int { return rank[a.Trip] - rank[b.Trip] })
	box := container.NewVBox()
	for _, r := range list {
		box.Add(w.reading(s, r))
	}
	if len(list) == 0 {
		box.Add(kit.Note("没有在保贷款，尚无读数。", kit.Width-40))
	}
	return kit.Card("熔断（达到熔断线即暂停新增备案，存量贷款不受影响）", box)
}

// reading is one fuse: words at the left, a gauge at the right.
func (w *pools) reading(s workflow.ProgramStanding, r riskshare.FuseReading) fyne.CanvasObject {
	const left = 430
	title := r.Fuse.Metric.Chinese() + "　" + r.Fuse.Scope.Chinese() + " " + w.page.keyName(r.Fuse.Scope, r.Key) + "　" + r.Trip.Chinese()
	lifted := false
	for _, l := range s.Lifted {
		lifted = lifted || l.Lifts(r.Fuse, r.Key, w.page.host.Today())
	}
	if lifted && r.Trip == riskshare.Suspended {
		title += "（恢复决定有效）"
	}
	words := container.NewVBox(kit.Named("fuse:"+string(r.Fuse.Metric)+":"+r.Key, kit.Bold(title)))
	text := r.Part.Format() + " 元"
	if r.Ratio != nil {
		text += " ÷ " + r.Whole.Format() + " 元 = " + r.Ratio.Percent()
	} else if r.Missed != "" {
		text += "；" + r.Missed
	}
	words.Add(kit.Note(text, left))
	if room := r.Left(); room != nil && r.Trip != riskshare.Suspended {
		words.Add(kit.Note("距熔断还有 "+room.Format()+" 元。依据："+r.Fuse.Source, left))
	} else {
		words.Add(kit.Note("依据："+r.Fuse.Source, left))
	}
	if r.Trip == riskshare.Suspended && !lifted && workflow.MayPropose(riskshare.LiftRecord, w.page.host.Actor()) && s.Record.OrgID == w.page.host.Actor().OrgID {
		words.Add(container.NewHBox(kit.Named("fuse:lift:"+r.Key, widget.NewButton("提出恢复决定", func() { w.lift(s, r) }))))
	}
	return container.NewHBox(kit.Limited(left, words), kit.Spacer(10, 0), kit.Chart(dial(r.Reading), kit.Width-left-80, 134))
}

// dial draws a reading against its thresholds.
func dial(r riskshare.Reading) chart.Chart {
	if r.Fuse.SuspendAt != nil {
		high := max(r.Part, *r.Fuse.SuspendAt) + *r.Fuse.SuspendAt/4
		g := chart.Gauge{Unit: "万元", Label: r.Fuse.Metric.Chinese(), Value: chart.InWan(r.Part), Low: chart.InWan(0), High: chart.InWan(high)}
		if r.Fuse.WarnAt != nil {
			g.Bands = append(g.Bands, chart.Band{Label: "正常", To: chart.InWan(*r.Fuse.WarnAt)}, chart.Band{Label: "预警", To: chart.InWan(*r.Fuse.SuspendAt)})
		} else {
			g.Bands = append(g.Bands, chart.Band{Label: "正常", To: chart.InWan(*r.Fuse.SuspendAt)})
		}
		g.Bands = append(g.Bands, chart.Band{Label: "熔断", To: g.High})
		return g
	}
	value := money.MustRate("0")
	if r.Ratio != nil {
		value = *r.Ratio
	}
	top := r.Fuse.Suspend.Decimal().Mul(decimal.NewFromFloat(1.5))
	if value.Decimal().GreaterThan(top) {
		top = value.Decimal().Mul(decimal.NewFromFloat(1.1))
	}
	high := money.RateOf(top)
	g := chart.Gauge{Label: r.Fuse.Metric.Chinese(), Value: chart.InPercent(value), Low: chart.InPercent(money.MustRate("0")), High: chart.InPercent(high)}
	if r.Fuse.Warn != nil {
		g.Bands = append(g.Bands, chart.Band{Label: "正常", To: chart.InPercent(*r.Fuse.Warn)}, chart.Band{Label: "预警", To: chart.InPercent(*r.Fuse.Suspend)})
	} else {
		g.Bands = append(g.Bands, chart.Band{Label: "正常", To: chart.InPercent(*r.Fuse.Suspend)})
	}
	g.Bands = append(g.Bands, chart.Band{Label: "熔断", To: g.High})
	return g
}

// lift opens the form of a decision for this fuse.
func (w *pools) lift(s workflow.ProgramStanding, r riskshare.FuseReading) {
	today := w.page.host.Today()
	target := &liftForm{Program: s.Record.Key(), Metric: r.Fuse.Metric, Scope: r.Fuse.Scope, Key: r.Key, On: today, Until: today.AddMonths(3)}
	w.page.keep("提出熔断恢复决定", "在效力期间内，所列范围的熔断不再阻止新增备案。", target, func() riskshare.Record {
		l := riskshare.LiftEntry{Program: target.Program, Lift: riskshare.Lift{Metric: target.Metric, Scope: target.Scope, Key: target.Key, On: target.On, Until: target.Until, Number: target.Number, Reason: target.Reason}}
		return riskshare.Record{Kind: riskshare.LiftRecord, Lift: &l}
	})
}

// simulator asks how many more defaults of one size the fuses bear.
func (w *pools) simulator() fyne.CanvasObject {
	count := widget.NewButton("测算", w.count)
	bar := container.NewHBox(kit.Plain("每笔违约（元）"), kit.Limited(150, kit.Named("field:size", w.size)), kit.Plain("其中由分担方承担（元）"), kit.Limited(150, kit.Named("field:borne", w.borne)), kit.Named("pools:simulate", count))
	w.count()
	return kit.Card("还能承受几笔违约", bar, w.simulate)
}

func (w *pools) count() {
	if w.standing == nil {
		return
	}
	w.simulate.RemoveAll()
	size, err := money.Parse(w.size.Text)
	borne, err2 := money.Parse(w.borne.Text)
	if err == nil {
		err = err2
	}
	if err != nil {
		w.simulate.Add(kit.Alarm("请填写金额，例如 1000000 或 1000000.00", kit.Width-60))
		w.simulate.Refresh()
		return
	}
	var rows [][]string
	for _, r := range w.standing.Readings {
		x := riskshare.Figures{Outstanding: r.Whole, Compensated: r.Part, NonPerforming: r.Part, PoolPaid: r.Part, PoolSize: r.Whole}
		if r.Fuse.Metric == riskshare.PoolUse || r.Fuse.Metric == riskshare.BankLoss { // their whole is no balance of loans
			x.Outstanding = w.standing.Totals.Balance
		}
		room, err := r.Fuse.Simulate(x, size, borne)
		if err != nil {
			w.simulate.Add(kit.Alarm(fault.Of(err)[0].Message, kit.Width-60))
			break
		}
		rows = append(rows, []string{r.Fuse.Metric.Chinese(), r.Fuse.Scope.Chinese() + " " + w.page.keyName(r.Fuse.Scope, r.Key), nth(room.ToWarn, "未设预警线"), nth(room.ToSuspend, "到余额用尽也不会熔断")})
	}
	if len(rows) > 0 {
		w.simulate.Add(kit.Sheet(kit.Width-60, []kit.Column{{Title: "指标", Weight: 1.2}, {Title: "范围", Weight: 2}, {Title: "触发预警", Weight: 1.6}, {Title: "触发熔断", Weight: 1.6}}, rows))
	}
	w.simulate.Refresh()
}

// nth says at which further default a threshold is met.
func nth(n *int, none string) string {
	switch {
	case n == nil:
		return none
	case *n == 0:
		return "现已触发"
	}
	return fmt.Sprintf("第 %d 笔", *n)
}

// keyName is the object of a fuse in words.
func (p *Page) keyName(s riskshare.Scope, key string) string {
	if s == riskshare.OfBank {
		return p.orgName(key)
	}
	return key
}
