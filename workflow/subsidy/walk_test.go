package subsidy_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/calendar"
	"zhiya/workflow/subsidy"
)

// someForm draws an act with a form that is often right and sometimes not.
func someForm(t *rapid.T, o *office, act subsidy.Act) subsidy.Form {
	no := rapid.IntRange(1, 4).Draw(t, "line")
	amount := money.Money(rapid.Int64Range(0, 9_000_000).Draw(t, "amount"))
	verdicts := func(kinds ...subsidy.Verdict) []subsidy.LineVerdict {
		var out []subsidy.LineVerdict
		for _, v := range o.batch.Passing() {
			v.Verdict, v.Reason = rapid.SampledFrom(kinds).Draw(t, "verdict"), "示例"
			if v.Verdict == subsidy.Cut {
				v.Amount = &amount
			}
			out = append(out, v)
		}
		return out
	}
	switch f := act.New().(type) {
	case *subsidy.Open:
		f.Plan, f.FinanceID = o.batch.Plan, "finance"
		return f
	case *subsidy.Notify:
		f.NoticeNo, f.On, f.Until = "示例", o.today, o.today.AddDays(9)
		return f
	case *subsidy.Declare:
		f.Source, f.ReceivedOn = "纸质", o.today
		for range rapid.IntRange(1, 2).Draw(t, "entries") {
			e := someEntry(t)
			e.Principal, e.Paid, e.Overdue, e.Bank = money.Yuan(20_000_000), money.Yuan(900_000), 0, rapid.SampledFrom([]string{"B03", "B04"}).Draw(t, "bank")
			f.Entries = append(f.Entries, e)
		}
		return f
	case *subsidy.Withdraw:
		f.No, f.Reason = no, "示例"
		return f
	case *subsidy.CloseDeclarations, *subsidy.EndPublicity:
		return f
	case *subsidy.CheckLines:
		for _, l := range o.batch.Lines {
			if l.Withdrawn == "" && l.Check == nil {
				c := confirmed(l)
				c.Confirmed, c.Reason = rapid.IntRange(0, 9).Draw(t, "confirmed") > 0, "示例"
				c.Paid = max(1, min(c.Paid, amount))
				f.Lines = append(f.Lines, c)
			}
		}
		return f
	case *subsidy.Review:
		f.Lines = verdicts(subsidy.Pass, subsidy.Pass, subsidy.Pass, subsidy.Pass, subsidy.Pass, subsidy.Pass, subsidy.Cut, subsidy.Refuse, subsidy.Return)
		return f
	case *subsidy.SubmitReview:
		f.Opinion = "同意"
		return f
	case *subsidy.Examine:
		f.Lines = verdicts(subsidy.Pass, subsidy.Pass, subsidy.Pass, subsidy.Cut, subsidy.Refuse)
		return f
	case *subsidy.ProposeApproval:
		f.Opinion = "拟同意"
		return f
	case *subsidy.Approve:
		f.Approved, f.Opinion = rapid.IntRange(0, 3).Draw(t, "approved") > 0, "示例"
		return f
	case *subsidy.SendBack:
		f.Reason = "示例"
		return f
	case *subsidy.Publish:
		f.From, f.Days, f.Unit, f.Where = o.today, 3, calendar.Days, "示例"
		return f
	case *subsidy.Object:
		f.No, f.On, f.From, f.Text = no, o.today, "示例", "示例"
		return f
	case *subsidy.Resolve:
		f.No, f.Reason, f.Outcome = no, "示例", rapid.SampledFrom([]string{"dismissed", "cut", "refused"}).Draw(t, "outcome")
		if f.Outcome == "cut" {
			f.Amount = &amount
		}
		return f
	case *subsidy.Pay:
		f.On, f.Voucher = o.today, fmt.Sprint("PZ-", len(o.records))
		if rapid.Bool().Draw(t, "one line") {
			f.Lines = []int{no}
		}
		return f
	case *subsidy.Reverse:
		f.No, f.Amount, f.On, f.Voucher, f.Reason = no, amount, o.today, "JH", "示例"
		return f
	case *subsidy.ConfirmReversal:
		f.No, f.Agreed, f.Opinion = no, rapid.Bool().Draw(t, "agreed"), "示例"
		return f
	case *subsidy.Stop:
		f.Reason = "示例"
		return f
	}
	t.Fatalf("no form for %s", act.Name)
	return nil
}

// someAct draws an act and who does it: mostly one that may be done, of these seldom one for what went wrong, and sometimes any.
func someAct(t *rapid.T, o *office) (subsidy.Act, string) {
	logins := []string{"jb", "jb2", "ks", "cz1", "cz2", "kehu", "lin", "other"}
	if rapid.IntRange(0, 7).Draw(t, "any") == 0 {
		return rapid.SampledFrom(subsidy.Table()[1:]).Draw(t, "act"), rapid.SampledFrom(logins).Draw(t, "who")
	}
	type pair struct {
		act subsidy.Act
		who string
	}
	var usual, seldom []pair
	stop := rapid.IntRange(0, 250).Draw(t, "stop") == 0
	for _, a := range subsidy.Table()[1:] {
		for _, who := range logins {
			if o.batch.Standing(a, actor(who)) != "" || a.Name == subsidy.ActStopBatch && !stop {
				continue
			}
			if a.Seldom {
				seldom = append(seldom, pair{a, who})
			} else {
				usual = append(usual, pair{a, who})
			}
		}
	}
	from := usual
	if len(usual) == 0 || len(seldom) > 0 && rapid.IntRange(0, 5).Draw(t, "seldom") == 0 {
		from = seldom
	}
	if len(from) == 0 {
		return subsidy.Table()[1], "jb"
	}
	n := rapid.IntRange(0, len(from)-1).Draw(t, "pair")
	return from[n].act, from[n].who
}

// Two batches under one scheme and any acts by anybody, right or wrong: the caps hold, no day of a 借据 is paid twice, what was paid stays
// as it was, and each batch read back from its records is the same.
func TestNoSequenceOfActsBreaksACapOrPaysADayTwice(t *testing.T) {
	limit, year := money.Yuan(4_000), money.Yuan(5_000)
	plan := yearPlan(func(s *subsidy.Scheme) { s.LoanCap, s.FirmYearCap = &limit, &year })
	reached := map[subsidy.Step]int{}
	rapid.Check(t, func(t *rapid.T) {
		a, b := newOffice(), newOffice()
		b.id = "c"
		for _, o := range []*office{a, b} {
			require.NoError(t, o.do("jb", &subsidy.Open{Plan: plan, FinanceID: "finance"}))
		}
		paid := map[string]money.Money{}
		for range rapid.IntRange(40, 240).Draw(t, "acts") {
			o, other := a, b
			if rapid.Bool().Draw(t, "which") {
				o, other = b, a
			}
			o.book = subsidy.Book{other.batch}
			o.today = o.today.AddDays(rapid.IntRange(0, 2).Draw(t, "days"))
			act, who := someAct(t, o)
			err := o.do(who, someForm(t, o, act))
			require.NotEqual(t, fault.Broken, fault.KindOf(err), "%v", err)
			reached[o.batch.Step]++
			holds(t, a, b, limit, year)
			for _, l := range o.batch.Lines {
				if l.Payment != nil {
					key := fmt.Sprint(o.id, l.No)
					if was, met := paid[key]; met {
						require.Equal(t, was, l.Payment.Amount, "a payment is never rewritten")
					}
					paid[key] = l.Payment.Amount
					require.GreaterOrEqual(t, l.Net(), money.Money(0))
				}
			}
		}
		for _, o := range []*office{a, b} {
			raw, err := json.Marshal(o.records)
			require.NoError(t, err)
			var records []subsidy.Record
			require.NoError(t, json.Unmarshal(raw, &records))
			book, err := subsidy.Replay(records)
			require.NoError(t, err)
			have, err := json.Marshal(book[0])
			require.NoError(t, err)
			want, err := json.Marshal(o.batch)
			require.NoError(t, err)
			require.Equal(t, string(want), string(have))
		}
	})
	t.Log(reached)
}

// holds looks at the fixed lines of both batches together.
func holds(t *rapid.T, a, b *office, limit, year money.Money) {
	loans, firms := map[string]money.Money{}, map[string]money.Money{}
	days, union := map[string]int{}, map[string]map[date.Date]bool{}
	for _, o := range []*office{a, b} {
		var sum money.Money
		for _, l := range o.batch.Lines {
			if o.batch.Step == subsidy.Stopped {
				continue
			}
			amount := l.Counted()
			sum += amount
			if amount == 0 {
				continue
			}
			key := l.Entry.USCC + l.Entry.LoanNo
			loans[key] += amount
			firms[l.Entry.USCC] += amount
			days[key] += l.Figure.Days
			if union[key] == nil {
				union[key] = map[date.Date]bool{}
			}
			for d := l.Entry.From; d.Before(l.Entry.To); d = d.AddDays(1) {
				union[key][d] = true
			}
			require.LessOrEqual(t, amount, l.Check.Paid)
		}
		if o.batch.Step != subsidy.Stopped {
			require.Equal(t, sum, o.batch.Total())
		}
	}
	for key, m := range loans {
		require.LessOrEqual(t, m, limit)
		require.LessOrEqual(t, days[key], len(union[key]), "a day is paid once")
	}
	for _, m := range firms {
		require.LessOrEqual(t, m, year)
	}
}
