package ledger_test

import (
	"fmt"
	"maps"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/ledger"
)

var (
	fund  = ledger.Of(ledger.Fund, "LYG-F01")
	bank  = ledger.Of(ledger.Bank, "LYG-B03")
	costs = ledger.Of(ledger.Costs, "")
)

func day(s string) date.Date { return date.Must(s) }

func entry(id, booked string, amount money.Money) ledger.Entry {
	return ledger.Entry{ID: id, Booked: day(booked), Value: day(booked), Memo: "补偿款",
		Lines: []ledger.Line{{fund, -amount}, {bank, amount}}}
}

func TestAccountsKnowTheirKindAndParty(t *testing.T) {
	require.Equal(t, ledger.Account("fund:LYG-F01"), fund)
	require.Equal(t, ledger.Fund, fund.Kind())
	require.Equal(t, "LYG-F01", fund.Party())
	require.Equal(t, ledger.Costs, costs.Kind())
	require.Empty(t, costs.Party())
}

func TestAnEntryNamesItsBadLine(t *testing.T) {
	for _, c := range []struct {
		name       string
		spoil      func(*ledger.Entry)
		code, path string
	}{
		{"no id", func(e *ledger.Entry) { e.ID = "" }, "entry.id", "id"},
		{"no day of booking", func(e *ledger.Entry) { e.Booked = date.Date{} }, "date.missing", "booked"},
		{"no value date", func(e *ledger.Entry) { e.Value = date.Date{} }, "date.missing", "value"},
		{"no memo", func(e *ledger.Entry) { e.Memo = " " }, "entry.memo", "memo"},
		{"one line", func(e *ledger.Entry) { e.Lines = e.Lines[:1] }, "entry.lines", "lines"},
		{"unknown kind", func(e *ledger.Entry) { e.Lines[1].Account = "casino" }, "entry.account", "lines[1].account"},
		{"bad party", func(e *ledger.Entry) { e.Lines[1].Account = "bank:a b" }, "entry.account", "lines[1].account"},
		{"zero", func(e *ledger.Entry) { e.Lines[1].Amount = 0 }, "entry.zero", "lines[1].amount"},
		{"least integer", func(e *ledger.Entry) { e.Lines[0].Amount = math.MinInt64 }, "amount.range", "lines[0].amount"},
		{"unbalanced", func(e *ledger.Entry) { e.Lines[1].Amount++ }, "entry.unbalanced", "lines"},
		{"out of range", func(e *ledger.Entry) {
			e.Lines = append(e.Lines, ledger.Line{Account: bank, Amount: money.Max}, ledger.Line{Account: costs, Amount: -5})
		}, "amount.range", "lines"},
	} {
		e := entry("1", "2026-11-22", 100)
		c.spoil(&e)
		err := e.Validate()
		require.Equal(t, fault.Invalid, fault.KindOf(err), c.name)
		fs := fault.Of(err)
		require.Len(t, fs, 1, c.name)
		require.Equal(t, c.code, fs[0].Code, c.name)
		require.Equal(t, c.path, fs[0].Path, c.name)
		var book ledger.Book
		require.Equal(t, err, book.Post(e), c.name)
		require.Empty(t, book.Entries(), c.name)
	}
}

func TestAClosedMonthNeverChanges(t *testing.T) {
	var book ledger.Book
	require.NoError(t, book.Post(entry("1", "2026-10-31", 100)))
	require.NoError(t, book.CloseMonth(2026, 10))
	require.Equal(t, day("2026-10-31"), book.ClosedThrough())

	err := book.Post(entry("2", "2026-10-31", 5))
	require.Equal(t, fault.Refused, fault.KindOf(err))
	require.True(t, fault.Has(err, "entry.closed_month"))
	require.Equal(t, money.Money(100), book.Balance(bank, day("2026-10-31")))

	late := entry("2", "2026-11-01", 5)
	late.Value = day("2026-10-15")
	require.NoError(t, book.Post(late), "an effect in a closed month is booked in an open one")
	require.Equal(t, money.Money(100), book.Balance(bank, day("2026-10-31")))
	require.Equal(t, money.Money(105), book.ValueBalances(day("2026-10-31"))[bank])
	require.Equal(t, money.Money(105), book.Balance(bank, day("2026-11-01")))

	require.NoError(t, book.CloseMonth(2026, 9), "an earlier month is closed with the later one")
	require.Equal(t, day("2026-10-31"), book.ClosedThrough())
	require.True(t, fault.Has(book.CloseMonth(2026, 13), "month.absent"))
}

func TestAReversalCarriesItsOwnDate(t *testing.T) {
	var book ledger.Book
	require.NoError(t, book.Post(entry("1", "2026-10-20", 100)))
	require.NoError(t, book.CloseMonth(2026, 10))
	undo, err := book.Reverse("1", "2", day("2026-11-03"), "冲正：金额有误")
	require.NoError(t, err)
	require.Equal(t, ledger.Entry{ID: "2", Booked: day("2026-11-03"), Value: day("2026-10-20"), Memo: "冲正：金额有误", Reverses: "1",
		Lines: []ledger.Line{{fund, 100}, {bank, -100}}}, undo)
	require.Equal(t, money.Money(100), book.Balance(bank, day("2026-10-31")), "October stays as reported")
	require.Equal(t, money.Money(0), book.Balance(bank, day("2026-11-03")))
	require.Equal(t, map[ledger.Account]money.Money{fund: 100, bank: -100}, book.Movements(day("2026-11-01"), day("2026-11-30")))

	_, err = book.Reverse("1", "3", day("2026-11-04"), "再冲")
	require.True(t, fault.Has(err, "reversal.twice"))
	_, err = book.Reverse("2", "3", day("2026-11-04"), "冲冲正")
	require.True(t, fault.Has(err, "reversal.of_reversal"))
	_, err = book.Reverse("9", "3", day("2026-11-04"), "冲")
	require.True(t, fault.Has(err, "reversal.unknown"))
}

func TestAForgedReversalIsRefused(t *testing.T) {
	var book ledger.Book
	require.NoError(t, book.Post(entry("1", "2026-11-20", 100)))
	forged := entry("2", "2026-11-21", 100)
	forged.Reverses = "1"
	require.True(t, fault.Has(book.Post(forged), "reversal.lines"))
	forged.Lines = []ledger.Line{{fund, 100}, {bank, -100}}
	forged.Booked = day("2026-11-19")
	require.True(t, fault.Has(book.Post(forged), "reversal.early"))
	forged.Reverses, forged.Booked = "0", day("2026-11-21")
	require.True(t, fault.Has(book.Post(forged), "reversal.unknown"))
}

func TestAnEntryIsPostedOnceAndCannotBeReached(t *testing.T) {
	var book ledger.Book
	e := entry("1", "2026-11-20", 100)
	require.NoError(t, book.Post(e))
	require.Equal(t, fault.Conflict, fault.KindOf(book.Post(e)))
	e.Lines[1].Amount = 7
	book.Entries()[0].Lines[1].Amount = 8
	got, known := book.Entry("1")
	require.True(t, known)
	got.Lines[1].Amount = 9
	require.Equal(t, money.Money(100), book.Balance(bank, day("2026-11-20")))
	_, known = book.Entry("2")
	require.False(t, known)
}

func TestNoBalanceCanOverflow(t *testing.T) {
	var book ledger.Book
	require.NoError(t, book.Post(entry("1", "2026-11-20", money.Max)))
	require.True(t, fault.Has(book.Post(entry("2", "2026-11-20", 1)), "amount.range"))
	require.Equal(t, money.Max, book.Balance(bank, day("2026-11-20")))
}

func TestReplayRebuildsTheBookAndNamesTheBadEntry(t *testing.T) {
	var book ledger.Book
	require.NoError(t, book.Post(entry("1", "2026-10-20", 100)))
	_, err := book.Reverse("1", "2", day("2026-10-21"), "冲正")
	require.NoError(t, err)
	require.NoError(t, book.CloseMonth(2026, 10))
	again, err := ledger.Replay(book.Entries(), book.ClosedThrough())
	require.NoError(t, err)
	require.Equal(t, &book, again)

	bad := book.Entries()
	bad[1].Lines[0].Amount = 0
	_, err = ledger.Replay(bad, date.Date{})
	require.Equal(t, "entries[1].lines[0].amount", fault.Of(err)[0].Path)
}

// TestTheBookKeepsItsPromises drives a book with random postings, reversals and closings, and compares it with a plain
// list of what was accepted.
func TestTheBookKeepsItsPromises(t *testing.T) {
	accounts := []ledger.Account{fund, bank, costs, "borrower", "suspense"}
	rapid.Check(t, func(t *rapid.T) {
		var book ledger.Book
		var accepted []ledger.Entry
		reported := map[date.Date]map[ledger.Account]money.Money{} // balances as they were when the month was closed
		next := 0
		anyDay := rapid.Custom(func(t *rapid.T) date.Date { return date.Of(2026, 1, 1).AddDays(rapid.IntRange(0, 150).Draw(t, "day")) })
		t.Repeat(map[string]func(*rapid.T){
			"post": func(t *rapid.T) {
				next++
				e := ledger.Entry{ID: fmt.Sprint(next), Booked: anyDay.Draw(t, "booked"), Value: anyDay.Draw(t, "value"), Memo: "记账"}
				var sum money.Money
				for range rapid.IntRange(1, 4).Draw(t, "lines") {
					amount := money.Money(rapid.Int64Range(-1000, 1000).Filter(func(n int64) bool { return n != 0 }).Draw(t, "amount"))
					sum += amount
					e.Lines = append(e.Lines, ledger.Line{Account: rapid.SampledFrom(accounts).Draw(t, "account"), Amount: amount})
				}
				balanced := rapid.Bool().Draw(t, "balanced") && sum != 0
				if balanced {
					e.Lines = append(e.Lines, ledger.Line{Account: bank, Amount: -sum})
				} else {
					balanced = sum == 0 && len(e.Lines) > 1
				}
				err := book.Post(e)
				require.Equal(t, balanced && e.Booked.After(book.ClosedThrough()), err == nil, "%v", err)
				if err == nil {
					accepted = append(accepted, e)
				}
			},
			"reverse": func(t *rapid.T) {
				if len(accepted) == 0 {
					t.Skip("nothing to undo")
				}
				next++
				original := rapid.SampledFrom(accepted).Draw(t, "original")
				undo, err := book.Reverse(original.ID, fmt.Sprint(next), anyDay.Draw(t, "booked"), "冲正")
				if err == nil {
					require.True(t, undo.Booked.After(book.ClosedThrough()))
					accepted = append(accepted, undo)
				}
			},
			"close": func(t *rapid.T) {
				require.NoError(t, book.CloseMonth(2026, rapid.IntRange(1, 5).Draw(t, "month")))
				on := book.ClosedThrough()
				if _, closed := reported[on]; !closed {
					reported[on] = book.Balances(on)
				}
			},
			"": func(t *rapid.T) {
				require.Equal(t, len(accepted), len(book.Entries()))
				undone := map[string]int{}
				for _, e := range accepted {
					if e.Reverses != "" {
						undone[e.Reverses]++
						require.Equal(t, 1, undone[e.Reverses], "an entry is undone once")
					}
				}
				for on, balances := range reported {
					require.Equal(t, balances, book.Balances(on), "the month closed on %s changed", on)
				}
				on := anyDay.Draw(t, "on")
				for _, balances := range []map[ledger.Account]money.Money{book.Balances(on), book.ValueBalances(on)} {
					var sum money.Money
					for m := range maps.Values(balances) {
						sum += m
					}
					require.Zero(t, sum)
				}
				var want money.Money
				for _, e := range accepted {
					for _, l := range e.Lines {
						if l.Account == fund && !e.Booked.After(on) {
							want += l.Amount
						}
					}
				}
				require.Equal(t, want, book.Balance(fund, on))
			},
		})
	})
}
