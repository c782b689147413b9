package pdf

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"zhiya/reports/font"
)

// font writes a face as a composite font whose codes are the places of the characters in their plane (ISO 32000-1, 9.7), with only
// the glyphs of the characters given, and gives the number after its last object. The first object is the font the pages name.
func (f *file) font(number, face int, chars []rune) (next int) {
	from := typeface(face)
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
	var indices []byte
	if n := len(glyphs); n > 0 {
		indices = make([]byte, 2*(code(glyphs[n-1])+1))
	}
	for _, g := range glyphs {
		indices[2*code(g)], indices[2*code(g)+1] = byte(g.Index>>8), byte(g.Index)
	}
	f.packed(number+4, "", indices)
	f.packed(number+5, fmt.Sprintf("/Length1 %d ", len(ttf)), ttf)
	return number + 6
}

// code is what a character is shown by: its place in its plane.
func code(g font.Glyph) int { return int(g.Char & 0xFFFF) }

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
	last := -2
	for _, g := range glyphs {
		if g.Width == commonWidth {
			continue
		}
		number := code(g)
		switch {
		case last == -2:
			fmt.Fprintf(&b, "%d [%d", number, g.Width)
		case number == last+1:
			fmt.Fprintf(&b, " %d", g.Width)
		default:
			fmt.Fprintf(&b, "]\n%d [%d", number, g.Width)
		}
		last = number
	}
	if last != -2 {
		b.WriteByte(']')
	}
	return b.String()
}

// most is how many lines a block of a map may have.
const most = 100

// toUnicode says of each code which character it is, in ranges that share their high byte, as the format wants.
func toUnicode(glyphs []font.Glyph) []byte {
	var ranges [][2]font.Glyph
	for _, g := range glyphs {
		if n := len(ranges); n > 0 && ranges[n-1][0].Char>>8 == g.Char>>8 {
			ranges[n-1][1] = g
			continue
		}
		ranges = append(ranges, [2]font.Glyph{g, g})
	}
	b := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for block := range slices.Chunk(ranges, most) {
		b = fmt.Appendf(b, "%d beginbfrange\n", len(block))
		for _, r := range block {
			b = fmt.Appendf(b, "<%04X> <%04X> <", code(r[0]), code(r[1]))
			for _, unit := range utf16.AppendRune(nil, r[0].Char) {
				b = fmt.Appendf(b, "%04X", unit)
			}
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfrange\n"...)
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"...)
}
