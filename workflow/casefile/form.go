package casefile

import (
	"reflect"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
)

// FieldKind says how a field is entered.
type FieldKind string

const (
	TextField   FieldKind = "text"
	LongField   FieldKind = "long" // several lines
	MoneyField  FieldKind = "money"
	RateField   FieldKind = "rate"   // shown as a percentage
	NumberField FieldKind = "number" // a decimal number shown as it is
	DateField   FieldKind = "date"
	IntField    FieldKind = "int"
	BoolField   FieldKind = "bool"
	ChoiceField FieldKind = "choice"
	SourceField FieldKind = "source" // chosen from a list the program knows: organisations, people, rights
	// AttachmentField is the id of a file the person picks.
	AttachmentField FieldKind = "attachment"
	GroupField      FieldKind = "group" // a part with fields of its own
	ListField       FieldKind = "list"  // rows that can be added and removed
)

// Choice is one value of a ChoiceField with its Chinese name.
type Choice struct {
	Value string
	Title string
}

// Field describes one field of a command, from the tags beside it or, for types of other rooms, from labels.go. It drives the
// form on the screen and the documentation of the command.
type Field struct {
	Name     string // JSON name
	Index    []int  // position in the struct
	Kind     FieldKind
	Label    string
	Unit     string
	Hint     string
	Lines    int
	Choices  []Choice
	Source   string // what a SourceField is chosen from, or a list or group can be filled from besides being typed
	Optional bool
	ReadOnly bool
	Fixed    bool // a list whose rows are given
	Pointer  bool // the value may be absent altogether
	Fields   []Field
	Elem     reflect.Type // element of a list, or the group's struct
}

// Fields describes the fields of a command or of any struct in a form, in their order.
func Fields(t reflect.Type) []Field {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	var out []Field
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := tagsOf(t, sf)
		if !sf.IsExported() || tag.Get("form") == "-" || sf.Tag.Get("form") == "-" {
			continue
		}
		if sf.Anonymous {
			for _, f := range Fields(sf.Type) {
				f.Index = append([]int{i}, f.Index...)
				out = append(out, f)
			}
			continue
		}
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name == "-" || name == "" {
			continue
		}
		out = append(out, describe(name, i, sf, tag))
	}
	return out
}

var (
	moneyType = reflect.TypeFor[money.Money]()
	rateType  = reflect.TypeFor[money.Rate]()
	dateType  = reflect.TypeFor[date.Date]()
)

func describe(name string, i int, sf reflect.StructField, tag reflect.StructTag) Field {
	f := Field{Name: name, Index: []int{i}, Label: tag.Get("label"), Unit: tag.Get("unit"), Hint: tag.Get("hint"),
		Source: tag.Get("source"), Optional: tag.Get("opt") != "", ReadOnly: tag.Get("readonly") != "", Fixed: tag.Get("fixed") != ""}
	if f.Label == "" {
		f.Label = name
	}
	t := sf.Type
	if t.Kind() == reflect.Pointer {
		f.Pointer, f.Optional = true, true
		t = t.Elem()
	}
	switch {
	case t == moneyType:
		f.Kind = MoneyField
		if f.Unit == "" {
			f.Unit = "元"
		}
	case t == rateType && tag.Get("number") != "":
		f.Kind = NumberField
	case t == rateType:
		f.Kind, f.Unit = RateField, "%"
	case t == dateType:
		f.Kind = DateField
	case t.Kind() == reflect.Bool:
		f.Kind = BoolField
	case t.Kind() == reflect.Int:
		f.Kind = IntField
	case t.Kind() == reflect.Slice:
		f.Kind, f.Elem = ListField, t.Elem()
		if f.Elem.Kind() == reflect.Struct && f.Elem != dateType && f.Elem != rateType {
			f.Fields = Fields(f.Elem)
		}
	case t.Kind() == reflect.Struct:
		f.Kind, f.Elem = GroupField, t
		f.Fields = Fields(t)
	case tag.Get("choices") != "":
		f.Kind = ChoiceField
		for _, c := range strings.Split(tag.Get("choices"), "|") {
			value, title, named := strings.Cut(c, "=")
			if !named {
				title = value
			}
			f.Choices = append(f.Choices, Choice{value, title})
		}
	case f.Source != "":
		f.Kind = SourceField
	case tag.Get("attach") != "":
		f.Kind = AttachmentField
	case tag.Get("lines") != "":
		f.Kind, f.Lines = LongField, int(tag.Get("lines")[0]-'0')
	default:
		f.Kind = TextField
	}
	return f
}

// tagsOf is the field's own tag, or what labels.go says of it.
func tagsOf(t reflect.Type, sf reflect.StructField) reflect.StructTag {
	if sf.Tag.Get("label") != "" || sf.Tag.Get("form") != "" {
		return sf.Tag
	}
	return labels[t.PkgPath()+"."+t.Name()+"."+sf.Name]
}

// LabelOf finds the Chinese label of a field path such as rights[2].filed in a command; "" when there is none.
func LabelOf(n Name, path string) string {
	t, ok := commandTypes[n]
	if !ok {
		return ""
	}
	fields := Fields(t)
	label := ""
	for _, part := range strings.Split(path, ".") {
		name, row, indexed := strings.Cut(part, "[")
		found := false
		for _, f := range fields {
			if f.Name != name {
				continue
			}
			if label != "" {
				label += "·"
			}
			label += f.Label
			if indexed {
				label += "第" + rowNumber(row) + "行"
			}
			fields, found = f.Fields, true
			break
		}
		if !found {
			return label
		}
	}
	return label
}

func rowNumber(s string) string {
	n := 0
	for _, r := range strings.TrimSuffix(s, "]") {
		if r < '0' || r > '9' {
			return "?"
		}
		n = n*10 + int(r-'0')
	}
	return itoa(n + 1)
}
