package layout_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation/money"
)

// writer hands out texts each of which has characters of its own, so that every text is found again among all others.
type writer struct {
	next rune
	// texts are the own characters of each text, in order; repeated tells those that may stand on several pages.
	texts    []string
	repeated map[int]bool
	inOrder  []int // texts of running text, in the order of the document
}

func (w *writer) rune() rune {
	for {
		w.next++
		if layout.Printable(w.next) && !strings.ContainsRune("处样张示字号例评估一二三四五六七八九十百零无注过次承前页第共条年月日公章名目录图外圈单位数值项目见元", w.next) {
			return w.next
		}
	}
}

// text is a text of about n own characters among marks, words and numbers.
func (w *writer) text(t *rapid.T, n int) string {
	fill := []string{"", "", "，", "。", "（", "）", " ", "ab", "12", "3.5%", "《", "》", "、", "\n"}
	var out, own strings.Builder
	for range n {
		r := w.rune()
		own.WriteRune(r)
		out.WriteRune(r)
		out.WriteString(rapid.SampledFrom(fill).Draw(t, "fill"))
	}
	w.texts = append(w.texts, own.String())
	return out.String()
}

func (w *writer) line(t *rapid.T, n int) string { return strings.ReplaceAll(w.text(t, n), "\n", "") }

func (w *writer) ordered(text string) string {
	w.inOrder = append(w.inOrder, len(w.texts)-1)
	return text
}

func (w *writer) heads(text string) string {
	w.repeated[len(w.texts)-1] = true
	return text
}

func (w *writer) block(t *rapid.T, i int) layout.Block {
	long := rapid.SampledFrom([]int{1, 3, 12, 40, 40, 150}).Draw(t, "long")
	short := rapid.IntRange(1, 8).Draw(t, "short")
	switch rapid.IntRange(0, 11).Draw(t, "block") {
	case 0:
		return layout.Heading{ID: fmt.Sprint("h", i), Level: rapid.IntRange(0, 4).Draw(t, "level"), Text: w.ordered(w.line(t, short)), NewPage: rapid.Bool().Draw(t, "new"), Unlisted: rapid.Bool().Draw(t, "unlisted")}
	case 1:
		return layout.Clause{Title: w.ordered(w.line(t, 2)), Text: w.ordered(w.text(t, long)), Level: rapid.IntRange(0, 3).Draw(t, "level")}
	case 2:
		spans := []layout.Span{{Text: w.ordered(w.text(t, long)), Bold: true}, {Text: w.ordered(w.text(t, short)), Underline: true, Faint: true}}
		spans[1].Note = w.text(t, long) // at the foot, not in the order of the text
		return layout.Paragraph{Spans: spans, Align: layout.Alignment(rapid.IntRange(0, 3).Draw(t, "align"))}
	case 3:
		return w.table(t, i)
	case 4:
		kv := layout.KeyValue{Title: w.ordered(w.text(t, short)), PerRow: rapid.IntRange(0, 3).Draw(t, "per row")}
		for range rapid.IntRange(0, 6).Draw(t, "pairs") {
			p := layout.Pair{Label: w.text(t, short), Wide: rapid.Bool().Draw(t, "wide"), Section: rapid.Bool().Draw(t, "section")}
			if !p.Section {
				p.Value = w.text(t, long)
			}
			kv.Pairs = append(kv.Pairs, p)
		}
		return kv
	case 5:
		f := layout.Figure{Height: rapid.Float64Range(0, 900).Draw(t, "height"), Caption: w.ordered(w.text(t, short)), Chart: chart.Bars{Bars: []chart.Bar{{Label: "1", Value: chart.Amount{At: 1, Text: "1"}}}}}
		f.WithTable = rapid.Bool().Draw(t, "with table")
		return f
	case 6:
		s := layout.Signatures{PerRow: rapid.IntRange(0, 3).Draw(t, "per row")}
		for range rapid.IntRange(1, 5).Draw(t, "signers") {
			s.Signers = append(s.Signers, layout.Signer{Role: w.line(t, short), Name: w.line(t, short), Seal: layout.SealKind(rapid.IntRange(0, 2).Draw(t, "seal"))})
		}
		return s
	case 7:
		return layout.Note{Label: w.line(t, 2), Text: w.ordered(w.text(t, long))}
	case 8:
		return layout.PageBreak{Turn: layout.Orientation(rapid.IntRange(0, 2).Draw(t, "turn"))}
	case 9:
		return layout.Spacer{Height: rapid.Float64Range(0, 60).Draw(t, "spacer")}
	case 10:
		return layout.TOC{Depth: 9, Title: w.ordered(w.line(t, 2))}
	}
	return layout.Paragraph{Text: w.ordered(w.text(t, long))}
}

func (w *writer) table(t *rapid.T, i int) layout.Table {
	table := layout.Table{ID: fmt.Sprint("t", i), Title: w.ordered(w.text(t, 3)), CarryOver: true, Small: rapid.Bool().Draw(t, "small")}
	for range rapid.IntRange(1, 4).Draw(t, "columns") {
		table.Columns = append(table.Columns, layout.Column{Title: w.heads(w.text(t, 2)), Weight: rapid.Float64Range(0, 4).Draw(t, "weight")})
	}
	table.Columns = append(table.Columns, layout.Column{Title: w.heads(w.text(t, 2)), Sum: true})
	for range rapid.IntRange(0, 25).Draw(t, "rows") {
		var row []layout.Cell
		for range len(table.Columns) - 1 {
			row = append(row, layout.T(w.text(t, rapid.SampledFrom([]int{1, 4, 4, 4, 120}).Draw(t, "cell"))))
		}
		table.Rows = append(table.Rows, append(row, layout.Yuan(money.Money(rapid.Int64Range(-1e15, 1e17).Draw(t, "fen")))))
	}
	if rapid.Bool().Draw(t, "total") {
		table.Total = []layout.Cell{layout.T(w.text(t, 3))}
	}
	table.Note = w.text(t, 4)
	return table
}

// setText is all that was set, page by page, without the running heads and feet.
func setText(l *layout.Laid) string {
	var b strings.Builder
	for _, p := range l.Pages {
		for _, s := range p.Items {
			if x, ok := s.(chart.Text); ok && x.Y > 70 && x.Y < p.Height-60 {
				b.WriteString(x.Text)
			}
		}
	}
	return b.String()
}

func TestAnyDocumentIsSetWholeInOrderWithinItsMarginsAndAlwaysAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &writer{next: 0x4E00, repeated: map[int]bool{}}
		doc := layout.Document{Title: "样张", Number: "示字第 1 号", Org: "示例评估", Landscape: rapid.Bool().Draw(t, "landscape")}
		if !doc.Landscape && rapid.Bool().Draw(t, "cover") {
			doc.Cover = &layout.Cover{}
			for range rapid.IntRange(0, 2).Draw(t, "lines") {
				doc.Cover.Lines = append(doc.Cover.Lines, layout.Pair{Label: w.line(t, rapid.SampledFrom([]int{1, 5, 14}).Draw(t, "label")), Value: w.line(t, rapid.SampledFrom([]int{1, 9}).Draw(t, "value"))})
			}
		}
		if rapid.Bool().Draw(t, "code") {
			doc.QR = &layout.QR{Text: "zhiya", Caption: w.line(t, rapid.IntRange(1, 30).Draw(t, "caption"))}
		}
		for i := range rapid.IntRange(0, 14).Draw(t, "blocks") {
			doc.Blocks = append(doc.Blocks, w.block(t, i))
		}
		for i, b := range slices.Clone(doc.Blocks) { // what can be referred to is, from the front
			switch b.(type) {
			case layout.Heading:
				doc.Blocks = slices.Insert(doc.Blocks, 0, layout.Block(layout.Paragraph{Spans: []layout.Span{{Text: "见"}, layout.SeePage(fmt.Sprint("h", i))}}))
			case layout.Table:
				doc.Blocks = slices.Insert(doc.Blocks, 0, layout.Block(layout.Paragraph{Spans: []layout.Span{{Text: "见"}, layout.SeePage(fmt.Sprint("t", i)), {Text: "处"}}}))
			}
		}
		laid := mustLay(t, doc)
		inside(t, laid)
		all := setText(laid)
		of := map[rune]int{} // which text a character belongs to
		for i, own := range w.texts {
			for _, r := range own {
				of[r] = i
			}
		}
		found := make([][]rune, len(w.texts))
		first := map[int]int{}
		for at, r := range []rune(all) {
			if i, ok := of[r]; ok {
				found[i] = append(found[i], r)
				if _, ok := first[i]; !ok {
					first[i] = at
				}
			}
		}
		contents := false
		for _, b := range doc.Blocks {
			_, is := b.(layout.TOC)
			contents = contents || is
		}
		for i, own := range w.texts {
			got := string(found[i])
			switch n := len(got) / len(own); {
			case w.repeated[i] || contents: // heads of tables on every page, headings in the contents
				require.Equal(t, strings.Repeat(own, max(1, n)), got)
			default:
				require.Equal(t, own, got)
			}
		}
		if !contents {
			for k := 1; k < len(w.inOrder); k++ {
				require.Less(t, first[w.inOrder[k-1]], first[w.inOrder[k]], "text %d stands before text %d", k-1, k)
			}
		}
		for _, link := range laid.Links {
			require.True(t, link.ToPage >= 1 && link.ToPage <= len(laid.Pages))
		}
		again := mustLay(t, doc)
		require.Len(t, again.Pages, len(laid.Pages))
		require.True(t, reflect.DeepEqual(laid.Pages, again.Pages), "the same document is set the same way")
	})
}

// The sums carried from page to page are those of the rows that stand above, also where a row runs over the page.
func TestCarriedSumsCountTheRowsAboveEvenWhenRowsRunOverPages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := layout.Table{CarryOver: true, Columns: []layout.Column{{Title: "号"}, {Title: "说明", Weight: 3}, {Title: "金额", Sum: true, Weight: 2}}}
		for i := range rapid.IntRange(1, 30).Draw(t, "rows") {
			fen := money.Money(rapid.Int64Range(-1e12, 1e12).Draw(t, "fen"))
			long := rapid.SampledFrom([]int{1, 1, 10, 100, 700, 2000}).Draw(t, "long")
			table.Rows = append(table.Rows, []layout.Cell{layout.T(fmt.Sprintf("行%d止", i)), layout.T(strings.Repeat("文", long)), layout.Yuan(fen)})
		}
		laid := mustLay(t, layout.Document{Blocks: []layout.Block{table}})
		inside(t, laid)
		done, sum := 0, decimal.Zero
		for i, p := range laid.Pages {
			texts := pageTexts(p)
			if i > 0 && done > 0 {
				at := slices.Index(texts, "承前页")
				require.GreaterOrEqual(t, at, 0, "page %d", i+1)
				require.Equal(t, layout.Num(sum, 2).Text, texts[at+1], "page %d", i+1)
			}
			for j, s := range texts {
				if strings.HasPrefix(s, "行") && strings.HasSuffix(s, "止") {
					require.Equal(t, fmt.Sprintf("行%d止", done), s)
					require.Contains(t, texts[j:], table.Rows[done][2].Text, "the figure stands on the page of its row's first line")
					sum = sum.Add(table.Rows[done][2].Number)
					done++
				}
			}
			if i+1 < len(laid.Pages) && done > 0 {
				at := slices.Index(texts, "过次页")
				require.GreaterOrEqual(t, at, 0, "page %d", i+1)
				require.Equal(t, layout.Num(sum, 2).Text, texts[at+1], "page %d", i+1)
			}
		}
		require.Equal(t, len(table.Rows), done)
	})
}
