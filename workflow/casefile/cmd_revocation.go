package casefile

import (
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/pledge"
	"zhiya/workflow/right"
)

// What the notice of revocation says of the past.
const (
	VoidFromStart = "void"  // 自始无效
	EndedFromDay  = "ended" // 自撤销之日起失效
)

// RevocationForm is the office's revocation of a registration (撤销质押登记). It is not a cancellation (注销): nobody applied for it.
type RevocationForm struct {
	Ref    string    `json:"ref" label:"被撤销登记的权利" source:"rights" hint:"同一登记号下的权利一并失去登记"`
	On     date.Date `json:"on" label:"撤销日"`
	Notice string    `json:"notice" label:"撤销通知书编号"`
	Ground string    `json:"ground" label:"撤销事由" choices:"登记后发现有不予登记的情形|生效裁决或者行政处罚决定|质押合同无效或者被撤销|提供虚假文件或者以其他手段骗取登记|其他"`
	Effect string    `json:"effect" label:"撤销的效力" choices:"void=自始无效|ended=自撤销之日起失效" hint:"按撤销通知书的记载填写；没有记载的请向登记机构核实"`
	Note   string    `json:"note,omitempty" label:"情况" opt:"1" lines:"2"`
}

// EffectName is the effect in Chinese.
func (f RevocationForm) EffectName() string {
	return map[string]string{VoidFromStart: "自始无效", EndedFromDay: "自撤销之日起失效"}[f.Effect]
}

// RevocationR is one revocation: of the registration of all rights still pledged, which may be registered anew, or of some of them,
// which leave the case while the others go on.
type RevocationR struct {
	Form    RevocationForm `json:"form"`
	Number  string         `json:"number"` // 质押登记号
	Refs    []string       `json:"refs"`   // rights that lost their registration
	Whole   bool           `json:"whole,omitempty"`
	Gone    []right.Right  `json:"gone,omitempty"` // rights that left, as they stood
	Was     []string       `json:"was,omitempty"`  // the rights in their order before they left
	Said    []StatementR   `json:"said,omitempty"` // what the parties had declared of them, by that order
	By      Signed         `json:"by"`
	Renewed date.Date      `json:"renewed,omitzero"` // registered anew
}

// RefilingR is the application by which rights whose registration was revoked are registered anew.
type RefilingR struct {
	Filing      *FilingForm           `json:"filing,omitempty"` // before the office now
	FiledBy     Signed                `json:"filed_by,omitzero"`
	Due         date.Date             `json:"due,omitzero"`
	Provisional bool                  `json:"provisional,omitempty"`
	Precheck    *PrecheckR            `json:"precheck,omitempty"`
	Statement   string                `json:"statement,omitempty"`
	Refusals    []RegistrationRefusal `json:"refusals,omitempty"`
	Until       date.Date             `json:"until,omitzero"` // last day of the debt as filed
	Renewals    []string              `json:"renewals,omitempty"`
	Parties     int                   `json:"parties,omitempty"` // changes of parties before the filing
}

// revoked reports whether the last registration was revoked and none has taken its place.
func (s *State) revoked() bool {
	return s.Registration != nil && s.Registration.Revoked
}

// revocation is the one that stands over the whole pledge, nil when there is none.
func (s State) Revocation() *RevocationR {
	if !s.revoked() {
		return nil
	}
	for i := len(s.Revocations) - 1; i >= 0; i-- {
		if s.Revocations[i].Whole {
			return &s.Revocations[i]
		}
	}
	return nil
}

// RecordRevocation 登记质押登记撤销: by notice of the office. The rights lose their registration; what the coverage counted of them is
// gone at once and the watch raises its loudest alarm until they are registered anew, the debt is paid or others take their place.
type RecordRevocation struct{ RevocationForm }

func (RecordRevocation) Name() Name         { return "RecordRevocation" }
func (cmd RecordRevocation) reason() string { return cmd.Ground }
func (cmd RecordRevocation) do(c *Case, o *Occasion, fs *fault.Faults) string {
	s, f := &c.s, cmd.RevocationForm
	oneOf(fs, "effect", "撤销的效力", f.Effect, VoidFromStart, EndedFromDay)
	needText(fs, "notice", "撤销通知书编号", f.Notice)
	needText(fs, "ground", "撤销事由", f.Ground)
	mayText(fs, "note", "情况", f.Note)
	pastDate(fs, "on", "撤销日", f.On, o.Today)
	if s.rightIndex(f.Ref) < 0 {
		fs.Invalid("right.unknown", "ref", "请选择本案的权利")
		return ""
	}
	r := RevocationR{Form: f, By: o.signed()}
	number, since := s.RegistrationOf(f.Ref)
	r.Number = number
	ordered(fs, "on", "撤销日", f.On, "质押登记日", since)
	for _, x := range s.Intake.Rights {
		if no, _ := s.RegistrationOf(x.Ref); no == number {
			r.Refs = append(r.Refs, x.Ref)
		}
	}
	r.Whole = len(r.Refs) == len(s.Intake.Rights)
	if s.pendingChange() != nil {
		fs.Refuse("revocation.pending", "", "变更登记申请在办，请先登记其结果或者撤回，再登记撤销")
	}
	if k := s.Collateral; k != nil && (k.filed() || r.Whole || slices.Contains(r.Refs, k.Out)) {
		fs.Refuse("revocation.collateral", "", "质物变更（%s）尚未办结，请先登记结果、撤回申请或者退回，再登记撤销", k.Title())
	}
	if len(*fs) > 0 {
		return ""
	}
	if r.Whole {
		s.Registration.Revoked = true
	} else {
		r.Said = s.Statements
		for _, x := range s.Intake.Rights {
			r.Was = append(r.Was, x.Ref)
		}
		for _, ref := range r.Refs {
			r.Gone = append(r.Gone, s.Intake.Rights[s.rightIndex(ref)])
			c.leave(ref)
		}
	}
	s.Revocations = append(s.Revocations, r)
	return ""
}

// place is where a right stood; those that came later stand last.
func (r *RevocationR) place(ref string) int {
	if i := slices.Index(r.Was, ref); i >= 0 {
		return i
	}
	return len(r.Was)
}

// leave takes a right out of those pledged; statements name rights by their place.
func (c *Case) leave(ref string) right.Right {
	at := c.s.rightIndex(ref)
	if v := c.s.Revaluation; v != nil && v.Ref == ref {
		c.s.Revaluation = nil
		c.void("ReviseValue")
	}
	out := c.s.Intake.Rights[at]
	c.s.Intake.Rights = slices.Delete(slices.Clone(c.s.Intake.Rights), at, at+1)
	c.s.Statements = slices.DeleteFunc(slices.Clone(c.s.Statements), func(x StatementR) bool { return x.Right == at })
	for i := range c.s.Statements {
		if c.s.Statements[i].Right > at {
			c.s.Statements[i].Right--
		}
	}
	return out
}

// lastRevocation is the last one while nothing was built on it: not registered anew, no application before the office, and no right
// that left pledged again; "" and the revocation, or why it cannot be taken back.
func (s *State) lastRevocation() (*RevocationR, string) {
	n := len(s.Revocations)
	if n == 0 {
		return nil, "没有可冲正的撤销登记"
	}
	r := &s.Revocations[n-1]
	switch {
	case !r.Renewed.IsZero():
		return nil, "撤销后已重新登记，不能冲正"
	case r.Whole && s.Refiling.filed():
		return nil, "重新登记申请在办，请先“撤回重新登记申请”"
	case r.Whole && !s.revoked():
		return nil, "没有可冲正的撤销登记"
	case s.Collateral != nil:
		return nil, "质物变更尚未办结，请先办结或者退回"
	}
	for _, gone := range r.Gone {
		for _, x := range s.Intake.Rights {
			if RightKey(x) == RightKey(gone) {
				return nil, "“" + gone.Title + "”已再次质押，不能冲正"
			}
		}
	}
	return r, ""
}

// ReverseRevocation 冲正撤销登记: a revocation recorded in error never happened.
type ReverseRevocation struct{ Return }

func (ReverseRevocation) Name() Name { return "ReverseRevocation" }
func (cmd ReverseRevocation) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	r, _ := c.s.lastRevocation()
	if len(*fs) > 0 {
		return ""
	}
	if r.Whole {
		c.s.Registration.Revoked, c.s.Refiling = false, nil
	} else {
		rights := append(slices.Clone(c.s.Intake.Rights), r.Gone...)
		slices.SortStableFunc(rights, func(x, y right.Right) int { return r.place(x.Ref) - r.place(y.Ref) })
		c.s.Intake.Rights = rights
		c.s.Statements = r.Said
	}
	c.s.Revocations = slices.Delete(slices.Clone(c.s.Revocations), len(c.s.Revocations)-1, len(c.s.Revocations))
	c.void("RecordRevocation")
	return ""
}

// filed reports whether the office has the application.
func (r *RefilingR) filed() bool { return r != nil && r.Filing != nil }

// FileAnew 申请重新质押登记: after the revocation of the whole registration; like the first, only when every ground is passed that day. It
// names the debt and the parties as they stand.
type FileAnew struct {
	FilingForm
	Statement string `json:"statement,omitempty" label:"当事人书面声明" opt:"1" lines:"2" hint:"同日申请发明专利、已启动无效宣告程序的，声明继续办理"`
}

func (FileAnew) Name() Name { return "FileAnew" }
func (cmd FileAnew) do(c *Case, o *Occasion, fs *fault.Faults) string {
	s := &c.s
	c.checkFiling(cmd.FilingForm, o, fs)
	ordered(fs, "on", "提交日", cmd.On, "撤销日", s.Revocation().Form.On)
	next := &RefilingR{Statement: strings.TrimSpace(cmd.Statement), Until: s.owedUntil(), Parties: len(s.PartyChanges), FiledBy: o.signed()}
	if s.Refiling != nil {
		next.Refusals = s.Refiling.Refusals
	}
	next.Precheck = c.judge(o, s.Intake.Rights, s.refiledStatements(next), pledge.Debt{From: s.firstLent(), Due: next.Until}, fs)
	if next.Precheck != nil {
		fs.Append("", next.Precheck.Result.Err())
	}
	if len(*fs) > 0 {
		return ""
	}
	for _, r := range s.Renewals {
		if r.Reversed == nil {
			next.Renewals = append(next.Renewals, r.Form.NewNo)
		}
	}
	f := cmd.FilingForm
	next.Filing = &f
	next.Due, next.Provisional = o.Calendar.AddWorkdays(f.On, f.Limit)
	s.Refiling = next
	return ""
}

// owedUntil is the last day of the debts that are owed, or of the credit before any loan was paid out.
func (s *State) owedUntil() date.Date {
	var last date.Date
	for _, l := range s.Loans {
		if s.balance(loanAccount(l.No)) > 0 && l.Due.After(last) {
			last = l.Due
		}
	}
	if last.IsZero() && s.Credit != nil {
		last = s.Credit.Form.Due
	}
	return last
}

// refiledStatements are those made before and the one of the application, for each right that it answers a ground of.
func (s *State) refiledStatements(r *RefilingR) []StatementR {
	out := slices.Clone(s.Statements)
	for i, x := range s.Intake.Rights {
		for _, st := range (&AddedR{Right: x, Statement: r.Statement}).statements(r.FiledBy) {
			st.Right = i
			out = append(out, st)
		}
	}
	return out
}

// RecordAnewResult 登记重新登记结果: registered, the pledge exists anew from that day and not before. A refused application may be filed
// again.
type RecordAnewResult struct {
	Outcome string    `json:"outcome" label:"结果" choices:"registered=准予登记|refused=不予登记"`
	On      date.Date `json:"on" label:"登记日（通知日）"`
	Number  string    `json:"number,omitempty" label:"质押登记号" opt:"1" hint:"准予登记的必填"`
	Why     string    `json:"why,omitempty" label:"不予登记的理由" opt:"1" lines:"2"`
}

func (RecordAnewResult) Name() Name         { return "RecordAnewResult" }
func (cmd RecordAnewResult) reason() string { return cmd.Why }
func (cmd RecordAnewResult) do(c *Case, o *Occasion, fs *fault.Faults) string {
	s := &c.s
	k := s.Refiling
	oneOf(fs, "outcome", "结果", cmd.Outcome, "registered", "refused")
	pastDate(fs, "on", "登记日（通知日）", cmd.On, o.Today)
	ordered(fs, "on", "登记日（通知日）", cmd.On, "提交日", k.Filing.On)
	number := strings.TrimSpace(cmd.Number)
	if cmd.Outcome == "refused" {
		needText(fs, "why", "不予登记的理由", cmd.Why)
	} else {
		needText(fs, "number", "质押登记号", cmd.Number)
		if number != "" && slices.ContainsFunc(s.registrations(), func(r RegistrationR) bool { return r.Number == number }) {
			fs.Invalid("registration.number", "number", "登记号 %s 是此前的登记，请填写重新登记的登记号", number)
		}
	}
	if len(*fs) > 0 {
		return ""
	}
	if cmd.Outcome == "refused" {
		k.Filing = nil
		k.Refusals = append(k.Refusals, RegistrationRefusal{On: cmd.On, Reason: strings.TrimSpace(cmd.Why), By: o.signed()})
		return ""
	}
	s.Revocation().Renewed = cmd.On
	s.EarlierRegistrations = append(s.EarlierRegistrations, *s.Registration)
	s.Registration = &RegistrationR{Filing: k.Filing, FiledBy: k.FiledBy, Due: k.Due, Provisional: k.Provisional, Refusals: k.Refusals, Number: number, On: cmd.On, By: o.signed(),
		Until: k.Until, Named: k.Renewals}
	s.Precheck, s.Refiling = k.Precheck, nil
	for i := range s.PartyChanges {
		if x := &s.PartyChanges[i]; x.Registered.IsZero() && i < k.Parties {
			x.Registered = cmd.On
		}
	}
	return ""
}

// WithdrawAnew 撤回重新登记申请: the rights stay without registration and the application may be filed again.
type WithdrawAnew struct{ Return }

func (WithdrawAnew) Name() Name { return "WithdrawAnew" }
func (cmd WithdrawAnew) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Refiling.Filing = nil
	return ""
}

// span is how long one registration of a right stood: from its day until the day before the one on which it ended, zero while it stands.
type span struct {
	number   string
	from, to date.Date
	revoked  bool
}

// registrations are all of the case, oldest first, those revoked among them.
func (s *State) registrations() []RegistrationR {
	out := slices.Clone(s.EarlierRegistrations)
	if s.Registration != nil && s.Registration.Number != "" {
		out = append(out, *s.Registration)
	}
	return out
}

// spans are the registrations of one right, oldest first: its own when it came in later, and each by which all were registered anew since.
func (s *State) spans(ref string) []span {
	var out []span
	own := s.added(ref)
	if own != nil {
		out = append(out, span{number: own.Number, from: own.On})
	}
	for i, r := range s.registrations() {
		if own != nil && (i == 0 || r.On.Before(own.On)) {
			continue
		}
		out = append(out, span{number: r.Number, from: r.On})
	}
	for _, v := range s.Revocations {
		if !slices.Contains(v.Refs, ref) {
			continue
		}
		for i := range out {
			if x := &out[i]; x.number == v.Number && !x.revoked {
				x.revoked, x.to = true, v.Form.On
				if v.Form.Effect == VoidFromStart {
					x.to = x.from
				}
			}
		}
	}
	if n := len(out); n > 0 && !out[n-1].revoked && s.Registration != nil && s.Registration.Cancel != nil {
		out[n-1].to = s.Registration.Cancel.On
	}
	return out
}

// revokedValues are the entries in the history of values of what revocations took and new registrations gave back.
func (s *State) revokedValues(titles map[string]string) []ValueEntry {
	var out []ValueEntry
	for _, v := range s.Revocations {
		for _, x := range v.Gone {
			titles[x.Ref] = x.Title
		}
		for _, ref := range v.Refs {
			by := v.By
			out = append(out, ValueEntry{On: v.Form.On, Ref: ref, Act: actRevoked, Source: v.Form.Ground + "，撤销通知 " + v.Form.Notice + "，" + v.Form.EffectName(), Proposed: v.By, Approved: &by})
			if !v.Renewed.IsZero() {
				out = append(out, ValueEntry{On: v.Renewed, Ref: ref, Act: actAnew, New: s.acceptedOf(ref), Source: "重新登记", Proposed: v.By})
			}
		}
	}
	return out
}

// acceptedOf is what is accepted of a right now.
func (s *State) acceptedOf(ref string) money.Money {
	for _, v := range s.AcceptedValues() {
		if v.Ref == ref {
			return v.Value
		}
	}
	return 0
}
