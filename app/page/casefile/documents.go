package casefile

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	road "zhiya/workflow/casefile"
)

// documents is 文书: every issued paper, to look at here, to open with the system's viewer, or to save.
func (p *Page) documents() fyne.CanvasObject {
	docs := p.view.State.Documents
	if len(docs) == 0 {
		return nothing("还没有本机构可以查看的文书。办理到相应环节时自动生成。")
	}
	box := container.NewVBox()
	for i := len(docs) - 1; i >= 0; i-- {
		d := docs[i]
		look := widget.NewButton("预览", func() { p.preview(d) })
		open := widget.NewButton("打开", func() { p.openDocument(d) })
		save := widget.NewButton("另存", func() { p.saveDocument(d) })
		name := container.NewVBox(kit.Bold(d.Title), kit.Caption(fmt.Sprintf("%s　%s　%d 页", d.Number, kit.Day(d.On), d.Pages)),
			kit.Caption("文件散列值 "+short(d.SHA256)+"　内容散列值 "+short(d.ContentHash)))
		box.Add(container.NewBorder(nil, kit.Rule(), nil, container.NewCenter(container.NewHBox(kit.Named("preview:"+d.Number, look), kit.Named("open:"+d.Number, open), kit.Named("save:"+d.Number, save))),
			kit.Named("document:"+d.Number, name)))
	}
	return card("文书（签发后不再改动，散列值记入审计链）", p.everything(), kit.Rule(), box)
}

func short(hash string) string {
	if len(hash) > 16 {
		return hash[:16] + "…"
	}
	return hash
}

// fetch reads a document and hands it to use on the screen's goroutine.
func (p *Page) fetch(d road.DocumentRef, use func(workflow.DocumentRow)) {
	person := p.host.Actor().PersonID
	var row workflow.DocumentRow
	p.host.Run("正在读取文书", func(ctx context.Context) error {
		var err error
		row, err = p.host.Desk().ReadDocument(ctx, person, d.ID)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		if !p.gone {
			use(row)
		}
	})
}

// temporary writes the document into a folder only this person can read.
func (p *Page) temporary(row workflow.DocumentRow) (string, error) {
	dir, err := p.host.Folder()
	if err != nil {
		return "", fault.Wrap(err, "document.temp", "临时文件夹无法建立，请改用“另存”")
	}
	path := filepath.Join(dir, fileName(row.Title, row.Number))
	if err := os.WriteFile(path, row.Body, 0o600); err != nil {
		return "", fault.Wrap(err, "document.temp", "文书无法写入临时文件夹，请改用“另存”")
	}
	return path, nil
}

// fileName is a name that every system takes.
func fileName(title, number string) string { return safe(shortened(title)+" "+number) + ".pdf" }

func (p *Page) openDocument(d road.DocumentRef) { p.fetch(d, p.openRow) }

// openRow gives the file to the system's viewer.
func (p *Page) openRow(row workflow.DocumentRow) {
	path, err := p.temporary(row)
	if err == nil {
		err = openWithSystem(path)
	}
	if err != nil {
		p.host.Fail(err)
		return
	}
	p.host.Say("已用系统阅读器打开 " + row.Title)
}

// openWithSystem gives a file to the system's viewer, which also prints it.
func openWithSystem(path string) error {
	name, args := "xdg-open", []string{path}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", path}
	}
	cmd := exec.Command(name, args...)
	if err := cmd.Start(); err != nil {
		return fault.Wrap(err, "document.viewer", "没有找到系统的 PDF 阅读器，请用“预览”查看或“另存”后打开")
	}
	go func() { _ = cmd.Wait() }() // the viewer outlives the click
	return nil
}

func (p *Page) saveDocument(d road.DocumentRef) { p.fetch(d, p.saveRow) }

// saveRow writes the file where the person wants it; the dialog asks before a file is replaced.
func (p *Page) saveRow(row workflow.DocumentRow) {
	ask := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if err != nil || w == nil {
			return
		}
		if err = w.Close(); err == nil { // the dialog has made the name; the file behind it comes in one piece
			err = writeWhole(w.URI().Path(), row.Body, true)
		}
		if err == nil && row.Note != "" {
			err = writeWhole(w.URI().Path()+".note", []byte(row.Note), true)
		}
		if err != nil {
			p.host.Fail(withdrawn(w.URI().Path(), err))
			return
		}
		p.host.Say("已保存 " + w.URI().Name())
	}, p.host.Window())
	ask.SetFileName(fileName(row.Title, row.Number))
	ask.Show()
}

// withdrawn takes away the empty file that the dialog made, so that none stands under the name for a paper.
func withdrawn(name string, err error) error {
	if info, missing := os.Stat(name); missing == nil && info.Size() == 0 {
		os.Remove(name)
	}
	return err
}
