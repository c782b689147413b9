package cases

import (
	"context"
	"encoding/csv"
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
	look "zhiya/app/theme"
	"zhiya/assets"
	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/exchange"
	"zhiya/workflow/sqlstore"
)

// host is the window as far as the wizard needs it; work is done at once.
type host struct {
	kit.Host
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
func (h *host) Say(text string)      { h.said = text }
func (h *host) Fail(err error)       { h.failed = err }
func (h *host) Run(_ string, work func(context.Context) error, done func(error)) {
	done(work(context.Background()))
}

func at(t *testing.T, login string) *host {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(look.New(look.NewFonts(assets.FontRegular(), assets.FontBold()), look.Options{}))
	store, err := sqlstore.Open(context.Background(), filepath.Join(t.TempDir(), "zhiya.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	d := workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return now }, NewID: new(sample.IDs).New})
	require.NoError(t, sample.Found(context.Background(), d))
	actor, err := d.SignIn(context.Background(), login, sample.Secret)
	require.NoError(t, err)
	w := a.NewWindow("")
	w.Resize(fyne.NewSize(1100, 700))
	return &host{desk: d, actor: actor, window: w}
}

const livePledges = `权利种类,专利号,名称,申请日,授权公告日,法律状态,质押登记号,质押登记日,借款合同编号,借款合同签订日,质押合同编号,质押合同签订日,借款人,统一社会信用代码,借据编号,放款金额,贷款余额,放款日,到期日,年利率
发明专利,ZL201710601862.3,示例方法,2017-07-21,2020-06-02,有效,Y2025示例存1,2025-03-10,借1,2025-03-01,质1,2025-03-02,示例科技有限公司,91320706MA0EX0018C,J1,1000000,600000,2025-03-12,2027-03-11,4.35%
发明专利,ZL201710601862.3,示例方法,2017-07-21,2020-06-02,有效,Y2025示例存2,2025-03-10,借2,2025-03-01,质2,2025-03-02,示例科技有限公司,91320706MA0EX0018C,J2,1000000,600000,2025-03-12,2027-03-11,4.35
`

func TestLivePledgesAreLookedAtAndThenTakenOver(t *testing.T) {
	h := at(t, "kehu")
	h.window.Show()
	reloaded := 0
	w := newTakeover(h, func() { reloaded++ })
	require.NotNil(t, w)
	require.Nil(t, newTakeover(at(t, "shenpi"), nil), "who confirms does not bring in")
	w.load("存量.csv", io.NopCloser(strings.NewReader(livePledges)))
	require.NoError(t, h.failed)
	require.NotNil(t, h.window.Canvas().Overlays().Top())
	if dir := os.Getenv("ZHIYA_LOOK"); dir != "" {
		f, err := os.Create(filepath.Join(dir, "takeover.png"))
		require.NoError(t, err)
		require.NoError(t, png.Encode(f, h.window.Canvas().Capture()))
		require.NoError(t, f.Close())
	}
	count := func() int {
		list, err := h.desk.List(context.Background(), h.actor.PersonID, "", nil, "", 10)
		require.NoError(t, err)
		return len(list)
	}
	require.Zero(t, count(), "a look writes nothing")
	list, err := exchange.ReadTakeovers(h.Today(), rowsOf(t, livePledges))
	require.NoError(t, err)
	require.Len(t, list.Bad, 1)
	w.take("存量.csv", list)
	require.NoError(t, h.failed)
	require.Equal(t, []int{1, 1}, []int{count(), reloaded})
	w.take("存量.csv", list)
	require.Equal(t, 1, count(), "the same registration does not come in twice")
	w.load("坏.csv", io.NopCloser(strings.NewReader("名称\n甲\n")))
	require.Error(t, h.failed)
}

func rowsOf(t *testing.T, text string) [][]string {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	return rows
}
