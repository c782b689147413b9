package riskshare_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/riskshare"
)

func amount(s string) *money.Money { m := money.Must(s); return &m }

func rate(s string) *money.Rate { r := money.MustRate(s); return &r }

func party(id, share string) riskshare.Party {
	return riskshare.Party{ID: id, Share: money.MustRate(share)}
}

// zhongshan is the 54 : 26 : 16 : 4 scheme: fund, bank, insurer, appraiser.
func zhongshan() riskshare.Scheme {
	fund := party("fund", "0.54")
	fund.Cap, fund.Pool = amount("500000.00"), amount("30000000.00")
	return riskshare.Scheme{
		Parties:  []riskshare.Party{fund, party("bank", "0.26"), party("insurer", "0.16"), party("appraiser", "0.04")},
		Base:     riskshare.Principal,
		Residual: "bank",
	}
}

func loss() riskshare.Loss {
	return riskshare.Loss{Principal: money.Must("1000000.01"), Interest: money.Must("23456.78"), IPShare: rate("0.6")}
}

func TestAllocateSharesTheWorkedExample(t *testing.T) {
	got, err := riskshare.Allocate(riskshare.Request{Scheme: zhongshan(), Loss: loss()})
	require.NoError(t, err)
	require.Equal(t, riskshare.Result{
		Base: money.Must("600000.01"),
		Parts: []riskshare.Part{
			{ID: "fund", Amount: money.Must("324000.01"), LimitedBy: riskshare.ByShare},
			{ID: "bank", Amount: money.Must("156000.00"), LimitedBy: riskshare.ByShare},
			{ID: "insurer", Amount: money.Must("96000.00"), LimitedBy: riskshare.ByShare},
			{ID: "appraiser", Amount: money.Must("24000.00"), LimitedBy: riskshare.ByShare},
		},
		Outside: riskshare.Outside{Party: "bank", Amount: money.Must("423456.78")},
		Total:   money.Must("1023456.79"),
	}, got)
}

func TestAllocateChoosesTheBase(t *testing.T) {
	whole := riskshare.Loss{Principal: money.Must("100.00"), Interest: money.Must("10.00"), Costs: money.Must("1.00")}
	for _, c := range []struct {
		base          riskshare.Base
		ipShare       *money.Rate
		want, outside string
	}{
		{riskshare.Principal, nil, "100.00", "11.00"},
		{riskshare.PrincipalAndInterest, nil, "110.00", "1.00"},
		{riskshare.All, nil, "111.00", "0.00"},
		{riskshare.All, rate("0"), "0.00", "111.00"},
		{riskshare.All, rate("0.00004"), "0.00", "111.00"},
		{riskshare.Principal, rate("0.00005"), "0.01", "110.99"}, // half a fen is rounded up
		{riskshare.Principal, rate("0.000049999999"), "0.00", "111.00"},
	} {
		s := zhongshan()
		s.Base = c.base
		l := whole
		l.IPShare = c.ipShare
		got, err := riskshare.Allocate(riskshare.Request{Scheme: s, Loss: l})
		require.NoError(t, err)
		require.Equal(t, c.want, got.Base.String(), c.base)
		require.Equal(t, c.outside, got.Outside.Amount.String(), c.base)
	}
}

func TestAllocateGivesWhatIsCutOffToTheResidualParty(t *testing.T) {
	for _, c := range []struct {
		name      string
		cap, pool *money.Money
		fund      string
		bank      string
		by        riskshare.Limit
	}{
		{"no limit", nil, nil, "540.00", "260.00", riskshare.ByShare},
		{"the share equals the cap", amount("540.00"), nil, "540.00", "260.00", riskshare.ByShare},
		{"one fen under the share", amount("539.99"), nil, "539.99", "260.01", riskshare.ByCap},
		{"the pool is empty", nil, amount("0.00"), "0.00", "800.00", riskshare.ByPool},
		{"the pool is below the cap", amount("500.00"), amount("100.00"), "100.00", "700.00", riskshare.ByPool},
		{"the cap is below the pool", amount("100.00"), amount("500.00"), "100.00", "700.00", riskshare.ByCap},
		{"cap and pool are equal", amount("100.00"), amount("100.00"), "100.00", "700.00", riskshare.ByCap},
	} {
		s := zhongshan()
		s.Parties[0].Cap, s.Parties[0].Pool = c.cap, c.pool
		got, err := riskshare.Allocate(riskshare.Request{Scheme: s, Loss: riskshare.Loss{Principal: money.Must("1000.00")}})
		require.NoError(t, err, c.name)
		require.Equal(t, c.fund, got.Parts[0].Amount.String(), c.name)
		require.Equal(t, c.by, got.Parts[0].LimitedBy, c.name)
		require.Equal(t, c.bank, got.Parts[1].Amount.String(), c.name)
		require.Equal(t, riskshare.ByShare, got.Parts[1].LimitedBy, c.name)
	}
}

func TestAllocateGivesTiesToThePartyListedFirst(t *testing.T) {
	s := riskshare.Scheme{Base: riskshare.Principal, Residual: "c",
		Parties: []riskshare.Party{party("a", "0.25"), party("b", "0.25"), party("c", "0.25"), party("d", "0.25")}}
	got, err := riskshare.Allocate(riskshare.Request{Scheme: s, Loss: riskshare.Loss{Principal: 2}})
	require.NoError(t, err)
	require.Equal(t, []money.Money{1, 1, 0, 0},
		[]money.Money{got.Parts[0].Amount, got.Parts[1].Amount, got.Parts[2].Amount, got.Parts[3].Amount})
}

func TestAllocateNamesEveryFault(t *testing.T) {
	for _, c := range []struct {
		name       string
		spoil      func(*riskshare.Request)
		code, path string
		says       string
	}{
		{"no parties", func(r *riskshare.Request) { r.Scheme.Parties = nil }, "party.missing", "scheme.parties", "至少列出一方"},
		{"shares short of 1", func(r *riskshare.Request) { r.Scheme.Parties[1] = party("bank", "0.259999999999") }, "share.sum", "scheme.parties", "比 1 少 0.000000000001"},
		{"shares over 1", func(r *riskshare.Request) { r.Scheme.Parties[1] = party("bank", "0.27") }, "share.sum", "scheme.parties", "比 1 多 0.01"},
		{"negative share", func(r *riskshare.Request) { r.Scheme.Parties[1] = party("bank", "-0.26") }, "share.range", "scheme.parties[1].share", "应在 0 与 1 之间"},
		{"duplicate party", func(r *riskshare.Request) { r.Scheme.Parties[2].ID = "fund" }, "party.duplicate", "scheme.parties[2].id", "parties[0]"},
		{"party without id", func(r *riskshare.Request) { r.Scheme.Parties[2].ID = "" }, "party.unnamed", "scheme.parties[2].id", "代号"},
		{"negative cap", func(r *riskshare.Request) { r.Scheme.Parties[0].Cap = amount("-0.01") }, "amount.negative", "scheme.parties[0].cap", "-0.01"},
		{"negative pool", func(r *riskshare.Request) { r.Scheme.Parties[0].Pool = amount("-1") }, "amount.negative", "scheme.parties[0].pool", "-1.00"},
		{"unknown base", func(r *riskshare.Request) { r.Scheme.Base = "exposure" }, "base.unknown", "scheme.base", "exposure"},
		{"no residual", func(r *riskshare.Request) { r.Scheme.Residual = "" }, "residual.missing", "scheme.residual", "兜底方"},
		{"residual is no party", func(r *riskshare.Request) { r.Scheme.Residual = "州" }, "residual.unknown", "scheme.residual", "“州”"},
		{"residual is capped", func(r *riskshare.Request) { r.Scheme.Residual = "fund" }, "residual.limited", "scheme.parties[0]", "兜底"},
		{"negative principal", func(r *riskshare.Request) { r.Loss.Principal = -1 }, "amount.negative", "loss.principal", "-0.01"},
		{"negative interest", func(r *riskshare.Request) { r.Loss.Interest = -1 }, "amount.negative", "loss.interest", "-0.01"},
		{"negative costs", func(r *riskshare.Request) { r.Loss.Costs = -1 }, "amount.negative", "loss.costs", "-0.01"},
		{"ip share over 1", func(r *riskshare.Request) { r.Loss.IPShare = rate("1.01") }, "ip_share.range", "loss.ip_share", "1.01"},
		{"total out of range", func(r *riskshare.Request) { r.Loss.Principal = money.Max }, "amount.range", "loss", "超出"},
	} {
		r := riskshare.Request{Scheme: zhongshan(), Loss: loss()}
		c.spoil(&r)
		_, err := riskshare.Allocate(r)
		require.Error(t, err, c.name)
		require.Equal(t, fault.Invalid, fault.KindOf(err), c.name)
		fs := fault.Of(err)
		require.Len(t, fs, 1, c.name)
		require.Equal(t, c.code, fs[0].Code, c.name)
		require.Equal(t, c.path, fs[0].Path, c.name)
		require.Contains(t, fs[0].Message, c.says, c.name)
	}
}

func TestAllocateReportsAllFaultsTogether(t *testing.T) {
	s := zhongshan()
	s.Parties[0].Cap, s.Base, s.Residual = amount("-1"), "?", "nobody"
	_, err := riskshare.Allocate(riskshare.Request{Scheme: s, Loss: riskshare.Loss{Principal: -1}})
	require.Len(t, fault.Of(err), 4)
}

// randomShares are n shares with six decimals that sum to 1.
func randomShares(r *rand.Rand, n int) []money.Rate {
	out := make([]money.Rate, n)
	left := int64(1_000_000)
	for i := range n {
		share := left
		if i < n-1 {
			share = r.Int64N(left + 1)
		}
		left -= share
		out[i] = money.RateOf(decimal.New(share, -6))
	}
	return out
}

// randomSplit makes a valid scheme of 1 to 6 parties, half of them in layers, with limits on some of the parties.
func randomSplit(r *rand.Rand) riskshare.Request {
	n := 1 + r.IntN(6)
	s := riskshare.Scheme{Base: riskshare.All}
	residual := r.IntN(n)
	shares := randomShares(r, n)
	some := func() *money.Money {
		if r.IntN(3) > 0 {
			return nil
		}
		limit := money.Money(r.Int64N(2_000_000))
		return &limit
	}
	for i := range n {
		p := riskshare.Party{ID: string(rune('a' + i)), Share: shares[i]}
		if i != residual {
			p.Cap, p.DebtorCap, p.YearCap, p.Pool = some(), some(), some(), some()
			p.DebtorUsed, p.YearUsed = money.Money(r.Int64N(1_000_000)), money.Money(r.Int64N(1_000_000))
		}
		s.Parties = append(s.Parties, p)
	}
	s.Residual = s.Parties[residual].ID
	if r.IntN(2) == 0 {
		var end money.Money
		layers := 1 + r.IntN(4)
		for i := range layers {
			l := riskshare.Layer{From: end}
			if i < layers-1 {
				end += money.Money(1 + r.Int64N(1_500_000))
				to := end
				l.To = &to
			}
			who := r.Perm(n)[:1+r.IntN(n)]
			for k, share := range randomShares(r, len(who)) {
				l.Shares = append(l.Shares, riskshare.LayerShare{ID: s.Parties[who[k]].ID, Share: share})
			}
			s.Layers = append(s.Layers, l)
		}
		for i := range s.Parties {
			s.Parties[i].Share = money.Rate{}
		}
	}
	ip := money.RateOf(decimal.New(r.Int64N(1001), -3))
	bound := int64(5_000_000)
	if r.IntN(10) == 0 {
		bound = int64(money.Max) / 4
	}
	return riskshare.Request{Scheme: s, Loss: riskshare.Loss{
		Principal: money.Money(r.Int64N(bound)), Interest: money.Money(r.Int64N(bound)), Costs: money.Money(r.Int64N(bound)), IPShare: &ip}}
}

// splits is how many random splits are tried: a hundred thousand, or what ZHIYA_SPLITS says (the long form is 1000000).
func splits(t *testing.T) int {
	text := os.Getenv("ZHIYA_SPLITS")
	if text == "" {
		return 100_000
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// owed is what a party's shares come to before limits, and in how many layers it has one, reckoned apart from the code under test.
func owed(s riskshare.Scheme, id string, base money.Money) (sum decimal.Decimal, layers int64) {
	for _, p := range s.Parties {
		if p.ID == id && len(s.Layers) == 0 {
			return base.Decimal().Mul(p.Share.Decimal()), 1
		}
	}
	for _, l := range s.Layers {
		top := base
		if l.To != nil && *l.To < base {
			top = *l.To
		}
		for _, x := range l.Shares {
			if x.ID == id && top > l.From {
				sum = sum.Add((top - l.From).Decimal().Mul(x.Share.Decimal()))
				layers++
			}
		}
	}
	return sum, layers
}

func TestRandomSplitsAlwaysSumToTheBaseAndKeepTheLimits(t *testing.T) {
	r := rand.New(rand.NewPCG(20261122, 54))
	var byLimit = map[riskshare.Limit]int{}
	for range splits(t) {
		req := randomSplit(r)
		got, err := riskshare.Allocate(req)
		if err != nil {
			t.Fatal(err, req)
		}
		var sum money.Money
		for i, part := range got.Parts {
			p := req.Scheme.Parties[i]
			sum += part.Amount
			byLimit[part.LimitedBy]++
			exact, layers := owed(req.Scheme, p.ID, got.Base)
			over := part.Amount.Decimal().Sub(exact)
			fen := decimal.New(max(1, layers), -2)
			room := func(limit *money.Money, used money.Money) money.Money {
				if limit == nil {
					return money.Max
				}
				return max(0, *limit-used)
			}
			least := min(room(p.Cap, 0), room(p.DebtorCap, p.DebtorUsed), room(p.YearCap, p.YearUsed), room(p.Pool, 0))
			switch {
			case part.Amount < 0,
				part.Amount > least,
				part.LimitedBy != riskshare.ByShare && part.Amount != least,
				p.ID != req.Scheme.Residual && over.Cmp(fen) >= 0,
				part.LimitedBy == riskshare.ByShare && over.Neg().Cmp(fen) >= 0:
				t.Fatalf("part %d of %+v: %+v", i, req, got)
			}
		}
		if sum != got.Base || got.Base+got.Outside.Amount != got.Total {
			t.Fatalf("parts do not sum: %+v %+v", req, got)
		}
	}
	for _, l := range []riskshare.Limit{riskshare.ByShare, riskshare.ByCap, riskshare.ByDebtorCap, riskshare.ByYearCap, riskshare.ByPool} {
		require.Positive(t, byLimit[l], "some part is fixed by %s", l)
	}
}

func TestAnExplanationAddsUpToTheParts(t *testing.T) {
	r := rand.New(rand.NewPCG(20261123, 6))
	for range 5_000 {
		req := randomSplit(r)
		got, err := riskshare.Explain(req)
		require.NoError(t, err)
		plain, err := riskshare.Allocate(req)
		require.NoError(t, err)
		require.Equal(t, plain, got.Result)
		amounts := map[string]money.Money{}
		var all, passed money.Money
		for _, x := range got.Steps {
			amounts[x.Party] += x.Amount
			all += x.Amount
		}
		require.Equal(t, got.Base, all)
		for _, k := range got.Cuts {
			require.Equal(t, []money.Money{amounts[k.Party], k.Amount - k.Room}, []money.Money{k.Amount, k.Passed})
			amounts[k.Party] -= k.Passed
			passed += k.Passed
		}
		amounts[req.Scheme.Residual] += passed
		for _, p := range got.Parts {
			require.Equal(t, amounts[p.ID], p.Amount)
		}
	}
}

// layered: the bank bears the first 100,000 yuan alone, then the fund 80 % and the bank 20 % up to 1,000,000, above it the bank alone.
func layered() riskshare.Scheme {
	only := func(id string) []riskshare.LayerShare {
		return []riskshare.LayerShare{{ID: id, Share: money.MustRate("1")}}
	}
	return riskshare.Scheme{Parties: []riskshare.Party{{ID: "fund"}, {ID: "bank"}}, Base: riskshare.Principal, Residual: "bank", Layers: []riskshare.Layer{
		{To: amount("100000"), Shares: only("bank")},
		{From: money.Yuan(100_000), To: amount("1000000"), Shares: []riskshare.LayerShare{{ID: "fund", Share: money.MustRate("0.8")}, {ID: "bank", Share: money.MustRate("0.2")}}},
		{From: money.Yuan(1_000_000), Shares: only("bank")}}}
}

func TestLayersAreFilledFromTheBottom(t *testing.T) {
	for loss, fund := range map[string]string{"0": "0", "0.01": "0", "99999.99": "0", "100000": "0", "100000.01": "0.01", "600000": "400000", "1000000": "720000",
		"1000000.01": "720000", "5000000": "720000", "90000000000000000": "720000"} {
		got, err := riskshare.Allocate(riskshare.Request{Scheme: layered(), Loss: riskshare.Loss{Principal: money.Must(loss)}})
		require.NoError(t, err, loss)
		require.Equal(t, money.Must(fund), got.Parts[0].Amount, loss)
		require.Equal(t, money.Must(loss)-money.Must(fund), got.Parts[1].Amount, loss)
	}
}

func TestLayersThatDoNotCoverEveryLossOnceAreRefused(t *testing.T) {
	for code, spoil := range map[string]func(*riskshare.Scheme){
		"layer.overlap":   func(s *riskshare.Scheme) { s.Layers[1].From = money.Must("99999.99") },
		"layer.hole":      func(s *riskshare.Scheme) { s.Layers[1].From = money.Must("100000.01") },
		"layer.first":     func(s *riskshare.Scheme) { s.Layers[0].From = 1 },
		"layer.last":      func(s *riskshare.Scheme) { s.Layers[2].To = amount("2000000") },
		"layer.empty":     func(s *riskshare.Scheme) { s.Layers[1].To = amount("100000") },
		"layer.shares":    func(s *riskshare.Scheme) { s.Layers[1].Shares = nil },
		"layer.party":     func(s *riskshare.Scheme) { s.Layers[0].Shares[0].ID = "insurer" },
		"party.duplicate": func(s *riskshare.Scheme) { s.Layers[1].Shares[0].ID = "bank" },
		"share.sum":       func(s *riskshare.Scheme) { s.Layers[1].Shares[0].Share = money.MustRate("0.7999") },
		"share.range":     func(s *riskshare.Scheme) { s.Layers[1].Shares[0].Share = money.MustRate("1.2") },
		"share.layered":   func(s *riskshare.Scheme) { s.Parties[0].Share = money.MustRate("0.5") },
		"amount.negative": func(s *riskshare.Scheme) { s.Layers[0].From = -1 },
	} {
		s := layered()
		spoil(&s)
		err := s.Validate()
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
	}
	open := layered()
	open.Layers[0].To = nil
	require.True(t, fault.Has(open.Validate(), "layer.overlap"), "nothing lies above a layer without end")
}

func TestWhatEarlierLossesTookOfALimitIsNotBorneTwice(t *testing.T) {
	s := zhongshan()
	s.Parties[0].DebtorCap, s.Parties[0].DebtorUsed = amount("400000"), money.Must("300000")
	got, err := riskshare.Allocate(riskshare.Request{Scheme: s, Loss: loss()})
	require.NoError(t, err)
	require.Equal(t, riskshare.Part{ID: "fund", Amount: money.Must("100000"), LimitedBy: riskshare.ByDebtorCap}, got.Parts[0])
	require.Equal(t, money.Must("380000.01"), got.Parts[1].Amount)
	s.Parties[0].YearCap, s.Parties[0].YearUsed = amount("400000"), money.Must("400000.01")
	got, err = riskshare.Allocate(riskshare.Request{Scheme: s, Loss: loss()})
	require.NoError(t, err)
	require.Equal(t, riskshare.Part{ID: "fund", LimitedBy: riskshare.ByYearCap}, got.Parts[0], "a limit that is overdrawn already leaves nothing, never less")
}
