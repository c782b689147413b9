package sheet_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/reports/sheet"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func table() layout.Table {
	return layout.Table{Title: "表 1　评估明细表", Unit: "单位：元", Note: "样张",
		Columns: []layout.Column{{Title: "名称"}, {Title: "金额", Unit: "元"}, {Title: "比例"}, {Title: "到期日"}},
		Rows: [][]layout.Cell{
			{layout.T("=HYPERLINK(\"http://example.invalid\")"), layout.Yuan(money.Must("1234567.89")), layout.Percent(money.MustRate("0.0312"), 2), layout.Day(date.Of(2036, 5, 1))},
			{layout.T("乙"), layout.Yuan(money.Must("92233720368547758.07"))},
		},
		Total: []layout.Cell{layout.T("合计").Across(1), layout.Yuan(money.Must("2.50"))}}
}

func document() layout.Document {
	return layout.Document{Title: "示例报告", Number: "示字〔2026〕第 1 号", Org: "示例银行", Blocks: []layout.Block{
		layout.Heading{Level: 1, Text: "一"}, table(), layout.Table{Name: "评估[明细]: 表/甲?*\\", Columns: []layout.Column{{Title: "列"}}}, table(),
		layout.Figure{Caption: "图 1", WithTable: true, Chart: chart.Bars{Unit: "万元", Bars: []chart.Bar{{Label: "甲", Value: chart.Amount{At: 1, Text: "1.00"}}}}},
		layout.Figure{Caption: "图 2", Chart: chart.Bars{}},
	}}
}

func open(t *testing.T, b []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	require.NoError(t, err)
	t.Cleanup(func() { f.Close() })
	return f
}

func TestEveryTableBecomesAWorksheetWithRealNumbers(t *testing.T) {
	b, err := sheet.XLSX(document(), noon)
	require.NoError(t, err)
	f := open(t, b)
	require.Equal(t, []string{"表 1 评估明细表", "评估 明细 表 甲", "表 1 评估明细表(2)", "图 1"}, f.GetSheetList())
	name := f.GetSheetList()[0]
	get := func(cell string, raw bool) string {
		v, err := f.GetCellValue(name, cell, excelize.Options{RawCellValue: raw})
		require.NoError(t, err)
		return v
	}
	require.Equal(t, "金额\n（元）", get("B3", false))
	require.Equal(t, "1234567.89", get("B4", true))
	require.Equal(t, "1,234,567.89", get("B4", false))
	require.Equal(t, "0.0312", get("C4", true))
	require.Equal(t, "3.12%", get("C4", false))
	require.Equal(t, "2036-05-01", get("D4", false))
	require.Equal(t, "92,233,720,368,547,758.07", get("B5", true), "17 digits would be changed by a double, so they stay text")
	require.Equal(t, "2.5", get("B6", true))
	require.Equal(t, "注：样张", get("A7", false))

	kind, err := f.GetCellType(name, "A4")
	require.NoError(t, err)
	require.NotEqual(t, excelize.CellTypeFormula, kind)
	formula, err := f.GetCellFormula(name, "A4")
	require.NoError(t, err)
	require.Empty(t, formula, "text never becomes a formula")
}

func TestTheWorkbookIsReadyToPrint(t *testing.T) {
	b, err := sheet.XLSX(document(), noon)
	require.NoError(t, err)
	f := open(t, b)
	for _, name := range f.GetSheetList() {
		page, err := f.GetPageLayout(name)
		require.NoError(t, err)
		require.Equal(t, "landscape", *page.Orientation)
		require.Equal(t, 9, *page.Size, "A4")
		require.Equal(t, 1, *page.FitToWidth)
		panes, err := f.GetPanes(name)
		require.NoError(t, err)
		require.True(t, panes.Freeze)
		require.Equal(t, 3, panes.YSplit)
	}
	titles := 0
	for _, d := range f.GetDefinedName() {
		if d.Name == "_xlnm.Print_Titles" {
			titles++
		}
	}
	require.Equal(t, len(f.GetSheetList()), titles)
	props, err := f.GetDocProps()
	require.NoError(t, err)
	require.Equal(t, "示例报告", props.Title)
	require.Equal(t, "2026-11-22T12:00:00Z", props.Created)
}

func TestATitleOfTwoLinesHasNoBlankInTheHeader(t *testing.T) {
	d := document()
	d.Title = "专利权质押登记申请表\n（含预审意见）"
	made, err := sheet.XLSX(d, noon)
	require.NoError(t, err)
	f, err := excelize.OpenReader(bytes.NewReader(made))
	require.NoError(t, err)
	head, err := f.GetHeaderFooter(f.GetSheetList()[0])
	require.NoError(t, err)
	require.Contains(t, head.OddHeader, "专利权质押登记申请表（含预审意见）")
}

func TestTheSameDocumentGivesTheSameWorkbook(t *testing.T) {
	first, err := sheet.XLSX(document(), noon)
	require.NoError(t, err)
	for range 8 {
		again, err := sheet.XLSX(document(), noon)
		require.NoError(t, err)
		require.True(t, bytes.Equal(first, again))
	}
	z, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	require.NoError(t, err)
	require.Equal(t, "[Content_Types].xml", z.File[0].Name)
	for _, f := range z.File {
		require.LessOrEqual(t, f.Modified.Year(), 1980, f.Name)
	}
}

func TestWhatAWorksheetCannotHoldIsRefused(t *testing.T) {
	_, err := sheet.XLSX(layout.Document{Title: "无表"}, noon)
	require.True(t, fault.Has(err, "sheet.empty"))
	long := layout.Table{Columns: []layout.Column{{Title: "列"}}, Rows: [][]layout.Cell{{layout.T(strings.Repeat("字", 32768))}}}
	_, err = sheet.XLSX(layout.Document{Blocks: []layout.Block{long}}, noon)
	require.True(t, fault.Has(err, "sheet.text"))
	require.Contains(t, err.Error(), "tables[0].rows[0][0]")
}

func TestTheDataOfAFigureAreRealNumbers(t *testing.T) {
	amount := func(at float64, text string) chart.Amount { return chart.Amount{At: at, Text: text} }
	doc := layout.Document{Blocks: []layout.Block{layout.Figure{Caption: "图 1", WithTable: true, Chart: chart.Lines{Unit: "万元", X: []string{"2025"},
		Series: []chart.Series{{Name: "收入", Values: []chart.Amount{amount(1234.5, "1,234.50")}}, {Name: "增长", Values: []chart.Amount{amount(8, "8.25%")}}, {Name: "结果", Values: []chart.Amount{amount(0, "1,23 次")}}}}}}}
	b, err := sheet.XLSX(doc, noon)
	require.NoError(t, err)
	f := open(t, b)
	for cell, want := range map[string]string{"A4": "2025", "B4": "1234.5", "C4": "0.0825", "D4": "1,23 次"} {
		v, err := f.GetCellValue("图 1", cell, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		require.Equal(t, want, v, cell)
	}
	shown, err := f.GetCellValue("图 1", "B4")
	require.NoError(t, err)
	require.Equal(t, "1,234.50", shown)
	kind, err := f.GetCellType("图 1", "B4")
	require.NoError(t, err)
	require.Equal(t, excelize.CellTypeUnset, kind, "a number has no type mark in the file")
}

func TestAnEmptyTableSaysSoInTheWorkbook(t *testing.T) {
	b, err := sheet.XLSX(layout.Document{Blocks: []layout.Block{layout.Table{Name: "空", Columns: []layout.Column{{Title: "甲"}, {Title: "乙"}}}}}, noon)
	require.NoError(t, err)
	v, err := open(t, b).GetCellValue("空", "A4")
	require.NoError(t, err)
	require.Equal(t, "（无）", v)
}

func TestCharactersNobodySeesAreRefusedByName(t *testing.T) {
	bad := layout.Table{Columns: []layout.Column{{Title: "名称"}}, Rows: [][]layout.Cell{{layout.T("甲")}, {layout.T("\u202e乙\x00")}}}
	_, err := sheet.XLSX(layout.Document{Blocks: []layout.Block{bad}}, noon)
	require.True(t, fault.Has(err, "sheet.char"))
	require.Contains(t, err.Error(), "tables[0].rows[1][0]")
	require.Contains(t, err.Error(), "右至左强制符（U+202E）")
	require.Contains(t, err.Error(), "空字符（U+0000）")
	_, err = sheet.CSV(bad)
	require.True(t, fault.Has(err, "sheet.char"))
	rare := layout.Table{Columns: []layout.Column{{Title: "名称"}}, Rows: [][]layout.Cell{{layout.T("𠮷")}}}
	b, err := sheet.CSV(rare)
	require.NoError(t, err, "a spreadsheet has the reader's fonts: what cannot be printed here can be there")
	require.Contains(t, string(b), "𠮷")
}

func TestNumbersFarDownWidenTheirColumn(t *testing.T) {
	long := layout.Table{Name: "长表", Columns: []layout.Column{{Title: "额"}}}
	for range 900 {
		long.Rows = append(long.Rows, []layout.Cell{layout.Yuan(1)})
	}
	long.Rows = append(long.Rows, []layout.Cell{layout.Yuan(money.Must("999999999999.99"))})
	b, err := sheet.XLSX(layout.Document{Blocks: []layout.Block{long}}, noon)
	require.NoError(t, err)
	w, err := open(t, b).GetColWidth("长表", "A")
	require.NoError(t, err)
	require.Greater(t, w, 19.0)
}

func TestCSVKeepsSpreadsheetsFromRunningText(t *testing.T) {
	rows := map[string]string{"=1+1": "'=1+1", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)", "\u3000=1": "'\u3000=1",
		"＝1": "'＝1", "-5": "-5", "-1,234.50": `"-1,234.50"`, "3.12%": "3.12%", "甲=乙": "甲=乙", "": ""}
	for in, want := range rows {
		b, err := sheet.CSV(layout.Table{Columns: []layout.Column{{Title: "甲"}, {Title: "乙"}}, Rows: [][]layout.Cell{{layout.T("x"), layout.T(in)}}})
		require.NoError(t, err)
		require.Equal(t, "\ufeff甲,乙\r\nx,"+want+"\r\n", string(b))
	}
}

func TestCSVKeepsAllDigitsAndUnits(t *testing.T) {
	tab := table()
	tab.Rows = append(tab.Rows, []layout.Cell{layout.T("跨"), layout.Num(decimal.RequireFromString("0.123456"), 2)})
	b, err := sheet.CSV(tab)
	require.NoError(t, err)
	lines := strings.Split(string(b), "\r\n")
	require.Equal(t, "\ufeff名称,金额（元）,比例,到期日", lines[0])
	require.Equal(t, `"'=HYPERLINK(""http://example.invalid"")",1234567.89,3.12%,2036-05-01`, lines[1])
	require.Equal(t, "乙,92233720368547758.07,,", lines[2])
	require.Equal(t, "跨,0.123456,,", lines[3])
	require.Equal(t, "合计,2.5,,", lines[4])
}
