package stationery

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"zhiya/valuation/fault"
)

// Logo is a picture as it is kept: PNG, opaque, made anew from what was handed in, so that the same picture always has the
// same bytes and nothing hidden in the file (comments, places, thumbnails) goes into a paper.
type Logo struct {
	SHA256        string // hex, of PNG
	PNG           []byte
	Width, Height int // pixels
}

// The limits of a logo: of the file, of either side in pixels as handed in, and of the longer side as kept. A page prints it
// at most 130 points wide, so the kept size is about 600 dots an inch.
const (
	LargestLogoFile = 2 << 20
	largestSide     = 6000
	keptSide        = 1080
	smallestSide    = 16
)

// ReadLogo checks a PNG or JPEG file and makes the picture that is kept. Faults: logo.large, logo.format, logo.broken,
// logo.size, with path "logo".
func ReadLogo(file []byte) (Logo, error) {
	if len(file) == 0 {
		return Logo{}, fault.New(fault.Invalid, "logo.empty", "logo", "标志文件是空的，请选择 PNG 或 JPEG 图片")
	}
	if len(file) > LargestLogoFile {
		return Logo{}, fault.New(fault.Invalid, "logo.large", "logo", "标志文件有 %.1f MB，不得超过 %d MB，请缩小图片后再选", float64(len(file))/(1<<20), LargestLogoFile>>20)
	}
	decode, shape := png.Decode, png.DecodeConfig
	switch {
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		decode, shape = jpeg.Decode, jpeg.DecodeConfig
	default:
		return Logo{}, fault.New(fault.Invalid, "logo.format", "logo", "标志文件不是 PNG 或 JPEG 图片（%s），请另存为 PNG 后再选", format(file))
	}
	config, err := shape(bytes.NewReader(file))
	if err != nil {
		return Logo{}, broken(err)
	}
	if config.Width > largestSide || config.Height > largestSide {
		return Logo{}, fault.New(fault.Invalid, "logo.size", "logo", "标志为 %d×%d 像素，每边不得超过 %d 像素，请缩小后再选", config.Width, config.Height, largestSide)
	}
	if config.Width < smallestSide || config.Height < smallestSide {
		return Logo{}, fault.New(fault.Invalid, "logo.size", "logo", "标志为 %d×%d 像素，每边至少 %d 像素，印出来才看得清", config.Width, config.Height, smallestSide)
	}
	picture, err := decode(bytes.NewReader(file))
	if err != nil {
		return Logo{}, broken(err)
	}
	kept := shrink(onPaper(picture))
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, kept); err != nil {
		return Logo{}, fault.Wrap(err, "logo.write", "标志无法保存，请换一张图片")
	}
	sum := sha256.Sum256(out.Bytes())
	return Logo{SHA256: hex.EncodeToString(sum[:]), PNG: out.Bytes(), Width: kept.Rect.Dx(), Height: kept.Rect.Dy()}, nil
}

func broken(err error) error {
	f := fault.Of(fault.Wrap(err, "logo.broken", "标志文件已损坏，无法读出图片，请重新导出 PNG 或 JPEG 后再选"))
	f[0].Kind, f[0].Path = fault.Invalid, "logo"
	return f.Err()
}

// format names what a file that is no picture begins like.
func format(file []byte) string {
	for _, f := range [][2]string{{"GIF8", "GIF 图片"}, {"BM", "BMP 图片"}, {"RIFF", "WebP 图片"}, {"%PDF", "PDF 文件"}, {"PK\x03\x04", "压缩包或 Office 文件"},
		{"<svg", "SVG 图形"}, {"<?xml", "SVG 或 XML 文件"}} {
		if bytes.HasPrefix(file, []byte(f[0])) {
			return f[1]
		}
	}
	return fmt.Sprintf("文件开头为 %X", file[:min(4, len(file))])
}

// onPaper lays the picture on white: paper has no transparency.
func onPaper(picture image.Image) *image.RGBA {
	b := picture.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, picture, b.Min, draw.Over)
	return out
}

// shrink makes the longer side at most keptSide by averaging whole blocks; integers only, so the bytes are the same everywhere.
func shrink(p *image.RGBA) *image.RGBA {
	n := (max(p.Rect.Dx(), p.Rect.Dy()) + keptSide - 1) / keptSide
	if n <= 1 {
		return p
	}
	out := image.NewRGBA(image.Rect(0, 0, max(1, p.Rect.Dx()/n), max(1, p.Rect.Dy()/n)))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			var sum [3]int
			for dy := range n {
				for dx := range n {
					c := p.RGBAAt(min(x*n+dx, p.Rect.Dx()-1), min(y*n+dy, p.Rect.Dy()-1))
					sum[0], sum[1], sum[2] = sum[0]+int(c.R), sum[1]+int(c.G), sum[2]+int(c.B)
				}
			}
			out.SetRGBA(x, y, color.RGBA{uint8(sum[0] / (n * n)), uint8(sum[1] / (n * n)), uint8(sum[2] / (n * n)), 255})
		}
	}
	return out
}

// Intact reports whether kept bytes are the picture of this name.
func Intact(sha string, kept []byte) bool {
	sum := sha256.Sum256(kept)
	return len(kept) > 0 && hex.EncodeToString(sum[:]) == sha
}
