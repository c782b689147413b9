package partners

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	"zhiya/reports/chart"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/riskshare"
)

// programForm is a version of a program with the organisations that fill it.
type programForm struct {
	riskshare.Program
	Fills []riskshare.Fill `json:"fills" label:"成员由谁担任" hint:"贷款银行可不填，即各案贷款银行"`
}

// fromPreset is a published program as a beginning: no longer an example once it is one's own.
func fromPreset(x riskshare.Preset, today date.Date) programForm {
	f := programForm{Program: x.Program}
	f.Example, f.ValidFrom = false, today
	f.Members = append([]riskshare.Member(nil), x.Program.Members...)
	for _, m := range f.Members {
		if m.Role != riskshare.BankRole {
			f.Fills = append(f.Fills, riskshare.Fill{Member: m.ID})
		}
	}
	return f
}

// edit opens the editor: the form at the left, a worked example of what is typed at the right.
func (p *Page) edit(start programForm, title, note string) {
	const left, right = 600, 470
	target := &start
	if target.Members == nil {
		target.Members = []riskshare.Member{}
	}
	example := newExample(p, right, 190)
	s := &sheet{page: p, target: target, banner: container.NewVBox()}
	s.form = form.New(p.formEnv(left, func() {
		s.form.Read() // the faults are told when it is handed in; the example tells what it cannot work with
		example.show(target.Program)
	}), target)
	person := p.host.Actor().PersonID
	s.do = func(ctx context.Context) (string, error) {
		program := target.Program
		r, err := p.host.Desk().ProposeRecord(ctx, person, riskshare.Record{Kind: riskshare.ProgramRecord, Program: &program, Fills: target.Fills})
		if err != nil {
			fs := fault.Of(err)
			for i := range fs {
				fs[i].Path = strings.TrimPrefix(fs[i].Path, "program.")
			}
			return "", fs
		}
		return "已提出 " + label(riskshare.BookEntry{Record: r}) + "，待另一人审批", nil
	}
	s.button = widget.NewButton("提 交（Ctrl+Enter）", s.submit)
	s.button.Importance = widget.HighImportance
	head := container.NewVBox(kit.Heading(title))
	if note != "" {
		head.Add(kit.Note(note, kit.Width))
	}
	head.Add(s.banner)
	head.Add(container.NewHBox(kit.Named("submit", s.button), kit.Named("form:back", widget.NewButton("返回（Esc）", p.home))))
	head.Add(kit.Rule())
	side := container.NewVScroll(kit.Card("算例（随填写变化）", example.content))
	side.SetMinSize(fyne.NewSize(right+40, 100))
	p.form = s
	p.whole.Objects = []fyne.CanvasObject{kit.Pad(container.NewBorder(head, nil, nil, side, s.form.Content()), 12)}
	p.whole.Refresh()
	example.show(target.Program)
	s.form.FocusFirst(p.host.Window().Canvas())
}

// example is a loss shared by a program, line by line, with a picture. The loss and what a pool holds are typed above it.
type example struct {
	page    *Page
	fields  []*kit.Entry // in the order of exampleFields
	last    riskshare.Program
	shown   *fyne.Container
	width   float32
	height  float32
	content fyne.CanvasObject
}

// exampleFields are what is typed, with what stands there at first.
var exampleFields = []struct{ name, label, text string }{
	{"principal", "未偿本金（元）", "1000000.00"}, {"interest", "利息（元）", "30000.00"}, {"costs", "费用（元）", "5000.00"}, {"pool", "资金池余额（元）", "5000000.00"}, {"ip_share", "知识产权占比（%）", "100"},
}

func newExample(p *Page, width, height float32) *example {
	x := &example{page: p, width: width, height: height, shown: container.NewVBox()}
	grid := container.New(&kit.Grid{Columns: 3})
	for _, f := range exampleFields {
		e := kit.NewEntry(p.host)
		e.SetText(f.text)
		e.OnChanged = func(string) { x.show(x.last) }
		x.fields = append(x.fields, e)
		grid.Add(container.NewVBox(kit.Caption(f.label), kit.Named("example:"+f.name, e)))
	}
	x.content = container.NewVBox(kit.Limited(width, grid), x.shown)
	return x
}

// loss reads what is typed.
func (x *example) loss() (riskshare.Loss, money.Money, error) {
	var out riskshare.Loss
	var pool money.Money
	for i, to := range []*money.Money{&out.Principal, &out.Interest, &out.Costs, &pool} {
		m, err := money.ParseLoose(x.fields[i].Text)
		if err != nil {
			return out, 0, fault.New(fault.Invalid, "amount", "", "%s：请填写金额，例如 1000000.00", exampleFields[i].label)
		}
		*to = m
	}
	ip, err := money.ParsePercent(strings.TrimSuffix(strings.TrimSpace(x.fields[4].Text), "%") + "%")
	if err != nil {
		return out, 0, fault.New(fault.Invalid, "rate", "", "知识产权占比：请填写百分数，例如 100")
	}
	out.IPShare = &ip
	return out, pool, nil
}

// show shares the loss by the program as it stands; what is wrong with it is said in its place.
func (x *example) show(p riskshare.Program) {
	x.last = p
	x.shown.RemoveAll()
	defer x.shown.Refresh()
	for _, w := range p.Warnings() {
		x.shown.Add(kit.Alarm(w, x.width))
	}
	loss, pool, err := x.loss()
	if err != nil {
		x.faults(err)
		return
	}
	use := map[string]riskshare.Use{}
	for _, m := range p.Members {
		use[m.ID] = riskshare.Use{Pool: &pool}
	}
	scheme, err := p.Scheme(use)
	if err != nil {
		x.faults(err)
		return
	}
	req := riskshare.Request{Scheme: scheme, Loss: loss}
	e, err := riskshare.Explain(req)
	if err != nil {
		x.faults(err)
		return
	}
	name := func(id string) string {
		for _, m := range p.Members {
			if m.ID == id && m.Role.Chinese() != "" {
				return m.Role.Chinese()
			}
		}
		return id
	}
	var rows [][]string
	for _, l := range riskshare.Story(req, e, name) {
		what := l.What
		if l.Bold {
			what = "＝ " + what
		}
		rows = append(rows, []string{what, l.How, l.Amount.Format()})
	}
	flow := chart.Waterfall{Unit: "万元", Steps: []chart.Step{{Label: "损失", Value: chart.InWan(e.Total), Total: true}}}
	for _, part := range e.Parts {
		amount := part.Amount
		if part.ID == e.Outside.Party {
			amount += e.Outside.Amount
		}
		flow.Steps = append(flow.Steps, chart.Step{Label: name(part.ID), Value: chart.InWan(-amount)})
	}
	flow.Steps = append(flow.Steps, chart.Step{Label: "未分担", Value: chart.InWan(0), Total: true})
	x.shown.Add(kit.Chart(flow, x.width, x.height))
	x.shown.Add(kit.Sheet(x.width, []kit.Column{{Title: "事项", Weight: 1.5}, {Title: "怎样得来", Weight: 2.6}, {Title: "金额（元）", Weight: 1.3, Right: true}}, rows))
}

func (x *example) faults(err error) {
	for i, f := range fault.Of(err) {
		if i == 4 {
			break
		}
		x.shown.Add(kit.Alarm(f.Message, x.width))
	}
}
