package subsidies

import (
	"context"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
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
	"zhiya/workflow/sqlstore"
	"zhiya/workflow/subsidy"
)

// host is the window as far as this page needs it; work is done at once.
type host struct {
	kit.Host
	t      *testing.T
	desk   *workflow.Desk
	actor  access.Actor
	window fyne.Window
	now    time.Time
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

func house(t *testing.T) *host {
	widget.RecordNames()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(look.New(look.NewFonts(assets.FontRegular(), assets.FontBold()), look.Options{}))
	store, err := sqlstore.Open(context.Background(), filepath.Join(t.TempDir(), "zhiya.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	h := &host{t: t, window: a.NewWindow(""), now: time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)}
	h.desk = workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return h.now }, NewID: new(sample.IDs).New, Documents: reports.NewMaker()})
	require.NoError(t, sample.Found(context.Background(), h.desk))
	h.window.Resize(fyne.NewSize(1120, 680)) // what the frame leaves of 1280 by 800
	return h
}

// as opens the page for a person, at the batch when there is one.
func (h *host) as(login string) *Page {
	h.t.Helper()
	var err error
	h.actor, err = h.desk.SignIn(context.Background(), login, sample.Secret)
	require.NoError(h.t, err)
	p := New(h, "")
	require.NoError(h.t, h.failed)
	h.window.SetContent(p.Content())
	if len(p.all) == 1 {
		p.look(p.all[0])
	}
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

// option is the act of this name that the person may do on the open batch.
func (h *host) option(p *Page, n subsidy.ActName) bool {
	for _, o := range p.open.view.Options {
		if o.Act.Name == n {
			return o.Why == ""
		}
	}
	return false
}

const heads = "企业名称,统一社会信用代码,借据编号,银行代码,放款日,到期日,计息本金,年利率,期间起日,期间末日,实付利息,其中罚息复利,凭证号\n"

func TestOnlyTheActorsOfSubsidiesHaveThePage(t *testing.T) {
	of := func(k access.OrgKind, r access.Role) access.Actor {
		return access.Actor{OrgKind: k, Roles: []access.Role{r}}
	}
	require.True(t, Offered(of(access.Bureau, access.Clerk)))
	require.True(t, Offered(of(access.Finance, access.Approver)))
	require.True(t, Offered(of(access.Bank, access.Officer)))
	require.False(t, Offered(of(access.Bureau, access.SystemAdmin)))
	require.False(t, Offered(of(access.AppraisalFirm, access.Appraiser)))
}

func TestABatchGoesThroughItsStepsOnThePage(t *testing.T) {
	h := house(t)
	p := h.as("jingban")
	require.Contains(t, h.text(), "没有补贴批次")
	h.glance("subsidies-empty")
	p.show(1)
	for _, want := range []string{"ipraction.cn", "fujian.gov.cn", "91,250.00 元", "200,000.00 元"} {
		require.Contains(t, h.text(), want, "published schemes and worked examples stand with their sources")
	}
	h.glance("subsidies-schemes")

	p.found(p.presets[0])
	h.glance("subsidies-open")
	p.Submit()
	require.Contains(t, h.text(), "请填写批次名称", "faults stand beside their fields")
	require.True(t, p.Escape())
	require.Empty(t, p.all)
	fee := slices.IndexFunc(p.presets, func(s subsidy.Preset) bool { return s.Kind == subsidy.AppraisalFee })
	p.found(p.presets[fee])
	p.Submit()
	require.NotContains(t, h.text(), "请选择利率基数", "a fee has no rate")
	require.True(t, p.Escape())
	plan := subsidy.Plan{Name: "2025 年度知识产权质押贷款贴息（示例）", Kind: subsidy.Interest, Year: 2025, From: date.Must("2025-01-01"), To: date.Must("2026-01-01"), Scheme: p.presets[0].Scheme}
	p.act(&subsidy.Open{Plan: plan, FinanceID: "org-finance"}, h.desk.NewID(), "建立批次", func(err error) { require.NoError(t, err) })
	require.NotNil(t, p.open)
	require.Contains(t, h.text(), "应由另一人办理", "who drafted the batch does not announce it")
	require.False(t, h.option(p, subsidy.ActNotify))

	p = h.as("keshi")
	p.act(&subsidy.Notify{NoticeNo: "示例通知〔2026〕1 号", On: h.Today(), Until: h.Today()}, h.desk.NewID(), "发布申报通知", func(err error) { require.NoError(t, err) })
	p = h.as("jingban")
	p.open.declare()
	h.glance("subsidies-declare")
	p.Submit()
	require.Contains(t, h.text(), "请填写企业名称")
	require.True(t, p.Escape())
	p.open.load("申报.csv", io.NopCloser(strings.NewReader(heads+
		"示例科技有限公司,91320706MA0EX0018C,JJ-2025-001,B03,2025-01-01,2026-01-01,20000000,4.00%,2025-01-01,2025-12-31,800000,,FX-1\n"+
		"示例新材料有限公司,91320700MA1T5UTK2P,JJ-2025-002,B03,2025-03-01,2026-03-01,5000000,3.65%,2025-03-01,2025-12-31,160000,7000,FX-2\n"+
		"示例装备有限公司,91320700MA1TC8B09H,JJ-2025-003,B03,2025-01-01,2026-01-01,3000000,4.35,2025-01-01,2025-12-31,130500,,FX-3\n")))
	require.NoError(t, h.failed)
	require.Contains(t, h.text(), "申报 2 行，有误 1 行")
	h.glance("subsidies-import")
	h.window.Canvas().Overlays().Top().Hide()
	h.window.Canvas().Overlays().Remove(h.window.Canvas().Overlays().Top())
	entries := []subsidy.Entry{
		{Firm: "示例科技有限公司", USCC: "91320706MA0EX0018C", LoanNo: "JJ-2025-001", Bank: "B03", LoanFrom: date.Must("2025-01-01"), LoanDue: date.Must("2026-01-01"), Principal: money.Yuan(20_000_000), Rate: money.MustRate("0.04"),
			From: date.Must("2025-01-01"), To: date.Must("2026-01-01"), Paid: money.Yuan(800_000), Voucher: "FX-1"},
		{Firm: "示例新材料有限公司", USCC: "91320700MA1T5UTK2P", LoanNo: "JJ-2025-002", Bank: "B03", LoanFrom: date.Must("2025-03-01"), LoanDue: date.Must("2026-03-01"), Principal: money.Yuan(5_000_000), Rate: money.MustRate("0.0365"),
			From: date.Must("2025-03-01"), To: date.Must("2026-01-01"), Paid: money.Yuan(160_000), Overdue: money.Yuan(7_000), Voucher: "FX-2"}}
	p.open.perform(&subsidy.Declare{Source: "申报.csv", ReceivedOn: h.Today(), Entries: entries}, "登记企业申报")
	require.NoError(t, h.failed)
	require.Len(t, p.open.lines, 2)
	p.open.tell(p.open.lines[0])
	require.Contains(t, h.text(), "每户每年上限")
	h.glance("subsidies-declared")
	p.open.perform(&subsidy.CloseDeclarations{}, "截止申报")

	p = h.as("kehu")
	p.open.confirm(nil)
	require.ErrorContains(t, h.failed, "请先在列表中选择")
	h.failed = nil
	p.open.table.SelectAll()
	h.glance("subsidies-check")
	p.open.confirm(p.open.chosen())
	require.NoError(t, h.failed)
	require.Equal(t, subsidy.Reviewing, p.open.view.Batch.Step)

	p = h.as("jingban")
	require.False(t, h.option(p, subsidy.ActReview), "who received the declarations does not review them")
	p = h.as("jingban2")
	require.Contains(t, h.text(), "其余 2 行全部通过")
	h.glance("subsidies-review")
	p.open.perform(&subsidy.Review{Lines: verdicts(p.open.lines, subsidy.Pass, nil, "")}, "逐行初审")
	p.open.perform(&subsidy.SubmitReview{Opinion: "同意"}, "初审完毕")
	require.NoError(t, h.failed)

	p = h.as("caizheng1")
	h.glance("subsidies-finance")
	p.open.perform(&subsidy.ProposeApproval{Opinion: "拟同意"}, "提请审定")
	p = h.as("caizheng2")
	p.open.perform(&subsidy.Approve{Approved: true, Opinion: "同意"}, "审定")
	p = h.as("jingban")
	p.open.perform(&subsidy.Publish{From: h.Today(), Days: 5, Unit: "workday", Where: "示例网站"}, "开始公示")
	require.Contains(t, h.text(), "公示：2026年11月20日 至 2026年11月27日")
	h.now = h.now.AddDate(0, 0, 10)
	p.open.perform(&subsidy.EndPublicity{}, "公示结束")
	p = h.as("caizheng1")
	p.open.perform(&subsidy.Pay{On: h.Today(), Voucher: "PZ-2026-001"}, "登记拨付")
	require.NoError(t, h.failed)
	require.Equal(t, subsidy.Done, p.open.view.Batch.Step)
	p.open.tell(p.open.lines[1])
	require.Contains(t, h.text(), "凭证 PZ-2026-001")
	h.glance("subsidies-paid")
	p.open.showLog()
	require.Contains(t, h.text(), "审定")
	h.glance("subsidies-log")
	h.window.Canvas().Overlays().Remove(h.window.Canvas().Overlays().Top())
	p.open.showScheme()
	require.Contains(t, h.text(), "来源：http://ipraction.cn")
	h.glance("subsidies-scheme")
	h.window.Canvas().Overlays().Remove(h.window.Canvas().Overlays().Top())
	require.True(t, p.Escape(), "back to the list")
	require.Contains(t, h.text(), "已拨付")
	h.glance("subsidies-list")
	require.False(t, p.Escape())
	p = New(h, p.all[0].Batch.Number)
	require.NotNil(t, p.open, "the inbox opens a batch by its number")
}

// thing is what has this name on the page.
func (p *Page) thing(t *testing.T, name string) fyne.CanvasObject {
	t.Helper()
	var found fyne.CanvasObject
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if widget.NameOf(o) == name {
			found = o
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c)
			}
		case *container.Scroll:
			walk(o.Content)
		}
	}
	walk(p.Content())
	require.NotNil(t, found, name)
	return found
}

func (p *Page) tap(t *testing.T, name string) {
	t.Helper()
	test.Tap(p.thing(t, name).(fyne.Tappable))
}

func (p *Page) fill(t *testing.T, name, text string) {
	t.Helper()
	p.thing(t, "field:"+name).(interface{ SetText(string) }).SetText(text)
}

// ready is a batch of two lines that is at a step, played past the page.
func (h *host) ready(step subsidy.Step) {
	limit := money.Yuan(300_000)
	scheme := subsidy.Scheme{Code: "example", Title: "示例方案", RateBase: subsidy.ActualRate, Ratio: money.MustRate("0.5"), DayCount: "365", FirmYearCap: &limit, OverdueExcluded: true, From: date.Must("2022-01-01"), Source: "示例", Example: true}
	entry := func(uscc, loan string) subsidy.Entry {
		return subsidy.Entry{Firm: "示例科技有限公司", USCC: uscc, LoanNo: loan, Bank: "B03", LoanFrom: date.Must("2025-01-01"), LoanDue: date.Must("2026-01-01"), Principal: money.Yuan(5_000_000), Rate: money.MustRate("0.0365"),
			From: date.Must("2025-01-01"), To: date.Must("2026-01-01"), Paid: money.Yuan(182_500), Voucher: "FX-1"}
	}
	var out workflow.SubsidyOutcome
	act := func(person string, f subsidy.Form) {
		var err error
		out, err = h.desk.ActOnSubsidy(context.Background(), "person-"+person, workflow.SubsidyRequest{CommandID: h.desk.NewID(), BatchID: out.BatchID, Version: out.Version, Form: f})
		require.NoError(h.t, err)
	}
	act("jingban", &subsidy.Open{FinanceID: "org-finance", Plan: subsidy.Plan{Name: "示例批次", Kind: subsidy.Interest, Year: 2025, From: date.Must("2025-01-01"), To: date.Must("2026-01-01"), Scheme: scheme}})
	act("keshi", &subsidy.Notify{NoticeNo: "示例通知", On: h.Today(), Until: h.Today()})
	act("jingban", &subsidy.Declare{Source: "纸质", ReceivedOn: h.Today(), Entries: []subsidy.Entry{entry("91320706MA0EX0018C", "JJ-1"), entry("91320700MA1T5UTK2P", "JJ-2")}})
	act("jingban", &subsidy.CloseDeclarations{})
	if step == subsidy.Checking {
		return
	}
	v, err := h.desk.Subsidy(context.Background(), "person-kehu", out.BatchID)
	require.NoError(h.t, err)
	act("kehu", &subsidy.CheckLines{Lines: workflow.CheckForms(v.Batch, nil)})
}

func TestABankCorrectsALineByItsBooksByTheButtons(t *testing.T) {
	h := house(t)
	h.ready(subsidy.Checking)
	p := h.as("kehu")
	p.tap(t, "act:correct")
	require.ErrorContains(t, h.failed, "请在列表中选择")
	h.failed = nil
	p.open.table.Select(0)
	p.tap(t, "act:correct")
	p.fill(t, "paid", "100000")
	h.glance("subsidies-correct")
	p.tap(t, "submit")
	require.Nil(t, p.form, "%s", h.text())
	require.Equal(t, "50000.00", p.open.lines[0].figure.Amount.String())
	p.open.table.Select(1)
	p.tap(t, "act:mismatch")
	p.tap(t, "submit")
	require.Contains(t, h.text(), "请填写不符的说明", "the fault stands beside its field")
	p.fill(t, "reason", "不是本行借据")
	p.tap(t, "submit")
	require.Equal(t, subsidy.Reviewing, p.open.view.Batch.Step)
	require.Contains(t, p.open.lines[1].Refused(), "不是本行借据")
}

func TestTheBureauCutsRefusesAndReturnsByTheButtons(t *testing.T) {
	h := house(t)
	h.ready(subsidy.Reviewing)
	p := h.as("jingban2")
	p.open.table.Select(0)
	p.tap(t, "act:cut")
	p.fill(t, "amount", "60000")
	p.fill(t, "reason", "用途不符的部分扣除")
	p.tap(t, "submit")
	require.Nil(t, p.form, "%s", h.text())
	require.Equal(t, "60000.00", p.open.lines[0].figure.Amount.String())
	p.open.table.Select(1)
	p.tap(t, "act:return")
	p.fill(t, "reason", "利息与凭证不符")
	p.tap(t, "submit")
	require.Equal(t, subsidy.Checking, p.open.view.Batch.Step)
	require.Contains(t, h.text(), "退回银行核对：利息与凭证不符")
	p = h.as("kehu")
	p.open.table.SelectAll()
	p.tap(t, "act:confirm")
	require.NoError(t, h.failed)
	p = h.as("jingban2")
	p.tap(t, "act:rest")
	require.NoError(t, h.failed)
	p.tap(t, "act:"+string(subsidy.ActSubmit))
	p.fill(t, "opinion", "同意")
	p.Submit()
	require.Equal(t, subsidy.Examining, p.open.view.Batch.Step)
	require.Equal(t, "151250.00", p.open.view.Total().String())
}

func TestWhoeverComesSecondIsToldAndKeepsWhatHeTyped(t *testing.T) {
	h := house(t)
	h.ready(subsidy.Reviewing)
	p := h.as("jingban2")
	p.open.table.Select(0)
	p.tap(t, "act:refuse")
	p.fill(t, "reason", "示例理由")
	_, err := h.desk.ActOnSubsidy(context.Background(), "person-keshi", workflow.SubsidyRequest{CommandID: "other", BatchID: p.open.view.Batch.ID, Version: p.open.view.Batch.Version,
		Form: &subsidy.Review{Lines: []subsidy.LineVerdict{{No: 2, Verdict: subsidy.Pass}}}})
	require.NoError(t, err)
	p.tap(t, "submit")
	require.Contains(t, h.text(), "已被他人更新")
	require.Contains(t, h.text(), "示例理由")
	require.True(t, p.Escape())
	require.NotNil(t, p.open.lines[1].Review, "back at the batch, what the other did is shown")
}
