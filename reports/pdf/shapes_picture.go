package pdf

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strconv"
	"strings"
)

// maxPixels bounds the pictures that are read back.
const maxPixels = 16 << 20

var (
	pictureWidth  = regexp.MustCompile(`/Width (\d+)\n`)
	pictureHeight = regexp.MustCompile(`/Height (\d+)\n`)
	pictureSpace  = regexp.MustCompile(`/ColorSpace (?:/(Device(?:Gray|RGB))|\[/Indexed /DeviceRGB \d+ (\d+) 0 R\])\n`)
	pictureBits   = regexp.MustCompile(`/BitsPerComponent (\d)\n`)
	pictureClear  = regexp.MustCompile(`/Mask \[([\d ]+)\]`)
	pictureAlpha  = regexp.MustCompile(`/SMask (\d+) 0 R`)
)

// The colour types of PNG (ISO/IEC 15948, 11.2.2).
const (
	pngGray    = 0
	pngRGB     = 2
	pngIndexed = 3
)

// picture gives an image object as PNG. gofpdf keeps the packed lines of a PNG as they are, but puts its transparency apart.
func (o objects) picture(object []byte) ([]byte, bool) {
	dict := head(object)
	if !bytes.Contains(dict, []byte("/Subtype /Image")) {
		return nil, false
	}
	data, ok := o.png(object)
	if !ok {
		return nil, false
	}
	colours, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, false
	}
	m := pictureAlpha.FindSubmatch(dict)
	if m == nil {
		return data, true
	}
	mask, ok := o.png(o.object(m[1]))
	if !ok {
		return nil, false
	}
	alpha, err := png.Decode(bytes.NewReader(mask))
	if err != nil || alpha.Bounds() != colours.Bounds() {
		return nil, false
	}
	whole := image.NewNRGBA(colours.Bounds())
	for y := range whole.Rect.Dy() {
		for x := range whole.Rect.Dx() {
			c := color.NRGBAModel.Convert(colours.At(x, y)).(color.NRGBA)
			c.A = color.GrayModel.Convert(alpha.At(x, y)).(color.Gray).Y
			whole.SetNRGBA(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, whole); err != nil {
		return nil, false
	}
	return out.Bytes(), true
}

// png puts the packed lines of an image into a PNG file.
func (o objects) png(object []byte) ([]byte, bool) {
	dict := head(object)
	w, h, bits := pictureWidth.FindSubmatch(dict), pictureHeight.FindSubmatch(dict), pictureBits.FindSubmatch(dict)
	space, size := pictureSpace.FindSubmatch(dict), length.FindSubmatch(dict)
	start := len(dict) + len("stream\n")
	if w == nil || h == nil || bits == nil || space == nil || size == nil || !bytes.Contains(dict, []byte("/Filter /FlateDecode")) {
		return nil, false
	}
	width, height, n := count(w[1]), count(h[1]), count(size[1])
	if width < 1 || height < 1 || width > maxPixels/height || n < 0 || start > len(object) || n > len(object)-start {
		return nil, false
	}
	kind := byte(pngIndexed)
	switch string(space[1]) {
	case "DeviceGray":
		kind = pngGray
	case "DeviceRGB":
		kind = pngRGB
	}
	header := binary.BigEndian.AppendUint32(nil, uint32(width))
	header = binary.BigEndian.AppendUint32(header, uint32(height))
	out := chunk([]byte("\x89PNG\r\n\x1a\n"), "IHDR", append(header, byte(count(bits[1])), kind, 0, 0, 0))
	if kind == pngIndexed {
		palette, ok := inflate(o.object(space[2]))
		if !ok {
			return nil, false
		}
		out = chunk(out, "PLTE", palette)
	}
	if m := pictureClear.FindSubmatch(dict); m != nil {
		out = chunk(out, "tRNS", clear(kind, strings.Fields(string(m[1]))))
	}
	return chunk(chunk(out, "IDAT", object[start:start+n]), "IEND", nil), true
}

// clear is the transparent colour as PNG has it; a PDF gives it as ranges, here of one value each.
func clear(kind byte, ranges []string) []byte {
	var out []byte
	for i := 0; i < len(ranges); i += 2 {
		v := count([]byte(ranges[i]))
		if kind == pngIndexed {
			return append(bytes.Repeat([]byte{255}, v&255), 0)
		}
		out = append(out, byte(v>>8), byte(v))
	}
	return out
}

func chunk(out []byte, name string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	from := len(out)
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[from:]))
}

// count is a number of digits; -1 for what is none.
func count(digits []byte) int {
	n, err := strconv.Atoi(string(digits))
	if err != nil || n > 1<<31-1 {
		return -1
	}
	return n
}
