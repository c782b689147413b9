package stationery

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
)

// The fields of a numbering pattern.
const (
	fieldShort    = "机构简称"
	fieldCode     = "机构代码"
	fieldYear     = "年"
	fieldMonth    = "月"
	fieldDay      = "日"
	fieldMark     = "类别"
	fieldCase     = "案号"
	fieldSequence = "序号"
)

// PatternFields lists the fields a numbering pattern may hold, with what they print.
func PatternFields() [][2]string {
	return [][2]string{{fieldShort, "机构简称"}, {fieldCode, "机构代码，如 A01"}, {fieldYear, "出具年份，四位"}, {fieldMonth, "出具月份，两位"},
		{fieldDay, "出具日，两位"}, {fieldMark, "文书类别的两个字母，如 PG"}, {fieldCase, "案件编号"}, {fieldSequence + ":4", "连续的序号，数字是最少位数（1 至 9）"}}
}

// DefaultPattern is how papers are numbered when nothing is settled: number of the case, mark of the kind, and a count within
// the case, which no other pattern has.
const DefaultPattern = "{案号}-{类别}{序号:2}"

// Pattern is a numbering pattern (文号规则) such as {机构简称}评报字〔{年}〕第{序号:4}号.
type Pattern struct {
	text  string
	parts []patternPart
}

// patternPart is literal text, or a field; width is of the sequence.
type patternPart struct {
	literal string
	field   string
	width   int
}

const longestPattern = 60

// ParsePattern reads a pattern. A pattern that would give one number twice is refused: it must hold the sequence exactly once,
// and the sequence must stand apart from the case's number, whose end has no fixed length.
func ParsePattern(text string) (Pattern, error) {
	var fs fault.Faults
	p := Pattern{text: text}
	if n := len([]rune(text)); n > longestPattern {
		fs.Invalid("pattern.long", "", "文号规则不得超过 %d 个字（现为 %d 个字）", longestPattern, n)
	}
	for _, r := range text {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			fs.Invalid("pattern.blank", "", "文号规则中不得有空格、换行等空白字符")
			break
		}
	}
	for rest := text; rest != ""; {
		open := strings.IndexAny(rest, "{}")
		if open < 0 {
			p.parts = append(p.parts, patternPart{literal: rest})
			break
		}
		if open > 0 {
			p.parts = append(p.parts, patternPart{literal: rest[:open]})
		}
		end := strings.IndexByte(rest[open:], '}')
		if rest[open] == '}' || end < 0 || strings.Contains(rest[open+1:open+end], "{") {
			fs.Invalid("pattern.brace", "", "文号规则“%s”的花括号不成对", text)
			break
		}
		part, err := patternField(rest[open+1 : open+end])
		fs.Append("", err)
		p.parts = append(p.parts, part)
		rest = rest[open+end+1:]
	}
	p.twice(&fs)
	return p, fs.Err()
}

func patternField(name string) (patternPart, error) {
	field, width, wide := strings.Cut(name, ":")
	part := patternPart{field: field, width: 1}
	known := false
	for _, f := range PatternFields() {
		known = known || strings.TrimSuffix(f[0], ":4") == field
	}
	if !known {
		return part, fault.New(fault.Invalid, "pattern.field", "", "文号规则中没有字段{%s}，可用的字段：%s", name, fieldNames())
	}
	if wide {
		n, err := strconv.Atoi(width)
		if err != nil || n < 1 || n > 9 || field != fieldSequence {
			return part, fault.New(fault.Invalid, "pattern.width", "", "字段{%s}的位数不对：只有{序号}可以带位数，写作{序号:1}至{序号:9}", name)
		}
		part.width = n
	}
	return part, nil
}

func fieldNames() string {
	var out []string
	for _, f := range PatternFields() {
		out = append(out, "{"+f[0]+"}")
	}
	return strings.Join(out, "、")
}

// twice refuses a pattern by which two papers could get one number.
func (p Pattern) twice(fs *fault.Faults) {
	at, n, caseAt := -1, 0, -1
	for i, x := range p.parts {
		switch x.field {
		case fieldSequence:
			at = i
			n++
		case fieldCase:
			caseAt = i
		}
	}
	switch {
	case n == 0:
		fs.Invalid("pattern.sequence", "", "文号规则“%s”没有{序号}，同一文号会出现两次，请加入{序号:4}", p.text)
		return
	case n > 1:
		fs.Invalid("pattern.sequence", "", "文号规则“%s”有 %d 个{序号}，只能有一个", p.text, n)
		return
	}
	if caseAt < 0 {
		return
	}
	apart := false // something that is no figure stands between the two
	for i := min(at, caseAt) + 1; i < max(at, caseAt); i++ {
		if p.parts[i].field == fieldMark || strings.ContainsFunc(p.parts[i].literal, func(r rune) bool { return r < '0' || r > '9' }) {
			apart = true
		}
	}
	if !apart && caseAt < at {
		fs.Invalid("pattern.adjacent", "", "文号规则“%s”的{案号}与{序号}连在一起，不同的案件会得到相同的文号，请在中间加上“-”等分隔", p.text)
	}
}

func (p Pattern) uses(field string) bool {
	for _, x := range p.parts {
		if x.field == field {
			return true
		}
	}
	return false
}

// String is the pattern as written.
func (p Pattern) String() string { return p.text }

// Numbering is what the fields of a pattern stand for in one paper.
type Numbering struct {
	Short, Code string
	Kind        casefile.DocumentKind
	Case        string // number of the case
	On          date.Date
}

// Number prints the pattern with the n-th number.
func (p Pattern) Number(w Numbering, n int64) string {
	return p.print(w, func(width int) string { return fmt.Sprintf("%0*d", width, n) })
}

// Scope names the count that the number is drawn from: everything of the number but the sequence, so that papers whose numbers
// differ in nothing else are counted together, whatever their kind and whoever issues them, and the count begins anew with
// the year exactly when the pattern prints the year.
func (p Pattern) Scope(w Numbering) string {
	return "number:" + p.print(w, func(int) string { return "{序号}" })
}

func (p Pattern) print(w Numbering, sequence func(width int) string) string {
	var b strings.Builder
	for _, x := range p.parts {
		switch x.field {
		case "":
			b.WriteString(x.literal)
		case fieldShort:
			b.WriteString(w.Short)
		case fieldCode:
			b.WriteString(w.Code)
		case fieldYear:
			fmt.Fprintf(&b, "%04d", w.On.Year())
		case fieldMonth:
			fmt.Fprintf(&b, "%02d", w.On.Month())
		case fieldDay:
			fmt.Fprintf(&b, "%02d", w.On.Day())
		case fieldMark:
			b.WriteString(w.Kind.Mark())
		case fieldCase:
			b.WriteString(w.Case)
		case fieldSequence:
			b.WriteString(sequence(x.width))
		}
	}
	return b.String()
}
