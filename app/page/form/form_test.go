package form_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	"zhiya/app/widget"
	"zhiya/valuation"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
)

// filled gives every field of a command a value of its own kind: lists of two rows, every part present.
func filled(v reflect.Value, n *int) {
	*n++
	switch x := v.Addr().Interface().(type) {
	case *money.Money:
		*x = money.Money(100*int64(*n) + 7)
		return
	case *money.Rate:
		*x = money.MustRate("0.0" + string(rune('1'+*n%9)) + "25")
		return
	case *date.Date:
		*x = date.Of(2026, 1, 1).AddDays(*n)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("示例" + string(rune('A'+*n%26)))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(*n%2 == 0)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		filled(v.Index(0), n)
		filled(v.Index(1), n)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() && v.Type().Field(i).Tag.Get("form") != "-" { // what is not on the form keeps what it has
				filled(v.Field(i), n)
			}
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}

func TestEveryCommandIsReadBackAsItWasShown(t *testing.T) {
	test.NewTempApp(t)
	for _, name := range casefile.Commands() {
		for _, full := range []bool{false, true} {
			p, err := casefile.New(name)
			require.NoError(t, err)
			if full {
				n := 0
				filled(reflect.ValueOf(p).Elem(), &n)
			}
			before := asJSON(t, p)
			f := form.New(form.Env{}, p)
			require.Empty(t, f.Read(), "%s reads without faults", name)
			require.Equal(t, before, asJSON(t, p), "%s", name)
		}
	}
}

// shown opens a window with the form, as wide as the program's.
func shown(t *testing.T, f *form.Form) fyne.Window {
	t.Helper()
	w := test.NewTempWindow(t, f.Content())
	w.Resize(fyne.NewSize(1100, 700))
	return w
}

func named(t *testing.T, w fyne.Window, name string) fyne.CanvasObject {
	t.Helper()
	var found fyne.CanvasObject
	visit(w.Content(), func(o fyne.CanvasObject) {
		if widget.NameOf(o) == name {
			found = o
		}
	})
	require.NotNil(t, found, "%s is on the screen", name)
	return found
}

func visit(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	f(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			visit(c, f)
		}
	case *fynewidget.Label:
	default:
		if s, ok := o.(interface{ Children() []fyne.CanvasObject }); ok {
			for _, c := range s.Children() {
				visit(c, f)
			}
		}
		if v := reflect.Indirect(reflect.ValueOf(o)); v.Kind() == reflect.Struct {
			if content := v.FieldByName("Content"); content.IsValid() {
				if c, ok := content.Interface().(fyne.CanvasObject); ok && c != nil {
					visit(c, f)
				}
			}
		}
	}
}

// words is all text in sight.
func words(o fyne.CanvasObject) string {
	var b strings.Builder
	visit(o, func(o fyne.CanvasObject) {
		if v := reflect.Indirect(reflect.ValueOf(o)); v.Kind() == reflect.Struct {
			if s := v.FieldByName("Text"); s.IsValid() && s.Kind() == reflect.String {
				b.WriteString(s.String() + "\n")
			}
		}
	})
	return b.String()
}

func TestWhatIsTypedReachesTheCommand(t *testing.T) {
	widget.RecordNames()
	test.NewTempApp(t)
	p := &casefile.OpenCase{}
	f := form.New(form.Env{}, p)
	w := shown(t, f)
	named(t, w, "field:requested").(*kit.Entry).SetText("1,500,000.5")
	named(t, w, "field:term_months").(*kit.Entry).SetText("12")
	test.Tap(named(t, w, "add:debtors").(fyne.Tappable))
	test.Tap(named(t, w, "add:debtors").(fyne.Tappable))
	named(t, w, "field:debtors[1].name").(*kit.Entry).SetText("示例新材料有限公司")
	test.Tap(named(t, w, "remove:debtors[0]").(fyne.Tappable))
	require.Empty(t, f.Read())
	require.Equal(t, money.Must("1500000.50"), p.Requested)
	require.Equal(t, 12, p.TermMonths)
	require.Len(t, p.Debtors, 1)
	require.Equal(t, "示例新材料有限公司", p.Debtors[0].Name, "the second row moved up with what was typed in it")
	require.Equal(t, "示例新材料有限公司", named(t, w, "field:debtors[0].name").(*kit.Entry).Text)
}

func TestFaultsLandOnTheirFieldsAndTheRestIsHandedBack(t *testing.T) {
	widget.RecordNames()
	test.NewTempApp(t)
	p := &casefile.PrepareValuation{Inputs: valuation.Inputs{Rights: make([]valuation.RightInput, 2)}}
	f := form.New(form.Env{}, p)
	w := shown(t, f)
	var fs fault.Faults
	fs.Invalid("a", "inputs.base_date", "请填写评估基准日")
	fs.Invalid("b", "inputs.rights[1].weight", "权重之和应为一")
	fs.Invalid("c", "inputs.rights[0].economic_years.source", "请写明寿命来源")
	fs.Invalid("d", "inputs.royalty.revenue[0].value", "收益法没有填写")
	fs.Refuse("e", "", "本案现在不能办理")
	fs.Refuse("f", "rights[2]", "不在表单上的权利")
	rest := f.Show(fs)
	require.Len(t, rest, 2)
	text := words(w.Content())
	for _, message := range []string{"请填写评估基准日", "权重之和应为一", "请写明寿命来源", "收益法没有填写"} {
		require.Contains(t, text, message)
	}
	f.Show(nil)
	require.NotContains(t, words(w.Content()), "请填写评估基准日", "old faults go when the form is judged again")
}

func TestTextThatCannotBeReadIsNamedAndStays(t *testing.T) {
	widget.RecordNames()
	test.NewTempApp(t)
	p := &casefile.ProposeCredit{}
	f := form.New(form.Env{}, p)
	w := shown(t, f)
	named(t, w, "field:amount").(*kit.Entry).SetText("一百万")
	named(t, w, "field:due").(*kit.Entry).SetText("2026-13-01")
	faults := f.Read()
	require.Len(t, faults, 2)
	require.Equal(t, "amount", faults[0].Path)
	require.Equal(t, "due", faults[1].Path)
	require.Equal(t, "一百万", named(t, w, "field:amount").(*kit.Entry).Text)
}

func TestFieldsFoldedAwayOpenWhenAFaultIsTheirs(t *testing.T) {
	widget.RecordNames()
	test.NewTempApp(t)
	p := &casefile.UpdateRightFacts{}
	f := form.New(form.Env{}, p)
	w := shown(t, f)
	var fs fault.Faults
	fs.Invalid("x", "right.term_end", "专用期届满日有误")
	require.Empty(t, f.Show(fs))
	require.Contains(t, words(w.Content()), "专用期届满日有误")
	named(t, w, "field:right.term_end").(*kit.Entry).SetText("2030-01-01")
	require.Empty(t, f.Read())
	require.Equal(t, date.Of(2030, 1, 1), p.Right.TermEnd)
}

func TestEnterInAFieldHandsNothingIn(t *testing.T) {
	widget.RecordNames()
	test.NewTempApp(t)
	p := &casefile.ProposeCredit{}
	changed := 0
	f := form.New(form.Env{Changed: func() { changed++ }}, p)
	w := shown(t, f)
	e := named(t, w, "field:amount").(*kit.Entry)
	w.Canvas().Focus(e)
	test.Type(e, "100")
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	require.Zero(t, changed, "an input method may still be composing")
	w.Canvas().Unfocus()
	require.Equal(t, 1, changed)
	require.Contains(t, words(w.Content()), "壹佰元整", "the amount in capitals once the field is left")
}
