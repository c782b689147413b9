package casefile

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/pledge"
	"zhiya/workflow/product"
	"zhiya/workflow/right"
)

// What a change of the pledged rights is (质物变更).
const (
	CollateralTopUp      = "top_up"     // 追加质押
	CollateralSubstitute = "substitute" // 置换: the new right is registered first, the old one released second
	CollateralRelease    = "release"    // 部分注销
)

var collateralNames = map[string]string{CollateralTopUp: "追加质押", CollateralSubstitute: "置换质物", CollateralRelease: "部分注销"}

// TopUpForm is a right that is to be pledged in addition, with what is accepted of it and where the figure comes from.
type TopUpForm struct {
	Right      right.Right `json:"right" label:"追加的权利" source:"register"`
	Lane       Lane        `json:"lane" label:"估值方式" choices:"external=外部评估|internal=银行内部评估|negotiated=协商估值|exempt=免评估"`
	Firm       string      `json:"firm,omitempty" label:"评估单位" opt:"1" hint:"外部评估必填"`
	Appraised  money.Money `json:"appraised" label:"评估（确认）价值" unit:"元"`
	Value      money.Money `json:"value" label:"认定价值" unit:"元" hint:"不得高于评估（确认）价值"`
	Cap        money.Rate  `json:"cap" label:"质押率上限"`
	Haircut    money.Rate  `json:"haircut" label:"价值折扣" opt:"1"`
	Basis      string      `json:"basis" label:"价值依据" hint:"评估报告文号或价值确认书编号"`
	ValuedOn   date.Date   `json:"valued_on" label:"评估基准日（确认日）"`
	ValidUntil date.Date   `json:"valid_until" label:"价值有效期至"`
	Agreement  string      `json:"agreement" label:"质押合同（补充协议）编号"`
	Signed     date.Date   `json:"signed" label:"合同（协议）签订日"`
	Reason     string      `json:"reason" label:"变更原因" lines:"2"`
}

// AddedR is the added right from the proposal to its registration.
type AddedR struct {
	Right      right.Right   `json:"right"`
	Lane       Lane          `json:"lane"`
	Firm       string        `json:"firm,omitempty"`
	Appraised  money.Money   `json:"appraised"`
	Accepted   AcceptedValue `json:"accepted"`
	Basis      string        `json:"basis"`
	ValuedOn   date.Date     `json:"valued_on"`
	ValidUntil date.Date     `json:"valid_until"`
	Statement  string        `json:"statement,omitempty"` // 书面声明 of the parties, for PR-10 and PR-11
	Precheck   *PrecheckR    `json:"precheck,omitempty"`
	Number     string        `json:"number,omitempty"` // 质押登记号
	On         date.Date     `json:"on,omitzero"`      // registered; the pledge of the right exists from here
}

// CollateralR is one change of the pledged rights, with all that was done about it.
type CollateralR struct {
	Kind      string       `json:"kind"`
	Added     *AddedR      `json:"added,omitempty"`
	Out       string       `json:"out,omitempty"`     // the right that leaves
	Removed   *right.Right `json:"removed,omitempty"` // the same, as it stood when its pledge was cancelled
	Ground    string       `json:"ground,omitempty"`
	Agreement string       `json:"agreement,omitempty"`
	Signed    date.Date    `json:"signed,omitzero"`
	Reason    string       `json:"reason"`
	Proposed  Signed       `json:"proposed"`
	Approved  *Signed      `json:"approved,omitempty"`
	Opinion   string       `json:"opinion,omitempty"`

	Filing      *FilingForm           `json:"filing,omitempty"` // before the office now
	FiledBy     Signed                `json:"filed_by,omitzero"`
	Due         date.Date             `json:"due,omitzero"`
	Provisional bool                  `json:"provisional,omitempty"`
	Refusals    []RegistrationRefusal `json:"refusals,omitempty"`
	ReleasedOn  date.Date             `json:"released_on,omitzero"` // 部分注销登记日
	Notice      string                `json:"notice,omitempty"`
	Ended       *ReturnR              `json:"ended,omitempty"` // given up after the approval
	Done        *Signed               `json:"done,omitempty"`
}

// Title is what the change is called.
func (r CollateralR) Title() string { return collateralNames[r.Kind] }

// adds reports whether a right is still to be registered, releases whether one may now be released.
func (r *CollateralR) adds() bool {
	return r != nil && r.Approved != nil && r.Filing == nil && r.Added != nil && r.Added.On.IsZero()
}

func (r *CollateralR) releases() bool {
	return r != nil && r.Approved != nil && r.Filing == nil && r.Out != "" && (r.Added == nil || !r.Added.On.IsZero())
}

// filed reports whether the office has an application of the change.
func (r *CollateralR) filed() bool { return r != nil && r.Filing != nil }

var proposals = []Name{"ProposeTopUp", "ProposeSubstitution", "ProposeRelease"}

// ProposeTopUp 提出追加质押: replaces an earlier proposal. The accepted value, cap and haircut of the right stand with their source.
type ProposeTopUp struct{ TopUpForm }

func (ProposeTopUp) Name() Name         { return "ProposeTopUp" }
func (cmd ProposeTopUp) reason() string { return cmd.Reason }
func (cmd ProposeTopUp) do(c *Case, o *Occasion, fs *fault.Faults) string {
	added := c.addition(cmd.TopUpForm, o, fs)
	c.s.Collateral = &CollateralR{Kind: CollateralTopUp, Added: added, Agreement: cmd.Agreement, Signed: cmd.Signed, Reason: cmd.Reason, Proposed: o.signed()}
	return ""
}

// ProposeSubstitution 提出置换质物: the new right is registered before the old one is released, so no day is without security.
type ProposeSubstitution struct {
	Out string `json:"out" label:"置换出的权利" source:"rights"`
	TopUpForm
}

func (ProposeSubstitution) Name() Name         { return "ProposeSubstitution" }
func (cmd ProposeSubstitution) reason() string { return cmd.Reason }
func (cmd ProposeSubstitution) do(c *Case, o *Occasion, fs *fault.Faults) string {
	added := c.addition(cmd.TopUpForm, o, fs)
	c.s.Collateral = &CollateralR{Kind: CollateralSubstitute, Added: added, Out: cmd.Out, Ground: "质物置换", Agreement: cmd.Agreement, Signed: cmd.Signed,
		Reason: cmd.Reason, Proposed: o.signed()}
	if len(*fs) == 0 {
		c.checkRelease(o, "out", fs)
	}
	return ""
}

// ProposeRelease 提出部分注销: one right is released while the others still cover the debt.
type ProposeRelease struct {
	Out       string    `json:"out" label:"解除质押的权利" source:"rights"`
	Ground    string    `json:"ground" label:"注销事由" choices:"部分清偿|质权人放弃部分质物|其他约定"`
	Agreement string    `json:"agreement" label:"解除质押协议编号"`
	Signed    date.Date `json:"signed" label:"协议签订日"`
	Reason    string    `json:"reason" label:"变更原因" lines:"2"`
}

func (ProposeRelease) Name() Name         { return "ProposeRelease" }
func (cmd ProposeRelease) reason() string { return cmd.Reason }
func (cmd ProposeRelease) do(c *Case, o *Occasion, fs *fault.Faults) string {
	oneOf(fs, "ground", "注销事由", cmd.Ground, "部分清偿", "质权人放弃部分质物", "其他约定")
	c.checkAgreement(cmd.Agreement, cmd.Signed, cmd.Reason, o, fs)
	c.s.Collateral = &CollateralR{Kind: CollateralRelease, Out: cmd.Out, Ground: cmd.Ground, Agreement: cmd.Agreement, Signed: cmd.Signed,
		Reason: cmd.Reason, Proposed: o.signed()}
	c.checkRelease(o, "out", fs)
	return ""
}

func (c *Case) checkAgreement(no string, signed date.Date, reason string, o *Occasion, fs *fault.Faults) {
	needText(fs, "agreement", "协议编号", no)
	pastDate(fs, "signed", "协议签订日", signed, o.Today)
	ordered(fs, "signed", "协议签订日", signed, "质押登记日", c.s.Registration.On)
	needText(fs, "reason", "变更原因", reason)
}

// addition checks the form of a right to be added, as the intake and the credit check those of the first pledge.
func (c *Case) addition(f TopUpForm, o *Occasion, fs *fault.Faults) *AddedR {
	r := f.Right
	r.Ref = c.s.nextRef()
	fs.Append("right", r.Validate(o.Today))
	if len(*fs) == 0 {
		fs.Append("right", r.Incomplete())
	}
	for _, old := range c.s.Intake.Rights {
		if RightKey(old) == RightKey(r) {
			fs.Refuse("right.twice", "right.number", "“%s”已是本案的质物 %s，不能重复质押", old.Title, old.Ref)
		}
	}
	mayAmount(fs, "appraised", "评估（确认）价值", f.Appraised)
	mayAmount(fs, "value", "认定价值", f.Value)
	needRate(fs, "cap", "质押率上限", f.Cap, "0", "1")
	needRate(fs, "haircut", "价值折扣", f.Haircut, "0", "1")
	oneOf(fs, "lane", "估值方式", string(f.Lane), string(External), string(Internal), string(Negotiated), string(Exempt))
	if f.Lane == External {
		needText(fs, "firm", "评估单位", f.Firm)
	}
	switch {
	case f.Lane != Exempt:
		needAmount(fs, "value", "认定价值", f.Value)
	case c.s.Lane != Exempt:
		fs.Refuse("lane.exempt", "lane", "本案按质押物价值管理，追加的权利也须评估或确认价值")
	}
	if by := c.s.Credit.Product; by != nil { // the version the loan was decided by, not today's
		by.CheckLane(string(f.Lane), "lane", fs)
		by.CheckRight(string(f.Lane), product.Pledged{Kind: r.Kind, Title: r.Title, Cap: f.Cap, Haircut: f.Haircut, Others: o.PledgedElsewhere(RightKey(r))}, "", fs)
	}
	if f.Value > f.Appraised {
		fs.Refuse("values.above", "value", "认定价值 %s 元高于评估（确认）价值 %s 元", f.Value.Format(), f.Appraised.Format())
	}
	needText(fs, "basis", "价值依据", f.Basis)
	pastDate(fs, "valued_on", "评估基准日（确认日）", f.ValuedOn, o.Today)
	needDate(fs, "valid_until", "价值有效期至", f.ValidUntil)
	ordered(fs, "valid_until", "价值有效期至", f.ValidUntil, "评估基准日（确认日）", f.ValuedOn)
	if !f.ValidUntil.IsZero() && f.ValidUntil.Before(o.Today) {
		fs.Refuse("credit.expired", "valid_until", "价值有效期至 %s，已过期，请重新评估", f.ValidUntil.Chinese())
	}
	c.checkAgreement(f.Agreement, f.Signed, f.Reason, o, fs)
	if end, due := r.Expiry(), c.s.securedUntil(); r.Kind != right.Trademark && !end.IsZero() && due.After(end) {
		fs.Refuse("credit.life", "right", "债务到期日 %s 晚于“%s”的期限届满日 %s；请更换权利", due.Chinese(), r.Title, end.Chinese())
	}
	return &AddedR{Right: r, Lane: f.Lane, Firm: strings.TrimSpace(f.Firm), Appraised: f.Appraised, Accepted: AcceptedValue{Ref: r.Ref, Value: f.Value, Cap: f.Cap, Haircut: f.Haircut}, Basis: strings.TrimSpace(f.Basis),
		ValuedOn: f.ValuedOn, ValidUntil: f.ValidUntil}
}

// nextRef is a name that no right of the case has or had.
func (s *State) nextRef() string {
	most := 0
	take := func(ref string) {
		n := 0
		if _, err := fmt.Sscanf(ref, "R%d", &n); err == nil {
			most = max(most, n)
		}
	}
	for _, r := range s.Intake.Rights {
		take(r.Ref)
	}
	for _, k := range s.CollateralChanges {
		take(k.Out)
		if k.Added != nil {
			take(k.Added.Right.Ref)
		}
	}
	return fmt.Sprintf("R%d", most+1)
}

// securedUntil is the last day of the secured debt: of the loans that are not paid, or of what the register says when later.
func (s *State) securedUntil() date.Date {
	last := s.RegisteredUntil()
	for _, l := range s.Loans {
		if s.balance(loanAccount(l.No)) > 0 && l.Due.After(last) {
			last = l.Due
		}
	}
	return last
}

// checkRelease refuses to let the right of the change go when it is the last one, when a rescheduled loan is still owed, or when the
// rights that remain, with the one that comes in, are not known to cover the debt.
func (c *Case) checkRelease(o *Occasion, path string, fs *fault.Faults) {
	s, k := &c.s, c.s.Collateral
	at := s.rightIndex(k.Out)
	if at < 0 {
		fs.Invalid("right.unknown", path, "请选择本案的权利")
		return
	}
	comes := k.Added != nil && k.Added.On.IsZero()
	if len(s.Intake.Rights) == 1 && !comes {
		fs.Refuse("release.last", path, "“%s”是最后一项质物，解除后债权没有登记的担保；债务还清后请“确认结清”并“登记注销”", s.Intake.Rights[at].Title)
	}
	if k.Kind == CollateralRelease {
		if no, how := s.rescheduled(); no != "" {
			fs.Refuse("release.rescheduled", path, "借据 %s 系%s，尚欠 %s 元；还清前不能解除质物，需要更换的请“提出置换质物”", no, how, s.balance(loanAccount(no)).Format())
		}
		for _, r := range s.Renewals {
			if left := s.balance(loanAccount(r.Form.NewNo)); r.Reversed == nil && left > 0 {
				fs.Refuse("release.rescheduled", path, "借据 %s 是%s的新借据，尚欠 %s 元；还清前不能解除质物，需要更换的请“提出置换质物”", r.Form.NewNo, r.Form.KindName(), left.Format())
				break
			}
		}
	}
	if s.Lane == Exempt { // not managed by value
		return
	}
	req := s.CoverageFacts(o.Today)
	req.Release = []int{at}
	if comes {
		req.Add = []pledge.TermRight{k.Added.covers()}
	}
	res, err := pledge.WhatIf(req)
	if err != nil {
		fs.Append(path, err)
		return
	}
	switch {
	case res.After.Coverage == "unknown":
		fs.Refuse("coverage.unknown", path, "解除后的质押覆盖情况未知（%s），不能解除质物", res.Alarms[0].Message)
	case !res.After.Covered():
		fs.Refuse("coverage.short", path, "解除后可覆盖金额 %s 元，低于未偿余额 %s 元，缺口 %s 元；请先归还不少于缺口的本金，或追加质押",
			res.After.Lendable.Format(), res.After.Outstanding.Format(), res.After.Shortfall.Format())
	}
}

// rescheduled is a loan still owed that was extended, or that took the place of another, and how; "" when there is none.
func (s *State) rescheduled() (no, how string) {
	owed := func(no string) bool { return s.balance(loanAccount(no)) > 0 }
	for _, e := range s.Extensions {
		if owed(e.Form.LoanNo) {
			return e.Form.LoanNo, "展期贷款"
		}
	}
	for _, r := range s.Renewals {
		if r.Reversed == nil && owed(r.Form.NewNo) {
			return r.Form.NewNo, r.Form.KindName()
		}
	}
	return "", ""
}

// covers is the added right as it counts towards the coverage.
func (a *AddedR) covers() pledge.TermRight {
	out := pledge.TermRight{Ref: a.Right.Title, CoveredRight: pledge.CoveredRight{Value: a.Accepted.Value, Cap: a.Accepted.Cap, Haircut: a.Accepted.Haircut, ValidUntil: a.ValidUntil}}
	if a.Right.Kind != right.Trademark {
		out.Ends = a.Right.Expiry()
	}
	return out
}

// ApproveCollateral 批准质物变更: another person than the proposer; what goes and comes stands in the form to be read.
type ApproveCollateral struct {
	Kind    string      `json:"kind" label:"变更事项" choices:"top_up=追加质押|substitute=置换质物|release=部分注销" readonly:"1"`
	Added   string      `json:"added,omitempty" label:"追加的权利" opt:"1" readonly:"1"`
	Value   money.Money `json:"value" label:"认定价值" unit:"元" opt:"1" readonly:"1"`
	Out     string      `json:"out,omitempty" label:"解除质押的权利" opt:"1" readonly:"1"`
	Opinion string      `json:"opinion" label:"审批意见" lines:"2"`
}

func (ApproveCollateral) Name() Name         { return "ApproveCollateral" }
func (cmd ApproveCollateral) reason() string { return cmd.Opinion }
func (cmd ApproveCollateral) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审批意见", cmd.Opinion)
	k := c.s.Collateral
	want := k.decision("")
	if got := cmd; got.Kind != want.Kind || got.Added != want.Added || got.Value != want.Value || got.Out != want.Out {
		fs.Refuse("collateral.changed", "kind", "提出的质物变更已改变，与表单不一致，请刷新后核对")
		return ""
	}
	if k.Added != nil && k.Added.ValidUntil.Before(o.Today) {
		fs.Refuse("credit.expired", "", "追加权利的价值有效期至 %s，已过期，请退回重新评估", k.Added.ValidUntil.Chinese())
	}
	if k.Out != "" {
		c.checkRelease(o, "out", fs)
	}
	signed := o.signed()
	k.Approved, k.Opinion = &signed, strings.TrimSpace(cmd.Opinion)
	c.void(proposals...)
	return ""
}

// decision is the form in which the change is approved.
func (r *CollateralR) decision(opinion string) ApproveCollateral {
	out := ApproveCollateral{Kind: r.Kind, Out: r.Out, Opinion: opinion}
	if r.Added != nil {
		out.Added, out.Value = r.Added.Right.Number, r.Added.Accepted.Value
	}
	return out
}

// ReturnCollateral 退回质物变更: a proposal is dropped; an approved change is given up, and what is registered of it stays pledged.
type ReturnCollateral struct{ Return }

func (ReturnCollateral) Name() Name { return "ReturnCollateral" }
func (cmd ReturnCollateral) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	if k := c.s.Collateral; k.Approved != nil {
		k.Ended = &ReturnR{Command: "ReturnCollateral", Reason: strings.TrimSpace(cmd.Reason), By: o.signed()}
		c.s.CollateralChanges = append(c.s.CollateralChanges, *k)
	}
	c.s.Collateral = nil
	c.void(append(slices.Clone(proposals), "ApproveCollateral")...)
	return ""
}

// FileAddedPledge 申请追加质押登记: like the first, only when every ground of the right's kind is passed that day.
type FileAddedPledge struct {
	FilingForm
	Statement string `json:"statement,omitempty" label:"当事人书面声明" opt:"1" lines:"2" hint:"同日申请发明专利、已启动无效宣告程序的，声明继续办理"`
}

func (FileAddedPledge) Name() Name { return "FileAddedPledge" }
func (cmd FileAddedPledge) do(c *Case, o *Occasion, fs *fault.Faults) string {
	k := c.s.Collateral
	c.checkFiling(cmd.FilingForm, o, fs)
	ordered(fs, "on", "提交日", cmd.On, "合同（协议）签订日", k.Signed)
	k.Added.Statement = strings.TrimSpace(cmd.Statement)
	k.Added.Precheck = c.judge(o, []right.Right{k.Added.Right}, k.Added.statements(o.signed()), pledge.Debt{From: c.s.firstLent(), Due: c.s.securedUntil()}, fs)
	if k.Added.Precheck != nil {
		fs.Append("", k.Added.Precheck.Result.Err())
	}
	c.file(cmd.FilingForm, o, fs)
	return ""
}

// FileRelease 申请部分注销: the coverage is looked at once more on the day of filing.
type FileRelease struct{ FilingForm }

func (FileRelease) Name() Name { return "FileRelease" }
func (cmd FileRelease) do(c *Case, o *Occasion, fs *fault.Faults) string {
	k := c.s.Collateral
	c.checkFiling(cmd.FilingForm, o, fs)
	ordered(fs, "on", "提交日", cmd.On, "合同（协议）签订日", k.Signed)
	if k.Added != nil {
		ordered(fs, "on", "提交日", cmd.On, "新质物登记日", k.Added.On)
	}
	c.checkRelease(o, "", fs)
	c.file(cmd.FilingForm, o, fs)
	return ""
}

func (c *Case) checkFiling(f FilingForm, o *Occasion, fs *fault.Faults) {
	pastDate(fs, "on", "提交日", f.On, o.Today)
	needText(fs, "channel", "办理方式", f.Channel)
	needText(fs, "agent", "代办人", f.Agent)
	if f.Limit < 1 || f.Limit > 30 {
		fs.Invalid("filing.limit", "limit", "预计审查期限应为 1 至 30 个工作日")
	}
}

func (c *Case) file(f FilingForm, o *Occasion, fs *fault.Faults) {
	if len(*fs) > 0 {
		return
	}
	k := c.s.Collateral
	k.Filing, k.FiledBy = &f, o.signed()
	k.Due, k.Provisional = o.Calendar.AddWorkdays(f.On, f.Limit)
}

// RecordCollateralResult 登记质物变更结果: what the office decided on the application. A refused one may be filed again or given up.
type RecordCollateralResult struct {
	Outcome string    `json:"outcome" label:"结果" choices:"registered=准予登记（注销）|refused=不予登记（注销）"`
	On      date.Date `json:"on" label:"登记日（通知日）"`
	Number  string    `json:"number,omitempty" label:"质押登记号（注销通知书编号）" opt:"1" hint:"准予登记的必填"`
	Why     string    `json:"why,omitempty" label:"不予登记的理由" opt:"1" lines:"2"`
}

func (RecordCollateralResult) Name() Name         { return "RecordCollateralResult" }
func (cmd RecordCollateralResult) reason() string { return cmd.Why }
func (cmd RecordCollateralResult) do(c *Case, o *Occasion, fs *fault.Faults) string {
	k := c.s.Collateral
	oneOf(fs, "outcome", "结果", cmd.Outcome, "registered", "refused")
	pastDate(fs, "on", "登记日（通知日）", cmd.On, o.Today)
	ordered(fs, "on", "登记日（通知日）", cmd.On, "提交日", k.Filing.On)
	if cmd.Outcome == "refused" {
		needText(fs, "why", "不予登记的理由", cmd.Why)
	} else {
		needText(fs, "number", "质押登记号（注销通知书编号）", cmd.Number)
	}
	if len(*fs) > 0 {
		return ""
	}
	filing := k.Filing
	k.Filing = nil
	if cmd.Outcome == "refused" {
		k.Refusals = append(k.Refusals, RegistrationRefusal{On: cmd.On, Reason: strings.TrimSpace(cmd.Why), By: o.signed()})
		return ""
	}
	if k.Added != nil && k.Added.On.IsZero() {
		k.Added.Number, k.Added.On = strings.TrimSpace(cmd.Number), cmd.On
		c.s.Intake.Rights = append(c.s.Intake.Rights, k.Added.Right)
		if k.Kind == CollateralSubstitute { // now the old one may go
			return ""
		}
	} else {
		k.ReleasedOn, k.Notice = cmd.On, strings.TrimSpace(cmd.Number)
		c.release(k)
	}
	signed := o.signed()
	k.Done, k.Filing = &signed, filing
	c.s.CollateralChanges = append(c.s.CollateralChanges, *k)
	c.s.Collateral = nil
	c.void("ApproveCollateral")
	return ""
}

// release takes the right of the change out of those pledged.
func (c *Case) release(k *CollateralR) {
	out := c.leave(k.Out)
	k.Removed = &out
}

// WithdrawCollateralFiling 撤回质物变更申请: the approved change stays and may be filed again.
type WithdrawCollateralFiling struct{ Return }

func (WithdrawCollateralFiling) Name() Name { return "WithdrawCollateralFiling" }
func (cmd WithdrawCollateralFiling) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Collateral.Filing = nil
	return ""
}
