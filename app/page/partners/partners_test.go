package partners

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/kit"
	"zhiya/app/sample"
	look "zhiya/app/theme"
	"zhiya/app/widget"
	"zhiya/assets"
	"zhiya/reports"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/portfolio"
	"zhiya/workflow/riskshare"
	"zhiya/workflow/riskshare/stress"
	"zhiya/workflow/sqlstore"
)

// host is the window as far as this page needs it; work is done at once.
type host struct {
	kit.Host
	t      *testing.T
	desk   *workflow.Desk
	actor  access.Actor
	window fyne.Window
	said   string
	failed error
}

func (h *host) Desk() *workflow.Desk { return h.desk }
func (h *host) Actor() access.Actor  { return h.actor }
func (h *host) Window() fyne.Window  { return h.window }
func (h *host) Today() date.Date     { return workflow.Today(h.desk.Now()) }
func (h *host) Touch()               {}
func (h *host) Say(text string)      { h.said = text }
func (h *host) Fail(err error)       { h.failed = err }
func (h *host) Run(_ string, work func(context.Context) error, done func(error)) {
	done(work(context.Background()))
}

// house is a store with the sample people and, when lent, the case of the sample that is in default.
func house(t *testing.T) *host {
	widget.RecordNames()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(look.New(look.NewFonts(assets.FontRegular(), assets.FontBold()), look.Options{}))
	store, err := sqlstore.Open(context.Background(), filepath.Join(t.TempDir(), "zhiya.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	d := workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return now }, NewID: new(sample.IDs).New, Documents: reports.NewMaker()})
	require.NoError(t, sample.Found(context.Background(), d))
	h := &host{t: t, desk: d, window: a.NewWindow("")}
	h.window.Resize(fyne.NewSize(1180, 760))
	return h
}

// as opens the page for a person.
func (h *host) as(login string) *Page {
	var err error
	h.actor, err = h.desk.SignIn(context.Background(), login, sample.Secret)
	require.NoError(h.t, err)
	p := New(h)
	h.window.SetContent(p.Content())
	return p
}

// text is everything the window says.
func (h *host) text() string {
	var b strings.Builder
	for _, c := range widget.Snapshot(h.window, "") {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}

// glance keeps a picture of the window for a person who names a folder in ZHIYA_LOOK.
func (h *host) glance(name string) {
	dir := os.Getenv("ZHIYA_LOOK")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	require.NoError(h.t, err)
	defer f.Close()
	require.NoError(h.t, png.Encode(f, h.window.Canvas().Capture()))
}

func rate(s string) *money.Rate { r := money.MustRate(s); return &r }

func TestOnlyThoseWhoShareLossesHaveThePage(t *testing.T) {
	of := func(k access.OrgKind, r access.Role) access.Actor {
		return access.Actor{OrgKind: k, Roles: []access.Role{r}}
	}
	for _, k := range []access.OrgKind{access.Bank, access.Guarantor, access.Fund, access.Insurer, access.Finance} {
		require.True(t, Offered(of(k, access.Officer)))
		require.False(t, Offered(of(k, access.SystemAdmin)))
	}
	require.True(t, Offered(of(access.Bureau, access.Clerk)))
	require.False(t, Offered(of(access.AppraisalFirm, access.Appraiser)))
}

func TestAProgramIsBegunFromAPublishedOneAndItsExampleFollowsWhatIsTyped(t *testing.T) {
	h := house(t)
	p := h.as("jijin1")
	p.show(partPrograms)
	require.Contains(t, h.text(), "还没有分担方案")
	h.glance("partners-programs-empty")
	require.NotEmpty(t, p.plans.presets)
	var four riskshare.Preset
	for _, x := range p.plans.presets {
		require.NotEmpty(t, presetNote(x))
		if len(x.Program.Members) == 4 && len(x.Program.Unpublished()) == 0 {
			four = x
		}
	}
	start := fromPreset(four, h.Today())
	require.False(t, start.Example)
	p.edit(start, "新方案："+four.Program.Name, presetNote(four))
	require.Contains(t, h.text(), "损失合计")
	h.glance("partners-editor")
	start.Members[0].Share = rate("0.3001")
	p.edit(start, "新方案", "")
	require.Contains(t, h.text(), "分担比例合计", "the example says what is wrong")
	p.Submit()
	require.NotNil(t, p.form, "it is not handed in")
	h.glance("partners-editor-faults")
	require.True(t, p.Escape())
	require.False(t, p.Escape())
}

// program is a sound version kept by the fund of the sample.
func program(h *host) riskshare.Record {
	fund, db := h.org("jijin1"), h.org("danbao1")
	return riskshare.Record{Kind: riskshare.ProgramRecord, Fills: []riskshare.Fill{{Member: "fund", OrgID: fund}, {Member: "db", OrgID: db}},
		Program: &riskshare.Program{Code: "LYG-442", Name: "示例知识产权质押风险分担方案", Place: "连云港市", Source: "示例合作协议〔2026〕1号", Basis: "示例办法第八条", ValidFrom: h.Today().AddDays(-200), Base: riskshare.Principal, Residual: "bank",
			Members: []riskshare.Member{{ID: "bank", Role: riskshare.BankRole, Share: rate("0.2")}, {ID: "fund", Role: riskshare.CityFund, Share: rate("0.4"), Leverage: rate("10"), Recourse: riskshare.RecourseAgreed},
				{ID: "db", Role: riskshare.GuarantorRole, Share: rate("0.4"), Recourse: riskshare.RecourseLaw}},
			Terms: riskshare.Terms{WaitingDays: 60, ClaimDays: 180},
			Fuses: []riskshare.Fuse{{Metric: riskshare.CompensationRate, Scope: riskshare.OfBank, Warn: rate("0.03"), Suspend: rate("0.05"), ValidFrom: h.Today().AddDays(-200), Source: "示例合作协议第十二条"},
				{Metric: riskshare.PoolUse, Scope: riskshare.OfScheme, Warn: rate("0.3"), Suspend: rate("0.5"), ValidFrom: h.Today().AddDays(-200), Source: "示例合作协议第十二条"}}}}
}

func (h *host) org(login string) string {
	a, err := h.desk.SignIn(context.Background(), login, sample.Secret)
	require.NoError(h.t, err)
	return a.OrgID
}

func (h *host) propose(login string, r riskshare.Record) riskshare.Record {
	a, err := h.desk.SignIn(context.Background(), login, sample.Secret)
	require.NoError(h.t, err)
	r, err = h.desk.ProposeRecord(context.Background(), a.PersonID, r)
	require.NoError(h.t, err)
	return r
}

func TestTheFundsMoneyIsRecordedByOneAndApprovedByAnotherAndThePoolAndItsFusesAreSeen(t *testing.T) {
	h := house(t)
	r := h.propose("jijin1", program(h))
	p := h.as("jijin2")
	require.Contains(t, p.tabs[partRecords].Text, "待审批 1")
	p.show(partPrograms)
	p.plans.tell(p.book[0])
	h.glance("partners-program-pending")
	p.decide(p.book[0], true)
	p.Submit()
	require.Contains(t, h.text(), "请填写审批意见")
	p.home()
	_, err := h.desk.DecideRecord(context.Background(), h.actor.PersonID, r.ID, true, "同意")
	require.NoError(t, err)
	p = h.as("jijin1")
	p.show(partRecords)
	p.notes.pool()
	require.NotNil(t, p.form)
	p.Submit()
	require.Contains(t, h.text(), "金额应大于 0")
	h.glance("partners-pool-form")
	p.home()
	in := h.propose("jijin1", riskshare.Record{Kind: riskshare.PoolRecord, Pool: &riskshare.PoolEntry{Program: r.Key(), Kind: "in", Amount: money.Yuan(20_000_000), On: h.Today(), Voucher: "示例凭证 0001", Source: "示例财教〔2026〕7号"}})
	p = h.as("jijin2")
	p.show(partRecords)
	e, _ := p.book.Find(in.ID)
	p.notes.tell(e)
	h.glance("partners-records")
	require.Contains(t, h.text(), "示例财教〔2026〕7号")
	_, err = h.desk.DecideRecord(context.Background(), h.actor.PersonID, in.ID, true, "同意")
	require.NoError(t, err)
	p.read("")
	p.show(partPools)
	require.Contains(t, h.text(), "还可备案")
	require.Contains(t, h.text(), "200,000,000.00")
	h.glance("partners-pools")

	// Drawn from figures, so that the picture shows every part.
	s := *p.pools.standing
	s.Totals = riskshare.Totals{Cases: 42, Balance: money.Yuan(96_500_000), Bad: money.Yuan(4_100_000), Paid: money.Yuan(7_200_000), Returned: money.Yuan(1_100_000), Claimed: money.Yuan(800_000)}
	s.Pools[0].Paid, s.Pools[0].Returned, s.Pools[0].Claimed, s.Pools[0].Reserved = money.Yuan(3_600_000), money.Yuan(550_000), money.Yuan(400_000), money.Yuan(96_500_000)
	s.Pools[0].Balance = s.Pools[0].PaidIn - s.Pools[0].Paid + s.Pools[0].Returned
	s.Readings = nil
	f := s.Record.Program.Fuses
	s.Readings = append(s.Readings, riskshare.FuseReading{Key: h.org("kehu"), Reading: f[0].Read(riskshare.Figures{Outstanding: money.Yuan(58_000_000), Compensated: money.Yuan(2_900_000)})},
		riskshare.FuseReading{Key: "", Reading: f[1].Read(riskshare.Figures{PoolPaid: money.Yuan(3_050_000), PoolSize: money.Yuan(20_000_000)})})
	p = h.as("jijin1")
	p.show(partPools)
	p.pools.show(s)
	require.Contains(t, h.text(), "熔断")
	require.Contains(t, h.text(), "提出恢复决定")
	require.Contains(t, h.text(), "现已触发")
	h.glance("partners-fuse")
	p.pools.size.SetText("一百万")
	p.pools.count()
	require.Contains(t, h.text(), "请填写金额")
}

func TestTheLedgerOfLoansSaysWhatEachIsToThePartner(t *testing.T) {
	h := house(t)
	p := h.as("jijin1")
	require.Contains(t, h.text(), "还没有备案的贷款")
	fund := h.actor.OrgID
	row := func(n int, change func(*riskshare.Exposure)) riskshare.Exposure {
		e := riskshare.Exposure{CaseID: fmt.Sprint(n), OrgID: fund, First: true, Program: "", Number: fmt.Sprintf("LYG-B03-2026-%06d", n), Title: "连云港示例新材料有限公司　发明专利等 2 件", LenderID: "org-bank", Lender: "示例银行", District: "海州区"}
		change(&e)
		return e
	}
	day := h.Today()
	p.rows = []riskshare.Exposure{
		row(1, func(e *riskshare.Exposure) {
			e.Enrolled, e.Live, e.Balance, e.Share = day.AddDays(-90), true, money.Yuan(3_000_000), money.Yuan(1_200_000)
		}),
		row(2, func(e *riskshare.Exposure) {
			e.Enrolled, e.Live, e.Balance, e.Share, e.Overdue, e.Bad = day.AddDays(-400), true, money.Yuan(1_000_000), money.Yuan(400_000), day.AddDays(-70), money.Yuan(1_000_000)
		}),
		row(3, func(e *riskshare.Exposure) {
			e.Enrolled, e.Live, e.Balance, e.Share, e.Claimed, e.Overdue = day.AddDays(-500), true, money.Yuan(2_000_000), money.Yuan(800_000), money.Yuan(800_000), day.AddDays(-100)
		}),
		row(4, func(e *riskshare.Exposure) {
			e.Enrolled, e.Paid, e.PaidOn, e.Returned = day.AddDays(-700), money.Yuan(600_000), day.AddDays(-200), money.Yuan(150_000)
		}),
		row(5, func(e *riskshare.Exposure) {}),
		row(6, func(e *riskshare.Exposure) { e.Enrolled = day.AddDays(-900) }),
	}
	p.list.put()
	var states []string
	for _, e := range p.rows {
		states = append(states, state(e))
	}
	require.Equal(t, []string{"在保", "违约", "补偿办理中", "已补偿，待返还", "待确认备案", "已解除"}, states)
	for _, says := range []string{"6,000,000.00 元", "450,000.00 元", "3 笔"} {
		require.Contains(t, h.text(), says)
	}
	h.glance("partners-exposures")
}

func TestThePortfolioIsSeenAndStressedOnThePage(t *testing.T) {
	h := house(t)
	p := h.as("kehu")
	p.show(partPortfolio)
	require.Contains(t, h.text(), "参数为示例")
	p.view.run()
	require.Contains(t, h.text(), "没有贷款", "nothing to stress is said")

	// Drawn from figures, so that the picture shows every part.
	day := h.Today()
	var all []portfolio.Position
	for i := range 40 {
		owed := money.Yuan(int64(800_000 + i*137_000))
		all = append(all, portfolio.Position{CaseID: fmt.Sprint(i), Number: fmt.Sprintf("LYG-B03-2026-%06d", i), Title: "连云港示例新材料有限公司　发明专利等 2 件", Lender: "示例银行", Chain: []string{"石化", "新能源", "生物医药", "装备制造", ""}[i%5],
			District: []string{"海州区", "连云区", "东海县"}[i%3], Kind: []string{"专利权", "专利权", "商标权"}[i%3], Class: []string{"正常", "正常", "关注", "次级"}[i%4], Owed: owed, Forced: owed * money.Money(i%7) / 10, Known: i%7 > 0, ForcedTo: day.AddDays(90),
			Parts: []portfolio.Part{{Name: "示例知识产权风险补偿基金", Amount: owed * 4 / 10}}, Appraiser: "f", Firm: "示例资产评估有限公司"})
	}
	all = append(all, portfolio.Position{Appraiser: "f", Firm: "示例资产评估有限公司", SoldOn: day, Appraised: money.Yuan(3_000_000), Expected: money.Yuan(1_800_000), Realised: money.Yuan(1_450_000)})
	a, err := portfolio.AssumptionsOn(h.desk.Rulebook(), day)
	require.NoError(t, err)
	p.view.put(portfolio.Look(all, a, day), a)
	for _, says := range []string{"集中度 HHI", "评估校准", "余额最大的十笔", "48.33%", "不明"} {
		require.Contains(t, h.text(), says)
	}
	r, err := stress.Run(portfolio.Plan(all, a, day, map[string]money.Money{"示例知识产权风险补偿基金": money.Yuan(2_000_000)}, 2_000, 1), nil)
	require.NoError(t, err)
	p.view.tell(r)
	require.Contains(t, h.text(), "不足部分由贷款银行承担")
	h.glance("partners-portfolio")
}
