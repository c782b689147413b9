package layout

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// idOf is the name by which other blocks refer to this one.
func idOf(b Block) string {
	switch b := b.(type) {
	case Heading:
		return b.ID
	case Paragraph:
		return b.ID
	case Clause:
		return b.ID
	case KeyValue:
		return b.ID
	case Table:
		return b.ID
	case Figure:
		return b.ID
	}
	return ""
}

// identified gives the index of every block that has an ID.
func identified(blocks []Block) map[string]int {
	var out map[string]int
	for i, b := range blocks {
		if id := idOf(b); id != "" {
			if out == nil {
				out = map[string]int{}
			}
			if _, twice := out[id]; !twice {
				out[id] = i
			}
		}
	}
	return out
}

// numbered matches the number that begins a title: 表 3, 图 2-1, 附件 1.
var numbered = regexp.MustCompile(`^(?:附表|附图|附件|表|图)[ \x{00A0}]?(?:[0-9]+|[一二三四五六七八九十]+)(?:[-.－][0-9]+)*`)

// called is how running text calls a titled block: by its number, else by its whole title.
func called(title string) string {
	if n := numbered.FindString(title); n != "" {
		return n
	}
	return "“" + strings.ReplaceAll(title, "\n", "") + "”"
}

// nameOf is what a reference to a block prints; empty when the block has neither number nor title.
func nameOf(blocks []Block, index int) string {
	title := ""
	switch b := blocks[index].(type) {
	case Clause:
		if b.Number != "" {
			return b.Number
		}
		n := 0
		for _, other := range blocks[:index+1] {
			if c, is := other.(Clause); is && c.Number == "" {
				n++
			}
		}
		return clauseNumber(n)
	case Heading:
		title = b.Text
	case KeyValue:
		title = b.Title
	case Table:
		title = b.Title
	case Figure:
		title = b.Caption
	}
	if title == "" {
		return ""
	}
	return called(title)
}

func clauseNumber(n int) string { return "第" + ChineseNumeral(n) + "条" }

// inline writes out the references of running text and puts the marks of notes after their spans.
func (k *composer) inline(spans []Span) []Span {
	special := false
	for _, s := range spans {
		special = special || s.Ref != "" || s.Note != ""
	}
	if !special {
		return spans
	}
	out := make([]Span, 0, len(spans)+4)
	for _, s := range spans {
		if s.Ref != "" && s.Text == "" {
			s.Text = k.reference(s)
		}
		note := s.Note
		s.Note = ""
		if s.Text != "" {
			out = append(out, s)
		}
		if note != "" {
			k.notes = append(k.notes, note)
			n := len(k.notes)
			out = append(out, Span{Text: noteMark(n), Super: true, mark: n})
		}
	}
	return out
}

func (k *composer) reference(s Span) string {
	index, ok := k.ids[s.Ref]
	if !ok {
		return "" // Check has refused it
	}
	name := nameOf(k.doc.Blocks, index)
	if !s.ByPage || k.byName && name != "" {
		return name
	}
	k.paged = true
	return fmt.Sprintf("第 %d 页", max(1, k.spots[index].page))
}

// noteMark stands in brackets, so that a copied text does not run it into the number before it.
func noteMark(n int) string { return "[" + strconv.Itoa(n) + "]" }

// footnote is the small print of a note, line by line.
type footnote struct{ lines []strip }

// footnotes sets the notes whose marks stand on a line.
func (k *composer) footnotes(line SetLine) []footnote {
	var out []footnote
	for _, s := range line.Spans {
		if s.mark == 0 || !strings.HasSuffix(s.Text, "]") { // a mark divided over lines counts where it ends
			continue
		}
		hang := Width(noteMark(s.mark), sizeSmall, false) + 2
		set := BreakLines(plain(k.notes[s.mark-1]), sizeSmall, k.width-hang, 0)
		strips := lines(set, marginX+hang, k.width-hang, leadSmall, sizeSmall, Justified, 0, 0)
		draw, mark := strips[0].draw, plain(noteMark(s.mark))
		strips[0].draw = func(c *canvas, y float64) {
			c.setLine(SetLine{Spans: mark}, marginX, y, hang, leadSmall, sizeSmall, Left, ink)
			draw(c, y)
		}
		out = append(out, footnote{strips})
	}
	return out
}
