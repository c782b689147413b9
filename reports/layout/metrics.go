package layout

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"unicode"

	"zhiya/assets"
	"zhiya/reports/font"
)

// advances keeps, for every character of the basic plane, its width in 1/1000 of the size; -1 where the font has no glyph.
type advances [0x10000]int16

var faces = sync.OnceValue(func() [2]*advances {
	return [2]*advances{readAdvances(assets.FontRegular()), readAdvances(assets.FontBold())}
})

// readAdvances reads the character map and the widths of an embedded font: the subtable of Unicode's basic plane (cmap format 4),
// hhea, hmtx and the units of head, as OpenType defines them. The fonts are part of the program, so one that cannot be read is
// a broken build.
func readAdvances(ttf []byte) *advances {
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(ttf[at:])) }
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(ttf[at:])) }
	tables := map[string]int{}
	for i := range u16(4) {
		record := 12 + 16*i
		tables[string(ttf[record:record+4])] = u32(record + 8)
	}
	cmap := 0
	for i := range u16(tables["cmap"] + 2) {
		record := tables["cmap"] + 4 + 8*i
		if at := tables["cmap"] + u32(record+4); u16(record) == 3 && u16(record+2) == 1 && u16(at) == 4 {
			cmap = at
		}
	}
	perEm, metrics, last := u16(tables["head"]+18), tables["hmtx"], u16(tables["hhea"]+34)-1
	if cmap == 0 || perEm == 0 || metrics == 0 || last < 0 {
		panic("embedded font: no character map of the basic plane")
	}
	table := new(advances)
	for r := range table {
		table[r] = -1
	}
	segments := u16(cmap + 6) // twice their number
	ends, starts := cmap+14, cmap+16+segments
	deltas, offsets := starts+segments, starts+2*segments
	for s := 0; s < segments; s += 2 {
		start, end, delta, offset := u16(starts+s), u16(ends+s), u16(deltas+s), u16(offsets+s)
		for r := start; r <= end && r < 0xFFFF; r++ {
			glyph := r
			if offset != 0 {
				if glyph = u16(offsets + s + offset + 2*(r-start)); glyph == 0 {
					continue
				}
			}
			if glyph = (glyph + delta) & 0xFFFF; glyph != 0 {
				table[r] = int16((u16(metrics+4*min(glyph, last))*1000 + perEm/2) / perEm)
			}
		}
	}
	return table
}

func advance(r rune, bold bool, size float64) float64 {
	if r < 0 || r > 0xFFFF {
		return float64(beyond(r, bold)) * size / 1000
	}
	face := faces()[0]
	if bold {
		face = faces()[1]
	}
	w := face[r]
	if w < 0 {
		return size
	}
	return float64(w) * size / 1000
}

// beyond is the width of a character the tables do not hold, as those beyond the basic plane.
func beyond(r rune, bold bool) int {
	face := font.Regular()
	if bold {
		face = font.Bold()
	}
	if w, has := face.Width(r); has {
		return w
	}
	return 1000
}

// Width is the width in points of a text set in one face at the given size.
func Width(text string, size float64, bold bool) float64 {
	face := faces()[0]
	if bold {
		face = faces()[1]
	}
	w := 0
	for _, r := range text {
		if uint32(r) < uint32(len(face)) && face[r] >= 0 {
			w += int(face[r])
		} else {
			w += beyond(r, bold)
		}
	}
	return float64(w) * size / 1000
}

// Printable reports whether a character can be put on paper: both embedded fonts have it, it lies in the basic plane, and
// it is no control, direction, zero-width or private-use character. A line feed is not printable.
func Printable(r rune) bool {
	if r >= ' ' && r <= '~' || r >= 0x4E00 && r <= 0x9FFF { // nothing unseen among the most frequent
		f := faces()
		return f[0][r] >= 0 && f[1][r] >= 0
	}
	if r > 0xFFFF { // ideographs alone: what else the fonts have there is letters in circles and boxes
		if !unicode.Is(unicode.Han, r) {
			return false
		}
		_, regular := font.Regular().Width(r)
		_, bold := font.Bold().Width(r)
		return regular && bold
	}
	if r <= 0 || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) {
		return false
	}
	if r == 0xFFFD || invisible(r) {
		return false
	}
	f := faces()
	return f[0][r] >= 0 && f[1][r] >= 0
}

// invisible tells variation selectors and the Hangul fillers, which fonts may hold as blanks.
func invisible(r rune) bool {
	return (r >= 0xFE00 && r <= 0xFE0F) || r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0
}

// Unprintable gives the characters of s that cannot be printed, each once, in order of appearance. Line feeds are allowed.
func Unprintable(s string) []rune {
	var out []rune
	seen := map[rune]bool{}
	for _, r := range s {
		if r != '\n' && !Printable(r) && !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
	}
	return out
}

// Unseen gives the characters of s that nobody sees: marks of direction, of no width, of control, of private use. Each comes once,
// in order of appearance. Line feeds are allowed.
func Unseen(s string) []rune {
	var out []rune
	for _, r := range s {
		if r != '\n' && (r < ' ' || r > '~') && (r < 0x4E00 || r > 0x9FFF) && unseen(r) && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

var controlNames = map[rune]string{
	0x00: "空字符", 0x09: "制表符", 0x0B: "垂直制表符", 0x0C: "换页符", 0x0D: "回车符", 0x1B: "转义符", 0x7F: "删除符",
	0x00AD: "软连字符", 0x200B: "零宽空格", 0x200C: "零宽非连接符", 0x200D: "零宽连接符", 0x200E: "左至右标记", 0x200F: "右至左标记",
	0x2028: "行分隔符", 0x2029: "段分隔符", 0x202A: "左至右嵌入符", 0x202B: "右至左嵌入符", 0x202C: "方向终止符",
	0x202D: "左至右强制符", 0x202E: "右至左强制符", 0x2060: "单词连接符", 0x2066: "左至右隔离符", 0x2067: "右至左隔离符",
	0x2068: "首强方向隔离符", 0x2069: "隔离终止符", 0xFEFF: "字节顺序标记", 0xFFFD: "替换字符",
}

// unseen reports whether a character leaves nothing on a screen that a person could point at.
func unseen(r rune) bool {
	return controlNames[r] != "" || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) || !unicode.IsGraphic(r) || invisible(r)
}

// CharacterName tells a person which character is meant: “𠮷”（U+20BB7）, or the name of one that cannot be seen.
func CharacterName(r rune) string {
	switch {
	case controlNames[r] != "":
		return fmt.Sprintf("%s（U+%04X）", controlNames[r], r)
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
		return fmt.Sprintf("控制字符（U+%04X）", r)
	case unicode.In(r, unicode.Co):
		return fmt.Sprintf("私有区字符（U+%04X）", r)
	case !unicode.IsGraphic(r), invisible(r):
		return fmt.Sprintf("不可显示字符（U+%04X）", r)
	}
	return fmt.Sprintf("“%c”（U+%04X）", r, r)
}
