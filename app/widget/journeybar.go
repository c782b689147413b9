package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// StageState is where a stage of a journey stands. The words are shown; the colour only repeats them.
type StageState string

const (
	StageDone    StageState = "已完成"
	StageCurrent StageState = "办理中"
	StageWaiting StageState = "未开始"
	StageSkipped StageState = "不适用"
	StageStopped StageState = "已中止"
)

// Stage is one stage of a journey.
type Stage struct {
	ID     string
	Title  string // 尽职调查
	State  StageState
	Detail string // who holds it or what is missing: 等待 二级复核, 剩 3 个工作日
}

// Lane is stages that follow each other. Lanes of one leg run at the same time and are shown below each other.
type Lane struct {
	Title  string // 补偿; "" where there is only one
	Stages []Stage
}

// Leg is a part of the journey: usually one lane.
type Leg struct{ Lanes []Lane }

// JourneyBar shows a journey from left to right: what is done, where it is, what is to come.
type JourneyBar struct {
	widget.BaseWidget
	// OnTapped is called with the ID of a stage that was clicked; may be nil.
	OnTapped func(id string)

	box *fyne.Container
}

// NewJourneyBar shows legs one after the other.
func NewJourneyBar(legs ...Leg) *JourneyBar {
	b := &JourneyBar{box: container.NewStack()}
	b.ExtendBaseWidget(b)
	b.Set(legs...)
	return b
}

// Set shows another state of the journey.
func (b *JourneyBar) Set(legs ...Leg) {
	columns := make([]fyne.CanvasObject, 0, len(legs))
	weights := make([]float32, 0, len(legs))
	for _, leg := range legs {
		lanes := container.NewVBox()
		longest := 1
		for _, lane := range leg.Lanes {
			longest = max(longest, len(lane.Stages))
			lanes.Add(b.lane(lane))
		}
		columns, weights = append(columns, lanes), append(weights, float32(longest))
	}
	b.box.Objects = []fyne.CanvasObject{container.New(&shares{weights}, columns...)}
	b.Refresh()
}

func (b *JourneyBar) lane(lane Lane) fyne.CanvasObject {
	cells := container.New(layout.NewGridLayoutWithColumns(max(1, len(lane.Stages))))
	for i, stage := range lane.Stages {
		title := ""
		if i == 0 {
			title = lane.Title
		}
		cells.Add(Named("stage."+stage.ID, newStageCell(stage, title, func() {
			if b.OnTapped != nil {
				b.OnTapped(stage.ID)
			}
		})))
	}
	return cells
}

// Children lets the trace look inside.
func (b *JourneyBar) Children() []fyne.CanvasObject { return []fyne.CanvasObject{b.box} }

// CreateRenderer draws the bar.
func (b *JourneyBar) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.box) }

// shares lays columns side by side, the width in proportion to the weights.
type shares struct{ weights []float32 }

func (s *shares) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var unit, height, total float32
	for i, o := range objects {
		m := o.MinSize()
		unit, height, total = max(unit, m.Width/s.weights[i]), max(height, m.Height), total+s.weights[i]
	}
	return fyne.NewSize(unit*total, height)
}

func (s *shares) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var total, x float32
	for _, w := range s.weights {
		total += w
	}
	for i, o := range objects {
		w := size.Width * s.weights[i] / total
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(w, size.Height))
		x += w
	}
}

// stageCell draws one stage: a mark on the line, the title, the state and the detail below.
type stageCell struct {
	widget.BaseWidget
	Text   string // everything it says, for the trace
	stage  Stage
	lane   string
	tapped func()
}

func newStageCell(stage Stage, lane string, tapped func()) *stageCell {
	c := &stageCell{stage: stage, lane: lane, tapped: tapped}
	c.Text = stage.Title + " " + string(stage.State)
	if stage.Detail != "" {
		c.Text += " " + stage.Detail
	}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped tells which stage was clicked.
func (c *stageCell) Tapped(*fyne.PointEvent) { c.tapped() }

func (c *stageCell) CreateRenderer() fyne.WidgetRenderer {
	r := &stageRenderer{cell: c, line: canvas.NewRectangle(nil), dot: canvas.NewCircle(nil), sign: canvas.NewText("", nil),
		lane: canvas.NewText("", nil), title: canvas.NewText("", nil), state: canvas.NewText("", nil), detail: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type stageRenderer struct {
	cell                             *stageCell
	line                             *canvas.Rectangle
	dot                              *canvas.Circle
	sign, lane, title, state, detail *canvas.Text
}

func (r *stageRenderer) Destroy() {}

func (r *stageRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.line, r.dot, r.sign, r.lane, r.title, r.state, r.detail}
}

func (r *stageRenderer) radius() float32 { return r.cell.Theme().Size(theme.SizeNameText) * 0.75 }

func (r *stageRenderer) MinSize() fyne.Size {
	th := r.cell.Theme()
	pad := th.Size(theme.SizeNamePadding)
	h := 2*r.radius() + r.title.MinSize().Height + r.state.MinSize().Height + 3*pad
	if r.cell.stage.Detail != "" {
		h += r.detail.MinSize().Height
	}
	return fyne.NewSize(th.Size(theme.SizeNameText)*4.6, h)
}

func (r *stageRenderer) Layout(s fyne.Size) {
	pad, d := r.cell.Theme().Size(theme.SizeNamePadding), 2*r.radius()
	r.dot.Move(fyne.NewPos(pad, pad))
	r.dot.Resize(fyne.NewSize(d, d))
	sign := r.sign.MinSize()
	r.sign.Move(fyne.NewPos(pad+(d-sign.Width)/2, pad+(d-sign.Height)/2))
	r.sign.Resize(sign)
	r.line.Move(fyne.NewPos(pad+d+3, pad+d/2-0.5))
	r.line.Resize(fyne.NewSize(max(0, s.Width-d-6), 1))
	lane := r.lane.MinSize()
	r.lane.Move(fyne.NewPos(pad+d+6, pad+(d-lane.Height)/2-lane.Height*0.42))
	r.lane.Resize(lane)
	y := pad + d + pad/2
	for _, t := range []*canvas.Text{r.title, r.state, r.detail} {
		t.Text = ellipsis(r.full(t), s.Width-2*pad, t.TextSize, t.TextStyle)
		t.Move(fyne.NewPos(pad, y))
		t.Resize(t.MinSize())
		y += t.MinSize().Height
	}
}

func (r *stageRenderer) full(t *canvas.Text) string {
	switch t {
	case r.title:
		return r.cell.stage.Title
	case r.state:
		return string(r.cell.stage.State)
	}
	return r.cell.stage.Detail
}

// signs repeat the state within the mark, for those who see no colours.
var signs = map[StageState]string{StageDone: "✓", StageCurrent: "●", StageWaiting: "", StageSkipped: "－", StageStopped: "×"}

func (r *stageRenderer) Refresh() {
	th, v := r.cell.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	at := func(n fyne.ThemeColorName) { r.dot.StrokeColor, r.state.Color = th.Color(n, v), th.Color(n, v) }
	state := r.cell.stage.State
	r.dot.FillColor = th.Color(theme.ColorNameInputBackground, v)
	r.sign.Color = th.Color(theme.ColorNameForeground, v)
	switch state {
	case StageDone:
		at(theme.ColorNameSuccess)
		r.dot.FillColor, r.sign.Color = th.Color(theme.ColorNameSuccess, v), th.Color(theme.ColorNameForegroundOnSuccess, v)
	case StageCurrent:
		at(theme.ColorNamePrimary)
		r.dot.FillColor, r.sign.Color = th.Color(theme.ColorNamePrimary, v), th.Color(theme.ColorNameForegroundOnPrimary, v)
	case StageStopped:
		at(theme.ColorNameError)
		r.sign.Color = th.Color(theme.ColorNameError, v)
	default:
		at(theme.ColorNamePlaceHolder)
		r.sign.Color = th.Color(theme.ColorNamePlaceHolder, v)
	}
	text := th.Size(theme.SizeNameText)
	r.dot.StrokeWidth = 1.5
	r.sign.Text, r.sign.TextSize = signs[state], text*0.9
	r.line.FillColor = th.Color(theme.ColorNameInputBorder, v)
	r.lane.Text, r.lane.TextSize, r.lane.Color = r.cell.lane, text*0.86, th.Color(theme.ColorNamePlaceHolder, v)
	r.title.TextSize, r.title.Color = text, th.Color(theme.ColorNameForeground, v)
	r.title.TextStyle.Bold = state == StageCurrent
	r.state.TextSize, r.detail.TextSize = text*0.86, text*0.86
	r.detail.Color = th.Color(theme.ColorNamePlaceHolder, v)
	r.Layout(r.cell.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
