package workflow_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/monitor"
	"zhiya/workflow/right"
)

// BenchmarkRunWatch runs the daily watch over 100,000 rights pledged in 30,000 cases on SQLite: on usual days one after the other, with
// the alarms of the days before standing, and on a day on which it has run already. The first run, which raises all, is a figure beside.
func BenchmarkRunWatch(b *testing.B) {
	o := staffed(b)
	today := date.Must("2026-11-23")
	o.at(today)
	fillPledged(b, o, 30_000, 100_000, today)
	began := time.Now()
	run, err := o.desk.RunWatch(ctx, "")
	require.NoError(b, err)
	require.Equal(b, []int{30_000, 100_000}, []int{run.Cases, run.Rights})
	first := time.Since(began).Seconds()
	b.Logf("first run %.2f s: %+v", first, run)
	b.Run("the next day", func(b *testing.B) {
		for b.Loop() {
			today = today.AddDays(1)
			o.at(today)
			run, err = o.desk.RunWatch(ctx, "")
			require.NoError(b, err)
		}
		b.ReportMetric(first, "first-s")
		b.ReportMetric(float64(run.Raised+run.Escalated+run.Closed), "changes")
		b.ReportMetric(float64(run.Standing), "standing")
	})
	b.Run("the same day again", func(b *testing.B) {
		for b.Loop() {
			run, err = o.desk.RunWatch(ctx, "")
			require.NoError(b, err)
			require.Zero(b, run.Raised)
		}
	})
	b.Run("after a week away", func(b *testing.B) {
		for b.Loop() {
			today = today.AddDays(7)
			o.at(today)
			run, err = o.desk.RunWatch(ctx, "")
			require.NoError(b, err)
		}
		b.ReportMetric(float64(run.Raised+run.Escalated+run.Closed), "changes")
	})
	b.Run("the list of the bank", func(b *testing.B) {
		for b.Loop() {
			list, err := o.desk.Alarms(ctx, "kehu")
			require.NoError(b, err)
			require.NotEmpty(b, list)
		}
	})
}

// fillPledged puts live cases into the store with the facts the desk would keep beside them, and bodies of 10 KB.
func fillPledged(tb testing.TB, o *office, cases, rights int, today date.Date) {
	r := rand.New(rand.NewPCG(1, 2))
	day := func(from, to int) date.Date { return today.AddDays(from + r.IntN(to-from)) }
	kinds := []right.Kind{right.Invention, right.Invention, right.Invention, right.Utility, right.Utility, right.Design, right.Trademark, right.Software}
	for begin := 0; begin < cases; begin += 1000 {
		require.NoError(tb, o.desk.Store.Write(ctx, func(tx workflow.Tx) error {
			for i := begin; i < min(begin+1000, cases); i++ {
				w := workflow.Watched{Pledgee: "bank", Lender: "bank", Bureau: "bureau", Facts: monitor.Facts{Case: fmt.Sprintf("LYG-B01TT-2026-%06d", i+1),
					Outstanding: money.Yuan(int64(1_000_000 + r.IntN(9_000_000))), Due: day(-20, 1000), Disbursed: day(-400, -100), Registered: day(-500, -401)}}
				for n := range (i+1)*rights/cases - i*rights/cases {
					filed := day(-4000, -1500)
					k := kinds[r.IntN(len(kinds))]
					x := monitor.WatchedRight{Right: right.Right{Ref: fmt.Sprintf("R%d", n+1), Kind: k, Number: fmt.Sprintf("ZL2019%08d.%d", i, n), Title: "一种示例装置及其控制方法", Status: right.InForce,
						StatusOn: day(-200, 0), Filed: filed, Granted: filed.AddDays(700)}, Value: money.Yuan(int64(3_000_000 + r.IntN(9_000_000))), Cap: money.MustRate("0.5"),
						Haircut: money.MustRate("0.1"), ValidUntil: day(-10, 360)}
					if k.Patent() {
						for x.Right.FeesPaidUntil = filed.AddYears(1); x.Right.FeesPaidUntil.Before(today.AddDays(-60)); {
							x.Right.FeesPaidUntil = x.Right.FeesPaidUntil.AddYears(1)
						}
					}
					switch k {
					case right.Trademark:
						x.Right.TermEnd, x.PledgeTermEnd = day(-100, 3000), w.Facts.Due
					case right.Software:
						x.Right.ProtectionEnd = day(5000, 15000)
					}
					w.Facts.Rights = append(w.Facts.Rights, x)
				}
				facts, err := json.Marshal(w)
				if err != nil {
					return err
				}
				row := workflow.CaseRow{ID: fmt.Sprintf("01900000-0000-7000-8000-%012x", i+1<<20), Number: w.Facts.Case, Version: 1, Stage: string(casefile.InPledge), Title: "示例新材料有限公司 · 发明专利等",
					UpdatedAt: o.now.AddDate(0, 0, -400).UnixMilli(), Body: fmt.Sprintf("%010000d", i), Watched: string(facts)}
				if err := tx.InsertCase(ctx, row, []string{"bank"}, nil); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}
