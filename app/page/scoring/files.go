package scoring

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"zhiya/reports/sheet"
	"zhiya/valuation/fault"
	"zhiya/valuation/score"
)

// largest is how much of a file is read; the package sheet has closer limits.
const largest = 64 << 20

// ImportTree reads an indicator tree out of a workbook or CSV and opens it. A tree with the same number takes the place of the
// one that was there. Without an error the tree is handed to Env.Imported too.
func (p *Panel) ImportTree(name string, b []byte) error {
	t, err := sheet.ReadTree(name, b)
	if err != nil {
		return err
	}
	p.imported(t)
	return nil
}

func (p *Panel) imported(t score.Tree) {
	p.commit()
	p.offer(t)
	if old := p.drafts[t.ID]; old != nil { // scores stay with indicators of the same number
		d := newDraft(t, old.raters...)
		if slices.Contains(t.Scenarios, old.scenario) {
			d.scenario = old.scenario
		}
		d.rule = old.rule
		p.drafts[t.ID] = d
	}
	if p.env.Imported != nil {
		p.env.Imported(t)
	}
	p.sections = nil
	p.open(t)
	p.changed()
}

// ImportScores reads what raters filled in in an exported sheet; they take the place of those in the panel.
func (p *Panel) ImportScores(b []byte) error {
	if p.draft == nil {
		return fault.New(fault.Invalid, "score.tree", "tree", "请先选择或导入指标体系")
	}
	raters, err := sheet.ReadScores(b, p.draft.tree)
	if err != nil {
		return err
	}
	p.scored(raters)
	return nil
}

func (p *Panel) scored(raters []score.Rater) {
	p.draft.raters, p.at, p.sections, p.faults = ratersOf(raters), 0, nil, nil
	p.name.SetText("")
	p.fill()
	p.tell()
	p.changed()
}

// TreeFile is the tree shown as a file; a name that ends in .csv makes it CSV, any other a workbook.
func (p *Panel) TreeFile(name string) ([]byte, error) {
	if csv(name) {
		return sheet.TreeCSV(p.draft.tree)
	}
	return sheet.TreeXLSX(p.draft.tree, time.Now())
}

// ScoresFile is the sheet as far as it is filled in as a file, like TreeFile.
func (p *Panel) ScoresFile(name string) ([]byte, error) {
	p.commit()
	s, fs := p.draft.sheet()
	for i := range s.Raters {
		if s.Raters[i].Name == "" {
			s.Raters[i].Name = fmt.Sprintf("评分人%d", i+1) // a column needs a name
		}
	}
	if len(fs) > 0 { // a file that silently lacks what is on the screen would be wrong
		return nil, fs
	}
	if csv(name) {
		return sheet.ScoresCSV(s)
	}
	return sheet.ScoresXLSX(s, time.Now())
}

func csv(name string) bool { return strings.HasSuffix(strings.ToLower(name), ".csv") }

func (p *Panel) importTree() {
	p.pick("正在读取指标树", func(name string, b []byte) (func(), error) {
		t, err := sheet.ReadTree(name, b)
		return func() {
			p.imported(t)
			p.env.Host.Say("已导入“" + t.Name + "”")
		}, err
	})
}

func (p *Panel) importScores() {
	if p.draft == nil {
		p.Read()
		return
	}
	tree := p.draft.tree
	p.pick("正在读取评分", func(_ string, b []byte) (func(), error) {
		raters, err := sheet.ReadScores(b, tree)
		return func() {
			if p.draft.tree.ID == tree.ID {
				p.scored(raters)
				p.env.Host.Say(fmt.Sprintf("已导入 %d 名评分人的得分", len(raters)))
			}
		}, err
	})
}

// pick asks for a file, reads it off the screen's goroutine and then uses what was read. Faults are shown in the panel.
func (p *Panel) pick(title string, read func(name string, b []byte) (use func(), err error)) {
	ask := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil || r == nil {
			return
		}
		var use func()
		p.env.Host.Run(title, func(context.Context) error {
			defer r.Close()
			b, err := io.ReadAll(io.LimitReader(r, largest+1))
			switch {
			case err != nil:
				return fault.Wrap(err, "score.file", "文件无法读取，请换一个位置")
			case len(b) > largest:
				return fault.New(fault.Invalid, "score.file", "", "文件超过 %d MB，请核对是否选错", largest>>20)
			}
			use, err = read(r.URI().Name(), b)
			return err
		}, func(err error) {
			if err != nil {
				p.faults = fault.Of(err)
				p.tell()
				return
			}
			use()
		})
	}, p.env.Host.Window())
	ask.SetFilter(storage.NewExtensionFileFilter([]string{".xlsx", ".csv"}))
	ask.Show()
}

func (p *Panel) exportTree() { p.save("指标树", p.TreeFile) }

func (p *Panel) exportScores() { p.save("评分表", p.ScoresFile) }

// save asks where to and writes; the ending of the name says in which format.
func (p *Panel) save(what string, file func(name string) ([]byte, error)) {
	if p.draft == nil {
		p.Read()
		return
	}
	ask := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if err != nil || w == nil {
			return
		}
		b, err := file(w.URI().Name())
		if err == nil {
			_, err = w.Write(b)
			err = fault.Wrap(err, "score.save", "文件未能保存，请换一个位置")
		}
		if closed := w.Close(); err == nil {
			err = fault.Wrap(closed, "score.save", "文件未能保存，请换一个位置")
		}
		if err != nil {
			p.faults = fault.Of(err)
			p.tell()
			return
		}
		p.env.Host.Say("已保存 " + w.URI().Name())
	}, p.env.Host.Window())
	ask.SetFileName(fileName(p.draft.tree.Name+" "+what) + ".xlsx")
	ask.Show()
}

// fileName is a name that every system takes.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, name)
}
