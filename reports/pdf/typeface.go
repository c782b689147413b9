package pdf

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"zhiya/reports/font"
)

// font writes a face as a composite font whose codes are UTF-16 (ISO 32000-1, 9.7), with only the glyphs of the characters given,
// and gives the number after its last object. The first object is the font the pages name.
func (f *file) font(number, face int, chars []rune) (next int) {
	from := font.Regular()
	if face == 1 {
		from = font.Bold()
	}
	ttf, glyphs := from.Subset(chars)
	m := from.Metrics()
	name := tag(ttf) + "+" + m.Name
	f.object(number, fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
		name, number+1, number+3))
	f.object(number+1, fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s\n/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>\n"+
		"/FontDescriptor %d 0 R /CIDToGIDMap %d 0 R /DW %d\n/W [%s]>>", name, number+2, number+4, commonWidth, widths(glyphs)))
	const symbolic = 1 << 2 // more than the Latin letters
	f.object(number+2, fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %d 0 R>>",
		name, symbolic, m.Box[0], m.Box[1], m.Box[2], m.Box[3], m.Ascent, m.Descent, m.CapHeight, 50+m.Weight*m.Weight/4225, number+5))
	f.packed(number+3, "", toUnicode(glyphs))
	places := []byte(nil)
	if n := len(glyphs); n > 0 {
		places = make([]byte, 2*(int(glyphs[n-1].Char)+1))
	}
	for _, g := range glyphs {
		places[2*g.Char], places[2*g.Char+1] = byte(g.Index>>8), byte(g.Index)
	}
	f.packed(number+4, "", places)
	f.packed(number+5, fmt.Sprintf("/Length1 %d ", len(ttf)), ttf)
	return number + 6
}

// tag marks the name of a font of which only a part is there: six capital letters.
func tag(ttf []byte) string {
	sum := sha256.Sum256(ttf)
	letters := sum[:6]
	for i, c := range letters {
		letters[i] = 'A' + c%26
	}
	return string(letters)
}

// commonWidth is that of the Chinese characters.
const commonWidth = 1000

// widths lists those that are not the common one: the first code of a run, and its widths.
func widths(glyphs []font.Glyph) string {
	var b strings.Builder
	last := rune(-2)
	for _, g := range glyphs {
		if g.Width == commonWidth {
			continue
		}
		switch {
		case last == -2:
			fmt.Fprintf(&b, "%d [%d", g.Char, g.Width)
		case g.Char == last+1:
			fmt.Fprintf(&b, " %d", g.Width)
		default:
			fmt.Fprintf(&b, "]\n%d [%d", g.Char, g.Width)
		}
		last = g.Char
	}
	if last != -2 {
		b.WriteByte(']')
	}
	return b.String()
}

// toUnicode says that each code is its character, in ranges that share their high byte, as the format wants.
func toUnicode(glyphs []font.Glyph) []byte {
	var ranges [][2]rune
	for _, g := range glyphs {
		if n := len(ranges); n > 0 && ranges[n-1][0]>>8 == g.Char>>8 {
			ranges[n-1][1] = g.Char
			continue
		}
		ranges = append(ranges, [2]rune{g.Char, g.Char})
	}
	b := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const most = 100 // ranges in one block
	for ; len(ranges) > 0; ranges = ranges[min(most, len(ranges)):] {
		block := ranges[:min(most, len(ranges))]
		b = fmt.Appendf(b, "%d beginbfrange\n", len(block))
		for _, r := range block {
			b = fmt.Appendf(b, "<%04X> <%04X> <%04[1]X>\n", r[0], r[1])
		}
		b = append(b, "endbfrange\n"...)
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"...)
}
