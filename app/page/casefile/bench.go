package casefile

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	"zhiya/app/page/scoring"
	"zhiya/app/page/simulation"
	pages "zhiya/app/widget"
	"zhiya/valuation"
	"zhiya/valuation/fault"
	"zhiya/valuation/score"
	road "zhiya/workflow/casefile"
)

// bench is the appraiser's workbench (评估工作台) around the form of a valuation: the sections of the form with what is wrong in
// each, the value as the figures stand now and why, the simulation, and the scoring.
type bench struct {
	w      *work
	jobs   *pages.Runner
	run    int // number of the trial; an earlier one that is still under way is stopped and dropped
	stop   context.CancelFunc
	open   string
	views  map[string]fyne.CanvasObject
	tabs   map[string]*widget.Button
	body   *fyne.Container
	strip  *fyne.Container // what it comes to, in one line
	paper  *fyne.Container // the open page of the form
	pages  []benchPage
	links  map[string]*widget.Button // to the pages, by their names
	marks  map[string]*widget.Label
	trial  *fyne.Container
	scroll *container.Scroll // around the trial
	sim    *simulation.Panel
	score  *scoring.Panel
	uses   *form.Form
	use    *scoreUse
	kept   []valuation.ScoreInput // the scores as last completed; the form of the figures does not hold them
}

// navWidth is the width of the list of sections beside the form.
const navWidth float32 = 196

// scoreUse is what a score sets, entered below the scores.
type scoreUse struct {
	Share      *score.ShareLink          `json:"share,omitempty" label:"据以确定分成率（综合评价法）" hint:"须采用收益分成法，且其分成率留空"`
	Premiums   []valuation.ScoredPremium `json:"premiums,omitempty" label:"据以确定风险报酬率" opt:"1" hint:"须采用风险累加法"`
	Volatility *score.VolatilityLink     `json:"volatility,omitempty" label:"据以确定波动率（实物期权法）"`
}

// inputs are those of the command being filled in.
func (b *bench) inputs() *valuation.Inputs { return &b.w.target.(*road.PrepareValuation).Inputs }

// copyOf reads the form and gives its inputs apart from it, so that a calculation may go on while somebody types.
func (b *bench) copyOf() (valuation.Inputs, fault.Faults) {
	unread := b.w.read()
	raw, err := json.Marshal(b.inputs())
	if err != nil {
		unread.Append("inputs", err)
		return valuation.Inputs{}, unread
	}
	in, err := valuation.DecodeInputs(raw)
	unread.Append("inputs", err)
	return in, unread
}

// newBench lays the workbench around the form that w has made.
func newBench(w *work) *bench {
	b := &bench{w: w, jobs: pages.NewRunner(fyne.Do), views: map[string]fyne.CanvasObject{}, tabs: map[string]*widget.Button{}, body: container.NewStack(),
		strip: container.NewHBox(), paper: container.NewStack(), pages: benchPages(), links: map[string]*widget.Button{}, marks: map[string]*widget.Label{}, trial: container.NewVBox(),
		kept: w.target.(*road.PrepareValuation).Inputs.Scores}
	return b
}

// content is the row of views above and the open one below.
func (b *bench) content() fyne.CanvasObject {
	row := container.NewHBox()
	for _, v := range []struct{ name, title string }{{"fill", "填写"}, {"trial", "试算与依据"}, {"simulate", "模拟"}, {"score", "打分"}, {"notes", "复核意见与上期"}} {
		t := widget.NewButton(v.title, func() { b.show(v.name) })
		b.tabs[v.name] = t
		row.Add(kit.Named("bench:"+v.name, t))
	}
	head := container.NewVBox(kit.Limited(kit.Width, container.NewBorder(nil, nil, row, nil, container.NewPadded(b.strip))), kit.Rule())
	b.show("fill")
	b.later()
	return container.NewBorder(head, nil, nil, nil, b.body)
}

func (b *bench) show(name string) {
	b.open = name
	for n, t := range b.tabs {
		t.Importance = widget.MediumImportance
		if n == name {
			t.Importance = widget.HighImportance
		}
		t.Refresh()
	}
	v, made := b.views[name]
	if !made || name == "notes" {
		v = b.build(name)
		b.views[name] = v
	}
	b.body.Objects = []fyne.CanvasObject{v}
	b.body.Refresh()
	if name == "trial" {
		b.try()
	}
}

func (b *bench) build(name string) fyne.CanvasObject {
	switch name {
	case "trial":
		b.scroll = container.NewVScroll(kit.Limited(kit.Width, b.trial))
		return b.scroll
	case "simulate":
		return b.simulating()
	case "score":
		return b.scoring()
	case "notes":
		return container.NewVScroll(kit.Limited(kit.Width, b.notes()))
	}
	return b.filling()
}

// filling is the form, page by page, with the list of its pages.
func (b *bench) filling() fyne.CanvasObject {
	list := container.NewVBox(kit.Bold("评估内容"))
	for _, p := range b.pages {
		link := widget.NewButton(p.title, func() { b.turn(p.name) })
		link.Alignment = widget.ButtonAlignLeading
		b.links[p.name], b.marks[p.name] = link, widget.NewLabel("")
		list.Add(container.NewBorder(nil, nil, nil, b.marks[p.name], kit.Named("section:"+p.name, link)))
	}
	b.turn(b.pages[0].name)
	nav := container.New(fixedWidth(navWidth), container.NewVScroll(list))
	return container.NewBorder(nil, nil, nav, nil, b.paper)
}

// turn opens a page of the form.
func (b *bench) turn(name string) {
	for n, link := range b.links {
		link.Importance = widget.LowImportance
		if n == name {
			link.Importance = widget.HighImportance
		}
		link.Refresh()
	}
	b.paper.Objects = []fyne.CanvasObject{b.w.form.Open(name)}
	b.paper.Refresh()
}

// fixedWidth keeps its one object at a width.
type fixedWidth float32

func (w fixedWidth) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(float32(w), 100) }
func (w fixedWidth) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(float32(w), size.Height))
}

// later tries the value once the person has paused.
func (b *bench) later() {
	b.run++
	run := b.run
	b.w.page.host.After(1, func() {
		if run == b.run && !b.w.page.gone && !b.w.done {
			b.try()
		}
	})
}

// changed is told of every field that was left.
func (b *bench) changed() {
	if b.sim != nil {
		b.sim.Stale()
	}
	b.w.form.Relabel() // the base date may have moved the years
	b.later()
}

// try concludes from the figures as they stand, away from the screen; what a newer try has overtaken is dropped.
func (b *bench) try() {
	if b.w.busy || b.w.done {
		return
	}
	b.run++
	run := b.run
	if b.stop != nil {
		b.stop()
	}
	in, unread := b.copyOf()
	if len(unread) > 0 {
		b.tell(nil, unread)
		return
	}
	var c valuation.Conclusion
	ctx, stop := context.WithCancel(context.Background())
	b.stop = stop
	b.jobs.Go("试算", func(context.Context, func(pages.Progress)) error {
		var err error
		c, err = valuation.ConcludeWatched(in, valuation.Watch{Stop: func() bool { return ctx.Err() != nil }})
		return err
	}, func(err error) {
		stop()
		if run != b.run || b.w.page.gone || errors.Is(err, context.Canceled) {
			return
		}
		if err != nil {
			var fs fault.Faults
			fs.Append("inputs", err)
			b.tell(nil, fs)
			return
		}
		b.tell(&c, nil)
	})
}

// tell shows what a try came to: the line above, the marks of the sections, and the view of figures or faults.
func (b *bench) tell(c *valuation.Conclusion, fs fault.Faults) {
	b.strip.RemoveAll()
	if c != nil {
		b.strip.Add(kit.Named("bench:value", kit.Bold("试算市场价值 "+kit.Amount(c.MarketValue)+"　变现价值 "+kit.Amount(c.ForcedSaleValue))))
	} else {
		b.strip.Add(kit.Named("bench:value", kit.Bold("试算：还有 "+itoa(len(fs))+" 处待填写或更正")))
	}
	b.strip.Refresh()
	wrong := map[string]int{}
	for _, f := range fs {
		wrong[b.w.form.PageOf(f.Path)]++
	}
	for _, p := range b.pages {
		mark := b.marks[p.name]
		switch {
		case mark == nil:
		case wrong[p.name] > 0:
			mark.SetText("✗ " + itoa(wrong[p.name]))
		case b.given(p):
			mark.SetText("✓")
		default:
			mark.SetText("")
		}
	}
	b.trial.RemoveAll()
	if c == nil {
		b.trial.Add(kit.Bold("试算需要先处理下列各处（单击转到该栏目）"))
		for _, f := range fs {
			text := kit.Break(b.w.labelled(f), theme.TextSize(), kit.Width-60, fyne.TextStyle{})[0]
			jump := widget.NewButton(text, func() { b.jump(f.Path) })
			jump.Importance, jump.Alignment = widget.LowImportance, widget.ButtonAlignLeading
			b.trial.Add(kit.Named("jump:"+f.Path, jump))
		}
		b.trial.Refresh()
		return
	}
	ex := newExplainer(c.Steps, func() *container.Scroll { return b.scroll })
	b.trial.Add(card("试算结果（未提交）", concluded(*c, b.inputs().BaseDate, ex)))
	b.trial.Add(card("为什么是这个数", kit.Note("单击上面的数字或左侧的一步，右侧显示公式、参数及其来源。", inner), ex.content))
	b.trial.Add(card("变现", bridge(*c)))
	b.trial.Add(card("分权利价值", rightValues(*c)))
	if c.Simulation != nil {
		b.trial.Add(card("模拟", kit.Note("均值 "+kit.Amount(c.Simulation.Report.Mean)+"，详见“模拟”。", inner)))
	}
	b.trial.Refresh()
}

// jump shows the form at the field of a fault.
func (b *bench) jump(path string) {
	if strings.HasPrefix(path, "inputs.scores") {
		b.show("score")
		return
	}
	b.show("fill")
	if !b.w.form.Focus(path) {
		b.w.form.RevealPath(path)
	}
}

// simulating is the place where the simulation runs.
func (b *bench) simulating() fyne.CanvasObject {
	b.sim = simulation.New(simulation.Env{Jobs: b.jobs, Post: fyne.Do, Width: kit.Width, Inputs: func() (valuation.Inputs, error) {
		in, unread := b.copyOf()
		return in, unread.Err()
	}})
	hint := kit.Note("不确定参数、分布、相关、次数和种子在“填写”的“模拟与敏感性”页中填写；提交时按同一种子重新计算并随结论保存。", kit.Width)
	return container.NewVScroll(kit.Limited(kit.Width, container.NewVBox(hint, b.sim.Content())))
}

// scoring is the place where an indicator tree is scored and put to use. The first sheet of the inputs is edited here.
func (b *bench) scoring() fyne.CanvasObject {
	in := b.inputs()
	env := scoring.Env{Host: b.w.page.host, Width: kit.Width, Rater: b.w.page.host.Actor().Name, Changed: b.scored}
	b.use = &scoreUse{}
	if len(in.Scores) > 0 {
		s := in.Scores[0]
		env.Sheet = &s.Sheet
		*b.use = scoreUse{s.Share, s.Premiums, s.Volatility}
	}
	b.score = scoring.New(env)
	b.uses = form.New(form.Env{Keys: b.w.page.host, Changed: b.scored, Today: b.w.page.host.Today(), Width: kit.Width - 20}, b.use)
	none := widget.NewButton("不采用打分", func() { b.scores(nil) })
	hint := kit.Note("得分只支持下列参数的取值，不直接成为价格。打分随评估一并提交。", kit.Width)
	top := container.NewVScroll(kit.Limited(kit.Width, b.score.Content()))
	split := container.NewVSplit(top, container.NewBorder(container.NewVBox(hint, container.NewHBox(kit.Named("score:none", none))), nil, nil, nil, b.uses.Content()))
	split.Offset = 0.72
	return split
}

// scored takes a complete sheet over into the inputs.
func (b *bench) scored() {
	if b.score == nil || b.uses == nil {
		return
	}
	sheet, wrong := b.score.Read()
	unread := b.uses.Read()
	if len(wrong) > 0 || len(unread) > 0 {
		return
	}
	b.scores([]valuation.ScoreInput{{Sheet: sheet, Share: b.use.Share, Premiums: b.use.Premiums, Volatility: b.use.Volatility}})
}

// scores takes other scores into the inputs.
func (b *bench) scores(list []valuation.ScoreInput) {
	b.kept = list
	b.w.changed()
}

// close stops what is still being calculated.
func (b *bench) close() {
	if b.stop != nil {
		b.stop()
	}
	if b.sim != nil {
		b.sim.Close()
	}
}
