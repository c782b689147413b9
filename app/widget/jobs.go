package widget

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"zhiya/valuation/fault"
)

// Post hands f to where the window's events run; in the program it is fyne.Do.
type Post func(f func())

// Progress is how far a job is. Total 0 means that nobody knows.
type Progress struct {
	Done, Total int
	Words       string // what is being done, e.g. 正在计算第 3 / 10 组
}

// Work is what a job does, away from the window. It ends soon after ctx is cancelled and then leaves nothing behind. What it
// finds it keeps in variables of its caller, who reads them when told that it is done.
type Work func(ctx context.Context, report func(Progress)) error

// Jobs runs long work without stopping the window. done is called once, through Post: with nil, with the error of the work,
// or with context.Canceled. A panic in the work becomes an error.
type Jobs interface {
	Go(title string, work Work, done func(error)) *Job
}

// Job is work under way.
type Job struct {
	Title  string
	cancel context.CancelFunc

	mu       sync.Mutex
	progress Progress
	ended    bool
}

// Cancel asks the work to stop.
func (j *Job) Cancel() { j.cancel() }

// Progress is how far it is, and whether it has ended.
func (j *Job) Progress() (p Progress, ended bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.progress, j.ended
}

// Runner runs jobs at the same time as each other.
type Runner struct {
	// OnChange is called through Post when a job begins, moves on (at most twenty times a second) or ends; may be nil. Set it
	// before the first job.
	OnChange func()

	post Post
	mu   sync.Mutex
	jobs []*Job
	open sync.WaitGroup
}

// NewRunner makes a runner whose results come back through post.
func NewRunner(post Post) *Runner { return &Runner{post: post} }

// Running are the jobs under way, the oldest first.
func (r *Runner) Running() []*Job {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*Job(nil), r.jobs...)
}

// Go starts work.
func (r *Runner) Go(title string, work Work, done func(error)) *Job {
	ctx, cancel := context.WithCancel(context.Background())
	j := &Job{Title: title, cancel: cancel}
	r.mu.Lock()
	r.jobs = append(r.jobs, j)
	r.mu.Unlock()
	r.changed()
	var last time.Time
	report := func(p Progress) {
		j.mu.Lock()
		j.progress = p
		now := time.Now()
		quiet := now.Sub(last) < 50*time.Millisecond
		if !quiet {
			last = now
		}
		j.mu.Unlock()
		if !quiet {
			r.changed()
		}
	}
	r.open.Add(1)
	go func() {
		defer r.open.Done()
		err := attempt(ctx, work, report)
		cancel()
		r.forget(j)
		r.post(func() {
			if r.OnChange != nil {
				r.OnChange()
			}
			done(err)
		})
	}()
	return j
}

// Close cancels every job and waits for them to end.
func (r *Runner) Close() {
	for _, j := range r.Running() {
		j.Cancel()
	}
	r.open.Wait()
}

func (r *Runner) forget(j *Job) {
	j.mu.Lock()
	j.ended = true
	j.mu.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, other := range r.jobs {
		if other == j {
			r.jobs = append(r.jobs[:i], r.jobs[i+1:]...)
			return
		}
	}
}

func (r *Runner) changed() {
	if r.OnChange != nil {
		r.post(r.OnChange)
	}
}

// Inline runs each job to its end before Go returns; for tests.
type Inline struct{}

// Go does the work at once.
func (Inline) Go(title string, work Work, done func(error)) *Job {
	ctx, cancel := context.WithCancel(context.Background())
	j := &Job{Title: title, cancel: cancel}
	err := attempt(ctx, work, func(p Progress) { j.progress = p })
	cancel()
	j.ended = true
	done(err)
	return j
}

func attempt(ctx context.Context, work Work, report func(Progress)) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Wrap(fmt.Errorf("panic: %v\n%s", p, debug.Stack()), "job.panic", "程序内部错误，这项工作没有完成，请查看日志")
		}
	}()
	err = work(ctx, report)
	if err == nil {
		err = ctx.Err() // finished although cancelled: the person was told it would not
	}
	return err
}
