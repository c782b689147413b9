package casefile

import (
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/party"
	"zhiya/workflow/riskshare"
)

// The ways in which a party changes while the pledge lives.
const (
	PartyAssignment = "assignment" // 债权转让: the claim goes to another bank, and the pledge with it (民法典 407 applied by 446, 547)
	PartyDebt       = "debt"       // 债务转移: another firm takes the debt over (民法典 391, 551)
	PartyMerger     = "merger"     // 合并、分立承继: a successor takes a firm's place by law
	PartyName       = "name"       // 名称、地址变更: the same firm under another name or address
)

// PartyChangeForm is what is agreed, or was registered elsewhere, of a change of a party.
type PartyChangeForm struct {
	Kind       string           `json:"kind" label:"变更类型" choices:"assignment=债权转让|debt=债务转移|merger=合并、分立承继|name=名称、地址变更"`
	AssigneeID string           `json:"assignee_id,omitempty" label:"受让银行" opt:"1" source:"orgs:bank" hint:"债权转让填写"`
	Party      string           `json:"party,omitempty" label:"变更的当事人" opt:"1" source:"parties" hint:"债权转让不填"`
	After      party.Enterprise `json:"after,omitzero" label:"变更后的当事人" opt:"1"`
	Agreement  string           `json:"agreement" label:"协议编号（登记机关文书号）"`
	Signed     date.Date        `json:"signed" label:"协议签订日（登记机关核准日）"`
	Notice     date.Date        `json:"notice,omitzero" label:"通知债务人日" opt:"1" hint:"债权转让填写；未通知债务人的，转让对债务人不发生效力"`
	Consent    date.Date        `json:"consent,omitzero" label:"出质人书面同意日" opt:"1" hint:"出质人不是债务人的，债务转移须经其书面同意"`
	Partners   date.Date        `json:"partners,omitzero" label:"风险分担合作方书面同意日" opt:"1" hint:"有风险分担方案的，债权转让、债务转移填写"`
	Reason     string           `json:"reason" label:"变更原因" lines:"2"`
}

// KindName is the kind in Chinese.
func (f PartyChangeForm) KindName() string {
	return map[string]string{PartyAssignment: "债权转让", PartyDebt: "债务转移", PartyMerger: "合并、分立承继", PartyName: "名称、地址变更"}[f.Kind]
}

// PartyChangeR is a change of a party, proposed or, when Approved is set, in force; Registered is the day on which the register of the
// pledge followed.
type PartyChangeR struct {
	Form       PartyChangeForm `json:"form"`
	Before     string          `json:"before"` // name of who changed
	AfterName  string          `json:"after_name"`
	FromOrg    OrgRef          `json:"from_org,omitzero"` // of an assignment
	ToOrg      OrgRef          `json:"to_org,omitzero"`
	Proposed   Signed          `json:"proposed"`
	Approved   *Signed         `json:"approved,omitempty"`
	Opinion    string          `json:"opinion,omitempty"`
	Registered date.Date       `json:"registered,omitzero"`
}

// What tells the change in one line.
func (r PartyChangeR) What() string {
	return r.Form.KindName() + "：" + r.Before + " → " + r.AfterName
}

// unregisteredParties are the changes of parties that the register of the pledge does not name yet.
func (s *State) unregisteredParties() []string {
	var out []string
	if s.Registration == nil || !s.Registration.Live() {
		return nil
	}
	for _, r := range s.PartyChanges {
		if r.Registered.IsZero() {
			out = append(out, r.What())
		}
	}
	return out
}

// ProposePartyChange 提出当事人变更: replaces an earlier proposal.
type ProposePartyChange struct{ PartyChangeForm }

func (ProposePartyChange) Name() Name         { return "ProposePartyChange" }
func (cmd ProposePartyChange) reason() string { return cmd.Reason }
func (cmd ProposePartyChange) do(c *Case, o *Occasion, fs *fault.Faults) string {
	f := cmd.PartyChangeForm
	oneOf(fs, "kind", "变更类型", f.Kind, PartyAssignment, PartyDebt, PartyMerger, PartyName)
	needText(fs, "agreement", "协议编号（登记机关文书号）", f.Agreement)
	needText(fs, "reason", "变更原因", f.Reason)
	pastDate(fs, "signed", "协议签订日（登记机关核准日）", f.Signed, o.Today)
	r := PartyChangeR{Form: f, Proposed: o.signed()}
	if f.Kind == PartyAssignment {
		c.checkAssignment(o, &r, fs)
	} else {
		c.checkParty(o, &r, fs)
	}
	if c.s.Credit != nil && c.s.Credit.Scheme != nil && (f.Kind == PartyAssignment || f.Kind == PartyDebt) {
		pastDate(fs, "partners", "风险分担合作方书面同意日", f.Partners, o.Today)
	}
	if len(*fs) == 0 {
		c.s.PartyChange = &r
	}
	return ""
}

// checkAssignment holds the transfer of the claim to its conditions (民法典 545, 546): nothing may be in work that only the present
// bank can finish.
func (c *Case) checkAssignment(o *Occasion, r *PartyChangeR, fs *fault.Faults) {
	s, f := &c.s, r.Form
	if f.AssigneeID == "" {
		fs.Invalid("party.assignee", "assignee_id", "请选择受让银行")
		return
	}
	to := o.orgRef(fs, "assignee_id", f.AssigneeID, access.Bank)
	if to.ID == "" {
		return
	}
	if to.ID == s.Lender.ID {
		fs.Invalid("party.same", "assignee_id", "受让银行就是现贷款银行，请另选")
	}
	if f.Party != "" || f.After.Name != "" {
		fs.Invalid("party.assignment", "party", "债权转让不填写当事人，请清空“变更的当事人”和“变更后的当事人”")
	}
	if s.Credit.Scheme != nil && slices.ContainsFunc(s.Credit.Enrolments, func(e Enrolment) bool { return e.Org.ID == to.ID }) {
		fs.Refuse("party.partner", "assignee_id", "%s是本案风险分担的合作方，不能受让债权", to.Name)
	}
	if what := s.unfinished(); what != "" {
		fs.Refuse("party.unfinished", "", "本案有未办结的%s，请先办结或者退回，再转让债权", what)
	}
	pastDate(fs, "notice", "通知债务人日", f.Notice, o.Today)
	if !f.Notice.IsZero() && f.Notice.Before(f.Signed) {
		fs.Invalid("date.order", "notice", "通知债务人日 %s 早于协议签订日 %s，请核对", f.Notice.Chinese(), f.Signed.Chinese())
	}
	r.FromOrg, r.ToOrg, r.Before, r.AfterName = s.Lender, to, s.Lender.Name, to.Name
}

// unfinished names what only the present bank can finish, "" for nothing.
func (s *State) unfinished() string {
	switch {
	case s.Extension != nil:
		return "展期"
	case s.Renewal != nil:
		return "续贷"
	case s.Revaluation != nil:
		return "价值重新认定"
	case s.Collateral != nil:
		return "质物变更"
	case s.pendingChange() != nil:
		return "变更登记"
	case s.Compensation != CompNone && s.Compensation != CompPaid && s.Compensation != CompRefused:
		return "风险补偿"
	case s.Disposal != DispNone && s.Disposal != DispDistributed && s.Disposal != DispRefused:
		return "处置"
	}
	return ""
}

// checkParty holds the change of a debtor or pledgor to its conditions.
func (c *Case) checkParty(o *Occasion, r *PartyChangeR, fs *fault.Faults) {
	s, f := &c.s, r.Form
	if f.AssigneeID != "" || !f.Notice.IsZero() {
		fs.Invalid("party.assignment", "assignee_id", "受让银行和通知债务人日只在债权转让时填写")
	}
	old, known := s.partyOf(f.Party)
	if !known {
		fs.Invalid("party.unknown", "party", "请选择本案的债务人或者出质人")
		return
	}
	fs.Append("after", f.After.Validate())
	r.Before, r.AfterName = old.Name, strings.TrimSpace(f.After.Name)
	same := sameFirm(old, f.After)
	switch f.Kind {
	case PartyName:
		if !same {
			fs.Invalid("party.code", "after.uscc", "名称、地址变更后统一社会信用代码不变；代码不同的请选择合并、分立承继或者债务转移")
		}
		if strings.TrimSpace(f.After.Name) == strings.TrimSpace(old.Name) && strings.TrimSpace(f.After.Address) == strings.TrimSpace(old.Address) {
			fs.Invalid("party.same", "after.name", "变更前后的名称和地址相同，请填写变更后的内容")
		}
	case PartyMerger, PartyDebt:
		if same {
			fs.Invalid("party.same", "after.uscc", "变更后的当事人与现当事人的统一社会信用代码相同，请核对")
		}
		if strings.TrimSpace(f.After.USCC) == "" {
			fs.Invalid("party.uscc", "after.uscc", "请填写变更后当事人的统一社会信用代码")
		}
		if _, twice := s.partyOf(f.After.USCC); twice && !same {
			fs.Invalid("party.twice", "after.uscc", "“%s”已是本案当事人，请核对", f.After.Name)
		}
	}
	if f.Kind == PartyDebt {
		if !slices.ContainsFunc(s.Intake.Debtors, func(d party.Enterprise) bool { return sameFirm(d, old) }) {
			fs.Invalid("party.debtor", "party", "债务转移请选择债务人")
		}
		if own := slices.ContainsFunc(s.Intake.Pledgors, func(p party.Enterprise) bool { return !sameFirm(p, f.After) }); own {
			// Whoever pledged will secure another's debt from now on: without written consent he answers no more (民法典 391).
			if f.Consent.IsZero() {
				fs.Refuse("party.consent", "consent", "未经出质人书面同意转移债务的，出质人不再承担相应的担保责任（民法典第三百九十一条）；请取得其书面同意后再办理")
			} else {
				pastDate(fs, "consent", "出质人书面同意日", f.Consent, o.Today)
			}
		}
	} else if !f.Consent.IsZero() {
		pastDate(fs, "consent", "出质人书面同意日", f.Consent, o.Today)
	}
}

// sameFirm compares by the credit code, by the name where one has none.
func sameFirm(a, b party.Enterprise) bool {
	x, y := strings.TrimSpace(a.USCC), strings.TrimSpace(b.USCC)
	if x != "" && y != "" {
		return x == y
	}
	return strings.TrimSpace(a.Name) == strings.TrimSpace(b.Name)
}

// partyOf finds a debtor or pledgor by credit code or name.
func (s *State) partyOf(key string) (party.Enterprise, bool) {
	key = strings.TrimSpace(key)
	for _, p := range slices.Concat(s.Intake.Debtors, s.Intake.Pledgors) {
		if key != "" && (key == strings.TrimSpace(p.USCC) || key == strings.TrimSpace(p.Name)) {
			return p, true
		}
	}
	return party.Enterprise{}, false
}

// PartyChoices are the debtors and pledgors of the case, each once.
func (s State) PartyChoices() []Choice {
	var out []Choice
	for _, p := range slices.Concat(s.Intake.Debtors, s.Intake.Pledgors) {
		key := strings.TrimSpace(p.USCC)
		if key == "" {
			key = strings.TrimSpace(p.Name)
		}
		if !slices.ContainsFunc(out, func(x Choice) bool { return x.Value == key }) {
			out = append(out, Choice{Value: key, Title: p.Name})
		}
	}
	return out
}

// ApprovePartyChange 批准当事人变更: by another person; what was proposed stands in the form to be read. From then on the case is the new
// party's; until the register follows, an alarm says so.
type ApprovePartyChange struct {
	What    string `json:"what" label:"变更内容" readonly:"1"`
	Opinion string `json:"opinion" label:"审批意见" lines:"2"`
}

func (ApprovePartyChange) Name() Name         { return "ApprovePartyChange" }
func (cmd ApprovePartyChange) reason() string { return cmd.Opinion }
func (cmd ApprovePartyChange) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审批意见", cmd.Opinion)
	r := *c.s.PartyChange
	if cmd.What != r.What() {
		fs.Refuse("party.changed", "what", "提出的变更已改为“%s”，与表单不一致，请刷新后核对", r.What())
	}
	again := r
	if r.Form.Kind == PartyAssignment { // what has begun since the proposal stands in the way as before it
		c.checkAssignment(o, &again, fs)
	} else {
		c.checkParty(o, &again, fs)
	}
	if len(*fs) > 0 {
		return ""
	}
	signed := o.signed()
	r.Approved, r.Opinion = &signed, strings.TrimSpace(cmd.Opinion)
	c.s.PartyChange = nil
	c.s.PartyChanges = append(c.s.PartyChanges, r)
	c.void("ProposePartyChange")
	if r.Form.Kind == PartyAssignment {
		c.assign(r)
	} else {
		c.replaceParty(r)
	}
	return ""
}

// assign makes the assignee the lender; the pledge follows the claim when the old lender held it.
func (c *Case) assign(r PartyChangeR) {
	s := &c.s
	if s.Pledgee.ID == r.FromOrg.ID {
		s.Pledgee = r.ToOrg
	}
	s.Lender = r.ToOrg
	if s.Credit.Scheme == nil {
		return
	}
	scheme := *s.Credit.Scheme
	scheme.Parties = slices.Clone(scheme.Parties)
	for i := range scheme.Parties {
		if scheme.Parties[i].ID == r.FromOrg.ID {
			scheme.Parties[i].ID = r.ToOrg.ID
		}
	}
	scheme.Layers = slices.Clone(scheme.Layers)
	for i := range scheme.Layers {
		scheme.Layers[i].Shares = slices.Clone(scheme.Layers[i].Shares)
		for k := range scheme.Layers[i].Shares {
			if scheme.Layers[i].Shares[k].ID == r.FromOrg.ID {
				scheme.Layers[i].Shares[k] = riskshare.LayerShare{ID: r.ToOrg.ID, Share: scheme.Layers[i].Shares[k].Share}
			}
		}
	}
	if scheme.Residual == r.FromOrg.ID {
		scheme.Residual = r.ToOrg.ID
	}
	s.Credit.Scheme = &scheme
}

// replaceParty puts the new firm, or the firm's new name, in its place: of a debt among the debtors only, else wherever the firm stands.
func (c *Case) replaceParty(r PartyChangeR) {
	old, _ := c.s.partyOf(r.Form.Party)
	after := r.Form.After
	if r.Form.Kind == PartyName && strings.TrimSpace(after.USCC) == "" {
		after.USCC = old.USCC
	}
	put := func(list []party.Enterprise) []party.Enterprise {
		out := slices.Clone(list)
		for i := range out {
			if sameFirm(out[i], old) {
				out[i] = after
			}
		}
		return out
	}
	c.s.Intake.Debtors = put(c.s.Intake.Debtors)
	if r.Form.Kind != PartyDebt {
		c.s.Intake.Pledgors = put(c.s.Intake.Pledgors)
	}
}

// ReturnPartyChange 退回当事人变更.
type ReturnPartyChange struct{ Return }

func (ReturnPartyChange) Name() Name { return "ReturnPartyChange" }
func (cmd ReturnPartyChange) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.PartyChange = nil
	c.void("ProposePartyChange")
	return ""
}

// suggestPartyRegistration fills an application to change the register by the last change of a party it does not name yet.
func (s *State) suggestPartyRegistration(f *RegistrationChangeForm) bool {
	for i := len(s.PartyChanges) - 1; i >= 0; i-- {
		if r := s.PartyChanges[i]; r.Registered.IsZero() {
			f.Item, f.Before, f.After, f.Reason = ChangeParty, r.Before, r.AfterName, r.Form.KindName()
			return true
		}
	}
	return false
}
