package score

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// FromRows reads a tree from a table such as Rows writes or a firm fills in. Rows before the head are optional; without them the
// tree has the name of fallback and is not verified. Every fault of a row is told, all at once; paths count rows as a
// spreadsheet does, from 1: rows[7].权重:质押融资.
func FromRows(rows [][]string, fallback Tree) (Tree, error) {
	r := reader{tree: fallback, rows: rows, at: map[string]int{}}
	r.tree.Nodes, r.tree.Scenarios = nil, nil
	if !r.head() {
		return Tree{}, r.faults
	}
	entries := r.entries()
	r.tree.Nodes = r.build(entries)
	rowFaults := len(r.faults) > 0
	for _, f := range r.locate(r.tree.Validate()) {
		if !rowFaults || !r.torn && slices.Contains(wholeCodes, f.Code) {
			r.faults = append(r.faults, f)
		}
	}
	if len(r.faults) > 0 {
		return Tree{}, r.faults
	}
	return r.tree, nil
}

// wholeCodes are the faults of the whole tree that no fault of a row repeats.
var wholeCodes = []string{"score.weights", "score.grade", "score.scenario", "score.text", "score.rubric"}

type reader struct {
	tree    Tree
	rows    [][]string
	start   int            // index of the first row of nodes
	columns map[string]int // head to column
	weights []int          // columns of the scenarios
	at      map[string]int // node id to its row, from 1
	torn    bool           // some rows have no place in the tree, so sums over siblings say nothing
	faults  fault.Faults
}

// entry is a row that names a node.
type entry struct {
	node   Node
	parent string
	level  string
	row    int
}

func (r *reader) invalid(row int, column, message string, args ...any) {
	path := "rows[" + strconv.Itoa(row) + "]"
	if column != "" {
		path += "." + column
	}
	r.faults.Invalid("score.row", path, "第 "+strconv.Itoa(row)+" 行："+message, args...)
}

// head reads what stands above the head, then the head. It is false when no head was found.
func (r *reader) head() bool {
	grades := false
	for i, row := range r.rows {
		key := cell(row, 0)
		if slices.ContainsFunc(row, func(s string) bool { return strings.TrimSpace(s) == colID }) && slices.ContainsFunc(row, func(s string) bool { return strings.TrimSpace(s) == colName }) {
			r.start = i + 1
			return r.heads(i+1, row)
		}
		value := cell(row, 1)
		switch key {
		case keyID:
			r.tree.ID = value
		case keyTree:
			r.tree.Name = value
		case keySource:
			r.tree.Source = value
		case keyLabel:
			r.tree.Label = value
		case keyNote:
			r.tree.Note = value
		case keyVerified:
			r.tree.Verified = r.yesNo(i+1, keyVerified, value)
		case keyDirection:
			r.direction(i+1, value)
		case keyGrade:
			if !grades {
				r.tree.Grades, grades = nil, true
			}
			min, err := money.ParseRate(cell(row, 2))
			if err != nil {
				r.invalid(i+1, keyGrade, "等级 %s 的下限“%s”应为 0 至 100 的数字", value, cell(row, 2))
			}
			r.tree.Grades = append(r.tree.Grades, Cut{Grade: value, Min: min})
		}
	}
	r.faults.Invalid("score.head", "", "表中没有标题行：标题行应含有“%s”“%s”和“%s:场景名称”各列，请用本程序导出的模板填写", colID, colName, colWeight)
	return false
}

func (r *reader) direction(row int, value string) {
	switch value {
	case betterText, "":
		if r.tree.Direction == Riskier {
			r.tree.Direction = Better
		}
	case riskierText:
		r.tree.Direction = Riskier
	default:
		r.invalid(row, keyDirection, "得分方向“%s”应为“%s”或“%s”", value, betterText, riskierText)
	}
}

func (r *reader) heads(line int, row []string) bool {
	r.columns = map[string]int{}
	for i := range row {
		name := cell(row, i)
		if name == "" {
			continue
		}
		if rest, ok := strings.CutPrefix(name, colWeight); ok {
			scenario := strings.TrimSpace(strings.TrimLeft(rest, ":："))
			switch {
			case rest == "":
				scenario = "通用"
			case scenario == "" || scenario == strings.TrimSpace(rest):
				r.invalid(line, name, "权重列应写作“%s:场景名称”", colWeight)
				continue
			}
			name = colWeight + ":" + scenario
			if _, twice := r.columns[name]; !twice {
				r.tree.Scenarios = append(r.tree.Scenarios, scenario)
				r.weights = append(r.weights, i)
			}
		}
		if _, twice := r.columns[name]; twice {
			r.invalid(line, name, "列“%s”重复", name)
		}
		r.columns[name] = i
	}
	if len(r.weights) == 0 {
		r.invalid(line, colWeight, "没有权重列，请为每个应用场景设一列“%s:场景名称”", colWeight)
	}
	return true
}

func (r *reader) entries() []entry {
	var out []entry
	for i := r.start; i < len(r.rows); i++ {
		row, line := r.rows[i], i+1
		if !slices.ContainsFunc(row, func(s string) bool { return strings.TrimSpace(s) != "" }) {
			continue
		}
		get := func(column string) string {
			if at, ok := r.columns[column]; ok {
				return cell(row, at)
			}
			return ""
		}
		e := entry{row: line, parent: get(colParent), level: get(colLevel),
			node: Node{ID: get(colID), Name: get(colName), Definition: get(colDefinition), Evidence: get(colEvidence), Weights: map[string]money.Rate{}}}
		e.node.Extension = r.yesNo(line, colExtension, get(colExtension))
		e.node.Rubric = r.rubric(line, get(colRubric))
		for k, at := range r.weights {
			r.weight(line, r.tree.Scenarios[k], cell(row, at), e.node)
		}
		switch first, twice := r.at[e.node.ID]; {
		case e.node.ID == "":
			r.invalid(line, colID, "缺少编号")
		case !idPattern.MatchString(e.node.ID):
			r.invalid(line, colID, "编号“%s”应为 1 至 40 个字母、数字、点或短横", clip(e.node.ID))
		case twice:
			r.invalid(line, colID, "编号“%s”与第 %d 行重复", e.node.ID, first)
		default:
			r.at[e.node.ID] = line
		}
		out = append(out, e)
		if len(out) > maxNodes {
			r.invalid(line, "", "指标超过 %d 项，其后各行未读", maxNodes)
			break
		}
	}
	if len(out) == 0 {
		r.faults.Invalid("score.empty", "rows", "标题行下没有指标")
	}
	return out
}

func (r *reader) weight(line int, scenario, text string, n Node) {
	column := colWeight + ":" + scenario
	if text == "" {
		r.invalid(line, column, "“%s”缺少“%s”场景的权重，不采用时请填 0", n.Name, scenario)
		return
	}
	parse := money.ParseRate
	if strings.HasSuffix(text, "%") || strings.HasSuffix(text, "％") {
		parse = money.ParsePercent
	}
	w, err := parse(text)
	switch {
	case err != nil:
		r.invalid(line, column, "权重“%s”不是数字，请写作 25%% 或 0.25", text)
	case !w.Between("0", "1"):
		r.invalid(line, column, "权重“%s”应在 0 至 1 之间，百分之二十五请写作 25%% 或 0.25", text)
	default:
		n.Weights[scenario] = w
	}
}

func (r *reader) yesNo(line int, column, text string) bool {
	switch text {
	case yes, "√", "1", "Y", "y", "TRUE", "true":
		return true
	case no, "", "×", "0", "N", "n", "FALSE", "false":
		return false
	}
	r.invalid(line, column, "%s“%s”应填“是”或“否”", column, text)
	return false
}

var bandPattern = regexp.MustCompile(`^(\d{1,3}(?:\.\d{1,12})?)\s*(?:[-–—~～至到]+\s*(\d{1,3}(?:\.\d{1,12})?)\s*)?分?\s*[:：]\s*(.+)$`)

// rubric reads one band a line, 80—100：文字 or 80：文字. The order of the lines is free; a bound is written either way round.
func (r *reader) rubric(line int, text string) []Band {
	var out []Band
	for _, s := range strings.Split(text, "\n") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		m := bandPattern.FindStringSubmatch(s)
		if m == nil {
			r.invalid(line, colRubric, "评分标准“%s”应每档一行，写作“80—100：文字”；对指标的一般说明请写在“%s”列", clip(s), colDefinition)
			continue
		}
		if m[2] == "" {
			m[2] = m[1]
		}
		from, to := money.MustRate(m[1]), money.MustRate(m[2]) // the pattern is narrower than ParseRate's
		if from.Cmp(to) > 0 {
			from, to = to, from
		}
		out = append(out, Band{From: from, To: to, Text: m[3]})
	}
	slices.SortStableFunc(out, func(a, b Band) int {
		if c := b.From.Cmp(a.From); c != 0 {
			return c
		}
		return b.To.Cmp(a.To)
	})
	return out
}

// build hangs each row under its parent, in the order of the rows.
func (r *reader) build(entries []entry) []Node {
	below := map[string][]entry{}
	for _, e := range entries {
		if _, known := r.at[e.parent]; e.parent != "" && !known {
			r.torn = true
			r.invalid(e.row, colParent, "上级编号“%s”不存在", e.parent)
			continue
		}
		below[e.parent] = append(below[e.parent], e)
	}
	placed := map[int]bool{}
	var grow func(parent string, level int) []Node
	grow = func(parent string, level int) []Node {
		var out []Node
		for _, e := range below[parent] {
			if placed[e.row] {
				continue
			}
			placed[e.row] = true
			if e.level != "" && e.level != strconv.Itoa(level) {
				r.invalid(e.row, colLevel, "级次“%s”与上级编号不符，按上级编号应为第 %d 级", e.level, level)
			}
			if level > maxLevels {
				r.invalid(e.row, colLevel, "指标“%s”在第 %d 级，最多三级", e.node.Name, level)
			}
			e.node.Children = grow(e.node.ID, level+1)
			out = append(out, e.node)
		}
		return out
	}
	out := grow("", 1)
	for _, e := range entries {
		if _, known := r.at[e.parent]; !placed[e.row] && known {
			r.torn = true
			r.invalid(e.row, colParent, "上级编号“%s”首尾相连，没有第一级", e.parent)
		}
	}
	return out
}

// locate puts the row before the faults found in the whole tree: nodes[0].children[2].weights.甲 is the row of that node.
func (r *reader) locate(err error) fault.Faults {
	out := fault.Of(err)
	for i, f := range out {
		if n, ok := r.tree.nodeAt(f.Path); ok {
			line := strconv.Itoa(r.at[n.ID])
			out[i].Path, out[i].Message = "rows["+line+"]", "第 "+line+" 行起："+f.Message
		}
	}
	return out
}

var stepPattern = regexp.MustCompile(`^\.?(?:nodes|children)\[(\d+)\]`)

// nodeAt finds the node a path of Validate leads to.
func (t Tree) nodeAt(path string) (Node, bool) {
	nodes, found, ok := t.Nodes, Node{}, false
	for {
		m := stepPattern.FindStringSubmatch(path)
		if m == nil {
			return found, ok
		}
		i, err := strconv.Atoi(m[1])
		if err != nil || i >= len(nodes) {
			return found, ok
		}
		found, ok, nodes, path = nodes[i], true, nodes[i].Children, path[len(m[0]):]
	}
}

func cell(row []string, i int) string {
	if i >= len(row) {
		return ""
	}
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(row[i], "\r\n", "\n"), "\r", "\n"))
}

func clip(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}
