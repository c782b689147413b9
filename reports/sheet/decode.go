package sheet

import (
	"bytes"
	"errors"
	"strconv"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"zhiya/valuation/fault"
)

// eachPiece gives the text of a CSV file to see, piece by piece: GB18030, which spreadsheets write in China, in pieces of whole lines,
// decoded beside whoever sees them; other encodings at once, as decode does. more is false with the last one.
func eachPiece(b []byte, see func(text string, more bool) error) error {
	marked := bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}) || bytes.HasPrefix(b, []byte{0xFF, 0xFE}) || bytes.HasPrefix(b, []byte{0xFE, 0xFF})
	if marked || utf8.Valid(b) {
		text, err := decode(b)
		if err != nil {
			return err
		}
		return see(text, false)
	}
	out, stop := make(chan piece, 2), make(chan struct{})
	go decodePieces(b, out, stop)
	defer func() {
		close(stop)
		for range out { // until the decoding has let go of the file
		}
	}()
	for p := range out {
		if p.err != nil {
			return p.err
		}
		if err := see(p.text, p.more); err != nil {
			return err
		}
	}
	return nil
}

type piece struct {
	text string
	more bool
	err  error
}

// onePiece is how much is decoded at a time.
const onePiece = 1 << 20

// decodePieces goes from line to line: no character of GB18030 has the line feed as its second, third or fourth byte, so a piece that
// ends with one ends with a whole character.
func decodePieces(b []byte, out chan<- piece, stop <-chan struct{}) {
	defer close(out)
	line := 1
	var room []byte
	for len(b) > 0 {
		cut := len(b)
		if cut > onePiece {
			if i := bytes.IndexByte(b[onePiece:], '\n'); i >= 0 {
				cut = onePiece + i + 1
			}
		}
		if need := 3*cut + utf8.UTFMax; cap(room) < need {
			room = make([]byte, need+need/8)
		}
		n, bad := fromGB18030(room[:cap(room)], b[:cut])
		next := piece{text: string(room[:n]), more: cut < len(b)}
		if bad >= 0 {
			next.err = fault.Faults{{Kind: fault.Invalid, Code: "sheet.encoding", Cause: errors.New("no character of GB18030"), Message: badEncoding(line + bytes.Count(b[:bad], []byte{'\n'}))}}
		}
		line += bytes.Count(b[:cut], []byte{'\n'})
		b = b[cut:]
		select {
		case out <- next:
		case <-stop:
			return
		}
		if next.err != nil {
			return
		}
	}
}

// doubles are the characters of two bytes, in UTF-8, by their bytes: the length, then the character; length 0 for those that are none.
// The package that knows the encoding makes the table; decoding a list with it, one character after the other, takes four times as long.
var doubles = sync.OnceValue(func() *[1 << 16][4]byte {
	out := new([1 << 16][4]byte)
	d := simplifiedchinese.GB18030.NewDecoder()
	for lead := 0x81; lead <= 0xFE; lead++ {
		for trail := 0x40; trail <= 0xFE; trail++ {
			u, err := d.Bytes([]byte{byte(lead), byte(trail)})
			if r, n := utf8.DecodeRune(u); err == nil && n == len(u) && r != utf8.RuneError {
				e := &out[lead<<8|trail]
				e[0] = byte(copy(e[1:], u))
			}
		}
	}
	return out
})

// fromGB18030 writes the text of b into out, which has room for three bytes for each of b, and four more; bad is where bytes stand
// that are no character, -1 when there are none.
func fromGB18030(out, b []byte) (n, bad int) {
	table := doubles()
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			out[n] = c
			n++
			i++
			continue
		}
		if c == 0x80 { // as the code page of Windows has it
			n += copy(out[n:], "€")
			i++
			continue
		}
		if i+1 == len(b) {
			return n, i
		}
		if e := &table[int(c)<<8|int(b[i+1])]; e[0] != 0 {
			out[n], out[n+1], out[n+2] = e[1], e[2], e[3]
			n += int(e[0])
			i += 2
			continue
		}
		if i+4 > len(b) {
			return n, i
		}
		u, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b[i : i+4]) // of four bytes, which are rare
		if r, size := utf8.DecodeRune(u); err != nil || size != len(u) || r == utf8.RuneError {
			return n, i
		}
		n += copy(out[n:], u)
		i += 4
	}
	return n, -1
}

func badEncoding(line int) string {
	return "第 " + strconv.Itoa(line) + " 行的文字编码无法识别，可能混用了不同编码；请另存为 UTF-8 编码的 CSV 或工作簿（.xlsx）"
}
