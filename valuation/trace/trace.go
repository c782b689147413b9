// Package trace keeps the way a figure was reached: a tree of steps, each with its formula, its inputs and their sources and
// its result. A screen or a report that shows a figure shows its step; a recalculation compares step by step.
package trace

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
)

// Working precision (工作精度). Every step keeps its result to a stated number of decimals, rounded half away from zero, so a
// reader can repeat it by hand: amounts to 12 decimals of a yuan, factors and other ratios to 20.
const (
	AmountDecimals int32 = 12
	FactorDecimals int32 = 20
)

// Unit says how a value reads.
type Unit string

const (
	Yuan   Unit = "元"
	Ratio  Unit = "比率" // a decimal shown as a percentage
	Factor Unit = "系数" // a plain multiplier
	Years  Unit = "年"
	Months Unit = "月"
	Days   Unit = "天"
	Day    Unit = "日期"
	Plain  Unit = "" // text or a number without unit
)

// Operand is one value that goes into a step. Value is canonical (a decimal without separators, or a date); Source says where
// the value came from; it is empty when the value is the result of another step.
type Operand struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Unit   Unit   `json:"unit,omitempty"`
	Source string `json:"source,omitempty"`
}

// Step is one act of calculation. ID is stable and unique in its tree ("royalty.year.3"); Title and Formula are Chinese.
type Step struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Formula  string    `json:"formula,omitempty"`
	Inputs   []Operand `json:"inputs,omitempty"`
	Result   string    `json:"result"`
	Unit     Unit      `json:"unit,omitempty"`
	Children []Step    `json:"children,omitempty"`
}

// The classes of approaches (评估方法的三大类).
const (
	Income = "income" // 收益法
	Market = "market" // 市场法
	Cost   = "cost"   // 成本法
)

// Result is a value found by one approach or method, with the step that explains it and remarks for the reader.
type Result struct {
	Approach string      `json:"approach"` // the class, 资产评估法 26: Income, Market or Cost
	Method   string      `json:"method"`   // "royalty", "sharing", …: the field of the inputs and the first part of its steps' ids
	Name     string      `json:"name"`     // Chinese name of the method
	Value    money.Money `json:"value"`    // rounded half away from zero to the fen
	Step     Step        `json:"step"`
	Notes    []string    `json:"notes,omitempty"`
}

// Text is the value as a person reads it: 1,234.56元, 15.00%, 0.8696.
func (o Operand) Text() string { return text(o.Value, o.Unit) }

// Text is the result as a person reads it.
func (s Step) Text() string { return text(s.Result, s.Unit) }

// Walk visits the step and then its children, depth first, until visit returns false.
func (s Step) Walk(visit func(Step) bool) bool {
	if !visit(s) {
		return false
	}
	for _, c := range s.Children {
		if !c.Walk(visit) {
			return false
		}
	}
	return true
}

// FirstDifference is the deepest step at which two trees first part, children before their parent, so that the cause is
// named and not its consequence. ok is false when the trees are equal.
func FirstDifference(was, is []Step) (id, title string, ok bool) {
	for i := range max(len(was), len(is)) {
		if i >= len(was) {
			return is[i].ID, is[i].Title, true
		}
		if i >= len(is) || was[i].ID != is[i].ID {
			return was[i].ID, was[i].Title, true
		}
		if id, title, ok := FirstDifference(was[i].Children, is[i].Children); ok {
			return id, title, true
		}
		if !sameNode(was[i], is[i]) {
			return was[i].ID, was[i].Title, true
		}
	}
	return "", "", false
}

func sameNode(a, b Step) bool {
	if a.Title != b.Title || a.Formula != b.Formula || a.Result != b.Result || a.Unit != b.Unit || len(a.Inputs) != len(b.Inputs) {
		return false
	}
	for i := range a.Inputs {
		if a.Inputs[i] != b.Inputs[i] {
			return false
		}
	}
	return true
}

// Of makes the operand of a figure that is itself a result: no source.
func Of(name string, value decimal.Decimal, unit Unit) Operand {
	return Operand{Name: name, Value: value.String(), Unit: unit}
}

// Amount, Rate and Number make the operands of sourced inputs.
func Amount(name string, a sourced.Amount) Operand {
	return Operand{Name: name, Value: a.Value.String(), Unit: Yuan, Source: a.Source}
}

func Rate(name string, r sourced.Rate) Operand {
	return Operand{Name: name, Value: r.Value.String(), Unit: Ratio, Source: r.Source}
}

func Number(name string, n sourced.Number, unit Unit) Operand {
	return Operand{Name: name, Value: n.Value.String(), Unit: unit, Source: n.Source}
}

func text(value string, unit Unit) string {
	d, err := decimal.NewFromString(value)
	if err != nil {
		return value
	}
	switch unit {
	case Yuan:
		if m, err := money.FromDecimal(d); err == nil {
			return m.Format() + "元"
		}
	case Ratio:
		return money.RateOf(d.Round(6)).Percent()
	case Factor:
		return d.StringFixed(4)
	case Years, Months, Days:
		return trim(d.StringFixed(2)) + map[Unit]string{Years: "年", Months: "个月", Days: "天"}[unit]
	}
	return value
}

func trim(s string) string { return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") }

// Index writes the number of a repeated step: Index("royalty.year", 3) is "royalty.year.3".
func Index(prefix string, n int) string { return prefix + "." + strconv.Itoa(n) }

// Path writes the field path of a list element: Path("items", 2) is "items[2]".
func Path(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }
