package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// rowReader reads the rows of a worksheet into batches. Texts of a batch that are not shared are kept in one piece.
type rowReader struct {
	*markup
	gather
	book  *book
	own   []byte    // texts of cells
	owned []ownText // cells whose text is in own
	last  int       // number of the last row
	row   int       // where in cells the row being read begins
	value []byte
}

type ownText struct{ cell, from, to int }

var (
	errOrder = errors.New("rows or cells do not follow each other")
	errEnded = errors.New("nobody wants more rows") // never seen outside
)

// rowsOf reads the rows of a worksheet that hold anything and sends them in batches.
func (k *book) rowsOf(s worksheet, send func(batch) bool) error {
	m, done, err := k.open(s.part)
	if err != nil {
		return err
	}
	defer done()
	r := &rowReader{markup: m, book: k, gather: gather{send: send}}
	for inData := false; ; {
		t, err := m.next()
		if err == nil && t == over {
			break
		}
		switch {
		case err != nil:
		case t != text && m.name == "sheetData":
			inData = t == begins
		case t == begins && m.name == "row" && inData:
			err = r.readRow()
		}
		switch {
		case errors.Is(err, errEnded):
			return nil
		case err != nil:
			return damagedRow(s, r.last, err)
		}
	}
	r.sendOff()
	return nil
}

// damagedRow names the last row that could be read.
func damagedRow(s worksheet, line int, err error) error {
	var fs fault.Faults
	if errors.As(err, &fs) {
		return err
	}
	return fault.Faults{{Kind: fault.Invalid, Code: "sheet.format", Cause: fmt.Errorf("%s: %w", s.part, err),
		Message: fmt.Sprintf("工作表“%s”在第 %d 行之后的内容损坏或不完整，没有读取；请在表格软件中打开核对后另存再试", clip(s.name, 31), line)}}
}

// sendOff sends what was read; false when nobody wants more.
func (r *rowReader) sendOff() bool {
	all := string(r.own)
	for _, p := range r.owned {
		r.cells[p.cell] = all[p.from:p.to]
	}
	r.own, r.owned = r.own[:0], r.owned[:0]
	return r.flush()
}

// readRow reads the row just begun.
func (r *rowReader) readRow() error {
	line := r.last + 1
	if text := r.attr("r"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < line {
			return errOrder
		}
		line = n
	}
	if line > 1<<20 { // the most a worksheet has
		return errOrder
	}
	r.last, r.row = line, len(r.cells)
	column := 0
	for {
		t, err := r.next()
		if err != nil {
			return err
		}
		if t == ends && r.name == "row" {
			break
		}
		if t != begins {
			continue
		}
		if r.name != "c" {
			if err := r.skip(); err != nil {
				return err
			}
			continue
		}
		if column, err = r.readCell(column); err != nil {
			return err
		}
	}
	if len(r.cells) > r.row {
		r.add(line, r.row)
	}
	if (len(r.rows) >= batchRows || len(r.own) > onePiece) && !r.sendOff() {
		return errEnded
	}
	return nil
}

// readCell reads the cell just begun, after the column-th, and gives its own column.
func (r *rowReader) readCell(column int) (int, error) {
	at, kind, style := column+1, byte('n'), 0
	for b := r.attributes; len(b) > 0; {
		name, value, rest, ok := attribute(b)
		if !ok {
			break
		}
		b = rest
		switch string(name) {
		case "r":
			if at = columnOf(value); at <= column {
				return 0, errOrder
			}
		case "t":
			kind = cellKind(value)
		case "s":
			style, _ = strconv.Atoi(string(value))
		}
	}
	r.value = r.value[:0]
	inline := false
	if r.closing {
		_, err := r.next()
		return at, err
	}
	depth := len(r.open)
	for inValue := false; ; {
		t, err := r.next()
		if err != nil {
			return 0, err
		}
		switch {
		case t == begins && r.name == "is":
			inline = true
			r.value, err = r.richText(r.value[:0])
		case t == begins && r.name != "v":
			err = r.skip()
		case t == begins:
			inValue = true
			r.value = r.value[:0]
		case t == ends && len(r.open) < depth:
			return at, r.take(at, kind, style, inline)
		case t == ends:
			inValue = false
		case inValue:
			r.value, err = r.markup.append(r.value)
		}
		if err != nil {
			return 0, err
		}
	}
}

// Kinds of cells: n a number, s a shared text, i an inline one, t the text of a formula, b a truth, e an error, d a day.
func cellKind(t []byte) byte {
	switch string(t) {
	case "s":
		return 's'
	case "inlineStr":
		return 'i'
	case "str":
		return 't'
	case "b":
		return 'b'
	case "e":
		return 'e'
	case "d":
		return 'd'
	}
	return 'n'
}

// columnOf reads the letters of AD27, counted from 1; 0 when there are none, or too many.
func columnOf(ref []byte) int {
	n := 0
	for _, c := range ref {
		switch {
		case c >= 'A' && c <= 'Z':
			n = 26*n + int(c-'A') + 1
		case c >= 'a' && c <= 'z':
			n = 26*n + int(c-'a') + 1
		default:
			return n
		}
		if n > 16_384 {
			return 0
		}
	}
	return n
}

// take adds the value to the row as its at-th cell, when it is anything.
func (r *rowReader) take(at int, kind byte, style int, inline bool) error {
	if len(r.value) == 0 {
		return nil
	}
	if at > maxListCols {
		return fault.New(fault.Invalid, "sheet.size", "", "表格超过 %d 列，请核对第 %d 行，删去无关的列", maxListCols, r.last)
	}
	if kind == 's' && !inline {
		n := 0
		for _, c := range r.value {
			if c < '0' || c > '9' || n >= len(r.book.shared) {
				return errMarkup
			}
			n = 10*n + int(c-'0')
		}
		if n >= len(r.book.shared) {
			return errMarkup
		}
		if r.book.shared[n] != "" {
			r.put(at, r.book.shared[n])
		}
		return nil
	}
	from := len(r.own)
	switch kind {
	case 'n':
		r.own = r.number(style)
	case 'b':
		word := "FALSE"
		if r.value[0] == '1' || r.value[0] == 't' {
			word = "TRUE"
		}
		r.own = append(r.own, word...)
	case 'd':
		day, _, _ := bytes.Cut(r.value, []byte("T"))
		r.own = append(r.own, day...)
	case 't':
		r.own = unescaped(append(r.own, r.value...), from)
	default:
		r.own = append(r.own, r.value...)
	}
	r.put(at, "")
	r.owned = append(r.owned, ownText{len(r.cells) - 1, from, len(r.own)})
	return nil
}

// put makes s the at-th cell of the row.
func (r *rowReader) put(at int, s string) {
	for len(r.cells)-r.row < at-1 {
		r.cells = append(r.cells, "")
	}
	r.cells = append(r.cells, s)
}

// number writes the number of a cell behind own: of a style that shows days as 2012-05-31, else with the digits it has, 2.5E+3 as 2500.
func (r *rowReader) number(style int) []byte {
	if style > 0 && style < len(r.book.days) && r.book.days[style] {
		if v, err := strconv.ParseFloat(string(r.value), 64); err == nil && v >= 1 && v < 2_958_466 {
			if d := serialDay(int(v), r.book.from1904); !d.IsZero() {
				return append(r.own, d.String()...)
			}
		}
	}
	if bytes.ContainsAny(r.value, "eE") || bytes.HasSuffix(r.value, []byte(".0")) {
		if v, err := strconv.ParseFloat(string(r.value), 64); err == nil && math.Abs(v) < 1e15 {
			return strconv.AppendFloat(r.own, v, 'f', -1, 64)
		}
	}
	return append(r.own, r.value...)
}

// serialDay is the day of a spreadsheet's day number (ECMA-376, 18.17.4.1): counted from 1904-01-01 = 0, or from 1900-01-01 = 1 with a
// 1900-02-29 that never was. Days before 1900-03-01 are nobody's: the zero Date.
func serialDay(n int, from1904 bool) date.Date {
	switch {
	case from1904:
		return date.Of(1904, 1, 1).AddDays(n)
	case n < 61:
		return date.Date{}
	}
	return date.Of(1900, 3, 1).AddDays(n - 61)
}
