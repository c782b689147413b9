package widget

import (
	"fmt"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/valuation/date"
)

// DayMark is what is known of a day: nobody works (周末、节假日), and a short word for it, such as 休, 班 or 国庆节.
type DayMark struct {
	Rest bool
	Note string
}

// Month is a calendar of one month with weeks that begin on Monday. Arrow keys move the day, Page Up and Page Down the month,
// Enter picks, Esc calls OnEscape.
type Month struct {
	widget.BaseWidget
	OnEscape func()

	at, today date.Date // at is the day under the cursor
	mark      func(date.Date) DayMark
	pick      func(date.Date)
	title     *widget.Label
	days      [42]*dayCell
	box       *fyne.Container
}

// NewMonth shows the month of at; today and mark may be missing.
func NewMonth(at, today date.Date, mark func(date.Date) DayMark, pick func(date.Date)) *Month {
	if mark == nil {
		mark = weekendsRest
	}
	m := &Month{at: at, today: today, mark: mark, pick: pick, title: widget.NewLabel("")}
	m.title.Alignment = fyne.TextAlignCenter
	m.title.TextStyle.Bold = true
	step := func(name, text string, months int) *widget.Button {
		b := Named("calendar."+name, widget.NewButton(text, func() { m.GoTo(m.at.AddMonths(months)) }))
		b.Importance = widget.LowImportance
		return b
	}
	head := container.NewBorder(nil, nil,
		container.NewHBox(step("year.back", "«", -12), step("month.back", "‹", -1)),
		container.NewHBox(step("month.next", "›", 1), step("year.next", "»", 12)), m.title)
	grid := container.New(layout.NewGridLayoutWithColumns(7))
	for _, name := range []string{"一", "二", "三", "四", "五", "六", "日"} {
		l := widget.NewLabel(name)
		l.Alignment, l.Importance = fyne.TextAlignCenter, widget.LowImportance
		grid.Add(l)
	}
	for i := range m.days {
		m.days[i] = newDayCell(func(d date.Date) { m.pick(d) })
		grid.Add(m.days[i])
	}
	m.box = container.NewVBox(head, grid)
	if !today.IsZero() {
		b := Named("calendar.today", widget.NewButton("今天 "+today.String(), func() { m.pick(today) }))
		b.Importance = widget.LowImportance
		m.box.Add(b)
	}
	m.ExtendBaseWidget(m)
	m.fill()
	return m
}

func weekendsRest(d date.Date) DayMark {
	w := d.Weekday()
	return DayMark{Rest: w == 0 || w == 6}
}

// GoTo moves the cursor to a day and shows its month; a day outside 1900–2199 is not gone to.
func (m *Month) GoTo(d date.Date) {
	if d.IsZero() {
		return
	}
	m.at = d
	m.fill()
}

// At is the day under the cursor.
func (m *Month) At() date.Date { return m.at }

// Title is the heading: 2026年11月.
func (m *Month) Title() string { return m.title.Text }

func (m *Month) fill() {
	m.title.SetText(fmt.Sprintf("%d年%d月", m.at.Year(), m.at.Month()))
	first := date.Of(m.at.Year(), m.at.Month(), 1)
	before := (int(first.Weekday()) + 6) % 7 // days of the first week that belong to the month before
	for i, cell := range m.days {
		d := first.AddDays(i - before)
		if d.Month() != m.at.Month() {
			cell.show(date.Date{}, DayMark{}, false, false)
			continue
		}
		cell.show(d, m.mark(d), d == m.at, d == m.today)
	}
}

// FocusGained and FocusLost are part of being focusable; the cursor is always shown.
func (m *Month) FocusGained() {}
func (m *Month) FocusLost()   {}

// TypedRune takes no text.
func (m *Month) TypedRune(rune) {}

// TypedKey moves the cursor and picks.
func (m *Month) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		m.GoTo(m.at.AddDays(-1))
	case fyne.KeyRight:
		m.GoTo(m.at.AddDays(1))
	case fyne.KeyUp:
		m.GoTo(m.at.AddDays(-7))
	case fyne.KeyDown:
		m.GoTo(m.at.AddDays(7))
	case fyne.KeyPageUp:
		m.GoTo(m.at.AddMonths(-1))
	case fyne.KeyPageDown:
		m.GoTo(m.at.AddMonths(1))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		m.pick(m.at)
	case fyne.KeyEscape:
		if m.OnEscape != nil {
			m.OnEscape()
		}
	}
}

// Children lets the trace look inside.
func (m *Month) Children() []fyne.CanvasObject { return []fyne.CanvasObject{m.box} }

// CreateRenderer draws the month.
func (m *Month) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(m.box) }

// dayCell is one day: its number, a short word below, and whether nobody works.
type dayCell struct {
	widget.BaseWidget
	day    date.Date
	mark   DayMark
	cursor bool
	today  bool
	tapped func(date.Date)
}

func newDayCell(tapped func(date.Date)) *dayCell {
	c := &dayCell{tapped: tapped}
	c.ExtendBaseWidget(c)
	return c
}

func (c *dayCell) show(d date.Date, mark DayMark, cursor, today bool) {
	c.day, c.mark, c.cursor, c.today = d, mark, cursor, today
	name := ""
	if !d.IsZero() {
		name = "calendar." + d.String()
	}
	Named(name, c)
	c.Refresh()
}

// Tapped picks the day.
func (c *dayCell) Tapped(*fyne.PointEvent) {
	if !c.day.IsZero() {
		c.tapped(c.day)
	}
}

func (c *dayCell) CreateRenderer() fyne.WidgetRenderer {
	r := &dayRenderer{cell: c, ground: canvas.NewRectangle(nil), number: canvas.NewText("", nil), note: canvas.NewText("", nil)}
	r.number.Alignment, r.note.Alignment = fyne.TextAlignCenter, fyne.TextAlignCenter
	r.Refresh()
	return r
}

type dayRenderer struct {
	cell         *dayCell
	ground       *canvas.Rectangle
	number, note *canvas.Text
}

func (r *dayRenderer) Destroy() {}

func (r *dayRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.number, r.note}
}

func (r *dayRenderer) MinSize() fyne.Size {
	text := r.cell.Theme().Size(theme.SizeNameText)
	return fyne.NewSize(text*2.9, text*2.5)
}

func (r *dayRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	n := r.number.MinSize().Height
	r.number.Move(fyne.NewPos(0, 0))
	r.number.Resize(fyne.NewSize(s.Width, n))
	r.note.Move(fyne.NewPos(0, n*0.82))
	r.note.Resize(fyne.NewSize(s.Width, r.note.MinSize().Height))
}

func (r *dayRenderer) Refresh() {
	c, th, v := r.cell, r.cell.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.number.Text, r.note.Text = "", ""
	if !c.day.IsZero() {
		r.number.Text, r.note.Text = strconv.Itoa(c.day.Day()), c.mark.Note
	}
	if r.note.Text == "" && c.today {
		r.note.Text = "今天"
	}
	r.number.TextSize, r.note.TextSize = th.Size(theme.SizeNameText), th.Size(theme.SizeNameText)*0.7
	r.number.TextStyle.Bold = c.cursor || c.today
	ink := theme.ColorNameForeground
	if c.mark.Rest {
		ink = theme.ColorNameError
	}
	r.number.Color, r.note.Color = th.Color(ink, v), th.Color(ink, v)
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = nil, nil, 0
	r.ground.CornerRadius = th.Size(theme.SizeNameSelectionRadius)
	if c.cursor && !c.day.IsZero() {
		r.ground.FillColor = th.Color(theme.ColorNameSelection, v)
	}
	if c.today {
		r.ground.StrokeColor, r.ground.StrokeWidth = th.Color(theme.ColorNamePrimary, v), 1
	}
	for _, o := range r.Objects() {
		o.Refresh()
	}
	r.Layout(c.Size())
}
