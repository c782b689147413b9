package font_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"pgregory.net/rapid"

	"zhiya/assets"
	"zhiya/reports/font"
	"zhiya/valuation/fault"
)

const text = "知识产权质押 Patent (No. 12,345.67) ½ ÀÉñǖ 〔2026〕　甲乙丙丁"

func parse(t require.TestingT, ttf []byte) *sfnt.Font {
	f, err := sfnt.Parse(ttf)
	require.NoError(t, err)
	return f
}

func file(f *font.Face, chars []rune) []byte {
	ttf, _ := f.Subset(chars)
	return ttf
}

// same asks an independent reader whether a character looks and measures the same in both fonts.
func same(t require.TestingT, whole, cut *sfnt.Font, r rune) {
	var b1, b2 sfnt.Buffer
	g1, err := whole.GlyphIndex(&b1, r)
	require.NoError(t, err)
	g2, err := cut.GlyphIndex(&b2, r)
	require.NoError(t, err)
	require.Equal(t, g1 == 0, g2 == 0, "%c", r)
	em := fixed.I(int(whole.UnitsPerEm()))
	a1, err := whole.GlyphAdvance(&b1, g1, em, xfont.HintingNone)
	require.NoError(t, err)
	a2, err := cut.GlyphAdvance(&b2, g2, em, xfont.HintingNone)
	require.NoError(t, err)
	require.Equal(t, a1, a2, "advance of %c", r)
	s1, err := whole.LoadGlyph(&b1, g1, em, nil)
	require.NoError(t, err)
	s2, err := cut.LoadGlyph(&b2, g2, em, nil)
	require.NoError(t, err)
	require.Equal(t, s1, s2, "outline of %c", r)
}

func TestEachCharacterOfASubsetLooksAndMeasuresAsInTheWholeFont(t *testing.T) {
	for _, c := range []struct {
		whole []byte
		face  *font.Face
	}{{assets.FontRegular(), font.Regular()}, {assets.FontBold(), font.Bold()}} {
		whole, cut := parse(t, c.whole), parse(t, file(c.face, []rune(text)))
		for _, r := range text {
			same(t, whole, cut, r)
		}
		require.Equal(t, whole.UnitsPerEm(), cut.UnitsPerEm())
		require.Less(t, cut.NumGlyphs(), 100)
	}
}

func TestAnyCharactersCanBeCutOut(t *testing.T) {
	whole := parse(t, assets.FontRegular())
	rapid.Check(t, func(t *rapid.T) {
		chars := rapid.SliceOfN(rapid.OneOf(rapid.Rune(), rapid.Map(rapid.IntRange(0xA0, 0x24FF), func(i int) rune { return rune(i) }),
			rapid.Map(rapid.IntRange(0x4E00, 0x9FFF), func(i int) rune { return rune(i) })), 0, 40).Draw(t, "characters")
		b := file(font.Regular(), chars)
		cut := parse(t, b)
		for _, r := range chars {
			if r < 0xFFFF {
				same(t, whole, cut, r)
			}
		}
		missing, err := cut.GlyphIndex(nil, '\u0009')
		require.NoError(t, err)
		require.Zero(t, missing)
		for i, j := 0, len(chars)-1; i < j; i, j = i+1, j-1 {
			chars[i], chars[j] = chars[j], chars[i]
		}
		require.True(t, bytes.Equal(b, file(font.Regular(), append(chars, chars...))), "order and repetition do not matter")
	})
}

// The fonts of the program have no glyph made of parts, so one is put in the place of C: A moved, then B moved and scaled; and in
// the place of D one of C and of an index the font does not have.
func withParts(t *testing.T) []byte {
	t.Helper()
	b := file(font.Regular(), []rune("ABCD"))
	glyf, loca := table(t, b, "glyf"), table(t, b, "loca")
	at := func(glyph int) []byte { return glyf[binary.BigEndian.Uint32(loca[4*glyph:]):] }
	const moved, words, scaled, twoScales, more = 2, 1, 8, 0x40, 0x20
	put := func(glyph []byte, words ...uint16) {
		for i, w := range words {
			binary.BigEndian.PutUint16(glyph[2*i:], w)
		}
	}
	put(at(3), 0xFFFF, 0, 0, 600, 800, moved|words|more, 1, 40, 0xFFF0, moved|scaled, 2, 0x1020, 0x2000)
	put(at(4), 0xFFFF, 0, 0, 600, 800, moved|twoScales|more, 3, 0x0508, 0x4000, 0x2000, moved, 0x7000, 0)
	return b
}

func table(t *testing.T, ttf []byte, name string) []byte {
	t.Helper()
	for i := range int(ttf[5]) {
		if record := ttf[12+16*i:]; string(record[:4]) == name {
			return ttf[binary.BigEndian.Uint32(record[8:]):][:binary.BigEndian.Uint32(record[12:])]
		}
	}
	t.Fatal("no table " + name)
	return nil
}

func TestAGlyphMadeOfPartsBringsItsParts(t *testing.T) {
	b := withParts(t)
	face, err := font.Open("Test", b)
	require.NoError(t, err)
	whole, cut := parse(t, b), parse(t, file(face, []rune("C")))
	require.Equal(t, 4, cut.NumGlyphs(), "what is missing, C, and the parts A and B")
	same(t, whole, cut, 'C')
	cut = parse(t, file(face, []rune("CB")))
	require.Equal(t, 4, cut.NumGlyphs())
	same(t, whole, cut, 'B')
	same(t, whole, cut, 'C')
	require.Equal(t, 5, parse(t, file(face, []rune("D"))).NumGlyphs(), "a part of a part; a part that is not there is the missing glyph")
}

func TestTheMapOfCharactersAgreesWithAnIndependentReader(t *testing.T) {
	whole := parse(t, assets.FontBold())
	var b sfnt.Buffer
	for r := rune(0); r < 0xFFFF; r++ {
		want, err := whole.GlyphIndex(&b, r)
		require.NoError(t, err)
		require.Equal(t, int(want), font.Bold().Index(r), "U+%04X", r)
	}
	for r := rune(0x10000); r < 0x32400; r++ {
		want, err := whole.GlyphIndex(&b, r)
		require.NoError(t, err)
		require.Equal(t, int(want), font.Bold().Index(r), "U+%04X", r)
	}
	require.Zero(t, font.Bold().Index(0x20BB7), "𠮷 is not in the font")
	for r, want := range map[rune]int{'A': 608, '𬱖': 1000, '质': 1000} {
		width, has := font.Regular().Width(r)
		require.True(t, has)
		require.Equal(t, want, width, "%c", r)
	}
	_, has := font.Regular().Width(0x20BB7)
	require.False(t, has)
	require.Zero(t, font.Bold().Index(-1))
}

func TestManyGoroutinesCutAtOnceAndTheFontStaysAsItWas(t *testing.T) {
	before := bytes.Clone(assets.FontRegular())
	want := file(font.Regular(), []rune(text))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 5 {
				if !bytes.Equal(want, file(font.Regular(), []rune(text))) {
					panic("another subset")
				}
			}
		})
	}
	group.Wait()
	require.True(t, bytes.Equal(before, assets.FontRegular()))
}

func TestTheFiguresOfTheFacesAreThoseOfTheFiles(t *testing.T) {
	m := font.Bold().Metrics()
	require.Equal(t, "NotoSansSC-Bold", m.Name)
	require.Equal(t, 700, m.Weight)
	var b sfnt.Buffer
	whole := parse(t, assets.FontBold())
	want, err := whole.Metrics(&b, fixed.I(1000), xfont.HintingNone)
	require.NoError(t, err)
	require.Equal(t, want.Ascent.Round(), m.Ascent)
	require.Equal(t, -want.Descent.Round(), m.Descent)
	require.Equal(t, want.CapHeight.Round(), m.CapHeight)
	box, err := whole.Bounds(&b, fixed.I(1000), xfont.HintingNone)
	require.NoError(t, err)
	require.Equal(t, [4]int{box.Min.X.Round(), -box.Max.Y.Round(), box.Max.X.Round(), -box.Min.Y.Round()}, m.Box)
	rare, found := font.Bold().Subset([]rune("𬱖䶮"))
	require.Len(t, found, 2)
	require.Equal(t, font.Glyph{Char: '𬱖', Index: 2, Width: 1000}, found[1])
	g, err := whole.GlyphIndex(&b, '𬱖')
	require.NoError(t, err)
	want1, err := whole.LoadGlyph(&b, g, fixed.I(1000), nil)
	require.NoError(t, err)
	var c sfnt.Buffer
	got, err := parse(t, rare).LoadGlyph(&c, 2, fixed.I(1000), nil)
	require.NoError(t, err)
	require.Equal(t, want1, got, "a character beyond the basic plane is found by its index")
	_, glyphs := font.Bold().Subset([]rune("乙甲a乙\U00020BB7"))
	require.Len(t, glyphs, 3)
	require.Equal(t, font.Glyph{Char: '乙', Index: 2, Width: 1000}, glyphs[1])
}

func TestABrokenFontIsRefusedAndNeverPanics(t *testing.T) {
	small := file(font.Regular(), []rune(text))
	_, err := font.Open("Test", small)
	require.NoError(t, err)
	for _, b := range [][]byte{nil, []byte("OTTO"), []byte(strings.Repeat("x", 100)), small[:len(small)/2], small[:13]} {
		_, err := font.Open("Test", b)
		require.True(t, fault.Has(err, "font.broken"))
	}
	rapid.Check(t, func(t *rapid.T) { // what opens can be cut, whatever its tables say
		b := bytes.Clone(small)
		for range rapid.IntRange(1, 12).Draw(t, "changes") {
			b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "to")
		}
		if f, err := font.Open("Test", b); err == nil {
			f.Subset([]rune(text))
		}
	})
}
