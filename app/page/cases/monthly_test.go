package cases

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"zhiya/workflow"
)

func words(o fyne.CanvasObject) string {
	var b strings.Builder
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *canvas.Text:
			b.WriteString(o.Text)
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c)
			}
		case *container.Scroll:
			walk(o.Content)
		}
	}
	walk(o)
	return b.String()
}

func TestTheResultOfABatchNamesWhatFailed(t *testing.T) {
	test.NewTempApp(t)
	list := []workflow.MonthlyReport{{Number: "A-1", Document: "A-1-YB01"}, {Number: "A-2", Earlier: "A-2-YB01"}, {Number: "A-3", Title: "示例企业", Err: errors.New("文书无法生成")}}
	text := words(told(list, false))
	require.Contains(t, text, "本次出具 1 份；本月此前已出具 1 份。")
	require.Contains(t, text, "1 件未能出具")
	require.Contains(t, text, "A-3 示例企业：文书无法生成")
	require.Contains(t, words(told(list[:1], true)), "已取消。本次出具 1 份")
	require.Contains(t, words(told(nil, false)), "没有需要出具月报的在押案件")
}
