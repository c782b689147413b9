package reports

import "zhiya/workflow/casefile"

// sealState is the 用印状态 of this very paper: what is recorded of its number. A paper that is being issued now is still to be
// sealed, whatever became of an earlier one of its kind.
func (p *paper) sealState() casefile.PaperState {
	for _, d := range p.s.Documents {
		if d.Number == p.info.Number {
			return d.PaperState()
		}
	}
	return casefile.Unsealed
}

// issuedState is the 用印状态 of the latest paper of another kind, which is issued.
func (p *paper) issuedState(k casefile.DocumentKind) string {
	d := p.s.LatestDocument(k)
	switch {
	case d == nil:
		return "已出具"
	case d.Seal == nil:
		return "已出具，" + casefile.Unsealed.String()
	}
	return d.PaperState().String()
}

// materialState is the state of a paper of the registration file that is made elsewhere: its scan is kept, or as said.
func (p *paper) materialState(code, otherwise string) string {
	for _, x := range p.s.FilingPapers {
		if x.Code == code {
			return "扫描件已存"
		}
	}
	return otherwise
}

// materialCodes are the codes of the rules for what the applications of the three registers ask for (packs …-pledge-papers).
var materialCodes = map[string]struct{ contract, identity, agent, consent, statement string }{
	"patent":    {"PP-2", "PP-3", "PP-4", "PP-7", "PP-8"},
	"trademark": {"TP-2", "TP-3", "TP-4", "", ""},
	"copyright": {"KP-3", "KP-2", "KP-4", "KP-5", ""},
}
