package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Focus lets the keys reach the preview: PgUp and PgDn, Home and End, the arrows, Ctrl with + and -, Ctrl+0 and Ctrl+F.
func (p *PagePreview) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p)
	}
}

// FocusSearch puts the cursor into the field of words to find.
func (p *PagePreview) FocusSearch() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p.search.field)
		p.search.field.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

// FocusGained changes nothing that could be seen.
func (p *PagePreview) FocusGained() {}

// FocusLost changes nothing that could be seen.
func (p *PagePreview) FocusLost() {}

// TypedRune takes + and - without Ctrl as well.
func (p *PagePreview) TypedRune(r rune) {
	switch r {
	case '+', '=':
		p.step(1)
	case '-':
		p.step(-1)
	}
}

// Tapped takes the focus.
func (p *PagePreview) Tapped(*fyne.PointEvent) { p.Focus() }

// nudge is how far an arrow key scrolls.
const nudge = 40

// TypedKey leafs and scrolls.
func (p *PagePreview) TypedKey(k *fyne.KeyEvent) {
	if p.Keys != nil {
		p.Keys.Touch()
	}
	switch k.Name {
	case fyne.KeyPageDown, fyne.KeySpace:
		p.leaf(1)
	case fyne.KeyPageUp:
		p.leaf(-1)
	case fyne.KeyHome:
		p.GoTo(0)
	case fyne.KeyEnd:
		p.GoTo(len(p.pages) - 1)
	case fyne.KeyRight:
		p.slide(1, nudge, 0)
	case fyne.KeyLeft:
		p.slide(-1, -nudge, 0)
	case fyne.KeyDown:
		p.scrollTo(p.scroll.Offset.AddXY(0, nudge))
	case fyne.KeyUp:
		p.scrollTo(p.scroll.Offset.AddXY(0, -nudge))
	default:
		p.windowKey(k.Name)
	}
}

// leaf goes down or up by a view, and at the end of the page to the next one.
func (p *PagePreview) leaf(by float32) {
	before := p.scroll.Offset
	p.scrollTo(before.AddXY(0, by*p.scroll.Size().Height*0.9))
	if p.scroll.Offset.Y != before.Y {
		return
	}
	page := p.page
	p.GoTo(page + int(by))
	if by < 0 && p.page != page {
		p.scrollTo(fyne.NewPos(0, p.stage.MinSize(nil).Height)) // what stood above is the foot of the page before
	}
}

// slide scrolls sideways, or turns the page when nothing lies at that side.
func (p *PagePreview) slide(by int, dx, dy float32) {
	before := p.scroll.Offset
	p.scrollTo(before.AddXY(dx, dy))
	if p.scroll.Offset == before {
		p.GoTo(p.page + by)
	}
}

// scrollTo scrolls as far as there is something to see.
func (p *PagePreview) scrollTo(at fyne.Position) {
	room := p.stage.box.MinSize().Subtract(p.scroll.Size())
	within := func(v, room float32) float32 {
		if room < 1 { // less than a pixel is nothing to scroll to
			return 0
		}
		return min(max(0, v), room)
	}
	p.scroll.ScrollToOffset(fyne.NewPos(within(at.X, room.Width), within(at.Y, room.Height)))
}

// TypedShortcut takes those of the preview and hands on the others.
func (p *PagePreview) TypedShortcut(s fyne.Shortcut) { p.shortcut(s) }

func (p *PagePreview) shortcut(s fyne.Shortcut) {
	c, custom := s.(*desktop.CustomShortcut)
	if custom && c.Modifier&^fyne.KeyModifierShift == fyne.KeyModifierShortcutDefault {
		switch c.KeyName {
		case fyne.KeyPlus, fyne.KeyEqual:
			p.step(1)
			return
		case fyne.KeyMinus:
			p.step(-1)
			return
		case fyne.Key0:
			p.Zoom(1)
			return
		case fyne.KeyF:
			p.FocusSearch()
			return
		}
	}
	if p.Keys != nil {
		p.Keys.Shortcut(s)
	}
}

// windowKey: Esc in a field goes back to the page, else it is the window's, as are F1 and F5.
func (p *PagePreview) windowKey(k fyne.KeyName) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); k == fyne.KeyEscape && c != nil && c.Focused() != fyne.Focusable(p) {
		p.Focus()
		return
	}
	switch {
	case p.Keys == nil:
	case k == fyne.KeyEscape:
		p.Keys.Escape()
	default:
		p.Keys.Function(k)
	}
}
