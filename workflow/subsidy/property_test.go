package subsidy_test

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/subsidy"
)

var firms = []string{"91320700MA1T5UTK2P", "91320700MA1TC8B09H"}

// someEntry draws a line; few firms and loans, so that days and caps collide.
func someEntry(t *rapid.T) subsidy.Entry {
	start := date.Must("2023-01-01")
	from := start.AddDays(rapid.IntRange(0, 300).Draw(t, "from"))
	to := from.AddDays(rapid.IntRange(1, start.AddDays(365).Sub(from)).Draw(t, "days"))
	paid := money.Money(rapid.OneOf(rapid.Int64Range(1, 100), rapid.Int64Range(1, 50_000_000), rapid.Just(int64(9e15))).Draw(t, "paid"))
	return subsidy.Entry{Firm: "示例科技", USCC: rapid.SampledFrom(firms).Draw(t, "firm"), LoanNo: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "loan"), Bank: "B03",
		LoanFrom: start.AddDays(-rapid.IntRange(0, 200).Draw(t, "age")), LoanDue: start.AddDays(rapid.IntRange(100, 500).Draw(t, "due")), From: from, To: to,
		Principal: money.Money(rapid.OneOf(rapid.Int64Range(1, 100), rapid.Int64Range(1, 2_000_000_000), rapid.Just(int64(9e15))).Draw(t, "principal")),
		Rate:      money.RateOf(money.Money(rapid.Int64Range(1, 12).Draw(t, "rate")).Decimal()), Paid: paid, Overdue: money.Money(rapid.Int64Range(0, int64(paid)).Draw(t, "overdue")),
		Guaranteed: rapid.Bool().Draw(t, "guaranteed"), Voucher: "FX-1"}
}

func someScheme(t *rapid.T) func(*subsidy.Scheme) {
	some := func(name string) *money.Money {
		return rapid.Ptr(rapid.Custom(func(t *rapid.T) money.Money {
			return money.Money(rapid.OneOf(rapid.Int64Range(1, 100), rapid.Int64Range(1, 40_000_000)).Draw(t, name))
		}), true).Draw(t, name)
	}
	loanCap, year, total := some("loan cap"), some("year cap"), some("total cap")
	months, overdue := rapid.SampledFrom([]int{0, 0, 3, 12}).Draw(t, "months"), rapid.Bool().Draw(t, "overdue excluded")
	return func(s *subsidy.Scheme) {
		s.LoanCap, s.FirmYearCap, s.FirmTotalCap, s.MaxMonths, s.OverdueExcluded = loanCap, year, total, months, overdue
	}
}

func fixed(b subsidy.Batch, book subsidy.Book) subsidy.Batch {
	for i, f := range b.Figures(book) {
		b.Lines[i].Figure = &f
	}
	b.Step = subsidy.Examining
	return b
}

func TestBatchesOfAnyLinesHoldTheirCapsAndPayNoDayTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scheme := someScheme(t)
		plan := yearPlan(scheme)
		var book subsidy.Book
		for n := range rapid.IntRange(1, 3).Draw(t, "batches") {
			b := batchOf(plan, rapid.SliceOfN(rapid.Custom(someEntry), 1, 6).Draw(t, "lines")...)
			b.ID = fmt.Sprint(n)
			book = append(book, fixed(b, book))
		}
		loans, sums := map[string]money.Money{}, map[string]money.Money{}
		days, union := map[string]int{}, map[string]map[date.Date]bool{}
		for _, b := range book {
			var sum money.Money
			for _, l := range b.Lines {
				e, f := l.Entry, l.Figure
				require.GreaterOrEqual(t, f.Amount, money.Money(0))
				require.LessOrEqual(t, f.Amount, e.Paid, "never more than was paid")
				if f.Amount > 0 {
					require.LessOrEqual(t, f.Days, e.To.Sub(e.From))
					key := e.USCC + e.LoanNo
					days[key] += f.Days
					if union[key] == nil {
						union[key] = map[date.Date]bool{}
					}
					for d := e.From; d.Before(e.To); d = d.AddDays(1) {
						union[key][d] = true
					}
				}
				loans[e.USCC+e.LoanNo] += f.Amount
				sums[e.USCC] += f.Amount
				sum += f.Amount
			}
			require.Equal(t, sum, b.Total(), "the batch is the sum of its lines")
		}
		for key, n := range days {
			require.LessOrEqual(t, n, len(union[key]), "no day of a 借据 is paid twice")
		}
		for _, m := range loans {
			if plan.Scheme.LoanCap != nil {
				require.LessOrEqual(t, m, *plan.Scheme.LoanCap)
			}
		}
		for _, m := range sums {
			if plan.Scheme.FirmYearCap != nil {
				require.LessOrEqual(t, m, *plan.Scheme.FirmYearCap)
			}
			if plan.Scheme.FirmTotalCap != nil {
				require.LessOrEqual(t, m, *plan.Scheme.FirmTotalCap)
			}
		}
	})
}

func TestTheOrderInWhichLinesAreEnteredChangesNoFigure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := yearPlan(someScheme(t))
		lines := rapid.SliceOfNDistinct(rapid.Custom(someEntry), 2, 8, subsidy.Entry.Key).Draw(t, "lines")
		amounts := func(entries []subsidy.Entry) map[subsidy.Key]money.Money {
			out := map[subsidy.Key]money.Money{}
			for i, f := range batchOf(plan, entries...).Figures(nil) {
				out[entries[i].Key()] = f.Amount
			}
			return out
		}
		want := amounts(lines)
		r := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		require.Equal(t, want, amounts(lines))
	})
}

func TestADuplicateIsRefusedWhicheverIsEnteredFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := newOffice()
		e := someEntry(t)
		again := someEntry(t)
		again.USCC, again.LoanNo, again.From, again.To = e.USCC, e.LoanNo, e.From, e.To
		other := someEntry(t)
		other.LoanNo = "其他"
		entries := []subsidy.Entry{e, again, other}
		r := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		r.Shuffle(3, func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		b := subsidy.Batch{ID: "b", Number: "TX-1", Plan: yearPlan(func(*subsidy.Scheme) {}), Step: subsidy.Declaring}
		earlier := subsidy.Batch{ID: "a", Number: "TX-0", Plan: b.Plan, Step: subsidy.Declaring}
		split := rapid.IntRange(0, 3).Draw(t, "in an earlier batch")
		taken := 0
		for i, x := range entries {
			into := &b
			if i < split {
				into = &earlier
			}
			if subsidy.Admit(*into, subsidy.Book{earlier, b}, o.bank, []subsidy.Entry{x})[0] == nil {
				taken++
				into.Lines = append(into.Lines, subsidy.Line{No: len(into.Lines) + 1, Entry: x})
			}
		}
		require.Equal(t, 2, taken, "one of the two alike, and the other")
	})
}
