package sheet

import (
	"bytes"
	"errors"
	"strings"

	"zhiya/valuation/fault"
)

// Limits of a list that is read row by row.
const (
	maxListFile     = 256 << 20
	maxListUnpacked = 1 << 30
	maxListRows     = 1_000_000
	maxListCols     = 1_000
	// A zip entry that unpacks to more than this many times its size was made to do so: worksheets reach about 30.
	maxRatio = 200
)

// Each reads a list of any length row by row: a workbook by its first worksheet that holds anything, the hidden ones last, or CSV in
// UTF-8, GB18030 or UTF-16, divided by commas, semicolons or tabs. row gets the number of the row in the spreadsheet, from 1, and its
// cells, which are only good during the call; an error from it ends the reading. The file is read beside row, on another thread.
//
// Rows that hold nothing are left out, as are empty cells at the end of a row of a worksheet. Numbers of a worksheet come with the
// digits they have, days as 2012-05-31, formulas by their last value. Of a merged cell the first holds the text. Faults: sheet.size,
// sheet.bomb, sheet.format, sheet.encoding, sheet.empty.
func Each(b []byte, row func(line int, cells []string) error) error { return EachOf(b, "", row) }

// EachOf is Each of the worksheet with this name; CSV has none, and is read whole. Fault besides: sheet.absent.
func EachOf(b []byte, worksheet string, row func(line int, cells []string) error) error {
	if len(b) > maxListFile {
		return fault.New(fault.Invalid, "sheet.size", "", "文件超过 %d MB，请分成几个文件导入", maxListFile>>20)
	}
	any := false
	counted := func(line int, cells []string) error {
		if len(cells) > maxListCols {
			for len(cells) > 0 && cells[len(cells)-1] == "" {
				cells = cells[:len(cells)-1]
			}
		}
		if line > maxListRows || len(cells) > maxListCols {
			return fault.New(fault.Invalid, "sheet.size", "", "表格超过 %d 行或 %d 列，请分成几个文件导入", maxListRows, maxListCols)
		}
		any = true
		return row(line, cells)
	}
	var err error
	switch {
	case isBook(b):
		err = eachOfWorkbook(b, worksheet, counted, &any)
	default:
		if err = noOtherFormat(b); err == nil {
			err = eachOfCSV(b, counted)
		}
	}
	if err == nil && !any {
		err = fault.New(fault.Invalid, "sheet.empty", "", "文件中没有内容")
	}
	return err
}

// Worksheets gives the names of the worksheets of a workbook in the order in which Each looks at them; none for CSV.
func Worksheets(b []byte) ([]string, error) {
	if !isBook(b) {
		return nil, noOtherFormat(b)
	}
	k, err := openBook(b)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(k.sheets))
	for i, s := range k.sheets {
		names[i] = s.name
	}
	return names, nil
}

func isBook(b []byte) bool { return bytes.HasPrefix(b, []byte("PK")) }

// noOtherFormat refuses by name what platforms give out under the name of a workbook.
func noOtherFormat(b []byte) error {
	start := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(b[:min(len(b), 512)], []byte("\ufeff"))))
	switch {
	case bytes.HasPrefix(b, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return fault.New(fault.Invalid, "sheet.format", "", "文件是旧版工作簿（.xls）或者加了密码的工作簿，请在表格软件中取消密码并另存为 .xlsx 后再导入")
	case bytes.HasPrefix(start, []byte("<")):
		return fault.New(fault.Invalid, "sheet.format", "", "文件内容是网页或 XML，不是工作簿，请在表格软件中打开后另存为 .xlsx 再导入")
	case bytes.HasPrefix(b, []byte("%PDF")):
		return fault.New(fault.Invalid, "sheet.format", "", "文件是 PDF，不是列表，请导出为 .xlsx 或 CSV")
	}
	return nil
}

func eachOfCSV(b []byte, row func(int, []string) error) error {
	return beside(func(send func(batch) bool) error {
		s := &splitter{gather: gather{send: send}}
		err := eachPiece(b, s.split)
		if err == nil {
			s.flush()
		}
		if errors.Is(err, errEnded) {
			return nil
		}
		return err
	}, row)
}

// batch is some rows on their way from the reader of the file to whoever judges them.
type batch struct {
	lines []int
	cells [][]string
}

const batchRows = 256

// gather puts rows together until they are a batch.
type gather struct {
	send  func(batch) bool // false: nobody wants more
	cells []string
	rows  []int // where in cells the rows begin
	lines []int
}

// add ends a row that began at from in cells.
func (g *gather) add(line, from int) {
	g.rows, g.lines = append(g.rows, from), append(g.lines, line)
}

// flush sends the rows; false when nobody wants more.
func (g *gather) flush() bool {
	if len(g.rows) == 0 {
		return true
	}
	b := batch{lines: g.lines, cells: make([][]string, len(g.rows))}
	for i, from := range g.rows {
		to := len(g.cells)
		if i+1 < len(g.rows) {
			to = g.rows[i+1]
		}
		b.cells[i] = g.cells[from:to:to]
	}
	g.cells, g.rows, g.lines = make([]string, 0, len(g.cells)), g.rows[:0], make([]int, 0, batchRows)
	return g.send(b)
}

// divider is what stands most often between the cells of the first lines.
func divider(text string) rune {
	first := text
	for range 3 {
		if i := strings.IndexByte(first, '\n'); i >= 0 {
			first = first[i+1:]
		}
	}
	start := text[:len(text)-len(first)]
	if start == "" {
		start = text
	}
	best, most := ',', strings.Count(start, ",")
	for _, c := range []rune{'\t', ';'} {
		if n := strings.Count(start, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

func eachOfWorkbook(b []byte, name string, row func(int, []string) error, any *bool) error {
	k, err := openBook(b)
	if err != nil {
		return err
	}
	for _, s := range k.sheets {
		if name != "" && s.name != name {
			continue
		}
		err := beside(func(send func(batch) bool) error { return k.rowsOf(s, send) }, row)
		if err != nil || *any || name != "" {
			return err
		}
	}
	if name != "" {
		return fault.New(fault.NotFound, "sheet.absent", "", "工作簿中没有名为“%s”的工作表", clip(name, 31))
	}
	return nil
}

// beside gives the rows that read sends to row while read goes on reading.
func beside(read func(send func(batch) bool) error, row func(int, []string) error) error {
	batches, stop, failed := make(chan batch, 4), make(chan struct{}), error(nil)
	go func() {
		defer close(batches)
		failed = read(func(b batch) bool {
			select {
			case batches <- b:
				return true
			case <-stop:
				return false
			}
		})
	}()
	defer func() {
		close(stop)
		for range batches { // until the reading has let go of the file
		}
	}()
	for x := range batches {
		for i, cells := range x.cells {
			if err := row(x.lines[i], cells); err != nil {
				return err
			}
		}
	}
	return failed
}
