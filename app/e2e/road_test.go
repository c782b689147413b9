//go:build unix

package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/app/e2e"
	"zhiya/app/sample"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

// pictured are the steps of which a picture is kept, with its name; they are looked at by people and shown in the README.
var pictured = map[casefile.Name]string{
	"OpenCase": "intake", "PrepareValuation": "valuation", "ReviewValuation": "review", "ProposeCredit": "credit", "FileRegistration": "registration",
	"ApplyCompensation": "compensation", "ConfirmShare": "share", "PlanDisposal": "plan", "DecideDisposal": "decision", "RecordSale": "sale",
	"DistributeProceeds": "distribution", "CloseCase": "closing",
}

// The whole road by mouse and keyboard, from the first start with the sample set to the closed case, by every kind of person on it.
func TestTheWholeRoadInTheWindow(t *testing.T) {
	e2e.Require(t)
	w := e2e.Open(t, "", e2e.Build(t, "."), nil)
	w.Screenshot("first-start")
	w.Click("wizard:sample")
	w.Wait("signin")
	w.Screenshot("sign-in")
	hand := &hand{t: t, w: w}
	for i, step := range sample.SameDayRoad(workflow.Today(time.Now())) {
		name := step.Command.Name()
		t.Logf("%02d %s %s", i+1, step.Login, name)
		hand.signIn(step.Login)
		hand.act(step.Command)
		if i == 3 || i == 25 {
			w.Screenshot("case")
		}
	}
	w.WaitText("结案") // the page is read again after the last act
	w.Screenshot("closed")
	hand.leave()
	require.NoError(t, os.RemoveAll(filepath.Join(w.Home, "unused")))
}

// hand is a person's hand: it knows where things are, never what the rules say.
type hand struct {
	t     *testing.T
	w     *e2e.Window
	login string
	page  string // of the workbench
}

func (h *hand) leave() {
	if h.login != "" {
		h.w.Click("signout")
		h.login = ""
	}
	h.w.Wait("signin")
}

func (h *hand) signIn(login string) {
	if h.login == login {
		return
	}
	h.leave()
	h.w.Click("sample:" + login)
	h.w.Click("signin")
	h.login = login
	h.w.Wait("nav:cases")
}

// act opens the newest case, presses the button of the command, fills its form and submits it.
func (h *hand) act(cmd casefile.Command) {
	name := cmd.Name()
	if name == "OpenCase" {
		h.w.Click("nav:cases")
		h.w.Click("new-case")
	} else {
		h.openCase()
		h.w.Click("option:" + string(name))
	}
	h.w.Wait("submit")
	h.page = ""
	h.fill("", reflect.ValueOf(cmd), casefile.Fields(reflect.TypeOf(cmd)))
	if picture, ok := pictured[name]; ok {
		h.w.Screenshot(picture)
	}
	if name == "PrepareValuation" {
		h.workbench()
	}
	if name == "FileRegistration" { // the paper is looked at before it is issued
		h.w.Click("form:preview")
		h.w.Wait("preview:back")
		time.Sleep(500 * time.Millisecond) // the page is drawn
		h.w.Screenshot("draft")
		h.w.Click("preview:back")
	}
	h.w.Click("submit")
	h.done(name)
}

// workbench looks at the value as it stands, why it is so, runs the simulation, and looks at scores and notes.
func (h *hand) workbench() {
	h.w.Click("bench:trial")
	h.w.Wait("why:royalty")
	h.w.Screenshot("bench-trial")
	h.w.Click("why:royalty")
	h.w.Wait("explained")
	h.w.Screenshot("bench-why")
	h.w.Click("bench:simulate")
	h.w.Click("simulation.start")
	h.w.WaitText("P50")
	h.w.Screenshot("bench-simulation")
	h.w.Click("bench:score")
	h.w.Wait("score:none")
	h.w.Screenshot("bench-score")
	h.w.Click("bench:notes")
	h.w.Screenshot("bench-notes")
	h.w.Click("bench:fill")
}

// openCase opens the first row of the list: there is only one case.
func (h *hand) openCase() {
	h.w.Click("nav:cases")
	deadline := time.Now().Add(e2e.Patience)
	for time.Now().Before(deadline) {
		for _, c := range h.w.Controls() {
			if strings.HasPrefix(c.Name, "row:LYG-") && !c.Covered {
				h.w.DoubleClick(c.Name)
				h.w.Wait("waiting")
				return
			}
		}
		time.Sleep(60 * time.Millisecond)
	}
	require.Fail(h.t, "no case in the list")
}

// done waits until the form is gone and says what stands in its way when it is not.
func (h *hand) done(name casefile.Name) {
	deadline := time.Now().Add(e2e.Patience)
	for time.Now().Before(deadline) {
		if _, open := h.w.Find("submit"); !open {
			return
		}
		if c, wrong := h.w.Find("faults"); wrong {
			h.w.Screenshot("faults")
			require.Failf(h.t, "refused", "%s: %s", name, c.Text)
		}
		time.Sleep(60 * time.Millisecond)
	}
	require.Failf(h.t, "the form stays open", "%s", name)
}

func (h *hand) fill(prefix string, v reflect.Value, fields []casefile.Field) {
	for _, f := range fields {
		if f.ReadOnly {
			continue
		}
		path := prefix + f.Name
		h.turn(path)
		x := v.FieldByIndex(f.Index)
		switch f.Kind {
		case casefile.GroupField:
			h.group(path, x, f)
		case casefile.ListField:
			h.list(path, x, f)
		default:
			h.leaf(path, x, f)
		}
	}
}

// turn opens the page of the workbench on which a field of the inputs stands.
func (h *hand) turn(path string) {
	name, inputs := strings.CutPrefix(path, "inputs.")
	if !inputs || strings.ContainsAny(name, ".[") {
		return
	}
	if _, own := h.w.Find("section:" + name); !own {
		name = "basic"
		if slices.Contains([]string{"weights", "single_approach_reason", "spread_limit", "spread_note", "rounding", "shapley"}, strings.TrimPrefix(path, "inputs.")) {
			name = "conclusion"
		}
	}
	if h.page == name {
		return
	}
	h.w.Click("section:" + name)
	h.page = name
	time.Sleep(300 * time.Millisecond) // the page is laid out
}

func (h *hand) group(path string, v reflect.Value, f casefile.Field) {
	if v.Kind() == reflect.Pointer {
		box, shown := h.w.Find("open:" + path)
		if v.IsNil() {
			for try := 0; shown && box.Checked && try < 3; try++ {
				h.w.Click("open:" + path)
				h.until(func() bool { box, _ = h.w.Find("open:" + path); return !box.Checked })
			}
			require.False(h.t, shown && box.Checked, "%s is left out", path)
			return
		}
		for try := 0; shown && !box.Checked && try < 3; try++ { // the page may have moved under the first click
			h.w.Click("open:" + path)
			h.until(func() bool { box, _ = h.w.Find("open:" + path); return box.Checked })
		}
		require.True(h.t, !shown || box.Checked, "%s is opened", path)
		v = v.Elem()
	}
	h.fill(path+".", v, f.Fields)
}

func (h *hand) list(path string, v reflect.Value, f casefile.Field) {
	for i := range v.Len() {
		at := fmt.Sprintf("%s[%d]", path, i)
		for try := 0; try < 3 && !h.has(at) && !f.Fixed; try++ { // the page may have moved under the first click
			h.w.Click("add:" + path)
			h.until(func() bool { return h.has(at) })
		}
		require.True(h.t, f.Fixed || h.has(at), "row %s appears", at)
		if f.Fields == nil {
			single := f
			single.Kind = casefile.TextField
			if v.Index(i).Type() == reflect.TypeFor[money.Rate]() {
				single.Kind = casefile.RateField
			}
			h.leaf(at, v.Index(i), single)
			continue
		}
		h.fill(at+".", v.Index(i), f.Fields)
	}
	for n := h.rows(path); !f.Fixed && n > v.Len(); n = h.rows(path) { // rows the form suggests that this case does not need
		for try := 0; try < 3 && h.rows(path) == n; try++ {
			h.w.Click(fmt.Sprintf("remove:%s[%d]", path, n-1))
			h.until(func() bool { return h.rows(path) < n })
		}
		require.Less(h.t, h.rows(path), n, "row %d of %s goes", n, path)
	}
}

// rows counts the rows of a list in the form.
func (h *hand) rows(path string) int {
	n := 0
	for h.has(fmt.Sprintf("%s[%d]", path, n)) {
		n++
	}
	return n
}

// has reports whether some field of this row stands in the form.
func (h *hand) has(at string) bool {
	for _, c := range h.w.Controls() {
		if rest, ok := strings.CutPrefix(c.Name, "field:"+at); ok && (rest == "" || rest[0] == '.') {
			return true
		}
	}
	return false
}

// leaf enters one value, unless it stands there already.
func (h *hand) leaf(path string, v reflect.Value, f casefile.Field) {
	if v.Kind() == reflect.Pointer { // a figure that may be left out
		if v.IsNil() {
			v = reflect.New(v.Type().Elem())
		}
		v = v.Elem()
	}
	name := "field:" + path
	defer func(at time.Time) {
		if d := time.Since(at); d > 300*time.Millisecond {
			h.t.Logf("   %s %s", name, d.Round(10*time.Millisecond))
		}
	}(time.Now())
	c, shown := h.w.Find(name)
	if !shown {
		if v.IsZero() {
			return
		}
		for try := 0; try < 3 && !shown; try++ {
			h.unfold(path)
			h.until(func() bool { c, shown = h.w.Find(name); return shown })
		}
		if !shown {
			require.Failf(h.t, "no such field", "%s", name)
		}
	}
	switch f.Kind {
	case casefile.BoolField:
		for range 3 {
			if c, _ = h.w.Find(name); c.Checked == v.Bool() {
				return
			}
			c = h.w.Wait(name)
			h.w.ClickAt(c.X+14, c.Y+c.H/2, 1) // the box itself, at the left of its cell
			h.until(func() bool { c, _ := h.w.Find(name); return c.Checked == v.Bool() })
		}
		require.Failf(h.t, "the box cannot be ticked", "%s", name)
	case casefile.ChoiceField, casefile.SourceField:
		h.choose(name, c.Text, v.String(), f)
	default:
		if want := text(v, f); c.Text != want && plain(c.Text) != plain(want) {
			h.w.Fill(name, want)
		}
	}
}

// unfold presses the nearest “更多” above a folded field.
func (h *hand) unfold(path string) {
	for at := path; ; {
		cut := strings.LastIndex(at, ".")
		if cut < 0 {
			at = ""
		} else {
			at = at[:cut]
		}
		if _, ok := h.w.Find("more:" + at); ok {
			h.w.Click("more:" + at)
			return
		}
		if at == "" {
			return
		}
	}
}

func (h *hand) choose(name, shown, value string, f casefile.Field) {
	title := value
	for _, c := range f.Choices {
		if c.Value == value {
			title = c.Title
		}
	}
	if f.Kind == casefile.SourceField {
		title = titleOf(value)
	}
	if value == "" || strings.Contains(shown, title) {
		return
	}
	guess := 0
	for i, c := range f.Choices {
		if c.Value == value {
			guess = i
		}
	}
	tries := []int{guess, guess + 1} // the list begins with “（未选）” when nothing was chosen
	if f.Kind == casefile.SourceField {
		tries = nil
	}
	for k := 1; k < 24; k++ {
		tries = append(tries, k)
	}
	for _, k := range tries {
		h.w.Click(name)
		h.overlaid(true)
		keys := []string{}
		for range k + 1 {
			keys = append(keys, "Down")
		}
		h.w.Key(append(keys, "Return")...)
		h.overlaid(false)
		h.until(func() bool { c, _ := h.w.Find(name); return strings.Contains(c.Text, title) })
		if c, _ := h.w.Find(name); strings.Contains(c.Text, title) {
			return
		}
	}
	require.Failf(h.t, "no such choice", "%s: %s", name, title)
}

// until waits a little while for the trace to follow.
func (h *hand) until(holds func() bool) {
	for end := time.Now().Add(time.Second); time.Now().Before(end) && !holds(); time.Sleep(25 * time.Millisecond) {
	}
}

// overlaid waits until a menu lies over the window, or no longer does.
func (h *hand) overlaid(want bool) {
	for end := time.Now().Add(4 * time.Second); time.Now().Before(end); time.Sleep(25 * time.Millisecond) {
		covered := false
		for _, c := range h.w.Controls() {
			covered = covered || c.Covered
		}
		if covered == want {
			return
		}
	}
}

// titleOf is what a picker shows of a sample organisation, person or right.
func titleOf(id string) string {
	for _, o := range sample.Names() {
		if o[0] == id {
			return o[1]
		}
	}
	if id == "org-fund/LYG-01" { // the program of the partner's day
		return "示例知识产权质押风险分担方案"
	}
	return id
}

// text is a value as a person types it.
func text(v reflect.Value, f casefile.Field) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case money.Money:
		if x == 0 && f.Optional {
			return ""
		}
		return x.String()
	case money.Rate:
		if x.IsZero() {
			return ""
		}
		if f.Kind == casefile.RateField {
			return x.Decimal().Shift(2).String()
		}
		return x.String()
	case date.Date:
		return x.String()
	}
	if v.CanInt() && v.Int() == 0 {
		return ""
	}
	return fmt.Sprint(v.Interface())
}

// plain leaves out what a form adds to a number: separators, the unit, trailing zeros of fen.
func plain(s string) string {
	s = strings.NewReplacer(",", "", " ", "", "元", "", "%", "").Replace(s)
	return strings.TrimSuffix(s, ".00")
}
