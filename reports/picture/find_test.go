package picture_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/reports/picture"
)

func run(x, y float64, text string) chart.Text { return chart.Text{X: x, Y: y, Size: 12, Text: text} }

func TestATextIsFoundAcrossTheRunsOfALineAndOnTheNextLine(t *testing.T) {
	bold := run(71+48, 100, "质权人")
	bold.Bold = true
	p := layout.Page{Width: 595, Height: 842, Items: []chart.Shape{run(71, 100, "出质人与"), bold, run(71+84, 100, "约定，质押"), run(71, 120, "登记自即日起。")}}
	hits := picture.Find(p, "与质权人约")
	require.Len(t, hits, 1)
	require.Len(t, hits[0], 1, "one line, one rectangle")
	require.InDelta(t, 71+36, hits[0][0].X, 0.01)
	require.InDelta(t, 60, hits[0][0].W, 0.01)
	require.Less(t, hits[0][0].Y, 92.0)
	require.Greater(t, hits[0][0].Y+hits[0][0].H, 100.0)

	over := picture.Find(p, "质押登记")
	require.Len(t, over, 1)
	require.Len(t, over[0], 2, "a rectangle on either line")
	require.InDelta(t, 71, over[0][1].X, 0.01)
	require.Empty(t, picture.Find(p, "登记质押"))
}

func TestCellsSideBySideAreNotReadTogether(t *testing.T) {
	p := layout.Page{Items: []chart.Shape{run(71, 100, "金额"), run(200, 100, "12"), run(260, 100, "34"), run(71, 200, "34")}}
	require.Empty(t, picture.Find(p, "1234"))
	require.Empty(t, picture.Find(p, "金额12"))
	require.Len(t, picture.Find(p, "34"), 2)
}

func TestBlanksCaseAndWidthDoNotCount(t *testing.T) {
	p := layout.Page{Items: []chart.Shape{run(71, 100, "Carbon Fiber（ＡＢ１）　单位：万元")}}
	for _, text := range []string{"carbonfiber", "CARBON  FIBER", "ab1", "ＡＢ１", "(AB1)", "单位:万元", " 单 位 "} {
		require.Len(t, picture.Find(p, text), 1, text)
	}
	require.Empty(t, picture.Find(p, " 　"))
	require.False(t, picture.Reads(" 　"))
	require.True(t, picture.Reads(" 押 "))
}

func TestRepeatedTextIsFoundWithoutOverlapAndTurnedTextWhereItStands(t *testing.T) {
	turned := chart.Text{X: 50, Y: 300, Size: 10, Angle: 90, Anchor: chart.Middle, Text: "金额轴"}
	p := layout.Page{Watermark: "草稿", Items: []chart.Shape{run(71, 100, "万万万万"), turned}}
	require.Len(t, picture.Find(p, "万万"), 2)
	hit := picture.Find(p, "额")[0][0]
	require.InDelta(t, 300-5, hit.Y, 0.1)
	require.InDelta(t, 10, hit.H, 0.1)
	require.InDelta(t, 50-9.2, hit.X, 0.1)
	require.Empty(t, picture.Find(p, "草稿"), "a watermark is not text of the page")
}

// paper is a laid-out document with everything a search meets: justified paragraphs, tables, charts.
func paper(t testing.TB) []layout.Page {
	rows := make([][]layout.Cell, 40)
	for i := range rows {
		rows[i] = []layout.Cell{layout.Count(i + 1), layout.T("一种高性能碳纤维复合材料的制备方法及其在风力发电叶片中的应用（ZL202610001234.5）"), layout.T("有效")}
	}
	bars := chart.Bars{Unit: "万元", Bars: []chart.Bar{{Label: "收益法", Value: chart.Amount{}}, {Label: "成本法", Value: chart.Amount{}}}}
	laid, err := layout.Layout(layout.Document{Title: "示例资产评估报告", Number: "示评报字〔2026〕第 18 号", Org: "示例评估", Watermark: "示例", QR: &layout.QR{Text: "zhiya:v1:sha256:0123456789abcdef", Caption: "扫码核验"},
		Blocks: []layout.Block{layout.TOC{}, layout.Heading{Level: 1, Text: "一、评估目的"},
			layout.Paragraph{Text: strings.Repeat("示例评估接受示例银行的委托，对拟用于质押融资的“一种碳纤维（Carbon Fiber）复合材料”等 12 件发明专利权在 2026年10月31日 的市场价值进行了评估，评估结论为人民币 15,312.90 万元。", 6)},
			layout.Table{Title: "表 1　明细", Columns: []layout.Column{{Title: "序号", Weight: 0.5}, {Title: "权利名称", Weight: 3}, {Title: "状态", Weight: 1}}, Rows: rows},
			layout.Figure{Caption: "图 1　结论", Height: 120, Chart: bars},
			layout.Signatures{Signers: []layout.Signer{{Role: "评估机构（盖章）", Seal: layout.RoundSeal}, {Role: "评估师（签名）"}}}}})
	require.NoError(t, err)
	return laid.Pages
}

func TestEveryOccurrenceInALaidOutPaperIsFoundWhereverItsLineBreaks(t *testing.T) {
	count := map[string]int{}
	for _, p := range paper(t) {
		for _, text := range []string{"市场价值进行了评估", "2026年10月31日", "Carbon Fiber", "15,312.90 万元", "风力发电叶片中的应用", "ZL202610001234.5"} {
			hits := picture.Find(p, text)
			count[text] += len(hits)
			for _, h := range hits {
				for _, r := range h {
					require.True(t, r.X >= 0 && r.Y >= 0 && r.X+r.W <= p.Width && r.Y+r.H <= p.Height && r.W > 0, text)
				}
			}
		}
	}
	for _, text := range []string{"市场价值进行了评估", "2026年10月31日", "Carbon Fiber", "15,312.90 万元"} {
		require.Equal(t, 6, count[text], text)
	}
	require.Equal(t, 40, count["风力发电叶片中的应用"])
	require.Equal(t, 40, count["ZL202610001234.5"])
}

func TestAnyPartOfASetTextIsFound(t *testing.T) {
	letters := rapid.SampledFrom([]rune("质押登记评估银行示例万元年，。（）：“”、0123456789.%ABCabc- "))
	text := rapid.Custom(func(t *rapid.T) string {
		return "始" + string(rapid.SliceOfN(letters, 1, 120).Draw(t, "text")) + "终"
	})
	rapid.Check(t, func(t *rapid.T) {
		paragraph, cell := text.Draw(t, "paragraph"), text.Draw(t, "cell")
		laid, err := layout.Layout(layout.Document{Title: "样张", Blocks: []layout.Block{layout.Paragraph{Text: paragraph},
			layout.Table{Columns: []layout.Column{{Title: "甲"}, {Title: "乙"}}, Rows: [][]layout.Cell{{layout.T("旁"), layout.T(cell)}}}}})
		require.NoError(t, err)
		require.Len(t, laid.Pages, 1)
		for _, whole := range []string{paragraph, cell} {
			r := []rune(whole)
			from := rapid.IntRange(0, len(r)-1).Draw(t, "from")
			part := string(r[from:rapid.IntRange(from+1, len(r)).Draw(t, "to")])
			if picture.Reads(part) {
				require.NotEmpty(t, picture.Find(laid.Pages[0], part), "%q of %q", part, whole)
			}
		}
	})
}

func BenchmarkFindingOnAPage(b *testing.B) {
	pages := paper(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range pages {
			picture.Find(p, "示例银行")
		}
	}
}
