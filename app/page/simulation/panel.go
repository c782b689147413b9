// Package simulation is the place where a simulation of the value is run and looked at (蒙特卡洛模拟): it starts and cancels, shows
// histogram and convergence while it runs, and every figure with its table when it has ended.
package simulation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	pages "zhiya/app/widget"
	"zhiya/valuation"
	"zhiya/valuation/fault"
	"zhiya/valuation/simulate"
)

// Env is what the panel needs of its surroundings.
type Env struct {
	// Inputs are those of the workbench as they stand now. It is called on the screen's goroutine when a run begins.
	Inputs func() (valuation.Inputs, error)
	Jobs   pages.Jobs
	Post   pages.Post
	Width  float32 // 0: kit.Width
	// Done gets the outcome of every run that came to its end; may be nil.
	Done func(valuation.Simulation)
	// Clock is time.Now when nil.
	Clock func() time.Time
}

// Panel runs simulations one at a time. Its methods belong to the screen's goroutine.
type Panel struct {
	env    Env
	result *valuation.Simulation
	faults fault.Faults
	job    *pages.Job
	run    int  // number of the run; what an earlier one still posts is dropped
	stale  bool // the inputs were changed since
	begun  time.Time

	start, cancel *widget.Button
	bar           *widget.ProgressBar
	status        *widget.Label
	wrong         *fyne.Container
	outdated      *fyne.Container
	shown         *fyne.Container // live pictures, or the result
	view          *view           // the result shown; nil before the first
	content       fyne.CanvasObject
}

// New makes an empty panel.
func New(env Env) *Panel {
	if env.Width == 0 {
		env.Width = kit.Width
	}
	if env.Clock == nil {
		env.Clock = time.Now
	}
	p := &Panel{env: env, bar: widget.NewProgressBar(), status: widget.NewLabel(""), wrong: container.NewVBox(), outdated: container.NewVBox(), shown: container.NewStack()}
	p.start = widget.NewButton("开始模拟", p.Start)
	p.start.Importance = widget.HighImportance
	p.cancel = widget.NewButton("取消", p.Cancel)
	p.status.Truncation = fyne.TextTruncateEllipsis
	kit.Named("simulation.start", p.start)
	kit.Named("simulation.cancel", p.cancel)
	kit.Named("simulation.status", p.status)
	p.bar.TextFormatter = func() string { return "" } // the sentence above says it, where it can be read in every theme
	head := container.NewBorder(nil, nil, container.NewHBox(p.start, p.cancel), nil, p.status)
	p.content = kit.Limited(env.Width, container.NewVBox(head, p.bar, p.wrong, p.outdated, p.shown))
	p.idle("尚未模拟。按“模拟参数”中的分布、次数和种子计算，同一种子得出同一结果。")
	return p
}

// Content is the panel.
func (p *Panel) Content() fyne.CanvasObject { return p.content }

// Running reports whether a run is under way.
func (p *Panel) Running() bool { return p.job != nil }

// Result is the outcome shown; nil before the first.
func (p *Panel) Result() *valuation.Simulation { return p.result }

// Faults are what kept the last run from its end.
func (p *Panel) Faults() fault.Faults { return p.faults }

// Status is the sentence beside the buttons.
func (p *Panel) Status() string { return p.status.Text }

// Set shows an outcome that was kept earlier.
func (p *Panel) Set(s valuation.Simulation) {
	p.take(s)
	if !p.Running() {
		p.idle("以下为已保存的结果。")
	}
}

// Stale says that the inputs were changed, so that the outcome shown is that of earlier ones.
func (p *Panel) Stale() {
	p.stale = p.result != nil || p.Running()
	p.warn()
}

func (p *Panel) warn() {
	p.outdated.RemoveAll()
	if p.stale && p.result != nil {
		p.outdated.Add(kit.Alarm("评估参数已修改，下列结果按修改前的参数得出，请重新模拟。", p.env.Width))
	}
	p.outdated.Refresh()
}

// Close ends a run that is under way and forgets it.
func (p *Panel) Close() {
	p.run++
	if p.job != nil {
		p.job.Cancel()
	}
	p.job = nil
}

// Cancel asks the run to stop; the outcome of the last one stays.
func (p *Panel) Cancel() {
	if p.job != nil {
		p.status.SetText("正在取消……")
		p.cancel.Disable()
		p.job.Cancel()
	}
}

// Start begins a run with the inputs of the workbench.
func (p *Panel) Start() {
	if p.Running() {
		return
	}
	in, err := p.env.Inputs()
	if err == nil && in.Simulation == nil {
		err = fault.New(fault.Invalid, "simulation.missing", "simulation", "请先填写模拟参数：模拟的方法、至少一个不确定参数及其分布、次数和种子")
	}
	if err != nil {
		p.fail(err)
		return
	}
	p.run++
	run := p.run
	p.stale, p.begun = false, p.env.Clock()
	p.tell(nil)
	p.bar.SetValue(0)
	p.status.SetText("正在准备……")
	p.start.Disable()
	p.cancel.Enable()
	p.bar.Show()
	var out valuation.Simulation
	live := &feed{clock: p.env.Clock, post: func(now picture) {
		p.env.Post(func() {
			if p.run == run && p.Running() {
				p.live(now)
			}
		})
	}}
	ended := false
	job := p.env.Jobs.Go("蒙特卡洛模拟", func(ctx context.Context, report func(pages.Progress)) error {
		var err error
		out, err = valuation.Simulate(in, valuation.Watch{Stop: func() bool { return ctx.Err() != nil }, Progress: func(x simulate.Progress) {
			report(pages.Progress{Done: x.Done, Total: x.Total, Words: counted(x.Done) + " / " + counted(x.Total) + " 次"})
			live.take(x)
		}})
		return err
	}, func(err error) {
		ended = true
		if p.run == run {
			p.end(out, err)
		}
	})
	if !ended {
		p.job = job
	}
}

// end shows what came of a run.
func (p *Panel) end(out valuation.Simulation, err error) {
	p.job = nil
	took := p.took()
	switch {
	case errors.Is(err, context.Canceled) || fault.Has(err, "simulate.cancelled"):
		if p.result == nil {
			p.shown.RemoveAll()
			p.idle("已取消，没有得出结果。")
			return
		}
		p.put(p.view.content)
		p.idle("已取消，以下仍为上一次的结果。")
	case err != nil:
		if p.result != nil {
			p.put(p.view.content)
		} else {
			p.shown.RemoveAll()
		}
		p.fail(err)
	default:
		p.take(out)
		p.idle(fmt.Sprintf("已完成 %s 次，用时 %s。", counted(out.Report.Trials), took))
		if p.env.Done != nil {
			p.env.Done(out)
		}
	}
}

// take shows an outcome in the tab that was open.
func (p *Panel) take(s valuation.Simulation) {
	tab := ""
	if p.view != nil {
		tab = p.view.tab
	}
	p.result, p.view = &s, newView(s, p.env.Width, tab)
	p.warn()
	p.put(p.view.content)
}

func (p *Panel) put(o fyne.CanvasObject) {
	p.shown.Objects = []fyne.CanvasObject{o}
	p.shown.Refresh()
}

func (p *Panel) idle(text string) {
	p.status.SetText(text)
	p.start.Enable()
	p.cancel.Disable()
	p.bar.Hide()
	p.warn()
}

func (p *Panel) fail(err error) {
	p.idle("未能模拟，请按下列说明更正后重新开始。")
	p.tell(fault.Of(err))
}

func (p *Panel) tell(fs fault.Faults) {
	p.faults = fs
	p.wrong.RemoveAll()
	for _, f := range fs {
		p.wrong.Add(kit.Alarm(f.Message, p.env.Width))
	}
	p.wrong.Refresh()
}

func (p *Panel) took() string {
	passed := p.env.Clock().Sub(p.begun)
	if passed < 100*time.Millisecond {
		return "不到 0.1 秒"
	}
	return fmt.Sprintf("%.1f 秒", passed.Seconds())
}

// live shows a run under way.
func (p *Panel) live(now picture) {
	if p.cancel.Disabled() {
		return // 正在取消
	}
	part := float64(now.done) / float64(now.total)
	p.bar.SetValue(part)
	text := fmt.Sprintf("已完成 %s / %s 次（%.0f%%），用时 %s", counted(now.done), counted(now.total), 100*part, p.took())
	if passed := p.env.Clock().Sub(p.begun); part > 0 && part < 1 && passed > 2*time.Second {
		text += fmt.Sprintf("，约需再等 %.0f 秒", passed.Seconds()*(1-part)/part)
	}
	if now.failed > 0 {
		text += fmt.Sprintf("，%s 次未得出结果", counted(now.failed))
	}
	p.status.SetText(text)
	p.put(now.draw(p.env.Width))
}
