package casefile_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/calendar"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/monitor"
	"zhiya/workflow/party"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

// ceilinged is a case in pledge under a 最高额质押 of 1,100,000 yuan agreed and 1,050,000 registered.
func ceilinged(t testing.TB) *casetest.Bench {
	b := lent(t)
	b.State.Intake.PledgeKind = "maximum"
	b.State.Intake.Ceiling = &casefile.Ceiling{Agreed: money.Yuan(1_100_000), Registered: money.Yuan(1_050_000), From: b.Today.AddDays(-10), To: b.Today.AddYears(2)}
	return b
}

// alarms of the case on its day, by code.
func alarmsOf(b *casetest.Bench) map[string]monitor.Alarm {
	out := map[string]monitor.Alarm{}
	for _, a := range monitor.Watch(b.Today, b.State.Watched(), monitor.DefaultSettings(), calendar.Default(), policy.Embedded()) {
		out[a.Code] = a
	}
	return out
}

var other = party.Enterprise{Name: "示例承继科技有限公司", USCC: "91350100M000100Y43"}

func TestAClaimIsAssignedWithItsPledgeAndTheRegisterFollows(t *testing.T) {
	b := lent(t)
	assignment := func(change func(*casefile.PartyChangeForm)) casefile.ProposePartyChange {
		f := casefile.PartyChangeForm{Kind: casefile.PartyAssignment, AssigneeID: "bank2", Agreement: "示例转让001", Signed: b.Today, Notice: b.Today, Partners: b.Today, Reason: "资产转让"}
		change(&f)
		return casefile.ProposePartyChange{PartyChangeForm: f}
	}
	refused(t, b, "kehu", "party.assignee", assignment(func(f *casefile.PartyChangeForm) { f.AssigneeID = "" }))
	refused(t, b, "kehu", "party.same", assignment(func(f *casefile.PartyChangeForm) { f.AssigneeID = "bank" }))
	refused(t, b, "kehu", "date.missing", assignment(func(f *casefile.PartyChangeForm) { f.Notice = date.Date{} }))
	refused(t, b, "kehu", "date.order", assignment(func(f *casefile.PartyChangeForm) { f.Notice = b.Today.AddDays(-1) }))
	refused(t, b, "kehu", "date.missing", assignment(func(f *casefile.PartyChangeForm) { f.Partners = date.Date{} }))
	refused(t, b, "kehu", "party.assignment", assignment(func(f *casefile.PartyChangeForm) { f.Party = b.State.Intake.Debtors[0].USCC }))
	busy := b.Copy()
	require.NoError(t, busy.Play("kehu ProposeExtension"))
	refused(t, busy, "kehu", "party.unfinished", assignment(func(*casefile.PartyChangeForm) {}))

	owed := b.State.Outstanding()
	require.NoError(t, b.Do("kehu", assignment(func(*casefile.PartyChangeForm) {})))
	require.Equal(t, "bank", b.State.Lender.ID, "nothing has changed before it is approved")
	refused(t, b, "shenpi", "party.changed", casefile.ApprovePartyChange{What: "别的", Opinion: "同意"})
	require.NoError(t, b.Play("shenpi ApprovePartyChange"))
	require.Equal(t, []string{"bank2", "bank2", "bank2"}, []string{b.State.Lender.ID, b.State.Pledgee.ID, b.State.Credit.Scheme.Residual})
	require.NoError(t, b.State.Credit.Scheme.Validate())
	require.Equal(t, owed, b.State.Outstanding())
	require.Contains(t, alarmsOf(b)["pledge.behind"].Why, "债权转让：示例银行 → 示例第二银行")
	refused(t, b, "kehu", "permission", casefile.RecordRepayment{})
	require.NoError(t, b.Play("lin FileRegistrationChange"))
	require.Equal(t, casefile.ChangeParty, b.State.Registration.Changes[0].Form.Item)
	require.Contains(t, alarmsOf(b), "pledge.behind", "filed is not registered")
	require.NoError(t, b.Play("lin RecordRegistrationChange"))
	require.NotContains(t, alarmsOf(b), "pledge.behind")
	require.NoError(t, b.Play("lin RecordRepayment", "linshen ConfirmSettlement", "lin RecordCancellation", "linshen CloseCase"))
}

func TestWhoSecuresADebtMustAgreeToAnotherDebtor(t *testing.T) {
	b := lent(t)
	form := casefile.PartyChangeForm{Kind: casefile.PartyDebt, Party: b.State.Intake.Debtors[0].USCC, After: other, Agreement: "示例转移001", Signed: b.Today, Partners: b.Today, Reason: "重组"}
	refused(t, b, "kehu", "party.consent", casefile.ProposePartyChange{PartyChangeForm: form})
	form.Consent = b.Today
	require.NoError(t, b.Do("kehu", casefile.ProposePartyChange{PartyChangeForm: form}))
	pledgors := b.State.Intake.Pledgors
	require.NoError(t, b.Play("shenpi ApprovePartyChange"))
	require.Equal(t, other.Name, b.State.Intake.Debtors[0].Name)
	require.Equal(t, pledgors, b.State.Intake.Pledgors, "he pledges still, for another's debt now")
	for code, spoil := range map[string]func(*casefile.PartyChangeForm){
		"party.unknown":    func(f *casefile.PartyChangeForm) { f.Party = "91350100M000100Y44" },
		"party.same":       func(f *casefile.PartyChangeForm) { f.Party = other.USCC },
		"party.assignment": func(f *casefile.PartyChangeForm) { f.AssigneeID = "bank2" },
		"choice":           func(f *casefile.PartyChangeForm) { f.Kind = "gift" },
		"text.missing":     func(f *casefile.PartyChangeForm) { f.Agreement = "" },
		"party.debtor": func(f *casefile.PartyChangeForm) {
			f.Party = pledgors[0].USCC
			f.After.USCC, f.After.Name = "", "示例新公司"
		},
	} {
		f := form
		f.Party = b.State.Intake.Debtors[0].USCC
		spoil(&f)
		err := b.Copy().Do("kehu", casefile.ProposePartyChange{PartyChangeForm: f})
		require.Error(t, err, code)
		_ = err
	}
	name := casefile.PartyChangeForm{Kind: casefile.PartyName, Party: pledgors[0].USCC, After: other, Agreement: "示例核准001", Signed: b.Today, Reason: "更名"}
	refused(t, b, "kehu", "party.code", casefile.ProposePartyChange{PartyChangeForm: name})
	name.After = pledgors[0]
	refused(t, b, "kehu", "party.same", casefile.ProposePartyChange{PartyChangeForm: name})
	name.After.Name = "示例更名后的公司"
	require.NoError(t, b.Do("kehu", casefile.ProposePartyChange{PartyChangeForm: name}))
	require.NoError(t, b.Play("shenpi ApprovePartyChange"))
	require.Equal(t, name.After.Name, b.State.Intake.Pledgors[0].Name)
	require.Len(t, b.State.PartyChanges, 2)
}

// Whatever changes and is registered in whatever order: one pledgee, at least one debtor and one pledgor, and the alarm stands exactly
// while the register lags.
func TestPartiesChangeInAnyOrderAndTheAlarmStandsWhileTheRegisterLags(t *testing.T) {
	start := lent(t)
	rapid.Check(t, func(t *rapid.T) {
		b := start.Copy()
		lag, waiting := 0, 0
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			officer, approver := "kehu", "shenpi"
			if b.State.Lender.ID == "bank2" {
				officer, approver = "lin", "linshen"
			}
			switch rapid.SampledFrom([]string{"change", "file", "record"}).Draw(t, "act") {
			case "change":
				if b.Play(officer+" ProposePartyChange", approver+" ApprovePartyChange") == nil {
					lag++
				}
			case "file":
				if lag > 0 && b.Play(officer+" FileRegistrationChange") == nil {
					waiting = lag
				}
			case "record":
				if b.Play(officer+" RecordRegistrationChange") == nil {
					lag -= waiting
					waiting = 0
				}
			}
			require.NotEmpty(t, b.State.Pledgee.ID)
			require.Equal(t, b.State.Lender.ID, b.State.Pledgee.ID)
			require.NotEmpty(t, b.State.Intake.Debtors)
			require.NotEmpty(t, b.State.Intake.Pledgors)
			_, stands := alarmsOf(b)["pledge.behind"]
			require.Equal(t, lag > 0, stands, fmt.Sprint(b.State.PartyChanges))
		}
	})
}

func TestAnInvalidationGoesStepByStep(t *testing.T) {
	b := lent(t)
	ref := b.State.Intake.Rights[0].Ref
	step := func(kind, outcome string) casefile.RecordEvent {
		return casefile.RecordEvent{EventForm: casefile.EventForm{Kind: kind, Ref: ref, On: b.Today, Office: "示例复审和无效审理部门", Number: "示例5W001", Outcome: outcome, Note: "维持权利要求2—6"}}
	}
	known := func() bool {
		_, unknown := alarmsOf(b)["coverage.unknown"]
		return !unknown
	}
	require.True(t, known())
	refused(t, b, "kehu", "event.step", step(casefile.EventDecision, "partial"))
	refused(t, b, "kehu", "event.step", step(casefile.EventWithdrawn, ""))
	refused(t, b, "kehu", "right.unknown", casefile.RecordEvent{EventForm: casefile.EventForm{Kind: casefile.EventInvalidation, Ref: "R9", On: b.Today, Office: "示例"}})
	require.NoError(t, b.Do("kehu", step(casefile.EventInvalidation, "")))
	require.Contains(t, alarmsOf(b), "right.invalidation")
	refused(t, b, "kehu", "event.step", step(casefile.EventInvalidation, ""))
	refused(t, b, "kehu", "event.step", step(casefile.EventEffective, "partial"))
	require.NoError(t, b.Do("kehu", step(casefile.EventDecision, "partial")))
	require.True(t, known(), "a decision that is not in force yet changes no value")
	refused(t, b, "kehu", "event.outcome", step(casefile.EventEffective, "whole"))
	require.NoError(t, b.Do("kehu", step(casefile.EventEffective, "partial")))
	require.NotContains(t, alarmsOf(b), "right.invalidation")
	require.False(t, known(), "what the claims that are left are worth is not known")
	require.Equal(t, monitor.Highest, alarmsOf(b)["coverage.unknown"].Level)
	require.NoError(t, b.Play("kehu ReviseValue", "shenpi ApproveRevaluation"))
	require.True(t, known())

	require.NoError(t, b.Do("kehu", step(casefile.EventInvalidation, "")))
	require.NoError(t, b.Do("kehu", step(casefile.EventDecision, "whole")))
	require.NoError(t, b.Do("kehu", step(casefile.EventEffective, "whole")))
	require.Equal(t, right.Invalidated, b.State.Intake.Rights[0].Status)
	require.Contains(t, alarmsOf(b)["right.lost"].Do, "补充担保")
	early := step(casefile.EventInvalidation, "")
	early.On = b.Today.AddDays(-1)
	refused(t, b, "kehu", "event.order", early)
}

func TestASeizureIsAnAlarmUntilItIsLiftedAndDeterminesACeiling(t *testing.T) {
	b := ceilinged(t)
	ref := b.State.Intake.Rights[0].Ref
	act := func(kind string) casefile.RecordEvent {
		return casefile.RecordEvent{EventForm: casefile.EventForm{Kind: kind, Ref: ref, On: b.Today, Office: "示例法院", Number: "（2026）示例执1号"}}
	}
	refused(t, b, "kehu", "event.step", act(casefile.EventReleased))
	require.NoError(t, b.Do("kehu", act(casefile.EventSeized)))
	require.Contains(t, alarmsOf(b), "right.seized")
	require.Contains(t, alarmsOf(b)["ceiling.determine"].Why, "查封")
	require.NoError(t, b.Play("kehu DetermineCeiling"))
	require.NotContains(t, alarmsOf(b), "ceiling.determine")
	b.Today = b.Today.AddDays(1)
	require.NoError(t, b.Do("kehu", act(casefile.EventReleased)))
	b.Today = b.Today.AddDays(1)
	require.NotContains(t, alarmsOf(b), "right.seized")
}

func TestAClaimInBankruptcyIsToBeFiledInTime(t *testing.T) {
	b := lent(t)
	who := b.State.Intake.Debtors[0].USCC
	f := casefile.EventForm{Kind: casefile.EventBankrupt, Party: who, On: b.Today, Office: "示例法院", Number: "（2026）示例破1号"}
	refused(t, b, "kehu", "date.missing", casefile.RecordEvent{EventForm: f})
	f.ClaimBy = b.Today.AddDays(-1)
	refused(t, b, "kehu", "date.order", casefile.RecordEvent{EventForm: f})
	f.ClaimBy = b.Today.AddDays(60)
	filed := casefile.RecordEvent{EventForm: casefile.EventForm{Kind: casefile.EventClaimFiled, Party: who, On: b.Today, Office: "示例管理人"}}
	refused(t, b, "kehu", "event.step", filed)
	require.NoError(t, b.Do("kehu", casefile.RecordEvent{EventForm: f}))
	refused(t, b, "kehu", "event.step", casefile.RecordEvent{EventForm: f})
	require.Equal(t, f.ClaimBy, alarmsOf(b)["bankruptcy.claim"].Until)
	late := b.Copy()
	late.Today = f.ClaimBy.AddDays(1)
	require.Equal(t, monitor.Highest, alarmsOf(late)["bankruptcy.claim"].Level)
	require.NoError(t, b.Do("kehu", filed))
	require.NotContains(t, alarmsOf(b), "bankruptcy.claim")
}

// The registered ceiling prevails over the agreed one (担保制度解释 15), to the fen.
func TestTheRegisteredCeilingDividesTheClaim(t *testing.T) {
	for beside, want := range map[string][2]string{"49999.99": {"1049999.99", "0"}, "50000": {"1050000", "0"}, "50000.01": {"1050000", "0.01"}, "200000": {"1050000", "150000"}} {
		b := ceilinged(t)
		require.Equal(t, money.Yuan(1_000_000), b.State.Outstanding())
		form := casefile.DeterminationForm{On: b.Today, Cause: "none", Principal: b.State.Outstanding(), Interest: money.Must(beside)}
		wrong := form
		wrong.Principal--
		refused(t, b, "kehu", "determination.principal", casefile.DetermineCeiling{DeterminationForm: wrong})
		wrong = form
		wrong.Cause = "period"
		refused(t, b, "kehu", "determination.early", casefile.DetermineCeiling{DeterminationForm: wrong})
		require.NoError(t, b.Do("kehu", casefile.DetermineCeiling{DeterminationForm: form}))
		d := b.State.Determination
		require.Equal(t, []money.Money{money.Yuan(1_050_000), money.Must(want[0]), money.Must(want[1])}, []money.Money{d.Ceiling, d.Secured, d.Beyond}, beside)
		refused(t, b, "kehu", "guard.ceiling_open", casefile.DetermineCeiling{DeterminationForm: form})
	}
	agreed := casefile.Ceiling{Agreed: money.Yuan(10)}
	require.Equal(t, money.Yuan(10), agreed.Counts(), "what nobody registered counts as agreed")
	refused(t, lent(t), "kehu", "guard.ceiling_open", casefile.DetermineCeiling{})
}
