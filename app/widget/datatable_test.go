package widget_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/app/widget"
)

type loan struct {
	number string
	firm   string
	fen    int
}

func loanTable(rows ...loan) *widget.DataTable[loan] {
	t := widget.NewDataTable("loans",
		widget.Column[loan]{Key: "number", Title: "案件号", Text: func(l loan) string { return l.number }},
		widget.Column[loan]{Key: "firm", Title: "出质人", Text: func(l loan) string { return l.firm }},
		widget.Column[loan]{Key: "fen", Title: "金额", Right: true, Text: func(l loan) string { return strconv.Itoa(l.fen) }, Compare: func(a, b loan) int { return a.fen - b.fen }},
	)
	t.SetRows(rows)
	return t
}

func threeLoans() *widget.DataTable[loan] {
	return loanTable(loan{"ZY-1", "示例甲科技", 900}, loan{"ZY-2", "示例乙科技", 1000}, loan{"ZY-3", "示例丙制药", 20})
}

func numbers(rows []loan) string {
	var out []string
	for _, l := range rows {
		out = append(out, l.number)
	}
	return strings.Join(out, " ")
}

// inWindow shows o in a window of the test driver and returns its canvas.
func inWindow(t *testing.T, o fyne.CanvasObject) fyne.Canvas {
	t.Helper()
	test.NewTempApp(t)
	w := test.NewTempWindow(t, o)
	w.Resize(fyne.NewSize(900, 600))
	return w.Canvas()
}

func TestTableSortsFiguresAsFiguresAndKeepsTheOrderOfEquals(t *testing.T) {
	table := threeLoans()
	table.SortBy("fen", false)
	require.Equal(t, "ZY-3 ZY-1 ZY-2", numbers(table.Shown()))
	table.SortBy("fen", true)
	require.Equal(t, "ZY-2 ZY-1 ZY-3", numbers(table.Shown()))
	table.SortBy("", false)
	require.Equal(t, "ZY-1 ZY-2 ZY-3", numbers(table.Shown()))
}

func TestTableFiltersByEveryWordInAnyColumn(t *testing.T) {
	table := threeLoans()
	table.Filter("科技")
	require.Equal(t, "ZY-1 ZY-2", numbers(table.Shown()))
	table.Filter("科技 zy-2")
	require.Equal(t, "ZY-2", numbers(table.Shown()))
	table.Filter("没有这家")
	require.Empty(t, table.Shown())
	table.Filter("")
	require.Len(t, table.Shown(), 3)
}

func TestChipsThatAreOnMustAllKeepARow(t *testing.T) {
	table := threeLoans()
	table.SetChips(
		widget.Chip[loan]{Label: "大额", Keep: func(l loan) bool { return l.fen >= 900 }},
		widget.Chip[loan]{Label: "乙", Keep: func(l loan) bool { return strings.Contains(l.firm, "乙") }})
	require.Len(t, table.Shown(), 3)
	table.Choose(0, true)
	require.Equal(t, "ZY-1 ZY-2", numbers(table.Shown()))
	table.Choose(1, true)
	require.Equal(t, "ZY-2", numbers(table.Shown()))
	table.Choose(0, false)
	table.Choose(1, false)
	require.Len(t, table.Shown(), 3)
}

func TestSelectionStaysOnItsRowThroughSortingAndLeavesWithIt(t *testing.T) {
	table := threeLoans()
	told := ""
	table.OnSelect = func(rows []loan) { told = numbers(rows) }
	table.Select(1)
	require.Equal(t, "ZY-2", told)
	table.SortBy("fen", false)
	require.Equal(t, "ZY-2", numbers(table.Selected()))
	table.Filter("制药")
	require.Empty(t, table.Selected())
	require.Empty(t, told, "told that nothing is selected any more")
	table.Filter("")
	table.SetRows([]loan{{"ZY-9", "", 1}})
	require.Empty(t, table.Selected())
	table.Select(7)
	require.Empty(t, table.Selected(), "a line that does not exist is not selected")
}

func TestKeysMoveOpenAndCopyRows(t *testing.T) {
	table := threeLoans()
	opened := ""
	table.OnOpen = func(l loan) { opened = l.number }
	c := inWindow(t, table)
	table.Select(0)
	focusGrid(t, c, table)
	press := func(keys ...fyne.KeyName) {
		for _, k := range keys {
			c.Focused().TypedKey(&fyne.KeyEvent{Name: k})
		}
	}
	press(fyne.KeyDown)
	require.Equal(t, "ZY-2", numbers(table.Selected()))
	press(fyne.KeyEnd, fyne.KeyDown)
	require.Equal(t, "ZY-3", numbers(table.Selected()))
	press(fyne.KeyHome, fyne.KeyUp, fyne.KeyReturn)
	require.Equal(t, "ZY-1", opened)
	press(fyne.KeyPageDown)
	require.Equal(t, "ZY-3", numbers(table.Selected()))
	c.Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutCopy{})
	require.Equal(t, "案件号\t出质人\t金额\nZY-3\t示例丙制药\t20\n", fyne.CurrentApp().Clipboard().Content())
	c.Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	require.Len(t, table.Selected(), 3)
}

// focusGrid goes from the filter into the rows as a person does, with the arrow down.
func focusGrid(t *testing.T, c fyne.Canvas, table *widget.DataTable[loan]) {
	t.Helper()
	table.FocusFilter()
	require.NotNil(t, c.Focused())
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
}

func TestClicksSelectARowAndAClickOnAHeadingSorts(t *testing.T) {
	widget.RecordNames()
	table := threeLoans()
	c := inWindow(t, table)
	click := func(name string) {
		t.Helper()
		at, ok := place(c, name)
		require.True(t, ok, name)
		test.TapCanvas(c, at)
	}
	click("loans.header.fen")
	require.Equal(t, "ZY-3 ZY-1 ZY-2", numbers(table.Shown()))
	click("loans.header.fen")
	require.Equal(t, "ZY-2 ZY-1 ZY-3", numbers(table.Shown()))
	click("loans.header.fen")
	require.Equal(t, "ZY-1 ZY-2 ZY-3", numbers(table.Shown()))
	click("loans[1]")
	require.Equal(t, "ZY-2", numbers(table.Selected()))
	opened := ""
	table.OnOpen = func(l loan) { opened = l.number }
	click("loans[2]")
	require.Empty(t, opened)
	click("loans[2]")
	require.Equal(t, "ZY-3", opened)
}

// place is the middle of the named control.
func place(c fyne.Canvas, name string) (fyne.Position, bool) {
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		if w.Canvas() != c {
			continue
		}
		for _, control := range widget.Snapshot(w, "") {
			if control.Name == name && !control.Covered {
				return fyne.NewPos(control.X+control.W/2, control.Y+control.H/2), true
			}
		}
	}
	return fyne.Position{}, false
}

func TestWidthsAreKeptByKey(t *testing.T) {
	table := threeLoans()
	table.SetWidths(map[string]float32{"firm": 333, "number": 1, "gone": 50})
	require.Equal(t, map[string]float32{"number": 120, "firm": 333, "fen": 120}, table.Widths())
	told := false
	table.OnWidths = func(map[string]float32) { told = true }
	inWindow(t, table)
	require.EqualValues(t, 120, table.Widths()["fen"], "the last column fills the window and keeps its own width")
	require.False(t, told, "nobody changed a width")
}

func TestTSVNeverBreaksARow(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var rows []loan
		for range rapid.IntRange(0, 6).Draw(r, "rows") {
			rows = append(rows, loan{rapid.String().Draw(r, "number"), rapid.StringOf(rapid.SampledFrom([]rune("甲\t\n\r a"))).Draw(r, "firm"), 1})
		}
		text := loanTable(rows...).TSV()
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		require.Len(r, lines, len(rows)+1)
		for _, l := range lines {
			require.Equal(r, 2, strings.Count(l, "\t"), "%q", l)
		}
	})
}

func TestOnlyRowsInSightHaveWidgets(t *testing.T) {
	widget.RecordNames()
	rows := make([]loan, 100_000)
	for i := range rows {
		rows[i] = loan{fmt.Sprintf("ZY-%06d", i), "示例科技", i}
	}
	table := loanTable(rows...)
	c := inWindow(t, table)
	_, ok := place(c, "loans[0]")
	require.True(t, ok)
	_, ok = place(c, "loans[60]")
	require.False(t, ok, "a row out of sight is not drawn")
	table.Select(99_999)
	_, ok = place(c, "loans[99999]")
	require.True(t, ok)
	_, ok = place(c, "loans[0]")
	require.False(t, ok)
}

func BenchmarkTableSorts100000Rows(b *testing.B) {
	rows := make([]loan, 100_000)
	for i := range rows {
		rows[i] = loan{fmt.Sprintf("ZY-%06d", i), "示例科技有限公司", i * 7919 % 100_003}
	}
	table := loanTable(rows...)
	for b.Loop() {
		table.SortBy("fen", true)
		table.SortBy("fen", false)
	}
}

func BenchmarkTableFilters100000Rows(b *testing.B) {
	rows := make([]loan, 100_000)
	for i := range rows {
		rows[i] = loan{fmt.Sprintf("ZY-%06d", i), "示例科技有限公司", i}
	}
	table := loanTable(rows...)
	for b.Loop() {
		table.Filter("科技 99")
		table.Filter("")
	}
}

func TestRowsAreNamedByWhatTheyAreAndTheWindowGetsItsKeys(t *testing.T) {
	widget.RecordNames()
	table := threeLoans()
	table.RowName = func(l loan) string { return "row:" + l.number }
	var given []fyne.KeyName
	table.OnKey = func(k fyne.KeyName) { given = append(given, k) }
	c := inWindow(t, table)
	table.SortBy("fen", false)
	first, ok := place(c, "row:ZY-3")
	require.True(t, ok)
	second, ok := place(c, "row:ZY-1")
	require.True(t, ok)
	require.Less(t, first.Y, second.Y, "names follow the order shown")
	table.FocusFilter()
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	focusGrid(t, c, table)
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyF5})
	require.Equal(t, []fyne.KeyName{fyne.KeyEscape, fyne.KeyF5}, given)
}
