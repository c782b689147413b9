package exchange

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
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
	Text   string       `json:"text"` // the beginning of the line, to find it by
	Faults fault.Faults `json:"faults"`
}

// Repeat is a line whose right stands in an earlier line already.
type Repeat struct {
	Line  int    `json:"line"`
	First int    `json:"first"`
	Key   string `json:"key"`
}

// Result is what became of every line below the head: Read = Rows + Bad + Repeats + Blank, always.
type Result struct {
	Head    int      `json:"head"` // line of the head row, from 1
	Columns []string `json:"columns"` // heads of the list's columns
	Mapping Mapping  `json:"mapping"`
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
	early   [][]string // rows kept until the head is found
	columns []int      // by Field.place; -1 for a field without a column
	heads   map[Field]string
	seen    map[rightKey]int
	result  Result
}

// rightKey is what tells one right from another.
type rightKey struct {
	kind   right.Kind
	number string
}

// New begins an import on a day: days after it are refused where they cannot lie ahead. mapping may be nil: then it is guessed.
func New(on date.Date, mapping *Mapping) *Import {
	return &Import{on: on, mapping: mapping, seen: map[rightKey]int{}}
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
	at, guess, err := FindHead(im.early)
	if im.mapping != nil {
		at, guess, err = im.mappedHead(*im.mapping)
	}
	if err != nil {
		return err
	}
	head := im.early[at]
	if err := guess.Check(head); err != nil {
		return err
	}
	im.result.Head, im.result.Mapping = at+1, guess
	for _, h := range head {
		if h = strings.TrimSpace(h); h != "" && !slices.Contains(im.result.Columns, h) {
			im.result.Columns = append(im.result.Columns, h)
		}
	}
	im.columns, im.heads = slices.Repeat([]int{-1}, len(places)), map[Field]string{}
	for f, column := range guess.Columns {
		for i, h := range head {
			if plain(h) == plain(column) {
				im.columns[f.place()], im.heads[f] = i, strings.TrimSpace(h)
				break
			}
		}
	}
	early := im.early
	im.early = nil
	for i := at + 1; i < len(early); i++ {
		im.row(i+1, early[i])
	}
	return nil
}

// mappedHead is the first row that has all columns of a given mapping.
func (im *Import) mappedHead(m Mapping) (int, Mapping, error) {
	var last error
	for i, row := range im.early {
		if len(row) == 0 {
			continue
		}
		if err := m.Check(row); err == nil {
			return i, m, nil
		} else if last == nil {
			last = err
		}
	}
	if last == nil {
		last = fault.New(fault.Invalid, "import.head", "", "文件中没有内容")
	}
	return 0, Mapping{}, last
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
		im.result.Bad = append(im.result.Bad, BadRow{Line: line, Text: beginning(cells), Faults: r.faults})
		return
	}
	key := rightKey{x.Kind, x.Number}
	if first, met := im.seen[key]; met {
		im.result.Repeats = append(im.result.Repeats, Repeat{Line: line, First: first, Key: x.Number})
		return
	}
	im.seen[key] = line
	im.result.Rows = append(im.result.Rows, Row{Line: line, Right: x, Notes: r.notes})
}

// beginning is enough of a line to find it by.
func beginning(cells []string) string {
	var out []string
	for _, c := range cells {
		if c = strings.TrimSpace(c); c != "" {
			out = append(out, clip(c, 24))
		}
		if len(out) == 3 {
			break
		}
	}
	return strings.Join(out, "，")
}

func clip(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n]) + "…"
	}
	return s
}

// Summary is the result in one sentence.
func (r Result) Summary() string {
	return fmt.Sprintf("读取 %d 行：可导入 %d 行，有误 %d 行，重复 %d 行，空行 %d 行", r.Read, len(r.Rows), len(r.Bad), len(r.Repeats), r.Blank)
}
