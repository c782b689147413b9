// Package reports makes the papers of a case: from what the case knows to pages, PDF and worksheets. Its documents are
// pure: the same state and the same DocumentInfo always give the same bytes.
package reports

import (
	"strings"

	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/reports/sheet"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/policy"
)

// Maker makes documents; it implements workflow.DocumentMaker. It holds no state that changes and may be used by many
// goroutines at once; what the fonts cost is paid once per program.
type Maker struct{ rules *policy.Library }

var _ workflow.DocumentMaker = (*Maker)(nil)

// NewMaker makes a Maker that prints the refusal grounds of the embedded rule packs.
func NewMaker() *Maker { return &Maker{rules: policy.Embedded()} }

// With is the Maker with another library of rules, for grounds a user has loaded.
func (m *Maker) With(rules *policy.Library) *Maker { return &Maker{rules: rules} }

// The watermarks of pages that must not pass for a filed original.
const (
	markSample = "示例"
	markDraft  = "草稿"
)

// Make lays out and draws one document of the state, with a worksheet of its tables when it has any. A draft (info.Draft)
// carries the watermark 草稿.
//
// Faults: document.kind (unknown kind), document.incomplete (Refused: the case has not come so far, one fault for every
// missing part), the faults of layout.Check (char.*), and pdf.draw.
func (m *Maker) Make(kind casefile.DocumentKind, s casefile.State, info workflow.DocumentInfo) (workflow.Made, error) {
	laid, hash, printing, err := m.lay(kind, s, info, info.Draft)
	if err != nil {
		return workflow.Made{}, err
	}
	body, err := pdf.Draw(laid, info.At)
	if err != nil {
		return workflow.Made{}, err
	}
	made := workflow.Made{Title: oneLine(strings.ReplaceAll(laid.Document.Title, "\n", "")), Pages: len(laid.Pages), ContentHash: hash, Body: body, Text: textOf(laid),
		Amount: forms[kind].amount(s), Printing: printing}
	if hasTables(laid.Document) {
		if made.Sheet, err = sheet.XLSX(laid.Document, info.At); err != nil {
			return workflow.Made{}, err
		}
	}
	return made, nil
}

// Preview lays out a document as a draft: watermark 草稿, or 示例 for a sample case. Nothing is filed.
func (m *Maker) Preview(kind casefile.DocumentKind, s casefile.State, info workflow.DocumentInfo) (*layout.Laid, error) {
	laid, _, _, err := m.lay(kind, s, info, true)
	return laid, err
}

// Unprintable lists the characters of a text that cannot be printed.
func (m *Maker) Unprintable(text string) []rune { return layout.Unprintable(text) }

// lay builds the content, sets it on pages and stamps them.
func (m *Maker) lay(kind casefile.DocumentKind, s casefile.State, info workflow.DocumentInfo, draft bool) (*layout.Laid, string, workflow.Printing, error) {
	none := workflow.Printing{}
	form, known := forms[kind]
	if !known {
		return nil, "", none, fault.New(fault.Invalid, "document.kind", "kind", "没有“%s”这种文书", kind)
	}
	if err := form.missing(kind, s); err != nil {
		return nil, "", none, err
	}
	if err := trailMissing(kind, s, info); err != nil {
		return nil, "", none, err
	}
	p := newPaper(kind, s, info)
	if p.rules = info.Rules; p.rules == nil {
		p.rules = m.rules
	}
	p.amount = form.amount(s)
	form.build(p)
	doc := p.finish()
	if err := p.unusable(); err != nil {
		return nil, "", none, err
	}
	switch {
	case s.Sample:
		doc.Watermark = markSample
	case draft:
		doc.Watermark = markDraft
	}
	laid, err := settle(doc)
	if err != nil {
		return nil, "", none, err
	}
	hash := ContentHash(laid)
	if err := p.stamp(laid, hash); err != nil {
		return nil, "", none, err
	}
	return laid, hash, p.printing(), nil
}

func hasTables(d layout.Document) bool {
	for _, b := range d.Blocks {
		if _, ok := b.(layout.Table); ok {
			return true
		}
	}
	return false
}
