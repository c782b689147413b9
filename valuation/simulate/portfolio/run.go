package portfolio

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"zhiya/valuation/fault"
)

// The numbers of trials and of threads that are taken.
const (
	MinTrials, MaxTrials = 2, 10_000_000
	MaxThreads           = 256
)

// Stats are what the trials of a right say of its value, in the unit of the right's revenue.
type Stats struct {
	Mean, SD     float64 // SD with n−1
	P5, P50, P95 float64 // exact order statistics, linear between neighbours (type 7 of Hyndman and Fan 1996)
	Failed       int     // trials whose value is no finite number; the others make the statistics, NaN when fewer than 2 are left
}

// Run simulates every row. The answer does not depend on threads; 0 threads means one for each processor. progress, which may
// be nil, hears how many rows are done, never from two threads at once, and stops everything by returning false.
//
// Faults, all Invalid unless said: portfolio.empty; simulate.trials and simulate.threads out of range; those of Right.Check with
// paths such as rows[3].r1_sigma; Conflict simulate.cancelled when progress stopped it.
func Run(rows []Right, trials int, seed uint64, threads int, progress func(done int) bool) ([]Stats, error) {
	if err := check(rows, trials, threads); err != nil {
		return nil, err
	}
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	stats := make([]Stats, len(rows))
	var next, done atomic.Int64
	var cancelled atomic.Bool
	var reporting sync.Mutex
	var wait sync.WaitGroup
	for range min(threads, len(rows)) {
		wait.Go(func() {
			d := newDesk(trials)
			for !cancelled.Load() {
				i := int(next.Add(1)) - 1
				if i >= len(rows) {
					return
				}
				stats[i] = d.simulate(&rows[i], seed, i)
				if progress == nil {
					continue
				}
				reporting.Lock()
				if !cancelled.Load() && !progress(int(done.Add(1))) {
					cancelled.Store(true)
				}
				reporting.Unlock()
			}
		})
	}
	wait.Wait()
	if cancelled.Load() {
		return nil, fault.New(fault.Conflict, "simulate.cancelled", "", "模拟已取消，没有结果")
	}
	return stats, nil
}

func check(rows []Right, trials, threads int) error {
	var fs fault.Faults
	if trials < MinTrials || trials > MaxTrials {
		fs.Invalid("simulate.trials", "trials", "模拟次数为 %d，应为 %d 至 %d", trials, MinTrials, MaxTrials)
	}
	if threads < 0 || threads > MaxThreads {
		fs.Invalid("simulate.threads", "threads", "线程数为 %d，应为 1 至 %d，或 0（按处理器数）", threads, MaxThreads)
	}
	if len(rows) == 0 {
		fs.Invalid("portfolio.empty", "rows", "资产包中没有权利，请至少给出一行")
	}
	for i := range rows {
		fs.Append(rowPath(i), rows[i].Check())
	}
	return fs.Err()
}

// desk is what one thread works with: the values of one right and its plan.
type desk struct {
	plan   *plan
	choice *choice
	pilot  pilot
	values []float64
	kept   [2][]float64 // each with room for 8 more values
	rest   []float64
}

func newDesk(trials int) *desk {
	d := &desk{plan: new(plan), choice: new(choice), values: make([]float64, trials)}
	d.kept = [2][]float64{make([]float64, trials+lanes), make([]float64, trials+lanes)}
	*d.plan = *prepared
	return d
}

func (d *desk) simulate(r *Right, seed uint64, index int) Stats {
	d.plan.set(r, seed, index)
	d.plan.trials(d.values)
	n := float64(len(d.values))
	s := Stats{Mean: d.plan.total() / n}
	squares := d.percentiles(&s)
	if math.IsInf(squares, 0) || math.IsNaN(squares) {
		return carefully(d.values)
	}
	s.SD = math.Sqrt(squares / (n - 1))
	return s
}

// total is the sum of the values made so far.
func (p *plan) total() float64 { return acrossLanes(&p.sum) }

func acrossLanes(s *[lanes]float64) float64 {
	return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
}

// carefully is for values that are not all finite or whose squares overflow.
func carefully(values []float64) Stats {
	finite := values[:0]
	largest := 0.0
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			finite = append(finite, v)
			largest = max(largest, math.Abs(v))
		}
	}
	s := Stats{Failed: len(values) - len(finite)}
	if len(finite) < 2 {
		s.Mean, s.SD, s.P5, s.P50, s.P95 = math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN()
		return s
	}
	// In units of a power of two near the largest value nothing overflows.
	_, e := math.Frexp(largest)
	n, sum, squares := float64(len(finite)), 0.0, 0.0
	for _, v := range finite {
		sum += math.Ldexp(v, -e)
	}
	for _, v := range finite {
		x := math.Ldexp(v, -e) - sum/n
		squares = math.FMA(x, x, squares)
	}
	s.Mean, s.SD = math.Ldexp(sum/n, e), math.Ldexp(math.Sqrt(squares/(n-1)), e)
	s.P5, s.P50, s.P95 = percentile(finite, wanted[0]), percentile(finite, wanted[1]), percentile(finite, wanted[2])
	return s
}
