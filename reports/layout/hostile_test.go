package layout_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation/fault"
)

func TestAClauseOfFourThousandCharactersAndACellOfTwoThousandLoseNothing(t *testing.T) {
	clause, cell := strings.Repeat("甲方应当在约定期限内（自登记之日起 30 日）履行。", 160), strings.Repeat("技术特征", 500)
	laid := mustLay(t, layout.Document{Blocks: []layout.Block{layout.Clause{Text: clause},
		layout.Table{Columns: []layout.Column{{Title: "甲"}, {Title: "乙"}, {Title: "丙"}}, Rows: [][]layout.Cell{{layout.T("前"), layout.T(cell), layout.T("后")}}}}})
	inside(t, laid)
	all := joined(laid)
	require.Equal(t, 160, strings.Count(all, "履"))
	require.Equal(t, 160, strings.Count(all, "30"))
	require.Equal(t, 500, strings.Count(all, "征"))
	head := 0
	for _, p := range laid.Pages {
		for _, s := range pageTexts(p) {
			if s == "丙" {
				head++
			}
		}
	}
	require.Greater(t, head, 1, "the head stands again where the row runs on")
}

func TestAnAmountOfEighteenDigitsStaysOnOneLineInANarrowColumn(t *testing.T) {
	const amount = "-999,999,999,999,999,999.99"
	for columns := 2; columns <= 6; columns++ {
		table := layout.Table{}
		row := make([]layout.Cell, columns)
		for i := range columns {
			table.Columns = append(table.Columns, layout.Column{Title: fmt.Sprintf("列%d", i)})
			row[i] = layout.T("一段说明文字")
		}
		row[columns-1] = layout.T(amount)
		table.Rows = [][]layout.Cell{row}
		laid := mustLay(t, layout.Document{Blocks: []layout.Block{table}})
		inside(t, laid)
		require.Contains(t, pageTexts(laid.Pages[0]), amount, "%d columns", columns)
	}
	table := layout.Table{} // ten such columns cannot be read in one line: they are divided after a comma
	for range 10 {
		table.Columns = append(table.Columns, layout.Column{Title: "额"})
	}
	table.Rows = [][]layout.Cell{make([]layout.Cell, 10)}
	for i := range 10 {
		table.Rows[0][i] = layout.T(amount)
	}
	laid := mustLay(t, layout.Document{Blocks: []layout.Block{table}})
	inside(t, laid)
	require.Contains(t, joined(laid), amount)
	for _, s := range pageTexts(laid.Pages[0]) {
		if strings.HasPrefix(s, "-999,") || strings.HasSuffix(s, ".99") {
			require.True(t, strings.HasSuffix(s, ",") || strings.HasSuffix(s, ".99"), s)
		}
	}
}

func TestEmptyTablesAndFormsSayThatTheyAreEmpty(t *testing.T) {
	for name, b := range map[string]layout.Block{
		"table":      layout.Table{Title: "表 1　明细", Columns: []layout.Column{{Title: "名称"}, {Title: "金额", Sum: true}}},
		"with total": layout.Table{Columns: []layout.Column{{Title: "名称"}, {Title: "金额", Sum: true}}, CarryOver: true, Total: []layout.Cell{layout.T("合计"), layout.T("0.00")}},
		"form":       layout.KeyValue{Title: "登记信息"},
	} {
		laid := mustLay(t, layout.Document{Blocks: []layout.Block{b}})
		inside(t, laid)
		require.Equal(t, 1, strings.Count(joined(laid), "（无）"), name)
	}
	require.NotContains(t, joined(mustLay(t, layout.Document{Blocks: []layout.Block{layout.Table{Columns: []layout.Column{{Title: "名称"}}, Rows: [][]layout.Cell{{layout.T("甲")}}}}})), "（无）")
}

// Marks that turn or hide text, and characters outside the font, are refused by name wherever they stand; never drawn.
func TestHiddenAndRareCharactersAreRefusedByNameEverywhere(t *testing.T) {
	for r, name := range map[rune]string{0x202E: "右至左强制符（U+202E）", 0x200B: "零宽空格（U+200B）", 0x2066: "左至右隔离符（U+2066）", 0xFEFF: "字节顺序标记（U+FEFF）",
		0x20BB7: "“𠮷”（U+20BB7）", 0x9FFF: "“鿿”（U+9FFF）", 0xE000: "私有区字符（U+E000）", 0xFE0F: "不可显示字符（U+FE0F）"} {
		if layout.Printable(r) {
			t.Errorf("U+%04X is printable", r)
		}
		bad := "甲" + string(r) + "乙"
		doc := layout.Document{Title: bad, Number: bad, Org: bad, Subject: bad, Author: bad, Keywords: []string{bad}, Watermark: bad, Header: bad, Footer: bad,
			QR: &layout.QR{Text: "x", Caption: bad}, Cover: &layout.Cover{Lines: []layout.Pair{{Label: bad, Value: bad}}},
			Blocks: []layout.Block{layout.Heading{Text: bad}, layout.Paragraph{Text: bad}, layout.Paragraph{Spans: []layout.Span{{Text: bad, Note: bad}}},
				layout.Clause{Number: bad, Title: bad, Text: bad}, layout.Clause{Spans: []layout.Span{{Text: bad}}},
				layout.KeyValue{Title: bad, Pairs: []layout.Pair{{Label: bad, Value: bad}}},
				layout.Table{Title: bad, Unit: bad, Note: bad, Columns: []layout.Column{{Title: bad, Unit: bad}}, Rows: [][]layout.Cell{{layout.T(bad)}}, Total: []layout.Cell{layout.T(bad)}},
				layout.Figure{Caption: bad, Chart: chart.Bars{Unit: bad, Bars: []chart.Bar{{Label: bad, Value: chart.Amount{Text: bad}}}}},
				layout.Signatures{Signers: []layout.Signer{{Role: bad, Name: bad, Date: bad}}}, layout.Note{Label: bad, Text: bad}, layout.TOC{Title: bad}}}
		_, err := layout.Layout(doc)
		faults := fault.Of(err)
		seen := map[string]bool{}
		for _, f := range faults {
			require.Equal(t, "char.unprintable", f.Code)
			require.Contains(t, f.Message, name)
			require.Contains(t, f.Message, "请")
			seen[f.Path] = true
		}
		require.Len(t, seen, 40, "every text of the document is looked at")
	}
}

func TestTenThousandBlocksAreSet(t *testing.T) {
	doc := layout.Document{Title: "样张", Blocks: []layout.Block{layout.TOC{Depth: 1}}}
	for i := range 10_000 {
		switch i % 5 {
		case 0:
			doc.Blocks = append(doc.Blocks, layout.Heading{Level: 1 + i%3, Text: fmt.Sprintf("第%d题", i)})
		case 1:
			doc.Blocks = append(doc.Blocks, layout.Clause{Text: fmt.Sprintf("内容%d。", i)})
		case 2:
			doc.Blocks = append(doc.Blocks, layout.KeyValue{Pairs: []layout.Pair{{Label: "号", Value: fmt.Sprint(i)}}})
		default:
			doc.Blocks = append(doc.Blocks, layout.Paragraph{Text: fmt.Sprintf("第%d段。", i)})
		}
	}
	laid := mustLay(t, doc)
	inside(t, laid)
	require.Greater(t, len(laid.Pages), 300)
	all := joined(laid)
	for i := range 10_000 {
		if i%5 > 2 {
			require.Contains(t, all, fmt.Sprintf("第%d段。", i))
		}
	}
}

func TestALandscapePageInTheMiddleKeepsItsOwnMarginsAndNumber(t *testing.T) {
	wide := layout.Table{Title: "表 1　宽表", Columns: []layout.Column{{Title: "甲"}, {Title: "乙"}}}
	for range 80 {
		wide.Rows = append(wide.Rows, []layout.Cell{layout.T("子"), layout.T("丑")})
	}
	laid := mustLay(t, layout.Document{Title: "样张", Watermark: "副本", Blocks: []layout.Block{layout.Paragraph{Text: "前"}, layout.PageBreak{Turn: layout.LandscapePages}, wide,
		layout.PageBreak{Turn: layout.PortraitPages}, layout.Paragraph{Text: "后"}}})
	inside(t, laid)
	n := len(laid.Pages)
	require.Greater(t, n, 4)
	for i, p := range laid.Pages {
		require.Equal(t, i > 0 && i < n-1, p.Width > p.Height, "page %d", i+1)
		require.Equal(t, "副本", p.Watermark)
		require.Contains(t, pageTexts(p), fmt.Sprintf("第 %d 页 共 %d 页", i+1, n))
	}
}

func TestAFigureWithoutDataSaysSo(t *testing.T) {
	for name, c := range map[string]chart.Chart{"none": nil, "empty": chart.Bars{Unit: "万元"}, "empty radar": chart.Radar{Unit: "分"}} {
		laid := mustLay(t, layout.Document{Blocks: []layout.Block{layout.Figure{Chart: c, Caption: "图 1　走势", WithTable: true}}})
		inside(t, laid)
		require.Contains(t, joined(laid), "（无数据）图1走势", name)
	}
}

// What a chart draws but does not list in its table is checked as well.
func TestWhatOnlyThePictureSaysIsChecked(t *testing.T) {
	_, err := layout.Layout(layout.Document{Blocks: []layout.Block{layout.Figure{Caption: "图 1", Chart: chart.Ladder{RefLabel: "评估\u202e价", Reference: chart.Amount{At: 1, Text: "1"}, Rungs: []chart.Rung{{Label: "一"}}}}}})
	require.True(t, fault.Has(err, "char.unprintable"))
}

func TestACoverAcrossHoldsItsCode(t *testing.T) {
	laid := mustLay(t, layout.Document{Title: "样张", Landscape: true, Org: "示例评估", QR: &layout.QR{Text: "x", Caption: "扫码"}, Cover: &layout.Cover{Lines: []layout.Pair{{Label: strings.Repeat("很长的栏目", 5), Value: "甲"}}}})
	inside(t, laid)
	require.Equal(t, 5, strings.Count(joined(laid), "栏目"))
}

// The work grows with the length of the text, not with its square, whatever it is made of.
func TestEndlessRunsOfOneCharacterAreBrokenInTime(t *testing.T) {
	for _, unit := range []string{"月", "万", "。", "（", "1", "a", "-", " ", "第", "\n", "1 月"} {
		text := strings.Repeat(unit, 100_000)
		begin := time.Now()
		lines := layout.BreakLines([]layout.Span{{Text: text}}, 12, 450, 24)
		require.Less(t, time.Since(begin), 3*time.Second, "%q", unit)
		n := 0
		for _, l := range lines {
			n += len([]rune(visible(l.Text())))
		}
		require.Equal(t, len([]rune(visible(text))), n, "%q", unit)
	}
}
