package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// Pair is a fact and what it is called.
type Pair struct{ Key, Value string }

// KeyValue shows facts in columns, read from the left: 名称 示例科技 | 评估值 1,200.00 万元. A missing value is shown as 未填写.
func KeyValue(columns int, pairs ...Pair) *fyne.Container {
	stacks := make([]fyne.CanvasObject, columns)
	for c := range stacks {
		stack := container.New(layout.NewFormLayout())
		for i := c; i < len(pairs); i += columns {
			key := widget.NewLabel(pairs[i].Key)
			key.Importance = widget.LowImportance
			value := widget.NewLabel(pairs[i].Value)
			value.Wrapping = fyne.TextWrapBreak
			value.Selectable = true
			if pairs[i].Value == "" {
				value.Text, value.Importance = "未填写", widget.LowImportance
			}
			stack.Add(key)
			stack.Add(value)
		}
		stacks[c] = tightly(stack)
	}
	return container.NewGridWithColumns(columns, stacks...)
}
