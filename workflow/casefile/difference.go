package casefile

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"zhiya/valuation"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
)

// Difference is one figure or fact that differs between two valuations.
type Difference struct {
	Path  string `json:"path"`  // inputs.royalty.revenue[2].value; a row that is gone has the path it had
	Label string `json:"label"` // 收益法（许可费节省法）·各年预测收入第3行
	Was   string `json:"was"`
	Now   string `json:"now"`
}

// Nothing stands where a figure is missing on one side.
const Nothing = "（无）"

// Differences lists what differs between two sets of inputs, field by field, in the order of the form. Rows of a list are held
// against each other by what names them (number, method, name), else by their place. It is pure and needs no knowledge of any
// method: labels are read from the fields, as the form reads them.
func Differences(before, after valuation.Inputs) []Difference {
	d := differ{}
	d.fields("inputs", "", reflect.ValueOf(before), reflect.ValueOf(after))
	return d.found
}

type differ struct{ found []Difference }

// unlabelled are the facts of a right that no form asks for again.
var unlabelled = map[string]string{"kind": "种类", "filed": "申请（登记）日", "granted": "授权公告日"}

// fieldLabel is the Chinese name of a field, its JSON name when it has none.
func fieldLabel(name string, tag reflect.StructTag) string {
	if l := tag.Get("label"); l != "" {
		return l
	}
	if l := unlabelled[name]; l != "" {
		return l
	}
	return name
}

func underLabel(parent, label string) string {
	if parent == "" {
		return label
	}
	return parent + "·" + label
}

// pairOf reports whether a struct is a figure with its source; the figure then goes by the name of the field.
func pairOf(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.NumField() == 2 && t.Field(0).Name == "Value" && t.Field(1).Name == "Source"
}

// member is a field of a struct as JSON knows it.
type member struct {
	name, label string
	tag         reflect.StructTag
	index       []int
	typ         reflect.Type
}

// members are the fields of a struct, those of embedded structs among them.
func members(t reflect.Type) []member {
	var out []member
	for i := range t.NumField() {
		sf := t.Field(i)
		if !sf.IsExported() {
			continue
		}
		if sf.Anonymous && sf.Type.Kind() == reflect.Struct {
			for _, m := range members(sf.Type) {
				m.index = append([]int{i}, m.index...)
				out = append(out, m)
			}
			continue
		}
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name == "-" || name == "" {
			continue
		}
		tag := tagsOf(t, sf)
		out = append(out, member{name: name, label: fieldLabel(name, tag), tag: tag, index: []int{i}, typ: sf.Type})
	}
	return out
}

// fields compares two structs of one type; an invalid value is a struct that is not there.
func (d *differ) fields(path, label string, was, now reflect.Value) {
	t := was
	if !t.IsValid() {
		t = now
	}
	pair := pairOf(t.Type())
	for _, m := range members(t.Type()) {
		l := underLabel(label, m.label)
		if pair && m.name == "value" {
			l = label
		}
		d.value(path+"."+m.name, l, m.tag, field(was, m.index), field(now, m.index))
	}
}

func field(v reflect.Value, index []int) reflect.Value {
	if !v.IsValid() {
		return v
	}
	return v.FieldByIndex(index)
}

func (d *differ) value(path, label string, tag reflect.StructTag, was, now reflect.Value) {
	t := was
	if !t.IsValid() {
		t = now
	}
	switch {
	case t.Kind() == reflect.Pointer:
		d.optional(path, label, tag, was, now)
	case isLeafType(t.Type()):
		d.leaf(path, label, tag, was, now)
	case t.Kind() == reflect.Struct:
		d.fields(path, label, was, now)
	case t.Kind() == reflect.Slice:
		d.rows(path, label, tag, was, now)
	default:
		d.leaf(path, label, tag, was, now)
	}
}

func isLeafType(t reflect.Type) bool { return t == moneyType || t == rateType || t == dateType }

// optional compares parts that may be absent: one that came or went is one line, not one for each of its figures.
func (d *differ) optional(path, label string, tag reflect.StructTag, was, now reflect.Value) {
	here := func(v reflect.Value) bool { return v.IsValid() && !v.IsNil() }
	switch {
	case !here(was) && !here(now):
	case here(was) && here(now):
		d.value(path, label, tag, was.Elem(), now.Elem())
	case here(now) && isLeafType(now.Type().Elem()):
		d.add(path, label, Nothing, leafText(tag, now.Elem()))
	case here(was) && isLeafType(was.Type().Elem()):
		d.add(path, label, leafText(tag, was.Elem()), Nothing)
	case here(now):
		d.add(path, label, Nothing, "新采用")
	default:
		d.add(path, label, "已采用", "不再采用")
	}
}

// rowKeys are the fields by which the rows of a list are known, the first that all rows have.
var rowKeys = []string{"Number", "Method", "ID", "Name", "Title"}

// keysOf are the names of the rows; nil when they have none or share one.
func keysOf(list reflect.Value, name string) []string {
	var out []string
	for i := range list.Len() {
		row := list.Index(i)
		if row.Kind() != reflect.Struct {
			return nil
		}
		f := row.FieldByName(name)
		if !f.IsValid() || f.Kind() != reflect.String || strings.TrimSpace(f.String()) == "" || slices.Contains(out, f.String()) {
			return nil
		}
		out = append(out, f.String())
	}
	return out
}

func (d *differ) rows(path, label string, tag reflect.StructTag, was, now reflect.Value) {
	length := func(v reflect.Value) int {
		if !v.IsValid() {
			return 0
		}
		return v.Len()
	}
	for _, name := range rowKeys {
		if length(was) == 0 || length(now) == 0 {
			break
		}
		before, after := keysOf(was, name), keysOf(now, name)
		if before == nil || after == nil {
			continue
		}
		for i, k := range after {
			row := label + "第" + itoa(i+1) + "行（" + rowName(now.Index(i), name) + "）"
			old := reflect.Value{}
			if j := slices.Index(before, k); j >= 0 {
				old = was.Index(j)
			}
			d.value(fmt.Sprintf("%s[%d]", path, i), row, tag, old, now.Index(i))
		}
		for j, k := range before {
			if !slices.Contains(after, k) {
				d.value(fmt.Sprintf("%s[%d]", path, j), label+"原第"+itoa(j+1)+"行（"+rowName(was.Index(j), name)+"）", tag, was.Index(j), reflect.Value{})
			}
		}
		return
	}
	for i := range max(length(was), length(now)) {
		at := func(v reflect.Value) reflect.Value {
			if i >= length(v) {
				return reflect.Value{}
			}
			return v.Index(i)
		}
		d.value(fmt.Sprintf("%s[%d]", path, i), label+"第"+itoa(i+1)+"行", tag, at(was), at(now))
	}
}

// rowName is the key of a row in words: the chosen title where the key is a choice.
func rowName(row reflect.Value, name string) string {
	sf, _ := row.Type().FieldByName(name)
	return leafText(tagsOf(row.Type(), sf), row.FieldByName(name))
}

func (d *differ) leaf(path, label string, tag reflect.StructTag, was, now reflect.Value) {
	switch {
	case !was.IsValid() && now.IsZero(), !now.IsValid() && was.IsZero():
		return
	case !was.IsValid():
		d.add(path, label, Nothing, leafText(tag, now))
		return
	case !now.IsValid():
		d.add(path, label, leafText(tag, was), Nothing)
		return
	}
	if same(was, now) {
		return
	}
	a, b := leafText(tag, was), leafText(tag, now)
	if a == b { // beyond the digits shown
		a, b = fmt.Sprint(was.Interface()), fmt.Sprint(now.Interface())
	}
	d.add(path, label, a, b)
}

// same compares by value: 0.10 and 0.1 are one rate.
func same(was, now reflect.Value) bool {
	if was.Type() == rateType {
		return was.Interface().(money.Rate).Cmp(now.Interface().(money.Rate)) == 0
	}
	return reflect.DeepEqual(was.Interface(), now.Interface())
}

func (d *differ) add(path, label, was, now string) {
	d.found = append(d.found, Difference{Path: path, Label: label, Was: was, Now: now})
}

// leafText is a value as a person reads it.
func leafText(tag reflect.StructTag, v reflect.Value) string {
	switch x := v.Interface().(type) {
	case money.Money:
		return x.Format() + "元"
	case money.Rate:
		if tag.Get("number") != "" {
			return x.String()
		}
		return x.Percent()
	case date.Date:
		if x.IsZero() {
			return Nothing
		}
		return x.String()
	case bool:
		return map[bool]string{true: "是", false: "否"}[x]
	}
	if v.Kind() == reflect.String {
		for _, c := range strings.Split(tag.Get("choices"), "|") {
			if value, title, named := strings.Cut(c, "="); named && value == v.String() {
				return title
			}
		}
		if v.String() == "" {
			return Nothing
		}
		return v.String()
	}
	return fmt.Sprint(v.Interface())
}

// LabelAt is the Chinese name of a place in these inputs, such as inputs.royalty.revenue[2]; ok is false when there is no such
// place. The prefix "inputs." may be left out.
func LabelAt(in valuation.Inputs, path string) (label string, ok bool) {
	rest := strings.TrimPrefix(strings.TrimSpace(path), "inputs.")
	if rest == "" || rest == "inputs" {
		return "", false
	}
	v := reflect.ValueOf(in)
	for _, part := range strings.Split(rest, ".") {
		name, row, indexed := strings.Cut(part, "[")
		for v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return "", false
			}
			v = v.Elem()
		}
		if v.Kind() != reflect.Struct || isLeafType(v.Type()) {
			return "", false
		}
		all := members(v.Type())
		i := slices.IndexFunc(all, func(m member) bool { return m.name == name })
		if i < 0 {
			return "", false
		}
		if !(pairOf(v.Type()) && name == "value") {
			label = underLabel(label, all[i].label)
		}
		v = v.FieldByIndex(all[i].index)
		if !indexed {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSuffix(row, "]"))
		if err != nil || v.Kind() != reflect.Slice || n < 0 || n >= v.Len() {
			return "", false
		}
		label += "第" + itoa(n+1) + "行"
		v = v.Index(n)
	}
	return label, true
}

// PlaceIn is the Chinese name of a place in a valuation that a note may point to: a field of its inputs or a step of its
// conclusion by its id.
func PlaceIn(v *ValuationR, path string) (string, bool) {
	if v == nil {
		return "", false
	}
	path = strings.TrimSpace(path)
	if label, ok := LabelAt(v.Inputs, path); ok {
		return label, true
	}
	if step, ok := v.Conclusion.Step(path); ok {
		return step.Title, true
	}
	return "", false
}
