package scoring_test

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/kit"
	"zhiya/app/page/scoring"
	"zhiya/app/widget"
	"zhiya/assets"
	"zhiya/reports/sheet"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/score"
)

// host is a window that runs work at once.
type host struct {
	kit.Host
	said []string
}

func (h *host) Run(_ string, work func(context.Context) error, done func(error)) {
	done(work(context.Background()))
}
func (h *host) Say(text string)        { h.said = append(h.said, text) }
func (h *host) Touch()                 {}
func (h *host) Escape()                {}
func (h *host) Function(fyne.KeyName)  {}
func (h *host) Shortcut(fyne.Shortcut) {}

func panel(t *testing.T, env scoring.Env) *scoring.Panel {
	test.NewTempApp(t)
	env.Host = &host{}
	return scoring.New(env)
}

// texts are all words in a thing.
func texts(o fyne.CanvasObject) string {
	switch o := o.(type) {
	case *canvas.Text:
		return o.Text + "\n"
	case *fynewidget.Button:
		return o.Text + "\n"
	case *container.Scroll:
		return texts(o.Content)
	case *fyne.Container:
		var b strings.Builder
		for _, x := range o.Objects {
			b.WriteString(texts(x))
		}
		return b.String()
	}
	return ""
}

func said(p *scoring.Panel) string { return strings.ReplaceAll(texts(p.Content()), "\n", "") }

// fields are those to type in that have this hint.
func fields(o fyne.CanvasObject, hint string) []*widget.Field {
	var out []*widget.Field
	switch o := o.(type) {
	case *widget.Field:
		if o.PlaceHolder == hint {
			out = append(out, o)
		}
	case *fyne.Container:
		for _, x := range o.Objects {
			out = append(out, fields(x, hint)...)
		}
	}
	return out
}

// asJSON is a value as it is kept; decimals of one value may differ in memory.
func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func builtIn(t *testing.T, id string) score.Tree {
	t.Helper()
	trees, err := score.Load(assets.Indicators())
	require.NoError(t, err)
	for _, x := range trees {
		if x.ID == id {
			return x
		}
	}
	t.Fatal(id)
	return score.Tree{}
}

// scored fills every indicator of the scenario.
func scored(p *scoring.Panel, t score.Tree, scenario, points string) {
	for _, l := range t.Leaves(scenario) {
		p.Fill(l.Node.ID, points, "调查记录（示例）")
	}
}

func TestAScoredTreeGivesTheSheetTheEngineTakes(t *testing.T) {
	changes := 0
	p := panel(t, scoring.Env{Rater: "示例评估人员", Changed: func() { changes++ }})
	require.True(t, p.Choose("sharing-rate"))
	require.False(t, p.Choose("nothing"))
	tree := builtIn(t, "sharing-rate")
	scored(p, tree, "分成率", "80")
	p.Fill("L1", "90", "登记簿副本（示例）")
	s, fs := p.Read()
	require.Empty(t, fs)
	require.Positive(t, changes)
	want, err := s.Evaluate("score")
	require.NoError(t, err)
	got, ok := p.Result()
	require.True(t, ok)
	require.Equal(t, want.Score.String(), got.Score.String())
	require.Equal(t, "81.2", got.Score.String(), "80 + 10 × 30% × 40%")
	words := said(p)
	require.Contains(t, words, "81.20 分")
	require.Contains(t, words, "0.8120")
	require.Contains(t, words, "84.00", "the group of L1")
	require.Contains(t, words, "80—100：发明，授权有效且经受过检验")
	require.Contains(t, words, "待核实", "the label of the tree stands beside its figures")
	require.NotContains(t, words, "✗")
}

func TestAllFaultsOfASheetAreShownAtOnce(t *testing.T) {
	p := panel(t, scoring.Env{})
	require.True(t, p.Choose("sharing-rate"))
	p.Fill("L1", "很好", "登记簿副本（示例）")
	p.Fill("L2", "120", "权利要求书（示例）")
	p.Fill("L3", "0", "")
	s, fs := p.Read()
	leaves := builtIn(t, "sharing-rate").Leaves("分成率")
	require.Len(t, fs, 1+1+1+1+len(leaves)-3, "name, no number, out of range, no reason, and each indicator without a score: %v", fs)
	require.Len(t, s.Raters[0].Marks, 2)
	words := said(p)
	for _, want := range []string{"请填写评分人姓名", "得分“很好”应为 0 至 100 的数字", "应在 0 至 100 之间，当前为 120", "得零分也应说明依据", "技术因素 › 替代技术", "请打分（0 至 100）", "请注明依据"} {
		require.Contains(t, words, want)
	}
	require.NotContains(t, words, "未给指标“法律因素 › 类型及法律状态”打分", "what was typed there is told instead")
	_, ok := p.Result()
	require.False(t, ok)
	require.Contains(t, words, "全部打分后得出")
}

func TestAGroupHasItsScoreBeforeTheWholeHas(t *testing.T) {
	p := panel(t, scoring.Env{})
	require.True(t, p.Choose("sharing-rate"))
	for _, id := range []string{"L1", "L2", "L3"} {
		p.Fill(id, "77", "")
	}
	words := said(p)
	require.Contains(t, words, "得分 77.00")
	require.Contains(t, words, "法律因素　已评 3 / 3 项")
	require.Contains(t, words, "未评全")
}

func TestAScenarioTakesOtherWeightsAndKeepsTheScores(t *testing.T) {
	p := panel(t, scoring.Env{Rater: "示例评估人员"})
	require.True(t, p.Choose("builtin-indicators"))
	tree := builtIn(t, "builtin-indicators")
	for i, l := range tree.Leaves("质押融资") {
		p.Fill(l.Node.ID, []string{"51", "67", "90"}[i%3], "示例")
	}
	first, ok := p.Result()
	require.True(t, ok)
	require.NotEmpty(t, first.Grade)
	p.ChooseScenario("侵权赔偿")
	for i, l := range tree.Leaves("侵权赔偿") {
		p.Fill(l.Node.ID, []string{"51", "67", "90"}[i%3], "示例")
	}
	second, ok := p.Result()
	require.True(t, ok)
	require.NotEqual(t, first.Score.String(), second.Score.String())
	p.Choose("sharing-rate")
	p.Choose("builtin-indicators")
	p.ChooseScenario("质押融资")
	again, ok := p.Result()
	require.True(t, ok)
	require.Equal(t, first.Score.String(), again.Score.String())
	require.Contains(t, said(p), first.Grade)
}

func TestAKeptSheetComesBackAndSeveralRatersAreAveraged(t *testing.T) {
	tree := builtIn(t, "sharing-rate")
	p := panel(t, scoring.Env{Rater: "示例甲"})
	p.Choose(tree.ID)
	scored(p, tree, "分成率", "60")
	one, fs := p.Read()
	require.Empty(t, fs)
	one.Raters = append(one.Raters, score.Rater{Name: "示例乙"})
	for _, m := range one.Raters[0].Marks {
		m.Score.Value = money.MustRate("80")
		one.Raters[1].Marks = append(one.Raters[1].Marks, m)
	}
	q := panel(t, scoring.Env{Sheet: &one})
	back, fs := q.Read()
	require.Empty(t, fs)
	one.Rule = ""
	require.Equal(t, asJSON(t, one), asJSON(t, back))
	r, ok := q.Result()
	require.True(t, ok)
	require.Equal(t, "70", r.Score.String())
	shown := texts(scoring.Show(r, tree, 900, one.Raters...))
	require.Contains(t, shown, "示例甲、示例乙")
	require.Contains(t, strings.ReplaceAll(shown, "\n", ""), "示例乙 80 分：调查记录（示例）")
	require.Contains(t, shown, "70.00")
}

func TestATreeGoesOutAndComesInByWorkbookAndCSV(t *testing.T) {
	tree := builtIn(t, "risk-build-up")
	tree.ID, tree.Name = "own", "本机构风险评分表"
	asCSV, err := sheet.TreeCSV(tree)
	require.NoError(t, err)
	asXLSX, err := sheet.TreeXLSX(tree, time.Unix(0, 0))
	require.NoError(t, err)
	for name, b := range map[string][]byte{"tree.csv": asCSV, "tree.xlsx": asXLSX} {
		var kept []score.Tree
		p := panel(t, scoring.Env{Imported: func(x score.Tree) { kept = append(kept, x) }})
		n := len(p.Trees())
		require.NoError(t, p.ImportTree(name, b))
		require.Len(t, p.Trees(), n+1)
		require.Equal(t, asJSON(t, []score.Tree{tree}), asJSON(t, kept))
		require.Contains(t, said(p), "得分越高风险越大")
		for _, as := range []string{"a.xlsx", "a.CSV"} {
			out, err := p.TreeFile(as)
			require.NoError(t, err)
			back, err := sheet.ReadTree(as, out)
			require.NoError(t, err)
			require.Equal(t, asJSON(t, tree), asJSON(t, back))
		}
		require.NoError(t, p.ImportTree(name, b), "the same again takes its place")
		require.Len(t, p.Trees(), n+1)
	}
	p := panel(t, scoring.Env{})
	n := len(p.Trees())
	err = p.ImportTree("wrong.csv", []byte("编号,名称,权重:甲\n1,一,50%\n2,二,40%\n"))
	require.True(t, fault.Has(err, "score.weights"), "%v", err)
	require.Len(t, p.Trees(), n)
}

func TestScoresGoOutToBeFilledInAndComeBack(t *testing.T) {
	p := panel(t, scoring.Env{Rater: "示例甲"})
	p.Choose("sharing-rate")
	scored(p, builtIn(t, "sharing-rate"), "分成率", "66")
	for _, name := range []string{"a.xlsx", "a.csv"} {
		b, err := p.ScoresFile(name)
		require.NoError(t, err)
		q := panel(t, scoring.Env{})
		q.Choose("sharing-rate")
		require.NoError(t, q.ImportScores(b))
		s, fs := q.Read()
		require.Empty(t, fs)
		require.Equal(t, "示例甲", s.Raters[0].Name)
		r, ok := q.Result()
		require.True(t, ok)
		require.Equal(t, "66", r.Score.String())
	}
	p.Fill("L1", "x", "")
	_, err := p.ScoresFile("a.csv")
	require.True(t, fault.Has(err, "score.number"))
}

func TestWithoutTreesThePanelAsksForOne(t *testing.T) {
	p := panel(t, scoring.Env{Trees: []score.Tree{}})
	require.Contains(t, said(p), "请先导入指标树")
	_, fs := p.Read()
	require.True(t, fault.Has(fs, "score.tree"))
	_, ok := p.Result()
	require.False(t, ok)
}

func TestWhatIsTypedCountsWhenTheFieldIsLeft(t *testing.T) {
	p := panel(t, scoring.Env{Rater: "示例甲"})
	p.Choose("sharing-rate")
	score, reason := fields(p.Content(), "0—100")[0], fields(p.Content(), "资料名称、出具单位或日期")[0]
	test.Type(score, "95")
	require.NotContains(t, said(p), "已评 1 / 3 项", "an input method may still be composing")
	score.FocusLost()
	require.Contains(t, said(p), "法律因素　已评 1 / 3 项")
	test.Type(reason, "登记簿副本（示例）")
	s, _ := p.Read() // the field still has the focus
	require.Len(t, s.Raters[0].Marks, 1)
	require.Equal(t, "登记簿副本（示例）", s.Raters[0].Marks[0].Score.Source)
}

func TestALargeTreeShowsOneGroupAtATime(t *testing.T) {
	tree := builtIn(t, "sharing-rate")
	tree.ID, tree.Nodes = "large", nil
	half := map[string]money.Rate{"分成率": money.MustRate("0.5")}
	for _, g := range []string{"G", "H"} {
		group := score.Node{ID: g, Name: "组" + g, Weights: half}
		for i := range 40 {
			group.Children = append(group.Children, score.Node{ID: g + strconv.Itoa(i), Name: "项" + strconv.Itoa(i), Weights: map[string]money.Rate{"分成率": money.MustRate("0.025")}})
		}
		tree.Nodes = append(tree.Nodes, group)
	}
	p := panel(t, scoring.Env{Trees: []score.Tree{tree}})
	require.Len(t, fields(p.Content(), "0—100"), 40)
	require.Contains(t, said(p), "▸ 组H　已评 0 / 40 项")
	p.Fill("H3", "50", "示例")
	require.Contains(t, said(p), "▸ 组H　已评 1 / 40 项")
}

func TestSeveralRatersEachHaveTheirScores(t *testing.T) {
	p := panel(t, scoring.Env{Rater: "示例甲"})
	p.Choose("sharing-rate")
	tree := builtIn(t, "sharing-rate")
	scored(p, tree, "分成率", "60")
	press(t, p.Content(), "增加评分人")
	require.Empty(t, fields(p.Content(), "0—100")[0].Text)
	name := fields(p.Content(), "评分人姓名")[0]
	test.Type(name, "示例乙")
	name.FocusLost()
	scored(p, tree, "分成率", "90")
	s, fs := p.Read()
	require.Empty(t, fs)
	require.Equal(t, []string{"示例甲", "示例乙"}, []string{s.Raters[0].Name, s.Raters[1].Name})
	r, _ := p.Result()
	require.Equal(t, "75", r.Score.String())
	press(t, p.Content(), "删除评分人")
	s, fs = p.Read()
	require.Empty(t, fs)
	require.Len(t, s.Raters, 1)
	require.Equal(t, "示例甲", s.Raters[0].Name)
	require.Equal(t, "60", fields(p.Content(), "0—100")[0].Text)
}

// press taps the button of that title.
func press(t *testing.T, o fyne.CanvasObject, title string) {
	t.Helper()
	b := button(o, title)
	require.NotNil(t, b, title)
	test.Tap(b)
}

func button(o fyne.CanvasObject, title string) *fynewidget.Button {
	switch o := o.(type) {
	case *fynewidget.Button:
		if o.Text == title {
			return o
		}
	case *fyne.Container:
		for _, x := range o.Objects {
			if b := button(x, title); b != nil {
				return b
			}
		}
	}
	return nil
}
