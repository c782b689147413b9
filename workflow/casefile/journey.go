package casefile

import (
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
)

// Progress is how far a stop of the journey bar is.
type Progress string

const (
	Done    Progress = "done"
	Current Progress = "current"
	Ahead   Progress = "ahead"
	Skipped Progress = "skipped"
)

// Stop is one stop of the journey bar. Lane groups stops that run side by side: "" the main road, "补偿", "处置".
type Stop struct {
	Title    string
	Progress Progress
	Lane     string
	Note     string // state of a track, or what is special
}

// Journey is the whole bar of the case.
func (s State) Journey() []Stop {
	road := []Stage{Intake, DueDiligence, Engagement, Appraisal, Review, Issue, Credit, Signing, Registration, Disbursement, InPledge}
	if s.Lane != "" && s.Lane != External {
		road = []Stage{Intake, DueDiligence, LaneValue, Credit, Signing, Registration, Disbursement, InPledge}
	}
	at := slices.Index(road, s.Stage)
	stopped := s.Stage == Withdrawn || s.Stage == Rejected
	if stopped && s.Exit != nil {
		at = slices.Index(road, s.Exit.From)
	}
	if at < 0 {
		at = len(road)
	}
	var out []Stop
	for i, stage := range road {
		p := Ahead
		switch {
		case i < at:
			p = Done
		case i == at && !stopped:
			p = Current
		case stopped:
			p = Skipped
		}
		out = append(out, Stop{Title: stage.String(), Progress: p})
	}
	if stopped {
		return append(out, Stop{Title: s.Stage.String(), Progress: Current})
	}
	if s.Default == nil {
		return append(out, s.stop(Settlement, s.Settlement != nil), s.stop(Closed, s.Closing != nil))
	}
	out = append(out, Stop{Title: Default.String(), Progress: progress(s.Stage == Default && s.Claim == nil, true)})
	out = append(out, Stop{Title: "补偿", Lane: "补偿", Note: s.Compensation.String(),
		Progress: trackProgress(s.Compensation == CompNone, s.Compensation == CompPaid || s.Compensation == CompRefused)})
	d := s.Disposal
	sold := d == DispDelivered || d == DispDistributed
	out = append(out,
		Stop{Title: "处置", Lane: "处置", Note: d.String(), Progress: trackProgress(d == DispNone, sold || d == DispSold)},
		Stop{Title: "交割", Lane: "处置", Progress: progress(d == DispSold, sold)},
		Stop{Title: "分配", Lane: "处置", Progress: progress(d == DispDelivered, d == DispDistributed)})
	return append(out, s.stop(Closed, s.Closing != nil))
}

func (s State) stop(stage Stage, done bool) Stop {
	if stage == s.Stage && stage != Closed {
		return Stop{Title: stage.String(), Progress: Current}
	}
	return Stop{Title: stage.String(), Progress: progress(false, done)}
}

func progress(current, done bool) Progress {
	switch {
	case current:
		return Current
	case done:
		return Done
	}
	return Ahead
}

func trackProgress(notBegun, ended bool) Progress {
	switch {
	case notBegun:
		return Ahead
	case ended:
		return Done
	}
	return Current
}

// Where says in words where the case stands, tracks included.
func (s State) Where() string {
	if s.Stage != Default {
		return s.Stage.String()
	}
	return "违约（补偿：" + s.Compensation.String() + "；处置：" + s.Disposal.String() + "）"
}

// Waiting says in words what the case waits for and whose act it is: "等待 二级复核（评估机构·复核人）".
func (s State) Waiting() string {
	var parts []string
	c := &Case{s: s}
	for _, row := range table {
		if !c.applies(row) || !c.next(row) {
			continue
		}
		title := row.Title
		if row.Command == "ReviewValuation" {
			title = []string{"", "一级", "二级", "三级"}[min(s.Review.NextLevel(), 3)] + "复核"
		}
		parts = append(parts, title+"（"+grantNames(row.By)+"）")
	}
	if len(parts) == 0 {
		if s.Stage.Ended() {
			return "案件已结束"
		}
		if s.Stage == InPledge {
			return "贷款存续中，等待还款或到期"
		}
		return "等待登记本阶段事项"
	}
	return "等待 " + strings.Join(parts, "；")
}

// next reports whether the row is what the case waits for: a step forward that nothing bars, or the record that such a step
// needs and that is not made yet.
func (c *Case) next(row Transition) bool {
	for _, g := range row.Guards {
		if guards[g](&c.s) != "" {
			return false
		}
	}
	if row.Nature == Forward {
		return row.Command != "OpenCase"
	}
	owed, known := owedRecords[row.Command]
	return known && owed(&c.s)
}

// owedRecords are the records that a step forward needs, with when they are still owed.
var owedRecords = map[Name]func(*State) bool{
	"PlanEngagement": func(s *State) bool { return s.Plan == nil },
	"DeclareIndependence": func(s *State) bool {
		return s.Engagement != nil && slices.ContainsFunc(s.Engagement.Form.Valuers, func(v Valuer) bool { return s.declaration(v.PersonID) == nil })
	},
	"RecordSiteVisit":  func(s *State) bool { return len(s.Visits()) == 0 },
	"CheckRights":      func(s *State) bool { return s.RightsCheck == nil },
	"PrepareValuation": func(s *State) bool { return s.Valuation == nil },
	"AnswerReview": func(s *State) bool {
		return s.Review != nil && slices.ContainsFunc(s.Review.Notes, func(n ReviewRemark) bool { return n.Answer == "" })
	},
	"SignReport":    func(s *State) bool { return s.Report == nil || len(s.Report.Signatures) < 2 },
	"ProposeCredit": func(s *State) bool { return s.Credit == nil },
	"ConfirmEnrolment": func(s *State) bool {
		return slices.ContainsFunc(s.Credit.Enrolments, func(e Enrolment) bool { return e.By == nil })
	},
	"RecordContracts":     func(s *State) bool { return s.Contracts == nil },
	"ProposeDisbursement": func(s *State) bool { return len(s.Loans) == 0 },
	"RecordClaim":         func(s *State) bool { return s.Claim == nil },
}

// Option is an act offered to a person on the case page.
type Option struct {
	Row   Transition
	Ready bool   // may be done now
	Next  bool   // is what the case waits for
	Why   string // why not, when not ready
}

// Options lists what this person's post could do with the case as it stands, forward steps first; acts barred by four-eyes or
// a guard are listed with the reason.
func (s State) Options(a access.Actor) []Option {
	c := &Case{s: s}
	var out []Option
	for _, row := range table {
		if row.Command == "OpenCase" || !c.applies(row) || !c.permits(row, a) {
			continue
		}
		o := Option{Row: row, Ready: true, Next: c.next(row)}
		if row.Command == "DeclareIndependence" { // owed by the valuers while they work, by a reviewer when it is his turn
			o.Next = c.s.Stage == Appraisal && c.s.Engagement.engages(a.PersonID) || c.s.Stage == Review && a.Has(access.Reviewer)
		}
		if earlier := c.fourEyes(row, a); earlier != "" {
			o.Ready, o.Why = false, "您已办理“"+earlier.Title()+"”，须由另一人办理"
		}
		for _, g := range row.Guards {
			if why := guards[g](&c.s); why != "" && o.Ready {
				o.Ready, o.Why = false, why
			}
		}
		if why := c.personally(row, a); why != "" && o.Ready {
			o.Ready, o.Why = false, why
		}
		if o.Ready && !c.concerns(row, a) {
			continue
		}
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(x, y Option) int { return natureOrder(x.Row.Nature) - natureOrder(y.Row.Nature) })
	return out
}

// personally says what bars just this person from the act, or "".
func (c *Case) personally(row Transition, a access.Actor) string {
	switch row.Command {
	case "ReviewValuation":
		return c.s.independent(a)
	case "SignReport":
		if c.s.Engagement.engages(a.PersonID) {
			return c.s.independent(a)
		}
	}
	return ""
}

// concerns leaves out acts that are open to a side in general but done or not owed by this organisation or person.
func (c *Case) concerns(row Transition, a access.Actor) bool {
	switch row.Command {
	case "ConfirmEnrolment":
		i := c.s.partner(a.OrgID)
		return i >= 0 && c.s.Credit.Enrolments[i].By == nil
	case "ConfirmShare":
		i := c.s.shareOf(a.OrgID)
		return i >= 0 && c.s.CompClaim.Shares[i].Confirmed == nil
	case "PayShare":
		i := c.s.shareOf(a.OrgID)
		return i >= 0 && !c.s.CompClaim.Shares[i].settled()
	case "DeclareIndependence":
		return (c.s.Engagement.engages(a.PersonID) || a.Has(access.Reviewer)) && c.s.declaration(a.PersonID) == nil
	case "PrepareValuation":
		return c.s.Engagement.engages(a.PersonID)
	case "SignReport":
		return c.s.Engagement.engages(a.PersonID) && !slices.ContainsFunc(c.s.Report.Signatures, func(x Signed) bool { return x.PersonID == a.PersonID })
	case "AnswerReview":
		return c.s.Review != nil && slices.ContainsFunc(c.s.Review.Notes, func(n ReviewRemark) bool { return n.Answer == "" })
	case "ReverseShare":
		return c.s.reversible(a) >= 0
	case "SealDocument", "DeliverDocument", "WithdrawSeal", "WithdrawDelivery":
		return len(c.s.papersToTreat(treated[row.Command], a)) > 0
	case "CorrectRecord":
		return len(c.s.Correctable(a)) > 0
	case "ReviewValuation":
		return a.Has(access.Reviewer) || c.s.Review.NextLevel() == 1
	}
	return true
}

func natureOrder(n Nature) int {
	return slices.Index([]Nature{Forward, Record, Back, Exit}, n)
}

// Title names the case in lists: the first debtor and what is pledged.
func (s State) Title() string {
	if len(s.Intake.Debtors) == 0 {
		return s.Number
	}
	title := s.Intake.Debtors[0].Name
	if n := len(s.Intake.Debtors); n > 1 {
		title += "等" + itoa(n) + "户"
	}
	if n := len(s.Intake.Rights); n > 0 {
		title += " · " + s.Intake.Rights[0].Kind.String()
		if n > 1 {
			title += "等"
		}
		title += itoa(n) + "项"
	}
	return title
}

// Amount is the latest known amount of the loan: lent, approved or proposed, asked for.
func (s State) Amount() money.Money {
	if len(s.Loans) > 0 {
		var sum money.Money
		for _, l := range s.Loans {
			if s.RenewalOf(l.No) == nil { // nothing was paid out for it
				sum += l.Amount
			}
		}
		return sum
	}
	if s.Credit != nil {
		return s.Credit.Form.Amount
	}
	return s.Intake.Requested
}

// NextDue is the next day something must be done by, and what; the zero Date when nothing is known.
func (s State) NextDue() (date.Date, string) {
	switch s.Stage {
	case Credit, Signing:
		if until := s.valueUntil(); !until.IsZero() {
			return until, s.valueEnd()
		}
	case Registration:
		if s.Registration != nil && s.Registration.Filing != nil {
			return s.Registration.Due, "预计登记审查届满"
		}
	case InPledge:
		var first date.Date
		for _, l := range s.Loans {
			if s.renewed(l.No) {
				continue
			}
			if first.IsZero() || l.Due.Before(first) {
				first = l.Due
			}
		}
		if until := s.valueUntil(); !until.IsZero() && until.Before(first) {
			return until, s.valueEnd()
		}
		return first, "借据到期"
	case Settlement:
		if s.Settlement != nil && s.Registration.Live() {
			return s.Settlement.CancelDue, "应办理注销登记"
		}
	case Default:
		if d := s.DisposalPlan; d != nil {
			switch s.Disposal {
			case DispSubmitted, DispExamined, DispEndorsed:
				return d.DecisionDue, "处置申请审批期限"
			case DispSupplement:
				return d.Supplements[len(d.Supplements)-1].Due, "补正期限"
			case DispAnnounced:
				return d.last().Notice.SaleOn, "竞价日"
			}
		}
	}
	return date.Date{}, ""
}
