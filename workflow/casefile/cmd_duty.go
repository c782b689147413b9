package casefile

import (
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/policy"
)

// DutyR is what somebody did about a duty of the lender (尽职事项), as he recorded it.
type DutyR struct {
	Code     string         `json:"code"`
	Title    string         `json:"title"`
	On       date.Date      `json:"on"`
	Did      string         `json:"did"`
	Evidence *AttachmentRef `json:"evidence,omitempty"`
	By       Signed         `json:"by"`
}

// ExemptionR is a finding about the diligence of those who handled the loan (尽职免责认定).
type ExemptionR struct {
	Form    ExemptionForm `json:"form"`
	Missing []string      `json:"missing,omitempty"` // duties not done, or done late, as of that day
	By      Signed        `json:"by"`
}

// RecordDuty 登记尽职事项: who did what and when, beside the acts of the case that already show it.
type RecordDuty struct {
	Code     string    `json:"code" label:"尽职事项" source:"duties"`
	On       date.Date `json:"on" label:"办理日"`
	Did      string    `json:"did" label:"做了什么、发现什么" lines:"3"`
	Evidence string    `json:"evidence,omitempty" label:"凭证" attach:"1" opt:"1" hint:"走访照片、检查报告等"`
}

func (RecordDuty) Name() Name { return "RecordDuty" }
func (cmd RecordDuty) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "办理日", cmd.On, o.Today)
	needText(fs, "did", "做了什么、发现什么", cmd.Did)
	r := DutyR{Code: cmd.Code, On: cmd.On, Did: cmd.Did, By: o.signed()}
	duties, err := o.Rules.Duties(o.Today)
	fs.Append("code", err)
	if i := slices.IndexFunc(duties, func(d policy.Duty) bool { return d.Code == cmd.Code }); i >= 0 {
		r.Title = duties[i].Title
	} else if err == nil {
		fs.Invalid("duty.unknown", "code", "请从尽职事项清单中选择")
	}
	if cmd.Evidence != "" {
		ref := c.attached(o, fs, "evidence", "凭证", cmd.Evidence)
		r.Evidence = &ref
	}
	c.s.Duties = append(c.s.Duties, r)
	return ""
}

// The findings.
const (
	Exempted     = "尽职免责"
	PartExempted = "部分免责"
	NotExempted  = "不予免责"
)

// ExemptionForm is the finding about those who handled the loan.
type ExemptionForm struct {
	On      date.Date `json:"on" label:"认定日"`
	Whom    string    `json:"whom" label:"认定对象" hint:"姓名和岗位"`
	Result  string    `json:"result" label:"认定结果" choices:"尽职免责|部分免责|不予免责"`
	Missing string    `json:"missing,omitempty" label:"对缺少或逾期事项的说明" opt:"1" lines:"2" hint:"有尽职事项缺少或者逾期补办而认定免责的必填"`
	Opinion string    `json:"opinion" label:"认定意见" lines:"3"`
}

// DecideExemption 尽职免责认定: by somebody who handled nothing of the loan. What is missing on that day is kept with the finding.
type DecideExemption struct{ ExemptionForm }

func (DecideExemption) Name() Name         { return "DecideExemption" }
func (cmd DecideExemption) reason() string { return cmd.Opinion }
func (cmd DecideExemption) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "认定日", cmd.On, o.Today)
	ordered(fs, "on", "认定日", cmd.On, "放款日", c.s.firstLent())
	needText(fs, "whom", "认定对象", cmd.Whom)
	oneOf(fs, "result", "认定结果", cmd.Result, Exempted, PartExempted, NotExempted)
	needText(fs, "opinion", "认定意见", cmd.Opinion)
	list, err := c.s.DutiesOn(o.Today, o.Rules)
	fs.Append("", err)
	r := ExemptionR{Form: cmd.ExemptionForm, By: o.signed()}
	for _, d := range list {
		switch d.State {
		case DutyMissing:
			r.Missing = append(r.Missing, d.Duty.Code+" "+d.Duty.Title)
		case DutyLate:
			r.Missing = append(r.Missing, d.Duty.Code+" "+d.Duty.Title+"（逾期补办）")
		}
	}
	if len(r.Missing) > 0 && cmd.Result != NotExempted && strings.TrimSpace(cmd.Missing) == "" {
		fs.Refuse("exemption.missing", "missing", "下列尽职事项缺少或者逾期补办：%s；请补充登记，或者说明为何仍可免责", strings.Join(r.Missing, "、"))
	}
	c.s.Exemptions = append(c.s.Exemptions, r)
	return ""
}

// DutyState is where a duty stands.
type DutyState string

const (
	DutyDone    DutyState = "done"    // 已办
	DutyLate    DutyState = "late"    // 逾期补办: done after its time
	DutyMissing DutyState = "missing" // 缺少
	DutyAhead   DutyState = "ahead"   // 未到时候
	DutyNone    DutyState = "none"    // 不适用
)

// String is the Chinese name.
func (d DutyState) String() string {
	return map[DutyState]string{DutyDone: "已办", DutyLate: "逾期补办", DutyMissing: "缺少", DutyAhead: "未到时候", DutyNone: "不适用"}[d]
}

// DutyDid is one thing done about a duty: an act of the case or a record of its own.
type DutyDid struct {
	On   date.Date
	What string
	By   Signed
}

// DutyView is a duty with what was done about it.
type DutyView struct {
	Duty  policy.Duty
	State DutyState
	Did   []DutyDid // oldest first
	Due   date.Date // last day of the next or of the missed time; zero when it has none
}

// stagesInOrder are the stages of the main road up to the loan; what comes later counts as in_pledge.
var stagesInOrder = []Stage{Intake, DueDiligence, Engagement, Appraisal, Review, Issue, LaneValue, Credit, Signing, Registration, Disbursement, InPledge}

// DutiesOn are the duties of the lender's people about this loan by the rules of the day: what was done, by whom and when, and what is
// missing. Fault policy.no_rule: no list is in force.
func (s State) DutiesOn(on date.Date, rules *policy.Library) ([]DutyView, error) {
	duties, err := rules.Duties(on)
	if err != nil {
		return nil, err
	}
	var out []DutyView
	for _, d := range duties {
		v := DutyView{Duty: d}
		for _, a := range s.Acts {
			if slices.Contains(d.Acts, string(a.Command)) && s.counts(a) {
				v.Did = append(v.Did, DutyDid{On: a.By.On, What: a.Command.Title(), By: a.By})
			}
		}
		for _, r := range s.Duties {
			if r.Code == d.Code {
				v.Did = append(v.Did, DutyDid{On: r.On, What: r.Did, By: r.By})
			}
		}
		slices.SortStableFunc(v.Did, func(a, b DutyDid) int { return a.On.Compare(b.On) })
		s.judgeDuty(&v, on)
		out = append(out, v)
	}
	return out, nil
}

// counts reports whether an act stands as one of the creditor's side: what a later return made void was undone.
func (s *State) counts(a Act) bool {
	return !a.Void && (a.By.OrgID == s.Lender.ID || a.By.OrgID == s.Pledgee.ID)
}

func (s *State) judgeDuty(v *DutyView, on date.Date) {
	d := v.Duty
	done := len(v.Did) > 0
	switch {
	case d.By == string(Default):
		if s.Default == nil {
			v.State = DutyNone
			if done {
				v.State = DutyDone
			}
			return
		}
		if d.WithinDays > 0 {
			v.Due = s.Default.Form.On.AddDays(d.WithinDays)
		}
		v.State = v.judge(!v.Due.IsZero() && !on.After(v.Due))
	case d.EveryDays > 0:
		s.judgePeriods(v, on)
	default:
		at := slices.Index(stagesInOrder, s.Stage)
		v.Due = s.passed(Stage(d.By))
		v.State = v.judge(at < 0 && s.LoansOn.IsZero() || at >= 0 && at < slices.Index(stagesInOrder, Stage(d.By))) // or given up before the loan
	}
}

// judge is where a duty done once stands; ahead says that there is still time.
func (v *DutyView) judge(ahead bool) DutyState {
	switch {
	case len(v.Did) > 0 && !v.Due.IsZero() && v.Did[0].On.After(v.Due):
		return DutyLate
	case len(v.Did) > 0:
		return DutyDone
	case ahead:
		return DutyAhead
	}
	return DutyMissing
}

// into are the acts that lead into a stage.
var into = map[Stage]Name{Signing: "ApproveCredit", Registration: "CheckContracts", Disbursement: "RecordRegistration", InPledge: "ApproveDisbursement"}

// passed is the day on which the case went into a stage; zero when it did not, or went back since.
func (s *State) passed(stage Stage) date.Date {
	for i := len(s.Acts) - 1; i >= 0; i-- {
		if a := s.Acts[i]; a.Command == into[stage] && !a.Void {
			return a.By.On
		}
	}
	return date.Date{}
}

// judgePeriods holds a repeated duty against its terms: from the loan until it is settled or the case closed no longer than EveryDays
// without it. The first time that was missed stays missing; what is done later does not make up for it.
func (s *State) judgePeriods(v *DutyView, on date.Date) {
	if s.LoansOn.IsZero() {
		v.State = DutyAhead
		return
	}
	end := on
	for _, last := range []date.Date{s.settledOn(), s.closedOn()} {
		if !last.IsZero() && last.Before(end) {
			end = last
		}
	}
	v.Due = s.firstLent().AddDays(v.Duty.EveryDays)
	for _, x := range v.Did {
		if x.On.After(v.Due) {
			break
		}
		if next := x.On.AddDays(v.Duty.EveryDays); next.After(v.Due) {
			v.Due = next
		}
	}
	v.State = DutyDone
	switch {
	case end.After(v.Due):
		v.State = DutyMissing
	case len(v.Did) == 0 && end.Before(on): // over before its first term
		v.State = DutyNone
	case len(v.Did) == 0:
		v.State = DutyAhead
	}
}

func (s *State) settledOn() date.Date {
	if s.Settlement == nil {
		return date.Date{}
	}
	return s.Settlement.On
}

func (s *State) closedOn() date.Date {
	if s.Closing == nil {
		return date.Date{}
	}
	return s.Closing.On
}

// DutyChoices are the duties of the rules of a day, to choose from.
func DutyChoices(rules *policy.Library, on date.Date) []Choice {
	duties, err := rules.Duties(on)
	if err != nil {
		return nil // without a list there is nothing to choose; the act says so
	}
	var out []Choice
	for _, d := range duties {
		out = append(out, Choice{Value: d.Code, Title: d.Phase + "　" + d.Title})
	}
	return out
}
