package casefile

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"zhiya/app/page/kit"
	road "zhiya/workflow/casefile"
)

// journey is the bar of stages: done, present, ahead. Each has a mark, so that colour is not the only sign.
func journey(stops []road.Stop) fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, s := range stops {
		mark, ground, ink := "○ ", theme.ColorNameBackground, theme.ColorNamePlaceHolder
		switch s.Progress {
		case road.Done:
			mark, ground, ink = "✓ ", theme.ColorNameSelection, theme.ColorNameForeground
		case road.Current:
			mark, ground, ink = "● ", theme.ColorNamePrimary, theme.ColorNameForegroundOnPrimary
		case road.Skipped:
			mark = "— "
		}
		title := s.Title
		if s.Note != "" {
			title += "·" + s.Note
		}
		t := canvas.NewText(mark+title, theme.Color(ink))
		t.TextSize, t.TextStyle.Bold = 12, s.Progress == road.Current
		r := canvas.NewRectangle(theme.Color(ground))
		r.CornerRadius = 9
		r.StrokeColor, r.StrokeWidth = theme.Color(theme.ColorNameSeparator), 1
		out = append(out, kit.Named("stop:"+s.Title, container.NewStack(r, kit.Pad(t, 3))))
	}
	return kit.Wrap(kit.Width, out...)
}
