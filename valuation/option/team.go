package option

import (
	"runtime"
	"sync/atomic"
)

// team are threads that go through many short jobs together. After a job they stay awake for a while, for waking a thread takes as long
// as a small job. Each has its own share of a job, so that it finds its data near, and takes from the shares of the others when it
// is done: a thread whose processor is busy elsewhere holds nobody up.
type team struct {
	threads int
	job     atomic.Pointer[job]
}

// job is work on the numbers 0 … n−1.
type job struct {
	work     func(i int) // nil sends everybody home
	shares   []share
	left     atomic.Int64
	finished chan struct{} // closed when nothing is left
	over     chan struct{} // closed when there is another job
}

// share are the numbers below end that nobody has taken yet.
type share struct {
	next atomic.Int64
	end  int64
	_    [6]int64 // one share to a line of the cache
}

// patience is how often one looks for news before sleeping, about a tenth of a millisecond.
const patience = 500

func newTeam(threads int) *team {
	t := &team{threads: threads}
	idle := newJob(0, threads, func(int) {})
	t.job.Store(idle)
	for k := 1; k < threads; k++ {
		go t.member(k, idle)
	}
	return t
}

func newJob(n, threads int, work func(i int)) *job {
	j := &job{work: work, shares: make([]share, threads), finished: make(chan struct{}), over: make(chan struct{})}
	j.left.Store(int64(n))
	for k := range j.shares {
		j.shares[k].next.Store(int64(n * k / threads))
		j.shares[k].end = int64(n * (k + 1) / threads)
	}
	return j
}

func (t *team) member(k int, last *job) {
	for {
		for range patience {
			if t.job.Load() != last {
				break
			}
			runtime.Gosched()
		}
		if t.job.Load() == last {
			<-last.over
		}
		last = t.job.Load()
		if last.work == nil {
			return
		}
		last.help(k)
	}
}

// help takes numbers, first from the share of thread k, until all are taken.
func (j *job) help(k int) {
	for s := range j.shares {
		mine := &j.shares[(k+s)%len(j.shares)]
		for i := mine.next.Add(1) - 1; i < mine.end; i = mine.next.Add(1) - 1 {
			j.work(int(i))
			if j.left.Add(-1) == 0 {
				close(j.finished)
			}
		}
	}
}

func (t *team) start(j *job) {
	last := t.job.Swap(j)
	close(last.over)
}

// do does work on the numbers 0 … n−1, n > 0, and returns when all is done.
func (t *team) do(n int, work func(i int)) {
	j := newJob(n, t.threads, work)
	t.start(j)
	j.help(0)
	for range patience {
		if j.left.Load() == 0 {
			return
		}
		runtime.Gosched()
	}
	<-j.finished
}

// goHome ends the threads.
func (t *team) goHome() { t.start(newJob(0, t.threads, nil)) }
