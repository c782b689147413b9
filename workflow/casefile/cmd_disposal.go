package casefile

import (
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/disposal"
)

// Methods of disposal that the thin road walks; the court route informs the bureau and is recorded as such.
const (
	MethodAuction  = "auction"  // 拍卖
	MethodListing  = "listing"  // 挂牌
	MethodSale     = "sale"     // 变卖
	MethodDiscount = "discount" // 协议折价
	MethodJudicial = "judicial" // 司法网络拍卖
)

// DisposalForm is the plan (处置方案).
type DisposalForm struct {
	Method      string       `json:"method" label:"处置方式" choices:"auction=委托拍卖|listing=挂牌转让|sale=变卖|discount=协议折价|judicial=司法网络拍卖"`
	Valuation   money.Money  `json:"valuation" label:"处置参考价（一年内评估值）" unit:"元"`
	ValuedOn    date.Date    `json:"valued_on" label:"参考价基准日"`
	FirstRatio  money.Rate   `json:"first_ratio" label:"首次保留价比例"`
	Cuts        []money.Rate `json:"cuts" label:"流拍后降价幅度" opt:"1"`
	SaleFloor   money.Rate   `json:"sale_floor" label:"变卖底价比例"`
	Platform    string       `json:"platform" label:"处置平台"`
	Consent     string       `json:"consent" label:"处置依据" choices:"质押合同约定质权人可自行拍卖、变卖|出质人与质权人处置协议|人民法院裁定"`
	ConsentNo   string       `json:"consent_no" label:"依据文件编号及日期"`
	NoticeOn    date.Date    `json:"notice_on" label:"通知债务人、出质人日期"`
	Related     string       `json:"related" label:"关联权利与许可核查" lines:"2" hint:"同族、同日申请、近似商标、在先许可、共有人"`
	Foreign     bool         `json:"foreign" label:"可能涉及境外受让人" opt:"1"`
	Reason      string       `json:"reason" label:"申请处置理由" lines:"3"`
	Attachments string       `json:"attachments" label:"附送材料" lines:"2"`
}

// PlanDisposal 拟订处置方案.
type PlanDisposal struct{ DisposalForm }

func (PlanDisposal) Name() Name { return "PlanDisposal" }
func (cmd PlanDisposal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	f := cmd.DisposalForm
	oneOf(fs, "method", "处置方式", f.Method, MethodAuction, MethodListing, MethodSale, MethodDiscount, MethodJudicial)
	needAmount(fs, "valuation", "处置参考价", f.Valuation)
	pastDate(fs, "valued_on", "参考价基准日", f.ValuedOn, o.Today)
	f.checkFresh("valued_on", o.Today, fs)
	needText(fs, "platform", "处置平台", f.Platform)
	needText(fs, "consent", "处置依据", f.Consent)
	needText(fs, "consent_no", "依据文件编号及日期", f.ConsentNo)
	court := strings.Contains(f.Consent, "法院")
	switch {
	case f.Method == MethodJudicial && !court:
		fs.Refuse("disposal.basis", "consent", "司法网络拍卖应依据人民法院裁定（民事诉讼法第二百零八条），请改选处置依据或处置方式")
	case f.Method != MethodJudicial && court:
		fs.Invalid("disposal.basis", "method", "依据法院裁定处置的，请选择司法网络拍卖")
	case f.Method == MethodDiscount && !strings.Contains(f.Consent, "处置协议"):
		fs.Refuse("disposal.agreement", "consent", "协议折价须由质权人与出质人达成协议（民法典第四百三十六条），自行拍卖、变卖条款不足以折价；请签订处置协议后改选处置依据，或改选拍卖、变卖")
	case strings.Contains(f.Consent, "自行拍卖") && (c.s.Contracts == nil || !c.s.Contracts.Form.SelfSale):
		fs.Refuse("disposal.clause", "consent", "质押合同登记时未记载“质权人可自行拍卖、变卖”条款（担保制度解释第四十五条），请与出质人签订处置协议，或走司法途径")
	}
	pastDate(fs, "notice_on", "通知日期", f.NoticeOn, o.Today)
	needText(fs, "related", "关联权利与许可核查", f.Related)
	needText(fs, "reason", "申请处置理由", f.Reason)
	needText(fs, "attachments", "附送材料", f.Attachments)
	mode := "agreed"
	if f.Method == MethodJudicial {
		mode = "judicial_online"
	}
	limits, err := o.rules().SaleLimits(o.Today)
	if err != nil {
		fs.Append("", err)
		return ""
	}
	ladder, err := disposal.LadderBy(limits, disposal.LadderRequest{Valuation: f.Valuation, FirstRatio: f.FirstRatio, Cuts: f.Cuts, SaleFloor: f.SaleFloor, Mode: disposal.Mode(mode)})
	fs.Append("", err)
	c.s.DisposalPlan = &DisposalR{Form: f, Planned: o.signed(), Ladder: ladder}
	c.void("EndorseDisposal", "ExamineDisposal", "DecideDisposal", "SubmitDisposal")
	return ""
}

// checkFresh refuses a reference value that may no longer be used on the day: it serves one year from its base date, that day
// counted.
func (f DisposalForm) checkFresh(path string, on date.Date, fs *fault.Faults) {
	if f.ValuedOn.IsZero() || on.IsZero() {
		return
	}
	if until := f.ValuedOn.AddYears(1).AddDays(-1); on.After(until) {
		fs.Refuse("disposal.valuation", path, "处置参考价（基准日 %s）有效期至 %s，已过期；请重新评估，“撤回处置申请”后重新拟订方案", f.ValuedOn.Chinese(), until.Chinese())
	}
}

// DecisionDays is the default number of working days the bureau's chain takes from a complete application (行业惯例, a setting).
const DecisionDays = 10

// SubmitDisposal 提交处置申请: the pledgee's approver, not the planner. The court route only informs the bureau and never waits for
// it: the court has decided.
type SubmitDisposal struct {
	Opinion string `json:"opinion" label:"审批意见" lines:"2"`
}

func (SubmitDisposal) Name() Name         { return "SubmitDisposal" }
func (cmd SubmitDisposal) reason() string { return cmd.Opinion }
func (cmd SubmitDisposal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审批意见", cmd.Opinion)
	signed := o.signed()
	c.s.DisposalPlan.Submitted = &signed
	if c.s.DisposalPlan.Form.Method == MethodJudicial {
		return string(DispApproved)
	}
	c.s.DisposalPlan.DecisionDue, _ = o.Calendar.AddWorkdays(o.Today, DecisionDays)
	return string(DispSubmitted)
}

// ReturnDisposalPlan 退回处置方案, by the pledgee's own approver.
type ReturnDisposalPlan struct{ Return }

func (ReturnDisposalPlan) Name() Name { return "ReturnDisposalPlan" }
func (cmd ReturnDisposalPlan) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.DisposalPlan = nil
	c.void("PlanDisposal")
	return ""
}

// WithdrawDisposal 撤回处置申请.
type WithdrawDisposal struct{ Return }

func (WithdrawDisposal) Name() Name { return "WithdrawDisposal" }
func (cmd WithdrawDisposal) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.DisposalPlan = nil
	c.void("PlanDisposal", "SubmitDisposal", "ExamineDisposal", "EndorseDisposal", "DecideDisposal")
	return ""
}

// RequestSupplement 一次性补正告知: all that is missing, at once.
type RequestSupplement struct {
	Items string `json:"items" label:"需补正的全部事项" lines:"4"`
	Days  int    `json:"days" label:"补正期限" unit:"个工作日"`
}

func (RequestSupplement) Name() Name         { return "RequestSupplement" }
func (cmd RequestSupplement) reason() string { return cmd.Items }
func (cmd RequestSupplement) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "items", "需补正的全部事项", cmd.Items)
	if cmd.Days < 1 || cmd.Days > 60 {
		fs.Invalid("supplement.days", "days", "补正期限应为 1 至 60 个工作日")
		return ""
	}
	if len(c.s.DisposalPlan.Supplements) > 0 {
		fs.Refuse("supplement.once", "items", "补正应一次性告知，本申请已告知过；请直接审查，或在审查意见中说明")
	}
	due, _ := o.Calendar.AddWorkdays(o.Today, cmd.Days)
	c.s.DisposalPlan.Supplements = append(c.s.DisposalPlan.Supplements, SupplementR{Items: cmd.Items, Due: due, By: o.signed()})
	return ""
}

// SupplyDisposal 提交补正材料: the clock of the decision starts anew.
type SupplyDisposal struct {
	Answer string `json:"answer" label:"补正说明与材料清单" lines:"4"`
}

func (SupplyDisposal) Name() Name         { return "SupplyDisposal" }
func (cmd SupplyDisposal) reason() string { return cmd.Answer }
func (cmd SupplyDisposal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "answer", "补正说明与材料清单", cmd.Answer)
	k := &c.s.DisposalPlan.Supplements[len(c.s.DisposalPlan.Supplements)-1]
	k.Answer, k.Answered = cmd.Answer, o.signed()
	c.s.DisposalPlan.DecisionDue, _ = o.Calendar.AddWorkdays(o.Today, DecisionDays)
	return ""
}

// ExamineDisposal 经办审查: the clerk's findings point by point.
type ExamineDisposal struct {
	Papers    bool   `json:"papers" label:"申请材料齐全"`
	Default   bool   `json:"default" label:"债务违约或约定情形属实"`
	Valuation bool   `json:"valuation" label:"参考价在一年有效期内"`
	Basis     bool   `json:"basis" label:"处置依据与方式相符"`
	Notice    bool   `json:"notice" label:"已通知债务人、出质人及有关方"`
	Reserve   bool   `json:"reserve" label:"保留价与降价安排符合项目规则"`
	Opinion   string `json:"opinion" label:"审查意见" lines:"3"`
}

func (ExamineDisposal) Name() Name         { return "ExamineDisposal" }
func (cmd ExamineDisposal) reason() string { return cmd.Opinion }
func (cmd ExamineDisposal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审查意见", cmd.Opinion)
	agree := cmd.Papers && cmd.Default && cmd.Valuation && cmd.Basis && cmd.Notice && cmd.Reserve
	c.s.DisposalPlan.Examined = &Opinion{Agree: agree, Text: cmd.Opinion, By: o.signed()}
	return ""
}

// EndorseDisposal 科室审核: on to the deputy director, or back to the clerk.
type EndorseDisposal struct {
	Agree   bool   `json:"agree" label:"同意上报（不勾选即退回经办）" opt:"1"`
	Opinion string `json:"opinion" label:"审核意见" lines:"3"`
}

func (EndorseDisposal) Name() Name         { return "EndorseDisposal" }
func (cmd EndorseDisposal) reason() string { return cmd.Opinion }
func (cmd EndorseDisposal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审核意见", cmd.Opinion)
	if !cmd.Agree {
		c.s.DisposalPlan.Examined = nil
		c.void("ExamineDisposal")
		return string(DispSubmitted)
	}
	c.s.DisposalPlan.Endorsed = &Opinion{Agree: true, Text: cmd.Opinion, By: o.signed()}
	return string(DispEndorsed)
}

// DecideDisposal 审批处置申请: the opinion on the project (项目审批意见), not an administrative licence (不构成行政许可).
type DecideDisposal struct {
	Decision   string `json:"decision" label:"审批结论" choices:"approve=同意处置|return=退回修改|refuse=不予同意"`
	Number     string `json:"number" label:"审批意见文号"`
	Opinion    string `json:"opinion" label:"审批意见" lines:"3"`
	Conditions string `json:"conditions" label:"附加要求" opt:"1" lines:"2"`
}

func (DecideDisposal) Name() Name         { return "DecideDisposal" }
func (cmd DecideDisposal) reason() string { return cmd.Opinion }
func (cmd DecideDisposal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	oneOf(fs, "decision", "审批结论", cmd.Decision, "approve", "return", "refuse")
	needText(fs, "number", "审批意见文号", cmd.Number)
	needText(fs, "opinion", "审批意见", cmd.Opinion)
	d := c.s.DisposalPlan
	if cmd.Decision == "approve" && d.Examined != nil && !d.Examined.Agree && strings.TrimSpace(cmd.Conditions) == "" {
		fs.Invalid("decision.conditions", "conditions", "经办审查有未通过事项，同意处置时请写明附加要求")
	}
	d.Number, d.Conditions = cmd.Number, cmd.Conditions
	d.Decided = &Opinion{Agree: cmd.Decision == "approve", Text: cmd.Opinion, By: o.signed()}
	switch cmd.Decision {
	case "approve":
		return string(DispApproved)
	case "return": // the plan stays as drawn up, so the planner still may not submit it
		c.void("SubmitDisposal", "ExamineDisposal", "EndorseDisposal")
		return string(DispPlanned)
	}
	c.void("PlanDisposal", "SubmitDisposal", "ExamineDisposal", "EndorseDisposal")
	return string(DispRefused)
}
