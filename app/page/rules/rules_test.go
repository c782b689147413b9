package rules

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/kit"
	"zhiya/app/sample"
	"zhiya/app/theme"
	"zhiya/assets"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/sqlstore"
)

// host is the window as far as this page needs it; work is done at once.
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
func (h *host) Touch()               {}
func (h *host) Say(text string)      { h.said = text }
func (h *host) Fail(err error)       { h.failed = err }
func (h *host) Run(_ string, work func(context.Context) error, done func(error)) {
	done(work(context.Background()))
}

func at(t *testing.T, login string) *host {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(theme.NewFonts(assets.FontRegular(), assets.FontBold()), theme.Options{}))
	store, err := sqlstore.Open(context.Background(), filepath.Join(t.TempDir(), "zhiya.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	d := workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return now }, NewID: new(sample.IDs).New})
	require.NoError(t, sample.Found(context.Background(), d))
	actor, err := d.SignIn(context.Background(), login, sample.Secret)
	require.NoError(t, err)
	w := a.NewWindow("")
	w.Resize(fyne.NewSize(1180, 760))
	return &host{desk: d, actor: actor, window: w}
}

const revised = `{"id":"trademark-terms","title":"示例：商标有效期","valid_from":"2028-01-01","valid_to":"","source":"示例修法","verified":false,
 "items":[{"code":"TT-1","title":"示例：有效期十二年","verified":false,"data":{"years":12}}]}`

func TestASystemAdministratorBringsASignedPackIn(t *testing.T) {
	h := at(t, "xitong")
	p := New(h)
	require.NoError(t, h.failed)
	_, file, err := h.desk.SignRules(context.Background(), h.actor.PersonID, []byte(revised))
	require.NoError(t, err)
	p.preview("a.json", bytes.Replace(file, []byte("十二年"), []byte("百年"), 1))
	require.True(t, fault.Has(h.failed, "rules.signature"))
	h.failed = nil
	h.window.Show()
	p.preview("a.json", file)
	require.NoError(t, h.failed)
	require.NotNil(t, h.window.Canvas().Overlays().Top(), "what it would do is shown before anything is done")
	_, err = h.desk.ImportRules(context.Background(), h.actor.PersonID, file, true, "示例修法")
	require.NoError(t, err)
	p.read(nil)
	require.Len(t, p.imported, 1)
	p.words = "十二年"
	p.show(1)
	picture(t, h, p, "search")
	p.words = ""
	p.show(1)
	picture(t, h, p, "packs")
	p.show(2)
	picture(t, h, p, "compare")
}

// picture keeps what the page looks like when ZHIYA_LOOK names a folder.
func picture(t *testing.T, h *host, p *Page, name string) {
	h.window.SetContent(p.Content())
	h.window.Resize(fyne.NewSize(1180, 760))
	dir := os.Getenv("ZHIYA_LOOK")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, "rules-"+name+".png"))
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, png.Encode(f, h.window.Canvas().Capture()))
}
