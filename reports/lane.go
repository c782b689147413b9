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
	p.wordingNotes("internal_opinion.note", nil)
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
	p.items(p.wording("agreed_value.confirmation", map[string]string{"协商价值": yuan(f.Value), "有效期提示": p.watchWords()})...)
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
	p.items(p.wording("exemption.management", nil)...)
	p.sign(2, layout.Signer{Role: "有权审批人（签字）", Name: p.s.LaneValue.By.Person, Date: day(p.s.LaneValue.By.On)},
		layout.Signer{Role: "贷款银行（盖章）", Name: p.s.Lender.Name, Date: day(p.info.On), Seal: layout.RoundSeal})
}
