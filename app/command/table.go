package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
)

// table aligns columns of Chinese and Latin text on a terminal. A cell that starts with a right mark stands right.
type table struct {
	indent string
	rows   [][]string
}

const rightMark = "\x00"

// alignRight marks a cell, an amount or a count, to stand at the right of its column.
func alignRight(s string) string { return rightMark + s }

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

var terminal = runewidth.Condition{EastAsianWidth: true}

func (t *table) print(w io.Writer) {
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], terminal.StringWidth(strings.TrimPrefix(cell, rightMark)))
		}
	}
	for _, row := range t.rows {
		var line strings.Builder
		line.WriteString(t.indent)
		for i, cell := range row {
			text, isRight := strings.CutPrefix(cell, rightMark)
			pad := strings.Repeat(" ", widths[i]-terminal.StringWidth(text))
			if isRight {
				text = pad + text
			} else {
				text += pad
			}
			line.WriteString(text + "  ")
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}
