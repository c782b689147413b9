// Package register is the register of rights (权利登记簿) that an organisation keeps of what it values, lends against or
// guarantees: what was found of each right on which day and from which source. Nothing found is ever overwritten: a new look-up
// is a new line. Pure functions; the store and the door are elsewhere.
package register

import (
	"encoding/json"
	"strconv"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
	"zhiya/workflow/right"
)

// Facts is all that an entry says after one line of its history.
type Facts struct {
	Right  right.Right `json:"right"`
	Family string      `json:"family,omitempty"` // name of the 同族 or of the family of similar marks (近似商标族); "" for none
	Notes  string      `json:"notes,omitempty"`
	Merged int64       `json:"merged,omitempty"` // the entry this one was found to be a duplicate of; 0 for none
}

// Line is one line of the history of an entry. No counts from 1; Act says who added it, when and by what.
type Line struct {
	Entry int64 // id of the entry
	No    int
	Batch int64 // the act that added it
	Body  string
}

// Facts reads the line.
func (l Line) Facts() (Facts, error) {
	var f Facts
	if err := json.Unmarshal([]byte(l.Body), &f); err != nil {
		return f, fault.Wrap(err, "register.unreadable", "权利登记簿的一行记录无法读取，请从备份恢复或联系管理员")
	}
	return f, nil
}

// Row is an entry as lists show it: what its newest line says. The zero Row is no entry.
type Row struct {
	ID        int64 // organisation's number times 2^40 plus a counter; newer entries have higher ones
	Org       int64 // number of the organisation whose register it is
	Kind      right.Kind
	Status    right.Status
	Key       string // see Key; "" for a right without a number
	Number    string
	Title     string
	Owner     string // names of all owners, joined by 、
	Text      string // what it is searched by, see Text; Project makes it, and nobody reads it back
	StatusOn  date.Date
	Expiry    date.Date // last day of the term; zero when the facts do not tell
	FeesUntil date.Date // patents: 年费缴至
	Family    string
	Lines     int   // how many lines its history has; also the version of the entry
	Merged    int64 // see Facts
	Sample    bool
}

// Merged is the status under which an entry that was merged into another is kept.
const Merged right.Status = "merged"

// counterBits is how many bits of an id count the entries of one organisation.
const counterBits = 40

// ID makes the id of the organisation's entry with this counter.
func ID(org, counter int64) int64 { return org<<counterBits | counter }

// Span is the lowest and the highest id an organisation's entries can have.
func Span(org int64) (low, high int64) { return ID(org, 0), ID(org+1, 0) - 1 }

// OrgOf is the number of the organisation in whose register the entry is.
func OrgOf(id int64) int64 { return id >> counterBits }

// Counter is the number of the entry within its register, 登记簿序号.
func (r Row) Counter() int64 { return r.ID & (1<<counterBits - 1) }

// Project is the row of an entry whose newest line, the lines-th, says f. It depends on nothing else, so that a stored row can be
// held against the history it stands for.
func Project(id int64, lines int, f Facts) Row {
	r := f.Right
	names := make([]string, len(r.Owners))
	for i, o := range r.Owners {
		names[i] = OwnerName(o)
	}
	row := Row{ID: id, Org: OrgOf(id), Kind: r.Kind, Status: r.Status, Key: Key(r), Number: oneLine(r.Number), Title: oneLine(r.Title),
		Owner: oneLine(strings.Join(names, "、")), Text: Text(r), StatusOn: r.StatusOn, Expiry: r.Expiry(), FeesUntil: r.FeesPaidUntil,
		Family: oneLine(f.Family), Lines: lines, Merged: f.Merged, Sample: r.Sample}
	if f.Merged != 0 { // found by its key only, as the way to the entry it was merged into
		row.Status, row.Text, row.Family = Merged, "", ""
	}
	return row
}

// oneLine is the text with a blank for every control character, for lists have one line a row.
func oneLine(s string) string {
	control := func(r rune) bool { return r < ' ' || r == 0x7f }
	if strings.IndexFunc(s, control) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if control(r) {
			return ' '
		}
		return r
	}, s)
}

// OwnerName is the owner's name, or the code when only that is known.
func OwnerName(o right.Owner) string {
	if o.Name == "" {
		return o.USCC
	}
	return o.Name
}

// Body is the canonical JSON of a line. The name of the right within a case is no part of it.
func (f Facts) Body() (string, error) {
	f.Right.Ref = ""
	raw, err := json.Marshal(f)
	if err != nil {
		return "", fault.Wrap(err, "register.json", "权利内容无法保存")
	}
	return string(raw), nil
}

// Key tells rights of one register apart: patents, marks (with their class, for a number may cover several) and copyrights by
// number, in the one form in which cases know them. "" for a right without a number, which is never taken for another.
func Key(r right.Right) string {
	number := oneLine(CaseKey(r))
	switch {
	case number == "":
		return ""
	case r.Kind.Patent():
		return "P" + number
	case r.Kind == right.Trademark && r.Class != 0:
		return "T" + number + "/" + strconv.Itoa(int(r.Class))
	case r.Kind == right.Trademark:
		return "T" + number
	}
	return "C" + number
}

// CaseKey is the folded number under which cases hold the right (workflow.CaseKey of kind "right").
func CaseKey(r right.Right) string { return casefile.Fold(casefile.RightKey(r)) }
