package layout_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation/fault"
)

func referring(spans ...layout.Span) layout.Document {
	return layout.Document{Blocks: []layout.Block{
		layout.Paragraph{Spans: spans},
		layout.Heading{ID: "methods", Level: 1, Text: "四、评估方法", NewPage: true},
		layout.Clause{Text: "一。"}, layout.Clause{Number: "1.", Text: "二。"}, layout.Clause{ID: "scope", Text: "三。"},
		layout.Table{ID: "detail", Title: "表 3　评估明细表", Columns: []layout.Column{{Title: "列"}}},
		layout.Figure{ID: "life", Caption: "图 2-1　期限标尺", Chart: chart.Bars{Bars: []chart.Bar{{Label: "甲"}}}},
		layout.KeyValue{ID: "form", Title: "附件 2：登记信息", Pairs: []layout.Pair{{Label: "甲", Value: "乙"}}},
		layout.Paragraph{ID: "bare", Text: "没有标题的一段。"},
	}}
}

func TestAReferenceIsWrittenAsTheBlockIsCalledAndLeadsThere(t *testing.T) {
	see := layout.See
	laid := mustLay(t, referring(layout.Span{Text: "见"}, see("methods"), see("scope"), see("detail"), see("life"), see("form"), layout.SeePage("bare"), layout.Span{Text: "该段", Ref: "bare"}))
	inside(t, laid)
	require.Contains(t, joined(laid), "见“四、评估方法”第二条表3图2-1附件2第2页该段")
	require.GreaterOrEqual(t, len(laid.Links), 7)
	for _, l := range laid.Links {
		require.Equal(t, 2, l.ToPage)
		require.Positive(t, l.ToY)
		require.Positive(t, l.W)
		found := false
		for _, s := range laid.Pages[l.Page-1].Items {
			x1, y1, x2, y2 := layout.Box(s)
			_, is := s.(chart.Text)
			found = found || is && x1 >= l.X-1 && x2 <= l.X+l.W+1 && y1 >= l.Y-1 && y2 <= l.Y+l.H+1
		}
		require.True(t, found, "the link covers a text")
	}
}

func TestReferencesThatLeadNowhereAreRefused(t *testing.T) {
	_, err := layout.Layout(referring(layout.See("gone"), layout.See("bare")))
	require.True(t, fault.Has(err, "ref.missing"))
	require.True(t, fault.Has(err, "ref.nameless"), "a paragraph has no name to print")
	doc := referring()
	doc.Blocks = append(doc.Blocks, layout.Heading{ID: "scope", Text: "又一个"})
	_, err = layout.Layout(doc)
	require.True(t, fault.Has(err, "ref.twice"))
}

// The page a reference prints is the page on which its block stands, wherever the breaks fall, also where the number's own
// length moves them.
func TestAPageReferenceAlwaysTellsTheTruth(t *testing.T) {
	for lead := range 90 {
		doc := layout.Document{Blocks: []layout.Block{layout.TOC{}}}
		for i := range 9 {
			doc.Blocks = append(doc.Blocks, layout.Paragraph{NoIndent: true, Spans: []layout.Span{{Text: strings.Repeat("字", 33)}, layout.SeePage(fmt.Sprint(i)), {Text: "。"}}})
		}
		doc.Blocks = append(doc.Blocks, layout.Paragraph{NoIndent: true, Text: "起" + strings.Repeat("\n行", 300+lead)})
		for i := range 9 {
			doc.Blocks = append(doc.Blocks, layout.Heading{ID: fmt.Sprint(i), Level: 1, Text: fmt.Sprintf("标题%d", i)}, layout.Paragraph{Text: strings.Repeat("正文。", 40)})
		}
		laid := mustLay(t, doc)
		require.Len(t, laid.Bookmarks, 9)
		all := joined(laid)
		for i, b := range laid.Bookmarks {
			page := fmt.Sprintf("第%d页", b.Page)
			byPage := strings.Contains(all, strings.Repeat("字", 33)+page+"。")
			byName := strings.Contains(all, fmt.Sprintf("“标题%d”", i))
			require.True(t, byPage || byName, "lead %d, %s on page %d", lead, b.Title, b.Page)
		}
	}
}

func noted(text, note string) layout.Paragraph {
	return layout.Paragraph{Spans: []layout.Span{{Text: text, Note: note}, {Text: "，后文。"}}}
}

func TestANoteStandsAtTheFootOfThePageOfItsMark(t *testing.T) {
	for lines := range 45 {
		doc := layout.Document{Blocks: []layout.Block{layout.Paragraph{NoIndent: true, Text: "起" + strings.Repeat("\n行", lines)},
			noted("甲处", "第一注"), noted("乙处", strings.Repeat("第二注很长。", 30)), layout.Paragraph{Text: "末段。"}}}
		laid := mustLay(t, doc)
		inside(t, laid)
		for _, p := range laid.Pages {
			texts := strings.Join(pageTexts(p), "")
			require.Equal(t, strings.Contains(texts, "甲处"), strings.Contains(texts, "第一注"), "%d lines", lines)
			require.Equal(t, strings.Contains(texts, "乙处"), strings.Contains(texts, "第二注"), "%d lines", lines)
			require.Equal(t, strings.Count(texts, "[1]"), 2*strings.Count(texts, "甲处"))
		}
		require.Equal(t, 30, strings.Count(joined(laid), "二"))
	}
}

func TestALongNoteRunsOverPagesWithoutLoss(t *testing.T) {
	for _, tail := range []int{0, 60} {
		doc := layout.Document{Blocks: []layout.Block{noted("甲处", strings.Repeat("注文", 4000)), noted("乙处", "短注"), layout.Paragraph{NoIndent: true, Text: "起" + strings.Repeat("\n行", tail)}}}
		laid := mustLay(t, doc)
		inside(t, laid)
		all := joined(laid)
		require.Equal(t, 4000, strings.Count(all, "文")-2, "after the mark stands 后文 twice")
		require.Equal(t, 1, strings.Count(all, "短注"))
		require.Equal(t, tail, strings.Count(all, "行"))
	}
}

func TestAMarkNeverBeginsALine(t *testing.T) {
	for n := range 80 {
		doc := layout.Document{Blocks: []layout.Block{layout.Paragraph{NoIndent: true, Spans: []layout.Span{{Text: strings.Repeat("字", n+1), Note: "注"}, {Text: "后"}}}}}
		laid := mustLay(t, doc)
		for _, s := range laid.Pages[0].Items {
			if m, is := s.(chart.Text); is && m.Text == "[1]" && m.Size < 9 {
				require.Greater(t, m.X, 80.0, "after %d characters", n+1)
			}
		}
	}
}

func TestLooksAreDrawn(t *testing.T) {
	laid := mustLay(t, layout.Document{Blocks: []layout.Block{layout.Paragraph{Spans: []layout.Span{{Text: "底线", Underline: true}, {Text: "浅色", Faint: true}, {Text: "10 m"}, {Text: "2", Super: true}}}}})
	inside(t, laid)
	var under chart.Line
	at := map[string]chart.Text{}
	for _, s := range laid.Pages[0].Items {
		switch s := s.(type) {
		case chart.Text:
			at[s.Text] = s
		case chart.Line:
			if s.Y1 < 120 && s.Y1 > 70 {
				under = s
			}
		}
	}
	require.InDelta(t, at["底线"].X, under.X1, 1e-6)
	require.InDelta(t, 24, under.X2-under.X1, 1e-6)
	require.NotEqual(t, at["底线"].Color, at["浅色"].Color)
	require.Less(t, at["2"].Size, at["10 m"].Size)
	require.Less(t, at["2"].Y, at["10 m"].Y)
}
