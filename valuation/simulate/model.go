package simulate

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/cashflow"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/simulate/dependence"
	"zhiya/valuation/trace"
)

// Model is the income of one right whose drivers are uncertain. It is plain data; the figures are those of the appraiser, and a driver
// replaces or scales the figure it is named for. The cash is either a Stream or given Flows.
type Model struct {
	Timing       cashflow.Timing   `json:"timing,omitempty"`        // as in cashflow.Convention
	FactorDigits cashflow.Digits   `json:"factor_digits,omitempty"` // as in cashflow.Convention
	Fractions    []Figure          `json:"fractions,omitempty"`     // share of a full year of each period, 0 < f ≤ 1; empty: whole years
	Discount     money.Rate        `json:"discount"`                // 折现率, −1 < r ≤ 1
	Stream       *Stream           `json:"stream,omitempty"`
	Flows        []Figure          `json:"flows,omitempty"` // net cash of each period after tax, broken years already reduced, in yuan
	Terminal     *Terminal         `json:"terminal,omitempty"`
	TAB          *TAB              `json:"tab,omitempty"`
	Drivers      []Driver          `json:"drivers"`
	Correlation  *dependence.Input `json:"correlation,omitempty"`
}

// Stream is income as the right's share of revenue or profit:
// flow_t = (base_t·share·retention_t − maintenance_t)·(1 − tax)·fraction_t.
type Stream struct {
	Revenue     []money.Money `json:"revenue"`               // 各年收入（或利润）, a full year
	Share       money.Rate    `json:"share"`                 // 许可费率或分成率, 0 ≤ K ≤ 1
	Tax         money.Rate    `json:"tax"`                   // 所得税率, 0 ≤ T ≤ 1
	Decay       money.Rate    `json:"decay,omitzero"`        // 技术衰减率, 0 ≤ δ ≤ 0.99: retention_t = (1−δ)^(t−1)
	Retention   []Figure      `json:"retention,omitempty"`   // 各年保持率 in place of Decay, 0 to 1
	Maintenance []money.Money `json:"maintenance,omitempty"` // 各年维持费用 before tax, a full year
}

// Terminal is the perpetuity after the last period (期末余值): last flow·(1+g)/(r−g), discounted like the last flow.
type Terminal struct {
	Growth money.Rate `json:"growth"` // −0.5 ≤ g < r
}

// TAB is the tax amortisation benefit: the value is divided by 1 − tax/years·annuity.
type TAB struct {
	Years int        `json:"years"` // 1 to 50
	Tax   money.Rate `json:"tax"`   // 0 < T ≤ 0.5
}

// The drivers a model knows.
const (
	RevenueFactor     = "revenue_factor"     // 收入系数: multiplies every revenue, base 1
	Growth            = "growth"             // 额外年增长率: revenue (or flow) t times (1+g)^(t−1), base 0
	Share             = "royalty"            // 许可费率或分成率: replaces the share
	DecayRate         = "decay"              // 技术衰减率: replaces the decay
	Discount          = "discount"           // 折现率: replaces the rate
	Tax               = "tax"                // 所得税率: replaces the tax of the stream
	MaintenanceFactor = "maintenance_factor" // 维持费用系数: multiplies every maintenance cost, base 1
	Life              = "life"               // 收益年限: years from the base date; a shorter life cuts the stream, a longer one does not extend it
	FlowFactor        = "flow_factor"        // 收益系数: multiplies every flow, base 1
)

// kind is what the model knows of a driver: the range in which a trial has a value, and the forms of cash it belongs to.
type kind struct {
	name, title   string
	lo, hi        float64
	openLo        bool
	stream, flows bool
	limits        string
}

var kinds = []kind{
	{RevenueFactor, "收入系数", 0, 1e6, false, true, false, "不小于 0"},
	{Growth, "额外年增长率", -1, 10, true, true, true, "大于 -1 且不大于 10"},
	{Share, "许可费率（分成率）", 0, 1, false, true, false, "在 0 至 1 之间"},
	{DecayRate, "技术衰减率", 0, 0.99, false, true, false, "在 0 至 0.99 之间"},
	{Discount, "折现率", -1, 1, true, true, true, "大于 -1 且不大于 1"},
	{Tax, "所得税率", 0, 1, false, true, false, "在 0 至 1 之间"},
	{MaintenanceFactor, "维持费用系数", 0, 1e6, false, true, false, "不小于 0"},
	{Life, "收益年限", 0, 200, true, true, true, "大于 0 年"},
	{FlowFactor, "收益系数", 0, 1e6, false, false, true, "不小于 0"},
}

// The places of the drivers in kinds.
const (
	atRevenue = iota
	atGrowth
	atShare
	atDecay
	atDiscount
	atTax
	atMaintenance
	atLife
	atFlow
	driverKinds
)

func (k kind) holds(v float64) bool { return v >= k.lo && v <= k.hi && !(k.openLo && v == k.lo) }

// DriverTitle is the Chinese name of a driver; the name itself when it is unknown.
func DriverTitle(name string) string {
	for _, k := range kinds {
		if k.name == name {
			return k.title
		}
	}
	return name
}

// DriverNames are the drivers that fit a model, in their order.
func (m Model) DriverNames() []string {
	var out []string
	for i, k := range kinds {
		if m.fits(i) {
			out = append(out, k.name)
		}
	}
	return out
}

// fits reports whether a driver has a figure to act on.
func (m Model) fits(i int) bool {
	k := kinds[i]
	if m.Stream == nil {
		return k.flows && (i != atLife || m.Terminal == nil)
	}
	switch i {
	case atMaintenance:
		return len(m.Stream.Maintenance) > 0
	case atDecay:
		return len(m.Stream.Retention) == 0
	case atLife:
		return m.Terminal == nil
	}
	return k.stream
}

// periods is the number of periods of the cash.
func (m Model) periods() int {
	if m.Stream != nil {
		return len(m.Stream.Revenue)
	}
	return len(m.Flows)
}

// check gathers the faults of the figures.
func (m Model) check(fs *fault.Faults) {
	cashflow.Convention{Timing: m.Timing, FactorDigits: m.FactorDigits}.Check(fs, "")
	n, list := m.periods(), "flows"
	switch {
	case m.Stream != nil && len(m.Flows) > 0:
		fs.Invalid("model.cash", "flows", "收益流（stream）与净现金流（flows）只能填写一种")
	case m.Stream == nil && len(m.Flows) == 0:
		fs.Invalid("model.cash", "stream", "请填写收益流（stream）或净现金流（flows）")
	}
	if m.Stream != nil {
		list = "stream.revenue"
		m.Stream.check(fs)
	}
	if (m.Stream != nil || n > 0) && (n < 1 || n > cashflow.MaxYears) {
		fs.Invalid("cashflow.years", list, "预测年数应为 1 至 %d 年，当前为 %d 年", cashflow.MaxYears, n)
	}
	if len(m.Fractions) > 0 && len(m.Fractions) != n {
		fs.Invalid("model.fractions", "fractions", "各期占全年比例应不填或每期一个（%d 期），当前为 %d 个", n, len(m.Fractions))
	}
	one := decimal.New(1, 0)
	for i, f := range m.Fractions {
		if !f.d.IsPositive() || f.d.GreaterThan(one) {
			fs.Invalid("model.fraction", trace.Path("fractions", i), "占全年比例应大于 0 且不大于 1，当前为 %s", f)
		}
	}
	if !kinds[atDiscount].holds(number(m.Discount)) {
		fs.Invalid("rate.range", "discount", "折现率应大于 -1 且不大于 1，当前为 %s", m.Discount)
	}
	if t := m.Terminal; t != nil {
		switch {
		case !t.Growth.Between("-0.5", "1"):
			fs.Invalid("rate.range", "terminal.growth", "永续增长率应在 -0.5 至 1 之间，当前为 %s", t.Growth)
		case t.Growth.Cmp(m.Discount) >= 0:
			fs.Invalid("terminal.growth", "terminal.growth", "永续增长率 %s 应小于折现率 %s", t.Growth.Percent(), m.Discount.Percent())
		}
		if k := len(m.Fractions); k > 0 && !m.Fractions[k-1].d.Equal(one) {
			fs.Invalid("terminal.broken", trace.Path("fractions", k-1), "计算期末余值时末期应为整年")
		}
	}
	if t := m.TAB; t != nil {
		if t.Years < 1 || t.Years > cashflow.MaxYears {
			fs.Invalid("tab.years", "tab.years", "税前摊销年限应为 1 至 %d 年，当前为 %d 年", cashflow.MaxYears, t.Years)
		}
		if !t.Tax.Between("0", "0.5") || t.Tax.IsZero() {
			fs.Invalid("rate.range", "tab.tax", "摊销适用所得税率应大于 0 且不大于 0.5，当前为 %s", t.Tax)
		}
	}
	m.checkDrivers(fs)
}

func (s Stream) check(fs *fault.Faults) {
	within := func(r money.Rate, name, label, hi string) {
		if !r.Between("0", hi) {
			fs.Invalid("rate.range", "stream."+name, "%s应在 0 至 %s 之间，当前为 %s", label, hi, r)
		}
	}
	within(s.Share, "share", "许可费率（分成率）", "1")
	within(s.Tax, "tax", "所得税率", "1")
	within(s.Decay, "decay", "技术衰减率", "0.99")
	for i, a := range s.Revenue {
		if a < 0 {
			fs.Invalid("amount.negative", trace.Path("stream.revenue", i), "预测收入不能为负，请核对金额")
		}
	}
	if n := len(s.Maintenance); n > 0 && n != len(s.Revenue) {
		fs.Invalid("income.maintenance", "stream.maintenance", "维持费用应不填或与预测收入逐年对应（收入 %d 年，维持费用 %d 年）", len(s.Revenue), n)
	}
	for i, a := range s.Maintenance {
		if a < 0 {
			fs.Invalid("amount.negative", trace.Path("stream.maintenance", i), "维持费用不能为负，请核对金额")
		}
	}
	if n := len(s.Retention); n > 0 {
		if n != len(s.Revenue) {
			fs.Invalid("decay.table", "stream.retention", "各年保持率应与预测收入逐年对应（收入 %d 年，保持率 %d 年）", len(s.Revenue), n)
		}
		if !s.Decay.IsZero() {
			fs.Invalid("decay.unused", "stream.decay", "已填写各年保持率时不再填写技术衰减率")
		}
	}
	for i, r := range s.Retention {
		if r.d.IsNegative() || r.d.GreaterThan(decimal.New(1, 0)) {
			fs.Invalid("rate.range", trace.Path("stream.retention", i), "保持率应在 0 至 1 之间，当前为 %s", r)
		}
	}
}

func (m Model) checkDrivers(fs *fault.Faults) {
	if len(m.Drivers) == 0 {
		fs.Invalid("model.drivers", "drivers", "请至少为一个变量填写分布；可用的变量：%s", m.choices())
	}
	for i, d := range m.Drivers {
		at := indexOf(d.Name)
		if at < 0 || !m.fits(at) {
			fs.Invalid("driver.unknown", "drivers["+strconv.Itoa(i)+"].name", "本模型没有变量“%s”，可用的变量：%s", d.Name, m.choices())
		}
	}
}

func (m Model) choices() string {
	var parts []string
	for i, k := range kinds {
		if m.fits(i) {
			parts = append(parts, k.name+"（"+k.title+"）")
		}
	}
	return strings.Join(parts, "、")
}

func indexOf(name string) int {
	for i, k := range kinds {
		if k.name == name {
			return i
		}
	}
	return -1
}

func number(r money.Rate) float64 { return r.Decimal().InexactFloat64() }
