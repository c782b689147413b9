package subsidy

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/policy"
)

// Figure is the amount of a line with why it is what it is.
type Figure struct {
	No       int         `json:"no"`
	Days     int         `json:"days"`     // that are subsidised
	Interest money.Money `json:"interest"` // or fee: of which the share is taken
	Amount   money.Money `json:"amount"`
	Why      []Reason    `json:"why"` // in the order the rules were applied
}

// Reason is one step of a figure.
type Reason struct {
	Rule   string      `json:"rule"` // e.g. 每户每年上限
	Text   string      `json:"text"`
	Amount money.Money `json:"amount"`           // after it
	Binds  bool        `json:"binds"`            // it made the amount smaller
	Before bool        `json:"before,omitempty"` // said of the days and figures, before there is an amount
}

// After is the amount after the step as it is shown, "" before there is one.
func (r Reason) After() string {
	if r.Before {
		return ""
	}
	return r.Amount.Format()
}

// Limits names what made the amount smaller.
func (f Figure) Limits() string {
	out := ""
	for _, r := range f.Why {
		if r.Binds {
			if out != "" {
				out += "、"
			}
			out += r.Rule
		}
	}
	return out
}

// Book is every batch of the store: what they pay counts against the caps, and a day of a 借据 is paid once.
type Book []Batch

// span is a stretch of days; to is not counted.
type span struct{ from, to date.Date }

// others are the batches but one.
func (k Book) others(id string) Book {
	return slices.DeleteFunc(slices.Clone(k), func(b Batch) bool { return b.ID == id })
}

// declared lists where each key of a kind is declared by a line that is alive, in the batches but those that were stopped.
func (k Book) declared(kind Kind) map[Key]string {
	out := map[Key]string{}
	for _, b := range k {
		if b.Kind != kind || b.Step == Stopped {
			continue
		}
		for _, l := range b.Lines {
			if l.Alive() {
				out[l.Entry.Key()] = fmt.Sprintf("%s 第 %d 行", b.Number, l.No)
			}
		}
	}
	return out
}

// free counts the days of a stretch that are in none of the others.
func free(s span, taken []span) int {
	n := 0
	cut := slices.Clone(taken)
	slices.SortFunc(cut, func(a, b span) int { return a.from.Compare(b.from) })
	at := s.from
	for _, t := range cut {
		if t.from.After(at) && at.Before(s.to) {
			n += earlier(t.from, s.to).Sub(at)
		}
		if t.to.After(at) {
			at = t.to
		}
	}
	if at.Before(s.to) {
		n += s.to.Sub(at)
	}
	return n
}

func earlier(a, b date.Date) date.Date {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b date.Date) date.Date {
	if b.After(a) {
		return b
	}
	return a
}

// Figures computes the lines of the batch against the other batches of the store, by number of line. Lines are taken in an order of
// their own (firm, 借据, period), so that the order in which they were entered changes nothing.
func (b Batch) Figures(book Book) []Figure {
	c := counting{batch: b, loans: map[loanKey]money.Money{}, years: map[string]money.Money{}, totals: map[string]money.Money{}, days: map[loanKey][]span{}}
	c.take(book.others(b.ID))
	order := slices.Clone(b.Lines)
	slices.SortFunc(order, func(x, y Line) int {
		p, q := x.Entry, y.Entry
		return cmp.Or(cmp.Compare(p.USCC, q.USCC), cmp.Compare(p.loan(), q.loan()), p.From.Compare(q.From), p.To.Compare(q.To), cmp.Compare(p.Paid, q.Paid), cmp.Compare(x.No, y.No))
	})
	out := make([]Figure, len(order))
	for i, l := range order {
		out[i] = c.figure(l)
	}
	slices.SortFunc(out, func(x, y Figure) int { return x.No - y.No })
	return out
}

// loanKey is a 借据 of a firm.
type loanKey struct{ uscc, loan string }

// counting computes the lines of one batch, one after the other. What other batches have fixed, and what the lines before have got, is
// counted by 借据 and by firm.
type counting struct {
	batch  Batch
	loans  map[loanKey]money.Money // of the scheme
	years  map[string]money.Money  // of the scheme and the year of the batch, by credit code
	totals map[string]money.Money  // of the scheme, by credit code
	days   map[loanKey][]span      // of the kind
}

// take counts what the fixed lines of other batches take of the caps and of the days.
func (c *counting) take(others Book) {
	for _, b := range others {
		scheme, kind := b.Scheme.Code == c.batch.Scheme.Code, b.Kind == c.batch.Kind
		if !b.Step.fixed() || !scheme && !kind {
			continue
		}
		for _, l := range b.Lines {
			amount := b.held(l)
			if amount == 0 {
				continue
			}
			key := loanKey{l.Entry.USCC, l.Entry.loan()}
			if kind {
				c.days[key] = append(c.days[key], span{l.Entry.From, l.Entry.To})
			}
			if scheme {
				c.loans[key] += amount
				c.totals[key.uscc] += amount
				if b.Year == c.batch.Year {
					c.years[key.uscc] += amount
				}
			}
		}
	}
}

func (f *Figure) say(rule, format string, args ...any) {
	f.Why = append(f.Why, Reason{Rule: rule, Text: fmt.Sprintf(format, args...), Amount: f.Amount})
}

// note says what the figure is computed of.
func (f *Figure) note(rule, format string, args ...any) {
	f.Why = append(f.Why, Reason{Rule: rule, Text: fmt.Sprintf(format, args...), Before: true})
}

// limit cuts the figure to the most a rule allows.
func (f *Figure) limit(rule string, most money.Money, format string, args ...any) {
	most = max(0, most)
	binds := f.Amount > most
	f.Amount = min(f.Amount, most)
	f.Why = append(f.Why, Reason{Rule: rule, Text: fmt.Sprintf(format, args...), Amount: f.Amount, Binds: binds})
}

func (c *counting) figure(l Line) Figure {
	f := Figure{No: l.No}
	if why := l.Refused(); why != "" {
		f.say("不予补贴", "%s", why)
		return f
	}
	e := l.facts()
	if l.Check != nil {
		f.note("银行核对", "银行确认%s %s 元", c.batch.Kind.Paid(), l.Check.Paid.Format())
	}
	key := loanKey{e.USCC, e.loan()}
	whole, part := c.period(&f, e, c.days[key])
	if part > 0 {
		c.base(&f, e, whole, part)
		c.caps(&f, key)
		if d := l.Review; d != nil && d.Verdict == Cut {
			f.limit("市监初审核减", *d.Amount, "核减至 %s 元：%s", d.Amount.Format(), d.Reason)
		}
	}
	if f.Amount > 0 {
		c.loans[key] += f.Amount
		c.years[e.USCC] += f.Amount
		c.totals[e.USCC] += f.Amount
		c.days[key] = append(c.days[key], span{e.From, e.To})
	}
	return f
}

// period counts the days for which interest was paid in the ordinary way, and those of them that are subsidised.
func (c *counting) period(f *Figure, e Entry, taken []span) (whole, part int) {
	s := span{e.From, e.To}
	plan := c.batch.Plan
	if plan.Kind == Interest && plan.Scheme.OverdueExcluded && e.LoanDue.Before(s.to) {
		s.to = later(e.LoanDue, s.from)
		f.note("逾期不补", "%s 到期，其后的 %d 日不补贴", e.LoanDue, e.To.Sub(s.to))
	}
	whole = s.to.Sub(s.from)
	if last := e.LoanFrom.AddMonths(plan.Scheme.MaxMonths); plan.Scheme.MaxMonths > 0 && last.Before(s.to) {
		was := s.to
		s.to = later(last, s.from)
		f.note("最长期限", "自 %s 放款起满 %d 个月，其后的 %d 日不补贴", e.LoanFrom, plan.Scheme.MaxMonths, was.Sub(s.to))
	}
	part = free(s, taken)
	if lost := s.to.Sub(s.from) - part; lost > 0 {
		f.note("不重复补贴", "其中 %d 日同一借据已有补贴", lost)
	}
	f.Days = part
	if part == 0 {
		f.say("不予补贴", "期间内没有可以补贴的日数")
	}
	return whole, part
}

// base is the share of the interest or fee before any cap.
func (c *counting) base(f *Figure, e Entry, whole, part int) {
	scheme := c.batch.Scheme
	ratio := scheme.Ratio
	if e.Guaranteed && scheme.GuaranteedRatio != nil {
		ratio = *scheme.GuaranteedRatio
	}
	paid := e.Paid.Decimal()
	if scheme.OverdueExcluded && c.batch.Kind == Interest {
		paid = max(0, e.Paid-e.Overdue).Decimal()
	}
	if e.IPShare != nil {
		paid = paid.Mul(e.IPShare.Decimal())
	}
	paid = paid.Mul(decimal.NewFromInt(int64(part)))
	interest, err := money.FromDecimal(paid.DivRound(decimal.NewFromInt(int64(whole)), 2))
	if err != nil { // a part of what was paid is never more than it
		interest = e.Paid
	}
	f.Interest = interest
	borne := share(interest, ratio)
	words := c.batch.Kind.Paid() + "（可补贴的 " + fmt.Sprint(part) + " 日）"
	if c.batch.Kind != Interest {
		f.Amount = borne
		f.say("补贴比例", "%s %s 元 × %s", c.batch.Kind.Paid(), interest.Format(), ratio.Percent())
		return
	}
	rate, which := e.Rate, "实际利率"
	if scheme.RateBase == BenchmarkRate && scheme.Benchmark.Cmp(rate) < 0 {
		rate, which = *scheme.Benchmark, "基准利率"
	}
	computed, err := policy.Subsidy(policy.SubsidyRequest{Principal: e.Principal, Rate: rate, From: e.From, To: e.From.AddDays(part), DayCount: scheme.DayCount, Ratio: ratio, IPShare: e.IPShare})
	if err != nil { // more than can be said: what was paid is the limit
		f.Amount = borne
		f.say("补贴比例", "%s %s 元 × %s", words, interest.Format(), ratio.Percent())
		return
	}
	f.Interest, f.Amount = computed.Interest, computed.Subsidy
	f.say("按日计算", "本金 %s 元 × %s %s × %d 日 ÷ %s = %s 元，× %s", e.Principal.Format(), which, rate.Percent(), part, scheme.DayCount, computed.Interest.Format(), ratio.Percent())
	f.limit("实付利息", borne, "%s %s 元 × %s = %s 元，两者取低", words, interest.Format(), ratio.Percent(), borne.Format())
}

// share is a part of an amount, half up to the fen; a ratio is at most 1, so it is never out of range.
func share(m money.Money, ratio money.Rate) money.Money {
	out, err := m.Times(ratio.Decimal())
	if err != nil {
		return m
	}
	return out
}

// caps cuts the figure to what is left of each cap.
func (c *counting) caps(f *Figure, key loanKey) {
	s := c.batch.Scheme
	for _, x := range []struct {
		rule string
		most *money.Money
		used money.Money
	}{{"每张借据上限", s.LoanCap, c.loans[key]}, {"每户每年上限", s.FirmYearCap, c.years[key.uscc]}, {"每户累计上限", s.FirmTotalCap, c.totals[key.uscc]}} {
		if x.most != nil {
			f.limit(x.rule, *x.most-x.used, "上限 %s 元，此前已用 %s 元", x.most.Format(), x.used.Format())
		}
	}
}

// Shown are the figures of the lines as they stand: computed anew until the bureau hands the batch over, then as they were fixed.
func (b Batch) Shown(book Book) []Figure {
	if !b.Step.fixed() {
		return b.Figures(book)
	}
	out := make([]Figure, 0, len(b.Lines))
	for _, l := range b.Lines {
		f := Figure{No: l.No}
		if l.Figure != nil {
			f = *l.Figure
			f.Why = slices.Clone(f.Why)
		}
		f.after(l)
		out = append(out, f)
	}
	return out
}

// after tells what became of a line since its figure was fixed.
func (f *Figure) after(l Line) {
	if d := l.Exam; d != nil && d.Verdict == Cut {
		f.limit("财政审核核减", *d.Amount, "核减至 %s 元：%s", d.Amount.Format(), d.Reason)
	}
	for _, o := range l.Objections {
		switch o.Outcome {
		case "cut":
			f.limit("公示异议核减", *o.Amount, "核减至 %s 元：%s", o.Amount.Format(), o.Reason)
		case "dismissed":
			f.say("公示异议", "%s 提出，异议不成立：%s", o.From, o.Reason)
		case "":
			f.say("公示异议", "%s 提出，尚未处理：%s", o.From, o.Text)
		}
	}
	if why := l.Refused(); why != "" && f.Amount > 0 {
		f.limit("不予补贴", 0, "%s", why)
	}
	if p := l.Payment; p != nil {
		f.say("拨付", "%s 拨付 %s 元，凭证 %s", p.On, p.Amount.Format(), p.Voucher)
	}
	for _, r := range l.Reversals {
		if r.Confirmed {
			f.Amount -= r.Amount
			f.say("冲正", "%s 追回 %s 元，凭证 %s：%s", r.On, r.Amount.Format(), r.Voucher, r.Reason)
		}
	}
}
