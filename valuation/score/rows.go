package score

import (
	"slices"
	"strconv"
	"strings"

	"zhiya/valuation/money"
)

// The columns of a tree as a table (指标体系表), one row a node, in the order of export; a weight has one column for each
// scenario, headed 权重:场景. Only 编号, 名称 and the weights are required in an import.
const (
	colID         = "编号"
	colParent     = "上级编号"
	colName       = "名称"
	colLevel      = "级次"
	colDefinition = "指标说明"
	colEvidence   = "取数来源"
	colRubric     = "评分标准"
	colExtension  = "扩展指标"
	colWeight     = "权重"
	colScore      = "得分"
	colReason     = "依据"
)

var plainColumns = []string{colID, colParent, colName, colLevel, colDefinition, colEvidence, colRubric, colExtension}

// The rows above the head say what the tree is.
const (
	keyID        = "体系编号"
	keyTree      = "体系名称"
	keySource    = "来源"
	keyLabel     = "标注"
	keyVerified  = "已核对原文"
	keyNote      = "备注"
	keyDirection = "得分方向"
	keyGrade     = "等级下限"
	keyScenario  = "评分场景"
	keyRule      = "合成方法"
)

const (
	betterText  = "越高越好"
	riskierText = "越高风险越大"
	yes, no     = "是", "否"
)

// Rows is the tree as a table: what the tree is, an empty row, the head, and one row a node, parents before their children.
// FromRows reads it back to the same tree.
func (t Tree) Rows() [][]string {
	rows := t.about()
	rows = append(rows, nil, t.heads())
	t.each(func(n Node, parent string, level int) {
		rows = append(rows, t.row(n, parent, level))
	})
	return rows
}

// each visits all nodes, parents before their children.
func (t Tree) each(visit func(n Node, parent string, level int)) {
	var walk func(nodes []Node, parent string, level int)
	walk = func(nodes []Node, parent string, level int) {
		for _, n := range nodes {
			visit(n, parent, level)
			walk(n.Children, n.ID, level+1)
		}
	}
	walk(t.Nodes, "", 1)
}

func (t Tree) about() [][]string {
	direction := betterText
	if t.Direction == Riskier {
		direction = riskierText
	}
	rows := [][]string{{keyID, t.ID}, {keyTree, t.Name}, {keySource, t.Source}, {keyLabel, t.Label}, {keyVerified, yesNo(t.Verified)}, {keyNote, t.Note}, {keyDirection, direction}}
	for _, g := range t.Grades {
		rows = append(rows, []string{keyGrade, g.Grade, g.Min.String()})
	}
	return rows
}

func (t Tree) heads() []string {
	heads := slices.Clone(plainColumns)
	for _, s := range t.Scenarios {
		heads = append(heads, colWeight+":"+s)
	}
	return heads
}

func (t Tree) row(n Node, parent string, level int) []string {
	var bands []string
	for _, b := range n.Rubric {
		bands = append(bands, b.From.String()+"—"+b.To.String()+"："+b.Text)
	}
	row := []string{n.ID, parent, n.Name, strconv.Itoa(level), n.Definition, n.Evidence, strings.Join(bands, "\n"), yesNo(n.Extension)}
	for _, s := range t.Scenarios {
		row = append(row, percent(n.Weights[s]))
	}
	return row
}

func yesNo(b bool) string {
	if b {
		return yes
	}
	return no
}

// percent writes a weight as spreadsheets keep it: as a percentage when two decimals hold it, else as a decimal, which a
// spreadsheet does not cut to its number format.
func percent(w money.Rate) string {
	p := w.Decimal().Shift(2)
	if p.Equal(p.Round(2)) {
		return p.String() + "%"
	}
	return w.String()
}

// Rows is the sheet as a table: the tree of its scenario with each rater's scores and reasons, and the result when it can be
// computed.
func (s Sheet) Rows() [][]string {
	rows := s.Tree.about()
	rule := "算术平均"
	if s.Rule == Trimmed {
		rule = "去掉最高分和最低分后平均"
	}
	rows = append(rows, []string{keyScenario, s.Scenario}, []string{keyRule, rule})
	result, err := s.Evaluate("score")
	if err == nil {
		rows = append(rows, []string{"综合得分", result.Score.Decimal().Round(2).String()})
		if result.Grade != "" {
			rows = append(rows, []string{"等级", result.Grade})
		}
	}
	heads := append(slices.Clone(plainColumns), colWeight+":"+s.Scenario)
	marks := make([]map[string]Mark, len(s.Raters))
	for i, rater := range s.Raters {
		heads = append(heads, colScore+":"+rater.Name, colReason+":"+rater.Name)
		marks[i] = map[string]Mark{}
		for _, m := range rater.Marks {
			marks[i][m.Node] = m
		}
	}
	heads = append(heads, "合成得分")
	rows = append(rows, nil, heads)
	one := s.Tree
	one.Scenarios = []string{s.Scenario}
	one.each(func(n Node, parent string, level int) {
		row := one.row(n, parent, level)
		for i := range s.Raters {
			m, given := marks[i][n.ID]
			if !given {
				row = append(row, "", "")
				continue
			}
			row = append(row, m.Score.Value.String(), m.Score.Source)
		}
		total := ""
		if ns, ok := result.Node(n.ID); ok {
			total = ns.Score.Decimal().Round(2).String()
		}
		rows = append(rows, append(row, total))
	})
	return rows
}
