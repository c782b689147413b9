package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"zhiya/valuation/fault"
)

// Kept is a mapping that an organisation keeps under a name, to be offered for the next list with the same heads.
type Kept struct {
	Name    string  `json:"name"`
	Heads   string  `json:"heads"` // Fingerprint of the list it was made for
	Mapping Mapping `json:"mapping"`
	Person  string  `json:"person"` // id of who kept it last
	AtMilli int64   `json:"at_milli"`
}

// mostName is the longest name of a kept mapping, in characters.
const mostName = 40

// Keep makes a mapping of a list with these heads ready to be kept. Faults: name, and those of Mapping.Check.
func Keep(name string, m Mapping, heads []string) (Kept, error) {
	var fs fault.Faults
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		fs.Invalid("mapping.name", "name", "请为列对应关系起一个名称，例如“某平台专利列表”")
	case utf8.RuneCountInString(name) > mostName:
		fs.Invalid("mapping.name", "name", "列对应关系的名称有 %d 个字，请不超过 %d 个字", utf8.RuneCountInString(name), mostName)
	}
	fs.Append("", m.Check(heads))
	m.Version, m.Name = mappingVersion, name
	return Kept{Name: name, Heads: Fingerprint(heads), Mapping: m}, fs.Err()
}

// Fingerprint is one text for lists with the same heads, whatever the order of their columns, the width of the letters and the
// blanks among them; "" when no column has a head.
func Fingerprint(heads []string) string {
	var known []string
	for _, h := range heads {
		if p := plain(h); p != "" {
			known = append(known, p)
		}
	}
	if len(known) == 0 {
		return ""
	}
	slices.Sort(known)
	sum := sha256.Sum256([]byte(strings.Join(slices.Compact(known), "\n"))) // a blank is no part of a plain head
	return hex.EncodeToString(sum[:])
}

// Offer gives the import the mappings that were kept: when none was given and the list has the heads of one of them, that one is
// taken instead of a guess. Of several for the same heads the one kept last is taken. It must come before the first row.
func (im *Import) Offer(kept []Kept) { im.kept = kept }

// offered is the kept mapping whose heads stand among the early rows.
func (im *Import) offered() *Kept {
	var found *Kept
	look := func(cells []string) {
		heads := Fingerprint(cells)
		for i, k := range im.kept {
			if k.Heads == heads && heads != "" && k.Mapping.Check(cells) == nil && (found == nil || k.AtMilli > found.AtMilli) {
				found = &im.kept[i]
			}
		}
	}
	if len(im.kept) == 0 {
		return nil
	}
	rows := im.early[:min(len(im.early), mostHead)]
	for i, row := range rows {
		look(row)
		if i+1 < len(rows) && len(row) > 0 && len(rows[i+1]) > 0 {
			look(merged(row, rows[i+1]))
		}
	}
	return found
}
