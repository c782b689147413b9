// Package layout turns the content of a document into pages: it breaks lines by the Chinese rules, runs tables over pages,
// numbers them, and refuses characters that cannot be printed before anything is drawn. It knows no PDF: its pages are
// lists of shapes in points, which the pdf package and the screen draw alike.
package layout

import (
	"zhiya/reports/chart"
	"zhiya/valuation/date"
)

// Document is the content of one paper, independent of pages.
type Document struct {
	Title   string    // printed on top of the first page or on the cover; also the PDF title
	Number  string    // document number 文号 or 编号; printed under the title, in the header and the footer
	Org     string    // issuing organisation; printed on the cover and in the header
	Date    date.Date // date of issue; printed on the cover
	Subject string    // PDF subject
	Author  string    // PDF author; Org when empty
	// Keywords go to the PDF properties.
	Keywords []string
	// Watermark is 草稿, 副本, 示例 or empty; it is drawn in light grey across each page.
	Watermark string
	// Header is the text at the left of the running head; the title when empty.
	Header string
	// Footer is the text at the right of the running foot.
	Footer string
	// QR is drawn on the first page.
	QR *QR
	// Letterhead stands on the first page.
	Letterhead *Letterhead
	// Cover puts the title on a page of its own.
	Cover *Cover
	// Landscape turns the pages until a PageBreak says otherwise.
	Landscape bool
	Blocks    []Block
}

// QR is a two-dimensional code; Text is what a reader finds in it, Caption stands below.
type QR struct{ Text, Caption string }

// Cover is the front page: the title, these lines of label and value in its lower half, then the organisation and date.
type Cover struct{ Lines []Pair }

// Block is one part of a document.
type Block interface{ isBlock() }

// Heading is a title inside the text; Level 1 to 3. It stays with what follows and appears in the bookmarks and the TOC.
type Heading struct {
	ID    string // for references from the text; empty when nothing refers to it
	Level int
	Text  string
	// NewPage starts the heading on a new page.
	NewPage bool
	// Unlisted keeps it out of bookmarks and TOC.
	Unlisted bool
}

// Alignment of text in its box.
type Alignment uint8

// The alignments. Justified, the zero value, is left with even right edge.
const (
	Justified Alignment = iota
	Left
	Center
	Right
)

// Paragraph is running text, its first line indented by two characters unless NoIndent. It is given either as Text or as Spans,
// not as both. A line feed in the text breaks the line.
type Paragraph struct {
	ID       string // for references
	Text     string
	Spans    []Span
	Align    Alignment
	NoIndent bool
}

// Clause is a numbered provision: Number (第一条, 一、, （一）, 1.) in bold with a hanging body. Without Number it is counted
// 第N条 through the document. Level 1 to 3 indents it. Its body is given either as Text or as Spans.
type Clause struct {
	ID     string // for references
	Number string
	Title  string // optional, bold after the number
	Text   string
	Spans  []Span
	Level  int
}

// Pair is a label with its value. Wide takes a whole row. Section makes a shaded row of the label alone.
type Pair struct {
	Label   string
	Value   string
	Wide    bool
	Section bool
}

// KeyValue is a form: labels in shaded cells, values beside them, PerRow pairs in a row (1 to 3; 2 when zero).
type KeyValue struct {
	ID     string // for references
	Title  string
	PerRow int
	Pairs  []Pair
}

// Column describes a table column.
type Column struct {
	Title  string
	Unit   string  // printed under the title, in brackets: 元, 万元, %
	Weight float64 // share of the table's width; 1 when zero
	Align  Alignment
	// Sum carries the column's subtotal over pages (过次页, 承前页) when the table asks for it.
	Sum bool
}

// Table is rows under a repeated head.
type Table struct {
	ID      string // for references
	Name    string // worksheet name; Title when empty
	Title   string // printed above, e.g. 表 1 评估明细表
	Unit    string // printed above at the right, e.g. 单位：万元
	Columns []Column
	Rows    [][]Cell
	Total   []Cell // optional last row in bold
	// CarryOver prints 过次页 and 承前页 with the subtotals of Sum columns where the table crosses pages.
	CarryOver bool
	Note      string // printed below in small type
	Small     bool   // 9 pt in place of 10.5 pt
}

// Figure is a chart with its caption and, if wanted, its data below.
type Figure struct {
	ID        string // for references
	Chart     chart.Chart
	Caption   string
	Height    float64 // points; 180 when zero
	WithTable bool
}

// SealKind is the frame left for a seal.
type SealKind uint8

// The frames: none, a dashed circle for 公章, a dashed square for a personal seal.
const (
	NoSeal SealKind = iota
	RoundSeal
	SquareSeal
)

// Signer is one place to sign.
type Signer struct {
	Role string // 出质人（盖章）
	Name string // printed on the line when known
	Date string // printed when known, else 年 月 日 to be filled
	Seal SealKind
	// SealText is printed in the round frame; 公章 when empty.
	SealText string
}

// Signatures are places to sign, PerRow side by side (2 when zero).
type Signatures struct {
	PerRow  int
	Signers []Signer
}

// Note is small print with a label such as 注.
type Note struct{ Label, Text string }

// PageBreak starts a new page; Turn changes the orientation of the pages after it.
type PageBreak struct{ Turn Orientation }

// Orientation of pages.
type Orientation uint8

// The orientations; KeepOrientation is the zero value.
const (
	KeepOrientation Orientation = iota
	PortraitPages
	LandscapePages
)

// Spacer leaves room, in points; none at the top of a page.
type Spacer struct{ Height float64 }

// TOC is a table of contents (目录) with page numbers, of headings down to Depth (2 when zero).
type TOC struct {
	Title string // 目录 when empty
	Depth int
}

func (Heading) isBlock()    {}
func (Paragraph) isBlock()  {}
func (Clause) isBlock()     {}
func (KeyValue) isBlock()   {}
func (Table) isBlock()      {}
func (Figure) isBlock()     {}
func (Signatures) isBlock() {}
func (Note) isBlock()       {}
func (PageBreak) isBlock()  {}
func (Spacer) isBlock()     {}
func (TOC) isBlock()        {}
