package casefile

import (
	"slices"

	"zhiya/workflow/access"
)

// Side is the part an organisation plays in a case; the act belongs to it, whoever the person is.
type Side string

const (
	SideOpener    Side = "opener"    // 受理机构: the one that opened the case
	SideLender    Side = "lender"    // 贷款人
	SidePledgee   Side = "pledgee"   // 质权人 (the lender, or the guarantor under 反担保质押)
	SideAppraiser Side = "appraiser" // 评估机构
	SidePartner   Side = "partner"   // 风险分担合作方: guarantor, fund or insurer of the case's scheme
	SideOperator  Side = "operator"  // 补偿基金运营机构
	SideBureau    Side = "bureau"    // 市场监督管理局
)

var sideNames = map[Side]string{
	SideOpener: "受理机构", SideLender: "贷款银行", SidePledgee: "质权人", SideAppraiser: "评估机构", SidePartner: "风险分担合作方",
	SideOperator: "补偿基金运营机构", SideBureau: "市场监管局",
}

// String is the Chinese name of the side.
func (s Side) String() string { return sideNames[s] }

// Grant says which post on which side may act.
type Grant struct {
	Side Side        `json:"side"`
	Role access.Role `json:"role"`
}

// String is "贷款银行·审批人".
func (g Grant) String() string { return g.Side.String() + "·" + g.Role.String() }

// Track says which of the three states a transition reads and moves.
type Track string

const (
	Main             Track = "main"
	CompensationRoad Track = "compensation"
	DisposalRoad     Track = "disposal"
)

// Nature groups transitions for the screen: the next step, a way back, a correction.
type Nature string

const (
	Forward Nature = "forward" // 推进
	Record  Nature = "record"  // 登记事实, the stage stays
	Back    Nature = "back"    // 退回、撤回: mends an honest mistake
	Exit    Nature = "exit"    // 撤回、拒绝、终止
)

// Name is the name of a command: an English verb from the trade.
type Name string

// Transition is one row of the journey: which command may be given where, by whom, and where it leads.
type Transition struct {
	Command Name
	Title   string   // what the button says
	Track   Track    // which state From and To speak of
	From    []string // states of the track
	To      []string // states it may lead to; empty: it stays
	By      []Grant  // any of these posts
	NotBy   []Name   // four-eyes: not a person who did one of these in this case (since the last return)
	Guards  []Guard  // what else must hold of the case
	Makes   []DocumentKind
	Nature  Nature
	// During restricts a track's row to these main stages; empty means Default for tracks, no restriction for Main.
	During []Stage
	// Lanes restricts a row to cases valued by these lanes; empty means all.
	Lanes []Lane
}

// stays reports whether the command leaves the track's state as it is.
func (t Transition) stays() bool { return len(t.To) == 0 }

// MakesPapers reports whether an act may issue documents.
func MakesPapers(name Name) bool {
	return slices.ContainsFunc(table, func(row Transition) bool { return row.Command == name && len(row.Makes) > 0 })
}

// Table is the whole journey in the order of the road.
func Table() []Transition { return slices.Clone(table) }

// rows finds the rows of a command; a command may have several, told apart by their From.
func rows(n Name) []Transition {
	var out []Transition
	for _, t := range table {
		if t.Command == n {
			out = append(out, t)
		}
	}
	return out
}

// AttachAction is the name under which the handing in of a file stands in the audit chain; it is no command of a case.
const AttachAction Name = "AttachFile"

// Title is the Chinese name of a command.
func (n Name) Title() string {
	for _, t := range table {
		if t.Command == n {
			return t.Title
		}
	}
	if n == AttachAction {
		return "上传附件"
	}
	return string(n)
}

func stages(ss ...Stage) []string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = string(s)
	}
	return out
}

func comp(ss ...CompensationState) []string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = string(s)
	}
	return out
}

func disp(ss ...DisposalState) []string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = string(s)
	}
	return out
}

func by(gs ...Grant) []Grant { return gs }

var (
	lenderOfficer     = Grant{SideLender, access.Officer}
	lenderApprover    = Grant{SideLender, access.Approver}
	pledgeeOfficer    = Grant{SidePledgee, access.Officer}
	pledgeeApprover   = Grant{SidePledgee, access.Approver}
	caseAppraiser     = Grant{SideAppraiser, access.Appraiser}
	caseReviewer      = Grant{SideAppraiser, access.Reviewer}
	caseReleaser      = Grant{SideAppraiser, access.Releaser}
	partnerOfficer    = Grant{SidePartner, access.Officer}
	partnerApprover   = Grant{SidePartner, access.Approver}
	operatorOfficer   = Grant{SideOperator, access.Officer}
	bureauClerk       = Grant{SideBureau, access.Clerk}
	bureauHead        = Grant{SideBureau, access.SectionHead}
	bureauDirector    = Grant{SideBureau, access.DeputyDirector}
	trailReaders      = []Grant{lenderApprover, pledgeeApprover, bureauHead, bureauDirector, {SideLender, access.AuditAdmin}, {SidePledgee, access.AuditAdmin}, {SideBureau, access.AuditAdmin}}
	paperClerks       = []Grant{{SideOpener, access.Officer}, {SideOpener, access.Appraiser}, lenderOfficer, pledgeeOfficer, caseAppraiser, caseReleaser, partnerOfficer, bureauClerk}
	openers           = []Grant{{SideOpener, access.Officer}, {SideOpener, access.Appraiser}}
	openersOrApproval = []Grant{{SideOpener, access.Officer}, {SideOpener, access.Appraiser}, {SideLender, access.Officer}}
)
