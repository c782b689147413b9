package upkeep

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/reports"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/pledge"
)

// fees is the list 年费代缴.
type fees struct {
	page       *Page
	table      *table.DataTable[workflow.FeeDue]
	total      *widget.Label
	span       *kit.Select
	on, reason *kit.Entry
	batch      *kit.Entry
	advance    *widget.Button
	list       []workflow.FeeDue
	plan       workflow.ReceiptPlan // the receipts looked at
	last       string               // number of the last batch
	away       bool
}

func newFees(p *Page) *fees {
	f := &fees{page: p, total: widget.NewLabel(""), span: kit.NewSelect(p.host, spanTitles()), on: kit.NewEntry(p.host), reason: kit.NewEntry(p.host), batch: kit.NewEntry(p.host)}
	f.table = f.newTable()
	f.span.SetSelectedIndex(1)
	f.span.OnChanged = func(string) { f.read() }
	f.on.SetText(p.host.Today().String())
	f.batch.SetPlaceHolder("办理后显示的批次号：代缴以 DJ 开头，票据以 PJ 开头")
	f.advance = widget.NewButton("代缴", f.submit)
	f.advance.Importance = widget.HighImportance
	kit.Enable(f.advance, false)
	return f
}

func (f *fees) newTable() *table.DataTable[workflow.FeeDue] {
	type r = workflow.FeeDue
	amount := func(m money.Money, x r) string {
		if x.Year == 0 {
			return ""
		}
		return m.Format()
	}
	t := table.NewDataTable("fees",
		table.Column[r]{Key: "state", Title: "状态", Width: 108, Text: reports.FeeState, Tone: func(x r) table.Tone {
			switch {
			case !x.Advanced.IsZero():
				return table.Mark
			case x.State == pledge.FeeDue:
				return table.Plain
			case x.State == pledge.FeeGrace:
				return table.Warn
			}
			return table.Bad
		}},
		table.Column[r]{Key: "same", Title: "本数额最迟日", Width: 100, Text: func(x r) string { return x.SameUntil.String() }},
		table.Column[r]{Key: "last", Title: "补缴止日", Width: 92, Text: func(x r) string {
			if !x.Advanced.IsZero() {
				return ""
			}
			return x.LastDay.String()
		}},
		table.Column[r]{Key: "case", Title: "案号", Width: 186, Text: func(x r) string { return x.Number }},
		table.Column[r]{Key: "right", Title: "专利号", Width: 140, Text: func(x r) string { return x.RightNo }},
		table.Column[r]{Key: "title", Title: "名称", Width: 150, Text: func(x r) string { return x.Title }},
		table.Column[r]{Key: "year", Title: "年度", Width: 56, Right: true, Text: func(x r) string {
			if x.Year == 0 {
				return ""
			}
			return fmt.Sprint(x.Year)
		}, Compare: func(a, b r) int { return a.Year - b.Year }},
		table.Column[r]{Key: "total", Title: "合计（元）", Width: 92, Right: true, Text: func(x r) string { return amount(x.Total, x) }, Compare: func(a, b r) int { return cmp.Compare(a.Total, b.Total) }},
		table.Column[r]{Key: "fee", Title: "年费（元）", Width: 92, Right: true, Text: func(x r) string { return amount(x.Fee, x) }},
		table.Column[r]{Key: "more", Title: "滞纳金（元）", Width: 96, Right: true, Text: func(x r) string { return amount(x.Surcharge, x) }},
		table.Column[r]{Key: "fault", Title: "说明", Width: 260, Text: func(x r) string {
			if !x.Advanced.IsZero() {
				return x.Advanced.Chinese() + "代缴"
			}
			return x.Fault
		}})
	t.RowName = func(x r) string { return fmt.Sprintf("fee:%s:%s:%d", x.Number, x.Ref, x.Year) }
	t.Empty = "这段时间内没有须缴的年费，也没有待登记的票据。"
	t.SetChips(table.Chip[r]{Label: "可以代缴", Keep: r.Payable}, table.Chip[r]{Label: "补缴期内", Keep: func(x r) bool { return x.State == pledge.FeeGrace }},
		table.Chip[r]{Label: "待票据", Keep: func(x r) bool { return !x.Advanced.IsZero() }})
	t.OnOpen = func(x r) { f.page.host.Go(kit.Route{Page: kit.Case, CaseID: x.CaseID}) }
	t.OnSelect = f.chosen
	kit.TableKeys(f.page.host, t)
	return t
}

func (f *fees) content() fyne.CanvasObject {
	f.away = false
	export := widget.NewButton("导出清单…", f.export)
	acts := container.NewHBox(kit.Named("fees:all", widget.NewButton("全选", f.table.SelectAll)), kit.Named("fees:export", export))
	label, title := "整批冲正代缴", "整批冲正（由审批人办理；已登记票据的先由经办人撤销票据登记）"
	lines := []fyne.CanvasObject{field("原因", "reason", f.reason)}
	f.reason.SetPlaceHolder("例如：缴费日录错")
	if f.page.host.Actor().Has(access.Officer) {
		f.reason.SetPlaceHolder("例如：出质人未按期缴纳，为保全质物代缴")
		acts.Add(kit.Named("fees:receipts", widget.NewButton("导入票据…", f.choose)))
		label, title = "整批撤销票据登记", "批量代缴（按全额计算，计入债权；减缴的请在案件中办理）"
		lines[0] = container.New(kit.Columns{Weights: []float32{120, 520, 150}, Gap: 8}, field("缴费日", "on", f.on), field("原因（代缴、撤销均须填写）", "reason", f.reason),
			container.NewVBox(kit.Caption(" "), kit.Named("fees:advance", f.advance)))
	}
	bar := container.NewBorder(nil, nil, container.NewHBox(kit.Named("field:span", f.span), f.total), acts)
	lines = append(lines, container.NewBorder(nil, nil, kit.Caption("批次号"), kit.Named("fees:undo", widget.NewButton(label, f.undo)), kit.Named("field:batch", f.batch)))
	card := kit.Card(title, lines...)
	return container.NewBorder(bar, card, nil, nil, f.table)
}

func (f *fees) read() {
	h := f.page.host
	days := spans[max(0, f.span.SelectedIndex())]
	var list []workflow.FeeDue
	h.Run("正在读取年费", func(ctx context.Context) (err error) {
		list, err = h.Desk().FeesDue(ctx, h.Actor().PersonID, days)
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		f.list = list
		var sum money.Money
		payable := 0
		for _, x := range list {
			if x.Payable() {
				payable++
				sum += x.Total
			}
		}
		f.total.SetText(fmt.Sprintf("共 %d 项，可代缴 %d 项，合计 %s 元。Ctrl 或 Shift 选择多项。", len(list), payable, sum.Format()))
		f.table.SetRows(list)
		f.chosen(f.table.Selected())
	})
}

func (f *fees) chosen(rows []workflow.FeeDue) {
	var sum money.Money
	n := 0
	for _, x := range rows {
		if x.Payable() {
			sum += x.Total
			n++
		}
	}
	f.advance.SetText(fmt.Sprintf("代缴所选 %d 项", n))
	kit.Enable(f.advance, n > 0)
}

func (f *fees) submit() {
	h := f.page.host
	var fs fault.Faults
	b := workflow.FeeBatch{On: day(f.on, "缴费日", &fs), Reason: strings.TrimSpace(f.reason.Text)}
	if len(fs) > 0 {
		h.Fail(fs)
		return
	}
	for _, x := range f.table.Selected() {
		if x.Payable() {
			b.Picks = append(b.Picks, x.Pick())
		}
	}
	var id string
	var results []workflow.CaseResult
	h.Run("正在登记代缴", func(ctx context.Context) (err error) {
		id, results, err = h.Desk().AdvanceFees(ctx, h.Actor().PersonID, b)
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		f.done("批量代缴的结果", id, results, "需要撤销的，由审批人在本页按批次号整批冲正，或在各案件中“冲正代缴年费”。")
	})
}

// done shows what came of a batch.
func (f *fees) done(title, id string, results []workflow.CaseResult, how string) {
	f.away, f.last = true, id
	n := workflow.Done(results)
	f.page.host.Say(fmt.Sprintf("已办理 %d 件，未办理 %d 件", n, len(results)-n))
	f.page.results(title, fmt.Sprintf("批次 %s：已办理 %d 件案件，未办理 %d 件。%s", id, n, len(results)-n, how), results)
}

// undo takes a batch of receipts back.
func (f *fees) undo() {
	h := f.page.host
	id := strings.TrimSpace(f.batch.Text)
	var results []workflow.CaseResult
	h.Run("正在撤销", func(ctx context.Context) (err error) {
		results, err = h.Desk().UndoFees(ctx, h.Actor().PersonID, id, strings.TrimSpace(f.reason.Text))
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		f.done("整批撤销的结果", id, results, "")
	})
}

// export writes the worksheet.
func (f *fees) export() {
	h := f.page.host
	ask := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if err != nil || w == nil {
			return
		}
		var raw []byte
		if strings.HasSuffix(strings.ToLower(w.URI().Name()), ".csv") {
			raw, err = reports.FeeCSV(f.list)
		} else {
			raw, err = reports.FeeWorkbook(f.list, h.Desk().Now())
		}
		if err == nil {
			_, err = w.Write(raw)
		}
		if closed := w.Close(); err == nil {
			err = closed
		}
		if err != nil {
			h.Fail(fault.Wrap(err, "fees.save", "清单未能保存，请检查文件夹权限和磁盘空间"))
			return
		}
		h.Say(fmt.Sprintf("已导出 %d 项到 %s；填上票据金额、票据号、票据日期后可以导入", len(f.list), w.URI().Name()))
	}, h.Window())
	ask.SetFileName("年费代缴清单" + h.Today().String() + ".xlsx")
	ask.SetFilter(storage.NewExtensionFileFilter([]string{".xlsx", ".csv"}))
	ask.Show()
}

func (f *fees) left() bool { return f.away }
