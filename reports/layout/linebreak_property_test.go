package layout_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/reports/layout"
)

// The marks as the issue of paper rules them, written down again here so that the test does not read the code's own lists.
const (
	mayNotBegin = "，。、；：？！）》」』】〕”’…％%〉］｝·‰℃°—～,.;:!?)]}"
	mayNotEnd   = "（《「『【〔“‘￥〈［｛([{$¥＄"
	blanks      = " \u3000\u00A0"
)

// mixed draws text of Chinese, Latin words, numbers with units, codes, blanks and any of the ruled marks, in two looks.
func mixed() *rapid.Generator[string] {
	piece := rapid.Custom(func(t *rapid.T) string {
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0, 1, 2:
			return rapid.StringOfN(rapid.RuneFrom([]rune("质押评估知识产权连云港专利登记年月日万元条第")), 1, 8, -1).Draw(t, "chinese")
		case 3:
			return rapid.StringOfN(rapid.RuneFrom([]rune("abcdeXYZ")), 1, 14, -1).Draw(t, "latin")
		case 4:
			return rapid.StringMatching(`-?[0-9]{1,3}(,[0-9]{3}){0,5}(\.[0-9]{1,4})?%?`).Draw(t, "number")
		case 5:
			return rapid.StringMatching(`[A-Z]{2}[0-9]{4,13}(\.[0-9X])?`).Draw(t, "code")
		case 6, 7:
			return rapid.StringOfN(rapid.RuneFrom([]rune(mayNotBegin)), 1, 4, -1).Draw(t, "closing")
		case 8:
			return rapid.StringOfN(rapid.RuneFrom([]rune(mayNotEnd)), 1, 3, -1).Draw(t, "opening")
		}
		return rapid.SampledFrom([]string{" ", "　", "\u00A0", "\n", "  ", "\n\n"}).Draw(t, "blank")
	})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "pieces"), "")
	})
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// bad rates a break between the visible characters a and b: 2 against the marks, 1 inside a number, 0 otherwise.
func bad(a, b rune) int {
	switch {
	case strings.ContainsRune(mayNotBegin, b), strings.ContainsRune(mayNotEnd, a):
		return 2
	case (isDigit(a) || a == '.') && isDigit(b):
		return 1
	}
	return 0
}

func TestTheLineBreakerKeepsItsPromisesForAnyTextAndWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := mixed().Draw(t, "text")
		size := rapid.Float64Range(6, 20).Draw(t, "size")
		width := rapid.Float64Range(0.5*size, 45*size).Draw(t, "width")
		indent := rapid.SampledFrom([]float64{0, 0.4 * width}).Draw(t, "indent")
		cut := rapid.IntRange(0, len([]rune(text))).Draw(t, "cut")
		runes := []rune(text)
		spans := []layout.Span{{Text: string(runes[:cut])}, {Text: string(runes[cut:]), Bold: true}}
		lines := layout.BreakLines(spans, size, width, indent)

		at := 0
		skip := func(what string) (skipped string) {
			from := at
			for at < len(runes) && strings.ContainsRune(what, runes[at]) {
				at++
			}
			return string(runes[from:at])
		}
		for i, l := range lines {
			line := []rune(l.Text())
			require.True(t, strings.HasPrefix(string(runes[at:]), l.Text()), "line %d is the text where the one before left off", i)
			at += len(line)
			room := width
			if i == 0 {
				room -= indent
			}
			sum := 0.0
			for _, s := range l.Spans {
				sum += layout.Width(s.Text, size, s.Bold)
			}
			require.InDelta(t, sum, l.Width, 1e-6)
			if seen := strings.Map(func(r rune) rune {
				if strings.ContainsRune(blanks, r) {
					return -1
				}
				return r
			}, l.Text()); len([]rune(seen)) > 1 {
				require.LessOrEqual(t, l.Width, room+1e-6, "%q", l.Text())
			}
			skip(blanks)
			if at == len(runes) {
				require.True(t, l.Ends)
				require.Equal(t, len(lines)-1, i, "no lines after the text")
				continue
			}
			if runes[at] == '\n' {
				require.True(t, l.Ends)
				at++
				continue
			}
			require.False(t, l.Ends)
			if len(line) == 0 {
				continue
			}
			made := bad(line[len(line)-1], runes[at])
			if made == 1 && strings.ContainsRune(blanks, runes[at-1]) {
				made = 0 // a blank stood between: two numbers, not one
			}
			for k := 1; k < len(line) && made > 0; k++ { // every other break of the line is no better
				j := k - 1
				for j >= 0 && strings.ContainsRune(blanks, line[j]) {
					j--
				}
				if j < 0 || strings.ContainsRune(blanks, line[k]) {
					continue
				}
				if line[j] == '-' && made == 1 { // a sign or a hyphen, as what stands before it says
					continue
				}
				require.GreaterOrEqual(t, bad(line[j], line[k]), made, "%q | %q could break at %d", string(line), string(runes[at]), k)
			}
		}
		require.Equal(t, len(runes), at, "nothing is lost")
	})
}

func TestOnlyPunctuationIsSetWithoutLoss(t *testing.T) {
	for _, text := range []string{strings.Repeat("。", 300), strings.Repeat("（", 300), strings.Repeat("，（", 150), "…", "——", strings.Repeat("《》", 99)} {
		laid := mustLay(t, layout.Document{Blocks: []layout.Block{layout.Paragraph{Text: text}, layout.KeyValue{Pairs: []layout.Pair{{Label: "甲", Value: text}}}}})
		inside(t, laid)
		require.Equal(t, 2, strings.Count(joined(laid), text), "%.6s", text)
	}
}

func TestNumbersStayWholeAndWithTheirUnits(t *testing.T) {
	for _, whole := range []string{"-1,234.50", "12 MPa", "250℃", "3.5 平方米", "第 12 条", "≥30%", "15,312.90 万元", "12 个", "5 kg"} {
		for lead := 1; lead < 12; lead++ {
			lines := layout.BreakLines([]layout.Span{{Text: strings.Repeat("字", lead) + whole + "后文继续"}}, 10, 100, 0)
			kept := false
			for _, l := range lines {
				kept = kept || strings.Contains(l.Text(), whole)
			}
			require.True(t, kept, "%s after %d characters", whole, lead)
		}
	}
}
