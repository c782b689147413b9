package form_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	"zhiya/app/widget"
	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/cost"
	"zhiya/valuation/fault"
	"zhiya/valuation/income"
	"zhiya/valuation/market"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/workflow/casefile"
)

// paged is a form of inputs in three pages in a window.
func paged(t *testing.T, in *valuation.Inputs) (*form.Form, fyne.Window, *string) {
	t.Helper()
	widget.RecordNames()
	test.NewTempApp(t)
	open := ""
	var f *form.Form
	w := test.NewTempWindow(t, nil)
	w.Resize(fyne.NewSize(1100, 700))
	f = form.NewParts(form.Env{Width: 860, Wide: true, Tables: true, Turn: func(p string) {
		open = p
		w.SetContent(f.Open(p))
	}, Yearly: func(x casefile.Field) bool { return x.Name == "revenue" },
		YearEnds: func(_ string, n int) []string { return []string{"2027-06-30", "2028-06-30", "2029-06-30"}[:min(n, 3)] }},
		"inputs", in, []form.Part{{Name: "basic", Fields: []string{"purpose", "base_date"}}, {Name: "royalty", Fields: []string{"royalty"}}, {Name: "market", Fields: []string{"market"}}})
	w.SetContent(f.Open("basic"))
	return f, w, &open
}

func TestAFormOfSeveralPagesTurnsToTheFirstFault(t *testing.T) {
	in := valuation.Inputs{Purpose: "质押", Royalty: &income.RoyaltyInput{Revenue: make([]sourced.Amount, 2)}, Cost: &cost.Input{}}
	f, w, open := paged(t, &in)
	rest := f.Show(fault.Faults{{Path: "inputs.royalty.revenue[1].value", Message: "请填写第二年收入"}, {Path: "inputs.cost", Message: "不在表上"}})
	require.Equal(t, "royalty", *open)
	require.Len(t, rest, 1, "what no page shows is handed back")
	require.Contains(t, words(w.Content()), "✗ 数额：请填写第二年收入")
	require.True(t, f.Focus("inputs.purpose"))
	require.Equal(t, "basic", *open)
	require.Equal(t, "market", f.PageOf("inputs.market.comparables[0].name"))
	require.Empty(t, f.Read())
	require.NotNil(t, in.Cost, "what is on no page stays as it was")
}

func TestRowsOfYearsSayWhenTheyEnd(t *testing.T) {
	in := valuation.Inputs{Royalty: &income.RoyaltyInput{Convention: cashflow.Convention{}, Revenue: make([]sourced.Amount, 2)}}
	f, w, _ := paged(t, &in)
	w.SetContent(f.Open("royalty"))
	require.Contains(t, words(w.Content()), "第 2 年")
	require.Contains(t, words(w.Content()), "至 2028-06-30")
}

func TestFiguresOfASpreadsheetFillTheYears(t *testing.T) {
	in := valuation.Inputs{Royalty: &income.RoyaltyInput{Revenue: make([]sourced.Amount, 2)}}
	f, w, _ := paged(t, &in)
	w.SetContent(f.Open("royalty"))
	paste := func(text string) {
		fyne.CurrentApp().Clipboard().SetContent(text)
		test.Tap(named(t, w, "paste:inputs.royalty.revenue").(*fynewidget.Button))
		require.Empty(t, f.Read())
	}
	paste("1,000,000.00\r\n2000000\r\n3000000.5\r\n")
	require.Equal(t, []money.Money{money.Yuan(1000000), money.Yuan(2000000), money.Must("3000000.50")}, revenues(in))
	paste("1\t2\t3\t4")
	require.Len(t, in.Royalty.Revenue, 4, "figures side by side are years too")
	paste("来源\t数额（元）\n审计报告\t7\n审计报告\t8\n")
	require.Equal(t, money.Yuan(7), in.Royalty.Revenue[0].Value, "heads say which column is which")
	require.Equal(t, "审计报告", in.Royalty.Revenue[1].Source)
	test.Tap(named(t, w, "same:inputs.royalty.revenue").(*fynewidget.Button))
	require.Empty(t, f.Read())
	require.Equal(t, "审计报告", in.Royalty.Revenue[3].Source)
	test.Tap(named(t, w, "copy:inputs.royalty.revenue").(*fynewidget.Button))
	require.Equal(t, "数额\t来源\n7\t审计报告\n8\t审计报告\n3\t审计报告\n4\t审计报告\n", fyne.CurrentApp().Clipboard().Content())
}

func revenues(in valuation.Inputs) []money.Money {
	var out []money.Money
	for _, r := range in.Royalty.Revenue {
		out = append(out, r.Value)
	}
	return out
}

func TestElementsOfManyFieldsStandSideBySide(t *testing.T) {
	in := valuation.Inputs{Market: &market.Input{Comparables: []market.Comparable{{Name: "示例交易一"}, {Name: "示例交易二", Factors: []market.Factor{{Ground: market.Ground("date")}}}}}}
	f, w, _ := paged(t, &in)
	w.SetContent(f.Open("market"))
	one, two := named(t, w, "field:inputs.market.comparables[0].name"), named(t, w, "field:inputs.market.comparables[1].name")
	driver := fyne.CurrentApp().Driver()
	require.Equal(t, driver.AbsolutePositionForObject(one).Y, driver.AbsolutePositionForObject(two).Y)
	require.Less(t, driver.AbsolutePositionForObject(one).X, driver.AbsolutePositionForObject(two).X)
	f.Show(fault.Faults{{Path: "inputs.market.comparables[1].price.value", Message: "请填写价款"}})
	require.Contains(t, words(w.Content()), "✗ 请填写价款")
	fyne.CurrentApp().Clipboard().SetContent("交易名称\t示例甲\t示例乙\t示例丙\n成交价款\t100\t200\t300\n成交价款来源\t合同\t合同\t公告\n交易方式\t许可\t转让\ttransfer\n")
	test.Tap(named(t, w, "paste:inputs.market.comparables").(*fynewidget.Button))
	require.Empty(t, f.Read())
	require.Len(t, in.Market.Comparables, 3)
	require.Equal(t, "示例乙", in.Market.Comparables[1].Name)
	require.Equal(t, money.Yuan(300), in.Market.Comparables[2].Price.Value)
	require.Equal(t, "公告", in.Market.Comparables[2].Price.Source)
	require.Equal(t, market.DealKind("transfer"), in.Market.Comparables[2].Kind)
	require.Len(t, in.Market.Comparables[1].Factors, 1, "what the spreadsheet does not name stays")
}

func TestArrowsAndEnterMoveInATable(t *testing.T) {
	in := valuation.Inputs{Royalty: &income.RoyaltyInput{Revenue: make([]sourced.Amount, 3)}}
	f, w, _ := paged(t, &in)
	w.SetContent(f.Open("royalty"))
	cell := func(i string) *kit.Entry {
		return named(t, w, "field:inputs.royalty.revenue["+i+"].value").(*kit.Entry)
	}
	w.Canvas().Focus(cell("0"))
	cell("0").TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	require.Equal(t, fyne.Focusable(cell("1")), w.Canvas().Focused())
	cell("1").TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	require.Equal(t, fyne.Focusable(cell("2")), w.Canvas().Focused())
	fyne.CurrentApp().Clipboard().SetContent("5\n6\n")
	cell("2").TypedShortcut(&fyne.ShortcutPaste{Clipboard: fyne.CurrentApp().Clipboard()})
	require.Empty(t, f.Read())
	require.Equal(t, []money.Money{0, 0, money.Yuan(5), money.Yuan(6)}, revenues(in))
}

func TestARemarkStandsBesideItsField(t *testing.T) {
	in := valuation.Inputs{Royalty: &income.RoyaltyInput{Revenue: make([]sourced.Amount, 2)}}
	f, w, _ := paged(t, &in)
	for _, path := range []string{"inputs.purpose", "inputs.royalty.royalty", "inputs.royalty.revenue[1].value", "inputs.royalty"} {
		require.True(t, f.Remark(path, "请补充依据 "+path), path)
	}
	require.False(t, f.Remark("royalty.year.3", "没有这个栏目"))
	require.Contains(t, words(w.Content()), "✎ 请补充依据 inputs.purpose")
	w.SetContent(f.Open("royalty"))
	require.Contains(t, words(w.Content()), "✎ 请补充依据 inputs.royalty.royalty")
	require.Contains(t, words(w.Content()), "inputs.royalty.revenue[1].value")
	f.Show(nil)
	require.Contains(t, words(w.Content()), "✎ 请补充依据 inputs.royalty.royalty", "it stays when faults go")
}
