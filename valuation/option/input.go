package option

import (
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/portable"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Name is the name of the method in weights, results and steps.
const Name = "option"

// Model is how the option is priced.
type Model string

const (
	ClosedForm   Model = "bsm"      // Black-Scholes-Merton; also the meaning of ""
	EuropeanTree Model = "european" // binomial tree, the investment made at the end of the term
	AmericanTree Model = "american" // binomial tree, the investment made at any time
)

var modelNames = map[Model]string{ClosedForm: "Black-Scholes-Merton 模型", EuropeanTree: "二叉树模型（到期实施）", AmericanTree: "二叉树模型（可提前实施）"}

// String is the Chinese name.
func (m Model) String() string { return modelNames[m] }

// DefaultSteps is the number of steps of a tree when none is entered.
const DefaultSteps = 500

// Input is what the appraiser enters. The right is an option: for the investment its holder may take up the project while it lasts.
type Input struct {
	Present    sourced.Amount `json:"present" label:"项目现金流量现值（S）" hint:"权利所涉项目在评估基准日的现值，不扣除尚需投入的投资额"`
	Investment sourced.Amount `json:"investment" label:"商业化所需投资额（K）" hint:"实施项目时尚需投入的金额"`
	Years      sourced.Number `json:"years" label:"期限（权利剩余年限，年）" hint:"大于 0，不超过权利剩余年限"`
	Volatility sourced.Rate   `json:"volatility" label:"波动率（σ）" hint:"项目价值的年波动率，应论证其取值，例如 40%"`
	RiskFree   sourced.Rate   `json:"risk_free" label:"无风险利率（年复利）" hint:"与期限相近的国债到期收益率，计算时换算为连续复利"`
	Delay      *sourced.Rate  `json:"delay,omitempty" label:"延迟成本率（直接填写）" hint:"不填为 1 ÷ 期限；无延迟成本时填 0"`
	Model      Model          `json:"model,omitempty" label:"定价模型" opt:"1" choices:"bsm=Black-Scholes-Merton 模型|european=二叉树模型（到期实施）|american=二叉树模型（可提前实施）"`
	Scheme     Scheme         `json:"scheme,omitempty" label:"二叉树方案" opt:"1" choices:"crr=CRR 方案|forward=远期（McDonald）方案" hint:"仅用于二叉树模型，不填为 CRR"`
	Steps      int            `json:"steps,omitempty" label:"二叉树步数" opt:"1" hint:"仅用于二叉树模型，不填为 500；结果取 n 步与 n+1 步的平均"`
}

// RealOption is the real-option method (实物期权法) at a base date. LifeEnd is the last day of the remaining life, which the term may
// not pass; the zero LifeEnd means that the life is checked elsewhere.
type RealOption struct {
	Input   Input
	Base    date.Date
	LifeEnd date.Date
}

// Name is the Chinese name of the method.
func (RealOption) Name() string { return "收益法（实物期权法）" }

// The decimals with which figures leave the float arithmetic. Amounts below 90 billion yuan are exact to them.
const (
	ratioPlaces  int32 = 15
	amountPlaces int32 = 6
)

// settle is the one place where a float becomes a decimal: the shortest one that stands for it, rounded half away from zero.
func settle(v float64, places int32) decimal.Decimal { return decimal.NewFromFloat(v).Round(places) }

// Value checks everything and values the right. All faults come together, with paths inside the input. A right that as an option
// is worth less than a fen is refused.
func (r RealOption) Value() (trace.Result, error) {
	in := r.Input
	var fs fault.Faults
	in.check(&fs)
	r.checkTerm(&fs)
	if len(fs) > 0 {
		return trace.Result{}, fs
	}
	w := in.working()
	price, step, err := w.price()
	if err != nil {
		return trace.Result{}, err
	}
	value, err := money.FromDecimal(price)
	if err != nil {
		return trace.Result{}, err
	}
	if value <= 0 {
		return trace.Result{}, fault.New(fault.Refused, "option.worthless", "present.value",
			"期权价值不足 0.01 元，实物期权法不能得出有意义的评估值，请复核项目现值、投资额和波动率，或改用其他方法")
	}
	npv := in.Present.Value.Decimal().Sub(in.Investment.Value.Decimal())
	children := append(w.steps, step, trace.Step{ID: "option.npv", Title: "立即实施的净现值（对照）", Formula: "项目现值 S − 投资额 K",
		Inputs: []trace.Operand{trace.Amount("S", in.Present), trace.Amount("K", in.Investment)}, Result: npv.String(), Unit: trace.Yuan})
	notes := w.notes(price, npv)
	return trace.Result{Approach: trace.Income, Method: Name, Name: r.Name(), Value: value, Notes: notes, Step: trace.Step{ID: Name, Title: r.Name(),
		Formula: "评估值 = 以投资额 K 取得项目现值 S 的看涨期权价值，" + in.model().String(), Inputs: []trace.Operand{trace.Of("期权价值", price, trace.Yuan)},
		Result: value.String(), Unit: trace.Yuan, Children: children}}, nil
}

func (in Input) model() Model {
	if in.Model == "" {
		return ClosedForm
	}
	return in.Model
}

func (in Input) check(fs *fault.Faults) {
	in.Present.Check(fs, "present", "项目现金流量现值")
	in.Investment.Check(fs, "investment", "投资额")
	if in.Present.Value == 0 {
		fs.Invalid("option.zero", "present.value", "请填写项目现金流量现值，应大于 0")
	}
	if in.Investment.Value == 0 {
		fs.Invalid("option.zero", "investment.value", "请填写商业化所需投资额，应大于 0；无需投资时请改用其他收益法")
	}
	in.Years.Check(fs, "years", "期限", "0", "100")
	if in.Years.Value.IsZero() {
		fs.Invalid("option.zero", "years.value", "请填写期限，应大于 0 年")
	}
	in.Volatility.Check(fs, "volatility", "波动率", "0", "3", true)
	in.RiskFree.Check(fs, "risk_free", "无风险利率", "-0.05", "0.3", false)
	if in.Delay != nil {
		in.Delay.Check(fs, "delay", "延迟成本率", "0", "1", false)
	}
	if modelNames[in.model()] == "" {
		fs.Invalid("option.model", "model", "定价模型“%s”无法识别，应为 bsm、european 或 american", string(in.Model))
	}
	if in.Scheme != "" && in.Scheme != CRR && in.Scheme != Forward {
		fs.Invalid("option.scheme", "scheme", "二叉树方案“%s”无法识别，应为 crr 或 forward", string(in.Scheme))
	}
	if in.Steps < 0 || in.Steps > mostInputSteps {
		fs.Invalid("option.steps", "steps", "二叉树步数应在 1 至 %d 之间，当前为 %d", mostInputSteps, in.Steps)
	}
}

// mostInputSteps keeps the recalculation of a conclusion below a second.
const mostInputSteps = 5_000

func (r RealOption) checkTerm(fs *fault.Faults) {
	if r.Base.IsZero() {
		fs.Invalid("date.missing", "base_date", "请填写评估基准日")
		return
	}
	if r.LifeEnd.IsZero() {
		return
	}
	days := decimal.New(int64(r.LifeEnd.Sub(r.Base)), 0)
	if left := days.DivRound(decimal.New(365, 0), 2); r.Input.Years.Value.Decimal().GreaterThan(left) {
		fs.Invalid("option.beyond_life", "years.value", "期限 %s 年超过权利剩余年限 %s 年（届满日 %s），请减少期限", r.Input.Years.Value, left, r.LifeEnd)
	}
}

// working are the figures of one valuation and the steps that lead to them.
type working struct {
	in       Input
	contract Contract
	steps    []trace.Step
}

// working turns the figures into those of the formula. The rates are decimals first, so that the steps show what was used.
func (in Input) working() *working {
	years := in.Years.Value.Decimal()
	rf := in.RiskFree.Value.Decimal()
	r := settle(portable.Log(rf.Add(decimal.New(1, 0)).InexactFloat64()), ratioPlaces)
	w := &working{in: in, steps: []trace.Step{{ID: "option.risk_free", Title: "连续复利无风险利率", Formula: "r = ln(1 + 无风险利率)",
		Inputs: []trace.Operand{trace.Rate("无风险利率", in.RiskFree)}, Result: r.String(), Unit: trace.Ratio}}}
	var q decimal.Decimal
	if in.Delay != nil {
		q = in.Delay.Value.Decimal()
		w.steps = append(w.steps, trace.Step{ID: "option.delay", Title: "延迟成本率", Formula: "y 直接填写",
			Inputs: []trace.Operand{trace.Rate("延迟成本率", *in.Delay)}, Result: q.String(), Unit: trace.Ratio})
	} else {
		q = decimal.New(1, 0).DivRound(years, trace.FactorDecimals)
		w.steps = append(w.steps, trace.Step{ID: "option.delay", Title: "延迟成本率", Formula: "y = 1 ÷ 期限：每延迟一年，损失一年的独占收益",
			Inputs: []trace.Operand{trace.Number("期限", in.Years, trace.Years)}, Result: q.String(), Unit: trace.Ratio})
	}
	w.contract = Contract{Kind: Call, S: in.Present.Value.Decimal().InexactFloat64(), K: in.Investment.Value.Decimal().InexactFloat64(),
		Q: q.InexactFloat64(), R: r.InexactFloat64(), T: years.InexactFloat64(), Sigma: in.Volatility.Value.Decimal().InexactFloat64()}
	return w
}

// price is the value of the option with the step that explains it.
func (w *working) price() (decimal.Decimal, trace.Step, error) {
	if w.in.model() == ClosedForm {
		price, step := w.closed("option.price")
		return price, step, nil
	}
	return w.tree()
}

func (w *working) operands() []trace.Operand {
	in := w.in
	return []trace.Operand{trace.Amount("S", in.Present), trace.Amount("K", in.Investment), trace.Number("T", in.Years, trace.Years),
		trace.Rate("σ", in.Volatility), w.of("r", w.contract.R), w.of("y", w.contract.Q)}
}

func (w *working) of(name string, v float64) trace.Operand {
	return trace.Operand{Name: name, Value: settle(v, ratioPlaces).String(), Unit: trace.Ratio}
}

// closed is the closed form, put together from its rounded parts, so that a reader comes to the same price.
func (w *working) closed(id string) (decimal.Decimal, trace.Step) {
	c := w.contract
	v := c.closed()
	part := func(name, title, formula string, value float64, inputs ...trace.Operand) (decimal.Decimal, trace.Step) {
		d := settle(value, ratioPlaces)
		return d, trace.Step{ID: id + "." + name, Title: title, Formula: formula, Inputs: inputs, Result: d.String(), Unit: trace.Factor}
	}
	years := trace.Number("T", w.in.Years, trace.Years)
	d1, step1 := part("d1", "d1", "d1 = [ln(S ÷ K) + (r − y + σ² ÷ 2) × T] ÷ (σ × √T)", v.D1, w.operands()...)
	d2, step2 := part("d2", "d2", "d2 = d1 − σ × √T", v.D2, trace.Of("d1", d1, trace.Factor), trace.Rate("σ", w.in.Volatility), years)
	n1, step3 := part("nd1", "N(d1)", "标准正态分布函数在 d1 的值", v.Nd1, trace.Of("d1", d1, trace.Factor))
	n2, step4 := part("nd2", "N(d2)", "标准正态分布函数在 d2 的值", v.Nd2, trace.Of("d2", d2, trace.Factor))
	fs, step5 := part("delay_factor", "延迟成本系数", "e ^ (−y × T)", portable.Exp(-float64(c.Q*c.T)), w.of("y", c.Q), years)
	fk, step6 := part("discount_factor", "无风险折现系数", "e ^ (−r × T)", portable.Exp(-float64(c.R*c.T)), w.of("r", c.R), years)
	s, k := w.in.Present.Value.Decimal(), w.in.Investment.Value.Decimal()
	price := decimal.Max(s.Mul(fs).Mul(n1).Sub(k.Mul(fk).Mul(n2)).Round(amountPlaces), decimal.Zero)
	return price, trace.Step{ID: id, Title: "期权价值（Black-Scholes-Merton 模型）", Formula: "C = S × e ^ (−y × T) × N(d1) − K × e ^ (−r × T) × N(d2)",
		Inputs: []trace.Operand{trace.Amount("S", w.in.Present), trace.Amount("K", w.in.Investment), trace.Of("e ^ (−y × T)", fs, trace.Factor),
			trace.Of("N(d1)", n1, trace.Factor), trace.Of("e ^ (−r × T)", fk, trace.Factor), trace.Of("N(d2)", n2, trace.Factor)},
		Result: price.String(), Unit: trace.Yuan, Children: []trace.Step{step1, step2, step3, step4, step5, step6}}
}

func (w *working) chosen() Tree {
	t := Tree{Steps: w.in.Steps, American: w.in.model() == AmericanTree, Scheme: w.in.Scheme}
	if t.Steps == 0 {
		t.Steps = DefaultSteps
	}
	if t.Scheme == "" {
		t.Scheme = CRR
	}
	return t
}

// tree is the mean of two trees, with the closed form beside it.
func (w *working) tree() (decimal.Decimal, trace.Step, error) {
	t := w.chosen()
	var each [2]decimal.Decimal
	var children []trace.Step
	for i := range each {
		found, err := t.Price(w.contract)
		if err != nil {
			return decimal.Decimal{}, trace.Step{}, atSteps(err)
		}
		each[i] = settle(found.Price, amountPlaces)
		children = append(children, w.treeStep(fmt.Sprintf("option.price.tree_%d", i+1), t, found))
		t.Steps++
	}
	price := each[0].Add(each[1]).Div(decimal.New(2, 0)).Round(amountPlaces)
	_, closed := w.closed("option.price.closed")
	closed.Title = "到期实施的期权价值（Black-Scholes-Merton 模型，对照）"
	return price, trace.Step{ID: "option.price", Title: "期权价值（" + w.in.model().String() + "）", Formula: "相邻两种步数结果的平均，以消除步数奇偶造成的摆动",
		Inputs: []trace.Operand{trace.Of("n 步结果", each[0], trace.Yuan), trace.Of("n + 1 步结果", each[1], trace.Yuan)},
		Result: price.String(), Unit: trace.Yuan, Children: append(children, closed)}, nil
}

func (w *working) treeStep(id string, t Tree, found Lattice) trace.Step {
	steps := decimal.New(int64(t.Steps), 0)
	dt := w.in.Years.Value.Decimal().DivRound(steps, trace.FactorDecimals)
	formula := "u = e ^ (σ × √Δt)，d = 1 ÷ u，p = [e ^ ((r − y) × Δt) − d] ÷ (u − d)；"
	if t.Scheme == Forward {
		formula = "u = e ^ ((r − y) × Δt + σ × √Δt)，d = e ^ ((r − y) × Δt − σ × √Δt)，p = [e ^ ((r − y) × Δt) − d] ÷ (u − d)；"
	}
	if t.American {
		formula += "自末期逐步倒推，每一节点取 立即实施 与 e ^ (−r × Δt) × [p × 上节点 + (1 − p) × 下节点] 的较大者"
	} else {
		formula += "自末期逐步倒推，每一节点为 e ^ (−r × Δt) × [p × 上节点 + (1 − p) × 下节点]"
	}
	inputs := append(w.operands(), trace.Operand{Name: "步数", Value: strconv.Itoa(t.Steps)}, trace.Of("Δt", dt, trace.Years))
	for _, o := range []struct {
		name  string
		value float64
	}{{"u", found.U}, {"d", found.D}, {"p", found.P}} {
		inputs = append(inputs, trace.Of(o.name, settle(o.value, ratioPlaces), trace.Factor))
	}
	return trace.Step{ID: id, Title: fmt.Sprintf("二叉树（%d 步）", t.Steps), Formula: formula, Inputs: inputs,
		Result: settle(found.Price, amountPlaces).String(), Unit: trace.Yuan}
}

// atSteps puts the faults of a tree at the field where its steps are entered.
func atSteps(err error) error {
	fs := fault.Of(err)
	for i := range fs {
		fs[i].Path = "steps"
	}
	return fs
}

// wobble is by how much the note on volatility moves it.
const wobble = 0.1

// notes are the remarks: what the value makes of the volatility, which the appraiser has to justify, and what looks odd.
func (w *working) notes(price, npv decimal.Decimal) []string {
	sigma := w.in.Volatility.Value.Decimal()
	note := fmt.Sprintf("波动率 %s 须有论证（可比公司股价、同类项目或现金流量模拟）", w.in.Volatility.Value.Percent())
	if low, high, ok := w.around(sigma); ok {
		note += fmt.Sprintf("；其上下变动 10 个百分点时，期权价值为 %s 元至 %s 元", low.Format(), high.Format())
	}
	notes := []string{note}
	if sigma.LessThan(decimal.New(3, -1)) || sigma.GreaterThan(decimal.New(6, -1)) {
		notes = append(notes, "波动率不在专利项目常见的 30% 至 60% 之间，请说明理由")
	}
	switch isAmerican := w.in.model() == AmericanTree; {
	case isAmerican && !price.GreaterThan(npv):
		notes = append(notes, "期权价值等于立即实施的净现值，延迟没有价值，请考虑以收益法其他方法核对")
	case !isAmerican && npv.GreaterThan(price):
		notes = append(notes, "立即实施的净现值高于到期实施的期权价值，请改用可提前实施的二叉树模型")
	}
	return notes
}

// around are the values at a volatility 10 points lower and higher, where the model has them.
func (w *working) around(sigma decimal.Decimal) (low, high money.Money, ok bool) {
	shift := decimal.NewFromFloat(wobble)
	if !sigma.GreaterThan(shift) {
		return 0, 0, false
	}
	var out [2]money.Money
	for i, s := range []decimal.Decimal{sigma.Sub(shift), sigma.Add(shift)} {
		moved := *w
		moved.in.Volatility.Value = money.RateOf(s)
		moved.contract.Sigma = s.InexactFloat64()
		price, _, err := moved.price()
		if err != nil {
			return 0, 0, false
		}
		if out[i], err = money.FromDecimal(price); err != nil {
			return 0, 0, false
		}
	}
	return out[0], out[1], true
}
