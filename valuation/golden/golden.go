// Package golden runs published worked examples through the engine and says whether it reproduces them. It is the only place
// that knows the names and the fields of the examples ("calc", "inputs"); the figures come from the methods themselves.
package golden

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
)

// Case is one calculation: its name among Names and its inputs as they stand in the file.
type Case struct {
	ID     string                     `json:"id"`
	Calc   string                     `json:"calc"`
	Inputs map[string]json.RawMessage `json:"inputs"`
}

// Published is a worked example with the figures its source prints. Tolerances are absolute: a field's own, else that of "*".
// Where Reproduces is false the printed figure is itself wrong (a NEGATIVE case): Recomputed holds the right one.
type Published struct {
	Case
	Expected   map[string]json.RawMessage `json:"expected"`
	Recomputed map[string]json.RawMessage `json:"recomputed"`
	Tolerance  map[string]json.Number     `json:"tolerance"`
	Reproduces *bool                      `json:"reproduces"`
}

// Outputs are the results of one calculation by name: decimal.Decimal, string, or (nested) slices of them as []any.
type Outputs map[string]any

// NoNumber is what a calculation without a solution gives, as a spreadsheet does: no root of an internal rate of return.
const NoNumber = "#NUM!"

// ReadFile reads a file of published cases. What it does not know beside the figures (sources, notes) is passed over.
func ReadFile(r io.Reader) ([]Published, error) {
	var file struct {
		Cases []Published `json:"cases"`
	}
	dec := json.NewDecoder(r)
	if err := dec.Decode(&file); err != nil {
		return nil, fault.Faults{{Kind: fault.Invalid, Code: "golden.json", Message: "算例文件不是可识别的 JSON（" + err.Error() + "），请核对文件", Cause: err}}
	}
	if len(file.Cases) == 0 {
		return nil, fault.New(fault.Invalid, "golden.empty", "cases", "算例文件中没有 cases，请核对文件")
	}
	return file.Cases, nil
}

// Names lists every calculation in alphabetical order.
func Names() []string {
	out := make([]string, 0, len(calculations))
	for name := range calculations {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Calculate runs one case. With strict set an input that the calculation does not know is a fault. Paths are those of the
// inputs ("inputs.rate").
func Calculate(c Case, strict bool) (Outputs, error) {
	run, ok := calculations[c.Calc]
	if !ok {
		return nil, fault.New(fault.Invalid, "calc.unknown", "calc", "没有名为“%s”的计算，请核对名称（见 zhiya help calc）", c.Calc)
	}
	r := &reader{in: c.Inputs, used: map[string]bool{}, path: "inputs"}
	out, err := run(r)
	if strict && err == nil && len(r.faults) == 0 { // a calculation that stopped early has not read all of its inputs
		r.unknown()
	}
	if len(r.faults) > 0 {
		return nil, r.faults
	}
	if err != nil {
		var fs fault.Faults
		fs.Append("inputs", err)
		return nil, fs
	}
	return out, nil
}

// Difference is a figure that is not as it should be.
type Difference struct {
	Field string
	Got   string
	Want  string
}

func (d Difference) String() string { return fmt.Sprintf("%s %s %s", d.Field, d.Got, d.Want) }

// Check runs a published case and compares. An ordinary case must meet every expected figure; a NEGATIVE one must meet the
// recomputed figures and miss at least one that was printed.
func (p Published) Check() []Difference {
	out, err := Calculate(p.Case, false)
	if err != nil {
		fs := fault.Of(err)
		return []Difference{{Field: fs[0].Path, Got: fs[0].Message, Want: "-"}}
	}
	negative := p.Reproduces != nil && !*p.Reproduces
	want := p.Expected
	if negative {
		want = p.Recomputed
	}
	if len(p.Expected) == 0 {
		return []Difference{{Field: "expected", Got: "-", Want: "至少一个数值"}}
	}
	var differ []Difference
	printed := 0
	for _, field := range sorted(p.Expected) {
		within, err := p.within(field)
		if err != nil {
			return []Difference{{Field: "tolerance." + field, Got: err.Error(), Want: "数字"}}
		}
		got := out[field]
		if raw, ok := want[field]; !ok || !meets(got, raw, within) {
			differ = append(differ, Difference{field, show(got), string(compact(raw))})
		}
		if meets(got, p.Expected[field], within) {
			printed++
		}
	}
	if negative && len(differ) == 0 && printed == len(p.Expected) {
		return []Difference{{Field: "*", Got: "与原刊错误数字一致", Want: "复算数字"}}
	}
	return differ
}

func (p Published) within(field string) (decimal.Decimal, error) {
	n, ok := p.Tolerance[field]
	if !ok {
		n = p.Tolerance["*"]
	}
	if n == "" {
		return decimal.Zero, nil
	}
	return decimal.NewFromString(n.String())
}

// meets compares an output with a figure of the file: numbers within the tolerance, lists element by element, words exactly.
func meets(got any, raw json.RawMessage, within decimal.Decimal) bool {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || got == nil {
		return false
	}
	switch raw[0] {
	case '[':
		var want []json.RawMessage
		list, ok := got.([]any)
		if !ok || json.Unmarshal(raw, &want) != nil || len(want) != len(list) {
			return false
		}
		for i := range want {
			if !meets(list[i], want[i], within) {
				return false
			}
		}
		return true
	case '"':
		var want string
		return json.Unmarshal(raw, &want) == nil && got == any(want)
	}
	want, err := decimal.NewFromString(string(raw))
	d, ok := got.(decimal.Decimal)
	return err == nil && ok && d.Sub(want).Abs().LessThanOrEqual(within)
}

func show(v any) string {
	if v == nil {
		return "-"
	}
	raw, err := json.Marshal(Plain(v))
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(raw)
}

func compact(raw json.RawMessage) []byte {
	if len(raw) == 0 {
		return []byte("-")
	}
	var out bytes.Buffer
	if json.Compact(&out, raw) != nil {
		return raw
	}
	return out.Bytes()
}

// significant is the number of digits an output is written with, what a double holds.
const significant = 15

// Plain turns outputs into what encoding/json writes as numbers, with 15 significant digits.
func Plain(v any) any {
	switch x := v.(type) {
	case decimal.Decimal:
		if n := int32(x.NumDigits()) + x.Exponent(); !x.IsZero() { // digits before the point
			x = x.Round(max(significant-n, 0))
		}
		return json.Number(x.String())
	case []any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = Plain(x[i])
		}
		return out
	case Outputs:
		out := map[string]any{}
		for k, e := range x {
			out[k] = Plain(e)
		}
		return out
	}
	return v
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
