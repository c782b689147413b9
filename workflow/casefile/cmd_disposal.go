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
	if !f.ValuedOn.IsZero() && o.Today.After(f.ValuedOn.AddYears(1)) {
		fs.Refuse("disposal.valuation", "valued_on", "处置参考价的基准日 %s 距今已超过一年，请重新评估后再拟订方案", f.ValuedOn.Chinese())
	}
	needText(fs, "platform", "处置平台", f.Platform)
	needText(fs, "consent", "处置依据", f.Consent)
	needText(fs, "consent_no", "依据文件编号及日期", f.ConsentNo)
	court := strings.Contains(f.Consent, "法院")
	switch {
	case f.Method == MethodJudicial && !court:
		fs.Refuse("disposal.basis", "consent", "司法网络拍卖应依据人民法院裁定（民事诉讼法第二百零八条），请改选处置依据或处置方式")
	case f.Method != MethodJudicial && court:
		fs.Invalid("disposal.basis", "method", "依据法院裁定处置的，请选择司法网络拍卖")
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
	ladder, err := disposal.Ladder(disposal.LadderRequest{Valuation: f.Valuation, FirstRatio: f.FirstRatio, Cuts: f.Cuts, SaleFloor: f.SaleFloor, Mode: disposal.Mode(mode)})
	fs.Append("", err)
	c.s.DisposalPlan = &DisposalR{Form: f, Planned: o.signed(), Ladder: ladder}
	c.void("EndorseDisposal", "ExamineDisposal", "DecideDisposal", "SubmitDisposal")
	return ""
}

// DecisionDays is the default number of working days the bureau's chain takes from a complete application (行业惯例, a setting).
const DecisionDays = 10

// SubmitDisposal 提交处置申请: the pledgee's approver, not the planner.
type SubmitDisposal struct {
	Opinion string `json:"opinion" label:"审批意见" lines:"2"`
}

func (SubmitDisposal) Name() Name         { return "SubmitDisposal" }
func (cmd SubmitDisposal) reason() string { return cmd.Opinion }
func (cmd SubmitDisposal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "opinion", "审批意见", cmd.Opinion)
	signed := o.signed()
	c.s.DisposalPlan.Submitted = &signed
	c.s.DisposalPlan.DecisionDue, _ = o.Calendar.AddWorkdays(o.Today, DecisionDays)
	return ""
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

// SaleNoticeForm is one announced round.
type SaleNoticeForm struct {
	NoticeOn date.Date   `json:"notice_on" label:"公告发布日"`
	SaleOn   date.Date   `json:"sale_on" label:"竞价（交易）日"`
	Reserve  money.Money `json:"reserve" label:"保留价" unit:"元"`
	Deposit  money.Money `json:"deposit" label:"保证金" unit:"元"`
	Contact  string      `json:"contact" label:"咨询与看样方式"`
	Reminder string      `json:"reminder" label:"特别提示" lines:"3"`
}

// AnnounceSale 发布处置公告: the next round at no less than its step of the approved ladder.
type AnnounceSale struct{ SaleNoticeForm }

func (AnnounceSale) Name() Name { return "AnnounceSale" }
func (cmd AnnounceSale) do(c *Case, o *Occasion, fs *fault.Faults) string {
	d := c.s.DisposalPlan
	round := d.NextRound()
	pastDate(fs, "notice_on", "公告发布日", cmd.NoticeOn, o.Today)
	if d.Decided != nil {
		ordered(fs, "notice_on", "公告发布日", cmd.NoticeOn, "审批日", d.Decided.By.On)
	}
	needDate(fs, "sale_on", "竞价日", cmd.SaleOn)
	ordered(fs, "sale_on", "竞价日", cmd.SaleOn, "公告发布日", cmd.NoticeOn)
	needText(fs, "contact", "咨询与看样方式", cmd.Contact)
	needText(fs, "reminder", "特别提示", cmd.Reminder)
	needAmount(fs, "reserve", "保留价", cmd.Reserve)
	mayAmount(fs, "deposit", "保证金", cmd.Deposit)
	if floor := d.Floor(round); cmd.Reserve < floor {
		fs.Refuse("sale.reserve", "reserve", "第 %d 轮保留价不得低于批准方案的 %s 元", round, floor.Format())
	}
	if round > len(d.Ladder.Rounds)+1 {
		fs.Refuse("sale.rounds", "", "批准方案的轮次已用完，请撤回后重新拟订方案，或暂缓处置")
	}
	if d.Form.Method == MethodJudicial {
		judicialNotice(cmd.SaleNoticeForm, round, fs)
	}
	if len(*fs) > 0 {
		return ""
	}
	d.Rounds = append(d.Rounds, SaleRound{Round: round, Notice: cmd.SaleNoticeForm, By: o.signed()})
	return ""
}

// judicialNotice checks 网络司法拍卖规定 Arts 12, 17, 26: other property rights are announced 30 days before the first and 15
// days before the second auction; the deposit is 5 % to 20 % of the reserve.
func judicialNotice(n SaleNoticeForm, round int, fs *fault.Faults) {
	days, code, art := 30, "D-03", "第十二条"
	if round > 1 {
		days, code, art = 15, "D-11", "第二十六条"
	}
	if n.SaleOn.Sub(n.NoticeOn) < days {
		fs.Add(fault.Refused, code, "sale_on", "其他财产权第 %d 次网络司法拍卖应在竞价 %d 日前公告（网络司法拍卖规定%s）", round, days, art)
	}
	if n.Deposit*20 < n.Reserve || n.Deposit*5 > n.Reserve {
		fs.Add(fault.Refused, "D-07", "deposit", "保证金应为起拍价的 5%% 至 20%%（网络司法拍卖规定第十七条）")
	}
}

// NextRound is the number of the round to be announced: recalled notices do not count.
func (d *DisposalR) NextRound() int {
	n := 1
	for _, r := range d.Rounds {
		if r.Recalled == nil && (r.NoSale != nil || r.Failed != nil) {
			n++
		}
	}
	return n
}

// Floor is the least reserve of a round by the approved ladder; after its last round comes the sale (变卖) price.
func (d *DisposalR) Floor(round int) money.Money {
	if round <= len(d.Ladder.Rounds) {
		return d.Ladder.Rounds[round-1].Reserve
	}
	return d.Ladder.Sale
}

func (d *DisposalR) last() *SaleRound { return &d.Rounds[len(d.Rounds)-1] }

// CancelSale 撤回公告.
type CancelSale struct{ Return }

func (CancelSale) Name() Name { return "CancelSale" }
func (cmd CancelSale) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	d := c.s.DisposalPlan
	d.last().Recalled = &ReturnR{Command: cmd.Name(), Reason: cmd.Reason, By: o.signed()}
	return string(d.restingState())
}

// restingState is where the track waits between rounds.
func (d *DisposalR) restingState() DisposalState {
	if d.NextRound() > 1 {
		return DispUnsold
	}
	return DispApproved
}

// NoSaleForm is a round without a buyer.
type NoSaleForm struct {
	On      date.Date `json:"on" label:"竞价日"`
	Bidders int       `json:"bidders" label:"报名人数" unit:"人"`
	Note    string    `json:"note" label:"流拍情况" lines:"2"`
}

// RecordNoSale 登记流拍.
type RecordNoSale struct{ NoSaleForm }

func (RecordNoSale) Name() Name { return "RecordNoSale" }
func (cmd RecordNoSale) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "竞价日", cmd.On, o.Today)
	ordered(fs, "on", "竞价日", cmd.On, "公告的竞价日", c.s.DisposalPlan.last().Notice.SaleOn)
	if cmd.Bidders < 0 {
		fs.Invalid("bidders", "bidders", "报名人数不能为负")
	}
	needText(fs, "note", "流拍情况", cmd.Note)
	c.s.DisposalPlan.last().NoSale = &cmd.NoSaleForm
	return ""
}

// SaleForm is the sale of a round.
type SaleForm struct {
	On        date.Date   `json:"on" label:"成交日"`
	Buyer     string      `json:"buyer" label:"受让人"`
	BuyerCode string      `json:"buyer_code" label:"受让人证件号（统一社会信用代码）" opt:"1"`
	Price     money.Money `json:"price" label:"成交价" unit:"元"`
	Barred    bool        `json:"barred" label:"受让人不属于评估机构、处置服务机构及其工作人员、近亲属"`
}

// RecordSale 登记成交: at or above the reserve; the price goes into the supervised account.
type RecordSale struct{ SaleForm }

func (RecordSale) Name() Name { return "RecordSale" }
func (cmd RecordSale) do(c *Case, o *Occasion, fs *fault.Faults) string {
	r := c.s.DisposalPlan.last()
	pastDate(fs, "on", "成交日", cmd.On, o.Today)
	ordered(fs, "on", "成交日", cmd.On, "公告的竞价日", r.Notice.SaleOn)
	needText(fs, "buyer", "受让人", cmd.Buyer)
	needAmount(fs, "price", "成交价", cmd.Price)
	if cmd.Price < r.Notice.Reserve {
		fs.Refuse("sale.price", "price", "成交价低于公告保留价 %s 元，应登记流拍", r.Notice.Reserve.Format())
	}
	if !cmd.Barred || cmd.Buyer == c.s.Assessor.Name {
		fs.Refuse("sale.barred", "barred", "评估机构、处置服务机构及其工作人员不得竞买，请核实受让人后勾选")
	}
	if len(*fs) > 0 {
		return ""
	}
	r.Sale = &cmd.SaleForm
	c.post(o, fs, cmd.On, "成交价款 "+cmd.Buyer, line(supervisedCash, cmd.Price), line(proceedsHeld, -cmd.Price))
	return ""
}

// DeliveryForm is the closing of the sale (交割).
type DeliveryForm struct {
	PaidOn     date.Date        `json:"paid_on" label:"价款到账日（监管账户）"`
	Cancel     CancellationForm `json:"cancel" label:"质押登记注销"`
	TransferOn date.Date        `json:"transfer_on" label:"权利转移登记日"`
	TransferNo string           `json:"transfer_no" label:"转移登记手续合格通知书编号"`
	FeesUntil  date.Date        `json:"fees_until" label:"年费已缴至"`
	Papers     bool             `json:"papers" label:"技术资料已移交"`
	Note       string           `json:"note" label:"交割说明" opt:"1"`
}

// RecordDelivery 登记交割: cancellation and transfer together, fees paid, papers handed over.
type RecordDelivery struct{ DeliveryForm }

func (RecordDelivery) Name() Name { return "RecordDelivery" }
func (cmd RecordDelivery) do(c *Case, o *Occasion, fs *fault.Faults) string {
	sale := c.s.DisposalPlan.last().Sale
	pastDate(fs, "paid_on", "价款到账日", cmd.PaidOn, o.Today)
	ordered(fs, "paid_on", "价款到账日", cmd.PaidOn, "成交日", sale.On)
	var sub fault.Faults
	cmd.Cancel.check(&sub, o.Today)
	fs.Append("cancel", sub.Err())
	pastDate(fs, "transfer_on", "权利转移登记日", cmd.TransferOn, o.Today)
	ordered(fs, "transfer_on", "权利转移登记日", cmd.TransferOn, "价款到账日", cmd.PaidOn)
	needText(fs, "transfer_no", "转移登记手续合格通知书编号", cmd.TransferNo)
	needDate(fs, "fees_until", "年费已缴至", cmd.FeesUntil)
	ordered(fs, "fees_until", "年费已缴至", cmd.FeesUntil, "权利转移登记日", cmd.TransferOn)
	if !cmd.Papers {
		fs.Refuse("delivery.papers", "papers", "技术资料未移交，不能登记交割")
	}
	d := c.s.DisposalPlan
	d.Delivery, d.DeliveredBy = &cmd.DeliveryForm, o.signed()
	c.s.Registration.Cancel, c.s.Registration.CancelBy = &cmd.Cancel, o.signed()
	return ""
}

// FailDelivery 交割失败: the price goes back to the buyer; a forfeited deposit stays in the supervised account.
type FailDelivery struct {
	On      date.Date   `json:"on" label:"退款日"`
	Forfeit money.Money `json:"forfeit" label:"不予退还的保证金" unit:"元" opt:"1"`
	Reason  string      `json:"reason" label:"失败原因" lines:"2"`
}

func (FailDelivery) Name() Name         { return "FailDelivery" }
func (cmd FailDelivery) reason() string { return cmd.Reason }
func (cmd FailDelivery) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "退款日", cmd.On, o.Today)
	mayAmount(fs, "forfeit", "不予退还的保证金", cmd.Forfeit)
	needText(fs, "reason", "失败原因", cmd.Reason)
	r := c.s.DisposalPlan.last()
	if cmd.Forfeit > r.Notice.Deposit {
		fs.Refuse("forfeit.over", "forfeit", "不予退还的金额不能超过保证金 %s 元", r.Notice.Deposit.Format())
	}
	if len(*fs) > 0 {
		return ""
	}
	back := r.Sale.Price - cmd.Forfeit
	c.post(o, fs, cmd.On, "交割失败退还价款", line(supervisedCash, -back), line(proceedsHeld, back))
	r.Failed = &FailedDelivery{Reason: cmd.Reason, Forfeit: cmd.Forfeit, By: o.signed()}
	return ""
}

// StayDisposal 暂缓处置, and ResumeDisposal 恢复处置.
type StayDisposal struct{ Return }

func (StayDisposal) Name() Name { return "StayDisposal" }
func (cmd StayDisposal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.DisposalPlan.Stays = append(c.s.DisposalPlan.Stays, ReturnR{Command: cmd.Name(), Reason: cmd.Reason, By: o.signed()})
	return ""
}

type ResumeDisposal struct{ Return }

func (ResumeDisposal) Name() Name { return "ResumeDisposal" }
func (cmd ResumeDisposal) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	return string(c.s.DisposalPlan.restingState())
}
