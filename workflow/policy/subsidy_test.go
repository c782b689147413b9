package policy_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/policy"
)

func TestTheSubsidyIsCutToTheCapThatBinds(t *testing.T) {
	cases := []struct{ name, in, interest, subsidy, limit string }{
		{"below the caps", `{"principal":"5000000","rate":"0.0365","from":"2025-01-01","to":"2026-01-01","day_count":"365","ratio":"0.5","firm_year_cap":"300000"}`, "182500.00", "91250.00", "none"},
		{"cut by the firm's cap", `{"principal":"20000000","rate":"0.04","from":"2025-01-01","to":"2025-12-27","day_count":"360","ratio":"0.5","firm_year_cap":"300000"}`, "800000.00", "300000.00", "firm_year_cap"},
		{"cut by the loan's cap", `{"principal":"20000000","rate":"0.04","from":"2025-01-01","to":"2025-12-27","day_count":"360","ratio":"0.5","loan_cap":"100000","firm_year_cap":"300000"}`, "800000.00", "100000.00", "loan_cap"},
		{"the firm's cap is partly used", `{"principal":"5000000","rate":"0.0365","from":"2025-01-01","to":"2026-01-01","day_count":"365","ratio":"0.5","firm_year_cap":"300000","paid_this_year":"250000.01"}`, "182500.00", "49999.99", "firm_year_cap"},
		{"the firm's cap is overdrawn", `{"principal":"5000000","rate":"0.0365","from":"2025-01-01","to":"2026-01-01","day_count":"365","ratio":"0.5","firm_year_cap":"300000","paid_this_year":"400000"}`, "182500.00", "0.00", "firm_year_cap"},
		{"exactly the cap is not limited", `{"principal":"5000000","rate":"0.0365","from":"2025-01-01","to":"2026-01-01","day_count":"365","ratio":"0.5","loan_cap":"91250"}`, "182500.00", "91250.00", "none"},
		{"only the IP share counts", `{"principal":"5000000","rate":"0.0365","from":"2025-01-01","to":"2026-01-01","day_count":"365","ratio":"0.5","ip_share":"0.6"}`, "109500.00", "54750.00", "none"},
		{"half a fen goes up, twice", `{"principal":"0.45","rate":"0.1","from":"2025-01-01","to":"2025-12-27","day_count":"360","ratio":"0.5"}`, "0.05", "0.03", "none"},
		{"no day, no interest", `{"principal":"5000000","rate":"0.04","from":"2025-01-01","to":"2025-01-01","day_count":"365","ratio":"0.5"}`, "0.00", "0.00", "none"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var r policy.SubsidyRequest
			require.NoError(t, json.Unmarshal([]byte(c.in), &r))
			got, err := policy.Subsidy(r)
			require.NoError(t, err)
			b, err := json.Marshal(got)
			require.NoError(t, err)
			require.JSONEq(t, `{"interest":"`+c.interest+`","subsidy":"`+c.subsidy+`","limited_by":"`+c.limit+`"}`, string(b))
		})
	}
}

func TestASubsidyRequestNamesEveryFault(t *testing.T) {
	cap, share := money.Money(-1), money.MustRate("1.5")
	_, err := policy.Subsidy(policy.SubsidyRequest{Principal: -1, Rate: money.MustRate("-0.1"), From: date.Must("2025-02-01"), To: date.Must("2025-01-01"),
		DayCount: "366", Ratio: money.MustRate("2"), LoanCap: &cap, FirmYearCap: &cap, PaidThisYear: -1, IPShare: &share})
	var paths []string
	for _, f := range fault.Of(err) {
		require.Equal(t, fault.Invalid, f.Kind)
		paths = append(paths, f.Path)
	}
	require.Equal(t, []string{"principal", "rate", "to", "day_count", "ratio", "loan_cap", "firm_year_cap", "paid_this_year", "ip_share"}, paths)
	_, err = policy.Subsidy(policy.SubsidyRequest{DayCount: "365"})
	require.Len(t, fault.Of(err), 2)
	_, err = policy.Subsidy(policy.SubsidyRequest{Principal: money.Max, Rate: money.MustRate("1"), From: date.Must("2000-01-01"), To: date.Must("2100-01-01"), DayCount: "360", Ratio: money.MustRate("1")})
	require.True(t, fault.Has(err, "amount.range"))
}

func TestTheSubsidyNeverExceedsInterestOrCaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loanCap := money.Money(rapid.Int64Range(0, 1e9).Draw(t, "loan cap"))
		firmCap := money.Money(rapid.Int64Range(0, 1e9).Draw(t, "firm cap"))
		from := date.Must("2025-01-01")
		r := policy.SubsidyRequest{
			Principal: money.Money(rapid.Int64Range(0, 1e12).Draw(t, "principal")), Rate: money.MustRate("0.0345"),
			From: from, To: from.AddDays(rapid.IntRange(0, 1100).Draw(t, "days")), DayCount: rapid.SampledFrom([]string{"360", "365"}).Draw(t, "basis"),
			Ratio: money.MustRate("0.5"), LoanCap: &loanCap, FirmYearCap: &firmCap, PaidThisYear: money.Money(rapid.Int64Range(0, 1e9).Draw(t, "paid")),
		}
		got, err := policy.Subsidy(r)
		require.NoError(t, err)
		require.GreaterOrEqual(t, got.Subsidy, money.Money(0))
		require.LessOrEqual(t, got.Subsidy, got.Interest)
		require.LessOrEqual(t, got.Subsidy, loanCap)
		require.LessOrEqual(t, got.Subsidy, max(0, firmCap-r.PaidThisYear))
	})
}
