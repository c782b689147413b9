package score

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Rule says how the scores of several raters become one.
type Rule string

const (
	Mean    Rule = "mean"    // 算术平均; also the meaning of ""
	Trimmed Rule = "trimmed" // 去掉一个最高分和一个最低分后平均; three raters at least
)

// Mark is the score of one indicator, 0–100, with its reason (取值依据), which a zero needs too.
type Mark struct {
	Node  string         `json:"node" label:"指标编号"`
	Score sourced.Number `json:"score" label:"得分" number:"1" hint:"0 至 100"`
}

// Rater is one person's filled-in sheet (评分人).
type Rater struct {
	Name  string `json:"name" label:"评分人"`
	Marks []Mark `json:"marks" label:"各指标得分"`
}

// Sheet is a tree filled in for one purpose. It carries the tree itself, so that it can be computed again when the firm has
// changed its tree since.
type Sheet struct {
	Tree     Tree    `json:"tree" form:"-"`
	Scenario string  `json:"scenario" label:"应用场景"`
	Raters   []Rater `json:"raters" label:"评分人"`
	Rule     Rule    `json:"rule,omitempty" label:"多人评分的合成" opt:"1" choices:"mean=算术平均|trimmed=去掉最高分和最低分后平均" hint:"不填为算术平均"`
}

// NodeScore is the score of one node.
type NodeScore struct {
	ID, Name  string
	Level     int        // 1–3
	Weight    money.Rate // among its siblings
	Whole     money.Rate // part of the total
	Score     money.Rate // 0–100
	Band      string     // what the rubric says of the score; leaves only
	Extension bool
	Children  []NodeScore
}

// Result is a scored sheet.
type Result struct {
	Tree      string // name of the tree
	Label     string // the label of the tree, to stand beside every figure of it
	Scenario  string
	Direction Direction
	Score     money.Rate // the total, 0–100
	R         money.Rate // the total as a ratio (调整系数 r), 0–1
	Grade     string     // empty when the tree gives none
	Nodes     []NodeScore
	Step      trace.Step // id "<id>"; the nodes have "<id>.node.<node id>", the grade "<id>.grade"
	Notes     []string
}

// Node finds the score of a node by its id. Nodes that weigh nothing in the scenario have none.
func (r Result) Node(id string) (NodeScore, bool) {
	var found NodeScore
	var walk func([]NodeScore) bool
	walk = func(nodes []NodeScore) bool {
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
	return found, walk(r.Nodes)
}

// Evaluate checks the sheet and scores every node from the leaves up; id begins the ids of the steps. All faults come
// together: those of the tree under "tree", an unknown scenario, and each leaf without a score by its name. Scores keep 20
// decimals.
func (s Sheet) Evaluate(id string) (Result, error) {
	var fs fault.Faults
	fs.Append("tree", s.Tree.Validate())
	if len(fs) > 0 {
		return Result{}, fs
	}
	if !slices.Contains(s.Tree.Scenarios, s.Scenario) {
		fs.Invalid("score.scenario", "scenario", "指标体系“%s”没有“%s”场景，可选：%s", s.Tree.Name, s.Scenario, strings.Join(s.Tree.Scenarios, "、"))
		return Result{}, fs
	}
	marks := s.check(&fs)
	if len(fs) > 0 {
		return Result{}, fs
	}
	e := evaluation{sheet: s, marks: marks, id: id}
	nodes, steps, total := e.siblings(s.Tree.Nodes, 1, one)
	ratio := total.DivRound(hundred, trace.FactorDecimals)
	out := Result{Tree: s.Tree.Name, Label: s.Tree.Label, Scenario: s.Scenario, Direction: s.Tree.Direction, Score: money.RateOf(total),
		R: money.RateOf(ratio), Nodes: nodes, Notes: e.notes}
	sum := trace.Step{ID: id + ".total", Title: "综合得分", Formula: "Σ(权重 × 得分)", Inputs: e.operands(nodes), Result: total.String(), Children: steps}
	out.Step = trace.Step{ID: id, Title: s.Tree.Name + "（" + s.Scenario + "）", Formula: "r = 综合得分 ÷ 100",
		Inputs: []trace.Operand{trace.Of("综合得分", total, trace.Plain)}, Result: ratio.String(), Unit: trace.Factor, Children: []trace.Step{sum}}
	if out.Grade = s.Tree.Grade(out.Score); out.Grade != "" {
		out.Step.Children = append(out.Step.Children, s.gradeStep(id, out))
	}
	if !s.Tree.Verified {
		out.Notes = append([]string{"“" + s.Tree.Name + "”：" + s.Tree.Label + "，未与原始资料核对，得分只作参数取值的支持，不是价值"}, out.Notes...)
	}
	return out, nil
}

func (s Sheet) gradeStep(id string, r Result) trace.Step {
	inputs := []trace.Operand{trace.Of("综合得分", r.Score.Decimal(), trace.Plain)}
	for _, g := range s.Tree.Grades {
		inputs = append(inputs, trace.Operand{Name: g.Grade + " 下限", Value: g.Min.String(), Source: s.Tree.Source})
	}
	return trace.Step{ID: id + ".grade", Title: "等级", Formula: "下限不大于综合得分的最高等级", Inputs: inputs, Result: r.Grade}
}

// check gives the marks of each leaf, in the order of the raters.
func (s Sheet) check(fs *fault.Faults) map[string][]trace.Operand {
	if s.Rule != "" && s.Rule != Mean && s.Rule != Trimmed {
		fs.Invalid("score.rule", "rule", "多人评分的合成方法“%s”无法识别，应为 mean 或 trimmed", string(s.Rule))
	}
	if len(s.Raters) == 0 {
		fs.Invalid("score.raters", "raters", "没有评分人，请填写评分人及各指标得分")
	}
	if s.Rule == Trimmed && len(s.Raters) < 3 {
		fs.Invalid("score.raters", "raters", "去掉最高分和最低分后平均至少需要三名评分人，当前为 %d 名", len(s.Raters))
	}
	leaves := s.Tree.Leaves(s.Scenario)
	out := map[string][]trace.Operand{}
	names := map[string]bool{}
	for i, rater := range s.Raters {
		path := trace.Path("raters", i)
		name := strings.TrimSpace(rater.Name)
		if name == "" {
			fs.Invalid("score.rater", path+".name", "请填写评分人姓名")
		} else if names[name] {
			fs.Invalid("score.rater", path+".name", "评分人“%s”重复，请合并其评分", name)
		}
		names[name] = true
		s.checkRater(fs, rater, path, leaves, out)
	}
	return out
}

func (s Sheet) checkRater(fs *fault.Faults, rater Rater, path string, leaves []Leaf, out map[string][]trace.Operand) {
	wanted := map[string]bool{}
	for _, l := range leaves {
		wanted[l.Node.ID] = true
	}
	given := map[string]bool{}
	for j, m := range rater.Marks {
		p := path + "." + trace.Path("marks", j)
		n, known := s.Tree.Find(m.Node)
		switch {
		case !known:
			fs.Invalid("score.node", p+".node", "指标体系中没有编号为“%s”的指标", m.Node)
			continue
		case !n.Leaf():
			fs.Invalid("score.node", p+".node", "指标“%s”有下级，其得分由下级计算，请删除直接填写的得分", n.Name)
			continue
		case given[m.Node]:
			fs.Invalid("score.node", p+".node", "指标“%s”的得分重复填写", n.Name)
			continue
		}
		given[m.Node] = true
		m.Score.Check(fs, p+".score", "“"+n.Name+"”得分", "0", "100")
		if m.Score.Value.IsZero() && strings.TrimSpace(m.Score.Source) == "" {
			fs.Invalid("source.missing", p+".score.source", "“%s”得零分也应说明依据", n.Name)
		}
		if wanted[m.Node] {
			out[m.Node] = append(out[m.Node], trace.Number(rater.Name, m.Score, trace.Plain))
		}
	}
	for _, l := range leaves {
		if !given[l.Node.ID] {
			fs.Invalid("score.missing", path+".marks", "%s未给指标“%s”打分", cmpName(rater.Name), strings.Join(l.Path, " › "))
		}
	}
}

func cmpName(name string) string {
	if name = strings.TrimSpace(name); name != "" {
		return name + " "
	}
	return ""
}

type evaluation struct {
	sheet Sheet
	marks map[string][]trace.Operand
	id    string
	notes []string
}

// siblings scores the nodes under one parent and gives their weighted mean.
func (e *evaluation) siblings(nodes []Node, level int, whole decimal.Decimal) ([]NodeScore, []trace.Step, decimal.Decimal) {
	var scores []NodeScore
	var steps []trace.Step
	total := decimal.Zero
	for _, n := range nodes {
		w := n.Weights[e.sheet.Scenario]
		if w.IsZero() {
			continue
		}
		part := whole.Mul(w.Decimal())
		ns := NodeScore{ID: n.ID, Name: n.Name, Level: level, Weight: w, Whole: money.RateOf(part), Extension: n.Extension}
		var step trace.Step
		if n.Leaf() {
			ns.Score, step = e.leaf(n)
			ns.Band = e.band(n, ns.Score)
		} else {
			children, below, sum := e.siblings(n.Children, level+1, part)
			ns.Children, ns.Score = children, money.RateOf(sum)
			step = trace.Step{Title: n.Name, Formula: "Σ(权重 × 得分)", Inputs: e.operands(children), Result: sum.String(), Children: below}
		}
		step.ID = e.id + ".node." + n.ID
		scores, steps = append(scores, ns), append(steps, step)
		total = total.Add(w.Decimal().Mul(ns.Score.Decimal()))
	}
	return scores, steps, total.Round(trace.FactorDecimals)
}

// operands are the weights, with the tree as their source, and the scores found below.
func (e *evaluation) operands(nodes []NodeScore) []trace.Operand {
	var out []trace.Operand
	for _, n := range nodes {
		out = append(out, trace.Operand{Name: n.Name + "权重", Value: n.Weight.String(), Unit: trace.Ratio, Source: e.sheet.Tree.Source},
			trace.Of(n.Name+"得分", n.Score.Decimal(), trace.Plain))
	}
	return out
}

func (e *evaluation) leaf(n Node) (money.Rate, trace.Step) {
	inputs := e.marks[n.ID]
	values := make([]decimal.Decimal, len(inputs))
	for i, o := range inputs {
		values[i] = decimal.RequireFromString(o.Value) // written by trace.Number from a checked score
	}
	formula := "评分人取值"
	if len(values) > 1 {
		formula = "各评分人得分的算术平均"
	}
	if e.sheet.Rule == Trimmed {
		formula = "去掉一个最高分和一个最低分后，各评分人得分的算术平均"
		slices.SortFunc(values, func(a, b decimal.Decimal) int { return a.Cmp(b) })
		values = values[1 : len(values)-1]
	}
	mean := decimal.Sum(values[0], values[1:]...).DivRound(decimal.NewFromInt(int64(len(values))), trace.FactorDecimals)
	return money.RateOf(mean), trace.Step{Title: n.Name, Formula: formula, Inputs: inputs, Result: mean.String()}
}

func (e *evaluation) band(n Node, score money.Rate) string {
	b, ok := n.band(score.Decimal())
	if !ok && len(n.Rubric) > 0 {
		e.notes = append(e.notes, "指标“"+n.Name+"”的得分 "+score.Decimal().Round(2).String()+" 不在评分标准的任何档次内，请复核")
	}
	return b.Text
}
