// Package policy holds the rules that the law, a city or a bank may change: rule packs (规则包) with validity dates,
// sources and a mark whether the text was verified, and the interest subsidy computed by such rules. A case is judged by
// the rule of its day; an unverified rule is shown as 待核实 and never cited.
package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"sync"

	"zhiya/assets"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// Unverified is printed where an unverified rule would be cited.
const Unverified = "待核实"

// Item is one rule of a pack.
type Item struct {
	Code     string          `json:"code"`             // "PR-06"; unique in the pack
	Title    string          `json:"title"`            // the rule in Chinese
	Remedy   string          `json:"remedy,omitempty"` // what the person can do about it
	Basis    string          `json:"basis,omitempty"`  // the article; printed only when Verified
	Source   string          `json:"source,omitempty"` // where it was read, when not the pack's source
	Verified bool            `json:"verified"`         // the text was read in a source
	Data     json.RawMessage `json:"data,omitempty"`   // figures of the rule, see Figures
}

// Citation is the article when the rule is verified, else 待核实.
func (i Item) Citation() string {
	if i.Verified && i.Basis != "" {
		return i.Basis
	}
	return Unverified
}

// Pack is one version of a set of rules.
type Pack struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	ValidFrom date.Date `json:"valid_from"`
	ValidTo   date.Date `json:"valid_to"` // last day, or not given: open-ended
	Source    string    `json:"source"`
	Verified  bool      `json:"verified"`          // every item is verified
	Example   bool      `json:"example,omitempty"` // 示例: a preset to be replaced by the user's own figures
	Note      string    `json:"note,omitempty"`
	Items     []Item    `json:"items"`
}

// On reports whether the pack is in force on d.
func (p Pack) On(d date.Date) bool {
	return !d.Before(p.ValidFrom) && (p.ValidTo.IsZero() || !d.After(p.ValidTo))
}

// Item finds a rule by its code.
func (p Pack) Item(code string) (Item, bool) {
	for _, i := range p.Items {
		if i.Code == code {
			return i, true
		}
	}
	return Item{}, false
}

// Citation is the pack's title when all of it is verified, else 待核实.
func (p Pack) Citation() string {
	if p.Verified {
		return p.Title
	}
	return Unverified
}

// Figures decodes the figures of an item strictly into T.
func Figures[T any](i Item) (T, error) {
	var v T
	if len(i.Data) == 0 {
		return v, fault.New(fault.Broken, "policy.data", i.Code, "规则 %s 缺少参数", i.Code)
	}
	if err := strict(i.Data, &v); err != nil {
		var fs fault.Faults
		fs.Append(i.Code, formatFault(err, "policy.data", fmt.Sprintf("规则 %s 的参数不是约定的格式", i.Code)))
		return v, fs
	}
	return v, nil
}

// Library is every version of every pack, immutable.
type Library struct{ series map[string][]Pack }

// Embedded is the library that comes with the program.
func Embedded() *Library { return embedded() }

var embedded = sync.OnceValue(func() *Library {
	l, err := Load(assets.Rules())
	if err != nil {
		panic(err) // embedded data: a test keeps this from shipping
	}
	return l
})

// Load reads every *.json of fsys as one pack. It refuses, all at once with the file's name as path: unknown fields,
// missing fields, wrong dates, versions of one id that overlap, repeated item codes, a pack that calls itself verified
// with an unverified item, and a verified item without basis or source.
func Load(fsys fs.FS) (*Library, error) {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, fault.Wrap(err, "policy.read", "规则包目录无法读取")
	}
	var faults fault.Faults
	var packs []Pack
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fault.Wrap(err, "policy.read", "规则包 "+name+" 无法读取")
		}
		p, err := ParsePack(b)
		faults.Append(path.Base(name), err)
		if err == nil {
			packs = append(packs, p)
		}
	}
	l, err := NewLibrary(packs...)
	faults.Append("", err)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return l, nil
}

// NewLibrary gathers packs already parsed and refuses versions of one id that overlap.
func NewLibrary(packs ...Pack) (*Library, error) {
	l := &Library{series: map[string][]Pack{}}
	for _, p := range packs {
		l.series[p.ID] = append(l.series[p.ID], p)
	}
	var faults fault.Faults
	for _, id := range l.IDs() {
		versions := l.series[id]
		slices.SortStableFunc(versions, func(a, b Pack) int { return a.ValidFrom.Compare(b.ValidFrom) })
		for i := 1; i < len(versions); i++ {
			if before := versions[i-1]; before.ValidTo.IsZero() || !before.ValidTo.Before(versions[i].ValidFrom) {
				faults.Invalid("policy.overlap", id, "规则包 %s 的两个版本（%s 起与 %s 起）有效期重叠，请为前一版填写失效日期", id, before.ValidFrom, versions[i].ValidFrom)
			}
		}
	}
	return l, faults.Err()
}

// With is the library with packs added, each replacing the version of its id that starts on the same day.
func (l *Library) With(packs ...Pack) (*Library, error) {
	all := packs
	for _, id := range l.IDs() {
		for _, old := range l.series[id] {
			replaced := slices.ContainsFunc(packs, func(p Pack) bool { return p.ID == old.ID && p.ValidFrom == old.ValidFrom })
			if !replaced {
				all = append(all[:len(all):len(all)], old)
			}
		}
	}
	return NewLibrary(all...)
}

// IDs lists the ids in order.
func (l *Library) IDs() []string { return slices.Sorted(maps.Keys(l.series)) }

// Versions lists the versions of an id by their first day.
func (l *Library) Versions(id string) []Pack { return slices.Clone(l.series[id]) }

// On is the version of id in force on d. Fault (Invalid, "policy.no_rule"): there is none.
func (l *Library) On(id string, d date.Date) (Pack, error) {
	for _, p := range l.series[id] {
		if p.On(d) {
			return p, nil
		}
	}
	return Pack{}, noRule(id, d)
}

func noRule(id string, d date.Date) error {
	return fault.New(fault.Invalid, "policy.no_rule", "", "%s 没有适用的规则版本（%s），请核对日期或先导入当时的规则", dateWord(d), id)
}

func dateWord(d date.Date) string {
	if d.IsZero() {
		return "未给出日期时"
	}
	return d.String()
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// ParsePack reads one pack strictly; see Load for what it refuses.
func ParsePack(b []byte) (Pack, error) {
	var p Pack
	if err := strict(b, &p); err != nil {
		return Pack{}, formatFault(err, "policy.format", "规则包不是约定的格式，请核对字段名与日期")
	}
	var faults fault.Faults
	if !idForm.MatchString(p.ID) {
		faults.Invalid("policy.id", "id", "规则包标识“%s”应由小写字母、数字和连字符组成", p.ID)
	}
	if p.Title == "" {
		faults.Invalid("policy.title", "title", "请填写规则包名称")
	}
	if p.Source == "" {
		faults.Invalid("policy.source", "source", "请填写规则来源")
	}
	switch {
	case p.ValidFrom.IsZero():
		faults.Invalid("policy.valid_from", "valid_from", "请填写生效日期")
	case !p.ValidTo.IsZero() && p.ValidTo.Before(p.ValidFrom):
		faults.Invalid("policy.valid_to", "valid_to", "失效日期 %s 早于生效日期 %s", p.ValidTo, p.ValidFrom)
	}
	if len(p.Items) == 0 {
		faults.Invalid("policy.items", "items", "规则包至少要有一条规则")
	}
	seen := map[string]bool{}
	for i, it := range p.Items {
		at := fmt.Sprintf("items[%d]", i)
		if it.Code == "" || seen[it.Code] {
			faults.Invalid("policy.code", at+".code", "规则编号“%s”为空或重复", it.Code)
		}
		seen[it.Code] = true
		if it.Title == "" {
			faults.Invalid("policy.title", at+".title", "规则 %s 没有文字", it.Code)
		}
		if it.Verified && it.Basis == "" {
			faults.Invalid("policy.basis", at+".basis", "规则 %s 标为已核实，请写明依据", it.Code)
		}
		if p.Verified && !it.Verified {
			faults.Invalid("policy.verified", at+".verified", "规则包标为全部已核实，但规则 %s 未核实", it.Code)
		}
	}
	if err := faults.Err(); err != nil {
		return Pack{}, err
	}
	return p, nil
}

func strict(b []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("data after the object")
	}
	return nil
}

// formatFault keeps the faults of our own value types and turns any other decoding error into one Invalid fault.
func formatFault(err error, code, message string) error {
	if fs := fault.Of(err); fs[0].Kind != fault.Broken {
		return fs
	}
	return fault.Faults{{Kind: fault.Invalid, Code: code, Message: message, Cause: err}}
}
