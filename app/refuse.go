package app

import (
	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	look "zhiya/app/theme"
	"zhiya/assets"
	"zhiya/valuation/fault"
)

// Refuse opens a small window that says why the program does not start, and returns when it is closed. It must be called
// from the main goroutine, instead of Run.
func Refuse(title string, err error) {
	a := fyneapp.NewWithID("cn.zhiya.desktop")
	a.Settings().SetTheme(look.New(look.NewFonts(assets.FontRegular(), assets.FontBold()), look.Options{Brightness: look.Light}))
	w := a.NewWindow(title)
	w.SetContent(refusal(title, err, w.Close))
	w.Resize(fyne.NewSize(560, 240))
	w.CenterOnScreen()
	w.ShowAndRun()
}

// refusal is what that window shows: every fault in words, never a cause from the program's inside.
func refusal(title string, err error, closing func()) fyne.CanvasObject {
	const width = 520
	box := container.NewVBox(kit.Heading(title))
	for _, f := range fault.Of(err) {
		box.Add(kit.Para(f.Message, width))
	}
	done := widget.NewButton("关 闭", closing)
	done.Importance = widget.HighImportance
	return kit.Pad(container.NewBorder(nil, container.NewHBox(kit.Named("close", done)), nil, nil, box), 18)
}
