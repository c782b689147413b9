package widget

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/reports/layout"
	"zhiya/reports/picture"
	"zhiya/valuation/fault"
)

// WindowKeys takes the keys that mean something to the window and nothing to a part of it.
type WindowKeys interface {
	Shortcut(fyne.Shortcut)
	Escape()
	Function(fyne.KeyName) // F1, F5
	Touch()
}

// PagePreview shows the pages of a document, one at a time, at the size of the paper or another, and finds words on them. Every
// page is drawn for the very size it is shown in, by a job, away from the window; when a person goes on before a page is drawn,
// that page is no longer shown.
type PagePreview struct {
	widget.BaseWidget
	// Keys gets what the preview has no use for; may be nil.
	Keys WindowKeys

	jobs  Jobs
	pages []layout.Page

	page  int
	zoom  float32 // 1 is the size of the paper
	fit   fitting
	asked int // number of the last drawing asked for; older answers are dropped
	job   *Job
	drawn fyne.Size // of the page on the screen or asked for

	number *widget.Label
	words  *widget.Label
	back   *widget.Button
	next   *widget.Button
	go2    *Field
	scale  *widget.Select
	sheet  *canvas.Image
	stage  *stage
	scroll *container.Scroll
	search *search
	thumbs *thumbnails
	box    *fyne.Container
}

// fitting is how the zoom follows the window.
type fitting int

const (
	fixed fitting = iota
	fitWidth
	fitPage
)

const (
	minZoom, maxZoom = 0.5, 3
	// unit is how many of the window's units a point takes at the size of the paper: 96 to the inch.
	unit = 96.0 / 72
)

// zooms are the steps of larger and smaller.
var zooms = []float32{0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3}

const titleFitWidth, titleFitPage = "适合宽度", "适合整页"

// NewPagePreview shows the first page of a document once it is laid out.
func NewPagePreview(pages []layout.Page, jobs Jobs) *PagePreview {
	p := &PagePreview{jobs: jobs, pages: pages, zoom: 1, number: widget.NewLabel(""), words: widget.NewLabel("")}
	p.back = Named("page:prev", widget.NewButtonWithIcon("上一页", theme.NavigateBackIcon(), func() { p.GoTo(p.page - 1) }))
	p.next = Named("page:next", widget.NewButtonWithIcon("下一页", theme.NavigateNextIcon(), func() { p.GoTo(p.page + 1) }))
	p.go2 = Named("page:number", NewField("页码"))
	p.go2.OnSubmitted = p.goToTyped
	smaller := Named("zoom:out", widget.NewButtonWithIcon("", theme.ZoomOutIcon(), func() { p.step(-1) }))
	larger := Named("zoom:in", widget.NewButtonWithIcon("", theme.ZoomInIcon(), func() { p.step(1) }))
	titles := []string{titleFitWidth, titleFitPage}
	for _, z := range zooms {
		titles = append(titles, percent(z))
	}
	p.scale = Named("zoom:select", widget.NewSelect(titles, nil))
	p.scale.OnChanged = p.choose
	p.search = newSearch(p)
	for _, f := range []*Field{p.go2, p.search.field} {
		f.OnShortcut = p.shortcut
		f.OnKey = p.windowKey
	}
	for _, b := range []*widget.Button{p.back, p.next, smaller, larger} {
		b.Importance = widget.LowImportance
	}
	p.words.Alignment = fyne.TextAlignCenter
	p.sheet = &canvas.Image{FillMode: canvas.ImageFillStretch, ScaleMode: canvas.ImageScaleSmooth}
	p.stage = newStage(p.sheet)
	p.scroll = container.NewScroll(p.stage.box)
	bar := container.NewHBox(p.back, Named("page:of", p.number), p.next, wide(56, p.go2), widget.NewSeparator(), smaller, wide(110, p.scale), larger, widget.NewSeparator(), p.search.bar())
	p.thumbs = newThumbnails(p)
	p.box = container.NewBorder(bar, nil, p.thumbs.box(), nil, container.NewStack(p.scroll, container.NewCenter(p.words)))
	p.ExtendBaseWidget(p)
	p.say()
	return p
}

// wide gives a field a width.
func wide(width float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewGridWrap(fyne.NewSize(width, o.MinSize().Height), o)
}

func percent(zoom float32) string { return fmt.Sprintf("%d%%", int(zoom*100+0.5)) }

// GoTo shows a page, from 0, at its top; one that does not exist is not gone to.
func (p *PagePreview) GoTo(page int) {
	if page < 0 || page >= len(p.pages) {
		return
	}
	p.page = page
	p.scroll.Offset = fyne.Position{}
	p.draw()
}

// goToTyped goes to the page whose number was typed.
func (p *PagePreview) goToTyped(text string) {
	n := 0
	if _, err := fmt.Sscanf(text, "%d", &n); err != nil || n < 1 || n > len(p.pages) {
		p.number.SetText(fmt.Sprintf("没有第 %s 页，共 %d 页", text, len(p.pages)))
		return
	}
	p.go2.SetText("")
	p.GoTo(n - 1)
	p.Focus()
}

// Page is the page shown, from 0.
func (p *PagePreview) Page() int { return p.page }

// Zoom shows pages at factor times the size of the paper, from 0.5 to 3.
func (p *PagePreview) Zoom(factor float32) {
	p.fit = fixed
	p.zoom = min(max(factor, minZoom), maxZoom)
	p.draw()
}

// Fit makes pages as wide as the window, and with whole also no higher, from now on.
func (p *PagePreview) Fit(whole bool) {
	p.fit = fitWidth
	if whole {
		p.fit = fitPage
	}
	p.draw()
}

// step goes to the next larger or smaller of the steps.
func (p *PagePreview) step(by int) {
	if by > 0 {
		for _, z := range zooms {
			if z > p.zoom*1.001 {
				p.Zoom(z)
				return
			}
		}
		return
	}
	for i := len(zooms) - 1; i >= 0; i-- {
		if zooms[i] < p.zoom*0.999 {
			p.Zoom(zooms[i])
			return
		}
	}
}

func (p *PagePreview) choose(title string) {
	switch title {
	case titleFitWidth, titleFitPage:
		p.Fit(title == titleFitPage)
	default:
		for _, z := range zooms {
			if percent(z) == title {
				p.Zoom(z)
			}
		}
	}
}

// Resize draws the page anew where it follows the size of the window.
func (p *PagePreview) Resize(s fyne.Size) {
	p.BaseWidget.Resize(s)
	if len(p.pages) == 0 || p.scroll.Size().Width <= 0 {
		return
	}
	if want := p.wanted(); p.drawn.IsZero() || math.Abs(float64(want.Width-p.drawn.Width)) > 0.5 {
		p.draw()
	}
}

// wanted is the size of the page on the screen.
func (p *PagePreview) wanted() fyne.Size {
	page := p.pages[p.page]
	w, h := float32(page.Width)*unit, float32(page.Height)*unit
	view := p.scroll.Size().SubtractWidthHeight(2*margin+p.Theme().Size(theme.SizeNameScrollBar), 2*margin)
	switch p.fit {
	case fitWidth:
		p.zoom = view.Width / w
	case fitPage:
		p.zoom = min(view.Width/w, view.Height/h)
	}
	p.zoom = min(max(p.zoom, minZoom/2), maxZoom) // a small window fits smaller than anybody would choose
	return fyne.NewSize(w*p.zoom, h*p.zoom)
}

// draw has the page drawn in the pixels it takes.
func (p *PagePreview) draw() {
	if len(p.pages) == 0 || p.scroll.Size().Width <= 0 {
		p.say()
		return
	}
	size := p.wanted()
	p.say()
	if p.job != nil {
		p.job.Cancel()
	}
	p.asked++
	asked, number, page := p.asked, p.page, p.pages[p.page]
	p.drawn = size
	pixels := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		pixels = c.Scale()
	}
	if p.sheet.Image == nil {
		p.words.SetText("正在显示…")
		p.words.Show()
	}
	var made image.Image
	p.job = p.jobs.Go(fmt.Sprintf("显示第 %d 页", number+1), func(ctx context.Context, _ func(Progress)) error {
		made = picture.Page(page, float64(size.Width*pixels)/page.Width)
		return ctx.Err()
	}, func(err error) {
		if asked != p.asked || errors.Is(err, context.Canceled) {
			return
		}
		if err != nil {
			p.words.SetText(fault.Of(err)[0].Message)
			p.words.Show()
			return
		}
		p.words.Hide()
		p.show(made, pixels)
		p.thumbs.begin()
	})
}

// show puts the picture on the stage, one pixel of it on one of the screen.
func (p *PagePreview) show(made image.Image, pixels float32) {
	b := made.Bounds()
	size := fyne.NewSize(float32(b.Dx())/pixels, float32(b.Dy())/pixels)
	if size.Width < p.drawn.Width*0.98 { // the largest picture of a very large page is enlarged
		size = p.drawn
	}
	p.sheet.Image = made
	p.sheet.Refresh()
	p.stage.set(size, p.search.marks(size))
	p.scroll.Refresh()
	p.search.reveal()
}

func (p *PagePreview) say() {
	if len(p.pages) == 0 {
		p.number.SetText("没有页面")
		p.back.Disable()
		p.next.Disable()
		return
	}
	p.number.SetText(fmt.Sprintf("第 %d / %d 页", p.page+1, len(p.pages)))
	able(p.back, p.page > 0)
	able(p.next, p.page < len(p.pages)-1)
	p.thumbs.choose(p.page)
	title := percent(p.zoom)
	switch p.fit {
	case fitWidth:
		title = titleFitWidth
	case fitPage:
		title = titleFitPage
	}
	p.scale.Selected = title
	p.scale.Refresh()
}

func able(d fyne.Disableable, yes bool) {
	if yes {
		d.Enable()
	} else {
		d.Disable()
	}
}

// Children lets the trace look inside.
func (p *PagePreview) Children() []fyne.CanvasObject { return []fyne.CanvasObject{p.box} }

// CreateRenderer draws the bar above the page.
func (p *PagePreview) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.box) }
