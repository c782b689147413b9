package pdf

import "encoding/binary"

// colorProfile is sRGB (IEC 61966-2-1) as an ICC profile of version 4 (ICC.1:2010, 8.3 and 10): the colours of the pages are meant in
// it. The figures are those of the standard, its primaries adapted from D65 to D50 by Bradford's matrix.
func colorProfile() []byte {
	number := func(values ...uint32) []byte {
		var b []byte
		for _, v := range values {
			b = binary.BigEndian.AppendUint32(b, v)
		}
		return b
	}
	text := func(s string) []byte { // multiLocalizedUnicodeType with one record
		b := append([]byte("mluc"), number(0, 1, 12)...)
		b = append(append(b, "enUS"...), number(uint32(2*len(s)), 28)...)
		for _, c := range []byte(s) {
			b = append(b, 0, c)
		}
		return b
	}
	xyz := func(x, y, z uint32) []byte { return append([]byte("XYZ "), number(0, x, y, z)...) }
	curve := append([]byte("para"), number(0, 3<<16, 0x26666, 0xF2A7, 0x0D59, 0x13D0, 0x0A5B)...) // 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", text("sRGB")},
		{"cprt", text("No copyright, use freely")},
		{"wtpt", xyz(0xF6D6, 0x10000, 0xD32D)},
		{"chad", append([]byte("sf32"), number(0, 0x10C42, 0x05DE, 0xFFFFF325, 0x0793, 0xFD90, 0xFFFFFBA1, 0xFFFFFDA2, 0x03DC, 0xC06E)...)},
		{"rXYZ", xyz(0x6FA0, 0x38F5, 0x0390)},
		{"gXYZ", xyz(0x6297, 0xB787, 0x18D9)},
		{"bXYZ", xyz(0x249F, 0x0F84, 0xB6C4)},
		{"rTRC", curve}, {"gTRC", nil}, {"bTRC", nil}, // one curve for all three
	}
	const head = 128
	directory, data := number(uint32(len(tags))), []byte(nil)
	begin, at := head+4+12*len(tags), 0
	for _, t := range tags {
		if t.data != nil {
			at = begin + len(data)
			for data = append(data, t.data...); len(data)%4 != 0; {
				data = append(data, 0)
			}
		} else {
			t.data = curve
		}
		directory = append(append(directory, t.name...), number(uint32(at), uint32(len(t.data)))...)
	}
	profile := make([]byte, head, begin+len(data))
	binary.BigEndian.PutUint32(profile, uint32(begin+len(data)))
	binary.BigEndian.PutUint32(profile[8:], 0x04200000)
	copy(profile[12:], "mntrRGB XYZ ")
	copy(profile[24:], []byte{0x07, 0xEA, 0, 1, 0, 1}) // made 2026-01-01
	copy(profile[36:], "acsp")
	copy(profile[68:], number(0xF6D6, 0x10000, 0xD32D)) // light of the connection space
	return append(append(profile, directory...), data...)
}
