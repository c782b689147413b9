package subsidies

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/calendar"
	"zhiya/workflow/subsidy"
)

// acts are the buttons of what the person may do now, and why not what he may not.
func (b *batch) acts() fyne.CanvasObject {
	var buttons []fyne.CanvasObject
	notes := container.NewVBox()
	main := true // the first act that goes on stands out
	add := func(name, title string, seldom bool, f func()) {
		w := widget.NewButton(title, f)
		if main && !seldom {
			w.Importance, main = widget.HighImportance, false
		}
		buttons = append(buttons, kit.Named("act:"+name, w))
	}
	for _, o := range b.view.Options {
		if o.Why != "" {
			if !o.Act.Seldom {
				notes.Add(kit.Note("不能“"+o.Act.Title+"”："+o.Why, kit.Width))
			}
			continue
		}
		b.offer(o.Act, add)
	}
	if len(buttons) == 0 && notes.Objects == nil {
		return kit.Note("现在没有由您办理的事项。", kit.Width)
	}
	return container.NewVBox(kit.Wrap(kit.Width, buttons...), notes)
}

// offer adds the buttons of one act.
func (b *batch) offer(a subsidy.Act, add func(name, title string, seldom bool, f func())) {
	p := b.page
	simple := func(note string, f subsidy.Form) {
		add(string(a.Name), a.Title+"…", a.Seldom, func() { p.ask(a.Title, note, f, "", func() subsidy.Form { return f }) })
	}
	switch f := a.New().(type) {
	case *subsidy.Notify:
		f.On, f.Until = p.host.Today(), p.host.Today().AddDays(30)
		simple("发布后开始受理企业申报。请先核对补贴期间、方案和上限；有误的由科室负责人终止批次后另建。", f)
	case *subsidy.Declare:
		add("import", "导入申报列表…", false, b.choose)
		add(string(a.Name), "登记一行…", true, b.declare)
		add("template", "保存列名模板…", true, b.template)
	case *subsidy.CheckLines:
		add("confirm", "确认所选（按申报数和本行案件）", false, func() { b.confirm(b.chosen()) })
		add("correct", "更正后确认…", true, b.correct)
		add("mismatch", "不符…", true, b.mismatch)
	case *subsidy.Review:
		b.offerVerdicts(add, true)
	case *subsidy.Examine:
		b.offerVerdicts(add, false)
	case *subsidy.Publish:
		f.From, f.Days, f.Unit = p.host.Today(), 5, calendar.Workdays
		simple("公示天数按当年申报通知填写；起日当天不计入，末日逢节假日顺延。", f)
	case *subsidy.Pay:
		f.On = p.host.Today()
		simple("不填行号即登记全部未拨付的各行；每张凭证登记一次。金额按审定和公示后的数额，不能改动。", f)
	case *subsidy.Withdraw, *subsidy.Object, *subsidy.Resolve, *subsidy.Reverse, *subsidy.ConfirmReversal:
		add(string(a.Name), a.Title+"…", a.Seldom, func() { b.onLine(a) })
	default:
		simple(actNotes[a.Name], f)
	}
}

var actNotes = map[subsidy.ActName]string{
	subsidy.ActClose:     "截止后不再受理；各银行只看到本行的借据并逐行核对。",
	subsidy.ActSubmit:    "送出时按方案和其他批次计算各行金额，上限和日数即予占用；此后只能核减，要增加的须退回初审。",
	subsidy.ActPropose:   "没有逐行意见的各行视为通过，由审批人审定。",
	subsidy.ActApprove:   "同意的进入公示；不同意的退回财政经办。",
	subsidy.ActSendBack:  "退回后占用的上限和日数即行释放，由市监重新初审。",
	subsidy.ActEnd:       "公示期满、异议处理完毕后送财政拨付。",
	subsidy.ActStopBatch: "终止后不再办理，占用的上限和日数即行释放。",
}

// onLine opens an act on the selected line.
func (b *batch) onLine(a subsidy.Act) {
	no := 0
	if rows := b.chosen(); len(rows) == 1 {
		no = rows[0].No
	}
	p, today := b.page, b.page.host.Today()
	form := a.New()
	switch f := form.(type) {
	case *subsidy.Withdraw:
		f.No = no
	case *subsidy.Object:
		f.No, f.On = no, today
	case *subsidy.Resolve:
		f.No = no
	case *subsidy.Reverse:
		f.No, f.On = no, today
	case *subsidy.ConfirmReversal:
		f.No = no
	}
	p.ask(a.Title, "原来的登记不改动，本项办理另记一笔。行号为列表中的“行”。", form, "", func() subsidy.Form { return form })
}

// chosen are the selected lines.
func (b *batch) chosen() []line { return b.table.Selected() }

func (b *batch) noneChosen(rows []line) bool {
	if len(rows) == 0 {
		b.page.host.Fail(fault.New(fault.Invalid, "subsidy.none", "", "请先在列表中选择一行或者几行（Ctrl 或 Shift 加单击可以多选，Ctrl+A 全选）"))
	}
	return len(rows) == 0
}

// reason is why, and for a cut how much.
type reason struct {
	Reason string `json:"reason" label:"理由" lines:"3"`
}

type cut struct {
	Amount *money.Money `json:"amount" label:"核减至（元）"`
	Reason string       `json:"reason" label:"理由" lines:"3"`
}

// offerVerdicts are the buttons of a review line by line.
func (b *batch) offerVerdicts(add func(name, title string, seldom bool, f func()), bureau bool) {
	form := func(list []subsidy.LineVerdict) subsidy.Form {
		if bureau {
			return &subsidy.Review{Lines: list}
		}
		return &subsidy.Examine{Lines: list}
	}
	undecided := 0
	for _, l := range b.lines {
		if l.Refused() == "" && (bureau && l.Review == nil) {
			undecided++
		}
	}
	if undecided > 0 {
		add("rest", fmt.Sprintf("其余 %d 行全部通过", undecided), false, func() {
			var list []subsidy.LineVerdict
			for _, l := range b.lines {
				if l.Refused() == "" && l.Review == nil {
					list = append(list, subsidy.LineVerdict{No: l.No, Verdict: subsidy.Pass})
				}
			}
			b.perform(form(list), "逐行初审")
		})
	}
	add("pass", "通过所选", true, func() {
		if rows := b.chosen(); !b.noneChosen(rows) {
			b.perform(form(verdicts(rows, subsidy.Pass, nil, "")), "逐行审核")
		}
	})
	add("cut", "核减…", true, func() {
		rows := b.chosen()
		if b.noneChosen(rows) {
			return
		}
		f := &cut{}
		if len(rows) == 1 {
			amount := rows[0].figure.Amount
			f.Amount = &amount
		}
		b.page.ask("核减："+named(rows), "核减至的金额是这一行最多的补贴额。", f, "lines[0].", func() subsidy.Form { return form(verdicts(rows, subsidy.Cut, f.Amount, f.Reason)) })
	})
	why := func(name, title string, v subsidy.Verdict, note string) {
		add(name, title+"…", true, func() {
			rows := b.chosen()
			if b.noneChosen(rows) {
				return
			}
			f := &reason{}
			b.page.ask(title+"："+named(rows), note, f, "lines[0].", func() subsidy.Form { return form(verdicts(rows, v, nil, f.Reason)) })
		})
	}
	why("refuse", "不予补贴", subsidy.Refuse, "理由会显示在这一行，并写入明细表。")
	if bureau {
		why("return", "退回银行核对", subsidy.Return, "退回的各行由银行重新核对，其余各行的意见保留。")
	}
}

func verdicts(rows []line, v subsidy.Verdict, amount *money.Money, why string) []subsidy.LineVerdict {
	var out []subsidy.LineVerdict
	for _, r := range rows {
		out = append(out, subsidy.LineVerdict{No: r.No, Verdict: v, Amount: amount, Reason: why})
	}
	return out
}

// named says which lines are meant.
func named(rows []line) string {
	if len(rows) == 1 {
		return fmt.Sprintf("第 %d 行 %s", rows[0].No, rows[0].Entry.Firm)
	}
	return fmt.Sprintf("所选 %d 行", len(rows))
}

// perform does an act that needs no form.
func (b *batch) perform(f subsidy.Form, said string) {
	b.page.act(f, b.page.host.Desk().NewID(), said, b.page.host.Fail)
}

// confirm checks lines of the bank by the declared figures, and by its own case where there is one.
func (b *batch) confirm(rows []line) {
	if b.noneChosen(rows) {
		return
	}
	var list []subsidy.CheckLine
	for _, c := range workflow.CheckForms(b.view.Batch, b.books) {
		for _, r := range rows {
			if r.No == c.No {
				list = append(list, c)
			}
		}
	}
	if len(list) == 0 {
		b.page.host.Fail(fault.New(fault.Refused, "subsidy.checked", "", "所选各行已经核对"))
		return
	}
	b.perform(&subsidy.CheckLines{Lines: list}, "核对本行借据")
}

// correct opens the figures of one line to be corrected from the bank's books.
func (b *batch) correct() {
	rows := b.chosen()
	if len(rows) != 1 {
		b.page.host.Fail(fault.New(fault.Invalid, "subsidy.none", "", "请在列表中选择要更正的一行"))
		return
	}
	for _, c := range workflow.CheckForms(b.view.Batch, b.books) {
		if c.No == rows[0].No {
			f := &c
			b.page.ask("更正后确认："+named(rows), "按本行账簿填写；补贴按银行核对数计算，实付数取申报和核对中较低的。", f, "lines[0].", func() subsidy.Form { return &subsidy.CheckLines{Lines: []subsidy.CheckLine{*f}} })
			return
		}
	}
	b.page.host.Fail(fault.New(fault.Refused, "subsidy.checked", "", "所选的一行已经核对"))
}

// mismatch says that the bank has no such loan.
func (b *batch) mismatch() {
	rows := b.chosen()
	if b.noneChosen(rows) {
		return
	}
	f := &reason{}
	b.page.ask("不符："+named(rows), "借据不属实或者不是本行的，说明原因；这些行不予补贴。", f, "lines[0].", func() subsidy.Form {
		var list []subsidy.CheckLine
		for _, r := range rows {
			list = append(list, subsidy.CheckLine{No: r.No, Reason: f.Reason})
		}
		return &subsidy.CheckLines{Lines: list}
	})
}

// declare opens the form of one declaration on paper.
func (b *batch) declare() {
	x := b.view.Batch
	f := &paper{Source: "纸质申报", ReceivedOn: b.page.host.Today(), Entry: subsidy.Entry{From: x.From, To: x.To}}
	b.page.ask("登记一行申报", "按企业交来的申报表和付息凭证登记。期间止日不计入：到 12 月 31 日为止的填次年 1 月 1 日。", f, "entries[0].", func() subsidy.Form {
		return &subsidy.Declare{Source: f.Source, ReceivedOn: f.ReceivedOn, Entries: []subsidy.Entry{f.Entry}}
	})
}

// paper is one declaration as a form shows it.
type paper struct {
	Source     string    `json:"source" label:"来源"`
	ReceivedOn date.Date `json:"received_on" label:"收件日"`
	subsidy.Entry
}

// run does slow work on the batch.
func (b *batch) run(title string, work func(context.Context) error, done func()) {
	b.page.host.Run(title, work, func(err error) {
		if err != nil {
			b.page.host.Fail(err)
			return
		}
		done()
	})
}
