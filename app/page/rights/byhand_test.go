package rights

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	look "zhiya/app/theme"
	"zhiya/app/widget"
	"zhiya/assets"
	"zhiya/workflow/exchange"
)

// seen shows the page in the window.
func seen(t *testing.T, h *host, p *Page) {
	t.Helper()
	fyne.CurrentApp().Settings().SetTheme(look.New(look.NewFonts(assets.FontRegular(), assets.FontBold()), look.Options{}))
	h.window.SetContent(p.body)
	h.window.Resize(fyne.NewSize(1280, 860))
}

func find(h *host, name string) (widget.Control, bool) {
	for _, c := range widget.Snapshot(h.window, "") {
		if c.Name == name && !c.Scrolled {
			return c, true
		}
	}
	return widget.Control{}, false
}

func press(t *testing.T, h *host, name string) {
	t.Helper()
	c, ok := find(h, name)
	require.True(t, ok, "not on the screen: "+name)
	test.TapCanvas(h.window.Canvas(), fyne.NewPos(c.X+6, c.Y+6))
}

func says(h *host) string {
	out := ""
	for _, c := range widget.Snapshot(h.window, "") {
		out += c.Text + "\n"
	}
	return out
}

func glance(t *testing.T, h *host, name string) {
	dir := os.Getenv("ZHIYA_LOOK")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, png.Encode(f, h.window.Canvas().Capture()))
}

const foreign = "示例单位自编台账,,\n甲,乙,丙\nZL201710601862.3,电池,03/04/2017\nZL202110345678.3,电芯,13/04/2021\n坏号,电极,\n"

func TestAListOfWhichNoNameIsKnownIsMappedByHandAndKnownNextTime(t *testing.T) {
	h := officer(t)
	p := New(h)
	p.load("自编.csv", file(foreign))
	require.NoError(t, h.failed, "it is not refused")
	require.NotNil(t, p.wizard)
	seen(t, h, p)
	require.Contains(t, says(h), "没有找到列名行")
	require.Contains(t, says(h), "第 2 行：甲｜乙｜丙", "the line that looks most like a head is proposed")
	press(t, h, "byhand:read")
	require.ErrorContains(t, h.failed, "请选择“专利号（注册号、登记号）”所在的列")
	h.failed = nil
	w := p.wizard
	require.Equal(t, []string{notChosen, "甲", "乙", "丙"}, w.columns[exchange.Number].Options, "nothing chosen is lost by a refusal")
	w.columns[exchange.Number].SetSelected("甲")
	w.columns[exchange.Title].SetSelected("乙")
	w.columns[exchange.Filed].SetSelected("丙")
	w.days.SetSelectedIndex(1)
	glance(t, h, "by-hand")
	press(t, h, "byhand:read")
	require.NoError(t, h.failed)
	require.Equal(t, []any{2, 2, 1}, []any{w.result.Head, len(w.result.Rows), len(w.result.Bad)})
	require.Equal(t, "2017-04-03", w.result.Rows[0].Right.Filed.String(), "the day stands first")
	require.Contains(t, says(h), "列名在第 2 行")
	w.keep.SetText("自编台账")
	press(t, h, "import:keep")
	require.NoError(t, h.failed)
	glance(t, h, "by-hand-read")
	press(t, h, "import:take")
	require.NoError(t, h.failed)
	require.Len(t, p.rows, 2)

	p.load("下月.csv", file("甲,乙,丙\nZL202220123456.7,装置,05/06/2022\n"))
	require.NoError(t, h.failed)
	require.Equal(t, "自编台账", p.wizard.result.Kept)
	require.Equal(t, "2022-06-05", p.wizard.result.Rows[0].Right.Filed.String())

	press(t, h, "import:forget") // and removed again
	require.Contains(t, says(h), "专利号（注册号、登记号）←甲")
	glance(t, h, "kept-mappings")
	press(t, h, "mapping:remove:自编台账")
	require.NoError(t, h.failed)
	require.Contains(t, says(h), "还没有保存列对应关系")
	kept, err := h.desk.KeptMappings(context.Background(), h.actor.PersonID)
	require.NoError(t, err)
	require.Empty(t, kept)
	p.load("再下月.csv", file("甲,乙,丙\nZL202220123456.7,装置,05/06/2022\n"))
	require.Empty(t, p.wizard.result.Rows, "its names are not known any more")
}

func TestAListWithoutAHeadIsReadByItsLetters(t *testing.T) {
	h := officer(t)
	p := New(h)
	p.load("无列名.csv", file("ZL201710601862.3,电池\nZL202110345678.3,电芯\n"))
	require.NoError(t, h.failed)
	seen(t, h, p)
	require.Contains(t, says(h), "没有列名行，从第 1 行起就是内容")
	w := p.wizard
	w.columns[exchange.Number].SetSelected("A 列")
	w.columns[exchange.Title].SetSelected("B 列")
	press(t, h, "byhand:read")
	require.NoError(t, h.failed)
	require.Len(t, w.result.Rows, 2, "the first line is content too")
	c, _ := find(h, "import:keep")
	require.True(t, c.Disabled, "without names the next list cannot be known")
	w.columns[exchange.Title].SetSelected(notChosen)
	press(t, h, "import:again")
	require.NoError(t, h.failed)
	require.Len(t, w.result.Bad, 2, "a right has a name")
}

func TestAnotherLineCanBeTakenForTheHeadWhereTheProgramChoseOne(t *testing.T) {
	h := officer(t)
	p := New(h)
	p.load("两段.csv", file("专利号,名称\n说明,甲段\n号码,叫法\nZL201710601862.3,电池\n"))
	require.NoError(t, h.failed)
	require.Equal(t, 1, p.wizard.result.Head)
	require.Len(t, p.wizard.result.Bad, 2)
	seen(t, h, p)
	press(t, h, "import:head")
	require.Equal(t, "专利号", p.wizard.columns[exchange.Number].Selected, "what was read stays chosen")
	p.wizard.line.SetSelectedIndex(2)
	p.wizard.columns[exchange.Number].SetSelected("号码")
	p.wizard.columns[exchange.Title].SetSelected("叫法")
	press(t, h, "byhand:read")
	require.NoError(t, h.failed)
	require.Equal(t, []any{3, 1, 0}, []any{p.wizard.result.Head, len(p.wizard.result.Rows), len(p.wizard.result.Bad)})
	require.True(t, p.Escape())
	require.Nil(t, p.wizard)
}
