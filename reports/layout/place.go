package layout

import (
	"zhiya/reports/chart"
)

// paginate places the strips and notes where blocks come to stand.
func (k *composer) paginate(spots map[int]spot) *Laid {
	laid := &Laid{Document: k.doc}
	for _, s := range k.sections {
		p := &placer{laid: laid, section: s, spots: spots, ids: k.ids}
		p.run()
	}
	for i, link := range laid.Links {
		if to, ok := spots[link.block]; ok {
			laid.Links[i].ToPage, laid.Links[i].ToY = to.page, to.y
		}
	}
	for _, e := range laid.entries {
		laid.fill(e, spots[e.block].page)
	}
	return laid
}

// placer fills the pages of one section.
type placer struct {
	laid    *Laid
	section section
	spots   map[int]spot
	ids     map[string]int
	c       *canvas
	y       float64
	bottom  float64 // of the text; the small print at the foot stands below it
	top     bool    // nothing but repeated heads on the page yet
	foot    []strip // small print of this page
	waiting []strip // small print that found no room on the page of its mark
}

// noteRule is the room for the short rule above the small print.
const noteRule = 9

func (p *placer) newPage() {
	p.closeFoot()
	w, h := p.section.size()
	p.laid.Pages = append(p.laid.Pages, Page{Width: w, Height: h, Number: len(p.laid.Pages) + 1})
	p.c = &canvas{page: &p.laid.Pages[len(p.laid.Pages)-1], laid: p.laid, spots: p.spots, ids: p.ids}
	p.y, p.bottom, p.top = marginTop, h-marginFoot, true
	if len(p.waiting) > 0 {
		late := p.waiting
		p.waiting = nil
		p.putNotes(late, (marginTop+p.bottom)/2)
	}
}

// closeFoot draws the small print of the page under a short rule.
func (p *placer) closeFoot() {
	if len(p.foot) == 0 {
		return
	}
	y := p.bottom
	p.c.add(chart.Line{X1: marginX, Y1: y + 5, X2: marginX + 130, Y2: y + 5, Width: thinRule, Color: rule})
	y += noteRule
	for _, s := range p.foot {
		s.draw(p.c, y)
		y += s.height
	}
	p.foot = nil
}

// putNotes adds lines of small print to the foot of the page as far as the text above keeps its room down to least; the rest
// waits for the next page.
func (p *placer) putNotes(lines []strip, least float64) {
	for i, s := range lines {
		need := s.height
		if len(p.foot) == 0 {
			need += noteRule
		}
		if len(p.waiting) > 0 || p.bottom-need < least-slack {
			p.waiting = append(p.waiting, lines[i:]...)
			return
		}
		p.foot = append(p.foot, s)
		p.bottom -= need
	}
}

func (p *placer) run() {
	strips := p.section.strips
	for len(strips) > 0 && strips[len(strips)-1].draw == nil { // room below the last thing needs no page of its own
		strips = strips[:len(strips)-1]
	}
	if len(strips) == 0 {
		return
	}
	p.newPage()
	for i := 0; i < len(strips); {
		if strips[i].fresh && !p.top {
			p.newPage()
		}
		j := chainEnd(strips, i)
		if p.place(strips[i : j+1]) {
			i = j + 1
			continue
		}
		if i == j && strips[i].draw == nil { // room that would go over the page is given by its end
			p.y = p.bottom
			i++
			continue
		}
		if !p.top && chainHeight(strips[i:j+1])+p.notesHeight(strips[i:j+1], true) <= p.fullBottom()-marginTop {
			p.turn(strips[i])
			if p.place(strips[i : j+1]) {
				i = j + 1
				continue
			}
		}
		i = p.placeLoose(strips, i, j)
	}
	for len(p.waiting) > 0 {
		p.newPage()
		p.top = false
	}
	p.closeFoot()
}

func (p *placer) fullBottom() float64 { return p.c.page.Height - marginFoot }

// notesHeight is the room the small print of a chain needs; fresh when it comes to a page that has none.
func (p *placer) notesHeight(chain []strip, fresh bool) float64 {
	h := 0.0
	for _, s := range chain {
		for _, n := range s.notes {
			for _, line := range n.lines {
				h += line.height
			}
		}
	}
	if h > 0 && (fresh || len(p.foot) == 0) {
		h += noteRule
	}
	return h
}

// chainEnd is the last strip that must share the page of strips[i].
func chainEnd(strips []strip, i int) int {
	for i+1 < len(strips) && strips[i].keep && !strips[i+1].fresh {
		i++
	}
	return i
}

func chainHeight(chain []strip) float64 {
	h := 0.0
	for i, s := range chain {
		h += s.height
		if i > 0 {
			h += s.before
		}
	}
	if last := chain[len(chain)-1]; last.open && last.resume != nil {
		h += last.resume.footHeight
	}
	return h
}

// place draws a chain when it fits on the page with its small print.
func (p *placer) place(chain []strip) bool {
	h := chainHeight(chain)
	if !p.top {
		h += chain[0].before
	}
	if p.y+h+p.notesHeight(chain, false) > p.bottom+slack {
		return false
	}
	for _, s := range chain {
		p.draw(s)
	}
	return true
}

func (p *placer) draw(s strip) {
	if !p.top {
		p.y += s.before
	}
	if s.draw != nil {
		s.draw(p.c, p.y)
	}
	p.y += s.height
	if s.height > 0 {
		p.top = false
	}
	for _, n := range s.notes {
		p.putNotes(n.lines, p.y)
	}
}

// turn ends the page before s.
func (p *placer) turn(s strip) {
	if s.resume != nil && s.resume.foot != nil {
		s.resume.foot(p.c, p.y)
	}
	p.newPage()
	if s.resume != nil {
		for _, h := range s.resume.head() {
			p.draw(h)
		}
		p.top = true
	}
}

// placeLoose sets a chain too long for one page strip by strip; it gives the index after the last one placed.
func (p *placer) placeLoose(strips []strip, i, j int) int {
	for ; i <= j; i++ {
		if p.place(strips[i : i+1]) {
			continue
		}
		if !p.top {
			p.turn(strips[i])
		}
		if s := strips[i]; p.y+s.height > p.bottom+slack { // small print of the page before leaves too little room
			p.giveWay(p.y + s.height)
		}
		p.draw(strips[i])
	}
	return i
}

// giveWay moves small print to the next page until the text may come down to y.
func (p *placer) giveWay(y float64) {
	for len(p.foot) > 0 && p.bottom < y {
		last := p.foot[len(p.foot)-1]
		p.foot = p.foot[:len(p.foot)-1]
		p.waiting = append([]strip{last}, p.waiting...)
		p.bottom += last.height
		if len(p.foot) == 0 {
			p.bottom += noteRule
		}
	}
}
