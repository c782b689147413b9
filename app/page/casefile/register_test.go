package casefile

import (
	"context"
	"reflect"
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
	"zhiya/workflow"
	"zhiya/workflow/access"
	road "zhiya/workflow/casefile"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
	"zhiya/workflow/sqlstore"
)

// keeping is the window of the officer whose bank keeps three rights in its register; ended reports of a case that holds one of them.
func keeping(t *testing.T) (*host, []right.Right) {
	t.Helper()
	ctx := context.Background()
	widget.RecordNames()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(look.New(look.NewFonts(assets.FontRegular(), assets.FontBold()), look.Options{}))
	store, err := sqlstore.Open(ctx, t.TempDir()+"/zhiya.db")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return now }, NewID: new(sample.IDs).New, Documents: reports.NewMaker()})
	require.NoError(t, sample.Found(ctx, desk))
	h := &host{desk: desk, dir: t.TempDir(), window: test.NewTempWindow(t, container.NewStack()), events: make(chan func(), 1000)}
	on := workflow.Today(desk.Now())
	rights := []right.Right{
		{Kind: right.Invention, Number: "ZL201710601862.3", Title: "一种电池管理方法（示例）", Filed: date.Must("2017-07-21"), Granted: date.Must("2019-05-10"), Status: right.InForce, StatusOn: on.AddDays(-2),
			StatusSource: "专利登记簿", Owners: []right.Owner{{Name: "示例新材料有限公司"}, {Name: "示例大学"}}, FeesPaidUntil: date.Must("2027-07-21"), Claims: 9, IPC: "H01M 10/42"},
		{Kind: right.Invention, Number: "ZL202110345678.3", Title: "一种碳纤维制备方法（示例）", Filed: date.Must("2021-03-30"), Granted: date.Must("2022-09-20"), Status: right.InForce, StatusOn: on.AddDays(-2), StatusSource: "专利登记簿",
			Owners: []right.Owner{{Name: "示例新材料有限公司"}}},
		{Kind: right.Trademark, Number: "12345678", Title: "示例商标", Class: 9, Status: right.Terminated, StatusOn: on.AddDays(-30), StatusSource: "商标网", TermEnd: date.Must("2030-01-06"), Owners: []right.Owner{{Name: "示例新材料有限公司"}}},
	}
	_, err = desk.ImportRights(ctx, h.Actor().PersonID, register.ImportRights{Source: "示例清单.csv", Rights: rights})
	require.NoError(t, err)
	return h, rights
}

// filling is the intake form of a new case in the window.
func filling(t *testing.T, h *host) *Page {
	p := NewCase(h, kit.Route{Page: kit.New})
	h.window.SetContent(p.Content())
	h.window.Resize(fyne.NewSize(1120, 2400))
	require.NoError(t, h.failed)
	require.NotNil(t, p.desk)
	t.Cleanup(func() { p.gone = true })
	return p
}

func intake(p *Page) *road.OpenCase { return p.desk.target.(*road.OpenCase) }

// lent plays a case until its rights are pledged and its loan is paid out, and returns its id.
func lent(t *testing.T, h *host) string {
	var at workflow.Outcome
	for _, step := range sample.SameDayRoad(h.Today()) {
		if step.Command.Name() == "IssueWatchReport" {
			break
		}
		out, err := h.desk.Do(context.Background(), "person-"+step.Login, workflow.Request{CommandID: h.desk.NewID(), CaseID: at.CaseID, Version: at.Version, Command: step.Command})
		require.NoError(t, err, step.Command.Name())
		at = out
	}
	return at.CaseID
}

// control is the thing on the screen with this name.
func control(t *testing.T, h *host, name string) widget.Control {
	t.Helper()
	for _, c := range widget.Snapshot(h.window, "") {
		if c.Name == name {
			return c
		}
	}
	require.Fail(t, "not on the screen: "+name)
	return widget.Control{}
}

// press clicks with the mouse where the thing of this name is.
func press(t *testing.T, h *host, name string) {
	t.Helper()
	c := control(t, h, name)
	test.TapCanvas(h.window.Canvas(), fyne.NewPos(float32(c.X)+4, float32(c.Y)+4))
}

func key(h *host, names ...fyne.KeyName) {
	for _, name := range names {
		h.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name})
	}
}

func TestRightsOfTheRegisterFillRowsOfTheIntakeByKeyboard(t *testing.T) {
	h, rights := keeping(t)
	lent(t, h)
	p := filling(t, h)
	cmd := intake(p)
	cmd.Purpose = "采购原料"
	cmd.Rights = []right.Right{{}, {Number: "ZL202110345678.3", Title: "我写的名称"}}
	p.desk.build()
	press(t, h, "offer:rights")
	require.NotNil(t, h.window.Canvas().Overlays().Top())
	key(h, fyne.KeyDown) // from the search field into the rows; the newest entry stands first
	glance(t, h, "pick-open")
	require.Contains(t, p.desk.picking.table.TSV(), "示例商标")
	p.desk.picking.table.SelectAll()
	require.Contains(t, p.desk.picking.table.TSV(), "已在表单；已出质")
	p.desk.picking.table.Select(0)
	key(h, fyne.KeySpace, fyne.KeyDown)
	require.Contains(t, control(t, h, "pick:warning").Text+said(h), "出质（在押）", "before it is taken")
	key(h, fyne.KeyReturn, fyne.KeyDown, fyne.KeyReturn)
	glance(t, h, "pick-rights")
	require.Equal(t, "取入表单（3 项）", control(t, h, "pick:take").Text)
	key(h, fyne.KeyReturn)
	require.Equal(t, "取入表单（2 项）", control(t, h, "pick:take").Text, "a second time takes the tick away")
	key(h, fyne.KeyReturn)
	press(t, h, "pick:take")
	require.NoError(t, h.failed)
	require.Nil(t, h.window.Canvas().Overlays().Top())
	require.Empty(t, p.desk.read())
	require.Equal(t, "采购原料", cmd.Purpose)
	require.Len(t, cmd.Rights, 3, "the row that was there is not doubled, the empty one is used")
	mark, typed, last := cmd.Rights[0], cmd.Rights[1], cmd.Rights[2]
	mark.Ref, last.Ref = "", ""
	require.Equal(t, rights[2], mark)
	require.Equal(t, "我写的名称", typed.Title, "what was typed stays")
	require.Equal(t, rights[1].Filed, typed.Filed)
	require.Equal(t, rights[1].Owners, typed.Owners)
	require.Equal(t, right.Invention, typed.Kind)
	require.Equal(t, right.InForce, typed.Status)
	require.Equal(t, rights[1].StatusOn, typed.StatusOn)
	require.Equal(t, rights[0], last, "every field the register knows")
	require.Equal(t, "已从权利库取入 2 项，已在表单的 1 项只补齐空白栏，其中 1 项另有质押，请看各栏旁的提示", h.said)
	require.Contains(t, said(h), "该权利已在案件")
	glance(t, h, "picked-rights")

	press(t, h, "offer:rights")
	key(h, fyne.KeyDown, fyne.KeyReturn)
	press(t, h, "pick:take")
	require.Empty(t, p.desk.read())
	require.Len(t, cmd.Rights, 3, "a right of the form is not taken twice")
}

func TestARightIsSearchedTickedByMouseAndLeftByEsc(t *testing.T) {
	h, rights := keeping(t)
	p := filling(t, h)
	press(t, h, "offer:rights")
	press(t, h, "pick:"+rights[0].Number)
	press(t, h, "pick:tick")
	h.window.Canvas().Focus(p.desk.picking.search)
	for _, r := range "商标" {
		h.window.Canvas().Focused().TypedRune(r)
	}
	key(h, fyne.KeyReturn)
	require.Equal(t, "取入表单（1 项）", control(t, h, "pick:take").Text, "what is ticked stays while one searches")
	require.NotContains(t, p.desk.picking.table.TSV(), "一种碳纤维")
	press(t, h, "pick:cancel")
	require.Nil(t, h.window.Canvas().Overlays().Top())
	require.Empty(t, p.desk.read())
	require.Empty(t, intake(p).Rights)
}

func TestATopUpIsFilledFromTheRegisterAndNeverWithARightOfTheCase(t *testing.T) {
	h, rights := keeping(t)
	id := lent(t, h)
	for _, name := range []road.Name{"ProposeTopUp", "ProposeSubstitution"} {
		p := New(h, kit.Route{Page: kit.Case, CaseID: id, Command: name})
		h.window.SetContent(p.Content())
		h.window.Resize(fyne.NewSize(1120, 2400))
		require.NotNil(t, p.desk, name)
		press(t, h, "offer:right")
		key(h, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
		require.Equal(t, "取入表单（0 项）", control(t, h, "pick:take").Text)
		require.Contains(t, said(h), "已是本案质物")
		key(h, fyne.KeyUp, fyne.KeyReturn, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
		require.Equal(t, "取入表单（1 项）", control(t, h, "pick:take").Text, "one right at a time")
		press(t, h, "pick:take")
		require.NoError(t, h.failed)
		require.Empty(t, p.desk.read())
		got := topUp(p.desk.target).Right
		require.Equal(t, "R3", got.Ref, "its name in the case stays")
		got.Ref = ""
		require.Equal(t, rights[0], got, "the day of the look-up is the register's")
		glance(t, h, "top-up-"+string(name))

		press(t, h, "offer:right") // another in its place: only when the person says so
		key(h, fyne.KeyDown, fyne.KeyReturn)
		press(t, h, "pick:take")
		glance(t, h, "replace")
		require.Contains(t, said(h), "替换已填写的权利")
		h.window.Canvas().Overlays().Remove(h.window.Canvas().Overlays().Top())
		require.Empty(t, p.desk.read())
		require.Equal(t, rights[0].Number, topUp(p.desk.target).Right.Number)
		p.desk.done = true
	}
}

func topUp(target any) road.TopUpForm {
	switch cmd := target.(type) {
	case *road.ProposeTopUp:
		return cmd.TopUpForm
	case *road.ProposeSubstitution:
		return cmd.TopUpForm
	}
	return road.TopUpForm{}
}

func TestAStatusOfTheRegisterDoesNotTakeTheDayOfAnother(t *testing.T) {
	found := right.Right{Kind: right.Invention, Number: "ZL201710601862.3", Status: right.Terminated, StatusOn: date.Must("2026-11-20"), StatusSource: "专利登记簿", Claims: 9}
	for name, c := range map[string]struct {
		present  right.Right
		status   right.Status
		on, from string
	}{
		"nothing typed":          {right.Right{StatusOn: date.Must("2026-11-23")}, right.Terminated, "2026-11-20", "专利登记簿"},
		"the number only":        {right.Right{Number: found.Number}, right.Terminated, "2026-11-20", "专利登记簿"},
		"another status":         {right.Right{Number: found.Number, Status: right.InForce}, "", "", ""},
		"the status without day": {right.Right{Number: found.Number, Status: right.Terminated}, right.Terminated, "2026-11-20", "专利登记簿"},
		"another day":            {right.Right{Number: found.Number, Status: right.Terminated, StatusOn: date.Must("2026-11-21")}, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := fitting(c.present, found)
			require.Equal(t, []any{c.status, c.on, c.from, 9}, []any{got.Status, got.StatusOn.String(), got.StatusSource, got.Claims})
		})
	}
}

func TestWhoKeepsNoRegisterIsOfferedNone(t *testing.T) {
	h, _ := keeping(t)
	p := filling(t, h)
	list, _ := fieldOfForm(road.Fields(reflect.TypeFor[road.OpenCase]()), "rights")
	require.NotNil(t, p.desk.offer(list))
	debtors, _ := fieldOfForm(road.Fields(reflect.TypeFor[road.OpenCase]()), "debtors")
	require.Nil(t, p.desk.offer(debtors))
	p.host = bureau{h}
	require.Nil(t, p.desk.offer(list))
}

// bureau is the window of a clerk of the bureau.
type bureau struct{ *host }

func (bureau) Actor() access.Actor {
	return access.Actor{PersonID: "person-jingban", OrgKind: access.Bureau, Roles: []access.Role{access.Clerk}}
}

func fieldOfForm(fields []road.Field, name string) (road.Field, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return road.Field{}, false
}
