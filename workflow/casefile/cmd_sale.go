package casefile

import (
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/ident"
	"zhiya/workflow/right"
)

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
	ordered(fs, "notice_on", "公告发布日", cmd.NoticeOn, "上一轮结束日", d.roundEnded())
	needDate(fs, "sale_on", "竞价日", cmd.SaleOn)
	ordered(fs, "sale_on", "竞价日", cmd.SaleOn, "公告发布日", cmd.NoticeOn)
	needText(fs, "contact", "咨询与看样方式", cmd.Contact)
	needText(fs, "reminder", "特别提示", cmd.Reminder)
	needAmount(fs, "reserve", "保留价", cmd.Reserve)
	mayAmount(fs, "deposit", "保证金", cmd.Deposit)
	if cmd.Deposit > cmd.Reserve {
		fs.Refuse("sale.deposit", "deposit", "保证金 %s 元高于保留价 %s 元，请核对单位（元）", cmd.Deposit.Format(), cmd.Reserve.Format())
	}
	d.Form.checkFresh("notice_on", cmd.NoticeOn, fs)
	c.checkSaleable(o.Today, fs)
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

// checkSaleable refuses to offer a right that the register no longer shows alive, or that nobody has looked up for a year.
func (c *Case) checkSaleable(on date.Date, fs *fault.Faults) {
	for i, r := range c.s.Intake.Rights {
		refuse := func(code, format string, args ...any) {
			fs.Refuse(code, "", "第 %d 项权利“%s”"+format, append([]any{i + 1, r.Title}, args...)...)
		}
		end := r.Expiry()
		switch {
		case r.Status != right.InForce && !right.IsCopyright(r.Kind):
			refuse("right.not_in_force", "的法律状态为“%s”，不能处置；请核对登记簿并“更新权利状态”", r.Status.Chinese())
		case !end.IsZero() && end.Before(on):
			refuse("right.expired", "的期限已于 %s 届满，不能处置", end.Chinese())
		case r.Kind.Patent() && !r.FeesPaidUntil.IsZero() && r.FeesPaidUntil.Before(on):
			refuse("right.fees", "的年费只缴至 %s，请先缴纳（可由质权人代缴）并“更新权利状态”", r.FeesPaidUntil.Chinese())
		case r.StatusOn.AddYears(1).Before(on):
			refuse("right.stale", "的法律状态查询日 %s 距今已超过一年，请重新查询登记簿并“更新权利状态”", r.StatusOn.Chinese())
		}
	}
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

// roundEnded is the day on which the round before came to nothing; zero before the first.
func (d *DisposalR) roundEnded() date.Date {
	var last date.Date
	for _, r := range d.Rounds {
		day := r.Notice.NoticeOn
		switch {
		case r.NoSale != nil:
			day = r.NoSale.On
		case r.Failed != nil:
			day = r.Failed.On
		}
		if day.After(last) {
			last = day
		}
	}
	return last
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

// RecordSale 登记成交: at or above the reserve. The price is booked when it has come in, at 交割.
type RecordSale struct{ SaleForm }

func (RecordSale) Name() Name { return "RecordSale" }
func (cmd RecordSale) do(c *Case, o *Occasion, fs *fault.Faults) string {
	d := c.s.DisposalPlan
	if c.s.Disposal != DispAnnounced { // 协议折价: no notice, no bidding
		d.Form.checkFresh("on", cmd.On, fs)
		c.checkSaleable(o.Today, fs)
		ordered(fs, "on", "成交日", cmd.On, "上一轮结束日", d.roundEnded())
		if d.Decided != nil {
			ordered(fs, "on", "成交日", cmd.On, "审批日", d.Decided.By.On)
		}
		floor := d.Ladder.Rounds[0].Reserve
		d.Rounds = append(d.Rounds, SaleRound{Round: d.NextRound(), Notice: SaleNoticeForm{SaleOn: cmd.On, Reserve: floor}, By: o.signed()})
	}
	r := d.last()
	pastDate(fs, "on", "成交日", cmd.On, o.Today)
	ordered(fs, "on", "成交日", cmd.On, "公告的竞价日", r.Notice.SaleOn)
	needText(fs, "buyer", "受让人", cmd.Buyer)
	if code := strings.TrimSpace(cmd.BuyerCode); code != "" {
		_, err := ident.ParseParty(code)
		fs.Append("buyer_code", err)
	}
	needAmount(fs, "price", "成交价", cmd.Price)
	if cmd.Price < r.Notice.Reserve {
		fs.Refuse("sale.price", "price", "成交价低于保留价 %s 元，不能成交；公告处置的应登记流拍", r.Notice.Reserve.Format())
	}
	if !cmd.Barred || cmd.Buyer == c.s.Assessor.Name {
		fs.Refuse("sale.barred", "barred", "评估机构、处置服务机构及其工作人员不得竞买，请核实受让人后勾选")
	}
	if len(*fs) > 0 {
		return ""
	}
	r.Sale = &cmd.SaleForm
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

// RecordDelivery 登记交割: cancellation and transfer together, fees paid, papers handed over; the price stands in the supervised
// account from the day it came in.
type RecordDelivery struct{ DeliveryForm }

func (RecordDelivery) Name() Name { return "RecordDelivery" }
func (cmd RecordDelivery) do(c *Case, o *Occasion, fs *fault.Faults) string {
	sale := c.s.DisposalPlan.last().Sale
	pastDate(fs, "paid_on", "价款到账日", cmd.PaidOn, o.Today)
	ordered(fs, "paid_on", "价款到账日", cmd.PaidOn, "成交日", sale.On)
	var sub fault.Faults
	cmd.Cancel.check(&sub, o.Today)
	ordered(&sub, "filed_on", "注销申请日", cmd.Cancel.FiledOn, "质押登记日", c.s.Registration.On)
	ordered(&sub, "filed_on", "注销申请日", cmd.Cancel.FiledOn, "成交日", sale.On)
	fs.Append("cancel", sub.Err())
	pastDate(fs, "transfer_on", "权利转移登记日", cmd.TransferOn, o.Today)
	ordered(fs, "transfer_on", "权利转移登记日", cmd.TransferOn, "价款到账日", cmd.PaidOn)
	needText(fs, "transfer_no", "转移登记手续合格通知书编号", cmd.TransferNo)
	needDate(fs, "fees_until", "年费已缴至", cmd.FeesUntil)
	ordered(fs, "fees_until", "年费已缴至", cmd.FeesUntil, "权利转移登记日", cmd.TransferOn)
	if !cmd.Papers {
		fs.Refuse("delivery.papers", "papers", "技术资料未移交，不能登记交割")
	}
	if len(*fs) > 0 {
		return ""
	}
	d := c.s.DisposalPlan
	d.DeliveryEntry = c.post(o, fs, cmd.PaidOn, "成交价款 "+sale.Buyer, line(supervisedCash, sale.Price), line(proceedsHeld, -sale.Price))
	d.Delivery, d.DeliveredBy = &cmd.DeliveryForm, o.signed()
	c.s.Distribution = nil // one prepared for a kept deposit alone is out of date
	c.s.Registration.Cancel, c.s.Registration.CancelBy = &cmd.Cancel, o.signed()
	return ""
}

// FailDelivery 交割失败: what the buyer paid goes back, but for a forfeited deposit, which stands in the supervised account.
type FailDelivery struct {
	On      date.Date   `json:"on" label:"确认失败（退款）日"`
	Forfeit money.Money `json:"forfeit" label:"不予退还的保证金" unit:"元" opt:"1"`
	Reason  string      `json:"reason" label:"失败原因" lines:"2"`
}

func (FailDelivery) Name() Name         { return "FailDelivery" }
func (cmd FailDelivery) reason() string { return cmd.Reason }
func (cmd FailDelivery) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "确认失败日", cmd.On, o.Today)
	ordered(fs, "on", "确认失败日", cmd.On, "成交日", c.s.DisposalPlan.last().Sale.On)
	mayAmount(fs, "forfeit", "不予退还的保证金", cmd.Forfeit)
	needText(fs, "reason", "失败原因", cmd.Reason)
	r := c.s.DisposalPlan.last()
	if most := min(r.Notice.Deposit, r.Sale.Price); cmd.Forfeit > most {
		fs.Refuse("forfeit.over", "forfeit", "不予退还的金额不能超过保证金和成交价，至多 %s 元", most.Format())
	}
	if len(*fs) > 0 {
		return ""
	}
	c.post(o, fs, cmd.On, "交割失败不予退还的保证金", line(supervisedCash, cmd.Forfeit), line(proceedsHeld, -cmd.Forfeit))
	r.Failed = &FailedDelivery{Reason: cmd.Reason, Forfeit: cmd.Forfeit, On: cmd.On, By: o.signed()}
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
func (cmd ResumeDisposal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.DisposalPlan.Form.checkFresh("", o.Today, fs)
	return string(c.s.DisposalPlan.restingState())
}
