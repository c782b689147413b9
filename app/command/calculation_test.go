package command_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
)

const allocateIn = `{"scheme":{"parties":[{"id":"fund","share":"0.54","cap":"500000.00","pool":"30000000.00"},{"id":"bank","share":"0.26"},{"id":"insurer","share":"0.16"},{"id":"appraiser","share":"0.04"}],
           "base":"principal","residual":"bank"},
 "loss":{"principal":"1000000.01","interest":"23456.78","costs":"0.00","ip_share":"0.6"}}`

const waterfallIn = `{"proceeds":"150.00","costs":"10.00","interest":"20.00","penalty":"5.00","principal":"100.00",
 "juniors":[{"id":"后","amount":"10.00","registered":"2026-02-01"},{"id":"甲","amount":"10.00","registered":"2026-01-01"},{"id":"乙","amount":"9.99","registered":"2026-01-01"}]}`

const ladderIn = `{"valuation":"1000000.00","first_ratio":"0.7","cuts":["0.2"],"sale_floor":"0.5","mode":"judicial_online"}`

const subsidyIn = `{"principal":"20000000.00","rate":"0.04","from":"2026-01-01","to":"2026-12-27","day_count":"360","ratio":"0.5",` +
	`"loan_cap":"300000.00","firm_year_cap":"500000.00","paid_this_year":"0.00","ip_share":"1"}`

const topUpIn = `{"outstanding":"150.00","rights":[{"value":"200.00","cap":"0.5","haircut":"0","valid_until":"2026-11-22"},` +
	`{"value":"100.00","cap":"0.3","haircut":"0.1","valid_until":"2027-01-01"}],"on":"2026-11-22","new":{"cap":"0.5","haircut":"0"}}`

const coverageIn = `{"outstanding":"100.00","on":"2026-11-22","due":"2027-12-31","rights":[{"value":"150.00","cap":"0.5","haircut":"0","valid_until":"2027-01-01"},` +
	`{"value":"50.00","cap":"0.5","haircut":"0","valid_until":"2027-01-01","ends":"2027-06-30"}],"repay":"10.00","new":{"cap":"0.5","haircut":"0"}}`

// goodInputs is one input for each command that reads JSON.
var goodInputs = map[string]string{
	"allocate": allocateIn, "recover": recoverIn, "waterfall": waterfallIn, "ladder": ladderIn, "subsidy": subsidyIn,
	"precheck": precheckIn, "topup": topUpIn, "coverage": coverageIn,
}

func TestCalculationsAnswerExactly(t *testing.T) {
	for _, c := range []struct{ name, in, want, text string }{
		{"allocate", allocateIn,
			`{"base":"600000.01","parts":[{"id":"fund","amount":"324000.01","limited_by":"share"},{"id":"bank","amount":"156000.00","limited_by":"share"},` +
				`{"id":"insurer","amount":"96000.00","limited_by":"share"},{"id":"appraiser","amount":"24000.00","limited_by":"share"}],` +
				`"outside":{"party":"bank","amount":"423456.78"},"total":"1023456.79"}`,
			"324,000.01"},
		{"allocate", strings.Replace(allocateIn, `"cap":"500000.00"`, `"cap":"300000.00"`, 1),
			`{"base":"600000.01","parts":[{"id":"fund","amount":"300000.00","limited_by":"cap"},{"id":"bank","amount":"180000.01","limited_by":"share"},` +
				`{"id":"insurer","amount":"96000.00","limited_by":"share"},{"id":"appraiser","amount":"24000.00","limited_by":"share"}],` +
				`"outside":{"party":"bank","amount":"423456.78"},"total":"1023456.79"}`,
			"单笔上限"},
		{"allocate", strings.NewReplacer(`"pool":"30000000.00"`, `"pool":"0"`, `"principal","residual"`, `"all","residual"`, `,"ip_share":"0.6"`, ``).Replace(allocateIn),
			`{"base":"1023456.79","parts":[{"id":"fund","amount":"0.00","limited_by":"pool"},{"id":"bank","amount":"818765.43","limited_by":"share"},` +
				`{"id":"insurer","amount":"163753.09","limited_by":"share"},{"id":"appraiser","amount":"40938.27","limited_by":"share"}],` +
				`"outside":{"party":"bank","amount":"0.00"},"total":"1023456.79"}`,
			"资金池余额"},
		{"recover", recoverIn,
			`{"net":"400.01","parts":[{"id":"fund","amount":"270.01"},{"id":"bank","amount":"130.00"}],"surplus":"0.00"}`, "追回净额"},
		{"waterfall", waterfallIn,
			`{"lines":[{"to":"costs","due":"10.00","paid":"10.00"},{"to":"interest","due":"20.00","paid":"20.00"},{"to":"penalty","due":"5.00","paid":"5.00"},` +
				`{"to":"principal","due":"100.00","paid":"100.00"},{"to":"甲","due":"10.00","paid":"7.50"},{"to":"乙","due":"9.99","paid":"7.50"},` +
				`{"to":"后","due":"10.00","paid":"0.00"}],"surplus":"0.00","shortfall":"0.00"}`, "后顺位 甲"},
		{"waterfall", `{"proceeds":"0","order":["principal","interest","penalty","costs"],"costs":"0","interest":"0","penalty":"0","principal":"100.00"}`,
			`{"lines":[{"to":"principal","due":"100.00","paid":"0.00"},{"to":"interest","due":"0.00","paid":"0.00"},{"to":"penalty","due":"0.00","paid":"0.00"},` +
				`{"to":"costs","due":"0.00","paid":"0.00"}],"surplus":"0.00","shortfall":"100.00"}`, "未清偿"},
		{"ladder", ladderIn, `{"rounds":[{"round":1,"reserve":"700000.00"},{"round":2,"reserve":"560000.00"}],"sale":"500000.00"}`, "第 2 次拍卖"},
		{"ladder", `{"valuation":"100.00","first_ratio":"0.5","cuts":["0.3","0.3"],"sale_floor":"0.2","mode":"agreed"}`,
			`{"rounds":[{"round":1,"reserve":"50.00"},{"round":2,"reserve":"35.00"},{"round":3,"reserve":"24.50"}],"sale":"20.00"}`, "变卖"},
		{"subsidy", subsidyIn, `{"interest":"800000.00","subsidy":"300000.00","limited_by":"loan_cap"}`, "单笔上限"},
		{"subsidy", strings.Replace(subsidyIn, `"paid_this_year":"0.00"`, `"paid_this_year":"450000.00"`, 1),
			`{"interest":"800000.00","subsidy":"50000.00","limited_by":"firm_year_cap"}`, "企业年度上限"},
		{"subsidy", `{"principal":"5000000.00","rate":"0.0365","from":"2025-01-01","to":"2026-01-01","day_count":"365","ratio":"0.5"}`,
			`{"interest":"182500.00","subsidy":"91250.00","limited_by":"none"}`, "未触及上限"},
	} {
		o := run(c.in, c.name, "--json")
		require.Equal(t, outcome{command.ExitDone, c.want + "\n", ""}, o, c.name)
		o = run(c.in, c.name)
		require.Equal(t, command.ExitDone, o.status, o.err)
		require.Contains(t, o.out, c.text)
		require.Contains(t, o.out, "元")
	}
}

func TestCalculationsRefuseWithCodePathAndStatus(t *testing.T) {
	for _, c := range []struct {
		name, in string
		status   int
		want     []string // code path
	}{
		{"allocate", strings.Replace(allocateIn, `"0.26"`, `"0.25"`, 1), 2, []string{"share.sum scheme.parties"}},
		{"allocate", strings.Replace(allocateIn, `"residual":"bank"`, `"residual":"nobody"`, 1), 2, []string{"residual.unknown scheme.residual"}},
		{"allocate", strings.Replace(allocateIn, `"residual":"bank"`, `"residual":"fund"`, 1), 2, []string{"residual.limited scheme.parties[0]"}},
		{"allocate", strings.Replace(allocateIn, `"1000000.01"`, `1000000.01`, 1), 2, []string{"field.type loss.principal"}},
		{"allocate", strings.Replace(allocateIn, `"1000000.01"`, `"1000000.011"`, 1), 2, []string{"amount.format loss.principal"}},
		{"allocate", strings.Replace(allocateIn, `"loss":{`, `"loss":{"penalty":"1",`, 1), 2, []string{"field.unknown loss.penalty"}},
		{"allocate", strings.Replace(allocateIn, `"0.6"`, `"1.2"`, 1), 2, []string{"ip_share.range loss.ip_share"}},
		{"recover", strings.Replace(recoverIn, `"540.00"`, `"-540.00"`, 1), 2, []string{"amount.negative paid[0].amount"}},
		{"recover", `{"paid":[]}`, 2, []string{"field.missing recovered"}},
		{"waterfall", strings.Replace(waterfallIn, `{"proceeds"`, `{"order":["costs","interest","penalty"],"proceeds"`, 1), 2, []string{"order.missing order"}},
		{"waterfall", strings.Replace(waterfallIn, `"2026-02-01"`, `"2026-2-1"`, 1), 2, []string{"date.format juniors[0].registered"}},
		{"ladder", strings.NewReplacer(`"0.7"`, `"0.69"`, `["0.2"]`, `["0.2","0.21"]`).Replace(ladderIn), 3, []string{"D-01 first_ratio", "D-11 cuts[1]", "D-12 cuts"}},
		{"ladder", strings.NewReplacer(`"0.7"`, `"0.69"`, `"0.5"`, `"0"`).Replace(ladderIn), 2, []string{"ratio.positive sale_floor", "D-01 first_ratio"}},
		{"ladder", strings.Replace(ladderIn, "judicial_online", "court", 1), 2, []string{"mode.unknown mode"}},
		{"subsidy", strings.NewReplacer(`"360"`, `"366"`, `"0.04"`, `"4%"`).Replace(subsidyIn), 2, []string{"rate.format rate"}},
		{"subsidy", strings.NewReplacer(`"360"`, `"366"`, `"0.5"`, `"1.5"`).Replace(subsidyIn), 2, []string{"day_count day_count", "rate.range ratio"}},
	} {
		o := run(c.in, c.name, "--json")
		require.Equal(t, c.status, o.status, o.out)
		var got []string
		for _, e := range refusals(t, o).Errors {
			got = append(got, e.Code+" "+e.Path)
			require.Equal(t, strings.HasPrefix(e.Code, "D-"), e.Basis != "", "a rule of law names its article")
		}
		require.Equal(t, c.want, got)

		text := run(c.in, c.name)
		require.Equal(t, c.status, text.status)
		require.Empty(t, text.out)
		require.Equal(t, len(c.want), strings.Count(text.err, "错误 "))
	}
}
