package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"zhiya/valuation/fault"
)

// book is a workbook opened for reading as a stream. The library that writes our workbooks reads them by encoding/xml, twenty times
// slower, keeps every part in memory, and takes a worksheet that was cut off for a shorter one; a test holds this reader against it.
type book struct {
	parts    map[string]*zip.File
	sheets   []worksheet
	shared   []string // texts that cells refer to
	days     []bool   // by style: its numbers are days
	from1904 bool     // its days count from 1904, as on old Macintoshes
}

type worksheet struct {
	name, part string
	hidden     bool
}

// Limits of what is kept of a workbook in memory; its rows are not.
const (
	mostParts      = 10_000
	mostShared     = 4_000_000
	mostSharedText = 256 << 20
	mostStyles     = 65_536
)

// openBook reads everything but the rows.
func openBook(b []byte) (*book, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, unreadable(err)
	}
	if err := noBomb(z); err != nil {
		return nil, err
	}
	k := &book{parts: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		name := partName(f.Name)
		if k.parts[name] != nil {
			return nil, unreadable(fmt.Errorf("two parts are called %s", name))
		}
		k.parts[name] = f
	}
	main := "xl/workbook.xml"
	if rels, err := k.relations("_rels/.rels", ""); err != nil {
		return nil, err
	} else if i := slices.IndexFunc(rels, func(r relation) bool { return r.is("officeDocument") }); i >= 0 {
		main = rels[i].part
	}
	rels, err := k.relations(path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), path.Dir(main))
	if err != nil {
		return nil, err
	}
	if err := k.readMain(main, rels); err != nil {
		return nil, err
	}
	for _, r := range rels {
		switch {
		case r.is("sharedStrings"):
			err = k.each(r.part, k.readShared())
		case r.is("styles"):
			err = k.each(r.part, k.readStyles())
		}
		if err != nil {
			return nil, err
		}
	}
	return k, nil
}

// noBomb refuses a workbook that would unpack to much more than any list, before anything is unpacked. The zip reader holds the parts
// to the sizes they state.
func noBomb(z *zip.Reader) error {
	if len(z.File) > mostParts {
		return fault.New(fault.Invalid, "sheet.bomb", "", "工作簿内有 %d 个部件，可能是恶意文件，没有打开；请在表格软件中另存后再试", len(z.File))
	}
	var whole uint64
	for _, f := range z.File {
		size := f.UncompressedSize64
		if whole += min(size, 2*maxListUnpacked); whole > maxListUnpacked || size > 1<<20 && size/maxRatio > f.CompressedSize64 {
			return fault.New(fault.Invalid, "sheet.bomb", "", "工作簿解压后异常庞大（%s），可能是损坏或者恶意文件，没有打开；请在表格软件中另存后再试", f.Name)
		}
	}
	return nil
}

// partName is the one form of a part's name: packages compare them without regard to case.
func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(s, `\`, "/")), "/"))
}

// relation leads from one part of the package to another.
type relation struct{ id, kind, part string }

func (r relation) is(kind string) bool { return strings.HasSuffix(r.kind, "/"+kind) }

// relations reads a part of relations, whose targets are relative to a folder; a missing one has none.
func (k *book) relations(part, folder string) ([]relation, error) {
	var out []relation
	if k.parts[partName(part)] == nil {
		return nil, nil
	}
	err := k.each(part, func(m *markup, t token) error {
		if t != begins || m.name != "Relationship" || m.attr("TargetMode") == "External" || len(out) >= mostParts {
			return nil
		}
		target := m.attr("Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		out = append(out, relation{m.attr("Id"), m.attr("Type"), partName(target)})
		return nil
	})
	return out, err
}

// each gives all tokens of a part to see.
func (k *book) each(part string, see func(*markup, token) error) error {
	m, done, err := k.open(part)
	if err != nil {
		return err
	}
	defer done()
	for {
		t, err := m.next()
		if err == nil && t == over {
			return nil
		}
		if err == nil {
			err = see(m, t)
		}
		if err != nil {
			return damaged(part, err)
		}
	}
}

func (k *book) open(part string) (*markup, func(), error) {
	f := k.parts[partName(part)]
	if f == nil {
		return nil, nil, unreadable(fmt.Errorf("the part %s is missing", part))
	}
	in, err := f.Open()
	if err != nil {
		return nil, nil, unreadable(err)
	}
	m, err := newMarkup(in)
	if err != nil {
		_ = in.Close()
		return nil, nil, damaged(part, err)
	}
	return m, func() { _ = in.Close() }, nil
}

// damaged names the part that could not be read; a fault stays as it is.
func damaged(part string, err error) error {
	var fs fault.Faults
	if errors.As(err, &fs) {
		return err
	}
	return unreadable(fmt.Errorf("%s: %w", part, err))
}

// readMain reads the list of worksheets, those that are shown first.
func (k *book) readMain(part string, rels []relation) error {
	err := k.each(part, func(m *markup, t token) error {
		if t != begins {
			return nil
		}
		switch m.name {
		case "workbookPr":
			v := m.attr("date1904")
			k.from1904 = v == "1" || v == "true"
		case "sheet":
			id := m.attr("r:id")
			for b := m.attributes; id == ""; { // the prefix may be another
				name, value, rest, more := attribute(b)
				if !more {
					break
				}
				if b = rest; bytes.HasSuffix(name, []byte(":id")) {
					id = string(value)
				}
			}
			for _, r := range rels {
				if r.id == id && r.is("worksheet") && len(k.sheets) < mostParts { // a chart sheet has no rows
					k.sheets = append(k.sheets, worksheet{m.attr("name"), r.part, m.attr("state") != "" && m.attr("state") != "visible"})
				}
			}
		}
		return nil
	})
	if err == nil && len(k.sheets) == 0 {
		err = unreadable(errors.New("the workbook has no worksheet"))
	}
	slices.SortStableFunc(k.sheets, func(a, b worksheet) int {
		switch {
		case a.hidden == b.hidden:
			return 0
		case b.hidden:
			return -1
		}
		return 1
	})
	return err
}

// readShared reads the texts of the whole workbook.
func (k *book) readShared() func(*markup, token) error {
	var chunk []byte
	var cuts []int
	whole := 0
	flush := func() {
		all, from := string(chunk), 0
		for _, to := range cuts {
			k.shared = append(k.shared, all[from:to])
			from = to
		}
		chunk, cuts = chunk[:0], cuts[:0]
	}
	return func(m *markup, t token) error {
		switch {
		case t == begins && m.name == "si":
			from := len(chunk)
			var err error
			if chunk, err = m.richText(chunk); err != nil {
				return err
			}
			whole += len(chunk) - from
			if len(k.shared)+len(cuts) >= mostShared || whole > mostSharedText {
				return fault.New(fault.Invalid, "sheet.size", "", "工作簿的文字超过 %d MB 或 %d 种，请分成几个文件导入", mostSharedText>>20, mostShared)
			}
			cuts = append(cuts, len(chunk))
			if len(chunk) > onePiece {
				flush()
			}
		case t == ends && m.name == "sst":
			flush()
		}
		return nil
	}
}

// richText reads the text of the element just begun, a shared or an inline one, to its end: all its runs, without what stands
// above the characters (拼音).
func (m *markup) richText(to []byte) ([]byte, error) {
	from, depth, inText := len(to), len(m.open), false
	if m.closing {
		_, err := m.next()
		return to, err
	}
	for {
		t, err := m.next()
		if err != nil {
			return to, err
		}
		switch {
		case t == begins && m.name == "rPh":
			err = m.skip()
		case t == begins:
			inText = m.name == "t"
		case t == ends && len(m.open) < depth:
			return unescaped(to, from), nil
		case t == ends:
			inText = false
		case inText:
			to, err = m.append(to)
		}
		if err != nil {
			return to, err
		}
	}
}

// unescaped resolves the escapes _x000D_ of what is in to after from: characters that XML cannot hold (ECMA-376, ST_Xstring).
func unescaped(to []byte, from int) []byte {
	if !bytes.Contains(to[from:], []byte("_x")) {
		return to
	}
	in := string(to[from:])
	to = to[:from]
	for i := 0; i < len(in); i++ {
		if len(in) >= i+7 && in[i:i+2] == "_x" && in[i+6] == '_' {
			if n, err := strconv.ParseUint(in[i+2:i+6], 16, 16); err == nil && n != 0 && (n < 0xD800 || n > 0xDFFF) {
				to = append(to, string(rune(n))...)
				i += 6
				continue
			}
		}
		to = append(to, in[i])
	}
	return to
}

// readStyles finds out which styles show their numbers as days.
func (k *book) readStyles() func(*markup, token) error {
	formats, inCells := map[string]bool{}, false
	return func(m *markup, t token) error {
		switch {
		case t == begins && m.name == "numFmt" && len(formats) < mostStyles:
			formats[m.attr("numFmtId")] = dayFormat(m.attr("formatCode"))
		case t != over && m.name == "cellXfs":
			inCells = t == begins
		case t == begins && m.name == "xf" && inCells && len(k.days) < mostStyles:
			id := m.attr("numFmtId")
			own, given := formats[id]
			k.days = append(k.days, given && own || !given && builtInDay(id))
		}
		return nil
	}
}

// builtInDay reports whether the built-in format shows a day: those of every language and those of Chinese (ECMA-376, 18.8.30).
func builtInDay(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 54 || n == 57 || n == 58)
}

// dayFormat reports whether a format shows years or days.
func dayFormat(code string) bool {
	code, _, _ = strings.Cut(strings.ToLower(code), ";")
	var in byte
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case in != 0:
			if c == in {
				in = 0
			}
		case c == '"':
			in = '"'
		case c == '[':
			in = ']'
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == 'y' || c == 'd':
			return true
		}
	}
	return false
}
