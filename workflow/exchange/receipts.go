package exchange

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/ident"
)

// ReceiptRow is a receipt of an annual fee read from a line of the list.
type ReceiptRow struct {
	Line   int         `json:"line"`
	Number string      `json:"number"` // of the patent, compact as ident writes it
	Year   int         `json:"year"`   // patent year
	Amount money.Money `json:"amount"`
	No     string      `json:"receipt"` // 票据号
	On     date.Date   `json:"on"`
	Text   string      `json:"text"` // the beginning of the line, to find it by
}

// ReceiptList is what became of every line below the head: Read = Rows + Bad + Unfilled + Blank, always.
type ReceiptList struct {
	Head     int          `json:"head"`
	Columns  []string     `json:"columns"` // heads of 专利号, 年度, 金额, 票据号, 票据日期
	Read     int          `json:"read"`
	Blank    int          `json:"blank"`
	Unfilled int          `json:"unfilled"` // lines of a worksheet without any receipt yet
	Rows     []ReceiptRow `json:"rows"`
	Bad      []BadRow     `json:"bad"`
}

// The columns of a list of receipts, each with the heads it goes by, the surest first.
const (
	rcNumber = iota
	rcYear
	rcAmount
	rcReceipt
	rcDay
	rcColumns
)

var receiptHeads = [rcColumns][]string{
	rcNumber:  {"专利号", "申请号", "专利申请号", "申请号/专利号", "专利号(申请号)", "申请(专利)号", "权利号"},
	rcYear:    {"年度", "缴费年度", "年费年度", "专利年度", "费用种类", "费用名称", "缴费种类"},
	rcAmount:  {"票据金额", "实缴金额", "缴费金额", "金额", "缴纳金额", "合计金额", "金额(元)"},
	rcReceipt: {"票据号", "票据号码", "收据号", "收据号码", "电子票据号码", "发票号", "发票号码"},
	rcDay:     {"票据日期", "缴费日", "缴费日期", "开票日期", "票据日", "收费日期", "缴费时间"},
}

// Receipts reads a list of receipts row by row, as Import reads one of rights.
type Receipts struct {
	on      date.Date
	early   [][]string
	columns []int // nil until the head is found
	seen    map[string]int
	result  ReceiptList
}

// NewReceipts begins to read on a day: receipts of later days are refused.
func NewReceipts(on date.Date) *Receipts {
	return &Receipts{on: on, seen: map[string]int{}, result: ReceiptList{Rows: []ReceiptRow{}, Bad: []BadRow{}}}
}

// Row takes the next row; line is its number in the file, from 1. Fault: receipts.head.
func (rc *Receipts) Row(line int, cells []string) error {
	if rc.columns != nil {
		rc.row(line, cells)
		return nil
	}
	for len(rc.early) < line-1 {
		rc.early = append(rc.early, nil)
	}
	rc.early = append(rc.early, slices.Clone(cells))
	if len(rc.early) < mostHead {
		return nil
	}
	return rc.begin()
}

// begin finds the head among the early rows: the first that names all five columns.
func (rc *Receipts) begin() error {
	best, missing := -1, []string(nil)
	for i, row := range rc.early {
		at, lacks := receiptColumns(row)
		if best < 0 || len(lacks) < len(missing) {
			best, missing = i, lacks
		}
		if len(lacks) > 0 {
			continue
		}
		rc.columns, rc.result.Head = at, i+1
		for _, c := range at {
			rc.result.Columns = append(rc.result.Columns, strings.TrimSpace(row[c]))
		}
		early := rc.early
		rc.early = nil
		for j := i + 1; j < len(early); j++ {
			rc.row(j+1, early[j])
		}
		return nil
	}
	if best < 0 || len(missing) == rcColumns {
		return fault.New(fault.Invalid, "receipts.head", "", "前 %d 行中没有找到列名行：列名应含专利号、年度、票据金额、票据号、票据日期", mostHead)
	}
	return fault.New(fault.Invalid, "receipts.head", "", "第 %d 行的列名缺少%s，请补上后重试", best+1, strings.Join(missing, "、"))
}

// receiptColumns finds the columns of a head row and names those it lacks.
func receiptColumns(row []string) (at []int, lacks []string) {
	at = slices.Repeat([]int{-1}, rcColumns)
	for c, heads := range receiptHeads {
		for _, h := range heads {
			if i := slices.IndexFunc(row, func(cell string) bool { return strings.TrimSuffix(plain(cell), "(元)") == plain(h) }); i >= 0 {
				at[c] = i
				break
			}
		}
		if at[c] < 0 {
			lacks = append(lacks, heads[0])
		}
	}
	return at, lacks
}

// Result ends the reading. Fault: receipts.head.
func (rc *Receipts) Result() (ReceiptList, error) {
	if rc.columns == nil {
		if err := rc.begin(); err != nil {
			return ReceiptList{}, err
		}
	}
	return rc.result, nil
}

// Summary is the result in one sentence.
func (r ReceiptList) Summary() string {
	return fmt.Sprintf("读取 %d 行：票据 %d 行，有误 %d 行，尚未填写票据 %d 行，空行 %d 行", r.Read, len(r.Rows), len(r.Bad), r.Unfilled, r.Blank)
}

// Refused is the bad line of a row that was read well and matches nothing; the paths of the faults are one of 专利号 年度 票据金额
// 票据号 票据日期 and become the heads of the list.
func (r *ReceiptList) Refused(row ReceiptRow, faults ...fault.Fault) BadRow {
	for i := range faults {
		faults[i].Path = r.column(faults[i].Path)
	}
	return BadRow{Line: row.Line, Text: row.Text, Faults: faults}
}

// column is the head by which the list calls a column.
func (r *ReceiptList) column(title string) string {
	for c, heads := range receiptHeads {
		if heads[0] == title && c < len(r.Columns) {
			return r.Columns[c]
		}
	}
	return title
}

var (
	feeYear      = regexp.MustCompile(`第?\s*(\d{1,4})\s*年?`)
	calendarYear = regexp.MustCompile(`(?:19|20)\d{2}`)
)

func (rc *Receipts) row(line int, cells []string) {
	rc.result.Read++
	cell := func(c int) string {
		if i := rc.columns[c]; i < len(cells) {
			return strings.TrimSpace(norm.NFKC.String(cells[i]))
		}
		return ""
	}
	if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
		rc.result.Blank++
		return
	}
	if cell(rcReceipt) == "" && cell(rcDay) == "" && cell(rcAmount) == "" {
		rc.result.Unfilled++
		return
	}
	var fs fault.Faults
	bad := func(c int, code, format string, args ...any) {
		fs.Invalid(code, rc.result.Columns[c], format, args...)
	}
	out := ReceiptRow{Line: line, No: cell(rcReceipt), Text: beginning(cells)}
	if no, err := ident.ParsePatentNo(cell(rcNumber)); isSqueezed(cell(rcNumber)) {
		bad(rcNumber, "import.squeezed", "专利号“%s”被表格软件改成了科学记数，末几位已丢失，请按文本重新填写", clip(cell(rcNumber), 20))
	} else if err != nil {
		bad(rcNumber, "receipt.number", "专利号“%s”不正确，请核对位数和校验位", clip(cell(rcNumber), 30))
	} else {
		out.Number = no.Compact()
	}
	out.Year = rc.year(cell(rcYear), bad)
	amount, err := money.ParseLoose(strings.TrimSuffix(cell(rcAmount), "元"))
	switch {
	case cell(rcAmount) == "":
		bad(rcAmount, "receipt.amount", "没有票据金额，请填写（元）")
	case err != nil || amount <= 0:
		bad(rcAmount, "receipt.amount", "票据金额“%s”不正确，应为大于零的金额（元）", clip(cell(rcAmount), 20))
	}
	out.Amount = amount
	switch {
	case out.No == "":
		bad(rcReceipt, "receipt.missing", "没有票据号，请填写")
	case isSqueezed(out.No):
		bad(rcReceipt, "import.squeezed", "票据号“%s”被表格软件改成了科学记数，请按文本重新填写", clip(out.No, 20))
	case len([]rune(out.No)) > 64:
		bad(rcReceipt, "text.long", "票据号超过 64 字，请核对是否错列")
	}
	out.On = rc.day(cell(rcDay), bad)
	if first, met := rc.seen[out.No]; met && out.No != "" {
		bad(rcReceipt, "receipt.duplicate", "票据号 %s 与第 %d 行重复，一张票据只登记一项年费，请核对", out.No, first)
	} else if out.No != "" {
		rc.seen[out.No] = line
	}
	if len(fs) > 0 {
		rc.result.Bad = append(rc.result.Bad, BadRow{Line: line, Text: out.Text, Faults: fs})
		return
	}
	rc.result.Rows = append(rc.result.Rows, out)
}

// year reads the patent year: 4, 第4年, 发明专利第4年年费.
func (rc *Receipts) year(text string, bad func(int, string, string, ...any)) int {
	if text == "" {
		bad(rcYear, "receipt.year", "没有年度，请填写专利年度，例如 4")
		return 0
	}
	if calendarYear.MatchString(text) {
		bad(rcYear, "receipt.year", "年度“%s”像是公历年份，应为自申请日起算的专利年度（1 至 20）", clip(text, 20))
		return 0
	}
	m := feeYear.FindStringSubmatch(text)
	if m == nil {
		bad(rcYear, "receipt.year", "年度“%s”无法识别，应为专利年度，例如 4 或“第4年年费”", clip(text, 20))
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	if n < 1 || n > 20 {
		bad(rcYear, "receipt.year", "年度 %d 应在 1 至 20 之间", n)
		return 0
	}
	return n
}

func (rc *Receipts) day(text string, bad func(int, string, string, ...any)) date.Date {
	if text == "" {
		bad(rcDay, "date.missing", "没有票据日期，请填写")
		return date.Date{}
	}
	im := &Import{columns: slices.Repeat([]int{-1}, len(places)), heads: map[Field]string{}}
	im.columns[StatusOn.place()] = 0
	r := reader{im: im, cells: []string{text}}
	on := r.day(StatusOn)
	switch {
	case len(r.faults) > 0:
		bad(rcDay, "import.day", "%s", r.faults[0].Message)
	case on.After(rc.on):
		bad(rcDay, "date.future", "票据日期 %s 晚于今天，请核对", on.Chinese())
	}
	return on
}
