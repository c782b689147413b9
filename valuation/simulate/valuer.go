package simulate

import (
	"math"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/portable"
)

// valuer is a model made ready for millions of trials. It is safe for concurrent use.
type valuer struct {
	slots    [driverKinds]int // place of each driver in x, −1 when it keeps its base
	base     [driverKinds]float64
	outside  [driverKinds]error
	start    []float64 // years from the base date to the start of each period
	fraction []float64
	middle   float64 // where in a period its cash flows: 1 at its end, ½ in its middle
	digits   float64 // 10⁴ or 10² when factors are rounded, else 0

	income      []float64 // revenue times retention, a full year; nil with flows
	maintenance []float64 // nil without
	flows       []float64
	terminal    *float64
	tab         *TAB
	tabTax      float64
	factors     []float64 // when neither the rate nor the life varies
}

// The reasons, beside a driver out of its range, for which a trial has no value.
var (
	errTerminal = fault.New(fault.Refused, "terminal.growth", "terminal", "折现率不大于永续增长率，期末余值无意义")
	errLastFlow = fault.New(fault.Refused, "terminal.negative", "terminal", "末期收益不为正，不能据以计算期末余值")
	errTAB      = fault.New(fault.Refused, "tab.factor", "tab", "摊销抵税超过价值本身")
)

// Valuer checks the model and makes its value, in yuan, a function of the drivers in their order. The function fails where a driver lies
// outside the range in which the figure it stands for has a meaning. base are the figures at which nothing is changed; there the value is
// that of the decimal engine. All faults come together, Invalid, with paths inside the model.
func (m Model) Valuer() (value func(x []float64) (float64, error), base []float64, err error) {
	var fs fault.Faults
	m.check(&fs)
	Laws(m.Drivers, &fs)
	if len(fs) > 0 {
		return nil, nil, fs
	}
	v := m.valuer()
	base = make([]float64, len(m.Drivers))
	for i, d := range m.Drivers {
		base[i] = v.base[indexOf(d.Name)]
	}
	return v.value, base, nil
}

func (m Model) valuer() *valuer {
	n := m.periods()
	v := &valuer{start: make([]float64, n), fraction: make([]float64, n), middle: 1, tab: m.TAB}
	for i, k := range kinds {
		v.slots[i] = -1
		v.outside[i] = fault.New(fault.Refused, "driver.range", k.name, "%s应%s", k.title, k.limits)
	}
	for i, d := range m.Drivers {
		v.slots[indexOf(d.Name)] = i
	}
	if m.Timing == cashflow.MidYear {
		v.middle = 0.5
	}
	switch m.FactorDigits {
	case cashflow.FourDigits:
		v.digits = 1e4
	case cashflow.TwoDigits:
		v.digits = 1e2
	}
	elapsed := 0.0
	for i := range n {
		v.start[i], v.fraction[i] = elapsed, 1
		if len(m.Fractions) > 0 {
			v.fraction[i] = m.Fractions[i].d.InexactFloat64()
		}
		elapsed += v.fraction[i]
	}
	v.base = [driverKinds]float64{atRevenue: 1, atGrowth: 0, atDiscount: number(m.Discount), atMaintenance: 1, atLife: elapsed, atFlow: 1}
	if s := m.Stream; s != nil {
		v.base[atShare], v.base[atDecay], v.base[atTax] = number(s.Share), number(s.Decay), number(s.Tax)
		v.income, v.maintenance = floats(s.Revenue), floats(s.Maintenance)
		for i, r := range s.Retention {
			v.income[i] = float64(v.income[i] * r.d.InexactFloat64())
		}
	}
	for _, f := range m.Flows {
		v.flows = append(v.flows, f.d.InexactFloat64())
	}
	if m.Terminal != nil {
		g := number(m.Terminal.Growth)
		v.terminal = &g
	}
	if m.TAB != nil {
		v.tabTax = number(m.TAB.Tax)
	}
	if v.slots[atDiscount] < 0 && v.slots[atLife] < 0 {
		v.factors = make([]float64, n)
		v.discount(v.base[atDiscount], math.Inf(1), v.factors)
	}
	return v
}

func floats(amounts []money.Money) []float64 {
	if len(amounts) == 0 {
		return nil
	}
	out := make([]float64, len(amounts))
	for i, a := range amounts {
		out[i] = a.Decimal().InexactFloat64()
	}
	return out
}

// value is the sum of the present values of one trial.
func (v *valuer) value(x []float64) (float64, error) {
	f := v.base
	for i, slot := range v.slots {
		if slot >= 0 {
			f[i] = x[slot]
			if !kinds[i].holds(f[i]) {
				return 0, v.outside[i]
			}
		}
	}
	var scratch [cashflow.MaxYears]float64
	factors := v.factors
	if factors == nil {
		factors = scratch[:len(v.start)]
		v.discount(f[atDiscount], f[atLife], factors)
	}
	total, flow := 0.0, 0.0
	scale := 1.0 // growth and decay up to the period
	step := 1 + f[atGrowth]
	if v.income != nil {
		step = float64(step * (1 - f[atDecay]))
	}
	after, share := 1-f[atTax], float64(f[atRevenue]*f[atShare])
	for i := range v.start {
		part := v.part(i, f[atLife])
		if part == 0 {
			break
		}
		if v.income == nil {
			flow = float64(float64(float64(v.flows[i]*f[atFlow])*scale) * part)
		} else {
			gross := float64(float64(v.income[i]*share) * scale)
			if v.maintenance != nil {
				gross -= float64(v.maintenance[i] * f[atMaintenance])
			}
			flow = float64(float64(float64(gross*after)*v.fraction[i]) * part)
		}
		total += float64(flow * factors[i])
		scale = float64(scale * step)
	}
	if v.terminal != nil {
		g, r := *v.terminal, f[atDiscount]
		if !(r > g) {
			return 0, errTerminal
		}
		if !(flow > 0) {
			return 0, errLastFlow
		}
		total += float64(float64(flow*(1+g)) / (r - g) * factors[len(factors)-1])
	}
	if v.tab == nil {
		return total, nil
	}
	return v.withBenefit(total, f[atDiscount])
}

// part is the share of period i that lies within the life; 1 but where the life cuts it.
func (v *valuer) part(i int, life float64) float64 {
	if v.slots[atLife] < 0 {
		return 1
	}
	return math.Max(0, math.Min(1, (life-v.start[i])/v.fraction[i]))
}

// discount fills the factors of the periods. A period cut by the life is a broken year: its cash flows at the end or middle of what is left.
func (v *valuer) discount(r, life float64, out []float64) {
	inverse := 1 / (1 + r)
	before := math.NaN()
	exact := 0.0
	for i := range out {
		cut := math.Min(v.fraction[i], math.Max(0, life-v.start[i]))
		t := v.start[i] + float64(v.middle*cut)
		if t-before == 1 {
			exact = float64(exact * inverse)
		} else {
			exact = portable.Pow(1+r, -t)
		}
		before = t
		out[i] = v.rounded(exact)
	}
}

func (v *valuer) rounded(factor float64) float64 {
	if v.digits == 0 {
		return factor
	}
	return math.Floor(float64(factor*v.digits)+0.5) / v.digits
}

// withBenefit adds the tax amortisation benefit.
func (v *valuer) withBenefit(total, r float64) (float64, error) {
	inverse, annuity := 1/(1+r), 0.0
	exact := portable.Pow(1+r, 1-v.middle)
	for range v.tab.Years {
		exact = float64(exact * inverse)
		annuity += v.rounded(exact)
	}
	rest := 1 - float64(v.tabTax*annuity)/float64(v.tab.Years)
	if !(rest > 0) {
		return 0, errTAB
	}
	return total / rest, nil
}
