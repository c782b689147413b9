package cost

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// replacement is the replacement cost (重置成本) in yuan.
func (in Input) replacement(base date.Date) (decimal.Decimal, trace.Step, error) {
	switch {
	case in.Multiplier != nil:
		return in.Multiplier.Replacement(Name + ".replacement")
	case in.Purchased != nil:
		return in.Purchased.Replacement(Name + ".replacement")
	}
	direct, capital := decimal.Zero, decimal.Zero
	var children []trace.Step
	for i, it := range in.Items {
		spent, bound, step, err := in.item(it, trace.Index("cost.item", i+1), base)
		if err != nil {
			return decimal.Decimal{}, trace.Step{}, err
		}
		direct, capital = direct.Add(spent), capital.Add(bound)
		children = append(children, step)
	}
	profit := direct.Mul(in.Profit.Value.Decimal())
	total := direct.Add(capital).Add(profit)
	name := "研发成本"
	if !in.Overhead.Value.IsZero() {
		name = "研发成本（含间接费用）"
	}
	children = append(children, trace.Step{ID: "cost.profit", Title: "开发利润", Formula: "研发成本合计 × 开发利润率",
		Inputs: []trace.Operand{trace.Of("研发成本合计", direct, trace.Yuan), trace.Rate("开发利润率", in.Profit)}, Result: profit.String(), Unit: trace.Yuan})
	step := trace.Step{ID: "cost.replacement", Title: in.Basis.String(), Formula: "重置成本 = 研发成本 + 资金成本 + 开发利润",
		Inputs: []trace.Operand{trace.Of(name, direct, trace.Yuan), trace.Of("资金成本", capital, trace.Yuan), trace.Of("开发利润", profit, trace.Yuan)},
		Unit:   trace.Yuan, Children: children}
	if in.Incentive.Value != 0 {
		total = total.Add(in.Incentive.Value.Decimal())
		step.Formula += " + 企业家激励"
		step.Inputs = append(step.Inputs, trace.Amount("企业家激励", in.Incentive))
	}
	step.Result = total.String()
	return total, step, nil
}

// item is what an item costs at prices of the base date with its overhead, and the cost of the capital it bound until then,
// compounded over the days from the end of spending and half of the days of spending.
func (in Input) item(it Item, id string, base date.Date) (spent, bound decimal.Decimal, step trace.Step, err error) {
	halfDays := decimal.New(int64(it.To.Sub(it.From)), 0).Mul(decimal.New(5, -1))
	years := decimal.New(int64(base.Sub(it.To)), 0).Add(halfDays).DivRound(decimal.New(365, 0), trace.FactorDecimals)
	growth, err := cashflow.Growth(in.CapitalRate.Value, years)
	if err != nil {
		return spent, bound, step, err
	}
	spent, operand, children := in.spent(it, id)
	bound = spent.Mul(growth.Sub(one)).Round(trace.AmountDecimals)
	return spent, bound, trace.Step{ID: id, Title: it.Kind.String() + "：" + it.Name + "的资金成本",
		Formula: "成本 × [(1 + 资金成本率) ^ 占用年数 − 1]，占用年数 = (止日至基准日天数 + 发生期天数 ÷ 2) ÷ 365",
		Inputs: []trace.Operand{operand, {Name: "起日", Value: it.From.String(), Unit: trace.Day},
			{Name: "止日", Value: it.To.String(), Unit: trace.Day}, trace.Rate("资金成本率", in.CapitalRate), trace.Of("占用年数", years, trace.Years)},
		Result: bound.String(), Unit: trace.Yuan, Children: children}, nil
}

// spent is the amount of an item brought to prices of the base date and with its share of overhead.
func (in Input) spent(it Item, id string) (decimal.Decimal, trace.Operand, []trace.Step) {
	amount := it.Amount.Value.Decimal()
	if it.Index.Value.IsZero() && in.Overhead.Value.IsZero() {
		return amount, trace.Amount("成本", it.Amount), nil
	}
	step := trace.Step{ID: id + ".amount", Title: it.Kind.String() + "：" + it.Name + "的重置口径成本", Formula: "成本", Inputs: []trace.Operand{trace.Amount("成本", it.Amount)}, Unit: trace.Yuan}
	if !it.Index.Value.IsZero() {
		amount = amount.Mul(it.Index.Value.Decimal())
		step.Formula += " × 价格指数"
		step.Inputs = append(step.Inputs, trace.Number("价格指数", it.Index, trace.Factor))
	}
	if !in.Overhead.Value.IsZero() {
		amount = amount.Mul(one.Add(in.Overhead.Value.Decimal()))
		step.Formula += " × (1 + 间接费用率)"
		step.Inputs = append(step.Inputs, trace.Rate("间接费用率", in.Overhead))
	}
	amount = amount.Round(trace.AmountDecimals)
	step.Result = amount.String()
	return amount, trace.Of("成本", amount, trace.Yuan), []trace.Step{step}
}

// PurchaseInput brings what was paid for a purchased right (外购权利) to the base date: book value × price index, and what a
// purchase would cost beside the price.
type PurchaseInput struct {
	Book     sourced.Amount `json:"book" label:"购置价款（账面原值）"`                                          // above 0
	Acquired date.Date      `json:"acquired" label:"购置日"`                                             // not after the base date
	Index    sourced.Number `json:"index" label:"价格指数（基准日 ÷ 购置日）" hint:"1.08 表示购置日以来上涨 8%"`           // 0.01 to 100
	Related  sourced.Amount `json:"related,omitzero" label:"重新购置的相关费用" opt:"1" hint:"税费、中介费等，按基准日价格"` // not negative
}

func (p PurchaseInput) check(base date.Date) error {
	var fs fault.Faults
	p.Book.Check(&fs, "book", "购置价款")
	if p.Book.Value == 0 {
		fs.Invalid("cost.empty", "book.value", "请填写购置价款")
	}
	switch {
	case p.Acquired.IsZero():
		fs.Invalid("date.missing", "acquired", "请填写购置日")
	case p.Acquired.After(base):
		fs.Invalid("cost.future", "acquired", "购置日 %s 晚于评估基准日 %s", p.Acquired, base)
	}
	p.Index.Check(&fs, "index", "价格指数", "0.01", "100")
	p.Related.Check(&fs, "related", "相关费用")
	return fs.Err()
}

// Replacement is the cost of buying the right anew in yuan with its step. The input has been checked.
func (p PurchaseInput) Replacement(id string) (decimal.Decimal, trace.Step, error) {
	rc := p.Book.Value.Decimal().Mul(p.Index.Value.Decimal()).Add(p.Related.Value.Decimal())
	return rc, trace.Step{ID: id, Title: "重置成本（价格指数法）", Formula: "购置价款 × 价格指数 + 重新购置的相关费用",
		Inputs: []trace.Operand{trace.Amount("购置价款", p.Book), {Name: "购置日", Value: p.Acquired.String(), Unit: trace.Day},
			trace.Number("价格指数", p.Index, trace.Factor), trace.Amount("相关费用", p.Related)}, Result: rc.String(), Unit: trace.Yuan}, nil
}
