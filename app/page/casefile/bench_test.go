package casefile

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/form"
	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/date"
	"zhiya/valuation/income"
	"zhiya/valuation/score"
	"zhiya/valuation/sourced"
	road "zhiya/workflow/casefile"
)

func TestEveryFieldOfTheInputsStandsOnOnePage(t *testing.T) {
	on := map[string]int{}
	for _, p := range benchPages() {
		require.NotEmpty(t, p.title)
		require.NotEmpty(t, p.fields, p.name)
		for _, name := range p.fields {
			on[name]++
		}
	}
	for _, f := range road.Fields(reflect.TypeFor[valuation.Inputs]()) {
		require.Equal(t, 1, on[f.Name], f.Name)
		delete(on, f.Name)
	}
	require.Empty(t, on, "pages name fields that there are not")
}

// workOn is a valuation being filled in, without a window.
func workOn(t *testing.T, cmd *road.PrepareValuation) *work {
	t.Helper()
	test.NewTempApp(t)
	w := &work{name: cmd.Name(), target: cmd}
	w.bench = newBench(w)
	w.form = w.bench.form(form.Env{})
	return w
}

// Reading the form put back the scores of the moment when it was made: what was scored in the window never reached the case.
func TestScoresOutliveAReadingOfTheForm(t *testing.T) {
	cmd := &road.PrepareValuation{}
	w := workOn(t, cmd)
	w.bench.kept = []valuation.ScoreInput{{Sheet: score.Sheet{Scenario: "质押"}}}
	require.Empty(t, w.read())
	require.Equal(t, "质押", cmd.Inputs.Scores[0].Sheet.Scenario)
	w.bench.kept = nil
	require.Empty(t, w.read())
	require.Empty(t, cmd.Inputs.Scores)
}

func TestYearsOfAMethodEndWhereItsConventionSays(t *testing.T) {
	cmd := &road.PrepareValuation{Inputs: valuation.Inputs{BaseDate: date.Must("2026-06-30"), Royalty: &income.RoyaltyInput{Revenue: make([]sourced.Amount, 2)}}}
	w := workOn(t, cmd)
	require.Equal(t, []string{"2027-06-30", "2028-06-30"}, w.bench.yearEnds("inputs.royalty.revenue", 2))
	cmd.Inputs.Royalty.Convention = cashflow.Convention{FirstEnd: date.Must("2026-12-31")}
	require.Equal(t, []string{"2026-12-31", "2027-12-31"}, w.bench.yearEnds("inputs.royalty.revenue", 2))
	require.Nil(t, w.bench.yearEnds("inputs.sharing.amounts", 2), "the method is not used")
	require.Nil(t, w.bench.yearEnds("inputs.rights", 2))
}
