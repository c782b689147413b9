package casefile_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/disposal"
	"zhiya/workflow/ledger"
)

// walker gives random commands by random people, sound ones and spoiled ones, to one case after another.
type walker struct {
	t        *testing.T
	rng      *rand.Rand
	b        *casetest.Bench
	c        *casefile.Case
	attempts int
	done     map[casefile.Name]int
	since    int // attempts with a sound form since the last success
	open     []act
}

// act is what a person may do now; forward steps are listed more often, so that a walk gets somewhere.
type act struct {
	login string
	name  casefile.Name
}

var people = casetest.People()

// onPapers are the acts on issued papers, which lead nowhere.
var onPapers = []casefile.Name{"SealDocument", "DeliverDocument", "WithdrawSeal", "WithdrawDelivery", "RecordFilingPaper"}

func (w *walker) look() {
	weight := map[casefile.Nature]int{casefile.Forward: 200, casefile.Record: 24, casefile.Back: 20, casefile.Exit: 1}
	for _, p := range people {
		for _, o := range w.b.State.Options(w.b.Actor(p.ID)) {
			if o.Ready {
				n := weight[o.Row.Nature]
				if o.Row.Track != casefile.Main {
					n = max(n, weight[casefile.Record])
				}
				w.open = append(w.open, slices.Repeat([]act{{p.ID, o.Row.Command}}, n)...)
			}
		}
	}
}

func (w *walker) one(n int) bool { return w.rng.IntN(n) == 0 }

func pick[T any](w *walker, from []T) T { return from[w.rng.IntN(len(from))] }

// begin opens another case: by the bank, the guarantor or the appraisal firm, by any lane.
func (w *walker) begin() {
	w.b = casetest.New()
	w.b.Lane = pick(w, []casefile.Lane{casefile.Negotiated, casefile.Negotiated, casefile.Internal, casefile.Exempt, casefile.External})
	// Posts that a lax administrator might give at once: only four-eyes keeps these people apart.
	w.b.Roles = map[string][]access.Role{"kehu2": {access.Officer, access.Approver}, "shenpi2": {access.Officer, access.Approver},
		"jb": {access.Clerk, access.SectionHead, access.DeputyDirector}, "fg": {access.Clerk, access.SectionHead, access.DeputyDirector},
		"jj1": {access.Officer, access.Approver}, "pg3": {access.Appraiser, access.Reviewer, access.Releaser}}
	form, opener := casetest.Intake(), "kehu"
	switch w.rng.IntN(4) {
	case 0:
		opener, form.PledgeMode, form.PledgeeID = "db1", "counter", "guarantor"
	case 1:
		opener, form.LenderID, form.AssessorID = "pg1", "", "firm"
	}
	if w.one(4) {
		form.Rights = form.Rights[:1]
	}
	require.NoError(w.t, w.b.Do(opener, casefile.OpenCase{IntakeForm: form}))
	if !w.one(3) && opener == "kehu" { // many walks begin with a loan, or in default, to get far
		w.b.Lane = casefile.Negotiated
		require.NoError(w.t, w.b.Play(slices.Concat(casetest.ToDueDiligence[1:], casetest.ToLaneValue)...))
		require.NoError(w.t, w.b.Do("kehu", w.vary(w.b.Form("kehu", "ProposeCredit"))))
		for _, e := range w.b.State.Credit.Enrolments {
			require.NoError(w.t, w.b.Play(map[string]string{"fund": "jj2", "guarantor": "db2", "insurer": "bx2"}[e.Org.ID]+" ConfirmEnrolment"))
		}
		road := slices.Concat(casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge)
		if !w.one(3) {
			road = append(road, casetest.ToDefault...)
		}
		require.NoError(w.t, w.b.Play(append([]string{"shenpi ApproveCredit"}, road...)...))
		if w.one(2) { // a fee falls due while the loan runs
			w.b.State.Intake.Rights[0].FeesPaidUntil = date.Must("2024-03-30")
		}
	}
	w.settle()
	w.since = 0
}

func (w *walker) settle() {
	w.c, w.open = casefile.Load(w.b.State), nil
}

// step gives one command and checks what it did.
func (w *walker) step() {
	w.attempts++
	login := pick(w, people).ID
	name := pick(w, casefile.Commands())
	likely := w.one(2)
	if likely {
		if w.open == nil {
			w.look()
		}
		if !slices.ContainsFunc(w.open, func(a act) bool { return !slices.Contains(onPapers, a.name) }) {
			require.True(w.t, w.b.State.Stage.Ended(), "nobody can do anything at %s", w.b.State.Where())
			return
		}
		act := pick(w, w.open)
		login, name = act.login, act.name
	}
	cmd := w.vary(w.b.Form(login, name))
	spoiled := w.one(5)
	if spoiled {
		if cmd = w.spoil(cmd); cmd == nil {
			return
		}
	}
	before := w.b.State
	row, err := w.c.Apply(cmd, w.b.Occasion(login))
	if err != nil {
		require.NotEqual(w.t, fault.Broken, fault.KindOf(err), "%s: %v", name, err)
		admission := slices.ContainsFunc(fault.Of(err), func(f fault.Fault) bool {
			return f.Code == "stage" || f.Code == "permission" || f.Code == "four_eyes" || strings.HasPrefix(f.Code, "guard.")
		})
		if !admission {
			w.c = casefile.Load(before)
		} else if w.one(40) {
			require.Equal(w.t, before, w.c.State(), "a refused %s changed the case", name)
		}
		if likely && !spoiled {
			if w.since++; w.since > 3000 {
				w.t.Fatalf("nothing works any more at %s; last: %s by %s: %v", before.Where(), name, login, err)
			}
		}
		return
	}
	if !slices.Contains(onPapers, name) { // they are possible in a trap too
		w.since = 0
	}
	w.open = nil
	w.done[name]++
	casetest.Issue(w.c, row, w.b.Actor(login), w.b.Today)
	w.b.State = w.c.State()
	w.check(before, row, login)
	w.b.Today = w.b.Today.AddDays(w.rng.IntN(3))
}

// vary changes amounts and choices within what is allowed.
func (w *walker) vary(cmd casefile.Command) casefile.Command {
	part := func(m money.Money) money.Money { return money.Money(1 + w.rng.Int64N(max(int64(m), 1))) }
	switch c := cmd.(type) {
	case casefile.ProposeCredit:
		c.Base = pick(w, []string{"principal", "principal_and_interest", "all"})
		if c.Parts == nil {
			return c
		}
		a, b, d := w.rng.Int64N(400), w.rng.Int64N(300), w.rng.Int64N(300)
		for i, share := range []int64{a, b, d, 1000 - a - b - d} {
			c.Parts[i].Share = money.RateOf(decimal.New(share, -3))
		}
		if w.one(2) {
			single := part(money.Yuan(300_000))
			c.Parts[w.rng.IntN(3)].Cap = &single
		}
		if w.one(4) {
			c.Parts, c.Scheme = nil, ""
		}
		return c
	case casefile.DeliverDocument:
		if c.Copies > 0 {
			c.Copies = 1 + w.rng.IntN(3)
		}
		return c
	case casefile.SealDocument:
		c.Originals, c.CrossPage = 1+w.rng.IntN(4), w.one(2)
		return c
	case casefile.ProposeRelease:
		c.Out = pick(w, w.b.State.Intake.Rights).Ref
		return c
	case casefile.ProposeSubstitution:
		c.Out, c.Value = pick(w, w.b.State.Intake.Rights).Ref, part(c.Value)
		return c
	case casefile.RecordCollateralResult:
		if w.one(4) {
			c.Outcome, c.Why = "refused", "示例"
		}
		return c
	case casefile.RecordAnewResult:
		if w.one(4) {
			c.Outcome, c.Why = "refused", "示例"
		}
		return c
	case casefile.RecordRevocation:
		c.Ref = pick(w, w.b.State.Intake.Rights).Ref
		if w.one(2) {
			c.Effect = casefile.EndedFromDay
		}
		return c
	case casefile.RecordRepayment:
		if w.one(3) {
			c.Principal = part(c.Principal)
		}
		if w.one(3) && c.Fees > 0 {
			c.Fees = part(c.Fees)
		}
		return c
	case casefile.RecordRecovery:
		if left := w.b.State.Outstanding(); left > 0 {
			c.Principal = part(left)
			if w.one(3) {
				c.Principal = left
			}
			c.Costs, c.Interest = part(min(c.Principal, money.Yuan(3000))), part(money.Yuan(5000))
		}
		return c
	case casefile.RecordSale:
		c.Price += part(money.Yuan(500_000))
		return c
	case casefile.FailDelivery:
		if w.b.State.DisposalPlan != nil && len(w.b.State.DisposalPlan.Rounds) > 0 {
			rounds := w.b.State.DisposalPlan.Rounds
			c.Forfeit = part(rounds[len(rounds)-1].Notice.Deposit)
		}
		return c
	case casefile.PrepareDistribution:
		c.Order = pick(w, []string{"law", "principal_first"})
		if w.one(2) {
			c.Juniors = []disposal.Junior{{ID: "示例后顺位", Amount: part(money.Yuan(400_000)), Registered: date.Must("2024-01-02")}}
		}
		return c
	case casefile.DecideCompensation:
		c.Approve = !w.one(5)
		return c
	case casefile.DecideDisposal:
		c.Decision = pick(w, []string{"approve", "approve", "approve", "return", "refuse"})
		return c
	case casefile.EndorseDisposal:
		c.Agree = !w.one(5)
		return c
	case casefile.ReviewValuation:
		if w.one(6) {
			c.Pass, c.Remarks = false, []casefile.Remark{{Where: "收益法", Text: "请补充依据"}}
		}
		return c
	case casefile.RecordRefusal:
		c.Next = pick(w, []casefile.Stage{casefile.Signing, casefile.Signing, casefile.Signing, casefile.Credit, casefile.Credit, casefile.Rejected})
		return c
	case casefile.MakeStatement:
		c.Code = pick(w, []string{"PR-10", "PR-11"})
		return c
	}
	return cmd
}

// spoil puts a wrong value into one leaf of the command; nil when the result cannot even be read.
func (w *walker) spoil(cmd casefile.Command) casefile.Command {
	raw, err := json.Marshal(cmd)
	require.NoError(w.t, err)
	var tree any
	require.NoError(w.t, json.Unmarshal(raw, &tree))
	var leaves []func()
	var visit func(v any, set func(any))
	visit = func(v any, set func(any)) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				visit(v[k], func(x any) { v[k] = x })
			}
		case []any:
			leaves = append(leaves, func() { set([]any{}) })
			for i := range v {
				visit(v[i], func(x any) { v[i] = x })
			}
		case string:
			leaves = append(leaves, func() {
				set(pick(w, []string{"", "-0.01", "0.00", "99999999999.99", "92000000000000000.00", "1899-12-31", "2099-01-01", "0.5", "7", "interest", "示例 甲:乙"}))
			})
		case float64:
			leaves = append(leaves, func() { set(pick(w, []float64{-1, 0, 1, 99999})) })
		case bool:
			leaves = append(leaves, func() { set(!v) })
		case nil:
			leaves = append(leaves, func() { set("-5.00") })
		}
	}
	visit(tree, func(any) {})
	if len(leaves) == 0 {
		return nil
	}
	pick(w, leaves)()
	raw, err = json.Marshal(tree)
	require.NoError(w.t, err)
	p, err := casefile.New(cmd.Name())
	require.NoError(w.t, err)
	if json.Unmarshal(raw, p) != nil {
		return nil
	}
	return casefile.Value(p)
}

// check holds the case against what must be true after every act.
func (w *walker) check(before casefile.State, row casefile.Transition, login string) {
	t, s := w.t, w.b.State
	at := fmt.Sprintf("after %s by %s at %s", row.Command, login, before.Where())
	require.Equal(t, before.Version+1, s.Version, at)
	require.Len(t, s.Acts, len(before.Acts)+1, at)
	require.Contains(t, mainStates[1:], s.Stage, at)
	require.Contains(t, compStates, s.Compensation, at)
	require.Contains(t, dispStates, s.Disposal, at)
	require.True(t, slices.ContainsFunc(row.By, func(g casefile.Grant) bool { return w.b.Actor(login).Has(g.Role) && w.plays(before, login, g.Side) }), "%s: not a post of the row", at)
	w.checkEyes(at, s)
	w.checkMoney(at, s)
	w.checkPapers(at, before, s)
	checkSecurity(w.t, at, s, w.b.Today)
	held := slices.ContainsFunc(s.Keys(), func(k casefile.Key) bool { return k.Kind == casefile.KeyHeld })
	require.Equal(t, s.HoldsRight(), held, "%s: found among the holders of its rights exactly while it holds them", at)
	if !w.one(6) {
		return
	}
	raw, err := json.Marshal(s)
	require.NoError(t, err)
	var back casefile.State
	require.NoError(t, json.Unmarshal(raw, &back))
	require.True(t, reflect.DeepEqual(s, back), "%s: the case does not read back as it was written", at)
}

// plays tells the sides from the fields of the case, not by the code under test.
func (w *walker) plays(s casefile.State, login string, side casefile.Side) bool {
	a := w.b.Actor(login)
	enrolled := s.Credit != nil && slices.ContainsFunc(s.Credit.Enrolments, func(e casefile.Enrolment) bool { return e.Org.ID == a.OrgID })
	switch side {
	case casefile.SideOpener:
		return s.Opener.ID == a.OrgID
	case casefile.SideLender:
		return s.Lender.ID == a.OrgID
	case casefile.SidePledgee:
		return s.Pledgee.ID == a.OrgID
	case casefile.SideAppraiser:
		return s.Assessor.ID == a.OrgID
	case casefile.SideBureau:
		return s.Bureau.ID == a.OrgID
	case casefile.SidePartner:
		return enrolled
	case casefile.SideOperator:
		return enrolled && a.OrgKind == access.Fund
	}
	return false
}

// checkEyes: nobody stands on both sides of a decision that counts now.
func (w *walker) checkEyes(at string, s casefile.State) {
	differ := func(what string, x, y *casefile.Signed) {
		if x != nil && y != nil {
			require.NotEqual(w.t, x.PersonID, y.PersonID, "%s: %s", at, what)
		}
	}
	if k := s.Credit; k != nil {
		differ("credit", &k.Proposed, k.Approved)
	}
	if k := s.Contracts; k != nil && s.Stage != casefile.Signing {
		differ("contracts", &k.Recorded, k.Checked)
	}
	if s.Report.Issued() {
		last := s.Review.Rounds[len(s.Review.Rounds)-1].Steps
		require.Len(w.t, last, s.Review.Levels, at)
		seen := map[string]bool{}
		for _, step := range last {
			require.False(w.t, seen[step.By.PersonID], "%s: two levels by one person", at)
			seen[step.By.PersonID] = true
		}
		for _, v := range s.Engagement.Form.Valuers {
			require.NotEqual(w.t, v.PersonID, last[len(last)-1].By.PersonID, "%s: the last level is an author", at)
		}
		for _, p := range s.Valuation.Prepared {
			require.False(w.t, seen[p.PersonID], "%s: reviewed by who prepared it", at)
			differ("release", &p, s.Report.Released)
		}
		require.GreaterOrEqual(w.t, len(s.Report.Signatures), 2, at)
	}
	if d := s.DisposalPlan; d != nil && s.Disposal != casefile.DispPlanned && s.Disposal != casefile.DispRefused {
		differ("disposal plan", &d.Planned, d.Submitted)
		if d.Decided != nil && (s.Disposal == casefile.DispApproved || s.Disposal == casefile.DispSold) {
			differ("examined, endorsed", &d.Examined.By, &d.Endorsed.By)
			differ("examined, decided", &d.Examined.By, &d.Decided.By)
			differ("endorsed, decided", &d.Endorsed.By, &d.Decided.By)
		}
	}
	if k := s.CompClaim; k != nil && k.Examined != nil {
		for _, x := range k.Shares {
			differ("share", &k.Examined.By, x.Confirmed)
		}
	}
}

// checkPapers: a paper is delivered only when sealed, never in more originals than there are, all by its issuer; what was issued
// stays as it was.
func (w *walker) checkPapers(at string, before, s casefile.State) {
	t := w.t
	scans := map[string]bool{}
	for i, d := range s.Documents {
		handed := 0
		for _, x := range d.Served {
			handed += x.Copies
			require.Equal(t, d.OrgID, x.By.OrgID, at)
			require.NotNil(t, d.Seal, "%s: %s is delivered unsealed", at, d.Number)
			require.False(t, x.On.Before(d.Seal.On), at)
		}
		if d.Seal != nil {
			require.LessOrEqual(t, handed, d.Seal.Originals, "%s: %s", at, d.Number)
			require.Equal(t, d.OrgID, d.Seal.By.OrgID, at)
			require.False(t, scans[d.Seal.Scan.SHA256], "%s: one scan stands for two papers", at)
			scans[d.Seal.Scan.SHA256] = true
		}
		if i < len(before.Documents) {
			old := before.Documents[i]
			old.Seal, old.Served, old.TakenBack = d.Seal, d.Served, d.TakenBack
			require.Equal(t, old, d, "%s: an issued paper changed", at)
		}
	}
}

func (w *walker) checkMoney(at string, s casefile.State) {
	book, err := ledger.Replay(s.Ledger, date.Date{})
	require.NoError(w.t, err, at)
	var sum money.Money
	balances := book.Balances(w.b.Today)
	for account, m := range balances {
		sum += m
		switch account.Kind() {
		case ledger.Borrower:
			if account.Party() != "interest" {
				require.GreaterOrEqual(w.t, m, money.Money(0), "%s: %s is overpaid", at, account)
			}
		case ledger.Guarantor, ledger.Fund, ledger.Insurer:
			require.LessOrEqual(w.t, m, money.Money(0), "%s: %s got back more than it paid", at, account)
		case ledger.Costs, ledger.Pledgor, ledger.Junior:
			require.GreaterOrEqual(w.t, m, money.Money(0), "%s: %s", at, account)
		}
	}
	require.Zero(w.t, sum, "%s: the ledger does not balance", at)
	held, supervised := balances["proceeds:held"], balances["proceeds:supervised"]
	require.Equal(w.t, -held, supervised, "%s: the supervised account holds what is owed to be distributed", at)
	require.GreaterOrEqual(w.t, supervised, money.Money(0), at)
	for _, r := range s.Recoveries {
		total := r.Result.Surplus
		for i, p := range r.Result.Parts {
			total += p.Amount
			require.GreaterOrEqual(w.t, p.Amount, money.Money(0), at)
			require.LessOrEqual(w.t, p.Amount, r.Request.Paid[i].Amount, at)
		}
		require.Equal(w.t, r.Result.Net, total, "%s: a recovery is shared to the fen", at)
	}
	if k := s.CompClaim; k != nil {
		var parts money.Money
		for _, p := range k.Result.Parts {
			parts += p.Amount
		}
		require.Equal(w.t, k.Result.Base, parts, at)
		require.Equal(w.t, k.Result.Total, k.Result.Base+k.Result.Outside.Amount, at)
	}
}

func TestAnyOrderOfCommandsKeepsTheCaseWhole(t *testing.T) {
	attempts := 20_000
	if testing.Short() {
		attempts = 5_000
	}
	met := map[casefile.Name]int{}
	closed := 0
	for seed := range uint64(2) {
		w := &walker{t: t, rng: rand.New(rand.NewPCG(seed, 7)), done: map[casefile.Name]int{}}
		cases := 0
		for w.attempts < attempts/2 {
			w.begin()
			cases++
			for n := 0; n < 600 && w.attempts < attempts/2; n++ {
				w.step()
				if stage := w.b.State.Stage; stage.Ended() && (stage != casefile.Closed || w.one(20)) {
					break
				}
			}
			if w.b.State.Stage == casefile.Closed {
				closed++
			}
		}
		successes := 0
		for name, n := range w.done {
			met[name] += n
			successes += n
		}
		t.Logf("seed %d: %d commands given in %d cases, %d done", seed, w.attempts, cases, successes)
	}
	t.Logf("%d cases closed; %d commands met; never: %v", closed, len(met),
		slices.DeleteFunc(casefile.Commands(), func(n casefile.Name) bool { return met[n] > 0 }))
	if !testing.Short() {
		require.Greater(t, closed, 10)
		require.Greater(t, len(met), 70)
	}
}
