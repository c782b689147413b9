package font

import (
	"encoding/binary"
	"maps"
	"slices"
)

// Flags of a part of a composite glyph (OpenType, glyf, Component Glyph Flags).
const (
	wordArguments = 1 << 0
	oneScale      = 1 << 3
	moreParts     = 1 << 5
	twoScales     = 1 << 6
	twoByTwo      = 1 << 7
)

// Glyph says where a character of a subset is found in it and how wide it is, in thousandths of the size.
type Glyph struct {
	Char  rune
	Index int
	Width int
}

// Subset is a TrueType font of the given characters alone, with the parts their glyphs are made of and the glyph of what is
// missing, and its characters in ascending order. Characters the face has no glyph for are left out, order and repetition do not
// matter: the same characters give the same bytes. Its own map of characters holds those of the basic plane. The names of the font are left out, for the file is only read inside a
// document; its metrics stay as they were.
func (f *Face) Subset(chars []rune) (ttf []byte, glyphs []Glyph) {
	chars = slices.Clone(chars)
	slices.Sort(chars)
	order, place := []int{0}, map[int]int{0: 0} // glyphs kept, in their new order; the new index of each
	keep := func(glyph int) int {
		at, is := place[glyph]
		if !is {
			at = len(order)
			place[glyph], order = at, append(order, glyph)
		}
		return at
	}
	for _, r := range slices.Compact(chars) {
		if glyph := f.Index(r); glyph != 0 {
			advance, _ := f.metrics(glyph)
			glyphs = append(glyphs, Glyph{r, keep(glyph), f.thousandths(advance)})
		}
	}
	var glyf []byte
	var loca []int
	for i := 0; i < len(order); i++ { // grows while parts are found
		loca = append(loca, len(glyf))
		start := len(glyf)
		glyf = append(glyf, f.outline(order[i])...)
		f.renumber(glyf[start:], keep)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	loca = append(loca, len(glyf))

	out := map[string][]byte{"glyf": glyf, "cmap": codes(glyphs), "name": {0, 0, 0, 0, 0, 6}}
	for _, name := range copied {
		if table := f.tables[name]; len(table) > 0 {
			out[name] = table
		}
	}
	post := slices.Clone(f.tables["post"][:32])
	binary.BigEndian.PutUint32(post, 0x00030000) // version 3: no names of glyphs
	out["post"] = post
	metrics := make([]byte, 0, 4*len(order))
	for _, glyph := range order {
		advance, bearing := f.metrics(glyph)
		metrics = word(word(metrics, advance), bearing)
	}
	out["hmtx"] = metrics
	out["hhea"], out["maxp"] = set(f.tables["hhea"], 34, len(order)), set(f.tables["maxp"], 4, len(order))
	places := make([]byte, 0, 4*len(loca))
	for _, at := range loca {
		places = binary.BigEndian.AppendUint32(places, uint32(at))
	}
	out["loca"] = places
	head := set(f.tables["head"], 50, 1) // places of four bytes
	binary.BigEndian.PutUint32(head[8:], 0)
	out["head"] = head
	return assemble(out), glyphs
}

// renumber writes the new indices of its parts into a composite glyph and keeps the parts; another glyph stays as it is.
func (f *Face) renumber(outline []byte, keep func(int) int) {
	if len(outline) < 10 || int16(u16(outline, 0)) >= 0 {
		return
	}
	for at, flags := 10, moreParts; flags&moreParts != 0 && at+4 <= len(outline); {
		flags = u16(outline, at)
		part := u16(outline, at+2)
		if part >= f.glyphs {
			part = 0
		}
		binary.BigEndian.PutUint16(outline[at+2:], uint16(keep(part)))
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&twoByTwo != 0:
			at += 8
		}
	}
}

// codes is a character map with one subtable of format 4: runs of characters whose glyphs follow one another.
func codes(glyphs []Glyph) []byte {
	type run struct{ first, last, delta int }
	var runs []run
	for _, g := range glyphs {
		c := int(g.Char)
		if c > 0xFFFF {
			break // found by their index alone
		}
		if n := len(runs); n > 0 && runs[n-1].last+1 == c && (c+runs[n-1].delta)&0xFFFF == g.Index {
			runs[n-1].last = c
			continue
		}
		runs = append(runs, run{c, c, (g.Index - c) & 0xFFFF})
	}
	runs = append(runs, run{0xFFFF, 0xFFFF, 1})
	power, steps := powerWithin(len(runs))
	b := []byte{0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12}
	for _, v := range []int{4, 16 + 8*len(runs), 0, 2 * len(runs), 2 * power, steps, 2 * (len(runs) - power)} {
		b = word(b, v)
	}
	for _, r := range runs {
		b = word(b, r.last)
	}
	b = word(b, 0)
	for _, r := range runs {
		b = word(b, r.first)
	}
	for _, r := range runs {
		b = word(b, r.delta)
	}
	return append(b, make([]byte, 2*len(runs))...)
}

// powerWithin is the largest power of two not above n and its exponent, which the binary searches of the format want.
func powerWithin(n int) (power, exponent int) {
	for power = 1; 2*power <= n; exponent++ {
		power *= 2
	}
	return power, exponent
}

// assemble puts tables into a file: directory in order of name, each table on a boundary of four bytes, sums of all.
func assemble(tables map[string][]byte) []byte {
	power, steps := powerWithin(len(tables))
	out := []byte{0, 1, 0, 0}
	for _, v := range []int{len(tables), 16 * power, steps, 16 * (len(tables) - power)} {
		out = word(out, v)
	}
	names := slices.Sorted(maps.Keys(tables))
	at, head, size := 12+16*len(tables), 0, 0
	for _, name := range names {
		if name == "head" {
			head = at + size
		}
		out = append(out, name...)
		out = binary.BigEndian.AppendUint32(out, sum(tables[name]))
		out = binary.BigEndian.AppendUint32(out, uint32(at+size))
		out = binary.BigEndian.AppendUint32(out, uint32(len(tables[name])))
		size += (len(tables[name]) + 3) &^ 3
	}
	out = slices.Grow(out, size)
	for _, name := range names {
		out = append(out, tables[name]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[head+8:], 0xB1B0AFBA-sum(out))
	return out
}

// sum adds up a table in words of four bytes, the last filled with zeros.
func sum(b []byte) uint32 {
	var s uint32
	for ; len(b) >= 4; b = b[4:] {
		s += binary.BigEndian.Uint32(b)
	}
	if len(b) > 0 {
		var last [4]byte
		copy(last[:], b)
		s += binary.BigEndian.Uint32(last[:])
	}
	return s
}

func word(b []byte, v int) []byte { return binary.BigEndian.AppendUint16(b, uint16(v)) }

func set(table []byte, at, v int) []byte {
	table = slices.Clone(table)
	binary.BigEndian.PutUint16(table[at:], uint16(v))
	return table
}
