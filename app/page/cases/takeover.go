package cases

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
	"zhiya/reports/sheet"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/exchange"
)

// takeover brings live pledges in from a list (存量接管): the list is looked at line by line before anything is written.
type takeover struct {
	host   kit.Host
	button *widget.Button
	done   func() // reads the list of cases again
}

// newTakeover is nil for people who take nothing over: officers of banks do.
func newTakeover(h kit.Host, done func()) *takeover {
	a := h.Actor()
	if a.OrgKind != access.Bank || !a.Has(access.Officer) {
		return nil
	}
	t := &takeover{host: h, done: done}
	t.button = widget.NewButton("存量接管…", t.ask)
	return t
}

// sheetWidth is the width of what the wizard shows.
const sheetWidth = 860

func (t *takeover) ask() {
	text := kit.Para("把已经登记、已经放款的质押从列表（XLSX、CSV）接管进来：一行一项权利和一张借据，质押登记号相同的各行合成一笔。历史日期如实登记，查不到的列为待核实；每笔由另一人核对原件后“确认存量接管”。", question)
	var d *dialog.CustomDialog
	choose := widget.NewButton("选择列表…", func() { d.Hide(); t.choose() })
	choose.Importance = widget.HighImportance
	template := widget.NewButton("保存列名模板…", func() { d.Hide(); t.template() })
	d = dialog.NewCustom("存量接管", "取消", container.NewVBox(text, kit.Gap(6), container.NewHBox(kit.Named("takeover:choose", choose), kit.Named("takeover:template", template))), t.host.Window())
	d.Show()
}

func (t *takeover) template() {
	ask := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if err != nil || w == nil {
			return
		}
		var b bytes.Buffer
		b.WriteString("\ufeff")
		c := csv.NewWriter(&b)
		err = c.Write(exchange.TakeoverHeads())
		c.Flush()
		if err == nil {
			_, err = io.Copy(w, &b)
		}
		if closed := w.Close(); err == nil {
			err = closed
		}
		if err != nil {
			t.host.Fail(fault.Wrap(err, "takeover.save", "模板未能保存，请检查文件夹权限和磁盘空间"))
			return
		}
		t.host.Say("已保存列名模板 " + w.URI().Name())
	}, t.host.Window())
	ask.SetFileName("存量接管模板.csv")
	ask.Show()
}

func (t *takeover) choose() {
	ask := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err == nil && r != nil {
			t.load(r.URI().Name(), r)
		}
	}, t.host.Window())
	ask.SetFilter(storage.NewExtensionFileFilter([]string{".xlsx", ".csv", ".txt", ".XLSX", ".CSV", ".TXT"}))
	ask.Show()
}

// load reads the file off the screen's goroutine and shows what would come in.
func (t *takeover) load(name string, r io.ReadCloser) {
	var list exchange.TakeoverList
	today := t.host.Today()
	t.host.Run("正在读取 "+name, func(context.Context) error {
		defer r.Close()
		raw, err := io.ReadAll(io.LimitReader(r, 17<<20))
		if err != nil {
			return fault.Wrap(err, "takeover.read", "文件无法读取，请换一个位置")
		}
		rows, err := sheet.Rows(raw)
		if err == nil {
			list, err = exchange.ReadTakeovers(today, rows)
		}
		return err
	}, func(err error) {
		if err != nil {
			t.host.Fail(err)
			return
		}
		t.show(name, list)
	})
}

// show asks before anything is written; with bad lines only the sound pledges can be taken.
func (t *takeover) show(name string, list exchange.TakeoverList) {
	box := container.NewVBox(kit.Para(list.Summary(), sheetWidth))
	if len(list.Bad) > 0 {
		var rows [][]string
		for _, b := range list.Bad {
			for _, f := range b.Faults {
				rows = append(rows, []string{fmt.Sprint(b.Line), f.Path, f.Message, b.Text})
			}
		}
		const most = 200
		if len(rows) > most {
			box.Add(kit.Note(fmt.Sprintf("共 %d 处问题，列出前 %d 处。", len(rows), most), sheetWidth))
			rows = rows[:most]
		}
		box.Add(kit.Limited(sheetWidth, kit.Sheet(sheetWidth, []kit.Column{{Title: "行", Weight: .5}, {Title: "列", Weight: 1.2}, {Title: "问题和改法", Weight: 4}, {Title: "该行", Weight: 2.2}}, rows)))
	}
	for _, p := range list.Pledges {
		box.Add(kit.Note(fmt.Sprintf("%s　%s　%d 项权利　%d 张借据", p.Number, p.Debtor.Name, len(p.Rights), len(p.Loans)), sheetWidth))
	}
	scroll := container.NewVScroll(box)
	scroll.SetMinSize(fyne.NewSize(sheetWidth, min(box.MinSize().Height, 420)))
	if len(list.Pledges) == 0 {
		dialog.ShowCustom("存量接管："+name, "知道了", scroll, t.host.Window())
		return
	}
	dialog.ShowCustomConfirm("存量接管："+name, fmt.Sprintf("接管 %d 笔", len(list.Pledges)), "取消", scroll, func(yes bool) {
		if yes {
			t.take(name, list)
		}
	}, t.host.Window())
}

func (t *takeover) take(name string, list exchange.TakeoverList) {
	person := t.host.Actor().PersonID
	var done []workflow.CaseResult
	t.host.Run("正在接管", func(ctx context.Context) (err error) {
		done, err = t.host.Desk().TakeOver(ctx, person, name, "", list.Pledges)
		return err
	}, func(err error) {
		if err != nil {
			t.host.Fail(err)
			return
		}
		dialog.ShowCustom("存量接管", "知道了", takenOver(done), t.host.Window())
		t.done()
	})
}

// takenOver says what became of every pledge.
func takenOver(list []workflow.CaseResult) fyne.CanvasObject {
	content := container.NewVBox(kit.Para(fmt.Sprintf("接管 %d 笔，未接管 %d 笔。接管的案件在受理环节，由另一人“确认存量接管”后在押。", workflow.Done(list), len(list)-workflow.Done(list)), question))
	for _, r := range list {
		if r.Err != nil {
			content.Add(kit.Alarm(r.Number+"："+kit.Sentences(r.Err), question))
		} else {
			content.Add(kit.Note(r.Number+"：案件 "+r.Outcome.Number, question))
		}
	}
	scroll := container.NewVScroll(content)
	scroll.SetMinSize(fyne.NewSize(question, min(content.MinSize().Height, 360)))
	return scroll
}
