package sensitivity

import (
	"math"

	"zhiya/valuation/fault"
)

// BreakEven is the figure of driver i, between lo and hi, at which the value meets the target, the other drivers at their base; found by
// bisection to the last digit of a float. The value must lie on different sides of the target at lo and hi: Refused with code
// sensitivity.no_root otherwise (there may be no such figure, or an even number of them). Invalid for a range that is none (path range) and
// for an unknown driver (path driver); the error of value where it is tried.
func BreakEven(variables []Variable, i int, target, lo, hi float64, value Value) (float64, error) {
	var fs fault.Faults
	if i < 0 || i >= len(variables) {
		fs.Invalid("sensitivity.driver", "driver", "没有第 %d 个变量", i+1)
	}
	if !(lo < hi) || math.IsInf(lo, 0) || math.IsInf(hi, 0) {
		fs.Invalid("sensitivity.range", "range", "试算范围的下限应小于上限，当前为 %v 至 %v", lo, hi)
	}
	if math.IsNaN(target) || math.IsInf(target, 0) {
		fs.Invalid("sensitivity.finite", "target", "目标价值应为有限的数，当前为 %v", target)
	}
	if len(fs) > 0 {
		return 0, fs
	}
	x := make([]float64, len(variables))
	for k, v := range variables {
		x[k] = v.Base
	}
	gap := func(v float64) (float64, error) {
		y, err := try(value, with(x, i, v))
		return y - target, err
	}
	low, err := gap(lo)
	if err != nil {
		return 0, err
	}
	high, err := gap(hi)
	switch {
	case err != nil:
		return 0, err
	case low == 0:
		return lo, nil
	case high == 0:
		return hi, nil
	case (low > 0) == (high > 0):
		return 0, fault.New(fault.Refused, "sensitivity.no_root", "range", "“%s”在 %v 至 %v 之间变动时，价值始终%s目标，没有盈亏平衡点，请放宽范围或核对目标",
			variables[i].Title, lo, hi, map[bool]string{true: "高于", false: "低于"}[low > 0])
	}
	for range 2000 {
		middle := lo + float64(0.5*(hi-lo))
		if middle <= lo || middle >= hi {
			break
		}
		g, err := gap(middle)
		switch {
		case err != nil:
			return 0, err
		case g == 0:
			return middle, nil
		case (g > 0) == (low > 0):
			lo = middle
		default:
			hi = middle
		}
	}
	return lo + float64(0.5*(hi-lo)), nil
}

// Grid is a two-way table (双因素敏感性表): Cells[r][c] is the value with driver Row at Rows[r] and driver Column at Columns[c].
type Grid struct {
	Row     Variable  `json:"row"`
	Column  Variable  `json:"column"`
	Rows    []float64 `json:"rows"`
	Columns []float64 `json:"columns"`
	Cells   [][]Cell  `json:"cells"`
}

// TwoWay tries two drivers together, the others at their base. Faults: Invalid for unknown or equal drivers (paths row, column) and for
// no figures or more than 50 a side (paths rows, columns).
func TwoWay(variables []Variable, row int, rows []float64, column int, columns []float64, value Value) (Grid, error) {
	var fs fault.Faults
	for _, side := range []struct {
		path string
		i    int
		at   []float64
	}{{"row", row, rows}, {"column", column, columns}} {
		if side.i < 0 || side.i >= len(variables) {
			fs.Invalid("sensitivity.driver", side.path, "没有第 %d 个变量", side.i+1)
		}
		if len(side.at) == 0 || len(side.at) > 50 {
			fs.Invalid("sensitivity.steps", side.path+"s", "请填写 1 至 50 个取值，当前为 %d 个", len(side.at))
		}
		for _, v := range side.at {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				fs.Invalid("sensitivity.finite", side.path+"s", "取值应为有限的数，当前为 %v", v)
			}
		}
	}
	if len(fs) == 0 && row == column {
		fs.Invalid("sensitivity.driver", "column", "行与列应为不同的变量")
	}
	if len(fs) > 0 {
		return Grid{}, fs
	}
	x := make([]float64, len(variables))
	for k, v := range variables {
		x[k] = v.Base
	}
	g := Grid{Row: variables[row], Column: variables[column], Rows: rows, Columns: columns}
	for _, r := range rows {
		line := make([]Cell, len(columns))
		for c, v := range columns {
			line[c] = cell(value, with(with(x, row, r), column, v))
		}
		g.Cells = append(g.Cells, line)
	}
	return g, nil
}
