package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"zhiya/valuation/fault"
)

// Limits of a table that is read. A workbook is a zip file: what it unpacks to is bounded before anything is unpacked.
const (
	maxFile     = 16 << 20
	maxUnpacked = 64 << 20
	maxReadRows = 20_000
	maxReadCols = 256
)

// Rows reads a table out of a file: a workbook, by its first worksheet that holds anything, or CSV in UTF-8, GB18030 or UTF-16,
// divided by commas or, when its first line has none, by tabs. Row i is row i+1 of the spreadsheet; empty rows are kept, empty
// cells at the end of a row are not. Numbers of a worksheet come as stored (25 % is 0.25), to 15 significant digits; formulas
// by their last value. In CSV an apostrophe that guards a text from running as a formula is taken off. Faults: sheet.size, sheet.format,
// sheet.encoding, sheet.empty.
func Rows(b []byte) ([][]string, error) {
	tables, err := read(b)
	if err != nil {
		return nil, err
	}
	return tables[0], nil
}

// read gives all tables of the file that hold anything: one of CSV, each worksheet of a workbook.
func read(b []byte) ([][][]string, error) {
	if len(b) > maxFile {
		return nil, fault.New(fault.Invalid, "sheet.size", "", "文件超过 %d MB，请确认选对了文件", maxFile>>20)
	}
	var tables [][][]string
	var err error
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		tables, err = readWorkbook(b)
	} else {
		tables, err = readCSV(b)
	}
	if err == nil && len(tables) == 0 {
		err = fault.New(fault.Invalid, "sheet.empty", "", "文件中没有内容")
	}
	return tables, err
}

func readCSV(b []byte) ([][][]string, error) {
	text, err := decode(b)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	if first, _, _ := strings.Cut(text, "\n"); !strings.Contains(first, ",") && strings.Contains(first, "\t") {
		r.Comma = '\t'
	}
	var rows [][]string
	read, next, offset := 0, 1, 0 // lines read, the line after the last record, and where it begins
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var p *csv.ParseError
			if errors.As(err, &p) {
				return nil, fault.New(fault.Invalid, "sheet.format", "", "第 %d 行附近的引号不成对，不是有效的 CSV 文件，请改用工作簿或重新导出", p.Line)
			}
			return nil, fault.Wrap(err, "sheet.read", "读取 CSV 失败，请查看日志")
		}
		start, _ := r.FieldPos(0)
		for ; next < start; next++ { // the reader skips empty lines
			rows = append(rows, nil)
		}
		for i, field := range record {
			record[i] = unguard(field)
		}
		if rows, err = addRow(rows, record); err != nil {
			return nil, err
		}
		end := int(r.InputOffset())
		read += strings.Count(text[offset:end], "\n")
		next, offset = read+1, end
	}
	if !anything(rows) {
		return nil, nil
	}
	return [][][]string{rows}, nil
}

func addRow(rows [][]string, record []string) ([][]string, error) {
	for len(record) > 0 && strings.TrimSpace(record[len(record)-1]) == "" {
		record = record[:len(record)-1]
	}
	if len(rows) >= maxReadRows || len(record) > maxReadCols {
		return nil, fault.New(fault.Invalid, "sheet.size", "", "表格超过 %d 行或 %d 列，请确认选对了文件", maxReadRows, maxReadCols)
	}
	return append(rows, slices.Clone(record)), nil
}

func anything(rows [][]string) bool {
	for _, row := range rows {
		if len(row) > 0 {
			return true
		}
	}
	return false
}

// decode turns the bytes into text: by the byte order mark, else UTF-8 when it is, else GB18030, which spreadsheets write in
// China.
func decode(b []byte) (string, error) {
	if bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}) {
		b = b[3:]
	} else if bytes.HasPrefix(b, []byte{0xFF, 0xFE}) || bytes.HasPrefix(b, []byte{0xFE, 0xFF}) {
		return decoded(b, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	}
	if utf8.Valid(b) {
		return string(b), nil
	}
	return decoded(b, simplifiedchinese.GB18030.NewDecoder())
}

func decoded(b []byte, d transform.Transformer) (string, error) {
	out, _, err := transform.Bytes(d, b)
	if err != nil || bytes.Contains(out, replacement) {
		return "", fault.Faults{{Kind: fault.Invalid, Code: "sheet.encoding", Message: "文件的文字编码无法识别，请另存为 UTF-8 编码的 CSV 或工作簿（.xlsx）", Cause: err}}
	}
	return string(out), nil
}

// replacement is what a decoder writes for bytes that are no character.
var replacement = []byte("\uFFFD")

// unguard takes off the apostrophe that guarded put before a text.
func unguard(s string) string {
	if rest := strings.TrimLeft(s, "'"); rest != s && guard(rest) != rest {
		return s[1:]
	}
	return s
}

// guarded is guard for files that are read back: a text that already has apostrophes before what a spreadsheet would run gets
// one more, so that unguard gives it back whole.
func guarded(s string) string {
	if rest := strings.TrimLeft(s, "'"); guard(rest) != rest {
		return "'" + s
	}
	return s
}

func readWorkbook(b []byte) (tables [][][]string, err error) {
	defer func() { // a damaged package can make the library stumble; the person only needs to know the file is unreadable
		if p := recover(); p != nil {
			tables, err = nil, unreadable(nil)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		return nil, unreadable(err)
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		rows, err := readWorksheet(f, name)
		if err != nil {
			return nil, err
		}
		if anything(rows) {
			tables = append(tables, rows)
		}
	}
	return tables, nil
}

func unreadable(cause error) error {
	return fault.Faults{{Kind: fault.Invalid, Code: "sheet.format", Message: "文件不是可读的工作簿（.xlsx），或解压后过大；加密的工作簿请先取消密码", Cause: cause}}
}

func readWorksheet(f *excelize.File, name string) ([][]string, error) {
	in, err := f.Rows(name)
	if err != nil {
		return nil, nil // a chart sheet has no rows
	}
	defer in.Close()
	var rows [][]string
	for in.Next() {
		record, err := in.Columns()
		if err != nil {
			return nil, unreadable(err)
		}
		if rows, err = addRow(rows, record); err != nil {
			return nil, err
		}
		last := rows[len(rows)-1]
		for i, s := range last {
			if !longNumber.MatchString(s) {
				continue
			}
			if last[i], err = asShown(f, name, i+1, len(rows), s); err != nil {
				return nil, unreadable(err)
			}
		}
	}
	if err := in.Error(); err != nil {
		return nil, unreadable(err)
	}
	return rows, nil
}

// longNumber is how a double may be stored that a spreadsheet shows shorter: 0.30000000000000004, 1E-9.
var longNumber = regexp.MustCompile(`^-?(\d+\.\d{10,}|\d+(\.\d+)?[eE][+-]?\d{1,3})$`)

// asShown writes a stored number with the 15 significant digits spreadsheets show; a text that looks like one stays.
func asShown(f *excelize.File, sheet string, column, row int, s string) (string, error) {
	cell, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return "", err
	}
	kind, err := f.GetCellType(sheet, cell)
	if err != nil {
		return "", err
	}
	v, bad := strconv.ParseFloat(s, 64)
	if bad != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber && kind != excelize.CellTypeFormula {
		return s, nil
	}
	d, err := decimal.NewFromString(strconv.FormatFloat(v, 'e', maxDigits-1, 64))
	if err != nil {
		return s, nil
	}
	return d.String(), nil
}
