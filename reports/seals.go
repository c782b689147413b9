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
		if x.Code == code && code != "" {
			return "扫描件已存"
		}
	}
	return otherwise
}

// ownState is the state of a paper of the registration file that this program makes, or of the scan of another in its place.
func (p *paper) ownState(k casefile.DocumentKind, code string) string {
	if d := p.s.LatestDocument(k); d != nil && d.Seal != nil {
		return d.PaperState().String()
	}
	return p.materialState(code, casefile.Unsealed.String())
}
