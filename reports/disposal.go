package reports

import (
	"strings"

	"zhiya/reports/layout"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
)

var methodNames = map[string]string{casefile.MethodAuction: "委托拍卖", casefile.MethodListing: "挂牌转让", casefile.MethodSale: "变卖",
	casefile.MethodDiscount: "协议折价", casefile.MethodJudicial: "司法网络拍卖"}

func methodName(m string) string {
	if n, ok := methodNames[m]; ok {
		return n
	}
	return or(m)
}

// disposalApplication is the 质物处置申请书 the pledgee's approver submits; on the court route it is a 质物司法处置告知书, for the bureau is
// informed there and not asked.
func disposalApplication(p *paper) {
	s, d := p.s, p.s.DisposalPlan
	f := d.Form
	p.issuer(s.Pledgee.Name)
	p.add(layout.Paragraph{NoIndent: true, Text: "致：" + org(s.Bureau)})
	reason := "申请处置理由"
	if f.Method == casefile.MethodJudicial {
		const notice = "质物司法处置告知书"
		p.doc.Title, p.doc.Header = notice, notice
		reason = "处置理由"
		p.para("%s作为质权人，因债务人到期未履行债务，依人民法院裁定对下列质物进行处置，现将有关情况告知你单位。", org(s.Pledgee))
	} else {
		p.para("%s作为质权人，因债务人到期未履行债务，拟对下列质物进行处置，现提出申请。", org(s.Pledgee))
	}
	p.h1("一、债权与违约情况")
	pairs := p.secured()
	if x := s.Default; x != nil {
		pairs = append(pairs, pair("违约认定日", day(x.Form.On)), pair("违约事由", x.Form.Event), wide("违约情况", x.Form.Reason))
	}
	p.pairs("", pairs...)
	p.claimTable()
	p.h1("二、质物")
	p.rightsTable("拟处置的权利")
	p.pairs("", wide("关联权利与许可", f.Related), pair("涉及境外受让人", yes(f.Foreign)), pair("处置参考价", yuan(f.Valuation)), pair("参考价基准日", day(f.ValuedOn)), pair("参考价占债权", p.coverage()))
	if f.Foreign {
		p.note("向境外受让人转让专利权的，须依法办理有关手续（专利法第十条）。")
	}
	p.h1("三、处置方案")
	p.planPairs(d)
	p.ladderTable(d)
	p.ladderFigure(d)
	p.h1("四、通知与处置理由")
	p.pairs("", pair("处置通知日期", day(f.NoticeOn)), pair("违约通知日期", defaultNotice(s)), wide(reason, f.Reason), wide("附送材料", f.Attachments))
	p.h1("五、质权人审批")
	p.pairs("", wide("拟订人", who(d.Planned)), wide("审批提交人", whoPtr(d.Submitted)), wide("审批意见", p.actNote("SubmitDisposal")))
	p.sign(2, layout.Signer{Role: "有权审批人（签字）", Name: signer(d.Submitted), Date: signDay(d.Submitted)},
		layout.Signer{Role: "质权人（盖章）", Name: org(s.Pledgee), Date: day(p.info.On), Seal: layout.RoundSeal})
}

func defaultNotice(s casefile.State) string {
	if s.Default == nil {
		return ""
	}
	return day(s.Default.Form.NoticeOn)
}

// actNote is what was written with the last act of this name that still counts.
func (p *paper) actNote(name casefile.Name) string {
	for i := len(p.s.Acts) - 1; i >= 0; i-- {
		if a := p.s.Acts[i]; a.Command == name && !a.Void {
			return a.Note
		}
	}
	return ""
}

func (p *paper) claimTable() {
	k := p.s.Claim
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("项目", 3), num("金额", "元", 2.4)}}
	for i, x := range []struct {
		name   string
		amount money.Money
	}{{"本金", k.Principal}, {"欠付利息", k.Form.Interest}, {"罚息、复利、违约金", k.Form.Penalty}, {"实现债权的费用（含代缴年费）", k.Form.Costs}} {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(x.name), layout.Yuan(x.amount)})
	}
	t.Total = []layout.Cell{layout.T("债权合计").Across(2), layout.Yuan(k.Total)}
	t.Note = "计算截止日 " + or(day(k.Form.AsOf)) + "；计算说明：" + or(oneLine(k.Form.Note))
	p.table("债权计算表", t)
}

func (p *paper) coverage() string {
	if p.s.Claim == nil || p.s.Claim.Total <= 0 {
		return ""
	}
	return money.RateOf(p.s.DisposalPlan.Form.Valuation.Decimal().DivRound(p.s.Claim.Total.Decimal(), 4)).Percent()
}

func (p *paper) planPairs(d *casefile.DisposalR) {
	f := d.Form
	p.pairs("", pair("处置方式", methodName(f.Method)), pair("处置平台", oneLine(f.Platform)), wide("处置依据", f.Consent), wide("依据文件", f.ConsentNo),
		pair("首次保留价比例", f.FirstRatio.Percent()), pair("变卖底价比例", f.SaleFloor.Percent()))
}

// ladderTable prints the reserve of every round and the price of the 变卖.
func (p *paper) ladderTable(d *casefile.DisposalR) {
	t := layout.Table{Columns: []layout.Column{mid("轮次", 1), num("保留价", "元", 2), num("占参考价", "", 1.2), col("计算", 3.4)}}
	for i, r := range d.Ladder.Rounds {
		how := "参考价 × " + d.Form.FirstRatio.Percent()
		if i > 0 && i-1 < len(d.Form.Cuts) {
			how = "上一轮保留价 × (1 − " + d.Form.Cuts[i-1].Percent() + ")"
		}
		t.Rows = append(t.Rows, []layout.Cell{layout.T(roundName(r.Round)), layout.Yuan(r.Reserve), ratio(r.Reserve, d.Form.Valuation), layout.T(how)})
	}
	t.Rows = append(t.Rows, []layout.Cell{layout.T("变卖"), layout.Yuan(d.Ladder.Sale), ratio(d.Ladder.Sale, d.Form.Valuation), layout.T("参考价 × " + d.Form.SaleFloor.Percent())})
	if d.Form.Method == casefile.MethodJudicial {
		t.Note = "依据《最高人民法院关于人民法院网络司法拍卖若干问题的规定》第十条、第二十六条：保留价不低于评估价的百分之七十，再次拍卖降价幅度不超过前次起拍价的百分之二十。"
	}
	p.table("保留价阶梯", t)
}

func ratio(part, whole money.Money) layout.Cell {
	if whole <= 0 {
		return layout.T("")
	}
	return layout.Percent(money.RateOf(part.Decimal().DivRound(whole.Decimal(), 4)), 2)
}

// disposalOpinion is the 质物处置项目审批意见: the chain of three and the conclusion. It is an opinion within the project, and says so.
func disposalOpinion(p *paper) {
	s, d := p.s, p.s.DisposalPlan
	p.issuer(s.Bureau.Name)
	if d.Number != "" {
		p.doc.Number = oneLine(d.Number)
	}
	p.add(layout.Paragraph{NoIndent: true, Text: org(s.Pledgee) + "："})
	p.para("你单位提交的质物处置申请（案件编号 %s）收悉。经审查，提出如下意见：", s.Number)
	p.h1("一、申请事项")
	pairs := append(p.secured(), pair("处置方式", methodName(d.Form.Method)), pair("处置平台", oneLine(d.Form.Platform)), pair("处置参考价", yuan(d.Form.Valuation)), pair("参考价基准日", day(d.Form.ValuedOn)),
		wide("处置依据", d.Form.Consent+"；"+d.Form.ConsentNo), pair("申请提交日", signDay(d.Submitted)), pair("审批期限", day(d.DecisionDue)))
	p.pairs("", pairs...)
	p.rightsTable("质物清单")
	p.ladderTable(d)
	if len(d.Supplements) > 0 {
		t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("告知补正的事项", 3), mid("期限", 1.3), col("补正情况", 3), mid("补正日", 1.3)}}
		for i, x := range d.Supplements {
			t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(x.Items), layout.Day(x.Due), layout.T(x.Answer), layout.Day(x.Answered.On)})
		}
		p.table("一次性补正", t)
	}
	p.h1("二、审查、审核与审批意见")
	t := layout.Table{Columns: []layout.Column{mid("环节", 1.4), mid("结论", 1), col("意见", 4), col("办理人", 1.2), mid("日期", 1.3)}}
	for _, x := range []struct {
		name string
		o    *casefile.Opinion
	}{{"经办审查", d.Examined}, {"科室审核", d.Endorsed}, {"分管领导审批", d.Decided}} {
		if x.o == nil {
			t.Rows = append(t.Rows, []layout.Cell{layout.T(x.name), layout.T("未办理").Across(4)})
			continue
		}
		t.Rows = append(t.Rows, []layout.Cell{layout.T(x.name), layout.T(agreed(x.o.Agree)).InBold(), layout.T(x.o.Text), layout.T(x.o.By.Person), layout.Day(x.o.By.On)})
	}
	p.table("办理意见", t)
	p.h1("三、审批结论")
	conclusion := "不予同意本次处置申请。"
	if d.Decided.Agree {
		conclusion = "同意按上述方案处置质物。"
	}
	p.add(layout.Paragraph{Spans: []layout.Span{{Text: conclusion, Bold: true}}})
	p.para("附加要求：%s", or(strings.TrimSpace(d.Conditions)))
	p.wordingParas("disposal_opinion.nature", nil)
	p.sign(2, layout.Signer{Role: "分管负责人（签字）", Name: d.Decided.By.Person, Date: day(d.Decided.By.On)},
		layout.Signer{Role: "（盖章）", Name: org(s.Bureau), Date: day(p.info.On), Seal: layout.RoundSeal})
}

func agreed(ok bool) string {
	if ok {
		return "同意"
	}
	return "不同意"
}

// saleNotice is the 处置公告 of the last announced round.
func saleNotice(p *paper) {
	s, d := p.s, p.s.DisposalPlan
	r := d.Rounds[len(d.Rounds)-1]
	n := r.Notice
	p.issuer(s.Pledgee.Name)
	p.doc.Title = "质物处置公告\n（" + roundName(max(r.Round, 1)) + "）"
	p.wordingParas("sale_notice.opening", map[string]string{"质权人": org(s.Pledgee), "处置日": or(day(n.SaleOn)), "处置平台": or(oneLine(d.Form.Platform)), "处置方式": methodName(d.Form.Method)})
	p.h1("一、处置标的")
	p.rightsTable("处置标的")
	p.burdenTable("标的现状")
	p.h1("二、价格与时间")
	p.pairs("", wide("保留价（起拍价）", inFull(n.Reserve)), wide("保证金", inFull(n.Deposit)),
		pair("处置参考价", yuan(d.Form.Valuation)), pair("参考价基准日", day(d.Form.ValuedOn)),
		pair("公告发布日", day(n.NoticeOn)), pair("竞价（交易）日", day(n.SaleOn)),
		pair("处置方式", methodName(d.Form.Method)), pair("处置平台", oneLine(d.Form.Platform)),
		pair("项目审批意见文号", d.Number), pair("质押登记号", registrationNo(s)))
	p.h1("三、竞买与交付")
	terms := p.wording("sale_notice.terms", nil)
	if d.Form.Method == casefile.MethodJudicial {
		terms = append(terms, "本次处置适用《最高人民法院关于人民法院网络司法拍卖若干问题的规定》；竞价时间不少于二十四小时，竞价结束前五分钟内有人出价的，自动延迟五分钟。")
	}
	p.items(terms...)
	p.h1("四、特别提示")
	for _, line := range strings.Split(or(n.Reminder), "\n") {
		p.para("%s", line)
	}
	p.wordingParas("sale_notice.caution", nil)
	p.h1("五、咨询")
	p.para("咨询与看样方式：%s", n.Contact)
	p.sign(2, layout.Signer{Role: "经办人（签字）", Name: r.By.Person, Date: day(r.By.On)}, layout.Signer{Role: "质权人（盖章）", Name: org(s.Pledgee), Date: day(n.NoticeOn), Seal: layout.RoundSeal})
}

func registrationNo(s casefile.State) string {
	if s.Registration == nil {
		return ""
	}
	return s.Registration.Number
}

func roundName(n int) string { return "第" + layout.ChineseNumeral(n) + "轮" }
