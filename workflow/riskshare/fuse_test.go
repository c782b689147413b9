package riskshare_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/riskshare"
)

func fuse(m riskshare.Metric) riskshare.Fuse {
	f := riskshare.Fuse{Metric: m, Scope: riskshare.OfBank, ValidFrom: date.Of(2026, 1, 1), Source: "示例合作协议"}
	if m == riskshare.BankLoss {
		f.WarnAt, f.SuspendAt = amount("300000"), amount("500000")
	} else {
		f.Warn, f.Suspend = rate("0.03"), rate("0.05")
	}
	return f
}

func TestAFuseTripsAtItsThresholdAndNotAFenBelow(t *testing.T) {
	whole := money.Must("10000000.00") // 3 % is 300,000; 5 % is 500,000
	for _, m := range []riskshare.Metric{riskshare.CompensationRate, riskshare.NPLRate, riskshare.PoolUse, riskshare.BankLoss} {
		for part, want := range map[string]riskshare.Trip{"0": riskshare.Clear, "299999.99": riskshare.Clear, "300000": riskshare.Warned, "300000.01": riskshare.Warned,
			"499999.99": riskshare.Warned, "500000": riskshare.Suspended, "500000.01": riskshare.Suspended} {
			p := money.Must(part)
			r := fuse(m).Read(riskshare.Figures{Outstanding: whole, PoolSize: whole, NonPerforming: p, Compensated: p, PoolPaid: p})
			require.Equal(t, want, r.Trip, "%s %s", m, part)
			require.Equal(t, max(0, money.Must("500000")-p), *r.Left(), "%s %s", m, part)
		}
	}
}

func TestAThresholdThatIsNoWholeFenIsNotRounded(t *testing.T) {
	f := fuse(riskshare.CompensationRate)
	x := riskshare.Figures{Outstanding: money.Must("100.01"), Compensated: money.Must("5.00")} // 5 % is 5.0005
	require.Equal(t, riskshare.Warned, f.Read(x).Trip)
	require.Equal(t, money.Money(1), *f.Read(x).Left())
	x.Compensated++
	require.Equal(t, riskshare.Suspended, f.Read(x).Trip)
}

func TestWithoutABalanceOnlyALossTrips(t *testing.T) {
	f := fuse(riskshare.CompensationRate)
	r := f.Read(riskshare.Figures{})
	require.Equal(t, riskshare.Clear, r.Trip)
	require.Nil(t, r.Ratio)
	require.Nil(t, r.Left())
	require.Equal(t, riskshare.Suspended, f.Read(riskshare.Figures{Compensated: 1}).Trip)
}

func TestTheSimulatorNamesTheDefaultThatTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := fuse(rapid.SampledFrom([]riskshare.Metric{riskshare.CompensationRate, riskshare.NPLRate, riskshare.PoolUse, riskshare.BankLoss}).Draw(t, "metric"))
		size := money.Money(rapid.Int64Range(1, 500_000_00).Draw(t, "size"))
		borne := money.Money(rapid.Int64Range(1, int64(size)).Draw(t, "borne"))
		x := riskshare.Figures{Outstanding: money.Money(rapid.Int64Range(0, 40*int64(size)).Draw(t, "outstanding")), PoolSize: money.Money(rapid.Int64Range(0, 10_000_000_00).Draw(t, "pool"))}
		x.Compensated = money.Money(rapid.Int64Range(0, 1_000_000_00).Draw(t, "compensated"))
		x.NonPerforming, x.PoolPaid = x.Compensated, x.Compensated
		got, err := f.Simulate(x, size, borne)
		require.NoError(t, err)
		// One default after the other, by the definition of each metric.
		var warn, suspend *int
		for n := 0; n <= int(x.Outstanding/size); n++ {
			y := x
			if f.Metric == riskshare.NPLRate {
				y.NonPerforming += size * money.Money(n)
			} else {
				y.Outstanding -= size * money.Money(n)
				y.Compensated += borne * money.Money(n)
				y.PoolPaid += borne * money.Money(n)
			}
			switch r := f.Read(y); {
			case r.Trip == riskshare.Suspended && suspend == nil:
				k := n
				suspend = &k
				if warn == nil {
					warn = &k
				}
			case r.Trip == riskshare.Warned && warn == nil:
				k := n
				warn = &k
			}
		}
		require.Equal(t, warn, got.ToWarn)
		require.Equal(t, suspend, got.ToSuspend)
	})
	_, err := fuse(riskshare.CompensationRate).Simulate(riskshare.Figures{}, 0, 5)
	require.True(t, fault.Has(err, "amount.positive"))
	require.True(t, fault.Has(err, "fuse.borne"))
}

func TestADecisionLiftsOneFuseUntilItsDay(t *testing.T) {
	f := fuse(riskshare.CompensationRate)
	read := map[string][]riskshare.Reading{"B03": {f.Read(riskshare.Figures{Outstanding: 100, Compensated: 5})}, "B04": {f.Read(riskshare.Figures{Outstanding: 100})}}
	on := date.Of(2026, 11, 23)
	err := riskshare.Stops(read, nil, on)
	require.True(t, fault.Has(err, "fuse.suspended"))
	require.Contains(t, err.Error(), "0.05 元 ÷ 1.00 元 = 5.00%")
	lift := riskshare.Lift{Metric: f.Metric, Scope: f.Scope, Key: "B03", On: on, Until: on.AddDays(30), Number: "示例〔2026〕1号", Reason: "已收回"}
	require.NoError(t, riskshare.Stops(read, []riskshare.Lift{lift}, on))
	require.NoError(t, riskshare.Stops(read, []riskshare.Lift{lift}, lift.Until))
	require.Error(t, riskshare.Stops(read, []riskshare.Lift{lift}, lift.Until.AddDays(1)))
	require.Error(t, riskshare.Stops(read, []riskshare.Lift{lift}, on.AddDays(-1)))
	lift.Key = "B04"
	require.Error(t, riskshare.Stops(read, []riskshare.Lift{lift}, on), "another bank's decision")
	require.NoError(t, riskshare.Stops(read, nil, date.Of(2025, 12, 31)), "before the rule counts")
}

func TestAFuseThatSaysNothingClearIsRefused(t *testing.T) {
	for code, spoil := range map[string]func(*riskshare.Fuse){
		"fuse.metric":    func(f *riskshare.Fuse) { f.Metric = "mood" },
		"fuse.scope":     func(f *riskshare.Fuse) { f.Scope = "moon" },
		"fuse.threshold": func(f *riskshare.Fuse) { f.Suspend = nil },
		"fuse.order":     func(f *riskshare.Fuse) { f.Warn = rate("0.05") },
		"date.missing":   func(f *riskshare.Fuse) { f.ValidFrom = date.Date{} },
		"date.order":     func(f *riskshare.Fuse) { f.ValidUntil = date.Of(2025, 1, 1) },
		"text.missing":   func(f *riskshare.Fuse) { f.Source = "" },
	} {
		f := fuse(riskshare.NPLRate)
		require.NoError(t, f.Validate())
		spoil(&f)
		require.True(t, fault.Has(f.Validate(), code), code)
	}
	loss := fuse(riskshare.BankLoss)
	require.NoError(t, loss.Validate())
	loss.Scope, loss.Suspend, loss.WarnAt = riskshare.OfScheme, rate("0.1"), amount("600000")
	for _, code := range []string{"fuse.scope", "fuse.threshold", "fuse.order"} {
		require.True(t, fault.Has(loss.Validate(), code), code)
	}
	zero := fuse(riskshare.NPLRate)
	zero.Warn = rate("0")
	require.True(t, fault.Has(zero.Validate(), "fuse.threshold"), "a threshold of nothing is always met")
}
