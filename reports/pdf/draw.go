package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"zhiya/reports/layout"
)

// The file names the product that made it, without a version, so that bytes stay the same over releases.
const producer = "知押"

// draw has gofpdf make the pages, links, outline and pictures, all unpacked and without fonts, and finishes the file itself:
// gofpdf reads the whole of a font for every document and takes fresh buffers of a megabyte for every stream it packs.
func draw(laid *layout.Laid, created time.Time) ([]byte, error) {
	if len(laid.Pages) == 0 {
		return nil, fmt.Errorf("no pages")
	}
	created = created.UTC()
	first := laid.Pages[0]
	f := gofpdf.NewCustom(&gofpdf.InitType{OrientationStr: "P", UnitStr: "pt",
		Size: gofpdf.SizeType{Wd: first.Width, Ht: first.Height}})
	f.SetCatalogSort(true)
	f.SetCompression(false)
	f.SetCreationDate(created)
	f.SetModificationDate(created)
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	describe(f, laid.Document)
	p := &pen{f: f}
	for _, page := range laid.Pages {
		f.AddPageFormat("P", gofpdf.SizeType{Wd: page.Width, Ht: page.Height})
		p.outline(laid, page)
		p.links(laid, page.Number) // while the page is current: gofpdf measures the places by its height
		p.page(page)
	}
	if p.err != nil {
		return nil, p.err
	}
	var raw bytes.Buffer
	if err := f.Output(&raw); err != nil {
		return nil, err
	}
	return finish(raw.Bytes(), p, metadata(laid.Document, created), created)
}

func titleOf(d layout.Document) string { return strings.ReplaceAll(d.Title, "\n", "") }

func authorOf(d layout.Document) string {
	if d.Author == "" {
		return d.Org
	}
	return d.Author
}

func keywordsOf(d layout.Document) string { return strings.Join(d.Keywords, "；") }

// describe writes what is known of a document; what is empty is left out, as in the metadata.
func describe(f *gofpdf.Fpdf, d layout.Document) {
	for _, entry := range []struct {
		text string
		set  func(string, bool)
	}{{titleOf(d), f.SetTitle}, {authorOf(d), f.SetAuthor}, {d.Subject, f.SetSubject}, {keywordsOf(d), f.SetKeywords}, {producer, f.SetProducer}, {producer, f.SetCreator}} {
		if entry.text != "" {
			entry.set(utf16Text(entry.text), false) // its own turning into UTF-16 knows the basic plane only
		}
	}
}

// outline adds the bookmarks of a page; a level never jumps down by more than one, else gofpdf links a broken tree. gofpdf
// measures every height from the foot of the last page, so the difference to this page's height is made good here.
func (p *pen) outline(laid *layout.Laid, page layout.Page) {
	level := -1
	for _, b := range laid.Bookmarks {
		level = min(b.Level, level+1)
		if b.Page == page.Number {
			p.levels = append(p.levels, level)
			p.f.Bookmark(utf16Text(b.Title), level, b.Y+laid.Pages[len(laid.Pages)-1].Height-page.Height)
		}
	}
}

func (p *pen) links(laid *layout.Laid, page int) {
	for _, l := range laid.Links {
		if l.Page == page && l.ToPage > 0 {
			id := p.f.AddLink()
			p.f.SetLink(id, l.ToY, l.ToPage)
			p.f.Link(l.X, l.Y, l.W, l.H, id)
		}
	}
}
