package riskshare_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/riskshare"
)

func paid(amounts ...string) []riskshare.Payment {
	ps := make([]riskshare.Payment, len(amounts))
	for i, a := range amounts {
		ps[i] = riskshare.Payment{ID: string(rune('a' + i)), Amount: money.Must(a)}
	}
	return ps
}

func TestRecoverReturnsProRataToWhatWasPaid(t *testing.T) {
	for _, c := range []struct {
		name             string
		paid             []riskshare.Payment
		recovered, costs string
		net, surplus     string
		parts            []riskshare.Payment
	}{
		{"half comes back", paid("540.00", "260.00", "200.00"), "520.00", "20.00", "500.00", "0.00", paid("270.00", "130.00", "100.00")},
		{"everything and more", paid("540.00", "260.00"), "1000.00", "0", "1000.00", "200.00", paid("540.00", "260.00")},
		{"costs eat it up", paid("540.00", "260.00"), "10.00", "10.01", "0.00", "0.00", paid("0", "0")},
		{"a tie goes to the first", paid("1.00", "1.00"), "0.01", "0", "0.01", "0.00", paid("0.01", "0")},
		{"who paid nothing gets nothing", paid("0", "0.03", "0"), "0.02", "0", "0.02", "0.00", paid("0", "0.02", "0")},
		{"nobody paid", paid("0", "0"), "5.00", "0", "5.00", "5.00", paid("0", "0")},
	} {
		got, err := riskshare.Recover(riskshare.RecoverRequest{Paid: c.paid, Recovered: money.Must(c.recovered), Costs: money.Must(c.costs)})
		require.NoError(t, err, c.name)
		require.Equal(t, riskshare.RecoverResult{Net: money.Must(c.net), Parts: c.parts, Surplus: money.Must(c.surplus)}, got, c.name)
	}
}

func TestRecoverNamesEveryFault(t *testing.T) {
	_, err := riskshare.Recover(riskshare.RecoverRequest{
		Paid:      []riskshare.Payment{{ID: "a", Amount: -1}, {ID: "a"}, {}},
		Recovered: -1, Costs: -1,
	})
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	var paths []string
	for _, f := range fault.Of(err) {
		paths = append(paths, f.Path)
	}
	require.Equal(t, []string{"paid[0].amount", "paid[1].id", "paid[2].id", "recovered", "costs"}, paths)

	_, err = riskshare.Recover(riskshare.RecoverRequest{})
	require.True(t, fault.Has(err, "party.missing"))

	_, err = riskshare.Recover(riskshare.RecoverRequest{Paid: []riskshare.Payment{{"a", money.Max}, {"b", 1}}})
	require.True(t, fault.Has(err, "amount.range"))
}

func TestRandomRecoveriesNeverReturnMoreThanWasPaid(t *testing.T) {
	r := rand.New(rand.NewPCG(20261122, 26))
	for range 100_000 {
		req := riskshare.RecoverRequest{Recovered: money.Money(r.Int64N(3000)), Costs: money.Money(r.Int64N(500))}
		var total money.Money
		for i := range 1 + r.IntN(5) {
			p := riskshare.Payment{ID: string(rune('a' + i)), Amount: money.Money(r.Int64N(1000))}
			total += p.Amount
			req.Paid = append(req.Paid, p)
		}
		got, err := riskshare.Recover(req)
		if err != nil {
			t.Fatal(err)
		}
		var back money.Money
		for i, p := range got.Parts {
			back += p.Amount
			// Pro rata: no part is a whole fen away from its exact share of what goes back.
			if p.Amount < 0 || p.Amount > req.Paid[i].Amount {
				t.Fatalf("%+v %+v", req, got)
			}
			if off := int64(p.Amount*total) - int64(min(got.Net, total)*req.Paid[i].Amount); off >= int64(total) && off > 0 || -off >= int64(total) && off < 0 {
				t.Fatalf("not pro rata: %+v %+v", req, got)
			}
		}
		if back+got.Surplus != got.Net || got.Net != max(0, req.Recovered-req.Costs) {
			t.Fatalf("%+v %+v", req, got)
		}
	}
}
