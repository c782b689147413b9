package app

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
)

// keys are the window's shortcuts. They reach the window also while a field has the focus.
func (d *Desktop) keys() map[desktop.CustomShortcut]func() {
	ctrl := func(k fyne.KeyName) desktop.CustomShortcut {
		return desktop.CustomShortcut{KeyName: k, Modifier: fyne.KeyModifierShortcutDefault}
	}
	alt := func(k fyne.KeyName) desktop.CustomShortcut {
		return desktop.CustomShortcut{KeyName: k, Modifier: fyne.KeyModifierAlt}
	}
	return map[desktop.CustomShortcut]func(){
		ctrl(fyne.KeyK):      func() { d.window.Canvas().Focus(d.shell.search) },
		ctrl(fyne.KeyN):      d.newCase,
		ctrl(fyne.KeyF):      d.focusSearch,
		ctrl(fyne.KeyS):      func() { as(d.history.page, kit.Saver.Save) },
		ctrl(fyne.KeyReturn): func() { as(d.history.page, kit.Submitter.Submit) },
		ctrl(fyne.KeyEnter):  func() { as(d.history.page, kit.Submitter.Submit) },
		ctrl(fyne.KeyR):      d.Fresh,
		alt(fyne.KeyLeft):    d.Back,
		alt(fyne.KeyRight):   d.Forward,
	}
}

// as calls f when the page can do it.
func as[T any](p kit.Page, f func(T)) {
	if t, ok := p.(T); ok {
		f(t)
	}
}

func (d *Desktop) bindKeys() {
	for s, f := range d.keys() {
		d.window.Canvas().AddShortcut(&s, func(fyne.Shortcut) { d.pressed(f) })
	}
	d.window.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) {
		if k.Name == fyne.KeyEscape {
			d.Escape()
			return
		}
		d.Function(k.Name)
	})
}

// Function does what F1 (help) and F5 (read again) stand for.
func (d *Desktop) Function(key fyne.KeyName) {
	switch key {
	case fyne.KeyF1:
		d.pressed(func() { d.Go(kit.Route{Page: kit.Help}) })
	case fyne.KeyF5:
		d.pressed(d.Fresh)
	}
}

// pressed does what a shortcut stands for, when somebody is signed in and the window is not locked.
func (d *Desktop) pressed(f func()) {
	d.Touch()
	if d.signed && d.locked == nil && d.window.Canvas().Overlays().Top() == nil { // a question that is asked stands before the page
		f()
	}
}

// Shortcut takes a shortcut that a field did not want.
func (d *Desktop) Shortcut(s fyne.Shortcut) {
	if c, ok := s.(*desktop.CustomShortcut); ok {
		if f, known := d.keys()[*c]; known {
			d.pressed(f)
		}
	}
}

// Escape closes a part of the page, or goes back.
func (d *Desktop) Escape() {
	if top := d.window.Canvas().Overlays().Top(); top != nil {
		d.Touch()
		top.Hide()
		d.window.Canvas().Overlays().Remove(top) // hidden only, it would go on taking every click and key
		return
	}
	d.pressed(func() {
		if e, ok := d.history.page.(kit.Escaper); ok && e.Escape() {
			return
		}
		d.Back()
	})
}

func (d *Desktop) focusSearch() {
	if s, ok := d.history.page.(kit.Searcher); ok {
		s.FocusSearch()
		return
	}
	d.window.Canvas().Focus(d.shell.search)
}

func (d *Desktop) newCase() {
	if kit.MayOpen(d.actor) {
		d.Go(kit.Route{Page: kit.New})
	}
}

// Touch notes that somebody is at the desk.
func (d *Desktop) Touch() { d.touched = time.Now() }

// watchIdle locks the window after it has lain untouched.
func (d *Desktop) watchIdle() {
	go func() {
		tick := time.NewTicker(20 * time.Second)
		defer tick.Stop()
		for {
			select {
			case <-d.ctx.Done():
				return
			case <-tick.C:
				fyne.Do(func() { d.LockWhenIdle(time.Now()) })
			}
		}
	}()
}

// LockWhenIdle locks the window when nobody has touched it for the time set, by the given instant.
func (d *Desktop) LockWhenIdle(now time.Time) {
	if now.Sub(d.touched) > time.Duration(d.config.IdleMinutes)*time.Minute {
		d.lock()
	}
}

// watched notes movements of the mouse over o.
func (d *Desktop) watched(o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(newMouseWatch(d.Touch), o)
}

// mouseWatch lies under everything and feels the mouse where nothing else does.
type mouseWatch struct {
	widget.BaseWidget
	moved func()
}

func newMouseWatch(moved func()) *mouseWatch {
	m := &mouseWatch{moved: moved}
	m.ExtendBaseWidget(m)
	return m
}

// CreateRenderer draws nothing.
func (m *mouseWatch) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

// MouseIn, MouseMoved and MouseOut feel the mouse.
func (m *mouseWatch) MouseIn(*desktop.MouseEvent)    { m.moved() }
func (m *mouseWatch) MouseMoved(*desktop.MouseEvent) { m.moved() }
func (m *mouseWatch) MouseOut()                      { m.moved() }
