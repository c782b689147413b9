package casefile

import (
	"context"
	"encoding/json"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	pages "zhiya/app/widget"
	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/workflow"
	road "zhiya/workflow/casefile"
)

// preview shows the pages of the document in the window, read back from the very file that was issued.
func (p *Page) preview(d road.DocumentRef) {
	person := p.host.Actor().PersonID
	var row workflow.DocumentRow
	var read []layout.Page
	var unread error
	p.host.Run("正在读取文书", func(ctx context.Context) error {
		var err error
		if row, err = p.host.Desk().ReadDocument(ctx, person, d.ID); err == nil {
			read, unread = pdf.Pages(row.Body)
		}
		return err
	}, func(err error) {
		switch {
		case err != nil:
			p.host.Fail(err)
		case p.gone || p.tab != "documents": // the person has gone on meanwhile
		case unread != nil:
			p.showPreview(row, container.NewVScroll(texts(row, unread)))
		default:
			view := pages.NewPagePreview(read, p.drawing)
			view.Keys = p.host
			p.showPreview(row, view)
			p.viewing = view
			view.Focus()
		}
	})
}

// texts are the words of the pages, for a file that cannot be shown.
func texts(row workflow.DocumentRow, why error) fyne.CanvasObject {
	box := container.NewVBox(kit.Alarm(kit.Sentences(why), kit.Width), kit.Note("以下为签发时留存的文字内容。", kit.Width))
	for _, t := range pageTexts(row.Text) {
		box.Add(kit.Card("", kit.Para(t, inner)))
	}
	return box
}

// showPreview gives the whole page to the document: reading wants room.
func (p *Page) showPreview(row workflow.DocumentRow, content fyne.CanvasObject) {
	back := kit.Named("preview:back", widget.NewButton("返回文书列表", p.fill))
	open := kit.Named("preview:open", widget.NewButton("打开", func() { p.openRow(row) }))
	printing := kit.Named("preview:print", widget.NewButton("打印…", func() { p.printRow(row) }))
	save := kit.Named("preview:save", widget.NewButton("另存…", func() { p.saveRow(row) }))
	head := container.NewBorder(nil, nil, back, container.NewHBox(open, printing, save), container.NewCenter(kit.Bold(row.Title+"　"+row.Number)))
	p.set(kit.Pad(container.NewBorder(head, nil, nil, nil, content), 8))
}

// showDrafts shows one of the papers that an act would issue; going back leads to the form as it was left.
func (p *Page) showDrafts(rows []workflow.DocumentRow, at int, w *work) {
	back := kit.Named("preview:back", widget.NewButton("返回填写", w.resume))
	others := container.NewHBox()
	if len(rows) > 1 {
		for i, row := range rows {
			b := widget.NewButton(row.Title, func() { p.showDrafts(rows, i, w) })
			b.Importance = widget.LowImportance
			if i == at {
				b.Importance = widget.HighImportance
			}
			others.Add(kit.Named("draft:"+row.Kind, b))
		}
	}
	head := container.NewBorder(nil, nil, back, others, container.NewCenter(kit.Bold(rows[at].Title+"（草稿，未出具）")))
	var content fyne.CanvasObject
	read, err := pdf.Pages(rows[at].Body)
	if err != nil {
		content = container.NewVScroll(texts(rows[at], err))
	} else {
		view := pages.NewPagePreview(read, p.drawing)
		view.Keys = p.host
		p.viewing, content = view, view
	}
	p.drafting = w
	p.set(kit.Pad(container.NewBorder(head, nil, nil, nil, content), 8))
	if p.viewing != nil {
		p.viewing.Focus()
	}
}

// resume goes back from the drafts to the form.
func (w *work) resume() {
	p := w.page
	p.viewing, p.drafting = nil, nil
	p.stopDrawing()
	p.set(w.shown)
}

// printRow prints by the system's viewer, and says so first: the paper, the printer and the copies are chosen there.
func (p *Page) printRow(row workflow.DocumentRow) {
	content := container.NewVBox(kit.Para("本程序不直接打印。将用系统的 PDF 阅读器打开“"+row.Title+"”，请在阅读器中选择“打印”（Ctrl+P，苹果电脑为 Command+P），并在那里选定打印机、份数和纸张。", question),
		kit.Note("正式文书请按“实际大小”打印，不要缩放。", question))
	dialog.NewCustomConfirm("打印", "打开阅读器", "取消", content, func(yes bool) {
		if yes {
			p.openRow(row)
		}
	}, p.host.Window()).Show()
}

// FocusSearch puts the cursor into the search field of the preview, or into that of the window.
func (p *Page) FocusSearch() {
	if p.viewing != nil {
		p.viewing.FocusSearch()
		return
	}
	p.host.Shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierShortcutDefault})
}

// Escape leaves the preview; it reports whether there was one.
func (p *Page) Escape() bool {
	switch {
	case p.drafting != nil:
		p.drafting.resume()
	case p.viewing != nil:
		p.fill()
	default:
		return false
	}
	return true
}

// pageTexts is the text of each page as it was laid out.
func pageTexts(stored string) []string {
	var pages []string
	if json.Unmarshal([]byte(stored), &pages) == nil {
		return pages
	}
	var other any
	if json.Unmarshal([]byte(stored), &other) != nil {
		return nil
	}
	pretty, err := json.MarshalIndent(other, "", " ")
	if err != nil {
		return nil
	}
	return []string{string(pretty)}
}
