package app_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"zhiya/app"
	"zhiya/app/page/kit"
	"zhiya/app/sample"
	"zhiya/app/widget"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/sqlstore"
)

// papers are documents without pages: the window's tests need none.
type papers struct{}

func (papers) Make(kind casefile.DocumentKind, s casefile.State, _ workflow.DocumentInfo) (workflow.Made, error) {
	sum := sha256.Sum256([]byte(s.Number + string(kind)))
	return workflow.Made{Title: kind.String(), Pages: 1, ContentHash: hex.EncodeToString(sum[:]), Body: []byte("%PDF"), Text: `["示例文字"]`}, nil
}

func (papers) Unprintable(string) []rune { return nil }

// desk is a new store; founded fills it with the sample people.
func desk(t *testing.T, founded bool) *workflow.Desk {
	t.Helper()
	store, err := sqlstore.Open(context.Background(), filepath.Join(t.TempDir(), "zhiya.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	now := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	d := workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return now }, NewID: new(sample.IDs).New, Documents: papers{}})
	if founded {
		require.NoError(t, sample.Found(context.Background(), d))
	}
	return d
}

// play plays the sample cases on the desk's store, on the days of the script.
func play(t *testing.T, d *workflow.Desk) {
	t.Helper()
	config, clock := d.Config, &sample.Clock{}
	config.Now = clock.Now
	player := &sample.Player{Desk: workflow.NewDesk(config), Clock: clock, Report: func(string) {}}
	require.NoError(t, player.Play(context.Background()))
}

// window opens the desktop without a display; jobs run at once.
type window struct {
	t       *testing.T
	desktop *app.Desktop
}

func open(t *testing.T, d *workflow.Desk) *window {
	t.Helper()
	widget.RecordNames()
	a := test.NewTempApp(t)
	w := &window{t: t, desktop: app.New(a, app.Config{Desk: d, StorePath: "示例.db", Version: "test", Run: func(work, done func()) { work(); done() }})}
	t.Cleanup(w.desktop.Close)
	w.desktop.Start()
	w.desktop.Window().Resize(fyne.NewSize(1280, 800))
	return w
}

// controls are what the window shows.
func (w *window) controls() []widget.Control { return widget.Snapshot(w.desktop.Window(), "") }

func (w *window) has(name string) bool {
	return slices.ContainsFunc(w.controls(), func(c widget.Control) bool { return c.Name == name })
}

func (w *window) text() string {
	var b strings.Builder
	for _, c := range w.controls() {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}

func (w *window) thing(name string) fyne.CanvasObject {
	w.t.Helper()
	var o fyne.CanvasObject
	visit(w.desktop.Window().Content(), func(x fyne.CanvasObject) {
		if widget.NameOf(x) == name {
			o = x
		}
	})
	require.NotNil(w.t, o, "%s is on the screen:\n%s", name, w.text())
	return o
}

// visit walks what is shown.
func visit(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	f(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			visit(c, f)
		}
	case *container.Scroll:
		visit(o.Content, f)
	case widget.Parent:
		for _, c := range o.Children() {
			visit(c, f)
		}
	}
}

func (w *window) tap(name string) {
	w.t.Helper()
	test.Tap(w.thing(name).(fyne.Tappable))
}

func (w *window) fill(name, text string) {
	w.t.Helper()
	w.thing("field:" + name).(*kit.Entry).SetText(text)
}

func (w *window) signIn(login string) {
	w.t.Helper()
	w.tap("sample:" + login)
	w.tap("signin")
}

func TestAPersonSignsInAndSeesOwnWorkplaces(t *testing.T) {
	d := desk(t, true)
	w := open(t, d)
	require.Contains(t, w.text(), "示 例 数 据")
	w.fill("login", "kehu")
	w.fill("secret", "Wrong-2026x")
	w.tap("signin")
	require.Contains(t, w.text(), "登录名或密码不正确")
	w.signIn("kehu")
	require.True(t, w.has("nav:inbox") && w.has("nav:cases") && w.has("new"))
	require.False(t, w.has("nav:people") || w.has("nav:trail"))
	require.Contains(t, w.text(), "示例客户经理")
	w.tap("signout")
	w.signIn("xitong")
	require.True(t, w.has("nav:people"))
	w.tap("nav:papers")
	require.Contains(t, w.text(), "文号规则与正本份数")
	require.False(t, w.has("nav:cases") || w.has("search"), "administrators have no case pages")
	w.tap("signout")
	w.signIn("shenji")
	require.True(t, w.has("nav:trail"))
	require.Contains(t, w.text(), "审计链完整")
}

func TestAnEmptyStoreBeginsWithTheWizard(t *testing.T) {
	d := desk(t, false)
	w := open(t, d)
	w.tap("wizard:own")
	w.tap("submit")
	require.Contains(t, w.text(), "地区代号")
	require.Contains(t, w.text(), "应为 2 至 4 个大写字母", "every fault at once, beside its field")
	require.Contains(t, w.text(), "请填写姓名")
	w.tap("wizard:back")
	w.tap("wizard:sample")
	require.True(t, w.has("sample:kehu"))
}

func TestACaseIsOpenedAndEachPostIsOfferedItsOwnActs(t *testing.T) {
	d := desk(t, true)
	play(t, d)
	w := open(t, d)
	w.signIn("kehu")
	w.tap("nav:cases")
	require.Contains(t, w.text(), "违约处置")
	w.desktop.Go(kit.Route{Page: kit.Case, CaseID: caseID(t, d, "LYG-B03SL-2024-000001")})
	require.True(t, w.has("option:RecordRecovery"), "a recovery may still come in after the case is closed")
	for _, tab := range []string{"valuation", "credit", "disposal", "ledger", "documents", "history", "overview"} {
		w.tap("tab:" + tab)
	}
	w.tap("option:RecordRecovery")
	w.fill("principal", "abc")
	w.tap("submit")
	require.Contains(t, w.text(), "金额“abc”应以元为单位")
	w.fill("principal", "1000")
	w.tap("submit")
	require.Contains(t, w.text(), "已办理“登记追偿回款”")
	w.tap("signout")
	w.signIn("jingban")
	w.desktop.Go(kit.Route{Page: kit.Case, CaseID: caseID(t, d, "LYG-B03SL-2024-000001")})
	require.False(t, w.has("option:RecordRecovery"), "the bureau records no money of the bank")
}

func TestADraftIsKeptWhenThePageIsLeft(t *testing.T) {
	d := desk(t, true)
	w := open(t, d)
	w.signIn("kehu")
	w.tap("new")
	w.fill("purpose", "采购原材料")
	w.tap("nav:inbox")
	w.tap("new")
	require.Contains(t, w.text(), "采购原材料")
	require.Contains(t, w.text(), "已载入上次未提交的草稿")
	w.tap("draft:drop")
	require.NotContains(t, w.text(), "采购原材料")
}

func TestAnUntouchedWindowLocksAndGivesBackWhatWasThere(t *testing.T) {
	d := desk(t, true)
	w := open(t, d)
	w.signIn("kehu")
	w.tap("new")
	w.fill("purpose", "采购原材料")
	w.desktop.LockWhenIdle(time.Now().Add(16 * time.Minute))
	require.NotContains(t, w.text(), "采购原材料")
	w.fill("secret", sample.Secret)
	w.tap("signin")
	require.Contains(t, w.text(), "采购原材料")
}

func caseID(t *testing.T, d *workflow.Desk, number string) string {
	t.Helper()
	id := ""
	require.NoError(t, d.Store.Read(context.Background(), func(tx workflow.Tx) error {
		row, err := tx.CaseByNumber(context.Background(), number)
		id = row.ID
		return err
	}))
	return id
}
