package pledge_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/workflow/pledge"
	"zhiya/workflow/right"
)

// publishedFees is the official table in whole yuan, year by year, written out by hand.
var publishedFees = map[right.Kind][]int{
	right.Invention: {900, 900, 900, 1200, 1200, 1200, 2000, 2000, 2000, 4000, 4000, 4000, 6000, 6000, 6000, 8000, 8000, 8000, 8000, 8000},
	right.Utility:   {600, 600, 600, 900, 900, 1200, 1200, 1200, 2000, 2000},
	right.Design:    {600, 600, 600, 900, 900, 1200, 1200, 1200, 2000, 2000, 3000, 3000, 3000, 3000, 3000},
}

func TestTheFeeOfEveryYearOfEveryKindIsThatOfTheOfficialTable(t *testing.T) {
	for kind, yuan := range publishedFees {
		c, err := pledge.Fees(pledge.FeeRequest{Kind: kind, Filed: day("2022-01-20"), Granted: day("2022-09-01"), On: day("2026-11-22")}, nil)
		require.NoError(t, err)
		require.Len(t, c.Years, len(yuan), kind)
		total := 0
		for i, want := range yuan {
			require.Equal(t, int64(want)*100, c.Years[i].Amount.Fen(), "%s, year %d", kind, i+1)
			total += want
		}
		require.Equal(t, int64(total)*100, c.LifeTotal.Fen(), kind)
	}
}

// lawMonths counts by hand how many months of the grace a day has entered: n when it lies after the same day n-1 months on.
func lawMonths(due, on time.Time) int {
	for n := 1; ; n++ {
		end := due.AddDate(0, n, 0)
		if !on.After(end) {
			return n
		}
	}
}

func TestTheGraceOfEveryKindIsWatchedDayByDay(t *testing.T) {
	// The fourth year's fee falls due on 2026-01-20, a Tuesday without a holiday near it; months of the 20th never end a month early.
	rates := []int{0, 5, 10, 15, 20, 25}
	due := time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC)
	for kind, yuan := range publishedFees {
		for d := due.AddDate(0, 0, -40); !d.After(due.AddDate(0, 7, 0)); d = d.AddDate(0, 0, 1) {
			on := date.Of(d.Year(), int(d.Month()), d.Day())
			c, err := pledge.Fees(pledge.FeeRequest{Kind: kind, Filed: day("2023-01-20"), Granted: day("2023-09-01"), PaidUntil: day("2026-01-20"), On: on}, nil)
			require.NoError(t, err)
			row, full := c.Years[3], int64(yuan[3])*100
			switch {
			case !d.After(due):
				require.Zero(t, row.Surcharge.Fen(), "%s on %s: not due yet", kind, on)
				require.Equal(t, full, row.Payable.Fen())
			case !d.After(due.AddDate(0, 6, 0)):
				surcharge := full * int64(rates[lawMonths(due, d)-1]) / 100
				require.Equal(t, pledge.FeeGrace, row.State, "%s on %s", kind, on)
				require.Equal(t, surcharge, row.Surcharge.Fen(), "%s on %s", kind, on)
				require.Equal(t, full+surcharge, row.Payable.Fen(), "%s on %s", kind, on)
			default:
				require.Equal(t, pledge.FeeLapsed, row.State, "%s on %s: the right has ended", kind, on)
				require.Zero(t, row.Payable.Fen(), "%s on %s: nothing more can be paid", kind, on)
			}
		}
	}
}
