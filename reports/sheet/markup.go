package sheet

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// markup reads the XML of a part of a workbook token by token out of a window that moves over it. It takes what spreadsheets write
// and no more: no document types, so no entities of a file's own. It is exact about the end: a part that was cut off, or whose
// elements do not close as they opened, is an error, never a shorter part.
type markup struct {
	in         io.Reader
	buf        []byte
	at, end    int // what was read and not looked at yet is buf[at:end]
	open       []string
	names      map[string]string
	closing    bool // the element just begun has no content: its end is the next token
	begun      bool // an element was seen
	name       string
	attributes []byte // of the element just begun; good until the next token
	raw        []byte // text just read; good until the next token
	literal    bool   // raw stands for itself: it was a CDATA section
}

type token int

const (
	over token = iota // the part ended as it should
	begins
	ends
	text
)

const (
	window       = 1 << 16
	longestToken = 1 << 22 // a cell holds 32,767 characters
	deepest      = 64
)

var (
	errCutOff   = errors.New("the part ends in the middle")
	errMarkup   = errors.New("the part is no well-formed XML")
	errDoctype  = errors.New("the part has a document type")
	errTooLong  = errors.New("a token of the part is too long")
	errEncoding = errors.New("the part is not in UTF-8 or UTF-16")
)

// newMarkup begins to read a part.
func newMarkup(in io.Reader) (*markup, error) {
	m := &markup{in: in, buf: make([]byte, window), names: map[string]string{}}
	if err := m.more(); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch start := m.buf[m.at:m.end]; {
	case bytes.HasPrefix(start, []byte{0xEF, 0xBB, 0xBF}):
		m.at = 3
	case bytes.HasPrefix(start, []byte{0xFF, 0xFE}) || bytes.HasPrefix(start, []byte{0xFE, 0xFF}):
		whole := io.MultiReader(bytes.NewReader(bytes.Clone(start)), in)
		m.in = transform.NewReader(whole, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
		m.at, m.end = 0, 0
	}
	return m, nil
}

// more reads on behind what is there; io.EOF when there is nothing left.
func (m *markup) more() error {
	if m.at > 0 {
		m.end = copy(m.buf, m.buf[m.at:m.end])
		m.at = 0
	}
	if m.end == len(m.buf) {
		if len(m.buf) >= longestToken {
			return errTooLong
		}
		m.buf = append(m.buf, make([]byte, len(m.buf))...)
	}
	for range 100 {
		n, err := m.in.Read(m.buf[m.end:])
		m.end += n
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// upTo gives what stands before mark and steps behind it; from is how much of the window is known not to hold it.
func (m *markup) upTo(mark string, from int) ([]byte, error) {
	for {
		here := m.buf[m.at:m.end]
		if i := bytes.Index(here[min(from, len(here)):], []byte(mark)); i >= 0 {
			i += from
			m.at += i + len(mark)
			return here[:i], nil
		}
		from = max(from, len(here)-len(mark)+1)
		if err := m.more(); err != nil {
			return nil, cutOff(err)
		}
	}
}

func cutOff(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errCutOff
	}
	return err
}

// next reads the next token.
func (m *markup) next() (token, error) {
	if m.closing {
		m.closing = false
		m.open = m.open[:len(m.open)-1]
		return ends, nil
	}
	for {
		if m.at == m.end {
			if err := m.more(); err != nil {
				if errors.Is(err, io.EOF) && len(m.open) == 0 && m.begun {
					return over, nil
				}
				return over, cutOff(err)
			}
		}
		if m.buf[m.at] != '<' {
			if err := m.words(); err != nil {
				return over, err
			}
			if len(m.open) == 0 {
				if len(bytes.TrimSpace(m.raw)) > 0 {
					return over, errMarkup
				}
				continue
			}
			return text, nil
		}
		for m.end-m.at < 2 {
			if err := m.more(); err != nil {
				return over, cutOff(err)
			}
		}
		switch m.buf[m.at+1] {
		case '?':
			if err := m.instruction(); err != nil {
				return over, err
			}
		case '!':
			data, err := m.declaration()
			if err != nil {
				return over, err
			}
			if data {
				return text, nil
			}
		case '/':
			return ends, m.endTag()
		default:
			return begins, m.startTag()
		}
	}
}

// words reads text up to the next tag.
func (m *markup) words() error {
	m.literal = false
	for from := 0; ; {
		here := m.buf[m.at:m.end]
		if i := bytes.IndexByte(here[from:], '<'); i >= 0 {
			m.raw = here[:from+i]
			m.at += from + i
			return nil
		}
		from = len(here)
		if err := m.more(); errors.Is(err, io.EOF) {
			m.raw = m.buf[m.at:m.end]
			m.at = m.end
			return nil
		} else if err != nil {
			return err
		}
	}
}

// instruction passes over <?xml …?> and its like; an encoding it names must be one that is read here.
func (m *markup) instruction() error {
	words, err := m.upTo("?>", 2)
	if err != nil {
		return err
	}
	if rest, found := bytes.CutPrefix(words, []byte("<?xml ")); found {
		for {
			name, value, more, ok := attribute(rest)
			if !ok {
				return nil
			}
			if rest = more; string(name) == "encoding" && !bytes.EqualFold(value, []byte("UTF-8")) && !bytes.EqualFold(value, []byte("UTF-16")) {
				return errEncoding
			}
		}
	}
	return nil
}

// declaration passes over a comment, or reads a CDATA section as text.
func (m *markup) declaration() (data bool, err error) {
	const comment, cdata = "<!--", "<![CDATA["
	for m.end-m.at < len(cdata) {
		if err := m.more(); err != nil {
			return false, cutOff(err)
		}
	}
	here := m.buf[m.at:m.end]
	switch {
	case bytes.HasPrefix(here, []byte(comment)):
		_, err = m.upTo("-->", len(comment))
		return false, err
	case bytes.HasPrefix(here, []byte(cdata)) && len(m.open) > 0:
		m.raw, err = m.upTo("]]>", len(cdata))
		if err == nil {
			m.raw, m.literal = m.raw[len(cdata):], true
		}
		return true, err
	case bytes.HasPrefix(here, []byte("<!DOCTYPE")):
		return false, errDoctype
	}
	return false, errMarkup
}

func (m *markup) endTag() error {
	tag, err := m.upTo(">", 2)
	if err != nil {
		return err
	}
	name := local(bytes.TrimRight(tag[2:], " \t\r\n"))
	if len(m.open) == 0 || m.open[len(m.open)-1] != string(name) {
		return errMarkup
	}
	m.name = m.open[len(m.open)-1]
	m.open = m.open[:len(m.open)-1]
	return nil
}

func (m *markup) startTag() error {
	tag, err := m.upTo(">", 1)
	// A > may stand within the quotes of an attribute.
	for err == nil && quoted(tag) {
		m.at -= len(tag) + 1
		tag, err = m.upTo(">", len(tag)+1)
	}
	if err != nil {
		return err
	}
	tag = tag[1:]
	if n := len(tag); n > 0 && tag[n-1] == '/' {
		tag, m.closing = tag[:n-1], true
	}
	n := 0
	for n < len(tag) && tag[n] > ' ' {
		n++
	}
	name := local(tag[:n])
	if len(name) == 0 || len(m.open) >= deepest || len(m.open) == 0 && m.begun {
		return errMarkup
	}
	m.begun = true
	known, met := m.names[string(name)]
	if !met {
		known = string(name)
		if len(m.names) < 1000 {
			m.names[known] = known
		}
	}
	m.name, m.attributes = known, tag[n:]
	m.open = append(m.open, known)
	return nil
}

// quoted reports whether the tag stops within the quotes of an attribute.
func quoted(tag []byte) bool {
	var in byte
	for _, c := range tag {
		switch {
		case in == 0 && (c == '"' || c == '\''):
			in = c
		case c == in:
			in = 0
		}
	}
	return in != 0
}

// local is a name without its prefix: programs differ in whether they write one.
func local(name []byte) []byte { return name[bytes.LastIndexByte(name, ':')+1:] }

// attribute takes the first attribute off; ok is false when there is none. Its name has its prefix.
func attribute(b []byte) (name, value, rest []byte, ok bool) {
	i := 0
	for i < len(b) && b[i] <= ' ' {
		i++
	}
	from := i
	for i < len(b) && b[i] != '=' && b[i] > ' ' {
		i++
	}
	name = b[from:i]
	for i < len(b) && b[i] <= ' ' {
		i++
	}
	if i >= len(b) || b[i] != '=' {
		return nil, nil, nil, false
	}
	for i++; i < len(b) && b[i] <= ' '; i++ {
	}
	if i >= len(b) || b[i] != '"' && b[i] != '\'' {
		return nil, nil, nil, false
	}
	n := bytes.IndexByte(b[i+1:], b[i])
	if n < 0 {
		return nil, nil, nil, false
	}
	return name, b[i+1 : i+1+n], b[i+2+n:], true
}

// attr is the value of the attribute of the element just begun, "" when it has none.
func (m *markup) attr(name string) string {
	for b := m.attributes; ; {
		n, value, rest, ok := attribute(b)
		if !ok {
			return ""
		}
		if b = rest; string(n) == name {
			out, _ := plainText(nil, value)
			return string(out)
		}
	}
}

// skip passes over the rest of the element just begun.
func (m *markup) skip() error {
	for depth := 1; depth > 0; {
		t, err := m.next()
		if err != nil {
			return err
		}
		switch t {
		case begins:
			depth++
		case ends:
			depth--
		}
	}
	return nil
}

// append adds the text just read to to, as the characters it stands for.
func (m *markup) append(to []byte) ([]byte, error) {
	if m.literal {
		if !utf8.Valid(m.raw) {
			return to, errEncoding
		}
		return append(to, m.raw...), nil
	}
	return plainText(to, m.raw)
}

// plainText adds text to to with its entities resolved and its line ends made one.
func plainText(to, raw []byte) ([]byte, error) {
	if !utf8.Valid(raw) {
		return to, errEncoding
	}
	if bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '\r') < 0 {
		return append(to, raw...), nil
	}
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; c {
		case '\r':
			if i+1 == len(raw) || raw[i+1] != '\n' {
				to = append(to, '\n')
			}
		case '&':
			n := bytes.IndexByte(raw[i:], ';')
			if n < 0 {
				return to, errMarkup
			}
			r := entity(string(raw[i+1 : i+n]))
			if r < 0 {
				return to, errMarkup
			}
			to = utf8.AppendRune(to, r)
			i += n
		default:
			to = append(to, c)
		}
	}
	return to, nil
}

// entity is the character of an entity, -1 when there is none.
func entity(name string) rune {
	switch name {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	if len(name) < 2 || name[0] != '#' {
		return -1
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !utf8.ValidRune(rune(n)) || n == 0 {
		return -1
	}
	return rune(n)
}
