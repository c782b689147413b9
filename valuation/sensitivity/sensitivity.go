// Package sensitivity asks how a value moves with its drivers (敏感性分析): tornado, spider, scenarios, break-even and two-way tables. It is
// generic over the function that is examined and calls it once for every figure of a table; nothing here is random.
package sensitivity

import (
	"math"
	"strconv"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Value is the function examined, in yuan, of drivers in a fixed order. An error is shown in the table where the driver's range is tried,
// and ends the analysis where there is nothing to compare with.
type Value func(x []float64) (float64, error)

// Money makes a Value of a function that gives exact money.
func Money(f func(x []float64) (money.Money, error)) Value {
	return func(x []float64) (float64, error) {
		m, err := f(x)
		return m.Decimal().InexactFloat64(), err
	}
}

// Variable is one driver: its name, its Chinese title and its base figure, and the low and high figures a tornado tries.
type Variable struct {
	Name  string  `json:"name"`
	Title string  `json:"title"`
	Base  float64 `json:"base"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// baseline is the value at the base figures.
func baseline(variables []Variable, value Value, fs *fault.Faults) ([]float64, float64) {
	x := make([]float64, len(variables))
	if len(variables) == 0 {
		fs.Invalid("sensitivity.empty", "variables", "请至少选择一个变量")
		return x, 0
	}
	for i, v := range variables {
		x[i] = v.Base
		if math.IsNaN(v.Base) || math.IsInf(v.Base, 0) {
			fs.Invalid("sensitivity.finite", at(i)+".base", "“%s”的基准值应为有限的数，当前为 %v", v.Title, v.Base)
		}
	}
	if len(*fs) > 0 {
		return x, 0
	}
	base, err := try(value, x)
	fs.Append("", err)
	return x, base
}

func at(i int) string { return "variables[" + strconv.Itoa(i) + "]" }

// try refuses a value that is no number, so that no table shows one.
func try(value Value, x []float64) (float64, error) {
	v, err := value(x)
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
		return 0, fault.New(fault.Refused, "sensitivity.value", "", "计算结果不是有限的数，请核对变量的取值")
	}
	return v, err
}

// Cell is one figure of a table, or why there is none.
type Cell struct {
	Value  float64 `json:"value"`
	Failed string  `json:"failed,omitempty"`
}

func cell(value Value, x []float64) Cell {
	v, err := try(value, x)
	if err != nil {
		return Cell{Failed: err.Error()}
	}
	return Cell{Value: v}
}

// with is a copy of x with one figure changed.
func with(x []float64, i int, v float64) []float64 {
	out := append([]float64(nil), x...)
	out[i] = v
	return out
}
