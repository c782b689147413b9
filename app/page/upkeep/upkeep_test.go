package upkeep

import (
	"context"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/kit"
	look "zhiya/app/theme"
	"zhiya/app/widget"
	"zhiya/assets"
	"zhiya/reports"
	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/right"
	"zhiya/workflow/sqlstore"
)

// host is the window as far as this page needs it; work is done at once.
type host struct {
	kit.Host
	t      *testing.T
	desk   *workflow.Desk
	now    time.Time
	actor  access.Actor
	window fyne.Window
	said   string
	failed error
	went   kit.Route
}

func (h *host) Desk() *workflow.Desk { return h.desk }
func (h *host) Actor() access.Actor  { return h.actor }
func (h *host) Window() fyne.Window  { return h.window }
func (h *host) Today() date.Date     { return workflow.Today(h.now) }
func (h *host) Touch()               {}
func (h *host) Go(r kit.Route)       { h.went = r }
func (h *host) Say(text string)      { h.said = text }
func (h *host) Fail(err error)       { h.failed = err }
func (h *host) Run(_ string, work func(context.Context) error, done func(error)) {
	done(work(context.Background()))
}

func (h *host) at(day string) {
	d := date.Must(day)
	h.now = time.Date(d.Year(), time.Month(d.Month()), d.Day(), 4, 0, 0, 0, time.UTC)
}

// bank is a store with three loans in pledge, lent on different days: of an invention, of a utility model, and of an invention whose
// term ends soon after the debt.
func bank(t *testing.T) *host {
	widget.RecordNames()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(look.New(look.NewFonts(assets.FontRegular(), assets.FontBold()), look.Options{}))
	ctx := context.Background()
	store, err := sqlstore.Open(ctx, filepath.Join(t.TempDir(), "zhiya.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	h := &host{t: t, window: a.NewWindow("")}
	ids := 0
	h.desk = workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return h.now }, Documents: reports.NewMaker(),
		NewID: func() string { ids++; return fmt.Sprintf("01900000-0000-7000-8000-%012x", ids) }})
	require.NoError(t, store.Write(ctx, func(tx workflow.Tx) error {
		for _, o := range casetest.Orgs() {
			if err := tx.SaveOrg(ctx, o); err != nil {
				return err
			}
		}
		for _, p := range casetest.People() {
			if err := tx.SavePerson(ctx, p); err != nil {
				return err
			}
		}
		if err := tx.SetMeta(ctx, workflow.MetaPlace, "LYG"); err != nil {
			return err
		}
		return tx.SetMeta(ctx, workflow.MetaTag, "TT")
	}))
	old := casetest.Rights()[0]
	old.Number, old.Title, old.Filed, old.Granted, old.FeesPaidUntil = "ZL201710601862.3", "一种轨枕加工装置（示例）", date.Must("2005-07-21"), date.Must("2007-05-03"), date.Must("2025-07-21")
	second := casetest.Rights()[1]
	second.FeesPaidUntil = date.Must("2025-01-17")
	first := casetest.Rights()[0]
	first.FeesPaidUntil = date.Must("2025-03-30")
	for i, r := range []right.Right{first, second, old} {
		h.at([]string{"2024-03-01", "2024-03-20", "2024-04-10"}[i])
		h.lend(r)
	}
	h.window.Resize(fyne.NewSize(1180, 760))
	return h
}

// lend plays one case until the loan is paid out.
func (h *host) lend(r right.Right) {
	ctx := context.Background()
	var s casefile.State
	for _, act := range slices.Concat(casetest.ToDueDiligence, casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge) {
		login, name, _ := strings.Cut(act, " ")
		cmd := casetest.Form(s, casefile.Name(name), casetest.Actor(login), h.Today(), casefile.Negotiated)
		if open, is := cmd.(casefile.OpenCase); is {
			open.Rights = []right.Right{r}
			cmd = open
		}
		out, err := h.desk.Do(ctx, login, workflow.Request{CommandID: h.desk.NewID(), CaseID: s.ID, Version: s.Version, Command: cmd})
		require.NoError(h.t, err, act)
		s = h.state(out.CaseID)
	}
}

// state is the whole case as the store has it.
func (h *host) state(id string) (s casefile.State) {
	require.NoError(h.t, h.desk.Store.Read(context.Background(), func(tx workflow.Tx) error {
		row, err := tx.Case(context.Background(), id)
		if err != nil {
			return err
		}
		s = casefile.State{}
		return json.Unmarshal([]byte(row.Body), &s)
	}))
	return s
}

// as opens the page for a person.
func (h *host) as(login string) *Page {
	h.actor = casetest.Actor(login)
	p := New(h)
	h.window.SetContent(p.Content())
	return p
}

// picture keeps what the window shows when a folder is given.
func (h *host) picture(name string) {
	folder := os.Getenv("ZHIYA_PICTURES")
	if folder == "" {
		return
	}
	f, err := os.Create(filepath.Join(folder, name+".png"))
	require.NoError(h.t, err)
	defer f.Close()
	require.NoError(h.t, png.Encode(f, h.window.Canvas().Capture()))
}

func TestLoansThatFallDueAreRenewedFromThePage(t *testing.T) {
	h := bank(t)
	h.at("2025-02-10")
	p := h.as("kehu")
	require.NoError(t, h.failed)
	rows := p.loans.table.Shown()
	require.Len(t, rows, 3)
	require.Equal(t, []casefile.MaturityAct{casefile.ActRollover, casefile.ActRollover, casefile.ActExtend}, []casefile.MaturityAct{rows[0].Act, rows[1].Act, rows[2].Act})
	require.Contains(t, p.loans.total.Text, "到期 3 笔")
	p.loans.table.Select(2)
	require.Contains(t, p.loans.propose.Text, "1 笔")
	h.picture("loans-one")
	p.loans.span.SetSelectedIndex(0)
	require.Len(t, p.loans.table.Shown(), 1, "within 30 days")
	p.loans.span.SetSelectedIndex(2)

	p.loans.f.consent.SetText("昨天")
	p.loans.submit()
	require.ErrorContains(t, h.failed, "出质人书面同意日")
	h.failed = nil
	p.loans.f.consent.SetText("2025-02-09")
	p.loans.f.signed.SetText("2025-02-10")
	p.loans.f.partners.SetText("2025-02-09")
	p.loans.f.agreement.SetText("示例续-{借据}-{案号}")
	p.loans.table.SelectAll()
	h.picture("loans-all")
	p.loans.submit()
	require.NoError(t, h.failed)
	require.Contains(t, h.said, "已提出 1 笔，未提出 2 笔", "who renews confirms that the pledgors know the purpose; an extension needs it not")
	h.picture("loans-results")
	require.True(t, p.Escape())
	p.loans.f.purpose.SetChecked(true)
	p.loans.table.SelectAll()
	p.loans.submit()
	require.Contains(t, h.said, "已提出 2 笔，未提出 1 笔", "the extension waits for its approval")
	require.True(t, p.Escape())
	require.False(t, p.Escape())
	for _, x := range p.loans.table.Shown() {
		require.NotEmpty(t, x.Pending)
	}
	approver := h.as("shenpi")
	require.Len(t, approver.loans.table.Shown(), 3)
	guarantor := h.as("db1")
	require.Nil(t, guarantor.loans)
	require.NotNil(t, guarantor.fees)
	require.False(t, Offered(casetest.Actor("pg1")))
}

func TestFeesAreAdvancedAndReceiptsReadFromThePage(t *testing.T) {
	h := bank(t)
	h.at("2025-03-05")
	p := h.as("kehu")
	p.show(1)
	require.NoError(t, h.failed)
	rows := p.fees.table.Shown()
	require.Len(t, rows, 2)
	require.Equal(t, "补缴期内", reports.FeeState(rows[0]))
	p.fees.table.SelectAll()
	h.picture("fees")
	p.fees.submit()
	require.Contains(t, h.said, "已办理 0 件", "a reason is needed")
	require.True(t, p.Escape())
	p.fees.reason.SetText("出质人未缴（示例）")
	p.fees.table.SelectAll()
	p.fees.submit()
	require.Contains(t, h.said, "已办理 2 件，未办理 0 件")
	advanced := p.fees.last
	require.True(t, strings.HasPrefix(advanced, "DJ20250305-"))
	require.True(t, p.Escape())
	for _, x := range p.fees.table.Shown() {
		require.False(t, x.Payable())
	}
	p.fees.load("票据.csv", io.NopCloser(strings.NewReader("专利号,年度,票据金额,票据号,票据日期\nZL202110345678.3,5,1200,PJ-1,2025-03-05\nZL202220123456.7,4,900,PJ-2,2025-03-05\nZL202220123456.7,9,900,PJ-3,2025-03-05\n,,,,\n")))
	require.NoError(t, h.failed)
	h.picture("receipts")
	require.Len(t, p.fees.plan.Matched, 1)
	require.Len(t, p.fees.plan.Bad, 2)
	p.fees.take()
	require.Contains(t, h.said, "已办理 1 件")
	require.True(t, strings.HasPrefix(p.fees.batch.Text, "PJ20250305-"))
	h.picture("receipts-done")
	p.fees.undo()
	require.Contains(t, h.said, "已办理 1 件")
	approver := h.as("shenpi")
	approver.show(1)
	h.picture("fees-approver")
	approver.fees.batch.SetText(advanced)
	approver.fees.undo()
	require.Contains(t, h.said, "已办理 0 件，未办理 2 件", "a reason is needed")
	approver.fees.reason.SetText("整批录错")
	approver.fees.undo()
	require.Contains(t, h.said, "已办理 2 件", "the approver reverses the whole batch at once")
	p = h.as("kehu")
	p.show(1)
	p.fees.load("票据.csv", io.NopCloser(strings.NewReader("没有列名\n")))
	require.ErrorContains(t, h.failed, "列名")
}
