package reports

import (
	"fmt"
	"slices"

	"zhiya/reports/layout"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/party"
)

// claimSheet is the 债权计算表: what is owed on the day, item by item with the ground of each, and what has been paid.
func claimSheet(p *paper) {
	s, k := p.s, p.s.Claim
	p.issuer(s.Lender.Name)
	pairs := append(p.secured(), pair("计算截止日", day(k.Form.AsOf)), pair("借据笔数", layout.Count(len(s.Loans)).Text+" 笔"))
	if x := s.Default; x != nil {
		pairs = append(pairs, pair("违约认定日", day(x.Form.On)), pair("违约事由", x.Form.Event))
	}
	p.pairs("", append(pairs, wide("债权合计", inFull(k.Total)))...)
	p.h1("一、当事人")
	p.partyTable()
	p.h1("二、本金")
	p.loanTable()
	p.repaymentTable()
	p.h1("三、债权构成")
	p.compositionTable()
	p.advancedTable()
	p.para("截至%s，债务人应清偿的债权合计为 %s。", day(k.Form.AsOf), inFull(k.Total))
	p.ceilingWords()
	p.wordingParas("claim.closing", nil)
	if s.Default != nil && len(s.Default.Dunning) > 0 {
		p.h1("四、催收记录")
		p.dunningTable()
	}
	p.copies("本表一式三份，贷款银行、质权人和债务人各执一份。")
	p.sign(3, layout.Signer{Role: "计算人（签字）", Name: k.By.Person, Date: day(k.By.On)}, layout.Signer{Role: "复核人（签字）"},
		layout.Signer{Role: "贷款银行（盖章）", Name: org(s.Lender), Date: day(p.info.On), Seal: layout.RoundSeal})
}

// copies says how many originals there are and where the seal across the pages goes.
func (p *paper) copies(text string) {
	if p.originals() > 0 {
		text = p.originalsText()
	}
	p.copied = true
	p.para("%s", text+"文书超过一页的，在各页骑缝处加盖骑缝章。")
}

// partyTable names the parties of the loan with their codes.
func (p *paper) partyTable() {
	s := p.s
	t := layout.Table{Small: true, Columns: []layout.Column{mid("身份", 1), col("名称", 3), col("统一社会信用代码（证件号）", 2.2), col("住所", 2.6)}}
	same := func(list []party.Enterprise, e party.Enterprise) bool {
		return slices.ContainsFunc(list, func(x party.Enterprise) bool { return x.Name == e.Name && x.USCC == e.USCC })
	}
	for _, e := range distinctParties(s.Intake.Debtors, s.Intake.Pledgors) {
		role := "债务人"
		switch {
		case !same(s.Intake.Debtors, e):
			role = "出质人"
		case same(s.Intake.Pledgors, e):
			role = "债务人\n（出质人）"
		}
		t.Rows = append(t.Rows, []layout.Cell{layout.T(role), layout.T(oneLine(e.Name)), layout.T(e.USCC), layout.T(e.Address)})
	}
	lender := "贷款银行"
	if s.Pledgee.ID == s.Lender.ID {
		lender = "贷款银行\n（质权人）"
	}
	t.Rows = append(t.Rows, []layout.Cell{layout.T(lender), layout.T(org(s.Lender)), layout.T(s.Lender.USCC), layout.T("")})
	if s.Pledgee.ID != s.Lender.ID {
		t.Rows = append(t.Rows, []layout.Cell{layout.T("质权人"), layout.T(org(s.Pledgee)), layout.T(s.Pledgee.USCC), layout.T("")})
	}
	p.table("当事人", t)
}

// repaymentTable lists what the debtor has paid; reversed payments stay to be read and do not count.
func (p *paper) repaymentTable() {
	if len(p.s.Repayments) == 0 {
		p.para("放款后未登记还款。")
		return
	}
	t := layout.Table{Small: true, CarryOver: true, Columns: []layout.Column{mid("序号", 0.5), mid("还款日", 1.3), col("借据编号", 2.2), sumOf("归还本金", 1.8), sumOf("支付利息", 1.8), mid("状态", 1)}}
	var principal, interest, fees money.Money
	for i, r := range p.s.Repayments {
		state, back, paid := "已入账", r.Principal, r.Interest
		if r.Reversed {
			state, back, paid = "已冲正", 0, 0
		} else {
			fees += r.Fees
		}
		principal, interest = principal+back, interest+paid
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.Day(r.On), layout.T(r.LoanNo), layout.Yuan(back), layout.Yuan(paid), layout.T(state)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(3), layout.Yuan(principal), layout.Yuan(interest), layout.T("")}
	t.Note = "已冲正的还款不计金额。"
	if !slices.ContainsFunc(p.s.Repayments, func(r casefile.Repayment) bool { return r.Reversed }) {
		t.Note = ""
	}
	if fees > 0 {
		t.Note += "另归还代缴年费 " + yuan(fees) + "。"
	}
	p.table("还款记录", t)
}

// feesBack is what a repayment gave back of advanced fees, in words.
func feesBack(r casefile.Repayment) string {
	if r.Fees == 0 {
		return ""
	}
	return "，归还代缴年费 " + yuan(r.Fees)
}

// receiptOf is the receipt of an advanced fee, in words.
func receiptOf(a casefile.FeeAdvanceR) string {
	if a.Receipt == "" {
		return "票据待登记"
	}
	return "票据 " + a.Receipt
}

// advancedTable lists the annual fees the pledgee has paid for the pledgor, which are among the costs of the claim.
func (p *paper) advancedTable() {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), mid("缴费日", 1.2), col("专利号", 2), mid("年度", 0.7), sumOf("金额", 1.5), col("票据", 2)}}
	var total money.Money
	for _, a := range p.s.FeeAdvances {
		if a.Reversed != nil {
			continue
		}
		total += a.Fee.Amount
		t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.Day(a.On), layout.T(a.Number), layout.T(fmt.Sprint(a.Fee.Year)), layout.Yuan(a.Fee.Amount), layout.T(receiptOf(a))})
	}
	if len(t.Rows) == 0 {
		return
	}
	t.Total = []layout.Cell{layout.T("合计").Across(4), layout.Yuan(total), layout.T("")}
	t.Note = "为保全质物代出质人缴纳，计入实现债权的费用；其中尚未收回 " + yuan(p.s.AdvancedFees()) + "。"
	p.table("代缴年费", t)
}

// compositionTable is the claim item by item, each with the ground on which it is claimed.
func (p *paper) compositionTable() {
	k := p.s.Claim
	scope := "质押合同约定的担保范围"
	if p.s.Contracts != nil && p.s.Contracts.Form.PledgeNo != "" {
		scope = "质押合同（" + oneLine(p.s.Contracts.Form.PledgeNo) + "）约定的担保范围"
	}
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("项目", 2.4), num("金额", "元", 2), col("计算依据", 3.6)}}
	for i, x := range []struct {
		name, ground string
		amount       money.Money
	}{{"本金", "案件资金台账的借据余额", k.Principal}, {"欠付利息", "借款合同约定的利率和计息方法，见计算说明", k.Form.Interest},
		{"罚息、复利、违约金", "借款合同的约定，见计算说明", k.Form.Penalty}, {"实现债权的费用（含代缴年费）", "实际发生额及凭证；" + scope, k.Form.Costs}} {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(x.name), layout.Yuan(x.amount), layout.T(x.ground)})
	}
	t.Total = []layout.Cell{layout.T("债权合计").Across(2), layout.Yuan(k.Total), layout.T("")}
	t.Note = "担保物权的担保范围包括主债权及其利息、违约金、损害赔偿金、保管担保财产和实现担保物权的费用，当事人另有约定的按照约定（民法典第三百八十九条）。"
	p.table("债权构成", t)
	p.pairs("", wide("计算说明", k.Form.Note))
}

// ceilingWords compares the claim with the registered ceiling of a 最高额质押: it prevails over the agreed one (担保制度解释 15).
func (p *paper) ceilingWords() {
	c := p.s.Intake.Ceiling
	if c == nil || c.Registered <= 0 {
		return
	}
	total := p.s.Claim.Total
	if total <= c.Registered {
		p.para("本案为最高额质押，登记的最高债权额为 %s，债权合计未超过该数额（担保制度解释第十五条：以登记为准）。", yuan(c.Registered))
		return
	}
	p.para("本案为最高额质押，登记的最高债权额为 %s；债权合计超过该数额 %s，超过部分不就质物优先受偿（担保制度解释第十五条：以登记为准）。", yuan(c.Registered), yuan(total-c.Registered))
}

func (p *paper) dunningTable() {
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), mid("催收日", 1.3), mid("方式", 1.3), col("情况", 5)}}
	for i, d := range p.s.Default.Dunning {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.Day(d.On), layout.T(d.How), layout.T(d.Note)})
	}
	p.table("催收记录", t)
}

// sumOf is a column of amounts whose subtotal is carried over pages.
func sumOf(title string, weight float64) layout.Column {
	c := num(title, "元", weight)
	c.Sum = true
	return c
}
