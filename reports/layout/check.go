package layout

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	qrcode "github.com/skip2/go-qrcode"

	"zhiya/valuation/fault"
)

// checker gathers the faults of a document's texts.
type checker struct {
	faults fault.Faults
	ids    map[string]int
	blocks []Block
}

// text checks a text that may have several lines. where names the place to a person and may be empty.
func (k *checker) text(path, where, text string) {
	bad := Unprintable(text)
	if len(bad) == 0 {
		return
	}
	names := make([]string, len(bad))
	hidden, shown := false, false
	for i, r := range bad {
		names[i] = CharacterName(r)
		if unseen(r) {
			hidden = true
		} else {
			shown = true
		}
	}
	if where != "" {
		where += "："
	}
	remedy := ""
	if shown {
		remedy = "；该字不在打印字体之内，请改用通用字形，原字形另纸说明"
	}
	if hidden {
		remedy += "；看不见的字符多由复制带入，请删去这几个字后用键盘重新输入"
	}
	k.faults.Invalid("char.unprintable", path, "%s“%s”中含有无法打印的字符：%s%s", where, around(text, bad[0]), strings.Join(names, "、"), remedy)
}

// shownAround is how many characters are quoted on either side of one that is refused.
const shownAround = 8

// around is the text near the first r, with what cannot be seen written out as its code.
func around(text string, r rune) string {
	runes := []rune(text)
	at := max(0, slices.Index(runes, r))
	from, to := max(0, at-shownAround), min(len(runes), at+shownAround+1)
	var b strings.Builder
	if from > 0 {
		b.WriteString("…")
	}
	for _, c := range runes[from:to] {
		switch {
		case c == '\n':
			b.WriteByte(' ')
		case unseen(c):
			fmt.Fprintf(&b, "〔U+%04X〕", c)
		default:
			b.WriteRune(c)
		}
	}
	if to < len(runes) {
		b.WriteString("…")
	}
	return b.String()
}

func (k *checker) line(path, where, text string) {
	k.text(path, where, text)
	if strings.Contains(text, "\n") {
		k.faults.Invalid("char.linefeed", path, "%s此处只能写一行，请删除换行", where)
	}
}

func (k *checker) spans(path, text string, spans []Span) {
	k.text(path+".text", "", text)
	if len(spans) > 0 && text != "" {
		k.faults.Invalid("text.twice", path+".text", "同一段落的正文给了两次，请只保留一处")
	}
	for i, s := range spans {
		at := fmt.Sprintf("%s.spans[%d]", path, i)
		k.text(at, "", s.Text)
		k.text(at+".note", "脚注", s.Note)
		if s.Ref == "" {
			continue
		}
		if index, ok := k.ids[s.Ref]; !ok {
			k.faults.Invalid("ref.missing", at+".ref", "引用的“%s”在文件中不存在，请核对编号", s.Ref)
		} else if s.Text == "" && !s.ByPage && nameOf(k.blocks, index) == "" {
			k.faults.Invalid("ref.nameless", at+".ref", "引用的“%s”没有编号或标题，请改为按页码引用或写明文字", s.Ref)
		}
	}
}

func (k *checker) pairs(path string, pairs []Pair) {
	for i, p := range pairs {
		k.text(fmt.Sprintf("%s[%d].label", path, i), "", p.Label)
		k.text(fmt.Sprintf("%s[%d].value", path, i), "“"+p.Label+"”", p.Value)
	}
}

// Check looks at every text of a document and reports, all at once, the characters that cannot be printed and where they
// stand (char.unprintable), line feeds where one line is meant (char.linefeed), a QR text that is too long (qr.long), a running
// text given twice (text.twice), references to what is not there or has no name (ref.missing, ref.nameless), names used twice
// (ref.twice), and rows with more cells than their table has columns (table.cells).
func Check(d Document) error {
	k := &checker{ids: identified(d.Blocks), blocks: d.Blocks}
	k.text("title", "标题", d.Title)
	for _, f := range [][3]string{{"number", "文号", d.Number}, {"org", "出具单位", d.Org}, {"subject", "主题", d.Subject}, {"author", "作者", d.Author},
		{"watermark", "水印", d.Watermark}, {"header", "页眉", d.Header}, {"footer", "页脚", d.Footer}} {
		k.line(f[0], f[1], f[2])
	}
	for i, w := range d.Keywords {
		k.line(fmt.Sprintf("keywords[%d]", i), "关键词", w)
	}
	if d.QR != nil {
		k.line("qr.caption", "二维码说明", d.QR.Caption)
		if _, err := qrcode.New(d.QR.Text, qrLevel); err != nil {
			k.faults.Invalid("qr.long", "qr.text", "二维码内容为空或过长，请缩短")
		}
	}
	k.letterhead(d.Letterhead)
	if d.Cover != nil {
		k.pairs("cover.lines", d.Cover.Lines)
	}
	for i, b := range d.Blocks {
		path := "blocks[" + strconv.Itoa(i) + "]"
		if id := idOf(b); id != "" && k.ids[id] != i {
			k.faults.Invalid("ref.twice", path+".id", "编号“%s”在文件中用了两次，引用不明，请改名", id)
		}
		k.block(path, b)
	}
	return k.faults.Err()
}

func (k *checker) block(path string, b Block) {
	switch b := b.(type) {
	case Heading:
		k.line(path+".text", "标题", b.Text)
	case Paragraph:
		k.spans(path, b.Text, b.Spans)
	case Clause:
		k.line(path+".number", "条款编号", b.Number)
		k.line(path+".title", "条款标题", b.Title)
		k.spans(path, b.Text, b.Spans)
	case KeyValue:
		k.text(path+".title", "表单标题", b.Title)
		k.pairs(path+".pairs", b.Pairs)
	case Table:
		k.table(path, b)
	case Figure:
		k.text(path+".caption", "图题", b.Caption)
		if b.Chart != nil {
			k.table(path+".chart", ChartTable(b))
		}
	case Signatures:
		for i, s := range b.Signers {
			at := fmt.Sprintf("%s.signers[%d]", path, i)
			k.line(at+".role", "签署栏", s.Role)
			k.line(at+".name", "签署栏“"+s.Role+"”", s.Name)
			k.line(at+".date", "签署日期", s.Date)
			k.line(at+".seal", "盖章处文字", s.SealText)
		}
	case Note:
		k.line(path+".label", "注", b.Label)
		k.text(path+".text", "注", b.Text)
	case TOC:
		k.line(path+".title", "目录", b.Title)
	}
}

func (k *checker) table(path string, t Table) {
	k.text(path+".title", "表题", t.Title)
	k.text(path+".unit", "表的单位", t.Unit)
	k.text(path+".note", "表注", t.Note)
	for i, c := range t.Columns {
		k.text(fmt.Sprintf("%s.columns[%d].title", path, i), "列名", c.Title)
		k.text(fmt.Sprintf("%s.columns[%d].unit", path, i), "列的单位", c.Unit)
	}
	for i, row := range t.Rows {
		k.row(path+".rows["+strconv.Itoa(i)+"]", "第 "+strconv.Itoa(i+1)+" 行", t, row)
	}
	k.row(path+".total", "合计行", t, t.Total)
}

func (k *checker) row(path, where string, t Table, row []Cell) {
	column := 0
	for j, c := range row {
		if len(Unprintable(c.Text)) > 0 {
			name := where
			if column < len(t.Columns) {
				name += "“" + strings.ReplaceAll(t.Columns[column].Title, "\n", "") + "”"
			}
			if t.Title != "" {
				name = "“" + t.Title + "”" + name
			}
			k.text(fmt.Sprintf("%s[%d]", path, j), name, c.Text)
		}
		column += c.span()
	}
	if column > len(t.Columns) {
		k.faults.Invalid("table.cells", path, "表格“%s”%s有 %d 格，多于表头的 %d 列，多出的内容无处可放，请核对", t.Title, where, column, len(t.Columns))
	}
}
