package score

import (
	"slices"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

// RatersFromRows reads the scores of a sheet such as Sheet.Rows writes and raters fill in, against the tree: one rater for each
// column 得分:评分人, with the reasons of 依据:评分人. A cell left empty gives no mark, which Evaluate then names. Faults of rows come
// all at once, counted as in FromRows.
func RatersFromRows(rows [][]string, tree Tree) ([]Rater, error) {
	r := reader{tree: tree, rows: rows, columns: map[string]int{}}
	head := slices.IndexFunc(rows, func(row []string) bool {
		return slices.ContainsFunc(row, func(s string) bool { return strings.TrimSpace(s) == colID }) &&
			slices.ContainsFunc(row, func(s string) bool { return raterOf(s, colScore) != "" })
	})
	if head < 0 {
		return nil, fault.New(fault.Invalid, "score.head", "", "表中没有评分表的标题行：标题行应含有“%s”和“%s:评分人”各列，请用本程序导出的评分表填写", colID, colScore)
	}
	var out []Rater
	var columns []int
	for i, text := range rows[head] {
		name := raterOf(text, colScore)
		if name != "" && slices.ContainsFunc(out, func(x Rater) bool { return x.Name == name }) {
			r.invalid(head+1, colScore+":"+name, "评分人“%s”重复", name)
			continue
		}
		if name != "" {
			out, columns = append(out, Rater{Name: name}), append(columns, i)
		}
		r.columns[cell(rows[head], i)] = i
		if reason := raterOf(text, colReason); reason != "" {
			r.columns[colReason+":"+reason] = i
		}
	}
	for i := head + 1; i < len(rows); i++ {
		id := cell(rows[i], r.columns[colID])
		n, known := tree.Find(id)
		for k := range out {
			text, reason := cell(rows[i], columns[k]), ""
			if at, ok := r.columns[colReason+":"+out[k].Name]; ok {
				reason = cell(rows[i], at)
			}
			if text == "" {
				continue
			}
			column := colScore + ":" + out[k].Name
			value, err := money.ParseRate(text)
			switch {
			case !known:
				r.invalid(i+1, colID, "指标体系“%s”中没有编号“%s”", tree.Name, clip(id))
			case !n.Leaf():
				r.invalid(i+1, column, "指标“%s”有下级，其得分由下级计算，请清空", n.Name)
			case err != nil || !value.Between("0", "100"):
				r.invalid(i+1, column, "得分“%s”应为 0 至 100 的数字", clip(text))
			case reason == "":
				r.invalid(i+1, colReason+":"+out[k].Name, "指标“%s”的得分缺少依据", n.Name)
			default:
				out[k].Marks = append(out[k].Marks, Mark{Node: id, Score: sourced.Number{Value: value, Source: reason}})
			}
		}
	}
	if len(r.faults) > 0 {
		return nil, r.faults
	}
	return out, nil
}

// raterOf is the name in a head such as 得分:示例评估师; empty when the head is another.
func raterOf(head, column string) string {
	rest, ok := strings.CutPrefix(strings.TrimSpace(head), column)
	name := strings.TrimLeft(rest, ":：")
	if !ok || name == rest {
		return ""
	}
	return strings.TrimSpace(name)
}
