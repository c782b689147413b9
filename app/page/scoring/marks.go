package scoring

import (
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/score"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// mark is what was typed for one indicator. A score that is no number is kept as it was typed.
type mark struct{ score, reason string }

// rater is a person with what was typed, by the id of the indicator.
type rater struct {
	name  string
	marks map[string]mark
}

// draft is a sheet as it is being filled in.
type draft struct {
	tree     score.Tree
	scenario string
	rule     score.Rule
	raters   []rater
}

// newDraft is an empty sheet of a tree with one rater.
func newDraft(t score.Tree, raters ...rater) *draft {
	d := &draft{tree: t, raters: raters}
	if len(t.Scenarios) > 0 {
		d.scenario = t.Scenarios[0]
	}
	if len(raters) == 0 {
		d.raters = []rater{{marks: map[string]mark{}}}
	}
	return d
}

// draftOf is a kept sheet, to be changed.
func draftOf(s score.Sheet) *draft {
	d := newDraft(s.Tree, ratersOf(s.Raters)...)
	d.scenario, d.rule = s.Scenario, s.Rule
	return d
}

func ratersOf(list []score.Rater) []rater {
	var out []rater
	for _, r := range list {
		x := rater{name: r.Name, marks: map[string]mark{}}
		for _, m := range r.Marks {
			x.marks[m.Node] = mark{m.Score.Value.String(), m.Score.Source}
		}
		out = append(out, x)
	}
	return out
}

// number reads a score; false for what is none.
func number(text string) (money.Rate, bool) {
	r, err := money.ParseRate(strings.TrimSpace(strings.ReplaceAll(text, "．", ".")))
	return r, err == nil
}

// sheet is what was typed as a sheet, in the order of the tree, without the scores that are no numbers; those come back as faults
// with the paths of the marks they would have been.
func (d *draft) sheet() (score.Sheet, fault.Faults) {
	var fs fault.Faults
	out := score.Sheet{Tree: d.tree, Scenario: d.scenario, Rule: d.rule}
	leaves := d.tree.Leaves(d.scenario)
	for i, r := range d.raters {
		one := score.Rater{Name: strings.TrimSpace(r.name)}
		for _, l := range leaves {
			m := r.marks[l.Node.ID]
			if strings.TrimSpace(m.score) == "" {
				continue
			}
			value, ok := number(m.score)
			if !ok {
				path, name := trace.Path("raters", i)+".marks["+l.Node.ID+"]", strings.Join(l.Path, " › ")
				fs.Invalid("score.number", path, "“%s”的得分“%s”应为 0 至 100 的数字", name, clip(m.score))
				if strings.TrimSpace(m.reason) == "" {
					fs.Invalid("source.missing", path, "“%s”的得分缺少取值依据，请注明来源（资料名称、出具单位或日期）", name)
				}
				continue
			}
			one.Marks = append(one.Marks, score.Mark{Node: l.Node.ID, Score: sourced.Number{Value: value, Source: strings.TrimSpace(m.reason)}})
		}
		out.Raters = append(out.Raters, one)
	}
	return out, fs
}

func clip(text string) string {
	if r := []rune(text); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return text
}

// read is the sheet with all its faults.
func (d *draft) read() (score.Sheet, fault.Faults) {
	s, fs := d.sheet()
	unread := len(fs)
	_, err := s.Evaluate("score")
	for _, f := range fault.Of(err) {
		if f.Code == "score.missing" && slices.ContainsFunc(fs[:unread], func(x fault.Fault) bool { return sameLeaf(x, f) }) {
			continue // it has a score, though no number
		}
		fs = append(fs, f)
	}
	return s, fs
}

// sameLeaf reports whether both name the same indicator by its whole path and the same rater.
func sameLeaf(unread, missing fault.Fault) bool {
	name, _, _ := strings.Cut(strings.TrimPrefix(unread.Message, "“"), "”的得分") // both faults of a mark begin so
	rater, _, _ := strings.Cut(unread.Path, ".")
	return strings.Contains(missing.Message, "“"+name+"”") && strings.HasPrefix(missing.Path, rater+".")
}

// pending stands for a reason that is not written yet, so that figures can be shown meanwhile.
const pending = "（依据待补）"

// loose is the sheet of the leaves given, with scores out of range left out and missing reasons put in. ok is false unless every
// rater has scored all of them.
func (d *draft) loose(leaves []score.Leaf) (out score.Sheet, ok bool) {
	out = score.Sheet{Tree: d.tree, Scenario: d.scenario, Rule: d.rule}
	for i, r := range d.raters {
		one := score.Rater{Name: trace.Path("rater", i)}
		for _, l := range leaves {
			m := r.marks[l.Node.ID]
			value, read := number(m.score)
			if !read || !value.Between("0", "100") {
				return out, false
			}
			one.Marks = append(one.Marks, score.Mark{Node: l.Node.ID, Score: sourced.Number{Value: value, Source: pending}})
		}
		out.Raters = append(out.Raters, one)
	}
	return out, len(leaves) > 0
}

// total is the whole result; false until every indicator has a score.
func (d *draft) total() (score.Result, bool) {
	s, ok := d.loose(d.tree.Leaves(d.scenario))
	if !ok {
		return score.Result{}, false
	}
	r, err := s.Evaluate("score")
	return r, err == nil
}

// part is the score of one indicator with all below it; false until it can be told. It is the total of a tree of its own.
func (d *draft) part(n score.Node) (money.Rate, bool) {
	own := d.tree
	if own.Nodes = n.Children; n.Leaf() {
		n.Weights = maps.Clone(n.Weights)
		for _, s := range own.Scenarios {
			n.Weights[s] = money.RateOf(decimal.New(1, 0))
		}
		own.Nodes = []score.Node{n}
	}
	own.Scenarios = []string{d.scenario}
	own.Nodes = only(own.Nodes, d.scenario)
	small := &draft{tree: own, scenario: d.scenario, rule: d.rule, raters: d.raters}
	r, ok := small.total()
	return r.Score, ok
}

// only keeps the weights of one scenario.
func only(nodes []score.Node, scenario string) []score.Node {
	out := slices.Clone(nodes)
	for i := range out {
		out[i].Weights = map[string]money.Rate{scenario: out[i].Weights[scenario]}
		out[i].Children = only(out[i].Children, scenario)
	}
	return out
}

// given counts the scores that can be read of all raters, and how many there should be.
func (d *draft) given() (done, all int) {
	leaves := d.tree.Leaves(d.scenario)
	for _, r := range d.raters {
		for _, l := range leaves {
			if v, ok := number(r.marks[l.Node.ID].score); ok && v.Between("0", "100") {
				done++
			}
		}
	}
	return done, len(leaves) * len(d.raters)
}

// band is what the rubric says of a score: 60—80：授权有效.
func band(n score.Node, text string) string {
	v, ok := number(text)
	if !ok {
		return ""
	}
	for _, b := range n.Rubric {
		if v.Cmp(b.From) >= 0 && v.Cmp(b.To) <= 0 {
			return b.From.String() + "—" + b.To.String() + "：" + b.Text
		}
	}
	return ""
}

// rubric lists all bands of an indicator, one a line.
func rubric(n score.Node) string {
	var lines []string
	for _, b := range n.Rubric {
		lines = append(lines, b.From.String()+"—"+b.To.String()+"："+b.Text)
	}
	return strings.Join(lines, "\n")
}

// points is a score with two decimals.
func points(r money.Rate) string { return r.Decimal().StringFixed(2) }
