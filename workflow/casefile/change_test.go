package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

func TestARegistrationIsChangedWithoutAGap(t *testing.T) {
	b := lent(t)
	until := b.State.RegisteredUntil()
	require.Equal(t, b.State.Credit.Form.Due, until)
	form := casefile.RegistrationChangeForm{On: b.Today, Item: casefile.ChangeTerm, Before: "至 " + until.Chinese(), After: "延至 " + until.AddMonths(2).Chinese(), Due: until.AddMonths(2),
		Reason: "借款展期", Agreement: "示例展字001", Signed: b.Today, Channel: "窗口", Agent: "示例代办人"}
	try := func(change func(*casefile.RegistrationChangeForm)) casefile.FileRegistrationChange {
		f := form
		change(&f)
		return casefile.FileRegistrationChange{RegistrationChangeForm: f}
	}
	refused(t, b, "kehu", "change.extension", try(func(f *casefile.RegistrationChangeForm) { f.Item = casefile.ChangeExtension }))
	refused(t, b, "kehu", "change.due", try(func(f *casefile.RegistrationChangeForm) { f.Due = until }))
	refused(t, b, "kehu", "change.due", try(func(f *casefile.RegistrationChangeForm) { f.Item = casefile.ChangeParty }))
	refused(t, b, "kehu", "change.beyond", try(func(f *casefile.RegistrationChangeForm) { f.Due = until.AddYears(40) }))
	refused(t, b, "kehu", "change.same", try(func(f *casefile.RegistrationChangeForm) { f.After = f.Before }))
	refused(t, b, "kehu", "guard.change_pending", casefile.RecordRegistrationChange{Outcome: "registered", On: b.Today})

	require.NoError(t, b.Do("kehu", casefile.FileRegistrationChange{RegistrationChangeForm: form}))
	require.True(t, b.State.Registration.Live(), "the old registration stands while the office looks at the new")
	require.Equal(t, until, b.State.RegisteredUntil(), "nothing is changed before it is registered")
	refused(t, b, "kehu", "guard.no_change_pending", casefile.FileRegistrationChange{RegistrationChangeForm: form})
	refused(t, b, "kehu", "text.missing", casefile.RecordRegistrationChange{Outcome: "refused", On: b.Today})
	require.NoError(t, b.Do("kehu", casefile.RecordRegistrationChange{Outcome: "refused", On: b.Today, Why: "变更协议未盖章"}))
	require.Equal(t, until, b.State.RegisteredUntil())

	require.NoError(t, b.Do("kehu", casefile.FileRegistrationChange{RegistrationChangeForm: form}))
	require.NoError(t, b.Do("kehu", casefile.RecordRegistrationChange{Outcome: "registered", On: b.Today, NoticeNo: "示例通知001"}))
	require.Equal(t, form.Due, b.State.RegisteredUntil())
	require.Len(t, b.State.Registration.Changes, 2)
}

func TestWhoSecuresAnothersDebtAgreesToALongerTerm(t *testing.T) {
	b := lent(t)
	b.State.Intake.Pledgors[0].Name, b.State.Intake.Pledgors[0].USCC = "示例出质企业", "91350100M000100Y43"
	until := b.State.RegisteredUntil()
	form := casefile.RegistrationChangeForm{On: b.Today, Item: casefile.ChangeTerm, Before: "原期限", After: "新期限", Due: until.AddMonths(2), Reason: "借款展期",
		Agreement: "示例展字001", Signed: b.Today, Channel: "窗口", Agent: "示例代办人"}
	refused(t, b, "kehu", "date.missing", casefile.FileRegistrationChange{RegistrationChangeForm: form})
	form.Consent = b.Today.AddDays(-1)
	require.NoError(t, b.Do("kehu", casefile.FileRegistrationChange{RegistrationChangeForm: form}))
	require.NotEqual(t, date.Date{}, b.State.Registration.Changes[0].Form.Consent)
}

func TestALoanIsExtendedByTwoPeopleAndTheRegisterFollows(t *testing.T) {
	b := lent(t)
	f := form[casefile.ProposeExtension](b, "kehu")
	old := b.State.Loans[0]
	try := func(change func(*casefile.ProposeExtension)) casefile.ProposeExtension {
		x := f
		change(&x)
		return x
	}
	refused(t, b, "kehu", "extension.due", try(func(x *casefile.ProposeExtension) { x.Due = old.Due }))
	refused(t, b, "kehu", "extension.beyond", try(func(x *casefile.ProposeExtension) { x.Due = old.Due.AddYears(40) }))
	refused(t, b, "kehu", "loan.unknown", try(func(x *casefile.ProposeExtension) { x.LoanNo = "JJ99" }))
	refused(t, b, "shenpi", "guard.has_extension", casefile.ApproveExtension{LoanNo: old.No, Due: f.Due, Opinion: "同意"})
	require.NoError(t, b.Do("kehu", f))
	require.Equal(t, old.Due, b.State.Loans[0].Due, "a proposal changes nothing")
	refused(t, b, "shenpi", "extension.changed", casefile.ApproveExtension{LoanNo: old.No, Due: f.Due.AddDays(1), Opinion: "同意"})
	require.NoError(t, b.Play("shenpi ApproveExtension"))
	require.Equal(t, f.Due, b.State.Loans[0].Due)
	require.Equal(t, old.Due, b.State.Extensions[0].OldDue)
	require.True(t, b.State.Registration.Live())
	require.Contains(t, alarms(b), "pledge.behind", "the register still names the earlier day")

	change := form[casefile.FileRegistrationChange](b, "kehu")
	require.NoError(t, b.Do("kehu", change))
	require.NoError(t, b.Play("kehu RecordRegistrationChange"))
	require.Equal(t, b.State.Registration.Changes[0].Form.Due, b.State.RegisteredUntil())
	require.NotContains(t, alarms(b), "pledge.behind")
	require.NoError(t, b.Play(casetest.ToSettlement...))
}
