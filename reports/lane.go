package reports

import (
	"strings"

	"zhiya/reports/layout"
)

// laneHead is what the papers of the other lanes begin with: whose rights secure which loan.
func (p *paper) laneHead(first string) []layout.Pair {
	s := p.s
	p.issuer(s.Lender.Name)
	return []layout.Pair{part(first), pair("案件编号", s.Number), pair("估值通道", s.Lane.String()),
		wide("债务人", names(s.Intake.Debtors)), wide("出质人", names(s.Intake.Pledgors)),
		pair("贷款银行", org(s.Lender)), pair("质权人", org(s.Pledgee))}
}

// validity prints until when the value may be used and by which rule; no law sets a term for it.
func (p *paper) validity() []layout.Pair {
	f := p.s.LaneValue.Form
	return []layout.Pair{pair("确认日", day(f.On)), pair("有效期至", or(day(f.ValidUntil))), wide("有效期依据", f.ValidSource),
		wide("本通道授信限额", orAmount(f.Limit > 0, yuan(f.Limit)))}
}

// watchWords say what is to be done while the value is used.
func (p *paper) watchWords() string {
	f := p.s.LaneValue.Form
	return "有效期届满（" + or(day(f.ValidUntil)) + "）后价值视为未知，不得继续用于测算质押率和覆盖率，应当在届满前重新估值；权利状态、市场条件或者债务人经营发生重大变化的，应当立即重新估值。"
}

// internalOpinion is the 内部估值意见书 of the bank.
func internalOpinion(p *paper) {
	f := p.s.LaneValue.Form
	pairs := append(p.laneHead("一、估值对象"), part("二、估值意见"), wide("估值意见", inFull(f.Value)))
	p.pairs("", append(pairs, p.validity()...)...)
	p.rightsTable("估值对象")
	p.burdenTable("权利状态与负担")
	p.h1("三、估值方法和过程")
	p.para("%s", oneLine(f.Method))
	p.h1("四、估值依据")
	p.para("%s", oneLine(f.Basis))
	p.h1("五、后续管理")
	p.para("%s", p.watchWords())
	p.note("本意见书为贷款银行内部估值意见，仅供本笔授信使用，不是资产评估机构出具的资产评估报告，不具有评估报告的效力；法律、行政法规规定应当评估的，应当委托评估机构评估。")
	var signers []layout.Signer
	for _, name := range strings.FieldsFunc(f.Valuers, func(r rune) bool { return r == '、' || r == ',' || r == '，' || r == ' ' }) {
		signers = append(signers, layout.Signer{Role: "内部估值人员（签字）", Name: name, Date: day(f.On)})
	}
	p.sign(2, append(signers, layout.Signer{Role: "内部复核人（签字）", Name: f.Reviewer, Date: day(f.On)},
		layout.Signer{Role: "有权审批人（签字）", Name: p.s.LaneValue.By.Person, Date: day(p.s.LaneValue.By.On)},
		layout.Signer{Role: "贷款银行（盖章）", Name: p.s.Lender.Name, Date: day(p.info.On), Seal: layout.RoundSeal})...)
}

// agreedValue is the 质押价值协商确认书 of both sides.
func agreedValue(p *paper) {
	s, f := p.s, p.s.LaneValue.Form
	pairs := append(p.laneHead("一、当事人"), part("二、确认的价值"), wide("协商确认价值", inFull(f.Value)))
	p.pairs("", append(pairs, p.validity()...)...)
	p.rightsTable("出质权利")
	p.burdenTable("权利状态与负担")
	p.h1("三、协商依据")
	p.para("%s", oneLine(f.Basis))
	p.h1("四、双方确认")
	p.items("出质人和质权人经协商，确认上列权利在确认日的质押价值为 "+yuan(f.Value)+"，作为本笔融资测算质押率的依据。",
		"本确认书不是资产评估报告；确认的价值不是处置价款的承诺，质权实现时的价款取决于处置时点、处置方式和市场状况。",
		"出质人保证所提供的权属资料真实、完整、合法，并如实告知共有、许可、质押、诉讼和无效宣告情况。",
		p.watchWords())
	p.sign(2, layout.Signer{Role: "出质人（盖章）", Name: brief(names(s.Intake.Pledgors), 30), Seal: layout.RoundSeal, Date: day(f.On)},
		layout.Signer{Role: "出质方确认人（签字）", Name: f.Pledgor, Date: day(f.On)},
		layout.Signer{Role: "质权人（盖章）", Name: org(s.Pledgee), Seal: layout.RoundSeal, Date: day(f.On)},
		layout.Signer{Role: "质权方确认人（签字）", Name: f.Pledgee, Date: day(f.On)})
}

// exemption is the 免评估说明: the clause, the reason, and that the loan is not managed by the value of the pledge.
func exemption(p *paper) {
	f := p.s.LaneValue.Form
	p.pairs("", append(p.laneHead("一、适用对象"), part("二、免评估依据"), wide("产品条款", f.Basis), wide("理由", f.Reason), pair("确认日", day(f.On)),
		pair("本通道授信限额", orAmount(f.Limit > 0, yuan(f.Limit))))...)
	p.rightsTable("出质权利")
	p.burdenTable("权利状态与负担")
	p.h1("三、管理方式")
	p.items("本笔业务不按质押物价值管理：不确认质押价值，不计算质押率和价值覆盖率；没有价值结论既不等于价值为零，也不作为价值不足处理。",
		"权利的法律状态、年费（续展）、在先质押、查封和无效宣告仍按在押权利监测。",
		"需要确认价值时，退回尽调改用其他估值通道，已登记的当事人和权利无须重新录入。")
	p.sign(2, layout.Signer{Role: "有权审批人（签字）", Name: p.s.LaneValue.By.Person, Date: day(p.s.LaneValue.By.On)},
		layout.Signer{Role: "贷款银行（盖章）", Name: p.s.Lender.Name, Date: day(p.info.On), Seal: layout.RoundSeal})
}
