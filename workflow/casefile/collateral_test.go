package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/right"
)

// change changes a sound form.
func change[C casefile.Command](b *casetest.Bench, login string, with func(*C)) C {
	f := form[C](b, login)
	with(&f)
	return f
}

// worth sets the accepted value of a right, so that at cap 50 % and haircut 10 % it covers 45 % of it.
func worth(b *casetest.Bench, values ...money.Money) {
	for i, v := range values {
		b.State.Credit.Form.Values[i].Value = v
	}
}

func TestARightIsAddedByTwoPeopleAndCountsFromItsRegistration(t *testing.T) {
	b := lent(t)
	before, err := b.State.Coverage(b.Today)
	require.NoError(t, err)
	require.NoError(t, b.Play("kehu ProposeTopUp"))
	f := form[casefile.ApproveCollateral](b, "shenpi")
	f.Value++
	refused(t, b, "shenpi", "collateral.changed", f)
	refused(t, b, "kehu", "guard.addition_to_file", form[casefile.FileAddedPledge](b, "kehu"))
	require.NoError(t, b.Play("shenpi ApproveCollateral"))
	refused(t, b, "kehu", "guard.no_collateral_running", form[casefile.ProposeTopUp](b, "kehu"))
	require.NoError(t, b.Play("kehu FileAddedPledge"))
	require.Equal(t, casefile.DocRegistration, b.State.Documents[len(b.State.Documents)-1].Kind)
	paper := b.State.ForPaper(casefile.DocRegistration)
	require.Equal(t, []string{"R3"}, refs(paper), "the application names the added right alone")
	require.Equal(t, "示例质补001", paper.Contracts.Form.PledgeNo)
	require.Equal(t, []string{"R1", "R2"}, refs(b.State), "nothing is pledged before it is registered")
	refused(t, b, "shenpi", "guard.no_collateral_filed", form[casefile.ReturnCollateral](b, "shenpi"))
	refused(t, b, "kehu", "text.missing", casefile.RecordCollateralResult{Outcome: "registered", On: b.Today})
	refused(t, b, "kehu", "text.missing", casefile.RecordCollateralResult{Outcome: "refused", On: b.Today})
	require.NoError(t, b.Do("kehu", casefile.RecordCollateralResult{Outcome: "refused", On: b.Today, Why: "材料不全"}))
	require.Len(t, b.State.Collateral.Refusals, 1)
	require.NoError(t, b.Play("kehu FileAddedPledge", "kehu RecordCollateralResult"))

	require.Nil(t, b.State.Collateral)
	require.Equal(t, []string{"R1", "R2", "R3"}, refs(b.State))
	number, on := b.State.RegistrationOf("R3")
	require.NotEqual(t, b.State.Registration.Number, number)
	require.Equal(t, b.Today, on)
	after, err := b.State.Coverage(b.Today)
	require.NoError(t, err)
	require.Equal(t, *before.After.Lendable+money.Yuan(2_250_000), *after.After.Lendable, "5 000 000 × 90 % × 50 %")
	require.Contains(t, b.State.Keys(), casefile.Key{Kind: "registration", Value: number})
	history := b.State.ValueHistory()
	last := history[len(history)-1]
	require.Equal(t, []any{"追加质押", "R3", money.Yuan(5_000_000), "kehu", "shenpi"}, []any{last.Act, last.Ref, last.New, last.Proposed.PersonID, last.Approved.PersonID})
	require.Contains(t, last.Source, "示例评报字〔2024〕第009号")
	watched := b.State.Watched()
	require.Len(t, watched.Rights, 3)
	require.Equal(t, b.Today.AddYears(1).AddDays(-1), watched.Rights[2].ValidUntil, "its value has a term of its own")
}

func refs(s casefile.State) []string {
	var out []string
	for _, r := range s.Intake.Rights {
		out = append(out, r.Ref)
	}
	return out
}

func TestAnAddedRightPassesTheChecksOfTheFirstPledge(t *testing.T) {
	b := lent(t)
	try := func(with func(*casefile.ProposeTopUp)) casefile.ProposeTopUp { return change(b, "kehu", with) }
	refused(t, b, "kehu", "right.twice", try(func(f *casefile.ProposeTopUp) { f.Right = b.State.Intake.Rights[0] }))
	refused(t, b, "kehu", "values.above", try(func(f *casefile.ProposeTopUp) { f.Value = f.Appraised + 1 }))
	refused(t, b, "kehu", "credit.expired", try(func(f *casefile.ProposeTopUp) {
		f.ValuedOn, f.ValidUntil = b.Today.AddYears(-1), b.Today.AddDays(-1)
	}))
	refused(t, b, "kehu", "credit.life", try(func(f *casefile.ProposeTopUp) {
		f.Right.Filed = b.State.Credit.Form.Due.AddYears(-20).AddDays(-1)
		f.Right.Granted = f.Right.Filed.AddYears(2)
	}))
	refused(t, b, "kehu", "rate.range", try(func(f *casefile.ProposeTopUp) { f.Cap = money.MustRate("1.01") }))
	refused(t, b, "kehu", "amount.positive", try(func(f *casefile.ProposeTopUp) { f.Value = 0 }))
	err := b.Do("kehu", casefile.ProposeTopUp{})
	require.Greater(t, len(fault.Of(err)), 8, "every fault is named at once: %v", err)

	for code, spoil := range map[string]func(*right.Right){
		"PR-01": func(r *right.Right) { r.Owners = []right.Owner{{Name: "连云港示例第二有限公司"}} },
		"PR-02": func(r *right.Right) { r.Status = right.Terminated },
		"PR-04": func(r *right.Right) { r.FeesPaidUntil = b.Today.AddDays(-1) },
		"PR-05": func(r *right.Right) { r.Preservations = []right.Span{{From: b.Today.AddDays(-9)}} },
		"PR-09": func(r *right.Right) { r.Pledges = []right.Pledge{{State: right.PledgeRegistered}} },
		"PR-11": func(r *right.Right) { r.Invalidation = true },
	} {
		spoilt := b.Copy()
		require.NoError(t, spoilt.Do("kehu", change(spoilt, "kehu", func(f *casefile.ProposeTopUp) { spoil(&f.Right) })), code)
		require.NoError(t, spoilt.Play("shenpi ApproveCollateral"))
		refused(t, spoilt, "kehu", code, form[casefile.FileAddedPledge](spoilt, "kehu"))
		if code == "PR-11" { // the parties may declare to go on
			require.NoError(t, spoilt.Do("kehu", change(spoilt, "kehu", func(f *casefile.FileAddedPledge) { f.Statement = "知悉，继续办理" })))
		}
	}
	taken := b.Copy()
	require.NoError(t, taken.Play("kehu ProposeTopUp", "shenpi ApproveCollateral"))
	taken.Elsewhere = func(string) []string { return []string{"LYG-示例-000002"} }
	refused(t, taken, "kehu", "PR-09", form[casefile.FileAddedPledge](taken, "kehu"))
	taken.Elsewhere = nil
	require.NoError(t, taken.Play("kehu FileAddedPledge"))
}
