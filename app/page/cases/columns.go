package cases

import (
	"cmp"
	"slices"

	table "zhiya/app/widget"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

type item = workflow.ListItem

// newTable is the list as shown: what was read, sorted and narrowed without asking the store again.
func newTable() *table.DataTable[item] {
	t := table.NewDataTable("cases",
		table.Column[item]{Key: "number", Title: "案号", Width: 172, Text: func(x item) string { return x.Number }},
		table.Column[item]{Key: "title", Title: "案件", Width: 250, Text: func(x item) string { return x.Title }},
		table.Column[item]{Key: "where", Title: "所处环节", Width: 104, Text: func(x item) string { return x.Where }, Compare: byStage},
		table.Column[item]{Key: "amount", Title: "金额（元）", Width: 118, Right: true, Text: amount, Compare: func(a, b item) int { return cmp.Compare(a.AmountFen, b.AmountFen) }},
		table.Column[item]{Key: "lender", Title: "贷款银行", Width: 124, Text: func(x item) string { return x.Lender }},
		table.Column[item]{Key: "due", Title: "下一期限", Width: 196, Text: due, Compare: byDue},
		table.Column[item]{Key: "mine", Title: "轮到我", Width: 92, Text: func(x item) string { return x.Mine }, Tone: func(item) table.Tone { return table.Mark }})
	t.RowName = func(x item) string { return "row:" + x.Number }
	t.SetChips(
		table.Chip[item]{Label: "轮到我", Keep: func(x item) bool { return x.Mine != "" }},
		table.Chip[item]{Label: "有期限", Keep: func(x item) bool { return x.Due != "" }})
	return t
}

func amount(x item) string {
	if x.AmountFen == 0 {
		return ""
	}
	return money.Money(x.AmountFen).Format()
}

func due(x item) string {
	if x.Due == "" {
		return ""
	}
	return x.Due + " " + x.DueWhat
}

// byDue puts cases without a day at the end.
func byDue(a, b item) int {
	if (a.Due == "") != (b.Due == "") {
		return later(a.Due == "")
	}
	return cmp.Compare(a.Due, b.Due)
}

func later(yes bool) int {
	if yes {
		return 1
	}
	return -1
}

// byStage follows the road and not the alphabet.
func byStage(a, b item) int {
	order := func(x item) int {
		return slices.IndexFunc(groups, func(g group) bool { return slices.Contains(g.stages, casefile.Stage(x.Stage)) })
	}
	return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a.Where, b.Where))
}
