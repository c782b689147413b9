package reports

import (
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation"
	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

func child(s valuation.Step, id string) (valuation.Step, bool) {
	for _, c := range s.Children {
		if c.ID == id {
			return c, true
		}
	}
	return valuation.Step{}, false
}

func operand(s valuation.Step, name string) (trace.Operand, bool) {
	for _, o := range s.Inputs {
		if o.Name == name {
			return o, true
		}
	}
	return trace.Operand{}, false
}

// value reads a step's or operand's decimal; zero when it is no number.
func value(text string) decimal.Decimal {
	d, err := decimal.NewFromString(text)
	if err != nil {
		return decimal.Zero
	}
	return d
}

func same(m money.Money) money.Money { return m }

// periodOf cuts the days out of a year's title.
func periodOf(title string) string {
	if _, rest, ok := strings.Cut(title, "（"); ok {
		return strings.Replace(strings.TrimSuffix(rest, "）"), " 至 ", "\n", 1)
	}
	return title
}

func yuanOf(text string) money.Money {
	m, err := money.FromDecimal(value(text))
	if err != nil {
		return 0
	}
	return m
}

func formulaOf(s valuation.Step) string {
	if s.Formula == "" {
		return "直接取值"
	}
	return s.Formula
}

func scored(s valuation.Step) string {
	var parts []string
	for _, o := range s.Inputs {
		if !strings.HasSuffix(o.Name, "权重") {
			parts = append(parts, o.Name+" "+o.Text())
		}
	}
	return "打分：" + strings.Join(parts, "，")
}

// operandText prints a figure; plain numbers get separators of thousands.
func operandText(o trace.Operand) string {
	if o.Unit == trace.Plain {
		return plainFigure(o).Text
	}
	return o.Text()
}

// firstOf is the first figure that goes into a step; none when a kept step has none.
func firstOf(s valuation.Step) trace.Operand {
	if len(s.Inputs) == 0 {
		return trace.Operand{}
	}
	return s.Inputs[0]
}
