package rights

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/workflow/exchange"
)

// dayOrder is a way to read days such as 03/04/2017.
type dayOrder struct {
	title string
	order exchange.DayOrder
}

var dayOrders = []dayOrder{{"按内容判断", ""}, {"日在前（日/月/年）", exchange.DayFirst}, {"月在前（月/日/年）", exchange.MonthFirst}}

// choices are the fields with the columns they can be chosen from, set to a mapping.
func (w *wizard) choices(columns []string, m exchange.Mapping) fyne.CanvasObject {
	h := w.page.host
	w.columns = map[exchange.Field]*kit.Select{}
	var cells []fyne.CanvasObject
	options := append([]string{notChosen}, columns...)
	for _, f := range exchange.Headings() {
		s := kit.NewSelect(h, options)
		s.SetSelected(notChosen)
		if column, mapped := m.Columns[f.Field]; mapped && slices.Contains(columns, column) {
			s.SetSelected(column)
		}
		w.columns[f.Field] = s
		cells = append(cells, container.NewVBox(kit.Caption(f.Title), kit.Named("map:"+string(f.Field), s)))
	}
	var titles []string
	at := 0
	for i, d := range dayOrders {
		titles = append(titles, d.title)
		if d.order == m.DayOrder {
			at = i
		}
	}
	w.days = kit.NewSelect(h, titles)
	w.days.SetSelectedIndex(at)
	cells = append(cells, container.NewVBox(kit.Caption("日期的写法"), kit.Named("map:day_order", w.days)))
	return container.NewGridWithColumns(6, cells...)
}

// byHand lets a person say which line is the head of the list and which column is what, with the first lines before the eyes. why is
// what kept the program from finding out, nil when the person wants it otherwise.
func (w *wizard) byHand(why error) {
	h := w.page.host
	var lines []int // behind the titles of the choice
	var titles []string
	for i, cells := range w.first {
		if exchange.Fingerprint(cells) == "" {
			continue
		}
		lines = append(lines, i+1)
		titles = append(titles, fmt.Sprintf("第 %d 行：%s", i+1, shortened(cells)))
	}
	lines, titles = append(lines, 0), append(titles, "没有列名行，从第 1 行起就是内容")
	at := exchange.LikelyHead(w.first)
	switch {
	case w.at != nil:
		at = *w.at
	case w.result.Head > 0:
		at = w.result.Head
	}
	choice := kit.NewSelect(h, titles)
	w.line = choice
	choice.SetSelectedIndex(max(0, slices.Index(lines, at)))
	fields, sample := container.NewStack(), container.NewStack()
	chosen := func() int { return lines[max(0, choice.SelectedIndex())] }
	lay := func() {
		m, _ := exchange.Guess(w.headOf(chosen()))
		if w.result.Head == chosen() && w.result.Mapping.Columns != nil { // read so before
			m = w.result.Mapping
		}
		fields.Objects = []fyne.CanvasObject{w.choices(w.named(chosen()), m)}
		sample.Objects = []fyne.CanvasObject{w.sample(chosen())}
		fields.Refresh()
		sample.Refresh()
	}
	lay()
	choice.OnChanged = func(string) { lay() }
	read := widget.NewButton("按所选列读取", func() {
		line := chosen()
		before := w.at
		w.at = &line
		m := w.chosen()
		h.Run("正在核对", func(ctx context.Context) error { return w.judge(ctx, &m) }, func(err error) {
			if err != nil {
				w.at = before
				h.Fail(err)
				return
			}
			w.show()
		})
	})
	read.Importance = widget.HighImportance
	back := widget.NewButton("返回", w.page.list)
	head := container.NewBorder(nil, nil, kit.Heading("指定各列　"+w.name), container.NewHBox(kit.Named("byhand:back", back), kit.Named("import:kept", widget.NewButton("已保存的列对应…", w.page.mappings)), kit.Named("byhand:read", read)))
	top := container.NewVBox(head)
	if why != nil {
		top.Add(kit.Named("byhand:why", kit.Alarm(kit.Sentences(why), kit.Width)))
	}
	top.Add(kit.Note("选择列名所在的行，再选择各项内容在哪一列；“"+exchange.Number.Title()+"”必选，没有的项目留“"+notChosen+"”。读取后逐行核对，无误才导入；列对应关系可以起名保存，以后列名相同的文件自动采用。", kit.Width))
	top.Add(container.NewBorder(nil, nil, kit.Caption("列名在"), nil, kit.Named("byhand:head", choice)))
	top.Add(kit.Card("各列的内容", fields))
	top.Add(kit.Bold("文件的前几行"))
	w.page.body.Objects = []fyne.CanvasObject{container.NewBorder(top, nil, nil, nil, sample)}
	w.page.body.Refresh()
}

// headOf are the names of the columns when a line is the head; 0 for none.
func (w *wizard) headOf(line int) []string {
	if line == 0 {
		return exchange.Letters(w.first)
	}
	return w.first[line-1]
}

// named are the columns that have a name, each once.
func (w *wizard) named(line int) []string {
	var out []string
	for _, name := range w.headOf(line) {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// mostShown is how many columns of the list are shown beside each other.
const mostShown = 60

// sampleLine is a line of the file.
type sampleLine struct {
	line  int
	cells []string
}

// sample is the table of the first lines below the head.
func (w *wizard) sample(head int) fyne.CanvasObject {
	type r = sampleLine
	columns := []table.Column[r]{{Key: "line", Title: "行", Width: 44, Right: true, Text: func(x r) string { return fmt.Sprint(x.line) }, Compare: func(a, b r) int { return a.line - b.line }}}
	names := w.headOf(head)
	letters := exchange.Letters(w.first)
	for i := range min(len(letters), mostShown) {
		title := letters[i]
		if i < len(names) && strings.TrimSpace(names[i]) != "" {
			title = strings.TrimSpace(names[i])
		}
		columns = append(columns, table.Column[r]{Key: letters[i], Title: title, Width: 150, Text: func(x r) string {
			if i < len(x.cells) {
				return x.cells[i]
			}
			return ""
		}})
	}
	t := table.NewDataTable("sample", columns...)
	t.RowName = func(x r) string { return fmt.Sprintf("sample:%d", x.line) }
	t.Empty = "列名行以下没有内容。"
	kit.TableKeys(w.page.host, t)
	var rows []r
	for i, cells := range w.first {
		if i >= head {
			rows = append(rows, r{i + 1, cells})
		}
	}
	t.SetRows(rows)
	return t
}

// shortened is enough of a line to know it by.
func shortened(cells []string) string {
	var out []string
	for _, c := range cells {
		if c = strings.TrimSpace(c); c != "" {
			if r := []rune(c); len(r) > 12 {
				c = string(r[:12]) + "…"
			}
			out = append(out, c)
		}
		if len(out) == 6 {
			out = append(out, "…")
			break
		}
	}
	return strings.Join(out, "｜")
}
