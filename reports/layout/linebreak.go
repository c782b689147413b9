package layout

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// SetLine is one broken line. Its spans hold every character but the blanks at the break. Width is natural, before
// justification. Ends says the line closes its paragraph (the text ended or a line feed stood there) and is not stretched.
type SetLine struct {
	Spans []Span
	Width float64
	Ends  bool
}

// Text is the line without its looks.
func (l SetLine) Text() string {
	if len(l.Spans) == 1 {
		return l.Spans[0].Text
	}
	var b strings.Builder
	for _, s := range l.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// glyph is one character of a paragraph: of the span with this index, whose text holds it between from and to.
type glyph struct {
	r        rune
	span     int32
	from, to int32
	class    class
	glued    bool // a mark of a note: it stays with what it marks
	w        float64
}

// How bad a break is: free, after a connector of an overlong word, inside a word or between number and unit, inside a number,
// against the rule of punctuation, never.
const (
	breakFree = iota
	breakConnector
	breakWord
	breakNumber
	breakPunctuation
	breakNever
)

// breakCost rates the break before gs[i].
func breakCost(gs []glyph, i int) int {
	b := gs[i]
	if b.class.is(blank) {
		return breakNever // blanks hang on the line before
	}
	j := i - 1
	for j >= 0 && gs[j].class.is(blank) {
		j--
	}
	if j < 0 {
		return breakNever
	}
	a := gs[j]
	if b.class.is(neverFirst) || a.class.is(neverLast) || b.glued {
		return breakPunctuation
	}
	apart := j < i-1 // a blank stands between
	switch {
	case a.class.is(digit) && b.class.is(unit), a.class.is(leader) && b.class.is(digit):
		return breakWord
	case a.class.is(multiple) && b.class.is(unit) && afterDigit(gs, j):
		return breakWord
	case apart && a.class.is(digit) && isUnitOfLetters(gs, i):
		return breakWord
	case apart:
		return breakFree
	case a.class.is(part) && b.class.is(part) && insideUnit(gs, i):
		return breakWord
	case a.class.is(word) && b.class.is(word):
		return insideWord(gs, a, b, j)
	}
	return breakFree
}

// insideWord rates a break between two characters of Latin words, numbers and codes; a is gs[j].
func insideWord(gs []glyph, a, b glyph, j int) int {
	if b.class.is(digit) {
		switch {
		case a.class.is(digit), a.r == '.':
			return breakNumber
		case a.r == ',':
			return breakWord
		case a.r == '-' && (j == 0 || !gs[j-1].class.is(word)): // a negative number
			return breakNumber
		}
	} else if a.class.is(digit) && (b.r == ',' || b.r == '.') {
		return breakNumber
	}
	if a.class.is(connector) {
		return breakConnector
	}
	return breakWord
}

func afterDigit(gs []glyph, j int) bool {
	for at := j; j > max(0, at-8); {
		j--
		switch {
		case gs[j].class.is(digit):
			return true
		case !gs[j].class.is(blank | multiple):
			return false
		}
	}
	return false
}

// insideUnit reports whether gs[i] continues a unit of several characters that follows a number: 3 平方|米.
func insideUnit(gs []glyph, i int) bool {
	from := i - 1
	for from > max(0, i-longestUnit) && gs[from-1].class.is(part) {
		from--
	}
	j := from - 1
	for j >= 0 && gs[j].class.is(blank) {
		j--
	}
	if j < 0 || !gs[j].class.is(digit) {
		return false
	}
	for _, u := range longUnits {
		n := 0
		for _, r := range u {
			if from+n >= len(gs) || gs[from+n].r != r {
				n = -1
				break
			}
			n++
		}
		if from+n > i {
			return true
		}
	}
	return false
}

// isUnitOfLetters reports whether a word of at most three letters begins at gs[i]: kg, MPa.
func isUnitOfLetters(gs []glyph, i int) bool {
	n := 0
	for ; i < len(gs) && gs[i].class.is(word); i++ {
		if gs[i].class.is(digit|connector) && n == 0 {
			return false
		}
		n++
	}
	return n > 0 && n <= 3
}

// glyphs keeps the room for the characters of a paragraph between calls.
var glyphs = sync.Pool{New: func() any { return new([]glyph) }}

// BreakLines breaks a paragraph into lines no wider than width points; the first line is indented. Line feeds break hard.
// No character is lost or moved; blanks at a break are dropped. A line is wider than its box only when a single character
// is. Lines do not begin or end with punctuation that must not stand there, unless no other break exists in the line.
func BreakLines(spans []Span, size, width, indent float64) []SetLine {
	buf := glyphs.Get().(*[]glyph)
	gs := appendGlyphs((*buf)[:0], spans, size)
	var out []SetLine
	for start := 0; ; {
		end := start
		for end < len(gs) && gs[end].r != '\n' {
			end++
		}
		out = breakParagraph(out, gs[start:end], spans, width, indent)
		indent = 0
		if end == len(gs) {
			break
		}
		start = end + 1
	}
	*buf = gs
	glyphs.Put(buf)
	return out
}

func appendGlyphs(gs []glyph, spans []Span, size float64) []glyph {
	for i := range spans {
		s := &spans[i]
		face, em := faces()[0], s.size(size)
		if s.Bold {
			face = faces()[1]
		}
		for at, r := range s.Text {
			w := em
			if uint32(r) < uint32(len(face)) && face[r] >= 0 {
				w = float64(face[r]) * em / 1000
			}
			if n := len(gs); n > 0 && at > 0 {
				gs[n-1].to = int32(at)
			}
			gs = append(gs, glyph{r: r, span: int32(i), from: int32(at), to: int32(len(s.Text)), class: classOf(r),
				glued: at == 0 && s.Super, w: w})
		}
	}
	return gs
}

// slack absorbs the rounding of sums of widths, in points.
const slack = 1e-6

// breakParagraph appends the lines of one paragraph to out.
func breakParagraph(out []SetLine, gs []glyph, spans []Span, width, indent float64) []SetLine {
	if len(gs) == 0 {
		return append(out, SetLine{Ends: true})
	}
	for start := 0; start < len(gs); {
		room := width
		if start == 0 {
			room -= indent
		}
		end := fits(gs, start, room)
		if end < len(gs) {
			end = bestBreak(gs, start, end)
		}
		line := assemble(gs[start:end], spans)
		start = end
		for start < len(gs) && gs[start].class.is(blank) {
			start++
		}
		line.Ends = start >= len(gs)
		out = append(out, line)
	}
	return out
}

// fits is the end of the longest run from start whose visible part is no wider than room, at least one character.
func fits(gs []glyph, start int, room float64) int {
	w, end := 0.0, start
	for i := start; i < len(gs); i++ {
		w += gs[i].w
		if w > room+slack && !gs[i].class.is(blank) {
			break
		}
		end = i + 1
	}
	if end == start {
		end++
	}
	return end
}

// bestBreak is the latest among the least bad breaks in (start, end].
func bestBreak(gs []glyph, start, end int) int {
	best, cost := end, breakNever+1
	for i := end; i > start; i-- {
		if c := breakCost(gs, i); c < cost {
			best, cost = i, c
		}
		if cost == breakFree {
			break
		}
	}
	return best
}

// assemble makes a line of characters; the texts of its spans are parts of the texts given, not copies.
func assemble(gs []glyph, spans []Span) SetLine {
	for len(gs) > 0 && gs[len(gs)-1].class.is(blank) {
		gs = gs[:len(gs)-1]
	}
	var line SetLine
	if len(gs) == 0 {
		return line
	}
	runs := 1
	for i := 1; i < len(gs); i++ {
		if gs[i].span != gs[i-1].span {
			runs++
		}
	}
	line.Spans = make([]Span, 0, runs)
	from := 0
	for i := range gs {
		line.Width += gs[i].w
		if i+1 == len(gs) || gs[i+1].span != gs[i].span {
			s := spans[gs[i].span]
			s.Text = s.Text[gs[from].from:gs[i].to]
			line.Spans = append(line.Spans, s)
			from = i + 1
		}
	}
	return line
}

// balanced breaks a title or the head of a column into lines of like length, as few as BreakLines needs, so that no single
// character is left for the last one.
func balanced(spans []Span, size, width float64) []SetLine {
	set := BreakLines(spans, size, width, 0)
	if len(set) < 2 {
		return set
	}
	for low, high := width/2, width; high-low > size/4; {
		mid := (low + high) / 2
		if tried := BreakLines(spans, size, mid, 0); len(tried) == len(set) && !dividesWords(tried) {
			set, high = tried, mid
		} else {
			low = mid
		}
	}
	return set
}

// dividesWords reports whether a line ends and the next begins within a word or number, or between two words.
func dividesWords(set []SetLine) bool {
	for i := 1; i < len(set); i++ {
		a, _ := utf8.DecodeLastRuneInString(set[i-1].Text())
		b, _ := utf8.DecodeRuneInString(set[i].Text())
		if !set[i-1].Ends && (isWord(a) && isWord(b) || breakCost([]glyph{{r: a, class: classOf(a)}, {r: b, class: classOf(b)}}, 1) > breakFree) {
			return true
		}
	}
	return false
}
