package widget

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/reports/picture"
)

// search finds words in all pages and goes from one place to the next.
type search struct {
	preview *PagePreview
	field   *Field
	count   *widget.Label
	back    *widget.Button
	next    *widget.Button

	text    string // that was looked for
	hits    []found
	current int
	pending bool // the current place is not in sight yet
}

// found is one place.
type found struct {
	page int
	picture.Hit
}

func newSearch(p *PagePreview) *search {
	s := &search{preview: p, count: widget.NewLabel("")}
	s.field = Named("search:text", NewField("查找文字"))
	s.field.OnSubmitted = func(string) { s.move(1) }
	s.field.OnChanged = func(text string) {
		if text == "" {
			s.look()
		}
	}
	s.back = Named("search:prev", widget.NewButtonWithIcon("", theme.MoveUpIcon(), func() { s.move(-1) }))
	s.next = Named("search:next", widget.NewButtonWithIcon("", theme.MoveDownIcon(), func() { s.move(1) }))
	s.back.Importance, s.next.Importance = widget.LowImportance, widget.LowImportance
	return s
}

func (s *search) bar() fyne.CanvasObject {
	return container.NewHBox(wide(170, s.field), s.back, s.next, Named("search:count", s.count))
}

// look finds the text typed, from the page shown on.
func (s *search) look() {
	p := s.preview
	s.text, s.hits, s.current = s.field.Text, nil, 0
	for i, page := range p.pages {
		for _, h := range picture.Find(page, s.text) {
			if i < p.page {
				s.current = len(s.hits) + 1
			}
			s.hits = append(s.hits, found{i, h})
		}
	}
	if s.current >= len(s.hits) { // nothing further on: from the beginning
		s.current = 0
	}
	s.arrive()
}

// move looks for the text when it is new, else goes on by one place, round the ends.
func (s *search) move(by int) {
	switch {
	case s.field.Text != s.text:
		s.look()
	case len(s.hits) > 0:
		s.current = (s.current + by + len(s.hits)) % len(s.hits)
		s.arrive()
	default:
		s.say()
	}
}

// arrive shows the current place.
func (s *search) arrive() {
	s.say()
	p := s.preview
	s.pending = len(s.hits) > 0
	if s.pending && s.hits[s.current].page != p.page {
		p.GoTo(s.hits[s.current].page)
		return
	}
	if p.sheet.Image != nil {
		p.stage.set(p.stage.size, s.marks(p.stage.size))
		s.reveal()
	}
}

func (s *search) say() {
	switch {
	case len(s.hits) > 0:
		s.count.SetText(fmt.Sprintf("%d / %d", s.current+1, len(s.hits)))
	case picture.Reads(s.text):
		s.count.SetText("没有找到")
	default:
		s.count.SetText("")
	}
}

// marks are the places on the page shown, for a sheet of a size.
func (s *search) marks(size fyne.Size) []mark {
	p := s.preview
	var out []mark
	for i, h := range s.hits {
		if h.page != p.page {
			continue
		}
		k := float64(size.Width) / p.pages[p.page].Width
		for _, r := range h.Hit {
			out = append(out, newMark(fyne.NewPos(float32(r.X*k), float32(r.Y*k)), fyne.NewSize(float32(r.W*k), float32(r.H*k)), i == s.current))
		}
	}
	return out
}

// reveal scrolls the current place into sight, a third down the window, if it is out of it.
func (s *search) reveal() {
	p := s.preview
	if !s.pending || s.hits[s.current].page != p.page {
		return
	}
	s.pending = false
	k := p.stage.size.Width / float32(p.pages[p.page].Width)
	r := s.hits[s.current].Hit[0]
	at := p.stage.corner().AddXY(float32(r.X)*k, float32(r.Y)*k)
	view, size := p.scroll.Size(), fyne.NewSize(float32(r.W)*k, float32(r.H)*k)
	to := p.scroll.Offset
	if at.Y < to.Y || at.Y+size.Height > to.Y+view.Height {
		to.Y = at.Y - view.Height/3
	}
	if at.X < to.X || at.X+size.Width > to.X+view.Width {
		to.X = at.X - view.Width/3
	}
	p.scrollTo(to)
}
