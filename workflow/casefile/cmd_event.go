package casefile

import (
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/right"
)

// What happens to a pledged right or to a party while the pledge lives, step by step.
const (
	EventInvalidation = "invalidation" // 无效宣告请求受理
	EventDecision     = "decision"     // 无效宣告审查决定
	EventEffective    = "effective"    // 无效宣告决定生效
	EventWithdrawn    = "withdrawn"    // 无效宣告程序终结，权利维持有效
	EventSeized       = "seized"       // 他案查封、冻结
	EventReleased     = "released"     // 解除查封、冻结
	EventBankrupt     = "bankrupt"     // 债务人或者出质人破产受理
	EventClaimFiled   = "claim_filed"  // 已申报债权
)

// EventForm is one thing that happened.
type EventForm struct {
	Kind    string    `json:"kind" label:"事件" choices:"invalidation=无效宣告请求受理|decision=无效宣告审查决定|effective=无效宣告决定生效|withdrawn=无效程序终结、维持有效|seized=他案查封、冻结|released=解除查封、冻结|bankrupt=当事人破产受理|claim_filed=已向管理人申报债权"`
	Ref     string    `json:"ref,omitempty" label:"权利" opt:"1" source:"rights" hint:"无效宣告、查封填写"`
	Party   string    `json:"party,omitempty" label:"当事人" opt:"1" source:"parties" hint:"破产填写"`
	On      date.Date `json:"on" label:"发生日"`
	Office  string    `json:"office" label:"机关（法院、管理人）"`
	Number  string    `json:"number,omitempty" label:"文号、案号" opt:"1"`
	Outcome string    `json:"outcome,omitempty" label:"审查决定" opt:"1" choices:"maintained=维持有效|partial=部分无效|whole=全部无效" hint:"审查决定、决定生效填写"`
	ClaimBy date.Date `json:"claim_by,omitzero" label:"债权申报截止日" opt:"1" hint:"破产受理填写"`
	Note    string    `json:"note,omitempty" label:"情况" opt:"1" lines:"2" hint:"部分无效的写明维持有效的权利要求"`
}

// KindName is the kind in Chinese.
func (f EventForm) KindName() string { return eventNames[f.Kind] }

var eventNames = map[string]string{EventInvalidation: "无效宣告请求受理", EventDecision: "无效宣告审查决定", EventEffective: "无效宣告决定生效", EventWithdrawn: "无效程序终结、维持有效",
	EventSeized: "他案查封、冻结", EventReleased: "解除查封、冻结", EventBankrupt: "当事人破产受理", EventClaimFiled: "已向管理人申报债权"}

var outcomeNames = map[string]string{"maintained": "维持有效", "partial": "部分无效", "whole": "全部无效"}

// EventR is an event as it was recorded.
type EventR struct {
	Form EventForm `json:"form"`
	By   Signed    `json:"by"`
}

// What tells the event in one line.
func (e EventR) What() string {
	out := e.Form.KindName()
	if o := outcomeNames[e.Form.Outcome]; o != "" {
		out += "（" + o + "）"
	}
	return out
}

// RecordEvent 登记在押事件: an invalidation goes 请求 → 决定 → 生效, or ends with the right maintained; only what is in force changes the
// value. Part of the claims gone: the value is unknown until it is accepted anew. All gone: the right is lost, and more security may be
// asked for (民法典 433).
type RecordEvent struct{ EventForm }

func (RecordEvent) Name() Name         { return "RecordEvent" }
func (cmd RecordEvent) reason() string { return cmd.Note }
func (cmd RecordEvent) do(c *Case, o *Occasion, fs *fault.Faults) string {
	f := cmd.EventForm
	if f.KindName() == "" {
		fs.Invalid("choice", "kind", "请选择事件")
	}
	pastDate(fs, "on", "发生日", f.On, o.Today)
	needText(fs, "office", "机关（法院、管理人）", f.Office)
	mayText(fs, "note", "情况", f.Note)
	if len(*fs) > 0 {
		return ""
	}
	last := c.s.lastEvent(f)
	if last != nil && f.On.Before(last.Form.On) {
		fs.Invalid("event.order", "on", "发生日 %s 早于此前登记的“%s” %s，请核对", f.On.Chinese(), last.What(), last.Form.On.Chinese())
	}
	switch f.Kind {
	case EventBankrupt, EventClaimFiled:
		c.bankruptcy(f, fs)
	case EventSeized, EventReleased:
		c.seizure(f, fs)
	default:
		c.invalidation(f, last, fs)
	}
	if len(*fs) == 0 {
		c.s.Events = append(c.s.Events, EventR{Form: f, By: o.signed()})
	}
	return ""
}

// chains are the kinds of events that follow one another.
var chains = [][]string{{EventInvalidation, EventDecision, EventEffective, EventWithdrawn}, {EventSeized, EventReleased}, {EventBankrupt, EventClaimFiled}}

// lastEvent is the last event of the same chain on the same right or party.
func (s *State) lastEvent(f EventForm) *EventR {
	for i := len(s.Events) - 1; i >= 0; i-- {
		e := &s.Events[i]
		for _, chain := range chains {
			if slices.Contains(chain, f.Kind) && slices.Contains(chain, e.Form.Kind) && e.Form.Ref == f.Ref && e.Form.Party == f.Party {
				return e
			}
		}
	}
	return nil
}

// invalidation is one step of the procedure before the patent office or the trademark office.
func (c *Case) invalidation(f EventForm, last *EventR, fs *fault.Faults) {
	i := c.s.rightIndex(f.Ref)
	if i < 0 {
		fs.Invalid("right.unknown", "ref", "请选择本案的权利")
		return
	}
	r := &c.s.Intake.Rights[i]
	step := ""
	if last != nil {
		step = last.Form.Kind
	}
	running := step == EventInvalidation || step == EventDecision
	switch f.Kind {
	case EventInvalidation:
		if running {
			fs.Refuse("event.step", "kind", "“%s”的无效宣告程序尚在进行（%s），请登记其后续", r.Title, last.What())
		}
		r.Invalidation = len(*fs) == 0 || r.Invalidation
	case EventDecision:
		if step != EventInvalidation {
			fs.Refuse("event.step", "kind", "“%s”没有受理中的无效宣告请求，请先登记“%s”", r.Title, eventNames[EventInvalidation])
		}
		oneOf(fs, "outcome", "审查决定", f.Outcome, "maintained", "partial", "whole")
	case EventEffective:
		switch {
		case step != EventDecision:
			fs.Refuse("event.step", "kind", "“%s”没有待生效的审查决定，请先登记“%s”", r.Title, eventNames[EventDecision])
		case f.Outcome != last.Form.Outcome:
			fs.Invalid("event.outcome", "outcome", "生效的决定为“%s”，与登记的审查决定“%s”不一致；经诉讼改判的请先登记新的审查决定", outcomeNames[f.Outcome], outcomeNames[last.Form.Outcome])
		case f.Outcome == "partial" && strings.TrimSpace(f.Note) == "":
			fs.Invalid("text.missing", "note", "部分无效的，请写明维持有效的权利要求")
		}
		if len(*fs) == 0 {
			r.Invalidation = false
			if f.Outcome == "whole" {
				r.Status, r.StatusOn, r.StatusSource = right.Invalidated, f.On, f.Office+" "+f.Number
			}
		}
	case EventWithdrawn:
		if !running {
			fs.Refuse("event.step", "kind", "“%s”没有进行中的无效宣告程序", r.Title)
		} else {
			r.Invalidation = false
		}
	}
}

// seizure is another creditor's hold on a right.
func (c *Case) seizure(f EventForm, fs *fault.Faults) {
	i := c.s.rightIndex(f.Ref)
	if i < 0 {
		fs.Invalid("right.unknown", "ref", "请选择本案的权利")
		return
	}
	r := &c.s.Intake.Rights[i]
	r.Freezes = slices.Clone(r.Freezes)
	if f.Kind == EventSeized {
		r.Freezes = append(r.Freezes, right.Span{From: f.On, Note: strings.TrimSpace(f.Office + " " + f.Number)})
		return
	}
	open := slices.IndexFunc(r.Freezes, func(s right.Span) bool { return s.To.IsZero() })
	if open < 0 {
		fs.Refuse("event.step", "kind", "“%s”没有未解除的查封、冻结", r.Title)
		return
	}
	r.Freezes[open].To = f.On
}

// bankruptcy is of a debtor or pledgor; the claim is to be filed with the administrator in time.
func (c *Case) bankruptcy(f EventForm, fs *fault.Faults) {
	if _, known := c.s.partyOf(f.Party); !known {
		fs.Invalid("party.unknown", "party", "请选择本案的债务人或者出质人")
		return
	}
	running := c.s.bankrupt(f.Party)
	switch {
	case f.Kind == EventBankrupt && running != nil:
		fs.Refuse("event.step", "kind", "该当事人的破产受理已登记（%s）", running.On.Chinese())
	case f.Kind == EventBankrupt && f.ClaimBy.IsZero():
		fs.Invalid("date.missing", "claim_by", "请填写债权申报截止日")
	case f.Kind == EventBankrupt && f.ClaimBy.Before(f.On):
		fs.Invalid("date.order", "claim_by", "债权申报截止日 %s 早于受理日 %s，请核对", f.ClaimBy.Chinese(), f.On.Chinese())
	case f.Kind == EventClaimFiled && running == nil:
		fs.Refuse("event.step", "kind", "该当事人没有登记破产受理")
	}
}

// bankrupt is the bankruptcy of a party that was recorded, nil when there is none.
func (s *State) bankrupt(key string) *EventForm {
	for i := range s.Events {
		if f := &s.Events[i].Form; f.Kind == EventBankrupt && f.Party == key {
			return f
		}
	}
	return nil
}

// claimsToFile are the days until which claims in bankruptcies are still to be filed, with the parties.
func (s *State) claimsToFile() []EventForm {
	var out []EventForm
	for _, e := range s.Events {
		if e.Form.Kind == EventBankrupt && !slices.ContainsFunc(s.Events, func(x EventR) bool { return x.Form.Kind == EventClaimFiled && x.Form.Party == e.Form.Party }) {
			out = append(out, e.Form)
		}
	}
	return out
}

// valueLost reports whether part of a right was invalidated since its value was accepted last: what the rest is worth is not known.
func (s *State) valueLost(ref string) bool {
	var gone date.Date
	for _, e := range s.Events {
		if e.Form.Kind == EventEffective && e.Form.Ref == ref && e.Form.Outcome == "partial" {
			gone = e.Form.On
		}
	}
	return !gone.IsZero() && !slices.ContainsFunc(s.Revaluations, func(r RevaluationR) bool { return r.Ref == ref && !r.On.Before(gone) })
}

// determining is what has determined the claims of a 最高额质押 (民法典 423) though nobody has recorded it yet; "" for nothing.
func (s *State) determining(on date.Date) string {
	k := s.Intake.Ceiling
	if k == nil || s.Determination != nil {
		return ""
	}
	for _, e := range s.Events {
		switch {
		case e.Form.Kind == EventSeized:
			return "质押财产被查封（" + e.Form.On.Chinese() + "）"
		case e.Form.Kind == EventBankrupt:
			return "当事人被受理破产（" + e.Form.On.Chinese() + "）"
		}
	}
	if !k.To.IsZero() && on.After(k.To) {
		return "约定的债权确定期间届满（" + k.To.Chinese() + "）"
	}
	return ""
}

// DeterminationR is the determined claim of a 最高额质押.
type DeterminationR struct {
	Form    DeterminationForm `json:"form"`
	Ceiling money.Money       `json:"ceiling"` // that counts: the registered one (担保制度解释 15)
	Secured money.Money       `json:"secured"` // what has priority: the claim up to the ceiling
	Beyond  money.Money       `json:"beyond"`  // what has none
	By      Signed            `json:"by"`
}

// DeterminationForm is the claim as it stands on the day of determination.
type DeterminationForm struct {
	On        date.Date   `json:"on" label:"债权确定日"`
	Cause     string      `json:"cause" label:"确定事由" choices:"period=约定的债权确定期间届满|none=新的债权不可能发生|seized=质押财产被查封、扣押|bankrupt=债务人、出质人被宣告破产或者解散|demand=没有约定期间，满二年后请求确定|other=法律规定的其他情形"`
	Principal money.Money `json:"principal" label:"本金" unit:"元" readonly:"1"`
	Interest  money.Money `json:"interest" label:"利息、罚息" unit:"元" opt:"1"`
	Costs     money.Money `json:"costs" label:"实现债权的费用等" unit:"元" opt:"1"`
	Note      string      `json:"note,omitempty" label:"说明" opt:"1" lines:"2"`
}

// Ceiling that counts against third parties: what the register names, else what was agreed (担保制度解释 15).
func (k Ceiling) Counts() money.Money {
	if k.Registered > 0 {
		return k.Registered
	}
	return k.Agreed
}

// Secured splits a claim at the ceiling that counts.
func (k Ceiling) Secured(claim money.Money) (secured, beyond money.Money) {
	secured = min(claim, k.Counts())
	return secured, claim - secured
}

// DetermineCeiling 登记债权确定: of a 最高额质押; what arises later is not secured.
type DetermineCeiling struct{ DeterminationForm }

func (DetermineCeiling) Name() Name         { return "DetermineCeiling" }
func (cmd DetermineCeiling) reason() string { return cmd.Note }
func (cmd DetermineCeiling) do(c *Case, o *Occasion, fs *fault.Faults) string {
	f := cmd.DeterminationForm
	pastDate(fs, "on", "债权确定日", f.On, o.Today)
	ordered(fs, "on", "债权确定日", f.On, "质押登记日", c.s.Registration.On)
	oneOf(fs, "cause", "确定事由", f.Cause, "period", "none", "seized", "bankrupt", "demand", "other")
	mayAmount(fs, "interest", "利息、罚息", f.Interest)
	mayAmount(fs, "costs", "费用", f.Costs)
	if owed := c.s.Outstanding(); f.Principal != owed {
		fs.Refuse("determination.principal", "principal", "未偿本金为 %s 元，与表单不一致，请刷新后核对", owed.Format())
	}
	k := *c.s.Intake.Ceiling
	if f.Cause == "period" && !k.To.IsZero() && f.On.Before(k.To) {
		fs.Refuse("determination.early", "on", "约定的债权确定期间至 %s，尚未届满", k.To.Chinese())
	}
	claim, err := money.Sum(f.Principal, f.Interest, f.Costs)
	fs.Append("principal", err)
	if len(*fs) > 0 {
		return ""
	}
	secured, beyond := k.Secured(claim)
	c.s.Determination = &DeterminationR{Form: f, Ceiling: k.Counts(), Secured: secured, Beyond: beyond, By: o.signed()}
	return ""
}

// ReverseDetermination 冲正债权确定: recorded by mistake.
type ReverseDetermination struct{ Return }

func (ReverseDetermination) Name() Name { return "ReverseDetermination" }
func (cmd ReverseDetermination) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Determination = nil
	c.void("DetermineCeiling")
	return ""
}
