package casefile_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"zhiya/valuation"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/party"
	"zhiya/workflow/right"
)

func TestEveryFieldOfEveryFormHasAChineseLabelAndAWayToEnterIt(t *testing.T) {
	seen := map[casefile.FieldKind]bool{}
	var walk func(path string, fields []casefile.Field)
	walk = func(path string, fields []casefile.Field) {
		names := map[string]bool{}
		for _, f := range fields {
			at := path + "." + f.Name
			require.False(t, names[f.Name], "%s twice", at)
			names[f.Name] = true
			seen[f.Kind] = true
			require.True(t, strings.ContainsFunc(f.Label, func(r rune) bool { return unicode.Is(unicode.Han, r) }), "%s is labelled %q", at, f.Label)
			switch f.Kind {
			case casefile.ChoiceField:
				require.NotEmpty(t, f.Choices, at)
				for _, c := range f.Choices {
					require.NotEmpty(t, c.Value, at)
					require.NotEmpty(t, c.Title, at)
				}
			case casefile.SourceField:
				require.NotEmpty(t, f.Source, at)
			case casefile.LongField:
				require.Positive(t, f.Lines, at)
			case casefile.GroupField:
				require.NotEmpty(t, f.Fields, at)
			case casefile.ListField:
				require.NotNil(t, f.Elem, at)
			}
			walk(at, f.Fields)
		}
	}
	for _, name := range casefile.Commands() {
		p, err := casefile.New(name)
		require.NoError(t, err)
		walk(string(name), casefile.Fields(reflect.TypeOf(p)))
	}
	require.Len(t, seen, 13, "every kind of field is used: %v", seen)
	require.Equal(t, "出质权利第2行·专利号（注册号、登记号）", casefile.LabelOf("OpenCase", "rights[1].number"))
	require.Equal(t, "债务人", casefile.LabelOf("OpenCase", "debtors"))
	require.Empty(t, casefile.LabelOf("OpenCase", "nothing"))
	require.Empty(t, casefile.LabelOf("Nothing", "rights"))
}

func TestAFiledApplicationsClockStartsAnewFromTheCure(t *testing.T) {
	b := registration(t) // Friday, 1 March 2024
	require.NoError(t, b.Play("kehu FileRegistration"))
	require.Equal(t, date.Must("2024-03-08"), b.State.Registration.Due)
	due, what := b.State.NextDue()
	require.Equal(t, b.State.Registration.Due, due)
	require.NotEmpty(t, what)
	b.Today = date.Must("2024-03-06")
	correction := casefile.FilingCorrectionFm{On: date.Must("2024-03-04"), Items: "更正专利号", Cured: date.Must("2024-03-05")}
	early := correction
	early.Cured = date.Must("2024-03-03")
	refused(t, b, "kehu", "date.order", casefile.RecordFilingCorrection{FilingCorrectionFm: early})
	require.NoError(t, b.Do("kehu", casefile.RecordFilingCorrection{FilingCorrectionFm: correction}))
	require.Equal(t, date.Must("2024-03-12"), b.State.Registration.Due, "five working days after the cure, the week end not counted")
}

func TestContractsNeedCodesResolutionsAndConsents(t *testing.T) {
	third := party.Enterprise{Name: "连云港示例生物医药有限公司", USCC: "91320703MA0EX0026U"}
	b := casetest.New()
	f := casetest.Intake()
	f.Pledgors = []party.Enterprise{third}
	f.Debtors[0].USCC = ""
	for i := range f.Rights {
		f.Rights[i].Owners = []right.Owner{{Name: third.Name, USCC: third.USCC, Consented: true}, {Name: "示例共有人"}}
	}
	require.NoError(t, b.Do("kehu", casefile.OpenCase{IntakeForm: f}))
	require.NoError(t, b.Play(slices.Concat(casetest.ToDueDiligence[1:], casetest.ToLaneValue, casetest.ToSigning)...))
	form0 := form[casefile.RecordContracts](b, "kehu")
	refused(t, b, "kehu", "party.uscc", form0)
	refused(t, b, "kehu", "contract.resolution", form0)
	form0.Resolution = "股东会决议（示例），已核查"
	require.NoError(t, b.Play("kehu ReopenCredit", "kehu ReturnToDueDiligence", "kehu ReturnToIntake"))
	amend := form[casefile.AmendIntake](b, "kehu")
	amend.Debtors = []party.Enterprise{casetest.Firm}
	require.NoError(t, b.Do("kehu", amend))
	require.NoError(t, b.Play(slices.Concat(casetest.ToDueDiligence[1:], casetest.ToLaneValue, casetest.ToSigning)...))
	form0.Consents = []casefile.CoOwner{{Ref: "R1", Name: "示例路人", On: b.Today}, {Ref: "R9", Name: "示例共有人", On: b.Today}}
	refused(t, b, "kehu", "consent.owner", form0)
	refused(t, b, "kehu", "right.unknown", form0)
	form0.Consents = []casefile.CoOwner{{Ref: "R1", Name: "示例共有人", On: b.Today}}
	require.NoError(t, b.Do("kehu", form0))
	require.NoError(t, b.Play("shenpi CheckContracts"))
	err := b.Try("kehu", "FileRegistration")
	require.Error(t, err, "the co-owner of the second right has not agreed")
	returned := b.Copy()
	require.NoError(t, returned.Play(slices.Concat([]string{"kehu ReopenCredit"}, casetest.ToSigning)...))
	both := append(slices.Clone(form0.Consents), casefile.CoOwner{Ref: "R2", Name: "示例共有人", On: b.Today})
	without := form0
	without.Consents = both[1:]
	require.NoError(t, returned.Do("kehu", without))
	require.NoError(t, returned.Play("shenpi CheckContracts"))
	require.Error(t, returned.Try("kehu", "FileRegistration"), "a consent of contracts that were returned does not stay")
	form0.Consents = both
	require.NoError(t, b.Play(slices.Concat([]string{"kehu ReopenCredit"}, casetest.ToSigning)...))
	require.NoError(t, b.Do("kehu", form0))
	require.NoError(t, b.Play(slices.Concat(casetest.ToRegistration[1:], casetest.ToDisbursement)...))
	refused(t, registration(t), "shenpi", "stage", casefile.CheckContracts{Seals: true})
}

func TestAJudicialSaleKeepsTheCourtsDaysAndDeposit(t *testing.T) {
	b := broken(t)
	plan := form[casefile.PlanDisposal](b, "kehu")
	plan.Method, plan.Consent = casefile.MethodJudicial, "人民法院裁定"
	require.NoError(t, b.Do("kehu", plan))
	require.NoError(t, b.Play("shenpi SubmitDisposal"))
	require.Equal(t, casefile.DispApproved, b.State.Disposal, "the court route informs the bureau and never waits for it")
	notice := form[casefile.AnnounceSale](b, "kehu")
	spoil := func(code string, change func(*casefile.AnnounceSale)) {
		f := notice
		change(&f)
		refused(t, b, "kehu", code, f)
	}
	spoil("D-03", func(f *casefile.AnnounceSale) { f.SaleOn = b.Today.AddDays(29) })
	spoil("D-07", func(f *casefile.AnnounceSale) { f.Deposit = f.Reserve/20 - 1 })
	spoil("D-07", func(f *casefile.AnnounceSale) { f.Deposit = f.Reserve/5 + 1 })
	notice.Deposit = notice.Reserve / 5
	require.NoError(t, b.Do("kehu", notice))
	refused(t, b, "kehu", "date.order", form[casefile.RecordSale](b, "kehu")) // before the day announced
	b.Today = b.Today.AddDays(30)
	require.NoError(t, b.Play("kehu RecordNoSale"))
	notice = form[casefile.AnnounceSale](b, "kehu")
	spoil("D-11", func(f *casefile.AnnounceSale) { f.SaleOn = b.Today.AddDays(14) })
	notice.SaleOn = b.Today.AddDays(15)
	require.NoError(t, b.Do("kehu", notice))
}

func TestATrademarksDebtMayOutliveItsTermACopyrightsMayNot(t *testing.T) {
	for _, c := range []struct {
		r    right.Right
		code string
	}{
		{right.Right{Kind: right.Trademark, Number: "12345678", Title: "示例商标", Granted: date.Must("2014-06-01"), TermEnd: date.Must("2024-05-31"), Class: 1, Status: right.InForce}, ""},
		{right.Right{Kind: right.Work, Number: "国作登字-2014-F-00000001", Title: "示例作品", Granted: date.Must("2014-06-01"), ProtectionEnd: date.Must("2024-12-31")}, "credit.life"},
	} {
		b := casetest.New()
		f := casetest.Intake()
		c.r.StatusOn, c.r.StatusSource = date.Must("2024-02-01"), "示例录入"
		c.r.Owners = []right.Owner{{Name: casetest.Firm.Name, USCC: casetest.Firm.USCC, Consented: true}}
		f.Rights = []right.Right{c.r}
		require.NoError(t, b.Do("kehu", casefile.OpenCase{IntakeForm: f}))
		require.NoError(t, b.Play(slices.Concat(casetest.ToDueDiligence[1:], casetest.ToLaneValue)...))
		err := b.Try("kehu", "ProposeCredit")
		require.Equal(t, c.code != "", err != nil, "%s: %v", c.r.Kind, err)
		if c.code != "" {
			require.True(t, fault.Has(err, c.code), "%v", err)
		}
		require.Equal(t, money.Yuan(1_000_000), b.State.Amount())
		require.NotEmpty(t, b.State.Title())
	}
}

func TestTheWeightsOfferEveryMethodUnderItsName(t *testing.T) {
	var offered []string
	for _, f := range casefile.Fields(reflect.TypeFor[valuation.MethodWeight]()) {
		if f.Name != "method" {
			continue
		}
		for _, c := range f.Choices {
			offered = append(offered, c.Value)
			require.Equal(t, valuation.MethodName(c.Value), c.Title)
		}
	}
	require.Equal(t, valuation.AllMethods(), offered)
}
