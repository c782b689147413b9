package exchange

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/ident"
	"zhiya/workflow/right"
)

// Row is a right read from a line of the list.
type Row struct {
	Line  int          `json:"line"` // of the spreadsheet, from 1
	Right *right.Right `json:"right"`
	Notes []string     `json:"notes,omitempty"` // what the person should know or look up
}

// BadRow is a line that was not taken. The paths of its faults are the heads of the columns.
type BadRow struct {
	Line   int          `json:"line"`
	Text   string       `json:"text"`             // the beginning of the line, to find it by
	Values []Value      `json:"values,omitempty"` // what stands in the columns the faults name
	Faults fault.Faults `json:"faults"`
}

// Value is what stands in a column of a line.
type Value struct {
	Column string `json:"column"`
	Text   string `json:"text"`
}

// Repeat is a line whose right stands in an earlier line already.
type Repeat struct {
	Line  int    `json:"line"`
	First int    `json:"first"`
	Key   string `json:"key"`
}

// Result is what became of every line below the head: Read = Rows + Bad + Repeats + Blank, always.
type Result struct {
	Head    int      `json:"head"`    // line of the head row, from 1
	Columns []string `json:"columns"` // heads of the list's columns
	Mapping Mapping  `json:"mapping"`
	Kept    string   `json:"kept,omitempty"` // name of the kept mapping that was taken for its heads
	Read    int      `json:"read"`
	Blank   int      `json:"blank"`
	Rows    []Row    `json:"rows"`
	Bad     []BadRow `json:"bad"`
	Repeats []Repeat `json:"repeats"`
}

// Import reads a list row by row: Row is called with every row of the list in order, Result gives what became of them. The head is
// found among the first rows unless a mapping is given with its line.
type Import struct {
	on      date.Date
	mapping *Mapping
	kept    []Kept
	at      *int       // line of the head that a person chose, from 1; 0 for a list without one; nil when it is looked for
	early   [][]string // rows kept until the head is found
	columns []int      // by Field.place; -1 for a field without a column
	heads   map[Field]string
	headAt  []string // by Field.place
	seen    map[rightKey]int
	result  Result
}

// rightKey is what tells one right from another.
type rightKey struct {
	kind   right.Kind
	number string
	class  ident.Class // a mark has one number in all its classes
}

// New begins an import on a day: days after it are refused where they cannot lie ahead. mapping may be nil: then it is guessed.
func New(on date.Date, mapping *Mapping) *Import {
	return &Import{on: on, mapping: mapping, seen: map[rightKey]int{}, result: Result{Rows: []Row{}, Bad: []BadRow{}, Repeats: []Repeat{}}}
}

// Row takes the next row; line is its number in the file, from 1. The cells are only looked at during the call. Faults: import.head,
// import.column.
func (im *Import) Row(line int, cells []string) error {
	if im.columns == nil {
		for len(im.early) < line-1 { // rows without anything
			im.early = append(im.early, nil)
		}
		im.early = append(im.early, append([]string(nil), cells...))
		if len(im.early) < mostHead {
			return nil
		}
		return im.begin()
	}
	im.row(line, cells)
	return nil
}

// begin finds the head among the early rows and reads those below it.
func (im *Import) begin() error {
	_, last, head, guess, err := FindHead(im.early)
	if im.mapping == nil {
		if k := im.offered(); k != nil {
			im.mapping, im.result.Kept = &k.Mapping, k.Name
		}
	}
	switch {
	case im.at != nil:
		last, head, guess, err = im.chosenHead()
	case im.mapping != nil:
		last, head, guess, err = im.mappedHead(*im.mapping)
	}
	if err != nil {
		return err
	}
	im.result.Head, im.result.Mapping = last+1, guess
	for _, h := range head {
		if h = strings.TrimSpace(h); h != "" && !slices.Contains(im.result.Columns, h) {
			im.result.Columns = append(im.result.Columns, h)
		}
	}
	im.columns, im.heads, im.headAt = slices.Repeat([]int{-1}, len(places)), map[Field]string{}, make([]string, len(places))
	for f, column := range guess.Columns {
		for i, h := range head {
			if f.place() >= 0 && plain(h) == plain(column) {
				im.columns[f.place()], im.heads[f], im.headAt[f.place()] = i, strings.TrimSpace(h), strings.TrimSpace(h)
				break
			}
		}
	}
	early := im.early
	im.early = nil
	for i := last + 1; i < len(early); i++ {
		im.row(i+1, early[i])
	}
	return nil
}

// mappedHead is the first row, or two rows, that have all columns of a given mapping.
func (im *Import) mappedHead(m Mapping) (int, []string, Mapping, error) {
	var first error
	for i, row := range im.early {
		if len(row) == 0 {
			continue
		}
		err := m.Check(row)
		if err == nil {
			return i, row, m, nil
		}
		if first == nil {
			first = err
		}
		if i+1 < len(im.early) {
			if both := merged(row, im.early[i+1]); m.Check(both) == nil {
				return i + 1, both, m, nil
			}
		}
	}
	if first == nil {
		first = fault.New(fault.Invalid, "import.head", "", "文件中没有内容")
	}
	return 0, nil, Mapping{}, first
}

// Result ends the import. Fault: import.head when the list was too short to find its head in and none is there.
func (im *Import) Result() (Result, error) {
	if im.columns == nil {
		if err := im.begin(); err != nil {
			return Result{}, err
		}
	}
	return im.result, nil
}

// row reads one line below the head.
func (im *Import) row(line int, cells []string) {
	im.result.Read++
	blank := true
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			blank = false
			break
		}
	}
	if blank {
		im.result.Blank++
		return
	}
	r := reader{im: im, cells: cells}
	x := r.right()
	if len(r.faults) > 0 {
		im.result.Bad = append(im.result.Bad, BadRow{Line: line, Text: beginning(cells), Values: r.values(), Faults: r.faults})
		return
	}
	key := rightKey{x.Kind, x.Number, x.Class}
	if first, met := im.seen[key]; met {
		im.result.Repeats = append(im.result.Repeats, Repeat{Line: line, First: first, Key: x.Number})
		return
	}
	im.seen[key] = line
	taken := x // only a right that is taken is kept
	im.result.Rows = append(im.result.Rows, Row{Line: line, Right: &taken, Notes: r.notes})
}

// values are the cells of the columns that the faults name.
func (r *reader) values() []Value {
	var out []Value
	for i, f := range r.faults {
		if i > 0 && f.Path == r.faults[i-1].Path {
			continue
		}
		for p, head := range r.im.headAt {
			if head == f.Path && head != "" {
				out = append(out, Value{head, clip(r.cell(places[p]), 100)})
				break
			}
		}
	}
	return out
}

// beginning is enough of a line to find it by.
func beginning(cells []string) string {
	var out strings.Builder
	for n, i := 0, 0; i < len(cells) && n < 3; i++ {
		c := strings.TrimSpace(cells[i])
		if c == "" {
			continue
		}
		if n++; n > 1 {
			out.WriteString("，")
		} else {
			out.Grow(96)
		}
		out.WriteString(clip(c, 24))
	}
	return out.String()
}

func clip(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

// Summary is the result in one sentence.
func (r Result) Summary() string {
	return fmt.Sprintf("读取 %d 行：可导入 %d 行，有误 %d 行，重复 %d 行，空行 %d 行", r.Read, len(r.Rows), len(r.Bad), len(r.Repeats), r.Blank)
}

// Rights are the rights that can be taken, in the order of their lines.
func (r Result) Rights() []right.Right {
	out := make([]right.Right, len(r.Rows))
	for i, x := range r.Rows {
		out[i] = *x.Right
	}
	return out
}

// Located puts the line and the head of the column into the faults of whoever took Rights, whose paths are rights[12].number: 第 15 行
// 申请号. Other paths stay.
func (r Result) Located(err error) error {
	fs := slices.Clone(fault.Of(err))
	for i, f := range fs {
		var n int
		index, field, _ := strings.Cut(strings.TrimPrefix(f.Path, "rights["), "].")
		if _, bad := fmt.Sscan(index, &n); bad != nil || !strings.HasPrefix(f.Path, "rights[") || n < 0 || n >= len(r.Rows) {
			continue
		}
		if own, known := fieldOf(field); known {
			field = r.Mapping.Columns[own]
			if field == "" {
				field = own.Title()
			}
		}
		fs[i].Path = fmt.Sprintf("第 %d 行 %s", r.Rows[n].Line, field)
	}
	return fs.Err()
}
