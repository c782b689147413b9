package casefile

import (
	"reflect"
	"slices"
	"strings"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	road "zhiya/workflow/casefile"
)

// benchPage is one page of the form of a valuation.
type benchPage struct {
	name, title string
	fields      []string // of valuation.Inputs, by their JSON names
}

// conclusionFields stand together on the page of the conclusion.
var conclusionFields = []string{"weights", "single_approach_reason", "spread_limit", "spread_note", "rounding", "shapley"}

// benchPages are the pages in the order of the work: the engagement and its rights, a page a method, the conclusion, the value
// under forced sale, the simulation.
func benchPages() []benchPage {
	basic := benchPage{name: "basic", title: "基本事项与对象"}
	conclusion := benchPage{name: "conclusion", title: "评估结论的形成", fields: conclusionFields}
	var methods, after []benchPage
	for _, f := range road.Fields(reflect.TypeFor[valuation.Inputs]()) {
		title, _, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(f.Label, "收益法（"), "）"), "（")
		own := benchPage{name: f.Name, title: title, fields: []string{f.Name}}
		if f.Name == "simulation" {
			own.title = "模拟与敏感性"
		}
		switch {
		case slices.Contains(conclusionFields, f.Name):
		case f.Name == "forced_sale" || f.Name == "simulation":
			after = append(after, own)
		case f.Kind == road.GroupField:
			methods = append(methods, own)
		default:
			basic.fields = append(basic.fields, f.Name)
		}
	}
	out := append([]benchPage{basic}, methods...)
	return append(append(out, conclusion), after...)
}

// form makes the paged form of the inputs.
func (b *bench) form(env form.Env) *form.Form {
	env.Width = kit.Width - navWidth
	env.Wide, env.Tables, env.Yearly, env.YearEnds = true, true, yearly, b.yearEnds
	env.Turn = func(page string) {
		if b.open != "fill" {
			b.show("fill")
		}
		b.turn(page)
	}
	var parts []form.Part
	for _, p := range b.pages {
		part := form.Part{Name: p.name, Fields: p.fields}
		if copied := b.w.target.(*road.PrepareValuation).CopiedFrom; p.name == "basic" && copied != "" {
			part.Above = kit.Note("本次评估沿用上期参数后更新，与上期的差别见“复核意见与上期”。", env.Width)
		}
		parts = append(parts, part)
	}
	return form.NewParts(env, "inputs", b.inputs(), parts)
}

// yearly reports whether a list of the inputs has a row for every year of a forecast.
func yearly(f road.Field) bool {
	if strings.Contains(f.Hint, "相同填一个") {
		return false
	}
	return strings.HasPrefix(f.Label, "各年") || f.Name == "years" || f.Name == "profits" || f.Name == "price" || f.Name == "cost" || f.Name == "volume"
}

// yearEnds are the last days of the first n years of the method in whose part of the inputs a list stands; nil while its dates
// cannot be laid out.
func (b *bench) yearEnds(path string, n int) []string {
	in := b.inputs()
	method, _, _ := strings.Cut(strings.TrimPrefix(path, "inputs."), ".")
	v := fieldNamed(reflect.ValueOf(in).Elem(), method)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return nil
	}
	var convention cashflow.Convention
	for i := range v.NumField() {
		if c, ok := v.Field(i).Interface().(cashflow.Convention); ok {
			convention = c
		}
	}
	periods, err := convention.Periods(in.BaseDate, n)
	if err != nil {
		return nil
	}
	out := make([]string, len(periods))
	for i, p := range periods {
		out[i] = p.To.String()
	}
	return out
}

// fieldNamed is the field of a struct with that JSON name; the zero Value when there is none.
func fieldNamed(v reflect.Value, name string) reflect.Value {
	for i := range v.NumField() {
		if tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); tag == name {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}

// given reports whether a page holds anything.
func (b *bench) given(p benchPage) bool {
	return slices.ContainsFunc(p.fields, func(name string) bool { return !fieldNamed(reflect.ValueOf(b.inputs()).Elem(), name).IsZero() })
}
