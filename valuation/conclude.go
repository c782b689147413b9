package valuation

import (
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/life"
	"zhiya/valuation/money"
	"zhiya/valuation/trace"
)

// Conclude checks the inputs, runs the approaches, reconciles them and finds both values and what falls to each right. All
// faults of the inputs come together, each with its path: Invalid for what must be corrected, Refused for what a rule forbids
// (one approach without a reason, a spread above the limit without a note).
func Conclude(in Inputs) (Conclusion, error) { return ConcludeWatched(in, Watch{}) }

// ConcludeWatched is Conclude with a simulation that can be followed and stopped; a stopped one is Refused with the code
// simulate.cancelled.
func ConcludeWatched(in Inputs, w Watch) (Conclusion, error) {
	var fs fault.Faults
	in.check(&fs)
	in, scores, scoreSteps, notes := in.scored(&fs)
	lives, lifeStep := in.lives(&fs, &notes)
	b := in.bound(lives)
	var results []Result
	for _, m := range methods {
		a := m.from(in, b)
		if a == nil {
			continue
		}
		r, err := a.Value()
		fs.Append(m.id, err)
		if err == nil && r.Value <= 0 {
			fs.Refuse("approach.zero", m.id, "%s的评估值为零，请复核参数或不采用该方法", r.Name)
		}
		results = append(results, r)
	}
	if len(fs) > 0 {
		return Conclusion{}, distinct(fs)
	}
	c := Conclusion{Engine: EngineVersion, LifeEnd: b.end, Scores: scores, Steps: append([]Step{lifeStep}, scoreSteps...)}
	c.Notes = append(c.Notes, notes...)
	for _, r := range results {
		c.Steps = append(c.Steps, r.Step)
		c.Notes = append(c.Notes, r.Notes...)
	}
	if err := in.reconcile(&c, results); err != nil {
		return Conclusion{}, err
	}
	if in.Simulation != nil {
		var err error
		if c.Simulation, err = in.simulation(results, w); err != nil {
			fs.Append("simulation", err)
			return Conclusion{}, fs
		}
		c.Steps = append(c.Steps, c.Simulation.step(*in.Simulation))
		for _, n := range c.Simulation.Report.Notes {
			c.Notes = append(c.Notes, "模拟："+n)
		}
	}
	forcedSale, err := in.ForcedSale.resolve(c.Simulation)
	if err != nil {
		return Conclusion{}, err
	}
	var forced Step
	if c.ForcedSaleValue, c.Bridge, forced, err = ForcedSale(c.MarketValue, forcedSale, in.Rounding); err != nil {
		return Conclusion{}, err
	}
	c.Steps = append(c.Steps, forced)
	if err := in.allocate(&c, lives); err != nil {
		return Conclusion{}, err
	}
	return c, nil
}

// lifetime is the remaining life of a right with the last day of its legal term.
type lifetime struct {
	life.Remaining
	legalEnd date.Date
}

// lives finds the remaining life of every right whose dates allow it; the others already have their faults.
func (in Inputs) lives(fs *fault.Faults, notes *[]string) ([]lifetime, Step) {
	out := make([]lifetime, len(in.Rights))
	step := Step{ID: "life", Title: "剩余年限", Formula: "预测期不超过主导权利（未指定时为全部权利）的最短剩余年限", Unit: trace.Day}
	for i, r := range in.Rights {
		if in.BaseDate.IsZero() {
			continue
		}
		id := trace.Index("life", i+1)
		legal, err := r.legalEnd(id+".legal", in.BaseDate)
		fs.Append(trace.Path("rights", i), err)
		if err != nil || legal.End.IsZero() {
			continue
		}
		l := life.Limits{LegalEnd: legal.End, Renewable: r.Kind == life.Trademark && !blank(r.RenewalReason), ContractEnd: r.ContractEnd,
			EconomicYears: r.EconomicYears, TechnicalYears: r.TechnicalYears}
		rem, err := l.At(id, r.Title, in.BaseDate)
		for _, f := range fault.Of(err) {
			if f.Path == "legal_end" && r.LegalEnd.IsZero() {
				f.Path = "filed" // the day the person entered
			}
			fs.Append(trace.Path("rights", i), f)
		}
		if r.Protection != nil {
			rem.Step.Children = append(rem.Step.Children, legal.Step)
		}
		if !legal.Verified {
			*notes = append(*notes, "第"+decimal.New(int64(i+1), 0).String()+"项权利："+legal.Basis)
		}
		for _, n := range legal.Notes {
			*notes = append(*notes, "“"+r.Title+"”："+n)
		}
		out[i] = lifetime{rem, legal.End}
		step.Children = append(step.Children, rem.Step)
	}
	step.Result = in.lifeEnd(out).String()
	return out, step
}

// legalEnd is the last day of the legal term: entered, found from the facts that move it, or by the rule of the kind.
func (r RightInput) legalEnd(id string, base date.Date) (life.Ending, error) {
	p := r.Protection
	switch {
	case !r.LegalEnd.IsZero() && p != nil:
		return life.Ending{}, fault.New(fault.Invalid, "right.legal_end", "legal_end", "已填写影响法定期限的事实，届满日由其计算，请清空直接填写的法定届满日")
	case !r.LegalEnd.IsZero():
		return life.Ending{End: r.LegalEnd, Certain: true, Verified: true}, nil
	case p == nil:
		end := life.Expiry(r.Kind, r.Filed)
		t, err := life.TermOf(r.Kind, r.Filed)
		if end.IsZero() || err != nil {
			return life.Ending{}, nil // the date that is missing or wrong has its own fault
		}
		return life.Ending{End: end, Certain: true, Basis: t.Basis, Verified: t.Verified}, nil
	}
	e, err := life.Protection{Kind: r.Kind, Filed: r.Filed, Granted: r.Granted, Compensations: p.Compensations, Renewals: p.Renewals,
		Holder: p.Holder, Authors: p.Authors, Completed: p.Completed}.End(id, base)
	for i, f := range fault.Of(err) {
		if strings.HasPrefix(f.Path, "compensations") || strings.HasPrefix(f.Path, "authors") || f.Path == "renewals" || f.Path == "holder" || f.Path == "completed" {
			fs := fault.Of(err)
			fs[i].Path = "protection." + f.Path
			err = fs
		}
	}
	return e, err
}

// lifeEnd is the earliest end among the principal rights, or among all when none is marked.
func (in Inputs) lifeEnd(lives []lifetime) date.Date {
	marked := false
	for _, r := range in.Rights {
		marked = marked || r.Principal
	}
	var end date.Date
	for i, l := range lives {
		if (in.Rights[i].Principal || !marked) && !l.End.IsZero() && (end.IsZero() || l.End.Before(end)) {
			end = l.End
		}
	}
	return end
}

// reconcile weighs the approaches and rounds to the unit.
func (in Inputs) reconcile(c *Conclusion, results []Result) error {
	weighted, sum := decimal.Zero, decimal.Zero
	lowest, highest := results[0].Value, results[0].Value
	var inputs []trace.Operand
	for _, r := range results {
		w := in.weightOf(r.Method)
		c.Approaches = append(c.Approaches, ApproachResult{Approach: r.Approach, Method: r.Method, Name: r.Name, Value: r.Value, Weight: w.Weight, Reason: w.Reason})
		weighted = weighted.Add(r.Value.Decimal().Mul(w.Weight.Decimal()))
		sum = sum.Add(r.Value.Decimal())
		lowest, highest = min(lowest, r.Value), max(highest, r.Value)
		inputs = append(inputs, trace.Of(r.Name, r.Value.Decimal(), trace.Yuan),
			trace.Operand{Name: r.Name + "权重", Value: w.Weight.String(), Unit: trace.Ratio, Source: w.Reason})
	}
	if len(results) > 1 {
		mean := sum.DivRound(decimal.New(int64(len(results)), 0), trace.AmountDecimals)
		gap := highest.Decimal().Sub(lowest.Decimal())
		spread := gap.DivRound(mean, 6)
		c.Spread = money.RateOf(spread)
		if gap.GreaterThan(mean.Mul(in.SpreadLimit.Value.Decimal())) {
			if blank(in.SpreadNote) {
				return fault.New(fault.Refused, "spread.exceeded", "spread_note", "各方法结果差异率 %s 超过本机构上限 %s，请说明差异原因或复核参数",
					c.Spread.Percent(), in.SpreadLimit.Value.Percent())
			}
			c.Notes = append(c.Notes, "各方法结果差异率 "+c.Spread.Percent()+" 超过上限 "+in.SpreadLimit.Value.Percent()+"："+in.SpreadNote)
		}
		c.Steps = append(c.Steps, Step{ID: "spread", Title: "结果差异率", Formula: "(最高值 − 最低值) ÷ 平均值",
			Inputs: []trace.Operand{trace.Of("最高值", highest.Decimal(), trace.Yuan), trace.Of("最低值", lowest.Decimal(), trace.Yuan),
				trace.Of("平均值", mean, trace.Yuan), trace.Rate("差异率上限", in.SpreadLimit)}, Result: spread.String(), Unit: trace.Ratio})
	}
	c.Steps = append(c.Steps, Step{ID: "reconcile", Title: "加权评估值", Formula: "Σ 各方法评估值 × 权重", Inputs: inputs, Result: weighted.String(), Unit: trace.Yuan})
	v, err := in.Rounding.round(weighted)
	if err != nil {
		return err
	}
	if v == 0 {
		return fault.New(fault.Refused, "value.zero", "rounding", "评估值按%s取整后为零，请改用更小的取整单位", in.Rounding)
	}
	c.MarketValue = v
	c.Steps = append(c.Steps, Step{ID: "value", Title: "评估值（取整）", Formula: "四舍五入至" + in.Rounding.String(),
		Inputs: []trace.Operand{trace.Of("加权评估值", weighted, trace.Yuan)}, Result: v.String(), Unit: trace.Yuan})
	return nil
}

func (in Inputs) weightOf(method string) MethodWeight {
	for _, w := range in.Weights {
		if w.Method == method {
			return w
		}
	}
	return MethodWeight{Method: method, Weight: money.RateOf(one), Reason: in.SingleApproachReason}
}

// String is the Chinese name of the unit.
func (u RoundingUnit) String() string {
	switch u {
	case ToYuan:
		return "元"
	case ToWan:
		return "万元"
	}
	return "分"
}

// round rounds an amount in yuan half away from zero to the unit.
func (u RoundingUnit) round(yuan decimal.Decimal) (money.Money, error) {
	places := map[RoundingUnit]int32{ToYuan: 0, ToWan: -4}
	p, ok := places[u]
	if !ok {
		p = 2
	}
	return money.FromDecimal(yuan.Round(p))
}

// distinct drops a fault that says of one field what another already said there.
func distinct(fs fault.Faults) fault.Faults {
	type key struct{ code, path string }
	seen, out := map[key]bool{}, fault.Faults{}
	for _, f := range fs {
		k := key{f.Code, baseDatePath(f.Path)}
		if seen[k] {
			continue
		}
		seen[k] = true
		out = append(out, f)
	}
	return out
}

// baseDatePath folds the base date that every method asks for into the one field of the inputs.
func baseDatePath(path string) string {
	for _, m := range methods {
		if path == m.id+".convention.base_date" || path == m.id+".base_date" {
			return "base_date"
		}
	}
	return path
}
