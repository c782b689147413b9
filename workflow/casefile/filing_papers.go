package casefile

import (
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/policy"
)

// FilingPaper is one paper of the registration file as the rules ask for it, with the scan there is of it.
type FilingPaper struct {
	Code     string // of the rule, for example PP-2
	Title    string
	Basis    string         // the article, or 待核实
	Name     string         // what the file is called in the online filing, without its number and ending
	Required bool           // the case as recorded calls for it; what cannot be told from the record is not
	Issued   *DocumentRef   // the paper of this program it is the sealed scan of; nil for others and for one not issued yet
	Kind     DocumentKind   // of that paper; "" for papers made elsewhere
	Scan     *AttachmentRef // nil while there is none
}

// Missing says in words what is still to be done before the paper can be filed, or "".
func (p FilingPaper) Missing() string {
	switch {
	case p.Scan != nil:
		return ""
	case p.Issued != nil:
		return "已出具 " + p.Issued.Number + "，" + p.Issued.PaperState().String() + "：请用印后登记扫描件"
	case p.Kind != "":
		return "尚未出具"
	}
	return "尚未登记扫描件"
}

// filingOrder is where a paper stands in the online filing and what stands behind it.
type filingOrder struct {
	Object    string         `json:"object"` // patent, trademark, copyright
	Name      string         `json:"name"`
	Documents []DocumentKind `json:"documents"`
}

// FilingPapers lists the papers of the registration of the case in the order of the online filing: what the rules of the day ask
// for (packs …-pledge-papers), in the order of the pack registration-filing-order, a setting marked 示例 until the user imports
// his office's own. Papers the order does not name come last. Fault: policy.no_rule when no rules are in force on the day.
func FilingPapers(s State, rules *policy.Library, on date.Date) ([]FilingPaper, error) {
	if rules == nil {
		rules = policy.Embedded()
	}
	object := s.pledgeObject()
	pack, err := rules.On(object+"-pledge-papers", on)
	if err != nil {
		return nil, err
	}
	order, err := rules.On("registration-filing-order", on)
	if err != nil {
		return nil, err
	}
	place := map[string]int{}
	orders := map[string]filingOrder{}
	var fs fault.Faults
	for i, item := range order.Items {
		o, err := policy.Figures[filingOrder](item)
		fs.Append("", err)
		if err == nil && o.Object == object {
			place[item.Code], orders[item.Code] = i, o
		}
	}
	out := make([]FilingPaper, 0, len(pack.Items))
	for _, item := range pack.Items {
		when, err := policy.Figures[struct {
			When string `json:"when"`
		}](item)
		fs.Append("", err)
		p := FilingPaper{Code: item.Code, Title: item.Title, Basis: item.Citation(), Name: item.Title, Required: s.calls(when.When)}
		o, ordered := orders[item.Code]
		if ordered {
			p.Name = o.Name
		} else {
			place[item.Code] = len(order.Items)
		}
		for _, k := range o.Documents {
			p.Kind = k
			if d := s.LatestDocument(k); d != nil {
				p.Issued = d
				break
			}
		}
		p.Scan = s.filingScan(p)
		out = append(out, p)
	}
	if err := fs.Err(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b FilingPaper) int { return place[a.Code] - place[b.Code] })
	return out, nil
}

// filingScan is the scan of a paper: of the sealed paper when this program issued it, else the last one recorded.
func (s State) filingScan(p FilingPaper) *AttachmentRef {
	if p.Issued != nil && p.Issued.Seal != nil {
		return &p.Issued.Seal.Scan
	}
	for i := len(s.FilingPapers) - 1; i >= 0; i-- {
		if s.FilingPapers[i].Code == p.Code {
			return &s.FilingPapers[i].Scan
		}
	}
	return nil
}

// calls reports whether the case as recorded calls for a paper under this condition of the rules; foreign papers are not recorded.
func (s State) calls(when string) bool {
	switch when {
	case "always", "agent": // one side files as the other's agent
		return true
	case "appraised":
		return s.Report.Issued()
	case "co_owned":
		for _, r := range s.Intake.Rights {
			if len(r.Owners) > 1 {
				return true
			}
		}
	case "same_day":
		return slices.ContainsFunc(s.Statements, func(x StatementR) bool { return x.Code == "PR-10" })
	case "many": // more than the application lists itself
		return DocRightsList.CalledFor(s)
	case "online":
		return s.Registration == nil || s.Registration.Filing == nil || s.Registration.Filing.Channel == "互联网在线提交"
	case "licensed":
		for _, r := range s.Intake.Rights {
			if len(r.Licences) > 0 {
				return true
			}
		}
	}
	return false
}

// FilingPaperChoices lists the papers of the registration file for the field of RecordFilingPaper, those still missing first.
func FilingPaperChoices(s State, rules *policy.Library, on date.Date) []Choice {
	papers, err := FilingPapers(s, rules, on)
	if err != nil {
		return nil
	}
	var missing, rest []Choice
	for _, p := range papers {
		c := Choice{Value: p.Code, Title: p.Code + "　" + p.Title}
		switch {
		case p.Scan == nil && p.Required && p.Kind == "":
			missing = append(missing, c)
		default:
			rest = append(rest, c)
		}
	}
	return append(missing, rest...)
}

// filedPapers are what filing an application makes.
var filedPapers = []DocumentKind{DocPrecheck, DocRegistration, DocRightsList, DocPledgeStatement, DocCommitment, DocPowerOfAttorney}

// FilingCautions names, before the application is filed or its result recorded, the papers of the file that are not sealed and
// scanned yet. They are cautions: the office, not the program, decides whether a paper is wanting. nil for other commands.
func FilingCautions(s State, name Name, rules *policy.Library, on date.Date) []string {
	if !slices.Contains([]Name{"FileRegistration", "RecordRegistration", "FileAnew", "RecordAnewResult"}, name) {
		return nil
	}
	papers, err := FilingPapers(s, rules, on)
	if err != nil {
		return nil
	}
	var out []string
	for _, p := range papers {
		made := (name == "FileRegistration" || name == "FileAnew") && slices.Contains(filedPapers, p.Kind) && p.Kind.CalledFor(s) // by this very act
		if p.Required && !made && p.Missing() != "" {
			out = append(out, p.Title+"："+p.Missing())
		}
	}
	return out
}
