package upkeep

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/valuation/money"
	"zhiya/workflow"
)

// approvals is the list 批量审批: transfers of claims, renewals and extensions that officers proposed, to be ticked and approved together.
type approvals struct {
	page    *Page
	table   *table.DataTable[workflow.Approvable]
	total   *widget.Label
	detail  *fyne.Container
	frame   *fyne.Container
	opinion *kit.Entry
	approve *widget.Button
	list    []workflow.Approvable
	ticked  map[string]bool // by lineOf
	away    bool
}

func newApprovals(p *Page) *approvals {
	a := &approvals{page: p, total: widget.NewLabel(""), detail: container.NewVBox(), opinion: kit.NewEntry(p.host), ticked: map[string]bool{}}
	a.opinion.SetPlaceHolder("对所勾选的各项相同；需要分别写明的，请进入案件办理")
	a.approve = widget.NewButton("", a.submit)
	a.approve.Importance = widget.HighImportance
	a.table = a.newTable()
	a.count()
	return a
}

// lineOf tells the lines of the list apart.
func lineOf(x workflow.Approvable) string { return x.CaseID + " " + string(x.Command) }

func (a *approvals) newTable() *table.DataTable[workflow.Approvable] {
	type r = workflow.Approvable
	t := table.NewDataTable("approvals",
		table.Column[r]{Key: "tick", Title: "选", Width: 36, Text: func(x r) string {
			switch {
			case x.Barred:
				return "—"
			case a.ticked[lineOf(x)]:
				return "✓"
			}
			return "□"
		}},
		table.Column[r]{Key: "what", Title: "事项", Width: 84, Text: func(x r) string { return x.What }},
		table.Column[r]{Key: "case", Title: "案号", Width: 168, Text: func(x r) string { return x.Number }},
		table.Column[r]{Key: "title", Title: "案件", Width: 100, Text: func(x r) string { return x.Title }},
		table.Column[r]{Key: "loan", Title: "借据", Width: 64, Text: func(x r) string { return x.Loan }},
		table.Column[r]{Key: "owed", Title: "余额（元）", Width: 104, Right: true, Text: func(x r) string { return x.Owed.Format() }, Compare: func(a, b r) int { return cmp.Compare(a.Owed, b.Owed) }},
		table.Column[r]{Key: "before", Title: "现为", Width: 104, Text: func(x r) string { return x.Before }},
		table.Column[r]{Key: "after", Title: "拟为", Width: 160, Text: func(x r) string { return x.After }},
		table.Column[r]{Key: "differs", Title: "不同与须注意", Width: 180, Text: remarkable, Tone: func(r) table.Tone { return table.Warn }},
		table.Column[r]{Key: "by", Title: "提出", Width: 104, Text: func(x r) string { return x.By.Person + " " + x.By.On.String() }})
	t.RowName = func(x r) string { return "approval:" + x.Number + ":" + string(x.Command) }
	t.Empty = "没有待批准的债权转让、续贷和展期。"
	t.SetChips(table.Chip[r]{Label: "债权转让", Keep: func(x r) bool { return x.Command == "ApprovePartyChange" }},
		table.Chip[r]{Label: "续贷", Keep: func(x r) bool { return x.Command == "ApproveRenewal" }},
		table.Chip[r]{Label: "展期", Keep: func(x r) bool { return x.Command == "ApproveExtension" }},
		table.Chip[r]{Label: "有不同或须注意", Keep: func(x r) bool { return remarkable(x) != "" }})
	t.OnOpen = a.tick
	t.OnSelect = a.tell
	kit.TableKeys(a.page.host, t)
	return t
}

// remarkable is what a person should look at before ticking the line.
func remarkable(x workflow.Approvable) string {
	out := append(append([]string{}, x.Notes...), x.Differs...)
	if x.Barred {
		out = append([]string{"本人提出，由他人批准"}, out...)
	}
	return strings.Join(out, "；")
}

func (a *approvals) content() fyne.CanvasObject {
	a.away = false
	plain := widget.NewButton("勾选没有不同的", func() { a.tickAll(func(x workflow.Approvable) bool { return remarkable(x) == "" }) })
	some := widget.NewButton("勾选所选行", a.tickSelected)
	none := widget.NewButton("全不勾选", func() { a.tickAll(func(workflow.Approvable) bool { return false }) })
	bar := container.NewBorder(nil, nil, a.total, container.NewHBox(kit.Named("approvals:plain", plain), kit.Named("approvals:some", some), kit.Named("approvals:none", none)))
	act := container.NewBorder(nil, nil, kit.Caption("审批意见"), kit.Named("approvals:approve", a.approve), kit.Named("field:opinion", a.opinion))
	bottom := container.NewVBox(a.detail, kit.Card("批量批准（每件案件各自办理；列表读取后有变化的不批准，逐件说明；退回请在案件中办理）", act))
	a.frame = container.NewBorder(bar, bottom, nil, nil, a.table)
	return a.frame
}

func (a *approvals) read() {
	h := a.page.host
	var list []workflow.Approvable
	h.Run("正在读取待批准事项", func(ctx context.Context) (err error) {
		list, err = h.Desk().Approvables(ctx, h.Actor().PersonID)
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		a.list = list
		still := map[string]bool{} // what is ticked stays ticked while one looks elsewhere
		look := 0
		for _, x := range list {
			if a.ticked[lineOf(x)] && !x.Barred {
				still[lineOf(x)] = true
			}
			if remarkable(x) != "" {
				look++
			}
		}
		a.ticked = still
		a.total.SetText(fmt.Sprintf("待批准 %d 项，其中 %d 项有不同或须注意。Enter、空格或双击勾选。", len(list), look))
		a.table.SetRows(list)
		a.tell(nil)
		a.count()
	})
}

// tick ticks a line, or takes the tick away. What the person proposed himself has none.
func (a *approvals) tick(x workflow.Approvable) {
	if !x.Barred {
		a.ticked[lineOf(x)] = !a.ticked[lineOf(x)]
	}
	a.table.Reword()
	a.count()
}

// tickSelected ticks all selected lines; when all are, it takes the ticks away.
func (a *approvals) tickSelected() {
	all := true
	for _, x := range a.table.Selected() {
		all = all && (x.Barred || a.ticked[lineOf(x)])
	}
	for _, x := range a.table.Selected() {
		a.ticked[lineOf(x)] = !all && !x.Barred
	}
	a.table.Reword()
	a.count()
}

// tickAll ticks those of the lines shown that are to be.
func (a *approvals) tickAll(which func(workflow.Approvable) bool) {
	for _, x := range a.table.Shown() {
		a.ticked[lineOf(x)] = !x.Barred && which(x)
	}
	a.table.Reword()
	a.count()
}

// picks are the lines ticked, also those that a filter hides.
func (a *approvals) picks() []workflow.Approvable {
	var out []workflow.Approvable
	for _, x := range a.list {
		if a.ticked[lineOf(x)] {
			out = append(out, x)
		}
	}
	return out
}

func (a *approvals) count() {
	var sum money.Money
	n := 0
	for _, x := range a.picks() {
		sum += x.Owed
		n++
	}
	a.approve.SetText(fmt.Sprintf("批准勾选的 %d 项（余额 %s 元）", n, sum.Format()))
	kit.Enable(a.approve, n > 0)
}

// tell shows the terms of the one line selected.
func (a *approvals) tell(rows []workflow.Approvable) {
	a.detail.RemoveAll()
	if len(rows) == 1 {
		x := rows[0]
		facts := []kit.Fact{{Label: "现为", Value: x.Before}, {Label: "拟为", Value: x.After}}
		for _, t := range x.Terms {
			facts = append(facts, kit.Fact{Label: t.Label, Value: t.Value})
		}
		box := container.NewVBox(kit.Facts(4, kit.Width, facts...))
		if s := remarkable(x); s != "" {
			box.Add(kit.Named("approvals:differs", kit.Alarm(s, kit.Width)))
		}
		open := widget.NewButton("进入案件", func() { a.page.host.Go(kit.Route{Page: kit.Case, CaseID: x.CaseID}) })
		box.Add(container.NewHBox(kit.Named("approvals:open", open)))
		a.detail.Add(kit.Card(x.What+"　"+x.Number+"　"+x.Title, box))
	}
	if a.frame != nil {
		a.frame.Refresh()
	}
}

// submit approves what is ticked.
func (a *approvals) submit() {
	h := a.page.host
	picks, opinion := a.picks(), strings.TrimSpace(a.opinion.Text)
	var results []workflow.CaseResult
	h.Run("正在批准", func(ctx context.Context) (err error) {
		results, err = h.Desk().ApproveTogether(ctx, h.Actor().PersonID, picks, opinion)
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		done := workflow.Done(results)
		a.away, a.ticked = true, map[string]bool{}
		h.Say(fmt.Sprintf("已批准 %d 项，未批准 %d 项", done, len(results)-done))
		a.page.results("批量审批的结果", fmt.Sprintf("已批准 %d 项；未批准 %d 项，原因逐项列出，返回列表后可以再次办理。", done, len(results)-done), results)
	})
}

func (a *approvals) left() bool { return a.away }
