package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"

	qrcode "github.com/skip2/go-qrcode"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/valuation/fault"
	"zhiya/workflow/signing"
)

// The stamp stands outside the text on every page: a code in the upper right corner and a line under the running foot.
// stampMark opens the line, the last text of every page.
const (
	stampMark   = "文书编号："
	hashShown   = 16 // characters of the hash printed in the line
	codeSide    = 47.0
	codeRight   = 15.0
	codeTop     = 20.0
	stampSize   = 7.5
	stampBottom = 27.0
	signSize    = 6.5
	signBottom  = 17.5
)

// ContentHash is the 内容校验码 of laid-out pages: the SHA-256, in lower-case hex, of their canonical text. Canonical is, page
// after page: the watermark, then every run of text in the order drawn, with all white space left out; pages are
// separated by a form feed. The stamp itself (code and line) is added afterwards and does not count. A file's own text
// gives the same hash through fileHash.
func ContentHash(laid *layout.Laid) string {
	pages := make([]string, len(laid.Pages))
	for i, page := range laid.Pages {
		var b strings.Builder
		b.WriteString(page.Watermark)
		for _, item := range page.Items {
			if t, ok := item.(chart.Text); ok {
				b.WriteString(t.Text)
			}
		}
		pages[i] = b.String()
	}
	for i := range pages {
		pages[i] = squeeze(pages[i])
	}
	return hashPages(pages)
}

// hashPages hashes pages already without white space.
func hashPages(pages []string) string {
	sum := sha256.Sum256([]byte(strings.Join(pages, "\f")))
	return hex.EncodeToString(sum[:])
}

func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// textOf is the text of the pages as JSON: for each page the lines in the order drawn, runs of one line joined.
func textOf(laid *layout.Laid) string {
	pages := make([][]string, len(laid.Pages))
	for i, page := range laid.Pages {
		pages[i] = []string{}
		last := chart.Text{}
		for _, item := range page.Items {
			t, ok := item.(chart.Text)
			if !ok || t.Text == "" {
				last = chart.Text{}
				continue
			}
			if n := len(pages[i]); n > 0 && last.Text != "" && last.Y == t.Y && t.X > last.X {
				pages[i][n-1] += t.Text
			} else {
				pages[i] = append(pages[i], t.Text)
			}
			last = t
		}
	}
	raw, _ := json.Marshal(pages)
	return string(raw)
}

// stamp puts on every page the code number|date|amount|content hash|key id, which carries nothing about persons, and the line with
// the number and the beginning of the hash; under it, on a document that will be signed, what the signature is and is not.
func (p *paper) stamp(laid *layout.Laid, hash string) error {
	text := signing.Code(oneLine(p.info.Number), p.info.On, p.amount, hash, p.info.KeyID)
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return fault.New(fault.Invalid, "qr.long", "number", "文号过长，二维码放不下，请缩短文号")
	}
	code.DisableBorder = true
	bits := code.Bitmap()
	line := stampMark + oneLine(p.info.Number) + "　软件校验码（非行业协会报备码）：" + hash[:hashShown]
	gray := chart.Gray(90)
	for i := range laid.Pages {
		page := &laid.Pages[i]
		page.Items = append(page.Items, codeShapes(bits, page.Width-codeRight-codeSide, codeTop)...)
		page.Items = append(page.Items, chart.Text{X: page.Width / 2, Y: page.Height - stampBottom, Size: stampSize, Color: gray,
			Anchor: chart.Middle, Text: line})
		if p.info.KeyID != "" {
			page.Items = append(page.Items, chart.Text{X: page.Width / 2, Y: page.Height - signBottom, Size: signSize, Color: gray,
				Anchor: chart.Middle, Text: p.signature()})
		}
	}
	return nil
}

// signature is the line about the signature, which itself stands in a file of its own: the file cannot hold its own hash.
func (p *paper) signature() string {
	kind := signMark
	if p.info.SampleKey {
		kind = "示例" + signMark
	}
	return kind + p.info.KeyID + "，签名见同名 .note 文件。" + signing.Disclaimer + "。"
}

// signMark opens the line about the signature.
const signMark = "签名密钥 "

// KeyIn is the id of the key that a file says it is signed with, read from its pages; "" for a file that says nothing of a
// signature.
func KeyIn(file []byte) string {
	pages, err := pdf.Text(whole(file))
	if err != nil {
		return ""
	}
	for _, page := range slices.Backward(pages) {
		if m := keyLine.FindStringSubmatch(page[max(0, strings.LastIndex(page, stampMark)):]); m != nil {
			return m[1]
		}
	}
	return ""
}

var keyLine = regexp.MustCompile(signMark + `([A-Z2-7]{16})，`)

// codeShapes draws the dark modules; a run of them in a row is one rectangle.
func codeShapes(bits [][]bool, x, y float64) []chart.Shape {
	module := codeSide / float64(len(bits))
	black := chart.Gray(0)
	var out []chart.Shape
	for row, line := range bits {
		for from := 0; from < len(line); from++ {
			to := from
			for to < len(line) && line[to] {
				to++
			}
			if to > from {
				out = append(out, chart.Rect{X: x + float64(from)*module, Y: y + float64(row)*module, W: float64(to-from) * module, H: module, Fill: &black})
				from = to
			}
		}
	}
	return out
}
