package stationery

import (
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
)

// Two patterns clash when some number could come of both though they are not counted together. A pattern is turned into a
// row of places, each a set of characters that may repeat; a number common to two rows is looked for place by place.

// place is one character of a number; repeats when any more of them may follow.
type place struct {
	set     string // the characters it may be
	repeats bool
}

const (
	digits  = "0123456789"
	capital = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// places are the characters that a pattern of an organisation can print for a kind.
func (p Pattern) places(w Numbering) []place {
	var out []place
	literal := func(text string) {
		for _, r := range text {
			out = append(out, place{set: string(r)})
		}
	}
	some := func(n int, set string, more bool) {
		for range n {
			out = append(out, place{set: set})
		}
		if more {
			out = append(out, place{set: set, repeats: true})
		}
	}
	for _, x := range p.parts {
		switch x.field {
		case "":
			literal(x.literal)
		case fieldShort:
			literal(w.Short)
		case fieldCode:
			literal(w.Code)
		case fieldYear:
			some(4, digits, false)
		case fieldMonth, fieldDay:
			some(2, digits, false)
		case fieldMark:
			literal(w.Kind.Mark())
		case fieldCase: // LYG-B03SL-2026-000123
			some(2, capital, true)
			literal("-")
			some(2, capital+digits, true)
			literal("-")
			some(4, digits, false)
			literal("-")
			some(6, digits, true)
		case fieldSequence:
			some(x.width, digits, true)
		}
	}
	return out
}

// common is a number that both rows of places can print; false when there is none.
func common(a, b []place) (string, bool) {
	type at struct{ i, j int }
	type step struct {
		from at
		by   string
	}
	came := map[at]step{{0, 0}: {}}
	queue := []at{{0, 0}}
	for len(queue) > 0 {
		x := queue[0]
		queue = queue[1:]
		if x.i == len(a) && x.j == len(b) {
			var out []string
			for x != (at{}) {
				out = append(out, came[x].by)
				x = came[x].from
			}
			var s strings.Builder
			for i := len(out) - 1; i >= 0; i-- {
				s.WriteString(out[i])
			}
			return s.String(), true
		}
		visit := func(y at, by string) {
			if _, met := came[y]; !met && y != x {
				came[y] = step{x, by}
				queue = append(queue, y)
			}
		}
		if x.i < len(a) && a[x.i].repeats {
			visit(at{x.i + 1, x.j}, "")
		}
		if x.j < len(b) && b[x.j].repeats {
			visit(at{x.i, x.j + 1}, "")
		}
		if x.i < len(a) && x.j < len(b) {
			if by := shared(a[x.i].set, b[x.j].set); by != "" {
				y := at{x.i + 1, x.j + 1}
				if a[x.i].repeats {
					y.i--
				}
				if b[x.j].repeats {
					y.j--
				}
				visit(y, by)
			}
		}
	}
	return "", false
}

func shared(a, b string) string {
	for _, r := range a {
		if strings.ContainsRune(b, r) {
			return string(r)
		}
	}
	return ""
}

// counted names what a pattern counts by, whatever the day and the case: two of one name draw from one count and never clash.
func (p Pattern) counted(w Numbering) string {
	q := Pattern{}
	for _, x := range p.parts {
		switch x.field {
		case fieldShort:
			x = patternPart{literal: w.Short}
		case fieldCode:
			x = patternPart{literal: w.Code}
		case fieldMark:
			x = patternPart{literal: w.Kind.Mark()}
		case fieldSequence:
			x.width = 0
		}
		if x.field == "" {
			q.text += x.literal
		} else {
			q.text += "{" + x.field + "}"
		}
	}
	return q.text
}

// Issuer is an organisation whose patterns are compared, with the code it has in the register.
type Issuer struct {
	Settings Settings
	Code     string
}

// Clashes refuses settings by whose patterns a number could be given twice: by two of their own kinds, together with any
// version ever saved (of this or another organisation), or with the numbers given where nothing is settled.
func Clashes(own Issuer, others []Issuer) error {
	var fs fault.Faults
	type row struct {
		kind    casefile.DocumentKind
		pattern Pattern
		with    Numbering
		places  []place
	}
	read := func(s Issuer) (out []row) {
		for _, k := range s.Settings.Kinds {
			if p, err := ParsePattern(k.Pattern); err == nil && k.Pattern != "" {
				w := Numbering{Short: s.Settings.Short, Code: s.Code, Kind: k.Kind}
				out = append(out, row{k.Kind, p, w, p.places(w)})
			}
		}
		return out
	}
	mine := read(own)
	rows := mine
	for _, o := range others {
		rows = append(rows, read(o)...)
	}
	byCase, _ := ParsePattern(DefaultPattern)
	for _, kind := range casefile.DocumentKinds() {
		w := Numbering{Kind: kind}
		rows = append(rows, row{kind, byCase, w, byCase.places(w)})
	}
	told := map[string]bool{}
	for i, m := range mine {
		for j, o := range rows {
			byItself := j >= len(mine) && o.pattern.text == DefaultPattern
			if i == j || told[string(m.kind)] || (!byItself && m.pattern.counted(m.with) == o.pattern.counted(o.with)) {
				continue
			}
			if twice, found := common(m.places, o.places); found {
				told[string(m.kind)] = true
				fs.Refuse("pattern.clash", "kinds."+string(m.kind)+".pattern", "《%s》的文号规则“%s”与《%s》的“%s”会给出相同的文号，例如“%s”，请加入能区别的文字",
					m.kind, m.pattern, o.kind, o.pattern, twice)
			}
		}
	}
	return fs.Err()
}
