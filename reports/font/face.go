// Package font reads the TrueType fonts inside the program and cuts from them the few glyphs a document uses. A Face keeps
// nothing but where its tables lie, so opening one costs microseconds; glyphs are looked up in the bytes of the font when
// asked for. Sources: OpenType 1.9, chapters cmap (format 4), glyf, head, hhea, hmtx, loca, maxp.
package font

import (
	"encoding/binary"
	"math"
	"sync"

	"zhiya/assets"
	"zhiya/valuation/fault"
)

// Face is a TrueType font with glyf outlines. It is read-only and may be used by any number of goroutines.
type Face struct {
	name   string
	tables map[string][]byte
	glyf   []byte
	loca   []byte
	hmtx   []byte
	cmap   []byte // the subtable of the basic plane, format 4
	beyond []byte // the groups of the subtable of all planes, format 12, twelve bytes each; empty when the font has none
	glyphs int
	long   int // glyphs with an advance of their own in hmtx; the others have that of the last
	wide   bool
}

// Regular is the upright face of every document, Noto Sans SC Regular.
var Regular = sync.OnceValue(func() *Face { return embedded("NotoSansSC-Regular", assets.FontRegular()) })

// Bold is the strong face of every document, Noto Sans SC Bold.
var Bold = sync.OnceValue(func() *Face { return embedded("NotoSansSC-Bold", assets.FontBold()) })

// embedded opens a font of the program itself; one that cannot be read is a broken build.
func embedded(name string, ttf []byte) *Face {
	f, err := Open(name, ttf)
	if err != nil {
		panic(err)
	}
	return f
}

// The tables without which a face cannot be cut, and those copied as they are when there.
var (
	needed = []string{"head", "hhea", "maxp", "hmtx", "cmap", "loca", "glyf", "post", "OS/2"}
	copied = []string{"OS/2", "cvt ", "fpgm", "gasp", "prep"}
)

// Open finds the tables of a TrueType font, whose bytes must not change from then on; name is its PostScript name. It fails with font.broken for a font
// that is cut off, has no glyf outlines, or no character map of the basic plane.
func Open(name string, ttf []byte) (*Face, error) {
	f := &Face{name: name, tables: map[string][]byte{}}
	if len(ttf) < 12 || u32(ttf, 0) != 0x00010000 {
		return nil, broken("文件头")
	}
	for i := range u16(ttf, 4) {
		record := 12 + 16*i
		if record+16 > len(ttf) {
			return nil, broken("表目录")
		}
		at, size := u32(ttf, record+8), u32(ttf, record+12)
		if at > len(ttf) || size > len(ttf)-at {
			return nil, broken("表目录")
		}
		f.tables[string(ttf[record:record+4])] = ttf[at : at+size : at+size]
	}
	least := map[string]int{"head": 54, "hhea": 36, "maxp": 6, "post": 32, "OS/2": 78, "cmap": 4}
	for _, name := range needed {
		if len(f.tables[name]) < max(1, least[name]) {
			return nil, broken(name + " 表")
		}
	}
	f.glyf, f.loca, f.hmtx = f.tables["glyf"], f.tables["loca"], f.tables["hmtx"]
	f.glyphs, f.long, f.wide = u16(f.tables["maxp"], 4), u16(f.tables["hhea"], 34), u16(f.tables["head"], 50) != 0
	place := 2
	if f.wide {
		place = 4
	}
	if u16(f.tables["head"], 18) == 0 || f.glyphs == 0 || f.long == 0 || f.long > f.glyphs || len(f.hmtx) < 2*f.long+2*f.glyphs || len(f.loca) < place*(f.glyphs+1) {
		return nil, broken("hmtx 或 loca 表")
	}
	if f.cmap = basicPlane(f.tables["cmap"]); f.cmap == nil {
		return nil, broken("cmap 表")
	}
	f.beyond = allPlanes(f.tables["cmap"])
	return f, nil
}

func broken(what string) error {
	return fault.New(fault.Broken, "font.broken", "", "字体文件的%s无法读取，请重新安装程序", what)
}

// basicPlane finds the format 4 subtable for Windows Unicode or plain Unicode and checks that its segments are all there.
func basicPlane(cmap []byte) []byte {
	for i := range u16(cmap, 2) {
		record := 4 + 8*i
		if record+8 > len(cmap) {
			return nil
		}
		platform, encoding, at := u16(cmap, record), u16(cmap, record+2), u32(cmap, record+4)
		if at > len(cmap)-14 || u16(cmap, at) != 4 || platform != 0 && (platform != 3 || encoding != 1) {
			continue
		}
		size := u16(cmap, at+2)
		if size > len(cmap)-at || 16+4*u16(cmap, at+6) > size {
			return nil
		}
		return cmap[at : at+size]
	}
	return nil
}

// allPlanes finds the groups of the format 12 subtable for Unicode; nil when there is none that is whole.
func allPlanes(cmap []byte) []byte {
	for i := range u16(cmap, 2) {
		record := 4 + 8*i
		if record+8 > len(cmap) {
			return nil
		}
		platform, encoding, at := u16(cmap, record), u16(cmap, record+2), u32(cmap, record+4)
		if at > len(cmap)-16 || u16(cmap, at) != 12 || platform != 0 && (platform != 3 || encoding != 10) {
			continue
		}
		if n := u32(cmap, at+12); n <= (len(cmap)-at-16)/12 {
			return cmap[at+16 : at+16+12*n]
		}
	}
	return nil
}

// indexBeyond looks a character up among the groups of all planes, which are in ascending order.
func (f *Face) indexBeyond(c int) int {
	lo, hi := 0, len(f.beyond)/12 // the first group that ends at or after the character
	for lo < hi {
		if mid := (lo + hi) / 2; u32(f.beyond, 12*mid+4) < c {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if 12*lo == len(f.beyond) || c < u32(f.beyond, 12*lo) {
		return 0
	}
	if glyph := u32(f.beyond, 12*lo+8) + c - u32(f.beyond, 12*lo); glyph < f.glyphs {
		return glyph
	}
	return 0
}

// Index is that of the glyph of a character; 0, the glyph of what is missing, when the face has none.
func (f *Face) Index(r rune) int {
	if r > 0xFFFF {
		return f.indexBeyond(int(r))
	}
	if r < 0 || r == 0xFFFF {
		return 0
	}
	size, c := u16(f.cmap, 6), int(r)
	lo, hi := 0, size/2 // the first segment that ends at or after the character
	for lo < hi {
		if mid := (lo + hi) / 2; u16(f.cmap, 14+2*mid) < c {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if 2*lo >= size {
		return 0
	}
	start := u16(f.cmap, 16+size+2*lo)
	if c < start {
		return 0
	}
	delta, at := u16(f.cmap, 16+2*size+2*lo), 16+3*size+2*lo
	glyph := c
	if offset := u16(f.cmap, at); offset != 0 {
		if at += offset + 2*(c-start); at+2 > len(f.cmap) {
			return 0
		}
		if glyph = u16(f.cmap, at); glyph == 0 {
			return 0
		}
	}
	if glyph = (glyph + delta) & 0xFFFF; glyph < f.glyphs {
		return glyph
	}
	return 0
}

// Width is the advance of a character in thousandths of the size; false when the face has no glyph for it.
func (f *Face) Width(r rune) (thousandths int, has bool) {
	glyph := f.Index(r)
	if glyph == 0 {
		return 0, false
	}
	advance, _ := f.metrics(glyph)
	return f.thousandths(advance), true
}

// metrics are the advance and the left side bearing of a glyph in font units, as hmtx holds them.
func (f *Face) metrics(glyph int) (advance, bearing int) {
	if glyph < f.long {
		return u16(f.hmtx, 4*glyph), u16(f.hmtx, 4*glyph+2)
	}
	return u16(f.hmtx, 4*(f.long-1)), u16(f.hmtx, 4*f.long+2*(glyph-f.long))
}

// Metrics describe a face to those who show it without reading it, in thousandths of the size but for the weight.
type Metrics struct {
	Name                       string // PostScript name
	Ascent, Descent, CapHeight int    // Descent is below zero
	Weight                     int    // 400 regular, 700 bold
	Box                        [4]int // left, foot, right, top of all glyphs together
}

// Metrics gives the figures of hhea, head and OS/2.
func (f *Face) Metrics() Metrics {
	head, hhea, os2 := f.tables["head"], f.tables["hhea"], f.tables["OS/2"]
	m := Metrics{Name: f.name, Ascent: f.signed(hhea, 4), Descent: f.signed(hhea, 6), Weight: u16(os2, 4)}
	for i := range m.Box {
		m.Box[i] = f.signed(head, 36+2*i)
	}
	if m.CapHeight = m.Ascent; u16(os2, 0) >= 2 && len(os2) >= 90 {
		m.CapHeight = f.signed(os2, 88)
	}
	return m
}

func (f *Face) signed(table []byte, at int) int { return f.thousandths(int(int16(u16(table, at)))) }

// thousandths turns font units into thousandths of the size, the nearest.
func (f *Face) thousandths(units int) int {
	perEm := u16(f.tables["head"], 18)
	return int(math.Round(float64(units) * 1000 / float64(perEm)))
}

// outline is the description of a glyph; empty for a blank and for one whose place lies outside of the table.
func (f *Face) outline(glyph int) []byte {
	var from, to int
	if f.wide {
		from, to = u32(f.loca, 4*glyph), u32(f.loca, 4*glyph+4)
	} else {
		from, to = 2*u16(f.loca, 2*glyph), 2*u16(f.loca, 2*glyph+2)
	}
	if from >= to || to > len(f.glyf) {
		return nil
	}
	return f.glyf[from:to:to]
}

func u16(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
func u32(b []byte, at int) int { return int(binary.BigEndian.Uint32(b[at:])) }
