package casefile

import (
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/right"
)

// What an application may change in the register (变更事项).
const (
	ChangeTerm      = "term"      // 债务履行期限
	ChangeClaim     = "claim"     // 担保的债权种类或数额
	ChangeScope     = "scope"     // 质押担保范围
	ChangeParty     = "party"     // 当事人名称或地址
	ChangeExtension = "extension" // 质权登记期限延期, of trademarks: their register keeps a term of its own
	ChangeRenewal   = "renewal"   // 主债权合同及履行期限, after a new 借据 took the place of an old one
	ChangeOther     = "other"     // 其他登记事项
)

const changeItems = "term=债务履行期限（展期）|renewal=主债权合同及履行期限（续贷）|claim=担保的债权种类或数额|scope=质押担保范围|party=当事人名称或地址|extension=质权登记期限延期（商标）|other=其他登记事项"

// RegistrationChangeForm is an application to change what the register says of a live pledge, without a gap in the security.
type RegistrationChangeForm struct {
	On        date.Date `json:"on" label:"提交日"`
	Item      string    `json:"item" label:"变更事项" choices:"term=债务履行期限（展期）|renewal=主债权合同及履行期限（续贷）|claim=担保的债权种类或数额|scope=质押担保范围|party=当事人名称或地址|extension=质权登记期限延期（商标）|other=其他登记事项"`
	Before    string    `json:"before" label:"变更前" lines:"2"`
	After     string    `json:"after" label:"变更后" lines:"2"`
	Due       date.Date `json:"due,omitzero" label:"变更后的届满日" opt:"1" hint:"变更债务履行期限、续贷、延长质权登记期限时填写"`
	Reason    string    `json:"reason" label:"变更原因" lines:"2"`
	Agreement string    `json:"agreement,omitempty" label:"变更协议编号" opt:"1" hint:"变更当事人名称、地址的不填"`
	Signed    date.Date `json:"signed,omitzero" label:"变更协议签订日" opt:"1"`
	Consent   date.Date `json:"consent,omitzero" label:"出质人书面同意日" opt:"1" hint:"出质人不是债务人，加重债务或者延长期限的，须经其书面同意"`
	Channel   string    `json:"channel" label:"办理方式" choices:"互联网在线提交|邮寄|窗口"`
	Agent     string    `json:"agent" label:"代办人"`
}

// RegistrationChangeR is one application for a change with what the office decided; Registered and Refused not given: pending.
type RegistrationChangeR struct {
	Form       RegistrationChangeForm `json:"form"`
	Filed      Signed                 `json:"filed"`
	Renewals   []string               `json:"renewals,omitempty"`  // numbers of the new 借据 that the application names
	Registered date.Date              `json:"registered,omitzero"` // 准予变更登记日
	NoticeNo   string                 `json:"notice_no,omitempty"`
	Refused    date.Date              `json:"refused,omitzero"`
	Why        string                 `json:"why,omitempty"`
	Settled    *Signed                `json:"settled,omitempty"`
	Parties    int                    `json:"parties,omitempty"` // of a change of parties: how many changes of the case it is the application for
}

// Pending reports whether the office has not decided yet.
func (r RegistrationChangeR) Pending() bool { return r.Settled == nil }

// ItemName is the changed item in Chinese.
func (f RegistrationChangeForm) ItemName() string {
	for _, choice := range strings.Split(changeItems, "|") {
		if value, title, _ := strings.Cut(choice, "="); value == f.Item {
			return title
		}
	}
	return f.Item
}

// pendingChange is the application for a change that the office has not decided, or nil.
func (s *State) pendingChange() *RegistrationChangeR {
	if s.Registration == nil {
		return nil
	}
	for i := range s.Registration.Changes {
		if s.Registration.Changes[i].Pending() {
			return &s.Registration.Changes[i]
		}
	}
	return nil
}

// RegisteredUntil is the last day that the register names for the debt or, of a trademark, for the pledge: as first filed, or by
// the last change of it that was registered. Zero before anything is registered.
func (s State) RegisteredUntil() date.Date {
	if s.Registration == nil || s.Registration.Number == "" || s.Registration.Revoked || s.Credit == nil {
		return date.Date{}
	}
	until := s.Credit.Form.Due
	if !s.Registration.Until.IsZero() {
		until = s.Registration.Until
	}
	for _, c := range s.Registration.Changes {
		if !c.Registered.IsZero() && !c.Form.Due.IsZero() {
			until = c.Form.Due
		}
	}
	return until
}

// FileRegistrationChange 申请变更登记: the live pledge stays registered while the office looks at the change.
type FileRegistrationChange struct{ RegistrationChangeForm }

func (FileRegistrationChange) Name() Name { return "FileRegistrationChange" }
func (cmd FileRegistrationChange) do(c *Case, o *Occasion, fs *fault.Faults) string {
	s, f := &c.s, cmd.RegistrationChangeForm
	pastDate(fs, "on", "提交日", f.On, o.Today)
	ordered(fs, "on", "提交日", f.On, "质押登记日", s.Registration.On)
	oneOf(fs, "item", "变更事项", f.Item, ChangeTerm, ChangeRenewal, ChangeClaim, ChangeScope, ChangeParty, ChangeExtension, ChangeOther)
	needText(fs, "before", "变更前", f.Before)
	needText(fs, "after", "变更后", f.After)
	needText(fs, "reason", "变更原因", f.Reason)
	needText(fs, "channel", "办理方式", f.Channel)
	needText(fs, "agent", "代办人", f.Agent)
	if strings.TrimSpace(f.Before) == strings.TrimSpace(f.After) && strings.TrimSpace(f.After) != "" {
		fs.Invalid("change.same", "after", "变更前后的内容相同，请填写变更后的内容")
	}
	if f.Item == ChangeExtension && s.pledgeObject() != "trademark" {
		fs.Refuse("change.extension", "item", "质权登记期限延期只适用于注册商标专用权；专利权、著作权请选择“债务履行期限（展期）”")
	}
	renewals := s.unregisteredRenewals()
	switch {
	case f.Item == ChangeTerm || f.Item == ChangeExtension:
		c.checkNewTerm(o, f, fs)
	case f.Item == ChangeRenewal:
		s.checkRenewedDebt(f, renewals, fs)
	case !f.Due.IsZero():
		fs.Invalid("change.due", "due", "只有变更债务履行期限、续贷或者延长质权登记期限时才填写届满日")
	}
	if f.Item == ChangeTerm || f.Item == ChangeRenewal || f.Item == ChangeClaim || f.Item == ChangeScope {
		needText(fs, "agreement", "变更协议编号", f.Agreement)
		pastDate(fs, "signed", "变更协议签订日", f.Signed, o.Today)
		ordered(fs, "signed", "变更协议签订日", f.Signed, "质押合同签订日", s.Contracts.Form.PledgeSigned)
		if s.thirdPartyPledge() {
			// Who secures another's debt must agree to what makes it heavier or longer.
			pastDate(fs, "consent", "出质人书面同意日", f.Consent, o.Today)
		}
	} else if !f.Consent.IsZero() {
		pastDate(fs, "consent", "出质人书面同意日", f.Consent, o.Today)
	}
	if len(*fs) > 0 {
		return ""
	}
	filed := RegistrationChangeR{Form: f, Filed: o.signed(), Parties: len(s.PartyChanges)}
	if f.Item == ChangeRenewal {
		filed.Renewals = renewals
	}
	s.Registration.Changes = append(s.Registration.Changes, filed)
	return ""
}

// checkRenewedDebt wants a renewed debt that the register does not name yet, and a last day that leaves none of it out. A mark's
// register keeps a term of its own, which is extended by an application of its own.
func (s *State) checkRenewedDebt(f RegistrationChangeForm, renewals []string, fs *fault.Faults) {
	if len(renewals) == 0 {
		fs.Refuse("change.no_renewal", "item", "没有待变更登记的续贷")
		return
	}
	if s.pledgeObject() == "trademark" {
		if !f.Due.IsZero() {
			fs.Invalid("change.due", "due", "注册商标专用权的质权登记期限另行申请“质权登记期限延期”，此处不填届满日")
		}
		return
	}
	needDate(fs, "due", "变更后的届满日", f.Due)
	if f.Due.IsZero() {
		return
	}
	if last := s.securedUntil(); f.Due.Before(last) {
		fs.Invalid("change.due", "due", "变更后的届满日不能早于已登记的期限和未清偿借据的到期日 %s", last.Chinese())
	}
	s.withinRights(f, fs)
}

// withinRights refuses a last day beyond the life of a patent or a copyright; a mark can be renewed.
func (s *State) withinRights(f RegistrationChangeForm, fs *fault.Faults) {
	for _, r := range s.Intake.Rights {
		if end := r.Expiry(); r.Kind != right.Trademark && !end.IsZero() && f.Due.After(end) {
			fs.Refuse("change.beyond", "due", "变更后的届满日 %s 晚于“%s”的保护期届满日 %s，请缩短期限或者先更换质物", f.Due.Chinese(), r.Title, end.Chinese())
		}
	}
}

// checkNewTerm wants a later last day within the lives of the rights.
func (c *Case) checkNewTerm(o *Occasion, f RegistrationChangeForm, fs *fault.Faults) {
	needDate(fs, "due", "变更后的届满日", f.Due)
	if f.Due.IsZero() {
		return
	}
	if now := c.s.RegisteredUntil(); !f.Due.After(now) {
		fs.Invalid("change.due", "due", "变更后的届满日应晚于已登记的 %s", now.Chinese())
	}
	c.s.withinRights(f, fs)
}

// RecordRegistrationChange 登记变更结果: the office's decision on the pending change.
type RecordRegistrationChange struct {
	Outcome  string    `json:"outcome" label:"结果" choices:"registered=准予变更登记|refused=不予变更登记"`
	On       date.Date `json:"on" label:"变更登记日（通知日）"`
	NoticeNo string    `json:"notice_no,omitempty" label:"通知书编号" opt:"1"`
	Why      string    `json:"why,omitempty" label:"不予变更的理由" opt:"1" lines:"2"`
}

func (RecordRegistrationChange) Name() Name         { return "RecordRegistrationChange" }
func (cmd RecordRegistrationChange) reason() string { return cmd.Why }
func (cmd RecordRegistrationChange) do(c *Case, o *Occasion, fs *fault.Faults) string {
	p := c.s.pendingChange()
	oneOf(fs, "outcome", "结果", cmd.Outcome, "registered", "refused")
	pastDate(fs, "on", "变更登记日（通知日）", cmd.On, o.Today)
	ordered(fs, "on", "变更登记日（通知日）", cmd.On, "提交日", p.Form.On)
	if cmd.Outcome == "refused" {
		needText(fs, "why", "不予变更的理由", cmd.Why)
	}
	if len(*fs) > 0 {
		return ""
	}
	signed := o.signed()
	p.Settled, p.NoticeNo, p.Why = &signed, cmd.NoticeNo, cmd.Why
	if cmd.Outcome == "refused" {
		p.Refused = cmd.On
	} else {
		p.Registered, p.Why = cmd.On, ""
		for i := range c.s.PartyChanges {
			if x := &c.s.PartyChanges[i]; p.Form.Item == ChangeParty && x.Registered.IsZero() && i < p.Parties {
				x.Registered = cmd.On
			}
		}
	}
	return ""
}

// WithdrawRegistrationChange 撤回变更申请: the pending application; the paper stays among those issued.
type WithdrawRegistrationChange struct{ Return }

func (WithdrawRegistrationChange) Name() Name { return "WithdrawRegistrationChange" }
func (cmd WithdrawRegistrationChange) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	if p := c.s.pendingChange(); p != nil && len(*fs) == 0 {
		signed := o.signed()
		p.Settled, p.Why = &signed, "撤回："+strings.TrimSpace(cmd.Reason)
	}
	return ""
}
