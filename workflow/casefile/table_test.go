package casefile_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

var mainStates = []casefile.Stage{"", casefile.Intake, casefile.DueDiligence, casefile.Engagement, casefile.Appraisal, casefile.Review, casefile.Issue,
	casefile.LaneValue, casefile.Credit, casefile.Signing, casefile.Registration, casefile.Disbursement, casefile.InPledge, casefile.Settlement,
	casefile.Default, casefile.Closed, casefile.Withdrawn, casefile.Rejected}

var compStates = []casefile.CompensationState{casefile.CompNone, casefile.CompApplied, casefile.CompExamined, casefile.CompConfirmed,
	casefile.CompDecided, casefile.CompPaid, casefile.CompRefused}

var dispStates = []casefile.DisposalState{casefile.DispNone, casefile.DispPlanned, casefile.DispSubmitted, casefile.DispSupplement, casefile.DispExamined,
	casefile.DispEndorsed, casefile.DispApproved, casefile.DispAnnounced, casefile.DispUnsold, casefile.DispSold, casefile.DispDelivered,
	casefile.DispDistributed, casefile.DispStayed, casefile.DispRefused}

// statesOf are all states of each track, and ends those a case may rest in for good.
var statesOf = map[casefile.Track][]string{casefile.Main: texts(mainStates), casefile.CompensationRoad: texts(compStates), casefile.DisposalRoad: texts(dispStates)}

var ends = map[casefile.Track][]string{
	casefile.Main:             {string(casefile.Closed), string(casefile.Withdrawn), string(casefile.Rejected)},
	casefile.CompensationRoad: {string(casefile.CompPaid)},
	casefile.DisposalRoad:     {string(casefile.DispDistributed)},
}

func texts[S ~string](in []S) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = string(s)
	}
	return out
}

func TestEveryRowNamesACommandAndEveryCommandHasARow(t *testing.T) {
	inTable := map[casefile.Name]bool{}
	for _, row := range casefile.Table() {
		inTable[row.Command] = true
		p, err := casefile.New(row.Command)
		require.NoError(t, err, row.Command)
		require.Equal(t, row.Command, casefile.Value(p).Name(), "a command must answer to the name it is registered under")
		require.NotEmpty(t, row.Title, row.Command)
		require.NotEmpty(t, row.By, row.Command)
		require.Contains(t, []casefile.Nature{casefile.Forward, casefile.Record, casefile.Back, casefile.Exit}, row.Nature, row.Command)
	}
	names := casefile.Commands()
	for i, n := range names {
		require.True(t, inTable[n], "%s has no row", n)
		require.NotContains(t, names[:i], n, "registered twice")
		require.NotEqual(t, string(n), n.Title())
	}
	require.Len(t, inTable, len(names))
	_, err := casefile.New("NoSuchCommand")
	require.True(t, fault.Has(err, "command.unknown"))
}

func TestEveryRowSpeaksOfKnownStatesGuardsRolesAndPapers(t *testing.T) {
	made := map[casefile.DocumentKind]bool{}
	for _, row := range casefile.Table() {
		known := statesOf[row.Track]
		require.NotEmpty(t, known, "%s: track %s", row.Command, row.Track)
		require.NotEmpty(t, row.From, row.Command)
		for _, s := range slices.Concat(row.From, row.To) {
			require.Contains(t, known, s, row.Command)
		}
		for _, g := range row.Guards {
			require.NotEmpty(t, g.String(), "%s: guard %s", row.Command, g)
		}
		for _, n := range row.NotBy {
			require.Contains(t, casefile.Commands(), n, row.Command)
		}
		for _, g := range row.By {
			require.NotEmpty(t, g.Side.String(), row.Command)
			require.NotEmpty(t, g.Role.String(), row.Command)
		}
		for _, k := range row.Makes {
			require.Contains(t, casefile.DocumentKinds(), k, row.Command)
			made[k] = true
		}
	}
	for _, k := range casefile.DocumentKinds() {
		require.True(t, made[k], "%s is made by some act", k)
	}
	for _, s := range mainStates[1:] {
		require.NotEmpty(t, s.String())
	}
	for _, s := range compStates {
		require.NotEmpty(t, s.String())
	}
	for _, s := range dispStates {
		require.NotEmpty(t, s.String())
	}
}

func TestEveryStateIsReachedAndNoneIsATrap(t *testing.T) {
	for track, states := range statesOf {
		reached := map[string]bool{"": true}
		for grown := true; grown; {
			grown = false
			for _, row := range casefile.Table() {
				if row.Track != track || !slices.ContainsFunc(row.From, func(s string) bool { return reached[s] }) {
					continue
				}
				for _, to := range row.To {
					grown = grown || !reached[to]
					reached[to] = true
				}
			}
		}
		for _, s := range states {
			require.True(t, reached[s], "%s: nothing leads to %q", track, s)
			if slices.Contains(ends[track], s) {
				continue
			}
			leaves := slices.ContainsFunc(casefile.Table(), func(row casefile.Transition) bool {
				return row.Track == track && slices.Contains(row.From, s) && slices.ContainsFunc(row.To, func(to string) bool { return to != s })
			})
			require.True(t, leaves, "%s: nothing leads out of %q", track, s)
		}
	}
}

func TestTheTableHasTheWaysOfTheProcessPaper(t *testing.T) {
	way := func(track casefile.Track, from, to string) bool {
		return slices.ContainsFunc(casefile.Table(), func(row casefile.Transition) bool {
			return row.Track == track && slices.Contains(row.From, from) && slices.Contains(row.To, to)
		})
	}
	for from, tos := range map[casefile.Stage][]casefile.Stage{
		"":                    {casefile.Intake},
		casefile.Intake:       {casefile.DueDiligence, casefile.Engagement},
		casefile.DueDiligence: {casefile.Engagement, casefile.LaneValue, casefile.Intake},
		casefile.Engagement:   {casefile.Appraisal},
		casefile.Appraisal:    {casefile.Review},
		casefile.Review:       {casefile.Issue, casefile.Appraisal},
		casefile.Issue:        {casefile.Credit, casefile.Appraisal},
		casefile.LaneValue:    {casefile.Credit},
		casefile.Credit:       {casefile.Signing, casefile.DueDiligence},
		casefile.Signing:      {casefile.Registration, casefile.Credit},
		casefile.Registration: {casefile.Disbursement, casefile.Signing, casefile.Credit, casefile.Rejected},
		casefile.Disbursement: {casefile.InPledge},
		casefile.InPledge:     {casefile.Settlement, casefile.Default},
		casefile.Settlement:   {casefile.Closed, casefile.InPledge},
		casefile.Default:      {casefile.InPledge, casefile.Closed},
	} {
		for _, to := range tos {
			require.True(t, way(casefile.Main, string(from), string(to)), "%s leaves to %s", from, to)
		}
	}
	for _, from := range casefile.BeforeDisbursement {
		require.True(t, way(casefile.Main, string(from), string(casefile.Withdrawn)), "%s may end in 撤回", from)
		require.True(t, way(casefile.Main, string(from), string(casefile.Rejected)), "%s may end in 拒绝", from)
	}
	for i, s := range compStates[:len(compStates)-2] {
		require.True(t, way(casefile.CompensationRoad, string(s), string(compStates[i+1])), "%s leaves to %s", s, compStates[i+1])
	}
	require.True(t, way(casefile.CompensationRoad, string(casefile.CompConfirmed), string(casefile.CompRefused)))
	road := []casefile.DisposalState{casefile.DispNone, casefile.DispPlanned, casefile.DispSubmitted, casefile.DispExamined, casefile.DispEndorsed,
		casefile.DispApproved, casefile.DispAnnounced, casefile.DispSold, casefile.DispDelivered, casefile.DispDistributed}
	for i, s := range road[:len(road)-1] {
		require.True(t, way(casefile.DisposalRoad, string(s), string(road[i+1])), "%s leaves to %s", s, road[i+1])
	}
	for _, w := range [][2]casefile.DisposalState{{casefile.DispSubmitted, casefile.DispSupplement}, {casefile.DispSupplement, casefile.DispSubmitted},
		{casefile.DispAnnounced, casefile.DispUnsold}, {casefile.DispUnsold, casefile.DispAnnounced}, {casefile.DispSold, casefile.DispUnsold},
		{casefile.DispApproved, casefile.DispStayed}, {casefile.DispUnsold, casefile.DispNone}, {casefile.DispEndorsed, casefile.DispRefused}} {
		require.True(t, way(casefile.DisposalRoad, string(w[0]), string(w[1])), "%s leaves to %s", w[0], w[1])
	}
}

// standing is a case in each state of the main road and of the tracks.
func standing(t testing.TB) map[casefile.Track]map[string]*casetest.Bench {
	out := map[casefile.Track]map[string]*casetest.Bench{casefile.Main: {}, casefile.CompensationRoad: {}, casefile.DisposalRoad: {}}
	keep := func(b *casetest.Bench) {
		c := b.Copy()
		if main := out[casefile.Main]; main[string(c.State.Stage)] == nil {
			main[string(c.State.Stage)] = c
		}
		if c.State.Stage == casefile.Default {
			if comp := out[casefile.CompensationRoad]; comp[string(c.State.Compensation)] == nil {
				comp[string(c.State.Compensation)] = c
			}
			if disp := out[casefile.DisposalRoad]; disp[string(c.State.Disposal)] == nil {
				disp[string(c.State.Disposal)] = c
			}
		}
	}
	walk := func(b *casetest.Bench, roads ...[]string) *casetest.Bench {
		keep(b)
		for _, act := range slices.Concat(roads...) {
			require.NoError(t, b.Play(act))
			keep(b)
		}
		return b
	}
	start := casetest.New()
	start.Lane = casefile.External
	walk(start, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport, casetest.ToSigning,
		casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge, casetest.ToSettlement, casetest.ToClosed)
	walk(casetest.New(), casetest.ToDueDiligence, casetest.ToLaneValue)
	b := casetest.New()
	walk(b, casetest.ToDueDiligence, []string{"kehu RecordDueDiligence"})
	walk(b.Copy(), []string{"kehu WithdrawCase"})
	walk(b.Copy(), []string{"shenpi RejectCase"})
	def := walk(out[casefile.Main][string(casefile.InPledge)].Copy(), casetest.ToDefault)
	walk(def.Copy(), casetest.ToConfirmed, casetest.ToPaid)
	refused := walk(def.Copy(), casetest.ToConfirmed)
	require.NoError(t, refused.Do("fg", casefile.DecideCompensation{Number: "示例1", Opinion: "不予补偿"}))
	keep(refused)
	walk(def.Copy(), casetest.ToApproved, casetest.ToSold, casetest.ToDistributed)
	walk(def.Copy(), casetest.ToApproved, []string{"shenpi StayDisposal"})
	walk(def.Copy(), casetest.ToApproved, []string{"kehu AnnounceSale", "kehu RecordNoSale"})
	walk(def.Copy(), casetest.ToApproved[:2], []string{"jb RequestSupplement"})
	no := walk(def.Copy(), casetest.ToApproved[:4])
	require.NoError(t, no.Do("fg", casefile.DecideDisposal{Decision: "refuse", Number: "示例1", Opinion: "不予同意"}))
	keep(no)
	for track, states := range statesOf {
		for _, s := range states {
			require.NotNil(t, out[track][s], "no case stands at %s %q", track, s)
		}
	}
	return out
}

// parts says which sides each organisation of the tests plays in the cases of standing.
func parts(s casefile.State) map[string][]casefile.Side {
	out := map[string][]casefile.Side{"bank": {casefile.SideOpener, casefile.SideLender, casefile.SidePledgee}, "bureau": {casefile.SideBureau}}
	if s.ID == "" {
		return map[string][]casefile.Side{"bank": {casefile.SideOpener}, "bank2": {casefile.SideOpener}, "firm": {casefile.SideOpener},
			"firm2": {casefile.SideOpener}, "guarantor": {casefile.SideOpener}}
	}
	if s.Lane == casefile.External {
		out["firm"] = []casefile.Side{casefile.SideAppraiser}
	}
	if s.Credit != nil {
		out["fund"] = []casefile.Side{casefile.SidePartner, casefile.SideOperator}
		out["guarantor"], out["insurer"] = []casefile.Side{casefile.SidePartner}, []casefile.Side{casefile.SidePartner}
	}
	return out
}

var allRoles = []access.Role{access.Officer, access.Approver, access.Appraiser, access.Reviewer, access.Releaser, access.Clerk, access.SectionHead,
	access.DeputyDirector, access.SystemAdmin, access.SecurityAdmin, access.AuditAdmin}

func TestEveryPostThatIsNotNamedIsRefused(t *testing.T) {
	stands := standing(t)
	refused, granted := 0, 0
	for _, row := range casefile.Table() {
		for _, from := range row.From {
			b := stands[row.Track][from]
			plays := parts(b.State)
			c := casefile.Load(b.State)
			for _, org := range casetest.Orgs() {
				for _, role := range allRoles {
					may := slices.ContainsFunc(row.By, func(g casefile.Grant) bool { return g.Role == role && slices.Contains(plays[org.ID], g.Side) })
					o := b.Occasion("kehu")
					o.Actor = access.Actor{PersonID: "probe", Name: "示例探针", OrgID: org.ID, OrgKind: org.Kind, OrgName: org.Name, OrgCode: org.Code, Roles: []access.Role{role}}
					p, err := casefile.New(row.Command)
					require.NoError(t, err)
					at := fmt.Sprintf("%s in %q by %s %s", row.Command, from, org.ID, role)
					if !may {
						_, err := c.Apply(casefile.Value(p), o)
						require.True(t, fault.Has(err, "permission"), "%s: %v", at, err)
						require.Equal(t, fault.Forbidden, fault.KindOf(err))
						refused++
						continue
					}
					_, err = casefile.Load(b.State).Apply(casetest.Form(b.State, row.Command, o.Actor, b.Today, casefile.Negotiated), o)
					require.False(t, fault.Has(err, "permission") || fault.Has(err, "stage"), "%s: %v", at, err)
					granted++
				}
			}
			after := c.State()
			require.Equal(t, b.State, after, "a refusal changes nothing")
		}
	}
	require.Greater(t, refused, 5000)
	require.Greater(t, granted, 100)
}

func TestNoCommandIsPossibleInAStateItsRowDoesNotName(t *testing.T) {
	stands := standing(t)
	for _, name := range casefile.Commands() {
		for track, states := range stands {
			for s, b := range states {
				named := slices.ContainsFunc(casefile.Table(), func(row casefile.Transition) bool {
					at := map[casefile.Track]string{casefile.Main: string(b.State.Stage), casefile.CompensationRoad: string(b.State.Compensation), casefile.DisposalRoad: string(b.State.Disposal)}
					return row.Command == name && slices.Contains(row.From, at[row.Track]) && (row.Track == casefile.Main || b.State.Stage == casefile.Default)
				})
				if named {
					continue
				}
				p, _ := casefile.New(name)
				_, err := casefile.Load(b.State).Apply(casefile.Value(p), b.Occasion("kehu"))
				require.True(t, fault.Has(err, "stage"), "%s at %s %q: %v", name, track, s, err)
			}
		}
	}
}

func TestEveryStateCanBeReadShownAndSuggestedTo(t *testing.T) {
	for _, states := range standing(t) {
		for at, b := range states {
			require.NotEmpty(t, b.State.Journey(), at)
			require.NotEmpty(t, b.State.Waiting(), at)
			for _, p := range casetest.People() {
				a := casetest.Actor(p.ID)
				b.State.Options(a)
				seen := b.State.For(a)
				for _, name := range casefile.Commands() {
					for _, s := range []casefile.State{b.State, seen} {
						_, err := casefile.Suggest(s, name, a, b.Today, casetest.Cal)
						require.NoError(t, err)
					}
				}
			}
		}
	}
}

func TestEveryCommandSurvivesJSON(t *testing.T) {
	for _, states := range standing(t) {
		for _, b := range states {
			for _, name := range casefile.Commands() {
				cmd := casetest.Form(b.State, name, casetest.Actor("kehu"), b.Today, casefile.External)
				raw, err := json.Marshal(cmd)
				require.NoError(t, err)
				p, err := casefile.New(name)
				require.NoError(t, err)
				require.NoError(t, json.Unmarshal(raw, p))
				again, err := json.Marshal(casefile.Value(p))
				require.NoError(t, err)
				require.JSONEq(t, string(raw), string(again), name)
			}
		}
	}
}
