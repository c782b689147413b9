package sheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"zhiya/reports/layout"
	"zhiya/valuation/fault"
	"zhiya/valuation/score"
)

// TreeCSV gives an indicator tree as CSV in UTF-8 with byte order mark; ReadTree reads it back to the same tree.
func TreeCSV(t score.Tree) ([]byte, error) { return gridCSV(t.Rows()) }

// TreeXLSX gives an indicator tree as a workbook of one worksheet; ReadTree reads it back to the same tree. Weights are numbers
// shown as percentages. The bytes depend only on the tree and the time.
func TreeXLSX(t score.Tree, created time.Time) ([]byte, error) {
	return gridXLSX(t.Name, t.Label, t.Rows(), created)
}

// ScoresCSV gives a score sheet as CSV: the tree of its scenario, each rater's scores and reasons, and the result.
func ScoresCSV(s score.Sheet) ([]byte, error) { return gridCSV(s.Rows()) }

// ScoresXLSX gives a score sheet as a workbook.
func ScoresXLSX(s score.Sheet, created time.Time) ([]byte, error) {
	return gridXLSX(s.Tree.Name, s.Tree.Label, s.Rows(), created)
}

// ReadTree reads an indicator tree from a workbook or CSV; name is the file's name, which the tree gets when the file names
// none. In a workbook the first worksheet that has the head of a tree counts. Faults of rows come all at once, each with the
// row as the spreadsheet numbers it.
func ReadTree(name string, b []byte) (score.Tree, error) {
	tables, err := read(b)
	if err != nil {
		return score.Tree{}, err
	}
	base := strings.TrimSpace(strings.TrimSuffix(path.Base(strings.ReplaceAll(name, `\`, "/")), path.Ext(name)))
	if base == "" || base == "." {
		base = "导入的指标体系"
	}
	fallback := score.Tree{ID: "imported", Name: base, Source: "导入文件 " + base, Label: "使用者导入的指标体系"}
	at := max(0, slices.IndexFunc(tables, headed))
	return score.FromRows(tables[at], fallback)
}

// ReadScores reads what raters filled in, from a workbook or CSV that ScoresXLSX or ScoresCSV gave, against the tree. A sheet for a
// rater to fill in is one with a rater who has no marks.
func ReadScores(b []byte, tree score.Tree) ([]score.Rater, error) {
	tables, err := read(b)
	if err != nil {
		return nil, err
	}
	return score.RatersFromRows(tables[max(0, slices.IndexFunc(tables, headed))], tree)
}

// headed reports whether the table has the head of a tree.
func headed(rows [][]string) bool { return headRow(rows) >= 0 }

func headRow(rows [][]string) int {
	return slices.IndexFunc(rows, func(row []string) bool { return slices.Contains(row, "编号") && slices.Contains(row, "名称") })
}

func gridCSV(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		out := make([]string, len(row))
		for i, s := range row {
			out[i] = guarded(s)
		}
		if err := w.Write(out); err != nil {
			return nil, fault.Wrap(err, "sheet.csv", "生成 CSV 失败，请查看日志")
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, fault.Wrap(err, "sheet.csv", "生成 CSV 失败，请查看日志")
	}
	return b.Bytes(), nil
}

func gridXLSX(name, label string, rows [][]string, created time.Time) ([]byte, error) {
	var faults fault.Faults
	for i, row := range rows {
		for j, s := range row {
			if len(utf16.Encode([]rune(s))) > maxCellText {
				faults.Invalid("sheet.text", fmt.Sprintf("rows[%d][%d]", i+1, j+1), "单元格文字超过 %d 字，请缩短", maxCellText)
			}
		}
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	g := &grid{f: excelize.NewFile(), title: name, label: label, rows: rows, head: headRow(rows)}
	defer g.f.Close()
	b, err := g.build(created)
	if err != nil {
		return nil, fault.Wrap(err, "sheet.write", "生成工作簿失败，文件未产生，请查看日志")
	}
	return b, nil
}

// grid writes rows as they are into one worksheet. Above the head stand pairs of a name and a value.
type grid struct {
	f            *excelize.File
	title, label string
	rows         [][]string
	head         int
	styles       *styleBook
}

func (g *grid) build(created time.Time) ([]byte, error) {
	stamp := created.UTC().Format(time.RFC3339)
	if err := g.f.SetDocProps(&excelize.DocProperties{Created: stamp, Modified: stamp, Title: g.title, Subject: g.label, Language: "zh-CN"}); err != nil {
		return nil, err
	}
	name := sheetNames([]layout.Table{{Name: g.title}})[0]
	if err := g.f.SetSheetName("Sheet1", name); err != nil {
		return nil, err
	}
	w := &writer{f: g.f, doc: layout.Document{Title: g.title, Number: g.label}, name: name}
	if err := w.setUp(g.head+1, g.head+1); err != nil {
		return nil, err
	}
	g.styles = &styleBook{f: g.f, ids: map[look]int{}}
	stream, err := g.f.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	top, err := excelize.CoordinatesToCellName(1, g.head+2)
	if err != nil {
		return nil, err
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: g.head + 1, TopLeftCell: top, ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	for i, width := range g.widths() {
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return nil, err
		}
	}
	for i, row := range g.rows {
		if err := g.put(stream, i, row); err != nil {
			return nil, err
		}
	}
	if err := stream.Flush(); err != nil {
		return nil, err
	}
	buf, err := g.f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return settle(buf.Bytes())
}

func (g *grid) put(stream *excelize.StreamWriter, i int, row []string) error {
	cells := make([]any, len(row))
	for j, text := range row {
		l, value := look{format: "@"}, any(text)
		switch {
		case i < g.head:
			l = look{plain: true, bold: j == 0, format: "@"}
		case i == g.head:
			l = look{head: true}
		default:
			if number, format, ok := figure(g.rows[g.head][j], text); ok {
				l, value = look{right: true, format: format}, number
			}
		}
		style, err := g.styles.id(l)
		if err != nil {
			return err
		}
		cells[j] = excelize.Cell{StyleID: style, Value: value}
	}
	at, err := excelize.CoordinatesToCellName(1, i+1)
	if err != nil {
		return err
	}
	return stream.SetRow(at, cells)
}

// figure is the number of a cell whose column holds numbers, when a worksheet keeps all its digits.
func figure(head, text string) (value float64, format string, ok bool) {
	whole, percent := strings.CutSuffix(text, "%")
	d, err := decimal.NewFromString(whole)
	if err != nil {
		return 0, "", false
	}
	if percent {
		d = d.Shift(-2)
	}
	switch {
	case !exact(d):
	case strings.HasPrefix(head, "权重"):
		return d.InexactFloat64(), "0.00%", true
	case strings.Contains(head, "得分") || head == "级次":
		return d.InexactFloat64(), "General", true
	}
	return 0, "", false
}

// widths fits each column to its head and its texts, in characters.
func (g *grid) widths() []float64 {
	out := make([]float64, len(g.rows[g.head]))
	for _, row := range g.rows[g.head:] {
		for i, text := range row {
			for _, line := range strings.Split(text, "\n") {
				out[i] = max(out[i], min(layout.Width(line, 2, false)+3, 44))
			}
		}
	}
	for i := range out {
		out[i] = max(out[i], 9)
	}
	out[0] = max(out[0], 14) // the names above the head
	return out
}
