// Package sheet writes the tables of a document as XLSX and CSV. It is the only package that knows excelize.
package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"zhiya/reports/layout"
	"zhiya/valuation/fault"
)

// Limits of the file format.
const (
	maxRows     = 1_048_576
	maxCellText = 32_767
	maxName     = 31
	maxDigits   = 15 // significant digits a worksheet number keeps
)

const headRows = 3 // title, number and unit, column heads

// XLSX gives a workbook with one worksheet for each table of the document, and for the data of each figure that shows its
// table. Amounts are numbers with number formats, dates are dates; a number of more than 15 significant digits is written
// as text, because a worksheet would change it. The bytes depend only on the document and the time. It fails with
// sheet.empty when there is no table, sheet.rows and sheet.text when a table exceeds the format, sheet.char when a text has
// characters nobody sees.
func XLSX(doc layout.Document, created time.Time) ([]byte, error) {
	tables := tablesOf(doc)
	if len(tables) == 0 {
		return nil, fault.New(fault.Invalid, "sheet.empty", "", "文件中没有表格，无法导出为工作簿")
	}
	if err := check(tables); err != nil {
		return nil, err
	}
	b, err := build(doc, tables, created)
	if err != nil {
		return nil, fault.Wrap(err, "sheet.write", "生成工作簿失败，文件未产生，请查看日志")
	}
	return b, nil
}

func tablesOf(doc layout.Document) []layout.Table {
	var out []layout.Table
	for _, b := range doc.Blocks {
		switch b := b.(type) {
		case layout.Table:
			out = append(out, b)
		case layout.Figure:
			if b.WithTable && b.Chart != nil {
				out = append(out, layout.ChartTable(b))
			}
		}
	}
	return out
}

func check(tables []layout.Table) error {
	var faults fault.Faults
	for i, t := range tables {
		if len(t.Rows)+headRows+2 > maxRows {
			faults.Invalid("sheet.rows", fmt.Sprintf("tables[%d]", i), "表格超过工作表的行数上限 %d，请缩小范围", maxRows)
		}
		for r, row := range t.Rows {
			for c, cell := range row {
				if len(cell.Text) > maxCellText && len(utf16.Encode([]rune(cell.Text))) > maxCellText {
					faults.Invalid("sheet.text", fmt.Sprintf("tables[%d].rows[%d][%d]", i, r, c), "单元格文字超过 %d 字，请缩短", maxCellText)
				}
			}
		}
		seen(&faults, fmt.Sprintf("tables[%d].", i), t)
	}
	return faults.Err()
}

// seen refuses characters that nobody sees on a screen and that hide or turn the text around them.
func seen(faults *fault.Faults, prefix string, t layout.Table) {
	look := func(text, path string, at ...any) {
		for _, r := range layout.Unseen(text) {
			faults.Invalid("sheet.char", prefix+fmt.Sprintf(path, at...), "含有看不见的字符：%s，多由复制带入，请删去后重新输入", layout.CharacterName(r))
		}
	}
	look(t.Title, "title")
	look(t.Note, "note")
	for i, c := range t.Columns {
		look(c.Title+c.Unit, "columns[%d]", i)
	}
	for i, row := range append(slices.Clip(t.Rows), t.Total) {
		for j, c := range row {
			if text := c.Text; len(layout.Unseen(text)) > 0 {
				look(text, "rows[%d][%d]", i, j)
			}
		}
	}
}

func build(doc layout.Document, tables []layout.Table, created time.Time) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	author := doc.Author
	if author == "" {
		author = doc.Org
	}
	stamp := created.UTC().Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{Creator: author, LastModifiedBy: author, Created: stamp, Modified: stamp,
		Title: strings.ReplaceAll(doc.Title, "\n", ""), Subject: doc.Subject, Keywords: strings.Join(doc.Keywords, "；"), Language: "zh-CN"}); err != nil {
		return nil, err
	}
	names := sheetNames(tables)
	for i, name := range names {
		var err error
		if i == 0 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err != nil {
			return nil, err
		}
	}
	looks := &styleBook{f: f, ids: map[look]int{}}
	for i, t := range tables {
		w := &writer{f: f, doc: doc, t: t, name: names[i], styles: looks}
		if err := w.write(); err != nil {
			return nil, err
		}
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return settle(buf.Bytes())
}

// settle puts the parts of the package in a fixed order; excelize writes streamed sheets in the order of a map.
func settle(b []byte) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	files := in.File
	const first = "[Content_Types].xml" // readers expect the content types up front
	sort.Slice(files, func(i, j int) bool {
		a, b := files[i].Name, files[j].Name
		if (a == first) != (b == first) {
			return a == first
		}
		return a < b
	})
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		if err := w.Copy(f); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// sheetNames gives each table a name that Excel accepts: at most 31 UTF-16 units, no []:*?/\, not the reserved History,
// and not used twice.
func sheetNames(tables []layout.Table) []string {
	used := map[string]bool{"history": true}
	out := make([]string, len(tables))
	for i, t := range tables {
		name := t.Name
		if name == "" {
			name = t.Title
		}
		name = strings.Map(func(r rune) rune {
			if strings.ContainsRune("[]:*?/\\\n\u3000", r) || r < ' ' {
				return ' '
			}
			return r
		}, name)
		name = strings.Trim(strings.Join(strings.Fields(name), " "), " '") // "' '0" would keep an apostrophe behind its blank
		if name == "" {
			name = fmt.Sprintf("表%d", i+1)
		}
		base, n := strings.TrimRight(cut(name, maxName), " '"), 1 // no name of a sheet ends in an apostrophe
		name = base
		for used[strings.ToLower(name)] {
			n++
			tail := fmt.Sprintf("(%d)", n)
			name = cut(base, maxName-len(tail)) + tail
		}
		used[strings.ToLower(name)] = true
		out[i] = name
	}
	return out
}

func cut(s string, units int) string {
	var b strings.Builder
	for _, r := range s {
		n := max(1, utf16.RuneLen(r))
		if n > units {
			break
		}
		units -= n
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// exact reports whether a worksheet, which keeps numbers as doubles, shows all digits of d.
func exact(d decimal.Decimal) bool {
	digits := strings.TrimRight(d.Coefficient().Text(10), "0")
	return len(strings.TrimPrefix(digits, "-")) <= maxDigits
}
