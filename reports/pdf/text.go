package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"zhiya/reports/layout"
	"zhiya/valuation/fault"
)

// maxContent bounds what one page may inflate to, against files made to exhaust memory.
const maxContent = 32 << 20

var (
	objectStart = regexp.MustCompile(`(?m)^(\d+) 0 obj\r?\n`)
	kidsEntry   = regexp.MustCompile(`/Kids \[((?:\d+ 0 R ?)*)\]`)
	reference   = regexp.MustCompile(`(\d+) 0 R`)
	contents    = regexp.MustCompile(`/Contents (\d+) 0 R`)
	length      = regexp.MustCompile(`/Length (\d+)`)
)

// Text reads the text of each page of a PDF made by this package, in the order it was drawn: one line of text per line,
// cells of a row apart by a blank. It is for checking our own files; it fails with pdf.foreign for any other.
func Text(file []byte) ([]string, error) {
	foreign := fault.New(fault.Invalid, "pdf.foreign", "", "文件不是本程序生成的 PDF，或已被改动，无法读取文字")
	if !bytes.HasPrefix(file, []byte("%PDF-")) || !bytes.HasSuffix(bytes.TrimSpace(file), []byte("%%EOF")) {
		return nil, foreign
	}
	objects := map[string][]byte{}
	for _, m := range objectStart.FindAllSubmatchIndex(file, -1) {
		if n := string(file[m[2]:m[3]]); objects[n] == nil || n == "1" {
			objects[n] = file[m[1]:]
		}
	}
	kids := kidsEntry.FindSubmatch(head(objects["1"]))
	if kids == nil {
		return nil, foreign
	}
	var pages []string
	for _, kid := range reference.FindAllSubmatch(kids[1], -1) {
		ref := contents.FindSubmatch(head(objects[string(kid[1])]))
		if ref == nil {
			return nil, foreign
		}
		stream, ok := inflate(objects[string(ref[1])])
		if !ok {
			return nil, foreign
		}
		pages = append(pages, readContent(stream))
	}
	if len(pages) == 0 {
		return nil, foreign
	}
	return pages, nil
}

// head is the dictionary of an object, up to its end or its stream.
func head(object []byte) []byte {
	for _, end := range []string{"endobj", "stream\n"} {
		if i := bytes.Index(object, []byte(end)); i >= 0 {
			object = object[:i]
		}
	}
	return object
}

func inflate(object []byte) ([]byte, bool) {
	dict := head(object)
	m := length.FindSubmatch(dict)
	start := len(dict) + len("stream\n")
	if m == nil || start > len(object) {
		return nil, false
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil || n < 0 || n > len(object)-start {
		return nil, false
	}
	r, err := zlib.NewReader(bytes.NewReader(object[start : start+n]))
	if err != nil {
		return nil, false
	}
	out, err := io.ReadAll(io.LimitReader(r, maxContent+1))
	return out, err == nil && len(out) <= maxContent
}

// reader follows the operators of a content stream that place text.
type reader struct {
	out            strings.Builder
	operands       []float64
	codes          []uint16
	face           string // as the page names it
	x, y, size, tc float64
	endX, endY     float64
	turned         []bool // whether the graphics state on the stack is rotated
}

// readContent gives the text of a page. gofpdf writes each run as BT x y Td (string) Tj ET.
func readContent(b []byte) string {
	r := &reader{turned: []bool{false}}
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c == '(':
			r.codes, i = literal(b, i+1)
		case c <= ' ' || c == '[' || c == ']' || c == '<' || c == '>':
			i++
		default:
			j := i + 1
			for j < len(b) && b[j] > ' ' && !bytes.ContainsRune([]byte("()[]<>/"), rune(b[j])) {
				j++
			}
			r.token(string(b[i:j]))
			i = j
		}
	}
	return strings.TrimPrefix(r.out.String(), "\n")
}

// literal decodes a string in brackets: escapes undone, then codes of two bytes, big end first.
func literal(b []byte, i int) ([]uint16, int) {
	var raw []byte
	depth := 1
	for ; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
			if i < len(b) {
				c := b[i]
				if c == 'r' {
					c = '\r'
				}
				raw = append(raw, c)
			}
			continue
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			i++
			break
		}
		raw = append(raw, b[i])
	}
	units := make([]uint16, len(raw)/2)
	for k := range units {
		units[k] = uint16(raw[2*k])<<8 | uint16(raw[2*k+1])
	}
	return units, i
}

// spell gives the characters that codes stand for in a face of a plane: in the basic one they are UTF-16.
func spell(codes []uint16, plane rune) string {
	if plane == 0 {
		return string(utf16.Decode(codes))
	}
	var s strings.Builder
	for _, c := range codes {
		s.WriteRune(plane<<16 | rune(c))
	}
	return s.String()
}

func (r *reader) operand(fromEnd int) float64 {
	if i := len(r.operands) - fromEnd; i >= 0 {
		return r.operands[i]
	}
	return 0
}

func (r *reader) token(t string) {
	if v, err := strconv.ParseFloat(t, 64); err == nil {
		r.operands = append(r.operands, v)
		return
	}
	if name, is := strings.CutPrefix(t, "/"); is {
		r.face = name
		return
	}
	switch t {
	case "q":
		r.turned = append(r.turned, r.turned[len(r.turned)-1])
	case "Q":
		if len(r.turned) > 1 {
			r.turned = r.turned[:len(r.turned)-1]
		}
	case "cm":
		if r.operand(5) != 0 {
			r.turned[len(r.turned)-1] = true
		}
	case "Tf":
		r.size = r.operand(1)
	case "Tc":
		r.tc = r.operand(1)
	case "Td":
		r.x, r.y = r.operand(2), r.operand(1)
	case "Tj":
		r.show()
	}
	r.operands = r.operands[:0]
}

// show appends a run: joined to the one before when it continues its line, apart by a blank when it stands away on the
// same line, else on a new line.
func (r *reader) show() {
	turned := r.turned[len(r.turned)-1]
	switch gap := r.x - r.endX; {
	case turned, math.Abs(r.y-r.endY) > 0.3, gap < -1:
		r.out.WriteByte('\n')
	case gap > 0.6*r.size:
		r.out.WriteByte(' ')
	}
	text := spell(r.codes, planeOf(r.face))
	r.out.WriteString(text)
	r.endX = r.x + layout.Width(text, r.size, false) + r.tc*float64(utf8.RuneCountInString(text))
	r.endY = r.y
	if turned {
		r.endY = math.Inf(1)
	}
}
