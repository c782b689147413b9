package widget_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"zhiya/app/widget"
	"zhiya/valuation/fault"
)

// shows reports whether the window says text somewhere.
func shows(w fyne.Window, text string) bool {
	for _, c := range widget.Snapshot(w, "") {
		if strings.Contains(c.Text, text) {
			return true
		}
	}
	return false
}

func window(t *testing.T, o fyne.CanvasObject) fyne.Window {
	t.Helper()
	widget.RecordNames()
	test.NewTempApp(t)
	w := test.NewTempWindow(t, o)
	w.Resize(fyne.NewSize(900, 600))
	return w
}

func control(t *testing.T, w fyne.Window, name string) widget.Control {
	t.Helper()
	for _, c := range widget.Snapshot(w, "页") {
		if c.Name == name {
			return c
		}
	}
	require.Failf(t, "not shown", "%s", name)
	return widget.Control{}
}

func TestAllFaultsStandBesideTheirFieldsAtOnce(t *testing.T) {
	test.NewTempApp(t)
	name := widget.NewFormField(widget.FieldSpec{Path: "name", Label: "名称", Required: true}, widget.NewField(""))
	amount := widget.NewFormField(widget.FieldSpec{Path: "loan.amount", Label: "金额"}, widget.NewMoneyEntry(widget.Yuan))
	form := widget.NewForm(name, amount)
	var fs fault.Faults
	fs.Invalid("a", "name", "请填写名称")
	fs.Invalid("b", "loan.amount", "金额不能为负")
	fs.Invalid("c", "loan.amount", "金额应小于评估值")
	fs.Refuse("d", "", "案件已关闭")
	fs.Invalid("e", "elsewhere", "别处有误")
	rest := form.ShowFaults(fs.Err())
	require.Equal(t, "请填写名称", name.Error())
	require.Equal(t, "金额不能为负\n金额应小于评估值", amount.Error())
	require.Len(t, rest, 2, "what belongs to no field here is given back")
	require.Empty(t, form.ShowFaults(nil))
	require.Empty(t, name.Error()+amount.Error())
}

func TestAFormRowIsNamedAfterItsPathWhereOneTypes(t *testing.T) {
	money := widget.NewMoneyEntry(widget.Wan)
	w := window(t, widget.NewForm(widget.NewFormField(widget.FieldSpec{Path: "loan.amount", Label: "金额", Required: true}, money)))
	require.Equal(t, "Field", control(t, w, "field.loan.amount").Kind)
	require.True(t, shows(w, "金额（必填）"))
	require.True(t, shows(w, "万元"))
}

func TestTheJourneySaysEveryStateInWords(t *testing.T) {
	tapped := ""
	bar := widget.NewJourneyBar(
		widget.Leg{Lanes: []widget.Lane{{Stages: []widget.Stage{{ID: "value", Title: "评估", State: widget.StageDone}, {ID: "pledge", Title: "登记", State: widget.StageCurrent, Detail: "等待 二级复核"}}}}},
		widget.Leg{Lanes: []widget.Lane{{Title: "补偿", Stages: []widget.Stage{{ID: "claim", Title: "代偿", State: widget.StageWaiting}}}, {Title: "处置", Stages: []widget.Stage{{ID: "sell", Title: "变价", State: widget.StageStopped}}}}})
	bar.OnTapped = func(id string) { tapped = id }
	w := window(t, container.NewVBox(bar))
	require.Equal(t, "评估 已完成", control(t, w, "stage.value").Text)
	require.Equal(t, "登记 办理中 等待 二级复核", control(t, w, "stage.pledge").Text)
	claim, sell := control(t, w, "stage.claim"), control(t, w, "stage.sell")
	require.Equal(t, claim.X, sell.X, "lanes run side by side")
	require.Greater(t, sell.Y, claim.Y)
	require.Greater(t, claim.X, control(t, w, "stage.pledge").X)
	test.TapCanvas(w.Canvas(), fyne.NewPos(sell.X+sell.W/2, sell.Y+sell.H/2))
	require.Equal(t, "sell", tapped)
	bar.Set(widget.Leg{Lanes: []widget.Lane{{Stages: []widget.Stage{{ID: "value", Title: "评估", State: widget.StageSkipped}}}}})
	require.Equal(t, "评估 不适用", control(t, w, "stage.value").Text)
	require.False(t, shows(w, "变价"))
}

func TestABannerSaysItsMood(t *testing.T) {
	b := widget.NewBanner(widget.Info, "可以开始")
	w := window(t, b)
	require.True(t, shows(w, "提示") && shows(w, "可以开始"))
	b.Set(widget.Danger, "未能保存")
	require.True(t, shows(w, "错误") && shows(w, "未能保存"))
	require.False(t, shows(w, "提示"))
}

func TestALongMessageWithoutSpacesTakesMoreLinesAndNoMoreWidth(t *testing.T) {
	b := widget.NewBanner(widget.Warning, strings.Repeat("汉字之间没有空格也必须断开", 20))
	w := window(t, container.NewVBox(b))
	w.Resize(fyne.NewSize(500, 600))
	require.LessOrEqual(t, b.Size().Width, float32(500))
	require.Greater(t, b.MinSize().Height, float32(90))
}

func TestAMissingFactIsSaidToBeMissing(t *testing.T) {
	w := window(t, widget.KeyValue(2, widget.Pair{Key: "案件号", Value: "ZY-1"}, widget.Pair{Key: "登记编号"}))
	require.True(t, shows(w, "ZY-1"))
	require.True(t, shows(w, "未填写"))
}

func TestTheTraceSaysWhatIsShownWhereAndWhatIsCovered(t *testing.T) {
	widget.RecordNames()
	save := widget.Named("save", fynewidget.NewButton("保存", nil))
	hidden := widget.Named("hidden", fynewidget.NewButton("看不见", nil))
	hidden.Hide()
	secret := widget.Named("secret", fynewidget.NewPasswordEntry())
	secret.SetText("口令一二三")
	far := widget.Named("far", fynewidget.NewLabel("远处"))
	tall := container.NewVBox(fynewidget.NewLabel("近处"))
	for range 60 {
		tall.Add(fynewidget.NewLabel("行"))
	}
	tall.Add(far)
	w := window(t, container.NewBorder(save, secret, nil, nil, container.NewVScroll(tall)))
	require.Equal(t, "页", control(t, w, "save").Page)
	require.Equal(t, "Button", control(t, w, "save").Kind)
	require.Equal(t, "•••••", control(t, w, "secret").Text)
	require.True(t, control(t, w, "far").Scrolled)
	require.True(t, shows(w, "近处"))
	require.False(t, shows(w, "看不见"))
	save.Disable()
	require.True(t, control(t, w, "save").Disabled)
	w.Canvas().Focus(secret)
	require.True(t, control(t, w, "secret").Focused)

	d := dialog.NewCustomWithoutButtons("确认", container.NewVBox(widget.Named("yes", fynewidget.NewButton("是", nil))), w)
	d.Show()
	require.True(t, control(t, w, "save").Covered)
	yes := control(t, w, "yes")
	require.False(t, yes.Covered)
	require.InDelta(t, 450, yes.X+yes.W/2, 60, "a dialog stands in the middle")
	d.Hide()
	require.False(t, control(t, w, "save").Covered)
}

func TestANameCanBeForgotten(t *testing.T) {
	widget.RecordNames()
	l := widget.Named("x", fynewidget.NewLabel(""))
	require.Equal(t, "x", widget.NameOf(l))
	widget.Named("", l)
	require.Empty(t, widget.NameOf(l))
}
