package casefile_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation"
	"zhiya/valuation/cost"
	"zhiya/valuation/date"
	"zhiya/valuation/discount"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

// inputs are those of the tests, as a fresh copy.
func inputs(t require.TestingT) valuation.Inputs {
	raw, err := json.Marshal(casetest.Inputs(casefile.State{Intake: casetest.Intake()}, date.Must("2024-03-01")))
	require.NoError(t, err)
	in, err := valuation.DecodeInputs(raw)
	require.NoError(t, err)
	in.Rights[0].Number, in.Rights[1].Number = "ZL202110345678.3", "ZL202220123456.7"
	return in
}

func TestDifferencesNameTheFieldWhatItWasAndWhatItIs(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*valuation.Inputs)
		want   casefile.Difference
	}{
		"an amount in a list": {func(in *valuation.Inputs) { in.Royalty.Revenue[2].Value = money.Yuan(80_000_000) },
			casefile.Difference{Path: "inputs.royalty.revenue[2].value", Label: "收益法（许可费节省法）·各年预测收入第3行", Was: "90,000,000.00元", Now: "80,000,000.00元"}},
		"a source": {func(in *valuation.Inputs) { in.Royalty.Royalty.Source = "许可合同" },
			casefile.Difference{Path: "inputs.royalty.royalty.source", Label: "收益法（许可费节省法）·许可费率·来源", Was: "示例", Now: "许可合同"}},
		"an embedded rate": {func(in *valuation.Inputs) { in.Royalty.Rate.Value = money.MustRate("0.16") },
			casefile.Difference{Path: "inputs.royalty.rate.value", Was: "15.00%", Now: "16.00%"}},
		"a choice": {func(in *valuation.Inputs) { in.ValueType = valuation.LiquidationValue },
			casefile.Difference{Path: "inputs.value_type", Label: "价值类型", Was: "市场价值", Now: "清算价值"}},
		"a day": {func(in *valuation.Inputs) { in.BaseDate = date.Must("2025-03-01") },
			casefile.Difference{Path: "inputs.base_date", Label: "评估基准日", Was: "2024-03-01", Now: "2025-03-01"}},
		"a method that is dropped": {func(in *valuation.Inputs) { in.Cost = nil },
			casefile.Difference{Path: "inputs.cost", Label: "成本法（重置成本法）", Was: "已采用", Now: "不再采用"}},
		"a part that is added": {func(in *valuation.Inputs) { in.Royalty.BuildUp = &discount.BuildUp{} },
			casefile.Difference{Path: "inputs.royalty.build_up", Was: "（无）", Now: "新采用"}},
		"a fact of a right that no form asks for": {func(in *valuation.Inputs) { in.Rights[1].Granted = date.Must("2022-09-01") },
			casefile.Difference{Path: "inputs.rights[1].granted", Label: "评估对象第2行（ZL202220123456.7）·授权公告日", Was: "2022-08-30", Now: "2022-09-01"}},
		"a tick": {func(in *valuation.Inputs) { in.Rights[0].Principal = true },
			casefile.Difference{Path: "inputs.rights[0].principal", Label: "评估对象第1行（ZL202110345678.3）·主导权利（其寿命决定预测期）", Was: "否", Now: "是"}},
	} {
		t.Run(name, func(t *testing.T) {
			before, after := inputs(t), inputs(t)
			c.change(&after)
			got := casefile.Differences(before, after)
			require.Len(t, got, 1)
			require.Equal(t, c.want.Path, got[0].Path)
			require.Equal(t, []string{c.want.Was, c.want.Now}, []string{got[0].Was, got[0].Now})
			if c.want.Label != "" { // else it is named by another room
				require.Equal(t, c.want.Label, got[0].Label)
			}
		})
	}
}

func TestRowsAreHeldAgainstEachOtherByWhatNamesThem(t *testing.T) {
	before, after := inputs(t), inputs(t)
	item := after.Cost.Items[0]
	item.Name, item.Amount = "材料", sourced.Amount{Value: money.Yuan(5), Source: "台账"}
	after.Cost.Items = append([]cost.Item{item}, after.Cost.Items...)
	after.Rights[0], after.Rights[1] = after.Rights[1], after.Rights[0]
	after.Rights[0].Ref, after.Rights[1].Ref = "R1", "R2"
	var paths []string
	for _, d := range casefile.Differences(before, after) {
		paths = append(paths, d.Path)
		require.NotContains(t, d.Path, "items[1]", "the old item only moved down")
	}
	require.Contains(t, paths, "inputs.cost.items[0].amount.value")
	require.Contains(t, paths, "inputs.rights[0].ref", "the right is known by its number")
	require.NotContains(t, paths, "inputs.rights[0].weight")
	gone := casefile.Differences(after, before)
	require.Contains(t, gone, casefile.Difference{Path: "inputs.cost.items[0].amount.value", Label: "成本法（重置成本法）·研发成本明细原第1行（材料）·金额", Was: "5.00元", Now: "（无）"})
}

func TestNothingDiffersFromItselfAndADifferenceIsMutual(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		before, after := inputs(r), inputs(r)
		after.Royalty.Revenue[rapid.IntRange(0, 4).Draw(r, "year")].Value = money.Money(rapid.Int64Range(0, 1_000_000_000).Draw(r, "revenue"))
		after.Royalty.Revenue = after.Royalty.Revenue[:rapid.IntRange(1, 5).Draw(r, "years")]
		after.SpreadNote = rapid.SampledFrom([]string{"", "示例说明", "另一说明"}).Draw(r, "note")
		require.Empty(r, casefile.Differences(after, after))
		there, back := casefile.Differences(before, after), casefile.Differences(after, before)
		require.Len(r, back, len(there))
		for i := range there {
			require.Equal(r, there[i].Path, back[i].Path)
			require.Equal(r, []string{there[i].Was, there[i].Now}, []string{back[i].Now, back[i].Was})
		}
		equal := inputs(r)
		equal.Royalty.Royalty.Value = money.MustRate("0.0300")
		require.Empty(r, casefile.Differences(inputs(r), equal), "0.03 and 0.0300 are one rate")
	})
}

func TestACopyTakesOverWhatWasJudgedOfTheSameRights(t *testing.T) {
	was := inputs(t)
	was.Rights[0].Weight, was.Rights[1].Weight = money.MustRate("0.7"), money.MustRate("0.3")
	s := casefile.State{Intake: casetest.Intake()}
	s.Intake.Rights[0].Ref, s.Intake.Rights[1].Ref = "R1", "R2"
	s.Intake.Rights[0], s.Intake.Rights[1] = s.Intake.Rights[1], s.Intake.Rights[0]
	got := casefile.CopyValuation(s, casefile.EarlierValuation{Inputs: was}, date.Must("2025-03-01"))
	require.Equal(t, date.Must("2025-03-01"), got.BaseDate)
	require.Equal(t, []string{"0.3", "0.7"}, []string{got.Rights[0].Weight.String(), got.Rights[1].Weight.String()}, "a right is known by its number, wherever it stands")
	require.Equal(t, was.Cost, got.Cost)
	s.Intake.Rights = s.Intake.Rights[:1]
	got = casefile.CopyValuation(s, casefile.EarlierValuation{Inputs: was}, date.Must("2025-03-01"))
	require.Equal(t, "1", got.Rights[0].Weight.String(), "the weights of another bundle are not taken over")
	require.Equal(t, was.Rights[1].EconomicYears, got.Rights[0].EconomicYears)
}

func TestAPlaceOfTheInputsHasItsName(t *testing.T) {
	in := inputs(t)
	for path, want := range map[string]string{
		"inputs.royalty.revenue[2]": "收益法（许可费节省法）·各年预测收入第3行", "royalty.royalty.value": "收益法（许可费节省法）·许可费率", "base_date": "评估基准日",
		"royalty.revenue[9]": "", "nothing": "", "inputs.": "", "base_date.year": "", "cost.multiplier.risk": "", "royalty.revenue[x]": "",
	} {
		label, ok := casefile.LabelAt(in, path)
		require.Equal(t, want != "", ok, path)
		if ok {
			require.Equal(t, want, label)
		}
	}
}
