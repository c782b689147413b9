package partners

import (
	"cmp"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/riskshare"
)

// exposures is the first part: what each loan is to the partners.
type exposures struct {
	page    *Page
	table   *table.DataTable[riskshare.Exposure]
	total   *fyne.Container
	content fyne.CanvasObject
}

// state is where a loan stands for the partner, in words.
func state(e riskshare.Exposure) string {
	switch {
	case e.Owing() > 0:
		return "已补偿，待返还"
	case e.Paid > 0:
		return "已补偿，已返还"
	case e.Claimed > 0:
		return "补偿办理中"
	case !e.Overdue.IsZero() && e.Live:
		return "违约"
	case e.Live:
		return "在保"
	case e.Enrolled.IsZero():
		return "待确认备案"
	}
	return "已解除"
}

func newExposures(p *Page) *exposures {
	x := &exposures{page: p, total: container.NewVBox()}
	type e = riskshare.Exposure
	column := func(key, title string, width float32, text func(e) string) table.Column[e] {
		return table.Column[e]{Key: key, Title: title, Width: width, Text: text}
	}
	figure := func(key, title string, of func(e) money.Money) table.Column[e] {
		return table.Column[e]{Key: key, Title: title, Width: 116, Right: true, Text: func(x e) string { return amount(of(x)) }, Compare: func(a, b e) int { return cmp.Compare(of(a), of(b)) }}
	}
	standing := column("state", "状态", 118, state)
	standing.Tone = func(e e) table.Tone {
		switch {
		case e.Owing() > 0 || !e.Overdue.IsZero() && e.Live:
			return table.Bad
		case e.Claimed > 0 || e.Enrolled.IsZero():
			return table.Warn
		}
		return table.Plain
	}
	age := column("age", "账龄（天）", 80, func(e e) string {
		if e.Owing() <= 0 || e.PaidOn.IsZero() {
			return ""
		}
		return fmt.Sprint(p.host.Today().Sub(e.PaidOn))
	})
	age.Right = true
	columns := []table.Column[e]{column("number", "案号", 178, func(e e) string { return e.Number }), column("title", "案件", 200, func(e e) string { return e.Title }), standing}
	if me := p.host.Actor().OrgKind; me == access.Bank || me == access.Bureau || me == access.Finance { // a partner sees its own rows only
		columns = append(columns, column("org", "合作方", 120, func(e e) string { return p.orgName(e.OrgID) }))
	}
	if p.host.Actor().OrgKind != access.Bank {
		columns = append(columns, column("lender", "贷款银行", 100, func(e e) string { return e.Lender }))
	}
	columns = append(columns, figure("balance", "贷款余额（元）", func(e e) money.Money { return e.Balance }), figure("share", "应分担额", func(e e) money.Money { return e.Share }),
		figure("claimed", "办理中", func(e e) money.Money { return e.Claimed }), figure("paid", "已补偿", func(e e) money.Money { return e.Paid }),
		figure("returned", "已返还", func(e e) money.Money { return e.Returned }), figure("owing", "待返还", riskshare.Exposure.Owing), age,
		column("enrolled", "备案日", 92, func(e e) string { return e.Enrolled.String() }), column("program", "方案", 150, func(e e) string { return p.programName(e.Program) }),
		column("district", "区县", 90, func(e e) string { return e.District }))
	x.table = table.NewDataTable("exposures", columns...)
	x.table.Empty = "还没有备案的贷款。贷款银行在授信时选择风险分担方案并提交，合作方在案件中确认备案后列在这里。"
	x.table.RowName = func(e e) string { return "exposure:" + e.Number + ":" + e.OrgID }
	x.table.OnOpen = func(e e) { p.host.Go(kit.Route{Page: kit.Case, CaseID: e.CaseID}) }
	kit.TableKeys(p.host, x.table)
	open := widget.NewButton("打开案件", func() {
		if rows := x.table.Selected(); len(rows) == 1 {
			x.table.OnOpen(rows[0])
		}
	})
	x.content = container.NewBorder(container.NewVBox(x.total, container.NewHBox(kit.Named("exposures:open", open))), nil, nil, nil, x.table)
	return x
}

// put shows the rows with their sums.
func (x *exposures) put() {
	var t riskshare.Totals
	once := map[string]bool{}
	for _, e := range x.page.rows {
		first := !once[e.CaseID]
		if e.Live {
			once[e.CaseID] = true
		}
		e.First = first
		t.Add(e, 0, false)
	}
	x.total.RemoveAll()
	x.total.Add(kit.Facts(4, kit.Width, kit.Fact{Label: "在保贷款", Value: fmt.Sprintf("%d 笔", t.Cases)}, kit.Fact{Label: "在保余额", Value: kit.Amount(t.Balance)},
		kit.Fact{Label: "合作方应分担额", Value: kit.Amount(t.Share)}, kit.Fact{Label: "其中不良", Value: kit.Amount(t.Bad)}, kit.Fact{Label: "补偿办理中", Value: kit.Amount(t.Claimed)},
		kit.Fact{Label: "累计补偿", Value: kit.Amount(t.Paid)}, kit.Fact{Label: "累计返还", Value: kit.Amount(t.Returned)}, kit.Fact{Label: "待返还（代偿余额）", Value: kit.Amount(t.Owing())}))
	x.total.Refresh()
	x.table.SetRows(x.page.rows)
}
