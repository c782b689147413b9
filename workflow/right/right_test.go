package right_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

var day = date.Must

func patent() right.Right {
	return right.Right{
		Kind: right.Invention, Number: "ZL201710601862.3", Title: "一种示例装置", Filed: day("2017-07-21"), Granted: day("2019-05-03"),
		Status: right.InForce, StatusOn: day("2026-11-01"), StatusSource: "专利登记簿副本", FeesPaidUntil: day("2027-07-21"),
		Owners: []right.Owner{{Name: "示例科技", USCC: "91350100M000100Y43"}}, Claims: 10, IPC: "G06F17/00",
	}
}

func mark() right.Right {
	return right.Right{Kind: right.Trademark, Number: "12345678", Title: "示例", Status: right.InForce, StatusOn: day("2026-11-01"), StatusSource: "商标网",
		Owners: []right.Owner{{Name: "示例科技"}}, Class: 9, Granted: day("2015-03-01"), TermEnd: day("2035-02-28")}
}

func TestAWellRecordedRightHasNoFaults(t *testing.T) {
	soft := right.Right{Kind: right.Software, Number: "2020SR0123456", Title: "示例软件", Owners: []right.Owner{{Name: "示例科技"}}, ProtectionEnd: day("2070-12-31")}
	for _, r := range []right.Right{patent(), mark(), soft} {
		require.NoError(t, r.Validate(day("2026-11-22")))
		require.NoError(t, r.Incomplete())
	}
}

func TestContradictionsAreNamedWithTheirPath(t *testing.T) {
	cases := []struct {
		name string
		edit func(*right.Right)
		want string
	}{
		{"unknown kind", func(r *right.Right) { r.Kind = "patent" }, "kind right.kind"},
		{"wrong check digit", func(r *right.Right) { r.Number = "ZL201710601862.4" }, "number patent.check"},
		{"number of another kind", func(r *right.Right) { r.Number = "ZL202220123456.7" }, "number right.number_kind"},
		{"filed after the number's year", func(r *right.Right) { r.Filed = day("2018-01-01") }, "filed right.number_year"},
		{"filed before patents existed", func(r *right.Right) { r.Filed, r.Number = day("1984-01-01"), "" }, "filed right.filed"},
		{"granted before filing", func(r *right.Right) { r.Granted = day("2017-07-20") }, "granted date.order"},
		{"in force but not granted", func(r *right.Right) { r.Granted = date.Date{} }, "granted right.granted"},
		{"an application with a grant", func(r *right.Right) { r.Status = right.Application }, "granted right.granted"},
		{"unknown status", func(r *right.Right) { r.Status = "alive" }, "status right.status"},
		{"looked up in the future", func(r *right.Right) { r.StatusOn = day("2026-11-23") }, "status_on date.future"},
		{"no status", func(r *right.Right) { r.Status = "" }, "status right.status"},
		{"looked up before filing", func(r *right.Right) { r.StatusOn = day("2017-01-01") }, "status_on date.order"},
		{"fees paid until before filing", func(r *right.Right) { r.FeesPaidUntil = day("2017-01-01") }, "fees_paid_until date.order"},
		{"owner's code wrong", func(r *right.Right) { r.Owners[0].USCC = "91350100M000100Y44" }, "owners[0].uscc uscc.check"},
		{"owner without name", func(r *right.Right) { r.Owners = []right.Owner{{}} }, "owners[0] right.owner"},
		{"suspension backwards", func(r *right.Right) {
			r.Suspensions = []right.Span{{From: day("2026-02-01"), To: day("2026-01-01")}}
		}, "suspensions[0].to date.order"},
		{"unknown pledge state", func(r *right.Right) { r.Pledges = []right.Pledge{{State: "open"}} }, "pledges[0].state right.pledge_state"},
		{"class out of range", func(r *right.Right) { r.Class = 46 }, "class trademark.class"},
		{"negative claims", func(r *right.Right) { r.Claims = -1 }, "claims right.claims"},
		{"licence of unknown kind", func(r *right.Right) { r.Licences = []right.Licence{{Licensee: "示例乙", Kind: "free"}} }, "licences[0].kind right.licence_kind"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := patent()
			c.edit(&r)
			fs := fault.Of(r.Validate(day("2026-11-22")))
			require.Len(t, fs, 1)
			require.Equal(t, c.want, fs[0].Path+" "+fs[0].Code)
			require.Equal(t, fault.Invalid, fs[0].Kind)
		})
	}
}

func TestADivisionalNumberMayBeYoungerThanItsFilingDate(t *testing.T) {
	r := patent()
	r.Filed = day("2015-07-21")
	require.NoError(t, r.Validate(date.Date{}))
}

func TestIntakeAsksForWhatEveryKindNeeds(t *testing.T) {
	paths := func(err error) (out []string) {
		for _, f := range fault.Of(err) {
			out = append(out, f.Path)
		}
		return out
	}
	require.Equal(t, []string{"number", "title", "owners", "filed", "fees_paid_until", "status_on", "status_source"},
		paths(right.Right{Kind: right.Design, Status: right.InForce}.Incomplete()))
	require.Equal(t, []string{"number", "title", "owners", "class", "term_end", "status_on", "status_source"},
		paths(right.Right{Kind: right.Trademark}.Incomplete()))
	require.Equal(t, []string{"number", "title", "owners", "protection_end"}, paths(right.Right{Kind: right.Work}.Incomplete()))
}

func TestTheLegalTermFollowsTheKindAndTheFilingDate(t *testing.T) {
	cases := []struct {
		kind     right.Kind
		filed    string
		want     string
		verified bool
	}{
		{right.Invention, "2017-07-21", "2037-07-21", true},
		{right.Utility, "2017-07-21", "2027-07-21", true},
		{right.Design, "2021-05-31", "2031-05-31", false},
		{right.Design, "2021-06-01", "2036-06-01", true},
		{right.Invention, "2024-02-29", "2044-02-29", true},
		{right.Utility, "2024-02-29", "2034-02-28", true},
	}
	for _, c := range cases {
		r := right.Right{Kind: c.kind, Filed: day(c.filed)}
		require.Equal(t, c.want, r.Expiry().String(), "%s filed %s", c.kind, c.filed)
		require.Equal(t, c.verified, r.TermVerified(), "%s filed %s", c.kind, c.filed)
	}
	require.Equal(t, "2035-02-28", mark().Expiry().String())
	require.True(t, right.Right{Kind: "?"}.Expiry().IsZero())
}

func TestARightKeepsItsFactsThroughJSON(t *testing.T) {
	for _, r := range []right.Right{patent(), mark()} {
		b, err := json.Marshal(r)
		require.NoError(t, err)
		var back right.Right
		require.NoError(t, json.Unmarshal(b, &back))
		require.Equal(t, r, back)
	}
}

func TestTheRulePackOfPatentTermsAgreesWithTheFormula(t *testing.T) {
	for _, filed := range []date.Date{day("2021-05-31"), day("2021-06-01")} {
		pack, err := policy.Embedded().On("patent-terms", filed)
		require.NoError(t, err)
		require.Len(t, pack.Items, 3)
		for _, it := range pack.Items {
			rule, err := policy.Figures[struct {
				Kind  right.Kind `json:"kind"`
				Years int        `json:"years"`
			}](it)
			require.NoError(t, err)
			r := right.Right{Kind: rule.Kind, Filed: filed}
			require.Equal(t, filed.AddYears(rule.Years), r.Expiry(), it.Code)
			require.True(t, !it.Verified || r.TermVerified(), it.Code)
		}
	}
}

func TestEveryStatusHasAChineseName(t *testing.T) {
	for _, s := range right.Statuses() {
		require.NotEmpty(t, s.Chinese())
	}
}
