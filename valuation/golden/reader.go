package golden

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/trace"
)

// reader reads the inputs of one case by name and gathers what is wrong with them.
type reader struct {
	in     map[string]json.RawMessage
	used   map[string]bool
	path   string
	faults fault.Faults
}

func (r *reader) at(name string) string { return r.path + "." + name }

func (r *reader) has(name string) bool {
	r.used[name] = true
	raw, ok := r.in[name]
	return ok && string(bytes.TrimSpace(raw)) != "null"
}

// unknown refuses inputs that nothing asked for.
func (r *reader) unknown() {
	for _, name := range sorted(r.in) {
		if !r.used[name] {
			r.faults.Invalid("field.unknown", r.at(name), "不认识的字段“%s”，请核对字段名称", name)
		}
	}
}

func (r *reader) missing(name string) {
	r.faults.Invalid("field.missing", r.at(name), "缺少“%s”", name)
}

// plainNumber is a number in a string: as a person writes it, without an exponent.
var plainNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

// number reads a JSON number, or a decimal written as a string. Beyond 1e±40 it is taken for a slip.
func (r *reader) number(raw json.RawMessage, path string) decimal.Decimal {
	text := string(bytes.TrimSpace(raw))
	if len(text) > 1 && text[0] == '"' {
		if text = text[1 : len(text)-1]; !plainNumber.MatchString(text) {
			r.faults.Invalid("number.syntax", path, "“%s”不是可识别的数字，请填写有限的十进制数", clip(text))
			return decimal.Zero
		}
	}
	d, err := decimal.NewFromString(text)
	if err != nil || len(text) > 100 || d.Exponent() < -400 || d.Exponent() > 40 || d.Abs().GreaterThan(decimal.New(1, 40)) {
		r.faults.Invalid("number.syntax", path, "“%s”不是可识别的数字，请填写有限的十进制数", clip(text))
		return decimal.Zero
	}
	return d
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

func (r *reader) num(name string) decimal.Decimal {
	if !r.has(name) {
		r.missing(name)
		return decimal.Zero
	}
	return r.number(r.in[name], r.at(name))
}

// min is a number not below lo.
func (r *reader) min(name, lo string) decimal.Decimal {
	d := r.num(name)
	r.notBelow(d, lo, r.at(name), name)
	return d
}

func (r *reader) notBelow(d decimal.Decimal, lo, path, name string) {
	if d.LessThan(decimal.RequireFromString(lo)) {
		r.faults.Invalid("number.range", path, "“%s”不能小于 %s，当前为 %s，请更正", name, lo, d)
	}
}

// between is a number from lo to hi.
func (r *reader) between(name, lo, hi string) decimal.Decimal {
	d := r.min(name, lo)
	if d.GreaterThan(decimal.RequireFromString(hi)) {
		r.faults.Invalid("number.range", r.at(name), "“%s”不能大于 %s，当前为 %s，请更正", name, hi, d)
	}
	return d
}

// positive is a number above zero.
func (r *reader) positive(name string) decimal.Decimal {
	d := r.num(name)
	if d.Sign() <= 0 && r.has(name) {
		r.faults.Invalid("number.range", r.at(name), "“%s”应大于零，当前为 %s，请更正", name, d)
	}
	return d
}

// notNegative checks every number of a list.
func (r *reader) notNegative(name string, list []decimal.Decimal) {
	for i, d := range list {
		r.notBelow(d, "0", trace.Path(r.at(name), i), name)
	}
}

func (r *reader) opt(name, otherwise string) decimal.Decimal {
	if !r.has(name) {
		return decimal.RequireFromString(otherwise)
	}
	return r.number(r.in[name], r.at(name))
}

// count reads a whole number between lo and hi.
func (r *reader) count(name string, lo, hi int64) int {
	d := r.num(name)
	if !d.IsInteger() || d.LessThan(decimal.New(lo, 0)) || d.GreaterThan(decimal.New(hi, 0)) {
		r.faults.Invalid("number.range", r.at(name), "“%s”应为 %d 至 %d 的整数，当前为 %s", name, lo, hi, d)
		return int(lo)
	}
	return int(d.IntPart())
}

func (r *reader) raws(name string) []json.RawMessage {
	if !r.has(name) {
		r.missing(name)
		return nil
	}
	var list []json.RawMessage
	if json.Unmarshal(r.in[name], &list) != nil || len(list) == 0 {
		r.faults.Invalid("list.empty", r.at(name), "“%s”应为至少一项的列表", name)
	}
	return list
}

func (r *reader) nums(name string) []decimal.Decimal {
	list := r.raws(name)
	out := make([]decimal.Decimal, len(list))
	for i, raw := range list {
		out[i] = r.number(raw, trace.Path(r.at(name), i))
	}
	return out
}

// series reads several lists that must be equally long.
func (r *reader) series(names ...string) [][]decimal.Decimal {
	out := make([][]decimal.Decimal, len(names))
	for i, n := range names {
		out[i] = r.nums(n)
	}
	for i := range out {
		if len(r.faults) == 0 && len(out[i]) != len(out[0]) {
			r.faults.Invalid("list.length", r.at(names[i]), "“%s”有 %d 项，应与“%s”的 %d 项逐项对应", names[i], len(out[i]), names[0], len(out[0]))
		}
	}
	if len(r.faults) > 0 {
		for i := range out {
			out[i] = nil
		}
	}
	return out
}

func (r *reader) matrix(name string) [][]decimal.Decimal {
	list := r.raws(name)
	out := make([][]decimal.Decimal, len(list))
	for i, raw := range list {
		var row []json.RawMessage
		path := trace.Path(r.at(name), i)
		if json.Unmarshal(raw, &row) != nil {
			r.faults.Invalid("list.syntax", path, "应为数字列表")
			continue
		}
		for j, cell := range row {
			out[i] = append(out[i], r.number(cell, trace.Path(path, j)))
		}
	}
	return out
}

func (r *reader) text(name string) string {
	if !r.has(name) {
		r.missing(name)
		return ""
	}
	var s string
	if json.Unmarshal(r.in[name], &s) != nil {
		r.faults.Invalid("text.syntax", r.at(name), "“%s”应为文字", name)
	}
	return s
}

func (r *reader) flag(name string) bool {
	if !r.has(name) {
		return false
	}
	var b bool
	if json.Unmarshal(r.in[name], &b) != nil {
		r.faults.Invalid("flag.syntax", r.at(name), "“%s”应为 true 或 false", name)
	}
	return b
}

func (r *reader) dates(name string) []date.Date {
	list := r.raws(name)
	out := make([]date.Date, len(list))
	for i, raw := range list {
		if err := json.Unmarshal(raw, &out[i]); err != nil || out[i].IsZero() {
			r.faults.Invalid("date.syntax", trace.Path(r.at(name), i), "日期应写作 2026-11-22 的形式")
		}
	}
	return out
}

// part reads an object inside the inputs; it shares the faults through merge.
func (r *reader) part(name string) *reader {
	p := &reader{used: map[string]bool{}, path: r.at(name)}
	if !r.has(name) {
		r.missing(name)
	} else if json.Unmarshal(r.in[name], &p.in) != nil {
		r.faults.Invalid("object.syntax", r.at(name), "“%s”应为对象", name)
	}
	return p
}

func (r *reader) merge(p *reader) {
	p.unknown()
	r.faults = append(r.faults, p.faults...)
}

// row is one line of a table whose columns are named in one string ("type,S,K,q,r,T,sigma").
func (r *reader) rows(columns, name string) []*reader {
	var heads []string
	for _, h := range bytes.Split([]byte(r.text(columns)), []byte(",")) {
		heads = append(heads, string(bytes.TrimSpace(h)))
	}
	list := r.raws(name)
	out := make([]*reader, len(list))
	for i, raw := range list {
		p := &reader{in: map[string]json.RawMessage{}, used: map[string]bool{}, path: trace.Path(r.at(name), i)}
		var cells []json.RawMessage
		if json.Unmarshal(raw, &cells) != nil || len(cells) != len(heads) {
			p.faults.Invalid("list.length", p.path, "第 %s 行应有 %d 列", strconv.Itoa(i+1), len(heads))
		} else {
			for j, h := range heads {
				p.in[h] = cells[j]
			}
		}
		out[i] = p
	}
	return out
}

func list(ds []decimal.Decimal) []any {
	out := make([]any, len(ds))
	for i, d := range ds {
		out[i] = d
	}
	return out
}
