package reports

import (
	"fmt"
	"strings"
	"time"

	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/reports/sheet"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/subsidy"
)

// SubsidySheet is one of the tables of a batch of subsidies.
type SubsidySheet string

const (
	SubsidyLines   SubsidySheet = "lines"   // 批次明细表: every line with why it is what it is
	SubsidyPublic  SubsidySheet = "public"  // 公示表: what is published, with the days of the publicity
	SubsidyPayment SubsidySheet = "payment" // 拨付表: what is paid, with vouchers and what came back
)

// String is the Chinese name of the table.
func (s SubsidySheet) String() string {
	return map[SubsidySheet]string{SubsidyLines: "批次明细表", SubsidyPublic: "公示表", SubsidyPayment: "拨付表"}[s]
}

// SubsidyDocument lays out a table of a batch as the person of the view sees it. It is a table of work, no issued document: it has no
// number of its own and no hash.
//
// Faults: subsidy.early (Refused) when the batch has not come so far; document.kind.
func SubsidyDocument(v workflow.SubsidyView, which SubsidySheet) (layout.Document, error) {
	b := v.Batch
	doc := layout.Document{Title: b.Name + which.String(), Org: b.Bureau.Name, Date: b.UpdatedOn, Header: b.Number + "　" + which.String(), Landscape: which != SubsidyPublic}
	if b.Scheme.Example {
		doc.Watermark = markSample
	}
	head := layout.KeyValue{Pairs: []layout.Pair{pair("批次编号", b.Number), pair("补贴种类", b.Kind.String()), pair("补贴年度", fmt.Sprint(b.Year)),
		pair("补贴期间", b.From.Chinese()+"至"+b.To.AddDays(-1).Chinese()), pair("主管部门", b.Bureau.Name), pair("财政部门", b.Finance.Name),
		wide("补贴方案", b.Scheme.Title), wide("方案来源", b.Scheme.Source), wide("计算规则", strings.Join(b.Scheme.Lines(b.Kind), "；"))}}
	var blocks []layout.Block
	switch which {
	case SubsidyLines:
		blocks = []layout.Block{subsidyLines(v), subsidyReasons(v)}
	case SubsidyPublic:
		if b.Display == nil {
			return doc, fault.New(fault.Refused, "subsidy.early", "", "批次还没有公示，公示表在登记公示起日和天数后生成")
		}
		head.Pairs = append(head.Pairs, pair("公示时间", b.Display.From.Chinese()+"至"+b.Display.Until.Chinese()), pair("公示地点", b.Display.Where))
		blocks = []layout.Block{subsidyPublic(b), layout.Paragraph{Text: "公示期间对名单有异议的，请以书面形式向" + b.Bureau.Name + "提出。"}}
	case SubsidyPayment:
		if b.Step != subsidy.Paying && b.Step != subsidy.Done {
			return doc, fault.New(fault.Refused, "subsidy.early", "", "批次还没有到拨付，拨付表在公示结束后生成")
		}
		blocks = []layout.Block{subsidyPayment(b), layout.Signatures{Signers: []layout.Signer{{Role: "财政经办（签字）"}, {Role: "财政部门（盖章）", Name: b.Finance.Name, Seal: layout.RoundSeal}}}}
	default:
		return doc, fault.New(fault.Invalid, "document.kind", "", "没有“%s”这种表", which)
	}
	doc.Blocks = append([]layout.Block{head}, blocks...)
	return doc, nil
}

// subsidyLines is a row for every line as it stands.
func subsidyLines(v workflow.SubsidyView) layout.Table {
	b := v.Batch
	t := layout.Table{Name: "明细", Title: "明细", Small: true, CarryOver: true, Columns: []layout.Column{mid("行号", 0.5), col("企业", 2.2), col("统一社会信用代码", 1.9), col("借据编号", 1.5), col("银行", 1.2), mid("期间起日", 1.1), mid("期间末日", 1.1),
		num(b.Kind.Paid(), "元", 1.5), num("天数", "天", 0.6), sumOf("补贴额", 1.4), col("情况", 1.8)}}
	var total money.Money
	for i, f := range v.Figures {
		l := b.Lines[i]
		e := l.Entry
		state := f.Limits()
		if why := l.Refused(); why != "" {
			state = why
		}
		total += f.Amount
		t.Rows = append(t.Rows, []layout.Cell{layout.Count(l.No), layout.T(e.Firm), layout.T(e.USCC), layout.T(e.LoanNo), layout.T(e.BankRef.Name), layout.Day(e.From), layout.Day(e.To.AddDays(-1)),
			layout.Yuan(e.Paid), layout.Count(f.Days), layout.Yuan(f.Amount), layout.T(state)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(9), layout.Yuan(total), layout.T("")}
	return t
}

// subsidyReasons is a row for every step of every figure.
func subsidyReasons(v workflow.SubsidyView) layout.Table {
	t := layout.Table{Name: "计算过程", Title: "计算过程", Small: true, Columns: []layout.Column{mid("行号", 0.5), col("企业", 1.6), col("规则", 1.2), col("计算", 5), num("其后金额", "元", 1.3)}}
	for i, f := range v.Figures {
		for _, r := range f.Why {
			after := layout.Yuan(r.Amount)
			if r.Before {
				after = layout.T("")
			}
			t.Rows = append(t.Rows, []layout.Cell{layout.Count(f.No), layout.T(v.Batch.Lines[i].Entry.Firm), layout.T(r.Rule), layout.T(r.Text), after})
		}
	}
	return t
}

// subsidyPublic lists who is to be paid and how much; the firm's loan is told by its bank, not by its terms.
func subsidyPublic(b subsidy.Batch) layout.Table {
	t := layout.Table{Name: "公示名单", Title: "拟补贴名单", CarryOver: true, Columns: []layout.Column{mid("序号", 0.5), col("企业名称", 2.4), col("统一社会信用代码", 2.4), col("贷款银行", 1.6), sumOf("拟补贴额", 1.4)}}
	var total money.Money
	for _, l := range b.Lines {
		due := l.Due()
		if due == 0 {
			continue
		}
		total += due
		t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(l.Entry.Firm), layout.T(l.Entry.USCC), layout.T(l.Entry.BankRef.Name), layout.Yuan(due)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(4), layout.Yuan(total)}
	return t
}

// subsidyPayment lists what is paid, by which voucher, and what was taken back.
func subsidyPayment(b subsidy.Batch) layout.Table {
	t := layout.Table{Name: "拨付", Title: "拨付明细", Small: true, CarryOver: true, Columns: []layout.Column{mid("行号", 0.5), col("企业名称", 2.6), col("借据编号", 1.6), sumOf("应拨金额", 1.5), mid("拨付日", 1.1), col("凭证号", 1.6), sumOf("已冲正", 1.4), sumOf("净额", 1.5)}}
	var due, back, net money.Money
	for _, l := range b.Lines {
		amount := l.Due()
		if amount == 0 {
			continue
		}
		on, voucher, returned, left := layout.T("待拨付"), layout.T(""), money.Money(0), money.Money(0)
		if p := l.Payment; p != nil {
			on, voucher, left = layout.Day(p.On), layout.T(p.Voucher), l.Net()
			returned = p.Amount - left
		}
		due, back, net = due+amount, back+returned, net+left
		t.Rows = append(t.Rows, []layout.Cell{layout.Count(l.No), layout.T(l.Entry.Firm), layout.T(l.Entry.LoanNo), layout.Yuan(amount), on, voucher, layout.Yuan(returned), layout.Yuan(left)})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(3), layout.Yuan(due), layout.T(""), layout.T(""), layout.Yuan(back), layout.Yuan(net)}
	return t
}

// SubsidyPDF is a table of a batch as PDF.
func SubsidyPDF(v workflow.SubsidyView, which SubsidySheet, at time.Time) ([]byte, error) {
	doc, err := SubsidyDocument(v, which)
	if err != nil {
		return nil, err
	}
	laid, err := settle(doc)
	if err != nil {
		return nil, err
	}
	return pdf.Draw(laid, at)
}

// SubsidyWorkbook is a table of a batch as XLSX, with the calculation of every line.
func SubsidyWorkbook(v workflow.SubsidyView, which SubsidySheet, at time.Time) ([]byte, error) {
	doc, err := SubsidyDocument(v, which)
	if err != nil {
		return nil, err
	}
	return sheet.XLSX(doc, at)
}
