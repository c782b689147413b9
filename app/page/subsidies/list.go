package subsidies

import (
	"cmp"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/subsidy"
)

// list is the batches the person sees.
type list struct {
	table   *table.DataTable[workflow.SubsidyView]
	content fyne.CanvasObject
}

func newList(p *Page) *list {
	type v = workflow.SubsidyView
	column := func(key, title string, width float32, text func(v) string) table.Column[v] {
		return table.Column[v]{Key: key, Title: title, Width: width, Text: text}
	}
	step := column("step", "环节", 90, func(x v) string { return x.Batch.Step.String() })
	step.Tone = func(x v) table.Tone {
		switch x.Batch.Step {
		case subsidy.Done:
			return table.Good
		case subsidy.Stopped:
			return table.Bad
		}
		return table.Plain
	}
	amount := column("amount", "补贴额（元）", 150, func(x v) string { return x.Total().Format() })
	amount.Right, amount.Compare = true, func(x, y v) int { return cmp.Compare(x.Total(), y.Total()) }
	mine := column("mine", "我的下一步", 200, func(x v) string { return strings.Join(x.Next(), "、") })
	mine.Tone = func(x v) table.Tone {
		if len(x.Next()) > 0 {
			return table.Mark
		}
		return table.Plain
	}
	t := table.NewDataTable("subsidies", column("number", "批次编号", 170, func(x v) string { return x.Batch.Number }), column("name", "名称", 300, func(x v) string { return x.Batch.Name }),
		column("kind", "种类", 90, func(x v) string { return x.Batch.Kind.String() }), column("year", "年度", 60, func(x v) string { return fmt.Sprint(x.Batch.Year) }), step,
		column("lines", "行数", 56, func(x v) string { return fmt.Sprint(len(x.Batch.Lines)) }), amount, mine)
	t.Empty = "没有补贴批次。市场监督管理局的经办建立批次，另一人发布申报通知后开始受理；银行在核对环节看到本行的借据。"
	t.RowName = func(x v) string { return "batch:" + x.Batch.Number }
	t.OnOpen = p.look
	t.SetChips(table.Chip[v]{Label: "待我办理", Keep: func(x v) bool { return len(x.Next()) > 0 }})
	kit.TableKeys(p.host, t)
	top := container.NewVBox(kit.Note("双击或者按 Enter 打开批次。每行的金额由方案、银行核对数和上限算出，逐步写明；上限和同一借据的日数跨批次计算。", kit.Width))
	look := widget.NewButton("打开所选批次", func() {
		if rows := t.Selected(); len(rows) == 1 {
			p.look(rows[0])
		}
	})
	acts := container.NewHBox(kit.Named("batch:open", look))
	if a := p.host.Actor(); a.OrgKind == access.Bureau && a.Has(access.Clerk) {
		add := widget.NewButton("建立批次…", func() { p.found(subsidy.Preset{}) })
		add.Importance = widget.HighImportance
		acts.Add(kit.Named("batch:add", add))
	}
	top.Add(acts)
	return &list{table: t, content: container.NewBorder(top, nil, nil, nil, t)}
}

// found opens the form of a new batch on a scheme; an empty preset leaves the scheme to be written.
func (p *Page) found(s subsidy.Preset) {
	year := p.host.Today().Year() - 1
	f := &subsidy.Open{Plan: subsidy.Plan{Kind: s.Kind, Year: year, Scheme: s.Scheme}}
	f.From = p.host.Today().AddDays(1 - p.host.Today().Day()).AddMonths(1 - p.host.Today().Month()).AddYears(-1)
	f.To = f.From.AddYears(1)
	if f.Kind == "" {
		f.Kind, f.Scheme.RateBase, f.Scheme.DayCount, f.Scheme.OverdueExcluded = subsidy.Interest, subsidy.ActualRate, "365", true
	}
	if o := p.choices("orgs:finance"); len(o) == 1 {
		f.FinanceID = o[0].Value
	}
	note := "建立后由局内另一人核对并发布申报通知。各地公开方案在“公开方案与算例”中，可以以其为底，数字须按当年通知核对。带 * 的必填。"
	p.open = nil
	p.ask("建立批次", note, f, "", func() subsidy.Form { return f })
}

// schemes are the published schemes, each with its source, and the worked examples.
func (p *Page) schemes() fyne.CanvasObject {
	box := container.NewVBox(kit.Note("以下方案读自公开报道和网页，均为示例，是否仍然有效待核实；办理时以当年申报通知为准。", kit.Width))
	clerk := p.host.Actor().OrgKind == access.Bureau && p.host.Actor().Has(access.Clerk)
	for _, s := range p.presets {
		lines := container.NewVBox(kit.Para(s.Text, kit.Width-40), kit.Note("计算规则："+strings.Join(s.Lines(s.Kind), "；"), kit.Width-40), kit.Note("种类："+s.Kind.String()+"　来源："+s.Source, kit.Width-40))
		if clerk {
			lines.Add(container.NewHBox(kit.Named("preset:"+s.Code+":"+string(s.Kind), widget.NewButton("以此方案建立批次…", func() { p.found(s) }))))
		}
		box.Add(kit.Card("示例　"+s.Title, lines))
	}
	box.Add(kit.Subheading("算例"))
	pack, err := p.host.Desk().Rulebook().On(subsidy.PresetPack, p.host.Today())
	if err == nil {
		var examples []subsidy.Worked
		if examples, err = subsidy.Examples(pack); err == nil {
			for _, w := range examples {
				box.Add(kit.Card(w.Title+"　→　"+w.Figure.Amount.Format()+" 元", why(w.Figure, kit.Width-40), kit.Note(w.Note, kit.Width-40)))
			}
		}
	}
	if err != nil {
		box.Add(kit.Alarm(kit.Sentences(err), kit.Width))
	}
	return kit.Scrolling(container.NewVScroll(kit.Limited(kit.Width, box)))
}

// why is a figure step by step.
func why(f subsidy.Figure, width float32) fyne.CanvasObject {
	var rows [][]string
	for _, r := range f.Why {
		rule := r.Rule
		if r.Binds {
			rule = "▼ " + rule
		}
		rows = append(rows, []string{rule, r.Text, r.After()})
	}
	return kit.Sheet(width, []kit.Column{{Title: "规则", Weight: 1.6}, {Title: "计算（▼ 使金额减少）", Weight: 4.4}, {Title: "其后金额", Weight: 1.4, Right: true}}, rows)
}
