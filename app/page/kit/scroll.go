package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Reveal scrolls until the top of o is near the top of what s shows, when it is not in view as a whole.
func Reveal(s *container.Scroll, o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	if driver.CanvasForObject(s) == nil {
		return
	}
	const margin = 40
	y := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(s).Y
	if y >= 0 && y+o.Size().Height <= s.Size().Height {
		return
	}
	s.ScrollToOffset(fyne.NewPos(0, max(0, s.Offset.Y+y-margin)))
}

// Scrolling puts a wheel catcher over a scrolled form.
func Scrolling(s *container.Scroll) fyne.CanvasObject { return container.NewStack(s, newWheel(s)) }

// wheel lies over a form and takes the mouse wheel only: the toolkit's entries scroll inside themselves and would swallow it,
// so that the form stood still whenever the mouse was over a field.
type wheel struct {
	widget.BaseWidget
	scroll *container.Scroll
}

func newWheel(s *container.Scroll) *wheel {
	w := &wheel{scroll: s}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled scrolls the form.
func (w *wheel) Scrolled(e *fyne.ScrollEvent) { w.scroll.Scrolled(e) }

// CreateRenderer draws nothing.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}
