//go:build unix

package e2e_test

import (
	"image/png"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/e2e"
)

func TestARealWindowIsDrivenByMouseAndKeys(t *testing.T) {
	e2e.Require(t)
	binary := e2e.Build(t, "./app/e2e/gallery")
	w := e2e.Open(t, "", binary, nil)

	// given an empty form, when it is submitted, then all its faults stand beside their fields
	w.Wait("submit")
	opened := w.Screenshot("form")
	w.Click("submit")
	w.WaitText("有 3 处需要更正")
	w.WaitText("请填写出质人名称")
	w.WaitText("请填写到期日")
	w.Screenshot("faults")

	// Chinese goes in, figures are read in the unit of the field and said again in capitals
	w.Fill("field.name", "示例科技有限公司")
	w.WaitText("名称 示例科技有限公司")
	w.Fill("field.amount", "1050.5")
	w.WaitText("壹仟零伍拾万伍仟元整")
	w.Fill("field.rate", "3.85")

	// the month is Chinese and gives the day that is clicked
	w.Click("field.due")
	w.Key("Down")
	w.WaitText("2026年11月")
	w.Screenshot("month")
	w.Click("calendar.2026-11-27")
	w.WaitText("日期 2026年11月27日")
	w.Click("submit")
	w.WaitText("已提交")
	w.Screenshot("submitted")

	// the table sorts by a click, selects by keys, filters by Chinese and is copied as TSV
	w.Click("next")
	w.Wait("cases[0]")
	w.Click("cases.header.amount")
	w.Click("cases.header.amount")
	w.WaitText("贷款金额（元） ▼")
	w.Click("cases[0]")
	w.Key("Down", "Down", "shift+Down")
	w.WaitText("选中 2 行")
	w.Screenshot("table")
	w.Key("ctrl+c")
	require.Equal(t, 3, strings.Count(w.Clipboard(), "\n"), w.Clipboard())
	w.DoubleClick("cases[1]")
	w.WaitText("打开 ZY-2026-")
	w.Click("cases.filter")
	w.TypeText("第777号")
	w.WaitText("显示 1 条，共 100000 条")
	w.Screenshot("filtered")

	// long work shows how far it is and can be cancelled; pages are leafed
	w.Click("work")
	w.WaitText("蒙特卡洛模拟：第")
	w.Screenshot("work")
	w.Click("job.cancel")
	w.WaitText("已取消")
	w.Click("next")
	w.Click("page:next")
	w.WaitText("第 2 / 3 页")
	w.Screenshot("page")

	// the dark, compact look is laid out as well: a field that has just moved down is still hit
	d := e2e.Open(t, "", binary, nil, "GALLERY_THEME=dark")
	d.Click("submit")
	d.Fill("field.amount", "12x")
	d.WaitText("应以万元为单位")
	d.Screenshot("dark-form")
	d.Click("next")
	d.Click("cases[3]")
	d.WaitText("选中 1 行")
	d.Screenshot("dark-table")

	// the pictures are of the display and not of nothing
	f, err := os.Open(opened)
	require.NoError(t, err)
	defer f.Close()
	img, err := png.Decode(f)
	require.NoError(t, err)
	require.Equal(t, e2e.Width, img.Bounds().Dx())
	colours := map[string]bool{}
	for x := 0; x < e2e.Width; x += 3 {
		for y := 0; y < e2e.Height; y += 3 {
			r, g, b, _ := img.At(x, y).RGBA()
			colours[string([]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8)})] = true
		}
	}
	require.Greater(t, len(colours), 50, "the window was drawn")
}
