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
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
)

// spans are the choices of how far ahead to look.
var spans = []int{30, 60, 90, 180, 366}

func spanTitles() []string {
	out := make([]string, len(spans))
	for i, n := range spans {
		out[i] = fmt.Sprintf("%d 天内", n)
	}
	return out
}

// asProposed leaves the act of each loan as the program proposes it.
const asProposed = "按各笔建议"

// loans is the list 到期续贷.
type loans struct {
	page   *Page
	table  *table.DataTable[workflow.MaturingLoan]
	total  *widget.Label
	detail *fyne.Container
	frame  *fyne.Container // list and form, laid out again when the detail comes or goes
	span   *kit.Select
	away   bool // something else is shown in the place of the list

	f       loanForm
	propose *widget.Button
}

// loanForm are the fields common to the selected loans.
type loanForm struct {
	act                                               *kit.Select
	due, agreement, signed, consent, partners, reason *kit.Entry
	purpose                                           *kit.Check
}

func newLoans(p *Page) *loans {
	l := &loans{page: p, total: widget.NewLabel(""), detail: container.NewVBox(), span: kit.NewSelect(p.host, spanTitles())}
	l.table = l.newTable()
	l.span.SetSelectedIndex(2)
	l.span.OnChanged = func(string) { l.read() }
	l.form()
	return l
}

func (l *loans) newTable() *table.DataTable[workflow.MaturingLoan] {
	type r = workflow.MaturingLoan
	t := table.NewDataTable("loans",
		table.Column[r]{Key: "due", Title: "到期日", Width: 92, Text: func(x r) string { return x.Loan.Due.String() }},
		table.Column[r]{Key: "days", Title: "剩余", Width: 70, Right: true, Text: func(x r) string {
			if x.Days < 0 {
				return fmt.Sprintf("逾期 %d", -x.Days)
			}
			return fmt.Sprintf("%d 天", x.Days)
		}, Compare: func(a, b r) int { return a.Days - b.Days }, Tone: func(x r) table.Tone {
			switch {
			case x.Days < 0:
				return table.Bad
			case x.Days <= 7:
				return table.Warn
			}
			return table.Plain
		}},
		table.Column[r]{Key: "case", Title: "案号", Width: 186, Text: func(x r) string { return x.Number }},
		table.Column[r]{Key: "title", Title: "案件", Width: 130, Text: func(x r) string { return x.Title }},
		table.Column[r]{Key: "loan", Title: "借据", Width: 72, Text: func(x r) string { return x.Loan.No }},
		table.Column[r]{Key: "owed", Title: "余额（元）", Width: 108, Right: true, Text: func(x r) string { return x.Owed.Format() }, Compare: func(a, b r) int { return cmp.Compare(a.Owed, b.Owed) }},
		table.Column[r]{Key: "cover", Title: "余额/可贷", Width: 80, Right: true, Text: coverText, Tone: func(x r) table.Tone {
			switch {
			case x.ByValue && x.Cover.Coverage != "known", x.ByValue && !x.Cover.Covered():
				return table.Bad
			}
			return table.Plain
		}},
		table.Column[r]{Key: "ends", Title: "权利届满", Width: 92, Text: func(x r) string { return x.RightsEnd.String() }},
		table.Column[r]{Key: "value", Title: "估值有效至", Width: 92, Text: func(x r) string { return x.ValueUntil.String() }, Tone: func(x r) table.Tone {
			if !x.ValueUntil.IsZero() && x.ValueUntil.Before(l.page.host.Today()) {
				return table.Bad
			}
			return table.Plain
		}},
		table.Column[r]{Key: "act", Title: "建议", Width: 84, Text: func(x r) string { return x.Act.Chinese() }, Tone: func(x r) table.Tone {
			if x.Act == casefile.ActSettle {
				return table.Warn
			}
			return table.Plain
		}},
		table.Column[r]{Key: "missing", Title: "所缺", Width: 300, Text: missing})
	t.RowName = func(x r) string { return "loan:" + x.Number + ":" + x.Loan.No }
	t.Empty = "这段时间内没有到期的借据。"
	t.SetChips(
		table.Chip[r]{Label: "可以续贷", Keep: func(x r) bool { return x.Act == casefile.ActRollover || x.Act == casefile.ActRefinance }},
		table.Chip[r]{Label: "展期", Keep: func(x r) bool { return x.Act == casefile.ActExtend }},
		table.Chip[r]{Label: "结清", Keep: func(x r) bool { return x.Act == casefile.ActSettle }},
		table.Chip[r]{Label: "尚未提出", Keep: func(x r) bool { return x.Pending == "" }})
	t.OnOpen = func(x r) { l.page.host.Go(kit.Route{Page: kit.Case, CaseID: x.CaseID}) }
	t.OnSelect = l.chosen
	kit.TableKeys(l.page.host, t)
	return t
}

func coverText(x workflow.MaturingLoan) string {
	switch {
	case !x.ByValue:
		return "免评估"
	case x.Cover.Coverage != "known":
		return "未知"
	case x.Cover.Ratio == nil:
		return "无可贷"
	}
	return x.Cover.Ratio.Percent()
}

func missing(x workflow.MaturingLoan) string {
	if x.Pending != "" {
		return x.Pending
	}
	return strings.Join(x.Missing, "；")
}

// form makes the fields; the days begin with today.
func (l *loans) form() {
	h := l.page.host
	entry := func(text, hint string) *kit.Entry {
		e := kit.NewEntry(h)
		e.SetText(text)
		e.SetPlaceHolder(hint)
		return e
	}
	today := h.Today().String()
	titles := []string{asProposed}
	for _, a := range casefile.MaturityActs() {
		if a != casefile.ActSettle {
			titles = append(titles, a.Chinese())
		}
	}
	l.f = loanForm{act: kit.NewSelect(h, titles), due: entry("", "留空按各笔建议"), agreement: entry("", "例如 示例续-{借据}"), signed: entry(today, ""), consent: entry("", "例如 "+today),
		partners: entry("", "有风险分担方案的填写"), reason: entry("正常续贷", ""), purpose: kit.NewCheck(h, "出质人已书面确认知悉新贷用于归还旧贷", nil)}
	l.f.act.SetSelectedIndex(0)
	l.propose = widget.NewButton("提出", l.submit)
	l.propose.Importance = widget.HighImportance
	kit.Enable(l.propose, false)
}

func (l *loans) content() fyne.CanvasObject {
	l.away = false
	every := widget.NewButton("全选", l.table.SelectAll)
	bar := container.NewBorder(nil, nil, container.NewHBox(kit.Named("field:span", l.span), l.total), kit.Named("loans:all", every))
	bottom := container.NewVBox(l.detail)
	if l.page.host.Actor().Has(access.Officer) {
		f := l.f
		grid := container.New(kit.Columns{Weights: []float32{150, 130, 190, 120, 120, 150}, Gap: 8}, field("办理方式", "act", f.act), field("新到期日", "new_due", f.due),
			field("合同（协议）编号", "agreement", f.agreement), field("合同签订日", "signed", f.signed), field("出质人书面同意日", "consent", f.consent), field("合作方书面同意日", "partners", f.partners))
		last := container.NewBorder(nil, nil, kit.Named("field:purpose", f.purpose), kit.Named("loans:propose", l.propose), field("原因", "reason", f.reason))
		bottom.Add(kit.Card("批量提出（每件案件各自办理，由审批人逐件批准；编号中的 {借据}、{案号} 自动代入）", grid, last))
	}
	l.frame = container.NewBorder(bar, bottom, nil, nil, l.table)
	return l.frame
}

func (l *loans) read() {
	h := l.page.host
	days := spans[max(0, l.span.SelectedIndex())]
	var list []workflow.MaturingLoan
	h.Run("正在读取到期借据", func(ctx context.Context) (err error) {
		list, err = h.Desk().Maturing(ctx, h.Actor().PersonID, days)
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		overdue := 0
		for _, x := range list {
			if x.Days < 0 {
				overdue++
			}
		}
		l.total.SetText(fmt.Sprintf("到期 %d 笔，其中已逾期 %d 笔。按 Ctrl 或 Shift 选择多笔，Enter 打开案件。", len(list), overdue))
		l.table.SetRows(list)
		l.chosen(l.table.Selected())
	})
}

// chosen says what stands against the one selected, and how many there are.
func (l *loans) chosen(rows []workflow.MaturingLoan) {
	l.propose.SetText(fmt.Sprintf("提出所选 %d 笔", len(rows)))
	kit.Enable(l.propose, len(rows) > 0)
	l.detail.RemoveAll()
	if len(rows) == 1 {
		x := rows[0]
		due := "—"
		if !x.NewDue.IsZero() {
			due = x.NewDue.Chinese()
		}
		l.detail.Add(kit.Card(x.Number+"　借据 "+x.Loan.No, kit.Facts(3, kit.Width, kit.Fact{Label: "建议", Value: x.Act.Chinese()}, kit.Fact{Label: "新到期日", Value: due}, kit.Fact{Label: "理由", Value: x.Why},
			kit.Fact{Label: "质权登记期限（商标）", Value: cmp.Or(x.MarkTerm.String(), "—")}, kit.Fact{Label: "现年利率", Value: x.Loan.Rate.Percent()}, kit.Fact{Label: "所缺", Value: cmp.Or(missing(x), "—")})))
	}
	if l.frame != nil {
		l.frame.Refresh()
	}
}

// submit proposes for all selected.
func (l *loans) submit() {
	h := l.page.host
	var fs fault.Faults
	b := workflow.MaturityBatch{Agreement: strings.TrimSpace(l.f.agreement.Text), Signed: day(l.f.signed, "合同签订日", &fs), Consent: day(l.f.consent, "出质人书面同意日", &fs),
		Partners: day(l.f.partners, "合作方书面同意日", &fs), Purpose: l.f.purpose.Checked, Reason: strings.TrimSpace(l.f.reason.Text)}
	due := day(l.f.due, "新到期日", &fs)
	if len(fs) > 0 {
		h.Fail(fs)
		return
	}
	for _, x := range l.table.Selected() {
		p := workflow.MaturityPick{MaturingLoan: x, Act: x.Act, NewDue: x.NewDue}
		for _, a := range casefile.MaturityActs() {
			if a.Chinese() == l.f.act.Selected {
				p.Act = a
			}
		}
		if !due.IsZero() {
			p.NewDue = due
		}
		b.Picks = append(b.Picks, p)
	}
	var results []workflow.CaseResult
	h.Run("正在提出", func(ctx context.Context) (err error) {
		results, err = h.Desk().ProposeAtMaturity(ctx, h.Actor().PersonID, b)
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		done := workflow.Done(results)
		l.away = true
		h.Say(fmt.Sprintf("已提出 %d 笔，未提出 %d 笔", done, len(results)-done))
		l.page.results("批量提出的结果", fmt.Sprintf("已提出 %d 笔，由审批人在各案件中批准；未提出 %d 笔，原因逐笔列出，改正后可以再次提出。", done, len(results)-done), results)
	})
}

func (l *loans) left() bool { return l.away }
