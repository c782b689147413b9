package widget_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"zhiya/app/widget"
	"zhiya/valuation/fault"
)

// loop stands for the window's event loop: what is posted runs when the test says so, in order, in the test's goroutine.
type loop struct{ events chan func() }

func newLoop() *loop { return &loop{make(chan func(), 1000)} }

func (l *loop) post(f func()) { l.events <- f }

// until runs events until holds.
func (l *loop) until(holds func() bool) {
	for !holds() {
		(<-l.events)()
	}
}

func TestAJobTellsItsResultOnceThroughPost(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	l := newLoop()
	r := widget.NewRunner(l.post)
	result, told := 0, 0
	r.Go("计算", func(context.Context, func(widget.Progress)) error { result = 42; return nil }, func(err error) {
		require.NoError(t, err)
		told++
	})
	l.until(func() bool { return told > 0 })
	r.Close()
	require.Equal(t, 42, result)
	require.Equal(t, 1, told)
	require.Empty(t, r.Running())
	require.Empty(t, l.events)
}

func TestACancelledJobEndsAsCancelledEvenWhenItsWorkWasDone(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	l := newLoop()
	r := widget.NewRunner(l.post)
	var waiting, stubborn error
	ended := 0
	release := make(chan struct{})
	j := r.Go("等候", func(ctx context.Context, _ func(widget.Progress)) error { <-ctx.Done(); return ctx.Err() }, func(err error) { waiting = err; ended++ })
	k := r.Go("不理会", func(context.Context, func(widget.Progress)) error { <-release; return nil }, func(err error) { stubborn = err; ended++ })
	require.Len(t, r.Running(), 2)
	j.Cancel()
	k.Cancel()
	close(release)
	l.until(func() bool { return ended == 2 })
	r.Close()
	require.ErrorIs(t, waiting, context.Canceled)
	require.ErrorIs(t, stubborn, context.Canceled)
	_, over := j.Progress()
	require.True(t, over)
}

func TestAPanicInAJobIsAnErrorThatHidesItsCauseFromThePerson(t *testing.T) {
	l := newLoop()
	r := widget.NewRunner(l.post)
	var got error
	r.Go("出错", func(context.Context, func(widget.Progress)) error { panic("内部细节") }, func(err error) { got = err })
	l.until(func() bool { return got != nil })
	require.Equal(t, fault.Broken, fault.KindOf(got))
	require.NotContains(t, got.Error(), "内部细节")
	require.ErrorContains(t, errors.Unwrap(fault.Of(got)[0]), "内部细节")
}

func TestClosingTheRunnerCancelsAndWaits(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	r := widget.NewRunner(newLoop().post)
	var mu sync.Mutex
	left := 0
	for range 5 {
		r.Go("等候", func(ctx context.Context, _ func(widget.Progress)) error {
			<-ctx.Done()
			mu.Lock()
			defer mu.Unlock()
			left++
			return ctx.Err()
		}, func(error) {})
	}
	r.Close()
	mu.Lock()
	defer mu.Unlock()
	require.Equal(t, 5, left)
}

func TestInlineJobsAreDoneWhenGoReturns(t *testing.T) {
	var said error = errors.New("not told")
	j := widget.Inline{}.Go("计算", func(_ context.Context, report func(widget.Progress)) error {
		report(widget.Progress{Done: 3, Total: 10})
		return nil
	}, func(err error) { said = err })
	require.NoError(t, said)
	p, ended := j.Progress()
	require.True(t, ended)
	require.Equal(t, 3, p.Done)
}

func TestTheJobBarSaysHowFarItIsAndCancels(t *testing.T) {
	widget.RecordNames()
	test.NewTempApp(t)
	l := newLoop()
	r := widget.NewRunner(l.post)
	bar := widget.NewJobBar(r)
	w := test.NewTempWindow(t, bar)
	w.Resize(fyne.NewSize(800, 100))
	var got error
	ended := false
	r.Go("蒙特卡洛模拟", func(ctx context.Context, report func(widget.Progress)) error {
		report(widget.Progress{Done: 3, Total: 10, Words: "第 3 / 10 组"})
		<-ctx.Done()
		return ctx.Err()
	}, func(err error) { got, ended = err, true })
	l.until(func() bool { return shows(w, "蒙特卡洛模拟：第 3 / 10 组") })
	at, ok := place(w.Canvas(), "job.cancel")
	require.True(t, ok)
	test.TapCanvas(w.Canvas(), at)
	l.until(func() bool { return ended })
	require.ErrorIs(t, got, context.Canceled)
	require.False(t, shows(w, "蒙特卡洛模拟"))
	r.Close()
}
