package exchange

import (
	"slices"
	"strings"

	"zhiya/valuation/fault"
)

// HeadLines is how many lines of a list can be its head, from the first on.
const HeadLines = mostHead

// HeadAt says which line of the list, from 1 to HeadLines, is its head, in place of looking for it. 0 says that the list has none:
// its columns are then called by their letters, see Letters. It must come before the first row.
func (im *Import) HeadAt(line int) { im.at = &line }

// chosenHead is the line a person chose, with the mapping given or else the one its names suggest.
func (im *Import) chosenHead() (int, []string, Mapping, error) {
	head := Letters(im.early)
	if n := *im.at; n != 0 {
		if n < 0 || n > len(im.early) || Fingerprint(im.early[n-1]) == "" {
			return 0, nil, Mapping{}, fault.New(fault.Invalid, "import.line", "head", "第 %d 行没有内容，不能作为列名行，请在前 %d 行中另选一行", n, mostHead)
		}
		head = im.early[n-1]
	}
	m, _ := Guess(head)
	if im.mapping != nil {
		m = *im.mapping
	}
	return *im.at - 1, head, m, m.Check(head)
}

// Letters are the names of the columns of a list without a head, as a spreadsheet calls them: A 列, B 列, … Z 列, AA 列.
func Letters(rows [][]string) []string {
	widest := 0
	for _, row := range rows {
		widest = max(widest, len(row))
	}
	out := make([]string, widest)
	for i := range out {
		name := ""
		for n := i + 1; n > 0; n = (n - 1) / 26 {
			name = string(rune('A'+(n-1)%26)) + name
		}
		out[i] = name + " 列"
	}
	return out
}

// LikelyHead is the line, from 1, that looks most like a head when no name is known: the first of those with the most cells of which
// none is a number or a day. 0 when there is none.
func LikelyHead(rows [][]string) int {
	at, most := 0, 1
	for i, row := range rows[:min(len(rows), mostHead)] {
		n := 0
		for _, c := range row {
			if strings.TrimSpace(c) != "" {
				n++
			}
		}
		if n > most && !slices.ContainsFunc(row, func(c string) bool { return strings.Count(c, "")-1 > 20 || strings.ContainsAny(c, "0123456789") }) {
			at, most = i+1, n
		}
	}
	return at
}
