package stress

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"zhiya/valuation/money"
)

// The levels at which the distribution of the loss is told, and the share of the worst scenarios called the tail.
var levels = []float64{0.5, 0.9, 0.95, 0.99, 0.999}

const tail = 0.01

// Level is a quantile of the loss: in a share P of the scenarios it is at most Loss. Beyond is the mean of the others and of so much of
// the quantile itself as makes their share 1 − P (期望短缺, expected shortfall).
type Level struct {
	P      float64     `json:"p"`
	Loss   money.Money `json:"loss"`
	Beyond money.Money `json:"beyond"`
}

// Distribution tells the loss of one party, or of all.
type Distribution struct {
	Expected      money.Money `json:"expected"` // exact, Σ PD × loss, before pools
	Mean          money.Money `json:"mean"`     // of the scenarios, after pools
	SD            money.Money `json:"sd"`
	StandardError money.Money `json:"standard_error"` // of the mean
	Worst         money.Money `json:"worst"`
	Levels        []Level     `json:"levels"`
}

// PartyLoss is what a party bears.
type PartyLoss struct {
	Party string `json:"party"`
	Distribution
	Pool      *money.Money `json:"pool,omitempty"`
	Exhausted float64      `json:"exhausted"` // share of the scenarios in which its pool is not enough
}

// SectorLoss is what comes from a sector.
type SectorLoss struct {
	Sector   string      `json:"sector"`
	Loans    int         `json:"loans"`
	AtRisk   money.Money `json:"at_risk"`  // loss when every loan of it defaults
	Expected money.Money `json:"expected"` // exact
	Tail     money.Money `json:"tail"`     // mean loss from it in the worst hundredth of the scenarios
	TailPart float64     `json:"tail_part"`
}

// Result is the answer of a stress.
type Result struct {
	Engine    string       `json:"engine"`
	Scenarios int          `json:"scenarios"`
	Seed      uint64       `json:"seed"`
	Loans     int          `json:"loans"`
	AtRisk    money.Money  `json:"at_risk"` // loss when every loan defaults
	Total     Distribution `json:"total"`
	Parties   []PartyLoss  `json:"parties"`
	Sectors   []SectorLoss `json:"sectors"`
}

func (e *engine) result(at map[string]int) Result {
	p := e.plan
	r := Result{Engine: EngineVersion, Scenarios: p.Scenarios, Seed: p.Seed, Loans: len(p.Loans)}
	total := make([]money.Money, p.Scenarios)
	for s := range total {
		for _, x := range e.byParty[s*e.parties : (s+1)*e.parties] {
			total[s] += x
		}
	}
	exhausted := make([]int, e.parties)
	for _, pool := range p.Pools {
		party, residual := at[pool.Party], at[pool.Residual]
		for s := range total {
			row := e.byParty[s*e.parties : (s+1)*e.parties]
			if over := row[party] - pool.Balance; over > 0 {
				row[party] -= over
				row[residual] += over
				exhausted[party]++
			}
		}
	}
	expected := make([]big.Int, e.parties)
	e.sectorsOf(&r, total, expected)
	var all big.Int
	for k, id := range p.Parties {
		column := make([]money.Money, p.Scenarios)
		for s := range column {
			column[s] = e.byParty[s*e.parties+k]
		}
		all.Add(&all, &expected[k])
		x := PartyLoss{Party: id, Distribution: describe(column, &expected[k]), Exhausted: float64(exhausted[k]) / float64(p.Scenarios)}
		for _, pool := range p.Pools {
			if pool.Party == id {
				x.Pool = &pool.Balance
			}
		}
		r.Parties = append(r.Parties, x)
	}
	r.Total = describe(total, &all)
	return r
}

// decimals is how far a probability of default counts in the expected loss, so that whole numbers can be summed.
const decimals = 1e15

// sectorsOf fills the sectors and adds what each loan is expected to cost each party, in fen × decimals.
func (e *engine) sectorsOf(r *Result, total []money.Money, expected []big.Int) {
	place := map[string]int{}
	sums := make([]big.Int, len(e.sectors))
	for i, s := range e.sectors {
		place[s] = i
		r.Sectors = append(r.Sectors, SectorLoss{Sector: s})
	}
	var pd, product big.Int
	for _, l := range e.plan.Loans {
		i := place[l.Sector]
		r.Sectors[i].Loans++
		r.Sectors[i].AtRisk += l.loss()
		r.AtRisk += l.loss()
		pd.SetInt64(int64(math.Round(l.PD * decimals)))
		for k, part := range l.Parts {
			product.Mul(&pd, product.SetInt64(int64(part)))
			expected[k].Add(&expected[k], &product)
			sums[i].Add(&sums[i], &product)
		}
	}
	worst := make([]int, len(total))
	for s := range worst {
		worst[s] = s
	}
	slices.SortFunc(worst, func(a, b int) int { return cmp.Or(cmp.Compare(total[b], total[a]), cmp.Compare(a, b)) })
	worst = worst[:max(1, int(float64(len(total))*tail))]
	var whole big.Int
	inTail := make([]big.Int, len(e.sectors))
	for _, s := range worst {
		for i, x := range e.bySector[s*len(e.sectors) : (s+1)*len(e.sectors)] {
			inTail[i].Add(&inTail[i], big.NewInt(int64(x)))
		}
		whole.Add(&whole, big.NewInt(int64(total[s])))
	}
	for i := range r.Sectors {
		r.Sectors[i].Expected = probable(&sums[i])
		r.Sectors[i].Tail = fen(new(big.Rat).SetFrac(&inTail[i], big.NewInt(int64(len(worst)))))
		if whole.Sign() > 0 {
			r.Sectors[i].TailPart, _ = new(big.Rat).SetFrac(&inTail[i], &whole).Float64()
		}
	}
}

// describe sorts the losses.
func describe(losses []money.Money, expected *big.Int) Distribution {
	slices.Sort(losses)
	n := len(losses)
	var sum, squares big.Int
	after := make([]big.Int, 0, len(levels)) // sums of the losses above each quantile
	next := 0
	for i, x := range losses {
		for next < len(levels) && i == position(levels[next], n)+1 {
			after = append(after, *new(big.Int).Set(&sum))
			next++
		}
		v := big.NewInt(int64(x))
		sum.Add(&sum, v)
		squares.Add(&squares, v.Mul(v, v))
	}
	for len(after) < len(levels) {
		after = append(after, *new(big.Int).Set(&sum))
	}
	d := Distribution{Expected: probable(expected), Mean: fen(new(big.Rat).SetFrac(&sum, big.NewInt(int64(n)))), Worst: losses[n-1]}
	// Σ(x−m)² = Σx² − (Σx)²/n, exactly.
	spread := new(big.Rat).SetFrac(new(big.Int).Mul(&sum, &sum), big.NewInt(int64(n)))
	spread.Sub(new(big.Rat).SetInt(&squares), spread)
	variance, _ := spread.Quo(spread, new(big.Rat).SetInt64(int64(n-1))).Float64()
	d.SD = money.Money(math.Round(math.Sqrt(variance)))
	d.StandardError = money.Money(math.Round(math.Sqrt(variance / float64(n))))
	for i, p := range levels {
		at := position(p, n)
		// Worst share 1−p: all above the quantile, and of the quantile itself what is missing.
		missing := new(big.Rat).SetInt64(int64(n))
		missing.Mul(missing, new(big.Rat).Sub(big.NewRat(1, 1), level(p)))
		share := new(big.Rat).Set(missing)
		missing.Sub(missing, new(big.Rat).SetInt64(int64(n-1-at)))
		beyond := new(big.Rat).SetInt(new(big.Int).Sub(&sum, &after[i]))
		beyond.Add(beyond, missing.Mul(missing, new(big.Rat).SetInt64(int64(losses[at]))))
		d.Levels = append(d.Levels, Level{P: p, Loss: losses[at], Beyond: fen(beyond.Quo(beyond, share))})
	}
	return d
}

// probable brings an expected loss in fen × decimals to fen.
func probable(x *big.Int) money.Money { return fen(new(big.Rat).SetFrac(x, big.NewInt(decimals))) }

// position is where the p-quantile stands among n sorted losses: the smallest loss that a share of at least p does not exceed.
func position(p float64, n int) int {
	x := new(big.Rat).Mul(level(p), new(big.Rat).SetInt64(int64(n)))
	q, r := new(big.Int).QuoRem(x.Num(), x.Denom(), new(big.Int))
	if r.Sign() == 0 {
		q.Sub(q, big.NewInt(1))
	}
	return int(q.Int64())
}

// level is the decimal that a level was written as.
func level(p float64) *big.Rat { return big.NewRat(int64(math.Round(p*1000)), 1000) }

// fen rounds half up to the fen; the figures here are never negative.
func fen(x *big.Rat) money.Money {
	twice := new(big.Int).Lsh(x.Num(), 1)
	twice.Add(twice, x.Denom())
	return money.Money(twice.Quo(twice, new(big.Int).Lsh(x.Denom(), 1)).Int64())
}
