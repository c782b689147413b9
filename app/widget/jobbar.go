package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// JobBar shows the work under way, one line a job, each with a button to cancel it. It takes no room when there is none.
type JobBar struct {
	widget.BaseWidget
	runner *Runner
	lines  map[*Job]*jobLine
	box    *fyne.Container
}

type jobLine struct {
	words *widget.Label
	bar   *widget.ProgressBar
	busy  *widget.ProgressBarInfinite
	box   *fyne.Container
}

// NewJobBar shows the jobs of runner and takes its OnChange.
func NewJobBar(runner *Runner) *JobBar {
	b := &JobBar{runner: runner, lines: map[*Job]*jobLine{}, box: container.NewVBox()}
	runner.OnChange = b.update
	b.ExtendBaseWidget(b)
	return b
}

func (b *JobBar) update() {
	running := b.runner.Running()
	b.box.RemoveAll()
	lines := map[*Job]*jobLine{}
	for _, j := range running {
		l := b.lines[j]
		if l == nil {
			l = newJobLine(j)
		}
		l.show(j)
		lines[j] = l
		b.box.Add(l.box)
	}
	for j, l := range b.lines {
		if lines[j] == nil {
			l.busy.Stop()
		}
	}
	b.lines = lines
	b.Refresh()
}

func newJobLine(j *Job) *jobLine {
	l := &jobLine{words: widget.NewLabel(""), bar: widget.NewProgressBar(), busy: widget.NewProgressBarInfinite()}
	l.words.Truncation = fyne.TextTruncateEllipsis
	cancel := Named("job.cancel", widget.NewButton("取消", j.Cancel))
	l.box = container.NewBorder(nil, nil, nil, cancel, container.NewGridWithColumns(2, l.words, container.NewStack(l.bar, l.busy)))
	return l
}

func (l *jobLine) show(j *Job) {
	p, _ := j.Progress()
	text := j.Title
	if p.Words != "" {
		text += "：" + p.Words
	}
	l.words.SetText(text)
	if p.Total > 0 {
		l.busy.Stop()
		l.busy.Hide()
		l.bar.Show()
		l.bar.SetValue(float64(p.Done) / float64(p.Total))
		return
	}
	l.bar.Hide()
	l.busy.Show()
	l.busy.Start()
}

// Children lets the trace look inside.
func (b *JobBar) Children() []fyne.CanvasObject { return []fyne.CanvasObject{b.box} }

// CreateRenderer draws the lines.
func (b *JobBar) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.box) }
