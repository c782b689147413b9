package products

import (
	"context"
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
	"zhiya/workflow/product"
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

func sound(on date.Date) product.Terms {
	return product.Terms{Code: "IP-01", Name: "示例知产贷", From: on, MaxAmount: money.Yuan(5_000_000), MaxMonths: 36, MaxRate: money.MustRate("0.045"),
		Caps: []product.KindCap{{Kind: "invention", Cap: money.MustRate("0.25"), Haircut: money.MustRate("0.1")}, {Kind: "utility", Cap: money.MustRate("0.15")},
			{Kind: "trademark", Cap: money.MustRate("0.3")}},
		External: true, Negotiated: true, Order: product.DiligenceFirst, Basis: "示例银行信贷产品管理办法〔2026〕3号", Reason: "首版"}
}

func TestOnlyABanksOfficersAndApproversHaveThePage(t *testing.T) {
	of := func(k access.OrgKind, r access.Role) access.Actor {
		return access.Actor{OrgKind: k, Roles: []access.Role{r}}
	}
	require.True(t, Offered(of(access.Bank, access.Officer)))
	require.True(t, Offered(of(access.Bank, access.Approver)))
	require.False(t, Offered(of(access.Bank, access.SystemAdmin)))
	require.False(t, Offered(of(access.Guarantor, access.Officer)))
}

func TestAProductIsProposedReturnedApprovedAndReplacedOnThePage(t *testing.T) {
	h := house(t)
	p := h.as("kehu")
	require.Contains(t, h.text(), "还没有贷款产品")
	h.glance("products-empty")

	p.edit(p.fresh(), "提出新产品")
	require.NotNil(t, p.form)
	p.Submit()
	require.Contains(t, h.text(), "请填写产品名称", "faults stand beside their fields")
	h.glance("products-faults")
	require.True(t, p.Escape())
	require.False(t, p.Escape())
	require.Empty(t, p.all)

	p.edit(sound(h.Today()), "提出新产品")
	h.glance("products-form")
	p.Submit()
	require.Nil(t, p.form, "%s", h.text())
	require.Contains(t, h.text(), "已提出 IP-01 示例知产贷 第 1 版，待审批人批准")
	require.Len(t, p.all, 1)
	p.tell(p.all[0])
	require.Empty(t, p.acts(p.all[0]), "its maker has no button to approve it")

	p = h.as("shenpi")
	p.tell(p.all[0])
	h.glance("products-pending")
	p.decide(p.all[0], true)
	p.Submit()
	require.Contains(t, h.text(), "请填写审批意见")
	p.form.target.(*opinion).Opinion = "" // what counts is what is typed
	p.home()
	_, err := h.desk.DecideProduct(context.Background(), h.actor.PersonID, "IP-01", 1, true, "同意")
	require.NoError(t, err)

	p = h.as("kehu")
	require.Equal(t, product.Current, p.all.Standing(p.all[0], h.Today()))
	next := p.all[0].Version.Terms
	next.From, next.MaxAmount, next.Reason = h.Today().AddDays(9), money.Yuan(8_000_000), "扩大额度"
	next.Caps = append(next.Caps[:2:2], product.KindCap{Kind: "software", Cap: money.MustRate("0.1")})
	p.edit(next, "另立新版本")
	p.Submit()
	require.Nil(t, p.form)
	p = h.as("shenpi")
	p.tell(p.all[1])
	for _, says := range []string{"单笔最高金额 5,000,000.00 元 → 8,000,000.00 元", "注册商标专用权质押率上限 30.00% → 不接受", "计算机软件著作权质押率上限 不接受 → 10.00%"} {
		require.Contains(t, p.changes(p.all[1].Version), says)
	}
	h.glance("products-changes")
}

func TestTheGaugeSaysWhatIsMissingAndThenHowItStands(t *testing.T) {
	h := house(t)
	p := h.as("shenpi")
	p.show(1)
	require.Contains(t, h.text(), "请由审批人登记")
	_, err := h.desk.SaveBankFigure(context.Background(), h.actor.PersonID, product.FigureForm{AsOf: h.Today(), Value: money.MustRate("0.0123"), Source: "示例 2026 年 9 月末报表"})
	require.NoError(t, err)
	p.gauge.count()
	require.Contains(t, h.text(), "结论：容忍度以内")
	require.Contains(t, h.text(), "银保监发〔2019〕34号", "the rule is named with its source")
	p.gauge.day.SetText("2026-13-01")
	p.Submit()
	require.NotContains(t, h.text(), "结论：", "a day that is none says so")
	p.gauge.day.SetText("2026-11-24")
	p.Submit()
	require.Contains(t, h.text(), "晚于今天")

	// Drawn from figures, so that the picture shows every part.
	overall := &product.Figure{AsOf: h.Today(), Value: money.MustRate("0.0123"), Source: "示例 2026 年 9 月末报表"}
	p.gauge.put(product.Gauge([]product.NPLLoan{{Number: "LYG-B03-2026-000001", Title: "连云港示例新材料有限公司　发明专利等 2 件", Class: "正常", Balance: money.Yuan(8_000_000)},
		{Number: "LYG-B03-2026-000002", Title: "连云港示例装备有限公司　发明专利 1 件", Class: "关注", Since: h.Today(), PastDue: 12, Balance: money.Yuan(1_500_000)},
		{Number: "LYG-B03-2026-000003", Title: "连云港示例食品有限公司　商标 3 件", Class: "次级", Since: h.Today(), PastDue: 120, Balance: money.Yuan(300_000)},
		{Number: "LYG-B03-2026-000004", Title: "连云港示例软件有限公司　软件著作权 2 件", Balance: money.Yuan(200_000)}}, h.Today(), overall, h.desk.Rulebook()))
	require.Contains(t, h.text(), "无法判断")
	h.glance("gauge")
	p.gauge.overall()
	h.glance("gauge-overall")
	p.Submit()
	require.Contains(t, h.text(), "请填写数据来源")
}
