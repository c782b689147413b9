package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// file is a PDF being written: objects in any order, each known by its number, and where it begins.
type file struct {
	out    []byte
	begins []int // by number; 0 is none
}

func (f *file) begin(number int) {
	for len(f.begins) <= number {
		f.begins = append(f.begins, 0)
	}
	f.begins[number] = len(f.out)
	f.out = fmt.Appendf(f.out, "%d 0 obj\n", number)
}

// object writes an object without a stream.
func (f *file) object(number int, body string) {
	f.begin(number)
	f.out = append(f.out, body...)
	f.out = append(f.out, "\nendobj\n"...)
}

// deflaters keep the tables of the packer, a megabyte each, from one stream to the next.
var deflaters = sync.Pool{New: func() any {
	w, err := zlib.NewWriterLevel(nil, zlib.BestSpeed)
	if err != nil {
		panic(err)
	}
	return w
}}

// packed writes an object with a stream, deflated. entries are those of its dictionary besides the length and the filter.
func (f *file) packed(number int, entries string, data []byte) {
	var b bytes.Buffer
	b.Grow(len(data)/2 + 64)
	w := deflaters.Get().(*zlib.Writer)
	w.Reset(&b)
	w.Write(data) // into memory: cannot fail
	w.Close()
	deflaters.Put(w)
	f.stream(number, fmt.Sprintf("<<%s/Filter /FlateDecode /Length %d>>", entries, b.Len()), b.Bytes())
}

func (f *file) stream(number int, dictionary string, data []byte) {
	f.begin(number)
	f.out = append(f.out, dictionary...)
	f.out = append(f.out, "\nstream\n"...)
	f.out = append(f.out, data...)
	f.out = append(f.out, "\nendstream\nendobj\n"...)
}

var (
	rawStream = regexp.MustCompile(`^<</Length (\d+)>>\nstream\n`)
	rawRoots  = regexp.MustCompile(`/Root (\d+) 0 R\n/Info (\d+) 0 R\n`)
	rawNames  = regexp.MustCompile(`(?s)/Names <<\n.*?\n>>\n`)
)

// finish rewrites what gofpdf made: streams packed, the fonts used and the metadata put in, the catalog completed, the table of
// places and the trailer written anew with an identifier drawn from the bytes. What is written follows PDF 1.7 (ISO 32000-1) and,
// where it costs nothing, PDF/A-2 (ISO 19005-2): see metadata for what is missing to claim it.
func finish(raw []byte, p *pen, xmp []byte, created time.Time) ([]byte, error) {
	bodies, root, info, err := split(raw)
	if err != nil {
		return nil, err
	}
	f := &file{out: make([]byte, 0, len(raw)/2+64<<10)}
	f.out = append(f.out, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"...)
	next, fonts := len(bodies), ""
	for face, set := range p.used {
		if set != nil {
			fonts += fmt.Sprintf("/%s %d 0 R ", resource(face), next)
			next = f.font(next, face, set.list)
		}
	}
	f.stream(next, fmt.Sprintf("<</Type /Metadata /Subtype /XML /Length %d>>", len(xmp)), xmp)
	f.packed(next+1, "/N 3 ", colorProfile())
	f.object(next+2, fmt.Sprintf("<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1) /Info (sRGB IEC61966-2.1) /DestOutputProfile %d 0 R>>", next+1))
	inside := descendants(p.levels)
	stamp := "D:" + created.Format("20060102150405")
	for number := 1; number < len(bodies); number++ {
		body := bodies[number]
		switch {
		case number == 2: // the resources of all pages
			body = bytes.Replace(body, []byte("/Font <<\n>>"), []byte("/Font <<"+fonts+">>"), 1)
		case number == root:
			body = rawNames.ReplaceAllLiteral(body, nil) // empty
			body = bytes.Replace(body, []byte("/Type /Catalog\n"), fmt.Appendf(nil,
				"/Type /Catalog\n/Lang (zh-CN)\n/Metadata %d 0 R\n/ViewerPreferences <</DisplayDocTitle true>>\n/OutputIntents [%d 0 R]\n", next, next+2), 1)
		case number == info: // gofpdf leaves out the zone
			body = bytes.ReplaceAll(body, []byte(stamp+")"), []byte(stamp+"Z)"))
		case bytes.HasPrefix(body, []byte("<</Title ")) && len(inside) > 0: // the entries come in order; gofpdf says none holds any
			if body = bytes.TrimSuffix(body, []byte("/Count 0>>\nendobj\n")); inside[0] > 0 {
				body = fmt.Appendf(bytes.Clone(body), "/Count %d\n", inside[0])
			}
			body, inside = append(bytes.Clone(body), ">>\nendobj\n"...), inside[1:]
		case bytes.HasPrefix(body, []byte("<</Type /Outlines ")):
			body = bytes.Replace(body, []byte("<</Type /Outlines "), fmt.Appendf(nil, "<</Type /Outlines /Count %d ", len(p.levels)), 1)
		case bytes.HasPrefix(body, []byte("<</Type /Page\n")): // links are printed like the rest of the page
			body = bytes.ReplaceAll(body, []byte("/Subtype /Link "), []byte("/Subtype /Link /F 4 "))
		}
		if m := rawStream.FindSubmatch(body); m != nil {
			n, err := strconv.Atoi(string(m[1]))
			if err != nil || n > len(body)-len(m[0]) {
				return nil, errors.New("a stream is cut off")
			}
			f.packed(number, "", body[len(m[0]):len(m[0])+n])
			continue
		}
		f.begin(number)
		f.out = append(f.out, body...)
	}
	return f.close(root, info), nil
}

// descendants counts for each entry of an outline those below it, by the levels in order.
func descendants(levels []int) []int {
	counts := make([]int, len(levels))
	for i, level := range levels {
		for j := i + 1; j < len(levels) && levels[j] > level; j++ {
			counts[i]++
		}
	}
	return counts
}

// close writes the table of places and the trailer.
func (f *file) close(root, info int) []byte {
	sum := sha256.Sum256(f.out)
	at := len(f.out)
	f.out = fmt.Appendf(f.out, "xref\n0 %d\n0000000000 65535 f \n", len(f.begins))
	for _, begin := range f.begins[1:] {
		f.out = fmt.Appendf(f.out, "%010d 00000 n \n", begin)
	}
	f.out = fmt.Appendf(f.out, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n/ID [<%X> <%[4]X>]\n>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.begins), root, info, sum[:16], at)
	return f.out
}

// split gives what stands between the head of each object and the next object, by number, with the numbers of the catalog and of
// the description. It relies on the table of places, which gofpdf writes in lines of twenty bytes.
func split(raw []byte) (bodies [][]byte, root, info int, err error) {
	broken := errors.New("the table of places is not as expected")
	_, tail, found := bytes.Cut(raw[max(0, len(raw)-64):], []byte("startxref\n"))
	digits, _, more := bytes.Cut(tail, []byte("\n"))
	at, fault := strconv.Atoi(string(digits))
	if !found || !more || fault != nil || at < 0 || at >= len(raw) {
		return nil, 0, 0, broken
	}
	table, trailer, found := bytes.Cut(raw[at:], []byte("trailer\n"))
	roots := rawRoots.FindSubmatch(trailer)
	lines := bytes.SplitAfter(table, []byte("\n"))
	if !found || roots == nil || len(lines) < 5 {
		return nil, 0, 0, broken
	}
	lines = lines[2 : len(lines)-1] // after the heading, before the empty end
	begins := make([]int, len(lines))
	for number := 1; number < len(lines); number++ {
		if begins[number], fault = strconv.Atoi(string(lines[number][:10])); fault != nil || begins[number] <= 0 || begins[number] >= at {
			return nil, 0, 0, broken
		}
	}
	bodies = make([][]byte, len(lines))
	for number := 1; number < len(lines); number++ {
		end := at // where the next object begins, whatever its number
		for _, other := range begins {
			if other > begins[number] && other < end {
				end = other
			}
		}
		head := []byte(strconv.Itoa(number) + " 0 obj\n")
		body := raw[begins[number]:end]
		if !bytes.HasPrefix(body, head) {
			return nil, 0, 0, broken
		}
		bodies[number] = body[len(head):]
	}
	root, _ = strconv.Atoi(string(roots[1])) // digits by the pattern
	info, _ = strconv.Atoi(string(roots[2]))
	return bodies, root, info, nil
}
