package upkeep

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/reports/sheet"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/exchange"
)

// mostReceipts is the longest file that is taken, in bytes.
const mostReceipts = 64 << 20

// receiptLine is a line of the list of receipts with what becomes of it.
type receiptLine struct {
	line         int
	kind         string // 有误、可登记、已登记
	column, text string
	row          string
}

// choose asks for the file of receipts.
func (f *fees) choose() {
	ask := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err == nil && r != nil {
			f.load(r.URI().Name(), r)
		}
	}, f.page.host.Window())
	ask.SetFilter(storage.NewExtensionFileFilter([]string{".xlsx", ".csv", ".txt", ".XLSX", ".CSV", ".TXT"}))
	ask.Show()
}

// load reads the file and matches it, off the screen's goroutine.
func (f *fees) load(name string, r io.ReadCloser) {
	h := f.page.host
	var plan workflow.ReceiptPlan
	h.Run("正在核对 "+name, func(ctx context.Context) error {
		defer r.Close()
		var b bytes.Buffer
		if _, err := b.ReadFrom(io.LimitReader(r, mostReceipts+1)); err != nil {
			return fault.Wrap(err, "receipts.read", "文件无法读取，请换一个位置")
		}
		if b.Len() > mostReceipts {
			return fault.New(fault.Invalid, "receipts.long", "", "文件超过 64 MB，请拆分后导入")
		}
		rc := exchange.NewReceipts(h.Today())
		if err := sheet.Each(b.Bytes(), rc.Row); err != nil {
			return err
		}
		list, err := rc.Result()
		if err != nil {
			return err
		}
		plan, err = h.Desk().MatchReceipts(ctx, h.Actor().PersonID, list)
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		f.plan = plan
		f.showReceipts(name)
	})
}

func (f *fees) lines() []receiptLine {
	var out []receiptLine
	for _, b := range f.plan.Bad {
		for _, x := range b.Faults {
			out = append(out, receiptLine{b.Line, "有误", x.Path, x.Message, b.Text})
		}
	}
	add := func(kind string, list []workflow.ReceiptMatch) {
		for _, m := range list {
			out = append(out, receiptLine{m.Line, kind, "", fmt.Sprintf("案件 %s 第 %d 年年费 %s 元，票据 %s（%s）", m.Case, m.Year, m.Amount.Format(), m.No, m.On), m.Text})
		}
	}
	add("可登记", f.plan.Matched)
	add("已登记", f.plan.Known)
	order := []string{"有误", "可登记", "已登记"}
	slices.SortStableFunc(out, func(a, b receiptLine) int {
		return cmp.Or(slices.Index(order, a.kind)-slices.Index(order, b.kind), a.line-b.line)
	})
	return out
}

// showReceipts puts what becomes of every line in the place of the list.
func (f *fees) showReceipts(name string) {
	type r = receiptLine
	h, p := f.page.host, f.plan
	t := table.NewDataTable("receipts",
		table.Column[r]{Key: "line", Title: "行", Width: 56, Right: true, Text: func(x r) string { return fmt.Sprint(x.line) }, Compare: func(a, b r) int { return a.line - b.line }},
		table.Column[r]{Key: "kind", Title: "情况", Width: 76, Text: func(x r) string { return x.kind }, Tone: func(x r) table.Tone {
			return map[string]table.Tone{"有误": table.Bad, "可登记": table.Good}[x.kind]
		}},
		table.Column[r]{Key: "column", Title: "列", Width: 110, Text: func(x r) string { return x.column }},
		table.Column[r]{Key: "text", Title: "说明与改法", Width: 520, Text: func(x r) string { return x.text }},
		table.Column[r]{Key: "row", Title: "该行内容", Width: 320, Text: func(x r) string { return x.row }})
	t.RowName = func(x r) string { return fmt.Sprintf("receipt:%d:%s", x.line, x.kind) }
	t.SetChips(table.Chip[r]{Label: "有误", Keep: func(x r) bool { return x.kind == "有误" }}, table.Chip[r]{Label: "可登记", Keep: func(x r) bool { return x.kind == "可登记" }})
	t.Empty = "文件中没有票据。"
	kit.TableKeys(h, t)
	t.SetRows(f.lines())
	take := widget.NewButton(fmt.Sprintf("登记无误的 %d 张", len(p.Matched)), f.take)
	take.Importance = widget.HighImportance
	kit.Enable(take, len(p.Matched) > 0)
	back := widget.NewButton("返回列表", func() { f.page.show(f.page.shown) })
	head := container.NewBorder(nil, nil, kit.Subheading("导入票据　"+name), container.NewHBox(kit.Named("upkeep:back", back), kit.Named("receipts:take", take)))
	words := fmt.Sprintf("读取 %d 行：可登记 %d 行，已登记过 %d 行，有误 %d 行，尚未填写票据 %d 行，空行 %d 行。有误的行不登记，改正后可以再次导入同一文件。", p.Read, len(p.Matched), len(p.Known), len(p.Bad), p.Unfilled, p.Blank)
	f.away = true
	f.page.put(container.NewBorder(container.NewVBox(head, kit.Named("receipts:summary", kit.Para(words, kit.Width))), nil, nil, nil, t))
}

// take records the receipts that match.
func (f *fees) take() {
	h := f.page.host
	var id string
	var results []workflow.CaseResult
	h.Run("正在登记票据", func(ctx context.Context) (err error) {
		id, results, err = h.Desk().RecordReceipts(ctx, h.Actor().PersonID, f.plan.Matched)
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		f.batch.SetText(id)
		f.done("登记票据的结果", id, results, "登记有误的，返回列表后可按批次号整批撤销。")
	})
}
