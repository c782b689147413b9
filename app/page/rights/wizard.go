package rights

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/reports/sheet"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/exchange"
	"zhiya/workflow/register"
)

// mostList is the longest file that is taken, in bytes.
const mostList = 256 << 20

// wizard is a list on its way into the register: read and judged, its columns chosen, what is wrong shown, then taken.
type wizard struct {
	page    *Page
	name    string
	raw     []byte
	result  exchange.Result
	preview workflow.RightsImport
	first   [][]string  // the first lines, to choose the head from
	at      *int        // line of the head when a person chose it, see exchange.HeadAt
	line    *kit.Select // which line is the head
	days    *kit.Select // how days are written
	columns map[exchange.Field]*kit.Select
	on      *kit.Entry
	keep    *kit.Entry // name under which the columns are kept
	problem *table.DataTable[problem]
}

// problem is one thing a person should look at.
type problem struct {
	line         int
	kind         string // 有误、重复、待查、已出质
	column, text string
	row          string
}

// choose asks for the file.
func (p *Page) choose() {
	ask := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err == nil && r != nil {
			p.load(r.URI().Name(), r)
		}
	}, p.host.Window())
	ask.SetFilter(storage.NewExtensionFileFilter([]string{".xlsx", ".csv", ".txt", ".XLSX", ".CSV", ".TXT"}))
	ask.Show()
}

// load reads the file off the screen's goroutine.
func (p *Page) load(name string, r io.ReadCloser) {
	w := &wizard{page: p, name: name}
	p.host.Run("正在读取 "+name, func(ctx context.Context) error {
		defer r.Close()
		var b bytes.Buffer
		if _, err := b.ReadFrom(io.LimitReader(r, mostList+1)); err != nil {
			return fault.Wrap(err, "import.read", "文件无法读取，请换一个位置")
		}
		w.raw = b.Bytes()
		return w.judge(ctx, nil)
	}, func(err error) {
		switch {
		case fault.Has(err, "import.head") && len(w.first) > 0: // no name is known: a person says what is what
			p.wizard = w
			w.byHand(err)
		case err != nil:
			p.host.Fail(err)
		default:
			p.wizard = w
			w.show()
		}
	})
}

// judge reads the list with the mapping, nil to guess it, and asks the register what an import would do.
func (w *wizard) judge(ctx context.Context, m *exchange.Mapping) error {
	h := w.page.host
	im := exchange.New(h.Today(), m)
	if w.at != nil {
		im.HeadAt(*w.at)
	}
	if m == nil {
		kept, err := h.Desk().KeptMappings(ctx, h.Actor().PersonID)
		if err != nil {
			return err
		}
		im.Offer(kept)
	}
	w.first = nil
	if err := sheet.Each(w.raw, func(line int, cells []string) error {
		if line <= exchange.HeadLines {
			for len(w.first) < line-1 {
				w.first = append(w.first, nil)
			}
			w.first = append(w.first, slices.Clone(cells))
		}
		return im.Row(line, cells)
	}); err != nil {
		return err
	}
	res, err := im.Result()
	if err != nil {
		return err
	}
	w.result, w.preview = res, workflow.RightsImport{}
	if len(res.Rows) == 0 {
		return nil
	}
	w.preview, err = h.Desk().PreviewImport(ctx, h.Actor().PersonID, w.command(date.Date{}))
	return err
}

func (w *wizard) command(on date.Date) register.ImportRights {
	cmd := register.ImportRights{Source: w.name, LookedUp: on}
	for _, r := range w.result.Rows {
		cmd.Rights = append(cmd.Rights, *r.Right)
	}
	return cmd
}

// notChosen is the column of a field that the list does not have.
const notChosen = "（没有）"

func (w *wizard) show() {
	h := w.page.host
	grid := w.choices(w.result.Columns, w.result.Mapping)
	w.on = kit.NewEntry(h)
	w.on.SetPlaceHolder("例如 " + h.Today().String() + "，不清楚的留空")
	again := widget.NewButton("按所选列重新核对", w.again)
	take := widget.NewButton(fmt.Sprintf("导入无误的 %d 行", len(w.result.Rows)), w.take)
	take.Importance = widget.HighImportance
	kit.Enable(take, len(w.result.Rows) > 0)
	back := widget.NewButton("返回", w.page.list)
	other := widget.NewButton("另选列名行…", func() { w.byHand(nil) })
	head := container.NewBorder(nil, nil, kit.Heading("导入列表　"+w.name), container.NewHBox(kit.Named("import:back", back), kit.Named("import:head", other), kit.Named("import:again", again), kit.Named("import:take", take)))
	w.problem = problemTable()
	kit.TableKeys(h, w.problem)
	w.problem.SetRows(w.problems())
	p := w.preview
	where := fmt.Sprintf("列名在第 %d 行", w.result.Head)
	if w.result.Head == 0 {
		where = "没有列名行，按列的字母读取"
	}
	words := fmt.Sprintf("%s。%s。导入后新增 %d 项，更新 %d 项，无变化 %d 项，早于权利库的查询 %d 项。", w.result.Summary(), where, p.Added, p.Changed, len(p.Unchanged), len(p.Older))
	if w.result.Kept != "" {
		words += "列名与已保存的“" + w.result.Kept + "”相同，已按它读取。"
	}
	name := w.result.Kept
	if w.keep != nil { // columns chosen again: what was typed stays
		name = w.keep.Text
	}
	w.keep = kit.NewEntry(h)
	w.keep.SetPlaceHolder("名称，例如 某平台专利列表；以后列名相同的文件自动采用")
	w.keep.SetText(name)
	save := widget.NewButton("保存列对应关系", w.keepColumns)
	if w.result.Head == 0 { // nothing by which the next list would be known
		w.keep.SetPlaceHolder("没有列名行的列表无法识别，不能保存列对应关系")
		save.Disable()
	}
	keep := container.NewHBox(kit.Named("import:keep", save), kit.Named("import:forget", widget.NewButton("删除已保存的…", w.page.mappings)))
	columns := container.NewVBox(grid, container.NewBorder(nil, nil, kit.Caption("列对应关系的名称"), keep, kit.Named("field:mapping_name", w.keep)))
	day := container.NewBorder(nil, nil, kit.Caption("列表所述法律状态的查询日"), nil, kit.Named("field:looked_up", w.on))
	top := container.NewVBox(head, kit.Named("import:summary", kit.Para(words, kit.Width)), kit.Card("各列的内容", columns), day)
	w.page.body.Objects = []fyne.CanvasObject{container.NewBorder(top, nil, nil, nil, w.problem)}
	w.page.body.Refresh()
}

func problemTable() *table.DataTable[problem] {
	t := table.NewDataTable("problems",
		table.Column[problem]{Key: "line", Title: "行", Width: 64, Right: true, Text: func(x problem) string { return fmt.Sprint(x.line) }, Compare: func(a, b problem) int { return a.line - b.line }},
		table.Column[problem]{Key: "kind", Title: "情况", Width: 72, Text: func(x problem) string { return x.kind }, Tone: func(x problem) table.Tone {
			if x.kind == "有误" || x.kind == "已出质" {
				return table.Bad
			}
			return table.Mark
		}},
		table.Column[problem]{Key: "column", Title: "列", Width: 130, Text: func(x problem) string { return x.column }},
		table.Column[problem]{Key: "text", Title: "说明与改法", Width: 520, Text: func(x problem) string { return x.text }},
		table.Column[problem]{Key: "row", Title: "该行内容", Width: 320, Text: func(x problem) string { return x.row }})
	t.RowName = func(x problem) string { return fmt.Sprintf("problem:%d:%s", x.line, x.kind) }
	t.SetChips(table.Chip[problem]{Label: "有误", Keep: func(x problem) bool { return x.kind == "有误" }},
		table.Chip[problem]{Label: "已出质", Keep: func(x problem) bool { return x.kind == "已出质" }})
	t.Empty = "没有需要注意的行。"
	return t
}

// gravity is the order in which problems are shown.
var gravity = []string{"有误", "已出质", "重复", "待查"}

func (w *wizard) problems() []problem {
	var out []problem
	for _, b := range w.result.Bad {
		for _, f := range b.Faults {
			out = append(out, problem{b.Line, "有误", f.Path, f.Message, b.Text})
		}
	}
	for _, r := range w.result.Repeats {
		out = append(out, problem{r.Line, "重复", "", fmt.Sprintf("与第 %d 行是同一权利，不重复导入", r.First), r.Key})
	}
	for _, n := range w.preview.Pledged {
		if n.Index < len(w.result.Rows) {
			out = append(out, problem{w.result.Rows[n.Index].Line, "已出质", "", n.Text, n.Number + "，" + n.Title})
		}
	}
	for _, r := range w.result.Rows {
		if len(r.Notes) > 0 {
			out = append(out, problem{r.Line, "待查", "", strings.Join(r.Notes, "；"), r.Right.Number + "，" + r.Right.Title})
		}
	}
	slices.SortStableFunc(out, func(a, b problem) int {
		return cmp.Or(slices.Index(gravity, a.kind)-slices.Index(gravity, b.kind), a.line-b.line)
	})
	return out
}

// chosen is the mapping as the columns are chosen now.
func (w *wizard) chosen() exchange.Mapping {
	m := exchange.Mapping{Columns: map[exchange.Field]string{}, DayOrder: dayOrders[max(0, w.days.SelectedIndex())].order}
	for f, s := range w.columns {
		if s.Selected != "" && s.Selected != notChosen {
			m.Columns[f] = s.Selected
		}
	}
	return m
}

// keepColumns keeps the columns chosen for the next list with these heads.
func (w *wizard) keepColumns() {
	h, m, name := w.page.host, w.chosen(), w.keep.Text
	var kept exchange.Kept
	h.Run("正在保存列对应关系", func(ctx context.Context) (err error) {
		kept, err = h.Desk().KeepMapping(ctx, h.Actor().PersonID, name, m, w.result.Columns)
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		h.Say("已保存列对应关系“" + kept.Name + "”，以后列名相同的文件自动采用")
	})
}

// again judges the list by the columns chosen.
func (w *wizard) again() {
	chosen := w.chosen()
	m := &chosen
	w.page.host.Run("正在核对", func(ctx context.Context) error { return w.judge(ctx, m) }, func(err error) {
		if err != nil {
			w.page.host.Fail(err)
			return
		}
		w.show()
	})
}

// take imports the good rows.
func (w *wizard) take() {
	h := w.page.host
	var on date.Date
	if text := strings.TrimSpace(w.on.Text); text != "" {
		var err error
		if on, err = date.Parse(text); err != nil {
			h.Fail(fault.New(fault.Invalid, "date.format", "looked_up", "查询日“%s”应为 2026-11-23 的形式", text))
			return
		}
	}
	var done workflow.RightsImport
	h.Run("正在导入", func(ctx context.Context) (err error) {
		done, err = h.Desk().ImportRights(ctx, h.Actor().PersonID, w.command(on))
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		h.Say(fmt.Sprintf("已导入：新增 %d 项，更新 %d 项；可在“撤销导入”中一次撤销", done.Added, done.Changed))
		w.page.list()
		w.page.reload()
	})
}
