package scoring

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/app/widget"
	"zhiya/valuation/money"
	"zhiya/valuation/score"
)

// newField is an entry whose text counts when it is left; the window's keys and shortcuts pass through.
func newField(keys kit.Keys, hint string) *widget.Field {
	f := widget.NewField(hint)
	if keys == nil {
		return f
	}
	f.OnShortcut = keys.Shortcut
	f.OnKey = func(k fyne.KeyName) {
		if k == fyne.KeyEscape {
			keys.Escape()
			return
		}
		keys.Function(k)
	}
	return f
}

// columns of the list: indicator, weight, score, rubric, reason.
var columns = kit.Columns{Weights: []float32{2.5, 1.1, .9, 3, 2.6}, Gap: 12}

// cell is the width of a column of the list.
func (p *Panel) cell(i int) float32 {
	var sum float32
	for _, w := range columns.Weights {
		sum += w
	}
	return (p.env.Width - 8 - columns.Gap*float32(len(columns.Weights)-1)) / sum * columns.Weights[i]
}

// row lays cells out in the columns; missing ones stay empty.
func row(cells ...fyne.CanvasObject) fyne.CanvasObject {
	for len(cells) < len(columns.Weights) {
		cells = append(cells, kit.Spacer(0, 0))
	}
	for i, c := range cells {
		cells[i] = container.NewVBox(c) // at the top of a row that is higher
	}
	return kit.Pad(container.New(columns, cells...), 4)
}

func ground(o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(canvas.NewRectangle(theme.Color(theme.ColorNameHeaderBackground)), o)
}

// listHead names the columns.
func listHead() fyne.CanvasObject {
	return ground(row(kit.Bold("指标"), kit.Bold("权重"), kit.Bold("得分"), kit.Bold("评分标准"), kit.Bold("取值依据")))
}

// section is one group of the first level with all indicators below it. The fields exist while it is open.
type section struct {
	p      *Panel
	node   score.Node
	leaves []score.Leaf
	open   bool
	fold   *fynewidget.Button
	heads  map[string]*fyne.Container // scores of groups, by id
	lines  []*line
	body   *fyne.Container
	box    fyne.CanvasObject
}

func newSection(p *Panel, n score.Node, open bool) *section {
	own := p.draft.tree
	own.Nodes = []score.Node{n}
	s := &section{p: p, node: n, leaves: own.Leaves(p.draft.scenario), heads: map[string]*fyne.Container{}, body: container.NewVBox()}
	s.fold = fynewidget.NewButton("", func() { s.toggle(!s.open) })
	s.fold.Importance, s.fold.Alignment = fynewidget.LowImportance, fynewidget.ButtonAlignLeading
	s.heads[n.ID] = container.NewStack()
	head := container.NewBorder(nil, nil, kit.Named("scoring.group."+n.ID, s.fold), container.NewHBox(container.NewCenter(kit.Plain("权重 "+n.Weights[p.draft.scenario].Percent())), kit.Spacer(16, 0),
		container.NewCenter(s.heads[n.ID]), kit.Spacer(8, 0)))
	s.box = container.NewVBox(ground(head), s.body)
	s.toggle(open)
	return s
}

func (s *section) toggle(open bool) {
	s.commit()
	s.open, s.lines = open, nil
	for id := range s.heads {
		if id != s.node.ID {
			delete(s.heads, id)
		}
	}
	s.body.RemoveAll()
	if open {
		if s.node.Leaf() {
			s.leaf(s.node, 1)
		} else {
			s.below(s.node.Children, 2)
		}
	}
	s.body.Refresh()
	s.figures()
}

// below adds the rows under a group.
func (s *section) below(nodes []score.Node, level int) {
	scenario := s.p.draft.scenario
	for _, n := range nodes {
		switch w := n.Weights[scenario]; {
		case w.IsZero():
		case n.Leaf():
			s.leaf(n, level)
		default:
			s.heads[n.ID] = container.NewStack()
			s.body.Add(row(indented(kit.Lines(n.Name, theme.TextSize(), s.p.cell(0)-indent(level), theme.ColorNameForeground, fyne.TextStyle{Bold: true}), level), kit.Plain(w.Percent()), s.heads[n.ID]))
			s.body.Add(kit.Rule())
			s.below(n.Children, level+1)
		}
	}
}

func indent(level int) float32 { return float32(level-1) * 18 }

func indented(o fyne.CanvasObject, level int) fyne.CanvasObject {
	return container.NewBorder(nil, nil, kit.Spacer(indent(level)-theme.Padding(), 0), nil, o)
}

func (s *section) leaf(n score.Node, level int) {
	for _, l := range s.leaves {
		if l.Node.ID == n.ID {
			x := newLine(s.p, l, level)
			s.lines = append(s.lines, x)
			s.body.Add(x.box)
			s.body.Add(kit.Rule())
		}
	}
}

// figures shows the scores of the groups, and how many indicators are scored.
func (s *section) figures() {
	done := 0
	for _, l := range s.leaves {
		if m := s.p.draft.raters[s.p.at].marks[l.Node.ID]; m.state(false) == "" && m.score != "" {
			done++
		}
	}
	sign := "▸ "
	if s.open {
		sign = "▾ "
	}
	s.fold.SetText(fmt.Sprintf("%s%s　已评 %d / %d 项", sign, s.node.Name, done, len(s.leaves)))
	for id, box := range s.heads {
		n, _ := s.p.draft.tree.Find(id)
		var o fyne.CanvasObject = kit.Caption("未评全")
		if v, ok := s.p.draft.part(n); ok {
			o = kit.Bold(points(v))
			if id == s.node.ID {
				o = kit.Bold("得分 " + points(v))
			}
		}
		box.Objects = []fyne.CanvasObject{o}
		box.Refresh()
	}
}

func (s *section) commit() {
	for _, l := range s.lines {
		l.points.Commit()
		l.reason.Commit()
	}
}

// mark shows at each indicator what is wrong with it.
func (s *section) mark() {
	for _, l := range s.lines {
		l.mark(true)
	}
}

// refill shows what the program put in.
func (s *section) refill(node string) {
	for _, l := range s.lines {
		if l.leaf.Node.ID == node {
			l.put()
		}
	}
}

func (s *section) update(node string) {
	for _, l := range s.lines {
		if l.leaf.Node.ID == node {
			l.update()
		}
	}
	s.figures()
}

// line is one indicator to be scored.
type line struct {
	p              *Panel
	leaf           score.Leaf
	points, reason *widget.Field
	band, wrong    *fyne.Container
	checked        bool // faults of what is still empty are shown too
	box            fyne.CanvasObject
}

func newLine(p *Panel, l score.Leaf, level int) *line {
	x := &line{p: p, leaf: l, points: newField(p.env.Host, "0—100"), reason: newField(p.env.Host, "资料名称、出具单位或日期"), band: container.NewStack(), wrong: container.NewVBox()}
	n := l.Node
	kit.Named("scoring.score."+n.ID, x.points)
	kit.Named("scoring.reason."+n.ID, x.reason)
	x.put()
	x.points.OnCommit = func(text string) { x.take(func(m *mark) { m.score = strings.TrimSpace(text) }) }
	x.reason.OnCommit = func(text string) { x.take(func(m *mark) { m.reason = text }) }
	width := p.cell(0) - indent(level)
	title := n.Name
	if n.Extension {
		title += "（扩展指标）"
	}
	name := container.NewVBox(kit.Para(title, width))
	if n.Definition != "" {
		name.Add(kit.Note(n.Definition, width))
	}
	if n.Evidence != "" {
		name.Add(kit.Note("取数来源："+n.Evidence, width))
	}
	weight := container.NewVBox(kit.Plain(l.Weight.Percent()), kit.Note("占总分 "+money.RateOf(l.Whole.Decimal().Round(6)).Percent(), p.cell(1)))
	x.box = row(indented(name, level), weight, x.points, x.band, container.NewVBox(x.reason, x.wrong))
	x.update()
	return x
}

func (x *line) given() mark { return x.p.draft.raters[x.p.at].marks[x.leaf.Node.ID] }

func (x *line) put() {
	m := x.given()
	x.points.SetText(m.score)
	x.reason.SetText(m.reason)
}

func (x *line) take(change func(*mark)) {
	m := x.given()
	change(&m)
	x.p.draft.raters[x.p.at].marks[x.leaf.Node.ID] = m
	x.p.after(x.leaf.Node.ID)
}

// update shows the band of the score; all bands while there is none.
func (x *line) update() {
	n := x.leaf.Node
	text := band(n, x.given().score)
	var o fyne.CanvasObject
	switch {
	case text != "":
		o = kit.Para(text, x.p.cell(3))
	case len(n.Rubric) == 0:
		o = kit.Note("没有评分标准", x.p.cell(3))
	default:
		all := rubric(n)
		if v, ok := number(x.given().score); ok && v.Between("0", "100") {
			all = "该得分不在任何档次内，请复核：\n" + all
		}
		o = kit.Note(all, x.p.cell(3))
	}
	x.band.Objects = []fyne.CanvasObject{o}
	x.band.Refresh()
	x.mark(x.checked)
}

func (x *line) mark(all bool) {
	x.checked = all
	x.wrong.RemoveAll()
	if text := x.given().state(all); text != "" {
		x.wrong.Add(kit.Alarm(text, x.p.cell(4)))
	}
	x.wrong.Refresh()
}

// state is what is wrong with a mark; with all set, what is still missing too.
func (m mark) state(all bool) string {
	value, ok := number(m.score)
	var out []string
	switch {
	case m.score == "":
		if all {
			out = append(out, "请打分（0 至 100）")
		}
	case !ok:
		out = append(out, "得分应为 0 至 100 的数字")
	case !value.Between("0", "100"):
		out = append(out, "得分应在 0 至 100 之间")
	}
	if all && strings.TrimSpace(m.reason) == "" {
		out = append(out, "请注明依据")
	}
	return strings.Join(out, "；")
}
