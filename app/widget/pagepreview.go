package widget

import (
	"context"
	"errors"
	"fmt"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/valuation/fault"
)

// Render draws one page (from 0) as a picture about width pixels wide.
type Render func(ctx context.Context, page, width int) (image.Image, error)

// PagePreview shows the pages of a document, one at a time, with zoom. Pages are drawn by a job, away from the window; when a
// person leafs on before a page is drawn, that page is no longer shown.
type PagePreview struct {
	widget.BaseWidget
	jobs   Jobs
	render Render
	pages  int

	page   int
	zoom   float32 // 1 is the width of the window
	asked  int     // number of the last drawing asked for; older answers are dropped
	job    *Job
	width  float32 // for which the page on the screen was drawn
	number *widget.Label
	words  *widget.Label
	back   *widget.Button
	next   *widget.Button
	sheet  *canvas.Image
	scroll *container.Scroll
	box    *fyne.Container
}

const (
	minZoom, maxZoom = 0.5, 3
	zoomStep         = 1.25
)

// NewPagePreview shows the first page of a document once it is laid out.
func NewPagePreview(pages int, render Render, jobs Jobs) *PagePreview {
	p := &PagePreview{jobs: jobs, render: render, pages: pages, zoom: 1, number: widget.NewLabel(""), words: widget.NewLabel("")}
	p.back = Named("preview.back", widget.NewButtonWithIcon("上一页", theme.NavigateBackIcon(), func() { p.GoTo(p.page - 1) }))
	p.next = Named("preview.next", widget.NewButtonWithIcon("下一页", theme.NavigateNextIcon(), func() { p.GoTo(p.page + 1) }))
	smaller := Named("preview.smaller", widget.NewButtonWithIcon("缩小", theme.ZoomOutIcon(), func() { p.Zoom(p.zoom / zoomStep) }))
	larger := Named("preview.larger", widget.NewButtonWithIcon("放大", theme.ZoomInIcon(), func() { p.Zoom(p.zoom * zoomStep) }))
	fit := Named("preview.fit", widget.NewButtonWithIcon("适合宽度", theme.ZoomFitIcon(), func() { p.Zoom(1) }))
	for _, b := range []*widget.Button{p.back, p.next, smaller, larger, fit} {
		b.Importance = widget.LowImportance
	}
	p.words.Alignment = fyne.TextAlignCenter
	p.sheet = &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleSmooth}
	p.scroll = container.NewScroll(container.NewCenter(p.sheet))
	bar := container.NewHBox(p.back, Named("preview.number", p.number), p.next, widget.NewSeparator(), smaller, larger, fit)
	p.box = container.NewBorder(bar, nil, nil, nil, container.NewStack(p.scroll, container.NewCenter(p.words)))
	p.ExtendBaseWidget(p)
	p.say()
	return p
}

// GoTo shows a page, from 0; one that does not exist is not gone to.
func (p *PagePreview) GoTo(page int) {
	if page < 0 || page >= p.pages {
		return
	}
	p.page = page
	p.scroll.ScrollToTop()
	p.draw()
}

// Page is the page shown, from 0.
func (p *PagePreview) Page() int { return p.page }

// Zoom makes the page as wide as the window times factor, from 0.5 to 3.
func (p *PagePreview) Zoom(factor float32) {
	p.zoom = min(max(factor, minZoom), maxZoom)
	p.draw()
}

// Resize draws the page anew for another width.
func (p *PagePreview) Resize(s fyne.Size) {
	p.BaseWidget.Resize(s)
	if w := p.wanted(); w > 0 && (p.width == 0 || w > p.width*1.05 || w < p.width*0.95) {
		p.draw()
	}
}

// wanted is the width of the page on the screen; the scroll bar keeps its place.
func (p *PagePreview) wanted() float32 {
	return (p.Size().Width - p.Theme().Size(theme.SizeNameScrollBar) - 8) * p.zoom
}

func (p *PagePreview) draw() {
	p.say()
	w := p.wanted()
	if p.pages == 0 || w <= 0 {
		return
	}
	if p.job != nil {
		p.job.Cancel()
	}
	p.asked++
	asked, page := p.asked, p.page
	p.width = w
	pixels := w
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		pixels *= c.Scale()
	}
	p.words.SetText("正在显示…")
	p.words.Show()
	var drawn image.Image
	p.job = p.jobs.Go("显示第 "+fmt.Sprint(page+1)+" 页", func(ctx context.Context, _ func(Progress)) (err error) {
		drawn, err = p.render(ctx, page, int(pixels))
		return err
	}, func(err error) {
		if asked != p.asked || errors.Is(err, context.Canceled) {
			return
		}
		if err != nil {
			p.words.SetText(fault.Of(err)[0].Message)
			return
		}
		p.words.Hide()
		p.show(drawn, w)
	})
}

func (p *PagePreview) show(drawn image.Image, width float32) {
	b := drawn.Bounds()
	p.sheet.Image = drawn
	p.sheet.SetMinSize(fyne.NewSize(width, width*float32(b.Dy())/float32(max(1, b.Dx()))))
	p.sheet.Refresh()
	p.scroll.Refresh()
}

func (p *PagePreview) say() {
	if p.pages == 0 {
		p.number.SetText("没有页面")
		p.back.Disable()
		p.next.Disable()
		return
	}
	p.number.SetText(fmt.Sprintf("第 %d / %d 页，%d%%", p.page+1, p.pages, int(p.zoom*100+0.5)))
	able(p.back, p.page > 0)
	able(p.next, p.page < p.pages-1)
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
