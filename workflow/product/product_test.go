package product_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/product"
	"zhiya/workflow/right"
)

var today = date.Must("2024-03-01")

// terms are those of a sound product that begins today.
func terms() product.Terms {
	return product.Terms{Code: "IP-01", Name: "示例知产贷", From: today, MaxAmount: money.Yuan(1_000_000), MaxMonths: 12, MaxRate: money.MustRate("0.05"),
		Caps:     []product.KindCap{{Kind: right.Invention, Cap: money.MustRate("0.25"), Haircut: money.MustRate("0.1")}, {Kind: right.Trademark, Cap: money.MustRate("0.5")}},
		External: true, Negotiated: true, Order: product.AnyOrder, Basis: "示例制度〔2024〕1号", Reason: "首版"}
}

func codes(err error) []string {
	var out []string
	for _, f := range fault.Of(err) {
		out = append(out, f.Code+"@"+f.Path)
	}
	return out
}

func TestAProductNamesEveryFaultOfItsTerms(t *testing.T) {
	require.NoError(t, terms().Validate())
	for want, spoil := range map[string]func(*product.Terms){
		"product.code@code":               func(t *product.Terms) { t.Code = "ip 01" },
		"text.missing@name":               func(t *product.Terms) { t.Name = " " },
		"text.missing@basis":              func(t *product.Terms) { t.Basis = "" },
		"text.missing@reason":             func(t *product.Terms) { t.Reason = "" },
		"date.missing@from":               func(t *product.Terms) { t.From = date.Date{} },
		"amount.range@max_amount":         func(t *product.Terms) { t.MaxAmount = 0 },
		"product.months@max_months":       func(t *product.Terms) { t.MaxMonths = 121 },
		"rate.range@max_rate":             func(t *product.Terms) { t.MaxRate = money.MustRate("0.3601") },
		"choice@order":                    func(t *product.Terms) { t.Order = "" },
		"product.lanes@external":          func(t *product.Terms) { t.External, t.Negotiated = false, false },
		"product.caps@caps":               func(t *product.Terms) { t.Caps = nil },
		"choice@caps[0].kind":             func(t *product.Terms) { t.Caps[0].Kind = "land" },
		"product.kind_twice@caps[1].kind": func(t *product.Terms) { t.Caps[1].Kind = right.Invention },
		"rate.range@caps[0].cap":          func(t *product.Terms) { t.Caps[0].Cap = money.MustRate("1.0001") },
		"rate.range@caps[0].haircut":      func(t *product.Terms) { t.Caps[0].Haircut = money.MustRate("1") },
	} {
		x := terms()
		spoil(&x)
		require.Equal(t, []string{want}, codes(x.Validate()))
	}
	require.Len(t, fault.Of(product.Terms{}.Validate()), 11, "all at once")
}

// proposed is the catalogue with one more version by 甲, approved by 乙 when approve.
func with(t require.TestingT, c product.Catalogue, x product.Terms, on date.Date, approve bool) product.Catalogue {
	n, err := c.Admit(x, on)
	require.NoError(t, err)
	e := product.Entry{Version: product.Version{OrgID: "bank", Number: n, Terms: x, PersonID: "甲", Person: "甲"}}
	c = append(c[:len(c):len(c)], e)
	if approve {
		require.NoError(t, c.Decide(x.Code, n, true, "同意", "乙", on))
		c[len(c)-1].Decision = &product.Decision{Code: x.Code, Version: n, Approved: true, PersonID: "乙"}
	}
	return c
}

func TestAVersionIsApprovedByAnotherPersonBeforeItCounts(t *testing.T) {
	c := with(t, nil, terms(), today, false)
	_, found := c.On("IP-01", today)
	require.False(t, found, "nobody approved it")
	require.Equal(t, product.Pending, c.Standing(c[0], today))
	require.Equal(t, []string{"product.own@"}, codes(c.Decide("IP-01", 1, true, "同意", "甲", today)))
	require.Equal(t, []string{"product.own@"}, codes(c.Decide("IP-01", 1, false, "退回", "甲", today)))
	require.Equal(t, []string{"text.missing@opinion"}, codes(c.Decide("IP-01", 1, true, " ", "乙", today)))
	require.Equal(t, []string{"product.late@from"}, codes(c.Decide("IP-01", 1, true, "同意", "乙", today.AddDays(1))))
	require.NoError(t, c.Decide("IP-01", 1, false, "过期退回", "乙", today.AddDays(1)), "it may still be returned")
	require.Equal(t, fault.NotFound, fault.KindOf(c.Decide("IP-01", 2, true, "同意", "乙", today)))
	x := terms()
	x.Name = "另一版"
	_, err := c.Admit(x, today)
	require.Equal(t, []string{"product.pending@"}, codes(err))

	c = with(t, nil, terms(), today, true)
	require.Equal(t, []string{"product.decided@"}, codes(c.Decide("IP-01", 1, true, "同意", "丙", today)))
	require.Equal(t, product.Current, c.Standing(c[0], today))
	require.Equal(t, product.Future, c.Standing(c[0], today.AddDays(-1)))
}

func TestAVersionCountsFromItsFirstDayToTheDayBeforeTheNext(t *testing.T) {
	c := with(t, nil, terms(), today, true)
	next := terms()
	next.From, next.MaxAmount = today.AddDays(10), money.Yuan(2_000_000)
	c = with(t, c, next, today, true)
	for day, want := range map[int]int64{-1: 0, 0: 1, 9: 1, 10: 2, 4000: 2} {
		v, found := c.On("IP-01", today.AddDays(day))
		require.Equal(t, want != 0, found, "day %d", day)
		require.Equal(t, want, v.Number, "day %d", day)
	}
	require.Equal(t, today.AddDays(9), c.Until(c[0].Version))
	require.True(t, c.Until(c[1].Version).IsZero())
	require.Equal(t, product.Past, c.Standing(c[0], today.AddDays(10)))

	stop := next
	stop.From, stop.Stopped, stop.Reason = today.AddDays(20), true, "停办"
	c = with(t, c, stop, today, true)
	_, found := c.On("IP-01", today.AddDays(20))
	require.False(t, found)
	_, found = c.On("IP-01", today.AddDays(19))
	require.True(t, found)
	require.Equal(t, product.Stopped, c.Standing(c[2], today.AddDays(20)))
	require.Empty(t, c.Offered(today.AddDays(20)))
}

func TestANewVersionMustBeginLaterAndSaySomethingElse(t *testing.T) {
	c := with(t, nil, terms(), today, true)
	refused := func(want string, on date.Date, change func(*product.Terms)) {
		t.Helper()
		x := terms()
		change(&x)
		_, err := c.Admit(x, on)
		require.Equal(t, []string{want}, codes(err))
	}
	refused("product.overlap@from", today, func(t *product.Terms) { t.MaxMonths = 13 })
	refused("product.same@", today, func(t *product.Terms) { t.From, t.Reason = today.AddDays(1), "再发" })
	refused("product.past@from", today.AddDays(2), func(t *product.Terms) { t.From, t.MaxMonths = today.AddDays(1), 13 })
	refused("product.none_to_stop@stopped", today, func(t *product.Terms) { t.Code, t.Stopped = "IP-02", true })
	x := terms()
	x.From, x.Caps[0].Cap = today.AddDays(1), money.MustRate("0.2501")
	n, err := c.Admit(x, today)
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
}

// Whatever is proposed, approved and returned in whatever order, each day has at most one version and the spans of approved versions
// do not overlap.
func TestVersionsNeverOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c product.Catalogue
		now := today
		for i := range rapid.IntRange(1, 12).Draw(t, "acts") {
			now = now.AddDays(rapid.IntRange(0, 5).Draw(t, "wait"))
			x := terms()
			x.Code = rapid.SampledFrom([]string{"IP-01", "IP-02"}).Draw(t, "code")
			x.From, x.MaxMonths = now.AddDays(rapid.IntRange(-2, 20).Draw(t, "from")), 12+i
			x.Stopped = rapid.Bool().Draw(t, "stopped")
			n, err := c.Admit(x, now)
			if err == nil {
				c = append(c, product.Entry{Version: product.Version{Number: n, Terms: x, PersonID: "甲"}})
			}
			for k := range c {
				if c[k].Decision == nil && rapid.Bool().Draw(t, "decide") {
					approve := rapid.Bool().Draw(t, "approve")
					if c.Decide(c[k].Version.Terms.Code, c[k].Version.Number, approve, "意见", "乙", now) == nil {
						c[k].Decision = &product.Decision{Approved: approve}
					}
				}
			}
		}
		for day := today; day.Before(now.AddDays(25)); day = day.AddDays(1) {
			for _, code := range []string{"IP-01", "IP-02"} {
				holding := 0
				for _, e := range c.Of(code) {
					until := c.Until(e.Version)
					if e.Approved() && !day.Before(e.Version.Terms.From) && (until.IsZero() || !day.After(until)) {
						holding++
						if v, ok := c.On(code, day); ok {
							require.Equal(t, e.Version.Number, v.Number)
						} else {
							require.True(t, e.Version.Terms.Stopped)
						}
					}
				}
				require.LessOrEqual(t, holding, 1, "%s on %s", code, day)
			}
		}
	})
}

func TestALoanIsCheckedToTheFenAndToTheDay(t *testing.T) {
	v := product.Version{Number: 3, Terms: terms()}
	sound := func() product.Loan {
		return product.Loan{Amount: money.Yuan(1_000_000), Rate: money.MustRate("0.05"), From: today, Due: date.Must("2025-03-01"), Lane: "external",
			Rights: []product.Pledged{{Kind: right.Invention, Title: "示例", Cap: money.MustRate("0.25"), Haircut: money.MustRate("0.1")},
				{Kind: right.Trademark, Title: "示例商标", Cap: money.MustRate("0.5")}}}
	}
	check := func(l product.Loan) error {
		var fs fault.Faults
		v.Check(l, &fs)
		return fs.Err()
	}
	require.NoError(t, check(sound()), "everything exactly at its limit")
	for want, spoil := range map[string]func(*product.Loan){
		"product.amount@amount":             func(l *product.Loan) { l.Amount++ },
		"product.rate@rate":                 func(l *product.Loan) { l.Rate = money.MustRate("0.050001") },
		"product.term@due":                  func(l *product.Loan) { l.Due = l.Due.AddDays(1) },
		"product.lane@product":              func(l *product.Loan) { l.Lane = "internal" },
		"product.cap@values[0].cap":         func(l *product.Loan) { l.Rights[0].Cap = money.MustRate("0.250001") },
		"product.haircut@values[0].haircut": func(l *product.Loan) { l.Rights[0].Haircut = money.MustRate("0.099999") },
		"product.kind@values[1].cap":        func(l *product.Loan) { l.Rights[1].Kind = right.Software },
		"product.shared@values[1].ref":      func(l *product.Loan) { l.Rights[1].Others = []string{"另案"} },
	} {
		l := sound()
		spoil(&l)
		err := check(l)
		require.Equal(t, []string{want}, codes(err))
		require.Contains(t, err.Error(), "第 3 版", "the message names the version")
	}
	patent := sound()
	patent.Rights[0].Others = []string{"另案"}
	require.NoError(t, check(patent), "the register of patents refuses by itself")
	v.Terms.Shared = true
	shared := sound()
	shared.Rights[1].Others = []string{"另案"}
	require.NoError(t, check(shared))
	v.Terms.Exempt = true
	exempt := sound()
	exempt.Lane, exempt.Rights[0].Cap, exempt.Rights[0].Haircut = "exempt", money.Rate{}, money.Rate{}
	require.NoError(t, check(exempt), "no value, so no cap")
	exempt.Rights[1].Kind = right.Work
	require.Equal(t, []string{"product.kind@product"}, codes(check(exempt)))
}

func TestAFigureHoldsFromItsDayUntilTheNextAndACorrectionReplacesItsOwnDay(t *testing.T) {
	f := func(n int64, on, value string) product.Figure {
		return product.Figure{Name: product.OverallNPL, Version: n, AsOf: date.Must(on), Value: money.MustRate(value)}
	}
	all := []product.Figure{f(1, "2024-06-30", "0.012"), f(2, "2024-03-31", "0.011"), f(3, "2024-06-30", "0.013")}
	for on, want := range map[string]string{"2024-03-31": "0.011", "2024-06-29": "0.011", "2024-06-30": "0.013", "2025-01-01": "0.013"} {
		got, found := product.FigureOn(all, product.OverallNPL, date.Must(on))
		require.True(t, found)
		require.Equal(t, want, got.Value.String(), on)
	}
	_, found := product.FigureOn(all, product.OverallNPL, date.Must("2024-03-30"))
	require.False(t, found)
	require.NoError(t, product.FigureForm{AsOf: today, Value: money.MustRate("0.01"), Source: "示例"}.Validate(today))
	require.Equal(t, []string{"date.future@as_of", "rate.range@value", "text.missing@source"},
		codes(product.FigureForm{AsOf: today.AddDays(1), Value: money.MustRate("1.01")}.Validate(today)))
}
