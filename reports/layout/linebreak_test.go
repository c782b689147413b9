package layout_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"pgregory.net/rapid"

	"zhiya/assets"
	"zhiya/reports/layout"
)

const (
	notFirst = "，。、；：？！）》」』】〕”’…％%"
	notLast  = "（《「『【〔“‘￥"
)

var pieces = []string{"质", "押", "评估", "知识产权", "，", "。", "、", "；", "：", "）", "（", "《", "》", "“", "”", "￥", "1,234,567.89", "15,312.90 万元",
	"3.85%", "2026年11月22日", "ZL202610001234.5", "Carbon Fiber", " ", "A", "第 12 条", "…", "%", "internationalization", "【", "】", "\n", "元", "——"}

func texts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 80).Draw(t, "pieces"), "")
	})
}

func visible(s string) string {
	return strings.NewReplacer(" ", "", "\n", "", "\u3000", "").Replace(s)
}

func TestLinesLoseNothingKeepTheirOrderAndStayInTheirBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := texts().Draw(t, "text")
		size := rapid.Float64Range(7, 16).Draw(t, "size")
		width := rapid.Float64Range(size, 40*size).Draw(t, "width")
		indent := 0.0
		if width > 4*size {
			indent = 2 * size
		}
		half := []rune(text)
		spans := []layout.Span{{Text: string(half[:len(half)/2])}, {Text: string(half[len(half)/2:]), Bold: true}}
		var all strings.Builder
		for i, l := range layout.BreakLines(spans, size, width, indent) {
			all.WriteString(l.Text())
			room := width
			if i == 0 {
				room -= indent
			}
			if len([]rune(l.Text())) > 1 {
				require.LessOrEqual(t, l.Width, room+1e-3, "%q", l.Text())
			}
			sum := 0.0
			for _, s := range l.Spans {
				sum += layout.Width(s.Text, size, s.Bold)
			}
			require.InDelta(t, sum, l.Width, 1e-6)
		}
		require.Equal(t, visible(text), visible(all.String()))
	})
}

// A line may begin or end with forbidden punctuation only when no break of its own could have avoided it.
func TestForbiddenStartsAndEndsOccurOnlyWithoutAChoice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ReplaceAll(texts().Draw(t, "text"), "\n", "")
		width := rapid.Float64Range(12, 300).Draw(t, "width")
		lines := layout.BreakLines([]layout.Span{{Text: text}}, 12, width, 0)
		for i := 0; i+1 < len(lines); i++ {
			before, after := []rune(lines[i].Text()), []rune(lines[i+1].Text())
			if len(before) == 0 || len(after) == 0 || allowed(before[len(before)-1], after[0]) {
				continue
			}
			for k := 1; k < len(before); k++ { // every earlier break in the line must be as bad
				if before[k] == ' ' || before[k-1] == ' ' {
					continue
				}
				require.False(t, allowed(before[k-1], before[k]), "%q | %q could break at %d", string(before), string(after), k)
			}
		}
	})
}

func allowed(a, b rune) bool {
	const more = "〉］｝·‰℃°—～,.;:!?)]}" // the code forbids these too
	const moreEnds = "〈［｛([{$¥＄"
	return !strings.ContainsRune(notFirst+more, b) && !strings.ContainsRune(notLast+moreEnds, a)
}

func TestBreaksAsAnEditorWould(t *testing.T) {
	for _, c := range []struct {
		name, text string
		chars      float64 // width in characters of 10 points
		want       []string
	}{
		{"a full stop pulls a character down", "甲乙丙丁戊。己", 5, []string{"甲乙丙丁", "戊。己"}},
		{"an opening bracket goes to the next line", "甲乙丙丁（戊）", 5, []string{"甲乙丙丁", "（戊）"}},
		{"closing marks in a row stay together", "甲乙丙丁”）。戊", 5, []string{"甲乙丙", "丁”）。戊"}},
		{"an amount stays with its unit", "合计金额共12.50万元整", 6.5, []string{"合计金额共", "12.50万元整"}},
		{"also over a blank", "合计金额 12.50 万元", 6, []string{"合计金额", "12.50 万元"}},
		{"a percentage is whole", "折现率为百分之13.85%", 8.5, []string{"折现率为百分之", "13.85%"}},
		{"a Latin word is whole", "采用Carbon Fiber材料", 4.5, []string{"采用", "Carbon", "Fiber材料"}},
		{"the currency sign leads its number", "金额为￥1,000元", 4.5, []string{"金额为", "￥1,000元"}},
		{"a line feed breaks", "甲\n乙", 9, []string{"甲", "乙"}},
		{"an empty line stays", "甲\n\n乙", 9, []string{"甲", "", "乙"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, l := range layout.BreakLines([]layout.Span{{Text: c.text}}, 10, c.chars*10, 0) {
				got = append(got, l.Text())
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestAWordLongerThanTheLineIsDividedAfterAConnector(t *testing.T) {
	lines := layout.BreakLines([]layout.Span{{Text: "https://example.invalid/path/to/something-long"}}, 10, 100, 0)
	require.Greater(t, len(lines), 1)
	for _, l := range lines[:len(lines)-1] {
		require.Contains(t, "/-.", l.Text()[len(l.Text())-1:], l.Text())
		require.LessOrEqual(t, l.Width, 100.0)
	}
}

func TestOnlyFullLinesAreStretched(t *testing.T) {
	lines := layout.BreakLines([]layout.Span{{Text: strings.Repeat("评估", 30) + "\n完"}}, 12, 200, 24)
	require.False(t, lines[0].Ends)
	require.True(t, lines[len(lines)-1].Ends)
	require.True(t, lines[len(lines)-2].Ends, "a line before a line feed is not stretched")
	require.Less(t, math.Abs(lines[1].Width-192), 1e-6, "16 characters of 12 points")
}

// The widths are those that an independent reader of the embedded fonts finds.
func TestWidthsAreThoseOfTheFonts(t *testing.T) {
	for bold, ttf := range map[bool][]byte{false: assets.FontRegular(), true: assets.FontBold()} {
		f, err := sfnt.Parse(ttf)
		require.NoError(t, err)
		var buf sfnt.Buffer
		found := 0
		for r := rune(1); r < 0xFFFF; r++ {
			glyph, err := f.GlyphIndex(&buf, r)
			require.NoError(t, err)
			if glyph == 0 {
				require.False(t, layout.Printable(r), "U+%04X", r)
				continue
			}
			found++
			w, err := f.GlyphAdvance(&buf, glyph, fixed.I(1000), font.HintingNone)
			require.NoError(t, err)
			if w.Round() != int(layout.Width(string(r), 1000, bold)) && (r < 0xD800 || r > 0xDFFF) {
				require.Equal(t, w.Round(), int(layout.Width(string(r), 1000, bold)), "U+%04X", r)
			}
		}
		require.Greater(t, found, 20000)
	}
}

func TestPrintableNamesWhatPaperCannotShow(t *testing.T) {
	for _, r := range "甲A1￥，。㎡×÷°①Ⅳ—…·〔〕《》é" {
		require.True(t, layout.Printable(r), "%c", r)
	}
	for _, r := range []rune{0, '\t', '\r', '\n', 0x200B, 0x200D, 0x202E, 0x2066, 0xFEFF, 0xAD, 0xE000, 0xFE0F, 0x1F600, 0x20BB7, 0xD800, -1} {
		require.False(t, layout.Printable(r), "U+%04X", r)
	}
	require.Equal(t, []rune{0x200B, 0x20BB7}, layout.Unprintable("甲\u200b乙\n\u200b𠮷"))
	require.Empty(t, layout.Unprintable("连云港\n示例"))
	require.Equal(t, "零宽空格（U+200B）", layout.CharacterName(0x200B))
	require.Equal(t, "“𠮷”（U+20BB7）", layout.CharacterName(0x20BB7))
	require.Equal(t, "私有区字符（U+E000）", layout.CharacterName(0xE000))
	require.Equal(t, "制表符（U+0009）", layout.CharacterName('\t'))
}

// The 196 characters of the 通用规范汉字表 beyond the basic plane stand in given names; Noto Sans SC has them all.
func TestCharactersOfNamesBeyondTheBasicPlaneAreSet(t *testing.T) {
	require.Empty(t, layout.Unprintable("𬱖𫖯𬬸䶮㛃"))
	require.Equal(t, layout.Width("甲", 12, false), layout.Width("𬱖", 12, false))
	require.Equal(t, layout.Width("甲", 12, true), layout.Width("𬱖", 12, true))
	require.Equal(t, []rune{0x1F170}, layout.Unprintable("🅰"), "a letter in a box is no part of a name")
}
