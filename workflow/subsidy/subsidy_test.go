package subsidy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/policy"
	"zhiya/workflow/subsidy"
)

func presets(t require.TestingT) policy.Pack {
	pack, err := policy.Embedded().On(subsidy.PresetPack, date.Must("2026-11-23"))
	require.NoError(t, err)
	return pack
}

// LAW.md 8: the published schemes of Lianyungang and Fujian on loans made up to show them.
func TestThePublishedSchemesOfLianyungangAndFujianAreWorkedToTheFen(t *testing.T) {
	all, err := subsidy.Examples(presets(t))
	require.NoError(t, err)
	want := []struct {
		interest, amount, limits string
	}{
		{"182500.00", "91250.00", ""},
		{"800000.00", "300000.00", "每户每年上限"},
		{"38000.00", "7600.00", ""},
		{"36000.00", "7200.00", ""},
		{"760000.00", "200000.00", "每户累计上限"},
	}
	require.Len(t, all, len(want))
	for i, w := range want {
		x := all[i]
		require.Equal(t, w.interest, x.Figure.Interest.String(), x.Title)
		require.Equal(t, w.amount, x.Figure.Amount.String(), x.Title)
		require.Equal(t, w.limits, x.Figure.Limits(), x.Title)
		require.Contains(t, x.Note, "来源：")
		require.True(t, x.Preset.Example, "a figure read in a newspaper is an example until the notice of the year is entered")
	}
	require.Contains(t, all[0].Note, "ipraction.cn")
	require.Contains(t, all[2].Note, "fujian.gov.cn")
}

func TestEveryPresetNamesItsSourceAndIsMarkedAsAnExample(t *testing.T) {
	list, err := subsidy.Presets(presets(t))
	require.NoError(t, err)
	require.Len(t, list, 9)
	for _, p := range list {
		require.NotEmpty(t, p.Source, p.Code)
		require.True(t, p.Example, p.Code)
		require.NotEmpty(t, p.Kind.String(), p.Code)
		require.NotEmpty(t, p.Lines(p.Kind), p.Code)
	}
}

func batchOf(p subsidy.Plan, lines ...subsidy.Entry) subsidy.Batch {
	b := subsidy.Batch{ID: "b", Number: "TX-1", Plan: p, Step: subsidy.Reviewing}
	for i, e := range lines {
		b.Lines = append(b.Lines, subsidy.Line{No: i + 1, Entry: e})
	}
	return b
}

func yearPlan(change func(*subsidy.Scheme)) subsidy.Plan {
	p := subsidy.Plan{Name: "示例批次", Kind: subsidy.Interest, Year: 2023, From: date.Must("2023-01-01"), To: date.Must("2024-01-01"),
		Scheme: subsidy.Scheme{Code: "example", Title: "示例方案", Source: "示例", RateBase: subsidy.ActualRate, Ratio: money.MustRate("0.5"), DayCount: "365", OverdueExcluded: true, From: date.Must("2022-01-01")}}
	change(&p.Scheme)
	return p
}

func loan(change func(*subsidy.Entry)) subsidy.Entry {
	e := subsidy.Entry{Firm: "示例科技", USCC: "91320700MA1T5UTK2P", LoanNo: "JJ-1", Bank: "B03", LoanFrom: date.Must("2023-01-01"), LoanDue: date.Must("2024-01-01"), Voucher: "FX-1",
		Principal: money.Yuan(5_000_000), Rate: money.MustRate("0.0365"), From: date.Must("2023-01-01"), To: date.Must("2024-01-01"), Paid: money.Yuan(182_500)}
	change(&e)
	return e
}

func yuan(s string) *money.Money { m := money.Must(s); return &m }

func TestAFigureFollowsTheRulesOfItsSchemeAndSaysSo(t *testing.T) {
	none := func(*subsidy.Scheme) {}
	as := func(*subsidy.Entry) {}
	for _, c := range []struct {
		name   string
		scheme func(*subsidy.Scheme)
		entry  func(*subsidy.Entry)
		amount string
		days   int
		limits string
	}{
		{"half of a year's interest", none, as, "91250.00", 365, ""},
		{"what was paid is less than what is computed", none, func(e *subsidy.Entry) { e.Paid = money.Yuan(100_000) }, "50000.00", 365, "实付利息"},
		{"what was paid is more than what is computed", none, func(e *subsidy.Entry) { e.Paid = money.Yuan(190_000) }, "91250.00", 365, ""},
		{"penalty interest is left out", none, func(e *subsidy.Entry) { e.Overdue = money.Yuan(82_500) }, "50000.00", 365, "实付利息"},
		{"penalty interest is paid by a scheme that says so", func(s *subsidy.Scheme) { s.OverdueExcluded = false }, func(e *subsidy.Entry) { e.Overdue = money.Yuan(82_500) }, "91250.00", 365, ""},
		{"days after the due day are left out", none, func(e *subsidy.Entry) { e.LoanDue = date.Must("2023-07-01") }, "45250.00", 181, ""},
		{"a loan that fell due before the period is paid nothing", none, func(e *subsidy.Entry) { e.LoanFrom, e.LoanDue = date.Must("2022-01-01"), date.Must("2022-12-01") }, "0.00", 0, ""},
		{"the longest term runs from the day of the loan", func(s *subsidy.Scheme) { s.MaxMonths = 6 }, as, "45250.00", 181, ""},
		{"the benchmark when the loan costs more", func(s *subsidy.Scheme) {
			r := money.MustRate("0.0292")
			s.RateBase, s.Benchmark = subsidy.BenchmarkRate, &r
		}, as, "73000.00", 365, ""},
		{"the loan's rate when it is below the benchmark", func(s *subsidy.Scheme) {
			r := money.MustRate("0.05")
			s.RateBase, s.Benchmark = subsidy.BenchmarkRate, &r
		}, as, "91250.00", 365, ""},
		{"only the part secured by intellectual property", none, func(e *subsidy.Entry) { r := money.MustRate("0.6"); e.IPShare = &r }, "54750.00", 365, ""},
		{"the cap of a 借据", func(s *subsidy.Scheme) { s.LoanCap = yuan("50000") }, as, "50000.00", 365, "每张借据上限"},
		{"the cap of a firm and year", func(s *subsidy.Scheme) { s.FirmYearCap = yuan("40000.01") }, as, "40000.01", 365, "每户每年上限"},
		{"the lowest of several caps", func(s *subsidy.Scheme) {
			s.LoanCap, s.FirmYearCap, s.FirmTotalCap = yuan("50000"), yuan("90000"), yuan("30000")
		}, as, "30000.00", 365, "每张借据上限、每户累计上限"},
		{"a cap of exactly the amount does not bind", func(s *subsidy.Scheme) { s.FirmYearCap = yuan("91250") }, as, "91250.00", 365, ""},
		{"the higher ratio of a firm with a guarantee", func(s *subsidy.Scheme) { r := money.MustRate("0.8"); s.GuaranteedRatio = &r }, func(e *subsidy.Entry) { e.Guaranteed = true }, "146000.00", 365, ""},
		{"one fen", none, func(e *subsidy.Entry) { e.Principal, e.Paid = 1, 1 }, "0.00", 365, ""},
		{"one fen of subsidy", none, func(e *subsidy.Entry) { e.Principal, e.Paid = money.Must("0.50"), money.Must("0.02") }, "0.01", 365, ""},
		{"ninety trillion yuan", none, func(e *subsidy.Entry) {
			e.Principal, e.Paid = money.Must("90000000000000"), money.Must("3285000000000")
		}, "1642500000000.00", 365, ""},
		{"a principal beyond what can be computed leaves what was paid", none, func(e *subsidy.Entry) {
			e.Principal, e.Rate, e.Paid = money.Max, money.MustRate("0.36"), money.Must("90000000000000")
		}, "45000000000000.00", 365, "实付利息"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := batchOf(yearPlan(c.scheme), loan(c.entry)).Figures(nil)[0]
			require.Equal(t, c.amount, f.Amount.String(), "%+v", f.Why)
			require.Equal(t, c.days, f.Days)
			require.Equal(t, c.limits, f.Limits())
			require.NotEmpty(t, f.Why)
			require.Equal(t, f.Amount, f.Why[len(f.Why)-1].Amount, "the last step is the result")
		})
	}
}

func TestAFeeIsSubsidisedByItsShareAndCaps(t *testing.T) {
	p := yearPlan(func(s *subsidy.Scheme) { s.FirmYearCap = yuan("100000") })
	p.Kind = subsidy.AppraisalFee
	fee := func(loanNo, paid string) subsidy.Entry {
		return loan(func(e *subsidy.Entry) {
			e.LoanNo, e.Paid, e.Principal, e.To = loanNo, money.Must(paid), 0, e.From.AddDays(1)
		})
	}
	f := batchOf(p, fee("A", "150000.01"), fee("B", "80000")).Figures(nil)
	require.Equal(t, "75000.01", f[0].Amount.String(), "half a fen goes up")
	require.Equal(t, "24999.99", f[1].Amount.String(), "what is left of the firm's year")
	require.Equal(t, "每户每年上限", f[1].Limits())
}

func TestDaysThatOverlapArePaidOnce(t *testing.T) {
	part := func(from, to, paid string) subsidy.Entry {
		return loan(func(e *subsidy.Entry) { e.From, e.To, e.Paid = date.Must(from), date.Must(to), money.Must(paid) })
	}
	b := batchOf(yearPlan(func(*subsidy.Scheme) {}), part("2023-03-01", "2023-09-01", "92000"), part("2023-01-01", "2023-07-01", "90500"))
	f := b.Figures(nil)
	require.Equal(t, 181, f[1].Days, "January to June by the line that begins earlier")
	require.Equal(t, 62, f[0].Days, "July and August are left to the other")
	require.Equal(t, "15500.00", f[0].Amount.String())
	require.Equal(t, "45250.00", f[1].Amount.String())

	b.Step = subsidy.Examining
	for i := range b.Lines {
		b.Lines[i].Figure = &f[i]
	}
	next := batchOf(b.Plan, part("2023-08-01", "2024-01-01", "76500"))
	next.ID = "c"
	f = next.Figures(subsidy.Book{b})
	require.Equal(t, 122, f[0].Days, "the days of another batch are gone")
	b.Step = subsidy.Stopped
	require.Equal(t, 153, next.Figures(subsidy.Book{b})[0].Days, "a batch that was stopped pays nothing")
}

func TestCapsCountOverBatchesOfOneSchemeAndYear(t *testing.T) {
	p := yearPlan(func(s *subsidy.Scheme) {
		s.LoanCap, s.FirmYearCap, s.FirmTotalCap = yuan("80000"), yuan("100000"), yuan("150000")
	})
	half := func(year int, loanNo string) subsidy.Entry {
		return loan(func(e *subsidy.Entry) {
			e.LoanNo, e.From, e.To, e.LoanFrom, e.LoanDue = loanNo, date.Of(year, 1, 1), date.Of(year, 7, 1), date.Of(year, 1, 1), date.Of(year+1, 1, 1)
			e.Paid = money.Yuan(90_500)
		})
	}
	fix := func(b subsidy.Batch, id string, year int, book subsidy.Book) subsidy.Batch {
		b.ID, b.Step, b.Year = id, subsidy.Examining, year
		for i, f := range b.Figures(book) {
			b.Lines[i].Figure = &f
		}
		return b
	}
	a := fix(batchOf(p, half(2023, "A")), "a", 2023, nil)
	require.Equal(t, "45250.00", a.Total().String())
	b := fix(batchOf(p, half(2023, "B"), half(2023, "C")), "b", 2023, subsidy.Book{a})
	require.Equal(t, "45250.00", b.Lines[0].Due().String())
	require.Equal(t, "9500.00", b.Lines[1].Due().String(), "the firm's year is full")
	c := fix(batchOf(p, half(2024, "D"), half(2024, "E")), "c", 2024, subsidy.Book{a, b})
	require.Equal(t, "45250.00", c.Lines[0].Due().String(), "a new year")
	require.Equal(t, "4750.00", c.Lines[1].Due().String(), "all years together")
	other := batchOf(p, half(2025, "F"))
	other.ID, other.Scheme.Code = "d", "another"
	require.Equal(t, "45250.00", other.Figures(subsidy.Book{a, b, c})[0].Amount.String(), "another scheme has caps of its own")
	a.Step = subsidy.Done
	a.Lines[0].Payment = &subsidy.Payment{Amount: money.Must("45250")}
	a.Lines[0].Reversals = []subsidy.Reversal{{Amount: money.Must("45250"), Confirmed: true}}
	free := batchOf(p, half(2023, "G"))
	free.ID = "e"
	require.Equal(t, "45250.00", free.Figures(subsidy.Book{a, b})[0].Amount.String(), "what was taken back is free again")
}

// 合肥经开区: interest and fees share one cap.
func TestAFeeAndInterestUnderOneCodeShareTheirCap(t *testing.T) {
	list, err := subsidy.Presets(presets(t))
	require.NoError(t, err)
	by := map[subsidy.Kind]subsidy.Scheme{}
	for _, p := range list {
		if p.Code == "hefei-zhuanlidai" {
			by[p.Kind] = p.Scheme
		}
	}
	require.Len(t, by, 2)
	interest := yearPlan(func(s *subsidy.Scheme) { *s = by[subsidy.Interest] })
	a := batchOf(interest, loan(func(*subsidy.Entry) {}))
	a.ID = "a"
	f := a.Figures(nil)
	require.Equal(t, "91250.00", f[0].Amount.String())
	a.Lines[0].Figure, a.Step = &f[0], subsidy.Examining
	fees := yearPlan(func(s *subsidy.Scheme) { *s = by[subsidy.AppraisalFee] })
	fees.Kind = subsidy.AppraisalFee
	b := batchOf(fees, loan(func(e *subsidy.Entry) { e.Paid, e.To = money.Yuan(80_000), e.From.AddDays(1) }))
	f = b.Figures(subsidy.Book{a})
	require.Equal(t, 1, f[0].Days, "the day of a fee is not the day of the interest")
	require.Equal(t, "58750.00", f[0].Amount.String(), "what the interest left of 150 000")
}
