package pdf

import (
	"bytes"
	"math"
	"regexp"
	"strconv"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation/fault"
)

// What a file may hold, against files made to exhaust memory: objects, pages, inflated content of all pages, shapes of all pages.
const (
	maxObjects = 200_000
	maxPages   = 5_000
	maxShapes  = 600_000
	maxAll     = 2 * maxContent
)

var (
	rootEntry     = regexp.MustCompile(`/Root (\d+) 0 R`)
	pagesEntry    = regexp.MustCompile(`/Pages (\d+) 0 R`)
	resourceEntry = regexp.MustCompile(`/Resources (\d+) 0 R`)
	boxEntry      = regexp.MustCompile(`/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]`)
	namedEntry    = regexp.MustCompile(`/(\w+) (\d+) 0 R`)
	fontName      = regexp.MustCompile(`/BaseFont /[A-Z]{6}\+NotoSansSC-(Regular|Bold)\b`)
)

// Pages reads the pages of a PDF made by this package back into shapes: what is looked at is what is in the file. Texts come back
// anchored at their start, a circle and a watermark are told from what draws them. Places are exact to 0.01 points. It fails with
// pdf.foreign for any other file, and for one of ours that holds anything it does not know: a page is shown whole or not at all.
func Pages(file []byte) ([]layout.Page, error) {
	pages, ok := readPages(file)
	if !ok {
		return nil, fault.New(fault.Invalid, "pdf.foreign", "", "文件不是本程序生成的 PDF，或已被改动，无法在窗口内显示，请用系统阅读器打开")
	}
	return pages, nil
}

func readPages(file []byte) ([]layout.Page, bool) {
	o, trailer, ok := openObjects(file)
	if !ok || bytes.Contains(trailer, []byte("/Encrypt")) {
		return nil, false
	}
	tree := head(o.at(rootEntry.FindSubmatch(trailer), pagesEntry))
	kids := kidsEntry.FindSubmatch(tree)
	if kids == nil {
		return nil, false
	}
	all := reference.FindAllSubmatch(kids[1], maxPages+1)
	if len(all) == 0 || len(all) > maxPages {
		return nil, false
	}
	pages := make([]layout.Page, 0, len(all))
	left, shapes := maxAll, 0
	known := map[string]*supply{}
	for i, kid := range all {
		dict := head(o.object(kid[1]))
		ref, resources, box := contents.FindSubmatch(dict), resourceEntry.FindSubmatch(dict), boxEntry.FindSubmatch(dict)
		if box == nil {
			box = boxEntry.FindSubmatch(tree)
		}
		if ref == nil || resources == nil || box == nil {
			return nil, false
		}
		from := known[string(resources[1])]
		if from == nil {
			from = o.supply(resources[1])
			known[string(resources[1])] = from
		}
		stream, ok := inflate(o.object(ref[1]))
		if left -= len(stream); !ok || left < 0 {
			return nil, false
		}
		page := layout.Page{Number: i + 1}
		page.Width, page.Height = number(box[1]), number(box[2])
		if !(page.Width > 0 && page.Width < 1e5 && page.Height > 0 && page.Height < 1e5) {
			return nil, false
		}
		g := &gatherer{page: &page, from: from, room: maxShapes - shapes, now: state{ctm: identity, width: 1}}
		if !g.read(stream) {
			return nil, false
		}
		shapes += len(page.Items)
		unmark(&page)
		pages = append(pages, page)
	}
	return pages, true
}

func number(b []byte) float64 {
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// objects are those of a file, found by its table of places.
type objects struct {
	file   []byte
	places []int // by number; 0 is none
}

// openObjects reads the table of places, which stands once, at the end, in lines of twenty bytes.
func openObjects(file []byte) (o objects, trailer []byte, ok bool) {
	if !bytes.HasPrefix(file, []byte("%PDF-")) || !bytes.HasSuffix(bytes.TrimSpace(file), []byte("%%EOF")) {
		return o, nil, false
	}
	_, tail, found := bytes.Cut(file[max(0, len(file)-64):], []byte("startxref\n"))
	digits, _, _ := bytes.Cut(tail, []byte("\n"))
	at, err := strconv.Atoi(string(digits))
	if !found || err != nil || at < 0 || at >= len(file) || !bytes.HasPrefix(file[at:], []byte("xref\n0 ")) {
		return o, nil, false
	}
	table := file[at+len("xref\n0 "):]
	count, rest, _ := bytes.Cut(table, []byte("\n"))
	n, err := strconv.Atoi(string(count))
	if err != nil || n < 1 || n > maxObjects || len(rest) < 20*n {
		return o, nil, false
	}
	o = objects{file: file, places: make([]int, n)}
	for i := 1; i < n; i++ {
		place, err := strconv.Atoi(string(rest[20*i : 20*i+10]))
		if err != nil || place < 0 || place >= at {
			return o, nil, false
		}
		o.places[i] = place
	}
	return o, rest[20*n:], bytes.HasPrefix(rest[20*n:], []byte("trailer\n"))
}

// object is what stands behind the head of an object; nil when there is none of this number.
func (o objects) object(digits []byte) []byte {
	n, err := strconv.Atoi(string(digits))
	if err != nil || n < 1 || n >= len(o.places) || o.places[n] == 0 {
		return nil
	}
	b, found := bytes.CutPrefix(o.file[o.places[n]:], []byte(strconv.Itoa(n)+" 0 obj\n"))
	if !found {
		return nil
	}
	return b
}

// at follows a reference, and from there the entry given.
func (o objects) at(ref [][]byte, entry *regexp.Regexp) []byte {
	if ref == nil {
		return nil
	}
	next := entry.FindSubmatch(head(o.object(ref[1])))
	if next == nil {
		return nil
	}
	return o.object(next[1])
}

// supply is what pages draw with: faces (true is the bold one) and pictures by their names.
type supply struct {
	faces    map[string]bool
	pictures map[string][]byte
}

func (o objects) supply(resources []byte) *supply {
	s := &supply{faces: map[string]bool{}, pictures: map[string][]byte{}}
	for _, e := range namedEntry.FindAllSubmatch(head(o.object(resources)), 64) {
		object := o.object(e[2])
		dict := head(object)
		if m := fontName.FindSubmatch(dict); m != nil {
			s.faces[string(e[1])] = string(m[1]) == "Bold"
		} else if picture, ok := o.picture(object); ok {
			s.pictures[string(e[1])] = picture
		}
	}
	return s
}

// Mark is the shape of a page's watermark: the word across the page from lower left to upper right, anchored in its middle.
func Mark(page layout.Page) chart.Text {
	size := math.Min(120, 420/float64(len([]rune(page.Watermark))))
	return chart.Text{X: page.Width / 2, Y: page.Height/2 + size*0.35, Size: size, Bold: true, Color: chart.Gray(236), Anchor: chart.Middle,
		Angle: 40, Text: page.Watermark}
}

// unmark tells the watermark from the first shape of a page.
func unmark(page *layout.Page) {
	if len(page.Items) == 0 {
		return
	}
	t, is := page.Items[0].(chart.Text)
	if !is || t.Angle == 0 {
		return
	}
	marked := *page
	marked.Watermark = t.Text
	mark := Mark(marked)
	sin, cos := math.Sincos(mark.Angle * math.Pi / 180)
	half := layout.Width(mark.Text, mark.Size, mark.Bold) / 2
	near := func(a, b float64) bool { return math.Abs(a-b) < 0.05 }
	if near(t.X, mark.X-cos*half) && near(t.Y, mark.Y+sin*half) && near(t.Size, mark.Size) && near(t.Angle, mark.Angle) && t.Bold && t.Color == mark.Color {
		page.Watermark, page.Items = t.Text, page.Items[1:]
	}
}
