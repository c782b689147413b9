package valuation_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation"
	"zhiya/valuation/fault"
)

// kept is a conclusion as a store gives it back.
func kept(t *testing.T) valuation.Conclusion {
	t.Helper()
	c, err := valuation.Conclude(sample())
	require.NoError(t, err)
	raw, err := json.Marshal(c)
	require.NoError(t, err)
	var out valuation.Conclusion
	require.NoError(t, json.Unmarshal(raw, &out))
	return out
}

func TestRecalculationRepeatsBitForBit(t *testing.T) {
	require.NoError(t, valuation.Recalculate(sample(), kept(t)))
}

func TestRecalculationNamesTheFirstStepThatDiffers(t *testing.T) {
	changed := sample()
	changed.Royalty.Revenue[2].Value++
	err := valuation.Recalculate(changed, kept(t))
	require.True(t, fault.Has(err, "recalculate.step"))
	require.Equal(t, "royalty.year.3.saving", fault.Of(err)[0].Path)

	changed = sample()
	changed.Royalty.BuildUp.Items[2].Factors[1].Score = number("81", "现场调查记录")
	require.Equal(t, "royalty.rate.3", fault.Of(valuation.Recalculate(changed, kept(t)))[0].Path)

	changed = sample()
	changed.Cost.Items[0].Amount.Source = "另一份台账"
	require.Equal(t, "cost.item.1", fault.Of(valuation.Recalculate(changed, kept(t)))[0].Path, "a changed source is a change")

	tampered := kept(t)
	tampered.Steps[1].Children[2].Result += "1"
	require.Equal(t, tampered.Steps[1].Children[2].ID, fault.Of(valuation.Recalculate(sample(), tampered))[0].Path)

	shorter := kept(t)
	shorter.Steps = shorter.Steps[:2]
	require.Equal(t, "cost", fault.Of(valuation.Recalculate(sample(), shorter))[0].Path)
}

func TestRecalculationSeesEveryTamperedPart(t *testing.T) {
	for path, tamper := range map[string]func(*valuation.Conclusion){
		"engine":            func(c *valuation.Conclusion) { c.Engine = "zhiya-valuation/0" },
		"market_value":      func(c *valuation.Conclusion) { c.MarketValue++ },
		"forced_sale_value": func(c *valuation.Conclusion) { c.ForcedSaleValue-- },
		"bridge":            func(c *valuation.Conclusion) { c.Bridge[1].Title = "折让" },
		"rights":            func(c *valuation.Conclusion) { c.Rights[0].Market++ },
		"approaches":        func(c *valuation.Conclusion) { c.Approaches[0].Reason = "" },
		"notes":             func(c *valuation.Conclusion) { c.Notes = append(c.Notes, "无") },
		"life_end":          func(c *valuation.Conclusion) { c.LifeEnd = c.LifeEnd.AddDays(1) },
		"spread":            func(c *valuation.Conclusion) { c.Spread = number("0.05", "").Value },
	} {
		c := kept(t)
		tamper(&c)
		err := valuation.Recalculate(sample(), c)
		require.Error(t, err, path)
		require.Equal(t, path, fault.Of(err)[0].Path)
	}
}

func TestRecalculationOfInputsThatNoLongerConcludeReturnsTheirFaults(t *testing.T) {
	broken := sample()
	broken.Purpose = ""
	require.True(t, fault.Has(valuation.Recalculate(broken, kept(t)), "purpose.missing"))
}
