package subsidy

import (
	"fmt"
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/calendar"
)

// Open 建立批次: drafts a batch; nothing is received before another person announces it.
type Open struct {
	Plan
	FinanceID string `json:"finance_id" label:"审核拨付的财政部门" source:"orgs:finance"`
	Finance   OrgRef `json:"finance,omitzero" form:"-"`
}

func (*Open) act() ActName { return ActOpen }

func (f *Open) check(_ *Batch, o *Occasion, fs *fault.Faults) {
	text(fs, "name", "批次名称", f.Name, 80)
	if kindNames[f.Kind] == "" {
		fs.Invalid("choice", "kind", "请选择补贴种类")
	}
	switch {
	case f.From.IsZero() || f.To.IsZero():
		fs.Invalid("date.missing", "from", "请填写补贴期间的起日和止日")
	case !f.From.Before(f.To):
		fs.Invalid("date.order", "to", "补贴期间止日 %s（不计入）应晚于起日 %s", f.To, f.From)
	case f.Year < f.From.Year() || f.Year > f.To.AddDays(-1).Year():
		fs.Invalid("subsidy.year", "year", "补贴年度 %d 不在补贴期间 %s 至 %s 之内", f.Year, f.From, f.To)
	}
	var inner fault.Faults
	f.Scheme.validate(&inner, f.Kind)
	fs.Append("scheme", inner.Err())
	if !f.Scheme.From.IsZero() && !f.From.IsZero() && !f.Scheme.On(f.From) {
		fs.Refuse("scheme.expired", "scheme.until", "补贴期间起日 %s 不在方案的有效期内，请核对方案是否仍然有效", f.From)
	}
	org, found := o.Org(f.FinanceID)
	if !found || org.Kind != access.Finance {
		fs.Invalid("org.finance", "finance_id", "请选择审核拨付的财政部门；还没有的由系统管理员添加")
	}
	f.Finance = OrgRef{org.ID, org.Code, org.Name}
}

func (f *Open) apply(b *Batch, _ Mark) { b.Plan, b.Finance, b.Step = f.Plan, f.Finance, Noticing }

// Notify 发布申报通知: another person than who drafted the batch announces it.
type Notify struct {
	NoticeNo string    `json:"notice_no" label:"通知文号或者标题"`
	On       date.Date `json:"on" label:"通知日"`
	Until    date.Date `json:"until" label:"申报截止日"`
}

func (*Notify) act() ActName { return ActNotify }

func (f *Notify) check(_ *Batch, o *Occasion, fs *fault.Faults) {
	text(fs, "notice_no", "通知文号或者标题", f.NoticeNo, 120)
	past(fs, "on", "通知日", f.On, o.Today)
	if f.Until.IsZero() {
		fs.Invalid("date.missing", "until", "请填写申报截止日")
	} else if f.Until.Before(f.On) {
		fs.Invalid("date.order", "until", "申报截止日 %s 早于通知日 %s", f.Until, f.On)
	}
}

func (f *Notify) apply(b *Batch, _ Mark) { b.Notice, b.Step = f, Declaring }

// Declare 登记企业申报: what firms handed in on paper or as a list.
type Declare struct {
	Source     string    `json:"source" label:"来源" hint:"纸质申报，或者列表文件名"`
	ReceivedOn date.Date `json:"received_on" label:"收件日"`
	Entries    []Entry   `json:"entries" label:"申报"`
}

func (*Declare) act() ActName { return ActDeclare }

func (f *Declare) check(b *Batch, o *Occasion, fs *fault.Faults) {
	text(fs, "source", "来源", f.Source, 120)
	past(fs, "received_on", "收件日", f.ReceivedOn, o.Today)
	if !f.ReceivedOn.IsZero() && (f.ReceivedOn.After(b.Notice.Until) || f.ReceivedOn.Before(b.Notice.On)) {
		fs.Refuse("subsidy.late", "received_on", "收件日 %s 不在申报时间 %s 至 %s 之内，不能受理", f.ReceivedOn, b.Notice.On, b.Notice.Until)
	}
	if len(f.Entries) == 0 {
		fs.Invalid("subsidy.none", "entries", "请至少登记一行申报")
	}
	rows := Admit(*b, o.Book, o.Bank, f.Entries)
	for i := range f.Entries {
		fs.Append(fmt.Sprintf("entries[%d]", i), rows[i])
	}
	for i := range f.Entries {
		org, _ := o.Bank(f.Entries[i].Bank)
		f.Entries[i].BankRef = OrgRef{org.ID, org.Code, org.Name}
	}
}

// Admit judges entries, each by itself and against those before it, the batch and the other batches; nil for one that may be taken.
func Admit(b Batch, book Book, bank func(code string) (access.Org, bool), entries []Entry) []error {
	out := make([]error, len(entries))
	first := map[Key]int{}
	declared := append(book.others(b.ID), b).declared(b.Kind)
	var paid money.Money
	for _, l := range b.Lines {
		paid += l.Entry.Paid
	}
	for i, e := range entries {
		var fs fault.Faults
		fs.Append("", e.Validate(b.Plan))
		if org, found := bank(e.Bank); !found || org.Kind != access.Bank {
			fs.Invalid("org.bank", "bank", "没有机构代码为“%s”的银行，请核对；还没有的由系统管理员添加", e.Bank)
		}
		if at, met := first[e.Key()]; met {
			fs.Refuse("subsidy.duplicate", "loan_no", "与本次登记的第 %d 条是同一企业、同一借据、同一期间，不能重复申报", at+1)
		} else if where := declared[e.Key()]; where != "" {
			fs.Refuse("subsidy.duplicate", "loan_no", "同一企业、同一借据、同一期间已在批次 %s 申报，不能重复申报", where)
		} else {
			first[e.Key()] = i
		}
		if e.Paid > 0 && paid > money.Max-e.Paid {
			fs.Invalid("amount.range", "paid", "本批次的金额合计超出可表示范围，请核对单位（元）")
		} else if e.Paid > 0 {
			paid += e.Paid
		}
		out[i] = fs.Err()
	}
	return out
}

func (f *Declare) apply(b *Batch, _ Mark) {
	for _, e := range f.Entries {
		b.Lines = append(b.Lines, Line{No: len(b.Lines) + 1, Entry: e, ReceivedOn: f.ReceivedOn})
	}
}

// Withdraw 撤销一行申报: a line entered by mistake, or withdrawn by the firm; it stays in the list with the reason.
type Withdraw struct {
	No     int    `json:"no" label:"行号"`
	Reason string `json:"reason" label:"原因" lines:"2"`
}

func (*Withdraw) act() ActName { return ActWithdraw }

func (f *Withdraw) check(b *Batch, _ *Occasion, fs *fault.Faults) {
	text(fs, "reason", "原因", f.Reason, 400)
	if l, found := b.Line(f.No); !found || l.Withdrawn != "" {
		fs.Invalid("subsidy.line", "no", "没有第 %d 行，或者已经撤销", f.No)
	}
}

func (f *Withdraw) apply(b *Batch, _ Mark) {
	if l, found := b.Line(f.No); found {
		l.Withdrawn = f.Reason
	}
}

// CloseDeclarations 截止申报: no more is received; each bank sees its own lines from here on.
type CloseDeclarations struct {
	Note string `json:"note,omitempty" label:"说明" opt:"1" lines:"2"`
}

func (*CloseDeclarations) act() ActName { return ActClose }

func (f *CloseDeclarations) check(_ *Batch, _ *Occasion, fs *fault.Faults) {
	mayText(fs, "note", "说明", f.Note, 400)
}

func (f *CloseDeclarations) apply(b *Batch, _ Mark) { b.Step = Checking }

// LineVerdict is what is decided of one line.
type LineVerdict struct {
	No      int          `json:"no" label:"行号"`
	Verdict Verdict      `json:"verdict" label:"结论" choices:"pass=通过|cut=核减|refuse=不予补贴|return=退回"`
	Amount  *money.Money `json:"amount,omitempty" label:"核减至" hint:"核减时填写"`
	Reason  string       `json:"reason,omitempty" label:"理由" opt:"1" hint:"通过的可以不填" lines:"2"`
}

// check names the faults of verdicts on lines that may be decided.
func checkVerdicts(b *Batch, list []LineVerdict, allowed []Verdict, fs *fault.Faults) {
	if len(list) == 0 {
		fs.Invalid("subsidy.none", "lines", "请至少选择一行")
	}
	seen := map[int]bool{}
	for i, v := range list {
		path := fmt.Sprintf("lines[%d]", i)
		l, found := b.Line(v.No)
		switch {
		case !found || l.Withdrawn != "" || l.Check == nil || !l.Check.Confirmed:
			fs.Invalid("subsidy.line", path+".no", "第 %d 行不能审核：没有这一行，或者已撤销、银行未确认", v.No)
		case seen[v.No]:
			fs.Invalid("subsidy.line_twice", path+".no", "第 %d 行写了两次，请只留一次", v.No)
		}
		seen[v.No] = true
		if !slices.Contains(allowed, v.Verdict) {
			fs.Invalid("choice", path+".verdict", "请选择结论")
			continue
		}
		if v.Verdict != Pass {
			text(fs, path+".reason", "理由", v.Reason, 400)
		}
		if v.Verdict == Cut && (v.Amount == nil || *v.Amount <= 0) {
			fs.Invalid("amount.range", path+".amount", "核减至的金额应大于零；一分不补的请选“不予补贴”")
		}
		if v.Verdict != Cut && v.Amount != nil {
			fs.Invalid("amount.range", path+".amount", "只有核减才填写金额")
		}
	}
}

// Passing is a verdict for every line that may be decided: passed, to be changed where it is not.
func (b Batch) Passing() []LineVerdict {
	var out []LineVerdict
	for _, l := range b.Lines {
		if l.Withdrawn == "" && l.Check != nil && l.Check.Confirmed {
			out = append(out, LineVerdict{No: l.No, Verdict: Pass})
		}
	}
	return out
}

func (v LineVerdict) decision() *Decision { return &Decision{v.Verdict, v.Amount, v.Reason} }

// Review 市监初审: another person than who received the declarations looks at each line. A line that is returned goes back to its bank.
type Review struct {
	Lines []LineVerdict `json:"lines" label:"逐行意见"`
}

func (*Review) act() ActName { return ActReview }

func (f *Review) check(b *Batch, _ *Occasion, fs *fault.Faults) {
	checkVerdicts(b, f.Lines, []Verdict{Pass, Cut, Refuse, Return}, fs)
}

func (f *Review) apply(b *Batch, _ Mark) {
	for _, v := range f.Lines {
		l, found := b.Line(v.No)
		switch {
		case !found:
		case v.Verdict == Return:
			l.Check, l.Review, b.Step = nil, nil, Checking
			b.Returned = fmt.Sprintf("第 %d 行退回银行核对：%s", v.No, v.Reason)
		default:
			l.Review = v.decision()
		}
	}
}

// SubmitReview 送财政审核: the amounts are computed against every other batch, fixed and reserved.
type SubmitReview struct {
	Opinion string   `json:"opinion" label:"初审意见" lines:"3"`
	Figures []Figure `json:"figures,omitempty" form:"-"`
}

func (*SubmitReview) act() ActName { return ActSubmit }

func (f *SubmitReview) check(b *Batch, o *Occasion, fs *fault.Faults) {
	text(fs, "opinion", "初审意见", f.Opinion, 400)
	f.Figures = b.Figures(o.Book)
}

func (f *SubmitReview) apply(b *Batch, _ Mark) {
	for _, x := range f.Figures {
		if l, found := b.Line(x.No); found {
			l.Figure, l.Exam = &x, nil
		}
	}
	b.Step, b.Submitted, b.Returned = Examining, false, ""
}

// Publish 开始公示.
type Publish struct {
	From  date.Date     `json:"from" label:"公示起日"`
	Days  int           `json:"days" label:"公示天数"`
	Unit  calendar.Unit `json:"unit" label:"天数的算法" choices:"workday=工作日|day=自然日"`
	Where string        `json:"where" label:"公示的网站或者地点"`
	Until date.Date     `json:"until,omitzero" form:"-"` // the last day
}

func (*Publish) act() ActName { return ActPublish }

func (f *Publish) check(_ *Batch, o *Occasion, fs *fault.Faults) {
	past(fs, "from", "公示起日", f.From, o.Today)
	text(fs, "where", "公示的网站或者地点", f.Where, 200)
	if f.Days < 1 || f.Days > 90 {
		fs.Invalid("subsidy.days", "days", "公示天数 %d 应在 1 至 90 之间，按当年通知填写", f.Days)
	}
	if f.Unit != calendar.Workdays && f.Unit != calendar.Days {
		fs.Invalid("choice", "unit", "请选择天数的算法")
	}
	if len(*fs) == 0 {
		f.Until, _ = o.Calendar.Deadline(f.From, calendar.Term{Count: f.Days, Unit: f.Unit})
	}
}

func (f *Publish) apply(b *Batch, _ Mark) { b.Display = f }

// Object 登记公示异议.
type Object struct {
	No   int       `json:"no" label:"行号"`
	On   date.Date `json:"on" label:"收到日"`
	From string    `json:"from" label:"提出人"`
	Text string    `json:"text" label:"异议内容" lines:"3"`
}

func (*Object) act() ActName { return ActObject }

func (f *Object) check(b *Batch, o *Occasion, fs *fault.Faults) {
	if l, found := b.Line(f.No); !found || l.Due() == 0 {
		fs.Invalid("subsidy.line", "no", "没有第 %d 行，或者它不在公示的名单中", f.No)
	} else if slices.ContainsFunc(l.Objections, func(x Objection) bool { return x.Outcome == "" }) {
		fs.Refuse("subsidy.objected", "no", "第 %d 行已有待处理的异议，请先处理", f.No)
	}
	past(fs, "on", "收到日", f.On, o.Today)
	if !f.On.IsZero() && f.On.Before(b.Display.From) {
		fs.Invalid("date.order", "on", "收到日 %s 早于公示起日 %s", f.On, b.Display.From)
	}
	text(fs, "from", "提出人", f.From, 80)
	text(fs, "text", "异议内容", f.Text, 400)
}

func (f *Object) apply(b *Batch, _ Mark) {
	if l, found := b.Line(f.No); found {
		l.Objections = append(l.Objections, Objection{On: f.On, From: f.From, Text: f.Text})
	}
}

// Resolve 处理公示异议: another person than who recorded it decides.
type Resolve struct {
	No      int          `json:"no" label:"行号"`
	Outcome string       `json:"outcome" label:"处理结果" choices:"dismissed=异议不成立|cut=异议成立，核减|refused=异议成立，不予补贴"`
	Amount  *money.Money `json:"amount,omitempty" label:"核减至" hint:"核减时填写"`
	Reason  string       `json:"reason" label:"理由" lines:"3"`
}

func (*Resolve) act() ActName { return ActResolve }

func (f *Resolve) check(b *Batch, _ *Occasion, fs *fault.Faults) {
	if l, found := b.Line(f.No); !found || !slices.ContainsFunc(l.Objections, func(x Objection) bool { return x.Outcome == "" }) {
		fs.Invalid("subsidy.line", "no", "第 %d 行没有待处理的异议", f.No)
	} else if f.Outcome == "cut" && f.Amount != nil && *f.Amount >= l.Due() {
		fs.Refuse("subsidy.raise", "amount", "第 %d 行审定为 %s 元，核减至的金额应低于它", f.No, l.Due().Format())
	}
	switch f.Outcome {
	case "dismissed", "refused":
		if f.Amount != nil {
			fs.Invalid("amount.range", "amount", "只有核减才填写金额")
		}
	case "cut":
		if f.Amount == nil || *f.Amount <= 0 {
			fs.Invalid("amount.range", "amount", "核减至的金额应大于零；一分不补的请选“不予补贴”")
		}
	default:
		fs.Invalid("choice", "outcome", "请选择处理结果")
	}
	text(fs, "reason", "理由", f.Reason, 400)
}

func (f *Resolve) apply(b *Batch, _ Mark) {
	l, found := b.Line(f.No)
	if !found {
		return
	}
	for i := range l.Objections {
		if x := &l.Objections[i]; x.Outcome == "" {
			x.Outcome, x.Amount, x.Reason = f.Outcome, f.Amount, f.Reason
		}
	}
}

// EndPublicity 公示结束: after its last day, with no objection open.
type EndPublicity struct {
	Note string `json:"note,omitempty" label:"说明" opt:"1" lines:"2"`
}

func (*EndPublicity) act() ActName { return ActEnd }

func (f *EndPublicity) check(b *Batch, o *Occasion, fs *fault.Faults) {
	mayText(fs, "note", "说明", f.Note, 400)
	if why := b.unexpired(o.Today); why != "" {
		fs.Refuse("subsidy.publicity", "", "%s", why)
	}
}

// unexpired says until when the batch is published, "" once that is over.
func (b Batch) unexpired(today date.Date) string {
	if today.After(b.Display.Until) {
		return ""
	}
	return fmt.Sprintf("公示到 %s 为止，期满次日起才能结束", b.Display.Until)
}

func (f *EndPublicity) apply(b *Batch, _ Mark) { b.Step = Paying; b.settle() }

// Stop 终止批次: nothing of it is paid; what it reserved is free again.
type Stop struct {
	Reason string `json:"reason" label:"终止原因" lines:"3"`
}

func (*Stop) act() ActName { return ActStopBatch }

func (f *Stop) check(_ *Batch, _ *Occasion, fs *fault.Faults) {
	text(fs, "reason", "终止原因", f.Reason, 400)
}

func (f *Stop) apply(b *Batch, _ Mark) { b.Step, b.Why = Stopped, f.Reason }

// past asks for a day that is not in the future.
func past(fs *fault.Faults, path, word string, d, today date.Date) {
	switch {
	case d.IsZero():
		fs.Invalid("date.missing", path, "请填写%s", word)
	case d.After(today):
		fs.Invalid("date.future", path, "%s %s 晚于今天，请核对", word, d)
	}
}
