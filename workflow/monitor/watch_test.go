package monitor_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/calendar"
	"zhiya/workflow/monitor"
	"zhiya/workflow/pledge"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

var day = date.Must

func quiet() monitor.Facts {
	return monitor.Facts{
		Case: "LYG-B03-2026-000001", Outstanding: money.Yuan(100), Due: day("2028-11-30"), Disbursed: day("2026-01-10"), Registered: day("2026-01-05"),
		EnrolmentRequired: true, Enrolled: day("2026-01-04"), Class: "损失",
		Rights: []monitor.WatchedRight{{
			Right: right.Right{Ref: "R1", Kind: right.Invention, Number: "ZL201710601862.3", Title: "一种示例装置", Filed: day("2017-07-21"), Granted: day("2019-05-03"),
				Status: right.InForce, StatusOn: day("2026-10-20"), FeesPaidUntil: day("2027-07-21")},
			Value: money.Yuan(1000), Cap: money.MustRate("0.25"), ValidUntil: day("2027-06-30"),
		}, {
			Right: right.Right{Ref: "R2", Kind: right.Trademark, Number: "12345678", Title: "示例", Status: right.InForce, StatusOn: day("2026-10-20"), TermEnd: day("2030-03-06"), Class: 9},
			Value: money.Yuan(1000), Cap: money.MustRate("0.5"), ValidUntil: day("2027-06-30"),
		}},
	}
}

func watch(on string, f monitor.Facts) []monitor.Alarm {
	return monitor.Watch(day(on), f, monitor.DefaultSettings(), calendar.Default(), policy.Embedded())
}

func TestACaseInOrderRaisesNoAlarm(t *testing.T) {
	require.Empty(t, watch("2026-11-22", quiet()))
}

func TestEveryTroubleRaisesItsAlarmAndTheCureEndsIt(t *testing.T) {
	seized := []right.Span{{From: day("2026-11-01")}}
	cases := []struct {
		name, on, code string
		level          monitor.Level
		right, until   string
		trouble, cure  func(*monitor.Facts)
	}{
		{"a valuation expired yesterday", "2026-11-22", "coverage.unknown", monitor.Highest, "R1", "",
			func(f *monitor.Facts) { f.Rights[0].ValidUntil = day("2026-11-21") }, func(f *monitor.Facts) { f.Rights[0].ValidUntil = day("2027-11-21") }},
		{"a right was never valued", "2026-11-22", "coverage.unknown", monitor.Highest, "R2", "",
			func(f *monitor.Facts) { f.Rights[1].ValidUntil = date.Date{} }, func(f *monitor.Facts) { f.NotByValue = true }},
		{"a valuation ends soon", "2026-11-22", "valuation.ending", monitor.Notice, "R1", "2026-12-22",
			func(f *monitor.Facts) { f.Rights[0].ValidUntil = day("2026-12-22") }, func(f *monitor.Facts) { f.Rights[0].ValidUntil = day("2026-12-23") }},
		{"the debt outgrew the cover", "2026-11-22", "coverage.shortfall", monitor.High, "", "",
			func(f *monitor.Facts) { f.Outstanding = money.Must("750.01") }, func(f *monitor.Facts) { f.Outstanding = money.Yuan(750) }},
		{"a fee is due in sixty days", "2026-11-22", "fee.due", monitor.Notice, "R1", "2027-01-21",
			func(f *monitor.Facts) {
				f.Rights[0].Right.Filed, f.Rights[0].Right.FeesPaidUntil = day("2017-01-21"), day("2027-01-21")
			}, func(f *monitor.Facts) { f.Rights[0].Right.FeesPaidUntil = day("2028-01-21") }},
		{"a fee is in its grace", "2026-11-22", "fee.grace", monitor.High, "R1", "2027-01-21",
			func(f *monitor.Facts) { f.Rights[0].Right.FeesPaidUntil = day("2026-07-21") }, func(f *monitor.Facts) { f.Rights[0].Right.FeesPaidUntil = day("2027-07-21") }},
		{"a fee was never paid", "2027-01-22", "fee.lapsed", monitor.Highest, "R1", "",
			func(f *monitor.Facts) { f.Rights[0].Right.FeesPaidUntil = day("2026-07-21") }, func(f *monitor.Facts) { f.Rights[0].Right.FeesPaidUntil = day("2027-07-21") }},
		{"nobody knows what was paid", "2026-11-22", "fee.unknown", monitor.High, "R1", "",
			func(f *monitor.Facts) { f.Rights[0].Right.FeesPaidUntil = date.Date{} }, func(f *monitor.Facts) { f.Rights[0].Right.FeesPaidUntil = day("2027-07-21") }},
		{"the patent was invalidated", "2026-11-22", "right.lost", monitor.Highest, "R1", "",
			func(f *monitor.Facts) { f.Rights[0].Right.Status = right.Invalidated }, func(f *monitor.Facts) { f.Settled, f.Cancelled = day("2026-11-20"), day("2026-11-21") }},
		{"invalidation was requested", "2026-11-22", "right.invalidation", monitor.High, "R1", "",
			func(f *monitor.Facts) { f.Rights[0].Right.Invalidation = true }, func(f *monitor.Facts) { f.Rights[0].Right.Invalidation = false }},
		{"another creditor seized it", "2026-11-22", "right.seized", monitor.High, "R1", "",
			func(f *monitor.Facts) { f.Rights[0].Right.Preservations = seized }, func(f *monitor.Facts) { f.Rights[0].Right.Preservations[0].To = day("2026-11-21") }},
		{"the mark was frozen", "2026-11-22", "right.seized", monitor.High, "R2", "",
			func(f *monitor.Facts) { f.Rights[1].Right.Freezes = []right.Span{{}} }, func(f *monitor.Facts) { f.Rights[1].Right.Freezes = nil }},
		{"procedures are suspended", "2026-11-22", "right.suspended", monitor.High, "R1", "",
			func(f *monitor.Facts) { f.Rights[0].Right.Suspensions = []right.Span{{}} }, func(f *monitor.Facts) { f.Rights[0].Right.Suspensions = nil }},
		{"title is in dispute", "2026-11-22", "right.dispute", monitor.High, "R1", "",
			func(f *monitor.Facts) { f.Rights[0].Right.Dispute = true }, func(f *monitor.Facts) { f.Rights[0].Right.Dispute = false }},
		{"the patent ends before the debt", "2026-11-22", "right.term_short", monitor.High, "R1", "2037-07-21",
			func(f *monitor.Facts) { f.Due = day("2037-07-22") }, func(f *monitor.Facts) { f.Due = day("2037-07-21") }},
		{"the mark can be renewed", "2026-11-22", "renewal.due", monitor.Notice, "R2", "2027-11-22",
			func(f *monitor.Facts) { f.Rights[1].Right.TermEnd = day("2027-11-22") }, func(f *monitor.Facts) { f.Rights[1].Right.TermEnd = day("2037-11-22") }},
		{"the mark is in its grace", "2026-11-22", "renewal.grace", monitor.High, "R2", "2027-05-21",
			func(f *monitor.Facts) { f.Rights[1].Right.TermEnd = day("2026-11-21") }, func(f *monitor.Facts) { f.Rights[1].Right.TermEnd = day("2036-11-21") }},
		{"the mark was not renewed", "2026-11-22", "renewal.lapsed", monitor.Highest, "R2", "",
			func(f *monitor.Facts) { f.Rights[1].Right.TermEnd = day("2026-05-21") }, func(f *monitor.Facts) { f.Rights[1].Right.TermEnd = day("2036-05-21") }},
		{"the pledge's registered term ends", "2026-11-22", "pledge.term_ending", monitor.High, "R2", "2027-01-21",
			func(f *monitor.Facts) { f.Rights[1].PledgeTermEnd = day("2027-01-21") }, func(f *monitor.Facts) { f.Rights[1].PledgeTermEnd = day("2028-01-21") }},
		{"the pledge's registered term is over", "2026-11-22", "pledge.term_over", monitor.Highest, "R2", "",
			func(f *monitor.Facts) { f.Rights[1].PledgeTermEnd = day("2026-11-21") }, func(f *monitor.Facts) { f.Rights[1].PledgeTermEnd = day("2028-01-21") }},
		{"the debt is due in a month", "2026-10-31", "debt.due", monitor.Notice, "", "2026-11-30",
			func(f *monitor.Facts) { f.Due = day("2026-11-30") }, func(f *monitor.Facts) { f.Due = day("2026-12-01") }},
		{"the debt is due in a week", "2026-11-23", "debt.due", monitor.High, "", "2026-11-30",
			func(f *monitor.Facts) { f.Due = day("2026-11-30") }, func(f *monitor.Facts) { f.Due = day("2027-11-30") }},
		{"the debt is overdue", "2026-12-01", "debt.overdue", monitor.Highest, "", "",
			func(f *monitor.Facts) { f.Due = day("2026-11-30") }, func(f *monitor.Facts) { f.Due = day("2027-11-30") }},
		{"paid out before registration", "2026-11-22", "loan.unregistered", monitor.Highest, "", "",
			func(f *monitor.Facts) { f.Registered = date.Date{} }, func(f *monitor.Facts) { f.Registered = day("2026-11-22") }},
		{"not enrolled in the pool", "2026-11-22", "loan.unenrolled", monitor.High, "", "",
			func(f *monitor.Facts) { f.Enrolled = date.Date{} }, func(f *monitor.Facts) { f.EnrolmentRequired = false }},
		{"papers are missing", "2026-11-22", "papers.missing", monitor.Notice, "", "",
			func(f *monitor.Facts) { f.MissingPapers = []string{"登记簿副本"} }, func(f *monitor.Facts) { f.MissingPapers = nil }},
		{"the look-up in the register is half a year old", "2026-11-22", "status.stale", monitor.Notice, "R1", "",
			func(f *monitor.Facts) { f.Rights[0].Right.StatusOn = day("2026-05-25") }, func(f *monitor.Facts) { f.Rights[0].Right.StatusOn = day("2026-05-26") }},
		{"nobody ever looked it up", "2026-11-22", "status.stale", monitor.Notice, "R2", "",
			func(f *monitor.Facts) { f.Rights[1].Right.StatusOn = date.Date{} }, func(f *monitor.Facts) { f.Rights[1].Right.StatusOn = day("2026-11-22") }},
		{"the register says it is an application", "2026-11-22", "right.not_granted", monitor.Highest, "R1", "",
			func(f *monitor.Facts) { f.Rights[0].Right.Status = right.Application }, func(f *monitor.Facts) { f.Rights[0].Right.Status = right.InForce }},
		{"nobody knows the term of the mark", "2026-11-22", "renewal.unknown", monitor.High, "R2", "",
			func(f *monitor.Facts) { f.Rights[1].Right.TermEnd = date.Date{} }, func(f *monitor.Facts) { f.Rights[1].Right.TermEnd = day("2030-03-06") }},
		{"the last month of the grace", "2026-12-22", "fee.grace", monitor.Highest, "R1", "2027-01-21",
			func(f *monitor.Facts) { f.Rights[0].Right.FeesPaidUntil = day("2026-07-21") }, func(f *monitor.Facts) { f.Rights[0].Right.FeesPaidUntil = day("2027-07-21") }},
		{"the period of a ceiling ends", "2026-11-22", "ceiling.ending", monitor.Notice, "", "2026-12-31",
			func(f *monitor.Facts) { f.CeilingTo = day("2026-12-31") }, func(f *monitor.Facts) { f.CeilingTo = day("2027-12-31") }},
		{"the period of a ceiling is over", "2027-01-01", "ceiling.over", monitor.High, "", "",
			func(f *monitor.Facts) { f.CeilingTo = day("2026-12-31") }, func(f *monitor.Facts) { f.CeilingFixed = true }},
		{"papers are not sealed", "2026-11-22", "papers.unsealed", monitor.Notice, "", "",
			func(f *monitor.Facts) { f.Unsealed = []string{"专利权质押登记申请表"} }, func(f *monitor.Facts) { f.Unsealed = nil }},
		{"settled but not cancelled", "2026-11-23", "pledge.uncancelled", monitor.Notice, "", "2026-11-27",
			func(f *monitor.Facts) { f.Settled = day("2026-11-20") }, func(f *monitor.Facts) { f.Cancelled = day("2026-11-23") }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := quiet()
			c.trouble(&f)
			got := watch(c.on, f)
			require.Len(t, got, 1, "%+v", got)
			a := got[0]
			require.Equal(t, c.code, a.Code)
			require.Equal(t, c.level, a.Level)
			require.Equal(t, c.right, a.Right)
			require.Equal(t, c.until, a.Until.String())
			require.Equal(t, f.Case, a.Case)
			require.Equal(t, "pledgee", a.To)
			require.NotEmpty(t, monitor.Topic(a.Code))
			for _, s := range []string{a.Why, a.Do, a.CuredBy} {
				require.NotEmpty(t, s)
			}
			c.cure(&f)
			require.Empty(t, watch(c.on, f))
		})
	}
}

func TestAnExpiredValueIsNeverCountedAsAShortfallNorAsCover(t *testing.T) {
	f := quiet()
	f.Outstanding = money.Yuan(100000)
	f.Rights[0].ValidUntil = day("2026-11-21")
	got := watch("2026-11-22", f)
	require.Len(t, got, 1)
	require.Equal(t, "coverage.unknown", got[0].Code)
}

func TestAShortfallAsksForTheValueThatRestoresTheCap(t *testing.T) {
	f := quiet()
	f.Rights[0].Value, f.Rights[0].Cap, f.Rights[0].Haircut = money.Yuan(150), money.MustRate("0.5"), money.MustRate("0")
	f.Rights[1].Value, f.Outstanding = 0, money.Yuan(100)
	got := watch("2026-11-22", f)
	require.Len(t, got, 1)
	require.Contains(t, got[0].Why, "缺口 25.00 元")
	require.Contains(t, got[0].Do, "认定价值不少于 50.00 元", "not the bare 25")
	require.Contains(t, got[0].Do, "提前收回 25.00 元")
	f.Rights[0].Cap, f.Rights[1].Cap = money.MustRate("0"), money.MustRate("0")
	require.Contains(t, watch("2026-11-22", f)[0].Do, "请要求追加质押", "no cap tells what to ask for")
	f.Rights[0].Cap = money.RateOf(decimal.New(1, -18))
	got = watch("2026-11-22", f)
	require.Len(t, got, 1)
	require.Equal(t, "coverage.shortfall", got[0].Code, "a cap next to nothing hides no shortfall")
}

func TestAnUncancelledPledgeReachesTheBureauAfterTwiceTheTime(t *testing.T) {
	f := quiet()
	f.Settled = day("2026-10-09")
	require.Len(t, watch("2026-10-22", f), 1)
	got := watch("2026-10-23", f)
	require.Len(t, got, 2)
	require.Equal(t, []string{"pledgee", "bureau"}, []string{got[0].To, got[1].To})
	require.Equal(t, monitor.High, got[1].Level)
	require.Equal(t, "2026-10-15", got[1].Until.String())
}

func TestTheLimitationPeriodRunsFromTheLastClaim(t *testing.T) {
	codes := func(on string, f monitor.Facts) (out []string) {
		for _, a := range watch(on, f) {
			out = append(out, a.Code)
		}
		return out
	}
	f := quiet()
	f.Rights, f.NotByValue, f.Due = nil, true, day("2023-12-31")
	require.Equal(t, []string{"debt.overdue", "limitation.near"}, codes("2026-11-22", f))
	require.Equal(t, []string{"debt.overdue", "limitation.over"}, codes("2027-01-01", f))
	f.LastClaimed = day("2026-11-01")
	require.Equal(t, []string{"debt.overdue"}, codes("2027-01-01", f))
}

func TestFactsThatCannotBeJudgedAreAnAlarmOfTheirOwn(t *testing.T) {
	f := quiet()
	f.Rights[0].Right.Granted = date.Date{}
	got := watch("2026-11-22", f)
	require.Len(t, got, 1)
	require.Equal(t, "facts.malformed", got[0].Code)
	require.Equal(t, "R1", got[0].Right)
	f = quiet()
	f.Rights[1].Cap = money.MustRate("2")
	require.Equal(t, "facts.malformed", watch("2026-11-22", f)[0].Code)
}

func TestNextYearsCalendarIsAskedForFromNovember(t *testing.T) {
	c := calendar.Default()
	require.Empty(t, monitor.Programme(day("2026-10-31"), c))
	got := monitor.Programme(day("2026-11-01"), c)
	require.Len(t, got, 1)
	require.Equal(t, "2027-01-01", got[0].Until.String())
	require.Len(t, monitor.Programme(day("2027-03-01"), c), 1)
	require.Len(t, monitor.Programme(day("2027-11-01"), c), 2)
}

func TestARuleThatEndsWithoutAnotherAfterItIsAskedForInTime(t *testing.T) {
	require.Empty(t, monitor.Rules(day("2026-11-22"), policy.Embedded()))
	pack, err := policy.Embedded().On("patent-fees", day("2026-11-22"))
	require.NoError(t, err)
	pack.ValidTo = day("2026-12-31")
	rules, err := policy.Embedded().With(pack)
	require.NoError(t, err)
	require.Empty(t, monitor.Rules(day("2026-11-01"), rules))
	got := monitor.Rules(day("2026-11-02"), rules)
	require.Len(t, got, 1)
	require.Equal(t, []any{"rules.missing", monitor.High, "2026-12-31"}, []any{got[0].Code, got[0].Level, got[0].Until.String()})
	require.Equal(t, monitor.Highest, monitor.Rules(day("2027-01-01"), rules)[0].Level)
}

// The month of the grace, the surcharge and the level, day by day from due to lapsed: LAW 6.1, steps 0/5/10/15/20/25 % of 1,200.
func TestAFeeGrowsMonthByMonth(t *testing.T) {
	f := quiet()
	f.Rights = f.Rights[:1]
	f.Rights[0].Right.Filed, f.Rights[0].Right.Granted, f.Rights[0].Right.FeesPaidUntil = day("2022-03-10"), day("2024-05-03"), day("2026-03-10")
	f.Outstanding = money.Yuan(1)
	f.Rights[0].Right.StatusOn, f.Rights[0].ValidUntil = day("2026-09-15"), day("2027-06-30")
	seen := []string{}
	for on := day("2025-12-20"); on.Before(day("2026-09-20")); on = on.AddDays(1) {
		f.Rights[0].Right.StatusOn = on
		for _, a := range watch(on.String(), f) {
			require.Equal(t, "第5年", a.Period)
			if line := a.Code + " " + a.Step + " " + string(a.Level); len(seen) == 0 || seen[len(seen)-1][11:] != line {
				seen = append(seen, on.String()+" "+line)
			}
			if a.Code == "fee.grace" && a.Step == "补缴期第3个月" {
				require.Contains(t, a.Why, "年费 1,200.00 元已于 2026年3月10日 到期未缴，处于补缴期第 3 个月，现须加缴滞纳金 120.00 元，合计 1,320.00 元（滞纳金分档待核实）")
			}
		}
	}
	require.Equal(t, []string{
		"2026-01-09 fee.due 60天以内 notice", "2026-02-08 fee.due 30天以内 notice", "2026-03-03 fee.due 7天以内 notice",
		"2026-03-11 fee.grace 补缴期第1个月 high", "2026-04-11 fee.grace 补缴期第2个月 high", "2026-05-11 fee.grace 补缴期第3个月 high",
		"2026-06-11 fee.grace 补缴期第4个月 high", "2026-07-11 fee.grace 补缴期第5个月 high",
		"2026-08-11 fee.grace 补缴期第6个月 highest", "2026-09-11 fee.lapsed  highest",
	}, seen)
}

func TestTheDebtIsCalledAtThirtyFifteenAndSevenDays(t *testing.T) {
	f := quiet()
	f.Due = day("2026-11-30")
	for on, want := range map[string]string{"2026-10-31": "30天以内", "2026-11-14": "30天以内", "2026-11-15": "15天以内", "2026-11-22": "15天以内", "2026-11-23": "7天以内",
		"2026-11-30": "7天以内", "2026-12-01": "", "2026-12-31": "逾期30天以上", "2027-03-01": "逾期90天以上"} {
		f.Rights[0].Right.FeesPaidUntil, f.Rights[1].Right.StatusOn, f.Rights[0].Right.StatusOn = day("2029-07-21"), day(on), day(on)
		got := watch(on, f)
		require.Len(t, got, 1, on)
		require.Equal(t, want, got[0].Step, on)
	}
}

// A watcher judges a right by the same row as the fee calendar, on any day of any patent.
func TestTheNextFeeIsThatOfTheFeeCalendar(t *testing.T) {
	table := map[date.Date]pledge.FeeTable{}
	rapid.Check(t, func(t *rapid.T) {
		filed := day("2010-01-01").AddDays(rapid.IntRange(0, 5000).Draw(t, "filed"))
		r := pledge.FeeRequest{Kind: rapid.SampledFrom([]right.Kind{right.Invention, right.Utility, right.Design}).Draw(t, "kind"), Filed: filed,
			Granted: filed.AddDays(rapid.IntRange(100, 1500).Draw(t, "granted")), On: day("2022-01-01").AddDays(rapid.IntRange(0, 2500).Draw(t, "on"))}
		r.On = later(r.On, filed)
		if rapid.Bool().Draw(t, "paid") {
			r.PaidUntil = filed.AddYears(rapid.IntRange(1, 20).Draw(t, "years"))
		}
		cal, err := pledge.FeesBy(policy.Embedded(), r, nil)
		if _, met := table[r.On]; !met && err == nil {
			table[r.On], err = pledge.FeeTableOn(policy.Embedded(), r.On)
			require.NoError(t, err)
		}
		y, found, err2 := table[r.On].Next(r, nil)
		require.Equal(t, err == nil, err2 == nil)
		if err != nil {
			return
		}
		for _, want := range cal.Years {
			switch want.State {
			case pledge.FeeDue, pledge.FeeGrace, pledge.FeeLapsed:
				require.True(t, found)
				require.Equal(t, want, y)
				return
			}
		}
		require.False(t, found)
	})
}

func later(a, b date.Date) date.Date {
	if a.After(b) {
		return a
	}
	return b
}

// What is kept of the facts gives the alarms that the whole facts give.
func TestTheKeptFactsLackNothingTheWatchLooksAt(t *testing.T) {
	f := quiet()
	r := &f.Rights[0].Right
	r.Owners, r.Licences, r.Pledges, r.Other, r.IPC = []right.Owner{{Name: "示例公司"}}, []right.Licence{{Licensee: "示例"}}, []right.Pledge{{}}, "其他", "G06F"
	r.Preservations, r.Suspensions, r.Invalidation, r.Dispute = []right.Span{{Note: "示例法院"}}, []right.Span{{}}, true, true
	f.Rights[1].Right.Freezes = []right.Span{{}}
	for on := day("2026-11-22"); on.Before(day("2030-01-01")); on = on.AddDays(17) {
		require.Equal(t, watch(on.String(), f), watch(on.String(), f.Kept()))
	}
	require.Empty(t, f.Kept().Rights[0].Right.Owners)
	require.NotEmpty(t, f.Rights[0].Right.Owners, "the facts themselves stay whole")
}

func TestAlarmsStandLoudestFirst(t *testing.T) {
	loud := map[monitor.Level]int{monitor.Highest: 0, monitor.High: 1, monitor.Notice: 2}
	troubles := []func(*monitor.Facts){
		func(f *monitor.Facts) { f.Rights[0].ValidUntil = day("2026-11-21") },
		func(f *monitor.Facts) { f.Rights[1].ValidUntil = day("2026-12-01") },
		func(f *monitor.Facts) { f.Rights[0].Right.FeesPaidUntil = day("2026-07-21") },
		func(f *monitor.Facts) { f.Rights[1].Right.TermEnd = day("2027-05-01") },
		func(f *monitor.Facts) { f.Due = day("2026-12-01") },
		func(f *monitor.Facts) { f.Registered = date.Date{} },
		func(f *monitor.Facts) { f.MissingPapers = []string{"登记簿副本"} },
		func(f *monitor.Facts) { f.Enrolled = date.Date{} },
	}
	rapid.Check(t, func(t *rapid.T) {
		f := quiet()
		chosen := rapid.SliceOfDistinct(rapid.IntRange(0, len(troubles)-1), rapid.ID[int]).Draw(t, "troubles")
		for _, i := range chosen {
			troubles[i](&f)
		}
		got := watch("2026-11-22", f)
		require.GreaterOrEqual(t, len(got), len(chosen))
		for i := 1; i < len(got); i++ {
			require.LessOrEqual(t, loud[got[i-1].Level], loud[got[i].Level])
		}
	})
}
