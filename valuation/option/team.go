package option

import (
	"runtime"
	"sync/atomic"
)

// team are threads that do many short pieces of work together. Between two pieces they do not sleep, for waking them would take as
// long as a piece; they give way to anybody else who wants the processor.
type team struct {
	threads int
	work    func(thread int) // nil sends everybody home
	round   atomic.Int64     // of the work given out
	done    atomic.Int64     // pieces done by the others in this round
}

func newTeam(threads int) *team {
	t := &team{threads: threads}
	for k := 1; k < threads; k++ {
		go t.member(k)
	}
	return t
}

func (t *team) member(k int) {
	for round := int64(1); ; round++ {
		for t.round.Load() < round {
			runtime.Gosched()
		}
		work := t.work
		if work != nil {
			work(k)
		}
		t.done.Add(1)
		if work == nil {
			return
		}
	}
}

// do lets every thread do work with its number and returns when all have.
func (t *team) do(work func(thread int)) {
	t.work = work
	t.done.Store(0)
	t.round.Add(1)
	if work != nil {
		work(0)
	}
	for t.done.Load() < int64(t.threads-1) {
		runtime.Gosched()
	}
}

// goHome ends the threads.
func (t *team) goHome() { t.do(nil) }
