package rights

import (
	"context"
	"image/png"
	"io"
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
	"zhiya/app/widget"
	"zhiya/assets"
	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/exchange"
	"zhiya/workflow/register"
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

func officer(t *testing.T) *host {
	widget.RecordNames()
	a := test.NewTempApp(t)
	store, err := sqlstore.Open(context.Background(), filepath.Join(t.TempDir(), "zhiya.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	d := workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return now }, NewID: new(sample.IDs).New})
	require.NoError(t, sample.Found(context.Background(), d))
	actor, err := d.SignIn(context.Background(), "kehu", sample.Secret)
	require.NoError(t, err)
	return &host{t: t, desk: d, actor: actor, window: a.NewWindow("")}
}

func file(text string) io.ReadCloser { return io.NopCloser(strings.NewReader(text)) }

func TestAListIsImportedLookedAtAndTakenBack(t *testing.T) {
	h := officer(t)
	p := New(h)
	p.load("cnipr.csv", file(string(assets.CNIPRPatents)))
	require.NoError(t, h.failed)
	require.NotNil(t, p.wizard)
	require.Equal(t, 199, p.wizard.preview.Added)
	require.Equal(t, "专利号", p.wizard.columns[exchange.Number].Selected)
	require.Equal(t, notChosen, p.wizard.columns[exchange.Class].Selected)
	require.Len(t, p.wizard.problems(), 199, "the list says nothing of their status")
	p.wizard.take()
	require.NoError(t, h.failed)
	require.Nil(t, p.wizard)
	require.Contains(t, h.said, "新增 199 项")
	require.Len(t, p.rows, 199)
	require.Equal(t, "共 199 项，有效 0 项，状态待查 199 项", p.total.Text)
	p.search.SetText("轨枕")
	p.reload()
	require.NotEmpty(t, p.rows)
	for _, r := range p.rows {
		require.Contains(t, r.Title, "轨枕")
	}
	p.open(p.rows[0].ID)
	require.NoError(t, h.failed)
	require.NotEmpty(t, p.detail.Objects)

	list, err := h.desk.RightBatches(context.Background(), h.actor.PersonID, 0, 10)
	require.NoError(t, err)
	p.undo(list[0])
	require.NoError(t, h.failed)
	require.Contains(t, h.said, "移除 199 项")
	p.search.SetText("")
	p.reload()
	require.Empty(t, p.rows)
	p.batches()
	require.NoError(t, h.failed)
	require.Equal(t, register.TakenBack, mustBatches(t, h)[0].Act)
}

func mustBatches(t *testing.T, h *host) []register.Batch {
	list, err := h.desk.RightBatches(context.Background(), h.actor.PersonID, 0, 10)
	require.NoError(t, err)
	return list
}

func TestColumnsAreChosenByHandAndBadRowsAreShown(t *testing.T) {
	h := officer(t)
	p := New(h)
	p.load("自编.csv", file("甲,专利号,名称\nZL201710601862.3,无,电池\n2.01811E+11,无,电芯\n"))
	require.NoError(t, h.failed)
	require.Len(t, p.wizard.result.Bad, 2)
	require.Empty(t, p.wizard.result.Rows)
	p.wizard.columns[exchange.Number].SetSelected("甲")
	p.wizard.again()
	require.NoError(t, h.failed)
	require.Len(t, p.wizard.result.Rows, 1)
	bad := p.wizard.problems()
	require.Equal(t, []any{3, "有误", "甲"}, []any{bad[0].line, bad[0].kind, bad[0].column})
	require.Contains(t, bad[0].text, "设为“文本”")
	p.wizard.on.SetText("昨天")
	p.wizard.take()
	require.ErrorContains(t, h.failed, "查询日")
	require.NotNil(t, p.wizard, "nothing is lost")
	h.failed = nil
	p.wizard.on.SetText("2026-11-20")
	p.wizard.take()
	require.NoError(t, h.failed)
	require.Len(t, p.rows, 1)
	require.True(t, p.rows[0].StatusOn.IsZero(), "a status that is not in the list was not looked up")

	p.load("空.csv", file(""))
	require.Error(t, h.failed)
	require.Nil(t, p.wizard, "the list stays")
}

func TestColumnsKeptUnderANameAreTakenForTheNextListWithTheSameHeads(t *testing.T) {
	h := officer(t)
	p := New(h)
	p.load("自编.csv", file("甲,专利号,名称\nZL201710601862.3,无,电池\n"))
	p.wizard.keepColumns()
	require.ErrorContains(t, h.failed, "起一个名称")
	h.failed = nil
	p.wizard.keep.SetText("自编清单")
	p.wizard.columns[exchange.Number].SetSelected("甲")
	p.wizard.again()
	require.Equal(t, "自编清单", p.wizard.keep.Text, "what was typed stays")
	p.wizard.keepColumns()
	require.NoError(t, h.failed)
	require.Contains(t, h.said, "自编清单")

	p.load("下月.csv", file("名称,甲,专利号\n电池,ZL201710601862.3,无\n"))
	require.NoError(t, h.failed)
	require.Equal(t, "自编清单", p.wizard.result.Kept)
	require.Equal(t, "甲", p.wizard.columns[exchange.Number].Selected)
	require.Len(t, p.wizard.result.Rows, 1)
	if at := os.Getenv("ZHIYA_LOOK"); at != "" {
		h.window.SetContent(p.body)
		h.window.Resize(fyne.NewSize(1280, 860))
		f, err := os.Create(filepath.Join(at, "kept-columns.png"))
		require.NoError(t, err)
		defer f.Close()
		require.NoError(t, png.Encode(f, h.window.Canvas().Capture()))
	}
	p.load("别的.csv", file("专利号,名称\nZL201710601862.3,电池\n"))
	require.Empty(t, p.wizard.result.Kept, "other heads are guessed")
}
