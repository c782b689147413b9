package riskshare_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/policy"
	"zhiya/workflow/riskshare"
)

var day = date.Of(2026, 11, 23)

// own is a sound program with everything set.
func own() riskshare.Program {
	lpr := money.MustRate("0.003")
	return riskshare.Program{Code: "lyg-2026", Name: "示例方案", Source: "示例合作协议", ValidFrom: date.Of(2026, 1, 1), ValidTo: date.Of(2028, 12, 31), Base: riskshare.Principal, Residual: "bank",
		Members: []riskshare.Member{{ID: "fund", Role: riskshare.CityFund, Share: rate("0.4"), Leverage: rate("10"), YearCap: amount("5000000"), Recourse: riskshare.RecourseAgreed},
			{ID: "guarantor", Role: riskshare.GuarantorRole, Share: rate("0.4"), DebtorCap: amount("2000000"), Recourse: riskshare.RecourseLaw}, {ID: "bank", Role: riskshare.BankRole, Share: rate("0.2")}},
		Terms: riskshare.Terms{FirmLabels: "高新技术企业、专精特新企业", Districts: "海州区、连云区", RightKinds: "专利权、商标权", MaxAmount: amount("3000000"), MaxMonths: 36, MinMonths: 6, OverLPR: &lpr,
			MinIPShare: rate("0.5"), DirectOnly: true, YearsOld: 1, WaitingDays: 90, ClaimDays: 365},
		Fuses: []riskshare.Fuse{fuse(riskshare.CompensationRate)},
		Chain: []riskshare.ChainStep{{Title: "初审", Member: "fund", Workdays: 10}, {Title: "会签", Member: "guarantor"}, {Title: "审定", Member: riskshare.BureauMember}}}
}

func applied() riskshare.Application {
	return riskshare.Application{On: day, Amount: money.Yuan(2_000_000), OfDebtor: money.Yuan(1_000_000), Months: 36, Rate: money.MustRate("0.033"), LPR: rate("0.03"), IPShare: rate("0.5"), Direct: true,
		RightKinds: []string{"专利权"}, Labels: []string{"科技型中小企业", "专精特新企业"}, District: "连云区", Founded: date.Of(2025, 11, 23)}
}

func TestALoanAtEveryLimitIsAdmittedAndOneBeyondIsNot(t *testing.T) {
	p := own()
	require.NoError(t, p.Validate())
	require.NoError(t, p.Admit(applied()))
	for code, spoil := range map[string]func(*riskshare.Application){
		"program.amount":   func(a *riskshare.Application) { a.Amount++ },
		"program.months":   func(a *riskshare.Application) { a.Months = 37 },
		"program.rate":     func(a *riskshare.Application) { a.Rate = money.MustRate("0.0331") },
		"program.ip_share": func(a *riskshare.Application) { a.IPShare = rate("0.4999") },
		"program.direct":   func(a *riskshare.Application) { a.Direct = false },
		"program.kinds":    func(a *riskshare.Application) { a.RightKinds = []string{"专利权", "著作权"} },
		"program.firm":     func(a *riskshare.Application) { a.Labels = []string{"个体工商户"} },
		"program.district": func(a *riskshare.Application) { a.District = "东海县" },
		"program.founded":  func(a *riskshare.Application) { a.Founded = date.Of(2025, 11, 24) },
		"program.valid":    func(a *riskshare.Application) { a.On = date.Of(2029, 1, 1) },
	} {
		a := applied()
		spoil(&a)
		err := p.Admit(a)
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
		require.Len(t, fault.Of(err), 1, "%s is the only one: %v", code, err)
	}
	short := applied()
	short.Months = 5
	require.True(t, fault.Has(p.Admit(short), "program.months"))
}

func TestWhatIsNotKnownIsNotTakenAsMet(t *testing.T) {
	p := own()
	outcomes := map[string]riskshare.Outcome{}
	for _, c := range p.Examine(riskshare.Application{On: day, Direct: true, Amount: 1}) {
		outcomes[c.Code] = c.Outcome
		require.NotEmpty(t, c.Reason, c.Code)
		require.Equal(t, c.Outcome == riskshare.Met, c.Cure == "", c.Code)
	}
	require.Equal(t, map[string]riskshare.Outcome{"valid": riskshare.Met, "firm": riskshare.Unknown, "district": riskshare.Unknown, "kinds": riskshare.Unknown, "amount": riskshare.Met, "months": riskshare.Unknown,
		"rate": riskshare.Unknown, "ip_share": riskshare.Unknown, "direct": riskshare.Met, "founded": riskshare.Unknown}, outcomes)
	require.Error(t, p.Admit(riskshare.Application{On: day}))
	open := own()
	open.Terms = riskshare.Terms{}
	require.Len(t, open.Examine(riskshare.Application{On: day}), 1, "what a program does not ask is not listed")
}

func TestAPoolTakesOnItsMultipleAndNotAFenMore(t *testing.T) {
	p := own()
	have := map[string]riskshare.Capacity{"fund": {Pool: money.Must("1000000.05"), Reserved: money.Yuan(9_000_000)}}
	require.NoError(t, p.CheckCapacity(have, money.Must("1000000.50")))
	err := p.CheckCapacity(have, money.Must("1000000.51"))
	require.True(t, fault.Has(err, "program.capacity"))
	require.Contains(t, err.Error(), "只能再备案 1000000.50 元")
	require.Error(t, p.CheckCapacity(nil, 1), "an empty pool takes on nothing")
}

func TestAClaimIsMadeWithinItsWindow(t *testing.T) {
	terms := own().Terms
	overdue := date.Of(2026, 3, 1)
	from, to := terms.ClaimWindow(overdue)
	require.Equal(t, []date.Date{date.Of(2026, 5, 30), date.Of(2027, 3, 1)}, []date.Date{from, to})
	require.True(t, fault.Has(terms.CheckClaimDay(overdue, from.AddDays(-1)), "claim.waiting"))
	require.NoError(t, terms.CheckClaimDay(overdue, from))
	require.NoError(t, terms.CheckClaimDay(overdue, to))
	require.True(t, fault.Has(terms.CheckClaimDay(overdue, to.AddDays(1)), "claim.late"))
	require.NoError(t, riskshare.Terms{}.CheckClaimDay(overdue, overdue))
}

func TestAProgramSharesWithWhatItsMembersHaveUsed(t *testing.T) {
	pool := money.Yuan(500_000)
	s, err := own().Scheme(map[string]riskshare.Use{"fund": {Year: money.Yuan(4_700_000), Pool: &pool}, "guarantor": {Debtor: money.Yuan(1_900_000)}})
	require.NoError(t, err)
	got, err := riskshare.Allocate(riskshare.Request{Scheme: s, Loss: riskshare.Loss{Principal: money.Yuan(1_000_000)}})
	require.NoError(t, err)
	require.Equal(t, []riskshare.Part{{ID: "fund", Amount: money.Yuan(300_000), LimitedBy: riskshare.ByYearCap}, {ID: "guarantor", Amount: money.Yuan(100_000), LimitedBy: riskshare.ByDebtorCap},
		{ID: "bank", Amount: money.Yuan(600_000), LimitedBy: riskshare.ByShare}}, got.Parts)
	pool = -5
	s, err = own().Scheme(map[string]riskshare.Use{"fund": {Pool: &pool}})
	require.NoError(t, err)
	got, err = riskshare.Allocate(riskshare.Request{Scheme: s, Loss: riskshare.Loss{Principal: 100}})
	require.NoError(t, err)
	require.Zero(t, got.Parts[0].Amount, "an overdrawn pool pays nothing, and takes nothing back")
}

func TestAProgramThatCannotWorkIsRefused(t *testing.T) {
	for code, spoil := range map[string]func(*riskshare.Program){
		"text.missing":     func(p *riskshare.Program) { p.Source = " " },
		"date.missing":     func(p *riskshare.Program) { p.ValidFrom = date.Date{} },
		"date.order":       func(p *riskshare.Program) { p.ValidTo = date.Of(2025, 1, 1) },
		"member.role":      func(p *riskshare.Program) { p.Members[0].Role = "friend" },
		"member.id":        func(p *riskshare.Program) { p.Members[0].ID = riskshare.BureauMember },
		"member.bank":      func(p *riskshare.Program) { p.Members[2].Role = riskshare.InsurerRole },
		"member.leverage":  func(p *riskshare.Program) { p.Members[0].Leverage = rate("0.9") },
		"member.recourse":  func(p *riskshare.Program) { p.Members[0].Recourse = riskshare.RecourseLaw },
		"share.sum":        func(p *riskshare.Program) { p.Members[0].Share = rate("0.3999") },
		"party.duplicate":  func(p *riskshare.Program) { p.Members[0].ID = "guarantor" },
		"residual.limited": func(p *riskshare.Program) { p.Residual = "guarantor" },
		"base.unknown":     func(p *riskshare.Program) { p.Base = "luck" },
		"amount.positive":  func(p *riskshare.Program) { p.Terms.MaxAmount = amount("0") },
		"terms.months":     func(p *riskshare.Program) { p.Terms.MinMonths = 37 },
		"terms.waiting":    func(p *riskshare.Program) { p.Terms.WaitingDays = 366 },
		"rate.range":       func(p *riskshare.Program) { p.Terms.MinIPShare = rate("1.01") },
		"number.range":     func(p *riskshare.Program) { p.Terms.YearsOld = -1 },
		"fuse.order":       func(p *riskshare.Program) { p.Fuses[0].Warn = rate("0.06") },
		"chain.member":     func(p *riskshare.Program) { p.Chain[0].Member = "nobody" },
		"chain.days":       func(p *riskshare.Program) { p.Chain[0].Workdays = -1 },
	} {
		p := own()
		spoil(&p)
		require.True(t, fault.Has(p.Validate(), code), "%s: %v", code, p.Validate())
	}
	for _, f := range fault.Of((riskshare.Program{}).Validate()) {
		require.NotEmpty(t, f.Message)
	}
}

func TestAnAppraiserThatBearsLossRaisesAWarning(t *testing.T) {
	p := own()
	require.Empty(t, p.Warnings())
	p.Members[0].Role = riskshare.AppraiserRole
	require.Len(t, p.Warnings(), 1)
	p.Members[0].Share = rate("0")
	require.Empty(t, p.Warnings())
}

// The published programs (LAW.md 7.3) with a loss of 1,000,000.01 yuan of principal and 20,000 of interest, worked by hand.
func TestThePublishedProgramsShareTheWorkedExample(t *testing.T) {
	presets, err := riskshare.Presets(policy.Embedded(), day)
	require.NoError(t, err)
	byCode := map[string]riskshare.Preset{}
	for _, p := range presets {
		byCode[p.Program.Code] = p
		require.True(t, p.Program.Example, p.Program.Code)
		require.Equal(t, p.Verified, p.Program.Basis != "", "%s: only what was read is cited", p.Program.Code)
	}
	for code, want := range map[string]map[string]string{
		"zhongshan-54-26-16-4": {"fund": "540000.01", "bank": "260000.00", "insurer": "160000.00", "appraiser": "40000.00"}, // remainders .0054 .0026 .0016 .0004: the fen goes to the largest
		"guangzhou-55":         {"fund": "500000.01", "bank": "500000.00"},                                                  // equal remainders: the first listed
		"guangzhou-5311":       {"fund": "500000.01", "guarantor": "300000.00", "appraiser": "100000.00", "bank": "100000.00"},
		"zhuhai-60-40":         {"fund": "400000.00", "bank": "600000.01"},
		"shenzhen-1-1":         {"fund": "500000.01", "bank": "500000.00"},
		"suzhou-park":          {"fund": "500000.01", "bank": "500000.00"},
		"yindan-2-8":           {"guarantor": "800000.01", "bank": "200000.00"},
		"4222":                 {"guarantor": "400000.01", "national": "200000.00", "reguarantor": "200000.00", "bank": "200000.00"},
		"4321":                 {"guarantor": "400000.01", "reguarantor": "300000.00", "bank": "200000.00", "fund": "100000.00"},
	} {
		p, known := byCode[code]
		require.True(t, known, code)
		s, err := p.Program.Scheme(nil)
		require.NoError(t, err, code)
		got, err := riskshare.Allocate(riskshare.Request{Scheme: s, Loss: riskshare.Loss{Principal: money.Must("1000000.01"), Interest: money.Yuan(20_000)}})
		require.NoError(t, err, code)
		require.Equal(t, riskshare.Outside{Party: "bank", Amount: money.Yuan(20_000)}, got.Outside, code)
		for _, part := range got.Parts {
			require.Equal(t, money.Must(want[part.ID]), part.Amount, "%s %s", code, part.ID)
		}
		require.Len(t, got.Parts, len(want), code)
	}
	for _, code := range []string{"haikou-10x", "wuhan-ip-50", "lianyungang-zhuqi"} {
		_, err := byCode[code].Program.Scheme(nil)
		require.True(t, fault.Has(err, "program.unpublished"), code)
	}
	for _, code := range []string{"zhongshan-54-26-16-4", "guangzhou-5311"} {
		require.NotEmpty(t, byCode[code].Program.Warnings(), code)
	}
	// 海口: ten times the pool of thirty million, and not a fen more.
	haikou := byCode["haikou-10x"].Program
	pool := map[string]riskshare.Capacity{"fund": {Pool: money.Yuan(30_000_000), Reserved: money.Yuan(299_000_000)}}
	require.NoError(t, haikou.CheckCapacity(pool, money.Yuan(1_000_000)))
	require.Error(t, haikou.CheckCapacity(pool, money.Yuan(1_000_000)+1))
	// 武汉: at least half of the security is intellectual property.
	wuhan := byCode["wuhan-ip-50"].Program
	wuhan.Members[0].Share, wuhan.Members[1].Share = rate("0.5"), rate("0.5")
	require.NoError(t, wuhan.Admit(riskshare.Application{On: day, IPShare: rate("0.5")}))
	require.Error(t, wuhan.Admit(riskshare.Application{On: day, IPShare: rate("0.4999")}))
	// 连云港: three million, three years.
	lyg := byCode["lianyungang-zhuqi"].Program
	require.Equal(t, []any{money.Yuan(3_000_000), 36}, []any{*lyg.Terms.MaxAmount, lyg.Terms.MaxMonths})
}
