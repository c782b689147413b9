package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/audit"
)

func errorRollsBack(t *testing.T, b *bench) {
	no := errors.New("no")
	err := b.store.Write(ctx, func(tx workflow.Tx) error {
		require.NoError(t, tx.InsertCase(ctx, sampleCase(1), nil, nil))
		_, err := tx.Case(ctx, sampleCase(1).ID)
		require.NoError(t, err, "a transaction sees its own work")
		return no
	})
	require.ErrorIs(t, err, no, "the error of the caller comes back as it is")
	b.nothing(sampleCase(1).ID)
}

func panicRollsBack(t *testing.T, b *bench) {
	require.PanicsWithValue(t, "burst", func() {
		_ = b.store.Write(ctx, func(tx workflow.Tx) error {
			require.NoError(t, tx.InsertCase(ctx, sampleCase(1), nil, nil))
			panic("burst")
		})
	})
	b.nothing(sampleCase(1).ID)
	require.PanicsWithValue(t, "burst", func() { _ = b.store.Read(ctx, func(workflow.Tx) error { panic("burst") }) })
	b.insert(sampleCase(1), nil)
}

func swallowedErrorRollsBack(t *testing.T, b *bench) {
	b.insert(sampleCase(1), nil)
	b.refusedAs(fault.Refused, "duplicate", func(tx workflow.Tx) error {
		require.NoError(t, tx.InsertCase(ctx, sampleCase(2), nil, nil))
		require.Error(t, tx.InsertCase(ctx, sampleCase(1), nil, nil))
		require.Error(t, tx.SetMeta(ctx, "after", "the failure"), "nothing more is accepted")
		return nil
	})
	b.nothing(sampleCase(2).ID)
}

func cancelledWrite(t *testing.T, b *bench) {
	cancellable, cancel := context.WithCancel(ctx)
	err := b.store.Write(cancellable, func(tx workflow.Tx) error {
		require.NoError(t, tx.InsertCase(cancellable, sampleCase(1), nil, nil))
		cancel()
		return nil
	})
	require.True(t, fault.Has(err, "store.cancelled"), "%v", err)
	require.ErrorIs(t, err, context.Canceled)
	b.nothing(sampleCase(1).ID)
	b.insert(sampleCase(1), nil)
}

func readOnly(t *testing.T, b *bench) {
	err := b.store.Read(ctx, func(tx workflow.Tx) error { return tx.SetMeta(ctx, "k", "v") })
	require.True(t, fault.Has(err, "store.readonly"), "%v", err)
	b.read(func(tx workflow.Tx) {
		v, err := tx.Meta(ctx, "k")
		require.NoError(t, err)
		require.Empty(t, v)
	})
}

func snapshot(t *testing.T, b *bench) {
	b.insert(sampleCase(1), nil)
	b.read(func(tx workflow.Tx) {
		before, err := tx.Case(ctx, sampleCase(1).ID)
		require.NoError(t, err)
		changed := before
		changed.Version, changed.Title = 2, "新"
		b.write(func(w workflow.Tx) error { return w.UpdateCase(ctx, changed, nil, nil) })
		again, err := tx.Case(ctx, before.ID)
		require.NoError(t, err)
		require.Equal(t, before, again)
	})
	require.Equal(t, "新", b.caseNow(sampleCase(1).ID).Title)
}

func sequences(t *testing.T, b *bench) {
	const workers, each = 8, 10
	var mu sync.Mutex
	seen := map[int64]int{}
	together(t, workers, func(int) error {
		for range each {
			var n int64
			if err := b.store.Write(ctx, func(tx workflow.Tx) (err error) { n, err = tx.NextSequence(ctx, "号"); return err }); err != nil {
				return err
			}
			mu.Lock()
			seen[n]++
			mu.Unlock()
		}
		return nil
	})
	for n := int64(1); n <= workers*each; n++ {
		require.Equal(t, 1, seen[n], "number %d", n)
	}
	require.Error(t, b.store.Write(ctx, func(tx workflow.Tx) error {
		_, err := tx.NextSequence(ctx, "号")
		require.NoError(t, err)
		return errors.New("no")
	}))
	b.write(func(tx workflow.Tx) error {
		next, err := tx.NextSequence(ctx, "号")
		require.EqualValues(t, workers*each+1, next, "a number not used is given again")
		other, err2 := tx.NextSequence(ctx, "另")
		require.EqualValues(t, 1, other)
		return errors.Join(err, err2)
	})
}

func race(t *testing.T, b *bench) {
	b.insert(sampleCase(1), nil)
	for version := int64(2); version < 12; version++ {
		var won, lost atomic.Int64
		together(t, 2, func(who int) error {
			row := sampleCase(1)
			row.Version, row.Title = version, fmt.Sprintf("第 %d 人", who)
			err := b.store.Write(ctx, func(tx workflow.Tx) error { return tx.UpdateCase(ctx, row, nil, nil) })
			switch {
			case err == nil:
				won.Add(1)
			case fault.KindOf(err) == fault.Conflict:
				lost.Add(1)
			default:
				return err
			}
			return nil
		})
		require.EqualValues(t, 1, won.Load())
		require.EqualValues(t, 1, lost.Load())
		require.Equal(t, version, b.caseNow(sampleCase(1).ID).Version)
	}
}

func concurrentEvents(t *testing.T, b *bench) {
	const workers, each = 6, 10
	together(t, workers, func(who int) error {
		for range each {
			err := b.store.Write(ctx, func(tx workflow.Tx) error {
				last, err := tx.LastEvent(ctx)
				if err != nil {
					return err
				}
				return tx.InsertEvent(ctx, audit.Seal(audit.Event{Action: "Act", Object: fmt.Sprint(who)}, last))
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	var v audit.Verifier
	b.read(func(tx workflow.Tx) {
		all, err := tx.Events(ctx, 0, 1000, "")
		require.NoError(t, err)
		for _, e := range all {
			require.NoError(t, v.Next(e))
		}
	})
	head, err := v.End()
	require.NoError(t, err)
	require.EqualValues(t, workers*each, head.Seq)
}

func together(t *testing.T, workers int, work func(who int) error) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, workers)
	for who := range workers {
		wg.Go(func() { errs[who] = work(who) })
	}
	wg.Wait()
	require.NoError(t, errors.Join(errs...))
}

// model lets random writes run against the store and against maps; after each of them both must hold the same cases.
func model(t *testing.T, b *bench) {
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		cases := map[string]workflow.CaseRow{}
		id := func() string { return fmt.Sprintf("m%d-%d", round, rapid.IntRange(0, 4).Draw(rt, "case")) }
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			staged := map[string]workflow.CaseRow{}
			fails := rapid.Bool().Draw(rt, "fails")
			err := b.store.Write(ctx, func(tx workflow.Tx) error {
				for range rapid.IntRange(1, 3).Draw(rt, "writes") {
					row := sampleCase(0)
					row.ID = id()
					row.Number, row.UpdatedAt = "N-"+row.ID, rapid.Int64Range(0, 3).Draw(rt, "instant")
					row.AmountFen = rapid.Int64().Draw(rt, "fen")
					old, known := cases[row.ID]
					if s, ok := staged[row.ID]; ok {
						old, known = s, true
					}
					var err error
					if known {
						row.Version = old.Version + 1
						err = tx.UpdateCase(ctx, row, nil, nil)
					} else {
						err = tx.InsertCase(ctx, row, nil, nil)
					}
					if err != nil {
						return err
					}
					staged[row.ID] = row
				}
				if fails {
					return errors.New("given up")
				}
				return nil
			})
			if fails != (err != nil) {
				rt.Fatalf("unexpected outcome: %v", err)
			}
			if !fails {
				for k, v := range staged {
					cases[k] = v
				}
			}
		}
		b.read(func(tx workflow.Tx) {
			for i := range 5 {
				name := fmt.Sprintf("m%d-%d", round, i)
				got, err := tx.Case(ctx, name)
				if want, ok := cases[name]; ok {
					require.NoError(rt, err)
					require.Equal(rt, want, got)
				} else {
					require.Equal(rt, fault.NotFound, fault.KindOf(err))
				}
			}
		})
	})
}
