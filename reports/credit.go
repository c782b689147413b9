package reports

import (
	"slices"
	"strconv"

	"zhiya/reports/layout"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/riskshare"
)

// creditMemo is the 授信测算表: what each right carries, how far it covers the loan, who shares a loss and has enrolled.
func creditMemo(p *paper) {
	s, k := p.s, p.s.Credit
	f := k.Form
	p.issuer(s.Lender.Name)
	facts := []layout.Pair{
		part("一、授信要素"),
		pair("授信批复号", k.ApprovalNo), pair("估值通道", s.Lane.String()),
		pair("债务人", names(s.Intake.Debtors)), pair("质权人", org(s.Pledgee)),
		wide("授信金额", inFull(f.Amount)),
		pair("年利率", f.Rate.Percent()), pair("借款期限", day(f.From)+" 至 "+day(f.Due)),
		pair("计息天数基础", strconv.Itoa(f.DayCount)+" 天"), pair("还款方式", f.Repayment),
		wide("借款用途", s.Intake.Purpose)}
	if v := k.Product; v != nil {
		facts = append(facts, wide("贷款产品", v.Label()+"（"+day(v.Terms.From)+"起）"))
	}
	p.pairs("", facts...)
	p.h1("二、质押价值认定与可贷额测算")
	if s.Lane == casefile.Exempt {
		p.para("本案采用免评估通道，不按质押物价值管理，不计算可贷额。")
	} else {
		p.valueTable()
	}
	p.h1("三、风险分担方案与入池备案")
	if p.shareTable(f) {
		p.enrolmentTable(true)
	}
	p.h1("四、审查与审批")
	p.pairs("", wide("经办意见", f.Opinion), wide("提出人", who(k.Proposed)), wide("审批意见", k.Opinion), wide("审批人", whoPtr(k.Approved)))
	p.sign(2, layout.Signer{Role: "经办人（签字）", Name: k.Proposed.Person, Date: day(k.Proposed.On)},
		layout.Signer{Role: "有权审批人（签字）", Name: signer(k.Approved), Date: signDay(k.Approved), Seal: layout.RoundSeal})
}

// valueTable computes each right's lendable part as the proposal did: 认定价值 × (1 − 折扣) × 质押率上限.
func (p *paper) valueTable() {
	s, f := p.s, p.s.Credit.Form
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("权利", 2.4), num("评估价值", "元", 1.7), num("认定价值", "元", 1.7), num("价值折扣", "", 1), num("质押率上限", "", 1), num("可贷额", "元", 1.7)},
		Note: "可贷额 = 认定价值 × (1 − 价值折扣) × 质押率上限，逐项四舍五入至分。"}
	var appraised, accepted, lendable money.Money
	known := false
	for i, v := range f.Values {
		lend, err := v.Lendable()
		if err != nil {
			lend = 0
		}
		market := layout.T("")
		if m, ok := s.AppraisedValue(v.Ref); ok {
			market, known = layout.Yuan(m), true
			appraised += m
		}
		accepted, lendable = accepted+v.Value, lendable+lend
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(p.titleOf(v.Ref, v.Ref)), market, layout.Yuan(v.Value), layout.Percent(v.Haircut, 2), layout.Percent(v.Cap, 2), layout.Yuan(lend)})
	}
	total := layout.T("")
	if known {
		total = layout.Yuan(appraised)
	}
	t.Total = []layout.Cell{layout.T("合计").Across(2), total, layout.Yuan(accepted), layout.T(""), layout.T(""), layout.Yuan(lendable)}
	p.table("质押价值认定表", t)
	spare := lendable - f.Amount
	text := "可贷额合计 " + yuan(lendable) + "，授信金额 " + yuan(f.Amount) + "，"
	if spare >= 0 {
		text += "测算充足，余量 " + yuan(spare) + "。"
	} else {
		text += "测算不足，缺口 " + yuan(-spare) + "。"
	}
	if lendable > 0 {
		text += "授信金额占可贷额 " + money.RateOf(f.Amount.Decimal().DivRound(lendable.Decimal(), 4)).Percent() + "；"
	}
	if accepted > 0 {
		text += "占认定价值 " + money.RateOf(f.Amount.Decimal().DivRound(accepted.Decimal(), 4)).Percent() + "。"
	}
	p.para("%s", text)
	if s.Report != nil && !s.Report.ValidUntil.IsZero() {
		p.para("评估报告%s，评估结论使用有效期至 %s。", or(s.Report.Number), day(s.Report.ValidUntil))
	}
	t = layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("权利", 3), mid("种类", 1.3), mid("权利期限届满日", 1.5), mid("债务到期日", 1.5), col("比对", 2.6)}}
	for i, r := range s.Intake.Rights {
		end := r.Expiry()
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(rightTitle(r)), layout.T(r.Kind.String()), layout.Day(end), layout.Day(f.Due), layout.T(compare(f.Due, end, r.Kind.Patent()))})
	}
	p.table("债务期限与权利期限比对", t)
}

func compare(due, end date.Date, patent bool) string {
	switch {
	case end.IsZero():
		return "权利期限待核实"
	case !due.After(end):
		return "债务到期日不晚于权利届满日"
	case patent:
		return "债务到期日晚于权利届满日，不予登记"
	}
	return "须在届满前办理续展"
}

// shareTable prints the scheme with the part of the principal each party would bear; false when there is no scheme.
func (p *paper) shareTable(f casefile.CreditForm) bool {
	k := p.s.Credit
	if k.Scheme == nil || len(k.Scheme.Parties) == 0 {
		p.para("本案未参加风险分担方案，损失由贷款银行自行承担。")
		return false
	}
	p.para("方案名称：%s；分担基数：%s；知识产权质押部分占比 %s。截余部分和基数以外的损失由贷款银行承担。", f.Scheme, baseName(k.Scheme.Base), f.IPShare.Percent())
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("分担方", 2.6), num("分担比例", "", 1), num("单笔上限", "元", 1.6), num("资金池余额", "元", 1.6), num("预计分担本金", "元", 1.7)}}
	ip := f.IPShare
	shares, err := riskshare.Allocate(riskshare.Request{Scheme: *k.Scheme, Loss: riskshare.Loss{Principal: f.Amount, IPShare: &ip}})
	for i, party := range k.Scheme.Parties {
		amount := layout.T("")
		if err == nil && i < len(shares.Parts) {
			amount = layout.Yuan(shares.Parts[i].Amount)
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(p.orgName(party.ID)), layout.Percent(party.Share, 2), optional(party.Cap), optional(party.Pool), amount})
	}
	if err == nil {
		t.Total = []layout.Cell{layout.T("合计").Across(2), layout.Percent(money.MustRate("1"), 2), layout.T(""), layout.T(""), layout.Yuan(shares.Base)}
	}
	p.table("分担比例与预计分担（按授信本金全额损失测算）", t)
	return true
}

// enrolmentTable lists the enrolments; what a partner has left is for the lender, not for the other partners.
func (p *paper) enrolmentTable(capacity bool) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("合作方", 2.6), num("预留额度", "元", 1.6), col("备案号", 1.8), col("确认人及日期", 2), mid("备案状态", 1)}}
	if capacity {
		t.Columns = slices.Insert(t.Columns, 4, num("预留后可用额度", "元", 1.6))
	}
	for i, e := range p.s.Credit.Enrolments {
		state, free := "待确认", layout.T("")
		if e.By != nil {
			state, free = "已备案", layout.Yuan(e.Free)
		}
		row := []layout.Cell{index(i), layout.T(org(e.Org)), layout.Yuan(e.Reserved), layout.T(e.Number), layout.T(signedShort(e.By)), layout.T(state)}
		if capacity {
			row = slices.Insert(row, 4, free)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = "未经备案的贷款不得申请风险补偿。"
	p.table("入池备案情况", t)
}

func optional(m *money.Money) layout.Cell {
	if m == nil {
		return layout.T("不限")
	}
	return layout.Yuan(*m)
}

func baseName(b riskshare.Base) string {
	switch b {
	case riskshare.Principal:
		return "本金"
	case riskshare.PrincipalAndInterest:
		return "本金及利息"
	case riskshare.All:
		return "本金、利息及费用"
	}
	return or(string(b))
}

func signer(s *casefile.Signed) string {
	if s == nil {
		return ""
	}
	return s.Person
}

func signDay(s *casefile.Signed) string {
	if s == nil {
		return ""
	}
	return day(s.On)
}

func signedShort(s *casefile.Signed) string {
	if s == nil {
		return ""
	}
	return oneLine(s.Person) + " " + s.On.String()
}

// orgName finds the name of an organisation of the case by its id.
func (p *paper) orgName(id string) string {
	s := p.s
	known := []casefile.OrgRef{s.Lender, s.Pledgee, s.Opener, s.Assessor, s.Bureau}
	if s.Credit != nil {
		for _, e := range s.Credit.Enrolments {
			known = append(known, e.Org)
		}
	}
	if s.CompClaim != nil {
		for _, x := range s.CompClaim.Shares {
			known = append(known, x.Org)
		}
	}
	for _, r := range s.Recoveries {
		known = append(known, r.Parties...)
	}
	for _, o := range known {
		if o.ID == id && o.Name != "" {
			return oneLine(o.Name)
		}
	}
	return oneLine(id)
}
