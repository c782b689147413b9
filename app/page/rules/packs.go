package rules

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/policy"
)

// packs lists the rule packs with a search over all their rules; what was not read in a source is marked and never cited.
func (p *Page) packs() fyne.CanvasObject {
	list := container.NewVBox()
	search := kit.NewEntry(p.host)
	search.SetPlaceHolder("检索规则：编号、文字、依据、来源，多个词以空格分开，例如 流质 民法典")
	search.SetText(p.words)
	fill := func() {
		if p.words = strings.TrimSpace(search.Text); p.words == "" {
			p.fillPacks(list)
		} else {
			p.fillFound(list)
		}
		list.Refresh()
	}
	search.OnChanged = func(string) { fill() }
	fill()
	bar := kit.Named("field:rules-search", search)
	var head fyne.CanvasObject = bar
	if p.host.Actor().Has(access.SystemAdmin) {
		bring := widget.NewButton("导入规则包…", p.open)
		bring.Importance = widget.HighImportance
		head = container.NewBorder(nil, nil, nil, kit.Named("rules:import", bring), bar)
	}
	note := kit.Note("标有“待核实”的规则只供内部提示，不在文书上作为条文引用。案件按办理当日有效的版本判断；新的版本不改变此前已作的判断。", kit.Width)
	return container.NewBorder(container.NewVBox(head, note), nil, nil, nil, container.NewVScroll(list))
}

func (p *Page) fillPacks(list *fyne.Container) {
	list.RemoveAll()
	for _, id := range p.library.IDs() {
		for _, pack := range p.library.Versions(id) {
			p.addPack(list, pack)
		}
	}
}

func (p *Page) addPack(list *fyne.Container, pack policy.Pack) {
	mark := "已核实"
	if !pack.Verified {
		mark = policy.Unverified
	}
	if pack.Example {
		mark += "·示例参数"
	}
	from, imported := p.importOf(pack)
	if imported {
		mark += fmt.Sprintf("·第 %d 次导入", from.Seq)
	}
	items := container.NewVBox()
	items.Hide()
	open := widget.NewButton("▸ "+pack.Title+"　"+validity(pack)+"　"+mark, nil)
	open.Alignment, open.Importance = widget.ButtonAlignLeading, widget.LowImportance
	open.OnTapped = func() {
		if len(items.Objects) == 0 {
			items.Add(p.packItems(pack))
		}
		items.Hidden = !items.Hidden
		list.Refresh()
	}
	list.Add(kit.Named("pack:"+pack.ID+":"+pack.ValidFrom.String(), open))
	list.Add(items)
}

// importOf is the import a version came by, the last of its day.
func (p *Page) importOf(pack policy.Pack) (workflow.ImportedPack, bool) {
	for i := len(p.imported) - 1; i >= 0; i-- {
		if x := p.imported[i]; x.Pack.ID == pack.ID && x.Pack.ValidFrom == pack.ValidFrom {
			return x, true
		}
	}
	return workflow.ImportedPack{}, false
}

func validity(pack policy.Pack) string {
	if pack.ValidTo.IsZero() {
		return kit.Day(pack.ValidFrom) + " 至今"
	}
	return kit.Day(pack.ValidFrom) + " 至 " + kit.Day(pack.ValidTo)
}

func (p *Page) packItems(pack policy.Pack) fyne.CanvasObject {
	var rows [][]string
	for _, i := range pack.Items {
		rows = append(rows, []string{i.Code, i.Title, i.Remedy, i.Citation()})
	}
	source := "来源：" + pack.Source
	if x, imported := p.importOf(pack); imported {
		source += fmt.Sprintf("；%s 由 %s 导入，%s 签发（密钥 %s）：%s", x.On, x.Person, x.Issuer, x.KeyID, x.Reason)
	}
	box := container.NewVBox(kit.Lines(source, theme.Size(theme.SizeNameCaptionText), kit.Width, theme.ColorNamePlaceHolder, fyne.TextStyle{}))
	if pack.Note != "" {
		box.Add(kit.Note(pack.Note, kit.Width))
	}
	box.Add(kit.Limited(kit.Width, kit.Sheet(kit.Width, []kit.Column{{Title: "代号", Weight: .8}, {Title: "规则", Weight: 3.2}, {Title: "处理办法", Weight: 2.6}, {Title: "依据", Weight: 2}}, rows)))
	out := widget.NewButton("签发副本…", func() { p.export(pack) })
	box.Add(container.NewHBox(kit.Named("export:"+pack.ID+":"+pack.ValidFrom.String(), out)))
	return box
}

func (p *Page) fillFound(list *fyne.Container) {
	list.RemoveAll()
	found := p.library.Search(p.words)
	if len(found) == 0 {
		list.Add(kit.Note("没有找到含有全部词语的规则。", kit.Width))
		return
	}
	const most = 100
	var rows [][]string
	for _, f := range found[:min(len(found), most)] {
		rows = append(rows, []string{f.Pack.Title + "\n" + validity(f.Pack), f.Item.Code, f.Item.Title, f.Item.Citation()})
	}
	if len(found) > most {
		list.Add(kit.Note(fmt.Sprintf("共 %d 条，列出前 %d 条，请再加一个词。", len(found), most), kit.Width))
	}
	list.Add(kit.Limited(kit.Width, kit.Sheet(kit.Width, []kit.Column{{Title: "规则包", Weight: 1.8}, {Title: "代号", Weight: .7}, {Title: "规则", Weight: 3.4}, {Title: "依据", Weight: 2}}, rows)))
}

// export hands out a signed copy of a version.
func (p *Page) export(pack policy.Pack) {
	person := p.host.Actor().PersonID
	var file []byte
	p.host.Run("正在签发规则包", func(ctx context.Context) (err error) {
		_, file, err = p.host.Desk().ExportRules(ctx, person, pack.ID, pack.ValidFrom)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		ask := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
			if err != nil || w == nil {
				return
			}
			_, err = io.Copy(w, bytes.NewReader(file))
			if closed := w.Close(); err == nil {
				err = closed
			}
			if err != nil {
				p.host.Fail(fault.Wrap(err, "rules.save", "规则包未能保存，请检查文件夹权限和磁盘空间"))
				return
			}
			p.host.Say("已签发 " + w.URI().Name())
		}, p.host.Window())
		ask.SetFileName(pack.ID + "." + pack.ValidFrom.String() + workflow.RuleFileEnding)
		ask.Show()
	})
}

// open asks for a signed pack and shows what its import would do.
func (p *Page) open() {
	ask := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil || r == nil {
			return
		}
		defer func() { _ = r.Close() }()
		file, err := io.ReadAll(io.LimitReader(r, 16<<20))
		if err != nil {
			p.host.Fail(fault.Wrap(err, "rules.read", "文件无法读取，请检查权限"))
			return
		}
		p.preview(r.URI().Name(), file)
	}, p.host.Window())
	ask.SetFilter(storage.NewExtensionFileFilter([]string{".json"}))
	ask.Show()
}

func (p *Page) preview(name string, file []byte) {
	var seen workflow.RulesPreview
	p.host.Run("正在核对规则包", func(ctx context.Context) (err error) {
		seen, err = p.host.Desk().PreviewRules(ctx, file)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.confirm(name, file, seen)
	})
}

// confirm shows what would change and asks for the reason.
func (p *Page) confirm(name string, file []byte, seen workflow.RulesPreview) {
	const width = 760
	body := container.NewVBox(kit.Facts(2, width, kit.Fact{Label: "规则包", Value: seen.Pack.Title}, kit.Fact{Label: "有效期", Value: validity(seen.Pack)},
		kit.Fact{Label: "来源", Value: seen.Pack.Source}, kit.Fact{Label: "签名", Value: seen.Signature.Message}))
	succeed := kit.NewCheck(p.host, "接续或更正已有版本", nil)
	for _, d := range seen.Displaced {
		body.Add(kit.Alarm(displacedText(d), width))
	}
	if len(seen.Displaced) > 0 {
		body.Add(kit.Named("field:rules-succeed", succeed))
	}
	if len(seen.Changes) == 0 {
		body.Add(kit.Note("与现行版本内容相同。", width))
	} else {
		body.Add(kit.Caption(fmt.Sprintf("与现行版本相比有 %d 处不同", len(seen.Changes))))
		sheet := container.NewVScroll(changes(seen.Changes, width))
		sheet.SetMinSize(fyne.NewSize(width, 220))
		body.Add(sheet)
	}
	reason := kit.NewEntry(p.host)
	reason.SetPlaceHolder("导入原因，例如：2026 年修订的商标法自 2027 年 1 月 1 日施行")
	body.Add(kit.Named("field:rules-reason", reason))
	dialog.ShowCustomConfirm("导入 "+name, "导入", "取消", kit.Limited(width, body), func(yes bool) {
		if !yes {
			return
		}
		person, why, follow := p.host.Actor().PersonID, reason.Text, succeed.Checked
		p.host.Run("正在导入规则包", func(ctx context.Context) error {
			_, err := p.host.Desk().ImportRules(ctx, person, file, follow, why)
			return err
		}, func(err error) {
			if err != nil {
				p.host.Fail(err)
				return
			}
			p.host.Say("已导入规则包 " + seen.Pack.Title)
			p.read(func() { p.show(1) })
		})
	}, p.host.Window())
}

func displacedText(d policy.Displaced) string {
	switch {
	case d.Gone:
		return "将替换同日起的版本（" + kit.Day(d.From) + " 起）"
	case d.NewEnds:
		return "已有 " + kit.Day(d.From) + " 起的版本，本包将止于 " + kit.Day(d.NowTo)
	}
	return kit.Day(d.From) + " 起的版本将止于 " + kit.Day(d.NowTo)
}

func changes(list []policy.Change, width float32) fyne.CanvasObject {
	var rows [][]string
	for _, c := range list {
		rows = append(rows, []string{c.Title, c.Code, c.Field, c.Before, c.After})
	}
	return kit.Limited(width, kit.Sheet(width, []kit.Column{{Title: "规则包", Weight: 1.4}, {Title: "代号", Weight: .7}, {Title: "事项", Weight: .8}, {Title: "前", Weight: 2.6}, {Title: "后", Weight: 2.6}}, rows))
}

// compare shows what differs between the rules of two days.
func (p *Page) compare() fyne.CanvasObject {
	out := container.NewVBox()
	today := p.host.Today()
	from, to := kit.NewEntry(p.host), kit.NewEntry(p.host)
	from.SetText(today.String())
	to.SetText(date.Of(today.Year()+1, 1, 1).String())
	run := func() {
		a, errA := date.Parse(strings.TrimSpace(from.Text))
		b, errB := date.Parse(strings.TrimSpace(to.Text))
		out.RemoveAll()
		switch {
		case errA != nil || errB != nil:
			out.Add(kit.Alarm("日期请写作 2027-01-01", kit.Width))
		default:
			list := p.library.Diff(a, b)
			if len(list) == 0 {
				out.Add(kit.Note(kit.Day(a)+" 与 "+kit.Day(b)+" 有效的规则相同。", kit.Width))
			} else {
				out.Add(changes(list, kit.Width))
			}
		}
		out.Refresh()
	}
	from.OnEnter, to.OnEnter = run, run
	run()
	head := container.NewHBox(kit.Plain("比较"), kit.Named("field:rules-from", kit.Limited(140, from)), kit.Plain("与"), kit.Named("field:rules-to", kit.Limited(140, to)), kit.Plain("有效的规则"),
		kit.Named("rules:run-compare", widget.NewButton("比较", run)))
	return container.NewBorder(head, nil, nil, nil, container.NewVScroll(out))
}
