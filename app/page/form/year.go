package form

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"zhiya/app/page/kit"
)

// numberWidth is the width of a row's number, or of its year.
func (n *listNode) numberWidth() float32 {
	if n.yearly {
		return 7.5 * theme.Size(theme.SizeNameCaptionText)
	}
	return 20
}

// number gives the rows their numbers, or their years.
func (n *listNode) number() {
	var ends []string
	if n.yearly && n.builder.env.YearEnds != nil && n.path != "" {
		ends = n.builder.env.YearEnds(n.path, len(n.rows))
	}
	for i, r := range n.rows {
		r.number.RemoveAll()
		switch {
		case !n.yearly && n.table:
			r.number.Add(kit.Caption(itoa(i + 1)))
		case !n.yearly:
			r.number.Add(kit.Bold(fmt.Sprintf("%s %d", n.field.Label, i+1)))
		case n.table:
			r.number.Add(kit.Plain("第 " + itoa(i+1) + " 年"))
			if i < len(ends) {
				r.number.Objects = []fyne.CanvasObject{kit.Tight(kit.Plain("第 "+itoa(i+1)+" 年"), kit.Caption("至 "+ends[i]))}
			}
		case i < len(ends):
			r.number.Add(kit.Bold("第 " + itoa(i+1) + " 年（至 " + ends[i] + "）"))
		default:
			r.number.Add(kit.Bold("第 " + itoa(i+1) + " 年"))
		}
		r.number.Refresh()
	}
}
