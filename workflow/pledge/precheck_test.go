package pledge_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/pledge"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

var day = date.Must

const (
	codeA = "91350100M000100Y43"
	codeB = "91320700585543210A"
)

func patentRequest() pledge.PrecheckRequest {
	return pledge.PrecheckRequest{
		Kind: "patent", On: day("2026-11-22"),
		Pledgors: []pledge.Party{{Name: "示例科技", USCC: codeA}}, Pledgee: pledge.Party{Name: "示例银行"},
		Contract: pledge.Contract{Clauses: []string{"C1", "C2", "C3", "C4", "C5"}},
		Debt:     pledge.Debt{From: day("2026-12-01"), Due: day("2029-11-30")},
		Rights: []right.Right{{
			Kind: right.Invention, Number: "ZL201710601862.3", Filed: day("2017-07-21"), Granted: day("2019-05-03"), Status: right.InForce,
			Owners: []right.Owner{{Name: "示例科技", USCC: codeA}}, FeesPaidUntil: day("2027-07-21"),
			Pledges: []right.Pledge{{State: right.PledgeCancelled}},
		}, {
			Kind: right.Utility, Number: "ZL202220123456.7", Filed: day("2022-01-20"), Granted: day("2022-09-01"), Status: right.InForce,
			Owners: []right.Owner{{Name: "示例科技", USCC: codeA}, {Name: "示例大学", USCC: codeB, Consented: true}}, FeesPaidUntil: day("2027-01-20"),
		}},
	}
}

func markRequest() pledge.PrecheckRequest {
	return pledge.PrecheckRequest{
		Kind: "trademark", On: day("2026-11-22"), Pledgors: []pledge.Party{{Name: "示例科技"}}, Debt: pledge.Debt{Due: day("2028-11-30")},
		Rights: []right.Right{{Kind: right.Trademark, Number: "12345678", Class: 9, TermEnd: day("2030-03-06"), Status: right.InForce,
			Owners: []right.Owner{{Name: "示例科技"}}}},
	}
}

func copyrightRequest() pledge.PrecheckRequest {
	return pledge.PrecheckRequest{
		Kind: "copyright", On: day("2026-11-22"), Pledgors: []pledge.Party{{Name: "示例科技"}}, Debt: pledge.Debt{Due: day("2028-11-30")},
		Rights: []right.Right{{Kind: right.Software, Number: "2020SR0123456", ProtectionEnd: day("2070-12-31"), Owners: []right.Owner{{Name: "示例科技"}}}},
	}
}

// ground is one refusal ground: break makes it hold, cure is the twin that removes it again.
type ground struct {
	name    string
	code    string
	right   int
	outcome pledge.Outcome
	breaks  func(*pledge.PrecheckRequest)
	cure    func(*pledge.PrecheckRequest)
}

var patentGrounds = []ground{
	{"the pledgor is not an owner", "PR-01", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Owners[0] = right.Owner{Name: "示例乙", USCC: codeB} },
		func(r *pledge.PrecheckRequest) { r.Rights[0].Owners[0] = right.Owner{Name: "示例科技"} }},
	{"the same name but another code", "PR-01", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Owners[0].USCC = codeB },
		func(r *pledge.PrecheckRequest) { r.Rights[0].Owners[0] = right.Owner{Name: "改名前", USCC: codeA} }},
	{"the register names nobody", "PR-01", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Owners = nil },
		func(r *pledge.PrecheckRequest) { r.Rights[0].Owners = []right.Owner{{Name: "示例科技"}} }},
	{"the patent has ended", "PR-02", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Status = right.Terminated },
		func(r *pledge.PrecheckRequest) { r.Rights[0].Status = right.InForce }},
	{"the patent was declared invalid", "PR-02", 1, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[1].Status = right.Invalidated },
		func(r *pledge.PrecheckRequest) { r.Rights[1].Status = right.InForce }},
	{"not granted yet", "PR-03", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) {
			r.Rights[0].Status, r.Rights[0].Granted = right.Application, date.Date{}
		},
		func(r *pledge.PrecheckRequest) {
			r.Rights[0].Status, r.Rights[0].Granted = right.InForce, day("2026-11-22")
		}},
	{"granted the day after filing", "PR-03", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Granted = day("2026-11-23") },
		func(r *pledge.PrecheckRequest) { r.Rights[0].Granted = day("2026-11-22") }},
	{"fees unpaid since yesterday, though in grace", "PR-04", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].FeesPaidUntil = day("2026-11-21") },
		func(r *pledge.PrecheckRequest) { r.Rights[0].FeesPaidUntil = day("2026-11-22") }},
	{"suspended with no end", "PR-05", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Suspensions = []right.Span{{From: day("2026-01-01")}} },
		func(r *pledge.PrecheckRequest) {
			r.Rights[0].Suspensions = []right.Span{{From: day("2026-01-01"), To: day("2026-11-21")}}
		}},
	{"preserved through today", "PR-05", 1, pledge.Refused,
		func(r *pledge.PrecheckRequest) {
			r.Rights[1].Preservations = []right.Span{{From: day("2026-01-01"), To: day("2026-11-22")}}
		},
		func(r *pledge.PrecheckRequest) { r.Rights[1].Preservations = nil }},
	{"the debt outlives the utility model by a day", "PR-06", 1, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Debt.Due = day("2032-01-21") },
		func(r *pledge.PrecheckRequest) { r.Debt.Due = day("2032-01-20") }},
	{"a required clause is missing", "PR-07", -1, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Contract.Clauses = []string{"C1", "C2", "C4", "C5", "C9"} },
		func(r *pledge.PrecheckRequest) { r.Contract.Clauses = []string{"C5", "C4", "C3", "C2", "C1"} }},
	{"a co-owner did not agree", "PR-08", 1, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[1].Owners[1].Consented = false },
		func(r *pledge.PrecheckRequest) { r.Rights[1].CoOwnerAgreement = true }},
	{"pledged already", "PR-09", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Pledges[0].State = right.PledgeRegistered },
		func(r *pledge.PrecheckRequest) { r.Rights[0].Pledges[0].State = right.PledgeCancelled }},
	{"another pledge was filed", "PR-09", 1, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[1].Pledges = []right.Pledge{{State: right.PledgeAccepted}} },
		func(r *pledge.PrecheckRequest) { r.Rights[1].Pledges = nil }},
	{"a same-day invention", "PR-10", 1, pledge.NeedsStatement,
		func(r *pledge.PrecheckRequest) { r.Rights[1].SameDayInvention = true },
		func(r *pledge.PrecheckRequest) { r.Statements = []string{"PR-10#1"} }},
	{"invalidation pending", "PR-11", 0, pledge.NeedsStatement,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Invalidation = true },
		func(r *pledge.PrecheckRequest) { r.Statements = []string{"PR-11#0"} }},
	{"another reason", "PR-12", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Other = "示例情形" },
		func(r *pledge.PrecheckRequest) { r.Rights[0].Other = "" }},
}

var markGrounds = []ground{
	{"the pledgor is not the registrant", "TR-01", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Owners[0].Name = "示例乙" },
		func(r *pledge.PrecheckRequest) { r.Rights[0].TitleProof = true }},
	{"the contract breaks the law", "TR-02", -1, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Contract.Unlawful = "示例情形" },
		func(r *pledge.PrecheckRequest) { r.Contract.Unlawful = "" }},
	{"revoked", "TR-03", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Status = right.Invalidated },
		func(r *pledge.PrecheckRequest) { r.Rights[0].Status = right.InForce }},
	{"term over and not renewed", "TR-03", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) {
			r.Rights[0].TermEnd, r.Debt.Due = day("2026-11-21"), day("2026-11-21")
		},
		func(r *pledge.PrecheckRequest) {
			r.Rights[0].TermEnd, r.Debt.Due = day("2026-11-22"), day("2026-11-22")
		}},
	{"frozen", "TR-04", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Freezes = []right.Span{{From: day("2026-01-01")}} },
		func(r *pledge.PrecheckRequest) {
			r.Rights[0].Freezes = []right.Span{{From: day("2026-01-01"), To: day("2026-11-21")}}
		}},
	{"a co-owner did not agree", "TR-05", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) {
			r.Rights[0].Owners = append(r.Rights[0].Owners, right.Owner{Name: "示例乙"})
		},
		func(r *pledge.PrecheckRequest) { r.Rights[0].Owners[1].Consented = true }},
}

var copyrightGrounds = []ground{
	{"the pledgor is not the author", "KR-01", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Owners[0].Name = "示例（乙）" },
		func(r *pledge.PrecheckRequest) { r.Pledgors[0].Name = "示例 (乙)" }},
	{"the contract breaks the law", "KR-02", -1, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Contract.Unlawful = "示例情形" },
		func(r *pledge.PrecheckRequest) { r.Contract.Unlawful = "" }},
	{"protection over", "KR-03", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) {
			r.Rights[0].ProtectionEnd, r.Debt.Due = day("2026-11-21"), day("2026-11-20")
		},
		func(r *pledge.PrecheckRequest) { r.Rights[0].ProtectionEnd = day("2026-11-22") }},
	{"the debt outlives the protection", "KR-04", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Debt.Due = day("2071-01-01") },
		func(r *pledge.PrecheckRequest) { r.Debt.Due = day("2070-12-31") }},
	{"title in dispute", "KR-05", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Dispute = true },
		func(r *pledge.PrecheckRequest) { r.Rights[0].Dispute = false }},
	{"another reason", "KR-06", 0, pledge.Refused,
		func(r *pledge.PrecheckRequest) { r.Rights[0].Other = "示例情形" },
		func(r *pledge.PrecheckRequest) { r.Rights[0].Other = "" }},
}

func TestEveryGroundRefusesAloneAndItsCuredTwinPasses(t *testing.T) {
	for _, register := range []struct {
		fresh   func() pledge.PrecheckRequest
		grounds []ground
	}{{patentRequest, patentGrounds}, {markRequest, markGrounds}, {copyrightRequest, copyrightGrounds}} {
		clean, err := pledge.Precheck(register.fresh())
		require.NoError(t, err)
		require.Equal(t, pledge.PrecheckResult{Outcome: pledge.Pass, Findings: []pledge.Finding{}}, clean)
		for _, g := range register.grounds {
			t.Run(g.code+" "+g.name, func(t *testing.T) {
				r := register.fresh()
				g.breaks(&r)
				res, err := pledge.Precheck(r)
				require.NoError(t, err)
				require.Equal(t, g.outcome, res.Outcome)
				require.Len(t, res.Findings, 1)
				f := res.Findings[0]
				require.Equal(t, g.code, f.Code)
				require.Equal(t, g.right, f.Right)
				require.Equal(t, g.outcome, f.Outcome)
				require.NotEmpty(t, f.Message)
				require.Equal(t, f.Verified, f.Basis != "待核实")
				require.True(t, fault.Has(res.Err(), g.code))
				require.Equal(t, fault.Refused, fault.KindOf(res.Err()))
				g.cure(&r)
				res, err = pledge.Precheck(r)
				require.NoError(t, err)
				require.Equal(t, pledge.Pass, res.Outcome, "%v", res.Findings)
				require.NoError(t, res.Err())
			})
		}
	}
}

func TestAllTwelvePatentGroundsAreFoundTogetherInTheirOrder(t *testing.T) {
	r := patentRequest()
	r.Rights[0].Owners = []right.Owner{{Name: "示例甲"}, {Name: "示例乙"}}
	r.Rights[0].Status = right.Abandoned
	r.Rights[0].Granted = day("2027-01-01")
	r.Rights[0].FeesPaidUntil = day("2025-07-21")
	r.Rights[0].Preservations = []right.Span{{}}
	r.Debt.Due = day("2050-01-01")
	r.Contract = pledge.Contract{ForfeitureClause: true}
	r.Rights[0].Pledges[0].State = right.PledgeRegistered
	r.Rights[1].SameDayInvention = true
	r.Rights[0].Invalidation = true
	r.Rights[1].Other = "示例情形"
	res, err := pledge.Precheck(r)
	require.NoError(t, err)
	require.Equal(t, pledge.Refused, res.Outcome)
	type key struct {
		code  string
		right int
	}
	var got []key
	for _, f := range res.Findings {
		got = append(got, key{f.Code, f.Right})
	}
	require.Equal(t, []key{{"PR-01", 0}, {"PR-02", 0}, {"PR-03", 0}, {"PR-04", 0}, {"PR-05", 0}, {"PR-06", 0}, {"PR-06", 1}, {"PR-07", -1},
		{"PR-08", 0}, {"PR-09", 0}, {"PR-10", 1}, {"PR-11", 0}, {"PR-12", 1}, {"W-LZ", -1}}, got)
	require.Equal(t, "《专利权质押登记办法》（国家知识产权局公告第461号）第十一条第（十二）项", res.Findings[12].Basis)
	require.Equal(t, "《中华人民共和国民法典》第四百二十八条", res.Findings[13].Basis)
	require.Contains(t, res.Findings[7].Message, "C1")
}

func TestTheTermIsOverOnItsLastAnniversary(t *testing.T) {
	r := patentRequest()
	r.Rights = r.Rights[:1]
	r.On, r.Debt = day("2037-07-20"), pledge.Debt{Due: day("2037-07-21")}
	r.Rights[0].FeesPaidUntil = day("2037-07-21")
	res, err := pledge.Precheck(r)
	require.NoError(t, err)
	require.Equal(t, pledge.Pass, res.Outcome)
	r.On = day("2037-07-21")
	res, err = pledge.Precheck(r)
	require.NoError(t, err)
	require.Equal(t, "PR-02", res.Findings[0].Code)
}

func TestADesignFiledBeforeTheReformHasTenYears(t *testing.T) {
	r := patentRequest()
	r.Rights = r.Rights[:1]
	r.Rights[0].Kind, r.Rights[0].Number = right.Design, ""
	r.Rights[0].Filed, r.Rights[0].Granted = day("2021-05-31"), day("2021-11-01")
	r.Debt.Due = day("2031-06-01")
	res, err := pledge.Precheck(r)
	require.NoError(t, err)
	require.Equal(t, "PR-06", res.Findings[0].Code)
	r.Rights[0].Filed = day("2021-06-01")
	res, err = pledge.Precheck(r)
	require.NoError(t, err)
	require.Equal(t, pledge.Pass, res.Outcome)
}

func TestWarningsDoNotCountInTheOutcome(t *testing.T) {
	r := patentRequest()
	r.Contract.ForfeitureClause = true
	res, err := pledge.Precheck(r)
	require.NoError(t, err)
	require.Equal(t, pledge.Pass, res.Outcome)
	require.Len(t, res.Findings, 1)
	require.Equal(t, "W-LZ", res.Findings[0].Code)
	require.Equal(t, pledge.Warning, res.Findings[0].Outcome)
	require.NoError(t, res.Err())

	m := markRequest()
	m.Debt.Due = day("2031-01-01")
	m.Rights[0].Pledges = []right.Pledge{{State: right.PledgeRegistered}}
	res, err = pledge.Precheck(m)
	require.NoError(t, err)
	require.Equal(t, pledge.Pass, res.Outcome)
	require.Equal(t, "W-CZ", res.Findings[0].Code)
	require.Equal(t, "W-XZ", res.Findings[1].Code)
	require.False(t, res.Findings[1].Verified)
}

func TestAMalformedRequestNamesEveryFaultAtOnce(t *testing.T) {
	r := patentRequest()
	r.Pledgors[0].USCC = "91350100M000100Y44"
	r.Debt = pledge.Debt{From: day("2026-12-01"), Due: day("2026-11-30")}
	r.Contract.Clauses = []string{"C0"}
	r.Statements = []string{"PR-06#0", "PR-10#2", "PR-10", "PR-11#00"}
	r.Rights[0].Number = "ZL201710601862.4"
	r.Rights[0].Granted = day("2016-01-01")
	r.Rights[1].Status = "alive"
	_, err := pledge.Precheck(r)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	var got []string
	for _, f := range fault.Of(err) {
		got = append(got, f.Path)
	}
	require.Equal(t, []string{"pledgors[0].uscc", "debt.due", "contract.clauses[0]", "rights[0].number", "rights[0].granted", "rights[1].status",
		"statements[0]", "statements[1]", "statements[2]", "statements[3]"}, got)
}

func TestARequestWithMissingOrMixedPartsIsRefused(t *testing.T) {
	cases := []struct {
		name, path, code string
		edit             func(*pledge.PrecheckRequest)
	}{
		{"no rights", "rights", "precheck.rights", func(r *pledge.PrecheckRequest) { r.Rights = nil }},
		{"no pledgors", "pledgors", "precheck.pledgors", func(r *pledge.PrecheckRequest) { r.Pledgors = nil }},
		{"unknown register", "kind", "precheck.kind", func(r *pledge.PrecheckRequest) { r.Kind = "plant" }},
		{"no day", "on", "date.missing", func(r *pledge.PrecheckRequest) { r.On = date.Date{} }},
		{"no due date", "debt.due", "date.missing", func(r *pledge.PrecheckRequest) { r.Debt.Due = date.Date{} }},
		{"a mark among patents", "rights[0].kind", "precheck.right_kind", func(r *pledge.PrecheckRequest) { r.Rights[0] = markRequest().Rights[0] }},
		{"no filing date", "rights[0].filed", "date.missing", func(r *pledge.PrecheckRequest) { r.Rights[0].Filed = date.Date{} }},
		{"fees unknown", "rights[0].fees_paid_until", "date.missing", func(r *pledge.PrecheckRequest) { r.Rights[0].FeesPaidUntil = date.Date{} }},
		{"in force without a grant", "rights[0].granted", "right.granted", func(r *pledge.PrecheckRequest) { r.Rights[0].Granted = date.Date{} }},
		{"before the rules began", "on", "policy.no_rule", func(r *pledge.PrecheckRequest) {
			r.On, r.Rights = day("2021-11-14"), r.Rights[:1]
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := patentRequest()
			c.edit(&r)
			_, err := pledge.Precheck(r)
			var found bool
			for _, f := range fault.Of(err) {
				found = found || f.Path == c.path && f.Code == c.code && f.Kind == fault.Invalid
			}
			require.True(t, found, "%v", err)
		})
	}
}

func TestAddingAdverseFactsNeverTurnsARefusalIntoAPass(t *testing.T) {
	severity := map[pledge.Outcome]int{pledge.Pass: 0, pledge.NeedsStatement: 1, pledge.Refused: 2}
	adverse := []func(*pledge.PrecheckRequest, int){
		func(r *pledge.PrecheckRequest, i int) { r.Rights[i].Status = right.Terminated },
		func(r *pledge.PrecheckRequest, i int) { r.Rights[i].FeesPaidUntil = day("2026-01-20") },
		func(r *pledge.PrecheckRequest, i int) {
			r.Rights[i].Suspensions = append(r.Rights[i].Suspensions, right.Span{From: day("2026-01-01")})
		},
		func(r *pledge.PrecheckRequest, i int) {
			r.Rights[i].Preservations = append(r.Rights[i].Preservations, right.Span{To: day("2026-12-31")})
		},
		func(r *pledge.PrecheckRequest, i int) { r.Debt.Due = r.Debt.Due.AddYears(5) },
		func(r *pledge.PrecheckRequest, i int) {
			r.Contract.Clauses = r.Contract.Clauses[:len(r.Contract.Clauses)/2]
		},
		func(r *pledge.PrecheckRequest, i int) { r.Contract.ForfeitureClause = true },
		func(r *pledge.PrecheckRequest, i int) {
			r.Rights[i].Owners = append(r.Rights[i].Owners, right.Owner{Name: "示例丙"})
		},
		func(r *pledge.PrecheckRequest, i int) {
			r.Pledgors = append(r.Pledgors, pledge.Party{Name: "示例丁"})
		},
		func(r *pledge.PrecheckRequest, i int) {
			r.Rights[i].Pledges = append(r.Rights[i].Pledges, right.Pledge{State: right.PledgeRegistered})
		},
		func(r *pledge.PrecheckRequest, i int) { r.Rights[i].SameDayInvention = true },
		func(r *pledge.PrecheckRequest, i int) { r.Rights[i].Invalidation = true },
		func(r *pledge.PrecheckRequest, i int) { r.Rights[i].Other = "示例情形" },
		func(r *pledge.PrecheckRequest, i int) { r.Statements = nil },
		func(r *pledge.PrecheckRequest, i int) { r.Rights[i].Granted = day("2026-12-01") },
	}
	rapid.Check(t, func(t *rapid.T) {
		r := patentRequest()
		r.Statements = rapid.SliceOfDistinct(rapid.SampledFrom([]string{"PR-10#0", "PR-10#1", "PR-11#0", "PR-11#1"}), rapid.ID[string]).Draw(t, "statements")
		before, err := pledge.Precheck(r)
		require.NoError(t, err)
		for range rapid.IntRange(1, 8).Draw(t, "facts") {
			rapid.SampledFrom(adverse).Draw(t, "fact")(&r, rapid.IntRange(0, 1).Draw(t, "right"))
			after, err := pledge.Precheck(r)
			require.NoError(t, err)
			require.GreaterOrEqual(t, severity[after.Outcome], severity[before.Outcome])
			require.GreaterOrEqual(t, len(after.Findings), len(before.Findings))
			before = after
		}
	})
}

func TestTheRequestOfTheCommandLineIsRead(t *testing.T) {
	in := `{"kind":"patent","on":"2026-11-22","pledgors":[{"name":"甲"}],"pledgee":{"name":"乙"},
	 "contract":{"clauses":["C1","C2","C3","C4","C5"],"forfeiture_clause":false},"debt":{"from":"2026-12-01","due":"2029-11-30"},"statements":["PR-10#0"],
	 "rights":[{"kind":"invention","number":"ZL201710601862.3","filed":"2017-07-21","granted":"2019-05-03","status":"in_force",
	   "owners":[{"name":"甲","consented":true}],"co_owner_agreement":false,"fees_paid_until":"2027-07-21",
	   "suspensions":[{"from":"2026-01-01","to":""}],"preservations":[],"pledges":[{"state":"registered"}],"same_day_invention":false,"invalidation_pending":false}]}`
	var r pledge.PrecheckRequest
	require.NoError(t, json.Unmarshal([]byte(in), &r))
	res, err := pledge.Precheck(r)
	require.NoError(t, err)
	require.Equal(t, pledge.Refused, res.Outcome)
	require.Equal(t, []string{"PR-05", "PR-09"}, []string{res.Findings[0].Code, res.Findings[1].Code})
	empty, err := json.Marshal(pledge.PrecheckResult{Outcome: pledge.Pass, Findings: []pledge.Finding{}})
	require.NoError(t, err)
	require.JSONEq(t, `{"outcome":"pass","findings":[]}`, string(empty))
}

func TestAStatementCuresExactlyTheGroundsThatTheRulesName(t *testing.T) {
	pack, err := policy.Embedded().On("patent-pledge-refusal", day("2026-11-22"))
	require.NoError(t, err)
	for _, it := range pack.Items {
		rule, err := policy.Figures[struct {
			Curable bool `json:"curable_by_statement"`
		}](it)
		require.NoError(t, err)
		r := patentRequest()
		r.Statements = []string{it.Code + "#0"}
		_, err = pledge.Precheck(r)
		require.Equal(t, rule.Curable, err == nil, it.Code)
	}
}

func TestAGroundThatTheRulesOfTheDayDoNotHaveDoesNotRefuse(t *testing.T) {
	old, err := policy.Embedded().On("patent-pledge-refusal", day("2026-11-22"))
	require.NoError(t, err)
	next := old
	next.Items = nil
	for _, it := range old.Items {
		if it.Code != "PR-09" && it.Code != "PR-11" {
			next.Items = append(next.Items, it)
		}
	}
	next.ValidFrom = day("2027-01-01")
	old.ValidTo = day("2026-12-31")
	lib, err := policy.Embedded().With(old, next)
	require.NoError(t, err)
	r := patentRequest()
	r.Rights[0].Pledges[0].State, r.Rights[0].Invalidation = right.PledgeRegistered, true
	res, err := pledge.PrecheckBy(lib, r)
	require.NoError(t, err)
	require.Equal(t, pledge.Refused, res.Outcome)
	r.On = day("2027-01-10")
	res, err = pledge.PrecheckBy(lib, r)
	require.NoError(t, err)
	require.Equal(t, pledge.Pass, res.Outcome)
}

func TestAddingToACopyLeavesTheRecordAlone(t *testing.T) {
	r := patentRequest().Rights[0]
	r.Pledges = make([]right.Pledge, 1, 4)
	facts := pledge.RightFacts(r)
	facts.Pledges[0].State = right.PledgeRegistered
	facts.Pledges = append(facts.Pledges, right.Pledge{State: right.PledgeAccepted})
	require.Len(t, facts.Pledges, 2)
	require.Empty(t, r.Pledges[0].State)
}
