package sample

import (
	"bytes"
	"context"
	"crypto/sha256"
	"image"
	"image/color"
	"image/png"

	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

// scanned stands in for the scan of a sealed page: grey lines that follow from the words, and a red ring. The same words give the
// same bytes.
func scanned(words string) []byte {
	const width, height = 210, 297
	img := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Gray{Y: 120}, color.RGBA{R: 200, G: 20, B: 20, A: 255}})
	sum := sha256.Sum256([]byte(words))
	for i, b := range sum {
		for x := 25; x < 60+int(b)/2; x++ {
			img.SetColorIndex(x, 30+6*i, 1)
		}
	}
	for y := range height {
		for x := range width {
			if d := (x-150)*(x-150) + (y-245)*(y-245); d > 22*22 && d < 25*25 {
				img.SetColorIndex(x, y, 2)
			}
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // a buffer takes everything
	return b.Bytes()
}

// attach hands in a stand-in scan and gives its id.
func (p *Player) attach(ctx context.Context, day, login, name string) string {
	if p.err != nil {
		return ""
	}
	p.Clock.set(date.Must(day))
	var ref workflow.AttachmentRef
	ref, p.err = p.Desk.Attach(ctx, "person-"+login, p.caseID, "示例扫描件 "+name+".png", scanned(p.number+name))
	return ref.ID
}

// seal records the latest paper of a kind as sealed, with a stand-in scan.
func (p *Player) seal(ctx context.Context, day, login string, kind casefile.DocumentKind, originals int, differing ...casefile.DifferingPage) {
	number := p.paper(ctx, login, kind)
	p.Do(ctx, day, login, casefile.SealDocument{Number: number, On: date.Must(day), Originals: originals, CrossPage: true,
		Scan: p.attach(ctx, day, login, kind.String()), Differing: differing, Note: "示例：扫描件为占位图"})
}

// deliver records the latest paper of a kind as delivered, with a stand-in receipt; no copies mean electronically.
func (p *Player) deliver(ctx context.Context, day, login string, kind casefile.DocumentKind, to, way string, copies int) {
	number := p.paper(ctx, login, kind)
	p.Do(ctx, day, login, casefile.DeliverDocument{Number: number, To: to, On: date.Must(day), Way: way, Copies: copies,
		Receipt: p.attach(ctx, day, login, kind.String()+"送达回证")})
}

// paper is the number of the latest document of a kind.
func (p *Player) paper(ctx context.Context, login string, kind casefile.DocumentKind) string {
	if p.err != nil {
		return ""
	}
	view, err := p.Desk.Open(ctx, "person-"+login, p.caseID)
	if err != nil {
		p.err = err
		return ""
	}
	if d := view.State.LatestDocument(kind); d != nil {
		return d.Number
	}
	return ""
}

// filingPapers records scans of the papers of the registration file that are made elsewhere.
func (p *Player) filingPapers(ctx context.Context, day, login string, names map[string]string) {
	for _, code := range []string{"PP-2", "PP-3", "PP-4", "PP-9"} {
		if name, given := names[code]; given {
			p.Do(ctx, day, login, casefile.RecordFilingPaper{Code: code, Scan: p.attach(ctx, day, login, name)})
		}
	}
}
