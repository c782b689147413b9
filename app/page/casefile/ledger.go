package casefile

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"zhiya/app/page/kit"
	"zhiya/valuation/money"
	"zhiya/workflow/ledger"
)

var accountKinds = map[ledger.Kind]string{
	ledger.Borrower: "债务人", ledger.Bank: "贷款银行", ledger.Guarantor: "担保机构", ledger.Fund: "风险补偿基金", ledger.Insurer: "保险人",
	ledger.Partner: "分担方", ledger.Pool: "资金池专户", ledger.Proceeds: "处置价款", ledger.Recovery: "追偿款", ledger.Costs: "实现债权的费用",
	ledger.Pledgor: "出质人", ledger.Junior: "后顺位债权人", ledger.Loss: "核销损失", ledger.Suspense: "待查款项",
}

var accountParts = map[string]string{"interest": "利息", "recourse": "担保人追偿权", "fees": "代缴年费", "supervised": "监管账户", "held": "待分配", "applied": "已抵偿", "surplus": "余款", "received": "到账"}

// account names an account in words: its kind and whose it is.
func (p *Page) account(a ledger.Account) string {
	name := accountKinds[a.Kind()]
	party := a.Party()
	if party == "" {
		return name
	}
	if part, ok := accountParts[party]; ok {
		return name + "·" + part
	}
	for _, o := range p.orgs {
		if o.ID == party {
			return name + "·" + o.Name
		}
	}
	return name + "·" + party
}

// ledger is 账目: balances first, then every entry; each entry sums to zero.
func (p *Page) ledger() fyne.CanvasObject {
	entries := p.view.State.Ledger
	if len(entries) == 0 {
		return nothing("还没有资金往来，或本机构无权查看账目。")
	}
	balances := map[ledger.Account]money.Money{}
	for _, e := range entries {
		for _, l := range e.Lines {
			balances[l.Account] += l.Amount
		}
	}
	var names []string
	byName := map[string]money.Money{}
	for a, m := range balances {
		n := p.account(a)
		byName[n] = sum(byName[n], m)
		names = append(names, n)
	}
	sort.Strings(names)
	var rows [][]string
	for i, n := range names {
		if i > 0 && names[i-1] == n {
			continue
		}
		rows = append(rows, []string{n, byName[n].Format()})
	}
	box := container.NewVBox(card("余额", kit.Sheet(inner/2+80, []kit.Column{{Title: "科目", Weight: 2}, {Title: "余额（元）", Weight: 1, Right: true}}, rows)))
	var lines [][]string
	for _, e := range entries {
		memo := e.Memo
		if e.Reverses != "" {
			memo += "（冲正）"
		}
		for i, l := range e.Lines {
			day, value, text := "", "", ""
			if i == 0 {
				day, value, text = kit.Day(e.Booked), kit.Day(e.Value), memo
			}
			lines = append(lines, []string{day, value, text, p.account(l.Account), l.Amount.Format()})
		}
	}
	box.Add(card("分录（每笔借贷合计为零，不得修改，只能冲正）", kit.Sheet(inner, []kit.Column{{Title: "记账日", Weight: 1.2}, {Title: "起息日", Weight: 1.2}, {Title: "摘要", Weight: 2.2}, {Title: "科目", Weight: 2.4}, {Title: "金额（元）", Weight: 1.3, Right: true}}, lines)))
	return box
}
