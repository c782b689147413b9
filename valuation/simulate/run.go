package simulate

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"

	"zhiya/valuation/fault"
)

// block is the number of trials a thread takes at a time, and the distance of the boundaries of the stop rule.
const block = 1024

// points is about the number of points of the trace and of calls of the progress function.
const points = 200

// firstCheck is the number of trials before which a stop rule without its own minimum is not asked.
const firstCheck = 10_000

// Progress is how far a simulation has come. The histogram has edges found from the first trials and may be kept by the caller.
type Progress struct {
	Done, Total, Failed int
	Point
	Histogram Histogram
}

// Run makes the trials of a plan. value is the function that is simulated; it is called by several threads at once, must depend on nothing
// but x, in the order of the drivers, and must not keep x. An error of it, and a result that is NaN or infinite, fails the trial; a panic
// ends the run. stop is asked by every thread before each 64 trials, so it must be safe for concurrent use; it may be nil. progress is called on
// the caller's goroutine and may be nil. threads below 1 are 1. Faults: Invalid with the paths of the plan, Refused with code simulate.cancelled when stop said so, and with
// simulate.failed when no trial had a value.
func Run(stop func() bool, p Plan, value func(x []float64) (float64, error), threads int, progress func(Progress)) (Result, error) {
	s, err := p.sampler()
	if err != nil {
		return Result{}, err
	}
	n := p.trials()
	r := &run{plan: p, sampler: s, value: value, stop: stop, values: make([]float64, n), blocks: (n + block - 1) / block,
		done: make(chan finished, 16)}
	r.result = Result{Engine: EngineVersion, Method: p.Method, Generator: p.generator(), Seed: p.Seed, Requested: p.Trials, Repair: s.copula.Repair}
	if r.result.Method == "" {
		r.result.Method = Pseudo
	}
	var workers sync.WaitGroup
	for range max(1, min(threads, r.blocks)) {
		workers.Go(r.work)
	}
	err = r.merge(progress)
	r.quit.Store(true)
	go func() { workers.Wait(); close(r.done) }()
	for range r.done { // drained, so that no thread waits
	}
	if err != nil {
		return Result{}, err
	}
	err = r.result.finish(p, r.values[:r.result.Trials], &r.tally)
	return r.result, err
}

type run struct {
	plan    Plan
	sampler *sampler
	value   func(x []float64) (float64, error)
	stop    func() bool // nil or asked by the threads
	values  []float64
	blocks  int
	next    atomic.Int64
	quit    atomic.Bool
	done    chan finished // short, so that threads do not run far ahead of a stop
	tally   tally
	result  Result
}

// finished is a block all of whose values are there.
type finished struct {
	block    int
	failures []failure // by trial
	broken   error     // value panicked, or the run was cancelled
}

type failure struct {
	trial int
	err   error
}

// work takes blocks until there are none.
func (r *run) work() {
	n := len(r.sampler.laws)
	u, z, x := make([]float64, n), make([]float64, n), make([]float64, n)
	for i, l := range r.sampler.laws {
		x[i] = l.Quantile(0.5) // fixed drivers stay so
	}
	fresh := slices.Clone(x)
	for {
		b := int(r.next.Add(1) - 1)
		if b >= r.blocks || r.quit.Load() {
			return
		}
		r.done <- r.runBlock(b, u, z, x, fresh)
	}
}

func (r *run) runBlock(b int, u, z, x, fresh []float64) (out finished) {
	out.block = b
	defer func() {
		if e := recover(); e != nil {
			out.broken = fault.Wrap(fmt.Errorf("panic in a trial: %v", e), "simulate.broken", "模拟的计算函数发生内部错误，操作未生效，请查看日志")
		}
	}()
	from, to := b*block, min((b+1)*block, len(r.values))
	for t := from; t < to; t++ {
		if t%64 == 0 && r.stop != nil && r.stop() {
			out.broken = fault.New(fault.Refused, "simulate.cancelled", "", "模拟已取消，未得出结果")
			return out
		}
		copy(x, fresh)
		r.sampler.draw(t, u, z, x)
		v, err := r.value(x)
		if err != nil || !finite(v) {
			out.failures = append(out.failures, failure{t, err})
			v = math.NaN()
		}
		r.values[t] = v
	}
	return out
}

// merge takes the blocks in their order, whichever thread made them, so that sums do not depend on the threads.
func (r *run) merge(progress func(Progress)) error {
	every := max(1, (r.blocks+points-1)/points)
	waiting := map[int]finished{}
	var live *Histogram
	for b := 0; b < r.blocks; b++ {
		for {
			f, ok := waiting[b]
			if ok {
				delete(waiting, b)
				if f.broken != nil {
					return f.broken
				}
				r.take(f)
				break
			}
			f = <-r.done
			waiting[f.block] = f
		}
		last := b == r.blocks-1
		met := r.boundary((b+1)%every == 0, last)
		if progress != nil {
			live = r.watch(live, b)
			if last || met || (b+1)%every == 0 {
				h := *live
				h.Counts = slices.Clone(h.Counts)
				progress(Progress{Done: r.result.Trials, Total: len(r.values), Failed: r.result.Failed,
					Point: Point{r.result.Trials, r.tally.all.mean(), r.tally.standardError()}, Histogram: h})
			}
		}
		if met {
			r.result.Converged = true
			break
		}
	}
	return nil
}

// take adds the values of a block.
func (r *run) take(f finished) {
	from, to := f.block*block, min((f.block+1)*block, len(r.values))
	for t := from; t < to; t++ {
		if v := r.values[t]; finite(v) {
			r.tally.add(r.plan.Method, t, v)
		}
	}
	for _, x := range f.failures {
		r.result.fail(x.trial, x.err)
	}
	r.result.Trials = to
}

// boundary adds a point to the trace where one is due, and reports whether the stop rule is met. With Sobol numbers only after a power of
// two have all copies made the same points, and only then do they tell the error.
func (r *run) boundary(due, last bool) (met bool) {
	n := r.result.Trials
	if r.plan.Method == Sobol {
		due = bits.OnesCount(uint(n)) == 1
	}
	rule := r.plan.Stop
	asked := rule != nil && (r.plan.Method != Sobol || due)
	if !due && !last && !asked {
		return false
	}
	at := Point{n, r.tally.all.mean(), r.tally.standardError()}
	if asked {
		least := rule.MinTrials
		if least == 0 {
			least = firstCheck
		}
		met = n >= least && r.tally.all.n > 1 && at.StandardError <= rule.RelativeError.Decimal().InexactFloat64()*math.Abs(at.Mean)
	}
	if due || last || met {
		r.result.Trace = append(r.result.Trace, at)
	}
	return met
}

// watch keeps the histogram of the picture: edges from the first block that has values, then counts.
func (r *run) watch(live *Histogram, b int) *Histogram {
	from, to := b*block, r.result.Trials
	if live == nil || len(live.Counts) == 0 {
		first := slices.DeleteFunc(slices.Clone(r.values[:to]), func(v float64) bool { return !finite(v) })
		if len(first) == 0 {
			return &Histogram{}
		}
		slices.Sort(first)
		h := histogramOf(first, r.plan.bins())
		return &h
	}
	for _, v := range r.values[from:to] {
		if finite(v) {
			live.count(v)
		}
	}
	return live
}

// tally holds the moments of all values and, with Sobol numbers, of every copy.
type tally struct {
	all   moments
	apart []moments
}

func (t *tally) add(m Method, trial int, v float64) {
	t.all.add(v)
	if m != Sobol {
		return
	}
	if t.apart == nil {
		t.apart = make([]moments, copies)
	}
	c, _ := place(trial)
	t.apart[c].add(v)
}

// standardError is that of the mean: from the spread of the values, or from that of the means of the copies.
func (t *tally) standardError() float64 {
	if t.apart == nil {
		return t.all.standardError()
	}
	var means []float64
	for i := range t.apart {
		if t.apart[i].n > 0 {
			means = append(means, t.apart[i].mean())
		}
	}
	return errorOfMean(means)
}
