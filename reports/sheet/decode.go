package sheet

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"zhiya/valuation/fault"
)

// texts reads the bytes of a CSV file as text: GB18030, which spreadsheets write in China, piece by piece beside whoever reads it;
// other encodings at once, as decode does.
func texts(b []byte) (io.ReadCloser, error) {
	marked := bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}) || bytes.HasPrefix(b, []byte{0xFF, 0xFE}) || bytes.HasPrefix(b, []byte{0xFE, 0xFF})
	if marked || utf8.Valid(b) {
		text, err := decode(b)
		return io.NopCloser(strings.NewReader(text)), err
	}
	p := &pieces{out: make(chan piece, 4), stop: make(chan struct{})}
	go p.decode(b)
	return p, nil
}

type piece struct {
	text []byte
	err  error
}

// pieces hands decoded pieces of a file to one reader.
type pieces struct {
	out  chan piece
	stop chan struct{}
	now  piece
}

// onePiece is how much is decoded at a time.
const onePiece = 1 << 20

// decode goes from line to line: no character of GB18030 has the line feed as its second, third or fourth byte, so a piece that ends
// with one ends with a whole character.
func (p *pieces) decode(b []byte) {
	defer close(p.out)
	line := 1
	for len(b) > 0 {
		cut := len(b)
		if cut > onePiece {
			if i := bytes.IndexByte(b[onePiece:], '\n'); i >= 0 {
				cut = onePiece + i + 1
			}
		}
		next := decodePiece(b[:cut], line)
		line += bytes.Count(b[:cut], []byte{'\n'})
		b = b[cut:]
		select {
		case p.out <- next:
		case <-p.stop:
			return
		}
		if next.err != nil {
			return
		}
	}
}

func decodePiece(b []byte, line int) piece {
	out := make([]byte, 2*len(b)+utf8.UTFMax) // two bytes become three at most, one becomes one
	n, _, err := simplifiedchinese.GB18030.NewDecoder().Transform(out, b, true)
	out = out[:n]
	if at := bytes.Index(out, replacement); at >= 0 || err != nil {
		if at < 0 {
			at = n
		}
		return piece{err: fault.Faults{{Kind: fault.Invalid, Code: "sheet.encoding", Cause: err, Message: badEncoding(line + bytes.Count(out[:at], []byte{'\n'}))}}}
	}
	return piece{text: out}
}

func badEncoding(line int) string {
	return "第 " + strconv.Itoa(line) + " 行的文字编码无法识别，可能混用了不同编码；请另存为 UTF-8 编码的 CSV 或工作簿（.xlsx）"
}

// Read is io.Reader.
func (p *pieces) Read(to []byte) (int, error) {
	for len(p.now.text) == 0 {
		if p.now.err != nil {
			return 0, p.now.err
		}
		next, more := <-p.out
		if !more {
			return 0, io.EOF
		}
		p.now = next
	}
	n := copy(to, p.now.text)
	p.now.text = p.now.text[n:]
	return n, nil
}

// Close lets the decoding go; it may be called before the end.
func (p *pieces) Close() error {
	close(p.stop)
	return nil
}
