package stress

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/portable"
	"zhiya/valuation/simulate/sequence"
)

// The streams of one seed: the factors of a scenario, and the defaults given them.
const (
	streamFactors  = 16
	streamDefaults = 17
)

// segment is a run of loans of one sector whose probabilities are close together. Defaults are found by leaps: the number of loans up
// to the next candidate is geometric with the largest probability of the segment, and a candidate whose own probability is smaller is
// taken with the ratio of the two. So a scenario costs as much as it has defaults, not as it has loans.
type segment struct {
	sector    int
	from, to  int // loans, in the order of the engine
	threshold float64
	equal     bool // all loans have the same probability
}

// engine is a plan laid out for running.
type engine struct {
	plan       *Plan
	parties    int
	sectors    []string
	segments   []segment
	thresholds []float64 // Φ⁻¹(PD) of each loan, in the order of the engine
	parts      []money.Money
	losses     []money.Money
	sure       []money.Money // parts of the loans that default in every scenario (PD = 1)
	sureSector []money.Money
	random     sequence.Philox

	byParty  []money.Money // scenario × party, before pools
	bySector []money.Money // scenario × sector
}

// widest is the ratio of the largest to the smallest probability in a segment; more would waste candidates, less makes more segments.
const widest = 1.5

func lay(p *Plan) *engine {
	e := &engine{plan: p, parties: len(p.Parties), random: sequence.NewPhilox(p.Seed)}
	position := map[string]int{}
	for _, l := range p.Loans {
		if _, met := position[l.Sector]; !met {
			position[l.Sector] = 0
			e.sectors = append(e.sectors, l.Sector)
		}
	}
	slices.Sort(e.sectors)
	for i, s := range e.sectors {
		position[s] = i
	}
	order := make([]int, len(p.Loans))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(position[p.Loans[a].Sector], position[p.Loans[b].Sector]), cmp.Compare(p.Loans[b].PD, p.Loans[a].PD))
	})
	e.sure, e.sureSector = make([]money.Money, e.parties), make([]money.Money, len(e.sectors))
	var first float64 // the largest probability of the segment at hand
	for _, i := range order {
		l := p.Loans[i]
		if l.PD == 0 {
			continue
		}
		sector := position[l.Sector]
		if l.PD == 1 {
			for k, part := range l.Parts {
				e.sure[k] += part
			}
			e.sureSector[sector] += l.loss()
			continue
		}
		at := len(e.losses)
		if n := len(e.segments); n == 0 || e.segments[n-1].sector != sector || float64(l.PD*widest) < first {
			first = l.PD
			e.segments = append(e.segments, segment{sector: sector, from: at, threshold: portable.NormalQuantile(l.PD), equal: true})
		}
		s := &e.segments[len(e.segments)-1]
		s.to = at + 1
		s.equal = s.equal && l.PD == first
		e.thresholds = append(e.thresholds, portable.NormalQuantile(l.PD))
		e.losses = append(e.losses, l.loss())
		e.parts = append(e.parts, l.Parts...)
	}
	e.byParty = make([]money.Money, p.Scenarios*e.parties)
	e.bySector = make([]money.Money, p.Scenarios*len(e.sectors))
	return e
}

// Run finds the distribution of the loss of a year. progress, which may be nil, hears how many scenarios are done, never from two
// threads at once, and stops everything by returning false. Faults: Invalid, with paths, for what check names; Conflict
// stress.cancelled when progress stopped it.
func Run(p Plan, progress func(done int) bool) (Result, error) {
	at, err := p.check()
	if err != nil {
		return Result{}, err
	}
	e := lay(&p)
	threads := p.Threads
	if threads == 0 {
		threads = min(runtime.GOMAXPROCS(0), MaxThreads)
	}
	const batch = 64
	var next, done atomic.Int64
	var cancelled atomic.Bool
	var reporting sync.Mutex
	var wait sync.WaitGroup
	for range threads {
		wait.Go(func() {
			factors := make([]float64, len(e.sectors))
			for !cancelled.Load() {
				from := int(next.Add(batch)) - batch
				if from >= p.Scenarios {
					return
				}
				to := min(from+batch, p.Scenarios)
				for s := from; s < to; s++ {
					e.scenario(s, factors)
				}
				if progress == nil {
					continue
				}
				reporting.Lock()
				if !cancelled.Load() && !progress(int(done.Add(int64(to-from)))) {
					cancelled.Store(true)
				}
				reporting.Unlock()
			}
		})
	}
	wait.Wait()
	if cancelled.Load() {
		return Result{}, fault.New(fault.Conflict, "stress.cancelled", "", "压力测试已取消，没有结果")
	}
	return e.result(at), nil
}

// draws are the uniform numbers of one scenario's defaults, two from every block of the generator.
type draws struct {
	random sequence.Philox
	index  uint64
	pair   uint32
	spare  uint64
	have   bool
}

func (d *draws) next() float64 {
	if d.have {
		d.have = false
		return uniform(d.spare)
	}
	a, b := d.random.Two(d.index, d.pair, streamDefaults)
	d.pair++
	d.spare, d.have = b, true
	return uniform(a)
}

// uniform maps the upper 52 bits to the middle of their cell, so that neither 0 nor 1 is drawn.
func uniform(bits uint64) float64 { return float64((float64(bits>>12) + 0.5) * (1.0 / (1 << 52))) }

// scenario finds the losses of one year and keeps them; factors is room to work in.
func (e *engine) scenario(s int, factors []float64) {
	e.draw(s, factors)
	lost := e.byParty[s*e.parties : (s+1)*e.parties]
	sectors := e.bySector[s*len(e.sectors) : (s+1)*len(e.sectors)]
	copy(lost, e.sure)
	copy(sectors, e.sureSector)
	rho := e.plan.Rho
	systematic, own := math.Sqrt(rho), math.Sqrt(1-rho)
	u := draws{random: e.random, index: uint64(s)}
	for _, g := range e.segments {
		shift := float64(systematic * factors[g.sector])
		p := portable.NormalCDF((g.threshold - shift) / own)
		if p <= 0 {
			continue
		}
		leap := portable.Log1p(-p) // −∞ when p rounds to 1: every loan is a candidate
		for i := g.from; ; i++ {
			skip := math.Floor(portable.Log(u.next()) / leap)
			if !(skip < float64(g.to-i)) {
				break
			}
			if i += int(skip); !g.equal {
				if q := portable.NormalCDF((e.thresholds[i] - shift) / own); q < p && float64(u.next()*p) >= q {
					continue
				}
			}
			for k, part := range e.parts[i*e.parties : (i+1)*e.parties] {
				lost[k] += part
			}
			sectors[g.sector] += e.losses[i]
		}
	}
}

// draw makes the factors of the sectors.
func (e *engine) draw(s int, factors []float64) {
	common, special := math.Sqrt(e.plan.Between), math.Sqrt(1-e.plan.Between)
	normal := func(pair int) float64 {
		bits, _ := e.random.Two(uint64(s), uint32(pair), streamFactors)
		return portable.NormalQuantile(uniform(bits))
	}
	shared := float64(common * normal(0))
	for k := range factors {
		factors[k] = shared + float64(special*normal(k+1))
	}
}
