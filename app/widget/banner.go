package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Mood is how grave a message is; the first word says it too, the colour only helps.
type Mood string

const (
	Info    Mood = "提示"
	Success Mood = "完成"
	Warning Mood = "注意"
	Danger  Mood = "错误"
)

// Banner is a message across the page, with what may be done about it.
type Banner struct {
	widget.BaseWidget
	Mood Mood
	Text string

	head  *widget.Label
	words *widget.Label
	edge  *canvas.Rectangle
	box   *fyne.Container
}

// NewBanner makes a message; actions stand at its right.
func NewBanner(mood Mood, text string, actions ...fyne.CanvasObject) *Banner {
	b := &Banner{Mood: mood, Text: text, head: widget.NewLabel(""), words: widget.NewLabel(""), edge: canvas.NewRectangle(nil)}
	b.head.TextStyle.Bold = true
	b.words.Wrapping = fyne.TextWrapBreak
	b.edge.SetMinSize(fyne.NewSize(4, 0))
	right := container.NewHBox(actions...)
	body := container.NewBorder(nil, nil, container.NewHBox(b.edge, b.head), container.New(layout.NewCenterLayout(), right), b.words)
	b.box = container.NewStack(body)
	b.ExtendBaseWidget(b)
	b.show()
	return b
}

// Set changes the message.
func (b *Banner) Set(mood Mood, text string) {
	b.Mood, b.Text = mood, text
	b.Refresh()
}

// Refresh shows the message as it is now.
func (b *Banner) Refresh() {
	b.show()
	b.BaseWidget.Refresh()
}

func (b *Banner) show() {
	name, importance := theme.ColorNamePrimary, widget.HighImportance
	switch b.Mood {
	case Success:
		name, importance = theme.ColorNameSuccess, widget.SuccessImportance
	case Warning:
		name, importance = theme.ColorNameWarning, widget.WarningImportance
	case Danger:
		name, importance = theme.ColorNameError, widget.DangerImportance
	}
	b.edge.FillColor = b.Theme().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
	b.edge.Refresh()
	b.head.Importance = importance
	b.head.SetText(string(b.Mood))
	b.words.SetText(b.Text)
}

// Children lets the trace look inside.
func (b *Banner) Children() []fyne.CanvasObject { return []fyne.CanvasObject{b.box} }

// CreateRenderer draws the message.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.box) }
