package exchange

import (
	"strconv"
	"strings"

	"zhiya/valuation/date"
	"zhiya/workflow/right"
)

// Look is what the first rows of a list tell of it, for the person to change before the import.
type Look struct {
	Head       int               `json:"head"`  // line of the (lower) head row, from 1; 0 when none was found
	Heads      []string          `json:"heads"` // of all columns, "" for those without
	Mapping    Mapping           `json:"mapping"`
	Confidence map[Field]float64 `json:"confidence"` // of each mapped field, see LookAt
	Sample     [][]string        `json:"sample"`     // rows below the head
}

// LookAt guesses the mapping of a list from its first rows, rows[0] being line 1, on the day of the import. The confidence of a field
// is the share of the filled cells of its column, among these rows, that can be read as the field: 1 all of them, 0 none or no cell
// is filled. Fault: import.head; Heads is then the longest row and Sample what stands below it, to choose the columns by hand.
func LookAt(on date.Date, rows [][]string) (Look, error) {
	_, last, head, m, err := FindHead(rows)
	if err != nil {
		at := 0
		for i, row := range rows {
			if len(row) > len(rows[at]) {
				at = i
			}
		}
		out := Look{Mapping: Mapping{Version: mappingVersion, Columns: map[Field]string{}}, Confidence: map[Field]float64{}}
		if len(rows) > 0 {
			out.Heads, out.Sample = rows[at], rows[at+1:]
		}
		return out, err
	}
	out := Look{Head: last + 1, Mapping: m, Confidence: map[Field]float64{}, Sample: rows[last+1:]}
	for _, h := range head {
		out.Heads = append(out.Heads, strings.TrimSpace(h))
	}
	im := New(on, &m)
	im.early = [][]string{head}
	if err := im.begin(); err != nil {
		return out, err
	}
	for f := range m.Columns {
		filled, readable := 0.0, 0.0
		for _, cells := range out.Sample {
			r := reader{im: im, cells: cells}
			if r.cell(f) == "" {
				continue
			}
			if filled++; r.readable(f) {
				readable++
			}
		}
		if filled > 0 {
			out.Confidence[f] = readable / filled
		} else {
			out.Confidence[f] = 0
		}
	}
	return out, nil
}

// readable reports whether the cell of the row can be read as the field.
func (r *reader) readable(f Field) bool {
	switch f {
	case Number:
		r.number(&right.Right{}, r.cell(Kind))
	case Filed, Granted, Published, StatusOn, TermEnd, ProtectionEnd, FeesPaidUntil:
		r.day(f)
	case Kind:
		_, known := kindOf(r.cell(f))
		return known
	case Class:
		r.class(&right.Right{})
	case Claims:
		_, err := strconv.Atoi(r.cell(f))
		return err == nil
	case Status:
		x := right.Right{Kind: right.Trademark}
		r.status(&x, "")
		return x.Status != "" || len(r.faults) > 0
	}
	return len(r.faults) == 0
}
