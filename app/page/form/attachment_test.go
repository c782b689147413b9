package form_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/form"
	"zhiya/app/widget"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
)

func TestAFileIsPickedAndItsIdGoesIntoTheCommand(t *testing.T) {
	test.NewTempApp(t)
	widget.RecordNames()
	cmd := &casefile.DeliverDocument{Number: "N1"}
	changed := 0
	f := form.New(form.Env{Changed: func() { changed++ }, Pick: func(chosen func(id, name string)) { chosen("A7", "回执.pdf") }}, cmd)
	w := shown(t, f)
	button := named(t, w, "field:receipt").(fyne.Tappable)
	require.Contains(t, words(w.Content()), "（未选文件）")
	button.Tapped(nil)
	require.Equal(t, 1, changed)
	require.Empty(t, f.Read())
	require.Equal(t, "A7", cmd.Receipt)
	require.Contains(t, words(w.Content()), "回执.pdf")
	test.Tap(named(t, w, "clear:receipt").(*fynewidget.Button))
	require.Empty(t, f.Read())
	require.Empty(t, cmd.Receipt)
	require.Empty(t, f.Show(fault.Faults{{Kind: fault.Invalid, Path: "receipt", Message: "请选择送达回证"}}), "a fault has its place beside the file")
	require.Contains(t, words(w.Content()), "请选择送达回证")
}

func TestAFilePickedEarlierIsShownByItsName(t *testing.T) {
	test.NewTempApp(t)
	widget.RecordNames()
	cmd := &casefile.SealDocument{Scan: "A7"}
	f := form.New(form.Env{FileName: func(id string) string { return map[string]string{"A7": "盖章.pdf"}[id] }}, cmd)
	w := shown(t, f)
	require.Contains(t, words(w.Content()), "盖章.pdf")
	require.Empty(t, f.Read())
	require.Equal(t, "A7", cmd.Scan)
	cmd.Scan = "B8"
	require.Contains(t, words(shown(t, form.New(form.Env{}, cmd)).Content()), "已选文件")
}
