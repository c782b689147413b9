package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/valuation/fault"
)

// benchReport makes the 12-page report reps times; the first, when fonts are read, is told apart.
func benchReport(ctx context.Context, watch stopwatch) (any, error) {
	doc := benchDocument()
	created := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var file []byte
	pages := 0
	make := func(int) error {
		laid, err := layout.Layout(doc)
		if err != nil {
			return err
		}
		pages = len(laid.Pages)
		file, err = pdf.Draw(laid, created)
		return err
	}
	begin := watch.now()
	if err := make(0); err != nil {
		return nil, err
	}
	first := watch.now().Sub(begin).Seconds()
	seconds := []float64{first}
	if watch.reps--; watch.reps > 0 {
		var err error
		if seconds, err = watch.times(ctx, make); err != nil {
			return nil, err
		}
	}
	if pages != 12 {
		return nil, fault.New(fault.Broken, "bench.pages", "", "测速报告应为 12 页，实为 %d 页", pages)
	}
	return struct {
		First   float64 `json:"first_seconds"`
		Seconds float64 `json:"seconds"`
		Least   float64 `json:"min_seconds"`
		Pages   int     `json:"pages"`
		Bytes   int     `json:"bytes"`
	}{first, median(seconds), seconds[0], pages, len(file)}, nil
}

var benchWords = strings.Fields("知识产权 质押 融资 价值 评估 报告 专利 技术 收益 分成率 折现率 现金流 剩余 寿命 市场 竞争 风险 银行 借款人 登记 担保 处置 流动性 法律 状态 稳定性 假设 条件 结论 参数 敏感性 分析 行业 可比 交易 许可 数据 来源 预测 期间 稳健 审慎 覆盖 比率 阈值 监测 预警")

// benchText draws words and numbers from a fixed sequence.
type benchText struct{ state uint64 }

func (b *benchText) below(n int) int {
	b.state = b.state*6364136223846793005 + 1442695040888963407
	return int(b.state >> 33 % uint64(n))
}

func (b *benchText) words(runes int) string {
	var s strings.Builder
	n := 0
	for n < runes-1 {
		w := benchWords[b.below(len(benchWords))]
		if b.below(8) == 0 {
			w += "，"
		}
		s.WriteString(w)
		n += len([]rune(w))
	}
	return string([]rune(s.String())[:runes-1]) + "。"
}

func (b *benchText) number(limit, places int) string {
	scale := 1
	for range places {
		scale *= 10
	}
	n := b.below(limit * scale)
	return fmt.Sprintf("%d.%0*d", n/scale, places, n%scale)
}

// benchDocument has 12 pages: 2 of text (4 paragraphs of 220 characters), 6 of a table (8 columns, 25 rows) and 4 of a chart
// (3 lines of 40 points, or 36 bars). The type is that of every paper of the program, 小四 and 小五.
func benchDocument() layout.Document {
	b := &benchText{state: 20260101}
	doc := layout.Document{Title: "测速报告", Org: "示例资产评估有限公司"}
	add := func(blocks ...layout.Block) { doc.Blocks = append(doc.Blocks, blocks...) }
	page := func(kind string, i int) {
		add(layout.Heading{Level: 1, Text: fmt.Sprintf("%s%d %s", kind, i+1, b.words(10)), NewPage: len(doc.Blocks) > 0})
	}
	for i := range 2 {
		page("章", i)
		for range 4 {
			add(layout.Paragraph{Text: b.words(220)})
		}
	}
	for i := range 6 {
		page("表", i)
		add(layout.Paragraph{Text: b.words(120)})
		t := layout.Table{Small: true}
		for k, title := range []string{"序号", "专利号", "名称", "类型", "剩余年限", "评估值", "分成率", "折现率"} {
			t.Columns = append(t.Columns, layout.Column{Title: title, Weight: []float64{12, 40, 38, 20, 20, 24, 18, 18}[k]})
		}
		for j := range 25 {
			row := []string{fmt.Sprint(j + 1), fmt.Sprintf("ZL2020%08d.%d", b.below(1e8), b.below(10)), b.words(8), []string{"发明", "新型", "外观"}[b.below(3)],
				b.number(15, 1), b.number(5000, 2), b.number(5, 2) + "%", b.number(20, 2) + "%"}
			var cells []layout.Cell
			for _, text := range row {
				cells = append(cells, layout.T(text))
			}
			t.Rows = append(t.Rows, cells)
		}
		add(t)
	}
	value := func(t int) chart.Amount {
		text := b.number(30, 2)
		var x float64
		fmt.Sscan(text, &x)
		return chart.Amount{At: 50 + x + 2*float64(t), Text: text}
	}
	for i := range 4 {
		page("图", i)
		add(layout.Paragraph{Text: b.words(260)})
		if i%2 == 0 {
			lines := chart.Lines{Unit: "万元"}
			for t := range 40 {
				lines.X = append(lines.X, fmt.Sprint(t+1))
			}
			for s := range 3 {
				series := chart.Series{Name: fmt.Sprintf("情景%d", s+1)}
				for t := range 40 {
					series.Values = append(series.Values, value(t))
				}
				lines.Series = append(lines.Series, series)
			}
			add(layout.Figure{Chart: lines, Caption: b.words(12), Height: 300})
			continue
		}
		columns := chart.Columns{Unit: "万元"}
		for t := range 36 {
			columns.Bars = append(columns.Bars, chart.Bar{Label: fmt.Sprint(t + 1), Value: value(t)})
		}
		add(layout.Figure{Chart: columns, Caption: b.words(12), Height: 300})
	}
	return doc
}
