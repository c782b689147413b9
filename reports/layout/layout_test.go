package layout_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

func mustLay(t require.TestingT, doc layout.Document) *layout.Laid {
	laid, err := layout.Layout(doc)
	require.NoError(t, err)
	return laid
}

func pageTexts(p layout.Page) []string {
	var out []string
	for _, s := range p.Items {
		if t, ok := s.(chart.Text); ok {
			out = append(out, t.Text)
		}
	}
	return out
}

func joined(l *layout.Laid) string {
	var b strings.Builder
	for _, p := range l.Pages {
		b.WriteString(strings.Join(pageTexts(p), ""))
	}
	return visible(b.String())
}

// inside requires that nothing is drawn outside the text, but for the running head and foot in their places.
func inside(t require.TestingT, l *layout.Laid) {
	require.Empty(t, l.Outside())
}

func TestATableOverManyPagesKeepsEveryCell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := layout.Table{Title: "表", CarryOver: true, Columns: []layout.Column{{Title: "序号"}, {Title: "说明", Weight: 3}, {Title: "金额", Unit: "元", Sum: true}}}
		n := rapid.IntRange(1, 60).Draw(t, "rows")
		total := money.Money(0)
		for i := range n {
			long := rapid.SampledFrom([]int{1, 1, 3, 20, 300}).Draw(t, "length")
			m := money.Money(rapid.Int64Range(0, 1e9).Draw(t, "fen"))
			total += m
			table.Rows = append(table.Rows, []layout.Cell{layout.T(fmt.Sprintf("甲%d乙", i)), layout.T(fmt.Sprintf("始%d", i) + strings.Repeat("权利要求", long) + fmt.Sprintf("终%d", i)), layout.Yuan(m)})
		}
		table.Total = []layout.Cell{layout.T("合计").Across(2), layout.Yuan(total)}
		doc := layout.Document{Title: "样张", Landscape: rapid.Bool().Draw(t, "landscape"), Blocks: []layout.Block{layout.Paragraph{Text: "正文"}, table, layout.Paragraph{Text: "末尾"}}}
		laid := mustLay(t, doc)
		inside(t, laid)
		all := joined(laid)
		for i, row := range table.Rows {
			require.Contains(t, all, row[0].Text)
			require.Contains(t, all, row[2].Text)
			require.Equal(t, 1, strings.Count(all, fmt.Sprintf("甲%d乙", i)))
		}
		want := 0
		for _, row := range table.Rows {
			want += strings.Count(row[1].Text, "权利要求")
		}
		whole := strings.Count(all, "权") // a phrase may be broken over lines; its characters are all there
		require.Equal(t, want, whole)
		require.Equal(t, want, strings.Count(all, "求"))
		require.Contains(t, all, "合计"+table.Total[1].Text)
		require.Contains(t, all, "末尾")
	})
}

func TestEachPageOfATableRepeatsTheHeadAndCarriesTheSum(t *testing.T) {
	table := layout.Table{CarryOver: true, Columns: []layout.Column{{Title: "名称"}, {Title: "金额", Unit: "元", Sum: true}}}
	for i := range 100 {
		table.Rows = append(table.Rows, []layout.Cell{layout.T(fmt.Sprintf("第%d行", i)), layout.Yuan(money.Must("1000.01"))})
	}
	laid := mustLay(t, layout.Document{Title: "样张", Blocks: []layout.Block{table}})
	require.Greater(t, len(laid.Pages), 2)
	for i, p := range laid.Pages {
		texts := pageTexts(p)
		require.Contains(t, texts, "（元）", "page %d", i+1)
		rows := 0
		for _, s := range texts {
			if strings.HasSuffix(s, "行") {
				rows++
			}
		}
		require.Positive(t, rows, "page %d", i+1)
		done := 0
		for _, q := range laid.Pages[:i+1] {
			for _, s := range pageTexts(q) {
				if strings.HasSuffix(s, "行") {
					done++
				}
			}
		}
		if i > 0 {
			require.Contains(t, texts, "承前页")
			require.Contains(t, texts, (money.Must("1000.01") * money.Money(done-rows)).Format())
		}
		if i < len(laid.Pages)-1 {
			require.Contains(t, texts, "过次页")
			require.Contains(t, texts, (money.Must("1000.01") * money.Money(done)).Format())
		}
	}
}

func TestEveryPageSaysWhichItIs(t *testing.T) {
	doc := layout.Document{Title: "关于示例的\n报告", Number: "示字第 1 号", Org: "示例银行", Footer: "样张", Watermark: "草稿", Blocks: []layout.Block{
		layout.Paragraph{Text: "一"}, layout.PageBreak{Turn: layout.LandscapePages}, layout.Paragraph{Text: "二"}, layout.PageBreak{}, layout.Paragraph{Text: "三"}}}
	laid := mustLay(t, doc)
	require.Len(t, laid.Pages, 3)
	require.Less(t, laid.Pages[0].Width, laid.Pages[0].Height)
	require.Greater(t, laid.Pages[1].Width, laid.Pages[1].Height)
	require.Greater(t, laid.Pages[2].Width, laid.Pages[2].Height, "a plain break keeps the orientation")
	for i, p := range laid.Pages {
		require.Subset(t, pageTexts(p), []string{fmt.Sprintf("第 %d 页 共 3 页", i+1), "示字第 1 号", "关于示例的 报告", "示例银行", "样张"})
		require.Equal(t, "草稿", p.Watermark)
	}
}

func TestTheContentsGiveThePagesOfTheHeadings(t *testing.T) {
	doc := layout.Document{Title: "样张", Cover: &layout.Cover{}, Org: "示例评估", Date: date.Of(2026, 11, 22), Blocks: []layout.Block{layout.TOC{}}}
	for i := range 30 {
		doc.Blocks = append(doc.Blocks, layout.Heading{Level: 1, Text: fmt.Sprintf("标题%d完", i), NewPage: i%3 == 0}, layout.Paragraph{Text: strings.Repeat("正文。", 100)})
	}
	laid := mustLay(t, doc)
	require.Len(t, laid.Bookmarks, 30)
	require.Len(t, laid.Links, 30)
	for i, b := range laid.Bookmarks {
		require.Contains(t, pageTexts(laid.Pages[b.Page-1]), b.Title)
		require.Equal(t, b.Page, laid.Links[i].ToPage)
		require.Equal(t, b.Y, laid.Links[i].ToY)
		contents := pageTexts(laid.Pages[laid.Links[i].Page-1])
		for j, s := range contents {
			if s == b.Title {
				require.Equal(t, fmt.Sprint(b.Page), contents[j+1], b.Title)
				break
			}
		}
	}
	require.NotContains(t, strings.Join(pageTexts(laid.Pages[0]), ""), "第 1 页", "the cover carries no page number")
}

func TestAHeadingStaysWithWhatFollows(t *testing.T) {
	for lines := range 45 {
		for _, next := range []layout.Block{
			layout.Paragraph{Text: "跟随其后的第一段。" + strings.Repeat("文字。", 60)},
			layout.KeyValue{Pairs: []layout.Pair{{Label: "出质人", Section: true}, {Label: "名称", Value: "跟随其后的第一段。", Wide: true}, {Label: "地址", Value: "连云港", Wide: true}, {Label: "电话", Value: "—"}}},
			layout.Table{Columns: []layout.Column{{Title: "名称"}}, Rows: [][]layout.Cell{{layout.T("跟随其后的第一段。")}, {layout.T("二")}, {layout.T("三")}}},
		} {
			doc := layout.Document{Blocks: []layout.Block{layout.Paragraph{NoIndent: true, Text: "起" + strings.Repeat("\n行", lines)}, layout.Heading{Level: 1, Text: "标题"}, next}}
			laid := mustLay(t, doc)
			page := laid.Pages[laid.Bookmarks[0].Page-1]
			require.Contains(t, visible(strings.Join(pageTexts(page), "")), "跟随其后的第一段。", "%d lines before a %T", lines, next)
		}
	}
}

func TestNoParagraphLeavesASingleLineBehind(t *testing.T) {
	for lines := range 45 {
		text := "首" + strings.Repeat("\n行", 3) + "\n末"
		doc := layout.Document{Blocks: []layout.Block{layout.Paragraph{NoIndent: true, Text: "起" + strings.Repeat("\n前", lines)}, layout.Paragraph{NoIndent: true, Text: text}}}
		laid := mustLay(t, doc)
		for _, p := range laid.Pages {
			body := 0
			for _, s := range pageTexts(p) {
				if s == "首" || s == "行" || s == "末" {
					body++
				}
			}
			require.NotEqual(t, 1, body, "%d lines before", lines)
		}
	}
}

func TestUnprintableCharactersAreNamedWithTheirPlacesAllAtOnce(t *testing.T) {
	doc := layout.Document{Title: "甲\u200b", Number: "一\n二", Blocks: []layout.Block{
		layout.Table{Columns: []layout.Column{{Title: "名称"}}, Rows: [][]layout.Cell{{layout.T("好")}, {layout.T("江苏省连云港市海州区示例𠮷田科技有限公司分公司\U000E0001")}}},
		layout.KeyValue{Pairs: []layout.Pair{{Label: "名", Value: "\u202e值"}}},
		layout.Figure{Chart: chart.Bars{Bars: []chart.Bar{{Label: "😀"}}}},
	}}
	_, err := layout.Layout(doc)
	paths := map[string]string{}
	for _, f := range fault.Of(err) {
		require.Equal(t, fault.Invalid, f.Kind)
		paths[f.Path] = f.Message
	}
	require.Len(t, paths, 5)
	require.Contains(t, paths["title"], "标题：“甲〔U+200B〕”中含有无法打印的字符：零宽空格（U+200B）；看不见的字符多由复制带入，请删去")
	require.Contains(t, paths["number"], "换行")
	require.Contains(t, paths["blocks[0].rows[1][0]"], "第 2 行“名称”：“…云港市海州区示例𠮷田科技有限公司分…”")
	require.Contains(t, paths["blocks[0].rows[1][0]"], "“𠮷”（U+20BB7）")
	require.Contains(t, paths["blocks[0].rows[1][0]"], "请改用通用字形")
	require.Contains(t, paths["blocks[1].pairs[0].value"], "“名”：“〔U+202E〕值”中含有无法打印的字符：右至左强制符（U+202E）")
	require.Contains(t, paths["blocks[2].chart.rows[0][0]"], "U+1F600")
}

func TestWhatCannotBeSetIsRefused(t *testing.T) {
	wide := layout.Table{Title: "宽表", Columns: make([]layout.Column, 60)}
	_, err := layout.Layout(layout.Document{Blocks: []layout.Block{wide}})
	require.True(t, fault.Has(err, "table.narrow"))
	_, err = layout.Layout(layout.Document{Title: strings.Repeat("长", 2000), Cover: &layout.Cover{}})
	require.True(t, fault.Has(err, "cover.long"))
	_, err = layout.Layout(layout.Document{QR: &layout.QR{Text: strings.Repeat("x", 5000)}})
	require.True(t, fault.Has(err, "qr.long"))
	_, err = layout.Layout(layout.Document{Blocks: []layout.Block{layout.Table{Title: "表 1", Columns: []layout.Column{{Title: "甲"}}, Rows: [][]layout.Cell{{layout.T("一")}, {layout.T("一"), layout.T("二")}}}}})
	require.True(t, fault.Has(err, "table.cells"), "a cell beyond the last column is not dropped")
	require.Contains(t, err.Error(), "第 2 行")
	_, err = layout.Layout(layout.Document{Blocks: []layout.Block{layout.Paragraph{Text: "一", Spans: []layout.Span{{Text: "二"}}}}})
	require.True(t, fault.Has(err, "text.twice"), "a text hidden behind spans is not dropped")
	_, err = layout.Layout(layout.Document{Blocks: []layout.Block{layout.Signatures{Signers: []layout.Signer{{Role: strings.Repeat("长", 3000)}}}}})
	require.True(t, fault.Has(err, "sign.long"))
}

func TestOddTablesAreSetWithoutLoss(t *testing.T) {
	tall := layout.Table{Columns: []layout.Column{{Title: strings.Repeat("很长的列名", 150)}, {Title: "乙"}}, Rows: [][]layout.Cell{{layout.T("子")}, {}, {layout.T("丑"), layout.T("寅")}}}
	doc := layout.Document{Blocks: []layout.Block{tall, layout.Table{}, layout.Table{Columns: []layout.Column{{Title: "空表"}}},
		layout.KeyValue{PerRow: 3, Pairs: []layout.Pair{{Label: "长", Value: strings.Repeat("值", 4000)}}},
		layout.Signatures{Signers: []layout.Signer{{Role: strings.Repeat("角色", 40), Name: strings.Repeat("名称", 40), Seal: layout.SquareSeal}}}}}
	laid := mustLay(t, doc)
	inside(t, laid)
	all := joined(laid)
	require.Equal(t, 150, strings.Count(all, "很"))
	require.Equal(t, 4000, strings.Count(all, "值"))
	require.Equal(t, 40, strings.Count(all, "角"))
	require.GreaterOrEqual(t, strings.Count(all, "称"), 40)
	for _, want := range []string{"子", "丑", "寅", "空表"} {
		require.Contains(t, all, want)
	}
}

func TestClausesAreCountedInChinese(t *testing.T) {
	doc := layout.Document{}
	for range 21 {
		doc.Blocks = append(doc.Blocks, layout.Clause{Text: "内容。"})
	}
	all := joined(mustLay(t, doc))
	for _, want := range []string{"第一条", "第十条", "第十一条", "第二十条", "第二十一条"} {
		require.Contains(t, all, want)
	}
	for n, want := range map[int]string{0: "零", 10: "十", 15: "十五", 20: "二十", 99: "九十九", 100: "一百", 105: "一百零五", 110: "一百一十", 112: "一百一十二", 345: "三百四十五", 1000: "1000"} {
		require.Equal(t, want, layout.ChineseNumeral(n))
	}
}

func TestCellsWriteValuesAsTheTradeDoes(t *testing.T) {
	require.Equal(t, "1,234,567.89", layout.Yuan(money.Must("1234567.89")).Text)
	require.Equal(t, "123.46", layout.Wan(money.Must("1234567.89"), 2).Text)
	require.Equal(t, "-1,234.50", layout.Num(money.Must("-1234.5").Decimal(), 2).Text)
	require.Equal(t, "3.13%", layout.Percent(money.MustRate("0.03125"), 2).Text)
	require.Equal(t, "12,000", layout.Count(12000).Text)
	require.Equal(t, "", layout.Day(date.Date{}).Text)
	require.Equal(t, []layout.Span{{Text: "甲"}, {Text: "乙", Bold: true}, {Text: "丙"}}, layout.Rich("甲**乙**丙"))
}

func TestNoPageHoldsOnlySignatures(t *testing.T) {
	signers := []layout.Signer{{Role: "经办人"}, {Role: "负责人"}, {Role: "（盖章）", Seal: layout.RoundSeal}}
	table := layout.Table{Columns: []layout.Column{{Title: "项目"}, {Title: "内容"}}}
	for range 3 {
		table.Rows = append(table.Rows, []layout.Cell{layout.T("甲"), layout.T("乙")})
	}
	two := 0
	for lead := range 45 {
		for name, last := range map[string]layout.Block{"paragraph": layout.Paragraph{Text: strings.Repeat("同意按上述方案办理。", 8)},
			"note": layout.Note{Text: strings.Repeat("同意按上述方案办理。", 8)}, "table": table, "long": layout.Paragraph{Text: strings.Repeat("同意按上述方案办理。", 80)}} {
			d := layout.Document{Title: "样张"}
			for range lead {
				d.Blocks = append(d.Blocks, layout.Paragraph{Text: "一行。"})
			}
			d.Blocks = append(d.Blocks, last, layout.Signatures{Signers: signers})
			laid, err := layout.Layout(d)
			require.NoError(t, err)
			if len(laid.Pages) > 1 {
				two++
			}
			first := pageTexts(laid.Pages[len(laid.Pages)-1])[0]
			require.NotContains(t, first, "经办人", "%s after %d lines", name, lead)
			require.NotContains(t, first, "（盖章）", "%s after %d lines", name, lead)
			require.True(t, name != "note" || lead == 0 || !strings.HasPrefix(first, "注"), "small print alone says nothing, after %d lines", lead)
		}
	}
	require.Greater(t, two, 40, "it was tried at page ends")
}

func TestReadFindsTheValueBehindAWrittenText(t *testing.T) {
	for text, want := range map[string]layout.Cell{
		"1,234.50":   {Text: "1,234.50", Kind: layout.NumberCell, Number: decimal.RequireFromString("1234.50"), Places: 2},
		"-5":         {Text: "-5", Kind: layout.NumberCell, Number: decimal.RequireFromString("-5")},
		"3.12%":      {Text: "3.12%", Kind: layout.PercentCell, Number: decimal.RequireFromString("0.0312"), Places: 2},
		"2026-11-22": layout.Day(date.Of(2026, 11, 22)),
		"0012":       layout.T("0012"), "1,23": layout.T("1,23"), "12 次": layout.T("12 次"), "": layout.T(""), "2026-13-01": layout.T("2026-13-01"), "1.2.3": layout.T("1.2.3"),
	} {
		got := layout.Read(text)
		require.True(t, want.Number.Equal(got.Number), text)
		got.Number, want.Number = decimal.Zero, decimal.Zero
		require.Equal(t, want, got, text)
	}
}

func TestHeadsAndTitlesLeaveNoSingleCharacterBehind(t *testing.T) {
	table := layout.Table{Columns: []layout.Column{{Title: "登记的权利人"}, {Title: "Carbon Fiber 材料", Unit: "元"}}}
	for range 5 { // seven columns: five characters to a line
		table.Columns = append(table.Columns, layout.Column{Title: "列"})
	}
	table.Rows = [][]layout.Cell{{layout.T("甲")}}
	laid := mustLay(t, layout.Document{Title: strings.Repeat("专利权评估报告", 3) + "一二", Blocks: []layout.Block{table}})
	inside(t, laid)
	texts := pageTexts(laid.Pages[0])
	require.Subset(t, texts, []string{"登记的", "权利人", "Carbon", "（元）"})
	short := 99
	for _, s := range laid.Pages[0].Items {
		if x, is := s.(chart.Text); is && x.Size == 20 {
			short = min(short, len([]rune(x.Text)))
		}
	}
	require.Greater(t, short, 9, "the title has two lines of like length")
}

// A form whose first row went to the next page left the rule that closes it on the page before.
func TestAFormThatHasNotBegunLeavesNoRule(t *testing.T) {
	crossed := false
	for n := range 40 {
		doc := layout.Document{Title: "测试"}
		for range n {
			doc.Blocks = append(doc.Blocks, layout.Paragraph{Text: "一行", NoIndent: true})
		}
		doc.Blocks = append(doc.Blocks, layout.KeyValue{Pairs: []layout.Pair{{Label: "债务人", Section: true}, {Label: "名称", Value: "示例", Wide: true}, {Label: "地址", Value: "示例", Wide: true}}})
		laid, err := layout.Layout(doc)
		require.NoError(t, err)
		for _, page := range laid.Pages {
			for _, item := range page.Items {
				if line, ok := item.(chart.Line); ok {
					require.False(t, line.Y1 > 79 && line.Y1 < page.Height-71-20, "%d lines: a rule at %.1f", n, line.Y1)
				}
			}
		}
		crossed = crossed || len(laid.Pages) > 1
	}
	require.True(t, crossed)
}

func TestNoPageHasTheLastNoteAndNothingElse(t *testing.T) {
	split := false
	for height := 560.0; height < 720; height += 3 {
		laid := mustLay(t, layout.Document{Title: "样张", Blocks: []layout.Block{layout.Paragraph{Text: "正文"}, layout.Spacer{Height: height},
			layout.Paragraph{Text: "落款"}, layout.Note{Label: "1", Text: "前一条说明"}, layout.Note{Label: "2", Text: "后一条说明"}}})
		last := strings.Join(pageTexts(laid.Pages[len(laid.Pages)-1]), "")
		require.Contains(t, last, "后一条说明")
		require.Contains(t, last, "前一条说明", "height %v", height)
		split = split || len(laid.Pages) == 2 && !strings.Contains(last, "落款")
	}
	require.True(t, split, "somewhere the notes go to a page of their own together")
}
