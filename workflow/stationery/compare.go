package stationery

import "strings"

// Change is one line of a comparison.
type Change struct {
	Line  string
	Added bool // only in the later text
	Gone  bool // only in the earlier text
}

// Compare sets two versions of a text side by side, line by line: what both have, what is gone, what was added, in reading order.
func Compare(earlier, later string) []Change {
	a, b := strings.Split(strings.TrimSpace(earlier), "\n"), strings.Split(strings.TrimSpace(later), "\n")
	// common[i][j] is how many lines a[i:] and b[j:] have in common, in order.
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []Change
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, Change{Line: a[i]})
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			out = append(out, Change{Line: a[i], Gone: true})
			i++
		default:
			out = append(out, Change{Line: b[j], Added: true})
			j++
		}
	}
	return out
}
