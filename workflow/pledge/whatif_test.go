package pledge_test

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/pledge"
)

func whatIf(t require.TestingT, r pledge.WhatIfRequest) pledge.WhatIfResponse {
	res, err := pledge.WhatIf(r)
	require.NoError(t, err)
	return res
}

// half is a right of this value at a cap of 50 % without haircut, valid on the day of the tests.
func half(value string) pledge.TermRight {
	return pledge.TermRight{CoveredRight: pledge.CoveredRight{Value: money.Must(value), Cap: money.MustRate("0.5"), ValidUntil: day("2026-11-22")}}
}

func TestATopUpMustRestoreTheCapNotFillTheGap(t *testing.T) {
	r := pledge.WhatIfRequest{Outstanding: money.Yuan(100), On: day("2026-11-22"), Rights: []pledge.TermRight{half("150")}, New: &pledge.NewRight{Cap: money.MustRate("0.5")}}
	res := whatIf(t, r)
	require.Equal(t, money.Yuan(50), *res.NeededValue, "100 owed at half of 150 asks for 50, not 25")
	require.Equal(t, money.Yuan(25), *res.RepayNeeded)
	r.Add = []pledge.TermRight{half("25")}
	require.Equal(t, money.Must("12.50"), *whatIf(t, r).After.Shortfall, "the bare shortfall does not close it")
	r.Add = []pledge.TermRight{half("49.98")}
	require.False(t, whatIf(t, r).After.Covered())
	r.Add = []pledge.TermRight{half("50")}
	require.True(t, whatIf(t, r).After.Covered())
}

func TestAChangeOfTheDebtOrTheSecurityIsSeenBeforeItIsMade(t *testing.T) {
	ending := half("150")
	ending.Ends = day("2027-06-30")
	base := pledge.WhatIfRequest{Outstanding: money.Yuan(100), On: day("2026-11-22"), Due: day("2027-12-31"), Rights: []pledge.TermRight{half("150"), ending}}
	cases := []struct {
		name      string
		with      func(*pledge.WhatIfRequest)
		shortfall string
		endBy     string
	}{
		{"a right that ends before the debt does not count, and a shorter term would cure it", func(*pledge.WhatIfRequest) {}, "25.00", "2027-06-30"},
		{"the debt may end on the right's last day", func(r *pledge.WhatIfRequest) { r.NewDue = day("2027-06-30") }, "0.00", ""},
		{"a day later is too late", func(r *pledge.WhatIfRequest) { r.NewDue = day("2027-07-01") }, "25.00", "2027-06-30"},
		{"a fen too little repaid", func(r *pledge.WhatIfRequest) { r.Repay = money.Must("24.99") }, "0.01", "2027-06-30"},
		{"the shortfall repaid", func(r *pledge.WhatIfRequest) { r.Repay = money.Yuan(25) }, "0.00", ""},
		{"all released", func(r *pledge.WhatIfRequest) { r.Release = []int{1, 0} }, "100.00", ""},
		{"one released with the rest of the debt paid", func(r *pledge.WhatIfRequest) { r.Release, r.Repay = []int{1}, money.Yuan(25) }, "0.00", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := base
			c.with(&r)
			res := whatIf(t, r)
			require.Equal(t, c.shortfall, res.After.Shortfall.String())
			require.Equal(t, c.endBy, res.EndBy.String())
			require.Equal(t, "25.00", res.Before.Shortfall.String())
			require.Equal(t, res.After.Covered(), len(res.Alarms) == 0 || res.Alarms[len(res.Alarms)-1].Code != "coverage.shortfall")
		})
	}
	expired := base
	expired.On = day("2026-11-23")
	res := whatIf(t, expired)
	require.Equal(t, "unknown", res.After.Coverage)
	require.Nil(t, res.After.Shortfall)
	require.Nil(t, res.RepayNeeded)
	require.Equal(t, "highest", res.Alarms[0].Level)
}

func TestAWhatIfNamesItsFaults(t *testing.T) {
	one := half("1")
	bad := half("1")
	bad.Cap = money.MustRate("1.5")
	_, err := pledge.WhatIf(pledge.WhatIfRequest{Outstanding: money.Yuan(1), On: day("2026-11-22"), Rights: []pledge.TermRight{bad, one}, Add: []pledge.TermRight{bad},
		Repay: money.Yuan(2), Release: []int{1, 1, 2}, NewDue: day("2026-11-21"), New: &pledge.NewRight{Cap: money.MustRate("2")}})
	var paths []string
	for _, f := range fault.Of(err) {
		paths = append(paths, f.Path)
	}
	require.Equal(t, []string{"rights[0].cap", "new.cap", "add[0].cap", "repay", "release[1]", "release[2]", "new_due"}, paths)
	var r pledge.WhatIfRequest
	require.NoError(t, json.Unmarshal([]byte(`{"outstanding":"1","on":"2026-11-22","rights":[{"value":"2","cap":"0.5","haircut":"0","valid_until":"2026-11-22","ends":"2030-01-01"}]}`), &r))
	require.True(t, whatIf(t, r).After.Covered())
}

// anyWhatIf draws a debt and rights whose values are valid.
func anyWhatIf(t *rapid.T) pledge.WhatIfRequest {
	rate := func(name string, lo, hi int64) money.Rate {
		return money.RateOf(decimal.New(rapid.Int64Range(lo, hi).Draw(t, name), -4))
	}
	on := day("2026-11-22")
	r := pledge.WhatIfRequest{On: on, Due: on.AddMonths(12), Outstanding: money.Money(rapid.Int64Range(0, 9e10).Draw(t, "outstanding")),
		New: &pledge.NewRight{Cap: rate("new cap", 1, 10000), Haircut: rate("new haircut", 0, 9999)}}
	for range rapid.IntRange(0, 4).Draw(t, "rights") {
		ends := date.Date{}
		if rapid.Bool().Draw(t, "ends") {
			ends = on.AddMonths(rapid.IntRange(0, 24).Draw(t, "months"))
		}
		r.Rights = append(r.Rights, pledge.TermRight{Ends: ends, CoveredRight: pledge.CoveredRight{Value: money.Money(rapid.Int64Range(0, 1e11).Draw(t, "value")),
			Cap: rate("cap", 0, 10000), Haircut: rate("haircut", 0, 10000), ValidUntil: on}})
	}
	return r
}

func TestWhatTheAnswerAsksForRestoresTheCapAndAFenLessDoesNot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyWhatIf(t)
		res := whatIf(t, r)
		with := func(value money.Money) bool {
			x := r
			x.Add = []pledge.TermRight{{CoveredRight: pledge.CoveredRight{Value: value, Cap: r.New.Cap, Haircut: r.New.Haircut, ValidUntil: r.On}}}
			return whatIf(t, x).After.Covered()
		}
		paid := func(m money.Money) bool {
			x := r
			x.Repay = m
			return whatIf(t, x).After.Covered()
		}
		require.True(t, with(*res.NeededValue))
		require.True(t, paid(*res.RepayNeeded))
		if !res.After.Covered() {
			require.False(t, with(*res.NeededValue-1))
			require.False(t, paid(*res.RepayNeeded-1))
		}
		if !res.EndBy.IsZero() {
			x := r
			x.NewDue = res.EndBy
			require.True(t, whatIf(t, x).After.Covered())
			x.NewDue = res.EndBy.AddDays(1)
			require.False(t, whatIf(t, x).After.Covered(), "there is no later day")
		}
	})
}

func TestAddingARightNeverLowersTheRoomAndReleasingNeverRaisesIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, extra := anyWhatIf(t), anyWhatIf(t)
		before := whatIf(t, r).After
		more := r
		more.Add = extra.Rights
		require.GreaterOrEqual(t, *whatIf(t, more).After.Room, *before.Room)
		if len(r.Rights) > 0 {
			less := r
			less.Release = []int{rapid.IntRange(0, len(r.Rights)-1).Draw(t, "released")}
			after := whatIf(t, less).After
			require.LessOrEqual(t, *after.Room, *before.Room)
			require.Equal(t, before.Outstanding, after.Outstanding, "a release pays nothing")
			back := less
			back.Add = []pledge.TermRight{r.Rights[less.Release[0]]}
			require.Equal(t, *before.Room, *whatIf(t, back).After.Room, "what leaves and what stays make the whole")
		}
	})
}
