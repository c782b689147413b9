package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
)

// Picker hands a file in: it asks the person for one, keeps it, and calls chosen on the screen's goroutine with its id and name.
// Nothing is called when the person changes his mind; faults are the picker's to show.
type Picker func(chosen func(id, name string))

// file is the button of a field that takes a file, with the name of the file beside it.
type file struct {
	id   string
	name *widget.Label
}

// pickButton lets Esc through to the window.
type pickButton struct {
	widget.Button
	keys kit.Keys
}

// TypedKey gives Esc to the window.
func (b *pickButton) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape && b.keys != nil {
		b.keys.Escape()
		return
	}
	b.Button.TypedKey(k)
}

// noFile stands where the name of a file is to come.
const noFile = "（未选文件）"

// pick makes the control of a file; id is the one chosen earlier, "" for none.
func (l *leaf) pick(b *builder, id string) {
	l.file = &file{id: id, name: widget.NewLabel(noFile)}
	l.file.name.Truncation = fyne.TextTruncateEllipsis
	if id != "" {
		l.file.name.SetText("已选文件")
		if b.env.FileName != nil {
			if name := b.env.FileName(id); name != "" {
				l.file.name.SetText(name)
			}
		}
	}
	button := &pickButton{keys: b.env.Keys}
	button.Text, button.OnTapped = "选择文件…", func() {
		b.env.touch()
		if b.env.Pick != nil {
			b.env.Pick(l.chosen)
		}
	}
	button.ExtendBaseWidget(button)
	l.control = button
	buttons := container.NewHBox(button)
	if l.field.Optional {
		buttons.Add(kit.Named("clear:"+l.field.Name, widget.NewButton("清除", func() { b.env.touch(); l.chosen("", noFile) })))
	}
	l.shown = container.NewBorder(nil, nil, buttons, nil, l.file.name)
}

// chosen puts a file into the field.
func (l *leaf) chosen(id, name string) {
	l.file.id = id
	l.file.name.SetText(name)
	l.clear()
	l.changed()
}
