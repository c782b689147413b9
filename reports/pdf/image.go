package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"github.com/jung-kurt/gofpdf"

	"zhiya/reports/layout"
)

// picture draws an image; the same bytes are kept once in the file however often they are drawn.
func (p *pen) picture(s layout.Picture) {
	sum := sha256.Sum256(s.PNG)
	name, options := hex.EncodeToString(sum[:]), gofpdf.ImageOptions{ImageType: "PNG"}
	p.f.RegisterImageOptionsReader(name, options, bytes.NewReader(s.PNG))
	p.f.ImageOptions(name, s.X, s.Y, s.W, s.H, false, options, 0, "")
}
