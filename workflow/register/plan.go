package register

import (
	"reflect"

	"zhiya/workflow/right"
)

// Known is an entry that an import meets.
type Known struct {
	Row   Row
	Facts Facts
}

// Addition is what a row of an import comes to: a new entry when Known is nil, a new line otherwise.
type Addition struct {
	Index int // of the row
	Known *Known
	Facts Facts
}

// Plan is what an import would do; every row is in exactly one of the lists.
type Plan struct {
	Additions []Addition
	New       int   // additions that make entries
	Unchanged []int // rows that say what the register says already
	Older     []int // rows of an earlier look-up than the register's
}

// PlanImport compares a valid and Prepared import with what the register knows under the keys of its rows.
func PlanImport(cmd ImportRights, known map[string]Known) (Plan, error) {
	var p Plan
	for i, r := range cmd.Rights {
		k, met := known[Key(r)]
		if !met || Key(r) == "" {
			p.Additions = append(p.Additions, Addition{Index: i, Facts: Facts{Right: r}})
			p.New++
			continue
		}
		if !r.StatusOn.IsZero() && r.StatusOn.Before(k.Facts.Right.StatusOn) {
			p.Older = append(p.Older, i)
			continue
		}
		after := k.Facts
		after.Right = k.Facts.Named(overlay(k.Facts.Right, r))
		same, err := equal(k.Facts, after)
		if err != nil {
			return p, err
		}
		if same {
			p.Unchanged = append(p.Unchanged, i)
			continue
		}
		p.Additions = append(p.Additions, Addition{Index: i, Known: &k, Facts: after})
	}
	return p, nil
}

// Named is what was found of the right under the number by which the entry knows it: a look-up under the number of a duplicate
// that was merged into it does not rename it.
func (f Facts) Named(found right.Right) right.Right {
	if Key(found) != Key(f.Right) {
		found.Number, found.Class = f.Right.Number, f.Right.Class
	}
	return found
}

// equal reports whether two facts are the same but for the source, which says nothing of the right.
func equal(a, b Facts) (bool, error) {
	a.Right.StatusSource, b.Right.StatusSource = "", ""
	x, err := a.Body()
	if err != nil {
		return false, err
	}
	y, err := b.Body()
	return x == y, err
}

// overlay is the right as known, with every field that the new look-up fills. A list of a vendor has no column for licences or
// suits: an empty one does not say that there are none.
func overlay(known, found right.Right) right.Right {
	out := known
	into, from := reflect.ValueOf(&out).Elem(), reflect.ValueOf(found)
	for i := range into.NumField() {
		f := from.Field(i)
		if f.IsZero() || f.Kind() == reflect.Slice && f.Len() == 0 {
			continue
		}
		into.Field(i).Set(f)
	}
	return out
}
