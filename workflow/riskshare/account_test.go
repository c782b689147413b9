package riskshare_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/ledger"
	"zhiya/workflow/riskshare"
)

var sharers = map[string]ledger.Kind{"bank": ledger.Bank, "fund": ledger.Fund, "guarantor": ledger.Guarantor, "insurer": ledger.Insurer}

func TestARecoveryIsReturnedInProportionAndNeverTwice(t *testing.T) {
	a := riskshare.NewAccount(sharers)
	start := date.Of(2026, 3, 2)
	enter := func(kind riskshare.FactKind, id, member, sum, costs string, on, today date.Date) {
		require.NoError(t, a.Enter(riskshare.Fact{ID: id, Kind: kind, Member: member, Amount: money.Must(sum), Costs: money.Must(costs), On: on}, today))
	}
	enter(riskshare.Borne, "b1", "bank", "200000", "0", start, start)
	enter(riskshare.Borne, "b2", "fund", "800000", "0", start, start)
	enter(riskshare.Recovered, "r1", "", "110000.01", "10000", start.AddDays(10), start.AddDays(10))
	s, err := riskshare.Stand(a.Facts(), date.Date{})
	require.NoError(t, err)
	require.Equal(t, []money.Money{money.Must("20000"), money.Must("80000.01"), money.Must("10000"), 0}, []money.Money{s.Returned["bank"], s.Returned["fund"], s.Costs, s.Surplus})

	// A payment that was forgotten, dated before the recovery: the month is closed, so the change is booked today.
	require.NoError(t, a.Book().CloseMonth(2026, 3))
	march := a.Book().Balances(date.Of(2026, 3, 31))
	today := date.Of(2026, 4, 9)
	enter(riskshare.Borne, "b3", "insurer", "1000000", "0", start, today)
	require.Equal(t, march, a.Book().Balances(date.Of(2026, 3, 31)), "a closed month never changes")
	require.Equal(t, money.Must("-190000"), a.Book().Balance("bank:bank", today), "half of the loss was the insurer's")
	require.Equal(t, money.Must("-760000"), a.Book().Balance("fund:fund", today))
	require.Equal(t, money.Must("-949999.99"), a.Book().Balance("insurer:insurer", today))
	require.True(t, fault.Has(a.Enter(riskshare.Fact{ID: "late", Kind: riskshare.Recovered, Amount: 1, On: start}, start.AddDays(1)), "entry.closed_month"))

	// The forgotten payment was a mistake after all.
	require.NoError(t, a.Reverse("b3", today.AddDays(1)))
	require.Equal(t, money.Must("-180000"), a.Book().Balance("bank:bank", today.AddDays(1)))
	require.Equal(t, march, a.Book().Balances(date.Of(2026, 3, 31)))
	enter(riskshare.Recovered, "r2", "", "5000000", "0", today, today.AddDays(2))
	s, err = riskshare.Stand(a.Facts(), date.Date{})
	require.NoError(t, err)
	require.Zero(t, s.Owing("bank")+s.Owing("fund"))
	require.Equal(t, money.Must("4100000.01"), s.Surplus)
}

func TestAFactThatCannotBeIsRefusedAndLeavesNothing(t *testing.T) {
	a := riskshare.NewAccount(sharers)
	today := date.Of(2026, 11, 23)
	require.NoError(t, a.Enter(riskshare.Fact{ID: "b", Kind: riskshare.Borne, Member: "bank", Amount: 100, On: today}, today))
	before := a.Book().Entries()
	for code, f := range map[string]riskshare.Fact{
		"fact.id":         {ID: "b", Kind: riskshare.Borne, Member: "bank", Amount: 1, On: today},
		"fact.kind":       {ID: "x", Kind: "gift", Amount: 1, On: today},
		"fact.member":     {ID: "x", Kind: riskshare.Borne, Member: "stranger", Amount: 1, On: today},
		"amount.positive": {ID: "x", Kind: riskshare.Borne, Member: "bank", On: today},
		"amount.negative": {ID: "x", Kind: riskshare.Recovered, Amount: 1, Costs: -1, On: today},
		"date.missing":    {ID: "x", Kind: riskshare.Borne, Member: "bank", Amount: 1},
		"date.future":     {ID: "x", Kind: riskshare.Borne, Member: "bank", Amount: 1, On: today.AddDays(1)},
	} {
		require.True(t, fault.Has(a.Enter(f, today), code), code)
	}
	require.True(t, fault.Has(a.Reverse("x", today), "fact.id"))
	require.Equal(t, before, a.Book().Entries())
	require.Len(t, a.Facts(), 1)
}

// histories is how many random histories are tried: 2,000, or what ZHIYA_HISTORIES says (the long form is 100000).
func histories(t *testing.T) int {
	text := os.Getenv("ZHIYA_HISTORIES")
	if text == "" {
		return 2_000
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// A random history is entered in two random orders, on different days, with months closed on the way and facts taken back: after every
// step the ledger balances and no closed month has changed, nobody gets back more than it bore, and at the end both orders stand alike.
func TestRandomHistoriesStandAlikeInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(20261123, 66))
	ids := []string{"bank", "fund", "guarantor", "insurer"}
	first := date.Of(2026, 1, 1)
	for h := range histories(t) {
		var facts []riskshare.Fact
		for i := range 1 + r.IntN(10) {
			f := riskshare.Fact{ID: fmt.Sprintf("f%d", i), Kind: riskshare.Borne, Member: ids[r.IntN(len(ids))], Amount: money.Money(1 + r.Int64N(1_000_000)), On: first.AddDays(r.IntN(120))}
			if r.IntN(2) == 0 {
				f.Kind, f.Member, f.Costs = riskshare.Recovered, "", money.Money(r.Int64N(200_000))
			}
			if r.IntN(50) == 0 {
				f.Amount *= 1_000_000_000
			}
			facts = append(facts, f)
		}
		var ends []map[ledger.Account]money.Money
		for range 2 {
			a := riskshare.NewAccount(sharers)
			today := first.AddDays(120)
			closed := map[ledger.Account]money.Money{}
			wrong := 0
			step := func(err error) {
				if err != nil {
					t.Fatalf("history %d: %v", h, err)
				}
				var sum money.Money
				for _, x := range a.Book().Balances(today) {
					sum += x
				}
				if sum != 0 {
					t.Fatalf("history %d does not balance", h)
				}
				if end := a.Book().ClosedThrough(); !end.IsZero() && !maps.Equal(closed, nonzero(a.Book().Balances(end))) {
					t.Fatalf("history %d changed a closed month", h)
				}
				if r.IntN(3) == 0 {
					today = today.AddDays(r.IntN(20))
				}
				if r.IntN(4) == 0 {
					last := date.Of(today.Year(), today.Month(), 1).AddDays(-1)
					if err := a.Book().CloseMonth(last.Year(), last.Month()); err != nil {
						t.Fatal(err)
					}
					closed = nonzero(a.Book().Balances(a.Book().ClosedThrough()))
				}
			}
			for _, i := range r.Perm(len(facts)) {
				if r.IntN(5) == 0 { // entered by mistake and taken back
					wrong++
					id := fmt.Sprintf("w%d", wrong)
					step(a.Enter(riskshare.Fact{ID: id, Kind: riskshare.Borne, Member: "insurer", Amount: 77_777, On: first.AddDays(r.IntN(100))}, today))
					step(a.Enter(facts[i], today))
					step(a.Reverse(id, today))
					continue
				}
				step(a.Enter(facts[i], today))
			}
			s, err := riskshare.Stand(facts, date.Date{})
			if err != nil {
				t.Fatal(err)
			}
			var borne, back, came money.Money
			for _, m := range ids {
				borne, back = borne+s.Borne[m], back+s.Returned[m]
				if s.Owing(m) < 0 || s.Returned[m] < 0 {
					t.Fatalf("history %d: %s got back %d of %d", h, m, s.Returned[m], s.Borne[m])
				}
				if a.Book().Balance(ledger.Of(sharers[m], m), today) != -s.Owing(m) {
					t.Fatalf("history %d: the ledger of %s differs from the facts", h, m)
				}
			}
			for _, f := range facts {
				if f.Kind == riskshare.Recovered {
					came += f.Amount
				}
			}
			if back+s.Costs+s.Surplus != came {
				t.Fatalf("history %d: %d came back, %d %d %d went", h, came, back, s.Costs, s.Surplus)
			}
			middle := first.AddDays(60) // by value date, as the facts say, whatever was entered when
			then, err := riskshare.Stand(facts, middle)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range ids {
				if a.Book().ValueBalances(middle)[ledger.Of(sharers[m], m)] != -then.Owing(m) {
					t.Fatalf("history %d: the value balance of %s differs from the facts", h, m)
				}
			}
			ends = append(ends, nonzero(a.Book().Balances(today)))
		}
		if !maps.Equal(ends[0], ends[1]) {
			t.Fatalf("history %d: %v and %v", h, ends[0], ends[1])
		}
	}
}

func nonzero(m map[ledger.Account]money.Money) map[ledger.Account]money.Money {
	maps.DeleteFunc(m, func(_ ledger.Account, x money.Money) bool { return x == 0 })
	return m
}
