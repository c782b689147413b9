package reports

import (
	"fmt"

	"zhiya/workflow/stationery"
)

// wording are the sentences of a template in the issuer's own words, else in the built-in ones, with the fields filled. Figures
// come in by values alone.
func (p *paper) wording(name string, values map[string]string) []string {
	t, known := stationery.TemplateOf(name)
	if !known {
		panic("no wording template " + name) // the papers and the catalogue belong to one build; a test makes every paper
	}
	text := t.Default()
	if w, saved := p.house.Wording[name]; saved {
		text = w.Text
		if p.worded == nil {
			p.worded = map[string]int64{}
		}
		p.worded[name] = w.Version
	}
	lines, err := t.Fill(text, values)
	p.faults.Append("", err)
	return lines
}

// wordingParas adds a template's sentences as paragraphs.
func (p *paper) wordingParas(name string, values map[string]string) {
	for _, line := range p.wording(name, values) {
		p.para("%s", line)
	}
}

// wordingNotes adds a template's sentences as notes in small print.
func (p *paper) wordingNotes(name string, values map[string]string) {
	for _, line := range p.wording(name, values) {
		p.note("%s", line)
	}
}

// wordingKeywords name the versions a paper was worded with, for the properties of the file.
func (p *paper) wordingKeywords() []string {
	var out []string
	for _, t := range stationery.Templates() {
		if n := p.worded[t.Name]; n > 0 {
			out = append(out, fmt.Sprintf("文书用语 %s 第%d版", t.Name, n))
		}
	}
	return out
}
