package stationery

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/reports/layout"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
	"zhiya/workflow/stationery"
)

const (
	listWidth  float32 = 200
	editWidth  float32 = 430
	shownWidth float32 = 380
)

// wording is the editor of the templates.
type wording struct {
	page     *Page
	content  fyne.CanvasObject
	template stationery.Template
	versions []stationery.Wording // of the template, oldest first

	entry   *kit.Entry
	buttons map[string]*widget.Button // of the list
	title   *fyne.Container
	fields  *fyne.Container
	faults  *fyne.Container
	history *fyne.Container
	preview *fyne.Container
	submit  *widget.Button
	reset   *widget.Button
	columns []fyne.CanvasObject // what is laid out anew when something grows
}

func newWording(p *Page, name string) *wording {
	w := &wording{page: p, buttons: map[string]*widget.Button{}, title: container.NewVBox(), fields: container.NewVBox(), faults: container.NewVBox(),
		history: container.NewVBox(), preview: container.NewStack()}
	list := container.NewVBox()
	last := casefile.DocumentKind("")
	for _, t := range stationery.Templates() {
		if t.Kind != last {
			list.Add(kit.Caption(t.Kind.String()))
			last = t.Kind
		}
		b := widget.NewButton(t.Title, func() { w.open(t) })
		b.Alignment = widget.ButtonAlignLeading
		w.buttons[t.Name] = b
		list.Add(kit.Named("template:"+t.Name, b))
	}
	w.entry = kit.NewLongEntry(p.host, 12)
	w.entry.OnChanged = func(string) { w.changed() }
	w.submit = widget.NewButton("保存为新版本（Ctrl+Enter）", func() { w.save(false) })
	w.submit.Importance = widget.HighImportance
	w.reset = widget.NewButton("恢复内置文字", func() { w.save(true) })
	middle := container.NewVBox(w.title, kit.Named("text", w.entry), w.faults, container.NewHBox(kit.Named("submit", w.submit), kit.Named("reset", w.reset)),
		kit.Caption("插入字段（插在光标处）"), w.fields, kit.Gap(6), kit.Subheading("版本"), w.history)
	right := container.NewVBox(kit.Subheading("版面预览"), kit.Note("字段用示例内容填充，出具时由案件带入。", shownWidth-20), w.preview)
	scroll := func(o fyne.CanvasObject, width float32) fyne.CanvasObject {
		s := container.NewVScroll(kit.Pad(kit.Limited(width, o), 6))
		w.columns = append(w.columns, o, s)
		return s
	}
	w.content = container.NewBorder(nil, nil, scroll(list, listWidth), scroll(right, shownWidth), scroll(middle, editWidth))
	first := stationery.Templates()[0]
	if t, known := stationery.TemplateOf(name); known {
		first = t
	}
	w.open(first)
	return w
}

// open shows a template with its latest text.
func (w *wording) open(t stationery.Template) {
	w.template, w.versions = t, nil
	for _, v := range w.page.known.Wordings {
		if v.Name == t.Name {
			w.versions = append(w.versions, v)
		}
	}
	slices.SortFunc(w.versions, func(a, b stationery.Wording) int { return int(a.Version - b.Version) })
	for name, b := range w.buttons {
		b.Importance = widget.LowImportance
		if name == t.Name {
			b.Importance = widget.HighImportance
		}
		b.Refresh()
	}
	w.title.Objects = []fyne.CanvasObject{kit.Subheading(t.Kind.String() + " · " + t.Title), kit.Note("一行为一段或一项，序号由程序编排。"+stationery.FigureRule, editWidth-20)}
	w.title.Refresh()
	w.fields.RemoveAll()
	for _, f := range t.Fields {
		b := widget.NewButton(f.Name, func() { w.insert(f.Name) })
		b.Alignment = widget.ButtonAlignLeading
		w.fields.Add(container.NewBorder(nil, nil, kit.Named("insert:"+f.Name, b), nil, kit.Pad(kit.Note(f.Says, editWidth-190), 6)))
	}
	if len(t.Fields) == 0 {
		w.fields.Add(kit.Note("本段文字没有字段。", editWidth-20))
	}
	w.list()
	w.entry.SetText(w.current())
	w.changed()
}

// current is the text in force.
func (w *wording) current() string {
	if n := len(w.versions); n > 0 {
		return w.versions[n-1].Text
	}
	return w.template.Default()
}

// insert types a field where the cursor is.
func (w *wording) insert(name string) {
	for _, r := range "【" + name + "】" {
		w.entry.TypedRune(r)
	}
	w.page.host.Window().Canvas().Focus(w.entry)
}

// list shows the versions, newest first, and the built-in text.
func (w *wording) list() {
	w.history.RemoveAll()
	row := func(title, mark, text string) {
		take, compare := widget.NewButton("取回", func() { w.entry.SetText(text) }), widget.NewButton("与上文比较", func() { w.compare(title, text) })
		take.Importance, compare.Importance = widget.LowImportance, widget.LowImportance
		w.history.Add(container.NewBorder(nil, nil, nil, container.NewHBox(kit.Named("compare:"+mark, compare), kit.Named("restore:"+mark, take)), kit.Para(title, editWidth-200)))
	}
	for i := len(w.versions) - 1; i >= 0; i-- {
		v := w.versions[i]
		title := fmt.Sprintf("第 %d 版　%s　%s", v.Version, v.SavedOn, v.Person)
		if v.Reset {
			title += "（恢复内置）"
		}
		if i == len(w.versions)-1 {
			title += "（现行）"
		}
		row(title, fmt.Sprint(v.Version), v.Text)
	}
	title := "内置文字"
	if len(w.versions) == 0 {
		title += "（现行）"
	}
	row(title, "0", w.template.Default())
}

// compare shows in place of the preview how a version differs from the text on the screen.
func (w *wording) compare(title, text string) {
	box := container.NewVBox(kit.Bold("由“" + title + "”到上文"))
	same := true
	for _, c := range stationery.Compare(text, w.entry.Text) {
		mark, colour := "　", theme.ColorNameForeground
		switch {
		case c.Gone:
			mark, colour, same = "− ", theme.ColorNameError, false
		case c.Added:
			mark, colour, same = "＋", theme.ColorNameSuccess, false
		}
		box.Add(kit.Lines(mark+c.Line, theme.TextSize(), shownWidth-20, colour, fyne.TextStyle{}))
	}
	if same {
		box.Add(kit.Note("两者相同。", shownWidth-20))
	}
	w.show(kit.Named("difference", box))
}

func (w *wording) show(o fyne.CanvasObject) {
	w.preview.Objects = []fyne.CanvasObject{o}
	w.settle()
}

// settle gives what has grown or shrunk its room.
func (w *wording) settle() {
	for _, o := range w.columns {
		o.Refresh()
	}
}

// changed checks the text and lays it out.
func (w *wording) changed() {
	text := w.entry.Text
	w.tell(w.template.Check(text, w.page.host.Desk().Documents.Unprintable))
	kit.Enable(w.reset, w.current() != w.template.Default())
	lines, err := w.template.Fill(text, w.template.Examples())
	if err != nil {
		w.show(kit.Note("改正后可预览。", shownWidth-20))
		return
	}
	doc := layout.Document{Title: w.template.Title, Header: w.template.Kind.String()}
	for i, line := range lines {
		if len(lines) > 1 {
			line = fmt.Sprintf("（%d）%s", i+1, line)
		}
		doc.Blocks = append(doc.Blocks, layout.Paragraph{Align: layout.Left, Text: line})
	}
	laid, err := layout.Layout(doc)
	if err != nil {
		w.show(kit.Note("改正后可预览。", shownWidth-20))
		return
	}
	pages := container.NewVBox()
	for _, page := range laid.Pages {
		pages.Add(kit.PagePart(page, shownWidth-20, 58, 66, 537, lowest(page)+14))
	}
	w.show(kit.Named("preview", pages))
}

// lowest is where the text of a page ends, in points: above the running foot.
func lowest(page layout.Page) float64 {
	foot, end := page.Height-70, 100.0
	for _, s := range page.Items {
		if _, _, _, bottom := layout.Box(s); bottom < foot {
			end = max(end, bottom)
		}
	}
	return end
}

// tell shows all faults under the text.
func (w *wording) tell(err error) {
	w.faults.RemoveAll()
	for _, f := range fault.Of(err) {
		w.faults.Add(kit.Alarm(f.Message, editWidth-20))
	}
	if err == nil && strings.TrimSpace(w.entry.Text) != "" && w.entry.Text != w.current() {
		w.faults.Add(kit.Note("没有错误，尚未保存。", editWidth-20))
	}
	kit.Enable(w.submit, err == nil && w.entry.Text != w.current())
	w.settle()
}

// save hands the text in as a new version; reset goes back to the built-in one.
func (w *wording) save(reset bool) {
	var saved stationery.Wording
	org, name, text := w.page.org.ID, w.template.Name, w.entry.Text
	w.page.host.Run("正在保存文书用语", func(ctx context.Context) error {
		var err error
		saved, err = w.page.host.Desk().SaveWording(ctx, w.page.host.Actor().PersonID, org, name, text, reset)
		return err
	}, func(err error) {
		if err != nil {
			w.tell(err)
			return
		}
		w.page.read(fmt.Sprintf("已保存“%s”第 %d 版", w.template.Title, saved.Version))
	})
}
