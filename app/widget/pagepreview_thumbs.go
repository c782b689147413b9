package widget

import (
	"context"
	"fmt"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/reports/picture"
)

const (
	// mostThumbs is up to how many pages have small pictures beside: each is some thousandths of a second and 60 KB.
	mostThumbs = 300
	thumbWidth = 96
)

// thumbnails are small pictures of all pages, drawn one after another once the page looked at is there. Documents of one page and
// very long ones have none.
type thumbnails struct {
	preview *PagePreview
	list    []*thumb
	scroll  *container.Scroll
	begun   bool
}

func newThumbnails(p *PagePreview) *thumbnails {
	t := &thumbnails{preview: p}
	if len(p.pages) < 2 || len(p.pages) > mostThumbs {
		return t
	}
	box := container.NewVBox()
	for i, page := range p.pages {
		one := newThumb(i+1, page.Height/page.Width, func() { p.GoTo(i); p.Focus() })
		t.list = append(t.list, one)
		box.Add(Named(fmt.Sprintf("thumb:%d", i+1), one))
	}
	t.scroll = container.NewVScroll(box)
	return t
}

// box is the strip beside the page; nil when there is none.
func (t *thumbnails) box() fyne.CanvasObject {
	if t.scroll == nil {
		return nil
	}
	return t.scroll
}

// begin draws the small pictures, once.
func (t *thumbnails) begin() {
	if t.begun || t.scroll == nil {
		return
	}
	t.begun = true
	t.choose(t.preview.page)
	t.draw(0)
}

// draw makes the picture of a page and then that of the next.
func (t *thumbnails) draw(i int) {
	if i >= len(t.list) {
		return
	}
	page := t.preview.pages[i]
	pixels := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(t.preview); c != nil {
		pixels = c.Scale()
	}
	var made image.Image
	t.preview.jobs.Go("显示缩略图", func(ctx context.Context, _ func(Progress)) error {
		made = picture.Page(page, float64(thumbWidth*pixels)/page.Width)
		return ctx.Err()
	}, func(err error) {
		if err != nil { // given up with the page
			t.begun = false
			return
		}
		t.list[i].show(made)
		t.draw(i + 1)
	})
}

// choose points out the page that is shown.
func (t *thumbnails) choose(page int) {
	for i, one := range t.list {
		one.choose(i == page)
	}
	if t.scroll == nil || t.scroll.Size().Height <= 0 {
		return
	}
	at, size := t.list[page].Position(), t.list[page].Size()
	switch top := t.scroll.Offset.Y; {
	case at.Y < top:
		t.scroll.ScrollToOffset(fyne.NewPos(0, at.Y))
	case at.Y+size.Height > top+t.scroll.Size().Height:
		t.scroll.ScrollToOffset(fyne.NewPos(0, at.Y+size.Height-t.scroll.Size().Height))
	}
}

// thumb is one small picture over the number of its page.
type thumb struct {
	widget.BaseWidget
	tapped  func()
	picture *canvas.Image
	frame   *canvas.Rectangle
	number  *canvas.Text
	chosen  bool
}

func newThumb(number int, ratio float64, tapped func()) *thumb {
	t := &thumb{tapped: tapped, picture: &canvas.Image{FillMode: canvas.ImageFillStretch}, frame: canvas.NewRectangle(theme.Color(theme.ColorNameBackground)),
		number: canvas.NewText(fmt.Sprint(number), theme.Color(theme.ColorNameForeground))}
	t.picture.SetMinSize(fyne.NewSize(thumbWidth, float32(int(thumbWidth*ratio))))
	t.number.Alignment, t.number.TextSize = fyne.TextAlignCenter, theme.CaptionTextSize()
	t.ExtendBaseWidget(t)
	return t
}

func (t *thumb) show(made image.Image) {
	t.picture.Image = made
	t.picture.Refresh()
}

func (t *thumb) choose(yes bool) {
	if t.chosen != yes {
		t.chosen = yes
		t.Refresh()
	}
}

// Tapped goes to the page.
func (t *thumb) Tapped(*fyne.PointEvent) { t.tapped() }

// Refresh takes the colours of the theme.
func (t *thumb) Refresh() {
	t.paint()
	t.BaseWidget.Refresh()
}

func (t *thumb) paint() {
	t.frame.FillColor, t.frame.StrokeColor, t.frame.StrokeWidth = theme.Color(theme.ColorNameInputBackground), theme.Color(theme.ColorNameInputBorder), 1
	if t.chosen {
		t.frame.StrokeColor, t.frame.StrokeWidth = theme.Color(theme.ColorNamePrimary), 3
	}
	t.number.Color = theme.Color(theme.ColorNameForeground)
	t.frame.Refresh()
	t.number.Refresh()
}

// CreateRenderer puts the picture into its frame.
func (t *thumb) CreateRenderer() fyne.WidgetRenderer {
	t.paint()
	return widget.NewSimpleRenderer(container.NewPadded(container.NewVBox(container.NewStack(t.frame, container.NewPadded(t.picture)), t.number)))
}
