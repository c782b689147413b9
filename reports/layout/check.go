package layout

import (
	"fmt"
	"strings"

	qrcode "github.com/skip2/go-qrcode"

	"zhiya/valuation/fault"
)

// checker gathers the faults of a document's texts.
type checker struct{ faults fault.Faults }

func (k *checker) text(path, text string) {
	bad := Unprintable(text)
	if len(bad) == 0 {
		return
	}
	names := make([]string, len(bad))
	for i, r := range bad {
		names[i] = CharacterName(r)
	}
	k.faults.Invalid("char.unprintable", path, "含有无法打印的字符：%s；请删除或改用通用字形", strings.Join(names, "、"))
}

func (k *checker) line(path, text string) {
	k.text(path, text)
	if strings.Contains(text, "\n") {
		k.faults.Invalid("char.linefeed", path, "此处只能写一行，请删除换行")
	}
}

func (k *checker) spans(path, text string, spans []Span) {
	k.text(path+".text", text)
	for i, s := range spans {
		k.text(fmt.Sprintf("%s.spans[%d]", path, i), s.Text)
	}
}

func (k *checker) pairs(path string, pairs []Pair) {
	for i, p := range pairs {
		k.text(fmt.Sprintf("%s[%d].label", path, i), p.Label)
		k.text(fmt.Sprintf("%s[%d].value", path, i), p.Value)
	}
}

// Check looks at every text of a document and reports, all at once, the characters that cannot be printed and where they
// stand (char.unprintable), line feeds where one line is meant (char.linefeed), and a QR text that is too long (qr.long).
func Check(d Document) error {
	k := &checker{}
	k.text("title", d.Title)
	for _, f := range [][2]string{{"number", d.Number}, {"org", d.Org}, {"subject", d.Subject}, {"author", d.Author},
		{"watermark", d.Watermark}, {"header", d.Header}, {"footer", d.Footer}} {
		k.line(f[0], f[1])
	}
	for i, w := range d.Keywords {
		k.line(fmt.Sprintf("keywords[%d]", i), w)
	}
	if d.QR != nil {
		k.line("qr.caption", d.QR.Caption)
		if _, err := qrcode.New(d.QR.Text, qrLevel); err != nil {
			k.faults.Invalid("qr.long", "qr.text", "二维码内容为空或过长，请缩短")
		}
	}
	if d.Cover != nil {
		k.pairs("cover.lines", d.Cover.Lines)
	}
	for i, b := range d.Blocks {
		k.block(fmt.Sprintf("blocks[%d]", i), b)
	}
	return k.faults.Err()
}

func (k *checker) block(path string, b Block) {
	switch b := b.(type) {
	case Heading:
		k.line(path+".text", b.Text)
	case Paragraph:
		k.spans(path, b.Text, b.Spans)
	case Clause:
		k.line(path+".number", b.Number)
		k.line(path+".title", b.Title)
		k.spans(path, b.Text, b.Spans)
	case KeyValue:
		k.text(path+".title", b.Title)
		k.pairs(path+".pairs", b.Pairs)
	case Table:
		k.table(path, b)
	case Figure:
		k.text(path+".caption", b.Caption)
		if b.Chart != nil {
			k.table(path+".chart", ChartTable(b))
		}
	case Signatures:
		for i, s := range b.Signers {
			at := fmt.Sprintf("%s.signers[%d]", path, i)
			k.line(at+".role", s.Role)
			k.line(at+".name", s.Name)
			k.line(at+".date", s.Date)
		}
	case Note:
		k.line(path+".label", b.Label)
		k.text(path+".text", b.Text)
	case TOC:
		k.line(path+".title", b.Title)
	}
}

func (k *checker) table(path string, t Table) {
	k.text(path+".title", t.Title)
	k.text(path+".unit", t.Unit)
	k.text(path+".note", t.Note)
	for i, c := range t.Columns {
		k.text(fmt.Sprintf("%s.columns[%d].title", path, i), c.Title)
		k.text(fmt.Sprintf("%s.columns[%d].unit", path, i), c.Unit)
	}
	for i, row := range t.Rows {
		for j, c := range row {
			k.text(fmt.Sprintf("%s.rows[%d][%d]", path, i, j), c.Text)
		}
	}
	for j, c := range t.Total {
		k.text(fmt.Sprintf("%s.total[%d]", path, j), c.Text)
	}
}
