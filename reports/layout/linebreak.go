package layout

import "strings"

// Span is a piece of text in one weight.
type Span struct {
	Text string
	Bold bool
}

// SetLine is one broken line. Its spans hold every character but the blanks at the break. Width is natural, before
// justification. Ends says the line closes its paragraph (the text ended or a line feed stood there) and is not stretched.
type SetLine struct {
	Spans []Span
	Width float64
	Ends  bool
}

// Text is the line without its weights.
func (l SetLine) Text() string {
	var b strings.Builder
	for _, s := range l.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

type glyph struct {
	r    rune
	bold bool
	w    float64
}

// Characters that may not begin or end a line (标点禁则, GB/T 15834 practice), with their half-width counterparts.
const (
	neverFirst = "，。、；：？！）》」』】〕”’…％%〉］｝·‰℃°—～,.;:!?)]}"
	neverLast  = "（《「『【〔“‘￥〈［｛([{$¥＄"
	unitFirst  = "元万亿千百角分年月日天时秒件项页份个倍人家户次条款号类级名张台套笔期位股吨米岁周季户"
	multiples  = "万亿千百"
	connectors = "-/_.?&=@,:;"
)

func isBlank(r rune) bool { return r == ' ' || r == 0x3000 || r == 0xA0 }

// isWord tells the characters of Latin words, numbers and codes, which stay together, from Chinese ones.
func isWord(r rune) bool { return r > ' ' && r < 0x2000 && r != 0xA0 && r != '·' }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// How bad a break is: free, after a connector of an overlong word, inside a word or between number and unit, against the
// rule of punctuation, never.
const (
	breakFree = iota
	breakConnector
	breakWord
	breakPunctuation
	breakNever
)

// breakCost rates the break before gs[i].
func breakCost(gs []glyph, i int) int {
	b := gs[i].r
	if isBlank(b) {
		return breakNever // blanks hang on the line before
	}
	j := i - 1
	for j >= 0 && isBlank(gs[j].r) {
		j--
	}
	if j < 0 {
		return breakNever
	}
	a := gs[j].r
	if strings.ContainsRune(neverFirst, b) || strings.ContainsRune(neverLast, a) {
		return breakPunctuation
	}
	switch {
	case isDigit(a) && strings.ContainsRune(unitFirst, b):
		return breakWord
	case strings.ContainsRune(multiples, a) && strings.ContainsRune(unitFirst, b) && afterDigit(gs, j):
		return breakWord
	case a == '第' && isDigit(b):
		return breakWord
	case j < i-1:
		return breakFree // a blank stands between
	case isWord(a) && isWord(b):
		if strings.ContainsRune(connectors, a) && !(isDigit(b) && (a == ',' || a == '.')) {
			return breakConnector
		}
		return breakWord
	}
	return breakFree
}

func afterDigit(gs []glyph, j int) bool {
	for j--; j >= 0; j-- {
		switch {
		case isDigit(gs[j].r):
			return true
		case !isBlank(gs[j].r) && !strings.ContainsRune(multiples, gs[j].r):
			return false
		}
	}
	return false
}

// BreakLines breaks a paragraph into lines no wider than width points; the first line is indented. Line feeds break hard.
// No character is lost or moved; blanks at a break are dropped. A line is wider than its box only when a single character
// is. Lines do not begin or end with punctuation that must not stand there, unless no other break exists in the line.
func BreakLines(spans []Span, size, width, indent float64) []SetLine {
	var out []SetLine
	for i, paragraph := range splitHard(spans, size) {
		first := 0.0
		if i == 0 {
			first = indent
		}
		out = append(out, breakParagraph(paragraph, width, first)...)
	}
	return out
}

func splitHard(spans []Span, size float64) [][]glyph {
	paragraphs := [][]glyph{nil}
	for _, s := range spans {
		for _, r := range s.Text {
			if r == '\n' {
				paragraphs = append(paragraphs, nil)
				continue
			}
			last := len(paragraphs) - 1
			paragraphs[last] = append(paragraphs[last], glyph{r, s.Bold, advance(r, s.Bold, size)})
		}
	}
	return paragraphs
}

// slack absorbs the rounding of sums of widths, in points.
const slack = 1e-6

func breakParagraph(gs []glyph, width, indent float64) []SetLine {
	if len(gs) == 0 {
		return []SetLine{{Ends: true}}
	}
	var lines []SetLine
	for start := 0; start < len(gs); {
		room := width
		if start == 0 {
			room -= indent
		}
		end := fits(gs, start, room)
		if end < len(gs) {
			end = bestBreak(gs, start, end)
		}
		line := assemble(gs[start:end])
		start = end
		for start < len(gs) && isBlank(gs[start].r) {
			start++
		}
		line.Ends = start >= len(gs)
		lines = append(lines, line)
	}
	return lines
}

// fits is the end of the longest run from start whose visible part is no wider than room, at least one character.
func fits(gs []glyph, start int, room float64) int {
	w, end := 0.0, start
	for i := start; i < len(gs); i++ {
		w += gs[i].w
		if w > room+slack && !isBlank(gs[i].r) {
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

func assemble(gs []glyph) SetLine {
	for len(gs) > 0 && isBlank(gs[len(gs)-1].r) {
		gs = gs[:len(gs)-1]
	}
	var line SetLine
	var run []rune
	for i, g := range gs {
		run = append(run, g.r)
		line.Width += g.w
		if i+1 == len(gs) || gs[i+1].bold != g.bold {
			line.Spans = append(line.Spans, Span{string(run), g.bold})
			run = nil
		}
	}
	return line
}
