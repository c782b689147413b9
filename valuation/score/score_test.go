package score_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/score"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

func rate(s string) money.Rate { return money.MustRate(s) }

func weights(s string) map[string]money.Rate { return map[string]money.Rate{"质押融资": rate(s)} }

func mark(node, value string) score.Mark {
	return score.Mark{Node: node, Score: sourced.Number{Value: rate(value), Source: "现场调查记录"}}
}

// small is a tree of two branches: 0.6 × (0.25 × A1 + 0.75 × A2) + 0.4 × B.
func small() score.Tree {
	return score.Tree{ID: "small", Name: "示例指标", Source: "本机构评分办法", Label: "示例", Verified: true, Scenarios: []string{"质押融资"},
		Grades: []score.Cut{{Grade: "AAA", Min: rate("90")}, {Grade: "A", Min: rate("70")}, {Grade: "C", Min: rate("0")}},
		Nodes: []score.Node{
			{ID: "A", Name: "法律", Weights: weights("0.6"), Children: []score.Node{
				{ID: "A1", Name: "稳定性", Weights: weights("0.25"), Rubric: []score.Band{{From: rate("60"), To: rate("100"), Text: "稳定"}, {From: rate("0"), To: rate("60"), Text: "不稳定"}}},
				{ID: "A2", Name: "范围", Weights: weights("0.75"), Extension: true}}},
			{ID: "B", Name: "经济", Weights: weights("0.4")}}}
}

func sheet() score.Sheet {
	return score.Sheet{Tree: small(), Scenario: "质押融资", Raters: []score.Rater{{Name: "示例评估师甲", Marks: []score.Mark{mark("A1", "60"), mark("A2", "80"), mark("B", "50")}}}}
}

func builtIn(t testing.TB) []score.Tree {
	trees, err := score.Load(os.DirFS("../../assets/score"))
	require.NoError(t, err)
	return trees
}

func codes(err error) (out []string) {
	for _, f := range fault.Of(err) {
		out = append(out, f.Path+" "+f.Code)
	}
	return out
}

func asJSON(t require.TestingT, v any) string {
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func TestEveryStepOfAScoredSheetCanBeRepeatedByHand(t *testing.T) {
	r, err := sheet().Evaluate("score")
	require.NoError(t, err)
	require.Equal(t, "65", r.Score.String()) // 0.6 × (0.25 × 60 + 0.75 × 80) + 0.4 × 50
	require.Equal(t, "0.65", r.R.String())
	require.Equal(t, "C", r.Grade)
	require.Empty(t, r.Notes)
	want := map[string]string{"score": "0.65", "score.total": "65", "score.node.A": "75", "score.node.A1": "60", "score.node.A2": "80", "score.node.B": "50", "score.grade": "C"}
	got := map[string]string{}
	r.Step.Walk(func(s trace.Step) bool {
		require.NotContains(t, got, s.ID, "ids are unique")
		require.NotEmpty(t, s.Title)
		require.NotEmpty(t, s.Formula)
		got[s.ID] = s.Result
		return true
	})
	require.Equal(t, want, got)
	a := r.Step.Children[0].Children[0]
	require.Equal(t, []trace.Operand{{Name: "稳定性权重", Value: "0.25", Unit: trace.Ratio, Source: "本机构评分办法"}, {Name: "稳定性得分", Value: "60"},
		{Name: "范围权重", Value: "0.75", Unit: trace.Ratio, Source: "本机构评分办法"}, {Name: "范围得分", Value: "80"}}, a.Inputs)
	require.Equal(t, []trace.Operand{{Name: "示例评估师甲", Value: "60", Source: "现场调查记录"}}, a.Children[0].Inputs)
	leaf, ok := r.Node("A1")
	require.True(t, ok)
	require.Equal(t, "稳定", leaf.Band, "a bound belongs to the higher band")
	require.Equal(t, "0.15", leaf.Whole.String())
}

func TestSeveralRatersAreAveragedByTheStatedRule(t *testing.T) {
	s := sheet()
	for i, v := range []string{"90", "30", "33"} {
		s.Raters = append(s.Raters, score.Rater{Name: fmt.Sprint("示例评估师", i), Marks: []score.Mark{mark("A1", v), mark("A2", v), mark("B", v)}})
	}
	for rule, want := range map[score.Rule]string{"": "50.75", score.Mean: "50.75", score.Trimmed: "41.5"} { // B: 50, 90, 30, 33
		s.Rule = rule
		r, err := s.Evaluate("score")
		require.NoError(t, err)
		b, _ := r.Node("B")
		require.Equal(t, want, b.Score.String(), rule)
	}
	s.Raters, s.Rule = s.Raters[:2], score.Trimmed
	_, err := s.Evaluate("score")
	require.Equal(t, []string{"raters score.raters"}, codes(err))
}

func TestALeafWithoutAScoreIsNamedForEachRater(t *testing.T) {
	s := sheet()
	s.Raters[0].Marks = []score.Mark{{Node: "A1", Score: sourced.Number{Value: rate("101"), Source: "x"}}, {Node: "A", Score: sourced.Number{Value: rate("1"), Source: "x"}}, {Node: "Z"}, {Node: "B"}, mark("B", "1")}
	s.Raters = append(s.Raters, score.Rater{Name: " "})
	_, err := s.Evaluate("score")
	require.Equal(t, []string{"raters[0].marks[0].score.value number.range", "raters[0].marks[1].node score.node", "raters[0].marks[2].node score.node",
		"raters[0].marks[3].score.source source.missing", "raters[0].marks[4].node score.node", "raters[0].marks score.missing",
		"raters[1].name score.rater", "raters[1].marks score.missing", "raters[1].marks score.missing", "raters[1].marks score.missing"}, codes(err))
	require.Contains(t, err.Error(), "示例评估师甲 未给指标“法律 › 范围”打分")
}

func TestANodeWithoutWeightInTheScenarioNeedsNoScore(t *testing.T) {
	s := sheet()
	s.Tree.Nodes[0].Weights, s.Tree.Nodes[1].Weights = weights("0"), weights("1")
	s.Tree.Nodes[0].Children[0].Weights, s.Tree.Nodes[0].Children[1].Weights = weights("0"), weights("0")
	s.Raters[0].Marks = []score.Mark{mark("B", "95")}
	r, err := s.Evaluate("score")
	require.NoError(t, err)
	require.Equal(t, "AAA", r.Grade)
	require.Len(t, r.Nodes, 1)
	_, ok := r.Node("A1")
	require.False(t, ok)
}

func TestEveryFaultOfATreeIsToldWithItsPath(t *testing.T) {
	tree := small()
	tree.Scenarios = []string{"质押融资", "许可"}
	tree.Grades = []score.Cut{{Grade: "A", Min: rate("70")}, {Grade: "AA", Min: rate("70")}, {Grade: "优", Min: rate("20")}}
	tree.Label = ""
	a := &tree.Nodes[0]
	a.Weights = map[string]money.Rate{"质押融资": rate("0.6"), "许可": rate("0.5")}
	a.Rubric = []score.Band{{From: rate("0"), To: rate("100"), Text: "x"}}
	a.Children[0].Weights = map[string]money.Rate{"质押融资": rate("0.2"), "许可": rate("1.2"), "别处": rate("1")}
	a.Children[0].Rubric[1].To = rate("70")
	a.Children[1].Weights = map[string]money.Rate{"质押融资": rate("0.75"), "许可": rate("0.2")}
	a.Children[1].Children = []score.Node{{ID: "A1", Name: "重", Weights: map[string]money.Rate{"质押融资": rate("1"), "许可": rate("1")},
		Children: []score.Node{{ID: "深", Name: " 深", Weights: map[string]money.Rate{"质押融资": rate("1"), "许可": rate("1")}}}}}
	require.Equal(t, []string{
		"label score.text", "grades[1].grade score.grade", "grades[1].min score.grade", "grades[2].grade score.grade", "grades[2].min score.grade",
		"nodes[0].rubric score.rubric", "nodes[0].children[0].rubric[1] score.rubric",
		"nodes[0].children[0].weights.许可 score.weight", "nodes[0].children[0].weights.别处 score.weight",
		"nodes[0].children[1].children[0].id score.id", "nodes[0].children[1].children[0].children score.level",
		"nodes[0].children score.weights", "nodes[1].weights.许可 score.weight"}, codes(tree.Validate()))
	require.Contains(t, tree.Validate().Error(), "“法律”下各指标在“质押融资”场景的权重合计应为 1（100%），当前为 0.95")
}

func TestTheBuiltInTreesAreValidExamplesAndClaimNothing(t *testing.T) {
	trees := builtIn(t)
	require.Len(t, trees, 3)
	for _, tree := range trees {
		require.NoError(t, tree.Validate())
		require.False(t, tree.Verified)
		require.Contains(t, tree.Label, "示例")
		require.NotContains(t, asJSON(t, tree), "42748")
		require.NotContains(t, asJSON(t, tree), "GB")
		for _, s := range tree.Scenarios {
			whole := decimal.Zero
			for _, l := range tree.Leaves(s) {
				whole = whole.Add(l.Whole.Decimal())
				require.Len(t, l.Node.Rubric, 4, l.Node.Name)
			}
			require.Equal(t, "1", whole.String())
		}
	}
	require.Equal(t, score.BuiltInLabel, trees[0].Label)
	require.Len(t, trees[0].Leaves("质押融资"), 19)
	require.Len(t, trees[0].Leaves("转让许可"), 18, "the extension weighs nothing there")
	require.Equal(t, score.Riskier, trees[1].Direction)
}

func TestLoadNamesTheFileOfEachFault(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.json": `{"id":"x"} {}`, "b.json": `{"naem":"x"}`, "c.json": `{"id":"x","nodes":[{"weights":{"甲":"1e3"}}]}`} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	_, err := score.Load(os.DirFS(dir))
	require.Equal(t, []string{"a.json score.json", "b.json score.json", "c.json rate.format"}, codes(err))
}

// drawTree makes a valid tree of up to three levels and three scenarios.
func drawTree(t *rapid.T) score.Tree {
	tree := small()
	tree.Scenarios = []string{"甲", "乙 丙", "Sale"}[:rapid.IntRange(1, 3).Draw(t, "scenarios")]
	text := rapid.StringMatching(`[=+@'\-"，,甲a][一-十a-z0-9 ;"',：:\n-]{0,12}[乙b'"=]`)
	line := rapid.StringMatching(`[=+@'"，,甲a][一-十a-z0-9 ;"',：:—-]{0,12}[乙b'"=]`)
	tree.Name, tree.Source, tree.Label, tree.Note = line.Draw(t, "name"), text.Draw(t, "source"), text.Draw(t, "label"), text.Draw(t, "note")
	tree.Verified = rapid.Bool().Draw(t, "verified")
	if rapid.Bool().Draw(t, "risk") {
		tree.Direction, tree.Grades = score.Riskier, nil
	}
	count := 0
	var grow func(level int) []score.Node
	grow = func(level int) []score.Node {
		n := rapid.IntRange(1, 4).Draw(t, "children")
		nodes := make([]score.Node, n)
		for i := range nodes {
			count++
			nodes[i] = score.Node{ID: fmt.Sprintf("n.%d", count), Name: line.Draw(t, "node"), Definition: text.Draw(t, "definition"), Extension: rapid.Bool().Draw(t, "ext"), Weights: map[string]money.Rate{}}
			if level < 3 && rapid.Bool().Draw(t, "deeper") {
				nodes[i].Children = grow(level + 1)
			} else {
				top := 100
				for top > 0 && rapid.Bool().Draw(t, "band") {
					from := rapid.IntRange(0, top).Draw(t, "from")
					nodes[i].Rubric = append(nodes[i].Rubric, score.Band{From: rate(fmt.Sprint(from)), To: rate(fmt.Sprint(top)), Text: line.Draw(t, "band text")})
					top = from
				}
			}
		}
		for _, s := range tree.Scenarios {
			left := decimal.New(1, 0)
			for i := range nodes {
				w := left
				if i < n-1 {
					w = left.Mul(decimal.New(rapid.Int64Range(0, 1_000_000).Draw(t, "weight"), -6)).Truncate(rapid.Int32Range(0, 12).Draw(t, "decimals"))
				}
				nodes[i].Weights[s] = rate(w.String())
				left = left.Sub(w)
			}
		}
		return nodes
	}
	tree.Nodes = grow(1)
	return tree
}

func TestATreeComesBackFromItsTableUnchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawTree(t)
		require.NoError(t, tree.Validate())
		back, err := score.FromRows(tree.Rows(), score.Tree{})
		require.NoError(t, err)
		require.Equal(t, asJSON(t, tree), asJSON(t, back))
		parsed, err := score.Parse([]byte(asJSON(t, tree)))
		require.NoError(t, err)
		require.Equal(t, asJSON(t, tree), asJSON(t, parsed))
	})
	for _, tree := range builtIn(t) {
		back, err := score.FromRows(tree.Rows(), score.Tree{})
		require.NoError(t, err)
		require.Equal(t, asJSON(t, tree), asJSON(t, back))
	}
}

func TestEveryScoreLiesBetweenItsLeastAndItsGreatestLeaf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawTree(t)
		scenario := tree.Scenarios[0]
		s := score.Sheet{Tree: tree, Scenario: scenario}
		lo, hi := decimal.New(100, 0), decimal.Zero
		for i := range rapid.IntRange(1, 3).Draw(t, "raters") {
			r := score.Rater{Name: fmt.Sprint("示例", i)}
			for _, l := range tree.Leaves(scenario) {
				v := decimal.New(rapid.Int64Range(0, 10000).Draw(t, "score"), -2)
				lo, hi = decimal.Min(lo, v), decimal.Max(hi, v)
				r.Marks = append(r.Marks, mark(l.Node.ID, v.String()))
			}
			s.Raters = append(s.Raters, r)
		}
		result, err := s.Evaluate("score")
		require.NoError(t, err)
		slack := decimal.New(1, -18)
		require.True(t, result.Score.Decimal().GreaterThanOrEqual(lo.Sub(slack)) && result.Score.Decimal().LessThanOrEqual(hi.Add(slack)), "%s not in %s…%s", result.Score, lo, hi)
		require.True(t, result.R.Between("0", "1"))
		again, err := s.Evaluate("score")
		require.NoError(t, err)
		require.Equal(t, asJSON(t, result), asJSON(t, again))
	})
}

func TestFaultsOfATableAreToldByRowAllAtOnce(t *testing.T) {
	rows := [][]string{
		{"体系名称", "示例"}, {"得分方向", "随便"}, {"等级下限", "AAA", "九十"}, nil,
		{"编号", "上级编号", "名称", "级次", "评分标准", "扩展指标", "权重:质押融资"},
		{"A", "", "法律", "1", "", "", "60%"},
		{"A1", "A", "稳定", "3", "80-100 稳定", "也许", "百分之五十"},
		{"A1", "A", "范围", "", "", "", "50"},
		{"B", "Z", "经济", "", "", "", ""},
		{"C", "D", "循环", "", "", "", "0.4"},
		{"D", "C", "循环", "", "", "", "0.4"},
		{"", "", "无号", "", "", "", "0.4"},
	}
	_, err := score.FromRows(rows, small())
	require.Equal(t, []string{
		"rows[2].得分方向 score.row", "rows[3].等级下限 score.row",
		"rows[7].扩展指标 score.row", "rows[7].评分标准 score.row", "rows[7].权重:质押融资 score.row",
		"rows[8].权重:质押融资 score.row", "rows[8].编号 score.row",
		"rows[9].权重:质押融资 score.row", "rows[12].编号 score.row",
		"rows[9].上级编号 score.row", "rows[7].级次 score.row", "rows[10].上级编号 score.row", "rows[11].上级编号 score.row"}, codes(err))
	require.Contains(t, err.Error(), "第 8 行：权重“50”应在 0 至 1 之间，百分之二十五请写作 25% 或 0.25")
}

func TestAFirmsPlainTableIsATreeWithTheNameGiven(t *testing.T) {
	fallback := score.Tree{ID: "own", Name: "本机构指标", Source: "本机构评分办法", Label: "本机构自有指标"}
	rows := [][]string{{"名称", "编号", "权重"}, {"法律", "1", "25%"}, {"", "", ""}, {"经济", "2", "0.75"}}
	tree, err := score.FromRows(rows, fallback)
	require.NoError(t, err)
	require.Equal(t, []string{"通用"}, tree.Scenarios)
	require.Equal(t, "本机构指标", tree.Name)
	require.Len(t, tree.Leaves("通用"), 2)
	rows[3][2] = "0.7"
	rows = append(rows, []string{"下级", "1", "1"})
	rows[4] = []string{"", "3", "0"}
	_, err = score.FromRows(rows, fallback)
	require.Equal(t, []string{"rows[5] score.text", "nodes score.weights"}, codes(err))
	_, err = score.FromRows([][]string{{"指标", "比重"}}, fallback)
	require.True(t, fault.Has(err, "score.head"))
	_, err = score.FromRows([][]string{{"编号", "名称", "权重质押"}, {"1", "法律", "1"}}, fallback)
	require.Contains(t, codes(err), "rows[1].权重质押 score.row")
}

func TestTheSheetAsATableHoldsScoresReasonsAndResult(t *testing.T) {
	rows := sheet().Rows()
	text := asJSON(t, rows)
	for _, want := range []string{`["综合得分","65"]`, `["等级","C"]`, `["评分场景","质押融资"]`, `"得分:示例评估师甲","依据:示例评估师甲","合成得分"]`, `"75%","80","现场调查记录","80"]`} {
		require.Contains(t, text, want)
	}
	tree, err := score.FromRows(rows, score.Tree{})
	require.NoError(t, err, "the sheet can be read as its tree")
	require.Equal(t, asJSON(t, small()), asJSON(t, tree))
	s := sheet()
	s.Raters[0].Marks = s.Raters[0].Marks[:1]
	require.NotContains(t, asJSON(t, s.Rows()), "综合得分", "an unfinished sheet is written without a result")
}

func TestRatersAreReadBackFromTheirFilledSheet(t *testing.T) {
	s := sheet()
	s.Raters = append(s.Raters, score.Rater{Name: "示例评估师乙", Marks: []score.Mark{mark("A2", "0"), mark("B", "77.5")}})
	raters, err := score.RatersFromRows(s.Rows(), s.Tree)
	require.NoError(t, err)
	require.Equal(t, asJSON(t, s.Raters), asJSON(t, raters))

	rows := [][]string{{"编号", "得分：甲", "依据：甲", "得分:乙", "得分:甲"}, {"A", "60"}, {"A1", "高", "", "101"}, {"A2", "", "", "5"}, {"Z", "1", "x"}, {"", ""}}
	_, err = score.RatersFromRows(rows, s.Tree)
	require.Equal(t, []string{"rows[1].得分:甲 score.row", "rows[2].得分:甲 score.row", "rows[3].得分:甲 score.row", "rows[3].得分:乙 score.row", "rows[4].依据:乙 score.row", "rows[5].编号 score.row"}, codes(err))
	_, err = score.RatersFromRows(small().Rows(), small())
	require.True(t, fault.Has(err, "score.head"))
}

// Scores feed rates; nothing in this package may name an amount of money.
func TestAScoreNeverBecomesAPrice(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	amount := regexp.MustCompile(`money\.Money|sourced\.Amount|trace\.Yuan`)
	looked := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		looked++
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		require.False(t, amount.Match(b), name)
	}
	require.Greater(t, looked, 4)
}
