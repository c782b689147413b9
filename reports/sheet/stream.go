package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

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

// Each reads a list of any length row by row: a workbook by its first worksheet that holds anything, or CSV in UTF-8, GB18030 or
// UTF-16, divided by commas, semicolons or tabs. row gets the number of the row in the spreadsheet, from 1, and its cells, which
// are only good during the call; an error from it ends the reading. Numbers of a worksheet come as stored. Of a merged cell the first
// holds the text. Faults: sheet.size, sheet.bomb, sheet.format, sheet.encoding, sheet.empty.
func Each(b []byte, row func(line int, cells []string) error) error {
	if len(b) > maxListFile {
		return fault.New(fault.Invalid, "sheet.size", "", "文件超过 %d MB，请分成几个文件导入", maxListFile>>20)
	}
	any := false
	counted := func(line int, cells []string) error {
		if line > maxListRows || len(cells) > maxListCols {
			return fault.New(fault.Invalid, "sheet.size", "", "表格超过 %d 行或 %d 列，请分成几个文件导入", maxListRows, maxListCols)
		}
		any = true
		return row(line, cells)
	}
	var err error
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		err = eachOfWorkbook(b, counted, &any)
	} else {
		err = eachOfCSV(b, counted)
	}
	if err == nil && !any {
		err = fault.New(fault.Invalid, "sheet.empty", "", "文件中没有内容")
	}
	return err
}

func eachOfCSV(b []byte, row func(int, []string) error) error {
	in, err := texts(b)
	if err != nil {
		return err
	}
	batches, stop := make(chan batch, 4), make(chan struct{})
	go func() {
		defer close(batches)
		defer in.Close()
		records(in, batches, stop)
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
		if x.err != nil {
			return x.err
		}
	}
	return nil
}

// batch is some rows on their way from the reader of the file to whoever judges them; with err it is the last.
type batch struct {
	lines []int
	cells [][]string
	err   error
}

const batchRows = 256

// records reads rows in batches until the end, the first fault, or stop.
func records(in io.Reader, out chan<- batch, stop <-chan struct{}) {
	peek := bufio.NewReaderSize(in, 1<<16)
	start, err := peek.Peek(1 << 12)
	r := csv.NewReader(peek)
	r.FieldsPerRecord = -1
	r.Comma = divider(string(start))
	var b batch
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	for b.err == nil {
		var record []string
		if record, b.err = r.Read(); b.err == nil {
			line, _ := r.FieldPos(0)
			b.lines, b.cells = append(b.lines, line), append(b.cells, record)
			if len(b.lines) < batchRows {
				continue
			}
		}
		b.err = csvFault(b.err)
		select {
		case out <- b:
		case <-stop:
			return
		}
		if b.err != nil || len(b.lines) < batchRows {
			return
		}
		b = batch{lines: make([]int, 0, batchRows), cells: make([][]string, 0, batchRows)}
	}
	if b.err != nil { // not even the beginning could be read
		select {
		case out <- b:
		case <-stop:
		}
	}
}

// csvFault is what stopped the reading, in words; nil at the end of the file.
func csvFault(err error) error {
	var p *csv.ParseError
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return nil
	case errors.As(err, &p):
		return fault.New(fault.Invalid, "sheet.format", "", "第 %d 行附近的引号不成对，不是有效的 CSV 文件，请改用工作簿或重新导出", p.Line)
	case fault.Has(err, "sheet.encoding"):
		return err
	}
	return fault.Wrap(err, "sheet.read", "读取 CSV 失败，请查看日志")
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

func eachOfWorkbook(b []byte, row func(int, []string) error, any *bool) (err error) {
	if err := noBomb(b); err != nil {
		return err
	}
	var own error // what row said; the rest is the file's fault
	defer func() {
		if p := recover(); p != nil {
			err = unreadable(nil)
		}
		if own != nil {
			err = own
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxListUnpacked, UnzipXMLSizeLimit: maxListUnpacked})
	if err != nil {
		return unreadable(err)
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		in, err := f.Rows(name)
		if err != nil {
			continue // a chart sheet has no rows
		}
		for line := 1; in.Next(); line++ {
			cells, err := in.Columns()
			if err != nil {
				_ = in.Close()
				return unreadable(err)
			}
			if len(cells) == 0 {
				continue
			}
			if own = row(line, cells); own != nil {
				_ = in.Close()
				return own
			}
		}
		if err := errors.Join(in.Error(), in.Close()); err != nil {
			return unreadable(err)
		}
		if *any {
			return nil
		}
	}
	return nil
}

// noBomb refuses a workbook that would unpack to much more than any list, before anything is unpacked.
func noBomb(b []byte) error {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return unreadable(err)
	}
	var whole uint64
	for _, f := range z.File {
		whole += f.UncompressedSize64
		if whole > maxListUnpacked || f.UncompressedSize64 > 1<<20 && f.UncompressedSize64 > maxRatio*max(f.CompressedSize64, 1) {
			return fault.New(fault.Invalid, "sheet.bomb", "", "工作簿解压后异常庞大（%s），可能是损坏或者恶意文件，没有打开；请在表格软件中另存后再试", f.Name)
		}
	}
	return nil
}
