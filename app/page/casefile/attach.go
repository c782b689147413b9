package casefile

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	road "zhiya/workflow/casefile"
)

// pickFile asks for a scan, hands it in to the case and gives its id and name to chosen.
func (p *Page) pickFile(chosen func(id, name string)) {
	ask := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil || r == nil {
			return
		}
		p.handIn(r.URI().Name(), r, chosen)
	}, p.host.Window())
	ask.SetFilter(storage.NewExtensionFileFilter([]string{".pdf", ".png", ".jpg", ".jpeg", ".PDF", ".PNG", ".JPG", ".JPEG"}))
	ask.Show()
}

// handIn reads the file off the screen's goroutine and keeps it.
func (p *Page) handIn(name string, r io.ReadCloser, chosen func(id, name string)) {
	person, caseID := p.host.Actor().PersonID, p.route.CaseID
	var ref workflow.AttachmentRef
	p.host.Run("正在上传 "+name, func(ctx context.Context) error {
		defer r.Close()
		var b bytes.Buffer
		if _, err := b.ReadFrom(io.LimitReader(r, workflow.MostAttachment+1)); err != nil {
			return fault.Wrap(err, "attachment.read", "文件无法读取，请换一个位置")
		}
		var err error
		ref, err = p.host.Desk().Attach(ctx, person, caseID, name, b.Bytes())
		return err
	}, func(err error) {
		switch {
		case err != nil:
			p.host.Fail(err)
		case !p.gone:
			p.files = append(p.files, workflow.AttachmentRow{ID: ref.ID, Name: ref.Name})
			chosen(ref.ID, ref.Name)
			p.host.Say("已上传 " + ref.Name)
		}
	})
}

// fileNamed is the name of a file handed in earlier.
func (p *Page) fileNamed(id string) string {
	for _, f := range p.files {
		if f.ID == id {
			return f.Name
		}
	}
	return ""
}

// openFile shows a kept file with the system's viewer.
func (p *Page) openFile(ref road.AttachmentRef) {
	person := p.host.Actor().PersonID
	var path string
	p.host.Run("正在读取 "+ref.Name, func(ctx context.Context) error {
		row, err := p.host.Desk().ReadAttachment(ctx, person, ref.ID)
		if err != nil {
			return err
		}
		dir, err := p.host.Folder()
		if err != nil {
			return fault.Wrap(err, "document.temp", "临时文件夹无法建立")
		}
		path = filepath.Join(dir, safe(strings.TrimSuffix(ref.Name, filepath.Ext(ref.Name)))+endings[row.MediaType])
		return fault.Wrap(os.WriteFile(path, row.Body, 0o600), "document.temp", "文件无法写入临时文件夹")
	}, func(err error) {
		if err == nil {
			err = openWithSystem(path)
		}
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Say("已用系统阅读器打开 " + ref.Name)
	})
}

// endings of file names by content; a kept file is opened under the ending of what it is.
var endings = map[string]string{"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}

// saveBundle writes the scans of the registration where the person wants them.
func (p *Page) saveBundle() {
	person, caseID := p.host.Actor().PersonID, p.route.CaseID
	var b workflow.Bundle
	p.host.Run("正在汇集扫描件", func(ctx context.Context) error {
		var err error
		b, err = p.host.Desk().Bundle(ctx, person, caseID)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		if p.gone {
			return
		}
		ask := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
			if err != nil || w == nil {
				return
			}
			if err = w.Close(); err == nil {
				err = writeWhole(w.URI().Path(), b.Body, true)
			}
			if err != nil {
				p.host.Fail(fault.Wrap(err, "bundle.save", "压缩文件未能保存，请换一个位置"))
				return
			}
			notice := "已保存 " + w.URI().Name()
			if n := len(b.Missing()); n > 0 {
				notice += "，尚缺 " + itoa(n) + " 份材料"
			}
			p.host.Say(notice)
		}, p.host.Window())
		ask.SetFileName(safe(b.Name))
		ask.Show()
	})
}

// safe is a name that every system takes.
func safe(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, name)
}
