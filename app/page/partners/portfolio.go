package partners

import (
	"context"
	"fmt"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/reports/chart"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/portfolio"
	"zhiya/workflow/riskshare/stress"
)

// scenarios is how many futures the stress of the window looks at.
const scenarios = 10_000

// together is the part 组合视图: all loans at once, their stress and the calibration book.
type together struct {
	page    *Page
	drawn   *portfolio.View
	shown   *fyne.Container
	stress  *fyne.Container
	begin   *widget.Button
	cancel  *widget.Button
	stop    atomic.Bool
	scroll  *container.Scroll
	content fyne.CanvasObject
}

func newPortfolio(p *Page) *together {
	v := &together{page: p, shown: container.NewVBox(), stress: container.NewVBox()}
	again := widget.NewButton("重新统计", v.read)
	v.begin = widget.NewButton("压力测试", v.run)
	v.cancel = widget.NewButton("取消", func() { v.stop.Store(true) })
	v.cancel.Disable()
	bar := container.NewHBox(kit.Named("portfolio:read", again), kit.Named("portfolio:stress", v.begin), kit.Named("portfolio:cancel", v.cancel))
	v.scroll = container.NewVScroll(kit.Pad(container.NewVBox(v.stress, v.shown), 4))
	v.content = container.NewBorder(bar, nil, nil, nil, kit.Scrolling(v.scroll))
	return v
}

func (v *together) read() {
	var view portfolio.View
	var a portfolio.Assumptions
	v.page.host.Run("正在统计组合", func(ctx context.Context) (err error) {
		view, a, err = v.page.host.Desk().Portfolio(ctx, v.page.host.Actor().PersonID)
		return err
	}, func(err error) {
		if err != nil {
			v.fail(v.shown, err)
			return
		}
		v.put(view, a)
	})
}

func (v *together) fail(box *fyne.Container, err error) {
	box.RemoveAll()
	for _, f := range fault.Of(err) {
		box.Add(kit.Alarm(f.Message, kit.Width-20))
	}
	box.Refresh()
	v.scroll.Refresh()
}

// put lays the view out.
func (v *together) put(view portfolio.View, a portfolio.Assumptions) {
	v.drawn = &view
	v.shown.RemoveAll()
	facts := []kit.Fact{{Label: "在贷笔数", Value: fmt.Sprintf("%d 笔", view.Loans)}, {Label: "余额", Value: kit.Amount(view.Owed)}, {Label: "其中不良", Value: kit.Amount(view.Bad)},
		{Label: "预期损失（一年）", Value: kit.Amount(view.Expected)}, {Label: "全额损失时合作方承担", Value: kit.Amount(view.Partners)},
		{Label: "变现价值不明", Value: fmt.Sprintf("%d 笔　%s 元", view.Unknown, view.UnknownM.Format())}}
	source := "预期损失＝违约概率（按五级分类）× 违约损失率 × 余额；违约损失率按仍在押、仍有效的快速变现价值扣除处置费用计算，价值不明的按全额损失计。参数来源：" + a.Source
	top := container.NewVBox(kit.Facts(3, kit.Width-40, facts...))
	if a.Verified {
		top.Add(kit.Note(source, kit.Width-40))
	} else {
		top.Add(kit.Alarm("参数为示例，未经核实："+source, kit.Width-40))
	}
	v.shown.Add(kit.Card(view.On.Chinese(), top))
	for _, d := range view.Spread {
		v.shown.Add(v.spread(d))
	}
	if len(view.Firms) > 0 {
		v.shown.Add(v.firms(view.Firms))
	}
	if len(view.Largest) > 0 {
		var rows [][]string
		for _, p := range view.Largest {
			l := a.Of(p, view.On)
			value := p.Forced.Format()
			if l.Unknown {
				value = "不明"
			}
			class := p.Class
			if class == "" {
				class = "未分类"
			}
			rows = append(rows, []string{p.Number, p.Title, class, p.Owed.Format(), value, l.LGD.Percent(), l.Expected.Format()})
		}
		v.shown.Add(kit.Card("余额最大的十笔", kit.Sheet(kit.Width-40, []kit.Column{{Title: "案号", Weight: 1.7}, {Title: "案件", Weight: 2.6}, {Title: "分类", Weight: .7}, {Title: "余额（元）", Weight: 1.3, Right: true},
			{Title: "快速变现价值", Weight: 1.3, Right: true}, {Title: "损失率", Weight: .8, Right: true}, {Title: "预期损失（元）", Weight: 1.2, Right: true}}, rows)))
	}
	v.shown.Refresh()
	v.scroll.Refresh()
}

// spread is one dimension: a table with bars of the largest beside it.
func (v *together) spread(d portfolio.Dimension) fyne.CanvasObject {
	const left = 560
	var rows [][]string
	bars := chart.Bars{Unit: "万元"}
	for i, s := range d.Slices {
		if i == 10 {
			rows = append(rows, []string{fmt.Sprintf("其余 %d 项", len(d.Slices)-10), "", "", "", ""})
			break
		}
		rows = append(rows, []string{s.Key, fmt.Sprint(s.Loans), s.Owed.Format(), s.Share.Percent(), s.Expected.Format()})
		if i < 6 {
			bars.Bars = append(bars.Bars, chart.Bar{Label: s.Key, Value: chart.InWan(s.Owed)})
		}
	}
	sheet := kit.Sheet(left, []kit.Column{{Title: d.Name, Weight: 1.6}, {Title: "笔数", Weight: .6, Right: true}, {Title: "余额（元）", Weight: 1.5, Right: true}, {Title: "占比", Weight: .8, Right: true},
		{Title: "预期损失（元）", Weight: 1.4, Right: true}}, rows)
	picture := kit.Chart(bars, kit.Width-left-90, max(110, float32(30*len(bars.Bars)+46)))
	return kit.Card(fmt.Sprintf("按%s　集中度 HHI %d（10000 为全部集中于一项）", d.Name, d.HHI), container.NewHBox(kit.Limited(left, sheet), kit.Spacer(16, 0), picture))
}

// firms is the calibration book.
func (v *together) firms(list []portfolio.Firm) fyne.CanvasObject {
	var rows [][]string
	rate := func(r *money.Rate) string {
		if r == nil {
			return "—"
		}
		return r.Percent()
	}
	for _, f := range list {
		rows = append(rows, []string{f.Name, fmt.Sprint(f.Loans), f.Owed.Format(), fmt.Sprint(f.Sales), amount(f.Appraised), amount(f.Realised), rate(f.Ratio), rate(f.ToForced), rate(f.Worst)})
	}
	return kit.Card("评估校准（成交价与评估价值、快速变现价值之比）", kit.Sheet(kit.Width-40, []kit.Column{{Title: "评估机构", Weight: 2}, {Title: "在贷笔数", Weight: .8, Right: true}, {Title: "在贷余额（元）", Weight: 1.5, Right: true}, {Title: "已成交", Weight: .7, Right: true},
		{Title: "评估价值（元）", Weight: 1.4, Right: true}, {Title: "成交价（元）", Weight: 1.4, Right: true}, {Title: "成交÷评估", Weight: .9, Right: true}, {Title: "÷快速变现", Weight: .9, Right: true}, {Title: "最低一笔", Weight: .9, Right: true}}, rows))
}

// run stresses the portfolio; it can be cancelled.
func (v *together) run() {
	v.stop.Store(false)
	v.begin.Disable()
	v.cancel.Enable()
	var out stress.Result
	v.page.host.Run("正在做压力测试", func(ctx context.Context) (err error) {
		out, err = v.page.host.Desk().StressPortfolio(ctx, v.page.host.Actor().PersonID, scenarios, 1, func(int) bool { return ctx.Err() == nil && !v.stop.Load() })
		return err
	}, func(err error) {
		v.begin.Enable()
		v.cancel.Disable()
		if err != nil {
			v.fail(v.stress, err)
			return
		}
		v.tell(out)
	})
}

// tell shows the distribution of the loss.
func (v *together) tell(r stress.Result) {
	const left = 640
	v.stress.RemoveAll()
	columns := []kit.Column{{Title: "承担方", Weight: 1.6}, {Title: "预期损失", Weight: 1.3, Right: true}}
	for _, l := range r.Total.Levels {
		columns = append(columns, kit.Column{Title: fmt.Sprintf("%g%%", l.P*100), Weight: 1.3, Right: true})
	}
	row := func(name string, d stress.Distribution) []string {
		out := []string{name, d.Expected.Wan(2)}
		for _, l := range d.Levels {
			out = append(out, l.Loss.Wan(2))
		}
		return out
	}
	rows := [][]string{row("合计", r.Total)}
	box := container.NewVBox()
	for _, p := range r.Parties {
		rows = append(rows, row(p.Party, p.Distribution))
		if p.Pool != nil && p.Exhausted > 0 {
			box.Add(kit.Note(fmt.Sprintf("%s资金池 %s 元，在 %.2f%% 的情景中不足，不足部分由贷款银行承担。", p.Party, p.Pool.Format(), p.Exhausted*100), left))
		}
	}
	bars := chart.Bars{Unit: "万元", Bars: []chart.Bar{{Label: "预期", Value: chart.InWan(r.Total.Expected)}}}
	for _, l := range r.Total.Levels {
		bars.Bars = append(bars.Bars, chart.Bar{Label: fmt.Sprintf("%g%%", l.P*100), Value: chart.InWan(l.Loss)})
	}
	note := kit.Note(fmt.Sprintf("%d 笔贷款，%d 个情景，种子 %d；单位万元。99%% 一列：一百个年头里有九十九个的损失不超过此数。单因子模型（Vasicek），同一产业链的贷款相关；相关系数取自规则包 portfolio-assumptions。", r.Loans, r.Scenarios, r.Seed), left)
	table := container.NewVBox(kit.Sheet(left, columns, rows), note, box)
	v.stress.Add(kit.Card("压力测试", container.NewHBox(kit.Limited(left, table), kit.Spacer(16, 0), kit.Chart(bars, kit.Width-left-90, 230))))
	v.stress.Refresh()
	v.scroll.Refresh()
}
