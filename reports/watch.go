package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/calendar"
	"zhiya/workflow/casefile"
	"zhiya/workflow/monitor"
	"zhiya/workflow/pledge"
)

// watched are the facts of the case and the alarms that stand on the day of the paper.
func (p *paper) watched() (monitor.Facts, []monitor.Alarm) {
	f := p.s.Watched()
	return f, monitor.Watch(p.info.On, f, monitor.SettingsOn(p.rules, p.info.On), calendar.Default(), p.rules)
}

// watchReport is the 在押监测月报 of a month, that of the paper's day in a draft: what happened in the month, and loan, cover, rights and
// alarms as they stand on the paper's day.
func watchReport(p *paper) {
	s := p.s
	f, alarms := p.watched()
	on := p.info.On
	p.amount = f.Outstanding
	p.issuer(s.Pledgee.Name)
	month := on
	issue := s.WatchIssue()
	if issue != nil {
		month = issue.Month
	}
	p.doc.Title = fmt.Sprintf("%s\n（%d年%d月）", p.kind, month.Year(), month.Month())
	if issue != nil && issue.Replaces != "" {
		p.para("本月报更正并代替 %s。更正原因：%s", issue.Replaces, issue.Reason)
	}
	p.h1("一、贷款与质押")
	p.pairs("", append(p.secured(), pair("监测日", day(on)), pair("案件阶段", s.Stage.String()), wide("未偿本金（资金台账）", inFull(f.Outstanding)))...)
	p.loanTable()
	p.h1("二、质押覆盖")
	ended := ""
	switch {
	case !f.Cancelled.IsZero():
		ended = "质押已于" + day(f.Cancelled) + "注销登记，不再监测质押覆盖和权利状态。"
	case !f.Settled.IsZero():
		ended = "债务已于" + day(f.Settled) + "结清，质押登记待注销，不再监测质押覆盖和权利状态。"
	}
	if ended == "" {
		p.coverTable(f)
	} else {
		p.para("%s", ended)
	}
	p.h1("三、权利状态与缴费")
	p.statusTable(f)
	p.h1("四、当月事项")
	p.monthTable(month)
	p.h1("五、监测结果")
	if len(alarms) == 0 {
		p.para("截至%s，未发现需要处理的事项。", day(on))
	} else {
		p.para("截至%s，共有 %d 项需要处理，其中%s：", day(on), len(alarms), levelCount(alarms))
		p.alarmTable(alarms)
	}
	p.wordingNotes("watch_report.note", nil)
	p.copies("本月报一式一份，由质权人存档。")
	p.sign(2, layout.Signer{Role: "监测人（签字）"}, layout.Signer{Role: "质权人（盖章）", Name: org(s.Pledgee), Date: day(on), Seal: layout.RoundSeal})
}

func levelCount(alarms []monitor.Alarm) string {
	var out []string
	for _, l := range []monitor.Level{monitor.Highest, monitor.High, monitor.Notice} {
		n := 0
		for _, a := range alarms {
			if a.Level == l {
				n++
			}
		}
		if n > 0 {
			out = append(out, fmt.Sprintf("%s %d 项", l.Chinese(), n))
		}
	}
	return strings.Join(out, "，")
}

func (p *paper) alarmTable(alarms []monitor.Alarm) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), mid("级别", 0.7), col("事由", 3), col("处理要求", 2.6), mid("最迟日", 1.2), col("解除条件", 1.6), mid("处理人", 1)}}
	for i, a := range alarms {
		to := "质权人"
		if a.To == "bureau" {
			to = "市场监管局"
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(a.Level.Chinese()), layout.T(a.Why), layout.T(a.Do), layout.T(monitor.By(a.Level, a.Until)), layout.T(a.CuredBy), layout.T(to)})
	}
	p.table("需要处理的事项", t)
}

// coverTable is the cover right by right. A value out of validity makes the whole unknown; it is never a zero.
func (p *paper) coverTable(f monitor.Facts) {
	if f.NotByValue {
		p.para("本案采用免评估通道，不按质押物价值管理，不计算质押覆盖。")
		return
	}
	exact := make([]decimal.Decimal, len(f.Rights))
	req := pledge.TopUpRequest{Outstanding: f.Outstanding, On: p.info.On}
	for i, r := range f.Rights {
		exact[i] = r.Value.Decimal().Mul(r.Cap.Decimal()).Mul(decimal.NewFromInt(1).Sub(r.Haircut.Decimal()))
		req.Rights = append(req.Rights, pledge.CoveredRight{Value: r.Value, Cap: r.Cap, Haircut: r.Haircut, ValidUntil: r.ValidUntil})
	}
	lendable := running(exact)
	res, err := pledge.TopUp(req)
	known := err == nil && res.Lendable != nil
	t := layout.Table{Small: true, CarryOver: true, Columns: []layout.Column{mid("序号", 0.5), col("权利名称", 2.4), sumOf("认定价值", 1.8), num("折扣", "", 0.9), num("质押率上限", "", 1), mid("估值有效期至", 1.3), mid("估值状态", 1), sumOf("可覆盖金额", 1.8)}}
	if !known {
		t.Columns[7].Sum = false
	}
	for i, r := range f.Rights {
		state, covers := "有效", layout.Yuan(lendable[i])
		if r.ValidUntil.Before(p.info.On) {
			state, covers = "已失效", layout.T("未知")
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(rightTitle(r.Right)), layout.Yuan(r.Value), layout.Percent(r.Haircut, 2), layout.Percent(r.Cap, 2), layout.Day(r.ValidUntil), layout.T(state), covers})
	}
	total := layout.T("未知")
	if known {
		total = layout.Yuan(*res.Lendable)
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Yuan(sum(f.Rights, func(r monitor.WatchedRight) money.Money { return r.Value })), layout.T(""), layout.T(""), layout.T(""), layout.T(""), total}
	t.Note = "可覆盖金额 = 认定价值 × (1 − 折扣) × 质押率上限；任何一项估值失效的，覆盖情况未知，不以零计。"
	p.table("质押覆盖情况", t)
	switch {
	case !known:
		p.para("有权利的估值已失效或者数据不全，质押覆盖情况未知，应立即重新评估。")
		return
	case f.Outstanding == 0:
		p.para("未偿本金为零。")
		return
	case *res.Shortfall > 0:
		p.para("可覆盖金额 %s，未偿本金 %s，缺口 %s。", yuan(*res.Lendable), yuan(f.Outstanding), inFull(*res.Shortfall))
	default:
		p.para("可覆盖金额 %s，未偿本金 %s，余量 %s，没有缺口。", yuan(*res.Lendable), yuan(f.Outstanding), yuan(*res.Lendable-f.Outstanding))
	}
	p.coverFigure(f.Outstanding, *res.Lendable)
}

// coverFigure shows how much of the cover the debt takes up; beyond the whole of it there is a shortfall.
func (p *paper) coverFigure(owed, covers money.Money) {
	if covers <= 0 {
		return
	}
	used := money.RateOf(owed.Decimal().DivRound(covers.Decimal(), 4))
	whole, high := money.MustRate("1"), money.MustRate("1.5")
	for high.Cmp(used) < 0 && high.Cmp(money.MustRate("1000")) < 0 {
		high = money.RateOf(high.Decimal().Add(high.Decimal()))
	}
	p.figure("未偿本金占可覆盖金额的比例", chart.Gauge{Unit: "%", Label: "占比", Value: chart.InPercent(used), Low: chart.InPercent(money.MustRate("0")), High: chart.InPercent(high),
		Bands: []chart.Band{{Label: "在可覆盖金额以内", To: chart.InPercent(whole)}, {Label: "缺口", To: chart.InPercent(high)}}}, 120)
}

// statusTable is what the register says of every right, how old that is, and the next fee or renewal.
func (p *paper) statusTable(f monitor.Facts) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("权利名称", 2.2), mid("法律状态", 1), mid("查询日", 1.3), num("距今", "天", 0.8), mid("期限届满日", 1.3), mid("年费缴至", 1.3), col("下次缴费（续展）", 2.4)}}
	for i, w := range f.Rights {
		r := w.Right
		paid, next := layout.Day(r.FeesPaidUntil), p.nextFee(w)
		if !r.Kind.Patent() {
			paid = layout.T("不适用")
		}
		age := layout.T("")
		if !r.StatusOn.IsZero() {
			age = layout.Count(p.info.On.Sub(r.StatusOn))
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(rightTitle(r)), layout.T(r.Status.Chinese()), layout.Day(r.StatusOn), age, layout.Day(r.Expiry()), paid, layout.T(next)})
	}
	p.table("权利状态与缴费", t)
}

// nextFee says in words which fee is to be paid next.
func (p *paper) nextFee(w monitor.WatchedRight) string {
	r := w.Right
	if !r.Kind.Patent() {
		if r.TermEnd.IsZero() {
			return ""
		}
		return "专用期至 " + r.TermEnd.String()
	}
	if r.FeesPaidUntil.IsZero() {
		return "缴费情况不明"
	}
	cal, err := pledge.FeesBy(p.rules, pledge.FeeRequest{Kind: r.Kind, Filed: r.Filed, Granted: r.Granted, On: p.info.On, PaidUntil: r.FeesPaidUntil}, calendar.Default())
	if err != nil || cal.Next == nil {
		return ""
	}
	y := cal.Next
	if y.State == pledge.FeeGrace {
		return fmt.Sprintf("第 %d 年 %s 元（已逾期，补缴期至 %s）", y.Year, y.Amount.Format(), y.GraceBy)
	}
	return fmt.Sprintf("第 %d 年 %s 元，%s 前", y.Year, y.Amount.Format(), y.PayBy)
}

// happening is one thing that happened in the month.
type happening struct {
	on         date.Date
	what, text string
}

// monthTable lists what happened in the month up to the day of the paper.
func (p *paper) monthTable(month date.Date) {
	s, on := p.s, p.info.On
	var list []happening
	add := func(d date.Date, what, format string, args ...any) {
		if d.Year() == month.Year() && d.Month() == month.Month() && !d.After(on) {
			list = append(list, happening{d, what, fmt.Sprintf(format, args...)})
		}
	}
	for _, l := range s.Loans {
		if r := s.RenewalOf(l.No); r != nil {
			add(l.From, r.Form.KindName(), "新借据 %s（%s，至 %s）归还旧借据 %s", l.No, yuan(l.Amount), day(l.Due), r.Form.LoanNo)
			continue
		}
		add(l.From, "放款", "借据 %s，%s", l.No, yuan(l.Amount))
	}
	for _, r := range s.Repayments {
		if !r.Reversed {
			add(r.On, "还款", "借据 %s，本金 %s，利息 %s%s", r.LoanNo, yuan(r.Principal), yuan(r.Interest), feesBack(r))
		}
	}
	for _, a := range s.FeeAdvances {
		if a.Reversed == nil {
			add(a.On, "代缴年费", "%s 第 %d 年，%s，%s", a.Number, a.Fee.Year, yuan(a.Fee.Amount), receiptOf(a))
		}
	}
	for _, r := range s.Revaluations {
		add(r.On, "重新认定价值", "%s：%s 调整为 %s", p.titleOf(r.Ref, r.Ref), yuan(r.Old), yuan(r.Value))
	}
	if x := s.Default; x != nil {
		add(x.Form.On, "认定违约", "%s", or(x.Form.Event))
		for _, d := range x.Dunning {
			add(d.On, "催收", "%s：%s", or(d.How), or(oneLine(d.Note)))
		}
	}
	for _, k := range s.CollateralChanges {
		if a := k.Added; a != nil {
			add(a.On, "追加质押", "%s，认定价值 %s，登记号 %s", rightTitle(a.Right), yuan(a.Accepted.Value), or(oneLine(a.Number)))
		}
		if k.Removed != nil {
			add(k.ReleasedOn, "部分注销", "%s，通知书 %s", rightTitle(*k.Removed), or(oneLine(k.Notice)))
		}
	}
	if k := s.Collateral; k != nil && k.Added != nil && !k.Added.On.IsZero() {
		add(k.Added.On, "追加质押", "%s，认定价值 %s，登记号 %s", rightTitle(k.Added.Right), yuan(k.Added.Accepted.Value), or(oneLine(k.Added.Number)))
	}
	for _, v := range s.Revocations {
		add(v.Form.On, "质押登记撤销", "登记号 %s，通知书 %s，%s：%s", or(oneLine(v.Number)), or(oneLine(v.Form.Notice)), v.Form.EffectName(), oneLine(v.Form.Ground))
	}
	for _, r := range s.EarlierRegistrations {
		add(r.On, "质押登记", "登记号 %s（已撤销）", or(r.Number))
	}
	for _, e := range s.Extensions {
		if e.Approved != nil {
			add(e.Approved.On, "展期", "借据 %s，%s 展至 %s，年利率 %s", or(e.Form.LoanNo), day(e.OldDue), day(e.Form.Due), e.Form.Rate.Percent())
		}
	}
	for _, x := range s.PartyChanges {
		add(x.Approved.On, "当事人变更", "%s", oneLine(x.What()))
	}
	for _, e := range s.Events {
		add(e.Form.On, oneLine(e.What()), "%s %s %s", p.titleOf(e.Form.Ref, ""), oneLine(e.Form.Office), oneLine(e.Form.Number))
	}
	if d := s.Determination; d != nil {
		add(d.Form.On, "债权确定", "优先受偿 %s，超出登记最高额 %s", yuan(d.Secured), yuan(d.Beyond))
	}
	if x := s.Settlement; x != nil {
		add(x.On, "结清", "结清证明 %s", or(x.CertificateNo))
	}
	if r := s.Registration; r != nil {
		add(r.On, "质押登记", "登记号 %s", or(r.Number))
		for _, c := range r.Changes {
			add(c.Registered, "变更登记", "%s：%s", c.Form.ItemName(), oneLine(c.Form.After))
		}
		if r.Cancel != nil {
			add(r.Cancel.On, "注销登记", "通知书 %s", or(r.Cancel.Notice))
		}
	}
	for _, a := range s.Acts {
		if a.Command == "UpdateRightFacts" && !a.Void {
			add(a.By.On, casefile.Name(a.Command).Title(), "办理人 %s", or(oneLine(a.By.Person)))
		}
	}
	if len(list) == 0 {
		p.para("当月没有登记还款、重新认定、催收或者登记变动。")
		return
	}
	slices.SortStableFunc(list, func(a, b happening) int { return cmp.Compare(a.on.Sub(b.on), 0) })
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), mid("日期", 1.3), mid("事项", 1.6), col("内容", 5)}}
	for i, h := range list {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.Day(h.on), layout.T(h.what), layout.T(h.text)})
	}
	p.table("当月事项", t)
}
