package policy

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"zhiya/valuation/date"
)

// Displaced is what laying a pack over a library changes in another version of the same id.
type Displaced struct {
	ID      string    `json:"id"`
	From    date.Date `json:"from"`               // first day of the version that changes
	WasTo   date.Date `json:"was_to,omitzero"`    // its last day before
	NowTo   date.Date `json:"now_to,omitzero"`    // its last day now, when it ends earlier
	Gone    bool      `json:"gone,omitempty"`     // it begins on the same day and is replaced as a whole
	NewEnds bool      `json:"new_ends,omitempty"` // it begins later and the new pack ends the day before it
}

// Lay puts a pack over the library. Nothing but the versions of its own id changes: one that begins on the same day is replaced; an
// earlier one that would overlap ends the day before the pack begins (接续); before a later one the pack itself ends. The library stays
// as it was; what changed is told.
func (l *Library) Lay(p Pack) (*Library, []Displaced) {
	out := &Library{series: make(map[string][]Pack, len(l.series)+1)}
	for id, versions := range l.series {
		if id != p.ID {
			out.series[id] = versions
		}
	}
	var told []Displaced
	var kept []Pack
	for _, v := range l.series[p.ID] {
		switch overlaps := v.ValidTo.IsZero() || !v.ValidTo.Before(p.ValidFrom); {
		case v.ValidFrom == p.ValidFrom:
			told = append(told, Displaced{ID: p.ID, From: v.ValidFrom, WasTo: v.ValidTo, Gone: true})
			continue
		case v.ValidFrom.Before(p.ValidFrom) && overlaps:
			d := Displaced{ID: p.ID, From: v.ValidFrom, WasTo: v.ValidTo, NowTo: p.ValidFrom.AddDays(-1)}
			v.ValidTo = d.NowTo
			told = append(told, d)
		case v.ValidFrom.After(p.ValidFrom) && (p.ValidTo.IsZero() || !p.ValidTo.Before(v.ValidFrom)):
			told = append(told, Displaced{ID: p.ID, From: v.ValidFrom, WasTo: p.ValidTo, NowTo: v.ValidFrom.AddDays(-1), NewEnds: true})
			p.ValidTo = v.ValidFrom.AddDays(-1)
		}
		kept = append(kept, v)
	}
	kept = append(kept, p)
	slices.SortFunc(kept, func(a, b Pack) int { return a.ValidFrom.Compare(b.ValidFrom) })
	out.series[p.ID] = kept
	return out, told
}

// Canonical are the bytes of a pack that are signed and kept: the same pack gives the same bytes however its file was laid out.
func (p Pack) Canonical() ([]byte, error) {
	q := p
	q.Items = slices.Clone(p.Items)
	for i, it := range q.Items {
		if len(it.Data) == 0 {
			continue
		}
		var b bytes.Buffer
		if err := json.Compact(&b, it.Data); err != nil {
			return nil, err
		}
		q.Items[i].Data = b.Bytes()
	}
	return json.Marshal(q)
}

// Change is how a rule differs between two versions.
type Change struct {
	Pack   string `json:"pack"` // id
	Title  string `json:"title"`
	Code   string `json:"code"`   // "" for the head of the pack
	Field  string `json:"field"`  // in Chinese
	Before string `json:"before"` // "" when there was none
	After  string `json:"after"`  // "" when there is none
}

// fields of a rule, as a difference names them.
func (i Item) fields() [][2]string {
	data := &bytes.Buffer{}
	if len(i.Data) > 0 && json.Compact(data, i.Data) != nil {
		data.Write(i.Data)
	}
	return [][2]string{{"规则", i.Title}, {"处理办法", i.Remedy}, {"依据", i.Citation()}, {"来源", i.Source}, {"核实", verified(i.Verified)}, {"参数", data.String()}}
}

func verified(yes bool) string {
	if yes {
		return "已核实"
	}
	return Unverified
}

// Compare lists what differs between two versions of a pack; a nil side has nothing. Rules are matched by their code.
func Compare(before, after *Pack) []Change {
	var out []Change
	one := cmp.Or(after, before)
	if one == nil {
		return nil
	}
	add := func(code, field, a, b string) {
		if a != b {
			out = append(out, Change{Pack: one.ID, Title: one.Title, Code: code, Field: field, Before: a, After: b})
		}
	}
	head := func(p *Pack) [][2]string {
		if p == nil {
			return [][2]string{{"名称", ""}, {"有效期", ""}, {"来源", ""}, {"说明", ""}}
		}
		to := "今后"
		if !p.ValidTo.IsZero() {
			to = p.ValidTo.String()
		}
		return [][2]string{{"名称", p.Title}, {"有效期", p.ValidFrom.String() + " 至 " + to}, {"来源", p.Source}, {"说明", p.Note}}
	}
	a, b := head(before), head(after)
	for i := range a {
		add("", a[i][0], a[i][1], b[i][1])
	}
	var codes []string
	for _, p := range []*Pack{before, after} {
		if p == nil {
			continue
		}
		for _, it := range p.Items {
			if !slices.Contains(codes, it.Code) {
				codes = append(codes, it.Code)
			}
		}
	}
	for _, code := range codes {
		var x, y Item
		had, has := false, false
		if before != nil {
			x, had = before.Item(code)
		}
		if after != nil {
			y, has = after.Item(code)
		}
		switch {
		case !had:
			add(code, "新增", "", y.Title)
		case !has:
			add(code, "删去", x.Title, "")
		default:
			p, q := x.fields(), y.fields()
			for i := range p {
				add(code, p[i][0], p[i][1], q[i][1])
			}
		}
	}
	return out
}

// Diff lists what differs between the rules of two days, pack by pack. A pack in force on only one of them is new or gone as a whole.
func (l *Library) Diff(a, b date.Date) []Change {
	var out []Change
	on := func(id string, d date.Date) *Pack {
		if p, err := l.On(id, d); err == nil {
			return &p
		}
		return nil
	}
	for _, id := range l.IDs() {
		p, q := on(id, a), on(id, b)
		if p != nil && q != nil && p.ValidFrom == q.ValidFrom {
			continue
		}
		out = append(out, Compare(p, q)...)
	}
	return out
}

// Found is a rule that a search came upon.
type Found struct {
	Pack Pack `json:"-"`
	Item Item `json:"item"`
}

// Search lists the rules, of any version, that contain every word of the text in their code, words, remedy, citation, source or pack
// title, without regard to case and width of blanks.
func (l *Library) Search(text string) []Found {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return nil
	}
	var out []Found
	for _, id := range l.IDs() {
		for _, p := range l.series[id] {
			for _, it := range p.Items {
				hay := strings.ToLower(strings.Join([]string{p.ID, p.Title, it.Code, it.Title, it.Remedy, it.Citation(), it.Source}, "\n"))
				if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(hay, w) }) {
					out = append(out, Found{p, it})
				}
			}
		}
	}
	return out
}

// Ref names one version of a pack as it was used, with a digest of what it said.
type Ref struct {
	ID     string    `json:"id"`
	Title  string    `json:"title"`
	From   date.Date `json:"from"`
	Digest string    `json:"digest"` // first 16 hexadecimal digits of the SHA-256 of Canonical
}

// Ref is the version's name with the digest of its rules.
func (p Pack) Ref() Ref {
	r := Ref{ID: p.ID, Title: p.Title, From: p.ValidFrom}
	p.ValidTo = date.Date{} // how long it counts is no part of what it says
	if body, err := p.Canonical(); err == nil {
		sum := sha256.Sum256(body)
		r.Digest = hex.EncodeToString(sum[:8])
	}
	return r
}

// Refs are the versions of these packs in force on a day; one that is not in force is left out.
func (l *Library) Refs(on date.Date, ids ...string) []Ref {
	var out []Ref
	for _, id := range ids {
		if p, err := l.On(id, on); err == nil {
			out = append(out, p.Ref())
		}
	}
	return out
}

// Since lists what the versions in force on a day say differently from the ones that were used, pack by pack. What an exchanged version
// said is not known any more; of such a one only the head is told.
func (l *Library) Since(used []Ref, on date.Date) []Change {
	var out []Change
	for _, r := range used {
		now, err := l.On(r.ID, on)
		if err != nil || now.Ref().Digest == r.Digest {
			continue
		}
		var before *Pack
		for _, v := range l.series[r.ID] {
			if v.Ref().Digest == r.Digest {
				before = &v
			}
		}
		if before == nil {
			out = append(out, Change{Pack: r.ID, Title: now.Title, Field: "版本", Before: r.From.String() + " 起（已更正）", After: now.ValidFrom.String() + " 起"})
			continue
		}
		out = append(out, Compare(before, &now)...)
	}
	return out
}
