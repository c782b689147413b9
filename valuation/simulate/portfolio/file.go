package portfolio

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/valuation/portable"
)

// MaxRows is the most rights a portfolio may hold.
const MaxRows = 1_000_000

// Read takes a portfolio in CSV with a head; see Columns. The columns may stand in any order, each once and no others; id may be
// left out. A byte order mark at the start is skipped. Every fault names its row (the head is row 1) and column:
// portfolio.unreadable, .empty, .column.missing, .column.unknown, .column.twice, .cells, .number, .rows and those of Right.Check.
func Read(r io.Reader) ([]Right, error) {
	in := bufio.NewReader(r)
	if mark, err := in.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = in.Discard(3)
	}
	lines := csv.NewReader(in)
	lines.FieldsPerRecord = -1
	lines.ReuseRecord = true
	head, err := lines.Read()
	if errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "portfolio.empty", "", "资产包文件是空的，第一行应为列名 %s", strings.Join(Columns(), ","))
	}
	if err != nil {
		return nil, unreadable(err)
	}
	fields, err := fieldsOf(head)
	if err != nil {
		return nil, err
	}
	var rows []Right
	var fs fault.Faults
	for {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unreadable(err)
		}
		line, _ := lines.FieldPos(0)
		if len(rows) == MaxRows {
			return nil, fault.New(fault.Invalid, "portfolio.rows", "", "资产包超过 %d 行，请分批模拟", MaxRows)
		}
		right, err := rightOf(cells, fields)
		fs.Append(fmt.Sprintf("第 %d 行", line), err)
		if len(fs) >= manyFaults {
			return nil, append(fs, fault.Fault{Kind: fault.Invalid, Code: "portfolio.more", Message: "错误过多，其余各行未再检查"})
		}
		rows = append(rows, right)
	}
	if len(rows) == 0 {
		fs.Invalid("portfolio.empty", "", "资产包文件只有列名，没有权利，请至少给出一行")
	}
	if err := fs.Err(); err != nil {
		return nil, err
	}
	return rows, nil
}

// manyFaults are enough to see what is wrong with a file.
const manyFaults = 100

func unreadable(err error) error {
	return fault.Faults{{Kind: fault.Invalid, Code: "portfolio.unreadable", Message: "资产包文件不是完好的 CSV，请检查引号与编码", Cause: err}}
}

func rowPath(i int) string { return fmt.Sprintf("rows[%d]", i) }

// field says where a cell of a row goes: the number of a column, or the identifier.
type field struct {
	column int // −1 is the identifier
	name   string
}

func fieldsOf(head []string) ([]field, error) {
	var fs fault.Faults
	var fields []field
	for i, name := range head {
		name = strings.TrimSpace(name)
		f := field{column: slices.IndexFunc(columns, func(c column) bool { return c.name == name }), name: name}
		switch {
		case f.column < 0 && name != "id":
			fs.Invalid("portfolio.column.unknown", fmt.Sprintf("第 1 行第 %d 列", i+1), "没有名为“%s”的列，可用的列为 %s", shortened(name), strings.Join(Columns(), ","))
		case slices.Contains(fields, f):
			fs.Invalid("portfolio.column.twice", fmt.Sprintf("第 1 行第 %d 列", i+1), "列“%s”出现了两次，请只保留一个", name)
		}
		fields = append(fields, f)
	}
	for i, c := range columns {
		if !slices.ContainsFunc(fields, func(f field) bool { return f.column == i }) {
			fs.Invalid("portfolio.column.missing", "第 1 行", "缺少列“%s”（%s）", c.name, c.label)
		}
	}
	return fields, fs.Err()
}

func rightOf(cells []string, fields []field) (Right, error) {
	var r Right
	if len(cells) != len(fields) {
		return r, fault.New(fault.Invalid, "portfolio.cells", "", "有 %d 个单元格，而列名有 %d 个", len(cells), len(fields))
	}
	var fs fault.Faults
	for i, f := range fields {
		text := strings.TrimSpace(cells[i])
		if f.column < 0 {
			r.ID = strings.Clone(text)
			continue
		}
		c := &columns[f.column]
		x, err := strconv.ParseFloat(text, 64)
		switch {
		case text == "":
			fs.Invalid("portfolio.number", c.name, "%s没有填写", c.label)
		case err != nil || math.IsNaN(x) || math.IsInf(x, 0):
			fs.Invalid("portfolio.number", c.name, "%s“%s”应为有限数值", c.label, shortened(text))
		}
		*c.of(&r) = x
	}
	if len(fs) > 0 {
		return r, fs.Err()
	}
	return r, r.Check()
}

func shortened(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// Write puts the rows down as Read takes them, numbers with 17 significant digits.
func Write(w io.Writer, rows []Right) error {
	out := csv.NewWriter(w)
	if err := out.Write(Columns()); err != nil {
		return err
	}
	for i := range rows {
		cells := []string{rows[i].ID}
		for _, c := range columns {
			cells = append(cells, strconv.FormatFloat(*c.of(&rows[i]), 'g', 17, 64))
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteStats puts one line a right down, without a head: mean,sd,p5,p50,p95 with 12 significant digits. A right with fewer than
// 2 finite values has NaN in all five.
func WriteStats(w io.Writer, stats []Stats) error {
	out := bufio.NewWriter(w)
	var line []byte
	for _, s := range stats {
		line = line[:0]
		for i, x := range []float64{s.Mean, s.SD, s.P5, s.P50, s.P95} {
			if i > 0 {
				line = append(line, ',')
			}
			line = strconv.AppendFloat(line, x, 'g', 12, 64)
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return out.Flush()
}

// Example is the portfolio that speed is measured on: rights whose numbers are drawn from splitmix64, 16 for each right.
func Example(n int) []Right {
	rows := make([]Right, n)
	for i := range rows {
		var u [13]float64
		for k := range u {
			u[k] = float64(float64(splitmix(uint64(i*16+k))>>11) * 0x1p-53)
		}
		r := &rows[i]
		along := func(from, width float64, k int) float64 { return from + float64(width*u[k]) }
		r.ID = strconv.Itoa(i)
		r.R1Median, r.R1Sigma = float64(200*portable.Exp(float64(u[0]*4.605170185988092))), along(0.2, 0.4, 1)
		r.GMu, r.GSd, r.Rho = along(-0.02, 0.17, 2), along(0.03, 0.07, 3), along(0.2, 0.5, 4)
		r.RoyMin = along(0.01, 0.02, 5)
		r.RoyMode = along(r.RoyMin+0.005, 0.02, 6)
		r.RoyMax = along(r.RoyMode+0.005, 0.03, 7)
		r.DMin = along(0.10, 0.04, 8)
		r.DMode = along(r.DMin+0.01, 0.04, 9)
		r.DMax = along(r.DMode+0.01, 0.06, 10)
		r.DecMin = along(0.02, 0.03, 11)
		r.DecMax = along(r.DecMin+0.02, 0.10, 12)
	}
	return rows
}
