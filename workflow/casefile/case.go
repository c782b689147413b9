package casefile

import (
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/calendar"
	"zhiya/workflow/policy"
	"zhiya/workflow/product"
	"zhiya/workflow/riskshare"
)

// Case is one case. Its state is private: only Apply changes it, and what State returns is a copy.
type Case struct {
	s      State
	voided []Name // acts that the command being applied has made void; its own act too when it is among them
}

// Load makes a case from a stored state.
func Load(s State) *Case { return &Case{s: s.clone()} }

// Own is Load for a state that nobody else holds: it is taken over, not copied.
func Own(s State) *Case { return &Case{s: s} }

// State is a copy of everything the case knows.
func (c *Case) State() State { return c.s.clone() }

// Current is State without the copy: it shares its memory with the case, so it is for reading only.
func (c *Case) Current() State { return c.s }

// Command is one act of the trade. The structs of this package are the only commands of a case.
type Command interface {
	// Name is the command's row in the table.
	Name() Name
	// do checks the command's own fields, adding every fault it finds, and changes the case. It returns the state the
	// track goes to; "" means the row's only target, or that it stays. Faults make the whole act void.
	do(c *Case, o *Occasion, fs *fault.Faults) string
}

// Occasion is what a command needs to know of the world: who acts, on which day, by which calendar and rules, and what the
// store can tell. It is made by the desk; nothing in it changes the case.
type Occasion struct {
	Actor    access.Actor
	Today    date.Date
	Calendar *calendar.Calendar
	Rules    *policy.Library
	// Org and Person look up the directory; ok is false for an unknown id.
	Org    func(id string) (access.Org, bool)
	Person func(id string) (access.Person, bool)
	// PledgedElsewhere lists the numbers of other cases in which the right of this RightKey is being registered or is pledged.
	PledgedElsewhere func(rightKey string) []string
	// EarlierValuation finds a valuation of the same rights by the actor's firm under its key; ok is false when there is none.
	EarlierValuation func(key string) (EarlierValuation, bool)
	// Attachment finds a file that the actor's organisation handed in to this case; ok is false for any other.
	Attachment func(id string) (AttachmentRef, bool)
	// Products lists the versions of the lender's loan products by which credit may be decided today; nil for a lender without any.
	Products func(lenderID string) []product.Version
	// Partners are the books of the partners, beside this case; nil where there are none.
	Partners PartnerBooks
	// NewID makes a fresh identifier; Number the next case number of the actor's organisation.
	NewID  func() string
	Number func() (string, error)
	// ReportNumber is the number that the settings of the actor's organisation give the report it issues; "" when the person
	// enters it.
	ReportNumber func() string
}

// PartnerBooks is what the partners' books say of programs, pools, limits and the other cases.
type PartnerBooks interface {
	riskshare.Books
	// Programs are the versions in force today under which this bank may enrol loans.
	Programs(lenderID string) []riskshare.Record
}

// rules are those of the store, or the embedded ones.
func (o *Occasion) rules() *policy.Library {
	if o.Rules == nil {
		return policy.Embedded()
	}
	return o.Rules
}

// signed is the actor's mark of today.
func (o *Occasion) signed() Signed {
	return Signed{PersonID: o.Actor.PersonID, Person: o.Actor.Name, OrgID: o.Actor.OrgID, Org: o.Actor.OrgName, On: o.Today}
}

// orgRef names an organisation of the directory; a wrong id or kind is a fault at path.
func (o *Occasion) orgRef(fs *fault.Faults, path, id string, kinds ...access.OrgKind) OrgRef {
	org, ok := o.Org(id)
	if !ok || !slices.Contains(kinds, org.Kind) {
		names := make([]string, len(kinds))
		for i, k := range kinds {
			names[i] = k.String()
		}
		fs.Invalid("org.unknown", path, "请从机构名录中选择%s", strings.Join(names, "或"))
		return OrgRef{}
	}
	return OrgRef{ID: org.ID, Kind: org.Kind, Code: org.Code, Name: org.Name, USCC: org.USCC}
}

// Apply checks the command against the table, the actor, four-eyes, the guards and its own rules, and performs it. It
// returns the row that was followed. On any fault the case must be thrown away: it may be half changed.
//
// Faults: stage (not possible here), permission, four_eyes, the guards' codes, and the command's own.
func (c *Case) Apply(cmd Command, o *Occasion) (Transition, error) {
	row, err := c.admit(cmd.Name(), o.Actor)
	if err != nil {
		return Transition{}, err
	}
	var fs fault.Faults
	for _, g := range row.Guards {
		if why := guards[g](&c.s); why != "" {
			fs.Refuse("guard."+string(g), "", "%s", why)
		}
	}
	if len(fs) > 0 {
		return Transition{}, fs
	}
	from := c.stateOf(row.Track)
	c.voided = nil
	to := cmd.do(c, o, &fs)
	if len(fs) > 0 {
		return Transition{}, fs
	}
	if !row.stays() { // "" is itself a state of the tracks: not begun
		if to == "" {
			to = row.To[0]
		}
		if !slices.Contains(row.To, to) {
			panic("command " + string(row.Command) + " leads to " + to + ", which its row does not name")
		}
		c.setState(row.Track, to)
	}
	c.s.Version++
	note := ""
	if r, ok := cmd.(reasoned); ok {
		note = r.reason()
		if row.Nature == Back {
			c.s.Returns = append(c.s.Returns, ReturnR{Command: row.Command, From: from, To: to, Reason: note, By: o.signed()})
		}
	}
	if n, ok := cmd.(noted); ok {
		note = n.note(c)
	}
	c.s.Acts = append(c.s.Acts, Act{Command: row.Command, By: o.signed(), Version: c.s.Version, Note: note,
		Void: slices.Contains(c.voided, row.Command)})
	return row, nil
}

// reasoned is a command that carries a reason for the record.
type reasoned interface{ reason() string }

// noted is a command of which the record says more than was typed; note is asked after it has been done and changes nothing.
type noted interface{ note(c *Case) string }

// admit finds the row that lets this actor give this command now.
func (c *Case) admit(name Name, actor access.Actor) (Transition, error) {
	candidates := rows(name)
	if len(candidates) == 0 {
		return Transition{}, fault.New(fault.Invalid, "command.unknown", "", "没有“%s”这项操作", name)
	}
	var here []Transition
	for _, row := range candidates {
		if c.applies(row) {
			here = append(here, row)
		}
	}
	if len(here) == 0 {
		return Transition{}, fault.New(fault.Refused, "stage", "", "案件现处“%s”，不能办理“%s”；%s", c.s.Where(), name.Title(), c.s.Waiting())
	}
	row := here[0]
	if !c.permits(row, actor) {
		return Transition{}, fault.New(fault.Forbidden, "permission", "", "“%s”应由%s办理，您的岗位是%s·%s", row.Title, grantNames(row.By), actor.OrgName, actor.Posts())
	}
	if earlier := c.fourEyes(row, actor); earlier != "" {
		return Transition{}, fault.New(fault.Forbidden, "four_eyes", "", "您已办理过“%s”，按不相容岗位分离要求，“%s”须由另一人办理", earlier.Title(), row.Title)
	}
	return row, nil
}

// applies reports whether the case stands where the row begins.
func (c *Case) applies(row Transition) bool {
	if !slices.Contains(row.From, c.stateOf(row.Track)) {
		return false
	}
	if len(row.Lanes) > 0 && !slices.Contains(row.Lanes, c.s.Lane) {
		return false
	}
	switch {
	case len(row.During) > 0:
		return slices.Contains(row.During, c.s.Stage)
	case row.Track != Main:
		return c.s.Stage == Default
	}
	return true
}

func (c *Case) permits(row Transition, actor access.Actor) bool {
	return slices.ContainsFunc(row.By, func(g Grant) bool { return actor.Has(g.Role) && c.s.plays(actor, g.Side) })
}

// fourEyes names the earlier act that bars the actor from this one, or "".
func (c *Case) fourEyes(row Transition, actor access.Actor) Name {
	for _, act := range c.s.Acts {
		if !act.Void && act.By.PersonID == actor.PersonID && slices.Contains(row.NotBy, act.Command) {
			return act.Command
		}
	}
	return ""
}

// plays reports whether the actor's organisation has this part in the case.
func (s *State) plays(a access.Actor, side Side) bool {
	switch side {
	case SideOpener:
		if s.ID == "" { // a case about to be opened
			return slices.Contains([]access.OrgKind{access.Bank, access.Guarantor, access.AppraisalFirm}, a.OrgKind)
		}
		return a.OrgID == s.Opener.ID
	case SideLender:
		return a.OrgID == s.Lender.ID
	case SidePledgee:
		return a.OrgID == s.Pledgee.ID
	case SideAppraiser:
		return a.OrgID == s.Assessor.ID
	case SideBureau:
		return a.OrgID == s.Bureau.ID
	case SidePartner:
		return s.partner(a.OrgID) >= 0
	case SideOperator:
		return s.operates(a)
	}
	return false
}

// operates reports whether the actor's organisation examines claims: a fund of the scheme, or the partner named first in a
// scheme without a fund.
func (s *State) operates(a access.Actor) bool {
	i := s.partner(a.OrgID)
	if i < 0 || a.OrgKind == access.Fund {
		return i >= 0
	}
	return i == 0 && !slices.ContainsFunc(s.Credit.Enrolments, func(e Enrolment) bool { return e.Org.Kind == access.Fund })
}

// partner is the index of the organisation among the enrolled partners, or −1.
func (s *State) partner(orgID string) int {
	if s.Credit == nil {
		return -1
	}
	return slices.IndexFunc(s.Credit.Enrolments, func(e Enrolment) bool { return e.Org.ID == orgID })
}

func (c *Case) stateOf(t Track) string {
	switch t {
	case CompensationRoad:
		return string(c.s.Compensation)
	case DisposalRoad:
		return string(c.s.Disposal)
	}
	return string(c.s.Stage)
}

func (c *Case) setState(t Track, to string) {
	switch t {
	case CompensationRoad:
		c.s.Compensation = CompensationState(to)
	case DisposalRoad:
		c.s.Disposal = DisposalState(to)
	default:
		c.s.Stage = Stage(to)
	}
}

// void makes earlier acts no longer count for four-eyes: the work they stand for has been undone.
func (c *Case) void(names ...Name) {
	c.voided = append(c.voided, names...)
	for i := range c.s.Acts {
		if slices.Contains(names, c.s.Acts[i].Command) {
			c.s.Acts[i].Void = true
		}
	}
}

// AddDocument notes an issued document; the desk calls it after the document was made from this very state.
// It returns the state with it, as Current does.
func (c *Case) AddDocument(d DocumentRef) State {
	c.s.Documents = append(c.s.Documents, d)
	return c.s
}

// PartyOrgs lists the organisations that may see the case.
func (s State) PartyOrgs() []string {
	var out []string
	add := func(id string) {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	add(s.Opener.ID)
	add(s.Lender.ID)
	add(s.Pledgee.ID)
	add(s.Assessor.ID)
	add(s.Bureau.ID)
	if s.Credit != nil {
		for _, e := range s.Credit.Enrolments {
			add(e.Org.ID)
		}
	}
	return out
}

func grantNames(gs []Grant) string {
	names := make([]string, len(gs))
	for i, g := range gs {
		names[i] = g.String()
	}
	return strings.Join(names, "或")
}
