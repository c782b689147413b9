package subsidies

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/workflow"
	"zhiya/workflow/subsidy"
)

// line is one line of a batch with its figure.
type line struct {
	subsidy.Line
	figure subsidy.Figure
}

// batch is one batch: its steps, its scheme, the acts of the person, and its lines.
type batch struct {
	page   *Page
	view   workflow.SubsidyView
	books  map[int]workflow.BookedLoan // of the bank's own lines
	lines  []line
	table  *table.DataTable[line]
	detail *fyne.Container
	frame  *fyne.Container
}

func newBatch(p *Page, v workflow.SubsidyView, books map[int]workflow.BookedLoan) *batch {
	b := &batch{page: p, view: v, books: books, detail: container.NewVBox()}
	figures := map[int]subsidy.Figure{}
	for _, f := range v.Figures {
		figures[f.No] = f
	}
	for _, l := range v.Batch.Lines {
		b.lines = append(b.lines, line{l, figures[l.No]})
	}
	return b
}

// show puts the batch on the page.
func (b *batch) show() {
	p, x := b.page, b.view.Batch
	back := widget.NewButton("返回列表（Esc）", func() { p.Escape() })
	title := kit.Lines(x.Number+"　"+x.Name, theme.TextSize()+2, titleWidth, theme.ColorNameForeground, fyne.TextStyle{Bold: true})
	tools := container.NewHBox(append(b.tables(), kit.Named("batch:scheme", quiet("方案", b.showScheme)), kit.Named("batch:log", quiet("办理记录", b.showLog)), kit.Named("batch:back", back))...)
	head := container.NewVBox(container.NewBorder(nil, nil, title, container.NewVBox(tools)), b.steps())
	if x.Returned != "" {
		head.Add(kit.Alarm(x.Returned, kit.Width))
	}
	if x.Why != "" {
		head.Add(kit.Alarm("批次已终止："+x.Why, kit.Width))
	}
	facts := fmt.Sprintf("%d 行　补贴额合计 %s 元　方案：%s", len(b.lines), b.view.Total().Format(), x.Scheme.Title)
	if x.Scheme.Example {
		facts += "（示例，待核实）"
	}
	if d := x.Display; d != nil {
		facts += fmt.Sprintf("　公示：%s 至 %s", d.From.Chinese(), d.Until.Chinese())
	}
	head.Add(kit.Named("batch:total", kit.Para(facts, kit.Width)))
	head.Add(b.acts())
	b.table = b.newTable()
	b.table.SetRows(b.lines)
	b.detail.RemoveAll()
	b.frame = container.NewBorder(head, b.detail, nil, nil, b.table)
	p.put(b.frame)
	if len(b.lines) > 0 {
		b.tell(b.lines[0])
	}
}

// titleWidth leaves room for the buttons beside the title.
const titleWidth = 480

// quiet is a button that does not ask for attention.
func quiet(title string, do func()) *widget.Button {
	w := widget.NewButton(title, do)
	w.Importance = widget.LowImportance
	return w
}

// showScheme tells the rule of the batch with its source, and where the batch is published.
func (b *batch) showScheme() {
	x := b.view.Batch
	const width = 640
	mark := ""
	if x.Scheme.Example {
		mark = "示例方案，数字须按当年申报通知核对。"
	}
	box := container.NewVBox(kit.Bold(x.Scheme.Title), kit.Note(mark+"代码 "+x.Scheme.Code+"，代码相同的批次合并计算上限。", width))
	for _, l := range append([]string{"种类：" + x.Kind.String(), fmt.Sprintf("补贴期间：%s 至 %s（%d 年度）", x.From.Chinese(), x.To.AddDays(-1).Chinese(), x.Year)}, x.Scheme.Lines(x.Kind)...) {
		box.Add(kit.Para(l, width))
	}
	box.Add(kit.Note("来源："+x.Scheme.Source, width))
	if n := x.Notice; n != nil {
		box.Add(kit.Para(fmt.Sprintf("申报通知：%s，%s，受理至 %s", n.NoticeNo, n.On.Chinese(), n.Until.Chinese()), width))
	}
	if d := x.Display; d != nil {
		box.Add(kit.Para("公示地点："+d.Where, width))
	}
	dialog.ShowCustom("方案　"+x.Number, "知道了", box, b.page.host.Window())
}

// showLog lists every act on the batch, newest first.
func (b *batch) showLog() {
	var rows [][]string
	for _, m := range slices.Backward(b.view.Batch.Log) {
		rows = append(rows, []string{m.On.String(), m.Act.String(), m.Person, m.Org})
	}
	const width = 720
	list := kit.Sheet(width, []kit.Column{{Title: "日期", Weight: 1.2}, {Title: "事项", Weight: 2.4}, {Title: "办理人", Weight: 1.6}, {Title: "机构", Weight: 2.4}}, rows)
	scroll := container.NewVScroll(kit.Limited(width, list))
	scroll.SetMinSize(fyne.NewSize(width+12, min(list.MinSize().Height, 460)))
	dialog.ShowCustom("办理记录　"+b.view.Batch.Number, "知道了", scroll, b.page.host.Window())
}

// steps is the bar of steps, each with who holds it or who did it.
func (b *batch) steps() fyne.CanvasObject {
	x := b.view.Batch
	var stages []table.Stage
	passed := true
	for _, s := range subsidy.Steps() {
		st := table.Stage{ID: string(s), Title: s.String(), State: table.StageWaiting, Detail: s.Holder().String()}
		switch {
		case x.Step == subsidy.Stopped:
			st.State, st.Detail = table.StageStopped, ""
		case x.Step == subsidy.Done:
			st.State = table.StageDone
		case s == x.Step:
			st.State, passed = table.StageCurrent, false
			st.Detail = "等待" + s.Holder().String()
		case passed:
			st.State = table.StageDone
		}
		if who := b.who(s); st.State == table.StageDone && who != "" {
			st.Detail = who
		}
		stages = append(stages, st)
	}
	return kit.Named("batch:steps", table.NewJourneyBar(table.Leg{Lanes: []table.Lane{{Stages: stages}}}))
}

// who did the last act of a step, and on which day.
func (b *batch) who(s subsidy.Step) string {
	last := map[subsidy.Step]subsidy.ActName{subsidy.Noticing: subsidy.ActNotify, subsidy.Declaring: subsidy.ActClose, subsidy.Checking: subsidy.ActCheck, subsidy.Reviewing: subsidy.ActSubmit,
		subsidy.Examining: subsidy.ActApprove, subsidy.Publicity: subsidy.ActEnd, subsidy.Paying: subsidy.ActPay}[s]
	out := ""
	for _, m := range b.view.Batch.Log {
		if m.Act == last {
			out = m.Person + " " + m.On.String()[5:] // the year stands in the number of the batch
		}
	}
	return out
}

func (b *batch) newTable() *table.DataTable[line] {
	kind := b.view.Batch.Kind
	column := func(key, title string, width float32, text func(line) string) table.Column[line] {
		return table.Column[line]{Key: key, Title: title, Width: width, Text: text}
	}
	money := func(key, title string, of func(line) int64, text func(line) string) table.Column[line] {
		c := column(key, title, 130, text)
		c.Right, c.Compare = true, func(x, y line) int { return cmp.Compare(of(x), of(y)) }
		return c
	}
	no := column("no", "行", 40, func(x line) string { return fmt.Sprint(x.No) })
	no.Compare = func(x, y line) int { return x.No - y.No }
	state := column("state", "情况", 210, b.state)
	state.Tone = func(x line) table.Tone {
		switch {
		case x.Refused() != "":
			return table.Bad
		case x.Payment != nil:
			return table.Good
		case x.figure.Limits() != "":
			return table.Warn
		}
		return table.Plain
	}
	t := table.NewDataTable("lines", no, column("firm", "企业", 150, func(x line) string { return x.Entry.Firm }), column("loan", "借据编号", 104, func(x line) string { return x.Entry.LoanNo }),
		column("bank", "银行", 130, func(x line) string { return x.Entry.BankRef.Name }),
		column("period", "期间（止日不计）", 170, func(x line) string { return x.Entry.From.String() + "—" + x.Entry.To.String() }),
		money("paid", kind.Paid(), func(x line) int64 { return x.Entry.Paid.Fen() }, func(x line) string { return x.Entry.Paid.Format() }),
		money("amount", "补贴额（元）", func(x line) int64 { return x.figure.Amount.Fen() }, func(x line) string { return x.figure.Amount.Format() }), state)
	t.Empty = "还没有企业申报。"
	if len(b.view.Batch.Lines) == 0 && b.view.Batch.Step != subsidy.Declaring && b.view.Batch.Step != subsidy.Noticing {
		t.Empty = "各行在市监初审完毕后送到财政部门。"
	}
	t.RowName = func(x line) string { return fmt.Sprintf("line:%d", x.No) }
	t.SetChips(table.Chip[line]{Label: "受上限或者核减", Keep: func(x line) bool { return x.figure.Limits() != "" }}, table.Chip[line]{Label: "不予补贴", Keep: func(x line) bool { return x.Refused() != "" }})
	t.OnSelect = func(rows []line) {
		if len(rows) == 1 {
			b.tell(rows[0])
		}
	}
	kit.TableKeys(b.page.host, t)
	return t
}

// state is where a line stands, in words.
func (b *batch) state(x line) string {
	if why := x.Refused(); why != "" {
		return why
	}
	var out []string
	switch {
	case x.Payment != nil && x.Net() < x.Payment.Amount:
		out = append(out, "已拨付，冲正 "+(x.Payment.Amount-x.Net()).Format())
	case x.Payment != nil:
		out = append(out, "已拨付")
	case x.Exam != nil:
		out = append(out, "财政"+x.Exam.Verdict.String())
	case x.Review != nil:
		out = append(out, "初审"+x.Review.Verdict.String())
	case x.Check != nil:
		out = append(out, "银行已确认")
	}
	for _, r := range x.Reversals {
		if !r.Confirmed {
			out = append(out, "冲正待确认")
		}
	}
	for _, o := range x.Objections {
		if o.Outcome == "" {
			out = append(out, "异议待处理")
		}
	}
	if limits := x.figure.Limits(); limits != "" {
		out = append(out, limits)
	}
	if k, found := b.books[x.No]; found && x.Check == nil && len(k.Differs) > 0 {
		out = append(out, "与本行案件不符")
	}
	return strings.Join(out, "；")
}

// mostDetail is the height left to what is said of a line; the rest of it scrolls.
const mostDetail = 236

// tell puts the whole of a line below the table: what was declared, what the bank's books say, and why the figure is what it is.
func (b *batch) tell(x line) {
	e := x.Entry
	const left, right = 380, 660
	facts := []kit.Fact{{Label: "统一社会信用代码", Value: e.USCC}, {Label: "放款日—到期日", Value: e.LoanFrom.String() + "—" + e.LoanDue.String()}, {Label: "收件日", Value: x.ReceivedOn.Chinese()}, {Label: "凭证号", Value: e.Voucher}}
	if b.view.Batch.Kind == subsidy.Interest {
		facts = append(facts, kit.Fact{Label: "计息本金", Value: kit.Yuan(e.Principal)}, kit.Fact{Label: "年利率", Value: e.Rate.Percent()}, kit.Fact{Label: "其中罚息、复利", Value: kit.Yuan(e.Overdue)})
	}
	if e.IPShare != nil {
		facts = append(facts, kit.Fact{Label: "知识产权占比", Value: e.IPShare.Percent()})
	}
	box := container.NewVBox(container.New(kit.Columns{Weights: []float32{left, right}, Gap: 12}, kit.Facts(2, left, facts...), why(x.figure, right)))
	if k, found := b.books[x.No]; found {
		text := "本行案件 " + k.Case + " 的借据与申报一致"
		if len(k.Differs) > 0 {
			text = "本行案件 " + k.Case + "：" + strings.Join(k.Differs, "；")
		}
		box.Add(kit.Named("line:books", kit.Note(text, kit.Width-40)))
	}
	card := kit.Card(fmt.Sprintf("第 %d 行　%s　补贴额 %s 元", x.No, e.Firm, x.figure.Amount.Format()), box)
	scroll := container.NewVScroll(card)
	scroll.SetMinSize(fyne.NewSize(0, min(card.MinSize().Height, mostDetail)))
	b.detail.RemoveAll()
	b.detail.Add(kit.Scrolling(scroll))
	b.detail.Refresh()
	b.frame.Refresh()
}
