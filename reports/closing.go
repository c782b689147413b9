package reports

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/reports/layout"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/ledger"
	"zhiya/workflow/riskshare"
)

func paidAmount(x riskshare.Payment) money.Money { return x.Amount }

// closingReport is the 结案报告: how the case ended, its course, its money by the ledger, its papers with their hashes.
func closingReport(p *paper) {
	s, c := p.s, p.s.Closing
	p.issuer(c.By.Org)
	p.h1("一、案件与结案结论")
	p.pairs("", append(p.secured(), pair("受理日期", day(s.OpenedOn)), pair("结案日期", day(c.On)), pair("结案方式", outcomeOf(c.Outcome)), pair("估值通道", s.Lane.String()), wide("结案说明", c.Note))...)
	p.rightsTable("出质权利")
	p.h1("二、办理经过")
	p.courseTable()
	p.h1("三、资金情况")
	p.moneyTables()
	p.h1("四、已出具文书")
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("文书", 1.8), col("文书编号", 2.5), mid("日期", 1.1), mid("页数", 0.6), col("文件 SHA-256", 3.4)}}
	for i, d := range s.Documents {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(d.Kind.String()), layout.T(d.Number), layout.Day(d.On), layout.Count(d.Pages), layout.T(hashLines(d.SHA256))})
	}
	if len(t.Rows) == 0 {
		p.para("本案未出具其他文书。")
	} else {
		p.table("文书清单", t)
	}
	if len(s.Corrections) > 0 {
		t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("更正事项", 1.6), col("原内容", 2), col("更正后", 2), col("原因", 2.2), col("办理人", 1.8)}}
		for i, k := range s.Corrections {
			if k.By.OrgID != c.By.OrgID { // another organisation's record: that it was corrected, not what it says
				k.Old, k.New, k.Reason = "", "", ""
			}
			t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(k.Title), layout.T(k.Old), layout.T(k.New), layout.T(k.Reason), layout.T(who(k.By))})
		}
		p.table("更正记录", t)
	}
	p.note("结案后收到的回款只能登记追偿返还；核销不影响债权的追索。")
	p.sign(2, layout.Signer{Role: "结案批准人（签字）", Name: c.By.Person, Date: day(c.By.On)}, layout.Signer{Role: "（盖章）", Name: c.By.Org, Date: day(c.On), Seal: layout.RoundSeal})
}

func outcomeOf(o string) string {
	switch o {
	case "settled":
		return "正常结清"
	case "disposed":
		return "处置结清"
	case "written_off":
		return "核销（账销案存）"
	}
	return or(o)
}

func hashLines(h string) string {
	if len(h) == 64 {
		return h[:32] + "\n" + h[32:]
	}
	return h
}

// courseTable lists the acts of the case in the order done. The paper is read by every party but the firm, so what an
// organisation noted for itself stays out: only the closing organisation's own notes of compensation, disposal and closing are
// printed, for those the other parties follow anyway; its opinions of the debtor and the loan are not.
func (p *paper) courseTable() {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), mid("日期", 1.1), col("事项", 1.8), col("办理机构", 2), col("办理人", 1), col("说明", 3)}}
	for i, a := range p.s.Acts {
		title := casefile.Name(a.Command).Title()
		if a.Void {
			title += "（已作废）"
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.Day(a.By.On), layout.T(title), layout.T(oneLine(a.By.Org)), layout.T(oneLine(a.By.Person)), layout.T(p.openNote(a))})
	}
	if len(t.Rows) == 0 {
		p.para("办理记录未登记。")
		return
	}
	t.Note = "说明栏仅载结案机构对补偿、处置和结案事项的说明，其他说明由各办理机构自行留存。"
	p.table("办理记录", t)
	p.courseFigure()
}

// openNote is the note of an act as far as every reader of the closing report may know it.
func (p *paper) openNote(a casefile.Act) string {
	rows := casefile.Table()
	i := slices.IndexFunc(rows, func(r casefile.Transition) bool { return r.Command == a.Command })
	if i < 0 || a.By.OrgID != p.s.Closing.By.OrgID || rows[i].Track == casefile.Main && a.Command != "CloseCase" {
		return ""
	}
	return a.Note
}

// moneyTables are the ledger: every entry, and what stands on each account.
func (p *paper) moneyTables() {
	s := p.s
	lent := sum(s.Loans, func(l casefile.Loan) money.Money {
		if s.RenewalOf(l.No) != nil { // it repaid another, nothing was paid out
			return 0
		}
		return l.Amount
	})
	repaid := sum(s.Repayments, func(r casefile.Repayment) money.Money {
		if r.Reversed {
			return 0
		}
		return r.Principal + r.Interest + r.Fees
	})
	var paid, proceeds money.Money
	if s.CompClaim != nil {
		paid = sum(s.CompClaim.Shares, func(x casefile.ShareR) money.Money {
			if x.Paid == nil {
				return 0
			}
			return x.Amount
		})
	}
	if s.Proceeds != nil {
		proceeds = s.Proceeds.Request.Proceeds
	}
	recovered := sum(s.Recoveries, func(r casefile.RecoveryR) money.Money {
		if r.Source == "处置价款" {
			return 0
		}
		return r.Request.Recovered
	})
	p.pairs("", pair("累计放款", yuan(lent)), pair("债务人还本付息", yuan(repaid)), pair("合作方补偿", yuan(paid)), pair("处置价款", yuan(proceeds)), pair("追偿回款（本金）", yuan(recovered)), pair("尚欠本金", yuan(s.Outstanding())))
	if len(s.Ledger) == 0 {
		p.para("本案没有资金分录。")
		return
	}
	t := layout.Table{Small: true, CarryOver: true, Columns: []layout.Column{mid("序号", 0.5), mid("记账日", 1.1), mid("起息日", 1.1), col("摘要", 2.2), col("账户", 2.6), sumOf("收入", 1.5), sumOf("付出", 1.5)}}
	var in, out money.Money
	for i, e := range s.Ledger {
		for j, l := range e.Lines {
			no, booked, value, memo := index(i), layout.Day(e.Booked), layout.Day(e.Value), layout.T(e.Memo)
			if j > 0 {
				no, booked, value, memo = layout.T("〃"), layout.T("〃"), layout.T("〃"), layout.T("〃")
			}
			debit, credit := layout.T(""), layout.T("")
			if l.Amount > 0 {
				debit, in = layout.Yuan(l.Amount), in+l.Amount
			} else {
				credit, out = layout.Yuan(-l.Amount), out-l.Amount
			}
			t.Rows = append(t.Rows, []layout.Cell{no, booked, value, memo, layout.T(p.accountName(l.Account)), debit, credit})
		}
	}
	t.Total = []layout.Cell{layout.T("合计").Across(5), layout.Yuan(in), layout.Yuan(out)}
	p.table("资金台账", t)
	p.balanceTable()
}

func (p *paper) balanceTable() {
	balances := map[ledger.Account]money.Money{}
	var accounts []ledger.Account
	for _, e := range p.s.Ledger {
		for _, l := range e.Lines {
			if _, met := balances[l.Account]; !met {
				accounts = append(accounts, l.Account)
			}
			balances[l.Account] += l.Amount
		}
	}
	slices.SortStableFunc(accounts, func(a, b ledger.Account) int { return strings.Compare(string(a.Kind()), string(b.Kind())) })
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("账户", 4), num("余额（正为收入净额，负为付出净额）", "元", 3)}}
	var total money.Money
	for i, a := range accounts {
		total += balances[a]
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(p.accountName(a)), layout.Yuan(balances[a])})
	}
	t.Total = []layout.Cell{layout.T("合计（应为零）").Across(2), layout.Yuan(total)}
	p.table("各账户余额", t)
}

var accountKinds = map[ledger.Kind]string{ledger.Borrower: "债务人", ledger.Bank: "贷款银行", ledger.Guarantor: "担保机构", ledger.Fund: "风险补偿基金",
	ledger.Insurer: "保险人", ledger.Partner: "其他分担方", ledger.Pool: "资金池专户", ledger.Proceeds: "处置价款监管账户", ledger.Recovery: "追偿款",
	ledger.Costs: "实现债权的费用", ledger.Pledgor: "出质人", ledger.Junior: "后顺位债权人", ledger.Loss: "核销损失", ledger.Suspense: "待查款项"}

func (p *paper) accountName(a ledger.Account) string {
	name := accountKinds[a.Kind()]
	if name == "" {
		name = string(a)
	}
	switch part := a.Party(); {
	case part == "":
	case a == "borrower:interest":
		name += "（利息）"
	case a == "borrower:fees":
		name += "（代缴年费）"
	case a == "borrower:recourse":
		name += "（担保人追偿权）"
	case a == "proceeds:supervised":
		name += "（存入）"
	case a == "proceeds:held":
		name += "（待分配）"
	case a == "proceeds:applied":
		name += "（已分配）"
	case a == "pledgor:surplus":
		name += "（余款）"
	case a.Kind() == ledger.Borrower:
		name += "（借据 " + part + "）"
	default:
		name = fmt.Sprintf("%s（%s）", name, p.orgName(part))
	}
	return name
}
