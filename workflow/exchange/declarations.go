package exchange

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/subsidy"
)

// DeclarationList is what became of every line of a list of declarations (补贴申报): Read = Entries + Bad + Blank, always.
type DeclarationList struct {
	Head    int
	Read    int
	Blank   int
	Lines   []int // of Entries, in their order
	Entries []subsidy.Entry
	Bad     []BadRow

	texts map[int]string // the beginning of a line, to find it by
}

// Summary is the result in one sentence.
func (l DeclarationList) Summary() string {
	return fmt.Sprintf("读取 %d 行：申报 %d 行，有误 %d 行，空行 %d 行", l.Read, len(l.Entries), len(l.Bad), l.Blank)
}

const (
	dcFirm = iota
	dcUSCC
	dcLoan
	dcBank
	dcLoanFrom
	dcLoanDue
	dcPrincipal
	dcRate
	dcShare
	dcFrom
	dcTo
	dcLast
	dcPaid
	dcOverdue
	dcGuaranteed
	dcVoucher
)

// declarationColumns are the columns of a list for a kind. The end of a period is written as the day after it (止日，不计入), as banks
// reckon interest, or as its last day (末日).
func declarationColumns(k subsidy.Kind) []listColumn {
	interest := k == subsidy.Interest
	return []listColumn{
		dcFirm: {[]string{"企业名称", "单位名称", "申报单位", "借款企业", "企业"}, true}, dcUSCC: {[]string{"统一社会信用代码", "信用代码"}, true},
		dcLoan: {[]string{"借据编号", "借据号"}, true}, dcBank: {[]string{"银行代码", "贷款银行代码", "银行机构代码"}, true},
		dcLoanFrom: {[]string{"放款日", "放款日期", "借款日期"}, true}, dcLoanDue: {[]string{"到期日", "到期日期", "借款到期日"}, true},
		dcPrincipal: {[]string{"计息本金", "本金", "贷款金额"}, interest}, dcRate: {[]string{"年利率", "利率"}, interest}, dcShare: {[]string{"知识产权占比", "知识产权质押部分占比"}, false},
		dcFrom: {[]string{"期间起日", "贴息起日", "补贴期间起日", "起日"}, true}, dcTo: {[]string{"期间止日（不计入）", "期间止日", "贴息止日", "止日"}, false}, dcLast: {[]string{"期间末日", "期间末日（计入）", "贴息末日", "末日"}, false},
		dcPaid: {[]string{k.Paid(), "实付利息", "实付费用", "实付金额"}, true}, dcOverdue: {[]string{"其中罚息复利", "罚息复利", "其中罚息、复利"}, false},
		dcGuaranteed: {[]string{"小微且有担保", "有担保"}, false}, dcVoucher: {[]string{"凭证号", "付息凭证号", "付费凭证号", "发票号"}, true},
	}
}

// DeclarationHeads are the heads of a list of a kind, for a template.
func DeclarationHeads(k subsidy.Kind) []string {
	var out []string
	for i, c := range declarationColumns(k) {
		if i == dcLast || k != subsidy.Interest && (i == dcPrincipal || i == dcRate || i == dcOverdue) {
			continue
		}
		out = append(out, c.heads[0])
	}
	return out
}

// ReadDeclarations reads a list of declarations of a kind; rows[0] is line 1. A line with a fault is in Bad with every fault under the
// head of its column. Faults: declarations.head when no head row has all the columns.
func ReadDeclarations(k subsidy.Kind, rows [][]string) (DeclarationList, error) {
	columns := declarationColumns(k)
	list := DeclarationList{texts: map[int]string{}}
	var at []int
	var missing []string
	for i, row := range rows[:min(len(rows), mostHead)] {
		places, lacks := listColumns(columns, row)
		if places[dcTo] < 0 && places[dcLast] < 0 {
			lacks = append(lacks, columns[dcTo].heads[0])
		}
		if missing == nil || len(lacks) < len(missing) {
			at, missing, list.Head = places, lacks, i+1
		}
		if len(lacks) == 0 {
			break
		}
	}
	if at == nil || len(missing) > 0 {
		if len(missing) == 0 {
			missing = DeclarationHeads(k)
		}
		return list, fault.New(fault.Invalid, "declarations.head", "", "前 %d 行中没有找到完整的列名行，缺少%s，请补上后重试（模板：zhiya subsidies template）", mostHead, strings.Join(missing, "、"))
	}
	for i := list.Head; i < len(rows); i++ {
		list.line(i+1, &listLine{columns: columns, at: at, cells: rows[i]})
	}
	return list, nil
}

func (list *DeclarationList) line(n int, l *listLine) {
	list.Read++
	if !slices.ContainsFunc(l.cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
		list.Blank++
		return
	}
	e := subsidy.Entry{Firm: l.text(dcFirm), USCC: strings.ToUpper(l.text(dcUSCC)), LoanNo: l.text(dcLoan), Bank: strings.ToUpper(l.text(dcBank)), LoanFrom: l.day(dcLoanFrom), LoanDue: l.day(dcLoanDue),
		Principal: l.amount(dcPrincipal), Rate: l.rate(dcRate), From: l.day(dcFrom), To: l.day(dcTo), Paid: l.amount(dcPaid), Overdue: l.amount(dcOverdue), Voucher: l.text(dcVoucher)}
	if l.cell(dcShare) != "" {
		share := l.rate(dcShare)
		e.IPShare = &share
	}
	if last := l.day(dcLast); e.To.IsZero() && !last.IsZero() {
		e.To = last.AddDays(1)
	} else if !last.IsZero() && e.To != last.AddDays(1) {
		l.bad(dcLast, "date.order", "末日 %s 与止日（不计入）%s 不是同一期间，请只留一列", last, e.To)
	}
	switch s := l.cell(dcGuaranteed); s {
	case "", "否", "无":
	case "是", "有":
		e.Guaranteed = true
	default:
		l.bad(dcGuaranteed, "choice", "“%s”应为“是”或“否”", clip(s, 10))
	}
	list.texts[n] = beginning(l.cells)
	if len(l.fs) > 0 {
		list.Bad = append(list.Bad, BadRow{Line: n, Text: list.texts[n], Faults: l.fs})
		return
	}
	list.Lines, list.Entries = append(list.Lines, n), append(list.Entries, e)
}

// columnOf is the head under which a field of a declaration stands.
var columnOf = map[string]int{"firm": dcFirm, "uscc": dcUSCC, "loan_no": dcLoan, "bank": dcBank, "loan_from": dcLoanFrom, "loan_due": dcLoanDue, "principal": dcPrincipal, "rate": dcRate,
	"ip_share": dcShare, "from": dcFrom, "to": dcTo, "paid": dcPaid, "overdue": dcOverdue, "voucher": dcVoucher}

// Judged moves the entries that were refused, one error each in their order and nil for a good one, to the bad lines.
func (list DeclarationList) Judged(k subsidy.Kind, refused []error) DeclarationList {
	columns := declarationColumns(k)
	out := list
	out.Lines, out.Entries, out.Bad = nil, nil, slices.Clone(list.Bad)
	for i, e := range list.Entries {
		fs := fault.Of(refused[i])
		if len(fs) == 0 {
			out.Lines, out.Entries = append(out.Lines, list.Lines[i]), append(out.Entries, e)
			continue
		}
		fs = slices.Clone(fs)
		for j := range fs {
			if c, known := columnOf[fs[j].Path]; known {
				fs[j].Path = columns[c].heads[0]
			}
		}
		out.Bad = append(out.Bad, BadRow{Line: list.Lines[i], Text: list.texts[list.Lines[i]], Faults: fs})
	}
	slices.SortFunc(out.Bad, func(a, b BadRow) int { return a.Line - b.Line })
	return out
}

// Paid is the sum of what the entries say was paid; they are few and checked, and their sum is in range.
func (list DeclarationList) Paid() money.Money {
	var sum money.Money
	for _, e := range list.Entries {
		sum += e.Paid
	}
	return sum
}
