// Package rules is the workplace 规则库: who may do what where (the transition table), and the rule packs with their sources.
package rules

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/policy"
)

// Page shows the rules; a system administrator brings signed packs in, nothing else can be changed here.
type Page struct {
	host kit.Host
	body *fyne.Container
	tabs []*widget.Button

	library  *policy.Library
	imported []workflow.ImportedPack
	words    string // searched for
}

// New makes the page.
func New(h kit.Host) *Page {
	p := &Page{host: h, body: container.NewStack(), library: h.Desk().Rulebook()}
	for i, title := range []string{"办理权限与流转", "规则包", "两日比较"} {
		p.tabs = append(p.tabs, widget.NewButton(title, func() { p.show(i) }))
	}
	p.show(0)
	p.read(nil)
	return p
}

// read takes the rules as they stand in the store, then shows what was asked for.
func (p *Page) read(then func()) {
	var lib *policy.Library
	var imported []workflow.ImportedPack
	p.host.Run("正在读取规则包", func(ctx context.Context) (err error) {
		lib, imported, err = p.host.Desk().RuleLibrary(ctx)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.library, p.imported = lib, imported
		if then != nil {
			then()
		}
	})
}

// Title is what the window is called.
func (p *Page) Title() string { return "规则库" }

// Leave keeps nothing.
func (p *Page) Leave() {}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject {
	bar := container.NewHBox(kit.Heading("规则库"), kit.Spacer(12, 0), kit.Named("rules:journey", p.tabs[0]), kit.Named("rules:packs", p.tabs[1]), kit.Named("rules:compare", p.tabs[2]))
	return kit.Pad(container.NewBorder(bar, nil, nil, nil, p.body), 12)
}

func (p *Page) show(i int) {
	for n, b := range p.tabs {
		b.Importance = widget.LowImportance
		if n == i {
			b.Importance = widget.HighImportance
		}
		b.Refresh()
	}
	content := journey(p.host)
	switch i {
	case 1:
		content = p.packs()
	case 2:
		content = p.compare()
	}
	p.body.Objects = []fyne.CanvasObject{content}
	p.body.Refresh()
}

var natureNames = map[casefile.Nature]string{casefile.Forward: "推进", casefile.Record: "登记", casefile.Back: "退回更正", casefile.Exit: "终止"}

// journey is the transition table as it is checked: the same data drive the buttons.
func journey(h kit.Host) fyne.CanvasObject {
	type row = casefile.Transition
	column := func(key, title string, width float32, text func(row) string) table.Column[row] {
		return table.Column[row]{Key: key, Title: title, Width: width, Text: text}
	}
	t := table.NewDataTable("rules",
		column("title", "事项", 140, func(r row) string { return r.Title }),
		column("nature", "性质", 76, func(r row) string { return natureNames[r.Nature] }),
		column("from", "从", 190, func(r row) string { return states(r.Track, r.From) }),
		column("to", "到", 120, func(r row) string { return states(r.Track, r.To) }),
		column("by", "由谁办理", 230, func(r row) string { return joined(r.By, casefile.Grant.String) }),
		column("not_by", "不得由同一人办理过", 160, func(r row) string { return joined(r.NotBy, casefile.Name.Title) }),
		column("makes", "生成文书", 130, func(r row) string { return joined(r.Makes, casefile.DocumentKind.String) }))
	t.SetRows(casefile.Table())
	kit.TableKeys(h, t)
	return container.NewBorder(kit.Note("下表就是程序核对权限和流转的同一张表：按钮、拒绝理由和测试都由它生成。", kit.Width), nil, nil, nil, t)
}

func joined[T any](items []T, word func(T) string) string {
	out := make([]string, len(items))
	for i, x := range items {
		out[i] = word(x)
	}
	return strings.Join(out, "、")
}

func states(track casefile.Track, names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		switch track {
		case casefile.CompensationRoad:
			out[i] = "补偿·" + casefile.CompensationState(n).String()
		case casefile.DisposalRoad:
			out[i] = "处置·" + casefile.DisposalState(n).String()
		default:
			out[i] = casefile.Stage(n).String()
		}
		if n == "" && track == casefile.Main {
			out[i] = "（新案件）"
		}
	}
	return strings.Join(out, "、")
}
