package casetest

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/policy"
	"zhiya/workflow/product"
)

// Bench is a case on the table, with the day and the directory it is played in. Lane is where 尽调 leads.
type Bench struct {
	State     casefile.State
	Today     date.Date
	Lane      casefile.Lane
	Elsewhere func(number string) []string
	Roles     map[string][]access.Role // posts of a person other than in People
	Products  product.Catalogue        // of the bank
	Partners  *Partners                // the books of the partners; nil: none
	Rules     *policy.Library          // nil: the embedded ones
	ids       int
}

// New is an empty table on 2024-03-01 with the lane of agreed value, which is the shortest with a value.
func New() *Bench { return &Bench{Today: date.Must("2024-03-01"), Lane: casefile.Negotiated} }

// Actor is the person with the posts of this table.
func (b *Bench) Actor(login string) access.Actor {
	a := Actor(login)
	if roles, other := b.Roles[login]; other {
		a.Roles = roles
	}
	return a
}

// Occasion is the world as a command of this person meets it.
func (b *Bench) Occasion(login string) *casefile.Occasion {
	o := &casefile.Occasion{Actor: b.Actor(login), Today: b.Today, Calendar: Cal, Org: Org, Person: Person,
		PledgedElsewhere: func(n string) []string {
			if b.Elsewhere == nil {
				return nil
			}
			return b.Elsewhere(n)
		},
		Attachment: Attachment, Rules: policy.Embedded(),
		Products: func(string) []product.Version { return b.Products.Offered(b.Today) },
		NewID:    func() string { b.ids++; return fmt.Sprintf("id-%06d", b.ids) },
		Number:   func() (string, error) { return "LYG-B03TT-2024-000001", nil },
	}
	if b.Partners != nil {
		b.Partners.Today = b.Today
		o.Partners = b.Partners
	}
	if b.Rules != nil {
		o.Rules = b.Rules
	}
	return o
}

// Do gives one command; a refused one leaves the case as it was.
func (b *Bench) Do(login string, cmd casefile.Command) error {
	c := casefile.Load(b.State)
	o := b.Occasion(login)
	row, err := c.Apply(cmd, o)
	if err != nil {
		return err
	}
	Issue(c, row, o.Actor, b.Today)
	b.State = c.State()
	return nil
}

// Attachment finds any file called scan-…; its bytes are those of its name.
func Attachment(id string) (casefile.AttachmentRef, bool) {
	if !strings.HasPrefix(id, "scan-") {
		return casefile.AttachmentRef{}, false
	}
	return casefile.AttachmentRef{ID: id, Name: id + ".pdf", SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte(id))), Size: int64(len(id)), MediaType: "application/pdf"}, true
}

// Issue adds the papers that an act makes, as the desk does, without drawing them.
func Issue(c *casefile.Case, row casefile.Transition, a access.Actor, on date.Date) {
	for _, kind := range row.Makes {
		s := c.State()
		if !kind.CalledFor(s) {
			continue
		}
		number := fmt.Sprintf("%s-%s%02d", s.Number, kind.Mark(), 1+len(s.Documents))
		sum := fmt.Sprintf("%x", sha256.Sum256([]byte(number)))
		c.AddDocument(casefile.DocumentRef{ID: "doc-" + number, Kind: kind, Number: number, Title: kind.String(), On: on, Pages: 2, OrgID: a.OrgID, ContentHash: sum, SHA256: sum, Version: s.Version})
	}
}

// Form is a sound command of this name for this person.
func (b *Bench) Form(login string, name casefile.Name) casefile.Command {
	return Form(b.State, name, b.Actor(login), b.Today, b.Lane)
}

// Try gives a sound command of this name.
func (b *Bench) Try(login string, name casefile.Name) error { return b.Do(login, b.Form(login, name)) }

// Play gives the acts of a script, each written "login Command"; the error says which act failed.
func (b *Bench) Play(script ...string) error {
	for _, act := range script {
		login, name, _ := strings.Cut(act, " ")
		if err := b.Try(login, casefile.Name(name)); err != nil {
			return fmt.Errorf("%s (%s): %w", act, b.State.Where(), err)
		}
	}
	return nil
}

// Copy is another table with the same case.
func (b *Bench) Copy() *Bench {
	out := *b
	out.State = casefile.Load(b.State).State()
	return &out
}

// Roads of the sample people, one after the other.
var (
	ToDueDiligence = []string{"kehu OpenCase", "kehu CompleteIntake"}
	ToEngagement   = []string{"kehu RecordDueDiligence"} // with the lane External
	ToReview       = slices.Concat([]string{"pg1 AcceptEngagement"}, ToFieldwork, []string{"pg1 PrepareValuation", "pg1 SubmitValuation"})
	ToFieldwork    = []string{"pg1 PlanEngagement", "pg1 DeclareIndependence", "pg2 DeclareIndependence", "pg1 RecordSiteVisit", "pg1 CheckRights"}
	ToIssue        = []string{"fh1 DeclareIndependence", "fh1 ReviewValuation", "fh2 DeclareIndependence", "fh2 ReviewValuation", "fh3 DeclareIndependence", "fh3 ReviewValuation"}
	ToReport       = []string{"pg1 SignReport", "pg2 SignReport", "qf IssueReport"}
	ToLaneValue    = []string{"kehu RecordDueDiligence", "shenpi RecordLaneValue"} // with any other lane
	ToSigning      = []string{"kehu ProposeCredit", "db2 ConfirmEnrolment", "jj2 ConfirmEnrolment", "bx2 ConfirmEnrolment", "shenpi ApproveCredit"}
	ToRegistration = []string{"kehu RecordContracts", "shenpi CheckContracts"}
	ToDisbursement = []string{"kehu FileRegistration", "kehu RecordRegistration"}
	ToInPledge     = []string{"kehu ProposeDisbursement", "shenpi ApproveDisbursement"}
	ToSettlement   = []string{"kehu RecordRepayment", "shenpi ConfirmSettlement"}
	ToClosed       = []string{"kehu RecordCancellation", "shenpi CloseCase"}
	ToDefault      = []string{"kehu DeclareDefault", "kehu RecordClaim"}
	ToConfirmed    = []string{"kehu ApplyCompensation", "jj1 ExamineCompensation", "jj2 ConfirmShare", "db2 ConfirmShare", "bx2 ConfirmShare"}
	ToPaid         = []string{"fg DecideCompensation", "jj1 PayShare", "db1 PayShare", "bx1 PayShare"}
	ToApproved     = []string{"kehu PlanDisposal", "shenpi SubmitDisposal", "jb ExamineDisposal", "ks EndorseDisposal", "fg DecideDisposal"}
	ToSold         = []string{"kehu AnnounceSale", "kehu RecordSale"}
	ToDistributed  = []string{"kehu RecordDelivery", "kehu PrepareDistribution", "shenpi DistributeProceeds"}
)
