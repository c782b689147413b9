package casefile

import (
	"fmt"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/right"
)

// MaxAmount bounds every amount a person enters: 1,000 亿元. It keeps sums far from the edge of the fen.
var MaxAmount = money.Yuan(100_000_000_000)

// OpenCase 受理立案: a bank, a guarantor or an appraisal firm opens a case. The form may be incomplete in what is marked
// optional, never wrong.
type OpenCase struct {
	IntakeForm
	Sample   bool          `json:"sample,omitempty" form:"-"`
	Takeover *TakeoverForm `json:"takeover,omitempty" form:"-"` // from a list of live pledges: proposed with the case, in one act
}

func (OpenCase) Name() Name { return "OpenCase" }

func (cmd OpenCase) do(c *Case, o *Occasion, fs *fault.Faults) string {
	c.s.Opener = OrgRef{ID: o.Actor.OrgID, Kind: o.Actor.OrgKind, Code: o.Actor.OrgCode, Name: o.Actor.OrgName}
	c.s.OpenedOn = o.Today
	c.s.Sample = cmd.Sample
	form := cmd.IntakeForm
	switch o.Actor.OrgKind {
	case access.Bank:
		if form.LenderID == "" {
			form.LenderID = o.Actor.OrgID
		}
	case access.AppraisalFirm:
		if form.AssessorID == "" {
			form.AssessorID = o.Actor.OrgID
		}
	case access.Guarantor:
		if form.PledgeMode == "counter" && form.PledgeeID == "" {
			form.PledgeeID = o.Actor.OrgID
		}
	}
	c.takeIntake(form, o, fs)
	if cmd.Takeover != nil {
		if o.Actor.OrgID != c.s.Lender.ID {
			fs.Refuse("takeover.lender", "", "存量质押由贷款银行接管")
		}
		c.s.Takeover = &TakeoverR{Form: *cmd.Takeover, Open: c.checkTakeover(*cmd.Takeover, o, fs), Proposed: o.signed()}
	}
	if len(*fs) > 0 {
		return ""
	}
	number, err := o.Number()
	if err != nil {
		fs.Append("", err)
		return ""
	}
	c.s.ID, c.s.Number = o.NewID(), number
	return ""
}

// AmendIntake 修改受理资料: the form replaces the earlier one as a whole.
type AmendIntake struct {
	IntakeForm
	Reason string `json:"reason" label:"修改原因"`
}

func (AmendIntake) Name() Name         { return "AmendIntake" }
func (cmd AmendIntake) reason() string { return cmd.Reason }

func (cmd AmendIntake) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "reason", "修改原因", cmd.Reason)
	c.takeIntake(cmd.IntakeForm, o, fs)
	return ""
}

// takeIntake checks the form and lays it into the case, organisations resolved.
func (c *Case) takeIntake(f IntakeForm, o *Occasion, fs *fault.Faults) {
	oneOf(fs, "pledge_kind", "质押类型", f.PledgeKind, "general", "maximum")
	oneOf(fs, "pledge_mode", "质押方式", f.PledgeMode, "direct", "counter")
	needText(fs, "purpose", "借款用途", f.Purpose)
	needAmount(fs, "requested", "申请金额", f.Requested)
	if f.TermMonths < 1 || f.TermMonths > 360 {
		fs.Invalid("term.range", "term_months", "申请期限应为 1 至 360 个月")
	}
	before := c.s.Lender.ID
	c.s.Lender, c.s.Pledgee, c.s.Assessor = OrgRef{}, OrgRef{}, OrgRef{}
	if f.LenderID != "" {
		c.s.Lender = o.orgRef(fs, "lender_id", f.LenderID, access.Bank)
	}
	if f.AssessorID != "" {
		c.s.Assessor = o.orgRef(fs, "assessor_id", f.AssessorID, access.AppraisalFirm)
		c.leaveFirm()
	}
	if f.PledgeMode == "counter" {
		c.s.Pledgee = o.orgRef(fs, "pledgee_id", f.PledgeeID, access.Guarantor)
	} else {
		if f.PledgeeID != "" {
			fs.Invalid("pledgee.direct", "pledgee_id", "直接质押的质权人就是贷款银行，请清空此项或改选反担保质押")
		}
		c.s.Pledgee = c.s.Lender
	}
	if before != c.s.Lender.ID { // one bank's look at the firm is not for another's eyes
		c.s.DueDiligence = nil
	}
	c.s.Bureau = o.orgRef(fs, "bureau_id", f.BureauID, access.Bureau)
	c.checkParties(f, fs)
	c.checkRights(f, o, fs)
	checkCeiling(f, fs)
	c.dropStaleValuation(f.Rights)
	if c.s.Takeover != nil { // it speaks of the intake as it was
		c.s.Takeover = nil
		c.void("ProposeTakeover")
	}
	c.s.Intake = f
}

// dropStaleValuation forgets a valuation, a pre-check and statements when the rights they speak of are no longer the rights of
// the case; an issued report stays in the documents, but the value must be found anew.
func (c *Case) dropStaleValuation(rights []right.Right) {
	same := len(rights) == len(c.s.Intake.Rights)
	for i := 0; same && i < len(rights); i++ {
		a, b := rights[i], c.s.Intake.Rights[i]
		same = a.Ref == b.Ref && a.Kind == b.Kind && a.Number == b.Number && a.Filed == b.Filed && a.Granted == b.Granted
	}
	if !same {
		c.s.Valuation, c.s.Precheck, c.s.Statements = nil, nil, nil
	}
}

func (c *Case) checkParties(f IntakeForm, fs *fault.Faults) {
	if len(f.Debtors) == 0 {
		fs.Invalid("party.missing", "debtors", "请至少登记一名债务人")
	}
	if len(f.Pledgors) == 0 {
		fs.Invalid("party.missing", "pledgors", "请至少登记一名出质人（债务人自己出质时填写债务人）")
	}
	for i, p := range f.Debtors {
		fs.Append(fmt.Sprintf("debtors[%d]", i), p.Validate())
	}
	for i, p := range f.Pledgors {
		fs.Append(fmt.Sprintf("pledgors[%d]", i), p.Validate())
	}
	seen := map[string]bool{}
	for i, p := range f.Debtors {
		if seen[p.USCC] && p.USCC != "" {
			fs.Invalid("party.duplicate", fmt.Sprintf("debtors[%d].uscc", i), "债务人重复登记，请删除一行")
		}
		seen[p.USCC] = true
	}
}

func (c *Case) checkRights(f IntakeForm, o *Occasion, fs *fault.Faults) {
	if len(f.Rights) == 0 {
		fs.Invalid("right.missing", "rights", "请至少登记一项出质权利")
	}
	seen := map[string]int{}
	for i := range f.Rights {
		r := &f.Rights[i]
		r.Ref = fmt.Sprintf("R%d", i+1)
		path := fmt.Sprintf("rights[%d]", i)
		fs.Append(path, r.Validate(o.Today))
		if j, dup := seen[RightKey(*r)]; dup && r.Number != "" {
			fs.Invalid("right.duplicate", path+".number", "与第 %d 项权利重复，请删除一行", j+1)
		}
		seen[RightKey(*r)] = i
	}
}

func checkCeiling(f IntakeForm, fs *fault.Faults) {
	switch {
	case f.PledgeKind == "maximum" && f.Ceiling == nil:
		fs.Invalid("ceiling.missing", "ceiling", "最高额质押请填写约定最高债权额和债权发生期间（民法典第四百二十条、第四百三十九条）")
	case f.PledgeKind == "general" && f.Ceiling != nil:
		fs.Invalid("ceiling.extra", "ceiling", "一般质押没有最高债权额，请清空此项或改选最高额质押")
	case f.Ceiling != nil:
		needAmount(fs, "ceiling.agreed", "约定最高债权额", f.Ceiling.Agreed)
		if f.Ceiling.Registered < 0 || f.Ceiling.Registered > MaxAmount {
			fs.Invalid("amount.range", "ceiling.registered", "登记最高债权额不能为负，也不能超过 1000 亿元")
		}
		needDate(fs, "ceiling.from", "债权发生期间起", f.Ceiling.From)
		needDate(fs, "ceiling.to", "债权发生期间止", f.Ceiling.To)
		if !f.Ceiling.From.IsZero() && !f.Ceiling.To.IsZero() && f.Ceiling.To.Before(f.Ceiling.From) {
			fs.Invalid("date.order", "ceiling.to", "债权发生期间的止日早于起日，请核对")
		}
	}
}

// AssignLender 确定贷款银行: the lender that was 待定 becomes known.
type AssignLender struct {
	LenderID string `json:"lender_id" label:"贷款银行" source:"orgs:bank"`
}

func (AssignLender) Name() Name { return "AssignLender" }

func (cmd AssignLender) do(c *Case, o *Occasion, fs *fault.Faults) string {
	if c.s.DueDiligence != nil && cmd.LenderID != c.s.Lender.ID {
		fs.Refuse("lender.known", "lender_id", "%s已完成尽调，不能在此更换贷款银行；请退回受理后在“修改受理资料”中更换", c.s.Lender.Name)
	}
	c.s.Lender = o.orgRef(fs, "lender_id", cmd.LenderID, access.Bank)
	c.s.Intake.LenderID = cmd.LenderID
	if c.s.Intake.PledgeMode != "counter" {
		c.s.Pledgee = c.s.Lender
	}
	return ""
}

// CompleteIntake 受理完成: the lender goes on with 尽调; while it is 待定 the appraisal may begin first.
type CompleteIntake struct {
	Note string `json:"note" label:"受理意见" opt:"1" lines:"2"`
}

func (CompleteIntake) Name() Name         { return "CompleteIntake" }
func (cmd CompleteIntake) reason() string { return cmd.Note }

func (cmd CompleteIntake) do(c *Case, o *Occasion, fs *fault.Faults) string {
	for i, r := range c.s.Intake.Rights {
		fs.Append(fmt.Sprintf("rights[%d]", i), r.Incomplete())
	}
	if c.s.Lender.ID != "" {
		return string(DueDiligence)
	}
	if c.s.Assessor.ID == "" {
		fs.Refuse("intake.nobody", "", "贷款银行和评估机构都未确定，请至少确定其一")
		return ""
	}
	c.s.Lane = External
	return string(Engagement)
}

// RecordDueDiligence 完成尽调: the lender's view before the decision (预授信, not binding) and the lane of valuation. A lender that
// became known only after the appraisal records it before the credit is approved.
type RecordDueDiligence struct {
	Indicative money.Money `json:"indicative" label:"意向金额" unit:"元" hint:"预授信意向，不构成放款承诺"`
	Product    string      `json:"product" label:"产品" hint:"银行设有产品目录的，填产品代码或名称"`
	Lane       Lane        `json:"lane" label:"估值通道" choices:"external=外部评估|internal=银行内部评估|negotiated=协商估值|exempt=免评估"`
	AssessorID string      `json:"assessor_id" label:"评估机构" opt:"1" source:"orgs:appraisal" hint:"外部评估必填"`
	Checks     []CheckItem `json:"checks" label:"尽职调查清单"`
	Opinion    string      `json:"opinion" label:"尽调结论" lines:"3"`
}

func (RecordDueDiligence) Name() Name { return "RecordDueDiligence" }

func (cmd RecordDueDiligence) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needAmount(fs, "indicative", "意向金额", cmd.Indicative)
	needText(fs, "product", "产品", cmd.Product)
	needText(fs, "opinion", "尽调结论", cmd.Opinion)
	oneOf(fs, "lane", "估值通道", string(cmd.Lane), string(External), string(Internal), string(Negotiated), string(Exempt))
	if len(cmd.Checks) == 0 {
		fs.Invalid("checks.missing", "checks", "请至少登记一项尽职调查事项（尽职免责以此为据）")
	}
	for i, k := range cmd.Checks {
		needText(fs, fmt.Sprintf("checks[%d].item", i), "核查事项", k.Item)
		if !k.OK && strings.TrimSpace(k.Note) == "" {
			fs.Invalid("checks.note", fmt.Sprintf("checks[%d].note", i), "“%s”未核实，请说明原因", k.Item)
		}
	}
	if c.s.Stage == Credit && (cmd.Lane != c.s.Lane || cmd.AssessorID != c.s.Assessor.ID) {
		fs.Refuse("lane.fixed", "lane", "价值已由%s（%s）得出，授信环节补录尽调不能更换估值通道和评估机构；要更换请先“退回尽调”", c.s.Assessor.Name, c.s.Lane)
		return ""
	}
	chosen := c.chooseProduct(cmd, o, fs)
	c.s.Lane = cmd.Lane
	c.s.DueDiligence = &DueDiligenceR{Indicative: cmd.Indicative, Product: cmd.Product, Chosen: chosen, Checks: cmd.Checks, Opinion: cmd.Opinion, By: o.signed()}
	if cmd.Lane == External {
		c.s.Assessor = o.orgRef(fs, "assessor_id", cmd.AssessorID, access.AppraisalFirm)
		c.leaveFirm()
		return string(Engagement)
	}
	c.s.Assessor = OrgRef{}
	return string(LaneValue)
}

// Return is the reason of a step back.
type Return struct {
	Reason string `json:"reason" label:"原因" lines:"2"`
}

func (r Return) reason() string { return r.Reason }

func (r Return) check(fs *fault.Faults) { needText(fs, "reason", "原因", r.Reason) }

// ReturnToIntake 退回受理.
type ReturnToIntake struct{ Return }

func (ReturnToIntake) Name() Name { return "ReturnToIntake" }
func (cmd ReturnToIntake) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	return ""
}

// ReturnToDueDiligence 退回尽调.
type ReturnToDueDiligence struct{ Return }

func (ReturnToDueDiligence) Name() Name { return "ReturnToDueDiligence" }
func (cmd ReturnToDueDiligence) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	// The value is found anew, perhaps by another lane: an issued report stays among the documents, but it no longer opens the
	// working papers, and its reviewers may review again.
	c.keepEarlier()
	c.s.Credit, c.s.LaneValue, c.s.Report = nil, nil, nil
	c.void("RecordDueDiligence", "ProposeCredit", "ConfirmEnrolment", "RecordLaneValue", "ReviewValuation", "SignReport")
	return ""
}

// WithdrawCase 撤回案件: before 放款 only.
type WithdrawCase struct{ Return }

func (WithdrawCase) Name() Name { return "WithdrawCase" }
func (cmd WithdrawCase) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Exit = &ExitR{Reason: cmd.Reason, From: c.s.Stage, By: o.signed()}
	return ""
}

// RejectCase 拒绝案件: the lender's approver declines, with the reason.
type RejectCase struct{ Return }

func (RejectCase) Name() Name { return "RejectCase" }
func (cmd RejectCase) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Exit = &ExitR{Reason: cmd.Reason, From: c.s.Stage, By: o.signed()}
	return ""
}
