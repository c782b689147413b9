package sheet

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhiya/reports/layout"
)

// look is what a style depends on; styles of a workbook are made once each.
type look struct {
	title, head, bold, plain bool
	right, center            bool
	format                   string
}

type styleBook struct {
	f   *excelize.File
	ids map[look]int
}

func (b *styleBook) id(l look) (int, error) {
	if id, ok := b.ids[l]; ok {
		return id, nil
	}
	s := &excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 10.5, Bold: l.bold || l.head || l.title},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: !l.title && !l.plain}}
	if l.title {
		s.Font.Size = 14
	}
	switch {
	case l.center || l.head || l.title:
		s.Alignment.Horizontal = "center"
	case l.right:
		s.Alignment.Horizontal = "right"
	}
	if !l.title && !l.plain {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Color: "000000", Style: 1})
		}
	}
	if l.head {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEEEEE"}}
	}
	if l.format != "" {
		s.CustomNumFmt = &l.format
	}
	id, err := b.f.NewStyle(s)
	if err == nil {
		b.ids[l] = id
	}
	return id, err
}

// writer fills one worksheet.
type writer struct {
	f      *excelize.File
	doc    layout.Document
	t      layout.Table
	name   string
	styles *styleBook
	stream *excelize.StreamWriter
	row    int
}

func (w *writer) write() error {
	if err := w.setUp(1, headRows); err != nil {
		return err
	}
	var err error
	if w.stream, err = w.f.NewStreamWriter(w.name); err != nil {
		return err
	}
	if err = w.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: headRows, TopLeftCell: "A4", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, width := range w.widths() {
		if err = w.stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err = w.top(); err != nil {
		return err
	}
	for _, cells := range w.t.Rows {
		if err = w.cells(cells, false); err != nil {
			return err
		}
	}
	if len(w.t.Rows) == 0 {
		if err = w.cells([]layout.Cell{layout.T("（无）").Across(len(w.t.Columns))}, false); err != nil {
			return err
		}
	}
	if len(w.t.Total) > 0 {
		if err = w.cells(w.t.Total, true); err != nil {
			return err
		}
	}
	if w.t.Note != "" {
		if err = w.line("注："+w.t.Note, look{plain: true}); err != nil {
			return err
		}
	}
	return w.stream.Flush()
}

// setUp prepares the sheet for printing: A4 landscape, one page wide, the rows of the head repeated, page n of N.
func (w *writer) setUp(from, to int) error {
	size, orientation, wide, tall := 9, "landscape", 1, 0
	fit := true
	if err := w.f.SetSheetProps(w.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := w.f.SetPageLayout(w.name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	escape := strings.NewReplacer("&", "&&", "\n", " ")
	header := "&L" + escape.Replace(clip(strings.ReplaceAll(w.doc.Title, "\n", ""), 60)) + "&R" + escape.Replace(clip(w.doc.Number, 40))
	if err := w.f.SetHeaderFooter(w.name, &excelize.HeaderFooterOptions{OddHeader: header, OddFooter: "&C第 &P 页 共 &N 页"}); err != nil {
		return err
	}
	return w.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: w.name,
		RefersTo: "'" + strings.ReplaceAll(w.name, "'", "''") + "'!$" + strconv.Itoa(from) + ":$" + strconv.Itoa(to)})
}

func clip(s string, n int) string {
	r := []rune(s)
	if len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// widths fits each column to its head, its numbers and the texts of the first rows, in characters.
func (w *writer) widths() []float64 {
	out := make([]float64, len(w.t.Columns))
	fit := func(i int, text string) {
		for _, line := range strings.Split(text, "\n") {
			out[i] = math.Max(out[i], layout.Width(line, 2, false)+3)
		}
	}
	for i, c := range w.t.Columns {
		fit(i, c.Title)
		if c.Unit != "" {
			fit(i, "（"+c.Unit+"）")
		}
	}
	for n, row := range append(slices.Clip(w.t.Rows), w.t.Total) {
		i := 0
		for _, c := range row {
			if i < len(out) && c.Span <= 1 && (n < 500 || c.Kind != layout.TextCell) { // a number that does not fit is shown as ####
				fit(i, c.Text)
			}
			i += max(1, c.Span)
		}
	}
	for i := range out {
		out[i] = math.Min(math.Max(out[i], 8), 48)
	}
	return out
}

func (w *writer) top() error {
	title := w.t.Title
	if title == "" {
		title = w.t.Name
	}
	if err := w.line(title, look{title: true}); err != nil {
		return err
	}
	second := strings.TrimSpace(w.doc.Number + "　" + w.t.Unit)
	if err := w.line(strings.Trim(second, "　"), look{plain: true, right: true}); err != nil {
		return err
	}
	style, err := w.styles.id(look{head: true})
	if err != nil {
		return err
	}
	heads := make([]any, len(w.t.Columns))
	for i, c := range w.t.Columns {
		text := c.Title
		if c.Unit != "" {
			text += "\n（" + c.Unit + "）"
		}
		heads[i] = excelize.Cell{StyleID: style, Value: text}
	}
	return w.put(heads, excelize.RowOpts{Height: 32})
}

// line writes one text across all columns.
func (w *writer) line(text string, l look) error {
	style, err := w.styles.id(l)
	if err != nil {
		return err
	}
	opts := excelize.RowOpts{}
	if l.title {
		opts.Height = 26
	}
	if err := w.put([]any{excelize.Cell{StyleID: style, Value: text}}, opts); err != nil {
		return err
	}
	return w.merge(1, len(w.t.Columns))
}

func (w *writer) merge(from, to int) error {
	if to <= from {
		return nil
	}
	a, err := excelize.CoordinatesToCellName(from, w.row)
	if err != nil {
		return err
	}
	b, err := excelize.CoordinatesToCellName(to, w.row)
	if err != nil {
		return err
	}
	return w.stream.MergeCell(a, b)
}

func (w *writer) put(cells []any, opts ...excelize.RowOpts) error {
	w.row++
	at, err := excelize.CoordinatesToCellName(1, w.row)
	if err != nil {
		return err
	}
	return w.stream.SetRow(at, cells, opts...)
}

func (w *writer) cells(cells []layout.Cell, bold bool) error {
	n := len(w.t.Columns)
	out := make([]any, 0, n)
	type merge struct{ from, to int }
	var merges []merge
	for _, c := range cells {
		if len(out) >= n {
			break
		}
		c.Bold = c.Bold || bold
		l, value := w.value(c, w.t.Columns[len(out)])
		style, err := w.styles.id(l)
		if err != nil {
			return err
		}
		from := len(out) + 1
		to := min(n, from+max(1, c.Span)-1)
		out = append(out, excelize.Cell{StyleID: style, Value: value})
		for len(out) < to {
			out = append(out, excelize.Cell{StyleID: style})
		}
		if to > from {
			merges = append(merges, merge{from, to})
		}
	}
	empty, err := w.styles.id(look{bold: bold})
	if err != nil {
		return err
	}
	for len(out) < n {
		out = append(out, excelize.Cell{StyleID: empty})
	}
	if err := w.put(out); err != nil {
		return err
	}
	for _, m := range merges {
		if err := w.merge(m.from, m.to); err != nil {
			return err
		}
	}
	return nil
}

// value gives the style and the typed value of a cell.
func (w *writer) value(c layout.Cell, column layout.Column) (look, any) {
	l := look{bold: c.Bold, center: column.Align == layout.Center, right: column.Align == layout.Right}
	decimals := ""
	if c.Places > 0 {
		decimals = "." + strings.Repeat("0", int(c.Places))
	}
	switch c.Kind {
	case layout.NumberCell:
		if exact(c.Number) {
			l.format, l.right = "#,##0"+decimals, !l.center
			return l, c.Number.InexactFloat64()
		}
	case layout.PercentCell:
		if exact(c.Number) {
			l.format, l.right = "0"+decimals+"%", !l.center
			return l, c.Number.InexactFloat64()
		}
	case layout.DateCell:
		if !c.Date.IsZero() {
			l.format = "yyyy-mm-dd"
			return l, c.Date.Time()
		}
	}
	return l, c.Text
}
