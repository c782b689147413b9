// Package score turns judgements into scores: indicator trees (评价指标体系) as data, score sheets (评分表) filled in against
// them, and the links by which a score may set a sharing rate, a risk premium or a volatility within limits the firm states.
// A score is an input to those; nothing here knows an amount of money, so a score never becomes a price.
package score

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

// Limits of a tree, so that a wrong file is told and not computed.
const (
	maxLevels    = 3
	maxNodes     = 500
	maxScenarios = 20
	maxText      = 4000
)

// Direction says what a high score means.
type Direction string

const (
	Better  Direction = ""        // 得分越高越好
	Riskier Direction = "riskier" // 得分越高风险越大
)

// Tree is a system of indicators in up to three levels. Only nodes without children are scored; a node above them has the
// weighted mean of its children. The weights of the children of one node sum to exactly 1 in every scenario.
type Tree struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Source    string    `json:"source"`              // where names, weights and rubric come from
	Label     string    `json:"label"`               // what a reader must be told beside every result, e.g. 示例
	Verified  bool      `json:"verified"`            // checked against the printed source
	Note      string    `json:"note,omitempty"`      //
	Direction Direction `json:"direction,omitempty"` // a tree of risks gives no grade
	Scenarios []string  `json:"scenarios"`           // names of the purposes (应用场景) the weights differ by
	Grades    []Cut     `json:"grades,omitempty"`    // falling; none: no grade is given
	Nodes     []Node    `json:"nodes"`
}

// Node is one indicator (指标). A weight is a part of 1 among its siblings, by scenario; a scenario may leave a node out with a
// written 0. Rubric is for nodes without children.
type Node struct {
	ID         string                `json:"id"` // unique in the tree
	Name       string                `json:"name"`
	Definition string                `json:"definition,omitempty"` // 指标说明
	Evidence   string                `json:"evidence,omitempty"`   // 取数来源: the papers the score rests on
	Extension  bool                  `json:"extension,omitempty"`  // 扩展指标, added by the firm or the trade
	Weights    map[string]money.Rate `json:"weights"`
	Rubric     []Band                `json:"rubric,omitempty"`
	Children   []Node                `json:"children,omitempty"`
}

// Leaf reports whether the node itself is scored.
func (n Node) Leaf() bool { return len(n.Children) == 0 }

// Band is what a score from From to To means (评分档次). Where two bands meet, the bound belongs to the higher one.
type Band struct {
	From money.Rate `json:"from"` // 0–100
	To   money.Rate `json:"to"`
	Text string     `json:"text"`
}

// Cut is the least score of a grade (等级).
type Cut struct {
	Grade string     `json:"grade"`
	Min   money.Rate `json:"min"` // 0–100
}

// Grades are the names of the grades, best first. A tree uses them in this order and may leave some out.
var Grades = []string{"AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C"}

var (
	one     = decimal.New(1, 0)
	hundred = decimal.New(100, 0)
)

var idPattern = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$`)

// Validate gives all faults of the tree, each with its path.
func (t Tree) Validate() error {
	var fs fault.Faults
	t.checkHead(&fs)
	t.checkGrades(&fs)
	c := checker{fs: &fs, scenarios: t.Scenarios, seen: map[string]string{}}
	unused := map[string]bool{}
	c.siblings(t.Nodes, "nodes", "第一级", 1, unused)
	if c.count > maxNodes {
		fs.Invalid("score.size", "nodes", "指标共 %d 项，超过上限 %d 项，请精简", c.count, maxNodes)
	}
	return fs.Err()
}

func (t Tree) checkHead(fs *fault.Faults) {
	if !idPattern.MatchString(t.ID) {
		fs.Invalid("score.id", "id", "指标体系编号应为 1 至 40 个字母、数字、点或短横")
	}
	for _, f := range []struct{ path, label, text string }{{"name", "名称", t.Name}, {"source", "来源", t.Source}, {"label", "标注", t.Label}} {
		needText(fs, f.path, "指标体系"+f.label, f.text)
	}
	limitText(fs, "note", "指标体系备注", t.Note)
	if t.Direction != Better && t.Direction != Riskier {
		fs.Invalid("score.direction", "direction", "得分方向“%s”无法识别，不填为越高越好，riskier 为越高风险越大", string(t.Direction))
	}
	if len(t.Scenarios) == 0 {
		fs.Invalid("score.scenario", "scenarios", "指标体系至少应有一个应用场景")
	}
	if len(t.Scenarios) > maxScenarios {
		fs.Invalid("score.scenario", "scenarios", "应用场景共 %d 个，超过上限 %d 个", len(t.Scenarios), maxScenarios)
	}
	for i, s := range t.Scenarios {
		path := trace.Path("scenarios", i)
		needText(fs, path, "应用场景名称", s)
		if strings.ContainsAny(s, "\r\n\t:：") {
			fs.Invalid("score.scenario", path, "应用场景名称“%s”中不能有冒号或换行", s)
		}
		if slices.Index(t.Scenarios, s) < i {
			fs.Invalid("score.scenario", path, "应用场景“%s”重复", s)
		}
	}
}

func (t Tree) checkGrades(fs *fault.Faults) {
	if len(t.Grades) > 0 && t.Direction == Riskier {
		fs.Invalid("score.grade", "grades", "风险评分表得分越高风险越大，不划分 AAA 至 C 等级，请删除等级界限")
	}
	last := -1
	for i, g := range t.Grades {
		path := trace.Path("grades", i)
		at := slices.Index(Grades, g.Grade)
		switch {
		case at < 0:
			fs.Invalid("score.grade", path+".grade", "等级“%s”无法识别，应为 %s 之一", g.Grade, strings.Join(Grades, "、"))
		case at <= last:
			fs.Invalid("score.grade", path+".grade", "等级 %s 的次序不对，应自 AAA 至 C 依次排列且不重复", g.Grade)
		default:
			last = at
		}
		if !g.Min.Between("0", "100") {
			fs.Invalid("score.grade", path+".min", "等级 %s 的下限应在 0 至 100 之间，当前为 %s", g.Grade, g.Min)
		}
		if i > 0 && g.Min.Cmp(t.Grades[i-1].Min) >= 0 {
			fs.Invalid("score.grade", path+".min", "等级 %s 的下限 %s 应小于上一等级的下限 %s", g.Grade, g.Min, t.Grades[i-1].Min)
		}
	}
	if n := len(t.Grades); n > 0 && !t.Grades[n-1].Min.IsZero() {
		fs.Invalid("score.grade", trace.Path("grades", n-1)+".min", "最低等级 %s 的下限应为 0，否则低分没有等级", t.Grades[n-1].Grade)
	}
}

type checker struct {
	fs        *fault.Faults
	scenarios []string
	seen      map[string]string // id to path
	count     int
}

// siblings checks the nodes under one parent; unused are the scenarios in which the parent itself weighs nothing, where its
// children may all weigh nothing too.
func (c *checker) siblings(nodes []Node, path, parent string, level int, unused map[string]bool) {
	if len(nodes) == 0 {
		c.fs.Invalid("score.empty", path, "指标体系没有指标")
		return
	}
	sums := map[string]decimal.Decimal{}
	whole := map[string]bool{}
	for _, s := range c.scenarios {
		whole[s] = true
	}
	for i, n := range nodes {
		p := trace.Path(path, i)
		c.node(n, p, level)
		c.weights(n, p, sums, whole)
		if n.Leaf() {
			continue
		}
		if level == maxLevels {
			c.fs.Invalid("score.level", p+".children", "指标“%s”已在第三级，不能再有下级", n.Name)
			continue
		}
		none := map[string]bool{}
		for _, s := range c.scenarios {
			w, given := n.Weights[s]
			none[s] = unused[s] || given && w.IsZero()
		}
		c.siblings(n.Children, p+".children", "“"+n.Name+"”下", level+1, none)
	}
	for _, s := range c.scenarios {
		sum := sums[s]
		if !whole[s] || sum.Equal(one) || sum.IsZero() && unused[s] {
			continue
		}
		c.fs.Invalid("score.weights", path, "%s各指标在“%s”场景的权重合计应为 1（100%%），当前为 %s", parent, s, sum)
	}
}

func (c *checker) weights(n Node, path string, sums map[string]decimal.Decimal, whole map[string]bool) {
	for _, s := range c.scenarios {
		w, given := n.Weights[s]
		switch {
		case !given:
			whole[s] = false // the sum would only repeat this fault
			c.fs.Invalid("score.weight", path+".weights."+s, "指标“%s”缺少“%s”场景的权重，不采用时请填 0", n.Name, s)
		case !w.Between("0", "1"):
			whole[s] = false
			c.fs.Invalid("score.weight", path+".weights."+s, "指标“%s”的权重应在 0 至 1 之间，当前为 %s", n.Name, w)
		default:
			sums[s] = sums[s].Add(w.Decimal())
		}
	}
	var extra []string
	for s := range n.Weights {
		if !slices.Contains(c.scenarios, s) {
			extra = append(extra, s)
		}
	}
	slices.Sort(extra)
	for _, s := range extra {
		c.fs.Invalid("score.weight", path+".weights."+s, "指标“%s”为不存在的场景“%s”设了权重，请删除或补列该场景", n.Name, s)
	}
}

func (c *checker) node(n Node, path string, level int) {
	c.count++
	if !idPattern.MatchString(n.ID) {
		c.fs.Invalid("score.id", path+".id", "指标编号“%s”应为 1 至 40 个字母、数字、点或短横", n.ID)
	} else if first, twice := c.seen[n.ID]; twice {
		c.fs.Invalid("score.id", path+".id", "指标编号“%s”与 %s 重复", n.ID, first)
	} else {
		c.seen[n.ID] = path
	}
	needText(c.fs, path+".name", "指标名称", n.Name)
	limitText(c.fs, path+".definition", "指标说明", n.Definition)
	limitText(c.fs, path+".evidence", "取数来源", n.Evidence)
	if !n.Leaf() && len(n.Rubric) > 0 {
		c.fs.Invalid("score.rubric", path+".rubric", "指标“%s”有下级，不直接打分，评分标准请写在末级指标", n.Name)
	}
	for i, b := range n.Rubric {
		p := trace.Path(path+".rubric", i)
		if !b.From.Between("0", "100") || !b.To.Between("0", "100") || b.From.Cmp(b.To) > 0 {
			c.fs.Invalid("score.rubric", p, "指标“%s”的评分档次 %s—%s 应在 0 至 100 之间且下限不大于上限", n.Name, b.From, b.To)
		}
		needText(c.fs, p+".text", "评分标准文字", b.Text)
		if strings.Contains(b.Text, "\n") {
			c.fs.Invalid("score.rubric", p+".text", "每个评分档次的文字应写在一行内")
		}
		if i > 0 && b.To.Cmp(n.Rubric[i-1].From) > 0 {
			c.fs.Invalid("score.rubric", p, "指标“%s”的评分档次应自高分至低分排列且互不重叠，请核对 %s—%s", n.Name, b.From, b.To)
		}
	}
}

// band is the band a score falls in; rubrics fall, so the bound shared by two bands belongs to the higher.
func (n Node) band(score decimal.Decimal) (Band, bool) {
	for _, b := range n.Rubric {
		if score.GreaterThanOrEqual(b.From.Decimal()) && score.LessThanOrEqual(b.To.Decimal()) {
			return b, true
		}
	}
	return Band{}, false
}

func needText(fs *fault.Faults, path, label, text string) {
	if strings.TrimSpace(text) == "" {
		fs.Invalid("score.text", path, "请填写%s", label)
		return
	}
	limitText(fs, path, label, text)
}

// limitText keeps texts as a table gives them back: no blanks around them, lines ended by a line feed.
func limitText(fs *fault.Faults, path, label, text string) {
	if text != strings.TrimSpace(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) || !utf8.ValidString(text) {
		fs.Invalid("score.text", path, "%s首尾不能有空白，其中不能有控制字符", label)
	}
	if len([]rune(text)) > maxText {
		fs.Invalid("score.text", path, "%s超过 %d 字，请缩短", label, maxText)
	}
}

// Leaf is a node to be scored in a scenario, with its place in the tree.
type Leaf struct {
	Node   Node
	Path   []string   // names from the first level down to the node
	Weight money.Rate // among its siblings
	Whole  money.Rate // of the total: the product of the weights down to it
}

// Leaves are the nodes to be scored in a scenario, in the order of the tree. Nodes that weigh nothing there are left out.
func (t Tree) Leaves(scenario string) []Leaf {
	var out []Leaf
	var walk func(nodes []Node, path []string, whole decimal.Decimal)
	walk = func(nodes []Node, path []string, whole decimal.Decimal) {
		for _, n := range nodes {
			w := n.Weights[scenario]
			if w.IsZero() {
				continue
			}
			at, part := append(slices.Clone(path), n.Name), whole.Mul(w.Decimal())
			if n.Leaf() {
				out = append(out, Leaf{Node: n, Path: at, Weight: w, Whole: money.RateOf(part)})
				continue
			}
			walk(n.Children, at, part)
		}
	}
	walk(t.Nodes, nil, one)
	return out
}

// Find gives the node with an id.
func (t Tree) Find(id string) (Node, bool) {
	var found Node
	var walk func(nodes []Node) bool
	walk = func(nodes []Node) bool {
		for _, n := range nodes {
			if n.ID == id {
				found = n
				return true
			}
			if walk(n.Children) {
				return true
			}
		}
		return false
	}
	return found, walk(t.Nodes)
}

// Grade is the grade of a score of 0–100; empty when the tree gives none.
func (t Tree) Grade(score money.Rate) string {
	for _, g := range t.Grades {
		if score.Cmp(g.Min) >= 0 {
			return g.Grade
		}
	}
	return ""
}
