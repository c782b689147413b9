package sheet

import (
	"errors"
	"strconv"
	"strings"

	"zhiya/valuation/fault"
)

// splitter divides the text of a CSV file into rows whose cells are parts of that text; the standard reader copies each of them. A test
// holds it against that reader. In one thing it is milder: a quotation mark within a cell that does not begin with one, as in 5"屏, is
// itself. Rows are counted as spreadsheets count them: a cell may hold line ends.
type splitter struct {
	gather
	comma byte
	line  int    // rows so far, empty ones too
	rest  string // the beginning of a row whose end is to come
}

// longestRow bounds a row with an open quotation mark: beyond it nothing will close it.
const longestRow = 4 << 20

var errOpenQuote = errors.New("a quotation mark is not closed")

// split takes the next piece of the text.
func (s *splitter) split(text string, more bool) error {
	if s.comma == 0 {
		s.comma = byte(divider(text[:min(len(text), 1<<12)]))
	}
	if s.rest != "" {
		text, s.rest = s.rest+text, ""
	}
	for text != "" {
		n := strings.IndexByte(text, '\n')
		if n < 0 {
			if more {
				s.rest = text
				return nil
			}
			n = len(text)
		}
		from := len(s.cells)
		if line := text[:n]; strings.IndexByte(line, '"') < 0 {
			s.plain(strings.TrimSuffix(line, "\r"))
			text = text[min(n+1, len(text)):]
		} else {
			used, err := s.quoted(text)
			if errors.Is(err, errOpenQuote) && more && len(text) < longestRow {
				s.cells, s.rest = s.cells[:from], text
				return nil
			}
			if err != nil {
				return fault.Faults{{Kind: fault.Invalid, Code: "sheet.format", Cause: err, Message: "第 " + strconv.Itoa(s.line+1) + " 行附近的引号不成对，不是有效的 CSV 文件，请改用工作簿或重新导出"}}
			}
			text = text[used:]
		}
		if s.line++; len(s.cells) > from {
			if s.add(s.line, from); len(s.rows) >= batchRows && !s.flush() {
				return errEnded
			}
		}
	}
	return nil
}

// plain divides a line without quotation marks; an empty one has no cells.
func (s *splitter) plain(line string) {
	if line == "" {
		return
	}
	for {
		i := strings.IndexByte(line, s.comma)
		if i < 0 {
			s.cells = append(s.cells, line)
			return
		}
		s.cells = append(s.cells, line[:i])
		line = line[i+1:]
	}
}

// quoted divides the row that text begins with, and gives its length.
func (s *splitter) quoted(text string) (used int, err error) {
	for i := 0; ; {
		if i < len(text) && text[i] == '"' {
			cell, n, err := quotedCell(text[i:])
			if err != nil {
				return 0, err
			}
			s.cells = append(s.cells, cell)
			i += n
		} else {
			n := i
			for n < len(text) && text[n] != s.comma && text[n] != '\n' {
				n++
			}
			cell := text[i:n]
			if n == len(text) || text[n] == '\n' {
				cell = strings.TrimSuffix(cell, "\r")
			}
			s.cells = append(s.cells, cell)
			i = n
		}
		switch rest := text[i:]; {
		case rest == "" || rest == "\r":
			return len(text), nil
		case rest[0] == s.comma:
			i++
		case rest[0] == '\n':
			return i + 1, nil
		case strings.HasPrefix(rest, "\r\n"):
			return i + 2, nil
		default:
			return 0, errors.New("something stands behind the closing quotation mark")
		}
	}
}

// quotedCell reads a cell in quotation marks, and gives its length with them.
func quotedCell(text string) (cell string, used int, err error) {
	marks := false
	for i := 1; ; {
		n := strings.IndexByte(text[i:], '"')
		if n < 0 {
			return "", 0, errOpenQuote
		}
		i += n
		if i+1 < len(text) && text[i+1] == '"' {
			marks = true
			i += 2
			continue
		}
		if cell = text[1:i]; marks {
			cell = strings.ReplaceAll(cell, `""`, `"`)
		}
		return strings.ReplaceAll(cell, "\r\n", "\n"), i + 1, nil
	}
}
