package pledge_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/calendar"
	"zhiya/workflow/pledge"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

func feeRequest(on string) pledge.FeeRequest {
	return pledge.FeeRequest{Kind: right.Invention, Filed: day("2017-07-21"), Granted: day("2019-05-03"), On: day(on)}
}

func TestWholeLifeTotalsMeetTheKnownFigures(t *testing.T) {
	for kind, want := range map[right.Kind]string{right.Invention: "82300.00", right.Utility: "11200.00", right.Design: "26200.00"} {
		c, err := pledge.Fees(pledge.FeeRequest{Kind: kind, Filed: day("2022-01-20"), Granted: day("2022-09-01"), On: day("2026-11-22")}, nil)
		require.NoError(t, err)
		require.Equal(t, want, c.LifeTotal.String(), kind)
	}
}

func TestTheFeeOfAYearIsDueWhenTheYearBeforeEnds(t *testing.T) {
	c, err := pledge.Fees(feeRequest("2026-11-22"), nil)
	require.NoError(t, err)
	require.Len(t, c.Years, 20)
	require.Equal(t, "2037-07-21", c.Expiry.String())
	y11 := c.Years[10]
	require.Equal(t, 11, y11.Year)
	require.Equal(t, "2027-07-21", y11.Due.String())
	require.Equal(t, "2028-01-21", y11.GraceEnd.String())
	require.Equal(t, "4000.00", y11.Amount.String())
	require.Equal(t, pledge.FeeDue, y11.State)
	require.Equal(t, "4000.00", y11.Payable.String())
	require.Equal(t, pledge.FeeGrace, c.Years[9].State, "unpaid, year ten is still in its six months")
	require.Equal(t, pledge.FeeLapsed, c.Years[8].State)
	require.Equal(t, pledge.FeeFuture, c.Years[11].State)
	require.Equal(t, pledge.FeeBeforeGrant, c.Years[0].State)
	require.Equal(t, pledge.FeeRegistration, c.Years[1].State, "granted in the second patent year")
	require.True(t, c.Verified)
	require.False(t, c.SurchargeVerified)
	require.Equal(t, "《中华人民共和国专利法实施细则》第一百一十五条", c.Basis)
}

func TestTheSurchargeGrowsMonthByMonth(t *testing.T) {
	// Year ten was due on Tuesday 2026-07-21: 4,000 元.
	cases := []struct {
		on, surcharge string
		state         pledge.FeeState
	}{
		{"2026-07-21", "0.00", pledge.FeeDue},
		{"2026-07-22", "0.00", pledge.FeeGrace},
		{"2026-08-21", "0.00", pledge.FeeGrace},
		{"2026-08-22", "200.00", pledge.FeeGrace},
		{"2026-09-21", "200.00", pledge.FeeGrace},
		{"2026-09-22", "400.00", pledge.FeeGrace},
		{"2026-10-22", "600.00", pledge.FeeGrace},
		{"2026-11-22", "800.00", pledge.FeeGrace},
		{"2026-12-22", "1000.00", pledge.FeeGrace},
		{"2027-01-21", "1000.00", pledge.FeeGrace},
		{"2027-01-22", "0.00", pledge.FeeLapsed},
	}
	for _, k := range cases {
		c, err := pledge.Fees(feeRequest(k.on), nil)
		require.NoError(t, err)
		y := c.Years[9]
		require.Equal(t, k.state, y.State, k.on)
		require.Equal(t, k.surcharge, y.Surcharge.String(), k.on)
		if k.state == pledge.FeeGrace {
			require.Equal(t, money.Must("4000")+y.Surcharge, y.Payable)
			require.Equal(t, 10, c.Next.Year)
		}
	}
}

func TestALastDayOnAHolidayIsPaidOnTheNextWorkingDay(t *testing.T) {
	r := pledge.FeeRequest{Kind: right.Utility, Filed: day("2022-10-01"), Granted: day("2023-03-01"), On: day("2026-10-08")}
	c, err := pledge.Fees(r, nil)
	require.NoError(t, err)
	y := c.Years[4]
	require.Equal(t, "2026-10-01", y.Due.String())
	require.Equal(t, "2026-10-08", y.PayBy.String())
	require.Equal(t, pledge.FeeDue, y.State)
	r.On = day("2026-10-09")
	c, err = pledge.Fees(r, nil)
	require.NoError(t, err)
	require.Equal(t, pledge.FeeGrace, c.Years[4].State)
	require.True(t, c.Provisional, "the grace ends in a year without a calendar")
	year, err := calendar.ParseYear([]byte(`{"year":2027,"source":"示例","papers":[],"off":[{"name":"清明节","from":"2027-04-01","to":"2027-04-05"}],"work":[]}`))
	require.NoError(t, err)
	cal, err := calendar.Default().With(year)
	require.NoError(t, err)
	c, err = pledge.Fees(r, cal)
	require.NoError(t, err)
	require.False(t, c.Provisional)
	require.Equal(t, "2027-04-06", c.Years[4].GraceBy.String())
}

func TestPaidYearsArePaidAndAnUnpaidOneEndsTheRight(t *testing.T) {
	r := feeRequest("2026-11-22")
	r.PaidUntil = day("2027-07-21")
	c, err := pledge.Fees(r, nil)
	require.NoError(t, err)
	require.Equal(t, pledge.FeePaid, c.Years[9].State)
	require.Equal(t, pledge.FeeDue, c.Years[10].State)
	require.Equal(t, 11, c.Next.Year)
	r.PaidUntil = day("2025-07-21")
	c, err = pledge.Fees(r, nil)
	require.NoError(t, err)
	require.Equal(t, pledge.FeePaid, c.Years[7].State)
	for _, y := range c.Years[8:] {
		require.Equal(t, pledge.FeeLapsed, y.State, y.Year)
		require.Zero(t, y.Payable)
	}
	require.Nil(t, c.Next)
}

func TestAFeeRequestNamesItsFaults(t *testing.T) {
	_, err := pledge.Fees(pledge.FeeRequest{Kind: right.Trademark}, nil)
	require.Len(t, fault.Of(err), 4)
	for path, edit := range map[string]func(*pledge.FeeRequest){
		"granted": func(r *pledge.FeeRequest) { r.Granted = day("2017-07-20") },
		"on":      func(r *pledge.FeeRequest) { r.On = day("2017-07-20") },
	} {
		r := feeRequest("2026-11-22")
		edit(&r)
		_, err := pledge.Fees(r, nil)
		require.Equal(t, path, fault.Of(err)[0].Path)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	r := pledge.FeeRequest{Kind: right.Utility, Filed: day("2005-01-01"), Granted: day("2006-01-01"), On: day("2009-12-31")}
	_, err = pledge.Fees(r, nil)
	require.True(t, fault.Has(err, "policy.no_rule"))
	r.On = day("2014-01-01")
	c, err := pledge.Fees(r, nil)
	require.NoError(t, err)
	require.False(t, c.Verified, "the amounts of that time were not read")
	r = feeRequest("2026-11-22")
	r.Granted = day("2037-07-21")
	_, err = pledge.Fees(r, nil)
	require.True(t, fault.Has(err, "date.order"))
	r = feeRequest("2026-11-22")
	r.PaidUntil = day("2016-07-21")
	_, err = pledge.Fees(r, nil)
	require.Equal(t, "fees_paid_until", fault.Of(err)[0].Path)
}

func TestATableWithAHoleIsAFaultOfTheProgram(t *testing.T) {
	pack, err := policy.Embedded().On("patent-fees", day("2026-11-22"))
	require.NoError(t, err)
	hole := pack
	hole.Items = append([]policy.Item{}, pack.Items[1:]...)
	lib, err := policy.NewLibrary(hole)
	require.NoError(t, err)
	_, err = pledge.FeesBy(lib, feeRequest("2026-11-22"), nil)
	require.Equal(t, fault.Broken, fault.KindOf(err))
}

func TestExactlyOneFeeAtMostIsNextWhenYearsArePaidInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		filed := day("2004-01-01").AddDays(rapid.IntRange(0, 7000).Draw(t, "filed"))
		kind := rapid.SampledFrom([]right.Kind{right.Invention, right.Utility, right.Design}).Draw(t, "kind")
		granted := filed.AddDays(rapid.IntRange(100, 2000).Draw(t, "granted"))
		on := day("2021-06-01").AddDays(rapid.IntRange(0, 2000).Draw(t, "on"))
		if on.Before(filed) {
			on = filed
		}
		paid := date.Date{}
		if years := on.Year() - filed.Year() + 1; rapid.Bool().Draw(t, "paid") {
			paid = filed.AddYears(years)
		}
		c, err := pledge.Fees(pledge.FeeRequest{Kind: kind, Filed: filed, Granted: granted, On: on, PaidUntil: paid}, nil)
		require.NoError(t, err)
		var sum money.Money
		for i, y := range c.Years {
			require.Equal(t, i+1, y.Year)
			require.False(t, y.PayBy.Before(y.Due))
			require.True(t, y.GraceEnd.After(y.Due))
			require.GreaterOrEqual(t, y.Surcharge, money.Money(0))
			require.LessOrEqual(t, 4*y.Surcharge, y.Amount)
			if y.State == pledge.FeeDue || y.State == pledge.FeeGrace {
				require.Equal(t, y.Amount+y.Surcharge, y.Payable)
			} else {
				require.Zero(t, y.Payable)
			}
			sum += y.Amount
		}
		require.Equal(t, c.LifeTotal, sum)
		if !paid.IsZero() && c.Next != nil {
			require.NotEqual(t, pledge.FeeGrace, c.Next.State, "nothing is overdue when the running year is paid")
		}
	})
}
