package casefile_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/monitor"
	"zhiya/workflow/policy"
	"zhiya/workflow/product"
)

// laid is the library with a version of a pack that counts from a day on, with the figures of one item changed.
func laid(t testing.TB, id, code, data string, from date.Date) *policy.Library {
	p, err := policy.Embedded().On(id, from)
	require.NoError(t, err)
	p.ValidFrom, p.Items = from, slices.Clone(p.Items)
	for i := range p.Items {
		if p.Items[i].Code == code {
			p.Items[i].Data = json.RawMessage(data)
		}
	}
	lib, _ := policy.Embedded().Lay(p)
	return lib
}

func TestTheDaysOfCancellationComeFromTheRulesOfTheDay(t *testing.T) {
	b := lent(t)
	require.NoError(t, b.Play(casetest.ToSettlement[:1]...))
	from := b.Today.AddDays(1)
	b.Rules = laid(t, "deadlines", "DL-C1", `{"term":{"count":2,"unit":"workday"}}`, from)
	eve, day := b.Copy(), b.Copy()
	require.NoError(t, eve.Play(casetest.ToSettlement[1:]...))
	five, _ := casetest.Cal.AddWorkdays(eve.Today, 5)
	require.Equal(t, five, eve.State.Settlement.CancelDue, "the eve")
	day.Today = from
	require.NoError(t, day.Play(casetest.ToSettlement[1:]...))
	two, _ := casetest.Cal.AddWorkdays(from, 2)
	require.Equal(t, two, day.State.Settlement.CancelDue)
	require.Equal(t, 2, monitor.SettingsOn(b.Rules, from).CancelWorkdays)
}

func TestTheLeadsOfTheWatchComeFromTheRulesOfTheDay(t *testing.T) {
	from := date.Must("2026-01-01")
	lib := laid(t, "watch-leads", "WL-DEBT", `{"days": 45}`, from)
	require.Equal(t, 30, monitor.SettingsOn(lib, from.AddDays(-1)).DebtDays)
	require.Equal(t, 45, monitor.SettingsOn(lib, from).DebtDays)
	require.Equal(t, monitor.DefaultSettings(), monitor.SettingsOn(nil, from), "the shipped pack says what the program said before")
	for _, wrong := range []string{`{"days": 0}`, `{"days": -3}`, `{"days": 99999}`, `{"days": "x"}`} {
		require.Equal(t, 30, monitor.SettingsOn(laid(t, "watch-leads", "WL-DEBT", wrong, from), from).DebtDays, "a lead that is none leaves the usual one: %s", wrong)
	}
}

func TestTheClausesOfAPledgeContractComeFromTheRulesOfTheDay(t *testing.T) {
	b := lent(t)
	form := func(lib *policy.Library, day date.Date) casefile.ContractsForm {
		p, err := casefile.SuggestBy(lib, casefile.State{Stage: casefile.Signing}, "RecordContracts", casetest.Actor("kehu"), day, casetest.Cal)
		require.NoError(t, err)
		return p.(*casefile.RecordContracts).ContractsForm
	}
	require.Len(t, form(policy.Embedded(), b.Today).Clauses, 10, "that of forfeiture is no clause to tick")
	from := b.Today.AddDays(1)
	p, err := policy.Embedded().On("contract-clauses", from)
	require.NoError(t, err)
	p.ValidFrom = from
	p.Items = append(slices.Clone(p.Items), policy.Item{Code: "C12", Title: "质物信息披露", Data: json.RawMessage(`{"required":true,"forbidden":false}`)})
	lib, _ := policy.Embedded().Lay(p)
	require.Len(t, form(lib, from.AddDays(-1)).Clauses, 10, "the eve")
	listed := form(lib, from)
	require.Len(t, listed.Clauses, 11)
	require.Equal(t, "质物信息披露", listed.Clauses[10].Text)

	// A contract without the new clause is recorded, and the ground of the missing clause names it from its day on.
	signing := credit(t)
	require.NoError(t, signing.Play(casetest.ToSigning...))
	from = signing.Today.AddDays(1)
	p.ValidFrom = from
	signing.Rules, _ = policy.Embedded().Lay(p)
	require.NoError(t, signing.Play(casetest.ToRegistration...))
	eve := signing.Copy()
	require.NoError(t, eve.Play("kehu FileRegistration"))
	signing.Today = from
	err = signing.Play("kehu FileRegistration")
	require.True(t, fault.Has(err, "PR-07"), "%v", err)
	require.ErrorContains(t, err, "质物信息披露（C12）")
}

func TestTheFloorsOfAJudicialSaleComeFromTheRulesOfTheDay(t *testing.T) {
	b := broken(t)
	from := b.Today.AddDays(1)
	plan := func(day date.Date) casefile.PlanDisposal {
		f := b.Form("kehu", "PlanDisposal").(casefile.PlanDisposal)
		f.Method, f.Consent, f.ConsentNo, f.FirstRatio = casefile.MethodJudicial, "人民法院准许拍卖、变卖的裁定", "（2024）示例民特1号", money.MustRate("0.7")
		f.ValuedOn, f.NoticeOn = day, day
		return f
	}
	b.Rules = laid(t, "online-sale", "D-01", `{"min_first_ratio": "0.8"}`, from)
	eve := b.Copy()
	require.NoError(t, eve.Do("kehu", plan(eve.Today)), "the eve")
	b.Today = from
	refused(t, b, "kehu", "D-01", plan(from))
	b.Rules = laid(t, "online-sale", "D-01", `{"min_first_ratio": "7"}`, from)
	refused(t, b, "kehu", "policy.no_item", plan(from))
}

func TestAnExtensionKeepsTheLongestTermOfTheProductThatTheLoanWasDecidedBy(t *testing.T) {
	b := lent(t)
	loan := b.State.Loans[0]
	b.State.Credit.Product = &product.Version{Number: 1, Terms: product.Terms{Code: "IP-01", Name: "示例知产贷", MaxMonths: 18, MaxRate: money.MustRate("0.06")}}
	extend := func(due date.Date) casefile.ProposeExtension {
		f := b.Form("kehu", "ProposeExtension").(casefile.ProposeExtension)
		f.Due = due
		return f
	}
	last := loan.From.AddMonths(18)
	require.NoError(t, b.Copy().Do("kehu", extend(last)), "equal is allowed")
	refused(t, b, "kehu", "extension.product", extend(last.AddDays(1)))
}
