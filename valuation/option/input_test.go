package option_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/valuation/option"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

func amount(s string) sourced.Amount {
	return sourced.Amount{Value: money.Must(s), Source: "示例项目可行性研究报告"}
}

func rate(s string) sourced.Rate {
	return sourced.Rate{Value: money.MustRate(s), Source: "示例资料"}
}

// patent is Damodaran's patent with the volatility its printed figures belong to, in 万元; r = ln(1+i) = 4 %.
func patent() option.RealOption {
	return option.RealOption{Base: date.Must("2026-06-30"), LifeEnd: date.Must("2043-07-10"), Input: option.Input{
		Present: amount("3500000"), Investment: amount("5000000"), Years: sourced.Number{Value: money.MustRate("17"), Source: "专利登记簿副本"},
		Volatility: rate("0.3"), RiskFree: rate("0.040810774192"),
	}}
}

func find(t *testing.T, s trace.Step, id string) trace.Step {
	t.Helper()
	var out trace.Step
	s.Walk(func(s trace.Step) bool {
		if s.ID == id {
			out = s
		}
		return true
	})
	require.NotEmpty(t, out.ID, id)
	return out
}

func TestAPatentIsValuedAsAnOptionWithEveryStep(t *testing.T) {
	got, err := patent().Value()
	require.NoError(t, err)
	require.Equal(t, trace.Income, got.Approach)
	require.Equal(t, "option", got.Method)
	require.InDelta(t, 371645.951284, got.Value.Decimal().InexactFloat64(), 0.02, "37.16 of 350 and 500")
	require.Equal(t, "0.039999999999627", find(t, got.Step, "option.risk_free").Result)
	require.Equal(t, "0.05882352941176470588", find(t, got.Step, "option.delay").Result, "exactly 1/17")
	require.True(t, strings.HasPrefix(find(t, got.Step, "option.price.d1").Result, "0.0714065"))
	require.True(t, strings.HasPrefix(find(t, got.Step, "option.price.nd1").Result, "0.5284629"))
	require.True(t, strings.HasPrefix(find(t, got.Step, "option.price.nd2").Result, "0.1219032"))
	require.Equal(t, "-1500000", find(t, got.Step, "option.npv").Result)
	require.Len(t, got.Notes, 1)
	require.Contains(t, got.Notes[0], "波动率 30.00% 须有论证")
	require.Contains(t, got.Notes[0], "上下变动 10 个百分点")
	ids := map[string]bool{}
	got.Step.Walk(func(s trace.Step) bool {
		require.False(t, ids[s.ID], s.ID)
		ids[s.ID] = true
		require.True(t, s.ID == option.Name || strings.HasPrefix(s.ID, option.Name+"."), s.ID)
		return true
	})
}

func TestTheSameInputsGiveTheSameBytes(t *testing.T) {
	for _, model := range []option.Model{option.ClosedForm, option.EuropeanTree, option.AmericanTree} {
		p := patent()
		p.Input.Model = model
		first, err := p.Value()
		require.NoError(t, err)
		stored, err := json.Marshal(p.Input)
		require.NoError(t, err)
		var again option.Input
		require.NoError(t, json.Unmarshal(stored, &again))
		p.Input = again
		second, err := p.Value()
		require.NoError(t, err)
		require.Equal(t, first, second)
	}
}

func TestATreeConfirmsTheFormulaAndEarlyInvestmentIsWorthMore(t *testing.T) {
	closed, err := patent().Value()
	require.NoError(t, err)
	values := map[option.Model]money.Money{}
	for _, scheme := range []option.Scheme{option.CRR, option.Forward} {
		for _, model := range []option.Model{option.EuropeanTree, option.AmericanTree} {
			p := patent()
			p.Input.Model, p.Input.Scheme = model, scheme
			got, err := p.Value()
			require.NoError(t, err)
			values[model] = got.Value
			require.Equal(t, "二叉树（501 步）", find(t, got.Step, "option.price.tree_2").Title)
			require.Equal(t, find(t, closed.Step, "option.price").Result, find(t, got.Step, "option.price.closed").Result)
		}
		require.InEpsilon(t, float64(closed.Value), float64(values[option.EuropeanTree]), 0.001)
		require.Greater(t, values[option.AmericanTree], values[option.EuropeanTree])
	}
}

func TestTheCostOfDelayMayBeEntered(t *testing.T) {
	p := patent()
	free, some := sourced.Rate{}, rate("0.02")
	p.Input.Delay = &free
	without, err := p.Value()
	require.NoError(t, err)
	p.Input.Delay = &some
	with, err := p.Value()
	require.NoError(t, err)
	own, err := patent().Value()
	require.NoError(t, err)
	require.Greater(t, without.Value, with.Value)
	require.Greater(t, with.Value, own.Value)
	p.Input.Delay = &sourced.Rate{Value: money.MustRate("0.02")}
	_, err = p.Value()
	require.True(t, fault.Has(err, "source.missing"))
}

func TestWhatTheOptionMethodRemarks(t *testing.T) {
	p := patent()
	p.Input.Volatility = rate("0.8")
	got, err := p.Value()
	require.NoError(t, err)
	require.Contains(t, got.Notes[1], "30% 至 60%")
	p = patent()
	p.Input.Present = amount("20000000")
	got, err = p.Value()
	require.NoError(t, err)
	require.Contains(t, got.Notes[1], "请改用可提前实施的二叉树模型")
	p.Input.Model = option.AmericanTree
	got, err = p.Value()
	require.NoError(t, err)
	require.Equal(t, "15000000.00", got.Value.String(), "the project is taken up at once")
	require.Contains(t, got.Notes[1], "延迟没有价值")
}

func TestTheOptionMethodRefusesByField(t *testing.T) {
	_, err := option.RealOption{Input: option.Input{Model: "magic", Scheme: "magic", Steps: -1}}.Value()
	var paths []string
	for _, f := range fault.Of(err) {
		paths = append(paths, f.Path)
	}
	require.ElementsMatch(t, []string{"present.value", "investment.value", "years.value", "volatility.value", "model", "scheme", "steps", "base_date"}, paths)

	p := patent()
	p.LifeEnd = date.Must("2040-01-01")
	_, err = p.Value()
	require.True(t, fault.Has(err, "option.beyond_life"))

	p = patent()
	p.Input.Present, p.Input.Years = amount("1"), sourced.Number{Value: money.MustRate("1"), Source: "合同"}
	_, err = p.Value()
	require.True(t, fault.Has(err, "option.worthless"))
	require.Equal(t, fault.Refused, fault.KindOf(err))

	p = patent()
	p.Input.Model, p.Input.Steps, p.Input.Volatility, p.Input.RiskFree = option.EuropeanTree, 2, rate("0.01"), rate("0.2")
	_, err = p.Value()
	require.True(t, fault.Has(err, "option.probability"))
	require.Equal(t, "steps", fault.Of(err)[0].Path)
}
