// Package scoring is the place where an indicator tree is scored (评分): which tree and scenario, a score and a reason for every
// indicator, and beside them what comes of it.
package scoring

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/app/widget"
	"zhiya/assets"
	"zhiya/valuation/fault"
	"zhiya/valuation/score"
)

// Env is what the panel needs of its surroundings.
type Env struct {
	Host  kit.Host
	Width float32      // 0: kit.Width
	Trees []score.Tree // to choose from; nil: the built-in ones
	Sheet *score.Sheet // to go on with; may be nil
	Rater string       // name of the first rater of a new sheet
	// Changed is called after a change of the sheet; may be nil.
	Changed func()
	// Imported gets a tree that was read from a file, to be kept; may be nil.
	Imported func(score.Tree)
}

// Panel is one sheet being filled in. Its methods belong to the screen's goroutine.
type Panel struct {
	env    Env
	trees  []score.Tree
	drafts map[string]*draft // by the id of the tree: what was typed is still there when one comes back
	draft  *draft
	at     int // rater whose scores are shown
	faults fault.Faults

	tree, scenario, rule, who *kit.Select
	name                      *widget.Field
	removal                   *fynewidget.Button
	about                     *fyne.Container
	wrong                     *fyne.Container
	summary                   *fyne.Container
	list                      *fyne.Container
	sections                  []*section
	filling                   bool // the selects are being set by the program
	content                   fyne.CanvasObject
}

// New makes the panel with the sheet of env, or an empty one of the first tree.
func New(env Env) *Panel {
	if env.Width == 0 {
		env.Width = kit.Width
	}
	p := &Panel{env: env, trees: slices.Clone(env.Trees), drafts: map[string]*draft{}, about: container.NewVBox(), wrong: container.NewVBox(),
		summary: container.NewVBox(), list: container.NewVBox()}
	if env.Trees == nil {
		built, err := score.Load(assets.Indicators())
		if err != nil {
			p.faults = fault.Of(err)
		}
		p.trees = built
	}
	p.build()
	switch {
	case env.Sheet != nil:
		p.Set(*env.Sheet)
	case len(p.trees) > 0:
		p.open(p.trees[0])
	default:
		p.list.Add(kit.Note("还没有指标体系，请先导入指标树。", env.Width))
	}
	p.tell()
	return p
}

// Content is the panel.
func (p *Panel) Content() fyne.CanvasObject { return p.content }

// Set shows a sheet to go on with; its tree is offered among the others.
func (p *Panel) Set(s score.Sheet) {
	p.offer(s.Tree)
	p.drafts[s.Tree.ID] = draftOf(s)
	p.open(s.Tree)
}

// Read is the sheet as it was filled in with all its faults, which are also shown: at the top in words, and at their indicators.
func (p *Panel) Read() (score.Sheet, fault.Faults) {
	if p.draft == nil {
		p.faults = fault.Faults{{Kind: fault.Invalid, Code: "score.tree", Path: "tree", Message: "请先选择或导入指标体系"}}
		p.tell()
		return score.Sheet{}, p.faults
	}
	p.commit()
	s, fs := p.draft.read()
	p.faults = fs
	p.tell()
	for _, s := range p.sections {
		s.mark()
	}
	return s, fs
}

// Result is the outcome as far as it can be told without the reasons; false until every indicator has a score.
func (p *Panel) Result() (score.Result, bool) {
	if p.draft == nil {
		return score.Result{}, false
	}
	return p.draft.total()
}

// Trees are those to choose from.
func (p *Panel) Trees() []score.Tree { return p.trees }

// Choose opens the tree with that id; false when there is none.
func (p *Panel) Choose(id string) bool {
	i := slices.IndexFunc(p.trees, func(t score.Tree) bool { return t.ID == id })
	if i >= 0 {
		p.open(p.trees[i])
	}
	return i >= 0
}

// ChooseScenario takes the weights of another purpose; what was typed stays.
func (p *Panel) ChooseScenario(name string) {
	if p.draft == nil || name == p.draft.scenario {
		return
	}
	p.commit()
	p.draft.scenario = name
	p.fill()
	p.changed()
}

// Fill puts a score and its reason for an indicator of the rater shown, as if typed.
func (p *Panel) Fill(node, points, reason string) {
	p.draft.raters[p.at].marks[node] = mark{points, reason}
	for _, s := range p.sections {
		s.refill(node)
	}
	p.after(node)
}

func (p *Panel) build() {
	p.tree = kit.NewSelect(p.env.Host, nil)
	p.scenario = kit.NewSelect(p.env.Host, nil)
	p.rule = kit.NewSelect(p.env.Host, []string{"算术平均", "去掉最高分和最低分后平均"})
	p.who = kit.NewSelect(p.env.Host, nil)
	p.name = newField(p.env.Host, "评分人姓名")
	for name, o := range map[string]fyne.CanvasObject{"tree": p.tree, "scenario": p.scenario, "rule": p.rule, "who": p.who, "name": p.name} {
		kit.Named("scoring."+name, o)
	}
	p.tree.OnChanged = func(string) {
		if i := p.tree.SelectedIndex(); !p.filling && i >= 0 {
			p.open(p.trees[i])
			p.changed()
		}
	}
	p.scenario.OnChanged = func(name string) {
		if !p.filling {
			p.ChooseScenario(name)
		}
	}
	p.rule.OnChanged = func(string) {
		if !p.filling && p.draft != nil {
			p.draft.rule = score.Mean
			if p.rule.SelectedIndex() == 1 {
				p.draft.rule = score.Trimmed
			}
			p.show()
			p.changed()
		}
	}
	p.who.OnChanged = func(string) {
		if i := p.who.SelectedIndex(); !p.filling && i >= 0 {
			p.commit()
			p.at = i
			p.fill()
		}
	}
	p.name.OnCommit = func(text string) {
		if p.draft == nil {
			return
		}
		p.draft.raters[p.at].name = text
		p.titles()
		p.changed()
	}
	p.removal = kit.Named("scoring.rater.remove", fynewidget.NewButton("删除评分人", p.removeRater)).(*fynewidget.Button)
	add := kit.Named("scoring.rater.add", fynewidget.NewButton("增加评分人", p.addRater))
	check := kit.Named("scoring.check", fynewidget.NewButton("检查", func() { p.Read() }))
	w := p.env.Width
	files := kit.Wrap(w, kit.Named("scoring.import.tree", fynewidget.NewButton("导入指标树", p.importTree)), kit.Named("scoring.export.tree", fynewidget.NewButton("导出指标树", p.exportTree)),
		kit.Named("scoring.import.scores", fynewidget.NewButton("导入评分", p.importScores)), kit.Named("scoring.export.scores", fynewidget.NewButton("导出评分表", p.exportScores)), add, p.removal, check)
	pick := container.New(kit.Columns{Weights: []float32{2.2, 1}, Gap: 12}, labelled("指标体系", p.tree), labelled("应用场景", p.scenario))
	raters := container.New(kit.Columns{Weights: []float32{1, 1, 1}, Gap: 12}, labelled("正在填写", p.who), labelled("评分人", p.name), labelled("多人评分的合成", p.rule))
	p.content = kit.Limited(w, container.NewVBox(pick, p.about, raters, files, p.wrong, p.summary, kit.Rule(), p.list))
}

// labelled sets a small label over an input.
func labelled(label string, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVBox(kit.Caption(label), o)
}

// offer puts a tree among those to choose from, in place of one with the same id.
func (p *Panel) offer(t score.Tree) {
	if i := slices.IndexFunc(p.trees, func(x score.Tree) bool { return x.ID == t.ID }); i >= 0 {
		p.trees[i] = t
		return
	}
	p.trees = append(p.trees, t)
}

// open shows the sheet of a tree with what was typed there before.
func (p *Panel) open(t score.Tree) {
	p.commit()
	if p.drafts[t.ID] == nil {
		d := newDraft(t)
		d.raters[0].name = p.env.Rater
		p.drafts[t.ID] = d
	}
	p.draft, p.at, p.faults = p.drafts[t.ID], 0, nil
	p.fill()
	p.tell()
}

// fill shows the draft: pickers, list, figures.
func (p *Panel) fill() {
	p.titles()
	d := p.draft
	p.about.RemoveAll()
	text := "标注：" + d.tree.Label + "。来源：" + d.tree.Source + "。"
	if !d.tree.Verified {
		text += "未与原始资料核对。"
	}
	if d.tree.Direction == score.Riskier {
		text += "得分越高风险越大，不划分等级。"
	}
	p.about.Add(kit.Note(text+"得分只作参数取值的支持，不是价值。", p.env.Width))
	p.list.RemoveAll()
	p.list.Add(listHead())
	p.sections = nil
	leaves := len(d.tree.Leaves(d.scenario))
	for _, n := range d.tree.Nodes {
		if n.Weights[d.scenario].IsZero() {
			continue
		}
		s := newSection(p, n, leaves <= mostOpen || len(p.sections) == 0)
		p.sections = append(p.sections, s)
		p.list.Add(s.box)
	}
	p.list.Refresh()
	p.show()
}

// mostOpen is how many indicators are shown at once; of a larger tree the groups are opened one by one.
const mostOpen = 60

// titles sets the pickers.
func (p *Panel) titles() {
	p.filling = true
	defer func() { p.filling = false }()
	d := p.draft
	names := make([]string, len(p.trees))
	for i, t := range p.trees {
		names[i] = titled(t.Name, t.Label)
		if slices.Contains(names[:i], names[i]) {
			names[i] += " " + t.ID
		}
	}
	p.tree.Options = names
	p.tree.SetSelectedIndex(slices.IndexFunc(p.trees, func(t score.Tree) bool { return t.ID == d.tree.ID }))
	p.scenario.Options = d.tree.Scenarios
	p.scenario.SetSelected(d.scenario)
	people := make([]string, len(d.raters))
	for i, r := range d.raters {
		people[i] = strconv.Itoa(i+1) + ". " + r.name
		if r.name == "" {
			people[i] += "（未填姓名）"
		}
	}
	p.who.Options = people
	p.who.SetSelectedIndex(p.at)
	p.name.SetText(d.raters[p.at].name)
	p.rule.SetSelectedIndex(map[score.Rule]int{score.Trimmed: 1}[d.rule])
	if len(d.raters) > 1 {
		p.rule.Enable()
		p.removal.Enable()
	} else {
		p.rule.Disable()
		p.removal.Disable()
	}
}

func (p *Panel) addRater() {
	if p.draft == nil {
		return
	}
	p.commit()
	p.draft.raters = append(p.draft.raters, rater{marks: map[string]mark{}})
	p.at = len(p.draft.raters) - 1
	p.fill()
	p.changed()
}

func (p *Panel) removeRater() {
	if p.draft == nil || len(p.draft.raters) < 2 {
		return
	}
	p.draft.raters = slices.Delete(p.draft.raters, p.at, p.at+1)
	p.at = max(0, p.at-1)
	p.sections = nil // what stands in the fields goes with the rater
	p.name.SetText("")
	p.fill()
	p.changed()
}

// commit takes what stands in a field that still has the focus.
func (p *Panel) commit() {
	if p.draft == nil {
		return
	}
	p.name.Commit()
	for _, s := range p.sections {
		s.commit()
	}
}

// after brings the figures up to date when the mark of an indicator was changed.
func (p *Panel) after(node string) {
	for _, s := range p.sections {
		s.update(node)
	}
	p.show()
	p.changed()
}

func (p *Panel) changed() {
	if p.env.Changed != nil {
		p.env.Changed()
	}
}

// tell shows the faults in words.
func (p *Panel) tell() {
	p.wrong.RemoveAll()
	if len(p.faults) > 0 {
		lines := container.NewVBox(kit.Bold("有 " + strconv.Itoa(len(p.faults)) + " 处需要更正"))
		for _, f := range p.faults {
			lines.Add(kit.Alarm(f.Message, p.env.Width-24))
		}
		p.wrong.Add(kit.Named("scoring.faults", kit.Filled(theme.ColorNameHeaderBackground, lines)))
	}
	p.wrong.Refresh()
}
