package pledge_test

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/pledge"
)

func TestCoverageIsAnsweredInTheFormOfTheCommandLine(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"a top-up must restore the cap, not fill the gap",
			`{"outstanding":"150","rights":[{"value":"200","cap":"0.5","haircut":"0","valid_until":"2026-11-22"}],"on":"2026-11-22","new":{"cap":"0.5","haircut":"0"}}`,
			`{"coverage":"known","lendable":"100.00","shortfall":"50.00","needed_value":"100.00"}`},
		{"a loan of 100 at half of 150 asks for 50 more, not 25",
			`{"outstanding":"100","rights":[{"value":"150","cap":"0.5","haircut":"0","valid_until":"2026-11-22"}],"on":"2026-11-22","new":{"cap":"0.5","haircut":"0"}}`,
			`{"coverage":"known","lendable":"75.00","shortfall":"25.00","needed_value":"50.00"}`},
		{"caps and haircuts differ by right",
			`{"outstanding":"1000000","rights":[{"value":"3000000","cap":"0.25","haircut":"0.1","valid_until":"2027-01-01"},{"value":"500000.01","cap":"0.5","haircut":"0","valid_until":"2027-01-01"}],"on":"2026-11-22","new":{"cap":"0.3","haircut":"0.1"}}`,
			`{"coverage":"known","lendable":"925000.01","shortfall":"74999.99","needed_value":"277777.75"}`},
		{"covered", `{"outstanding":"100","rights":[{"value":"200","cap":"0.5","haircut":"0","valid_until":"2026-11-22"}],"on":"2026-11-22"}`,
			`{"coverage":"known","lendable":"100.00","shortfall":"0.00","needed_value":"0.00"}`},
		{"an expired value makes the coverage unknown",
			`{"outstanding":"100","rights":[{"value":"99999","cap":"0.5","haircut":"0","valid_until":"2027-11-22"},{"value":"1","cap":"0.5","haircut":"0","valid_until":"2026-11-21"}],"on":"2026-11-22","new":{"cap":"0.5","haircut":"0"}}`,
			`{"coverage":"unknown","lendable":null,"shortfall":null,"needed_value":null}`},
		{"a value without a validity is no value", `{"outstanding":"100","rights":[{"value":"99999","cap":"0.5","haircut":"0","valid_until":""}],"on":"2026-11-22"}`,
			`{"coverage":"unknown","lendable":null,"shortfall":null,"needed_value":null}`},
		{"no rights cover nothing", `{"outstanding":"100","rights":[],"on":"2026-11-22"}`,
			`{"coverage":"known","lendable":"0.00","shortfall":"100.00","needed_value":null}`},
		{"needed value is rounded up", `{"outstanding":"1","rights":[],"on":"2026-11-22","new":{"cap":"0.3","haircut":"0"}}`,
			`{"coverage":"known","lendable":"0.00","shortfall":"1.00","needed_value":"3.34"}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var r pledge.TopUpRequest
			require.NoError(t, json.Unmarshal([]byte(c.in), &r))
			res, err := pledge.TopUp(r)
			require.NoError(t, err)
			alarms := res.Alarms
			require.NotNil(t, alarms)
			b, err := json.Marshal(res)
			require.NoError(t, err)
			var got map[string]any
			require.NoError(t, json.Unmarshal(b, &got))
			delete(got, "alarms")
			b, _ = json.Marshal(got)
			require.JSONEq(t, c.want, string(b))
			switch {
			case res.Coverage == "unknown":
				require.Equal(t, "coverage.unknown", alarms[0].Code)
				require.Equal(t, "highest", alarms[0].Level)
			case *res.Shortfall > 0:
				require.Equal(t, "coverage.shortfall", alarms[0].Code)
			default:
				require.Empty(t, alarms)
			}
		})
	}
}

func TestATopUpRequestNamesItsFaults(t *testing.T) {
	one := money.MustRate("1")
	_, err := pledge.TopUp(pledge.TopUpRequest{Outstanding: -1, Rights: []pledge.CoveredRight{{Value: -1, Cap: money.MustRate("1.1"), Haircut: money.MustRate("-0.1")}},
		New: &pledge.NewRight{Cap: money.MustRate("2"), Haircut: one}})
	var paths []string
	for _, f := range fault.Of(err) {
		paths = append(paths, f.Path)
	}
	require.Equal(t, []string{"outstanding", "on", "rights[0].value", "rights[0].cap", "rights[0].haircut", "new.cap"}, paths)
	_, err = pledge.TopUp(pledge.TopUpRequest{Outstanding: 1, On: day("2026-11-22"), New: &pledge.NewRight{Cap: one, Haircut: one}})
	require.True(t, fault.Has(err, "topup.new"))
	_, err = pledge.TopUp(pledge.TopUpRequest{Outstanding: money.Max, On: day("2026-11-22"), New: &pledge.NewRight{Cap: money.MustRate("0.5")}})
	require.True(t, fault.Has(err, "amount.range"))
}

func TestPledgingTheNeededValueCoversTheDebt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := func(name string, lo, hi int64) money.Rate {
			return money.RateOf(decimal.New(rapid.Int64Range(lo, hi).Draw(t, name), -4))
		}
		on := day("2026-11-22")
		r := pledge.TopUpRequest{On: on, Outstanding: money.Money(rapid.Int64Range(0, 9e10).Draw(t, "outstanding")),
			New: &pledge.NewRight{Cap: rate("new cap", 1, 10000), Haircut: rate("new haircut", 0, 9999)}}
		for range rapid.IntRange(0, 4).Draw(t, "rights") {
			r.Rights = append(r.Rights, pledge.CoveredRight{Value: money.Money(rapid.Int64Range(0, 1e12).Draw(t, "value")),
				Cap: rate("cap", 0, 10000), Haircut: rate("haircut", 0, 10000), ValidUntil: on})
		}
		before, err := pledge.TopUp(r)
		require.NoError(t, err)
		r.Rights = append(r.Rights, pledge.CoveredRight{Value: *before.NeededValue, Cap: r.New.Cap, Haircut: r.New.Haircut, ValidUntil: on})
		after, err := pledge.TopUp(r)
		require.NoError(t, err)
		// Lendable is rounded once over all rights, so half a fen may be lost against the sum of two roundings.
		require.LessOrEqual(t, *after.Shortfall, money.Money(1))
	})
}
