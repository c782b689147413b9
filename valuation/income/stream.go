package income

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

// Setting is what every income method is told beside its own cash: how it is discounted, at what rate, whether the right goes on
// for ever and whether its buyer may amortise it against tax. The cash is after tax.
type Setting struct {
	Convention cashflow.Convention `json:"convention" label:"折现口径"`
	CashPrice  discount.PriceBasis `json:"cash_price,omitempty" label:"现金流价格口径" opt:"1" choices:"nominal=名义（含通货膨胀）|real=实际（不变价）" hint:"不填为名义"`
	discount.Choice
	Terminal *cashflow.Terminal `json:"terminal,omitempty" label:"期末余值" hint:"仅限办理续展的注册商标"`
	TAB      *TAB               `json:"tab,omitempty" label:"税收摊销收益" hint:"质押评估中不常用，一般不填"`
}

// stream leads one method from its inputs to its value: the periods, the rate, the present values, the terminal value and the
// benefit of amortisation are the same for all.
type stream struct {
	id, name  string
	base, end date.Date // end is the last day of the remaining life; the zero date means that it is checked elsewhere
	renewable bool
	set       Setting
	field     string // the list of the inputs that has one entry a year, for faults
	code      string // the fault of a list that is empty or too long
	years     int
	declines  bool // the income falls by a stated ratio year by year

	periods []cashflow.Period
	rate    discount.Outcome
}

// open checks what all methods share and lays out the periods; faults go to fs. The periods are empty when there is a fault in
// them.
func (s *stream) open(fs *fault.Faults) {
	s.rate = s.set.find(s.id+".rate", fs)
	periods, err := s.set.Convention.Periods(s.base, s.years)
	if s.years == 0 || s.years > cashflow.MaxYears {
		fs.Invalid(s.code, s.field, "请填写 1 至 %d 年的预测数据，当前为 %d 年", cashflow.MaxYears, s.years)
	} else {
		fs.Append("convention", err)
	}
	if n := len(periods); n > 0 && !s.end.IsZero() && periods[n-1].To.After(s.end) {
		fs.Invalid("income.beyond_life", s.field,
			"预测期截至 %s，超过剩余年限届满日 %s；请减少预测年数，或在末期截止日（last_end）填写不晚于 %s 的日期", periods[n-1].To, s.end, s.end)
	}
	s.periods = periods
	if t := s.set.Terminal; t != nil {
		t.Check(fs, "terminal", s.renewable, s.set.Convention, s.rate.Known())
		if s.declines {
			fs.Invalid("terminal.decay", "terminal", "收益逐年衰减时不能再按永续增长计算期末余值，请清空其一")
		}
	}
	if s.set.TAB != nil {
		s.set.TAB.check(fs, "tab")
		if s.rate.Found && s.rate.Nominal == nil && s.set.CashPrice == discount.Real {
			fs.Refuse("tab.price", "tab", "摊销抵税额是名义金额，应按名义折现率折现；现金流与折现率均为实际口径，请改填名义折现率和预期通货膨胀率，或清空税收摊销收益")
		}
	}
}

// find gives the rate on the price basis of the cash, which is after tax.
func (s Setting) find(id string, fs *fault.Faults) discount.Outcome {
	switch s.CashPrice {
	case "", discount.Nominal, discount.Real:
	default:
		fs.Invalid("income.cash_price", "cash_price", "现金流价格口径“%s”无法识别，应为 nominal（名义）或 real（实际）", string(s.CashPrice))
		return discount.Outcome{}
	}
	return s.FindFor(id, discount.Basis{Price: s.CashPrice}, fs)
}

// account is how a method presents its sum.
type account struct {
	formula string          // of the whole value
	inputs  []trace.Operand // beside the discount rate
	front   []trace.Step    // steps before the years: forecast, share, charges
	notes   []string
	culprit string // the field to look at when the sum is negative
	reason  string // why it may be
}

// close discounts the flows and adds what comes after them. A negative sum is refused: income.negative.
func (s *stream) close(flow func(cashflow.Period) cashflow.Flow, a account) (trace.Result, error) {
	flows := make([]cashflow.Flow, len(s.periods))
	for i, p := range s.periods {
		flows[i] = flow(p)
	}
	total, years, err := s.set.Convention.Present(s.id+".year", s.rate.Rate, s.periods, flows)
	if err != nil {
		return trace.Result{}, err
	}
	notes := append(append([]string{}, s.rate.Notes...), a.notes...)
	terminal := trace.Step{ID: s.id + ".terminal", Title: "期末余值", Formula: "权利届满后不再产生收益，期末余值取零", Result: "0", Unit: trace.Yuan}
	if s.set.Terminal != nil {
		last := len(s.periods) - 1
		pv, step, err := s.set.Terminal.Present(s.id+".terminal", s.rate.Rate, s.periods[last], flows[last].Amount, s.set.Convention.FactorDigits)
		if err != nil {
			return trace.Result{}, err
		}
		total, terminal = total.Add(pv), step
		if !s.end.IsZero() {
			notes = append(notes, "期末余值按注册商标不断续展计算，超出剩余年限届满日 "+s.end.String()+"，请确认续展假设")
		}
		if !total.IsPositive() {
			return trace.Result{}, s.negative(total, a)
		}
		if share := pv.DivRound(total, 4); share.GreaterThan(halfOf) {
			notes = append(notes, "期末余值占收益现值的 "+money.RateOf(share).Percent()+"，请复核永续增长率和续展假设")
		}
	}
	if total.IsNegative() {
		return trace.Result{}, s.negative(total, a)
	}
	children := append(append(append([]trace.Step{s.rate.Step}, a.front...), years...), terminal)
	if s.set.TAB != nil {
		name := "折现率"
		if s.set.CashPrice == discount.Real {
			name = "名义折现率"
		}
		benefit, step, err := s.set.TAB.benefit(s.id+".tab", name, total, *s.rate.Nominal, s.set.Convention)
		if err != nil {
			return trace.Result{}, err
		}
		total, children = total.Add(benefit), append(children, step)
		a.formula += "；加税收摊销收益"
		notes = append(notes, "已计入税收摊销收益，该项在知识产权质押评估中不常用，请说明采用理由")
	}
	value, err := money.FromDecimal(total)
	if err != nil {
		return trace.Result{}, err
	}
	step := trace.Step{ID: s.id, Title: s.name, Formula: a.formula + "，" + s.timing(), Inputs: append(a.inputs, trace.Of("折现率", s.rate.Rate.Decimal(), trace.Ratio)),
		Result: value.String(), Unit: trace.Yuan, Children: children}
	return trace.Result{Approach: trace.Income, Method: s.id, Name: s.name, Value: value, Step: step, Notes: notes}, nil
}

var (
	one    = decimal.New(1, 0)
	halfOf = decimal.New(5, -1)
)

func (s *stream) negative(total decimal.Decimal, a account) error {
	return fault.New(fault.Refused, "income.negative", a.culprit, "收益现值为负（%s 元），%s", total.Round(2), a.reason)
}

func (s *stream) timing() string {
	if s.set.Convention.Timing == cashflow.MidYear {
		return "年中折现"
	}
	return "年末折现"
}

// partYear adds the share of a broken year to the formula and operands of a step; a whole year leaves them.
func partYear(p cashflow.Period, formula string, inputs []trace.Operand) (string, []trace.Operand) {
	if p.Fraction.Equal(one) {
		return formula, inputs
	}
	return formula + " × 占全年比例", append(inputs, trace.Of("占全年比例", p.Fraction, trace.Ratio))
}

// twice is the remark on a decay of the technology in the cash and a premium for it in the rate.
func twice(what string) string {
	return "已按技术衰减率递减" + what + "，折现率中又计有技术风险报酬，请确认未重复考虑技术替代"
}
