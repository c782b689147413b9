package exchange

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/party"
	"zhiya/workflow/right"
)

// TakenPledge is a live pledge read from a list (存量质押): its lines, one for each right and 借据, joined by the number of the registration.
type TakenPledge struct {
	Lines        []int
	Number       string
	Registered   date.Date
	Until        date.Date // the last day the register names for the debt; of a list without it the last day on which a loan falls due
	LoanNo       string
	LoanSigned   date.Date
	PledgeNo     string
	PledgeSigned date.Date
	Repayment    string
	DayCount     int
	Debtor       party.Enterprise
	Pledgor      party.Enterprise
	Rights       []right.Right
	Values       []TakenValue // of Rights, in their order
	ValuedOn     date.Date
	ValidUntil   date.Date
	Basis        string
	Loans        []TakenLoan
}

// TakenValue is what a right was accepted for; zeros where the list does not say.
type TakenValue struct {
	Value        money.Money
	Cap, Haircut money.Rate
}

// TakenLoan is a 借据 that is not repaid.
type TakenLoan struct {
	No              string
	Amount, Balance money.Money
	From, Due       date.Date
	Rate            money.Rate
}

// TakeoverList is what became of every line below the head: Read = the lines of Pledges + Bad + Blank, always.
type TakeoverList struct {
	Head    int
	Read    int
	Blank   int
	Pledges []TakenPledge
	Bad     []BadRow
}

// Summary is the result in one sentence.
func (l TakeoverList) Summary() string {
	lines := 0
	for _, p := range l.Pledges {
		lines += len(p.Lines)
	}
	return fmt.Sprintf("读取 %d 行：质押 %d 笔（%d 行），有误 %d 行，空行 %d 行", l.Read, len(l.Pledges), lines, len(l.Bad), l.Blank)
}

const (
	tkNumber = iota
	tkRegistered
	tkUntil
	tkLoanNo
	tkLoanSigned
	tkPledgeNo
	tkPledgeSigned
	tkRepayment
	tkDayCount
	tkDebtor
	tkDebtorCode
	tkPledgor
	tkPledgorCode
	tkNote
	tkAmount
	tkBalance
	tkFrom
	tkDue
	tkRate
	tkValue
	tkCap
	tkHaircut
	tkValuedOn
	tkValidUntil
	tkBasis
)

var takenColumns = []listColumn{
	tkNumber: {[]string{"质押登记号", "质权登记号"}, true}, tkRegistered: {[]string{"质押登记日", "登记日", "登记日期"}, true},
	tkUntil:  {[]string{"登记的履行期限届满日", "债务履行期限届满日"}, false},
	tkLoanNo: {[]string{"借款合同编号", "借款合同号", "贷款合同号"}, true}, tkLoanSigned: {[]string{"借款合同签订日", "借款合同日期"}, true},
	tkPledgeNo: {[]string{"质押合同编号", "质押合同号"}, true}, tkPledgeSigned: {[]string{"质押合同签订日", "质押合同日期"}, true},
	tkRepayment: {[]string{"还款方式"}, false}, tkDayCount: {[]string{"计息天数基础", "计息基础"}, false},
	tkDebtor: {[]string{"债务人", "借款人", "借款企业"}, true}, tkDebtorCode: {[]string{"债务人统一社会信用代码", "借款人统一社会信用代码", "统一社会信用代码"}, false},
	tkPledgor: {[]string{"出质人"}, false}, tkPledgorCode: {[]string{"出质人统一社会信用代码"}, false},
	tkNote: {[]string{"借据编号", "借据号"}, true}, tkAmount: {[]string{"放款金额", "贷款金额", "借据金额"}, true}, tkBalance: {[]string{"本金余额", "贷款余额", "余额"}, true},
	tkFrom: {[]string{"放款日", "放款日期", "借款日期"}, true}, tkDue: {[]string{"到期日", "到期日期", "借款到期日"}, true}, tkRate: {[]string{"年利率", "利率"}, true},
	tkValue: {[]string{"认定价值"}, false}, tkCap: {[]string{"质押率上限", "质押率"}, false}, tkHaircut: {[]string{"价值折扣", "折扣"}, false},
	tkValuedOn: {[]string{"价值认定日", "认定日"}, false}, tkValidUntil: {[]string{"价值有效期至", "估值有效期至"}, false}, tkBasis: {[]string{"认定依据", "价值认定依据"}, false},
}

// TakeoverHeads are the heads of a list with every column, those of the rights first, for a template.
func TakeoverHeads() []string {
	out := []string{"权利种类", "专利号", "名称", "申请日", "授权公告日", "法律状态", "专利权人"}
	for _, c := range takenColumns {
		out = append(out, c.heads[0])
	}
	return out
}

// takeovers reads one list.
type takeovers struct {
	on      date.Date
	columns []int
	list    TakeoverList
	rights  map[int]*right.Right // by line
	groups  map[string]*takenGroup
	order   []string
}

// takenGroup are the lines of one registration.
type takenGroup struct {
	pledge TakenPledge
	lines  []BadRow // each line, with its faults
	bad    bool
}

// ReadTakeovers reads a list of live pledges on a day; rows[0] is line 1. A registration of which any line has a fault is not taken at
// all. Faults: takeover.head when a column is missing; import.head.
func ReadTakeovers(on date.Date, rows [][]string) (TakeoverList, error) {
	t := &takeovers{on: on, rights: map[int]*right.Right{}, groups: map[string]*takenGroup{}}
	im := New(on, nil)
	for i, row := range rows {
		if err := im.Row(i+1, row); err != nil {
			return t.list, err
		}
	}
	res, err := im.Result()
	if err != nil {
		return t.list, err
	}
	if err := t.find(res.Columns); err != nil {
		return t.list, err
	}
	t.list.Head = res.Head
	faults := map[int]fault.Faults{}
	for _, r := range res.Rows {
		t.rights[r.Line] = r.Right
	}
	for _, r := range res.Repeats { // a right secures several 借据: one line each
		t.rights[r.Line] = t.rights[r.First]
	}
	for _, b := range res.Bad {
		faults[b.Line] = b.Faults
	}
	for i := res.Head; i < len(rows); i++ {
		t.line(i+1, rows[i], faults[i+1])
	}
	t.finish()
	return t.list, nil
}

func (t *takeovers) find(heads []string) error {
	var lacks []string
	if t.columns, lacks = listColumns(takenColumns, heads); len(lacks) > 0 {
		return fault.New(fault.Invalid, "takeover.head", "", "列名缺少%s，请补上后重试（模板：zhiya takeover --template）", strings.Join(lacks, "、"))
	}
	return nil
}

func (t *takeovers) line(n int, cells []string, rightFaults fault.Faults) {
	t.list.Read++
	if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
		t.list.Blank++
		return
	}
	l := &listLine{columns: takenColumns, at: t.columns, cells: cells, fs: slices.Clone(rightFaults)}
	p := TakenPledge{Number: l.text(tkNumber), Registered: l.day(tkRegistered), Until: l.day(tkUntil), LoanNo: l.text(tkLoanNo), LoanSigned: l.day(tkLoanSigned), PledgeNo: l.text(tkPledgeNo),
		PledgeSigned: l.day(tkPledgeSigned), Repayment: l.text(tkRepayment), ValuedOn: l.day(tkValuedOn), ValidUntil: l.day(tkValidUntil), Basis: l.text(tkBasis), DayCount: 360}
	switch s := l.cell(tkDayCount); s {
	case "", "360":
	case "365":
		p.DayCount = 365
	default:
		l.bad(tkDayCount, "day_count", "计息天数基础“%s”应为 360 或 365", clip(s, 10))
	}
	p.Debtor = party.Enterprise{Name: l.text(tkDebtor), USCC: l.text(tkDebtorCode)}
	p.Pledgor = p.Debtor
	if name := l.text(tkPledgor); name != "" && name != p.Debtor.Name {
		p.Pledgor = party.Enterprise{Name: name, USCC: l.text(tkPledgorCode)}
	}
	loan := TakenLoan{No: l.text(tkNote), Amount: l.amount(tkAmount), Balance: l.amount(tkBalance), From: l.day(tkFrom), Due: l.day(tkDue), Rate: l.rate(tkRate)}
	value := TakenValue{Value: l.amount(tkValue), Cap: l.rate(tkCap), Haircut: l.rate(tkHaircut)}
	r := t.rights[n]
	if r == nil && len(l.fs) == 0 {
		l.fs.Invalid("right.missing", "专利号", "本行没有可识别的权利")
	}
	key := p.Number
	if key == "" {
		key = fmt.Sprintf("\x00%d", n) // stands alone with its fault
	}
	g, met := t.groups[key]
	if !met {
		g = &takenGroup{pledge: p}
		t.groups[key] = g
		t.order = append(t.order, key)
	}
	if met {
		l.same(g.pledge, p)
	}
	g.pledge.Lines = append(g.pledge.Lines, n)
	if r != nil {
		g.add(l, *r, value, loan)
	}
	g.lines = append(g.lines, BadRow{Line: n, Text: beginning(cells), Faults: l.fs})
	g.bad = g.bad || len(l.fs) > 0
}

// same holds a further line of a registration against the first.
func (l *listLine) same(a, b TakenPledge) {
	for _, x := range []struct {
		c    int
		same bool
	}{{tkRegistered, a.Registered == b.Registered}, {tkUntil, a.Until == b.Until}, {tkLoanNo, a.LoanNo == b.LoanNo}, {tkLoanSigned, a.LoanSigned == b.LoanSigned}, {tkPledgeNo, a.PledgeNo == b.PledgeNo},
		{tkPledgeSigned, a.PledgeSigned == b.PledgeSigned}, {tkDebtor, a.Debtor == b.Debtor}, {tkPledgor, a.Pledgor == b.Pledgor}, {tkValuedOn, a.ValuedOn == b.ValuedOn}, {tkValidUntil, a.ValidUntil == b.ValidUntil},
		{tkRepayment, a.Repayment == b.Repayment}, {tkDayCount, a.DayCount == b.DayCount}, {tkBasis, a.Basis == b.Basis}} {
		if !x.same {
			l.bad(x.c, "takeover.differs", "与第 %d 行是同一登记号，%s却不同，请核对", a.Lines[0], takenColumns[x.c].heads[0])
		}
	}
}

// add takes the right and the 借据 of a line, each once.
func (g *takenGroup) add(l *listLine, r right.Right, v TakenValue, loan TakenLoan) {
	p := &g.pledge
	if i := slices.IndexFunc(p.Rights, func(x right.Right) bool { return x.Kind == r.Kind && x.Number == r.Number }); i < 0 {
		r.Ref = fmt.Sprintf("R%d", len(p.Rights)+1)
		p.Rights, p.Values = append(p.Rights, r), append(p.Values, v)
	} else if have := p.Values[i]; have.Value != v.Value || have.Cap.Cmp(v.Cap) != 0 || have.Haircut.Cmp(v.Haircut) != 0 {
		l.bad(tkValue, "takeover.differs", "同一权利在各行的认定价值、质押率或者折扣不同，请核对")
	}
	if i := slices.IndexFunc(p.Loans, func(x TakenLoan) bool { return x.No == loan.No }); i < 0 {
		p.Loans = append(p.Loans, loan)
	} else if have := p.Loans[i]; have.Amount != loan.Amount || have.Balance != loan.Balance || have.From != loan.From || have.Due != loan.Due || have.Rate.Cmp(loan.Rate) != 0 {
		l.bad(tkNote, "takeover.differs", "同一借据在各行的金额、余额、日期或者利率不同，请核对")
	}
}

// finish takes the registrations without fault; of the others every line is told.
func (t *takeovers) finish() {
	for _, key := range t.order {
		g := t.groups[key]
		if !g.bad {
			if g.pledge.Until.IsZero() {
				for _, l := range g.pledge.Loans {
					if l.Due.After(g.pledge.Until) {
						g.pledge.Until = l.Due
					}
				}
			}
			if g.pledge.Repayment == "" {
				g.pledge.Repayment = "到期一次还本、按季付息"
			}
			t.list.Pledges = append(t.list.Pledges, g.pledge)
			continue
		}
		first := g.lines[slices.IndexFunc(g.lines, func(b BadRow) bool { return len(b.Faults) > 0 })].Line
		for _, b := range g.lines {
			if len(b.Faults) == 0 {
				b.Faults.Invalid("takeover.group", takenColumns[tkNumber].heads[0], "同一登记号的第 %d 行有误，整笔没有接管", first)
			}
			t.list.Bad = append(t.list.Bad, b)
		}
	}
	slices.SortFunc(t.list.Bad, func(a, b BadRow) int { return a.Line - b.Line })
}
