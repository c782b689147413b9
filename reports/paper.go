package reports

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

// none is printed where nothing was recorded, so that no reader takes an empty place for one to be filled in later.
const none = "—"

// paper is a document being written.
type paper struct {
	kind    casefile.DocumentKind
	s       casefile.State
	info    workflow.DocumentInfo
	doc     layout.Document
	rules   *policy.Library
	amount  money.Money
	tables  int
	figures int
	across  bool // pages are turned
	// explained are the notes on 示例 that a table has given
	explained map[string]bool

	house  workflow.House   // what the issuer prints with
	worded map[string]int64 // versions of the issuer's own wordings used
	copied bool             // the number of originals is said
	faults fault.Faults     // of the issuer's settings
}

func newPaper(kind casefile.DocumentKind, s casefile.State, info workflow.DocumentInfo) *paper {
	s = s.ForPaper(kind)
	p := &paper{kind: kind, s: s, info: info, explained: map[string]bool{}}
	p.doc = layout.Document{Title: kind.String(), Number: oneLine(info.Number), Header: kind.String(), Date: info.On,
		Footer: "案件编号 " + oneLine(s.Number), Subject: kind.String() + "（案件 " + oneLine(s.Number) + "）"}
	return p
}

// issuer sets the organisation that issues the paper; an endless name is cut here and stands in full among the parties.
func (p *paper) issuer(name string) {
	p.doc.Org = brief(name, 40)
	p.house = p.houseOf(name)
	p.letterhead()
}

func (p *paper) add(blocks ...layout.Block) { p.doc.Blocks = append(p.doc.Blocks, blocks...) }

func (p *paper) h1(text string) { p.add(layout.Heading{Level: 1, Text: text}) }
func (p *paper) h2(text string) { p.add(layout.Heading{Level: 2, Text: text}) }

// para adds running text; args fill it as fmt.Sprintf does, empty ones as —.
func (p *paper) para(format string, args ...any) {
	b := layout.Paragraph{Text: closeUp(fill(format, args))}
	if longID.MatchString(b.Text) {
		b.Align = layout.Left
	}
	p.add(b)
}

// longID matches the long id of a step: it does not break, and a justified line before it would be drawn wide.
var longID = regexp.MustCompile(`〔步骤 [a-z0-9_.]{9,}〕`)

// items adds numbered sentences （1）（2）….
func (p *paper) items(texts ...string) {
	for i, t := range texts {
		p.add(layout.Paragraph{Text: closeUp(fmt.Sprintf("（%d）%s", i+1, t))})
	}
}

func (p *paper) note(format string, args ...any) {
	p.add(layout.Note{Label: "说明", Text: fill(format, args)})
}

// pairs adds a form; rows of one wide pair and rows of two mix freely.
func (p *paper) pairs(title string, pairs ...layout.Pair) {
	p.add(layout.KeyValue{Title: title, Pairs: pairs})
}

// table adds a numbered table 表 1 ….
func (p *paper) table(title string, t layout.Table) {
	p.tables++
	t.Name, t.Title = title, fmt.Sprintf("表 %d　%s", p.tables, title)
	for _, note := range p.sampleNotes(t) {
		if !p.explained[note] {
			p.explained[note] = true
			t.Note = strings.TrimSpace(t.Note + note)
		}
	}
	width := portraitWidth
	if p.across {
		width = landscapeWidth
	}
	p.add(fit(t, width))
}

// The notes under a table that names a right with made-up facts: a right made up as a whole, and one that may be in the
// register with its number, name and days, of which other facts are made up.
const (
	noteInvented = "名称以（示例）结尾的权利为演示用途编制，不对应任何真实权利。"
	noteSample   = "名称后标有" + sampleMark + "的权利，其法律状态、年费、财务和融资信息为演示录入，未经登记簿核实，不反映真实情况；名称、权利号、日期和权利人以登记簿为准。"
)

// sampleNotes are the notes that a table needs for the rights it names; other things may end in （示例） too.
func (p *paper) sampleNotes(t layout.Table) []string {
	var whole, part bool
	madeUp := func(line string) bool {
		return invented(line) && slices.ContainsFunc(p.s.Intake.Rights, func(r right.Right) bool { return strings.Contains(line, rightTitle(r)) })
	}
	for _, row := range t.Rows {
		for _, c := range row {
			whole = whole || slices.ContainsFunc(strings.Split(c.Text, "\n"), madeUp)
			part = part || strings.Contains(c.Text, sampleMark)
		}
	}
	var out []string
	if whole {
		out = append(out, noteInvented)
	}
	if part {
		out = append(out, noteSample)
	}
	return out
}

// figure adds a numbered figure 图 1 ….
func (p *paper) figure(caption string, c chart.Chart, height float64) {
	p.figures++
	p.add(layout.Figure{Chart: c, Caption: fmt.Sprintf("图 %d　%s", p.figures, caption), Height: height})
}

func (p *paper) sign(perRow int, signers ...layout.Signer) {
	p.add(layout.Signatures{PerRow: perRow, Signers: signers})
}

// finish puts — into every empty place.
func (p *paper) finish() layout.Document {
	p.sayOriginals()
	d := p.doc
	d.Keywords = append([]string{oneLine(p.info.Number), oneLine(p.s.Number)}, p.wordingKeywords()...)
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case layout.KeyValue:
			for j := range b.Pairs {
				if !b.Pairs[j].Section {
					b.Pairs[j].Value = or(b.Pairs[j].Value)
				}
			}
			widen(b.Pairs)
		case layout.Table:
			for _, row := range b.Rows {
				dashes(row)
			}
			dashes(b.Total)
		case layout.Signatures:
			for j := range b.Signers {
				b.Signers[j].SealText = p.sealText(b.Signers[j].Name)
				b.Signers[j].Name = oneLine(b.Signers[j].Name)
			}
		}
	}
	if d.Cover != nil {
		for j := range d.Cover.Lines {
			d.Cover.Lines[j].Value = or(d.Cover.Lines[j].Value)
		}
	}
	return d
}

// longHalf is the width in points of the longest value that half a row of a form takes: five lines of an upright page.
const longHalf = 5 * 130

// widen gives a row of its own to both pairs of a row when the value of one would become a narrow column of many lines.
func widen(pairs []layout.Pair) {
	half := func(i int) bool { return i < len(pairs) && !pairs[i].Wide && !pairs[i].Section }
	long := func(i int) bool { return layout.Width(pairs[i].Value, sizeNormal, false) > longHalf }
	for i := 0; i < len(pairs); i++ {
		if !half(i) || !half(i+1) {
			continue
		}
		if long(i) || long(i+1) {
			pairs[i].Wide, pairs[i+1].Wide = true, true
		}
		i++
	}
}

func dashes(row []layout.Cell) {
	for i := range row {
		if strings.TrimSpace(row[i].Text) == "" {
			row[i].Text = none
		}
	}
}

func (p *paper) sampleRights() int {
	n := 0
	for _, r := range p.s.Intake.Rights {
		if r.Sample {
			n++
		}
	}
	return n
}

// or is the text, or — when there is none.
func or(text string) string {
	if strings.TrimSpace(text) == "" {
		return none
	}
	return text
}

func fill(format string, args []any) string {
	if len(args) == 0 {
		return format
	}
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = or(s)
		}
	}
	return fmt.Sprintf(format, args...)
}

// afterDay matches the blank that a pattern leaves between a Chinese date and the next word.
var afterDay = regexp.MustCompile(`(\d日) (\p{Han}|，|。|；)`)

var beforeDay = regexp.MustCompile(`(\p{Han}) (\d{4}年\d)`)

// closeUp takes out blanks around Chinese dates.
func closeUp(text string) string {
	return beforeDay.ReplaceAllString(afterDay.ReplaceAllString(text, "$1$2"), "$1$2")
}

func pair(label, value string) layout.Pair { return layout.Pair{Label: label, Value: value} }
func wide(label, value string) layout.Pair {
	return layout.Pair{Label: label, Value: value, Wide: true}
}
func part(label string) layout.Pair { return layout.Pair{Label: label, Section: true} }
func col(title string, weight float64) layout.Column {
	return layout.Column{Title: title, Weight: weight, Align: layout.Left}
}
func mid(title string, weight float64) layout.Column {
	return layout.Column{Title: title, Weight: weight, Align: layout.Center}
}
func num(title, unit string, weight float64) layout.Column {
	return layout.Column{Title: title, Unit: unit, Weight: weight, Align: layout.Right}
}
