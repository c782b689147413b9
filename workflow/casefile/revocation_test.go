package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/monitor"
)

func revocation(b *casetest.Bench, change func(*casefile.RevocationForm)) casefile.RecordRevocation {
	f := casefile.RevocationForm{Ref: b.State.Intake.Rights[0].Ref, On: b.Today, Notice: "示例撤销001", Ground: "登记后发现有不予登记的情形", Effect: casefile.VoidFromStart}
	change(&f)
	return casefile.RecordRevocation{RevocationForm: f}
}

func TestARevokedRegistrationSecuresNothingUntilItIsRegisteredAnew(t *testing.T) {
	b := lent(t)
	first, since := b.State.Registration.Number, b.State.Registration.On
	refused(t, b, "kehu", "right.unknown", revocation(b, func(f *casefile.RevocationForm) { f.Ref = "R9" }))
	refused(t, b, "kehu", "date.order", revocation(b, func(f *casefile.RevocationForm) { f.On = since.AddDays(-1) }))
	refused(t, b, "kehu", "date.future", revocation(b, func(f *casefile.RevocationForm) { f.On = b.Today.AddDays(1) }))
	refused(t, b, "kehu", "text.missing", revocation(b, func(f *casefile.RevocationForm) { f.Notice = "" }))
	refused(t, b, "kehu", "choice", revocation(b, func(f *casefile.RevocationForm) { f.Effect = "" }))
	changing := b.Copy()
	require.NoError(t, changing.Play("kehu FileRegistrationChange"))
	refused(t, changing, "kehu", "revocation.pending", revocation(b, func(*casefile.RevocationForm) {}))
	adding := b.Copy()
	require.NoError(t, adding.Play("kehu ProposeTopUp"))
	refused(t, adding, "kehu", "revocation.collateral", revocation(b, func(*casefile.RevocationForm) {}))
	require.Empty(t, alarmsOf(b)["pledge.revoked"])

	require.NoError(t, b.Do("kehu", revocation(b, func(*casefile.RevocationForm) {})))
	revoked := b.Today
	s := b.State
	require.False(t, s.Registration.Live())
	require.Zero(t, s.SecuredOn(since), "void from the start: no day was ever secured")
	number, on := s.RegistrationOf("R1")
	require.Empty(t, number)
	require.True(t, on.IsZero())
	cover, err := s.Coverage(b.Today)
	require.NoError(t, err)
	require.Equal(t, s.Outstanding(), *cover.After.Shortfall, "nothing counts")
	require.Equal(t, monitor.Highest, alarmsOf(b)["pledge.revoked"].Level)
	require.Contains(t, alarmsOf(b)["pledge.revoked"].Why, first)
	require.Empty(t, alarmsOf(b)["loan.unregistered"], "one alarm says it")
	require.False(t, s.HoldsRight(), "another may be pledged them now")
	for _, act := range []casefile.Command{casefile.ProposeTopUp{}, casefile.FileRegistrationChange{}, revocation(b, func(*casefile.RevocationForm) {})} {
		refused(t, b, "kehu", "guard.pledge_registered", act)
	}
	refused(t, lent(t), "kehu", "guard.revoked_whole", anew(b.Today))

	b.Today = b.Today.AddDays(3)
	refused(t, b, "kehu", "date.order", anew(revoked.AddDays(-1)))
	spoilt := b.Copy()
	spoilt.Elsewhere = func(string) []string { return []string{"LYG-B09-2026-000001"} }
	require.Error(t, spoilt.Play("kehu FileAnew"), "every ground is judged again")
	require.NoError(t, b.Play("kehu FileAnew"))
	require.True(t, b.State.HoldsRight(), "an application bars others")
	require.Equal(t, "已重新申请", alarmsOf(b)["pledge.revoked"].Step)
	refused(t, b, "shenpi", "guard.has_revocation", casefile.ReverseRevocation{Return: casefile.Return{Reason: "示例"}})
	refused(t, b, "kehu", "registration.number", casefile.RecordAnewResult{Outcome: "registered", On: b.Today, Number: first})
	require.NoError(t, b.Do("kehu", casefile.RecordAnewResult{Outcome: "refused", On: b.Today, Why: "材料不全"}))
	require.False(t, b.State.Registration.Live())
	require.Len(t, b.State.Refiling.Refusals, 1)
	require.NoError(t, b.Play("kehu FileAnew"))
	require.NoError(t, b.Do("kehu", casefile.RecordAnewResult{Outcome: "registered", On: b.Today, Number: "Y2026示例002"}))

	s = b.State
	refused(t, b, "shenpi", "guard.has_revocation", casefile.ReverseRevocation{Return: casefile.Return{Reason: "示例"}})
	require.True(t, s.Registration.Live())
	require.Empty(t, alarmsOf(b)["pledge.revoked"])
	number, on = s.RegistrationOf("R1")
	require.Equal(t, "Y2026示例002", number)
	require.Equal(t, b.Today, on)
	require.Zero(t, s.SecuredOn(b.Today.AddDays(-1)))
	require.Equal(t, len(s.Intake.Rights), s.SecuredOn(b.Today))
	require.Equal(t, first, s.EarlierRegistrations[0].Number, "the old one stays to be read")
	var acts []string
	for _, e := range s.ValueHistory() {
		if e.Ref == "R1" {
			acts = append(acts, e.Act)
		}
	}
	require.Equal(t, []string{"授信认定", "登记撤销", "重新登记"}, acts)
	require.NoError(t, b.Play(casetest.ToSettlement...))
	require.NoError(t, b.Play(casetest.ToClosed...))
}

func anew(on date.Date) casefile.FileAnew {
	return casefile.FileAnew{FilingForm: casefile.FilingForm{On: on, Channel: "窗口", Agent: "示例代办人", Limit: 5}}
}

func TestRightsUnderARevokedNumberLeaveWhileTheOthersGoOn(t *testing.T) {
	b := lent(t)
	require.NoError(t, b.Play("kehu ProposeTopUp", "shenpi ApproveCollateral", "kehu FileAddedPledge", "kehu RecordCollateralResult"))
	rights := b.State.Intake.Rights
	last := rights[len(rights)-1]
	number, since := b.State.RegistrationOf(last.Ref)
	covered, err := b.State.Coverage(b.Today)
	require.NoError(t, err)
	before := b.State
	b.Today = b.Today.AddDays(2)
	require.NoError(t, b.Do("kehu", revocation(b, func(f *casefile.RevocationForm) { f.Ref, f.Effect = last.Ref, casefile.EndedFromDay })))
	s := b.State
	require.True(t, s.Registration.Live(), "the first pledge goes on")
	require.Equal(t, rights[:len(rights)-1], s.Intake.Rights)
	require.Equal(t, number, s.Revocations[0].Number)
	require.Empty(t, alarmsOf(b)["pledge.revoked"], "what is short of security the coverage says")
	less, err := s.Coverage(b.Today)
	require.NoError(t, err)
	require.Less(t, *less.After.Lendable, *covered.After.Lendable)
	require.Equal(t, len(rights), s.SecuredOn(since))
	require.Equal(t, len(rights)-1, s.SecuredOn(b.Today))
	again := b.Copy()
	require.NoError(t, again.Play("kehu ProposeTopUp"))
	form := casefile.ProposeTopUp{}
	form.TopUpForm = casefile.TopUpForm{Right: last, Lane: casefile.Negotiated, Appraised: 100, Value: 100, Cap: again.State.Credit.Form.Values[0].Cap, Basis: "示例", ValuedOn: b.Today, ValidUntil: b.Today.AddYears(1),
		Agreement: "示例", Signed: b.Today, Reason: "重新质押"}
	require.NoError(t, again.Do("kehu", form), "a right whose registration was revoked may be pledged again")
	refused(t, again, "shenpi", "guard.has_revocation", casefile.ReverseRevocation{Return: casefile.Return{Reason: "示例"}})

	require.NoError(t, b.Play("shenpi ReverseRevocation"))
	require.Equal(t, before.Intake, b.State.Intake)
	require.Equal(t, before.Statements, b.State.Statements)
	require.Empty(t, b.State.Revocations)
	require.Equal(t, len(rights), b.State.SecuredOn(b.Today))

	// The only right left is under a number of its own: then the whole pledge is gone, and may be registered anew.
	require.NoError(t, b.Do("kehu", revocation(b, func(f *casefile.RevocationForm) {})))
	require.Equal(t, []string{last.Ref}, []string{b.State.Intake.Rights[0].Ref})
	require.True(t, b.State.Registration.Live())
	require.NoError(t, b.Do("kehu", revocation(b, func(f *casefile.RevocationForm) { f.Ref, f.Notice = last.Ref, "示例撤销002" })))
	require.False(t, b.State.Registration.Live())
	require.NoError(t, b.Play("kehu FileAnew", "kehu RecordAnewResult"))
	newest, _ := b.State.RegistrationOf(last.Ref)
	require.NotEqual(t, number, newest)
	require.Equal(t, b.State.Registration.Number, newest)
}

func TestNoDayWithoutRegistrationIsWithoutItsAlarm(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := lent(t)
		acts := []string{"kehu RecordRevocation", "shenpi ReverseRevocation", "kehu FileAnew", "kehu RecordAnewResult", "kehu WithdrawAnew", "kehu ProposeTopUp", "shenpi ApproveCollateral",
			"kehu FileAddedPledge", "kehu RecordCollateralResult", "kehu ProposePartyChange", "shenpi ApprovePartyChange"}
		for range rapid.IntRange(4, 14).Draw(r, "steps") {
			act := rapid.SampledFrom(acts).Draw(r, "act")
			before := b.State
			if b.Play(act) != nil {
				require.Equal(r, before, b.State, "a refused act changes nothing")
				continue
			}
			s := b.State
			_, loud := alarmsOf(b)["pledge.revoked"]
			require.Equal(r, !s.Registration.Live(), loud, act)
			require.Equal(r, s.Registration.Live(), s.SecuredOn(b.Today) > 0, act)
			require.NotEmpty(r, s.Intake.Rights)
			for _, x := range s.Intake.Rights {
				no, _ := s.RegistrationOf(x.Ref)
				require.Equal(r, s.Registration.Live(), no != "", "%s: %s", act, x.Ref)
			}
			_, err := s.CoverageHistory()
			require.NoError(r, err)
			b.Today = b.Today.AddDays(rapid.IntRange(0, 9).Draw(r, "days"))
		}
	})
}
