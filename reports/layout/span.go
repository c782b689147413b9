package layout

// Span is a piece of text in one look.
type Span struct {
	Text      string
	Bold      bool
	Underline bool
	Faint     bool // grey, for what stands aside
	Super     bool // small and raised: marks, powers
	// Ref is the ID of a block; the span leads there. With an empty Text the name of the block is printed: 表 3, 第五条.
	Ref string
	// ByPage prints the page of the block, 第 7 页, in place of its name.
	ByPage bool
	// Note is small print set at the foot of the page; its mark [1] follows the text.
	Note string

	mark int // number of the note whose mark this is
}

// superSize is the share of the type size at which raised text is set; superRise is how far its baseline is raised.
const superSize, superRise = 0.65, 0.36

func (s Span) size(size float64) float64 {
	if s.Super {
		return size * superSize
	}
	return size
}

// See is a reference to a block by its name: 表 3, 图 2, 第五条, “四、评估方法”.
func See(id string) Span { return Span{Ref: id} }

// SeePage is a reference to a block by the page it stands on: 第 7 页.
func SeePage(id string) Span { return Span{Ref: id, ByPage: true} }

func plain(text string) []Span { return []Span{{Text: text}} }

func strong(text string) []Span { return []Span{{Text: text, Bold: true}} }

func spansOf(spans []Span, text string) []Span {
	if len(spans) > 0 {
		return spans
	}
	return plain(text)
}

// Rich reads **bold** marks in a text written by the program; never pass it what a user typed.
func Rich(text string) []Span {
	var out []Span
	heavy := false
	for {
		i := indexMark(text)
		if i < 0 {
			if text != "" {
				out = append(out, Span{Text: text, Bold: heavy})
			}
			return out
		}
		if i > 0 {
			out = append(out, Span{Text: text[:i], Bold: heavy})
		}
		text, heavy = text[i+2:], !heavy
	}
}

func indexMark(s string) int {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '*' && s[i+1] == '*' {
			return i
		}
	}
	return -1
}
