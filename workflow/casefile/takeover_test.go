package casefile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/monitor"
)

// opened is a case at the intake.
func opened(t testing.TB) *casetest.Bench {
	b := casetest.New()
	require.NoError(t, b.Play("kehu OpenCase"))
	return b
}

func TestALivePledgeIsTakenOverWithItsDaysAndGoesOnLikeAnyOther(t *testing.T) {
	b := opened(t)
	require.NoError(t, b.Play("kehu ProposeTakeover"))
	require.Equal(t, casefile.Intake, b.State.Stage)
	require.Empty(t, b.State.TakenFrom())
	good := form[casefile.ApproveTakeover](b, "shenpi")
	wrong := good
	wrong.Balance++
	refused(t, b, "shenpi", "takeover.changed", wrong)
	wrong = good
	wrong.Checked = false
	refused(t, b, "shenpi", "takeover.unchecked", wrong)
	require.NoError(t, b.Do("shenpi", good))
	s := b.State
	f := s.Takeover.Form
	require.Equal(t, casefile.InPledge, s.Stage)
	require.True(t, s.HoldsRight())
	require.Equal(t, []any{money.Yuan(500_000), f.Registered, f.Until}, []any{s.Outstanding(), s.Registration.On, s.RegisteredUntil()})
	require.Contains(t, s.TakenFrom(), "示例信贷系统导出")
	require.Contains(t, strings.Join(s.Takeover.Open, "；"), "质押合同条款核对")
	for _, e := range s.Ledger {
		require.Equal(t, []date.Date{b.Today, b.Today}, []date.Date{e.Booked, e.Value}, "nothing is booked into a month before")
	}
	require.Empty(t, alarmsOf(b)["coverage.unknown"].Code)
	b.Today = f.Loans[0].Due.AddDays(-3)
	require.Contains(t, alarmsOf(b), "debt.due", "watched like the rest")
	require.NoError(t, b.Play("kehu ProposeExtension", "shenpi ApproveExtension", "kehu FileRegistrationChange", "kehu RecordRegistrationChange", "kehu RecordRepayment", "shenpi ConfirmSettlement"))
	require.Contains(t, alarmsOf(b), "pledge.uncancelled")
	require.NoError(t, b.Play("kehu RecordCancellation", "shenpi CloseCase"))
	require.Equal(t, "settled", b.State.Closing.Outcome)
}

func TestWhatIsNotKnownOfATakenPledgeIsUnknownAndNeverZero(t *testing.T) {
	b := opened(t)
	p := form[casefile.ProposeTakeover](b, "kehu")
	p.ValidUntil = date.Date{}
	require.NoError(t, b.Do("kehu", p))
	require.Contains(t, b.State.Takeover.Open, "价值有效期")
	require.NoError(t, b.Play("shenpi ApproveTakeover"))
	require.Equal(t, monitor.Highest, alarmsOf(b)["coverage.unknown"].Level)

	none := opened(t)
	for i := range p.Values {
		p.Values[i].Value = 0
	}
	p.ValuedOn, p.Basis = date.Date{}, ""
	require.NoError(t, none.Do("kehu", p))
	require.NoError(t, none.Play("shenpi ApproveTakeover"))
	alarms := alarmsOf(none)
	require.Contains(t, alarms, "coverage.unknown")
	require.NotContains(t, alarms, "coverage.shortfall")
}

func TestAHistoryThatCannotBeIsRefused(t *testing.T) {
	b := opened(t)
	good := form[casefile.ProposeTakeover](b, "kehu")
	for code, spoil := range map[string]func(*casefile.ProposeTakeover){
		"text.missing": func(p *casefile.ProposeTakeover) { p.Number = " " },
		"date.future":  func(p *casefile.ProposeTakeover) { p.Registered = b.Today.AddDays(1) },
		"date.order":   func(p *casefile.ProposeTakeover) { p.Registered = p.PledgeSigned.AddDays(-1) },
		"date.missing": func(p *casefile.ProposeTakeover) { p.Until = date.Date{} },
		"day_count":    func(p *casefile.ProposeTakeover) { p.DayCount = 366 },
		"loan.missing": func(p *casefile.ProposeTakeover) { p.Loans = nil },
		"loan.twice":   func(p *casefile.ProposeTakeover) { p.Loans = append(p.Loans, p.Loans[0]) },
		"loan.balance": func(p *casefile.ProposeTakeover) { p.Loans[0].Balance = p.Loans[0].Amount + 1 },
		"values.count": func(p *casefile.ProposeTakeover) { p.Values = nil },
		"values.order": func(p *casefile.ProposeTakeover) { p.Values[0].Ref = "R9" },
		"takeover.valid": func(p *casefile.ProposeTakeover) {
			for i := range p.Values {
				p.Values[i].Value = 0
			}
		},
	} {
		p := good
		p.Loans, p.Values = append([]casefile.TakenLoan(nil), good.Loans...), append([]casefile.AcceptedValue(nil), good.Values...)
		spoil(&p)
		refused(t, b, "kehu", code, p)
	}
	elsewhere := opened(t)
	elsewhere.Elsewhere = func(string) []string { return []string{"LYG-B04-2024-000001"} }
	refused(t, elsewhere, "kehu", "takeover.pledged", good)
	exact := good
	exact.Loans = append([]casefile.TakenLoan(nil), good.Loans...)
	exact.Loans[0].Balance = exact.Loans[0].Amount
	require.NoError(t, b.Do("kehu", exact), "nothing was repaid yet")
	amended := casetest.Intake()
	require.NoError(t, b.Do("kehu", casefile.AmendIntake{IntakeForm: amended, Reason: "补充"}))
	require.Nil(t, b.State.Takeover, "it spoke of the intake as it was")
}
