package riskshare

import (
	"fmt"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Metric is what a fuse (熔断) watches.
type Metric string

const (
	CompensationRate Metric = "compensation_rate" // 代偿率: compensated ÷ outstanding
	NPLRate          Metric = "npl_rate"          // 不良率: balance of loans in the last three classes ÷ outstanding
	PoolUse          Metric = "pool_use"          // 资金池使用率: paid out of the pool ÷ what was paid into it
	BankLoss         Metric = "bank_loss"         // 单家银行代偿额: compensated to one bank, an amount
)

// Chinese is the metric in words.
func (m Metric) Chinese() string {
	return map[Metric]string{CompensationRate: "代偿率", NPLRate: "不良率", PoolUse: "资金池使用率", BankLoss: "单家银行代偿额"}[m]
}

// Scope is for whom a fuse counts and whom it stops.
type Scope string

const (
	OfScheme   Scope = "scheme"   // all of the scheme together
	OfBank     Scope = "bank"     // each bank for itself
	OfProduct  Scope = "product"  // each product for itself
	OfDistrict Scope = "district" // each district for itself
)

// Chinese is the scope in words.
func (s Scope) Chinese() string {
	return map[Scope]string{OfScheme: "全方案", OfBank: "按银行", OfProduct: "按产品", OfDistrict: "按区县"}[s]
}

// Fuse is one rule: at Warn the parties are warned, at Suspend no new loan is enrolled until a decision lifts it; loans enrolled
// before are not touched (LAW.md 7.5). A threshold is met when the metric is equal to it or above. No published scheme that was read
// names thresholds, so each is the user's own, with its source.
type Fuse struct {
	Metric     Metric       `json:"metric" label:"指标" choices:"compensation_rate=代偿率|npl_rate=不良率|pool_use=资金池使用率|bank_loss=单家银行代偿额"`
	Scope      Scope        `json:"scope" label:"范围" choices:"scheme=全方案|bank=按银行|product=按产品|district=按区县"`
	Warn       *money.Rate  `json:"warn,omitempty" label:"预警线" opt:"1" hint:"比率指标填写"`
	Suspend    *money.Rate  `json:"suspend,omitempty" label:"熔断线" opt:"1" hint:"比率指标填写"`
	WarnAt     *money.Money `json:"warn_at,omitempty" label:"预警金额" unit:"元" opt:"1" hint:"单家银行代偿额填写"`
	SuspendAt  *money.Money `json:"suspend_at,omitempty" label:"熔断金额" unit:"元" opt:"1" hint:"单家银行代偿额填写"`
	ValidFrom  date.Date    `json:"valid_from" label:"生效日"`
	ValidUntil date.Date    `json:"valid_until,omitzero" label:"失效日" opt:"1"`
	Source     string       `json:"source" label:"依据（协议或文件）"`
}

// byAmount reports whether the fuse watches an amount and no ratio.
func (f Fuse) byAmount() bool { return f.Metric == BankLoss }

// Validate names every fault of the rule, all Invalid: an unknown metric or scope, a threshold of the wrong kind, missing or out of
// range, a warning that does not come before the suspension, dates in the wrong order, no source.
func (f Fuse) Validate() error {
	var fs fault.Faults
	if f.Metric.Chinese() == "" {
		fs.Invalid("fuse.metric", "metric", "请选择熔断指标")
	}
	if f.Scope.Chinese() == "" {
		fs.Invalid("fuse.scope", "scope", "请选择熔断范围")
	}
	if f.byAmount() {
		if f.Scope != OfBank && f.Scope.Chinese() != "" {
			fs.Invalid("fuse.scope", "scope", "单家银行代偿额只能按银行熔断")
		}
		f.checkAmounts(&fs)
	} else {
		f.checkRates(&fs)
	}
	if f.ValidFrom.IsZero() {
		fs.Invalid("date.missing", "valid_from", "请填写生效日")
	}
	if !f.ValidUntil.IsZero() && f.ValidUntil.Before(f.ValidFrom) {
		fs.Invalid("date.order", "valid_until", "失效日 %s 早于生效日 %s", f.ValidUntil.Chinese(), f.ValidFrom.Chinese())
	}
	if f.Source == "" {
		fs.Invalid("text.missing", "source", "请填写依据（合作协议或文件的名称、文号）")
	}
	return fs.Err()
}

func (f Fuse) checkRates(fs *fault.Faults) {
	if f.WarnAt != nil || f.SuspendAt != nil {
		fs.Invalid("fuse.threshold", "suspend_at", "%s是比率，请填写预警线和熔断线，不填金额", f.Metric.Chinese())
	}
	for _, x := range []struct {
		path, name string
		at         *money.Rate
	}{{"warn", "预警线", f.Warn}, {"suspend", "熔断线", f.Suspend}} {
		switch {
		case x.at == nil && x.path == "suspend":
			fs.Invalid("fuse.threshold", x.path, "请填写熔断线")
		case x.at != nil && (!x.at.Between("0", "1") || x.at.Decimal().IsZero()):
			fs.Invalid("fuse.threshold", x.path, "%s %s 应大于 0，不超过 1", x.name, x.at)
		}
	}
	if f.Warn != nil && f.Suspend != nil && f.Warn.Decimal().GreaterThanOrEqual(f.Suspend.Decimal()) {
		fs.Invalid("fuse.order", "warn", "预警线 %s 应低于熔断线 %s", f.Warn.Percent(), f.Suspend.Percent())
	}
}

func (f Fuse) checkAmounts(fs *fault.Faults) {
	if f.Warn != nil || f.Suspend != nil {
		fs.Invalid("fuse.threshold", "suspend", "%s是金额，请填写预警金额和熔断金额，不填比率", f.Metric.Chinese())
	}
	for _, x := range []struct {
		path, name string
		at         *money.Money
	}{{"warn_at", "预警金额", f.WarnAt}, {"suspend_at", "熔断金额", f.SuspendAt}} {
		switch {
		case x.at == nil && x.path == "suspend_at":
			fs.Invalid("fuse.threshold", x.path, "请填写熔断金额")
		case x.at != nil && *x.at <= 0:
			fs.Invalid("fuse.threshold", x.path, "%s应大于 0", x.name)
		}
	}
	if f.WarnAt != nil && f.SuspendAt != nil && *f.WarnAt >= *f.SuspendAt {
		fs.Invalid("fuse.order", "warn_at", "预警金额 %s 元应低于熔断金额 %s 元", f.WarnAt.Format(), f.SuspendAt.Format())
	}
}

// InForce reports whether the rule counts on a day.
func (f Fuse) InForce(on date.Date) bool {
	return !on.Before(f.ValidFrom) && (f.ValidUntil.IsZero() || !on.After(f.ValidUntil))
}

// Figures are what the fuses of one scope are judged by on a day, in yuan.
type Figures struct {
	Outstanding   money.Money `json:"outstanding"`    // balance of the enrolled loans (在保余额)
	NonPerforming money.Money `json:"non_performing"` // of it in the last three classes
	Compensated   money.Money `json:"compensated"`    // paid by the partners and not returned (代偿余额)
	PoolPaid      money.Money `json:"pool_paid"`      // paid out of the pool and not returned
	PoolSize      money.Money `json:"pool_size"`      // paid into the pool
}

// Trip is how far a fuse is.
type Trip string

const (
	Clear     Trip = "clear"     // 正常
	Warned    Trip = "warned"    // 预警
	Suspended Trip = "suspended" // 熔断
)

// Chinese is the state in a word.
func (t Trip) Chinese() string {
	return map[Trip]string{Clear: "正常", Warned: "预警", Suspended: "熔断"}[t]
}

// Reading is a fuse read against figures.
type Reading struct {
	Fuse   Fuse        `json:"fuse"`
	Trip   Trip        `json:"trip"`
	Part   money.Money `json:"part"`             // the numerator
	Whole  money.Money `json:"whole,omitempty"`  // the denominator of a ratio
	Ratio  *money.Rate `json:"ratio,omitempty"`  // six decimals, to be shown; the judgement does not use it
	Missed string      `json:"missed,omitempty"` // why a ratio cannot be told
}

// figures are numerator and denominator of the metric.
func (f Fuse) figures(x Figures) (part, whole money.Money) {
	switch f.Metric {
	case CompensationRate:
		return x.Compensated, x.Outstanding
	case NPLRate:
		return x.NonPerforming, x.Outstanding
	case PoolUse:
		return x.PoolPaid, x.PoolSize
	}
	return x.Compensated, 0
}

// Read judges the figures. The comparison is exact: part ≥ whole × threshold, so that one fen less does not trip and the equal amount
// does. Where there is no whole to compare with, something compensated trips and nothing does not.
func (f Fuse) Read(x Figures) Reading {
	part, whole := f.figures(x)
	r := Reading{Fuse: f, Trip: Clear, Part: part, Whole: whole}
	if f.byAmount() {
		switch {
		case f.SuspendAt != nil && part >= *f.SuspendAt:
			r.Trip = Suspended
		case f.WarnAt != nil && part >= *f.WarnAt:
			r.Trip = Warned
		}
		return r
	}
	if whole > 0 {
		ratio := money.RateOf(part.Decimal().DivRound(whole.Decimal(), 6))
		r.Ratio = &ratio
	} else {
		r.Missed = "没有余额，比率无从计算"
		if part == 0 {
			return r
		}
	}
	met := func(at *money.Rate) bool {
		return at != nil && part.Decimal().GreaterThanOrEqual(whole.Decimal().Mul(at.Decimal()))
	}
	switch {
	case met(f.Suspend):
		r.Trip = Suspended
	case met(f.Warn):
		r.Trip = Warned
	}
	return r
}

// Room is how many more defaults of one size the fuse bears (熔断模拟): each takes Size from the outstanding balance and adds Borne, what
// the partners pay for it.
type Room struct {
	ToWarn    *int `json:"to_warn,omitempty"`    // the default that trips the warning, from 1; 0: tripped already; nil: no such threshold
	ToSuspend *int `json:"to_suspend,omitempty"` // likewise the suspension
}

// maxDefaults bounds the simulator: no portfolio has more loans.
const maxDefaults = 10_000_000

// Simulate says which further default of this size trips the fuse. Faults, Invalid: a size or a share that is not positive, or a share
// above the size; fuse.never when no number of them up to ten million, or to the end of the balance, trips it.
func (f Fuse) Simulate(x Figures, size, borne money.Money) (Room, error) {
	var fs fault.Faults
	if size <= 0 {
		fs.Invalid("amount.positive", "size", "每笔违约金额应大于 0")
	}
	if borne <= 0 || borne > size {
		fs.Invalid("fuse.borne", "borne", "每笔由分担方承担的金额应大于 0，且不超过违约金额")
	}
	if err := fs.Err(); err != nil {
		return Room{}, err
	}
	last := maxDefaults
	if left := int64(x.Outstanding / size); left < int64(last) {
		last = int(left)
	}
	first := func(reached Trip) *int {
		trips := func(n int) bool {
			t := f.Read(f.after(x, size, borne, n)).Trip
			return t == Suspended || t == reached
		}
		if !trips(last) {
			return nil
		}
		low, high := 0, last // the metric only rises with each default, so the first one is found by halving
		for low < high {
			if mid := (low + high) / 2; trips(mid) {
				high = mid
			} else {
				low = mid + 1
			}
		}
		return &low
	}
	r := Room{ToSuspend: first(Suspended)}
	if f.Warn != nil || f.WarnAt != nil {
		r.ToWarn = first(Warned)
	}
	return r, nil
}

// after are the figures once n more loans of the size have defaulted. A non-performing loan stays in the balance; a compensated one
// leaves it.
func (f Fuse) after(x Figures, size, borne money.Money, n int) Figures {
	if f.Metric == NPLRate {
		x.NonPerforming += size * money.Money(n)
		return x
	}
	x.Outstanding -= size * money.Money(n)
	x.Compensated += borne * money.Money(n)
	x.PoolPaid += borne * money.Money(n)
	return x
}

// Lift is a decision that lets enrolment go on although a fuse has tripped (恢复决定), for a scope and until a day.
type Lift struct {
	Metric Metric    `json:"metric"`
	Scope  Scope     `json:"scope"`
	Key    string    `json:"key"` // id of the bank, name of the product or code of the district; "" for the scheme
	On     date.Date `json:"on"`
	Until  date.Date `json:"until"` // the last day on which it counts
	Number string    `json:"number"`
	Reason string    `json:"reason"`
}

// Lifts reports whether the decision covers a reading of this fuse and key on a day.
func (l Lift) Lifts(f Fuse, key string, on date.Date) bool {
	return l.Metric == f.Metric && l.Scope == f.Scope && l.Key == key && !on.Before(l.On) && !on.After(l.Until)
}

// Stops names why a new loan may not be enrolled, one fault for each tripped fuse no decision lifts; all are Refused.
func Stops(readings map[string][]Reading, lifts []Lift, on date.Date) error {
	var fs fault.Faults
	for _, key := range slices.Sorted(maps.Keys(readings)) {
		for _, r := range readings[key] {
			if r.Trip != Suspended || !r.Fuse.InForce(on) {
				continue
			}
			lifted := false
			for _, l := range lifts {
				lifted = lifted || l.Lifts(r.Fuse, key, on)
			}
			if !lifted {
				fs.Refuse("fuse.suspended", "", "%s%s已熔断（%s），暂停新增备案；存量贷款不受影响，恢复须有恢复决定", r.Fuse.Scope.Chinese(), r.Fuse.Metric.Chinese(), r.text())
			}
		}
	}
	return fs.Err()
}

// text is the reading against its threshold.
func (r Reading) text() string {
	switch {
	case r.Fuse.byAmount():
		return fmt.Sprintf("%s 元，熔断金额 %s 元", r.Part.Format(), r.Fuse.SuspendAt.Format())
	case r.Ratio == nil:
		return r.Missed
	}
	return fmt.Sprintf("%s 元 ÷ %s 元 = %s，熔断线 %s", r.Part.Format(), r.Whole.Format(), r.Ratio.Percent(), r.Fuse.Suspend.Percent())
}

// Left is how much more may be borne before the suspension, with the denominator as it is; 0 when it has tripped, nil when there is no
// ratio to tell it by.
func (r Reading) Left() *money.Money {
	var at decimal.Decimal
	switch {
	case r.Fuse.byAmount():
		at = r.Fuse.SuspendAt.Decimal()
	case r.Whole > 0:
		at = r.Whole.Decimal().Mul(r.Fuse.Suspend.Decimal())
	default:
		return nil
	}
	up := at.RoundCeil(2).Sub(r.Part.Decimal()) // the amount that trips, rounded up to the fen
	left, err := money.FromDecimal(up)
	if err != nil || left < 0 {
		left = 0
	}
	return &left
}
