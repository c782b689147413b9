package casefile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	pages "zhiya/app/widget"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	road "zhiya/workflow/casefile"
)

// saving is how all papers of a case are written into a folder: each PDF, and the workbook of its tables when it has one.
type saving struct {
	// read reads one document.
	read func(ctx context.Context, id string) (workflow.DocumentRow, error)
	dir  string
	docs []road.DocumentRef
	// replace lets files that are there already be replaced: the person was asked.
	replace bool
	// files counts those that were written.
	files int
}

// names are those of the files of a document: the paper, its workbook, and its signature, which lies beside it as verify looks for it.
func names(title, number string) [3]string {
	pdf := fileName(title, number)
	return [3]string{pdf, strings.TrimSuffix(pdf, ".pdf") + ".xlsx", pdf + ".note"}
}

// there lists the files that would be replaced.
func (s *saving) there() ([]string, error) {
	var out []string
	for _, d := range s.docs {
		for _, name := range names(d.Title, d.Number) {
			switch _, err := os.Lstat(filepath.Join(s.dir, name)); {
			case err == nil:
				out = append(out, name)
			case !errors.Is(err, fs.ErrNotExist):
				return nil, fault.Wrap(err, "document.folder", "文件夹“"+s.dir+"”无法读取，请换一个文件夹")
			}
		}
	}
	return out, nil
}

// work writes the files one after another. What was written before it stops is whole and stays.
func (s *saving) work(ctx context.Context, report func(pages.Progress)) error {
	for i, d := range s.docs {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		report(pages.Progress{Done: i, Total: len(s.docs), Words: fmt.Sprintf("第 %d / %d 份　%s", i+1, len(s.docs), d.Title)})
		row, err := s.read(ctx, d.ID)
		if err != nil {
			return err
		}
		files := names(d.Title, d.Number)
		for j, body := range [][]byte{row.Body, row.Sheet, []byte(row.Note)} {
			if len(body) == 0 {
				continue
			}
			if err := writeWhole(filepath.Join(s.dir, files[j]), body, s.replace); err != nil {
				return err
			}
			s.files++
		}
	}
	return nil
}

// writeWhole gives a file its name only when all of it is on the disk. Without replace a file of that name stays as it is.
func writeWhole(name string, body []byte, replace bool) (err error) {
	base := filepath.Base(name)
	defer func() {
		if err != nil && !fault.Has(err, "document.exists") {
			err = fault.Wrap(err, "document.save", "“"+base+"”未能保存，请检查文件夹权限和磁盘空间，或换一个位置")
		}
	}()
	temp, err := os.CreateTemp(filepath.Dir(name), ".zhiya-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			temp.Close()
			os.Remove(temp.Name())
		}
	}()
	if _, err = temp.Write(body); err != nil {
		return err
	}
	if err = temp.Sync(); err != nil {
		return err
	}
	if err = temp.Close(); err != nil {
		return err
	}
	if !replace {
		if _, missing := os.Lstat(name); missing == nil {
			return fault.New(fault.Conflict, "document.exists", "", "文件夹中已有“%s”，没有替换，请换一个文件夹", base)
		}
	}
	return os.Rename(temp.Name(), name)
}

// question is the width of a question asked in a dialog.
const question = 460

// saveAll asks for a folder, asks again when files would be replaced, and writes.
func (p *Page) saveAll() {
	ask := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		if err == nil && folder != nil {
			p.saveAllTo(folder.Path())
		}
	}, p.host.Window())
	ask.SetConfirmText("保存到此文件夹")
	ask.Show()
}

func (p *Page) saveAllTo(dir string) {
	person := p.host.Actor().PersonID
	s := &saving{dir: dir, docs: p.view.State.Documents, read: func(ctx context.Context, id string) (workflow.DocumentRow, error) {
		return p.host.Desk().ReadDocument(ctx, person, id)
	}}
	there, err := s.there()
	switch {
	case err != nil:
		p.host.Fail(err)
	case len(there) == 0:
		p.start(s)
	default:
		const most = 6
		list := strings.Join(there[:min(most, len(there))], "\n")
		if len(there) > most {
			list += "\n……"
		}
		content := container.NewVBox(kit.Para(fmt.Sprintf("文件夹中已有 %d 个同名文件，是否替换？不替换则一个文件也不写。", len(there)), question), kit.Note(list, question))
		ask := dialog.NewCustomConfirm("替换同名文件", "替换", "不替换", content, func(yes bool) {
			if yes {
				s.replace = true
				p.start(s)
			}
		}, p.host.Window())
		ask.Show()
	}
}

func (p *Page) start(s *saving) {
	p.saving.runner.Go("保存全部文书", s.work, func(err error) {
		switch {
		case errors.Is(err, context.Canceled):
			p.host.Say(fmt.Sprintf("已取消，已完整保存 %d 个文件", s.files))
		case err != nil:
			p.host.Fail(err)
		default:
			p.host.Say(fmt.Sprintf("已将 %d 份文书保存为 %d 个文件，位于 %s", len(s.docs), s.files, s.dir))
		}
	})
}

// savingLine is the work of saving all papers and how far it is. It goes on while other sides of the case are looked at, and ends with
// the page. Words and progress share one place, so that the papers below do not move.
type savingLine struct {
	runner *pages.Runner
	bar    *pages.JobBar
	box    *fyne.Container
}

func newSavingLine(post pages.Post) *savingLine {
	l := &savingLine{runner: pages.NewRunner(post)}
	l.bar = pages.NewJobBar(l.runner)
	words := container.NewHBox(container.NewCenter(kit.Caption("每份文书存为 PDF，有表格的另存 XLSX；离开本案件即停止，已保存的文件都是完整的")))
	update := l.runner.OnChange
	l.runner.OnChange = func() {
		update()
		if len(l.runner.Running()) > 0 {
			words.Hide()
		} else {
			words.Show()
		}
	}
	l.box = container.NewStack(words, l.bar)
	return l
}

// stop gives up what is not saved yet.
func (l *savingLine) stop() {
	for _, job := range l.runner.Running() {
		job.Cancel()
	}
}

// everything is the line above the papers.
func (p *Page) everything() fyne.CanvasObject {
	all := kit.Named("save-all", widget.NewButton("全部另存…", p.saveAll))
	return container.NewBorder(nil, nil, all, nil, p.saving.box)
}

// longest is the most bytes of a title in a file name: systems take 255 for all of it.
const longest = 150

// shortened cuts a title between characters.
func shortened(title string) string {
	if len(title) <= longest {
		return title
	}
	cut := longest
	for !utf8.RuneStart(title[cut]) {
		cut--
	}
	return title[:cut] + "…"
}
