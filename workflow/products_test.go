package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/product"
	"zhiya/workflow/right"
	"zhiya/workflow/sqlstore"
)

func (o *office) terms() product.Terms {
	return product.Terms{Code: "IP-01", Name: "示例知产贷", From: o.today(), MaxAmount: money.Yuan(5_000_000), MaxMonths: 24, MaxRate: money.MustRate("0.06"),
		Caps:     []product.KindCap{{Kind: right.Invention, Cap: money.MustRate("0.8")}, {Kind: right.Utility, Cap: money.MustRate("0.8")}},
		External: true, Negotiated: true, Order: product.AnyOrder, Basis: "示例制度", Reason: "首版"}
}

// verified checks the store against its audit chain.
func (o *office) verified() {
	o.t.Helper()
	_, err := o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
	require.NoError(o.t, err)
}

func TestAProductIsMadeByOnePersonApprovedByAnotherAndAudited(t *testing.T) {
	o := staffed(t)
	before := o.events()
	for _, login := range []string{"shenpi", "pg1", "xt", "jb", "nobody"} {
		_, err := o.desk.ProposeProduct(ctx, login, o.terms())
		require.Equal(t, fault.Forbidden, fault.KindOf(err), login)
	}
	bad := o.terms()
	bad.Name, bad.MaxMonths = "𠮷", 0
	_, err := o.desk.ProposeProduct(ctx, "kehu", bad)
	require.True(t, fault.Has(err, "text.unprintable"), "%v", err)
	bad.Name = "示例"
	_, err = o.desk.ProposeProduct(ctx, "kehu", bad)
	require.True(t, fault.Has(err, "product.months"), "%v", err)
	require.Equal(t, before, o.events(), "nothing is half saved")

	v, err := o.desk.ProposeProduct(ctx, "kehu", o.terms())
	require.NoError(t, err)
	require.EqualValues(t, 1, v.Number)
	for _, login := range []string{"kehu", "kehu2", "pg1", "fg"} {
		_, err = o.desk.DecideProduct(ctx, login, "IP-01", 1, true, "同意")
		require.Equal(t, fault.Forbidden, fault.KindOf(err), login)
	}
	// The maker, promoted since, still may not approve his own work.
	o.change("kehu", func(p *access.Person) { p.Roles = []access.Role{access.Approver} })
	_, err = o.desk.DecideProduct(ctx, "kehu", "IP-01", 1, true, "同意")
	require.True(t, fault.Has(err, "product.own"), "%v", err)
	d, err := o.desk.DecideProduct(ctx, "shenpi", "IP-01", 1, true, "同意")
	require.NoError(t, err)
	require.True(t, d.Approved)
	_, err = o.desk.DecideProduct(ctx, "shenpi", "IP-01", 1, false, "改主意")
	require.True(t, fault.Has(err, "product.decided"), "%v", err)

	all, err := o.desk.Products(ctx, "kehu2")
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, product.Current, all.Standing(all[0], o.today()))
	_, err = o.desk.Products(ctx, "pg1")
	require.Equal(t, fault.Forbidden, fault.KindOf(err), "an appraiser does not see the bank's products")
	require.NoError(t, o.desk.Store.Read(ctx, func(tx workflow.Tx) error {
		events, err := tx.Events(ctx, 0, 10, "product:B03:IP-01")
		require.Len(t, events, 2)
		require.Equal(t, []string{workflow.ProductAction, workflow.ProductDecisionAction}, []string{events[0].Action, events[1].Action})
		return err
	}))
	o.verified()
}

func TestACaseKeepsTheVersionItWasDecidedByInTheStore(t *testing.T) {
	o := staffed(t)
	_, err := o.desk.ProposeProduct(ctx, "kehu", o.terms())
	require.NoError(t, err)
	o.play(casetest.ToDueDiligence, casetest.ToLaneValue) // nothing is approved yet: the product is named freely
	require.Nil(t, o.state.DueDiligence.Chosen)
	_, err = o.desk.DecideProduct(ctx, "shenpi", "IP-01", 1, true, "同意")
	require.NoError(t, err)
	f := o.form("kehu", "ProposeCredit").(casefile.ProposeCredit)
	_, err = o.do("kehu", f)
	require.True(t, fault.Has(err, "product.missing"), "%v", err)
	f.Product = "IP-01"
	f.Rate = money.MustRate("0.0601")
	_, err = o.do("kehu", f)
	require.True(t, fault.Has(err, "product.rate"), "%v", err)
	f.Rate = money.MustRate("0.06")
	_, err = o.do("kehu", f)
	require.NoError(t, err)
	o.play(casetest.ToSigning[1:])
	decided := *o.state.Credit

	next := o.terms()
	next.From, next.MaxRate, next.Reason = o.today().AddDays(1), money.MustRate("0.03"), "下调利率"
	_, err = o.desk.ProposeProduct(ctx, "kehu", next)
	require.NoError(t, err)
	_, err = o.desk.DecideProduct(ctx, "shenpi", "IP-01", 2, true, "同意")
	require.NoError(t, err)
	o.now = o.now.AddDate(0, 0, 3)
	o.play(casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge)
	require.Equal(t, decided, *o.state.Credit)
	require.EqualValues(t, 1, o.state.Credit.Product.Number)
	o.verified()
}

func TestTheBanksOwnRatioIsKeptInVersions(t *testing.T) {
	o := staffed(t)
	form := product.FigureForm{AsOf: o.today().AddDays(-1), Value: money.MustRate("0.0123"), Source: "示例报表"}
	_, err := o.desk.SaveBankFigure(ctx, "kehu", form)
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
	for want := int64(1); want <= 2; want++ {
		f, err := o.desk.SaveBankFigure(ctx, "shenpi", form)
		require.NoError(t, err)
		require.Equal(t, want, f.Version)
	}
	form.AsOf = o.today().AddDays(1)
	_, err = o.desk.SaveBankFigure(ctx, "shenpi", form)
	require.True(t, fault.Has(err, "date.future"), "%v", err)
	require.NoError(t, o.desk.Store.Write(ctx, func(tx workflow.Tx) error {
		return tx.InsertBankFigure(ctx, product.Figure{OrgID: "bank", Name: product.OverallNPL, Version: 3})
	}))
	_, err = o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
	require.True(t, fault.Has(err, "audit.content"), "a figure put in past the desk is found: %v", err)
}

func TestTheGaugeOfABankCountsItsOwnLoansByTheirClassOfTheDay(t *testing.T) {
	o := staffed(t)
	o.play(toLent...)
	lentOn := o.today()
	_, err := o.desk.SaveBankFigure(ctx, "shenpi", product.FigureForm{AsOf: lentOn, Value: money.MustRate("0.0123"), Source: "示例报表"})
	require.NoError(t, err)
	gauge := func(on date.Date) product.NPLGauge {
		g, err := o.desk.NPLGauge(ctx, "kehu", on)
		require.NoError(t, err)
		return g
	}
	g := gauge(lentOn)
	require.Equal(t, money.Yuan(1_000_000), g.Unclassified)
	require.Equal(t, product.NPLUnknown, g.Standing)
	require.Empty(t, gauge(lentOn.AddDays(-1)).Loans, "the day before the loan")

	o.now = o.now.AddDate(0, 0, 30)
	classify := casefile.ClassifyLoan{Class: "次级", On: o.today().AddDays(-10), Reason: "示例"}
	_, err = o.do("kehu", classify)
	require.NoError(t, err)
	require.Equal(t, money.Yuan(1_000_000), gauge(o.today()).Unclassified, "proposed only")
	o.play([]string{"shenpi ApproveClass"})
	g = gauge(o.today())
	require.Equal(t, money.Yuan(1_000_000), g.Bad)
	require.Equal(t, product.NPLOver, g.Standing)
	require.Equal(t, o.state.Number, g.Loans[0].Number)
	require.Equal(t, product.NPLUnknown, gauge(o.today().AddDays(-1)).Standing, "a class approved later does not change what was reported before")

	_, err = o.desk.NPLGauge(ctx, "kehu", o.today().AddDays(1))
	require.True(t, fault.Has(err, "date.future"), "%v", err)
	_, err = o.desk.NPLGauge(ctx, "kehu", date.Date{})
	require.True(t, fault.Has(err, "date.missing"), "%v", err)
	for _, login := range []string{"pg1", "jb", "xt", "db1"} {
		_, err = o.desk.NPLGauge(ctx, login, o.today())
		require.Equal(t, fault.Forbidden, fault.KindOf(err), login)
	}
}
