package subsidies

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/reports"
	"zhiya/reports/sheet"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/exchange"
	"zhiya/workflow/subsidy"
)

// mostList is the longest list that is taken, in bytes.
const mostList = 16 << 20

// listWidth is the width of what the wizard shows.
const listWidth = 860

// choose asks for a list of declarations.
func (b *batch) choose() {
	ask := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err == nil && r != nil {
			b.load(r.URI().Name(), r)
		}
	}, b.page.host.Window())
	ask.SetFilter(storage.NewExtensionFileFilter([]string{".xlsx", ".csv", ".txt", ".XLSX", ".CSV", ".TXT"}))
	ask.Show()
}

// load reads the list and judges every line off the screen's goroutine, and shows what would be taken.
func (b *batch) load(name string, r io.ReadCloser) {
	h, x := b.page.host, b.view.Batch
	var list exchange.DeclarationList
	b.run("正在读取 "+name, func(ctx context.Context) error {
		defer r.Close()
		raw, err := io.ReadAll(io.LimitReader(r, mostList+1))
		if err != nil {
			return fault.Wrap(err, "declarations.read", "文件无法读取，请换一个位置")
		}
		if len(raw) > mostList {
			return fault.New(fault.Invalid, "declarations.long", "", "文件超过 16 MB，请拆分后导入")
		}
		rows, err := sheet.Rows(raw)
		if err != nil {
			return err
		}
		if list, err = exchange.ReadDeclarations(x.Kind, rows); err != nil {
			return err
		}
		refused, err := h.Desk().JudgeDeclarations(ctx, h.Actor().PersonID, x.ID, list.Entries)
		if err == nil {
			list = list.Judged(x.Kind, refused)
		}
		return err
	}, func() { b.offerList(name, list) })
}

// offerList shows what the list holds before anything is written; with bad lines only the sound ones can be taken.
func (b *batch) offerList(name string, list exchange.DeclarationList) {
	box := container.NewVBox(kit.Named("declarations:summary", kit.Para(fmt.Sprintf("%s；无误的实付合计 %s 元。", list.Summary(), list.Paid().Format()), listWidth)))
	var rows [][]string
	for _, bad := range list.Bad {
		for _, f := range bad.Faults {
			rows = append(rows, []string{fmt.Sprint(bad.Line), f.Path, f.Message, bad.Text})
		}
	}
	const most = 200
	if len(rows) > most {
		box.Add(kit.Note(fmt.Sprintf("共 %d 处问题，列出前 %d 处；改正后可以再次导入同一文件，已登记的行不会重复。", len(rows), most), listWidth))
		rows = rows[:most]
	}
	if len(rows) > 0 {
		box.Add(kit.Sheet(listWidth, []kit.Column{{Title: "行", Weight: .5}, {Title: "列", Weight: 1.4}, {Title: "问题和改法", Weight: 4}, {Title: "该行", Weight: 2}}, rows))
	}
	scroll := container.NewVScroll(kit.Limited(listWidth, box))
	scroll.SetMinSize(fyne.NewSize(listWidth+12, min(box.MinSize().Height, 420)))
	if len(list.Entries) == 0 {
		dialog.ShowCustom("导入申报："+name, "知道了", scroll, b.page.host.Window())
		return
	}
	dialog.ShowCustomConfirm("导入申报："+name, fmt.Sprintf("登记无误的 %d 行", len(list.Entries)), "取消", scroll, func(yes bool) {
		if yes {
			b.perform(&subsidy.Declare{Source: name, ReceivedOn: b.page.host.Today(), Entries: list.Entries}, "登记企业申报")
		}
	}, b.page.host.Window())
}

// template saves the heads of a list.
func (b *batch) template() {
	kind := b.view.Batch.Kind
	b.save(kind.String()+"申报模板.csv", func() ([]byte, error) {
		var out bytes.Buffer
		out.WriteString("\ufeff")
		w := csv.NewWriter(&out)
		err := w.Write(exchange.DeclarationHeads(kind))
		w.Flush()
		return out.Bytes(), err
	})
}

// tables are the buttons that save tables of the batch.
func (b *batch) tables() []fyne.CanvasObject {
	x := b.view.Batch
	var out []fyne.CanvasObject
	button := func(which reports.SubsidySheet, ending string, build func(workflow.SubsidyView, reports.SubsidySheet) ([]byte, error)) {
		w := widget.NewButton("存"+which.String()+" "+ending, func() {
			b.save(x.Number+which.String()+"."+ending, func() ([]byte, error) { return build(b.view, which) })
		})
		w.Importance = widget.LowImportance
		out = append(out, kit.Named("save:"+string(which)+":"+ending, w))
	}
	book := func(v workflow.SubsidyView, which reports.SubsidySheet) ([]byte, error) {
		return reports.SubsidyWorkbook(v, which, b.page.host.Desk().Now())
	}
	pdf := func(v workflow.SubsidyView, which reports.SubsidySheet) ([]byte, error) {
		return reports.SubsidyPDF(v, which, b.page.host.Desk().Now())
	}
	if len(b.lines) > 0 {
		button(reports.SubsidyLines, "xlsx", book)
	}
	if x.Display != nil && len(b.lines) > 0 {
		button(reports.SubsidyPublic, "pdf", pdf)
		if x.Step == subsidy.Paying || x.Step == subsidy.Done {
			button(reports.SubsidyPayment, "pdf", pdf)
		}
	}
	return out
}

// save asks where and writes.
func (b *batch) save(name string, build func() ([]byte, error)) {
	h := b.page.host
	ask := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if err != nil || w == nil {
			return
		}
		var body []byte
		b.run("正在写出 "+name, func(context.Context) (err error) {
			if body, err = build(); err == nil {
				_, err = w.Write(body)
			}
			if closed := w.Close(); err == nil {
				err = closed
			}
			if len(fault.Of(err)) > 0 && fault.KindOf(err) == fault.Broken {
				err = fault.Wrap(err, "subsidy.save", "文件未能保存，请检查文件夹权限和磁盘空间")
			}
			return err
		}, func() { h.Say("已保存 " + w.URI().Name()) })
	}, h.Window())
	ask.SetFileName(name)
	ask.Show()
}
