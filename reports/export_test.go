package reports

import (
	"zhiya/reports/layout"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

// Build gives the content of a document without setting it on pages, so that thousands of cases can be tried.
func Build(kind casefile.DocumentKind, s casefile.State, info workflow.DocumentInfo) (layout.Document, error) {
	if err := forms[kind].missing(kind, s); err != nil {
		return layout.Document{}, err
	}
	p := newPaper(kind, s, info)
	p.rules = NewMaker().rules
	p.amount = forms[kind].amount(s)
	forms[kind].build(p)
	return p.finish(), nil
}
