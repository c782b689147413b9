package casefile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/policy"
)

// duty is where a duty of the case stands on a day.
func duty(t testing.TB, b *casetest.Bench, code string) casefile.DutyView {
	t.Helper()
	list, err := b.State.DutiesOn(b.Today, policy.Embedded())
	require.NoError(t, err)
	for _, v := range list {
		if v.Duty.Code == code {
			return v
		}
	}
	require.Fail(t, "no duty "+code)
	return casefile.DutyView{}
}

func TestADutyIsDoneByAnActOfTheCaseOrByItsOwnRecord(t *testing.T) {
	b := casetest.New()
	require.NoError(t, b.Play(casetest.ToDueDiligence...))
	require.Equal(t, casefile.DutyAhead, duty(t, b, "DD-1").State)
	require.Equal(t, casefile.DutyAhead, duty(t, b, "DD-8").State, "before the loan")
	require.NoError(t, b.Play(casetest.ToLaneValue...))
	did := duty(t, b, "DD-1")
	require.Equal(t, casefile.DutyDone, did.State)
	require.Equal(t, "kehu", did.Did[0].By.PersonID)
	require.Equal(t, b.Today, did.Did[0].On)
	require.Equal(t, casefile.DutyAhead, duty(t, b, "DD-2").State, "the credit is not decided yet")
	require.NoError(t, b.Play(casetest.ToSigning...))
	require.Equal(t, casefile.DutyMissing, duty(t, b, "DD-2").State)
	late := b.Copy()
	late.Today = late.Today.AddDays(1)
	require.NoError(t, late.Play("kehu RecordDuty"))
	require.Equal(t, casefile.DutyLate, duty(t, late, "DD-2").State, "the credit was decided the day before")
	require.NoError(t, b.Play("kehu RecordDuty"))
	require.Equal(t, casefile.DutyDone, duty(t, b, "DD-2").State)
	require.Equal(t, "scan-走访.pdf", b.State.Duties[0].Evidence.Name)
	require.Equal(t, casefile.DutyDone, duty(t, b, "DD-4").State)
	require.NoError(t, b.Play("kehu ReopenCredit"))
	require.Equal(t, casefile.DutyAhead, duty(t, b, "DD-4").State, "an approval taken back is none")

	record := form[casefile.RecordDuty](b, "kehu")
	record.Code = "DD-99"
	refused(t, b, "kehu", "duty.unknown", record)
	record.Code, record.On = "DD-2", b.Today.AddDays(1)
	refused(t, b, "kehu", "date.future", record)
	record.On, record.Did = b.Today, " "
	refused(t, b, "kehu", "text.missing", record)
	record.Did, record.Evidence = "走访", "没有这个文件"
	refused(t, b, "kehu", "attachment.unknown", record)
	require.Empty(t, b.State.For(casetest.Actor("pg1")).Duties, "the bank's own record")
	_, err := b.State.DutiesOn(date.Must("2018-12-31"), policy.Embedded())
	require.True(t, fault.Has(err, "policy.no_rule"))
}

func TestARepeatedDutyIsMissingTheDayAfterItsTerm(t *testing.T) {
	b := lent(t)
	lentOn := b.Today
	look := func(day int) casefile.DutyState { b.Today = lentOn.AddDays(day); return duty(t, b, "DD-8").State }
	require.Equal(t, casefile.DutyAhead, look(0))
	require.Equal(t, casefile.DutyAhead, look(92))
	require.Equal(t, casefile.DutyMissing, look(93))
	b.Today = lentOn.AddDays(90)
	inspect := casefile.RecordDuty{Code: "DD-8", On: lentOn.AddDays(92), Did: "检查"}
	refused(t, b, "kehu", "date.future", inspect)
	inspect.On = lentOn.AddDays(90)
	require.NoError(t, b.Do("kehu", inspect))
	require.Equal(t, casefile.DutyDone, look(90+92))
	require.Equal(t, casefile.DutyMissing, look(90+93))
	inspect.On = b.Today
	require.NoError(t, b.Do("kehu", inspect))
	require.Equal(t, casefile.DutyMissing, look(90+94), "what was missed stays missing")
	require.Equal(t, lentOn.AddDays(90+92), duty(t, b, "DD-8").Due)

	paid := lent(t)
	paid.Today = paid.Today.AddDays(50)
	require.NoError(t, paid.Play(casetest.ToSettlement...))
	paid.Today = paid.Today.AddDays(500)
	require.Equal(t, casefile.DutyNone, duty(t, paid, "DD-8").State, "nothing was due while it was owed")
}

func TestTheDutiesAfterADefaultHaveTheirDays(t *testing.T) {
	b := lent(t)
	require.Equal(t, casefile.DutyNone, duty(t, b, "DD-10").State)
	b = broken(t)
	from := b.State.Default.Form.On
	for day, want := range map[int]casefile.DutyState{0: casefile.DutyAhead, 30: casefile.DutyAhead, 31: casefile.DutyMissing} {
		b.Today = from.AddDays(day)
		require.Equal(t, want, duty(t, b, "DD-10").State, "day %d", day)
	}
	onTime := b.Copy()
	b.Today = from.AddDays(31)
	require.NoError(t, b.Play("kehu RecordDunning"))
	require.Equal(t, casefile.DutyLate, duty(t, b, "DD-10").State, "done, but after its days")
	onTime.Today = from.AddDays(30)
	require.NoError(t, onTime.Play("kehu RecordDunning"))
	onTime.Today = from.AddDays(300)
	require.Equal(t, casefile.DutyDone, duty(t, onTime, "DD-10").State)
}

func TestAnExemptionIsFoundByAnOutsiderAndSaysWhatIsMissing(t *testing.T) {
	b := broken(t)
	refused(t, b, "shenpi", "four_eyes", form[casefile.DecideExemption](b, "shenpi2"))
	f := form[casefile.DecideExemption](b, "shenpi2")
	f.Result, f.Missing = casefile.Exempted, ""
	refused(t, b, "shenpi2", "exemption.missing", f)
	f.Result = casefile.NotExempted
	require.NoError(t, b.Copy().Do("shenpi2", f), "without exemption nothing need be explained")
	f.Result, f.Missing = casefile.Exempted, "走访由分行另行记录"
	require.NoError(t, b.Do("shenpi2", f))
	require.Contains(t, strings.Join(b.State.Exemptions[0].Missing, " "), "DD-2")
	f.Result = "无所谓"
	refused(t, b, "shenpi2", "choice", f)
	refused(t, lent(t), "shenpi2", "stage", f)
}
