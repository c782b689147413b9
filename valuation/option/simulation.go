package option

import (
	"math"
	"runtime"

	"zhiya/valuation/fault"
	"zhiya/valuation/portable"
)

// Limits of a simulation.
const (
	MinPaths      = 1_000
	MaxPaths      = 4_000_000
	MaxDates      = 5_000
	maxPathMoves  = 10_000_000_000
	maxThreads    = 256
	streamFit     = 0 // random numbers of the paths that the value of waiting is fitted on
	streamPricing = 1 // of those that are priced with it
)

// GeneratorName states the random numbers of a simulation in results and reports.
const GeneratorName = "xoshiro256++ × 8，Box-Muller"

// Simulation is the least-squares Monte Carlo method of F. A. Longstaff and E. S. Schwartz, Valuing American options by simulation,
// Review of Financial Studies 14(1), 2001: going backwards, cash is regressed on the price over the paths where exercise pays, and
// the holder exercises where that yields more. A call is simulated as the put it mirrors. The same simulation gives the same bytes on any processor and number of threads.
type Simulation struct {
	Paths   int    // MinPaths to MaxPaths, rounded up to a multiple of 16
	Steps   int    // exercise dates, equally spaced to the end of the term, 1 to MaxDates
	Basis   Basis  // the zero value is Cubic
	Seed    uint64 // any
	Threads int    // 0 for as many as there are processors; no influence on the result
	// Independent asks for as many paths again, priced with the rule that the first ones gave. Their mean is on average not above
	// the true value, for the rule does not know their future.
	Independent bool
}

// Simulated is the result of a simulation.
type Simulated struct {
	Price       float64      `json:"price"`         // not below what exercise yields at once
	StdError    float64      `json:"std_error"`     // of the mean over the paths
	Low         float64      `json:"low"`           // the same of the independent paths; 0 without them
	LowStdError float64      `json:"low_std_error"` //
	Paths       int          `json:"paths"`         // those used
	Generator   string       `json:"generator"`
	Mirrored    bool         `json:"mirrored"`    // the regressions are those of the put a call mirrors: S and K, r and q in each other's places
	Regressions []Regression `json:"regressions"` // by date, without the last
}

func (s Simulation) check(c Contract) error {
	var fs fault.Faults
	fs.Append("", c.Check())
	if s.Paths < MinPaths || s.Paths > MaxPaths {
		fs.Invalid("option.paths", "paths", "模拟路径数应在 %d 至 %d 之间，当前为 %d", MinPaths, MaxPaths, s.Paths)
	}
	if s.Steps < 1 || s.Steps > MaxDates {
		fs.Invalid("option.dates", "steps", "行权日个数应在 1 至 %d 之间，当前为 %d", MaxDates, s.Steps)
	} else if s.Paths > 0 && s.Paths > maxPathMoves/s.Steps {
		fs.Invalid("option.paths", "paths", "路径数 %d 与行权日个数 %d 之积过大，请减少其一", s.Paths, s.Steps)
	}
	if bases[s.Basis] == 0 {
		fs.Invalid("option.basis", "basis", "回归基函数“%s”无法识别，应为 quadratic、cubic 或 laguerre", string(s.Basis))
	}
	if len(fs) == 0 && !c.isTame() {
		fs.Refuse("option.spread", "sigma", "波动率 %g 与期限 %g 年下标的价值的分布过宽，模拟结果不可靠，请核对波动率与期限", c.Sigma, c.T)
	}
	if s.Threads < 0 || s.Threads > maxThreads {
		fs.Invalid("option.threads", "threads", "线程数应在 0 至 %d 之间，0 表示按处理器个数，当前为 %d", maxThreads, s.Threads)
	}
	return fs.Err()
}

// mirror is the put of the same value as the American or European call: what the call gives for K when S is the money, with S and K
// and the two rates in each other's places (R. L. McDonald and M. D. Schroder, A parity result for American options, J.
// Computational Finance 1(3), 1998). What a put yields is bounded, so few paths do not rule its regressions as they do those of a
// call.
func (c Contract) mirror() Contract {
	return Contract{Kind: Put, S: c.K, K: c.S, Q: c.R, R: c.Q, T: c.T, Sigma: c.Sigma}
}

// isTame says that ten standard deviations of ln(S/K) lie within what the paths can hold.
func (c Contract) isTame() bool {
	drift := float64((c.R - c.Q - float64(float64(0.5*c.Sigma)*c.Sigma)) * c.T)
	return math.Abs(portable.Log(c.S/c.K))+math.Abs(drift)+float64(10*float64(c.Sigma*math.Sqrt(c.T))) <= maxLog
}

// Price values the contract. Beside the errors of Contract.Check it refuses counts out of range, an unknown basis, and a
// spread that simulation cannot cope with.
func (s Simulation) Price(c Contract) (Simulated, error) {
	if s.Basis == "" {
		s.Basis = Cubic
	}
	if err := s.check(c); err != nil {
		return Simulated{}, err
	}
	if s.Threads == 0 {
		s.Threads = runtime.GOMAXPROCS(0)
	}
	mirrored := c.Kind == Call
	if mirrored {
		c = c.mirror()
	}
	r := newRun(s, c)
	defer r.team.goHome()
	out := Simulated{Generator: GeneratorName, Mirrored: mirrored}
	out.Price, out.StdError = r.backwards(streamFit)
	for t := 1; t < s.Steps; t++ {
		out.Regressions = append(out.Regressions, Regression{Step: t, Coefficients: r.rules[t].reported(s.Basis, c)})
	}
	if s.Independent {
		out.Low, out.LowStdError = r.backwards(streamPricing)
	}
	out.Paths = r.paths
	return out, nil
}

// rule says when to exercise at one date.
type rule struct {
	wait   [4]float64 // coefficients in units of K
	isIdle bool       // exercise pays on no path
	isLast bool       // there is nothing to wait for
}

func (r rule) reported(basis Basis, c Contract) []float64 {
	switch {
	case r.isIdle:
		return nil
	case basis == Laguerre:
		return append([]float64(nil), r.wait[:]...)
	}
	return inPrice(r.wait, bases[basis], c.sign(), c.K)
}

// waiting is the value of waiting, in units of K, where exercise yields gain at the price x = S/K.
func (r rule) waiting(basis Basis, gain, x float64) float64 {
	switch {
	case r.isIdle:
		return math.Inf(1)
	case r.isLast:
		return math.Inf(-1)
	case basis == Laguerre:
		value := 0.0
		for k, f := range laguerre(x) {
			value = math.FMA(r.wait[k], f, value)
		}
		return value
	}
	return math.FMA(math.FMA(math.FMA(r.wait[3], gain, r.wait[2]), gain, r.wait[1]), gain, r.wait[0])
}

// run is one simulation under way.
type run struct {
	simulation Simulation
	contract   Contract
	rules      []rule // by date; rules[0] is not used
	blocks     []block
	paths      int
	team       *team
}

const mostGroups = blockPaths / groupPaths // in a block

func newRun(s Simulation, c Contract) *run {
	groups := (s.Paths + groupPaths - 1) / groupPaths
	r := &run{simulation: s, contract: c, rules: make([]rule, s.Steps+1), paths: groups * groupPaths}
	r.rules[s.Steps] = rule{isLast: true}
	r.blocks = make([]block, (groups+mostGroups-1)/mostGroups)
	r.team = newTeam(min(s.Threads, len(r.blocks)))
	return r
}

// start seeds the blocks and clears what the paths of another stream have left.
func (r *run) start(stream int) {
	r.each(func(i int, b *block) {
		b.groups = min(mostGroups, r.paths/groupPaths-i*mostGroups)
		b.seed(r.simulation.Seed, stream, i)
		clear(b.log[:])
		clear(b.flow[:])
		clear(b.gain[:])
	})
}

// each does work on every block, shared among the threads.
func (r *run) each(work func(i int, b *block)) {
	r.team.do(len(r.blocks), func(i int) { work(i, &r.blocks[i]) })
}

// backwards takes the paths of a stream from the end to the beginning and gives the mean of their cash and its standard error. The
// first stream fits the rules on the way, the other obeys them.
func (r *run) backwards(stream int) (price, stdError float64) {
	s, c := r.simulation, r.contract
	r.start(stream)
	steps := float64(s.Steps)
	dt := c.T / steps
	start := portable.Log(c.S / c.K)
	drift := float64((c.R - c.Q - float64(float64(0.5*c.Sigma)*c.Sigma)) * c.T)
	discount := portable.Exp(-float64(c.R * dt))

	end := &move{spread: float64(c.Sigma * math.Sqrt(c.T)), shift: start + drift, discount: 1, wait: never}
	r.each(func(_ int, b *block) { b.move(end) })
	for t := s.Steps - 1; t >= 1; t-- {
		// Given where a Brownian motion is at t+1, at t it is normal about t/(t+1) of the way, with the variance t/(t+1) of a step.
		before := float64(t) / float64(t+1)
		m := &move{keep: before, shift: start / float64(t+1), spread: float64(c.Sigma * math.Sqrt(float64(dt*before))),
			discount: discount}
		r.step(t, m, stream == streamFit)
	}
	return r.finish(discount)
}

// never is the value of waiting that nothing exceeds.
var never = [4]float64{math.Inf(1)}

// step exercises at date t+1, moves to date t and, if asked, fits the rule of date t.
func (r *run) step(t int, m *move, fit bool) {
	isLaguerre := r.simulation.Basis == Laguerre
	last := r.rules[t+1]
	m.wait = last.coefficients()
	if isLaguerre {
		m.wait = never // exercised before the move
	}
	parts := make([]normal, len(r.blocks))
	r.each(func(i int, b *block) {
		if isLaguerre {
			b.exercise(last, Laguerre)
		}
		b.sums = [sumCount][lanes]float64{}
		b.move(m)
		if isLaguerre && fit {
			parts[i] = b.laguerre()
		}
	})
	if !fit {
		return
	}
	var equations *normal
	if isLaguerre {
		equations = new(normal)
		for i := range parts {
			equations.add(&parts[i])
		}
	} else {
		var sums [sumCount]float64
		for i := range r.blocks {
			for k := range sums {
				for _, v := range r.blocks[i].sums[k] {
					sums[k] += v
				}
			}
		}
		equations = powers(&sums)
	}
	found, isEmpty := equations.solve(bases[r.simulation.Basis])
	r.rules[t] = rule{wait: found, isIdle: isEmpty}
}

// coefficients are those of a move for a polynomial rule.
func (r rule) coefficients() [4]float64 {
	switch {
	case r.isIdle:
		return never
	case r.isLast:
		return [4]float64{math.Inf(-1)}
	}
	return r.wait
}

// exercise obeys a rule at the present date.
func (b *block) exercise(r rule, basis Basis) {
	for i := range b.groups * groupPaths {
		if gain := b.gain[i]; gain > 0 && gain > r.waiting(basis, gain, 1-gain) {
			b.flow[i] = gain
		}
	}
}

// laguerre are the normal equations of the block in functions of Laguerre.
func (b *block) laguerre() (n normal) {
	for i := range b.groups * groupPaths {
		if gain := b.gain[i]; gain > 0 {
			n.addLaguerre(1-gain, b.flow[i])
		}
	}
	return n
}

// finish exercises at the first date, discounts to the beginning and takes the mean.
func (r *run) finish(discount float64) (price, stdError float64) {
	type moments struct{ sum, squares float64 }
	parts := make([]moments, len(r.blocks))
	r.each(func(i int, b *block) {
		b.exercise(r.rules[1], r.simulation.Basis)
		for _, flow := range b.flow[:b.groups*groupPaths] {
			parts[i].sum += flow
			parts[i].squares = math.FMA(flow, flow, parts[i].squares)
		}
	})
	var sum, squares float64
	for _, p := range parts {
		sum += p.sum
		squares += p.squares
	}
	n := float64(r.paths)
	mean := sum / n
	variance := math.Max(squares/n-float64(mean*mean), 0) / (n - 1)
	unit := float64(discount * r.contract.K)
	return math.Max(float64(mean*unit), r.contract.Intrinsic()), float64(math.Sqrt(variance) * unit)
}
