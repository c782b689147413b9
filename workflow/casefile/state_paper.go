package casefile

import (
	"slices"

	"zhiya/valuation/date"
	"zhiya/workflow/access"
)

// AttachmentRef names a file that was handed in beside the papers of a case: a scan, a receipt. Its bytes never change.
type AttachmentRef struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	SHA256    string `json:"sha256"` // hex, of the bytes
	Size      int64  `json:"size"`   // bytes
	MediaType string `json:"media_type"`
}

// PaperState is how far an issued paper has come on its way out (用印状态).
type PaperState string

// The states, in their order.
const (
	Unsealed PaperState = "unsealed" // 待用印
	Sealed   PaperState = "sealed"   // 已用印: a scan of the sealed original is kept
	Served   PaperState = "served"   // 已送达
)

// String is the Chinese name.
func (p PaperState) String() string {
	return map[PaperState]string{Unsealed: "待用印", Sealed: "已用印", Served: "已送达"}[p]
}

// DifferingPage is a page of the sealed original that is not as it was issued: a correction by hand, an added page.
type DifferingPage struct {
	Page int    `json:"page" label:"页码" hint:"签发文书的页码"`
	What string `json:"what" label:"不同之处"`
}

// SealR is the sealing of a paper as it was recorded, with the scan of the sealed original.
type SealR struct {
	On        date.Date       `json:"on"`
	Originals int             `json:"originals"`            // 正本份数, 1–99
	CrossPage bool            `json:"cross_page,omitempty"` // 加盖骑缝章
	Scan      AttachmentRef   `json:"scan"`
	Differing []DifferingPage `json:"differing,omitempty"`
	Note      string          `json:"note,omitempty"`
	By        Signed          `json:"by"`
}

// ServiceR is one delivery of a paper to one recipient.
type ServiceR struct {
	To      string         `json:"to"`
	On      date.Date      `json:"on"`
	Way     string         `json:"way"`
	Copies  int            `json:"copies,omitempty"`  // originals handed over; 0 when it went electronically
	Receipt *AttachmentRef `json:"receipt,omitempty"` // 送达回证
	Reason  string         `json:"reason,omitempty"`  // why there is no receipt
	By      Signed         `json:"by"`
}

// TakenBackR is a record of sealing or delivery that was withdrawn as made in error; it stays to be read.
type TakenBackR struct {
	Seal    *SealR    `json:"seal,omitempty"`
	Service *ServiceR `json:"service,omitempty"`
	Reason  string    `json:"reason"`
	By      Signed    `json:"by"`
}

// FilingPaperR is a paper of the registration file that the program does not make, as it was scanned.
type FilingPaperR struct {
	Code string        `json:"code"` // of the rule that asks for it, for example PP-2
	Scan AttachmentRef `json:"scan"`
	Note string        `json:"note,omitempty"`
	By   Signed        `json:"by"`
}

// PaperState is how far the paper has come.
func (d DocumentRef) PaperState() PaperState {
	switch {
	case d.Seal == nil:
		return Unsealed
	case len(d.Served) == 0:
		return Sealed
	}
	return Served
}

// handedOver is how many originals have gone out.
func (d DocumentRef) handedOver() int {
	n := 0
	for _, x := range d.Served {
		n += x.Copies
	}
	return n
}

// LatestDocument is the document of a kind issued last; nil when there is none.
func (s State) LatestDocument(k DocumentKind) *DocumentRef {
	for i := len(s.Documents) - 1; i >= 0; i-- {
		if s.Documents[i].Kind == k {
			return &s.Documents[i]
		}
	}
	return nil
}

// SealStatus is the 用印状态 of the paper of a kind issued last; one that is not issued yet is still to be sealed.
func (s State) SealStatus(k DocumentKind) PaperState {
	if d := s.LatestDocument(k); d != nil {
		return d.PaperState()
	}
	return Unsealed
}

// FilingState is the association's code of the report, or 待报备. It is imported and never made here.
func (r *ReportR) FilingState() string {
	if r == nil || r.FilingCode == "" {
		return "待报备"
	}
	return r.FilingCode
}

// documentNumbered is the index of a document, or −1.
func (s *State) documentNumbered(number string) int {
	return slices.IndexFunc(s.Documents, func(d DocumentRef) bool { return d.Number == number })
}

// papersToTreat lists what each of the acts on papers can be done to, for the actor's organisation: "unsealed" the papers to be
// sealed, "sealed" those that may be delivered, "unseal" those whose sealing may be withdrawn, "served" those delivered.
func (s State) papersToTreat(which string, a access.Actor) []DocumentRef {
	var out []DocumentRef
	for _, d := range s.Documents {
		fits := false
		switch which {
		case "unsealed":
			fits = d.Seal == nil
		case "sealed":
			fits = d.Seal != nil
		case "unseal":
			fits = d.Seal != nil && len(d.Served) == 0
		case "served":
			fits = len(d.Served) > 0
		}
		if fits && d.OrgID == a.OrgID {
			out = append(out, d)
		}
	}
	slices.Reverse(out) // the newest is the likeliest
	return out
}

// treated says which papers an act on papers is for.
var treated = map[Name]string{"SealDocument": "unsealed", "DeliverDocument": "sealed", "WithdrawSeal": "unseal", "WithdrawDelivery": "served"}

// originals is how many originals of a paper are made as far as is known: by the report itself, by the issuer's settings; two of
// the papers for a register, which both sides sign.
func (s State) originals(d DocumentRef) int {
	switch {
	case d.Kind == DocAppraisalReport && s.Report.Issued():
		return max(s.Report.Copies, 1)
	case d.Originals > 0:
		return d.Originals
	case slices.Contains([]DocumentKind{DocRegistration, DocRightsList, DocPledgeStatement, DocCommitment, DocPowerOfAttorney, DocRegistrationChange, DocCancellation}, d.Kind):
		return 2
	}
	return 1
}

// PaperChoices lists the actor's organisation's papers for the field of an act on papers; which is what stands behind "papers:"
// in the field's source.
func (s State) PaperChoices(which string, a access.Actor) []Choice {
	var out []Choice
	for _, d := range s.papersToTreat(which, a) {
		out = append(out, Choice{Value: d.Number, Title: d.Title + "　" + d.Number + "（" + d.PaperState().String() + "）"})
	}
	return out
}

// attachments are the files the case's records speak of, each with who may see the record.
func (s State) attachments(each func(AttachmentRef)) {
	seal := func(x *SealR) {
		if x != nil {
			each(x.Scan)
		}
	}
	service := func(x *ServiceR) {
		if x != nil && x.Receipt != nil {
			each(*x.Receipt)
		}
	}
	for _, d := range s.Documents {
		seal(d.Seal)
		for i := range d.Served {
			service(&d.Served[i])
		}
		for _, x := range d.TakenBack {
			seal(x.Seal)
			service(x.Service)
		}
	}
	for _, x := range s.FilingPapers {
		each(x.Scan)
	}
}

// MayOpenAttachment reports whether the actor's organisation may open a file because of a record it may see; the organisation
// that handed the file in may open it anyway.
func (s State) MayOpenAttachment(id string, a access.Actor) bool {
	found := false
	s.For(a).attachments(func(x AttachmentRef) { found = found || x.ID == id })
	return found
}

// MayAttach reports whether the actor could use a file in this case as it stands: by an act on papers.
func (s State) MayAttach(a access.Actor) bool {
	c := &Case{s: s}
	return slices.ContainsFunc(table, func(row Transition) bool {
		return slices.Contains(attaching, row.Command) && c.applies(row) && c.permits(row, a)
	})
}

// aim is the field of an act on papers, in a pointer from New, that says what it is about; nil for other commands.
func aim(p any) *string {
	switch f := p.(type) {
	case *SealDocument:
		return &f.Number
	case *DeliverDocument:
		return &f.Number
	case *WithdrawSeal:
		return &f.Number
	case *WithdrawDelivery:
		return &f.Number
	case *RecordFilingPaper:
		return &f.Code
	}
	return nil
}

// Aim sets what the form of an act on papers is about: the number of the paper, or the code of the filing paper. It reports
// whether the command has such a field.
func Aim(p any, what string) bool {
	at := aim(p)
	if at != nil {
		*at = what
	}
	return at != nil
}

// AimOf is what the form is about, "" for other commands.
func AimOf(p any) string {
	if at := aim(p); at != nil {
		return *at
	}
	return ""
}
